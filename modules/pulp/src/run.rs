//! A module from start to end, a step a line.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use serde_json::Value;

use crate::args::{self, Args};
use crate::context::Context;
use crate::docs::Module;
use crate::error::Error;
use crate::host::Host;
use crate::item::{Item, State};
use crate::operation::Operation;
use crate::outcome::{self, Outcome, Shape};
use crate::redact::Secrets;

/// Runs an operation as an Ansible module: `argv[1]` names the arguments file; one JSON object goes to stdout.
pub fn run<O: Operation>() -> ExitCode {
    answer(run_on::<O>)
}

/// Runs the one of several operations that the module was called as.
pub fn run_one_of(modules: &[Module]) -> ExitCode {
    answer(|text| {
        let name = called_as(text);
        let module = modules.iter().find(|module| module.name == name).ok_or_else(|| {
            let names: Vec<&str> = modules.iter().map(|module| module.name).collect();
            Error::Args(format!("there is no module \"{name}\" in this binary, which is {}", names.join(", ")))
        })?;
        (module.run)(text)
    })
}

/// The module's name: what Ansible says, or else the file's own, without what Ansible may put before it.
fn called_as(text: &str) -> String {
    let args: Value = serde_json::from_str(text).unwrap_or_default();
    let file = std::env::args().next().unwrap_or_default();
    let file = Path::new(&file).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = args.get("_ansible_module_name").and_then(Value::as_str).map_or(file, str::to_owned);
    name.trim_start_matches("AnsiballZ_").rsplit('.').next().unwrap_or_default().to_owned()
}

/// Runs an operation on the text of its arguments file.
pub(crate) fn run_on<O: Operation>(text: &str) -> Result<Value, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|cause| Error::State(format!("could not start: {cause}")))?;
    runtime.block_on(async { execute::<O>(text, Host::real()).await })
}

fn answer(work: impl FnOnce(&str) -> Result<Value, Error>) -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        // A defect of ours; still, Ansible must get its one line. The panic's own text might hold a secret.
        let place = panic.location().map(|place| format!(" at {place}")).unwrap_or_default();
        print(&serde_json::json!({"failed": true, "msg": format!("internal error{place}, please report it")}));
    }));
    let result = arguments().and_then(|text| work(&text)).unwrap_or_else(|error| outcome::failure(&error));
    print(&result);
    if result.get("failed") == Some(&Value::Bool(true)) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn arguments() -> Result<String, Error> {
    let path = std::env::args().nth(1).ok_or_else(|| {
        Error::Args("this is an Ansible module: it takes the path of a JSON file with its arguments".to_owned())
    })?;
    std::fs::read_to_string(&path)
        .map_err(|cause| Error::Args(format!("could not read the arguments file {path}: {cause}")))
}

/// The whole run, from the text of the arguments file to the result.
pub async fn execute<O: Operation>(text: &str, host: Host) -> Result<Value, Error> {
    let host = Rc::new(host);
    let args = args::parse::<O>(text, &host.env)?;
    let secrets = args.secrets();
    let result = carry_out::<O>(&args, &host, &secrets).await.unwrap_or_else(|error| outcome::failure(&error));
    // The last net: each part is to leave secrets out by itself.
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
    let shape = Shape { noun: O::NOUN, plural: O::PLURAL, key: O::KEY[0], many: args.many || all, diff: args.diff };
    Ok(outcome::result(outcomes, &shape))
}

/// One outcome per input item, and whether everything was read.
async fn outcomes<O: Operation>(context: &Context, args: &Args<O::Options>) -> Result<(Vec<Outcome>, bool), Error> {
    for item in &args.items {
        context.server.check_type(&outcome::words(O::NOUN), &item.kind)?;
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

/// Runs the operation. An error that ends it as a whole is one only as long as nothing was written: after that each item
/// gets its row, and as nobody can tell how far it came, each one is in doubt.
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
    // Nobody is left to tell if stdout is gone.
    let _ = writeln!(std::io::stdout(), "{result}");
}
