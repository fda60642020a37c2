//! Responses that get lost, arrive late, or do not come from Pulp.

use insta::assert_snapshot;
use pulp::operations::{ContentGuard, Remote, Repository};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, html, refusal, remote, repository};

fn create() -> serde_json::Value {
    json!({"type": "rpm", "name": "a", "state": "present"})
}

#[tokio::test]
async fn requests_to_busy_servers_are_retried() {
    let fake = Fake::new(NEWEST).await;
    fake.first(1, "GET", "repositories/rpm/rpm/", html(502, "502 Bad Gateway")).await;
    fake.list("repositories/rpm/rpm/", &[]).await;
    fake.first(1, "POST", "repositories/rpm/rpm/", ResponseTemplate::new(503).append_header("Retry-After", "0")).await;
    fake.json("POST", "repositories/rpm/rpm/", 201, repository("a")).await;
    let result = fake.run::<Repository>(create()).await;
    assert_eq!(result["changed"], true, "{result}");
    assert_eq!(fake.count("POST repositories").await, 2, "503 means that nothing was done");
}

#[tokio::test]
async fn unavailable_servers_are_reported() {
    let fake = Fake::new(NEWEST).await;
    fake.on("GET", "repositories/rpm/rpm/", html(502, "502 Bad Gateway")).await;
    assert_snapshot!(fake.message::<Repository>(create()).await, @"could not look up repositories (GET /pulp/api/v3/repositories/rpm/rpm/): 502: 502 Bad Gateway");
    assert_eq!(fake.count("GET repositories").await, 2);
}

#[tokio::test]
async fn lost_create_response_is_looked_up() {
    let fake = Fake::new(NEWEST).await;
    fake.list_where("repositories/rpm/rpm/", ("name__in", "a"), &[]).await;
    fake.list_where("repositories/rpm/rpm/", ("name", "a"), &[repository("a")]).await;
    fake.on("POST", "repositories/rpm/rpm/", html(504, "504 Gateway Time-out")).await;
    let result = fake.run::<Repository>(create()).await;
    assert_eq!((&result["changed"], &result["repository"]["name"]), (&json!(true), &json!("a")), "{result}");
    assert_eq!(fake.count("POST repositories").await, 1);
}

#[tokio::test]
async fn create_without_effect_is_retried() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[]).await;
    fake.first(1, "POST", "repositories/rpm/rpm/", html(504, "504 Gateway Time-out")).await;
    fake.json("POST", "repositories/rpm/rpm/", 201, repository("a")).await;
    let result = fake.run::<Repository>(create()).await;
    assert_eq!(result["changed"], true, "{result}");
    assert_eq!(fake.count("POST repositories").await, 2);
}

#[tokio::test]
async fn lost_delete_response_counts_as_deleted() {
    let fake = Fake::new(NEWEST).await;
    fake.list("remotes/rpm/rpm/", &[remote("a", &[])]).await;
    fake.first(1, "DELETE", "remotes/rpm/rpm/a/", html(502, "502 Bad Gateway")).await;
    fake.on("DELETE", "remotes/rpm/rpm/a/", refusal(404, json!({"detail": "No RpmRemote matches the given query."})))
        .await;
    let result = fake.run::<Remote>(json!({"type": "rpm", "name": "a", "state": "absent"})).await;
    assert_eq!((&result["changed"], result.get("failed")), (&json!(true), None), "{result}");
}

#[tokio::test]
async fn slow_responses_time_out() {
    let fake = Fake::new(NEWEST).await;
    fake.on("GET", "repositories/rpm/rpm/", ResponseTemplate::new(200).set_delay(std::time::Duration::from_secs(5)))
        .await;
    let args = json!({"type": "rpm", "name": "a", "request_timeout": 1, "request_retries": 0});
    assert_snapshot!(fake.message::<Repository>(args).await, @"could not look up repositories (GET /pulp/api/v3/repositories/rpm/rpm/): no response in time (request_timeout)");
}

#[tokio::test]
async fn ambiguous_names_are_rejected() {
    let fake = Fake::new(NEWEST).await;
    let twin = |id: &str| json!({"pulp_href": format!("/pulp/api/v3/repositories/rpm/rpm/{id}/"), "name": "a"});
    fake.list("repositories/rpm/rpm/", &[twin("1"), twin("2")]).await;
    assert_snapshot!(
        fake.message::<Repository>(create()).await,
        @r#"repository "a" matches 2 objects on the server: /pulp/api/v3/repositories/rpm/rpm/1/, /pulp/api/v3/repositories/rpm/rpm/2/"#
    );
}

