//! Writes every generated file of the collection; with `--check` only compares, and fails if one is stale.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use pulp::operations::modules;

mod declarations;
mod documentation;
mod files;
mod generated;
mod roles;
mod tables;
mod variables;
mod yaml;

fn main() -> Result<()> {
    let check = match std::env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => bail!("unknown argument {other}: docgen takes --check or nothing"),
    };
    let stale: Vec<String> = generate(check)?.iter().map(|path| path.display().to_string()).collect();
    if !stale.is_empty() {
        bail!("stale, run `make generate`: {}", stale.join(", "));
    }
    Ok(())
}

/// Writes the files; with `check` only tells which are stale.
fn generate(check: bool) -> Result<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let files = files::all(&root, &modules().collect::<Vec<_>>())?.into_iter();
    let stale = files.filter_map(|file| file.write(&root, check).transpose()).collect::<Result<_>>();
    stale.context("could not write the generated files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_are_fresh() {
        assert_eq!(generate(true).unwrap(), Vec::<PathBuf>::new(), "run `make generate`");
    }
}
