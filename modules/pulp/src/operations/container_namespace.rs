//! `container_namespace`: namespaces of container images, which are the first parts of their paths.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::apply::apply;
use crate::context::Context;
use crate::error::Error;
use crate::item::{Item, State};
use crate::lookup::href;
use crate::object::Fields;
use crate::operation::Operation;
use crate::outcome::Outcome;
use crate::plan::Step;
use crate::prepare;
use crate::schema::Type;
use crate::types;

/// The module `container_namespace`.
pub struct ContainerNamespace;

/// Options of `container_namespace` in addition to Pulp's fields.
#[derive(Deserialize, JsonSchema, Clone)]
pub struct Options {
    /// Whether to delete a namespace that contains images, together with these images.
    #[serde(default)]
    pub force: bool,
}

impl Operation for ContainerNamespace {
    const NOUN: &'static str = "container_namespace";
    const PLURAL: &'static str = "container_namespaces";
    const ABOUT: &'static str = "Manage namespaces of container images in Pulp";
    const VERSION_ADDED: &'static str = "0.1.0";
    const TYPES: &'static [Type] = types::container_namespace::TYPES;
    type Options = Options;

    async fn run(context: &Context, items: &[Item<Options>]) -> Result<Vec<Outcome>, Error> {
        let found = prepare::find::<Self>(context, items).await?;
        let refs = prepare::references(context, items).await?;
        let careful = |item: &Item<Options>| item.state == State::Absent && !item.options.force;
        let images = match items.iter().zip(&found).any(|(item, before)| careful(item) && matches!(before, Ok(Some(_))))
        {
            true => images(context).await?,
            false => Vec::new(),
        };
        let jobs = items.iter().zip(found).map(|(item, before)| {
            let before = before?;
            if let (true, Some(namespace)) = (careful(item), &before) {
                refuse_images(item, &href(namespace), &images)?;
            }
            let job = prepare::job::<Self>(context, item, before, &refs)?;
            match job.plan.step {
                Step::Update(_) => Err(Error::State(format!(
                    "container namespace \"{}\" has different labels, and Pulp cannot update them; \
                     hint: leave out pulp_labels, or delete the namespace and create it again",
                    item.label
                ))),
                _ => Ok(job),
            }
        });
        Ok(apply::<Self>(context, jobs.collect()).await)
    }

    async fn read_all(context: &Context, kind: &Type) -> Result<Vec<Outcome>, Error> {
        prepare::read_all::<Self>(context, kind).await
    }
}

async fn images(context: &Context) -> Result<Vec<Value>, Error> {
    let images = context.client.list("distributions/container/container/", &[("fields", "name,namespace")]).await;
    images.map_err(|error| error.during("look up the images in container namespaces"))
}

/// Refuses to delete a namespace that contains images, because Pulp would delete them too.
fn refuse_images(item: &Item<Options>, namespace: &str, images: &[Value]) -> Result<(), Error> {
    let inside = images.iter().filter(|image| image.text("namespace") == Some(namespace));
    let names: Vec<String> =
        inside.filter_map(|image| Some(format!("distribution \"{}\"", image.text("name")?))).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(Error::InUse {
        what: format!("container namespace \"{}\"", item.label),
        users: names.join(", "),
        consequence: ", together with its distributions".to_owned(),
    })
}
