//! Content guards, publications, repositories and versions are not deleted while they are in use.

use insta::{allow_duplicates, assert_snapshot};
use pulp::operations::{ContainerSync, ContentGuard, Maintenance, Publication, Repository};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, page, refusal, repository};

const GUARD: &str = "/pulp/api/v3/contentguards/core/rbac/g/";
const COMPOSITES: &str = "contentguards/core/composite/";

fn composite(name: &str, guards: &[&str]) -> Value {
    json!({"pulp_href": format!("/pulp/api/v3/{COMPOSITES}{name}/"), "name": name, "guards": guards})
}

/// Starts a server with the rbac guard `g` and these composite guards and distributions.
async fn guarding(composites: &[Value], distributions: &[Value]) -> Fake {
    let fake = Fake::new(NEWEST).await;
    fake.list("contentguards/core/rbac/", &[json!({"pulp_href": GUARD, "name": "g"})]).await;
    fake.list(COMPOSITES, composites).await;
    fake.list("distributions/", distributions).await;
    fake.list("domains/", &[json!({"name": "default", "default_content_guard": null})]).await;
    fake.on("DELETE", "contentguards/core/rbac/g/", ResponseTemplate::new(204)).await;
    fake
}

fn both_absent() -> Value {
    json!({"state": "absent", "content_guards": [{"type": "rbac", "name": "g"}, {"type": "composite", "name": "c"}]})
}

fn rows(result: &Value, plural: &str) -> Vec<(bool, bool)> {
    let row = |row: &Value| (row["changed"] == true, row["failed"] == true);
    result[plural].as_array().unwrap().iter().map(row).collect()
}

