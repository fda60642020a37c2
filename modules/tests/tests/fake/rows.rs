//! Runs that fail late: each row reports what was already done for its item.

use insta::assert_snapshot;
use pulp::operations::{Acs, ContainerContent, FileContent, Remote, Repository, Sync, UpstreamPulp};
use serde_json::{Value, json};
use wiremock::{MockServer, ResponseTemplate};

use crate::server::{Fake, NEWEST, page, refusal, with_session};
use crate::uploads::{Folder, server};

/// Starts a server without workers.
async fn idle() -> Fake {
    let fake = Fake(MockServer::start().await);
    fake.status(NEWEST, 0).await;
    fake
}

/// Starts a server with the plugin pulp_ansible.
async fn with_ansible() -> Fake {
    let fake = Fake(MockServer::start().await);
    let part = |name: &str, version: &str| json!({"component": name, "version": version});
    let status = json!({"versions": [part("core", NEWEST), part("ansible", "0.30.3")], "online_workers": [{}]});
    fake.json("GET", "status/", 200, status).await;
    fake.on("POST", "login/", with_session()).await;
    fake.on("DELETE", "login/", ResponseTemplate::new(204)).await;
    fake
}

fn told(result: &Value) -> [&Value; 2] {
    [&result["failed"], &result["changed"]]
}

#[tokio::test]
async fn created_sources_are_reported_without_refresh() {
    let fake = idle().await;
    fake.list("acs/file/file/", &[]).await;
    fake.list("remotes/", &[json!({"name": "up", "pulp_href": "/pulp/api/v3/remotes/file/file/1/"})]).await;
    let made = json!({"name": "a", "pulp_href": "/pulp/api/v3/acs/file/file/1/"});
    fake.json("POST", "acs/file/file/", 201, made).await;
    let args = json!({"type": "file", "name": "a", "remote": "up", "refresh": true, "state": "present"});
    let result = fake.run::<Acs>(args).await;
    assert_eq!(told(&result), [true, true], "{result}");
    assert_eq!(result["acs"]["name"], "a");
}

#[tokio::test]
async fn refresh_without_workers_changes_nothing() {
    let fake = idle().await;
    let source = json!({"name": "a", "pulp_href": "/pulp/api/v3/acs/file/file/1/"});
    fake.list("acs/file/file/", &[source]).await;
    let result = fake.run::<Acs>(json!({"type": "file", "name": "a", "refresh": true, "state": "present"})).await;
    assert_eq!(told(&result), [true, false], "{result}");
}

/// Starts a server with two alternate content sources that share a path, which Pulp removes from both. `answer` is the
/// response to the request that restores it on the second one.
async fn sharing(answer: ResponseTemplate) -> Fake {
    let fake = Fake::new(NEWEST).await;
    let source = |name: &str, paths: &[&str]| json!({"name": name, "pulp_href": format!("/pulp/api/v3/acs/file/file/{name}/"), "paths": paths});
    let named = [source("a", &["x/", "y/"]), source("b", &["y/"])];
    // The first read looks up the items, the second one the sources that share paths. Later reads show the loss.
    for _ in 0..2 {
        fake.first(1, "GET", "acs/file/file/", ResponseTemplate::new(200).set_body_json(page(&named))).await;
    }
    fake.list("acs/file/file/", &[source("a", &["x/"]), source("b", &[])]).await;
    fake.list("acs/rpm/rpm/", &[]).await;
    fake.json("PATCH", "acs/file/file/a/", 200, source("a", &["x/"])).await;
    fake.on("PATCH", "acs/file/file/b/", answer).await;
    fake
}