#[tokio::test]
async fn echoed_secrets_are_redacted() {
    let fake = Fake::new(NEWEST).await;
    fake.list("remotes/rpm/rpm/", &[]).await;
    let echo = json!({"url": ["Cannot reach https://joe:hunter2@up/ with hunter2, a%20b or s3cret."]});
    fake.on("POST", "remotes/rpm/rpm/", refusal(400, echo)).await;
    let args = json!({"type": "rpm", "name": "a", "url": "http://up/", "remote_username": "a b", "remote_password": "hunter2", "state": "present"});
    assert_snapshot!(
        fake.message::<Remote>(args).await,
        @r#"could not create remote "a" (POST /pulp/api/v3/remotes/rpm/rpm/): 400: url: Cannot reach https://********@up/ with ********, ******** or ********."#
    );
}

#[tokio::test]
async fn objects_are_returned_without_secrets() {
    let fake = Fake::new(NEWEST).await;
    let mut entity = remote("a", &[("username", true)]);
    entity["url"] = "https://joe:hunter2@up/".into();
    entity["sles_auth_token"] = "hunter3".into();
    entity["headers"] = json!([{"Authorization": "hunter4"}]);
    fake.list("remotes/rpm/rpm/", &[entity]).await;
    let result = fake.run::<Remote>(json!({"type": "rpm", "name": "a"})).await;
    assert!(!result.to_string().contains("hunter"), "{result}");
    assert_eq!(result["remote"]["url"], "https://********@up/");
}

#[tokio::test]
async fn pulp_compares_hidden_fields() {
    for (status, body, changed) in
        [(200, remote("a", &[("password", true)]), false), (202, json!({"task": "/pulp/api/v3/tasks/1/"}), true)]
    {
        let fake = Fake::new(NEWEST).await;
        fake.list("remotes/rpm/rpm/", &[remote("a", &[("password", true)])]).await;
        fake.json("PATCH", "remotes/rpm/rpm/a/", status, body).await;
        fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
        fake.list("tasks/", &[json!({"pulp_href": "/pulp/api/v3/tasks/1/", "state": "completed"})]).await;
        let args = json!({"type": "rpm", "name": "a", "url": "http://up/", "remote_password": "hunter2", "state": "present", "_ansible_diff": true});
        let result = fake.run::<Remote>(args).await;
        assert_eq!((&result["changed"], result.get("not_compared")), (&json!(changed), None), "{result}");
        let diff = json!({"before": {"remote_password": "<hidden>"}, "after": {"remote_password": "<changed>"}});
        let shown = if changed { ("updated", Some(&diff)) } else { ("unchanged", None) };
        let entry = result["diff"].get(0).map(|entry| json!({"before": entry["before"], "after": entry["after"]}));
        assert_eq!((result["msg"].as_str().unwrap(), entry.as_ref()), shown);
    }
}

#[tokio::test]
async fn old_servers_get_secrets_without_change() {
    let fake = Fake::new("3.85.1").await;
    fake.list("remotes/rpm/rpm/", &[remote("a", &[("password", true)])]).await;
    fake.json("PATCH", "remotes/rpm/rpm/a/", 202, json!({"task": "/pulp/api/v3/tasks/1/"})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": "/pulp/api/v3/tasks/1/", "state": "completed"})]).await;
    let args = json!({"type": "rpm", "name": "a", "remote_password": "hunter2", "state": "present"});
    let result = fake.run::<Remote>(args).await;
    assert_eq!((&result["changed"], &result["not_compared"]), (&json!(false), &json!(["remote_password"])), "{result}");
    assert_eq!(result["remote"]["name"], "a", "read again, because tasks of old servers have no result");
    assert_eq!(fake.count("PATCH").await, 1);
}

#[tokio::test]
async fn options_of_newer_servers_are_rejected() {
    let fake = Fake::new("3.85.1").await;
    fake.list("repositories/rpm/rpm/", &[]).await;
    let args = json!({"type": "rpm", "name": "a", "retain_checkpoints": 3, "state": "present"});
    assert_snapshot!(fake.message::<Repository>(args).await, @r#"option "retain_checkpoints" requires pulpcore 3.106.0 or newer, but this server has 3.85.1"#);
    let args = json!({"type": "python", "name": "a", "state": "present"});
    assert_snapshot!(fake.message::<Repository>(args).await, @"repository type python requires pulp_python 3.11.0 or newer, but this server does not have this plugin");
    let args = json!({"type": "x509", "name": "a", "state": "present"});
    assert_snapshot!(fake.message::<ContentGuard>(args).await, @"content guard type x509 requires pulp_certguard 1.7.0 or newer, but this server does not have this plugin");
}
