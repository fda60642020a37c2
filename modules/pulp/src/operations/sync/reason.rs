//! Explains failed syncs: the reason, as far as Pulp reports it, and a hint.

use serde_json::Value;

use crate::context::Context;
use crate::error::{Error, TaskError, truncate};
use crate::object::{Fields, TaskView};
use crate::reason::Reason;
use crate::redact::hide_userinfo;
use crate::request::Request;

/// Returns the error of a failed sync from a remote, with its reason and a hint.
pub async fn of(context: &Context, action: String, remote: &str, cause: TaskError) -> Error {
    let TaskError::Failed { href, reason } = cause else {
        return cause.during(action);
    };
    let reason = if reason.trim().is_empty() { unspoken(context, &href).await } else { reason };
    let hint = hint(context, remote, &reason).await;
    let error = TaskError::Failed { href, reason: reason.clone() }.during(action);
    let error = match upstream(&reason) {
        Some(upstream) => error.because(upstream),
        None => error,
    };
    match hint {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// Returns the reason for a task that failed with an exception without a message: the line that raised it, and the step
/// that failed.
async fn unspoken(context: &Context, href: &str) -> String {
    let request = Request::get(href, &[("fields", "error,progress_reports")]);
    let task = context.client.send(&request).await.map(|reply| reply.body).unwrap_or_default();
    let traceback = task.pointer("/error/traceback").and_then(Value::as_str).unwrap_or_default();
    let raised = last_line(traceback);
    let reports = TaskView(&task).progress_reports();
    let failed = |report: &&Value| report.text("state") == Some("failed");
    let step = reports.iter().find(failed).and_then(|report| report.text("message"));
    let mut reason = match raised {
        "" => "no reason given".to_owned(),
        // pulp_container raises this for an upstream's 404.
        "raise FileNotFoundError()" => "404, not found".to_owned(),
        raised => format!("no reason given; it failed at: {}", context.client.strike(&truncate(raised, 200))),
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

/// Returns a hint that names the remote. If the upstream rejected a request, it also says what to check, because Pulp
/// only reports the status.
async fn hint(context: &Context, remote: &str, reason: &str) -> Option<String> {
    let fields = [("fields", "name,url,upstream_name")];
    let remote = context.client.send(&Request::get(remote, &fields)).await.ok()?.body;
    let text = |key: &str| remote.text(key).unwrap_or_default();
    let (image, address) = match text("upstream_name") {
        "" => (String::new(), "url"),
        image => (format!(", image {image}"), "url and upstream_name"),
    };
    let from = format!("remote \"{}\" ({}{image})", text("name"), hide_userinfo(text("url")));
    Some(match status(reason) {
        None => format!("the sync was from {from}"),
        Some("404") => format!(
            "check {address} of {from}, then its credentials: \
             an upstream with protected content also returns 404 if they are wrong or missing"
        ),
        Some(_) => format!("check the credentials of {from}, then its {address}"),
    })
}

/// Returns what went wrong upstream, if a reason says so. The phrases are aiohttp's, which Pulp downloads with.
fn upstream(reason: &str) -> Option<Reason> {
    match status(reason) {
        Some("404") => Some(Reason::UpstreamMissing),
        Some(_) => Some(Reason::UpstreamUnauthorized),
        None => {
            let unreachable =
                ["Cannot connect to host", "Connection reset by peer", "Server disconnected", "Connection timeout"];
            unreachable.iter().any(|phrase| reason.contains(phrase)).then_some(Reason::UpstreamUnreachable)
        }
    }
}

/// Returns the status with which the upstream rejected a request, if a reason contains it. Numbers in URLs are ignored.
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
    fn the_last_code_line_is_found() {
        let traceback = "  File \"x.py\", line 1, in f\n    raise FileNotFoundError()\n    ^^^^^^^\n\n";
        assert_eq!(last_line(traceback), "raise FileNotFoundError()");
        assert_eq!(last_line(""), "");
    }

    #[test]
    fn only_http_statuses_are_recognized() {
        assert_eq!(status("404, message='Not Found', url='https://ark/401/'"), Some("404"));
        assert_eq!(status("[Errno 104] Connection reset by peer, url='https://ark/404/'"), None);
        assert_eq!(status("Parse error at line: 4041"), None);
    }
}
