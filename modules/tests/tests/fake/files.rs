//! What `file_content` rejects before it sends anything.

use insta::assert_snapshot;
use pulp::operations::FileContent;
use serde_json::{Value, json};

use crate::server::{Fake, NEWEST};
use crate::uploads::{Folder, message, server};

const CHECKSUM: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// Returns the error for an item of an empty repository. `FOLDER` in its options is a folder with two images.
async fn refusal(more: Value) -> String {
    let (fake, folder) = (server().await, Folder::new());
    for name in ["a.img", "b.img"] {
        folder.file(name, 1_000 + name.len() * usize::from(name == "b.img"));
    }
    let mut args = json!({"type": "file", "repository": "r", "state": "present"});
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let args = args.to_string().replace("FOLDER", &folder.0.display().to_string());
    let text = message(&fake, &folder, serde_json::from_str(&args).unwrap()).await;
    let sent = fake.count("POST").await - fake.count("POST login").await + fake.count("PUT").await;
    assert_eq!(sent, 0, "{text}: {:?}", fake.log().await);
    text
}

#[tokio::test]
async fn missing_files_are_reported() {
    assert_snapshot!(refusal(json!({"file": "FOLDER/none.img"})).await, @"could not read file /files/none.img: No such file or directory (os error 2)");
    assert_snapshot!(refusal(json!({"file": "FOLDER"})).await, @"
    /files is not a regular file
      hint: for the files in a folder, use a pattern such as folder/*
    ");
    assert_snapshot!(refusal(json!({"file": "FOLDER/*.iso"})).await, @"no file matches /files/*.iso");
    assert_snapshot!(refusal(json!({"sha256": CHECKSUM})).await, @r#"
    repository "r": the server has no file content with SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
      hint: set file
    "#);
}

#[tokio::test]
async fn conflicting_files_are_rejected() {
    assert_snapshot!(refusal(json!({"file": "FOLDER/a.img", "sha256": CHECKSUM})).await, @r#"repository "r": file /files/a.img has SHA-256 609187f585c5b79e85ab3e47c410459f3b0e8d3e8999511d2344f55d2c7b6cfb, not ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"#);
    assert_snapshot!(refusal(json!({"file": "FOLDER/*.img", "relative_path": "one.img"})).await, @r#"repository "r": 2 files match /files/*.img, so relative_path must be a folder and end with a slash"#);
    let both = json!([{"file": "FOLDER/a.img", "relative_path": "x"}, {"file": "FOLDER/b.img", "relative_path": "x"}]);
    let (fake, folder) = (server().await, Folder::new());
    folder.file("a.img", 10);
    folder.file("b.img", 20);
    let args = json!({"type": "file", "repository": "r", "file_contents": both}).to_string();
    let args = serde_json::from_str(&args.replace("FOLDER", &folder.0.display().to_string())).unwrap();
    assert_snapshot!(message(&fake, &folder, args).await, @r#"two different files have the path "x" in repository "r""#);
}

#[tokio::test]
async fn invalid_options_are_rejected() {
    assert_snapshot!(refusal(json!({"file": "FOLDER/a.img", "sha256": "abc"})).await, @r#"repository "r": sha256 must be 64 hexadecimal digits"#);
    assert_snapshot!(refusal(json!({"file": "FOLDER/a.img", "chunk_size": 1_000})).await, @r#"repository "r": chunk_size must be at least 65536"#);
    assert_snapshot!(refusal(json!({"relative_path": "x"})).await, @r#"repository "r": file or sha256 is required"#);
    assert_snapshot!(refusal(json!({"relative_path": "x/", "state": "absent"})).await, @r#"repository "r": without file, relative_path must be the path of one file and must not end with a slash"#);
    assert_snapshot!(refusal(json!({"file": "FOLDER/a.img", "distribution": "jammy"})).await, @r#"option "distribution" is only for type deb, not for file"#);
}

#[tokio::test]
async fn files_with_several_paths_need_one() {
    let (fake, folder) = (Fake::new(NEWEST).await, Folder::new());
    let repository = json!({"name": "r", "pulp_href": "/pulp/api/v3/repositories/file/file/r/", "latest_version_href": "/pulp/api/v3/repositories/file/file/r/versions/0/"});
    fake.list("repositories/file/file/", &[repository]).await;
    fake.list_where(
        "content/file/files/",
        ("repository_version", "/pulp/api/v3/repositories/file/file/r/versions/0/"),
        &[],
    )
    .await;
    let content = |path: &str| json!({"pulp_href": format!("/pulp/api/v3/content/file/files/{path}/"), "relative_path": path, "sha256": CHECKSUM});
    fake.list("content/file/files/", &[content("b"), content("a")]).await;
    let args = json!({"type": "file", "repository": "r", "sha256": CHECKSUM, "state": "present"});
    assert_snapshot!(message(&fake, &folder, args).await, @"
    the file with SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad has several paths on the server
      hint: set relative_path to one of them: a, b
    ");
}

#[tokio::test]
async fn labels_need_a_newer_server() {
    let (fake, folder) = (Fake::new("3.43.3").await, Folder::new());
    let repository = json!({"name": "r", "pulp_href": "/pulp/api/v3/repositories/file/file/r/"});
    fake.list("repositories/file/file/", &[repository]).await;
    let args = json!({"type": "file", "repository": "r", "file": folder.file("a.img", 10), "pulp_labels": {"a": "b"}, "state": "present"});
    assert_snapshot!(fake.message::<FileContent>(args).await, @r#"option "pulp_labels" requires pulpcore 3.73.2 or newer, but this server has 3.43.3"#);
}
