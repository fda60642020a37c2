//! Who sends: a session where the server has them, else user and password with every request.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::{Client, Received};
use crate::error::{Cause, RequestError};
use crate::request::Request;

/// How long the server may take to end a session.
const LOG_OUT: Duration = Duration::from_secs(5);

/// How requests say who sends them.
pub(super) enum Auth {
    /// By a client certificate, or not at all.
    None,
    /// A session: the cookie header and the token that writes need. Saves the server 0.2 s of hashing a request.
    Session { cookie: String, csrf: String },
    /// User and password with every request.
    Basic,
    /// The same, since this session was refused.
    Fallback(Rc<Auth>),
}

impl Client {
    /// Gets a session, where the server has them (pulpcore 3.70); else every request carries user and password. Tells
    /// whether there is an API at all where that was asked.
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
            // To log in twice does no harm, so any failure that may pass is worth another try.
            let passing = matches!(
                failure.error.cause,
                Cause::Unreachable(_) | Cause::Lost(_) | Cause::Status(429 | 502..=504, _)
            );
            match (delays.next().filter(|_| passing && !self.stop.requested()), &failure.error.cause) {
                (Some(delay), _) => self.stop.sleep(failure.after.unwrap_or(delay)).await,
                // No such endpoint, or refused: the first real request decides, with user and password.
                (None, Cause::Status(status, _)) => return Ok(*status != 404),
                (None, Cause::NotPulp(_)) => return Ok(true),
                (None, _) => return Err(failure.error),
            }
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

    /// Ends the session. A failure costs nothing: the server forgets sessions by itself.
    pub async fn log_out(&self) {
        if matches!(**self.auth.borrow(), Auth::Session { .. }) {
            let _ = self.once(&Request::delete("login/"), LOG_OUT).await;
        }
    }

    /// Whether a request that failed is to be sent again with another way to say who sends it: without the session that
    /// it was sent with (`auth`), once. A session that is not at fault is taken up again.
    pub(super) fn falls_back(&self, cause: &Cause, auth: &Rc<Auth>, fell_back: &mut bool) -> bool {
        let refused = matches!(cause, Cause::Status(401 | 403, _));
        match (&**auth, *fell_back) {
            (Auth::Session { .. }, false) if refused => {
                // Others may have noticed before, as requests go out together.
                if Rc::ptr_eq(&self.auth.borrow(), auth) {
                    self.auth.replace(Rc::new(Auth::Fallback(auth.clone())));
                }
                *fell_back = true;
                true
            }
            (Auth::Fallback(session), true) if matches!(cause, Cause::Status(403, _)) => {
                // Refused with the password too: the session was not at fault.
                self.auth.replace(session.clone());
                false
            }
            _ => false,
        }
    }

    /// The headers that say who sends a request.
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

/// The session that a log-in gave, if it gave one.
fn session(received: &Received) -> Option<Auth> {
    let cookies = received.all("set-cookie").filter_map(|header| header.split(';').next()?.split_once('='));
    let cookies: Vec<(&str, &str)> = cookies.map(|(name, value)| (name.trim(), value.trim())).collect();
    let (_, csrf) = cookies.iter().find(|(name, _)| *name == "csrftoken")?;
    let cookie = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    Some(Auth::Session { cookie, csrf: (*csrf).to_owned() })
}