#[tokio::test]
async fn members_of_used_guards_are_kept() {
    for check in [true, false] {
        let guarded = json!({"name": "d", "content_guard": format!("/pulp/api/v3/{COMPOSITES}c/")});
        let fake = guarding(&[composite("c", &[GUARD])], &[guarded]).await;
        let mut args = both_absent();
        args["_ansible_check_mode"] = check.into();
        let result = fake.run::<ContentGuard>(args).await;
        assert_eq!(rows(&result, "content_guards"), [(false, true), (false, true)], "{result}");
        allow_duplicates! { assert_snapshot!(result["msg"].as_str().unwrap(), @r#"
        2 of 2 content guards failed:
          g: content guard "g" is still used by content guard "c"
            hint: force: true deletes it anyway, which makes the content behind it public
          c: content guard "c" is still used by distribution "d"
            hint: force: true deletes it anyway, which makes the content behind it public
        "#) };
        assert_eq!(fake.count("DELETE contentguards/").await, 0);
    }
}

#[tokio::test]
async fn members_of_undeleted_guards_are_kept() {
    for (status, doubtful) in [(403, false), (500, true)] {
        let fake = guarding(&[composite("c", &[GUARD])], &[]).await;
        fake.on("DELETE", &format!("{COMPOSITES}c/"), refusal(status, json!({"detail": "No."}))).await;
        let result = fake.run::<ContentGuard>(both_absent()).await;
        assert_eq!(rows(&result, "content_guards"), [(false, true), (doubtful, true)], "{result}");
        assert_eq!(fake.count("DELETE contentguards/core/rbac/").await, 0);
    }
}

#[tokio::test]
async fn composite_guards_and_members_are_deleted() {
    let fake = guarding(&[], &[]).await;
    // The composite guard exists during the lookup and the first check of what is in use. Then it is deleted.
    let there = || ResponseTemplate::new(200).set_body_json(page(&[composite("c", &[GUARD])]));
    fake.first(2, "GET", COMPOSITES, there()).await;
    fake.on("DELETE", &format!("{COMPOSITES}c/"), ResponseTemplate::new(204)).await;
    let result = fake.run::<ContentGuard>(both_absent()).await;
    assert_eq!(rows(&result, "content_guards"), [(true, false), (true, false)], "{result}");
    assert_eq!(fake.count("GET users/").await, 1);
    let fake = guarding(&[composite("c", &[GUARD])], &[]).await;
    let mut check = both_absent();
    check["_ansible_check_mode"] = true.into();
    let result = fake.run::<ContentGuard>(check).await;
    assert_eq!(rows(&result, "content_guards"), [(true, false), (true, false)], "{result}");
}

#[tokio::test]
async fn former_members_are_deleted_after_updates() {
    let other = "/pulp/api/v3/contentguards/core/rbac/h/";
    let (before, after) = (composite("c", &[GUARD, other]), composite("c", &[other]));
    let items = json!([
        {"type": "rbac", "name": "g", "state": "absent"},
        {"type": "composite", "name": "c", "guards": ["h"]},
    ]);
    for check in [true, false] {
        let fake = guarding(std::slice::from_ref(if check { &before } else { &after }), &[]).await;
        let there = ResponseTemplate::new(200).set_body_json(page(std::slice::from_ref(&before)));
        fake.first(2, "GET", COMPOSITES, there).await;
        fake.list("contentguards/", &[json!({"pulp_href": other, "name": "h"})]).await;
        fake.json("PATCH", &format!("{COMPOSITES}c/"), 200, after.clone()).await;
        let args = json!({"content_guards": items, "_ansible_check_mode": check});
        let result = fake.run::<ContentGuard>(args).await;
        assert_eq!(rows(&result, "content_guards"), [(true, false), (true, false)], "{result}");
        assert_eq!(fake.count("DELETE contentguards/core/rbac/g/").await, usize::from(!check));
    }
}

#[tokio::test]
async fn default_guards_of_domains_are_kept() {
    let fake = guarding(&[], &[]).await;
    let default =
        ResponseTemplate::new(200).set_body_json(page(&[json!({"name": "site", "default_content_guard": GUARD})]));
    fake.first(9, "GET", "domains/", default).await;
    let args = json!({"type": "rbac", "name": "g", "state": "absent"});
    assert_snapshot!(fake.message::<ContentGuard>(args).await, @r#"
    content guard "g" is still used by domain "site"
      hint: force: true deletes it anyway, which makes the content behind it public
    "#);
    assert_eq!(fake.count("DELETE contentguards/").await, 0);
}

#[tokio::test]
async fn guards_need_a_superuser_or_force() {
    for check in [true, false] {
        let fake = guarding(&[], &[]).await;
        fake.superuser(false).await;
        let args = json!({"type": "rbac", "name": "g", "state": "absent", "_ansible_check_mode": check});
        let message = fake.message::<ContentGuard>(args.clone()).await;
        allow_duplicates! { assert_snapshot!(message, @r#"
        content guard "g" may be in use: user admin is not a superuser, so Pulp may hide distributions from it
          hint: run this as a superuser, or set force: true
        "#) };
        let mut forced = args;
        forced["force"] = true.into();
        assert_eq!(fake.run::<ContentGuard>(forced).await["changed"], true);
        assert_eq!(fake.count("DELETE contentguards/").await, usize::from(!check));
    }
}

#[tokio::test]
async fn use_is_checked_only_before_deletions() {
    let fake = guarding(&[], &[]).await;
    let items = json!([{"type": "rbac", "name": "g"}, {"type": "rbac", "name": "x", "state": "absent"}]);
    assert_eq!(fake.run::<ContentGuard>(json!({"content_guards": items})).await["changed"], false);
    assert_eq!(fake.count("GET users/").await + fake.count("GET distributions/").await, 0);
}

#[tokio::test]
async fn deletions_before_a_failure_are_reported() {
    let fake = guarding(&[], &[]).await;
    let there = ResponseTemplate::new(200).set_body_json(page(&[composite("c", &[GUARD])]));
    fake.first(2, "GET", COMPOSITES, there).await;
    fake.on("DELETE", &format!("{COMPOSITES}c/"), ResponseTemplate::new(204)).await;
    fake.first(1, "GET", "distributions/", ResponseTemplate::new(200).set_body_json(page(&[]))).await;
    fake.instead("GET", "distributions/", refusal(500, json!({"detail": "Oops."}))).await;
    let result = fake.run::<ContentGuard>(both_absent()).await;
    assert_eq!(rows(&result, "content_guards"), [(false, true), (true, false)], "{result}");
}

fn publication(name: &str, version: u64, created: &str) -> Value {
    json!({
        "pulp_href": format!("/pulp/api/v3/publications/rpm/rpm/{name}/"), "pulp_created": created, "checksum_type": name,
        "repository": "/pulp/api/v3/repositories/rpm/rpm/a/",
        "repository_version": format!("/pulp/api/v3/repositories/rpm/rpm/a/versions/{version}/"),
    })
}

/// Starts a server with repository `a`, two publications of its version 1, and a distribution with that source.
async fn serving(source: Value) -> Fake {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/", &[repository("a")]).await;
    fake.list("publications/rpm/rpm/", &[publication("sha512", 1, "2026-02"), publication("sha256", 1, "2026-01")])
        .await;
    let mut distribution = json!({"name": "d", "publication": null, "repository": null, "repository_version": null});
    distribution.as_object_mut().unwrap().extend(source.as_object().unwrap().clone());
    fake.list("distributions/rpm/rpm/", &[distribution]).await;
    for name in ["sha512", "sha256"] {
        fake.on("DELETE", &format!("publications/rpm/rpm/{name}/"), ResponseTemplate::new(204)).await;
    }
    fake
}

/// Returns the ways in which a distribution can serve version 1 of the repository.
fn sources() -> [Value; 3] {
    [
        json!({"repository_version": "/pulp/api/v3/repositories/rpm/rpm/a/versions/1/"}),
        json!({"repository": "/pulp/api/v3/repositories/rpm/rpm/a/"}),
        json!({"publication": "/pulp/api/v3/publications/rpm/rpm/sha512/"}),
    ]
}

fn absent(checksum: &str) -> Value {
    json!({"type": "rpm", "repository": "a", "checksum_type": checksum, "state": "absent"})
}

#[tokio::test]
async fn served_publications_are_kept() {
    for source in sources() {
        let fake = serving(source).await;
        let message = fake.message::<Publication>(absent("sha512")).await;
        allow_duplicates! { assert_snapshot!(message, @r#"
        publication /pulp/api/v3/publications/rpm/rpm/sha512/ of repository "a" is still used by distribution "d"
          hint: force: true deletes it anyway, and the distribution then serves another publication or nothing
        "#) };
        let all = json!({"type": "rpm", "repository": "a", "state": "absent"});
        assert_eq!(fake.run::<Publication>(all).await["failed"], true);
        assert_eq!(fake.count("DELETE publications/").await, 0);
        // The other publication of that version is not served.
        assert_eq!(fake.run::<Publication>(absent("sha256")).await["changed"], true);
        let log = fake.log().await;
        let last = log.iter().rfind(|line| line.starts_with("GET")).unwrap();
        assert!(last.starts_with("GET distributions/rpm/rpm/"), "distributions must be read last: {log:?}");
    }
}

#[tokio::test]
async fn publications_need_a_superuser_or_force() {
    let fake = serving(json!({})).await;
    fake.superuser(false).await;
    assert_snapshot!(fake.message::<Publication>(absent("sha512")).await, @r#"
    publication /pulp/api/v3/publications/rpm/rpm/sha512/ of repository "a" may be in use: user admin is not a superuser, so Pulp may hide distributions from it
      hint: run this as a superuser, or set force: true
    "#);
    let mut forced = absent("sha512");
    forced["force"] = true.into();
    assert_eq!(fake.run::<Publication>(forced).await["changed"], true);
}

fn repository_absent(more: Value) -> Value {
    let mut args = json!({"type": "rpm", "name": "a", "state": "absent"});
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    args
}

#[tokio::test]
async fn served_repositories_are_kept() {
    for source in sources() {
        for check in [true, false] {
            let fake = serving(source.clone()).await;
            fake.list("repositories/rpm/rpm/", &[repository("a")]).await;
            fake.on("DELETE", "repositories/rpm/rpm/a/", ResponseTemplate::new(204)).await;
            let args = repository_absent(json!({"_ansible_check_mode": check}));
            let message = fake.message::<Repository>(args).await;
            allow_duplicates! { assert_snapshot!(message, @r#"
            repository "a" is still used by distribution "d"
              hint: force: true deletes it anyway, and the distribution then serves nothing
            "#) };
            assert_eq!(fake.count("DELETE repositories/").await, 0);
            let forced = repository_absent(json!({"_ansible_check_mode": check, "force": true}));
            assert_eq!(fake.run::<Repository>(forced).await["msg"], "deleted");
        }
    }
}

#[tokio::test]
async fn only_unserved_repositories_are_deleted() {
    let fake = serving(json!({"repository": "/pulp/api/v3/repositories/rpm/rpm/a/"})).await;
    fake.list("repositories/rpm/rpm/", &[repository("a"), repository("b")]).await;
    fake.on("DELETE", "repositories/rpm/rpm/b/", ResponseTemplate::new(204)).await;
    let items = json!([{"name": "a"}, {"name": "b"}, {"name": "never"}]);
    let args = json!({"type": "rpm", "state": "absent", "repositories": items});
    let result = fake.run::<Repository>(args).await;
    assert_eq!(rows(&result, "repositories"), [(false, true), (true, false), (false, false)], "{result}");
    assert_eq!(fake.count("GET users/").await, 1);
}

#[tokio::test]
async fn repositories_need_a_superuser_or_force() {
    let fake = serving(json!({})).await;
    fake.superuser(false).await;
    fake.list("repositories/rpm/rpm/", &[repository("a")]).await;
    fake.on("DELETE", "repositories/rpm/rpm/a/", ResponseTemplate::new(204)).await;
    assert_snapshot!(fake.message::<Repository>(repository_absent(json!({}))).await, @r#"
    repository "a" may be in use: user admin is not a superuser, so Pulp may hide distributions from it
      hint: run this as a superuser, or set force: true
    "#);
    assert_eq!(fake.run::<Repository>(repository_absent(json!({"force": true}))).await["changed"], true);
}

#[tokio::test]
async fn served_images_keep_repository_and_remote() {
    let fake = Fake::new(NEWEST).await;
    let repository = json!({"pulp_href": "/pulp/api/v3/repositories/container/container/a/", "name": "a"});
    let served = json!({"name": "d", "repository": repository["pulp_href"], "repository_version": null});
    fake.list("repositories/container/container/", std::slice::from_ref(&repository)).await;
    let remote = json!({"pulp_href": "/pulp/api/v3/remotes/container/container/a/", "name": "a-remote"});
    fake.list("remotes/container/container/", &[remote]).await;
    fake.list("distributions/container/container/", &[served]).await;
    for object in ["repositories/container/container/a/", "remotes/container/container/a/"] {
        fake.on("DELETE", object, ResponseTemplate::new(204)).await;
    }
    let absent = json!({"name": "a", "state": "absent"});
    assert_snapshot!(fake.message::<ContainerSync>(absent).await, @r#"
    repository "a" is still used by distribution "d"
      hint: force: true deletes it anyway, and the distribution then serves nothing
    "#);
    assert_eq!(fake.count("DELETE re").await, 0);
    let forced = json!({"name": "a", "state": "absent", "force": true});
    assert_eq!(fake.run::<ContainerSync>(forced).await["changed"], true);
    assert_eq!(fake.count("DELETE re").await, 2);
}

/// Starts a server with repository `a` and its versions 1 to 3. Tests add the distributions.
async fn tidying() -> Fake {
    let fake = Fake::new(NEWEST).await;
    let version = |number: u64| json!({"pulp_href": format!("/pulp/api/v3/repositories/rpm/rpm/a/versions/{number}/"), "pulp_created": "2026-01-01T00:00:00Z"});
    let mut newest = repository("a");
    newest["latest_version_href"] = version(3)["pulp_href"].clone();
    fake.list("repositories/", &[newest]).await;
    fake.list("publications/", &[]).await;
    fake.list("repository_versions/", &[version(3), version(2), version(1)]).await;
    for number in [1, 2] {
        fake.on("DELETE", &format!("repositories/rpm/rpm/a/versions/{number}/"), refusal(404, json!({}))).await;
    }
    fake
}

fn keep_one() -> Value {
    json!({"action": "remove_versions", "repositories": ["a"], "keep": 1})
}

#[tokio::test]
async fn newly_distributed_versions_are_kept() {
    let fake = tidying().await;
    fake.first(1, "GET", "distributions/", ResponseTemplate::new(200).set_body_json(page(&[]))).await;
    let begun = json!({"pulp_href": "/pulp/api/v3/distributions/rpm/rpm/d/", "name": "d", "repository_version": "/pulp/api/v3/repositories/rpm/rpm/a/versions/1/"});
    fake.list("distributions/", std::slice::from_ref(&begun)).await;
    fake.list("distributions/rpm/rpm/", &[begun]).await;
    let result = fake.run::<Maintenance>(keep_one()).await;
    assert_eq!(fake.count("DELETE repositories/rpm/rpm/a/versions/1/").await, 0, "{result}");
    assert_eq!(result["msg"], "1 version deleted");
    assert_eq!(result["maintenance"]["removed"][0]["version"], 2);
    assert_eq!(result["maintenance"]["kept"][0]["distribution"], "d");
}

/// It is unknown which version the publication is of, and so which version must be kept.
#[tokio::test]
async fn hidden_served_publications_prevent_deletions() {
    let fake = tidying().await;
    let served = json!({"pulp_href": "/pulp/api/v3/distributions/rpm/rpm/d/", "name": "d", "publication": "/pulp/api/v3/publications/rpm/rpm/1/"});
    fake.list("distributions/", std::slice::from_ref(&served)).await;
    fake.list("distributions/rpm/rpm/", std::slice::from_ref(&served)).await;
    let mut forced = keep_one();
    forced["force"] = true.into();
    assert_snapshot!(fake.message::<Maintenance>(forced).await, @r#"
    distribution "d" serves a publication that Pulp hides from user admin, so it is unknown what must be kept
      hint: run this as a superuser
    "#);
    assert_eq!(fake.count("DELETE repositories/").await, 0);
}

#[tokio::test]
async fn versions_need_a_superuser_or_force() {
    let fake = tidying().await;
    // The generic list shows both to everybody. Only superusers may read the first type's list, and only users with a
    // role the second type's.
    let hidden = ["core/artifacts/", "deb/apt/"];
    let distribution = |path: &&str| json!({"pulp_href": format!("/pulp/api/v3/distributions/{path}1/")});
    fake.list("distributions/", &hidden.iter().map(distribution).collect::<Vec<_>>()).await;
    for path in hidden {
        fake.on("GET", &format!("distributions/{path}"), refusal(403, json!({"detail": "No."}))).await;
    }
    fake.superuser(false).await;
    assert_snapshot!(fake.message::<Maintenance>(keep_one()).await, @"
    some of the versions to delete may be in use: user admin is not a superuser, so Pulp may hide distributions from it
      hint: run this as a superuser, or set force: true
    ");
    assert_eq!(fake.count("DELETE repositories/").await, 0);
    let mut forced = keep_one();
    forced["force"] = true.into();
    assert_eq!(fake.run::<Maintenance>(forced).await["msg"], "2 versions deleted");
}
