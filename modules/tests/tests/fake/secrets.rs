//! Results contain no secrets, whatever the server does with those that it was sent.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use pulp::operations::{ApiCall, Info, Maintenance, Remote, Repository, Task, User};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, refusal, remote};

#[path = "../fuzz/encodings.rs"]
mod encodings;
use encodings::{ENCODINGS, leak, secret};

const DONE: &str = "/pulp/api/v3/tasks/1/";

/// Starts a server whose task ends like this.
async fn with_task(ending: Value) -> Fake {
    let fake = Fake::new(NEWEST).await;
    let mut task = json!({"pulp_href": DONE, "state": "completed", "created_resources": []});
    task.as_object_mut().unwrap().extend(ending.as_object().unwrap().clone());
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.list("tasks/", &[task]).await;
    fake
}

#[tokio::test]
async fn passwords_in_urls_may_contain_quotes() {
    for password in ["p'ss", "p\"ss", "p<ss", "p>ss", "p/ss", "p ss"] {
        let fake = Fake::new(NEWEST).await;
        let mut stored = remote("a", &[]);
        stored["url"] = format!("http://joe:{password}@old/").into();
        fake.list("remotes/rpm/rpm/", &[stored]).await;
        fake.on(
            "PATCH",
            "remotes/rpm/rpm/a/",
            refusal(400, json!({"url": [format!("No {password} at http://joe:{password}@up/.")]})),
        )
        .await;
        let args = json!({"type": "rpm", "name": "a", "url": format!("http://joe:{password}@up/"), "state": "present", "_ansible_diff": true});
        let result = fake.run::<Remote>(args.clone()).await;
        assert!(!result.to_string().contains("ss@up") && !leak(&result, password), "{result}");
        assert!(result["msg"].as_str().unwrap().ends_with("400: url: No ******** at http://********@up/."), "{result}");
        let mut check = args;
        check["_ansible_check_mode"] = true.into();
        let result = fake.run::<Remote>(check).await;
        assert_eq!(result["diff"][0]["after"]["url"], "http://********@up/");
        assert_eq!(result["diff"][0]["before"]["url"], "http://********@old/");
        assert!(!leak(&result, password), "{result}");
    }
}

