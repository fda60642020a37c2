//! Logging in with and without sessions, and addresses that do not lead to Pulp.

use insta::assert_snapshot;
use pulp::operations::{Remote, Repository};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, html, refusal, repository};

#[tokio::test]
async fn requests_use_the_session() {
    let fake = Fake::new(NEWEST).await;
    fake.list("remotes/rpm/rpm/", &[]).await;
    fake.json("POST", "remotes/rpm/rpm/", 201, json!({"name": "a", "pulp_href": "/x/"})).await;
    let result = fake.run::<Remote>(json!({"type": "rpm", "name": "a", "url": "http://up/", "state": "present"})).await;
    assert_eq!(result["changed"], true, "{result}");
    let mut log = fake.log().await;
    log[..2].sort();
    assert_snapshot!(log.join("\n"), @r"
    GET status/
    POST login/
    GET remotes/rpm/rpm/?name__in=a&limit=1000
    POST remotes/rpm/rpm/
    DELETE login/
    ");
    let requests = fake.0.received_requests().await.unwrap();
    let ids: std::collections::BTreeSet<_> =
        requests.iter().map(|request| request.headers["correlation-id"].to_str().unwrap()).collect();
    let runs: std::collections::BTreeSet<_> = ids.iter().map(|id| &id[..24]).collect();
    assert_eq!((runs.len(), ids.len()), (1, 2), "all IDs of a run start alike, and a write has its own");
    assert!(ids.iter().all(|id| id.len() == 32 && id.chars().all(|c| c.is_ascii_hexdigit())), "{ids:?}");
    let of = |verb: &str, path: &str| {
        requests.iter().find(|request| request.method.as_str() == verb && request.url.path().ends_with(path)).unwrap()
    };
    assert!(of("POST", "login/").headers.contains_key("authorization"));
    assert!(!of("GET", "status/").headers.contains_key("authorization"));
    for request in [of("GET", "rpm/rpm/"), of("POST", "rpm/rpm/"), of("DELETE", "login/")] {
        assert!(!request.headers.contains_key("authorization"), "a Basic header would override the cookie");
        assert_eq!(request.headers["cookie"], "csrftoken=token; sessionid=session");
        assert_eq!(request.headers["x-csrftoken"], "token");
    }
}

#[tokio::test]
async fn old_servers_get_basic_authentication() {
    let fake = Fake(wiremock::MockServer::start().await);
    fake.status("3.43.3", 1).await;
    fake.on("POST", "login/", html(404, "Not Found")).await;
    fake.list("repositories/rpm/rpm/", &[repository("a")]).await;
    let result = fake.run::<Repository>(json!({"type": "rpm", "name": "a"})).await;
    assert_eq!(result["repository"]["name"], "a", "{result}");
    let requests = fake.0.received_requests().await.unwrap();
    assert!(requests.last().unwrap().headers["authorization"].to_str().unwrap().starts_with("Basic "));
    assert_eq!(fake.count("DELETE").await, 0, "there is no session to end");
}

#[tokio::test]
async fn rejected_sessions_are_not_used_again() {
    let fake = Fake::new(NEWEST).await;
    fake.first(1, "GET", "repositories/rpm/rpm/", refusal(403, json!({"detail": "CSRF Failed"}))).await;
    fake.list("repositories/rpm/rpm/", &[repository("a")]).await;
    let result = fake.run::<Repository>(json!({"type": "rpm", "name": "a"})).await;
    assert_eq!(result["repository"]["name"], "a", "{result}");
    let requests = fake.0.received_requests().await.unwrap();
    let last = requests.last().unwrap();
    assert!(last.headers.contains_key("authorization") && !last.headers.contains_key("cookie"));
}

#[tokio::test]
async fn missing_permissions_keep_the_session() {
    let fake = Fake::new(NEWEST).await;
    fake.on(
        "GET",
        "repositories/rpm/rpm/",
        refusal(403, json!({"detail": "You do not have permission to perform this action."})),
    )
    .await;
    let message = fake.message::<Repository>(json!({"type": "rpm", "name": "a"})).await;
    assert_snapshot!(message, @"could not look up repositories (GET /pulp/api/v3/repositories/rpm/rpm/): 403: You do not have permission to perform this action.");
    assert_eq!(fake.count("DELETE login/").await, 1);
}

#[tokio::test]
async fn wrong_passwords_are_reported() {
    let fake = Fake(wiremock::MockServer::start().await);
    fake.status(NEWEST, 1).await;
    let wrong = || refusal(401, json!({"detail": "Invalid username/password."}));
    fake.on("POST", "login/", wrong()).await;
    fake.on("GET", "repositories/rpm/rpm/", wrong()).await;
    let message = fake.message::<Repository>(json!({"type": "rpm", "name": "a"})).await;
    assert_snapshot!(message, @"could not look up repositories (GET /pulp/api/v3/repositories/rpm/rpm/): 401: Invalid username/password.");
}

#[tokio::test]
async fn requests_go_to_the_right_domain() {
    let server = wiremock::MockServer::start().await;
    let at = |verb: &str, place: &str| {
        wiremock::Mock::given(wiremock::matchers::method(verb)).and(wiremock::matchers::path(place.to_owned()))
    };
    let status = json!({"versions": [{"component": "core", "version": NEWEST}, {"component": "rpm", "version": "3.39.4"}], "online_workers": [], "domain_enabled": true});
    at("GET", "/pulp/api/v3/status/")
        .respond_with(ResponseTemplate::new(200).set_body_json(status))
        .mount(&server)
        .await;
    for domain in ["default", "stack"] {
        let place = |rest: &str| format!("/pulp/{domain}/api/v3/{rest}");
        at("POST", &place("login/")).respond_with(crate::server::with_session()).mount(&server).await;
        at("DELETE", &place("login/")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
        let list = ResponseTemplate::new(200).set_body_json(crate::server::page(&[repository(domain)]));
        at("GET", &place("repositories/rpm/rpm/")).respond_with(list).mount(&server).await;
    }
    let fake = Fake(server);
    for (given, domain) in [(json!({}), "default"), (json!({"domain": "stack"}), "stack")] {
        let mut args = json!({"type": "rpm", "name": domain});
        args.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
        let result = fake.run::<Repository>(args).await;
        assert_eq!(result["repository"]["name"], domain, "{result}");
    }
    let missing = fake.message::<Repository>(json!({"type": "rpm", "name": "a", "domain": "nowhere"})).await;
    assert_snapshot!(missing, @r#"domain "nowhere" does not exist on this server, or domains are not enabled there (DOMAIN_ENABLED)"#);
    let log = fake.log().await;
    assert_eq!(log.iter().filter(|line| line.starts_with("DELETE ")).count(), 2, "each session is ended: {log:?}");
    let last = fake.0.received_requests().await.unwrap();
    let lists: Vec<_> = last.iter().filter(|request| request.url.path().ends_with("/rpm/rpm/")).collect();
    assert!(lists.iter().all(|request| request.headers.contains_key("cookie")), "requests use the session");
}

#[tokio::test]
async fn servers_other_than_pulp_are_rejected() {
    let fake = Fake(wiremock::MockServer::start().await);
    let read = || json!({"type": "rpm", "name": "a"});
    assert_snapshot!(fake.message::<Repository>(read()).await, @"
    could not reach Pulp at http://pulp (GET /pulp/api/v3/status/): no valid response from Pulp: 404: no reason given
      hint: check pulp_url and api_root
    ");

    let fake = Fake(wiremock::MockServer::start().await);
    fake.on("GET", "status/", html(200, "Welcome to nginx")).await;
    assert_snapshot!(fake.message::<Repository>(read()).await, @"could not reach Pulp at http://pulp (GET /pulp/api/v3/status/): no valid response from Pulp: Welcome to nginx");

    let fake = Fake(wiremock::MockServer::start().await);
    fake.on("GET", "status/", ResponseTemplate::new(301).append_header("Location", "https://user:s3cret@pulp/")).await;
    assert_snapshot!(fake.message::<Repository>(read()).await, @"
    could not reach Pulp at http://pulp (GET /pulp/api/v3/status/): no valid response from Pulp: 301 redirects to https://********@pulp/
      hint: set pulp_url to the new address
    ");

    let fake = Fake(wiremock::MockServer::start().await);
    fake.json("GET", "status/", 200, json!({"status": "fine"})).await;
    assert_snapshot!(fake.message::<Repository>(read()).await, @"could not reach Pulp at http://pulp (GET /pulp/api/v3/status/): no valid response from Pulp: its status contains no versions");
}

#[tokio::test]
async fn invalid_urls_are_rejected() {
    let fake = Fake(wiremock::MockServer::start().await);
    let with = |url: &str| json!({"type": "rpm", "name": "a", "pulp_url": url});
    assert_snapshot!(fake.message::<Repository>(with("")).await, @"missing option: pulp_url (or the environment variable PULP_URL)");
    assert_snapshot!(fake.message::<Repository>(with("pulp.example.com")).await, @"pulp_url is not a URL: relative URL without a base");
    assert_snapshot!(fake.message::<Repository>(with("http://me:s3cret@pulp.example.com")).await, @"pulp_url must be like https://pulp.example.com: no path, no user");
    assert_snapshot!(fake.message::<Repository>(with("http://pulp.example.com/pulp/api/v3")).await, @"pulp_url must be like https://pulp.example.com: no path, no user");
    assert_snapshot!(fake.message::<Repository>(with("http://127.0.0.1:9")).await, @"could not reach Pulp at http://127.0.0.1:9 (GET /pulp/api/v3/status/): no connection: Connection refused (os error 111)");
}
