//! The sync action of ansible repositories.

use schemars::JsonSchema;

use crate::entity::{Entity, Flag, Needs, needs};

/// How an ansible repository is synced.
#[derive(JsonSchema)]
pub struct Ansible {
    /// Whether content that the upstream no longer has is removed.
    pub mirror: Flag,
    /// Whether to do nothing if the upstream says that nothing changed.
    pub optimize: Flag,
}

impl Entity for Ansible {
    const TYPE: &str = "ansible";
    const PATH: &str = "repositories/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}

/// How an ansible repository is synced from a remote of roles.
#[derive(JsonSchema)]
pub struct Role {
    /// Whether content that the upstream no longer has is removed.
    pub mirror: Flag,
}

impl Entity for Role {
    const TYPE: &str = "ansible_role";
    const PATH: &str = "repositories/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}

/// How an ansible repository is synced from a git repository.
#[derive(JsonSchema)]
pub struct Git {
    /// Whether content that the upstream no longer has is removed.
    pub mirror: Flag,
}

impl Entity for Git {
    const TYPE: &str = "ansible_git";
    const PATH: &str = "repositories/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}