#[tokio::test]
async fn keys_are_redacted_before_truncation() {
    let line = |number: usize| format!("{number:02}{}", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ".repeat(2));
    let lines: Vec<String> = (0..17).map(line).collect();
    let key = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", lines.join("\n"));
    assert!(key.len() > 1_700);
    for echo in
        [key.clone(), key.replace('\n', " "), key.replace('\n', "\\n"), key.replace('\n', ""), key[..200].to_owned()]
    {
        let fake = with_task(json!({"state": "failed", "error": {"description": format!("no key: {echo}")}})).await;
        fake.list("remotes/rpm/rpm/", &[]).await;
        fake.first(1, "POST", "remotes/rpm/rpm/", refusal(400, json!({"client_key": [format!("Not a key: {echo}")]})))
            .await;
        fake.json("POST", "remotes/rpm/rpm/", 202, json!({"task": DONE})).await;
        let args = json!({"type": "rpm", "name": "a", "url": "http://up/", "client_key": key, "state": "present"});
        for _ in 0..2 {
            let result = fake.run::<Remote>(args.clone()).await;
            assert_eq!(result["failed"], true);
            assert!(!result.to_string().contains("kqhkiG9w0"), "{result}");
        }
    }
}

/// A user name of one letter and a password of three are too short to be found in base64 separately.
#[tokio::test]
async fn short_basic_credentials_are_redacted() {
    let fake = Fake::new(NEWEST).await;
    fake.list("remotes/rpm/rpm/", &[]).await;
    fake.on("POST", "remotes/rpm/rpm/", refusal(400, json!({"url": ["It refused YTphYmM=."]}))).await;
    let args = json!({
        "type": "rpm", "name": "a", "url": "http://up/", "remote_username": "a", "remote_password": "abc", "state": "present",
    });
    let result = fake.run::<Remote>(args).await;
    assert!(result["msg"].as_str().unwrap().ends_with("It refused ********."), "{result}");
}

#[tokio::test]
async fn common_words_are_not_redacted() {
    for password in ["admin", "true", "1", "pulp", "completed", "remote_password", "2026-01-01"] {
        let fake = Fake::new(NEWEST).await;
        let user = json!({
            "pulp_href": "/pulp/api/v3/users/1/", "username": "admin", "is_active": true, "groups": [], "email": "",
            "date_joined": "2026-01-01T00:00:00Z", "first_name": "true", "last_name": "1",
        });
        fake.list("users/", std::slice::from_ref(&user)).await;
        let task = json!({"pulp_href": DONE, "state": "completed", "name": "pulp.tasks.true"});
        fake.list("tasks/", std::slice::from_ref(&task)).await;
        let login = json!({"password": password});
        let with = |mut args: Value| {
            args.as_object_mut().unwrap().extend(login.as_object().unwrap().clone());
            args
        };
        let users = fake.run::<Info>(with(json!({"what": "users"}))).await;
        assert_eq!(users["info"][0]["username"], "admin", "{users}");
        assert_eq!(users["info"][0]["date_joined"], "2026-01-01T00:00:00Z", "{users}");
        let called = fake.run::<ApiCall>(with(json!({"path": "tasks/"}))).await;
        assert_eq!(called["response"]["results"], json!([task]), "{called}");
        let read = fake.run::<Task>(with(json!({"pulp_href": DONE}))).await;
        assert_eq!(read["task"]["state"], "completed", "{read}");
    }
}

/// Pulp returns the headers and tokens of a remote, and keeps them in the task that created it.
#[tokio::test]
async fn task_results_show_no_secrets() {
    let fake = Fake::new(NEWEST).await;
    let remote = json!({
        "pulp_href": "/pulp/api/v3/remotes/rpm/rpm/1/", "name": "r", "url": "https://joe:s3cret-1@host/",
        "headers": [{"X-Token": "s3cret-2"}], "sles_auth_token": "s3cret-3",
    });
    let task = json!({"pulp_href": DONE, "state": "completed", "name": "t", "result": remote, "created_resources": []});
    fake.list("tasks/", std::slice::from_ref(&task)).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake.json("POST", "repair/", 202, json!({"task": DONE})).await;
    let results = [
        fake.run::<Info>(json!({"what": "tasks"})).await,
        fake.run::<Task>(json!({"pulp_href": DONE})).await,
        fake.run::<Task>(json!({"pulp_href": DONE, "state": "completed"})).await,
        fake.run::<ApiCall>(json!({"path": "repair/", "method": "POST"})).await,
        fake.run::<Maintenance>(json!({"action": "repair"})).await,
    ];
    for result in results {
        let text = result.to_string();
        assert!(text.contains(r#""name":"r""#), "the result is shown: {text}");
        assert!(!text.contains("s3cret"), "{text}");
    }
}

#[tokio::test]
async fn values_in_plain_text_are_shown() {
    let fake = Fake::new(NEWEST).await;
    fake.list("users/", &[]).await;
    let user = json!({"pulp_href": "/pulp/api/v3/users/1/", "username": "team-4711", "groups": []});
    fake.json("POST", "users/", 201, user).await;
    let args = json!({"user": {"username": "team-4711", "password": "team-4711"}, "state": "present"});
    let result = fake.run::<User>(args).await;
    assert_eq!(result["user"]["username"], "team-4711", "{result}");
    fake.list("repositories/rpm/rpm/", &[]).await;
    fake.on("POST", "repositories/rpm/rpm/", refusal(400, json!({"name": ["No true-1 here, team-4711."]}))).await;
    let args = json!({"type": "rpm", "name": "team-4711", "password": "team-4711", "state": "present"});
    let result = fake.run::<Repository>(args).await;
    assert!(result["msg"].as_str().unwrap().contains("repository \"team-4711\""), "{result}");
    assert!(result["msg"].as_str().unwrap().ends_with("No true-1 here, ********."), "the server's message: {result}");
}

/// Returns the arguments of a remote with every kind of secret.
fn args(secrets: &[String], key: &str) -> Value {
    let text = |number: usize| secrets[number].as_str();
    json!({
        "type": "ansible", "name": "a", "state": "present", "_ansible_diff": true,
        "url": format!("http://user:{}@up/", text(0)),
        "remote_username": text(1), "remote_password": text(2), "proxy_url": "http://proxy/", "proxy_username": text(3),
        "proxy_password": text(4), "token": text(5), "client_key": key, "headers": [{"X-One": text(6)}, {"Authorization": format!("Bearer {}", text(7))}],
        "request_headers": {"X-Two": "s3cret-of-header:2"}, "password": text(8),
    })
}

#[test]
fn results_contain_no_secrets() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: encodings::cases(48), failure_persistence: None, ..Config::default() };
    let inputs =
        (proptest::collection::vec(secret(), 9), "[A-Za-z0-9+/]{64}\n[A-Za-z0-9+/]{64}", 0..ENCODINGS.len(), 0..5usize);
    let run = TestRunner::new(config).run(&inputs, |(secrets, lines, encoding, channel)| {
        let key = format!("-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----");
        let all: Vec<&str> = secrets.iter().map(String::as_str).chain([key.as_str(), "s3cret-of-header:2"]).collect();
        let encode = ENCODINGS[encoding].1;
        let echo = |secret: &&str| format!("got {}", encode(secret));
        let basic = encodings::base64(&format!("{}:{}", all[1], all[2]));
        let basic = if ENCODINGS[encoding].0.starts_with("base64") { basic } else { encode(&basic) };
        let words = all.iter().map(echo).chain([basic.clone()]).collect::<Vec<_>>();
        let result = runtime.block_on(async {
            let (status, body) = match channel {
                0 => (400, ResponseTemplate::new(400).set_body_json(json!({"url": words, "non_field_errors": [{"a": words.join(" ")}]}))),
                1 => (400, ResponseTemplate::new(400).set_body_raw(format!("<html><body><p>{}</p>", words.join("<br>")), "text/html")),
                2 => (202, ResponseTemplate::new(202).set_body_json(json!({"task": DONE}))),
                3 => (200, ResponseTemplate::new(200).set_body_raw(words.join("\n"), "text/plain")),
                _ => (201, ResponseTemplate::new(201).set_body_json(json!({"pulp_href": "/pulp/api/v3/remotes/ansible/collection/1/", "name": "a", "echo": words, "more": {"deep": words.join("\n")}}))),
            };
            let fake = with_task(json!({"state": "failed", "error": {"description": words.join(", ")}})).await;
            let parts = json!([{"component": "core", "version": NEWEST}, {"component": "ansible", "version": "0.29.0"}]);
            fake.first(9, "GET", "status/", refusal(200, json!({"versions": parts, "online_workers": [{"name": "1"}]}))).await;
            fake.list("remotes/ansible/collection/", &[]).await;
            fake.on("POST", "remotes/ansible/collection/", body).await;
            let result = fake.run::<Remote>(args(&secrets, &key)).await;
            assert_eq!(result.get("failed").is_none(), status == 201, "{result}");
            result
        });
        for secret in all {
            prop_assert!(!leak(&result, secret), "{} in {}, {}", secret, result, ENCODINGS[encoding].0);
        }
        prop_assert!(!result.to_string().contains(&basic), "{} in {}", basic, result);
        Ok(())
    });
    run.unwrap();
}