#[tokio::test]
async fn shared_paths_are_restored() {
    let fake = sharing(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    let dropping = json!({"type": "file", "name": "a", "paths": ["x/"], "state": "present"});
    let result = fake.run::<Acs>(dropping.clone()).await;
    let warning = result["warnings"][0].as_str().unwrap();
    assert_snapshot!(warning, @r#"Pulp also removed paths from acs "b", which were restored; hint: refresh it with refresh: true"#);
    assert_eq!(fake.count("PATCH acs/file/file/b/").await, 1);
    let fake = sharing(refusal(400, json!({"paths": ["No."]}))).await;
    let result = fake.run::<Acs>(json!({"acses": [dropping, {"type": "file", "name": "b"}]})).await;
    let rows = result["acses"].as_array().unwrap();
    assert!(rows.iter().all(|row| told(row) == [true, true]), "{result}");
    assert_snapshot!(rows[1]["msg"].as_str().unwrap(), @r#"could not restore the paths that Pulp also removed from acs "b" (PATCH /pulp/api/v3/acs/file/file/b/): 400: paths: No."#);
}

#[tokio::test]
async fn partly_failed_replications_are_changed() {
    let fake = Fake::new(NEWEST).await;
    let upstream = json!({"name": "a", "pulp_href": "/pulp/api/v3/upstream-pulps/1/", "base_url": "http://up/"});
    fake.list("upstream-pulps/", &[upstream]).await;
    let group = "/pulp/api/v3/task-groups/1/";
    fake.json("POST", "upstream-pulps/1/replicate/", 202, json!({"task_group": group})).await;
    let task = |number: u64, state: &str| json!({"pulp_href": format!("/pulp/api/v3/tasks/{number}/"), "state": state, "name": "sync", "error": {"description": "No room."}});
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list_where("tasks/", ("pulp_href__in", "/pulp/api/v3/tasks/1/"), &[task(1, "completed")]).await;
    fake.list("tasks/", &[task(1, "completed"), task(2, "failed")]).await;
    let args = json!({"upstream_pulp": {"name": "a", "replicate": true, "state": "present"}});
    let result = fake.run::<UpstreamPulp>(args).await;
    assert_eq!(told(&result), [true, true], "{result}");
    assert!(result["msg"].as_str().unwrap().contains("1 of 2 tasks"), "{result}");
    assert_eq!(result["tasks"], json!(["/pulp/api/v3/tasks/1/"]));
}

#[tokio::test]
async fn copies_before_a_failure_are_reported() {
    let fake = Fake::new(NEWEST).await;
    let repository = |name: &str| {
        let href = format!("/pulp/api/v3/repositories/container/container/{name}/");
        json!({"pulp_href": href, "name": name, "latest_version_href": format!("{href}versions/1/")})
    };
    let all = page(&[repository("a"), repository("b"), repository("c")]);
    fake.first(1, "GET", "repositories/", ResponseTemplate::new(200).set_body_json(all)).await;
    fake.json("GET", "repositories/", 500, json!({"detail": "Out of memory."})).await;
    let tag = json!({"name": "v1", "pulp_href": "/t/1/", "tagged_manifest": "/m/1/"});
    let from = "/pulp/api/v3/repositories/container/container/a/versions/1/";
    fake.list_where("content/container/tags/", ("repository_version", from), &[tag]).await;
    fake.list("content/container/tags/", &[]).await;
    let task = "/pulp/api/v3/tasks/1/";
    fake.json("POST", "repositories/container/container/b/copy_tags/", 202, json!({"task": task})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    let made = "/pulp/api/v3/repositories/container/container/b/versions/2/";
    fake.list("tasks/", &[json!({"pulp_href": task, "state": "completed", "created_resources": [made]})]).await;
    let items = json!([{"repository": "b", "src_repo": "a"}, {"repository": "c", "src_repo": "b"}]);
    let result = fake.run::<ContainerContent>(json!({"tags": ["v1"], "container_contents": items})).await;
    let rows = &result["container_contents"];
    assert_eq!([told(&rows[0]), told(&rows[1])], [[false, true], [true, false]], "{result}");
    assert_eq!(rows[0]["repository_version"], made);
}

#[tokio::test]
async fn uploads_before_a_failure_are_reported() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", 1_000);
    let check =
        json!({"type": "file", "repository": "r", "file": file, "state": "present", "_ansible_check_mode": true});
    let sha256 = fake.run::<FileContent>(check).await["file_content"]["contents"][0]["sha256"].clone();
    let content =
        json!({"pulp_href": "/pulp/api/v3/content/file/files/1/", "relative_path": "a.img", "sha256": sha256});
    fake.json("POST", "content/file/files/upload/", 201, content).await;
    let refused = refusal(403, json!({"detail": "You do not have permission."}));
    fake.first(1, "POST", "repositories/file/file/r/modify/", refused).await;
    let args = json!({"type": "file", "repository": "r", "file": file, "state": "present"});
    let result = fake.run::<FileContent>(args).await;
    assert_eq!(told(&result), [true, true], "{result}");
    assert_eq!(result["uploaded"], 1);
}

#[tokio::test]
async fn files_added_by_others_are_unchanged() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", 1_000);
    let check =
        json!({"type": "file", "repository": "r", "file": file, "state": "present", "_ansible_check_mode": true});
    let sha256 = fake.run::<FileContent>(check).await["file_content"]["contents"][0]["sha256"].clone();
    let content =
        json!({"pulp_href": "/pulp/api/v3/content/file/files/1/", "relative_path": "a.img", "sha256": sha256});
    // The file is already on the server, and another operator adds it to the repository before the module does.
    let found = ResponseTemplate::new(200).set_body_json(page(&[content]));
    let found = wiremock::Mock::given(wiremock::matchers::path("/pulp/api/v3/content/file/files/"))
        .and(wiremock::matchers::query_param_is_missing("repository_version"))
        .respond_with(found);
    found.with_priority(1).mount(&fake.0).await;
    fake.list("tasks/", &[json!({"pulp_href": "/pulp/api/v3/tasks/modify/", "state": "completed"})]).await;
    let latest = "/pulp/api/v3/repositories/file/file/r/versions/5/";
    fake.json("GET", "repositories/file/file/r/", 200, json!({"latest_version_href": latest})).await;
    let args = json!({"type": "file", "repository": "r", "file": file, "state": "present"});
    let result = fake.run::<FileContent>(args).await;
    assert_eq!((&result["changed"], &result["repository_version"]), (&json!(false), &json!(latest)), "{result}");
}

#[tokio::test]
async fn without_repository_all_files_are_read() {
    let fake = Fake::new(NEWEST).await;
    let content = json!({"pulp_href": "/pulp/api/v3/content/file/files/1/", "relative_path": "a.img", "sha256": "ab"});
    fake.list("content/file/files/", std::slice::from_ref(&content)).await;
    let result = fake.run::<FileContent>(json!({"type": "file"})).await;
    assert_eq!(result["file_contents"][0]["file_content"], content, "{result}");
    assert_eq!(result["file_contents"][0]["repository"], "", "it may be in any repository");
    assert_eq!(fake.count("GET repositories").await, 0);
}

#[tokio::test]
async fn removed_files_are_null() {
    let fake = server().await;
    let content = json!({"pulp_href": "/pulp/api/v3/content/file/files/1/", "relative_path": "a.img", "sha256": "ab"});
    let inside = ResponseTemplate::new(200).set_body_json(page(&[content]));
    fake.first(9, "GET", "content/file/files/", inside).await;
    let version = "/pulp/api/v3/repositories/file/file/r/versions/1/";
    let task = json!({"pulp_href": "/pulp/api/v3/tasks/modify/", "state": "completed", "created_resources": [version]});
    fake.list("tasks/", &[task]).await;
    for check in [true, false] {
        let args = json!({"type": "file", "repository": "r", "relative_path": "a.img", "state": "absent", "_ansible_check_mode": check});
        let result = fake.run::<FileContent>(args).await;
        assert_eq!((&result["changed"], &result["file_content"]), (&json!(true), &Value::Null), "{result}");
    }
}

fn osv(labels: Value) -> Value {
    let mut labels = labels;
    labels["osv.rpm.config"] = "%5B%5D".into();
    json!({
        "pulp_href": "/pulp/api/v3/repositories/rpm/rpm/a/", "name": "a", "pulp_labels": labels,
        "osv_config": [{"name": "Rocky Linux", "releases": ["9"]}],
    })
}

/// Updates the labels of a repository with `osv_config`. `unset` is the response to the removal of a label.
async fn relabeled(labels: Value, unset: ResponseTemplate) -> (Fake, Value) {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[osv(labels)]).await;
    fake.json("PATCH", "repositories/rpm/rpm/a/", 200, osv(json!({"a": "2", "b": "1"}))).await;
    fake.on("POST", "repositories/rpm/rpm/a/unset_label/", unset).await;
    let args = json!({"type": "rpm", "name": "a", "pulp_labels": {"a": "2"}, "state": "present"});
    let result = fake.run::<Repository>(args).await;
    (fake, result)
}

#[tokio::test]
async fn failed_label_updates_keep_osv_config() {
    let broken = refusal(500, json!({"detail": "Out of memory."}));
    let (fake, result) = relabeled(json!({"a": "1", "b": "1"}), broken).await;
    assert_eq!(told(&result), [true, true], "{result}");
    let sent = fake.0.received_requests().await.unwrap();
    let patches: Vec<Value> =
        sent.iter().filter(|request| request.method == "PATCH").map(|request| request.body_json().unwrap()).collect();
    let config = json!([{"name": "Rocky Linux", "releases": ["9"]}]);
    assert_eq!(patches, [json!({"pulp_labels": {"a": "2"}, "osv_config": config})], "labels are not sent alone");

    // The next run finishes the update.
    let (fake, result) = relabeled(json!({"a": "2", "b": "1"}), refusal(201, json!({}))).await;
    assert_eq!((result.get("failed"), &result["changed"]), (None, &json!(true)), "{result}");
    assert_eq!(fake.count("POST repositories/rpm/rpm/a/unset_label/").await, 1);
    assert_eq!(result["repository"]["pulp_labels"], json!({"a": "2", "osv.rpm.config": "%5B%5D"}));
}

#[tokio::test]
async fn labels_may_already_be_removed() {
    let gone = refusal(400, json!({"key": ["Label 'b' is not set on the object."]}));
    let (_, result) = relabeled(json!({"a": "1", "b": "1"}), gone).await;
    assert_eq!((result.get("failed"), &result["changed"]), (None, &json!(true)), "{result}");
}

#[tokio::test]
async fn collections_are_lists_or_requirements_files() {
    for (given, sent) in [
        (json!(["a.b", "c.d"]), r#"{"collections":["a.b","c.d"]}"#),
        (json!([{"name": "a.b", "version": ">=1"}]), r#"{"collections":[{"name":"a.b","version":">=1"}]}"#),
        (json!("collections:\n  - a.b\n"), "collections:\n  - a.b"),
    ] {
        let fake = with_ansible().await;
        let stored = json!({"pulp_href": "/pulp/api/v3/remotes/ansible/collection/1/", "name": "a", "url": "http://up/", "requirements_file": sent});
        fake.first(1, "GET", "remotes/ansible/collection/", ResponseTemplate::new(200).set_body_json(page(&[]))).await;
        fake.list("remotes/ansible/collection/", std::slice::from_ref(&stored)).await;
        fake.json("POST", "remotes/ansible/collection/", 201, stored).await;
        let args =
            json!({"type": "ansible", "name": "a", "url": "http://up/", "collections": given, "state": "present"});
        assert_eq!(fake.run::<Remote>(args.clone()).await["changed"], true);
        let requests = fake.0.received_requests().await.unwrap();
        let created =
            requests.iter().find(|request| request.url.path().ends_with("/collection/") && request.method == "POST");
        let body: Value = created.unwrap().body_json().unwrap();
        assert_eq!(body["requirements_file"], sent);
        assert_eq!(fake.run::<Remote>(args).await["changed"], false, "second run");
    }
}

#[tokio::test]
async fn repositories_sync_from_roles_and_git() {
    for kind in ["ansible_role", "ansible_git"] {
        let fake = with_ansible().await;
        let href = "/pulp/api/v3/repositories/ansible/ansible/1/";
        let repository = json!({"pulp_href": href, "name": "a", "latest_version_href": format!("{href}versions/0/")});
        fake.list("repositories/ansible/ansible/", &[repository]).await;
        let remote = "/pulp/api/v3/remotes/ansible/role/1/";
        fake.list("remotes/", &[json!({"name": "up", "pulp_href": remote})]).await;
        fake.json("POST", "repositories/ansible/ansible/1/sync/", 202, json!({"task": "/pulp/api/v3/tasks/1/"})).await;
        fake.list_where("tasks/", ("state__in", "waiting,running"), &[]).await;
        fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
        let made = format!("{href}versions/1/");
        let task = json!({"pulp_href": "/pulp/api/v3/tasks/1/", "state": "completed", "created_resources": [made]});
        fake.list("tasks/", &[task]).await;
        let args = json!({"type": kind, "repository": "a", "remote": "up", "mirror": true});
        let result = fake.run::<Sync>(args).await;
        assert_eq!((&result["changed"], &result["repository_version"]), (&json!(true), &json!(made)), "{result}");
    }
}
