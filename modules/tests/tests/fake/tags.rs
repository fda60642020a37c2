//! Copying and removing tags: push repositories, tasks that create no version, lost responses.

use insta::assert_snapshot;
use pulp::operations::ContainerContent;
use serde_json::{Value, json};

use crate::server::{Fake, NEWEST, html};

const TASK: &str = "/pulp/api/v3/tasks/1/";

fn repository(name: &str, kind: &str) -> Value {
    let href = format!("/pulp/api/v3/repositories/container/{kind}/{name}/");
    json!({"pulp_href": href, "name": name, "latest_version_href": format!("{href}versions/1/")})
}

/// Starts a server with tag `v1` in repository `from` and no tags in repository `to`, which is of that kind.
async fn with(kind: &str) -> Fake {
    let fake = Fake::new(NEWEST).await;
    let (from, to) = (repository("from", "container"), repository("to", kind));
    let version = |repository: &Value| repository["latest_version_href"].as_str().unwrap().to_owned();
    let tag = json!({"name": "v1", "pulp_href": "/pulp/api/v3/content/container/tags/1/", "tagged_manifest": "/m/1/"});
    fake.list_where("content/container/tags/", ("repository_version", &version(&from)), &[tag]).await;
    fake.list_where("content/container/tags/", ("repository_version", &version(&to)), &[]).await;
    fake.list("repositories/", &[from, to]).await;
    fake
}

/// Starts a server on which the copy has this task.
async fn copying(mut task: Value) -> Fake {
    let fake = with("container").await;
    fake.json("POST", "repositories/container/container/to/copy_tags/", 202, json!({"task": TASK})).await;
    task["pulp_href"] = TASK.into();
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[task]).await;
    fake
}

fn copy() -> Value {
    json!({"repository": "to", "src_repo": "from", "tags": ["v1"], "state": "present", "_ansible_diff": true})
}

#[tokio::test]
async fn push_repositories_are_rejected() {
    let fake = with("container-push").await;
    assert_snapshot!(fake.message::<ContainerContent>(copy()).await, @r#"
    repository "to" is a push repository, whose tags this module cannot change
      hint: migrate it with a POST to /pulp/api/v3/repositories/container/container-push/to/migrate/
    "#);
    assert_eq!(fake.count("POST repositories").await, 0);
}

#[tokio::test]
async fn check_mode_accepts_missing_repositories() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/", &[]).await;
    let mut args = copy();
    args["_ansible_check_mode"] = true.into();
    let result = fake.run::<ContainerContent>(args).await;
    assert_eq!(
        result["warnings"][0], "repository \"to\" does not exist yet; assuming that an earlier step creates it",
        "{result}"
    );
}

#[tokio::test]
async fn copies_name_the_inspected_version() {
    let made = "/pulp/api/v3/repositories/container/container/to/versions/2/";
    let fake = copying(json!({"state": "completed", "created_resources": [made]})).await;
    let result = fake.run::<ContainerContent>(copy()).await;
    assert_eq!((&result["changed"], &result["repository_version"]), (&json!(true), &json!(made)), "{result}");
    assert_eq!(result["msg"], "copied tag v1, version 2");
    let sent = fake.0.received_requests().await.unwrap();
    let sent = sent.iter().find(|request| request.url.path().ends_with("/copy_tags/")).unwrap();
    let version = "/pulp/api/v3/repositories/container/container/from/versions/1/";
    let body: Value = sent.body_json().unwrap();
    assert_eq!(body, json!({"source_repository_version": version, "names": ["v1"]}));
}

#[tokio::test]
async fn copies_done_by_others_are_unchanged() {
    let fake = copying(json!({"state": "completed", "created_resources": []})).await;
    let result = fake.run::<ContainerContent>(copy()).await;
    assert_eq!((&result["changed"], &result["diff"]), (&json!(false), &json!([])), "{result}");
    assert_eq!(result["msg"], "already done by someone else");
}

#[tokio::test]
async fn copies_with_lost_responses_are_found() {
    let fake = with("container").await;
    fake.on("POST", "repositories/container/container/to/copy_tags/", html(504, "504 Gateway Time-out")).await;
    fake.started(&[json!({"pulp_href": TASK})]).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    let made = "/pulp/api/v3/repositories/container/container/to/versions/2/";
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed", "created_resources": [made]})]).await;
    let result = fake.run::<ContainerContent>(copy()).await;
    assert_eq!((&result["changed"], &result["repository_version"]), (&json!(true), &json!(made)), "{result}");
    assert_eq!(fake.count("POST repositories").await, 1);
}

