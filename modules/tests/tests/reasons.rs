//! The reasons in results. Programs rely on their names, so a name may be added, but not renamed.

use pulp::error::{Cause, Error, Problem, RequestError, TaskError};
use pulp::reason::Reason;

#[test]
fn names_are_stable() {
    let names: Vec<&str> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    assert_eq!(
        names.join(" "),
        "unchanged created updated deleted absent read done started skipped unpredictable mixed \
         invalid_arguments unsupported unauthorized forbidden missing ambiguous name_taken in_use not_visible \
         own_access not_possible missing_tags rejected busy server_error unreachable invalid_response \
         response_lost timeout no_worker interrupted task_failed task_canceled task_lost upstream_unauthorized \
         upstream_missing upstream_unreachable file_unreadable internal"
    );
}

fn request(cause: Cause) -> Error {
    RequestError { method: "POST", path: "/pulp/api/v3/x/".to_owned(), cause, resent: false }.during("create x")
}

#[test]
fn requests_have_reasons() {
    let status = |status: u16| Cause::Status(status, Problem::default());
    for (cause, reason) in [
        (status(400), Reason::Rejected),
        (status(401), Reason::Unauthorized),
        (status(403), Reason::Forbidden),
        (status(404), Reason::Missing),
        (status(429), Reason::Busy),
        (status(500), Reason::ServerError),
        (status(503), Reason::ServerError),
        (Cause::Lost("no response".to_owned()), Reason::ResponseLost),
        (Cause::Unreachable("no connection".to_owned()), Reason::Unreachable),
        (Cause::NotPulp("HTML".to_owned()), Reason::InvalidResponse),
        (Cause::Interrupted, Reason::Interrupted),
    ] {
        assert_eq!(request(cause.clone()).reason(), reason, "{cause}");
    }
    assert_eq!(request(status(400)).because(Reason::NameTaken).reason(), Reason::NameTaken);
}

#[test]
fn tasks_have_reasons() {
    let href = || "/pulp/api/v3/tasks/1/".to_owned();
    for (task, reason) in [
        (TaskError::Failed { href: href(), reason: "no".to_owned() }, Reason::TaskFailed),
        (TaskError::Canceled { href: href() }, Reason::TaskCanceled),
        (TaskError::TimedOut { href: href(), seconds: 1, progress: String::new() }, Reason::Timeout),
        (TaskError::NoWorker { href: href() }, Reason::NoWorker),
        (TaskError::Interrupted { href: href() }, Reason::Interrupted),
        (TaskError::Unwatched { href: href(), why: "no".to_owned() }, Reason::TaskLost),
        (TaskError::Gone { href: href() }, Reason::TaskLost),
    ] {
        assert_eq!(task.clone().during("sync").reason(), reason, "{task}");
    }
}

#[test]
fn hints_are_separate() {
    let text = |error: &Error| error.parts();
    assert_eq!(text(&Error::Args("no".to_owned())), ("no".to_owned(), None));
    let error = request(Cause::Unreachable("refused".to_owned())).with_hint("start it");
    let cause = "could not create x (POST /pulp/api/v3/x/): refused".to_owned();
    assert_eq!(text(&error), (cause, Some("start it".to_owned())));
}
