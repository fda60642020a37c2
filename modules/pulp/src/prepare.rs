//! What is there of the items, what their references stand for, and so what is to be done: each for a whole list.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::item::State;
use crate::lookup::{self, Named, Refs, Target, href};
use crate::operation::Operation;
use crate::outcome::{Outcome, words};
use crate::plan::{Plan, Wanted, plan};
use crate::redact;
use crate::schema::{Field, Type};

/// Stands in check mode for the href of what an earlier step would have made.
pub const PLANNED: &str = "<will be created>";

/// An item, what is there of it, and what is to be done.
pub struct Job<'a, O> {
    pub item: &'a Item<O>,
    pub before: Option<Value>,
    pub plan: Plan,
    /// What the plan was made from, to plan anew if the object turns out to exist; empty where that cannot be.
    pub wanted: Vec<Wanted>,
    pub warnings: Vec<String>,
}

/// All entities of a type, complete.
pub async fn read_all<O: Operation>(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
    let action = format!("list {}", words(O::PLURAL));
    let entities = context.client.list(kind.path, &[]).await.map_err(|error| error.during(action))?;
    let fields = (kind.fields)();
    Ok(entities.iter().map(|entity| read_outcome(&fields, O::KEY[0], entity)).collect())
}

/// An entity that was only read; its key is `key`, or its href if it has none.
pub fn read_outcome(fields: &[Field], key: &str, entity: &Value) -> Outcome {
    let label = entity.get(key).and_then(Value::as_str).map_or_else(|| href(entity), str::to_owned);
    Outcome { label, entity: redact::entity(fields, entity), msg: "read".to_owned(), ..Outcome::default() }
}

/// What is on the server under a name: nothing, or one object; two are an error.
pub type Found = Result<Option<Value>, Error>;

/// What is on the server of each item, by name: one look-up per type.
pub async fn find<O: Operation>(context: &Context, items: &[Item<O::Options>]) -> Result<Vec<Found>, Error> {
    let mut by_path: BTreeMap<&str, Named> = BTreeMap::new();
    for item in items {
        if !by_path.contains_key(item.kind.path) {
            let names =
                items.iter().filter(|other| other.kind.path == item.kind.path).map(|other| other.label.as_str());
            let named = lookup::named(context, item.kind.path, names, &[]).await;
            by_path
                .insert(item.kind.path, named.map_err(|error| error.during(format!("look up {}", words(O::PLURAL))))?);
        }
    }
    let noun = words(O::NOUN);
    Ok(items.iter().map(|item| by_path[item.kind.path].one(&noun, &item.label).map(|found| found.cloned())).collect())
}

/// Every reference of the items, resolved; one that leads nowhere matters only to who asks for it.
pub async fn references<O>(context: &Context, items: &[Item<O>]) -> Result<Refs, Error> {
    let wanted = items.iter().flat_map(|item| {
        let references =
            item.fields.iter().filter_map(|field| Some((field.refers_to.clone()?, item.desired.get(&field.option)?)));
        references.flat_map(|(path, value)| names(value).into_iter().map(move |name| (path.clone(), name.to_owned())))
    });
    lookup::resolve(context, wanted).await.map_err(|error| error.during("look up references"))
}

/// The names in a reference's value: one, a list, or the values of a dictionary.
fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::Object(names) => names.values().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// The plan for one plain item.
pub fn job<'a, O: Operation>(
    context: &Context,
    item: &'a Item<O::Options>,
    before: Option<Value>,
    refs: &Refs,
) -> Result<Job<'a, O::Options>, Error> {
    let mut warnings = Vec::new();
    let wanted = if item.state == State::Present { wanted(context, item, refs, &mut warnings)? } else { Vec::new() };
    planned::<O>(item, before, &wanted, warnings)
}

