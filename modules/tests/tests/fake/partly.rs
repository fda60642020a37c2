//! Items with several writes, some of which fail: the row reports the failure and what was changed.

use pulp::operations::{ContentGuard, Group, Maintenance, User};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, html, refusal};

fn named(list: &str, key: &str, name: &str) -> Value {
    json!({"pulp_href": format!("/pulp/api/v3/{list}{name}/"), key: name, "groups": []})
}

fn forbidden() -> ResponseTemplate {
    refusal(403, json!({"detail": "No."}))
}

fn outline(result: &Value, plural: &str) -> Vec<(bool, bool)> {
    let row = |row: &Value| (row["changed"] == true, row["failed"] == true);
    result[plural].as_array().unwrap_or_else(|| panic!("{result}")).iter().map(row).collect()
}

#[tokio::test]
async fn partly_joined_groups_are_reported() {
    let fake = Fake::new(NEWEST).await;
    fake.list("users/", &[named("users/", "username", "ann")]).await;
    fake.list("groups/", &[named("groups/", "name", "a"), named("groups/", "name", "b")]).await;
    fake.json("POST", "groups/a/users/", 201, json!({})).await;
    fake.on("POST", "groups/b/users/", forbidden()).await;
    let args = json!({"users": [{"username": "ann", "groups": ["a", "b"]}], "_ansible_diff": true});
    let result = fake.run::<User>(args).await;
    assert_eq!(outline(&result, "users"), [(true, true)], "{result}");
    assert_eq!(result["diff"][0]["after"]["groups"], json!(["a"]), "{result}");
}

#[tokio::test]
async fn partly_assigned_roles_are_reported() {
    let fake = Fake::new(NEWEST).await;
    fake.list("groups/", &[named("groups/", "name", "a")]).await;
    fake.list("roles/", &[named("roles/", "name", "one"), named("roles/", "name", "two")]).await;
    fake.list("groups/a/roles/", &[]).await;
    fake.first(1, "POST", "groups/a/roles/", ResponseTemplate::new(201).set_body_json(json!({}))).await;
    fake.on("POST", "groups/a/roles/", forbidden()).await;
    let args = json!({"groups": [{"name": "a", "roles": [{"role": "one"}, {"role": "two"}]}], "_ansible_diff": true});
    let result = fake.run::<Group>(args).await;
    assert_eq!(outline(&result, "groups"), [(true, true)], "{result}");
    assert_eq!(result["diff"][0]["after"]["roles"], json!(["one"]), "{result}");
}

#[tokio::test]
async fn partly_updated_guards_are_reported() {
    let fake = Fake::new(NEWEST).await;
    fake.list("contentguards/core/rbac/", &[named("contentguards/core/rbac/", "name", "g")]).await;
    fake.json("GET", "contentguards/core/rbac/g/list_roles/", 200, json!({"roles": []})).await;
    fake.first(1, "POST", "contentguards/core/rbac/g/add_role/", ResponseTemplate::new(201).set_body_json(json!({})))
        .await;
    fake.on("POST", "contentguards/core/rbac/g/add_role/", forbidden()).await;
    let roles = json!([{"role": "one", "groups": ["x"]}, {"role": "two", "groups": ["x"]}]);
    let args = json!({"type": "rbac", "content_guards": [{"name": "g", "roles": roles}], "_ansible_diff": true});
    let result = fake.run::<ContentGuard>(args).await;
    assert_eq!(outline(&result, "content_guards"), [(true, true)], "{result}");
    assert_eq!(result["diff"][0]["after"]["roles"], json!({"one": {"groups": ["x"], "users": []}}), "{result}");
}

