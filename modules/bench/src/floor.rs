//! The floor: a client that knows everything in advance. It logs in once, sends only the necessary writes, looks
//! nothing up, and watches the same tasks.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::pin::pin;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use futures::future::{Either, select, try_join_all};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{Semaphore, oneshot};

use crate::client::{Client, Server, href};

/// The floor's work: one chain of writes per item.
#[derive(Serialize, Deserialize)]
pub struct Plan {
    pub server: Server,
    /// How many chains send writes at the same time.
    pub concurrency: usize,
    pub chains: Vec<Vec<Write>>,
}

/// One write. `<name>` in the path or the body is replaced with the href of the object that an earlier write created.
#[derive(Serialize, Deserialize, Clone)]
pub struct Write {
    pub patch: bool,
    pub path: String,
    pub body: Value,
    /// The name that later writes use for the created object.
    pub name: String,
    /// Whether the chain waits for the task before its next write.
    pub wait: bool,
}

/// The hrefs of the objects that a chain created, by name.
pub type Made = BTreeMap<String, String>;

/// How a task ended; if it completed, the href of the object that it created.
type Ending = Result<Option<String>>;

const POLL: Duration = Duration::from_millis(250);
/// How many task hrefs fit into one request line.
const CHUNK: usize = 40;

/// Runs all chains; returns what each of them created.
pub async fn run(plan: &Plan) -> Result<Vec<Made>> {
    let floor = Floor {
        client: Client::log_in(&plan.server).await?,
        slots: Semaphore::new(plan.concurrency),
        pending: RefCell::default(),
    };
    let chains = pin!(try_join_all(plan.chains.iter().map(|chain| floor.chain(chain))));
    match select(chains, pin!(floor.watch())).await {
        Either::Left((made, _)) => made,
        Either::Right((error, _)) => bail!(error),
    }
}

struct Floor {
    client: Client,
    slots: Semaphore,
    pending: RefCell<HashMap<String, oneshot::Sender<Ending>>>,
}

impl Floor {
    async fn chain(&self, writes: &[Write]) -> Result<Made> {
        let mut made = Made::new();
        let mut left = Vec::new();
        let mut slot = self.slots.acquire().await?;
        for write in writes {
            let fill = |text: &str| {
                made.iter().fold(text.to_owned(), |text, (name, href)| text.replace(&format!("<{name}>"), href))
            };
            let method = if write.patch { Method::PATCH } else { Method::POST };
            let answer = self.client.send(method, &fill(&write.path), Some(fill(&write.body.to_string()))).await?;
            let Some(task) = answer["task"].as_str() else {
                made.insert(write.name.clone(), href(&answer));
                continue;
            };
            let (sender, ending) = oneshot::channel();
            self.pending.borrow_mut().insert(task.to_owned(), sender);
            if write.wait {
                // Let other chains send writes while this one waits.
                drop(slot);
                if let Some(href) = ending.await?? {
                    made.insert(write.name.clone(), href);
                }
                slot = self.slots.acquire().await?;
            } else {
                left.push(ending);
            }
        }
        drop(slot);
        for ending in left {
            ending.await??;
        }
        Ok(made)
    }

    /// Watches the tasks; returns only if a request fails.
    async fn watch(&self) -> anyhow::Error {
        let mut delay = POLL;
        loop {
            tokio::time::sleep(delay).await;
            let start = Instant::now();
            if let Err(error) = self.look().await {
                return error;
            }
            // Each query slows down the tasks that it asks about.
            delay = POLL.max(start.elapsed() * 3);
        }
    }

    async fn look(&self) -> Result<()> {
        // Read before the request is sent, because a task that starts later may be missing from the response.
        let pending: Vec<String> = self.pending.borrow().keys().cloned().collect();
        if pending.is_empty() {
            return Ok(());
        }
        let query =
            format!("logging_cid={}&state__in=waiting,running,canceling&fields=pulp_href", self.client.correlation_id);
        let open: HashSet<String> = self.client.list("tasks/", &query).await?.iter().map(href).collect();
        let done: Vec<String> = pending.into_iter().filter(|task| !open.contains(task)).collect();
        for chunk in done.chunks(CHUNK) {
            let query = format!("pulp_href__in={}&fields=pulp_href,state,error,created_resources", chunk.join(","));
            for task in self.client.list("tasks/", &query).await? {
                let sender =
                    self.pending.borrow_mut().remove(&href(&task)).context("unexpected task in the response")?;
                // If another chain has failed, nothing receives this.
                let _ = sender.send(ending(&task));
            }
        }
        Ok(())
    }
}

fn ending(task: &Value) -> Ending {
    match task["state"].as_str() {
        Some("completed" | "skipped") => Ok(task["created_resources"][0].as_str().map(str::to_owned)),
        _ => bail!("{}: {}", href(task), task["error"]["description"]),
    }
}
