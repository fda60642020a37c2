//! Users and groups: trying passwords, lost responses, and the account that runs the module.

use insta::assert_snapshot;
use pulp::operations::{Group, User};
use serde_json::{Value, json};
use wiremock::matchers::{basic_auth, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::server::{Fake, NEWEST, html, refusal};

fn user(name: &str) -> Value {
    json!({
        "pulp_href": format!("/pulp/api/v3/users/{name}/"), "username": name, "email": "", "is_active": true,
        "is_staff": false, "groups": [],
    })
}

fn group(name: &str) -> Value {
    json!({"pulp_href": format!("/pulp/api/v3/groups/{name}/"), "name": name})
}

/// Starts a server with user `ann` that sends this response when her password is tried.
async fn trying(answer: ResponseTemplate) -> Fake {
    let fake = Fake::new(NEWEST).await;
    fake.list("users/", &[user("ann")]).await;
    fake.on("GET", "tasks/", answer).await;
    fake.json("PATCH", "users/ann/", 200, user("ann")).await;
    fake
}

fn with_password() -> Value {
    json!({"user": {"username": "ann", "password": "hunter2"}, "state": "present"})
}

#[tokio::test]
async fn passwords_are_compared_by_trying_them() {
    let invalid = || json!({"detail": "Invalid username/password."});
    let forbidden = json!({"detail": "You do not have permission to perform this action."});
    for (answer, changed) in [
        (refusal(401, invalid()), true),
        // Servers send 403 if Basic is not their first authentication method.
        (refusal(403, invalid()), true),
        // The login was accepted, but the user lacks a permission.
        (refusal(403, forbidden), false),
        (ResponseTemplate::new(200).set_body_json(json!({"count": 0, "results": []})), false),
    ] {
        let fake = trying(answer).await;
        let result = fake.run::<User>(with_password()).await;
        assert_eq!(result["changed"], changed, "{result}");
        assert_eq!(fake.count("PATCH").await, usize::from(changed));
        assert_eq!(fake.count("GET tasks/").await, 1, "tried only once: servers may limit failed logins");
        assert!(!result.to_string().contains("hunter2"), "{result}");
    }
}

#[tokio::test]
async fn untried_passwords_are_not_written() {
    let fake = trying(html(502, "502 Bad Gateway")).await;
    assert_snapshot!(fake.message::<User>(with_password()).await, @r#"could not check the password of user "ann" (GET /pulp/api/v3/tasks/): 502: 502 Bad Gateway"#);
    assert_eq!(fake.count("PATCH").await, 0);
}

#[tokio::test]
async fn own_new_password_is_used_afterwards() {
    for session in [true, false] {
        let fake = Fake(MockServer::start().await);
        fake.status(NEWEST, 1).await;
        if session {
            fake.on("POST", "login/", crate::server::with_session()).await;
            fake.on("DELETE", "login/", ResponseTemplate::new(204)).await;
        }
        fake.list("users/", &[user("admin"), user("ann")]).await;
        fake.list("groups/", &[group("staff")]).await;
        fake.on("GET", "tasks/", refusal(401, json!({"detail": "Invalid username/password."}))).await;
        for name in ["admin", "ann"] {
            fake.json("PATCH", &format!("users/{name}/"), 200, user(name)).await;
        }
        // Later requests need the new password.
        let joins = Mock::given(method("POST")).and(path("/pulp/api/v3/groups/staff/users/"));
        let joins = if session { joins } else { joins.and(basic_auth("admin", "hunter2")) };
        joins.respond_with(ResponseTemplate::new(201)).mount(&fake.0).await;
        let users = json!([
            {"username": "admin", "password": "hunter2", "groups": ["staff"]},
            {"username": "ann", "email": "ann@example.com"},
        ]);
        let result = fake.run::<User>(json!({"users": users})).await;
        assert_eq!(result["msg"], "2 of 2 users changed", "{result}");
        let names: Vec<&Value> = result["users"].as_array().unwrap().iter().map(|row| &row["username"]).collect();
        assert_eq!(names, ["admin", "ann"]);
        let log = fake.log().await;
        let place = |form: &str| log.iter().position(|line| line.starts_with(form)).unwrap();
        assert!(place("PATCH users/ann/") < place("PATCH users/admin/"), "{log:?}");
        let logins: Vec<_> = (0..log.len()).filter(|place| log[*place].starts_with("POST login/")).collect();
        let requests = fake.0.received_requests().await.unwrap();
        assert!(place("PATCH users/admin/") < logins[1] && logins[1] < place("POST groups/"), "{log:?}");
        assert_ne!(requests[logins[0]].headers["authorization"], requests[logins[1]].headers["authorization"]);
    }
}

#[tokio::test]
async fn users_are_not_created_twice() {
    let fake = Fake::new(NEWEST).await;
    fake.list_where("users/", ("username__in", "ann"), &[]).await;
    fake.list_where("users/", ("username", "ann"), &[user("ann")]).await;
    fake.on("POST", "users/", html(504, "504 Gateway Time-out")).await;
    // Another operator may have created the user, with a different password. Pulp does not return passwords.
    fake.json("PATCH", "users/ann/", 200, user("ann")).await;
    let result = fake.run::<User>(with_password()).await;
    assert_eq!((&result["changed"], &result["user"]["username"]), (&json!(true), &json!("ann")), "{result}");
    assert_eq!(fake.count("POST users").await, 1);
}

#[tokio::test]
async fn old_servers_support_users_and_groups() {
    let fake = Fake(MockServer::start().await);
    fake.status("3.43.3", 1).await;
    fake.on("POST", "login/", html(404, "Not Found")).await;
    fake.list("users/", &[user("ann")]).await;
    fake.list("groups/", &[]).await;
    fake.json("POST", "groups/", 201, group("staff")).await;
    fake.json("POST", "groups/staff/users/", 201, user("ann")).await;
    fake.list("groups/staff/roles/", &[]).await;
    fake.list("roles/", &[json!({"pulp_href": "/pulp/api/v3/roles/1/", "name": "core.task_viewer"})]).await;
    fake.json("POST", "groups/staff/roles/", 201, json!({})).await;
    let staff = json!({"name": "staff", "users": ["ann"], "roles": [{"role": "core.task_viewer"}]});
    let result = fake.run::<Group>(json!({"group": staff, "state": "present"})).await;
    assert_eq!((&result["changed"], &result["msg"]), (&json!(true), &json!("created")), "{result}");
    for request in fake.0.received_requests().await.unwrap() {
        let status = request.url.path().ends_with("/status/");
        assert_eq!(request.headers.contains_key("authorization"), !status, "{}", request.url);
    }
    let sent = fake.0.received_requests().await.unwrap();
    let role = sent.iter().find(|request| request.url.path().ends_with("roles/") && request.method.as_str() == "POST");
    let body: Value = role.unwrap().body_json().unwrap();
    assert_eq!(body, json!({"role": "core.task_viewer", "content_object": null}));
}

#[tokio::test]
async fn only_passwords_and_roles_add_requests() {
    let mut costs = Vec::new();
    for length in [1, 40] {
        let fake = Fake::new(NEWEST).await;
        let names: Vec<String> = (0..length).map(|number| format!("user{number}")).collect();
        let entities: Vec<Value> = names.iter().map(|name| user(name)).collect();
        fake.list("users/", &entities).await;
        fake.list("groups/", &[group("staff")]).await;
        let items = |more: Value| -> Vec<Value> {
            let mut items: Vec<Value> = names.iter().map(|name| json!({"username": name, "groups": []})).collect();
            items.iter_mut().for_each(|item| item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone()));
            items
        };
        let result = fake.run::<User>(json!({"users": items(json!({}))})).await;
        assert_eq!(result["changed"], false, "{result}");
        costs.push(fake.log().await.len());
        let before = fake.log().await.len();
        fake.list("tasks/", &[]).await;
        for name in &names {
            fake.list(&format!("users/{name}/roles/"), &[]).await;
        }
        let result = fake.run::<User>(json!({"users": items(json!({"password": "hunter2", "roles": []}))})).await;
        assert_eq!(result["changed"], false, "{result}");
        // Trying a password and reading roles take one request each per user.
        assert_eq!(fake.log().await.len() - before, costs[0] + 2 * length);
    }
    assert_eq!(costs[0], costs[1]);
}

#[tokio::test]
async fn locking_oneself_out_is_rejected() {
    let fake = Fake::new(NEWEST).await;
    let mut admin = user("admin");
    admin["groups"] = json!([{"name": "staff", "pulp_href": "/pulp/api/v3/groups/staff/"}]);
    fake.list("users/", &[admin]).await;
    fake.list("groups/", &[group("staff")]).await;
    let one = |more: Value, state: &str| {
        let mut item = json!({"username": "admin"});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"user": item, "state": state})
    };
    assert_snapshot!(fake.message::<User>(one(json!({"groups": []}), "present")).await, @r#"
    user "admin" runs this module and would leave group "staff"
      hint: run it as another user, or set force: true
    "#);
    assert_snapshot!(fake.message::<User>(one(json!({}), "absent")).await, @r#"
    user "admin" runs this module and would delete itself
      hint: run it as another user, or set force: true
    "#);
    assert_snapshot!(fake.message::<User>(one(json!({"is_active": false}), "present")).await, @r#"
    user "admin" runs this module and would lose the right to log in
      hint: run it as another user, or set force: true
    "#);
    let staff = json!({"group": {"name": "staff", "users": []}, "state": "present"});
    assert_snapshot!(fake.message::<Group>(staff).await, @r#"
    user "admin" runs this module and would leave group "staff"
      hint: run it as another user, or set force: true
    "#);
}

#[tokio::test]
async fn role_entries_name_one_object() {
    let fake = Fake::new(NEWEST).await;
    fake.list("groups/", &[group("staff")]).await;
    for list in ["roles/", "repositories/", "remotes/"] {
        fake.list(list, &[json!({"name": "a", "pulp_href": format!("/pulp/api/v3/{list}1/")})]).await;
    }
    let roles = json!([{"role": "a", "repository": "a", "remote": "a"}]);
    let args = json!({"group": {"name": "staff", "roles": roles}, "state": "present"});
    assert_snapshot!(fake.message::<Group>(args).await, @r#"
    role "a": only one of object, repository, remote, distribution, content_guard and domain can be set
      hint: add an entry for each
    "#);
}

#[tokio::test]
async fn roles_on_deleted_objects_are_ignored() {
    let fake = Fake::new(NEWEST).await;
    fake.list("groups/", &[group("staff")]).await;
    let role = |name: &str| json!({"pulp_href": format!("/pulp/api/v3/roles/{name}/"), "name": name});
    fake.list("roles/", &["core.group_owner", "core.group_viewer"].map(role)).await;
    let repository = "/pulp/api/v3/repositories/rpm/rpm/1/";
    fake.list("repositories/", &[json!({"name": "a", "pulp_href": repository})]).await;
    let held = |number: u64, role: &str, object: Option<&str>| json!({"pulp_href": format!("/pulp/api/v3/groups/staff/roles/{number}/"), "role": role, "content_object": object, "domain": null});
    let roles = "groups/staff/roles/";
    fake.list_where(roles, ("content_object", "null"), &[held(1, "core.domain_viewer", None)]).await;
    let named = [held(2, "core.group_viewer", Some(repository)), held(3, "core.group_viewer", None)];
    fake.list_where(roles, ("role__in", "core.group_viewer"), &named).await;
    fake.json("GET", roles, 500, json!({"detail": "Reading all roles takes a minute."})).await;
    fake.json("POST", roles, 201, json!({})).await;
    fake.on("DELETE", "groups/staff/roles/1/", ResponseTemplate::new(204)).await;
    let wanted = json!([{"role": "core.group_owner"}, {"role": "core.group_viewer", "repository": "a"}]);
    let result = fake.run::<Group>(json!({"group": {"name": "staff", "roles": wanted}, "state": "present"})).await;
    assert_eq!((&result["changed"], &result["failed"]), (&json!(true), &Value::Null), "{result}");
    let counted =
        ["GET groups/staff/roles/", "POST groups/staff/", "DELETE groups/"].map(async |form| fake.count(form).await);
    assert_eq!(futures::future::join_all(counted).await, [2, 1, 1]);
}
