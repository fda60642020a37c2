//! Lists longer than a page. Objects come and go while the pages are read, so each page is fitted to what was read before.

use std::collections::HashSet;

use serde_json::Value;

use super::Client;
use crate::error::{Cause, RequestError};
use crate::request::Request;

/// Objects in a page.
const PAGE: usize = 1_000;
/// How many objects of the previous page are read again: as many may be deleted meanwhile before the list must be read from
/// its beginning. Half a page if the server or a proxy limits pages to fewer.
const OVERLAP: usize = 50;
/// How often a list is begun anew that changes too fast.
const MOST_RESTARTS: usize = 5;

impl Client {
    /// All results of a list, each once.
    ///
    /// Pulp's pages are counted from the list's beginning (limit and offset), and its order is stable. A page therefore
    /// begins before the last object that was read, and is taken from the object after it.
    pub async fn list(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<Value>, RequestError> {
        for _ in 0..MOST_RESTARTS {
            if let Some(results) = self.pages(path, query).await? {
                return Ok(results);
            }
        }
        let cause = Cause::NotPulp("the list changes faster than it can be read".to_owned());
        Err(self.failed(&Request::get(path, query), cause))
    }

    /// The pages of a list, joined; `None` where one does not fit to the one before.
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
            // A page without progress would be asked for again for ever.
            if results.len() == before {
                return Ok(None);
            }
        }
    }
}

/// What tells an object from the others of its list: its href, or all of it where it shows none.
fn identity(object: &Value) -> String {
    object.get("pulp_href").and_then(Value::as_str).map_or_else(|| object.to_string(), str::to_owned)
}
