//! Finds out which of the publications to delete must be kept because distributions serve them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Options, of_repositories};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::item::Item;
use crate::lookup::href;
use crate::object::PublicationView;
use crate::plan::Step;
use crate::prepare::Job;
use crate::schema::Type;
use crate::serving::{Serving, visible};
use crate::types;
use crate::visibility;

/// The publications that the items of a list delete.
#[derive(Default)]
pub struct Doomed<'a> {
    hrefs: BTreeSet<String>,
    /// Those that may be deleted only if nothing serves them, by the indices of their items.
    asked: BTreeMap<usize, (&'a Item<Options>, Vec<Value>)>,
}

impl<'a> Doomed<'a> {
    /// Records what the jobs of an item delete.
    pub fn add(&mut self, place: usize, item: &'a Item<Options>, jobs: &[Job<'a, Options>]) {
        let removals = jobs.iter().filter(|job| job.plan.step == Step::Remove).filter_map(|job| job.before.clone());
        let removals: Vec<Value> = removals.collect();
        self.hrefs.extend(removals.iter().map(href));
        if !removals.is_empty() && !item.options.force {
            self.asked.insert(place, (item, removals));
        }
    }

    /// Returns the hrefs of all publications that the items delete.
    pub fn hrefs(&self) -> &BTreeSet<String> {
        &self.hrefs
    }

    /// Returns why items may not delete their publications, by the indices of the items.
    pub async fn refusals(&self, context: &Context) -> BTreeMap<usize, Error> {
        if self.asked.is_empty() {
            return BTreeMap::new();
        }
        let looked = async {
            let complete = visibility::is_complete(context).await?;
            let serving = self.serving(context).await.map_err(|error| error.during("look up distributions"))?;
            Ok::<_, Error>((complete, serving))
        };
        match looked.await {
            Err(error) => self.asked.keys().map(|place| (*place, error.clone())).collect(),
            Ok((complete, serving)) => {
                let users = serving.users();
                let refusal = |item: &Item<Options>, publication: &Value| {
                    let own = href(publication);
                    let what = || what(item, &own);
                    match users.get(own.as_str()) {
                        Some(names) => Some(in_use(what(), names)),
                        None => (!complete).then(|| visibility::unknown_use(context, &what())),
                    }
                };
                let first = |(place, (item, removals)): (&usize, &(&Item<Options>, Vec<Value>))| {
                    Some((*place, removals.iter().find_map(|publication| refusal(item, publication))?))
                };
                self.asked.iter().filter_map(first).collect()
            }
        }
    }

    async fn serving(&self, context: &Context) -> Result<Serving, RequestError> {
        let repositories = self.asked.values().flat_map(|(item, removals)| {
            let versions = removals.iter().filter_map(|publication| PublicationView(publication).version());
            versions.map(|version| (item.kind, version.repository()))
        });
        serving(context, repositories.collect()).await
    }
}

/// Reads the publications of some repositories, and the distributions of their types. Each repository is given with a
/// type, of which only the name matters. Distributions are read last, because other users may change them.
pub async fn serving(context: &Context, repositories: Vec<(Type, &str)>) -> Result<Serving, RequestError> {
    let kinds: BTreeSet<&str> = repositories.iter().map(|(kind, _)| kind.name).collect();
    let publications = of_repositories(context, repositories.into_iter()).await?;
    let paths = types::distribution::TYPES.iter().filter(|kind| kinds.contains(kind.name)).map(|kind| kind.path);
    let distributions = context.each(paths, async |path| visible(context, path).await).await;
    let distributions = distributions.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    Ok(Serving::new(Vec::new(), publications, distributions))
}

fn what(item: &Item<Options>, publication: &str) -> String {
    format!("publication {publication} of repository \"{}\"", item.options.repository)
}

fn in_use(what: String, names: &[&str]) -> Error {
    Error::served(what, names, ", and the distribution then serves another publication or nothing")
}
