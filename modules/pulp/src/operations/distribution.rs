//! `distribution`: where content is served, and which.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::publication::Mode;
use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::{Plan, Step, Wanted};
use crate::prepare::{self, Found, Job};
use crate::schema::{Field, Object, Type};
use crate::types;

mod source;
use source::{Source, Sources};

/// The module `distribution`.
pub struct Distribution;

/// A version by number, or the newest.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(try_from = "Value")]
pub enum Version {
    Latest,
    Number(u64),
}

impl TryFrom<Value> for Version {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match text.trim() {
            "latest" => Ok(Version::Latest),
            number => number
                .parse()
                .map(Version::Number)
                .map_err(|_| format!("version must be a number or latest, not {text}")),
        }
    }
}

/// What `distribution` takes beside Pulp's fields. At most one of `repository`, `publication` and `distribution` is given.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// The repository to serve, by name: alone always its newest content, with `version` that version's.
    pub repository: Option<String>,
    /// The number of the version of `repository` to serve, or `latest`: the one that is the newest now.
    #[schemars(with = "Option<Value>")]
    pub version: Option<Version>,
    /// The publication to serve, by PRN or href.
    #[schemars(extend("x-types" = ["rpm", "deb", "file", "python"], "x-ref" = "publications/"))]
    pub publication: Option<String>,
    /// Another distribution, by name: serve what it serves now.
    pub distribution: Option<String>,
    /// Which of a version's publications to serve, if it has some of several modes.
    #[schemars(extend("x-types" = ["deb"]))]
    pub mode: Option<Mode>,
    /// Whether to leave this distribution alone if some distribution serves the version already.
    #[serde(default)]
    pub skip_existing: bool,
}

impl Operation for Distribution {
    const NOUN: &'static str = "distribution";
    const PLURAL: &'static str = "distributions";
    const ABOUT: &'static str = "Makes, changes, removes and reads Pulp distributions, and decides what they serve";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::distribution::TYPES;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut outcomes: Vec<Outcome> = vec![Outcome::default(); items.len()];
        // Those that take over what others of the list serve come after them.
        for round in prepare::rounds(items, |item| item.options.distribution.clone().into_iter().collect()) {
            let items: Vec<Item<Options>> = round.iter().map(|place| items[*place].clone()).collect();
            let done = run_round(context, &items, &outcomes).await?;
            for (place, outcome) in round.into_iter().zip(done) {
                outcomes[place] = outcome;
            }
        }
        Ok(outcomes)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// `earlier` holds the outcomes of the rounds before, which check mode must know.
async fn run_round(context: &Context, items: &[Item<Options>], earlier: &[Outcome]) -> Result<Vec<Outcome>, Error> {
    let found = prepare::find::<Distribution>(context, items).await?;
    let refs = prepare::references(context, items).await?;
    let sources = Sources::look_up(context, items, earlier).await?;
    let found = detached(context, items, found).await?;
    let mut jobs = Vec::new();
    let mut skipped = Vec::new();
    for (item, before) in items.iter().zip(found) {
        let job = before.and_then(|before| {
            let before = before.map(|before| with_given_path(item, before)).transpose()?;
            if item.state != State::Present {
                return prepare::job::<Distribution>(context, item, before, &refs);
            }
            let source = sources.of(item, before.as_ref())?;
            if let Some(other) = sources.already_served(item, &source) {
                skipped.push((jobs.len(), other));
                return Ok(Job { item, before, plan: Plan::keep(), wanted: Vec::new(), warnings: Vec::new() });
            }
            let mut warnings = source.warnings(item);
            let mut wanted = prepare::wanted(context, item, &refs, &mut warnings)?;
            wanted.extend(source_fields(before.as_ref(), &source));
            prepare::planned::<Distribution>(item, before, &wanted, warnings)
        });
        jobs.push(job);
    }
    let mut outcomes = apply::<Distribution>(context, jobs).await;
    for (place, other) in skipped {
        outcomes[place].msg = format!("skipped: distribution \"{other}\" serves that version already");
    }
    Ok(outcomes)
}

/// With the last distribution of a container repository pulp_container (2.30.0) removes the repository too, also one
/// that was synced. Nobody asked for that, so the distribution lets go of it first.
async fn detached(context: &Context, items: &[Item<Options>], found: Vec<Found>) -> Result<Vec<Found>, Error> {
    let holds = |found: &Found| match found {
        Ok(Some(before)) => {
            let repository = before.get("repository").and_then(Value::as_str);
            repository.is_some_and(|href| href.contains("/repositories/container/container/"))
        }
        _ => false,
    };
    let held: Vec<usize> =
        (0..items.len()).filter(|place| items[*place].state == State::Absent && holds(&found[*place])).collect();
    if context.check || held.is_empty() {
        return Ok(found);
    }
    let nothing: Object = [("repository".to_owned(), Value::Null)].into_iter().collect();
    let let_go = |place: &usize| {
        let plan = Plan { step: Step::Update(nothing.clone()), ..Plan::keep() };
        Ok(Job { item: &items[*place], before: found[*place].clone()?, plan, wanted: Vec::new(), warnings: Vec::new() })
    };
    let outcomes = apply::<Distribution>(context, held.iter().map(let_go).collect()).await;
    let mut found = found;
    for (place, outcome) in held.into_iter().zip(outcomes) {
        if let Some(error) = outcome.error {
            found[place] = Err(Error::State(error));
        }
    }
    Ok(found)
}

/// pulp_container (2.30.0) serves a pull-through distribution below a path of its own making, keeps the given one
/// in a label, and never lets it change.
fn with_given_path(item: &Item<Options>, mut before: Value) -> Result<Value, Error> {
    let Some(given) = before.pointer("/pulp_labels/pulp_container.pull_through").cloned() else {
        return Ok(before);
    };
    if let Some(wanted) = item.text("base_path").filter(|wanted| Some(*wanted) != given.as_str()) {
        return Err(Error::State(format!(
            "the base_path of pull-through distribution \"{}\" cannot be changed from {} to {wanted}: remove it and make it anew",
            item.label,
            given.as_str().unwrap_or_default()
        )));
    }
    before["base_path"] = given;
    Ok(before)
}

/// The three fields that say what is served. Pulp checks a change against what is stored, so those that
/// are not wanted are sent as nulls; only fields that this server's type has.
fn source_fields(before: Option<&Value>, source: &Source) -> Vec<Wanted> {
    let Some((chosen, href)) = source.field() else {
        return Vec::new();
    };
    let wanted = |name: &str| {
        let value = if name == chosen { Value::from(href) } else { Value::Null };
        Wanted { field: Field::named(name), name: name.to_owned(), value }
    };
    let names = ["publication", "repository", "repository_version"].into_iter();
    names
        .filter(|name| *name == chosen || before.is_some_and(|before| before.get(*name).is_some()))
        .map(wanted)
        .collect()
}
