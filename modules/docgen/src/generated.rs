//! A generated file, which is written only if it differs.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A generated file or link.
pub struct Generated {
    path: PathBuf,
    content: Content,
}

enum Content {
    Text(String),
    Link(String),
}

impl Generated {
    pub fn text(path: impl Into<PathBuf>, text: String) -> Generated {
        Generated { path: path.into(), content: Content::Text(text) }
    }

    pub fn link(path: impl Into<PathBuf>, target: String) -> Generated {
        Generated { path: path.into(), content: Content::Link(target) }
    }

    /// Writes the file if it differs. With `check`, returns the path of a stale file instead.
    pub fn write(self, root: &Path, check: bool) -> Result<Option<PathBuf>> {
        let path = root.join(&self.path);
        let fresh = match &self.content {
            Content::Text(text) => fs::read_to_string(&path).is_ok_and(|now| now == *text),
            Content::Link(target) => fs::read_link(&path).is_ok_and(|now| now == Path::new(target)),
        };
        if fresh {
            return Ok(None);
        }
        if check {
            return Ok(Some(self.path));
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        match &self.content {
            Content::Text(text) => fs::write(&path, text),
            Content::Link(target) => {
                let _ = fs::remove_file(&path);
                symlink(target, &path)
            }
        }
        .with_context(|| path.display().to_string())?;
        Ok(None)
    }
}
