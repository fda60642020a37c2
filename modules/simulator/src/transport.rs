//! The connection between a module and the simulated server; disturbs requests according to the schedule.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use pulp::client::{Received, Sent, Transport};
use pulp::error::Cause;
use pulp::stop::Stop;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use crate::faults::{End, Fault, Schedule};
use crate::server::http::{Request, Response};
use crate::server::tasks::Fate;
use crate::server::{ROOT, Server};

/// One line of the trace.
#[derive(Debug, Clone)]
pub struct Event {
    /// Milliseconds since the run began.
    pub at: u64,
    pub line: String,
}

/// A request that the client sent, and its response.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub request: Request,
    /// The server's response, if it processed the request at once.
    pub answer: Option<Response>,
    /// Whether the client received a complete response.
    pub delivered: bool,
}

/// The state of a run: the server, the schedule of faults, and what happened so far.
pub struct World {
    pub server: Server,
    pub schedule: Schedule,
    pub exchanges: Vec<Exchange>,
    pub trace: Vec<Event>,
    /// Delayed requests, each with the time at which the server gets it.
    late: Vec<(u64, Request)>,
    begun: Instant,
    /// The server's time at the start of the run.
    base: u64,
    writes: usize,
    workers_back: Option<u64>,
}

/// The client's end of the connection.
pub struct Wire {
    pub world: Rc<RefCell<World>>,
    pub stop: Stop,
    /// Notifies [`crate::run::run`] that the process was killed.
    pub killed: Rc<Notify>,
}

impl World {
    /// Returns the state of a run that starts now.
    pub fn new(mut server: Server, schedule: Schedule) -> World {
        let base = server.now;
        server.page = schedule.page;
        World {
            server,
            schedule,
            exchanges: Vec::new(),
            trace: Vec::new(),
            late: Vec::new(),
            begun: Instant::now(),
            base,
            writes: 0,
            workers_back: None,
        }
    }

    /// Advances the server's time to the present.
    pub fn tick(&mut self) {
        let now = self.base + self.begun.elapsed().as_millis() as u64;
        self.until(now);
    }

    fn until(&mut self, now: u64) {
        self.late.sort_by_key(|(due, _)| *due);
        while self.late.first().is_some_and(|(due, _)| *due <= now) {
            let (due, request) = self.late.remove(0);
            self.server.advance(due);
            self.note(format!("late {} {}", request.method.name(), request.path));
            self.carry_out(&request);
        }
        if self.workers_back.is_some_and(|back| back <= now) {
            self.server.advance(self.workers_back.take().unwrap_or(now));
            self.server.workers = 2;
        }
        self.server.advance(now);
    }

    /// Ends the run: lets delayed requests arrive and all tasks finish.
    pub fn end(&mut self) {
        self.tick();
        self.until(self.server.now + 200_000);
        self.server.workers = 2;
        self.server.page = usize::MAX;
        self.server.settle();
        self.server.fates.clear();
    }

    fn note(&mut self, line: String) {
        self.trace.push(Event { at: self.server.now - self.base, line });
    }

    /// Whether the server has processed a write; delayed ones do not count.
    pub fn wrote(&self) -> bool {
        self.exchanges.iter().any(|exchange| is_write(&exchange.request) && exchange.answer.is_some())
    }

    fn carry_out(&mut self, request: &Request) -> Response {
        if is_write(request) {
            let fate = self.schedule.fate();
            self.server.fates = if fate == Fate::Well { Vec::new() } else { vec![fate] };
        }
        let mut answer = self.server.handle(request);
        self.server.fates.clear();
        if let Some(id) = request.header("correlation-id") {
            answer.headers.push(("correlation-id".to_owned(), id.to_owned()));
        }
        answer
    }

    /// Changes something as a second operator would: deletes or updates an object, or creates a repository.
    fn operator(&mut self) {
        let named = |(_, one): &(&String, &Rc<crate::server::Entity>)| {
            ["repositories/", "remotes/", "distributions/"].iter().any(|list| one.list.starts_with(list))
        };
        let hrefs: Vec<String> = self.server.objects.iter().filter(named).map(|(href, _)| href.clone()).collect();
        if hrefs.is_empty() {
            return;
        }
        let href = hrefs[self.schedule.number(hrefs.len())].clone();
        let (method, path, body) = match self.schedule.number(4) {
            0 => (pulp::request::Method::Delete, href, None),
            1 => {
                let name = format!("foreign-{}", self.schedule.number(1_000));
                (pulp::request::Method::Post, "repositories/file/file/".to_owned(), Some(json!({"name": name})))
            }
            _ => {
                let labels = json!({"pulp_labels": {"by": format!("operator{}", self.schedule.number(9))}});
                (pulp::request::Method::Patch, href, Some(labels))
            }
        };
        self.note(format!("operator {} {path}", method.name()));
        self.server.admin(method, &path, body);
    }
}

/// Whether a request is a write. Log-ins do not count.
pub fn is_write(request: &Request) -> bool {
    request.method.writes() && request.path != format!("{ROOT}login/")
}

impl Transport for Wire {
    fn send(&self, sent: Sent) -> LocalBoxFuture<'_, Result<Received, Cause>> {
        self.carry(sent).boxed_local()
    }
}

