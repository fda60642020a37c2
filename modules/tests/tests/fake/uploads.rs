//! Interrupted uploads, files that change, and full servers: what is kept, and what is reported.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use insta::assert_snapshot;
use pulp::operations::FileContent;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, Request, Respond, ResponseTemplate};

use crate::server::{Fake, NEWEST, html, page, refusal};

const UPLOAD: &str = "/pulp/api/v3/uploads/1/";
const ARTIFACT: &str = "/pulp/api/v3/artifacts/1/";
const BIG: usize = 300_000;
const CHUNK: u64 = 100_000;

/// A temporary folder that is deleted after its test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("pulp-uploads-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    /// Creates a file of that size, in which no two chunks are the same, and returns its path.
    pub fn file(&self, name: &str, size: usize) -> String {
        let bytes: Vec<u8> = (0..size).map(|place| (place / 251 + place) as u8).collect();
        std::fs::write(self.0.join(name), bytes).unwrap();
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Starts a server with an empty file repository that accepts uploads. Tests set the tasks.
pub async fn server() -> Fake {
    let fake = Fake::new(NEWEST).await;
    let repository = json!({"name": "r", "pulp_href": "/pulp/api/v3/repositories/file/file/r/", "latest_version_href": "/pulp/api/v3/repositories/file/file/r/versions/0/"});
    fake.list("repositories/file/file/", &[repository]).await;
    for path in ["content/file/files/", "artifacts/", "uploads/"] {
        fake.on("GET", path, ResponseTemplate::new(200).set_body_json(page(&[]))).await;
    }
    fake.json("POST", "uploads/", 201, json!({"pulp_href": UPLOAD})).await;
    fake.on("PUT", "uploads/1/", ResponseTemplate::new(200).set_body_json(json!({"pulp_href": UPLOAD}))).await;
    fake.on("DELETE", "uploads/1/", ResponseTemplate::new(204)).await;
    fake.json("POST", "uploads/1/commit/", 202, json!({"task": "/pulp/api/v3/tasks/commit/"})).await;
    fake.json("POST", "repositories/file/file/r/modify/", 202, json!({"task": "/pulp/api/v3/tasks/modify/"})).await;
    fake.json("POST", "content/file/files/", 202, json!({"task": "/pulp/api/v3/tasks/content/"})).await;
    fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
    fake
}

/// Completes the server's tasks. `sha256` is the checksum of the created content.
async fn tasks(fake: &Fake, sha256: &str) {
    let task = |name: &str, created: &str, result: Value| json!({"pulp_href": format!("/pulp/api/v3/tasks/{name}/"), "state": "completed", "created_resources": [created], "result": result});
    let content =
        json!({"pulp_href": "/pulp/api/v3/content/file/files/1/", "relative_path": "a.img", "sha256": sha256});
    fake.list(
        "tasks/",
        &[
            task("commit", ARTIFACT, Value::Null),
            task("content", "/pulp/api/v3/content/file/files/1/", content),
            task("modify", "/pulp/api/v3/repositories/file/file/r/versions/1/", Value::Null),
        ],
    )
    .await;
}

fn args(file: &str) -> Value {
    json!({"type": "file", "repository": "r", "file": file, "chunk_size": CHUNK, "state": "present"})
}

/// Returns the checksum of a file, as check mode reports it.
async fn checksum(fake: &Fake, file: &str) -> String {
    let mut args = args(file);
    args["_ansible_check_mode"] = true.into();
    let result = fake.run::<FileContent>(args).await;
    result["file_content"]["contents"][0]["sha256"].as_str().unwrap().to_owned()
}

/// Returns the message of a run, with `/files` in place of the folder, whose name differs from run to run.
pub async fn message(fake: &Fake, folder: &Folder, args: Value) -> String {
    fake.message::<FileContent>(args).await.replace(&folder.0.display().to_string(), "/files")
}

/// Returns the ranges of the chunks that were sent.
async fn ranges(fake: &Fake) -> Vec<String> {
    let requests = fake.0.received_requests().await.unwrap();
    let range = |request: &Request| Some(request.headers.get("content-range")?.to_str().unwrap().to_owned());
    requests.iter().filter_map(range).collect()
}

#[tokio::test]
async fn large_files_are_sent_in_chunks() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", BIG);
    tasks(&fake, &checksum(&fake, &file).await).await;
    let result = fake.run::<FileContent>(args(&file)).await;
    assert_eq!((&result["changed"], &result["uploaded"]), (&json!(true), &json!(1)), "{result}");
    let mut next = 0;
    for range in ranges(&fake).await {
        let (first, rest) = range.strip_prefix("bytes ").unwrap().split_once('-').unwrap();
        let (last, total) = rest.split_once('/').unwrap();
        assert_eq!((first.parse(), total.parse()), (Ok(next), Ok(BIG)), "{range}");
        next = last.parse::<usize>().unwrap() + 1;
    }
    assert_eq!(next, BIG);
    let bytes: Vec<u8> = std::fs::read(&file).unwrap();
    let requests = fake.0.received_requests().await.unwrap();
    for (range, request) in ranges(&fake).await.iter().zip(requests.iter().filter(|request| request.method == "PUT")) {
        let (first, last) = range["bytes ".len()..].split('/').next().unwrap().split_once('-').unwrap();
        let part = &bytes[first.parse().unwrap()..=last.parse().unwrap()];
        assert!(request.body.windows(part.len()).any(|window| window == part), "{range}");
    }
    assert_eq!(fake.count("POST uploads/1/commit/").await, 1);
}

