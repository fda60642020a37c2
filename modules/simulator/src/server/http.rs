//! Requests and responses as the server sees them, without any network.

use percent_encoding::percent_decode_str;
use pulp::request::Method;
use serde_json::{Map, Value, json};

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: Method,
    /// The path without the query.
    pub path: String,
    pub query: Vec<(String, String)>,
    /// Names and values; names are in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// The fields and the file of a multipart form.
#[derive(Default)]
pub struct Form {
    pub fields: Map<String, Value>,
    pub file: Vec<u8>,
}

impl Request {
    /// Returns a request for a URL, or for a path, with its query.
    pub fn new(method: Method, url: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
        let (_, rest) = url.split_once("://").unwrap_or(("", url));
        let path = rest.find('/').map_or("/", |start| &rest[start..]);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (decoded(k), decoded(v)));
        Request { method, path: path.to_owned(), query: query.collect(), headers, body }
    }

    /// Returns a request by the administrator, with a JSON body.
    pub fn admin(method: Method, path: &str, body: Option<Value>) -> Request {
        let headers = vec![("authorization".to_owned(), format!("Basic {}", super::login::ADMIN))];
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let path = if path.starts_with('/') { path.to_owned() } else { format!("{}{path}", super::ROOT) };
        Request::new(method, &path, headers, body)
    }

    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns a parameter of the query; if it is repeated, its last value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the body as a JSON object; an empty body is an empty object.
    pub fn object(&self) -> Result<Map<String, Value>, Response> {
        if self.body.is_empty() {
            return Ok(Map::new());
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Response::says(400, "Invalid data. Expected a dictionary.")),
            Err(_) => Err(Response::json(400, json!({"detail": "JSON parse error"}))),
        }
    }

    /// Returns the body as a form, if it is one.
    pub fn form(&self) -> Option<Form> {
        let boundary = self.header("content-type")?.split_once("boundary=")?.1;
        let mut form = Form::default();
        let mark = format!("--{boundary}").into_bytes();
        let mut rest = &self.body[..];
        while let Some(start) = find(rest, &mark) {
            rest = &rest[start + mark.len()..];
            let end = find(rest, &mark)?;
            let part = &rest[..end];
            let head = find(part, b"\r\n\r\n")?;
            let (head, content) = (String::from_utf8_lossy(&part[..head]), &part[head + 4..part.len() - 2]);
            let name = head.split("name=\"").nth(1)?.split('"').next()?.to_owned();
            if head.contains("filename=") {
                form.file = content.to_vec();
            } else {
                form.fields.insert(name, String::from_utf8_lossy(content).into_owned().into());
            }
            if rest[end + mark.len()..].starts_with(b"--") {
                return Some(form);
            }
        }
        None
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// One response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// Returns a response with a JSON body.
    pub fn json(status: u16, body: Value) -> Response {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Response { status, headers, body: body.to_string().into_bytes() }
    }

    /// Returns a response without a body.
    pub fn empty(status: u16) -> Response {
        Response { status, headers: Vec::new(), body: Vec::new() }
    }

    /// Returns an error response that names no field.
    pub fn says(status: u16, text: &str) -> Response {
        let key = if status == 400 { "non_field_errors" } else { "detail" };
        let body = if status == 400 { json!({key: [text]}) } else { json!({key: text}) };
        Response::json(status, body)
    }

    /// Returns an error response that names one field.
    pub fn field(field: &str, text: &str) -> Response {
        Response::json(400, json!({field: [text]}))
    }

    /// Returns an HTML page, as Django and proxies send it.
    pub fn html(status: u16, text: &str) -> Response {
        let body =
            format!("<!doctype html>\n<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>");
        Response { status, headers: vec![("content-type".to_owned(), "text/html".to_owned())], body: body.into_bytes() }
    }

    /// Returns the body as JSON; null if it is not JSON.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}
