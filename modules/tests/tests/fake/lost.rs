//! Lost responses to writes, and concurrent writes of others: each row reports what happened to its own item.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use insta::assert_snapshot;
use pulp::host::Host;
use pulp::operations::{Distribution, Remote, Repository, Sync, UpstreamPulp};
use pulp::stop::Stop;
use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

use crate::server::{Fake, NEWEST, html, page, refusal, remote, repository};

const TASK: &str = "/pulp/api/v3/tasks/1/";

/// Starts a server with repositories `a` and `b`, where only the sync of `b` starts a task. Tests set the response to
/// that of `a`.
async fn two_syncs() -> Fake {
    let fake = Fake::new(NEWEST).await;
    let with_remote = |name: &str| {
        let mut repository = repository(name);
        repository["remote"] = "/pulp/api/v3/remotes/rpm/rpm/up/".into();
        repository
    };
    fake.list("repositories/rpm/rpm/", &[with_remote("a"), with_remote("b")]).await;
    fake.json("GET", "remotes/rpm/rpm/up/", 200, json!({"name": "up", "url": "http://up/"})).await;
    fake.json("POST", "repositories/rpm/rpm/b/sync/", 202, json!({"task": TASK})).await;
    fake
}

#[tokio::test]
async fn writes_find_only_their_own_task() {
    let fake = two_syncs().await;
    fake.on("POST", "repositories/rpm/rpm/a/sync/", html(504, "504 Gateway Time-out")).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed"})]).await;
    let syncs = json!([{"repository": "a"}, {"repository": "b"}]);
    let result = fake.run::<Sync>(json!({"type": "rpm", "syncs": syncs, "request_retries": 0})).await;
    let rows = &result["syncs"];
    assert_eq!((&rows[0]["failed"], &rows[0]["unknown"]), (&json!(true), &json!(true)), "{result}");
    assert_eq!((&rows[1]["failed"], rows[1].get("unknown")), (&json!(false), None), "{result}");
    let ids: Vec<String> = fake.0.received_requests().await.unwrap().iter().filter_map(by_id).collect();
    assert_eq!(ids.len(), 1, "only the task of the lost write is looked up");
}

fn by_id(request: &Request) -> Option<String> {
    request.url.query_pairs().find(|(key, _)| key == "logging_cid").map(|(_, id)| id.into_owned())
}

#[tokio::test]
async fn lost_secret_update_counts_as_changed() {
    let fake = Fake::new(NEWEST).await;
    fake.list("remotes/rpm/rpm/", &[remote("a", &[("password", true)])]).await;
    fake.on("PATCH", "remotes/rpm/rpm/a/", html(504, "504 Gateway Time-out")).await;
    fake.started(&[json!({"pulp_href": TASK})]).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed"})]).await;
    let args = json!({"type": "rpm", "name": "a", "remote_password": "hunter2", "state": "present"});
    let result = fake.run::<Remote>(args).await;
    assert_eq!((&result["changed"], &result["msg"]), (&json!(true), &json!("updated")), "{result}");
    assert_eq!(fake.count("PATCH").await, 1);
}

#[tokio::test]
async fn concurrently_created_objects_are_updated() {
    for (theirs, changed, msg) in [(Value::Null, false, "unchanged"), ("old".into(), true, "updated")] {
        let fake = Fake::new(NEWEST).await;
        let mut entity = repository("a");
        entity["description"] = theirs.clone();
        fake.list_where("repositories/rpm/rpm/", ("name__in", "a"), &[]).await;
        fake.list_where("repositories/rpm/rpm/", ("name", "a"), &[entity]).await;
        fake.on("POST", "repositories/rpm/rpm/", refusal(400, json!({"name": ["This field must be unique."]}))).await;
        fake.json("PATCH", "repositories/rpm/rpm/a/", 200, repository("a")).await;
        let args = json!({"type": "rpm", "name": "a", "description": "", "state": "present"});
        let result = fake.run::<Repository>(args).await;
        assert_eq!((&result["changed"], &result["msg"]), (&json!(changed), &json!(msg)), "{result}");
        assert_eq!(result["repository"]["name"], "a");
    }
}

