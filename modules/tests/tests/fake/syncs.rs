//! Syncs: versions that others create, missing tags, syncs of earlier runs, predictions and failures.

use insta::assert_snapshot;
use pulp::operations::{ContainerSync, Sync};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, html, page};

const REPOSITORY: &str = "/pulp/api/v3/repositories/container/container/a1/";
const REMOTE: &str = "/pulp/api/v3/remotes/container/container/b1/";
const TASK: &str = "/pulp/api/v3/tasks/1/";
const EARLIER: &str = "/pulp/api/v3/tasks/0/";

fn version(number: u64) -> String {
    format!("{REPOSITORY}versions/{number}/")
}

fn repository(latest: u64) -> Value {
    json!({"pulp_href": REPOSITORY, "name": "a", "remote": REMOTE, "latest_version_href": version(latest)})
}

fn remote(includes: &[&str]) -> Value {
    json!({
        "pulp_href": REMOTE, "name": "up", "url": "https://ark/", "upstream_name": "img", "includes": includes,
        "excludes": null, "pulp_last_updated": "2026-11-02T00:00:00.000000Z",
    })
}

fn completed(created: &[&str], tags: u64) -> Value {
    let report = json!({"message": "Processing Manifests", "code": "sync.processing.manifest", "total": tags});
    json!({"pulp_href": TASK, "state": "completed", "created_resources": created, "progress_reports": [report]})
}