impl Wire {
    async fn carry(&self, sent: Sent) -> Result<Received, Cause> {
        let mut request = Request::new(sent.method, &sent.url, sent.headers, sent.body.unwrap_or_default());
        let (there, back, fault, end) = {
            let mut world = self.world.borrow_mut();
            let schedule = &mut world.schedule;
            let (there, back) = (schedule.delay(), schedule.delay());
            let fault = schedule.draw(request.method, &request.path);
            (there, back, fault, world.due(&request))
        };
        let place = self.arrive(&request, fault);
        match end {
            Some(End::KillBefore) => return self.die().await,
            Some(End::Stop) => self.stop.request(),
            _ => {}
        }
        let lost = |text: &str| Err(Cause::Lost(text.to_owned()));
        match fault {
            Some(Fault::Refused) => return Err(Cause::Unreachable("no connection: refused".to_owned())),
            Some(Fault::ResetBefore) => return lost("the connection broke: reset by peer"),
            _ => {}
        }
        sleep(Duration::from_millis(there)).await;
        let answer = self.serve(&mut request, fault, place);
        if end == Some(End::KillAfter) {
            return self.die().await;
        }
        if fault == Some(Fault::Hangs) {
            sleep(sent.timeout).await;
            return lost("no response in time (request_timeout)");
        }
        sleep(Duration::from_millis(back)).await;
        let Some(mut answer) = answer else {
            return lost("the connection broke: reset by peer");
        };
        let told = match fault {
            Some(Fault::ResetAfter) => return lost("the connection broke: reset by peer"),
            Some(Fault::BrokenAfter) => Response::html(500, "Server Error (500)"),
            Some(Fault::GatewayAfter(status)) => Response::html(status, "Bad Gateway"),
            Some(Fault::Truncated) => {
                if answer.body.len() % 2 == 0 {
                    return lost("the connection broke: end of file before message length reached");
                }
                answer.body.truncate(answer.body.len() / 2);
                answer
            }
            _ => {
                self.world.borrow_mut().exchanges[place].delivered = true;
                answer
            }
        };
        Ok(Received { status: told.status, headers: told.headers, body: told.body })
    }

    /// Records a request; returns its index.
    fn arrive(&self, request: &Request, fault: Option<Fault>) -> usize {
        let mut world = self.world.borrow_mut();
        world.tick();
        let query: Vec<String> = request.query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let body = String::from_utf8_lossy(&request.body).chars().take(300).collect::<String>();
        let fault = fault.map(|fault| format!("  !! {fault:?}")).unwrap_or_default();
        let path = request.path.trim_start_matches(ROOT);
        world.note(format!("{} {path}?{} {body}{fault}", request.method.name(), query.join("&")));
        world.exchanges.push(Exchange { request: request.clone(), answer: None, delivered: false });
        world.exchanges.len() - 1
    }

    /// Applies the server's faults and lets it process the request; returns `None` if it gets the request only later.
    fn serve(&self, request: &mut Request, fault: Option<Fault>, place: usize) -> Option<Response> {
        let mut world = self.world.borrow_mut();
        world.tick();
        match fault {
            Some(Fault::Late) => {
                let due = world.server.now + 1 + world.schedule.number(8_000) as u64;
                world.late.push((due, request.clone()));
                return None;
            }
            Some(Fault::Page) => return Some(Response::html(200, "Maintenance")),
            Some(Fault::Busy) => {
                let mut answer = Response::html(429, "Too Many Requests");
                answer.headers.push(("retry-after".to_owned(), "3".to_owned()));
                return Some(answer);
            }
            Some(Fault::Broken) => return Some(Response::html(500, "Server Error (500)")),
            Some(Fault::Gateway(status)) => return Some(Response::html(status, "Bad Gateway")),
            Some(Fault::Expired) => world.server.sessions.clear(),
            Some(Fault::NewToken) => {
                world.server.sessions.values_mut().for_each(|session| session.token.push('x'));
            }
            Some(Fault::NewId) => {
                let id = format!("{:032x}", world.schedule.number(usize::MAX));
                request.headers.retain(|(name, _)| name != "correlation-id");
                request.headers.push(("correlation-id".to_owned(), id));
            }
            Some(Fault::Operator) => world.operator(),
            Some(Fault::Twice) => {
                let first = world.carry_out(request);
                world.note(format!("  = {} first", first.status));
            }
            _ => {}
        }
        let answer = world.carry_out(request);
        let shown = if is_write(request) || answer.status >= 400 { shown(&answer) } else { String::new() };
        world.note(format!("  = {} {shown}", answer.status));
        world.exchanges[place].answer = Some(answer.clone());
        Some(answer)
    }

    /// Kills the process: never returns.
    async fn die(&self) -> Result<Received, Cause> {
        self.world.borrow_mut().note("killed".to_owned());
        self.killed.notify_one();
        std::future::pending().await
    }
}

fn shown(answer: &Response) -> String {
    match answer.value() {
        Value::Null => String::new(),
        value => value.to_string().chars().take(200).collect(),
    }
}

impl World {
    /// Returns how the run ends, if it ends at this request. Takes the workers offline if that is due.
    fn due(&mut self, request: &Request) -> Option<End> {
        let requests = self.exchanges.len();
        if let Some((at, seconds)) = self.schedule.no_worker
            && requests == at
        {
            self.schedule.note("no worker");
            self.server.workers = 0;
            self.workers_back = Some(self.server.now + seconds * 1_000);
        }
        let (at, end, of_writes) = self.schedule.end?;
        let write = is_write(request);
        let place = if of_writes { self.writes } else { requests };
        self.writes += usize::from(write);
        if place != at || of_writes && !write {
            return None;
        }
        self.schedule.note(&format!("{end:?}"));
        Some(end)
    }
}
