//! Writes every generated file of the collection; with `--check` only compares, and fails if one is stale.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use pulp::operations::modules;

mod files;
mod roles;
mod yaml;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => bail!("unknown argument {other}: docgen takes --check or nothing"),
    };
    let stale: Vec<PathBuf> = files::all(&root, &modules().collect::<Vec<_>>())?
        .into_iter()
        .filter_map(|file| file.bring_about(&root, check).transpose())
        .collect::<Result<_>>()
        .context("could not write the generated files")?;
    if !stale.is_empty() {
        bail!(
            "stale, run `make generate`: {}",
            stale.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
        );
    }
    Ok(())
}
