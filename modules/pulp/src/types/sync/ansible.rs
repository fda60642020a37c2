//! The sync action of ansible repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Flag, Needs, PulpType, needs};

/// Syncs an ansible repository from a remote of collections.
#[derive(JsonSchema)]
pub struct Ansible {
    /// Whether to remove content that the upstream no longer has.
    pub mirror: Flag,
    /// Whether to skip the sync if the upstream metadata has not changed.
    pub optimize: Flag,
}

impl PulpType for Ansible {
    const TYPE: &str = "ansible";
    const PATH: &str = "repositories/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}

/// Syncs an ansible repository from a remote of roles.
#[derive(JsonSchema)]
pub struct Role {
    /// Whether to remove content that the upstream no longer has.
    pub mirror: Flag,
}

impl PulpType for Role {
    const TYPE: &str = "ansible_role";
    const PATH: &str = "repositories/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}

/// Syncs an ansible repository from a git repository.
#[derive(JsonSchema)]
pub struct Git {
    /// Whether to remove content that the upstream no longer has.
    pub mirror: Flag,
}

impl PulpType for Git {
    const TYPE: &str = "ansible_git";
    const PATH: &str = "repositories/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}