/// Starts a server whose repository `a` has version 1 before a sync and `latest` after it. The sync has this task.
async fn syncing(latest: u64, remote: Value, task: Value) -> Fake {
    let fake = Fake::new(NEWEST).await;
    let list = "repositories/container/container/";
    fake.first(1, "GET", list, ResponseTemplate::new(200).set_body_json(page(&[repository(1)]))).await;
    fake.list(list, &[repository(latest)]).await;
    fake.list("remotes/container/container/", std::slice::from_ref(&remote)).await;
    fake.list("remotes/", std::slice::from_ref(&remote)).await;
    fake.json("GET", "remotes/container/container/b1/", 200, remote).await;
    fake.json("POST", "repositories/container/container/a1/sync/", 202, json!({"task": TASK})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running"), &[]).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[task]).await;
    fake
}

async fn tags(fake: &Fake, names: &[&str]) {
    let tags: Vec<Value> = names.iter().map(|name| json!({"name": name, "pulp_href": format!("/t/{name}/")})).collect();
    fake.list("content/container/tags/", &tags).await;
}

fn sync() -> Value {
    json!({"type": "container", "repository": "a", "_ansible_diff": true})
}

fn check() -> Value {
    json!({"type": "container", "repository": "a", "_ansible_check_mode": true})
}

#[tokio::test]
async fn versions_of_others_are_no_change() {
    let fake = syncing(3, remote(&[]), completed(&[], 1)).await;
    let result = fake.run::<Sync>(sync()).await;
    assert_eq!((&result["changed"], &result["diff"]), (&json!(false), &json!([])), "{result}");
    assert_eq!(result["repository_version"], version(3));
}

#[tokio::test]
async fn syncs_return_their_own_version() {
    let fake = syncing(3, remote(&[]), completed(&[&version(2)], 1)).await;
    let result = fake.run::<Sync>(sync()).await;
    assert_eq!((&result["changed"], &result["repository_version"]), (&json!(true), &json!(version(2))), "{result}");
    assert_eq!(result["diff"][0]["after"], json!({"version": 2}));
}

#[tokio::test]
async fn deleted_versions_count_as_changed() {
    let fake = syncing(3, remote(&[]), completed(&["<unavailable>"], 1)).await;
    let result = fake.run::<Sync>(sync()).await;
    assert_eq!((&result["changed"], &result["repository_version"]), (&json!(true), &json!(version(3))), "{result}");
}

#[tokio::test]
async fn missing_tags_fail_the_sync() {
    let fake = syncing(2, remote(&["1.0", "8.8", "9.9", "2.*"]), completed(&[&version(2)], 1)).await;
    tags(&fake, &["1.0"]).await;
    let result = fake.run::<Sync>(sync()).await;
    assert_snapshot!(result["msg"].as_str().unwrap(), @r#"
    could not sync tags 8.8, 9.9 of repository "a": not found upstream
      hint: correct include_tags of remote "up", or set allow_missing_tags
    "#);
    assert_eq!((&result["failed"], &result["changed"]), (&json!(true), &json!(true)), "{result}");
    assert_eq!((&result["missing_tags"], &result["repository_version"]), (&json!(["8.8", "9.9"]), &json!(version(2))));
}

#[tokio::test]
async fn tags_are_read_only_if_needed() {
    let complete = syncing(1, remote(&["1.0", "2.0"]), completed(&[], 2)).await;
    assert_eq!(complete.run::<Sync>(sync()).await["changed"], false);
    assert_eq!(complete.count("GET content").await, 0);
    let patterns = syncing(1, remote(&["*", "v[12]"]), completed(&[], 2)).await;
    assert_eq!(patterns.run::<Sync>(sync()).await["changed"], false);
    assert_eq!(patterns.count("GET content").await, 0);
    let mut left_out = remote(&["1.0", "1.0-debug"]);
    left_out["excludes"] = json!(["*-debug"]);
    let left_out = syncing(1, left_out, completed(&[], 1)).await;
    tags(&left_out, &["1.0"]).await;
    assert_eq!(left_out.run::<Sync>(sync()).await.get("failed"), None);
    let incomplete = syncing(1, remote(&["1.0", "2.0"]), completed(&[], 1)).await;
    tags(&incomplete, &["1.0"]).await;
    assert_eq!(incomplete.run::<Sync>(sync()).await["missing_tags"], json!(["2.0"]));
}

#[tokio::test]
async fn allowed_missing_tags_are_ignored() {
    let fake = syncing(1, remote(&["1.0", "9.9"]), completed(&[], 1)).await;
    let mut args = sync();
    args["allow_missing_tags"] = true.into();
    let result = fake.run::<Sync>(args).await;
    assert_eq!((result.get("failed"), result.get("missing_tags")), (None, None), "{result}");
    assert_eq!(fake.count("GET content").await + fake.count("GET remotes").await, 0);
}

#[tokio::test]
async fn missing_image_tags_fail_the_row() {
    let fake = syncing(2, remote(&["1.0", "9.9"]), completed(&[&version(2)], 1)).await;
    tags(&fake, &["1.0"]).await;
    let mut own = remote(&["1.0", "9.9"]);
    own["name"] = "a-remote".into();
    let list = ResponseTemplate::new(200).set_body_json(page(&[own]));
    fake.first(1, "GET", "remotes/container/container/", list).await;
    let image = json!({"name": "a", "url": "https://ark/", "upstream_name": "img", "include_tags": ["1.0", "9.9"]});
    let result = fake.run::<ContainerSync>(json!({"images": [image]})).await;
    let row = &result["images"][0];
    assert_eq!((&row["failed"], &row["changed"]), (&json!(true), &json!(true)), "{result}");
    assert_eq!(row["missing_tags"], json!(["9.9"]));
    assert_eq!(fake.count("GET remotes").await, 1, "the remote is known");
}

#[tokio::test]
async fn images_are_reported_without_workers() {
    let fake = Fake(wiremock::MockServer::start().await);
    fake.status(NEWEST, 0).await;
    fake.list("repositories/container/container/", &[]).await;
    fake.list("remotes/container/container/", &[]).await;
    fake.json("POST", "repositories/container/container/", 201, repository(0)).await;
    fake.json("POST", "remotes/container/container/", 201, remote(&[])).await;
    let result = fake.run::<ContainerSync>(json!({"images": [{"name": "a", "url": "https://ark/"}]})).await;
    assert_eq!((&result["failed"], &result["changed"]), (&json!(true), &json!(true)), "{result}");
    let row = &result["images"][0];
    assert!(row["msg"].as_str().unwrap().contains("no Pulp worker is online"), "{row}");
    assert_eq!((&row["changed"], &row["image"]["repository"]["pulp_href"]), (&json!(true), &json!(REPOSITORY)));
}

#[tokio::test]
async fn repositories_are_reported_despite_remote_failures() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/container/container/", &[]).await;
    fake.json("POST", "repositories/container/container/", 201, repository(0)).await;
    fake.json("GET", "remotes/container/container/", 500, json!({"detail": "Out of memory."})).await;
    let result = fake.run::<ContainerSync>(json!({"images": [{"name": "a", "url": "https://ark/"}]})).await;
    let row = &result["images"][0];
    assert_eq!((&row["failed"], &row["changed"]), (&json!(true), &json!(true)), "{result}");
    assert!(row["msg"].as_str().unwrap().starts_with("could not look up remotes"), "{row}");
}

#[tokio::test]
async fn unreadable_versions_fail_only_their_row() {
    let fake = Fake::new(NEWEST).await;
    let list = "repositories/container/container/";
    fake.first(1, "GET", list, ResponseTemplate::new(200).set_body_json(page(&[repository(1), other()]))).await;
    fake.json("GET", list, 500, json!({"detail": "Out of memory."})).await;
    fake.list("remotes/container/container/", &[]).await;
    fake.json("POST", "repositories/container/container/a1/sync/", 202, json!({"task": TASK})).await;
    let second = "/pulp/api/v3/tasks/2/";
    fake.json("POST", "repositories/container/container/c1/sync/", 202, json!({"task": second})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running"), &[]).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    let nothing = json!({"pulp_href": second, "state": "completed", "created_resources": []});
    fake.list("tasks/", &[completed(&[&version(2)], 1), nothing]).await;
    let args = json!({"type": "container", "syncs": [{"repository": "a"}, {"repository": "c"}]});
    let result = fake.run::<Sync>(args).await;
    let rows: Vec<_> = (0..2).map(|row| [&result["syncs"][row]["failed"], &result["syncs"][row]["changed"]]).collect();
    assert_eq!(rows, [[&json!(false), &json!(true)], [&json!(true), &json!(false)]], "{result}");
}

fn other() -> Value {
    let href = "/pulp/api/v3/repositories/container/container/c1/";
    json!({"pulp_href": href, "name": "c", "remote": REMOTE, "latest_version_href": format!("{href}versions/1/")})
}

/// Starts a server on which `user` started a sync of repository `a` earlier. It is still running when it is looked up.
async fn resumed(user: &str, began: Value) -> Fake {
    let fake = syncing(2, remote(&[]), completed(&[&version(3)], 1)).await;
    let earlier = json!({
        "pulp_href": EARLIER, "created_by": user, "started_at": began,
        "reserved_resources_record": ["prn:container.containerrepository:a1", "shared:prn:container.containerremote:b1"],
    });
    let running = ResponseTemplate::new(200).set_body_json(page(&[earlier]));
    fake.first(1, "GET", "tasks/", running).await;
    fake.json("GET", "login/", 200, json!({"pulp_href": "/pulp/api/v3/users/1/"})).await;
    let over = json!({"pulp_href": EARLIER, "state": "completed", "created_resources": [version(2)]});
    fake.list_where("tasks/", ("pulp_href__in", EARLIER), &[over]).await;
    fake
}

#[tokio::test]
async fn earlier_syncs_are_awaited() {
    let fake = resumed("/pulp/api/v3/users/1/", "2026-11-03T00:00:00.000000Z".into()).await;
    let result = fake.run::<Sync>(sync()).await;
    assert_eq!((&result["changed"], &result["repository_version"]), (&json!(true), &json!(version(2))), "{result}");
    assert_eq!(fake.count("POST repositories").await, 0);
}

#[tokio::test]
async fn different_earlier_syncs_finish_first() {
    // Either the remote changed after that sync started, or that sync may have had other options.
    let changed = resumed("/pulp/api/v3/users/1/", "2026-11-01T00:00:00.000000Z".into()).await;
    let options = resumed("/pulp/api/v3/users/1/", "2026-11-03T00:00:00.000000Z".into()).await;
    for (fake, extra) in [(changed, json!({})), (options, json!({"mirror": true}))] {
        let mut args = sync();
        args.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let result = fake.run::<Sync>(args).await;
        assert_eq!(result["repository_version"], version(3), "{result}");
        let log = fake.log().await;
        let place = |start: &str| log.iter().position(|line| line.starts_with(start));
        assert!(place("GET tasks/?pulp_href__in") < place("POST repositories"), "{log:#?}");
    }
}

#[tokio::test]
async fn syncs_of_others_are_not_awaited() {
    let fake = resumed("/pulp/api/v3/users/2/", "2026-11-03T00:00:00.000000Z".into()).await;
    let result = fake.run::<Sync>(sync()).await;
    assert_eq!((&result["changed"], &result["repository_version"]), (&json!(true), &json!(version(3))), "{result}");
    assert_eq!(fake.count("POST repositories").await, 1);
}

#[tokio::test]
async fn unfinished_syncs_prevent_new_ones() {
    let fake = resumed("/pulp/api/v3/users/1/", "2026-11-03T00:00:00.000000Z".into()).await;
    let running = json!({"pulp_href": EARLIER, "state": "running", "progress_reports": []});
    let page = ResponseTemplate::new(200).set_body_json(page(&[running]));
    let path = wiremock::matchers::path("/pulp/api/v3/tasks/");
    let asked = wiremock::matchers::query_param("pulp_href__in", EARLIER);
    wiremock::Mock::given(path).and(asked).respond_with(page).with_priority(1).mount(&fake.0).await;
    let mut args = sync();
    args["timeout"] = 1.into();
    assert_snapshot!(fake.message::<Sync>(args).await, @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/0/ is still running after 1 s (timeout)
      hint: an earlier run started this sync, and it may still run; run this again to wait for it
    "#);
    assert_eq!(fake.count("POST repositories").await, 0);
}

/// Returns `changed` and the message of check mode, given the last sync on the server.
async fn predicted(last: Value) -> (bool, String) {
    let fake = syncing(1, remote(&[]), completed(&[], 1)).await;
    fake.list_where("tasks/", ("state", "completed"), &[last]).await;
    let result = fake.run::<Sync>(check()).await;
    assert_eq!(fake.count("POST repositories").await, 0);
    (result["changed"].as_bool().unwrap(), result["msg"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn check_mode_detects_changed_remotes() {
    let last = |began: &str, remote: &str| {
        let reserved = ["prn:container.containerrepository:a1".to_owned(), format!("shared:prn:x:{remote}")];
        json!({"pulp_href": TASK, "started_at": began, "reserved_resources_record": reserved})
    };
    let unknown = (false, "would be synced; whether this creates a new version cannot be predicted".to_owned());
    assert_eq!(predicted(last("2026-11-03T00:00:00.000000Z", "b1")).await, unknown);
    assert_eq!(predicted(json!({"pulp_href": TASK, "reserved_resources_record": []})).await, unknown);
    let changed = (true, "would be synced: the remote changed since the last sync".to_owned());
    assert_eq!(predicted(last("2026-11-01T00:00:00.000000Z", "b1")).await, changed);
    let other = (true, "would be synced: the last sync was from another remote".to_owned());
    assert_eq!(predicted(last("2026-11-03T00:00:00.000000Z", "b2")).await, other);
}

#[tokio::test]
async fn failures_without_text_get_a_reason() {
    for (traceback, report, reason) in [
        ("  File \"downloaders.py\", line 213\n    raise FileNotFoundError()\n", json!([]), "404, not found"),
        (
            "  File \"x.py\", line 1\n    await queue.get()\n    ^^^^^\n",
            json!([{"state": "failed", "message": "Downloading tag list"}]),
            "no reason given; it failed at: await queue.get(), during \"Downloading tag list\"",
        ),
        ("", json!([]), "no reason given"),
    ] {
        let error = json!({"description": "", "traceback": traceback});
        let task = json!({"pulp_href": TASK, "state": "failed", "error": error, "progress_reports": report});
        let fake = syncing(1, remote(&[]), task.clone()).await;
        fake.json("GET", "tasks/1/", 200, task).await;
        let message = fake.message::<Sync>(sync()).await;
        assert!(message.contains(&format!("task {TASK} failed: {reason}\n  hint: ")), "{message}");
    }
}

#[tokio::test]
async fn failures_show_the_last_traceback_line() {
    let error = json!({"description": "", "traceback": "    await queue.get()\n    ^^^^^\n"});
    let task = json!({"pulp_href": TASK, "state": "failed", "error": error});
    let fake = syncing(1, remote(&[]), task.clone()).await;
    fake.json("GET", "tasks/1/", 200, task).await;
    assert_snapshot!(fake.message::<Sync>(sync()).await, @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/1/ failed: no reason given; it failed at: await queue.get()
      hint: the sync was from remote "up" (https://ark/, image img)
    "#);
}

#[tokio::test]
async fn hints_depend_on_the_upstreams_status() {
    let error = json!({"description": "", "traceback": "    raise FileNotFoundError()\n"});
    let task = json!({"pulp_href": TASK, "state": "failed", "error": error});
    let fake = syncing(1, remote(&[]), task.clone()).await;
    fake.json("GET", "tasks/1/", 200, task).await;
    assert_snapshot!(fake.message::<Sync>(sync()).await, @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/1/ failed: 404, not found
      hint: check url and upstream_name of remote "up" (https://ark/, image img), then its credentials: an upstream with protected content also returns 404 if they are wrong or missing
    "#);
    let refused = json!({"pulp_href": TASK, "state": "failed", "error": {"description": "401, message='Unauthorized', url='https://ark/v2/'"}});
    let fake = syncing(1, remote(&[]), refused).await;
    assert_snapshot!(fake.message::<Sync>(sync()).await, @r#"
    could not sync repository "a": task /pulp/api/v3/tasks/1/ failed: 401, message='Unauthorized', url='https://ark/v2/'
      hint: check the credentials of remote "up" (https://ark/, image img), then its url and upstream_name
    "#);
}

#[tokio::test]
async fn failed_lookups_prevent_syncs() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/container/container/", &[repository(1)]).await;
    fake.on("GET", "tasks/", html(502, "502 Bad Gateway")).await;
    let message = fake.message::<Sync>(sync()).await;
    assert!(message.starts_with("could not look up unfinished syncs (GET /pulp/api/v3/tasks/)"), "{message}");
    assert_eq!(fake.count("POST repositories").await, 0);
}

#[tokio::test]
async fn failed_syncs_have_a_reason() {
    for (description, reason) in [
        ("404, message='Not Found', url='https://ark/'", "upstream_missing"),
        ("401, message='Unauthorized', url='https://ark/'", "upstream_unauthorized"),
        ("Cannot connect to host ark:443 ssl:default [Connect call failed]", "upstream_unreachable"),
        ("Parse error at line: 40", "task_failed"),
    ] {
        let task =
            json!({"pulp_href": TASK, "state": "failed", "error": {"description": description, "traceback": ""}});
        let fake = syncing(1, remote(&[]), task).await;
        assert_eq!(fake.run::<Sync>(sync()).await["reason"], reason);
    }
}
