//! JSON that is nested 100,000 levels deep is an error and does not overflow the stack.

use serde_json::json;

use crate::server::run;

const DEEP: usize = 100_000;

fn nested(open: &str, close: &str) -> String {
    format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP))
}

fn args() -> String {
    json!({"pulp_url": "http://pulp", "type": "rpm", "name": "a", "state": "present", "request_retries": 0}).to_string()
}

#[test]
fn deep_arguments_are_rejected() {
    for deep in [nested("[", "]"), nested("{\"a\":", "}")] {
        let args = format!("{{\"name\": {deep}}}");
        let result = run("repository", &args, Vec::new());
        let msg = result["msg"].as_str().unwrap();
        assert!(msg.starts_with("the arguments file is not JSON: recursion limit exceeded"), "{msg}");
        // A template may turn a dictionary into text, so the module parses this text, too.
        let text = json!({"type": "rpm", "name": "a", "pulp_labels": deep, "state": "present"}).to_string();
        assert_eq!(run("repository", &text, Vec::new())["msg"], "pulp_labels must be a dictionary, not a string");
    }
}

#[test]
fn deep_responses_are_reported() {
    for deep in [nested("[", "]"), nested("{\"a\":", "}")] {
        let page = format!("{{\"count\": 1, \"next\": null, \"results\": {deep}}}");
        for status in [200, 400, 503] {
            let result = run("repository", &args(), vec![(status, page.clone().into_bytes()); 2]);
            let msg = result["msg"].as_str().unwrap();
            assert!(msg.starts_with("could not look up repositories (GET ") && msg.len() < 1_000, "{msg}");
        }
    }
}

#[test]
fn deep_task_errors_are_reported() {
    let page =
        |entries: &str| (200, format!("{{\"count\": 1, \"next\": null, \"results\": [{entries}]}}").into_bytes());
    let task =
        |deep: &str| format!("{{\"pulp_href\": \"/pulp/api/v3/tasks/1/\", \"state\": \"failed\", \"error\": {deep}}}");
    let started = (202, b"{\"task\": \"/pulp/api/v3/tasks/1/\"}".to_vec());
    for deep in [nested("[", "]"), json!({"description": nested("[", "]")}).to_string()] {
        let result = run(
            "repository",
            &args(),
            vec![page(""), started.clone(), page(""), page(&task(&deep)), page(&task(&deep))],
        );
        assert_eq!(result["failed"], true, "{result}");
        assert!(result["msg"].as_str().unwrap().len() < 1_500, "{result}");
    }
}