#[tokio::test]
async fn members_already_removed_are_unchanged() {
    let fake = Fake::new(NEWEST).await;
    let mut ann = named("users/", "username", "ann");
    ann["groups"] = json!([named("groups/", "name", "a")]);
    fake.list("users/", &[ann]).await;
    fake.on("DELETE", "groups/a/users/ann/", refusal(404, json!({"detail": "Not found."}))).await;
    let result = fake.run::<User>(json!({"users": [{"username": "ann", "groups": []}]})).await;
    assert_eq!(outline(&result, "users"), [(false, false)], "{result}");
}

/// The response to the first try is lost and it has no effect; then another operator assigns the role to one of the
/// two groups.
#[tokio::test]
async fn roles_are_assigned_to_remaining_groups() {
    let fake = Fake::new(NEWEST).await;
    let guard = "contentguards/core/rbac/g/";
    fake.list("contentguards/core/rbac/", &[named("contentguards/core/rbac/", "name", "g")]).await;
    let roles = |groups: Value| json!({"roles": [{"role": "one", "groups": groups, "users": []}]});
    fake.first(1, "GET", &format!("{guard}list_roles/"), ResponseTemplate::new(200).set_body_json(roles(json!([]))))
        .await;
    fake.json("GET", &format!("{guard}list_roles/"), 200, roles(json!(["x"]))).await;
    let add = format!("{guard}add_role/");
    fake.first(1, "POST", &add, html(502, "502 Bad Gateway")).await;
    let held = json!({"non_field_errors": ["The role is already assigned to group 'x'."]});
    fake.first(1, "POST", &add, refusal(400, held)).await;
    fake.on("POST", &add, ResponseTemplate::new(201).set_body_json(json!({}))).await;
    let wanted = json!([{"role": "one", "groups": ["x", "y"]}]);
    let args = json!({"type": "rbac", "content_guards": [{"name": "g", "roles": wanted}], "_ansible_diff": true});
    let result = fake.run::<ContentGuard>(args).await;
    assert_eq!(outline(&result, "content_guards"), [(true, false)], "{result}");
    assert_eq!(result["diff"][0]["after"]["roles"], json!({"one": {"groups": ["y"], "users": []}}), "{result}");
    assert_eq!(fake.count("POST contentguards/core/rbac/g/add_role/").await, 3);
}

#[tokio::test]
async fn lost_role_assignments_count_as_changed() {
    for lost in [true, false] {
        let fake = Fake::new(NEWEST).await;
        fake.list("groups/", &[named("groups/", "name", "a")]).await;
        fake.list("roles/", &[named("roles/", "name", "one")]).await;
        fake.list("groups/a/roles/", &[]).await;
        if lost {
            fake.first(1, "POST", "groups/a/roles/", html(502, "502 Bad Gateway")).await;
        }
        let held = json!({"non_field_errors": ["The role is already assigned to this group."]});
        fake.on("POST", "groups/a/roles/", refusal(400, held)).await;
        let result = fake.run::<Group>(json!({"groups": [{"name": "a", "roles": [{"role": "one"}]}]})).await;
        assert_eq!(outline(&result, "groups"), [(lost, false)], "{result}");
    }
}

#[tokio::test]
async fn partly_successful_tasks_are_reported() {
    let fake = Fake::new(NEWEST).await;
    let task = "/pulp/api/v3/tasks/1/";
    let reports = json!([{"code": "purge.tasks.key.core.Task", "done": 3, "total": 9, "state": "failed"}]);
    fake.json("POST", "tasks/purge/", 202, json!({"task": task})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    let failed =
        json!({"pulp_href": task, "state": "failed", "error": {"description": "Oops."}, "progress_reports": reports});
    fake.list("tasks/", &[failed]).await;
    let result = fake.run::<Maintenance>(json!({"actions": [{"action": "purge_tasks"}]})).await;
    assert_eq!(outline(&result, "actions"), [(true, true)], "{result}");
    assert_eq!(result["actions"][0]["maintenance"], json!({"tasks": 3}), "{result}");
    assert_eq!(result["actions"][0]["task"]["pulp_href"], task, "{result}");
}
