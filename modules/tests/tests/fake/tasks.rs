//! Tasks that fail, or do not finish.

use insta::assert_snapshot;
use pulp::operations::{Remote, Sync};
use serde_json::{Value, json};

use crate::server::{Fake, NEWEST, page, refusal, repository};

const TASK: &str = "/pulp/api/v3/tasks/1/";

/// Starts a server whose sync of repository `a` has this task.
async fn syncing(task: Value) -> Fake {
    let fake = Fake::new(NEWEST).await;
    let mut repository = repository("a");
    repository["remote"] = "/pulp/api/v3/remotes/rpm/rpm/up/".into();
    fake.list("repositories/rpm/rpm/", &[repository]).await;
    fake.json("GET", "remotes/rpm/rpm/up/", 200, json!({"name": "up", "url": "https://joe:pass@ark/x/"})).await;
    fake.json("POST", "repositories/rpm/rpm/a/sync/", 202, json!({"task": TASK})).await;
    let mut task = task;
    task["pulp_href"] = TASK.into();
    let unfinished = matches!(task["state"].as_str(), Some("running" | "waiting"));
    fake.list_where(
        "tasks/",
        ("state__in", "waiting,running,canceling"),
        if unfinished { std::slice::from_ref(&task) } else { &[] },
    )
    .await;
    fake.list("tasks/", &[task]).await;
    fake
}

fn sync(extra: Value) -> Value {
    let mut args = json!({"type": "rpm", "repository": "a"});
    args.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    args
}

#[tokio::test]
async fn failed_tasks_show_their_reason() {
    let fake =
        syncing(json!({"state": "failed", "error": {"description": "Checksum mismatch.", "traceback": "…"}})).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({}))).await, @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/1/ failed: Checksum mismatch.
      hint: the sync was from remote "up" (https://********@ark/x/)
    "#);
}

#[tokio::test]
async fn upstream_errors_have_a_hint() {
    let fake = syncing(json!({"state": "failed", "error": {"description": "404, message='Not Found', url='https://ark/x/repodata/repomd.xml'"}})).await;
    assert_snapshot!(
        fake.message::<Sync>(sync(json!({}))).await,
        @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/1/ failed: 404, message='Not Found', url='https://ark/x/repodata/repomd.xml'
      hint: check url of remote "up" (https://********@ark/x/), then its credentials: an upstream with protected content also returns 404 if they are wrong or missing
    "#
    );
}

#[tokio::test]
async fn failed_syncs_are_retried() {
    let fake = syncing(json!({"state": "failed", "error": {"description": "Broken pipe."}})).await;
    let message = fake.message::<Sync>(sync(json!({"retries": 2, "retry_delay": 0}))).await;
    assert_snapshot!(message, @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/1/ failed: Broken pipe.
      hint: the sync was from remote "up" (https://********@ark/x/)
    "#);
    assert_eq!(fake.count("POST repositories").await, 3);
}

#[tokio::test]
async fn canceled_tasks_are_reported() {
    let fake = syncing(json!({"state": "canceled"})).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({}))).await, @r#"could not sync repository "a": task /pulp/api/v3/tasks/1/ was canceled"#);
}

#[tokio::test]
async fn timeouts_show_the_tasks_progress() {
    let reports = json!([
        {"message": "Parsing Packages", "state": "completed", "done": 7, "total": 7},
        {"message": "Downloading Artifacts", "state": "running", "done": 3, "total": 10},
    ]);
    let fake = syncing(json!({"state": "running", "progress_reports": reports})).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({"timeout": 1}))).await, @r#"could not sync repository "a": task /pulp/api/v3/tasks/1/ is still running after 1 s (timeout), Downloading Artifacts: 3 of 10"#);
}

#[tokio::test]
async fn timeout_zero_means_no_limit() {
    for state in ["waiting", "running"] {
        let fake = syncing(json!({"state": "completed", "created_resources": []})).await;
        let unfinished = json!({"pulp_href": TASK, "state": state});
        fake.first(3, "GET", "tasks/", refusal(200, page(&[unfinished]))).await;
        let result = fake.run::<Sync>(sync(json!({"timeout": 0}))).await;
        assert_eq!(result.get("failed"), None, "{result}");
    }
}

#[tokio::test]
async fn running_tasks_are_awaited_without_workers() {
    let fake = Fake(wiremock::MockServer::start().await);
    fake.status(NEWEST, 0).await;
    let entity = json!({"pulp_href": "/pulp/api/v3/remotes/rpm/rpm/a/", "name": "a", "url": "http://up/"});
    fake.list("remotes/rpm/rpm/", &[entity]).await;
    fake.json("DELETE", "remotes/rpm/rpm/a/", 202, json!({"task": TASK})).await;
    fake.first(4, "GET", "tasks/", refusal(200, page(&[json!({"pulp_href": TASK, "state": "running"})]))).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed"})]).await;
    let result = fake.run::<Remote>(json!({"type": "rpm", "name": "a", "state": "absent"})).await;
    assert_eq!((result.get("failed"), &result["changed"]), (None, &json!(true)), "{result}");
}