#[tokio::test]
async fn retried_copies_count_as_changed() {
    let fake = with("container").await;
    let path = "repositories/container/container/to/copy_tags/";
    fake.first(1, "POST", path, html(504, "504 Gateway Time-out")).await;
    fake.json("POST", path, 202, json!({"task": TASK})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed", "created_resources": []})]).await;
    let result = fake.run::<ContainerContent>(copy()).await;
    assert_eq!((&result["changed"], &result["msg"]), (&json!(true), &json!("copied tag v1")), "{result}");
    assert_eq!(result["repository_version"], Value::Null, "its version is unknown");
}

#[tokio::test]
async fn failed_copies_show_their_reason() {
    let fake = copying(json!({"state": "failed", "error": {"description": "Quota exceeded."}})).await;
    assert_snapshot!(fake.message::<ContainerContent>(copy()).await, @r#"could not copy tags to repository "to": task /pulp/api/v3/tasks/1/ failed: Quota exceeded."#);
    let fake = with("container").await;
    fake.json("POST", "repositories/container/container/to/copy_tags/", 200, json!({})).await;
    assert_snapshot!(fake.message::<ContainerContent>(copy()).await, @r#"could not copy tags to repository "to": the server returned 200 without a task"#);
}

#[tokio::test]
async fn missing_tags_and_options_are_reported() {
    let fake = with("container").await;
    let args = json!({"repository": "to", "src_repo": "from", "tags": ["v1", "v8", "v9"], "state": "present"});
    assert_snapshot!(fake.message::<ContainerContent>(args).await, @r#"repository "from" does not have tags v8, v9"#);
    let args = json!({"repository": "to", "tags": ["v1"], "state": "present"});
    assert_snapshot!(fake.message::<ContainerContent>(args).await, @r#"repository "to": copying tags requires src_repo"#);
    let args = json!({"repository": "to", "state": "absent"});
    assert_snapshot!(fake.message::<ContainerContent>(args).await, @r#"repository "to": copying or removing requires tags"#);
    assert_eq!(fake.count("POST repositories").await, 0);
}

#[tokio::test]
async fn without_workers_nothing_is_copied() {
    let fake = Fake(wiremock::MockServer::start().await);
    fake.status(NEWEST, 0).await;
    let (from, to) = (repository("from", "container"), repository("to", "container"));
    let tag = json!({"name": "v1", "pulp_href": "/t/1/", "tagged_manifest": "/m/1/"});
    let version = from["latest_version_href"].as_str().unwrap().to_owned();
    fake.list_where("content/container/tags/", ("repository_version", &version), &[tag]).await;
    fake.list("content/container/tags/", &[]).await;
    fake.list("repositories/", &[from, to]).await;
    assert_snapshot!(fake.message::<ContainerContent>(copy()).await, @"could not update the tags of repositories: no Pulp worker is online, so the task would wait forever");
}

#[tokio::test]
async fn each_item_takes_two_requests() {
    let mut costs = Vec::new();
    for length in [1, 30] {
        let fake = Fake::new(NEWEST).await;
        let names: Vec<String> = (0..length).map(|number| format!("to{number}")).collect();
        let repositories = names.iter().map(|name| repository(name, "container"));
        fake.list("repositories/", &repositories.chain([repository("from", "container")]).collect::<Vec<_>>()).await;
        let tag = json!({"name": "v1", "pulp_href": "/t/1/", "tagged_manifest": "/m/1/"});
        fake.list("content/container/tags/", &[tag]).await;
        let items: Vec<Value> = names.iter().map(|name| json!({"repository": name})).collect();
        let args = json!({"src_repo": "from", "tags": ["v1"], "container_contents": items});
        let result = fake.run::<ContainerContent>(args).await;
        assert_eq!(result["changed"], false, "{result}");
        costs.push(fake.log().await.len());
        // Tags are looked up by version: for each item, one request for its repository and one for its source.
        assert_eq!(fake.count("GET content/container/tags/").await, 2 * length);
    }
    assert_eq!(costs[1] - costs[0], 2 * 29);
}
