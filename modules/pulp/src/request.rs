//! Builds requests. These are pure functions; nothing is sent here.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::schema::Object;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Returns whether the method may change something.
    pub const fn writes(self) -> bool {
        !matches!(self, Method::Get | Method::Head)
    }

    /// Returns the method's name in HTTP.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

/// One request. A path that starts with a slash is an href; any other path is relative to `/pulp/api/v3/`.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub method: Method,
    pub path: String,
    /// The encoded query without the question mark; empty if there is none.
    pub query: String,
    pub body: Option<Value>,
}

impl Request {
    /// Reads an object or a list.
    pub fn get(path: impl Into<String>, query: &[(&str, &str)]) -> Request {
        Request { method: Method::Get, path: path.into(), query: encode_query(query), body: None }
    }

    /// Creates an object or starts an action.
    pub fn post(path: impl Into<String>, body: Object) -> Request {
        Request { method: Method::Post, path: path.into(), query: String::new(), body: Some(Value::Object(body)) }
    }

    /// Updates some fields of an object.
    pub fn patch(href: impl Into<String>, body: Object) -> Request {
        Request { method: Method::Patch, path: href.into(), query: String::new(), body: Some(Value::Object(body)) }
    }

    /// Sends a part of an upload; the body is a form that is passed separately.
    pub fn put(href: impl Into<String>) -> Request {
        Request { method: Method::Put, path: href.into(), query: String::new(), body: None }
    }

    /// Deletes an object.
    pub fn delete(href: impl Into<String>) -> Request {
        Request { method: Method::Delete, path: href.into(), query: String::new(), body: None }
    }
}

/// The characters that need no escape in a query value.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/').remove(b',').remove(b':');

/// Encodes one query value.
pub fn encode(value: &str) -> String {
    utf8_percent_encode(value, PLAIN).to_string()
}

fn encode_query(query: &[(&str, &str)]) -> String {
    query.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// Maximum length of the encoded values. gunicorn rejects a request line of more than 4,094 bytes; the rest is for the
/// method, the path and the other parameters.
const LONGEST_VALUES: usize = 3_500;
/// Maximum number of lookups. More of them cost more than reading the whole list.
const MOST_CHUNKS: usize = 4;

/// How to look up the values of a `…__in` filter.
#[derive(Debug, PartialEq, Eq)]
pub enum Lookup {
    /// One request for each of these filters.
    Filters(Vec<(String, String)>),
    /// Reading the whole list, because there are too many values.
    Everything,
}

/// Splits the values of a filter into requests that the server accepts, or decides to read the whole list if there are
/// too many. `filter` is the name without `__in`.
pub fn look_up<'a>(filter: &str, values: impl Iterator<Item = &'a str>) -> Lookup {
    let filters = chunks(filter, values);
    if filters.len() > MOST_CHUNKS { Lookup::Everything } else { Lookup::Filters(filters) }
}

/// Like [`look_up`], but never reads the whole list. A value with a comma gets its own request, because the server
/// would split it.
pub fn chunks<'a>(filter: &str, values: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let mut filters = Vec::new();
    let mut chunk = String::new();
    let mut length = 0;
    for value in values {
        if value.contains(',') {
            filters.push((filter.to_owned(), value.to_owned()));
            continue;
        }
        let cost = encode(value).len() + 1;
        if length + cost > LONGEST_VALUES && !chunk.is_empty() {
            filters.push((format!("{filter}__in"), std::mem::take(&mut chunk)));
            length = 0;
        }
        if !chunk.is_empty() {
            chunk.push(',');
        }
        chunk.push_str(value);
        length += cost;
    }
    if !chunk.is_empty() {
        filters.push((format!("{filter}__in"), chunk));
    }
    filters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(values: &[&str]) -> Vec<(String, String)> {
        match look_up("name", values.iter().copied()) {
            Lookup::Filters(filters) => filters,
            Lookup::Everything => panic!("everything"),
        }
    }

    #[test]
    fn few_names_take_one_request() {
        assert_eq!(filters(&["a", "b c"]), [("name__in".to_owned(), "a,b c".to_owned())]);
        assert_eq!(filters(&[]), []);
    }

    #[test]
    fn names_with_commas_are_requested_separately() {
        let wanted = [("name".to_owned(), "b,c".to_owned()), ("name__in".to_owned(), "a,d".to_owned())];
        assert_eq!(filters(&["a", "b,c", "d"]), wanted);
    }

    #[test]
    fn encoded_chunks_respect_the_servers_limit() {
        let names: Vec<String> = (0..150).map(|number| format!("Übergrößen {number}")).collect();
        let filters = filters(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(filters.len() > 1);
        for (_, value) in &filters {
            assert!(encode(value).len() <= LONGEST_VALUES, "{}", encode(value).len());
        }
        assert_eq!(filters.iter().flat_map(|(_, value)| value.split(',')).collect::<Vec<_>>(), names);
    }

    #[test]
    fn many_names_read_the_whole_list() {
        let names: Vec<String> = (0..1_000).map(|number| format!("a repository with a long name {number}")).collect();
        assert_eq!(look_up("name", names.iter().map(String::as_str)), Lookup::Everything);
    }

    #[test]
    fn limits_are_inclusive() {
        let half = "a".repeat(LONGEST_VALUES / 2 - 1);
        let whole = [half.as_str(); 2 * MOST_CHUNKS];
        assert_eq!(filters(&whole[..2]).len(), 1);
        assert_eq!(filters(&[&half, &format!("{half}a")]).len(), 2);
        assert_eq!(filters(&whole).len(), MOST_CHUNKS);
        assert_eq!(look_up("name", whole.into_iter().chain(["b"])), Lookup::Everything);
    }

    #[test]
    fn queries_are_encoded() {
        let request = Request::get("remotes/", &[("name", "a&b=c d/é,1")]);
        assert_eq!(request.query, "name=a%26b%3Dc%20d/%C3%A9,1");
    }
}
