//! ansible repositories.

use schemars::JsonSchema;

use crate::pulp_type::{Clearable, Flag, Needs, PulpType, Text, needs};
use crate::types::repository::Base;

/// A repository of Ansible collections and roles.
#[derive(JsonSchema)]
pub struct Ansible {
    #[schemars(flatten)]
    pub base: Base,
    /// Public key to verify the signatures of collections with.
    pub gpgkey: Clearable<Text>,
    /// Whether only users with a role on the repository can see it.
    pub private: Flag,
    /// Time of the last sync of its metadata, set by Pulp. Clear it to make the next sync read all metadata again.
    pub last_synced_metadata_time: Clearable<Text>,
}

impl PulpType for Ansible {
    const TYPE: &str = "ansible";
    const PATH: &str = "repositories/ansible/ansible/";
    const NEEDS: Needs = needs("ansible", "0.20");
}
