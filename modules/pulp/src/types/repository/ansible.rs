//! ansible repositories.

use schemars::JsonSchema;

use crate::entity::{Clearable, Entity, Flag, Needs, Text, needs};
use crate::types::repository::Base;

/// A repository of Ansible collections and roles.
#[derive(JsonSchema)]
pub struct Ansible {
    #[schemars(flatten)]
    pub base: Base,
    /// The public key that collection signatures are checked with.
    pub gpgkey: Clearable<Text>,
    /// Whether it is hidden from those without a role on it.
    pub private: Flag,
    /// When its metadata was synced last, as the server keeps it; clearing it makes the next sync look at everything.
    pub last_synced_metadata_time: Clearable<Text>,
}

impl Entity for Ansible {
    const TYPE: &str = "ansible";
    const PATH: &str = "repositories/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}