#[tokio::test]
async fn syncs_without_workers_are_rejected() {
    let fake = Fake(wiremock::MockServer::start().await);
    fake.status(NEWEST, 0).await;
    let mut repository = repository("a");
    repository["remote"] = "/pulp/api/v3/remotes/rpm/rpm/up/".into();
    fake.list("repositories/rpm/rpm/", &[repository]).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({}))).await, @"could not sync repositories: no Pulp worker is online, so the task would wait forever");
}

/// Starts a server whose task to delete remote `a` waits forever. Its first status has `first` workers, later ones have
/// `then`.
async fn waiting(first: usize, then: usize) -> Fake {
    let fake = Fake(wiremock::MockServer::start().await);
    let parts = json!([{"component": "core", "version": NEWEST}, {"component": "rpm", "version": "3.39.4"}]);
    let workers = vec![json!({"name": "1"}); first];
    fake.first(1, "GET", "status/", refusal(200, json!({"versions": parts, "online_workers": workers}))).await;
    fake.status(NEWEST, then).await;
    let entity = json!({"pulp_href": "/pulp/api/v3/remotes/rpm/rpm/a/", "name": "a", "url": "http://up/"});
    fake.list("remotes/rpm/rpm/", &[entity]).await;
    fake.json("DELETE", "remotes/rpm/rpm/a/", 202, json!({"task": TASK})).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "waiting"})]).await;
    fake
}

#[tokio::test]
async fn waiting_tasks_fail_without_workers() {
    let absent = || json!({"type": "rpm", "name": "a", "state": "absent"});
    let fake = waiting(0, 0).await;
    assert_snapshot!(fake.message::<Remote>(absent()).await, @r#"could not delete remote "a": task /pulp/api/v3/tasks/1/ is waiting, but no worker is online"#);
    // If only one status has no workers, Pulp may be restarting.
    let (fake, begun) = (waiting(1, 0).await, std::time::Instant::now());
    assert!(fake.message::<Remote>(absent()).await.ends_with("no worker is online"));
    assert!(begun.elapsed().as_secs() >= 9, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn waiting_tasks_survive_a_restart() {
    let fake = waiting(0, 1).await;
    fake.first(3, "GET", "tasks/", refusal(200, page(&[json!({"pulp_href": TASK, "state": "waiting"})]))).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.instead("GET", "tasks/", refusal(200, page(&[json!({"pulp_href": TASK, "state": "completed"})]))).await;
    let result = fake.run::<Remote>(json!({"type": "rpm", "name": "a", "state": "absent"})).await;
    assert_eq!((result.get("failed"), &result["changed"]), (None, &json!(true)), "{result}");
}

#[tokio::test]
async fn unwatchable_tasks_fail_their_item() {
    let fake = Fake::new(NEWEST).await;
    let mut entity = repository("a");
    entity["remote"] = "/pulp/api/v3/remotes/rpm/rpm/up/".into();
    fake.list("repositories/rpm/rpm/", &[entity]).await;
    fake.json("POST", "repositories/rpm/rpm/a/sync/", 202, json!({"task": TASK})).await;
    let none = wiremock::ResponseTemplate::new(200).set_body_json(crate::server::page(&[]));
    fake.first(1, "GET", "tasks/", none).await;
    fake.on("GET", "tasks/", crate::server::html(502, "502 Bad Gateway")).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({}))).await, @r#"could not sync repository "a": task /pulp/api/v3/tasks/1/ could no longer be watched (GET /pulp/api/v3/tasks/): 502: 502 Bad Gateway"#);
}

#[tokio::test]
async fn deleted_tasks_fail_their_item() {
    let fake = syncing(json!({"state": "completed"})).await;
    let other = Fake::new(NEWEST).await;
    drop(fake);
    let mut entity = repository("a");
    entity["remote"] = "/pulp/api/v3/remotes/rpm/rpm/up/".into();
    other.list("repositories/rpm/rpm/", &[entity]).await;
    other.json("POST", "repositories/rpm/rpm/a/sync/", 202, json!({"task": TASK})).await;
    other.list("tasks/", &[]).await;
    assert_snapshot!(other.message::<Sync>(sync(json!({}))).await, @r#"could not sync repository "a": task /pulp/api/v3/tasks/1/ no longer exists on the server"#);
}

#[tokio::test]
async fn syncs_with_lost_responses_are_found() {
    let fake = Fake::new(NEWEST).await;
    let mut entity = repository("a");
    entity["remote"] = "/pulp/api/v3/remotes/rpm/rpm/up/".into();
    fake.list("repositories/rpm/rpm/", &[entity]).await;
    fake.on("POST", "repositories/rpm/rpm/a/sync/", crate::server::html(504, "504 Gateway Time-out")).await;
    fake.started(&[json!({"pulp_href": TASK})]).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed"})]).await;
    let result = fake.run::<Sync>(sync(json!({}))).await;
    assert_eq!(result.get("failed"), None, "{result}");
    assert_eq!(fake.count("POST repositories").await, 1);
}
