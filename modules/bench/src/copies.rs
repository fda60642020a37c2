//! Prepares the load `Tags`: creates source repositories with three tags each, and empty destinations.

use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, href};
use crate::floor::Made;
use crate::world::{PREFIX, Upstream, settle};

/// The tags of each source.
pub const TAGS: [&str; 3] = ["2024.1-a", "2024.1-b", "2024.1-c"];
const SOURCES: usize = 4;
const REPOSITORIES: &str = "repositories/container/container/";

/// Returns the name of an item's source repository.
pub fn source(number: usize) -> String {
    format!("{PREFIX}source-{}", number % SOURCES)
}

/// Creates the sources; returns the href of the version of each that has the tags.
pub async fn sources(client: &Client, upstream: &Upstream) -> Result<Vec<String>> {
    let mut repositories = Vec::new();
    for number in 0..SOURCES {
        let image = &upstream.public[number % upstream.public.len()];
        let remote =
            json!({"name": source(number), "url": upstream.url, "upstream_name": image, "policy": "on_demand"});
        let remote = post(client, "remotes/container/container/", remote).await?;
        let repository = post(client, REPOSITORIES, json!({"name": source(number)})).await?;
        post(client, &format!("{}sync/", href(&repository)), json!({"remote": href(&remote)})).await?;
        repositories.push(href(&repository));
    }
    settle(client).await?;
    for repository in &repositories {
        let version = newest(client, repository).await?;
        let query = format!("repository_version={version}&fields=digest");
        let manifests = client.list("content/container/manifests/", &query).await?;
        let digest = manifests.first().context("an upstream image has no manifests")?["digest"].clone();
        for tag in TAGS {
            post(client, &format!("{repository}tag/"), json!({"tag": tag, "digest": digest})).await?;
        }
    }
    settle(client).await?;
    let mut versions = Vec::new();
    for repository in &repositories {
        versions.push(newest(client, repository).await?);
    }
    Ok(versions)
}

/// Creates an empty repository for each name; returns the hrefs that the floor needs for each.
pub async fn destinations(client: &Client, names: &[String], versions: &[String]) -> Result<Vec<Made>> {
    let mut made = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let repository = href(&post(client, REPOSITORIES, json!({"name": name})).await?);
        let source = versions[number % versions.len()].clone();
        made.push([("repositories".to_owned(), repository), ("source".to_owned(), source)].into());
    }
    Ok(made)
}

async fn newest(client: &Client, repository: &str) -> Result<String> {
    let repository = client.send(Method::GET, repository, None).await?;
    Ok(repository["latest_version_href"].as_str().unwrap_or_default().to_owned())
}

async fn post(client: &Client, path: &str, body: Value) -> Result<Value> {
    client.send(Method::POST, path, Some(body.to_string())).await
}
