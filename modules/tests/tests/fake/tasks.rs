//! Tasks that end badly, or not at all.

use insta::assert_snapshot;
use pulp::operations::{Remote, Sync};
use serde_json::{Value, json};

use crate::server::{Fake, NEWEST, page, refusal, repository};

const TASK: &str = "/pulp/api/v3/tasks/1/";

/// A server where a sync of repository `a` was started, and what became of its task.
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
async fn a_failed_task_gives_its_reason() {
    let fake =
        syncing(json!({"state": "failed", "error": {"description": "Checksum mismatch.", "traceback": "…"}})).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({}))).await, @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/1/ failed: Checksum mismatch.
      hint: the sync was from remote "up" (https://********@ark/x/)
    "#);
}

#[tokio::test]
async fn an_upstream_that_refuses_is_named_with_the_likely_cause() {
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
async fn a_failed_sync_is_started_again() {
    let fake = syncing(json!({"state": "failed", "error": {"description": "Broken pipe."}})).await;
    let message = fake.message::<Sync>(sync(json!({"retries": 2, "retry_delay": 0}))).await;
    assert_snapshot!(message, @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/1/ failed: Broken pipe.
      hint: the sync was from remote "up" (https://********@ark/x/)
    "#);
    assert_eq!(fake.count("POST repositories").await, 3);
}

#[tokio::test]
async fn a_canceled_task_says_so() {
    let fake = syncing(json!({"state": "canceled"})).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({}))).await, @r#"could not sync repository "a": task /pulp/api/v3/tasks/1/ was canceled"#);
}

#[tokio::test]
async fn a_task_that_runs_too_long_is_left_with_its_progress() {
    let reports = json!([
        {"message": "Parsing Packages", "state": "completed", "done": 7, "total": 7},
        {"message": "Downloading Artifacts", "state": "running", "done": 3, "total": 10},
    ]);
    let fake = syncing(json!({"state": "running", "progress_reports": reports})).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({"timeout": 1}))).await, @r#"could not sync repository "a": task /pulp/api/v3/tasks/1/ is still running after 1 s (timeout), Downloading Artifacts: 3 of 10"#);
}

#[tokio::test]
async fn without_a_timeout_a_task_may_take_any_time() {
    for state in ["waiting", "running"] {
        let fake = syncing(json!({"state": "completed", "created_resources": []})).await;
        let unfinished = json!({"pulp_href": TASK, "state": state});
        fake.first(3, "GET", "tasks/", refusal(200, page(&[unfinished]))).await;
        let result = fake.run::<Sync>(sync(json!({"timeout": 0}))).await;
        assert_eq!(result.get("failed"), None, "{result}");
    }
}

#[tokio::test]
async fn a_running_task_is_waited_for_without_workers() {
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
async fn a_server_without_workers_is_not_waited_for() {
    let fake = Fake(wiremock::MockServer::start().await);
    fake.status(NEWEST, 0).await;
    let mut repository = repository("a");
    repository["remote"] = "/pulp/api/v3/remotes/rpm/rpm/up/".into();
    fake.list("repositories/rpm/rpm/", &[repository]).await;
    assert_snapshot!(fake.message::<Sync>(sync(json!({}))).await, @"could not sync repositories: no Pulp worker is online, so the task would wait forever");
}

/// A server whose task to delete remote `a` waits for ever, and which tells so many workers at first and then others.
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
async fn a_task_that_waits_without_workers_is_given_up() {
    let absent = || json!({"type": "rpm", "name": "a", "state": "absent"});
    let fake = waiting(0, 0).await;
    assert_snapshot!(fake.message::<Remote>(absent()).await, @r#"could not delete remote "a": task /pulp/api/v3/tasks/1/ is waiting, but no worker is online"#);
    // One look that found none may have hit a restart.
    let (fake, begun) = (waiting(1, 0).await, std::time::Instant::now());
    assert!(fake.message::<Remote>(absent()).await.ends_with("no worker is online"));
    assert!(begun.elapsed().as_secs() >= 9, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_task_waits_for_the_worker_that_came_back() {
    let fake = waiting(0, 1).await;
    fake.first(3, "GET", "tasks/", refusal(200, page(&[json!({"pulp_href": TASK, "state": "waiting"})]))).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.instead("GET", "tasks/", refusal(200, page(&[json!({"pulp_href": TASK, "state": "completed"})]))).await;
    let result = fake.run::<Remote>(json!({"type": "rpm", "name": "a", "state": "absent"})).await;
    assert_eq!((result.get("failed"), &result["changed"]), (None, &json!(true)), "{result}");
}

#[tokio::test]
async fn a_server_that_goes_while_its_tasks_run_is_told_per_item() {
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
async fn a_task_that_somebody_deleted_is_not_taken_for_done() {
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
async fn a_sync_whose_start_was_not_answered_is_found_again() {
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
