//! The content guards of pulp_certguard.

use schemars::JsonSchema;

use crate::pulp_type::{Needs, Pem, PulpType, Required, needs};
use crate::types::content_guard::Base;

/// Allows clients with a certificate from a given CA.
#[derive(JsonSchema)]
pub struct X509 {
    #[schemars(flatten)]
    pub base: Base,
    /// PEM certificate of the CA.
    pub ca_certificate: Required<Pem>,
}

/// Allows clients with a subscription certificate of Red Hat's tools.
#[derive(JsonSchema)]
pub struct Rhsm {
    #[schemars(flatten)]
    pub base: Base,
    /// PEM certificate of the CA that signed the subscription certificates.
    pub ca_certificate: Required<Pem>,
}

impl PulpType for Rhsm {
    const TYPE: &str = "rhsm";
    const PATH: &str = "contentguards/certguard/rhsm/";
    const NEEDS: Needs = needs("certguard", "1.7");
}

impl PulpType for X509 {
    const TYPE: &str = "x509";
    const PATH: &str = "contentguards/certguard/x509/";
    const NEEDS: Needs = needs("certguard", "1.7");
}
