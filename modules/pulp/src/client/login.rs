//! Authentication: a session if the server has them, otherwise user name and password with every request.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::{Client, Received};
use crate::error::{Cause, RequestError};
use crate::request::Request;

/// Time limit for the logout.
const LOG_OUT: Duration = Duration::from_secs(5);

/// How requests are authenticated.
pub(super) enum Auth {
    /// With a client certificate, or not at all.
    None,
    /// With a session: the cookie header, and the token that writes require. Saves the server 0.2 s per request, the
    /// time it takes to hash the password.
    Session { cookie: String, csrf: String },
    /// With user name and password in every request.
    Basic,
    /// Like `Basic`, because the server rejected this session.
    Fallback(Rc<Auth>),
}

impl Client {
    /// Starts a session if the server has them (pulpcore 3.70); otherwise every request sends user name and password.
    /// Returns false if there is no login endpoint at this path.
    pub async fn log_in(&self) -> Result<bool, RequestError> {
        if self.username.is_none() || self.password.borrow().is_none() {
            return Ok(true);
        }
        self.auth.replace(Rc::new(Auth::Basic));
        let login = Request::post("login/", Default::default());
        let mut delays = self.delays();
        loop {
            let failure = match self.attempt(&login, None, &self.id(0)).await {
                Ok((_, received)) => {
                    if let Some(session) = session(&received) {
                        self.auth.replace(Rc::new(session));
                    }
                    return Ok(true);
                }
                Err(failure) => failure,
            };
            // Logging in twice is harmless, so any failure that may be temporary is retried.
            let passing = matches!(
                failure.error.cause,
                Cause::Unreachable(_) | Cause::Lost(_) | Cause::Status(429 | 502..=504, _)
            );
            match (delays.next().filter(|_| passing && !self.stop.requested()), &failure.error.cause) {
                (Some(delay), _) => self.stop.sleep(failure.after.unwrap_or(delay)).await,
                // No such endpoint, or rejected: the first real request shows whether the password is accepted.
                (None, Cause::Status(status, _)) => return Ok(*status != 404),
                (None, Cause::NotPulp(_)) => return Ok(true),
                (None, _) => return Err(failure.error),
            }
        }
    }

    /// Logs in again after the password of this user was changed, which also ended the session.
    pub async fn go_on_with(&self, password: &str) -> Result<(), RequestError> {
        self.password.replace(Some(password.to_owned()));
        self.log_in().await.map(drop)
    }

    /// Returns whether a user can log in with a password. This reads one task as that user: unlike a login, it leaves
    /// no session behind and works on all versions. It does not matter what the user may see.
    pub async fn accepts(&self, username: &str, password: &str) -> Result<bool, RequestError> {
        let other = Client {
            username: Some(username.to_owned()),
            password: RefCell::new(Some(password.to_owned())),
            auth: RefCell::new(Rc::new(Auth::Basic)),
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

    /// Ends the session. Failures are ignored, because sessions also expire.
    pub async fn log_out(&self) {
        if matches!(**self.auth.borrow(), Auth::Session { .. }) {
            let _ = self.once(&Request::delete("login/"), LOG_OUT).await;
        }
    }

    /// Returns whether to repeat a failed request with user name and password instead of the session it was sent with
    /// (`auth`). This happens once per request. If the session was not the reason, it is used again afterwards.
    pub(super) fn falls_back(&self, cause: &Cause, auth: &Rc<Auth>, fell_back: &mut bool) -> bool {
        let refused = matches!(cause, Cause::Status(401 | 403, _));
        match (&**auth, *fell_back) {
            (Auth::Session { .. }, false) if refused => {
                // A concurrent request may already have fallen back.
                if Rc::ptr_eq(&self.auth.borrow(), auth) {
                    self.auth.replace(Rc::new(Auth::Fallback(auth.clone())));
                }
                *fell_back = true;
                true
            }
            (Auth::Fallback(session), true) if matches!(cause, Cause::Status(403, _)) => {
                // Rejected with the password, too, so the session was not the reason.
                self.auth.replace(session.clone());
                false
            }
            _ => false,
        }
    }

    /// Returns the headers that authenticate a request.
    pub(super) fn signature(&self) -> Vec<(String, String)> {
        let header = |name: &str, value: String| (name.to_owned(), value);
        match &**self.auth.borrow() {
            Auth::None => Vec::new(),
            Auth::Basic | Auth::Fallback(_) => {
                let user = self.username.as_deref().unwrap_or_default();
                let password = self.password.borrow();
                let pair = format!("{user}:{}", password.as_deref().unwrap_or_default());
                vec![header("authorization", format!("Basic {}", BASE64.encode(pair)))]
            }
            // Django compares the Referer with the host on https.
            Auth::Session { cookie, csrf } => vec![
                header("cookie", cookie.clone()),
                header("x-csrftoken", csrf.clone()),
                header("referer", format!("{}/", self.server)),
            ],
        }
    }
}

/// Returns the session that a login started, if any.
fn session(received: &Received) -> Option<Auth> {
    let cookies = received.all("set-cookie").filter_map(|header| header.split(';').next()?.split_once('='));
    let cookies: Vec<(&str, &str)> = cookies.map(|(name, value)| (name.trim(), value.trim())).collect();
    let (_, csrf) = cookies.iter().find(|(name, _)| *name == "csrftoken")?;
    let cookie = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    Some(Auth::Session { cookie, csrf: (*csrf).to_owned() })
}
