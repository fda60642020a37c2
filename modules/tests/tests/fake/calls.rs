//! `api_call` and `task`: what they reject, and what they send to the server.

use insta::assert_snapshot;
use pulp::operations::{ApiCall, Task};
use serde_json::{Value, json};

use crate::server::{Fake, NEWEST, html, page, refusal};

const TASK: &str = "/pulp/api/v3/tasks/1/";

#[tokio::test]
async fn invalid_calls_are_rejected() {
    let fake = Fake::new(NEWEST).await;
    assert_snapshot!(fake.message::<ApiCall>(json!({"path": "https://joe:pass@pulp/x/"})).await, @"path must be below Pulp's API or an href, not a URL: https://********@pulp/x/");
    assert_snapshot!(fake.message::<ApiCall>(json!({"path": "x/", "method": "PUT", "all_pages": true})).await, @"all_pages requires method GET, not PUT");
    assert_snapshot!(fake.message::<ApiCall>(json!({"path": "x/", "method": "OPTIONS"})).await, @r#"method must be one of: GET, HEAD, POST, PUT, PATCH, DELETE; not "OPTIONS""#);
    assert_eq!(fake.count("GET x/").await, 0);
}

#[tokio::test]
async fn queries_are_encoded_and_merged() {
    let fake = Fake::new(NEWEST).await;
    fake.list("x/", &[]).await;
    for args in [
        json!({"path": "x/?a=b%20c", "query": {"d__in": ["e", "f&g"], "h": true, "i": 5}}),
        json!({"path": "/pulp/api/v3/x/?a=b%20c", "query": {"d": "e"}, "all_pages": true}),
    ] {
        assert_eq!(fake.run::<ApiCall>(args).await["failed"], Value::Null);
    }
    let log = fake.log().await;
    let calls: Vec<&String> = log.iter().filter(|line| line.starts_with("GET x/")).collect();
    assert_eq!(calls, ["GET x/?a=b%20c&d__in=e,f%26g&h=true&i=5", "GET x/?a=b%20c&d=e&limit=1000"]);
}

#[tokio::test]
async fn echoed_secrets_are_redacted() {
    let fake = Fake::new(NEWEST).await;
    fake.json("GET", "x/", 200, json!({"who": ["admin:s3cret"], "url": "http://joe:pass@host/"})).await;
    let result = fake.run::<ApiCall>(json!({"path": "x/"})).await;
    assert_eq!(result["response"], json!({"who": ["admin:********"], "url": "http://********@host/"}));
}

#[tokio::test]
async fn failed_tasks_fail_the_call() {
    let fake = Fake::new(NEWEST).await;
    fake.json("POST", "x/", 202, json!({"task": TASK})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "failed", "error": {"description": "No."}})]).await;
    let result = fake.run::<ApiCall>(json!({"path": "x/", "method": "POST"})).await;
    assert_snapshot!(result["msg"].as_str().unwrap(), @"could not call POST x/: task /pulp/api/v3/tasks/1/ failed: No.");
    assert_eq!(result["task"]["state"], "failed");
}

#[tokio::test]
async fn posts_are_not_sent_twice() {
    let fake = Fake::new(NEWEST).await;
    fake.on("POST", "x/", html(504, "504 Gateway Time-out")).await;
    let result = fake.run::<ApiCall>(json!({"path": "x/", "method": "POST", "request_retries": 3})).await;
    assert_eq!((&result["failed"], &result["unknown"]), (&json!(true), &json!(true)), "{result}");
    assert_eq!(fake.count("POST x/").await, 1, "what it created is unknown");
}

#[tokio::test]
async fn invalid_task_requests_are_rejected() {
    let fake = Fake::new(NEWEST).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "running"})]).await;
    let refused = async |args: Value| fake.message::<Task>(args).await;
    assert_snapshot!(refused(json!({"state": "canceled"})).await, @"state canceled requires pulp_href or a filter; without them, it would apply to every task on the server");
    assert_snapshot!(refused(json!({"pulp_href": TASK, "state": "absent", "name": "x"})).await, @"
    task /pulp/api/v3/tasks/1/: pulp_href selects one task, and filters select many
      hint: set one or the other
    ");
    assert_snapshot!(refused(json!({"state": "absent", "filter": {"state__in": "running"}})).await, @"
    filter state__in is not supported
      hint: set states instead
    ");
    assert_snapshot!(refused(json!({"pulp_href": TASK, "state": "absent"})).await, @"
    task /pulp/api/v3/tasks/1/ is running, and only finished tasks can be deleted
      hint: cancel it with state: canceled
    ");
    assert_snapshot!(refused(json!({"pulp_href": "/pulp/api/v3/tasks/2/", "state": "completed"})).await, @"task /pulp/api/v3/tasks/2/ does not exist, or user admin may not see it");
    assert_eq!(fake.count("DELETE tasks").await + fake.count("PATCH tasks").await, 0);
}

#[tokio::test]
async fn tasks_may_end_before_cancellation() {
    let fake = Fake::new(NEWEST).await;
    let task = |state: &str| json!({"pulp_href": TASK, "state": state});
    fake.first(1, "GET", "tasks/", refusal(200, page(&[task("running")]))).await;
    fake.on("PATCH", "tasks/1/", refusal(409, task("completed"))).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[task("completed")]).await;
    let result = fake.run::<Task>(json!({"pulp_href": TASK, "state": "canceled"})).await;
    assert_eq!(result["msg"], "completed before it could be canceled");
    assert_eq!(result["changed"], false);
}