#[tokio::test]
async fn concurrently_created_objects_get_declared_secrets() {
    let fake = Fake::new(NEWEST).await;
    fake.list_where("remotes/rpm/rpm/", ("name__in", "a"), &[]).await;
    fake.list_where("remotes/rpm/rpm/", ("name", "a"), &[remote("a", &[("password", true)])]).await;
    fake.on("POST", "remotes/rpm/rpm/", refusal(400, json!({"name": ["This field must be unique."]}))).await;
    fake.json("PATCH", "remotes/rpm/rpm/a/", 202, json!({"task": TASK})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed", "result": remote("a", &[])})]).await;
    let args =
        json!({"type": "rpm", "name": "a", "url": "http://up/", "remote_password": "hunter2", "state": "present"});
    let result = fake.run::<Remote>(args).await;
    assert_eq!((&result["changed"], &result["msg"]), (&json!(true), &json!("updated")), "{result}");
    assert_eq!(fake.count("PATCH").await, 1, "only the server can compare the secrets");
}

/// A list that is empty at first, and then contains a distribution that another operator created.
struct Raced(AtomicUsize);

impl Respond for Raced {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let theirs = json!({"pulp_href": "/pulp/api/v3/distributions/file/file/a/", "name": "a", "base_path": "a", "hidden": false});
        let found = if self.0.fetch_add(1, Ordering::SeqCst) == 0 { Vec::new() } else { vec![theirs] };
        ResponseTemplate::new(200).set_body_json(page(&found))
    }
}

#[tokio::test]
async fn races_reported_by_tasks_are_resolved() {
    let fake = Fake::new(NEWEST).await;
    fake.on("GET", "distributions/file/file/", Raced(AtomicUsize::new(0))).await;
    fake.json("POST", "distributions/file/file/", 202, json!({"task": TASK})).await;
    let reason = "{'base_path': [ErrorDetail(string='This field must be unique.', code='unique')], 'name': [ErrorDetail(string='This field must be unique.', code='unique')]}";
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "failed", "error": {"description": reason}})]).await;
    let args = json!({"type": "file", "name": "a", "base_path": "a", "state": "present"});
    let result = fake.run::<Distribution>(args).await;
    assert_eq!((&result["changed"], &result["msg"]), (&json!(false), &json!("unchanged")), "{result}");
    assert_eq!(result["distribution"]["base_path"], "a");
}

#[tokio::test]
async fn unreadable_concurrent_objects_are_named() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[]).await;
    fake.list("repositories/", &[repository("a")]).await;
    fake.on("POST", "repositories/rpm/rpm/", refusal(400, json!({"name": ["This field must be unique."]}))).await;
    assert_snapshot!(
        fake.message::<Repository>(json!({"type": "rpm", "name": "a", "state": "present"})).await,
        @r#"
    could not create repository "a" (POST /pulp/api/v3/repositories/rpm/rpm/): 400: name: This field must be unique.
      hint: /pulp/api/v3/repositories/rpm/rpm/a/ was created with this name in the meantime; run the task again
    "#
    );
}

#[tokio::test]
async fn concurrently_deleted_objects_are_unchanged() {
    let fake = Fake::new(NEWEST).await;
    fake.list("remotes/rpm/rpm/", &[remote("a", &[])]).await;
    fake.on("DELETE", "remotes/rpm/rpm/a/", refusal(404, json!({"detail": "Not found."}))).await;
    let result =
        fake.run::<Remote>(json!({"type": "rpm", "name": "a", "state": "absent", "_ansible_diff": true})).await;
    assert_eq!((&result["changed"], &result["msg"]), (&json!(false), &json!("already absent")), "{result}");
    assert_eq!(result["diff"], json!([]));
}

