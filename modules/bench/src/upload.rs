//! Creates the big file of the load `Upload` and uploads it with curl: the same parts, one by one, in one process.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::client::{Server, href};

/// The first argument if this program is to upload with curl, `bench curl PLAN`; also the program's name.
pub const CURL: &str = "curl";
/// The name of the file, on disk and in its repository.
pub const PLACE: &str = "bench-upload.img";
const SIZE: usize = 1 << 30;
/// The size of a part, in bytes; the module's default.
const PART: usize = 8 << 20;
const COOKIES: &str = "cookies";
const CONFIG: &str = "curl.cfg";
const POLL: Duration = Duration::from_millis(250);

/// The work of curl.
#[derive(Serialize, Deserialize)]
pub struct Plan {
    pub server: Server,
    /// The repository's href.
    pub repository: String,
    pub folder: PathBuf,
    pub sha256: String,
    /// Whether to log in and do nothing else.
    pub idle: bool,
}

/// Writes a file of random bytes, which no server has stored yet; returns its path.
pub fn file(folder: &Path) -> Result<PathBuf> {
    let path = folder.join(PLACE);
    let mut file = BufWriter::new(File::create(&path)?);
    let mut random = fastrand::Rng::new();
    let mut part = vec![0; PART];
    for _ in 0..SIZE / PART {
        random.fill(&mut part);
        file.write_all(&part)?;
    }
    file.flush()?;
    Ok(path)
}

/// Writes such a file and splits it into parts for curl; returns the SHA-256 of the whole file.
pub fn parts(folder: &Path) -> Result<String> {
    let path = file(folder)?;
    let parts = folder.join("parts");
    std::fs::create_dir_all(&parts)?;
    run(
        "split",
        &[
            "--bytes",
            &PART.to_string(),
            "--numeric-suffixes",
            "--suffix-length=4",
            &text(&path),
            &text(&parts.join("part-")),
        ],
    )?;
    let sum = run("sha256sum", &[&text(&path)])?;
    Ok(sum.split(' ').next().unwrap_or_default().to_owned())
}

/// Deletes the files of this load.
pub fn clean(folder: &Path) {
    // They need not exist.
    for file in [PLACE, COOKIES, CONFIG] {
        let _ = std::fs::remove_file(folder.join(file));
    }
    let _ = std::fs::remove_dir_all(folder.join("parts"));
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn run(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program).args(arguments).output().with_context(|| program.to_owned())?;
    ensure!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// Uploads the file with curl and adds it to the repository.
pub fn curl(plan: &Plan) -> Result<Value> {
    let Server { url, username, password } = &plan.server;
    let cookies = text(&plan.folder.join(COOKIES));
    let api = format!("{url}/pulp/api/v3/");
    let login = format!("{username}:{password}");
    run(CURL, &["-sSf", "-X", "POST", "-u", &login, "-c", &cookies, &format!("{api}login/")])?;
    let jar = std::fs::read_to_string(&cookies)?;
    let csrf = jar.lines().find_map(|line| line.split_once("csrftoken")).context("missing CSRF token")?.1.trim();
    if plan.idle {
        return Ok(json!([]));
    }
    let correlation = format!("Correlation-ID: {:032x}", fastrand::u128(..));
    let session =
        ["-sSf", "-b", &cookies, "-H", &format!("X-CSRFToken: {csrf}"), "-H", &correlation].map(str::to_owned);
    let call = |more: &[&str]| -> Result<Value> {
        let arguments: Vec<&str> = session.iter().map(String::as_str).chain(more.iter().copied()).collect();
        Ok(serde_json::from_str(&run(CURL, &arguments)?)?)
    };
    let json_to = |path: &str, body: Value| call(&["--json", &body.to_string(), path]);
    let finish = |answer: Value| -> Result<Value> {
        let task = answer["task"].as_str().context("the response has no task")?.to_owned();
        loop {
            let task = call(&[&format!("{url}{task}")])?;
            match task["state"].as_str() {
                Some("completed") => return Ok(task),
                Some("waiting" | "running") => thread::sleep(POLL),
                _ => bail!("{}: {}", href(&task), task["error"]),
            }
        }
    };
    let upload = href(&json_to(&format!("{api}uploads/"), json!({"size": SIZE}))?);
    let config = plan.folder.join(CONFIG);
    std::fs::write(&config, config_of(plan, &format!("{url}{upload}"), &session)?)?;
    run(CURL, &["--config", &text(&config)])?;
    let done = finish(json_to(&format!("{url}{upload}commit/"), json!({"sha256": plan.sha256}))?)?;
    let artifact = done["created_resources"][0].as_str().context("the task created no artifact")?;
    let body = json!({"artifact": artifact, "relative_path": PLACE, "repository": plan.repository});
    finish(json_to(&format!("{api}content/file/files/"), body)?)?;
    Ok(json!([]))
}

/// Returns a configuration for curl with one request per part.
fn config_of(plan: &Plan, upload: &str, session: &[String]) -> Result<String> {
    let mut config = String::new();
    for number in 0..SIZE / PART {
        let part = text(&plan.folder.join(format!("parts/part-{number:04}")));
        let (first, last) = (number * PART, (number + 1) * PART - 1);
        if number > 0 {
            config += "next\n";
        }
        writeln!(config, "silent\nshow-error\nfail\nrequest = PUT\nurl = \"{upload}\"\noutput = /dev/null")?;
        writeln!(config, "cookie = \"{}\"\nheader = \"{}\"\nheader = \"{}\"", session[2], session[4], session[6])?;
        writeln!(config, "header = \"Expect:\"")?;
        writeln!(config, "header = \"Content-Range: bytes {first}-{last}/{SIZE}\"\nform = \"file=@{part}\"")?;
    }
    Ok(config)
}
