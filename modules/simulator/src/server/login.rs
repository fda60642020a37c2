//! Finds out who sends a request: by user name and password, or by a session and its CSRF token.

use pulp::request::Method;
use pulp::version::since;
use serde_json::{Value, json};

use super::http::{Request, Response};
use super::{Answer, Object, Server};

/// The name of the administrator, who sees all objects.
pub const ADMIN_NAME: &str = "admin";
/// The administrator's password.
pub const ADMIN_PASSWORD: &str = "adm1n-s3cret-pw";
/// The administrator's `name:password`, base64-encoded.
pub const ADMIN: &str = "YWRtaW46YWRtMW4tczNjcmV0LXB3";

/// The name of a user who does not see hidden objects.
pub const USER_NAME: &str = "ann";
/// That user's password.
pub const USER_PASSWORD: &str = "ann-password-1";
/// That user's `name:password`, base64-encoded.
pub const USER: &str = "YW5uOmFubi1wYXNzd29yZC0x";

/// A session: the href of its user and its CSRF token.
#[derive(Debug, Clone)]
pub struct Session {
    pub user: String,
    pub token: String,
}

/// Returns the hidden fields of a user with this password.
pub fn password(password: &str) -> Object {
    [("password".to_owned(), Value::from(password))].into_iter().collect()
}

fn base64(text: &str) -> Option<String> {
    let value = |byte: u8| {
        Some(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        })
    };
    let mut bits = 0u32;
    let mut have = 0;
    let mut bytes = Vec::new();
    for byte in text.trim_end_matches('=').bytes() {
        bits = bits << 6 | u32::from(value(byte)?);
        have += 6;
        if have >= 8 {
            have -= 8;
            bytes.push((bits >> have) as u8);
            bits &= (1 << have) - 1;
        }
    }
    String::from_utf8(bytes).ok()
}

impl Server {
    /// Returns the href of the user who sends a request.
    pub(super) fn identify(&self, request: &Request) -> Result<String, Response> {
        if let Some(basic) = request.header("authorization").and_then(|value| value.strip_prefix("Basic ")) {
            let wrong = || Response::json(401, json!({"detail": "Invalid username/password."}));
            let given = base64(basic).ok_or_else(wrong)?;
            let (name, password) = given.split_once(':').ok_or_else(wrong)?;
            let user = self.of_list("users/").find(|(_, user)| user.name() == name);
            let (href, user) = user.ok_or_else(wrong)?;
            let fits = user.hidden.get("password").and_then(Value::as_str) == Some(password);
            let active = user.fields.get("is_active") == Some(&Value::Bool(true));
            return if fits && active { Ok(href.clone()) } else { Err(wrong()) };
        }
        let cookies = request.header("cookie").unwrap_or_default();
        let cookie = |name: &str| cookies.split("; ").find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let session = cookie("sessionid").and_then(|id| self.sessions.get(id));
        let Some(session) = session.filter(|session| self.objects.contains_key(&session.user)) else {
            return Err(Response::json(401, json!({"detail": "Authentication credentials were not provided."})));
        };
        let reads = matches!(request.method, Method::Get | Method::Head);
        if !reads && request.header("x-csrftoken") != Some(&session.token) {
            return Err(Response::json(403, json!({"detail": "CSRF Failed: CSRF token missing."})));
        }
        Ok(session.user.clone())
    }

    pub(super) fn login(&mut self, request: &Request, user: &str) -> Answer {
        if !self.edition.has(since::LOGIN) {
            return Err(Response::html(404, "Not Found"));
        }
        match request.method {
            Method::Post => {
                let (id, token) = (format!("session{}", self.number()), format!("token{}", self.number()));
                let mut answer = Response::json(201, json!({"pulp_href": user, "username": self.objects[user].name()}));
                for cookie in [format!("csrftoken={token}; Path=/"), format!("sessionid={id}; HttpOnly; Path=/")] {
                    answer.headers.push(("set-cookie".to_owned(), cookie));
                }
                self.sessions.insert(id, Session { user: user.to_owned(), token });
                Ok(answer)
            }
            Method::Delete => {
                let cookies = request.header("cookie").unwrap_or_default().to_owned();
                self.sessions.retain(|id, _| !cookies.contains(&format!("sessionid={id}")));
                Ok(Response::empty(204))
            }
            _ => Ok(Response::json(200, json!({"username": self.objects[user].name()}))),
        }
    }
}
