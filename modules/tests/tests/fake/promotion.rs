//! Distributions that are pinned to what another one serves, and container distributions that cannot be deleted.

use insta::assert_snapshot;
use pulp::operations::Distribution;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, page, refusal, repository};

const TASK: &str = "/pulp/api/v3/tasks/1/";
const IMAGES: &str = "/pulp/api/v3/repositories/container/container/i/";

fn distribution(kind: &str, name: &str, source: (&str, &str)) -> Value {
    let mut made = json!({
        "pulp_href": format!("/pulp/api/v3/distributions/{kind}/{name}/"), "name": name, "base_path": name,
        "repository": null, "repository_version": null,
    });
    if kind == "rpm/rpm" {
        made["publication"] = Value::Null;
    }
    made[source.0] = source.1.into();
    made
}

/// Starts a server that completes every task.
async fn new() -> Fake {
    let fake = Fake::new(NEWEST).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[json!({"pulp_href": TASK, "state": "completed", "created_resources": []})]).await;
    fake
}

/// Starts a server with repository `a`, two publications of its version 1, and a distribution that follows the
/// repository, besides others.
async fn developing(others: &[Value]) -> Fake {
    let fake = new().await;
    let publication = |name: &str, created: &str| {
        json!({
            "pulp_href": format!("/pulp/api/v3/publications/rpm/rpm/{name}/"), "pulp_created": created,
            "repository_version": "/pulp/api/v3/repositories/rpm/rpm/a/versions/1/",
        })
    };
    fake.list("repositories/", &[repository("a")]).await;
    fake.list("publications/rpm/rpm/", &[publication("old", "2026-01"), publication("new", "2026-02")]).await;
    let live = distribution("rpm/rpm", "development", ("repository", "/pulp/api/v3/repositories/rpm/rpm/a/"));
    fake.list("distributions/rpm/rpm/", &[&[live], others].concat()).await;
    fake.json("POST", "distributions/rpm/rpm/", 202, json!({"task": TASK})).await;
    fake
}

fn promote(kind: &str) -> Value {
    json!({"type": kind, "name": "production", "base_path": "production", "distribution": "development"})
}

/// Returns the bodies of the requests with that method, except for the login.
async fn sent(fake: &Fake, verb: &str) -> Vec<Value> {
    let requests = fake.0.received_requests().await.unwrap();
    let sent =
        requests.iter().filter(|request| request.method.as_str() == verb && !request.url.path().ends_with("/login/"));
    sent.map(|request| request.body_json().unwrap()).collect()
}

#[tokio::test]
async fn promotion_pins_to_the_served_publication() {
    let fake = developing(&[]).await;
    for check in [true, false] {
        let args = json!({"distributions": [promote("rpm")], "_ansible_check_mode": check, "_ansible_diff": true});
        let result = fake.run::<Distribution>(args).await;
        assert_eq!(result["diff"][0]["after"]["publication"], "/pulp/api/v3/publications/rpm/rpm/new/", "{result}");
        assert!(result["diff"][0]["after"].get("repository").is_none(), "{result}");
    }
    let bodies = sent(&fake, "POST").await;
    assert_eq!(
        bodies,
        [
            json!({"name": "production", "base_path": "production", "publication": "/pulp/api/v3/publications/rpm/rpm/new/"})
        ]
    );
}

#[tokio::test]
async fn promotion_pins_to_the_versions_publication() {
    let version = "/pulp/api/v3/repositories/rpm/rpm/a/versions/1/";
    let fake = developing(&[distribution("rpm/rpm", "staging", ("repository_version", version))]).await;
    let mut args = promote("rpm");
    args["distribution"] = "staging".into();
    let result = fake.run::<Distribution>(json!({"distributions": [args]})).await;
    assert_eq!(result["changed"], true, "{result}");
    assert_eq!(sent(&fake, "POST").await[0]["publication"], "/pulp/api/v3/publications/rpm/rpm/new/");
}

#[tokio::test]
async fn sources_in_the_list_are_pinned() {
    let old = distribution("rpm/rpm", "staging", ("publication", "/pulp/api/v3/publications/rpm/rpm/old/"));
    let fake = developing(std::slice::from_ref(&old)).await;
    let items = json!([
        {"type": "rpm", "name": "production", "base_path": "production", "distribution": "staging"},
        {"type": "rpm", "name": "staging", "base_path": "staging", "repository": "a"},
    ]);
    let args = json!({"distributions": items, "_ansible_check_mode": true, "_ansible_diff": true});
    let result = fake.run::<Distribution>(args).await;
    assert_eq!(result["diff"][0]["after"]["publication"], "/pulp/api/v3/publications/rpm/rpm/new/", "{result}");
}

