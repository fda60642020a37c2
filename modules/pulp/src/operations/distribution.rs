//! `distribution`: which content is served, and at which path.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::publication::Mode;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::{Plan, Wanted};
use crate::prepare::{self, Job};
use crate::reason::Reason;
use crate::schema::{Field, Type};
use crate::types;

mod others;
mod removal;
mod source;
use source::{Source, Sources};

/// The module `distribution`.
pub struct Distribution;

/// A version: a number, or the latest one.
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

/// Options of `distribution` in addition to Pulp's fields. At most one of `repository`, `publication` and
/// `distribution` is given.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Name of the repository to serve. Without `version` the distribution follows the latest version; with `version`
    /// it is pinned.
    pub repository: Option<String>,
    /// Number of the version of `repository` to serve, or `latest` to pin the distribution to the version that is the
    /// latest now.
    #[schemars(with = "Option<Value>")]
    pub version: Option<Version>,
    /// PRN or href of the publication to serve.
    #[schemars(extend("x-types" = ["rpm", "deb", "file", "python"], "x-ref" = "publications/"))]
    pub publication: Option<String>,
    /// Name of another distribution. This distribution is pinned to the publication that the other one serves now, or
    /// to the version for types without publications, even if the other one follows a repository.
    pub distribution: Option<String>,
    /// Mode of the publication to serve, if the version has publications of several modes.
    #[schemars(extend("x-types" = ["deb"]))]
    pub mode: Option<Mode>,
    /// Whether to skip this distribution if any distribution already serves the same version.
    #[serde(default)]
    pub skip_existing: bool,
}

impl Operation for Distribution {
    const NOUN: &'static str = "distribution";
    const PLURAL: &'static str = "distributions";
    const ABOUT: &'static str = "Manage Pulp distributions and what they serve";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::distribution::TYPES;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let mut rows: Vec<Option<Outcome>> = vec![None; items.len()];
        // A distribution that is pinned to what another item of the list serves comes after that item.
        for round in prepare::rounds(items, |item| item.options.distribution.clone().into_iter().collect()) {
            let chosen: Vec<Item<Options>> = round.iter().map(|place| items[*place].clone()).collect();
            let earlier: Vec<Earlier<'_>> =
                items.iter().zip(&rows).filter_map(|(item, row)| Some((item, row.as_ref()?))).collect();
            let done = match run_round(context, &chosen, &earlier).await {
                Ok(done) => done,
                Err(error) if earlier.is_empty() => return Err(error),
                // Still report what earlier rounds did.
                Err(error) => chosen.iter().map(|item| Outcome::failed(&item.label, &error)).collect(),
            };
            for (place, outcome) in round.into_iter().zip(done) {
                rows[place] = Some(outcome);
            }
        }
        Ok(rows.into_iter().map(Option::unwrap_or_default).collect())
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

/// An item of an earlier round and its outcome, which check mode takes into account.
type Earlier<'a> = (&'a Item<Options>, &'a Outcome);

/// Runs one round. Returns an error only if nothing was written.
async fn run_round(context: &Context, items: &[Item<Options>], earlier: &[Earlier<'_>]) -> Result<Vec<Outcome>, Error> {
    let found = prepare::find::<Distribution>(context, items).await?;
    let refs = prepare::references(context, items).await?;
    let sources = Sources::look_up(context, items, earlier).await?;
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
    let mut outcomes = removal::carry_out(context, jobs).await?;
    for outcome in &mut outcomes {
        if let Some(given) = given_path(&outcome.entity) {
            outcome.entity["base_path"] = given;
        }
    }
    for (place, other) in skipped {
        outcomes[place].done(Reason::Skipped, format!("skipped: distribution \"{other}\" already serves this version"));
    }
    Ok(outcomes)
}

fn given_path(distribution: &Value) -> Option<Value> {
    distribution.pointer("/pulp_labels/pulp_container.pull_through").cloned()
}

/// Replaces the base path of a pull-through distribution with the one that it was created with. pulp_container (2.30.0)
/// generates another base path, keeps the given one in a label, and rejects updates.
fn with_given_path(item: &Item<Options>, mut before: Value) -> Result<Value, Error> {
    let Some(given) = given_path(&before) else {
        return Ok(before);
    };
    if let Some(wanted) = item.text("base_path").filter(|wanted| Some(*wanted) != given.as_str()) {
        return Err(Error::State(format!(
            "base_path of pull-through distribution \"{}\" cannot be updated from {} to {wanted}; \
             hint: delete the distribution and create it again",
            item.label,
            given.as_str().unwrap_or_default()
        )));
    }
    before["base_path"] = given;
    Ok(before)
}

/// Returns the three fields that decide what is served. Pulp validates an update together with the stored fields, so
/// the unwanted fields are sent as null, but only if this server's type has them.
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
