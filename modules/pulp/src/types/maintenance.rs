//! Maintenance actions. Each has its own endpoint, or consists of several requests.

use crate::operations::NoOptions;
use crate::pulp_type::{Needs, needs};
use crate::schema::{Type, fields};

const fn action(name: &'static str, path: &'static str, needs: Needs) -> Type {
    Type { name, path, needs, read_again: false, serves_publications: false, fields: fields::<NoOptions> }
}

/// Deletes content that is in no repository.
pub const ORPHAN_CLEANUP: Type = action("orphan_cleanup", "orphans/cleanup/", needs("core", "3.43"));
/// Finds missing and damaged files and downloads them again.
pub const REPAIR: Type = action("repair", "repair/", needs("core", "3.43"));
/// Deletes the records of old tasks.
pub const PURGE_TASKS: Type = action("purge_tasks", "tasks/purge/", needs("core", "3.43"));
/// Deletes files that Pulp can download again on demand.
pub const RECLAIM_SPACE: Type = action("reclaim_space", "repositories/reclaim_space/", needs("core", "3.43"));
/// Removes superseded packages from rpm repositories.
pub const PRUNE: Type = action("prune", "rpm/prune/", needs("rpm", "3.27"));
/// Deletes old repository versions.
pub const REMOVE_VERSIONS: Type = action("remove_versions", "repository_versions/", needs("core", "3.43"));
/// Deletes old publications.
pub const REMOVE_PUBLICATIONS: Type = action("remove_publications", "publications/", needs("core", "3.43"));

/// Every action.
pub const TYPES: &[Type] =
    &[ORPHAN_CLEANUP, REPAIR, PURGE_TASKS, RECLAIM_SPACE, PRUNE, REMOVE_VERSIONS, REMOVE_PUBLICATIONS];