#[tokio::test]
async fn images_are_pinned_to_their_version() {
    let fake = new().await;
    let latest = format!("{IMAGES}versions/7/");
    fake.list("repositories/", &[json!({"pulp_href": IMAGES, "name": "i", "latest_version_href": latest})]).await;
    fake.list(
        "distributions/container/container/",
        &[distribution("container/container", "development", ("repository", IMAGES))],
    )
    .await;
    fake.json("POST", "distributions/container/container/", 202, json!({"task": TASK})).await;
    let result = fake.run::<Distribution>(json!({"distributions": [promote("container")]})).await;
    assert_eq!(result["changed"], true, "{result}");
    let body = json!({"name": "production", "base_path": "production", "repository_version": latest});
    assert_eq!(sent(&fake, "POST").await, [body]);
}

#[tokio::test]
async fn unpublished_sources_are_rejected() {
    let fake = developing(&[]).await;
    fake.instead("GET", "publications/rpm/rpm/", ResponseTemplate::new(200).set_body_json(page(&[]))).await;
    let mut args = promote("rpm");
    args["state"] = "present".into();
    assert_snapshot!(fake.message::<Distribution>(args).await, @r#"distribution "development" serves nothing, so "production" cannot be pinned to it"#);
}

#[tokio::test]
async fn checkpoint_sources_are_rejected() {
    let mut source = distribution("rpm/rpm", "checkpoints", ("repository", "/pulp/api/v3/repositories/rpm/rpm/a/"));
    source["checkpoint"] = true.into();
    let fake = developing(&[source]).await;
    let args = json!({"type": "rpm", "name": "production", "base_path": "production", "distribution": "checkpoints", "state": "present"});
    assert_snapshot!(fake.message::<Distribution>(args).await, @r#"
    distribution "checkpoints" serves all checkpoints of its repository, so "production" cannot be pinned to one
      hint: set publication, or repository and version
    "#);
}

#[tokio::test]
async fn check_mode_rejects_deleted_sources() {
    let fake = developing(&[]).await;
    let items = json!([promote("rpm"), {"type": "rpm", "name": "development", "state": "absent"}]);
    let result = fake.run::<Distribution>(json!({"distributions": items, "_ansible_check_mode": true})).await;
    assert_eq!(result["distributions"][0]["failed"], true, "{result}");
    assert_snapshot!(result["distributions"][0]["msg"].as_str().unwrap(), @r#"rpm distribution "development" does not exist, or user admin may not see it"#);
}

#[tokio::test]
async fn deleted_distributions_serve_nothing() {
    let version = "/pulp/api/v3/publications/rpm/rpm/new/";
    let fake = developing(&[distribution("rpm/rpm", "old", ("publication", version))]).await;
    fake.json("GET", "repositories/rpm/rpm/a/versions/1/", 200, json!({"number": 1})).await;
    let items = json!([
        {"name": "old", "state": "absent"},
        {"name": "development", "state": "absent"},
        {"name": "next", "base_path": "next", "repository": "a", "version": 1, "skip_existing": true},
    ]);
    let args = json!({"type": "rpm", "distributions": items, "_ansible_check_mode": true});
    let result = fake.run::<Distribution>(args).await;
    assert_eq!(result["distributions"][2]["changed"], true, "{result}");
}

#[tokio::test]
async fn rows_survive_a_failed_lookup() {
    let fake = developing(&[]).await;
    let made = distribution("rpm/rpm", "staging", ("repository", "/pulp/api/v3/repositories/rpm/rpm/a/"));
    let task = json!({"pulp_href": TASK, "state": "completed", "created_resources": [], "result": made});
    fake.instead("GET", "tasks/", ResponseTemplate::new(200).set_body_json(page(&[task]))).await;
    let none = ResponseTemplate::new(200).set_body_json(page(&[]));
    fake.first(1, "GET", "distributions/rpm/rpm/", none).await;
    fake.instead("GET", "distributions/rpm/rpm/", refusal(500, json!({"detail": "Oops."}))).await;
    let items = json!([
        {"type": "rpm", "name": "staging", "base_path": "staging", "repository": "a"},
        {"type": "rpm", "name": "production", "base_path": "production", "distribution": "staging"},
    ]);
    let result = fake.run::<Distribution>(json!({"distributions": items})).await;
    let rows: Vec<(&Value, &Value)> =
        result["distributions"].as_array().unwrap().iter().map(|row| (&row["changed"], &row["failed"])).collect();
    assert_eq!(rows, [(&json!(true), &json!(false)), (&json!(false), &json!(true))], "{result}");
}

/// Starts a server with a distribution that follows an image's repository. `patches` and `delete` are the responses to
/// its updates and its deletion.
async fn imaging(patches: &[ResponseTemplate], delete: ResponseTemplate) -> Fake {
    let fake = new().await;
    let latest = format!("{IMAGES}versions/7/");
    let live = distribution("container/container", "image", ("repository", IMAGES));
    fake.list("repositories/container/container/", &[json!({"pulp_href": IMAGES, "latest_version_href": latest})])
        .await;
    fake.list("distributions/container/container/", &[live]).await;
    for patch in patches {
        fake.first(1, "PATCH", "distributions/container/container/image/", patch.clone()).await;
    }
    fake.on("DELETE", "distributions/container/container/image/", delete).await;
    fake
}

fn started() -> ResponseTemplate {
    ResponseTemplate::new(202).set_body_json(json!({"task": TASK}))
}

fn forbidden() -> ResponseTemplate {
    refusal(403, json!({"detail": "No."}))
}

fn without_image() -> Value {
    json!({"type": "container", "distributions": [{"name": "image", "state": "absent"}]})
}

#[tokio::test]
async fn undeletable_images_are_served_as_before() {
    let fake = imaging(&[started(), started()], forbidden()).await;
    let result = fake.run::<Distribution>(without_image()).await;
    let row = &result["distributions"][0];
    assert_eq!((&row["changed"], &row["failed"]), (&json!(false), &json!(true)), "{result}");
    let pinned = json!({"repository": null, "repository_version": format!("{IMAGES}versions/7/")});
    assert_eq!(sent(&fake, "PATCH").await, [pinned, json!({"repository": IMAGES, "repository_version": null})]);
}

#[tokio::test]
async fn images_left_pinned_are_reported() {
    let fake = imaging(&[started()], forbidden()).await;
    fake.on("PATCH", "distributions/container/container/image/", forbidden()).await;
    let pinned = ("repository_version", "/pulp/api/v3/repositories/container/container/i/versions/7/");
    let pinned = distribution("container/container", "image", pinned);
    fake.json("GET", "distributions/container/container/image/", 200, pinned).await;
    let result = fake.run::<Distribution>(without_image()).await;
    let row = &result["distributions"][0];
    assert_eq!((&row["changed"], &row["failed"]), (&json!(true), &json!(true)), "{result}");
    assert_snapshot!(row["msg"].as_str().unwrap(), @r#"could not delete distribution "image" (DELETE /pulp/api/v3/distributions/container/container/image/): 403: No.; could not update distribution "image" (PATCH /pulp/api/v3/distributions/container/container/image/): 403: No.; the distribution now serves only version 7 of its repository"#);
}

#[tokio::test]
async fn missing_images_count_as_deleted() {
    let gone = || refusal(404, json!({"detail": "Not found."}));
    let fake = imaging(&[started()], refusal(500, json!({"detail": "Oops."}))).await;
    fake.on("PATCH", "distributions/container/container/image/", gone()).await;
    fake.on("GET", "distributions/container/container/image/", gone()).await;
    let result = fake.run::<Distribution>(without_image()).await;
    let row = &result["distributions"][0];
    assert_eq!(
        (&row["changed"], &row["failed"], &row["msg"]),
        (&json!(true), &json!(false), &json!("deleted")),
        "{result}"
    );
}

#[tokio::test]
async fn deleting_images_keeps_their_repository() {
    let fake = imaging(&[started()], started()).await;
    let result = fake.run::<Distribution>(without_image()).await;
    assert_eq!((&result["changed"], result["failed"].is_null()), (&json!(true), true), "{result}");
    assert_eq!(sent(&fake, "PATCH").await.len(), 1);
    let fake = imaging(&[], forbidden()).await;
    let mut check = without_image();
    check["_ansible_check_mode"] = true.into();
    assert_eq!(fake.run::<Distribution>(check).await["changed"], true);
    assert_eq!(fake.count("PATCH").await, 0);
}