/// Accepts `after` chunks and rejects the next one, or all later ones if `for_good` is set.
struct Broken {
    after: usize,
    for_good: bool,
    seen: AtomicUsize,
}

impl Respond for Broken {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let seen = self.seen.fetch_add(1, Ordering::SeqCst);
        if seen == self.after || self.for_good && seen > self.after {
            return html(502, "502 Bad Gateway");
        }
        ResponseTemplate::new(200).set_body_json(json!({"pulp_href": UPLOAD}))
    }
}

async fn broken(fake: &Fake, after: usize, for_good: bool) {
    let answer = Broken { after, for_good, seen: AtomicUsize::new(0) };
    Mock::given(method("PUT")).and(path(UPLOAD)).respond_with(answer).with_priority(1).mount(&fake.0).await;
}

#[tokio::test]
async fn only_lost_chunks_are_sent_again() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", BIG);
    tasks(&fake, &checksum(&fake, &file).await).await;
    broken(&fake, 1, false).await;
    let result = fake.run::<FileContent>(args(&file)).await;
    assert_eq!(result["changed"], true, "{result}");
    let ranges = ranges(&fake).await;
    assert_eq!(ranges[1], ranges[2]);
    assert_eq!(fake.count("PUT").await, 5);
}

#[tokio::test]
async fn interrupted_uploads_resume_in_later_runs() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", BIG);
    let sha256 = checksum(&fake, &file).await;
    broken(&fake, 2, true).await;
    assert_snapshot!(
        message(&fake, &folder, args(&file)).await,
        @r#"
    could not upload "a.img" (PUT /pulp/api/v3/uploads/1/): 502: 502 Bad Gateway
      hint: run the task again; the upload resumes
    "#
    );
    assert_eq!(fake.count("DELETE uploads").await, 0, "the chunks that were sent are kept");
    let sent = &ranges(&fake).await[..2];

    let next = server().await;
    tasks(&next, &sha256).await;
    next.first(9, "GET", "uploads/", ResponseTemplate::new(200).set_body_json(page(&[json!({"pulp_href": UPLOAD})])))
        .await;
    let chunk = |range: &String| {
        let (first, last) = range["bytes ".len()..].split('/').next().unwrap().split_once('-').unwrap();
        let (first, last): (u64, u64) = (first.parse().unwrap(), last.parse().unwrap());
        json!({"offset": first, "size": last - first + 1})
    };
    next.json("GET", "uploads/1/", 200, json!({"chunks": sent.iter().map(chunk).collect::<Vec<_>>()})).await;
    let result = next.run::<FileContent>(args(&file)).await;
    assert_eq!(result["changed"], true, "{result}");
    let rest = ranges(&next).await;
    assert!(!rest.is_empty() && !rest.iter().any(|range| sent.contains(range)), "{sent:?} {rest:?}");
    assert_eq!(next.count("POST uploads/?").await + next.count("POST uploads/1/commit/").await, 1);
}

