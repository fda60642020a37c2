//! Who sends: a session where the server has them, else user and password with every request.

use std::cell::RefCell;

use reqwest::header::SET_COOKIE;

use super::{Client, Failure};
use crate::error::{Cause, RequestError};
use crate::request::Request;

/// How requests say who sends them.
#[derive(Clone)]
pub(super) enum Auth {
    /// By a client certificate, or not at all.
    None,
    /// A session: the cookie header and the token that writes need. Saves the server 0.2 s of hashing a request.
    Session { cookie: String, csrf: String },
    /// User and password with every request.
    Basic,
}

impl Client {
    /// Gets a session, where the server has them (pulpcore 3.70); else every request carries user and password. Tells
    /// whether there is an API at all where that was asked.
    pub async fn log_in(&self) -> Result<bool, RequestError> {
        if self.username.is_none() || self.password.borrow().is_none() {
            return Ok(true);
        }
        self.auth.replace(Auth::Basic);
        let login = Request::post("login/", Default::default());
        match self.attempt(&login, None).await {
            Ok((_, headers)) => {
                let cookies: Vec<(String, String)> = headers
                    .get_all(SET_COOKIE)
                    .iter()
                    .filter_map(|header| header.to_str().ok()?.split(';').next()?.split_once('='))
                    .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                    .collect();
                if let Some((_, csrf)) = cookies.iter().find(|(name, _)| name == "csrftoken") {
                    let cookie =
                        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
                    self.auth.replace(Auth::Session { cookie, csrf: csrf.clone() });
                }
                Ok(true)
            }
            // No such endpoint, or refused: the first real request decides, with user and password.
            Err(Failure { error: RequestError { cause: Cause::Status(status, _), .. }, .. }) => Ok(status != 404),
            Err(Failure { error: RequestError { cause: Cause::NotPulp(_), .. }, .. }) => Ok(true),
            Err(failure) => Err(failure.error),
        }
    }

    /// Logs in anew, after the user's own password became another one: with the old one, the session is over too.
    pub async fn go_on_with(&self, password: &str) -> Result<(), RequestError> {
        self.password.replace(Some(password.to_owned()));
        self.log_in().await.map(drop)
    }

    /// Whether a user may log in with a password. Unlike a login, the request asked for it leaves no session behind, and
    /// servers of all versions have it; what that user may see does not matter.
    pub async fn accepts(&self, username: &str, password: &str) -> Result<bool, RequestError> {
        let other = Client {
            username: Some(username.to_owned()),
            password: RefCell::new(Some(password.to_owned())),
            auth: RefCell::new(Auth::Basic),
            ..self.clone()
        };
        match other.send(&Request::get("tasks/", &[("limit", "1"), ("fields", "pulp_href")])).await {
            Ok(_) => Ok(true),
            Err(RequestError { cause: Cause::Status(401, _), .. }) => Ok(false),
            Err(RequestError { cause: Cause::Status(403, problem), .. }) => {
                Ok(!problem.says("Invalid username/password"))
            }
            Err(error) => Err(error),
        }
    }

    /// Ends the session. A failure costs nothing: the server forgets sessions by itself.
    pub async fn log_out(&self) {
        if matches!(*self.auth.borrow(), Auth::Session { .. }) {
            let _ = self.attempt(&Request::delete("login/"), None).await;
        }
    }

    /// A request with who sends it.
    pub(super) fn signed(&self, builder: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &*self.auth.borrow() {
            Auth::None => builder,
            Auth::Basic => {
                let password = self.password.borrow();
                builder.basic_auth(self.username.as_deref().unwrap_or_default(), password.as_deref())
            }
            // Django compares the Referer with the host on https.
            Auth::Session { cookie, csrf } => builder
                .header("Cookie", cookie)
                .header("X-CSRFToken", csrf)
                .header("Referer", format!("{}/", self.server)),
        }
    }
}
