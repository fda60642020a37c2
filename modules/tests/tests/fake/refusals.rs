//! Requests that Pulp rejects, and the hints that the module adds.

use insta::assert_snapshot;
use pulp::operations::{Distribution, Repository};
use serde_json::json;

use crate::server::{Fake, NEWEST, refusal, repository};

async fn name_is_taken(by: &[serde_json::Value]) -> String {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[]).await;
    fake.list("repositories/", by).await;
    fake.on("POST", "repositories/rpm/rpm/", refusal(400, json!({"name": ["This field must be unique."]}))).await;
    fake.message::<Repository>(json!({"type": "rpm", "name": "a", "state": "present"})).await
}

#[tokio::test]
async fn taken_names_are_explained() {
    let of = |kind: &str| json!({"name": "a", "pulp_href": format!("/pulp/api/v3/repositories/{kind}/1/")});
    assert_snapshot!(name_is_taken(&[of("deb/apt")]).await, @r#"
    could not create repository "a" (POST /pulp/api/v3/repositories/rpm/rpm/): 400: name: This field must be unique.
      hint: /pulp/api/v3/repositories/deb/apt/1/, which has another type, already uses this name; choose another name
    "#);
    assert_snapshot!(name_is_taken(&[of("container/container-push")]).await, @r#"
    could not create repository "a" (POST /pulp/api/v3/repositories/rpm/rpm/): 400: name: This field must be unique.
      hint: push repository /pulp/api/v3/repositories/container/container-push/1/ already uses this name; delete the distribution that the image was pushed through, or migrate the repository with a POST to /pulp/api/v3/repositories/container/container-push/1/migrate/
    "#);
    assert_snapshot!(name_is_taken(&[]).await, @r#"
    could not create repository "a" (POST /pulp/api/v3/repositories/rpm/rpm/): 400: name: This field must be unique.
      hint: an object with this name exists, but user admin may not see it
    "#);
}

#[tokio::test]
async fn taken_base_paths_are_explained() {
    let fake = Fake::new(NEWEST).await;
    fake.list("distributions/rpm/rpm/", &[]).await;
    fake.list("distributions/", &[json!({"name": "other", "base_path": "x/y", "pulp_href": "/d/"})]).await;
    fake.on(
        "POST",
        "distributions/rpm/rpm/",
        refusal(400, json!({"base_path": ["Overlaps with an existing distribution."]})),
    )
    .await;
    let args = json!({"type": "rpm", "name": "a", "base_path": "x/y/z", "state": "present"});
    assert_snapshot!(fake.message::<Distribution>(args).await, @r#"
    could not create distribution "a" (POST /pulp/api/v3/distributions/rpm/rpm/): 400: base_path: Overlaps with an existing distribution.
      hint: distribution "other" has the base path x/y
    "#);
}

#[tokio::test]
async fn nested_errors_are_flattened() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[]).await;
    let nested = json!({"non_field_errors": ["One."], "repo_config": {"gpgcheck": ["Two.", "Three."]}, "errors": ["Four."], "empty": []});
    fake.on("POST", "repositories/rpm/rpm/", refusal(400, nested)).await;
    let args = json!({"type": "rpm", "name": "a", "state": "present"});
    assert_snapshot!(fake.message::<Repository>(args).await, @r#"could not create repository "a" (POST /pulp/api/v3/repositories/rpm/rpm/): 400: One.; repo_config: gpgcheck: Two. Three.; Four."#);
}

#[tokio::test]
async fn missing_required_options_are_rejected() {
    let fake = Fake::new(NEWEST).await;
    fake.list("remotes/rpm/rpm/", &[]).await;
    let args =
        json!({"type": "rpm", "name": "a", "policy": "on_demand", "state": "present", "_ansible_check_mode": true});
    assert_snapshot!(fake.message::<pulp::operations::Remote>(args).await, @r#"remote "a" does not exist, and creating it requires url"#);
}

#[tokio::test]
async fn missing_references_are_reported() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[repository("a")]).await;
    fake.list("remotes/", &[]).await;
    let args = json!({"type": "rpm", "name": "a", "remote": "up", "state": "present"});
    assert_snapshot!(fake.message::<Repository>(args.clone()).await, @r#"remote "up" does not exist, or user admin may not see it"#);
    let mut check = args;
    check["_ansible_check_mode"] = true.into();
    let result = fake.run::<Repository>(check).await;
    assert_eq!(result["changed"], true, "an earlier step would have created it: {result}");
    assert_snapshot!(result["warnings"][0].as_str().unwrap(), @r#"remote "up" does not exist yet; assuming that an earlier step creates it"#);
}

#[tokio::test]
async fn other_items_continue_after_a_failure() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[repository("there")]).await;
    fake.first(1, "POST", "repositories/rpm/rpm/", refusal(400, json!({"name": ["No."]}))).await;
    fake.json("POST", "repositories/rpm/rpm/", 201, repository("new")).await;
    let args =
        json!({"type": "rpm", "concurrency": 1, "repositories": [{"name": "bad"}, {"name": "new"}, {"name": "there"}]});
    let result = fake.run::<Repository>(args).await;
    assert_snapshot!(serde_json::to_string_pretty(&result).unwrap(), @r#"
    {
      "changed": true,
      "failed": true,
      "msg": "1 of 3 rpm repositories failed:\n  bad: could not create repository \"bad\" (POST /pulp/api/v3/repositories/rpm/rpm/): 400: name: No.",
      "reason": "rejected",
      "repositories": [
        {
          "name": "bad",
          "changed": false,
          "failed": true,
          "msg": "could not create repository \"bad\" (POST /pulp/api/v3/repositories/rpm/rpm/): 400: name: No.",
          "reason": "rejected",
          "repository": null
        },
        {
          "name": "new",
          "changed": true,
          "failed": false,
          "msg": "created",
          "reason": "created",
          "repository": {
            "pulp_href": "/pulp/api/v3/repositories/rpm/rpm/new/",
            "name": "new",
            "description": null,
            "remote": null,
            "latest_version_href": "/pulp/api/v3/repositories/rpm/rpm/new/versions/1/"
          }
        },
        {
          "name": "there",
          "changed": false,
          "failed": false,
          "msg": "unchanged",
          "reason": "unchanged"
        }
      ]
    }
    "#);
}
