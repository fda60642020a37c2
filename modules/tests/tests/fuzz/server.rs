//! A server in memory that sends given responses, and functions to run modules against it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use pulp::client::{Received, Sent, Transport};
use pulp::error::Cause;
use pulp::host::Host;
use pulp::operations::modules;
use pulp::stop::Stop;
use serde::Deserialize;
use serde_json::{Value, json};

/// A response: its status and its body.
pub type Answer = (u16, Vec<u8>);

/// Sends the given responses in order. After the last one, there is no connection, and the module receives a signal.
struct Answers {
    left: RefCell<VecDeque<Answer>>,
    stop: Stop,
}

impl Transport for Answers {
    fn send(&self, request: Sent) -> Pin<Box<dyn Future<Output = Result<Received, Cause>> + '_>> {
        let path = request.url.split(['?', '#']).next().unwrap_or_default();
        let answer = match path {
            path if path.ends_with("/api/v3/status/") => Some((200, status())),
            path if path.ends_with("/login/") => Some((404, b"{}".to_vec())),
            _ => self.left.borrow_mut().pop_front(),
        };
        Box::pin(async move {
            let Some((status, body)) = answer else {
                self.stop.request();
                return Err(Cause::Unreachable("no connection".to_owned()));
            };
            Ok(Received { status, headers: Vec::new(), body })
        })
    }
}

fn status() -> Vec<u8> {
    let parts = ["core", "rpm", "deb", "file", "container", "python", "ansible", "certguard"];
    let versions: Vec<Value> = parts.iter().map(|name| json!({"component": name, "version": "9.9.9"})).collect();
    json!({"versions": versions, "online_workers": [{"name": "1"}], "domain_enabled": false}).to_string().into_bytes()
}

/// A module, its arguments, and the server's responses.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    pub module: String,
    pub args: Value,
    #[serde(default)]
    pub answers: Vec<(u16, Value)>,
}

/// Runs a module and returns its result, after checking that the result has a message and `changed`.
pub fn run(module: &str, args: &str, answers: Vec<Answer>) -> Value {
    let module = modules().find(|known| known.name == module).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let result = runtime.block_on(async {
        let stop = Stop::default();
        let transport: Rc<dyn Transport> = Rc::new(Answers { left: RefCell::new(answers.into()), stop: stop.clone() });
        let host =
            Host { env: Box::new(|_| None), connect: Box::new(move |_| Ok(transport.clone())), stop, ..Host::real() };
        (module.execute)(args, host).await.unwrap_or_else(|error| pulp::result::failure(&error))
    });
    assert!(result["msg"].is_string() && result["changed"].is_boolean(), "{result}");
    result
}

impl Case {
    /// Runs the module. Bodies that are text are sent unchanged, all others as JSON.
    pub fn run(&self) -> Value {
        let body = |body: &Value| body.as_str().map_or_else(|| body.to_string(), str::to_owned).into_bytes();
        let answers = self.answers.iter().map(|(status, answer)| (*status, body(answer))).collect();
        run(&self.module, &self.args.to_string(), answers)
    }
}
