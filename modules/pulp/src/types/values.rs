//! The values that fields with a fixed choice take.

use schemars::JsonSchema;

/// When content is downloaded.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Policy {
    Immediate,
    OnDemand,
    Streamed,
}

/// The one policy of ansible remotes.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Immediate {
    Immediate,
}

/// The one policy of pull-through remotes.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum OnDemand {
    OnDemand,
}

/// The checksums in rpm metadata.
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

/// The compression of rpm metadata.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum CompressionType {
    Zstd,
    Gz,
    None,
}

/// Where rpm packages lie in a publication.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum RpmLayout {
    NestedAlphabetically,
    Flat,
    NestedByDigest,
}

/// Where Debian packages lie in a publication.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum DebLayout {
    NestedAlphabetically,
    NestedByDigest,
    NestedByBoth,
}

/// What an rpm sync does with the content that is there.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum SyncPolicy {
    Additive,
    MirrorComplete,
    MirrorContentOnly,
}

/// What an rpm sync may leave out.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum SkipType {
    Srpm,
    Treeinfo,
}

/// Kinds of Python distributions.
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

/// What stores the content of a domain.
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

/// What a replication does with what is here and not there.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum Replication {
    All,
    Labeled,
    Nodelete,
}
