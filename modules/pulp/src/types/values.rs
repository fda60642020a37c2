//! The values of fields with a fixed set of choices.

use schemars::JsonSchema;

/// Download policies.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Policy {
    Immediate,
    OnDemand,
    Streamed,
}

/// The only download policy of ansible remotes.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Immediate {
    Immediate,
}

/// The only download policy of pull-through remotes.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum OnDemand {
    OnDemand,
}

/// Checksum types of rpm metadata.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum ChecksumType {
    Unknown,
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// Compressions of rpm metadata.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum CompressionType {
    Zstd,
    Gz,
    None,
}

/// Layouts of rpm publications.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum RpmLayout {
    NestedAlphabetically,
    Flat,
    NestedByDigest,
}

/// Layouts of deb publications.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum DebLayout {
    NestedAlphabetically,
    NestedByDigest,
    NestedByBoth,
}

/// Sync modes of rpm.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum SyncPolicy {
    Additive,
    MirrorComplete,
    MirrorContentOnly,
}

/// Content types that an rpm sync can skip.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum SkipType {
    Srpm,
    Treeinfo,
}

/// Python package types.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum PackageType {
    BdistDmg,
    BdistDumb,
    BdistEgg,
    BdistMsi,
    BdistRpm,
    BdistWheel,
    BdistWininst,
    Sdist,
}

/// Platforms of Python distributions.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Platform {
    Windows,
    Macos,
    Freebsd,
    Linux,
}

/// Storage backends of domains.
#[derive(JsonSchema)]
pub enum StorageClass {
    #[schemars(rename = "pulpcore.app.models.storage.FileSystem")]
    FileSystem,
    #[schemars(rename = "storages.backends.s3.S3Storage")]
    S3,
    #[schemars(rename = "storages.backends.s3boto3.S3Boto3Storage")]
    S3Boto3,
    #[schemars(rename = "storages.backends.azure_storage.AzureStorage")]
    Azure,
}

/// What a replication does with local objects that the upstream does not have.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Replication {
    All,
    Labeled,
    Nodelete,
}