#[tokio::test]
async fn unreadable_updates_count_as_changed() {
    let fake = Fake::new("3.85.1").await;
    fake.first(1, "GET", "remotes/rpm/rpm/", ResponseTemplate::new(200).set_body_json(page(&[remote("a", &[])]))).await;
    fake.on("GET", "remotes/rpm/rpm/", html(500, "Server Error")).await;
    fake.json("PATCH", "remotes/rpm/rpm/a/", 202, json!({"task": TASK})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed"})]).await;
    let result =
        fake.run::<Remote>(json!({"type": "rpm", "name": "a", "url": "http://new/", "state": "present"})).await;
    assert_eq!((&result["changed"], &result["failed"]), (&json!(true), &json!(true)), "{result}");
    assert_snapshot!(result["msg"].as_str().unwrap(), @"could not look up remotes (GET /pulp/api/v3/remotes/rpm/rpm/): 500: Server Error");
}

#[tokio::test]
async fn server_errors_leave_the_result_unknown() {
    let fake = Fake::new(NEWEST).await;
    fake.list("remotes/rpm/rpm/", &[remote("a", &[])]).await;
    fake.on("PATCH", "remotes/rpm/rpm/a/", html(500, "Server Error")).await;
    let result =
        fake.run::<Remote>(json!({"type": "rpm", "name": "a", "url": "http://new/", "state": "present"})).await;
    assert_eq!((&result["changed"], &result["unknown"]), (&json!(true), &json!(true)), "{result}");
    assert_eq!(fake.count("PATCH").await, 1);
}

#[tokio::test]
async fn logins_to_busy_servers_are_retried() {
    let fake = Fake::new(NEWEST).await;
    fake.first(1, "POST", "login/", html(503, "Service Unavailable")).await;
    fake.list("repositories/rpm/rpm/", &[repository("a")]).await;
    let result = fake.run::<Repository>(json!({"type": "rpm", "name": "a"})).await;
    assert_eq!(result["repository"]["name"], "a", "{result}");
    let requests = fake.0.received_requests().await.unwrap();
    let basic = requests.iter().filter(|request| request.headers.contains_key("authorization")).count();
    assert_eq!((basic, fake.count("POST login/").await), (2, 2), "only the login sends the password");
}

/// Rejects each request that uses the session, as if it had just expired.
struct Expiring(AtomicUsize);

impl Respond for Expiring {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let basic = request.headers.contains_key("authorization");
        if !basic {
            self.0.fetch_add(1, Ordering::SeqCst);
            return refusal(401, json!({"detail": "Authentication credentials were not provided."}));
        }
        ResponseTemplate::new(201).set_body_json(repository("a"))
    }
}

#[tokio::test]
async fn requests_in_flight_survive_session_expiry() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[]).await;
    fake.on("POST", "repositories/rpm/rpm/", Expiring(AtomicUsize::new(0))).await;
    let items: Vec<Value> = (0..10).map(|number| json!({"name": format!("r{number}")})).collect();
    let result = fake.run::<Repository>(json!({"type": "rpm", "repositories": items})).await;
    assert_eq!(result.get("failed"), None, "{result}");
    assert_eq!(result["msg"], "10 of 10 rpm repositories changed");
}

/// A task that is finished from the fourth read by its href on. The list by correlation ID never shows it.
struct Unlisted(Mutex<usize>);

impl Respond for Unlisted {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let query: Vec<String> = request.url.query_pairs().map(|(key, _)| key.into_owned()).collect();
        if query.iter().any(|key| key.starts_with("logging_cid")) {
            return ResponseTemplate::new(200).set_body_json(page(&[]));
        }
        let mut looks = self.0.lock().unwrap();
        *looks += 1;
        let unfinished = query.iter().any(|key| key == "state__in");
        let done = *looks > 3;
        let task = json!({"pulp_href": TASK, "state": if done { "completed" } else { "running" }});
        let shown = if unfinished && done { Vec::new() } else { vec![task] };
        ResponseTemplate::new(200).set_body_json(page(&shown))
    }
}

#[tokio::test]
async fn unlisted_tasks_are_watched_by_href() {
    let fake = two_syncs().await;
    fake.on("GET", "tasks/", Unlisted(Mutex::new(0))).await;
    let result = fake.run::<Sync>(json!({"type": "rpm", "repository": "b"})).await;
    assert_eq!(result.get("failed"), None, "{result}");
    assert_eq!(fake.count("POST repositories").await, 1, "the sync is not started again");
}

#[tokio::test]
async fn proxies_that_replace_ids_are_detected() {
    let fake = two_syncs().await;
    let id = "0123456789abcdef0123456789abcdef";
    fake.first(9, "GET", "repositories/rpm/rpm/", {
        let mut repository = repository("a");
        repository["remote"] = "/pulp/api/v3/remotes/rpm/rpm/up/".into();
        ResponseTemplate::new(200).append_header("Correlation-ID", id).set_body_json(page(&[repository]))
    })
    .await;
    fake.list("tasks/", &[]).await;
    fake.on("POST", "repositories/rpm/rpm/a/sync/", html(504, "504 Gateway Time-out")).await;
    let result = fake.run::<Sync>(json!({"type": "rpm", "repository": "a", "request_retries": 2})).await;
    assert_eq!((&result["failed"], &result["unknown"]), (&json!(true), &json!(true)), "{result}");
    assert_eq!(fake.count("POST repositories").await, 1, "a write whose task cannot be found is not sent again");
}

