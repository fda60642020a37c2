//! Looks up existing objects, resolves references and plans each item, for a whole list at once.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::context::Context;
use crate::error::Error;
use crate::item::Item;
use crate::item::State;
use crate::lookup::{self, Named, Refs, Target, href};
use crate::object::Fields;
use crate::operation::Operation;
use crate::outcome::{Outcome, words};
use crate::plan::{Plan, Wanted, plan};
use crate::reason::Reason;
use crate::redact;
use crate::schema::{Field, Type};

/// In check mode, the placeholder for the href of an object that an earlier step would create.
pub const PLANNED: &str = "<will be created>";

/// An item, the existing object, and the plan.
pub struct Job<'a, O> {
    pub item: &'a Item<O>,
    pub before: Option<Value>,
    pub plan: Plan,
    /// The desired fields, to plan again if the object turns out to exist; empty if it cannot.
    pub wanted: Vec<Wanted>,
    pub warnings: Vec<String>,
}

/// Reads all entities of a type.
pub async fn read_all<O: Operation>(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
    let action = format!("list {}", words(O::PLURAL));
    let entities = context.client.list(kind.path, &[]).await.map_err(|error| error.during(action))?;
    let fields = kind.fields();
    Ok(entities.iter().map(|entity| read_outcome(fields, O::KEY[0], entity)).collect())
}

/// Returns the outcome for an entity that was only read. Its label is the field `key`, or its href if it has none.
pub fn read_outcome(fields: &[Field], key: &str, entity: &Value) -> Outcome {
    let label = entity.text(key).map_or_else(|| href(entity), str::to_owned);
    Outcome {
        label,
        entity: redact::entity(fields, entity),
        msg: "read".to_owned(),
        reason: Reason::Read,
        ..Outcome::default()
    }
}

/// The object with a given name, if it exists. Several objects with one name are an error.
pub type Found = Result<Option<Value>, Error>;

/// Looks up the existing object of each item by name, with one lookup per type.
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

/// Resolves all references of the items. A name without an object is an error only for the items that use it.
pub async fn references<O>(context: &Context, items: &[Item<O>]) -> Result<Refs, Error> {
    let wanted = items.iter().flat_map(|item| {
        let references = item
            .kind
            .fields()
            .iter()
            .filter_map(|field| Some((field.refers_to.clone()?, item.desired.get(&field.option)?)));
        references.flat_map(|(path, value)| names(value).into_iter().map(move |name| (path.clone(), name.to_owned())))
    });
    lookup::resolve(context, wanted).await.map_err(|error| error.during("look up references"))
}

/// Returns the names in a reference's value: a single one, a list, or the values of a dictionary.
fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::Object(names) => names.values().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// Plans an item whose fields are sent as given.
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

/// Plans an item with the given desired fields.
pub fn planned<'a, O: Operation>(
    item: &'a Item<O::Options>,
    before: Option<Value>,
    wanted: &[Wanted],
    warnings: Vec<String>,
) -> Result<Job<'a, O::Options>, Error> {
    if before.is_none() && item.state == State::Present {
        let fields = item.kind.fields().iter();
        let missing: Vec<&str> = fields
            .filter(|field| field.required && !wanted.iter().any(|want| want.field.option == field.option))
            .map(|field| field.option.as_str())
            .collect();
        if !missing.is_empty() {
            return Err(Error::State(format!(
                "{} \"{}\" does not exist, and creating it requires {}",
                words(O::NOUN),
                item.label,
                missing.join(", ")
            )));
        }
    }
    Ok(Job { plan: plan(before.as_ref(), item.state, wanted), item, before, wanted: wanted.to_vec(), warnings })
}

/// Returns the given fields of an item with their names on this server, and references as hrefs.
pub fn wanted<O>(
    context: &Context,
    item: &Item<O>,
    refs: &Refs,
    warnings: &mut Vec<String>,
) -> Result<Vec<Wanted>, Error> {
    let mut all = Vec::new();
    for (option, value) in &item.desired {
        let Some(field) = item.kind.fields().iter().find(|field| field.option == *option) else {
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

/// Replaces the names in a reference's value with hrefs.
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

/// Groups the indexes of the items into rounds, so that each item comes after those that it needs, by name. Items to
/// delete come first, each before those that it needs.
pub fn rounds<O>(items: &[Item<O>], needs: impl Fn(&Item<O>) -> Vec<String>) -> Vec<Vec<usize>> {
    let place_of = |name: &str| items.iter().position(|item| item.label.trim() == name.trim());
    let needed: Vec<Vec<usize>> =
        items.iter().map(|item| needs(item).iter().filter_map(|name| place_of(name)).collect()).collect();
    let mut depths = vec![0; items.len()];
    // The limit ends the loop if items need each other; the server rejects those.
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
