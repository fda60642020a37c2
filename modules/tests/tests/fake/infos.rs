//! `info`: what it rejects, servers that are not ready, and the number of requests. Also lookups by viewset, name and
//! PRN.

use insta::assert_snapshot;
use pulp::operations::{AccessPolicy, Info, Repository, SigningService};
use serde_json::{Value, json};
use wiremock::MockServer;

use crate::server::{Fake, NEWEST, html};

#[tokio::test]
async fn invalid_options_are_rejected() {
    let fake = Fake::new(NEWEST).await;
    let refused = async |args: Value| fake.message::<Info>(args).await;
    assert_snapshot!(refused(json!({"what": "publications", "name": "a", "joined": false})).await, @"
    publications have no name
      hint: filter them by repository or repository_version
    ");
    assert_snapshot!(refused(json!({"what": "users", "types": ["rpm"]})).await, @"
    types (rpm) does not apply to users
      hint: leave out types
    ");
    assert_snapshot!(refused(json!({"what": "publications", "types": ["debian"], "joined": false})).await, @r#"each type must be one of: deb, file, python, rpm; not "debian""#);
    assert_snapshot!(refused(json!({"what": "publications", "types": ["deb"], "joined": false})).await, @"publications type deb requires pulp_deb 3.1.0 or newer, but this server does not have this plugin");
}

#[tokio::test]
async fn servers_that_never_start_are_reported() {
    let fake = Fake(MockServer::start().await);
    fake.on("GET", "status/", html(502, "502 Bad Gateway")).await;
    assert_snapshot!(fake.message::<Info>(json!({"wait_for_ready": 1})).await, @"Pulp at http://pulp was not ready within 1 s: (GET /pulp/api/v3/status/): 502: 502 Bad Gateway");
    let fake = Fake(MockServer::start().await);
    fake.status(NEWEST, 0).await;
    assert_snapshot!(fake.message::<Info>(json!({"wait_for_ready": 1})).await, @"Pulp at http://pulp was not ready within 1 s: it responds, but no worker is online");
}

#[tokio::test]
async fn access_policies_are_found_by_viewset() {
    let fake = Fake::new(NEWEST).await;
    let policy = json!({"pulp_href": "/pulp/api/v3/access_policies/1/", "viewset_name": "tasks", "customized": false});
    fake.list_where("access_policies/", ("viewset_name__in", "tasks"), &[policy]).await;
    let result = fake.run::<AccessPolicy>(json!({"viewset_name": "tasks"})).await;
    assert_eq!(result["access_policy"]["customized"], false, "{result}");
}

/// The list of signing services has no filter for several names.
#[tokio::test]
async fn all_signing_services_are_read() {
    let fake = Fake::new(NEWEST).await;
    let services =
        ["a", "b"].map(|name| json!({"pulp_href": format!("/pulp/api/v3/signing-services/{name}/"), "name": name}));
    fake.list("signing-services/", &services).await;
    let result = fake.run::<SigningService>(json!({"name": "b"})).await;
    assert_eq!(result["signing_service"]["pulp_href"], "/pulp/api/v3/signing-services/b/", "{result}");
    assert!(!fake.log().await.iter().any(|request| request.contains("name")), "{:?}", fake.log().await);
}

#[tokio::test]
async fn a_prn_refers_to_one_object() {
    let fake = Fake::new(NEWEST).await;
    let remotes = [1, 2].map(|number| {
        json!({"pulp_href": format!("/pulp/api/v3/remotes/rpm/rpm/{number}/"), "prn": format!("prn:rpm.rpmremote:{number}")})
    });
    fake.list("remotes/", &remotes).await;
    fake.list("repositories/rpm/rpm/", &[]).await;
    fake.json("POST", "repositories/rpm/rpm/", 201, json!({"pulp_href": "/r/", "name": "a"})).await;
    let args = json!({"type": "rpm", "name": "a", "remote": "prn:rpm.rpmremote:2", "state": "present"});
    let result = fake.run::<Repository>(args).await;
    assert_eq!(result["changed"], true, "{result}");
    let requests = fake.0.received_requests().await.unwrap();
    let created = requests
        .iter()
        .find(|request| request.url.path().ends_with("/repositories/rpm/rpm/") && !request.body.is_empty());
    let body: Value = created.unwrap().body_json().unwrap();
    assert_eq!(body["remote"], "/pulp/api/v3/remotes/rpm/rpm/2/");
}

/// Starts a server with that number of repositories, each with a distribution.
async fn shelf(count: usize) -> Fake {
    let fake = Fake::new(NEWEST).await;
    let numbers = 0..count;
    let repository = |number: usize| {
        let href = format!("/pulp/api/v3/repositories/rpm/rpm/{number}/");
        json!({"pulp_href": href, "name": format!("r{number}"), "latest_version_href": format!("{href}versions/1/")})
    };
    let distribution = |number: usize| {
        json!({
            "pulp_href": format!("/pulp/api/v3/distributions/rpm/rpm/{number}/"), "name": format!("d{number}"),
            "repository": format!("/pulp/api/v3/repositories/rpm/rpm/{number}/"),
        })
    };
    let version = |number: usize| {
        let href = format!("/pulp/api/v3/repositories/rpm/rpm/{number}/versions/1/");
        json!({"pulp_href": href, "content_summary": {"present": {"rpm.package": {"count": number}}}})
    };
    fake.list("repositories/", &numbers.clone().map(repository).collect::<Vec<_>>()).await;
    fake.list("publications/", &[]).await;
    for path in ["distributions/", "distributions/rpm/rpm/"] {
        fake.list(path, &numbers.clone().map(distribution).collect::<Vec<_>>()).await;
    }
    fake.list("repository_versions/", &numbers.clone().map(version).collect::<Vec<_>>()).await;
    fake
}

#[tokio::test]
async fn joined_lists_take_few_requests() {
    let mut counts = Vec::new();
    for many in [100, 500] {
        let fake = shelf(many).await;
        let result = fake.run::<Info>(json!({"what": "distributions"})).await;
        let last = &result["info"][many - 1]["joined"];
        assert_eq!(last["repository"], format!("r{}", many - 1));
        assert_eq!(last["content"], json!({"rpm.package": many - 1}));
        counts.push(fake.log().await.len());
    }
    assert_eq!(counts[0], counts[1]);
    assert!(counts[0] <= 10, "{counts:?}");
}

/// Resetting is a POST that starts no task. Only an effect, or a lost response, counts as a change.
#[tokio::test]
async fn failed_resets_of_policies() {
    for (status, changed, unknown) in [(403, false, Value::Null), (504, true, json!(true))] {
        let fake = Fake::new(NEWEST).await;
        let policy =
            json!({"pulp_href": "/pulp/api/v3/access_policies/1/", "viewset_name": "tasks", "customized": true});
        fake.list_where("access_policies/", ("viewset_name__in", "tasks"), &[policy]).await;
        fake.on("POST", "access_policies/1/reset/", html(status, "no")).await;
        let args = json!({"viewset_name": "tasks", "state": "absent", "request_retries": 0});
        let result = fake.run::<AccessPolicy>(args).await;
        assert_eq!((&result["failed"], &result["changed"]), (&json!(true), &json!(changed)), "{result}");
        assert_eq!(result["unknown"], unknown, "{result}");
    }
}