/// A job whose wanted fields are known.
pub fn planned<'a, O: Operation>(
    item: &'a Item<O::Options>,
    before: Option<Value>,
    wanted: &[Wanted],
    warnings: Vec<String>,
) -> Result<Job<'a, O::Options>, Error> {
    if before.is_none() && item.state == State::Present {
        let missing: Vec<&str> = item
            .fields
            .iter()
            .filter(|field| field.required && !wanted.iter().any(|want| want.field.option == field.option))
            .map(|field| field.option.as_str())
            .collect();
        if !missing.is_empty() {
            return Err(Error::State(format!(
                "{} \"{}\" does not exist, and to create it {} must be given",
                words(O::NOUN),
                item.label,
                missing.join(", ")
            )));
        }
    }
    Ok(Job { plan: plan(before.as_ref(), item.state, wanted), item, before, wanted: wanted.to_vec(), warnings })
}

/// The given fields of an item as Pulp wants them: named as this server does, references as hrefs.
pub fn wanted<O>(
    context: &Context,
    item: &Item<O>,
    refs: &Refs,
    warnings: &mut Vec<String>,
) -> Result<Vec<Wanted>, Error> {
    let mut all = Vec::new();
    for (option, value) in &item.desired {
        let Some(field) = item.fields.iter().find(|field| field.option == *option) else {
            continue;
        };
        context.server.check_field(field)?;
        let value = match &field.refers_to {
            Some(path) => resolved(refs, path, value, warnings)?,
            None => value.clone(),
        };
        all.push(Wanted { name: context.server.name_of(field).to_owned(), field: field.clone(), value });
    }
    Ok(all)
}

/// A reference's value with hrefs in the place of names.
fn resolved(refs: &Refs, path: &str, value: &Value, warnings: &mut Vec<String>) -> Result<Value, Error> {
    Ok(match value {
        Value::String(name) => target(refs, path, name, warnings)?,
        Value::Array(names) => {
            let hrefs: Result<Vec<Value>, Error> =
                names.iter().map(|name| resolved(refs, path, name, warnings)).collect();
            hrefs?.into()
        }
        Value::Object(names) => {
            let pairs = names.iter().map(|(key, name)| Ok((key.clone(), resolved(refs, path, name, warnings)?)));
            Value::Object(pairs.collect::<Result<_, Error>>()?)
        }
        other => other.clone(),
    })
}

fn target(refs: &Refs, path: &str, name: &str, warnings: &mut Vec<String>) -> Result<Value, Error> {
    Ok(match refs.get(path, name)? {
        Target::Href(href) => href.into(),
        Target::Planned(name) => {
            warnings.push(lookup::not_yet(path, &name));
            PLANNED.into()
        }
    })
}

/// The places of the items in an order in which each comes after those of the list that it needs, by name.
/// Removals come first, the needy before the needed.
pub fn rounds<O>(items: &[Item<O>], needs: impl Fn(&Item<O>) -> Vec<String>) -> Vec<Vec<usize>> {
    let place_of = |name: &str| items.iter().position(|item| item.label.trim() == name.trim());
    let needed: Vec<Vec<usize>> =
        items.iter().map(|item| needs(item).iter().filter_map(|name| place_of(name)).collect()).collect();
    let mut depths = vec![0; items.len()];
    // A circle would go on for ever: the server refuses it in its own words.
    for _ in 0..items.len() {
        let deeper = |place: &usize| needed[*place].iter().map(|other| depths[*other] + 1).max().unwrap_or(0);
        let next: Vec<usize> = (0..items.len()).map(|place| deeper(&place).min(items.len())).collect();
        if next == depths {
            break;
        }
        depths = next;
    }
    let deepest = depths.iter().copied().max().unwrap_or(0);
    let of = |absent: bool, wanted: usize| {
        (0..items.len())
            .filter(|place| (items[*place].state == State::Absent) == absent && depths[*place] == wanted)
            .collect::<Vec<_>>()
    };
    let removals = (0..=deepest).rev().map(|depth| of(true, depth));
    let others = (0..=deepest).map(|depth| of(false, depth));
    removals.chain(others).filter(|round| !round.is_empty()).collect()
}
