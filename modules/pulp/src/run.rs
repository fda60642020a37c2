//! Runs a module, from its arguments to its result.

use std::io::Write;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use serde_json::Value;

use crate::args::{self, Args};
use crate::context::Context;
use crate::error::Error;
use crate::host::Host;
use crate::item::{Item, State};
use crate::object::Fields;
use crate::operation::Operation;
use crate::outcome::{Outcome, words};
use crate::reason::Reason;
use crate::redact::Secrets;
use crate::result::{self, Shape};

/// Runs an operation as an Ansible module: reads the arguments file in `argv[1]` and prints one JSON object to stdout.
pub fn run<O: Operation>() -> ExitCode {
    answer(run_on::<O>)
}

/// Runs an operation on the text of its arguments file.
pub(crate) fn run_on<O: Operation>(text: &str) -> Result<Value, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| Error::Because(Reason::Internal, format!("could not start: {cause}")))?;
    runtime.block_on(async { execute::<O>(text, Host::real()).await })
}

pub(crate) fn answer(work: impl FnOnce(&str) -> Result<Value, Error>) -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        // Ansible needs a result even after a panic. The panic's message is left out, as it may contain a secret.
        let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
        let reason = Reason::Internal.name();
        print(
            &serde_json::json!({"failed": true, "msg": format!("internal error{place}, please report it"), "reason": reason}),
        );
    }));
    let result = arguments().and_then(|text| work(&text)).unwrap_or_else(|error| result::failure(&error));
    print(&result);
    if result.is("failed") { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn arguments() -> Result<String, Error> {
    let path = std::env::args().nth(1).ok_or_else(|| {
        Error::Args("this is an Ansible module: it takes the path of a JSON file with its arguments".to_owned())
    })?;
    std::fs::read_to_string(&path)
        .map_err(|cause| Error::Args(format!("could not read the arguments file {path}: {cause}")))
}

/// Runs an operation on the text of its arguments file, on a given host, and returns the result.
pub async fn execute<O: Operation>(text: &str, host: Host) -> Result<Value, Error> {
    let host = Rc::new(host);
    let args = args::parse::<O>(text, &host.env)?;
    let secrets = args.secrets();
    let result = carry_out::<O>(&args, &host, &secrets).await.unwrap_or_else(|error| result::failure(&error));
    // A safeguard: each part of the result should already be free of secrets.
    Ok(secrets.strike_in(&result))
}

async fn carry_out<O: Operation>(args: &Args<O::Options>, host: &Rc<Host>, secrets: &Secrets) -> Result<Value, Error> {
    let patience = O::patience(&args.items);
    if patience > 0 {
        Context::until_ready(&args.connection, secrets.clone(), host, Duration::from_secs(patience)).await?;
    }
    let context = Context::connect(&args.connection, args.check, secrets.clone(), host).await?;
    let result = outcomes::<O>(&context, args).await;
    context.client.log_out().await;
    let (outcomes, all) = result?;
    let kind = args.items.first().map(|item| item.kind.name).filter(|kind| {
        let several = O::TYPES.len() > 1 && O::TYPE_OPTION == "type";
        // Not "file file contents".
        several && !O::PLURAL.starts_with(kind) && args.items.iter().all(|item| item.kind.name == *kind)
    });
    let many = args.many || all;
    let shape = Shape { noun: O::NOUN, plural: O::PLURAL, key: O::KEY[0], many, diff: args.diff, kind };
    Ok(result::result(outcomes, &shape))
}

/// Returns one outcome per given item, or for each selected object if the only item has no key; and whether it was the
/// latter.
async fn outcomes<O: Operation>(context: &Context, args: &Args<O::Options>) -> Result<(Vec<Outcome>, bool), Error> {
    for item in &args.items {
        context.server.check_type(&words(O::NOUN), &item.kind)?;
    }
    if let ([item], false) = (&args.items[..], args.many)
        && (item.state == State::Read || O::SELECTS)
        && item.label.is_empty()
    {
        return Ok((O::select(context, item).await?, true));
    }
    let mut outcomes = if args.items.is_empty() { Vec::new() } else { work::<O>(context, &args.items).await? };
    for (outcome, item) in outcomes.iter_mut().zip(&args.items) {
        outcome.label.clone_from(&item.label);
    }
    Ok((args.positions.iter().map(|place| outcomes[*place].clone()).collect(), false))
}

/// Runs the operation. If it fails as a whole after a write was sent, each item gets an outcome that is failed, changed
/// and unknown, because it is not known which writes took effect.
async fn work<O: Operation>(context: &Context, items: &[Item<O::Options>]) -> Result<Vec<Outcome>, Error> {
    match O::run(context, items).await {
        Err(error) if context.client.wrote() => {
            let row = |item: &Item<O::Options>| Outcome {
                unknown: true,
                changed: true,
                ..Outcome::failed(&item.label, &error)
            };
            Ok(items.iter().map(row).collect())
        }
        result => result,
    }
}

#[allow(clippy::print_stdout, reason = "the one place that writes the result")]
fn print(result: &Value) {
    // If stdout is closed, the error cannot be reported.
    let _ = writeln!(std::io::stdout(), "{result}");
}
