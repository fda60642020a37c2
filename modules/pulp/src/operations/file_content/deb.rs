//! Adds Debian packages to components of distributions, by creating the content that links them.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::Options;
use super::content::text;
use super::plan::ItemPlan;
use crate::client::Reply;
use crate::context::Context;
use crate::error::{Error, RequestError, TaskError};
use crate::item::{Item, State};
use crate::lookup::href;
use crate::request::Request;
use crate::task;

/// A component of a distribution.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Release {
    pub distribution: String,
    pub component: String,
}

impl Release {
    /// Returns the component that an item's packages are added to.
    pub fn of(item: &Item<Options>) -> Option<Release> {
        let name = |given: &Option<String>, default: &str| given.clone().unwrap_or_else(|| default.to_owned());
        (item.kind.name == "deb" && item.state == State::Present).then(|| Release {
            // Pulp's own defaults for a package that is uploaded directly to a repository.
            distribution: name(&item.options.distribution, "pulp"),
            component: name(&item.options.component, "upload"),
        })
    }
}

/// The packages of a component in a repository version.
#[derive(Default)]
pub struct Links {
    pub links: HashSet<String>,
}

const COMPONENTS: &str = "content/deb/release_components/";
const ARCHITECTURES: &str = "content/deb/release_architectures/";
const LINKS: &str = "content/deb/package_release_components/";

/// Looks up the packages of the components that a repository's items refer to.
pub async fn look(
    context: &Context,
    version: Option<&str>,
    group: &[(&Item<Options>, &ItemPlan)],
) -> Result<HashMap<Release, Links>, RequestError> {
    let mut found = HashMap::new();
    for release in group.iter().filter_map(|(item, _)| Release::of(item)) {
        if found.contains_key(&release) {
            continue;
        }
        let mut links_of = Links::default();
        if let (Some(version), Some(component)) = (version, component(context, &release).await?) {
            links_of.links = links(context, &[("repository_version", version), ("release_component", &component)])
                .await?
                .iter()
                .map(|link| text(link, "package").to_owned())
                .collect();
        }
        found.insert(release, links_of);
    }
    Ok(found)
}

async fn component(context: &Context, release: &Release) -> Result<Option<String>, RequestError> {
    let query = [("distribution", release.distribution.as_str()), ("component", release.component.as_str())];
    Ok(context.client.list(COMPONENTS, &query).await?.first().map(href))
}

async fn links(context: &Context, query: &[(&str, &str)]) -> Result<Vec<Value>, RequestError> {
    context.client.list(LINKS, &[query, &[("fields", "pulp_href,package,release_component")]].concat()).await
}

/// Returns the links of packages in a version, which must be removed with the packages; newer servers do this
/// themselves.
pub async fn links_of(context: &Context, version: &str, packages: &[String]) -> Result<Vec<String>, RequestError> {
    let found = context
        .each(packages, async |package| links(context, &[("repository_version", version), ("package", package)]).await)
        .await;
    Ok(found.into_iter().collect::<Result<Vec<_>, _>>()?.concat().iter().map(href).collect())
}

/// Creates the content that links packages to a component. Newer servers create it from the component's name.
pub async fn structure(context: &Context, release: &Release, packages: &[Value]) -> Result<Vec<String>, Error> {
    let action =
        format!("add packages to component \"{}\" of distribution \"{}\"", release.component, release.distribution);
    let during = |error: RequestError| error.during(action.clone());
    let Release { distribution, component: name } = release;
    let body = json!({"distribution": distribution, "component": name});
    let component = match component(context, release).await.map_err(during)? {
        Some(component) => component,
        None => made(context, COMPONENTS, body, &action).await?,
    };
    let mut hrefs = vec![component.clone()];
    let mut architectures: Vec<&str> = packages.iter().map(|package| text(package, "architecture")).collect();
    architectures.sort_unstable();
    architectures.dedup();
    for architecture in architectures.into_iter().filter(|architecture| !matches!(*architecture, "" | "all")) {
        let query = [("distribution", distribution.as_str()), ("architecture", architecture)];
        let found = context.client.list(ARCHITECTURES, &query).await.map_err(during)?;
        hrefs.push(match found.first() {
            Some(found) => href(found),
            None => {
                let body = json!({"distribution": distribution, "architecture": architecture});
                made(context, ARCHITECTURES, body, &action).await?
            }
        });
    }
    let linked = context.each(packages, async |package| {
        let query = [("package", href(package)), ("release_component", component.clone())];
        let query = query.each_ref().map(|(key, value)| (*key, value.as_str()));
        match links(context, &query).await.map_err(during)?.first() {
            Some(link) => Ok(href(link)),
            None => {
                made(context, LINKS, json!({"package": href(package), "release_component": component}), &action).await
            }
        }
    });
    hrefs.extend(linked.await.into_iter().collect::<Result<Vec<_>, Error>>()?);
    Ok(hrefs)
}

/// Creates content without a file: by a task or directly, depending on the server's version.
async fn made(context: &Context, path: &str, body: Value, action: &str) -> Result<String, Error> {
    let fields = body.as_object().cloned().unwrap_or_default();
    let landed = async || -> Result<Option<Reply>, RequestError> {
        let query: Vec<(&str, &str)> =
            fields.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect();
        Ok(context.client.list(path, &query).await?.pop().map(Reply::found))
    };
    let reply = context.client.post(&Request::post(path, fields.clone()), landed).await;
    let reply = reply.map_err(|error| error.during(action))?;
    let Some(task) = reply.task().map(str::to_owned) else {
        return Ok(href(&reply.body));
    };
    let ending = task::wait(context, [task.clone()]).await.remove(&task).unwrap_or(Err(TaskError::Gone { href: task }));
    let done = ending.map_err(|task| task.during(action))?;
    Ok(done.created.into_iter().next().unwrap_or_default())
}
