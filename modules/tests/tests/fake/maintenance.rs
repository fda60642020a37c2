//! `maintenance`: what it rejects, and how it reports versions that cannot be deleted.

use insta::assert_snapshot;
use pulp::operations::Maintenance;
use serde_json::{Value, json};

use crate::server::{Fake, NEWEST, refusal, repository};

#[tokio::test]
async fn invalid_actions_are_rejected() {
    let fake = Fake::new(NEWEST).await;
    let refused = async |args: Value| fake.message::<Maintenance>(args).await;
    assert_snapshot!(refused(json!({"action": "tidy"})).await, @"action must be one of: orphan_cleanup, repair, purge_tasks, reclaim_space, prune, remove_versions, remove_publications; not tidy");
    assert_snapshot!(refused(json!({})).await, @"missing option: action (one of: orphan_cleanup, repair, purge_tasks, reclaim_space, prune, remove_versions, remove_publications)");
    assert_snapshot!(refused(json!({"action": "repair", "keep": 1})).await, @r#"option "keep" is only for action remove_versions, remove_publications, not for repair"#);
    assert_snapshot!(refused(json!({"actions": [{"action": "repair"}], "keep": 1})).await, @r#"option "keep" is only for action remove_versions, remove_publications, and actions has no such item"#);
    assert_snapshot!(refused(json!({"action": "prune"})).await, @r#"
    prune requires repositories
      hint: list their names, or "*" for all repositories
    "#);
    assert_snapshot!(refused(json!({"action": "remove_versions", "repositories": "*"})).await, @"remove_versions requires keep or older_than_days");
    assert_snapshot!(refused(json!({"action": "remove_publications", "repositories": "*"})).await, @"remove_publications requires keep, older_than_days or duplicates");
    assert_snapshot!(refused(json!({"action": "remove_publications", "repositories": "*", "duplicates": true, "keep": 1})).await, @"remove_publications: duplicates and keep are mutually exclusive");
    assert_snapshot!(refused(json!({"action": "repair", "version": 1})).await, @"repair: version requires repository");
    assert_snapshot!(refused(json!({"action": "purge_tasks", "states": ["running"]})).await, @"
    tasks in state running cannot be purged
      hint: list only final states, or cancel these tasks first
    ");
    assert_snapshot!(refused(json!({"action": "purge_tasks", "finished_before": "2026-01-01", "older_than_days": 1})).await, @"purge_tasks takes finished_before or older_than_days, not both");
    assert_eq!(fake.count("POST").await, fake.count("POST login/").await);
}

#[tokio::test]
async fn undeletable_versions_are_reported() {
    let fake = Fake::new(NEWEST).await;
    let version = |number: u64| json!({"pulp_href": format!("/pulp/api/v3/repositories/rpm/rpm/a/versions/{number}/"), "pulp_created": "2026-01-01T00:00:00Z"});
    fake.list("repositories/", &[repository("a")]).await;
    fake.list("publications/", &[]).await;
    fake.list("distributions/", &[]).await;
    fake.list("repository_versions/", &[version(3), version(2), version(1)]).await;
    fake.on("DELETE", "repositories/rpm/rpm/a/versions/1/", refusal(400, json!(["In use."]))).await;
    fake.on("DELETE", "repositories/rpm/rpm/a/versions/2/", refusal(404, json!({"detail": "Not found."}))).await;
    let args = json!({"action": "remove_versions", "repositories": ["a"], "keep": 1});
    let result = fake.run::<Maintenance>(args).await;
    assert_snapshot!(result["msg"].as_str().unwrap(), @r#"1 of 2 versions could not be deleted: could not delete version 1 of repository "a" (DELETE /pulp/api/v3/repositories/rpm/rpm/a/versions/1/): 400: In use."#);
    assert_eq!(result["changed"], true);
    let removed = result["maintenance"]["removed"].as_array().unwrap();
    assert_eq!(removed.iter().map(|entry| entry["version"].as_u64().unwrap()).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn empty_versions_are_not_repaired() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/", &[repository("a")]).await;
    let empty = json!({"content_summary": {"present": {}}});
    fake.json("GET", "repositories/rpm/rpm/a/versions/1/", 200, empty).await;
    let result = fake.run::<Maintenance>(json!({"action": "repair", "repository": "a"})).await;
    assert_eq!(result["changed"], false);
    assert_eq!(fake.count("POST repositories").await, 0);
}