#[tokio::test]
async fn uploads_of_others_are_kept() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", BIG);
    tasks(&fake, &checksum(&fake, &file).await).await;
    let other = json!({"pulp_href": "/pulp/api/v3/uploads/2/"});
    fake.first(9, "GET", "uploads/", ResponseTemplate::new(200).set_body_json(page(&[other]))).await;
    fake.json("GET", "uploads/2/", 200, json!({"chunks": [{"offset": 0, "size": CHUNK}]})).await;
    let result = fake.run::<FileContent>(args(&file)).await;
    assert_eq!(result["changed"], true, "{result}");
    assert_eq!((fake.count("PUT uploads/2/").await, fake.count("DELETE uploads/2/").await), (0, 0));
}

/// Changes a file while its first chunk is received.
struct Meanwhile(String);

impl Respond for Meanwhile {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let mut bytes = std::fs::read(&self.0).unwrap();
        bytes[BIG - 1] ^= 1;
        std::fs::write(&self.0, bytes).unwrap();
        ResponseTemplate::new(200).set_body_json(json!({"pulp_href": UPLOAD}))
    }
}

#[tokio::test]
async fn files_changed_during_upload_are_rejected() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", BIG);
    fake.first(1, "PUT", "uploads/1/", Meanwhile(file.clone())).await;
    assert_snapshot!(
        message(&fake, &folder, args(&file)).await,
        @"
    file /files/a.img changed during the upload (SHA-256 0c2818f564f707ba8c92685ed1821f2905d597a0bdb98b45face46f72b811dcd before, 0dde95c80b3c5780af46b77a0d281a4e7ae9f74f4f052c2668089fcb8e9c8b41 after), so the upload was discarded
      hint: run the task again when the file is complete
    "
    );
    assert_eq!(fake.count("POST uploads/1/commit/").await, 0);
    assert_eq!(fake.count("DELETE uploads/1/").await, 1, "the upload is deleted");
}

#[tokio::test]
async fn uploads_to_full_disks_are_deleted() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", BIG);
    let status = json!({"versions": [{"component": "core", "version": NEWEST}, {"component": "file", "version": NEWEST}], "online_workers": [{}], "storage": {"free": 200_000}});
    fake.first(9, "GET", "status/", ResponseTemplate::new(200).set_body_json(status)).await;
    fake.first(9, "PUT", "uploads/1/", html(500, "Server Error (500)")).await;
    assert_snapshot!(
        message(&fake, &folder, args(&file)).await,
        @r#"
    could not upload "a.img" (PUT /pulp/api/v3/uploads/1/): 500: Server Error (500)
      hint: free disk space on the server: 195 KiB are left, and uploading 292 KiB requires twice its size
    "#
    );
    assert_eq!(fake.count("DELETE uploads/1/").await, 1);
}

#[tokio::test]
async fn uploads_are_deleted_after_failed_commits() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", BIG);
    let reason = "Checksum mismatch.";
    fake.list(
        "tasks/",
        &[json!({"pulp_href": "/pulp/api/v3/tasks/commit/", "state": "failed", "error": {"description": reason}})],
    )
    .await;
    assert_snapshot!(message(&fake, &folder, args(&file)).await, @r#"could not upload "a.img": task /pulp/api/v3/tasks/commit/ failed: Checksum mismatch."#);
    assert_eq!(fake.count("DELETE uploads/1/").await, 1);
}

#[tokio::test]
async fn checksums_are_verified_after_uploads() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", 1_000);
    let other = json!({"pulp_href": "/pulp/api/v3/content/file/files/1/", "relative_path": "a.img", "sha256": "ab"});
    fake.json("POST", "content/file/files/upload/", 201, other).await;
    assert_snapshot!(message(&fake, &folder, args(&file)).await, @r#""a.img" was uploaded, but the server has no content with its SHA-256 609187f585c5b79e85ab3e47c410459f3b0e8d3e8999511d2344f55d2c7b6cfb"#);
    assert_eq!(fake.count("POST repositories").await, 0);
}

