//! Why a sync failed, as far as Pulp reports it, and what this most likely means.

use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, TaskError, truncate};
use crate::redact::hide_userinfo;
use crate::request::Request;

/// Returns the error of a failed sync from a remote, with its reason and a hint.
pub async fn of(context: &Context, action: String, remote: &str, cause: TaskError) -> Error {
    let TaskError::Failed { href, reason } = cause else {
        return Error::Task { action, task: cause, hint: None };
    };
    let reason = if reason.trim().is_empty() { unspoken(context, &href).await } else { reason };
    let hint = hint(context, remote, &reason).await;
    Error::Task { action, task: TaskError::Failed { href, reason }, hint }
}

/// Returns the reason of a task that failed with an exception without a message: where it was raised, and during which
/// step.
async fn unspoken(context: &Context, href: &str) -> String {
    let request = Request::get(href, &[("fields", "error,progress_reports")]);
    let task = context.client.send(&request).await.map(|reply| reply.body).unwrap_or_default();
    let traceback = task.pointer("/error/traceback").and_then(Value::as_str).unwrap_or_default();
    let raised = last_line(traceback);
    let reports = task.get("progress_reports").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let failed = |report: &&Value| report.get("state").and_then(Value::as_str) == Some("failed");
    let step = reports.iter().find(failed).and_then(|report| report.get("message")?.as_str());
    let mut reason = match raised {
        "" => "no reason given".to_owned(),
        // pulp_container raises this for an upstream's 404.
        "raise FileNotFoundError()" => "404, not found".to_owned(),
        raised => format!("no reason given; it ended with: {}", context.client.strike(&truncate(raised, 200))),
    };
    if let Some(step) = step {
        reason.push_str(&format!(", during \"{step}\""));
    }
    reason
}

/// Returns the last line of code that a traceback shows.
fn last_line(traceback: &str) -> &str {
    let code = |line: &&str| !line.is_empty() && !line.chars().all(|mark| matches!(mark, '^' | '~' | ' '));
    traceback.lines().rev().map(str::trim).find(code).unwrap_or_default()
}

/// Returns a hint that names the remote. If the upstream refused, it also says what this most likely means, because
/// Pulp only reports a number.
async fn hint(context: &Context, remote: &str, reason: &str) -> Option<String> {
    let fields = [("fields", "name,url,upstream_name")];
    let remote = context.client.send(&Request::get(remote, &fields)).await.ok()?.body;
    let text = |key: &str| remote.get(key).and_then(Value::as_str).unwrap_or_default();
    let from = format!("remote \"{}\", {}", text("name"), hide_userinfo(text("url")));
    let (image, address) = match text("upstream_name") {
        "" => (String::new(), "url"),
        image => (format!(" image {image},"), "url and upstream_name"),
    };
    Some(match status(reason) {
        None => format!("from {from}"),
        Some("404") => format!(
            "the upstream of {from},{image} answers 404: check {address}; \
             an upstream with protected content also answers 404 to missing or wrong credentials"
        ),
        Some(number) => format!(
            "the upstream of {from},{image} answers {number}: check the credentials of the remote, then {address}"
        ),
    })
}

/// Returns the status with which an upstream refused, if a reason names one. A number within a URL does not count.
fn status(reason: &str) -> Option<&str> {
    let words = reason.split("url=").next().unwrap_or_default();
    let mut numbers =
        words.split(|mark: char| mark.is_whitespace() || matches!(mark, ',' | ':' | '[' | ']' | '(' | ')'));
    numbers.find(|word| matches!(*word, "401" | "403" | "404"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceback_ends_with_code() {
        let traceback = "  File \"x.py\", line 1, in f\n    raise FileNotFoundError()\n    ^^^^^^^\n\n";
        assert_eq!(last_line(traceback), "raise FileNotFoundError()");
        assert_eq!(last_line(""), "");
    }

    #[test]
    fn only_an_answer_is_a_status() {
        assert_eq!(status("404, message='Not Found', url='https://ark/401/'"), Some("404"));
        assert_eq!(status("[Errno 104] Connection reset by peer, url='https://ark/404/'"), None);
        assert_eq!(status("Parse error at line: 4041"), None);
    }
}
