//! Prepares the upstream server, deletes what the benchmark created, and queries the local server.

use std::time::Duration;

use anyhow::{Result, bail};
use futures::stream::{self, StreamExt, TryStreamExt};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, Server, href};
use crate::upload::PLACE;

/// The prefix of all names.
pub const PREFIX: &str = "bench-";

/// The server to sync from.
pub struct Upstream {
    pub url: String,
    /// The images that anyone may pull.
    pub public: Vec<String>,
    /// The images that require credentials.
    pub private: Vec<String>,
    pub username: String,
    pub password: String,
}

impl Upstream {
    /// Serves the images of `server` a second time, under other names and without a login.
    pub async fn prepare(server: &Server, username: String, password: String) -> Result<Upstream> {
        let client = Client::log_in(server).await?;
        clean(&client).await?;
        let mut upstream =
            Upstream { url: server.url.clone(), public: Vec::new(), private: Vec::new(), username, password };
        for image in client.list(DISTRIBUTIONS, "fields=base_path,repository").await? {
            let Some(path) = image["base_path"].as_str() else { continue };
            let name = format!("{PREFIX}{}", path.replace('/', "-"));
            let body = json!({"name": name, "base_path": name, "repository": image["repository"]});
            client.send(Method::POST, DISTRIBUTIONS, Some(body.to_string())).await?;
            upstream.private.push(path.to_owned());
            upstream.public.push(name);
        }
        settle(&client).await?;
        if upstream.private.is_empty() {
            bail!("{} has no images to sync from; hint: run make demo", server.url);
        }
        Ok(upstream)
    }
}

const DISTRIBUTIONS: &str = "distributions/container/container/";

/// Deletes everything that the benchmark created.
pub async fn clean(client: &Client) -> Result<()> {
    for path in ["distributions/", "repositories/", "remotes/"] {
        let ours = client.list(path, &format!("name__startswith={PREFIX}&fields=pulp_href")).await?;
        let removals = ours.iter().map(|object| async move { client.send(Method::DELETE, &href(object), None).await });
        stream::iter(removals).buffer_unordered(10).try_collect::<Vec<Value>>().await?;
        // Deleting the last distribution of a container repository deletes the repository, too (pulp_container 2.30).
        settle(client).await?;
    }
    // By default, Pulp keeps files without a repository for a day, and this one is big.
    let files = client.list("content/file/files/", &format!("relative_path={PLACE}&fields=pulp_href")).await?;
    if !files.is_empty() {
        let body = json!({"content_hrefs": files.iter().map(href).collect::<Vec<_>>(), "orphan_protection_time": 0});
        client.send(Method::POST, "orphans/cleanup/", Some(body.to_string())).await?;
        settle(client).await?;
    }
    Ok(())
}

/// Waits until all of the client's tasks have ended.
pub async fn settle(client: &Client) -> Result<()> {
    let open = format!("logging_cid={}&state__in=waiting,running,canceling&fields=pulp_href", client.correlation_id);
    while !client.list("tasks/", &open).await?.is_empty() {
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}

/// Returns the number of tasks with the given correlation IDs.
pub async fn tasks(client: &Client, correlation_ids: impl IntoIterator<Item = &String>) -> Result<usize> {
    let mut count = 0;
    for id in correlation_ids {
        count += client.list("tasks/", &format!("logging_cid={id}&fields=pulp_href")).await?.len();
    }
    Ok(count)
}

/// Returns the versions of pulpcore and its plugins, and the number of workers and API processes, as one line.
pub async fn versions(client: &Client) -> Result<String> {
    let status = client.send(Method::GET, "status/", None).await?;
    let part = |name: &str| {
        let mut parts = status["versions"].as_array().into_iter().flatten();
        let part = parts.find(|part| part["component"] == name);
        part.and_then(|part| part["version"].as_str()).unwrap_or("none").to_owned()
    };
    let count = |key: &str| status[key].as_array().map_or(0, Vec::len);
    Ok(format!(
        "pulpcore {}, pulp_rpm {}, pulp_container {}; {} workers, {} API processes",
        part("core"),
        part("rpm"),
        part("container"),
        count("online_workers"),
        count("online_api_apps")
    ))
}