#[tokio::test]
async fn rejected_uploads_are_explained() {
    for (status, text) in [(413, "413 Request Entity Too Large"), (403, "403 Forbidden")] {
        let (fake, folder) = (server().await, Folder::new());
        let file = folder.file("a.img", 1_000);
        fake.on("POST", "content/file/files/upload/", html(status, text)).await;
        fake.first(9, "POST", "content/file/files/", html(status, text)).await;
        let message = message(&fake, &folder, args(&file)).await;
        match status {
            413 => {
                assert_snapshot!(message, @r#"
                could not upload "a.img" (POST /pulp/api/v3/content/file/files/upload/): 413: 413 Request Entity Too Large
                  hint: set a smaller chunk_size; a proxy in front of Pulp rejects requests of this size
                "#)
            }
            _ => {
                assert_snapshot!(message, @r#"
                could not upload "a.img" (POST /pulp/api/v3/content/file/files/): 403: 403 Forbidden
                  hint: the user needs permission to modify the repository and, for files larger than chunk_size, to create uploads
                "#)
            }
        }
    }
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", 1_000);
    fake.on(
        "POST",
        "content/file/files/upload/",
        refusal(400, json!({"relative_path": ["Relative path is not in canonical form. a b"]})),
    )
    .await;
    assert_snapshot!(message(&fake, &folder, args(&file)).await, @r#"could not upload "a.img" (POST /pulp/api/v3/content/file/files/upload/): 400: relative_path: Relative path is not in canonical form. a b"#);
}

#[tokio::test]
async fn uploads_with_lost_responses_are_found() {
    let (fake, folder) = (server().await, Folder::new());
    let file = folder.file("a.img", 1_000);
    let sha256 = checksum(&fake, &file).await;
    tasks(&fake, &sha256).await;
    fake.on("POST", "content/file/files/upload/", html(504, "504 Gateway Time-out")).await;
    // At first, the file is neither in the repository nor on the server. After the upload, it is found.
    let content =
        json!({"pulp_href": "/pulp/api/v3/content/file/files/1/", "relative_path": "a.img", "sha256": sha256});
    fake.first(2, "GET", "content/file/files/", ResponseTemplate::new(200).set_body_json(page(&[]))).await;
    let there = Mock::given(method("GET")).and(path("/pulp/api/v3/content/file/files/"));
    there
        .respond_with(ResponseTemplate::new(200).set_body_json(page(&[content])))
        .with_priority(2)
        .mount(&fake.0)
        .await;
    let result = fake.run::<FileContent>(args(&file)).await;
    assert_eq!(result["changed"], true, "{result}");
    assert_eq!(fake.count("POST content").await, 1);
}

#[tokio::test]
async fn files_take_one_request_each() {
    let (fake, folder) = (server().await, Folder::new());
    for number in 0..200 {
        std::fs::write(folder.0.join(format!("{number:03}.img")), number.to_string()).unwrap();
    }
    let mut pattern = args(&format!("{}/*.img", folder.0.display()));
    fake.on("POST", "content/file/files/upload/", Echo).await;
    tasks(&fake, "").await;
    let result = fake.run::<FileContent>(pattern.clone()).await;
    assert_eq!((&result["changed"], &result["uploaded"]), (&json!(true), &json!(200)), "{result}");
    let first = fake.log().await.len();
    assert_eq!((fake.count("POST content").await, fake.count("POST repositories").await), (200, 1));
    assert!(first <= 212, "{first} requests");

    let again = server().await;
    again
        .list_where(
            "content/file/files/",
            ("repository_version", "/pulp/api/v3/repositories/file/file/r/versions/0/"),
            result["file_content"]["contents"].as_array().unwrap(),
        )
        .await;
    pattern["_ansible_check_mode"] = false.into();
    let result = again.run::<FileContent>(pattern).await;
    assert_eq!(result["changed"], false, "{result}");
    assert!(again.log().await.len() <= 8, "{:?}", again.log().await);
}

/// Responds with the content that the server creates from an upload form.
struct Echo;

impl Respond for Echo {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let name = body.split("filename=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let bytes = body.split("octet-stream\r\n\r\n").nth(1).unwrap().split("\r\n").next().unwrap().to_owned();
        let content = json!({"pulp_href": format!("/pulp/api/v3/content/file/files/{name}/"), "relative_path": name, "sha256": checksum_of(bytes.as_bytes())});
        ResponseTemplate::new(201).set_body_json(content)
    }
}

fn checksum_of(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
