//! Reads lists in pages. Objects may be created and deleted meanwhile, so each page is aligned with the previous one.

use std::collections::HashSet;

use serde_json::Value;

use super::Client;
use crate::error::{Cause, RequestError};
use crate::object::Fields;
use crate::request::Request;

/// Number of objects per page.
const PAGE: usize = 1_000;
/// Number of objects of the previous page that are read again. If more than that are deleted meanwhile, the list has to
/// be read from the start. If the server or a proxy returns smaller pages, it is at most half a page.
const OVERLAP: usize = 50;
/// Maximum number of times that a changing list is read from the start.
const MOST_RESTARTS: usize = 5;

impl Client {
    /// Reads all objects of a list, each once.
    ///
    /// Pulp's pages have an offset from the start of the list, and its order is stable. Each page therefore starts
    /// before the last object that was read, and the objects after that one are used.
    pub async fn list(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<Value>, RequestError> {
        for _ in 0..MOST_RESTARTS {
            if let Some(results) = self.pages(path, query).await? {
                return Ok(results);
            }
        }
        let cause = Cause::NotPulp("the list changes faster than it can be read".to_owned());
        Err(self.failed(&Request::get(path, query), cause))
    }

    /// Reads and joins the pages of a list; `None` if a page does not contain the last object of the previous one.
    async fn pages(&self, path: &str, query: &[(&str, &str)]) -> Result<Option<Vec<Value>>, RequestError> {
        let mut results: Vec<Value> = Vec::new();
        let mut overlap = OVERLAP;
        loop {
            let offset = results.len().saturating_sub(overlap);
            let (limit, offset) = (PAGE.to_string(), offset.to_string());
            let paging: &[(&str, &str)] =
                if results.is_empty() { &[("limit", &limit)] } else { &[("limit", &limit), ("offset", &offset)] };
            let request = Request::get(path, &[query, paging].concat());
            let mut body = self.send(&request).await?.body;
            let page = match body.get_mut("results").map(Value::take) {
                Some(Value::Array(page)) => page,
                _ => return Err(self.failed(&request, Cause::NotPulp("a list without results".to_owned()))),
            };
            let more = body.get("next").is_some_and(|next| !next.is_null()) && !page.is_empty();
            let before = results.len();
            match results.last().map(identity) {
                None => {
                    overlap = overlap.min(page.len() / 2).max(1);
                    results = page;
                }
                Some(last) => match page.iter().position(|object| identity(object) == last) {
                    Some(place) => results.extend(page.into_iter().skip(place + 1)),
                    None => return Ok(None),
                },
            }
            if !more {
                let mut seen = HashSet::new();
                results.retain(|object| seen.insert(identity(object)));
                return Ok(Some(results));
            }
            // Without new objects, the same page would be requested forever.
            if results.len() == before {
                return Ok(None);
            }
        }
    }
}

/// Returns what identifies an object in its list: its href, or the whole object if it has none.
fn identity(object: &Value) -> String {
    object.text("pulp_href").map_or_else(|| object.to_string(), str::to_owned)
}