#[tokio::test]
async fn finished_tasks_are_reported_after_signals() {
    let fake = Fake::new(NEWEST).await;
    let other = "/pulp/api/v3/tasks/2/";
    fake.list("remotes/rpm/rpm/", &[remote("a", &[]), remote("b", &[])]).await;
    fake.json("PATCH", "remotes/rpm/rpm/a/", 202, json!({"task": other})).await;
    fake.json("PATCH", "remotes/rpm/rpm/b/", 202, json!({"task": TASK})).await;
    let tasks = [
        json!({"pulp_href": TASK, "state": "completed", "result": remote("b", &[])}),
        json!({"pulp_href": other, "state": "running"}),
    ];
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &tasks[1..]).await;
    fake.list("tasks/", &tasks).await;
    let stop = Stop::default();
    let host = Host { env: Box::new(|_| None), stop: stop.clone(), ..Host::real() };
    let remotes = json!([{"name": "a"}, {"name": "b"}]);
    let args = json!({"type": "rpm", "url": "http://new/", "remotes": remotes});
    let signal = async {
        while fake.count("GET tasks/").await < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.request();
    };
    let (result, ()) = futures::join!(fake.run_on::<Remote>(args, host), signal);
    let rows = &result["remotes"];
    assert_eq!((&rows[0]["failed"], &rows[0]["unknown"]), (&json!(true), &json!(true)), "{result}");
    assert_snapshot!(rows[0]["msg"].as_str().unwrap(), @r#"could not update remote "a": task /pulp/api/v3/tasks/2/ had not finished when a signal arrived"#);
    let done = (&rows[1]["failed"], &rows[1]["changed"], &rows[1]["msg"]);
    assert_eq!(done, (&json!(false), &json!(true), &json!("updated")), "{result}");
}

/// In pulpcore 3.43.3, the list of upstream Pulps ignores filters and returns all of them.
#[tokio::test]
async fn lost_creates_match_only_their_name() {
    let fake = Fake::new("3.43.3").await;
    let other = json!({"name": "other", "pulp_href": "/pulp/api/v3/upstream-pulps/1/", "base_url": "http://other/"});
    fake.list("upstream-pulps/", &[other]).await;
    fake.on("POST", "upstream-pulps/", html(504, "504 Gateway Time-out")).await;
    fake.list("tasks/", &[]).await;
    let upstream = json!({"name": "a", "base_url": "http://up/", "api_root": "/pulp/"});
    let args = json!({"upstream_pulp": upstream, "request_retries": 1, "state": "present"});
    let result = fake.run::<UpstreamPulp>(args).await;
    assert_eq!(fake.count("PATCH").await, 0, "{result}");
    assert_eq!((&result["failed"], &result["unknown"]), (&json!(true), &json!(true)), "{result}");
}

/// If Pulp rejects a retry before it looks at the object, this does not show whether the first try took effect.
#[tokio::test]
async fn some_rejected_retries_leave_it_unknown() {
    for (status, unknown) in [(401, true), (403, true), (429, true), (400, false), (404, false)] {
        let fake = Fake::new(NEWEST).await;
        fake.list("repositories/rpm/rpm/", &[repository("a")]).await;
        fake.on("PATCH", "repositories/rpm/rpm/a/", refusal(status, json!({"detail": "No."}))).await;
        fake.first(1, "PATCH", "repositories/rpm/rpm/a/", html(504, "504 Gateway Time-out")).await;
        fake.list("tasks/", &[]).await;
        let args = json!({"type": "rpm", "name": "a", "description": "new", "state": "present", "request_retries": 1});
        let result = fake.run::<Repository>(args).await;
        assert_eq!(result["failed"], true, "{result}");
        assert_eq!((&result["changed"], result.get("unknown").is_some()), (&json!(unknown), unknown), "{result}");
    }
}
