//! Items of a list that refer to the same publication.

use pulp::operations::Publication;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, repository};

const TASK: &str = "/pulp/api/v3/tasks/1/";

/// Starts a server with rpm repository `a` and deb repository `b` at version 1. Its tasks return
/// `made` as the publication that they created.
async fn publishing(made: Value) -> Fake {
    let fake = Fake::new(NEWEST).await;
    let part = |name: &str, version: &str| json!({"component": name, "version": version});
    let parts = [part("core", NEWEST), part("rpm", "3.39.4"), part("deb", "3.11.1")];
    let status = json!({"versions": parts, "online_workers": [{"name": "0"}]});
    fake.instead("GET", "status/", ResponseTemplate::new(200).set_body_json(status)).await;
    let b = "/pulp/api/v3/repositories/deb/apt/b/";
    let deb = json!({"pulp_href": b, "name": "b", "latest_version_href": format!("{b}versions/1/")});
    fake.list("repositories/", &[repository("a"), deb]).await;
    for path in ["rpm/rpm", "deb/apt", "deb/verbatim"] {
        fake.list(&format!("publications/{path}/"), &[]).await;
    }
    for (kind, name) in [("rpm/rpm", "a"), ("deb/apt", "b")] {
        fake.json("GET", &format!("repositories/{kind}/{name}/versions/1/"), 200, json!({"number": 1})).await;
        fake.json("POST", &format!("publications/{kind}/"), 202, json!({"task": TASK})).await;
    }
    let task =
        json!({"pulp_href": TASK, "state": "completed", "created_resources": [made["pulp_href"]], "result": made});
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[task]).await;
    fake
}

async fn changed(fake: &Fake, items: Value) -> Vec<bool> {
    let predicted = fake.run::<Publication>(json!({"publications": items, "_ansible_check_mode": true})).await;
    let result = fake.run::<Publication>(json!({"publications": items})).await;
    let changed = |result: &Value| -> Vec<bool> {
        let rows = result["publications"].as_array().unwrap_or_else(|| panic!("{result}"));
        assert!(rows.iter().all(|row| row["failed"] == false), "{result}");
        rows.iter().map(|row| row["changed"] == true).collect()
    };
    assert_eq!(changed(&predicted), changed(&result), "{result}");
    assert!(result["publications"].as_array().unwrap().iter().all(|row| row["publication"].is_object()), "{result}");
    changed(&result)
}

#[tokio::test]
async fn the_same_version_is_published_once() {
    let fake = publishing(json!({"pulp_href": "/pulp/api/v3/publications/rpm/rpm/p/"})).await;
    let items = json!([{"type": "rpm", "repository": "a"}, {"type": "rpm", "repository": "a", "version": 1}]);
    assert_eq!(changed(&fake, items).await, [true, false]);
    assert_eq!(fake.count("POST publications/").await, 1);
}

#[tokio::test]
async fn the_same_mode_is_published_once() {
    let fake = publishing(json!({"pulp_href": "/pulp/api/v3/publications/deb/apt/p/"})).await;
    let items = json!([{"type": "deb", "repository": "b"}, {"type": "deb", "repository": "b", "mode": "structured"}]);
    assert_eq!(changed(&fake, items).await, [true, false]);
    assert_eq!(fake.count("POST publications/").await, 1);
}

#[tokio::test]
async fn publications_of_earlier_runs_are_awaited() {
    let fake = publishing(json!({"pulp_href": "/pulp/api/v3/publications/rpm/rpm/p/"})).await;
    let version = "/pulp/api/v3/repositories/rpm/rpm/a/versions/1/";
    let left = json!({"pulp_href": "/pulp/api/v3/publications/rpm/rpm/left/", "repository_version": version});
    let me = "/pulp/api/v3/users/1/";
    fake.json("GET", "login/", 200, json!({"pulp_href": me, "username": "admin"})).await;
    let unfinished =
        json!({"pulp_href": TASK, "created_by": me, "reserved_resources_record": ["shared:prn:rpm.rpmrepository:a"]});
    fake.list_where("tasks/", ("name__contains", "publish"), &[unfinished]).await;
    let none = ResponseTemplate::new(200).set_body_json(crate::server::page(&[]));
    fake.first(1, "GET", "publications/rpm/rpm/", none).await;
    fake.list_where("publications/rpm/rpm/", ("repository_version", version), &[left]).await;
    let result = fake.run::<Publication>(json!({"type": "rpm", "repository": "a", "state": "present"})).await;
    assert_eq!((&result["changed"], result.get("failed")), (&json!(false), None), "{result}");
    assert_eq!(fake.count("POST publications/").await, 0);
}

#[tokio::test]
async fn different_fields_are_published_separately() {
    let fake = publishing(json!({"pulp_href": "/pulp/api/v3/publications/rpm/rpm/p/"})).await;
    let of = |version: Value, checksum: &str| json!({"type": "rpm", "repository": "a", "version": version, "checksum_type": checksum});
    let items = json!([of(json!(1), "sha512"), of(Value::Null, "sha256")]);
    assert_eq!(changed(&fake, items).await, [true, true]);
    assert_eq!(fake.count("POST publications/").await, 2);
}

#[tokio::test]
async fn deleted_publications_are_created_again() {
    let fake = publishing(json!({"pulp_href": "/pulp/api/v3/publications/rpm/rpm/p/"})).await;
    let version = "/pulp/api/v3/repositories/rpm/rpm/a/versions/1/";
    let old = json!({"pulp_href": "/pulp/api/v3/publications/rpm/rpm/old/", "repository_version": version});
    fake.instead("GET", "publications/rpm/rpm/", ResponseTemplate::new(200).set_body_json(crate::server::page(&[old])))
        .await;
    fake.list("distributions/rpm/rpm/", &[]).await;
    fake.on("DELETE", "publications/rpm/rpm/old/", ResponseTemplate::new(204)).await;
    let items = json!([
        {"type": "rpm", "repository": "a"},
        {"type": "rpm", "repository": "a", "version": 1, "state": "absent"},
    ]);
    let result = fake.run::<Publication>(json!({"publications": items})).await;
    assert!(result["publications"].as_array().unwrap().iter().all(|row| row["changed"] == true), "{result}");
    assert_eq!((fake.count("DELETE publications/").await, fake.count("POST publications/").await), (1, 1));
}
