//! Compares the modules with the floor on running Pulp servers; see docs/benchmarks.md. `make bench` runs it.

mod client;
mod copies;
mod floor;
mod load;
mod measure;
mod proxy;
mod report;
mod upload;
mod world;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use client::{Client, Server};
use load::{LOADS, Load, Pass};
use measure::{MEASURE, Usage, median};
use proxy::Proxy;
use report::{Row, Sample};
use world::Upstream;

const FLOOR: &str = "floor";
const CONCURRENCY: usize = 10;
const MODULES: [&str; 7] =
    ["repository", "remote", "sync", "publication", "distribution", "content_guard", "container_sync"];
const FIGURES: [&str; 2] = ["<!-- figures -->\n", "<!-- end of figures -->"];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((word, command)) if word == MEASURE => measure::measured(command),
        Some((word, [plan])) if word == FLOOR => {
            let plan = serde_json::from_slice(&std::fs::read(plan)?)?;
            let made = runtime()?.block_on(floor::run(&plan))?;
            Ok(writeln!(std::io::stdout(), "{}", serde_json::to_string(&made)?)?)
        }
        Some((word, [plan])) if word == upload::CURL => {
            let plan = serde_json::from_slice(&std::fs::read(plan)?)?;
            Ok(writeln!(std::io::stdout(), "{}", upload::curl(&plan)?)?)
        }
        _ => runtime()?.block_on(bench(&options(&arguments)?)),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

struct Options {
    /// Whether to write the figures to docs/benchmarks.md.
    markdown: bool,
    /// The number of rounds.
    repeat: usize,
    /// Run only the loads whose title contains this text.
    only: String,
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options { markdown: false, repeat: 3, only: String::new() };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--markdown" => options.markdown = true,
            "--repeat" => options.repeat = value()?.parse()?,
            "--only" => options.only = value()?.clone(),
            _ => bail!("usage: bench [--repeat 3] [--only TEXT] [--markdown]"),
        }
    }
    Ok(options)
}

fn say(text: &str) {
    // If stderr is closed, there is nowhere to report it.
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn env(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

async fn bench(options: &Options) -> Result<()> {
    let login = |url: String| Server {
        url,
        username: env("BENCH_USERNAME", "admin"),
        password: env("BENCH_PASSWORD", "password"),
    };
    let local = login(env("BENCH_URL", "http://127.0.0.1:8082"));
    let ark = login(env("BENCH_UPSTREAM_URL", "http://127.0.0.1:8081"));
    let load_before = std::fs::read_to_string("/proc/loadavg")?;
    let upstream = Upstream::prepare(
        &ark,
        env("BENCH_UPSTREAM_USERNAME", "site"),
        env("BENCH_UPSTREAM_PASSWORD", "site-password"),
    )
    .await?;
    let client = Client::log_in(&local).await?;
    let bench = Bench::new(&local, client, upstream)?;
    let reported = bench.report(options, &load_before).await;
    upload::clean(&bench.folder);
    say("deleting what the benchmark created");
    let removed = world::clean(&bench.client).await.and(world::clean(&Client::log_in(&ark).await?).await);
    reported.and(removed)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the date, the processor, its cores and the memory.
fn machine() -> Result<String> {
    let read = |file: &str, key: &str| -> Result<String> {
        let text = std::fs::read_to_string(file)?;
        let line = text.lines().find(|line| line.starts_with(key)).with_context(|| format!("{file} has no {key}"))?;
        Ok(line.split(':').nth(1).unwrap_or_default().trim().to_owned())
    };
    let kibibytes: f64 = read("/proc/meminfo", "MemTotal")?.trim_end_matches(" kB").parse()?;
    let date = std::process::Command::new("date").arg("+%F").output()?.stdout;
    let mut text = String::from_utf8(date)?.trim().to_owned();
    let cores = std::thread::available_parallelism()?;
    write!(text, "; {} with {cores} cores, {:.0} GiB", read("/proc/cpuinfo", "model name")?, kibibytes / 1048576.0)?;
    Ok(text)
}

struct Bench {
    client: Client,
    upstream: Upstream,
    proxy: Proxy,
    /// The local server, at the proxy's address.
    server: Server,
    folder: PathBuf,
}

impl Bench {
    fn new(local: &Server, client: Client, upstream: Upstream) -> Result<Bench> {
        let address = local
            .url
            .strip_prefix("http://")
            .context("BENCH_URL must start with http://, because the requests are counted by a proxy")?;
        let proxy = Proxy::start(address.trim_end_matches('/'))?;
        let folder = root().join("build/bench");
        std::fs::create_dir_all(&folder)?;
        Ok(Bench { client, upstream, server: Server { url: proxy.url.clone(), ..local.clone() }, proxy, folder })
    }

    async fn report(&self, options: &Options, load_before: &str) -> Result<()> {
        world::clean(&self.client).await?;
        let (rows, start_up) = self.all(options).await?;
        let about = format!(
            "{}; {}; load average before: {}; rounds: {} (lists of 1,000 and the big file: 1), medians and (least–most); version {}",
            machine()?,
            world::versions(&self.client).await?,
            load_before.split(' ').next().unwrap_or_default(),
            options.repeat,
            env!("CARGO_PKG_VERSION")
        );
        let bounds = report::bounds(&rows, start_up);
        let text = |markdown| {
            let (figures, verdicts) = (report::figures(&rows, markdown), report::verdicts(&bounds, markdown));
            format!("{about}\n\n{figures}\n{verdicts}")
        };
        if options.markdown {
            let file = root().join("docs/benchmarks.md");
            let document = std::fs::read_to_string(&file)?;
            let (before, rest) =
                document.split_once(FIGURES[0]).context("docs/benchmarks.md has no line <!-- figures -->")?;
            let (_, after) =
                rest.split_once(FIGURES[1]).context("docs/benchmarks.md has no <!-- end of figures -->")?;
            std::fs::write(&file, format!("{before}{}\n{}\n{}{after}", FIGURES[0], text(true), FIGURES[1]))?;
        }
        Ok(writeln!(std::io::stdout(), "{}", text(false))?)
    }

    async fn all(&self, options: &Options) -> Result<(Vec<Row>, Duration)> {
        let start_up = self.start_up()?;
        let mut rows = Vec::new();
        for load in LOADS.into_iter().filter(|load| load.title().contains(&options.only)) {
            rows.extend(self.load(load, options.repeat).await?);
        }
        Ok((rows, start_up))
    }

    /// Returns the time that the slowest module needs to reject invalid arguments.
    fn start_up(&self) -> Result<Duration> {
        let mut slowest = Duration::ZERO;
        for module in MODULES {
            let mut walls = Vec::new();
            for _ in 0..51 {
                let (usage, answer) = measure::run(&[&program(module)], &json!({"no_such_option": 1}), &self.folder)?;
                ensure!(answer["failed"] == true, "{module} accepted an option that does not exist");
                walls.push(usage.wall);
            }
            let wall = median(walls).unwrap_or_default();
            say(&format!("{module}: start-up {:.1} ms", wall.as_secs_f64() * 1e3));
            slowest = slowest.max(wall);
        }
        Ok(slowest)
    }

    async fn load(&self, load: Load, repeat: usize) -> Result<Vec<Row>> {
        let mut rows: Vec<Row> =
            load.passes().iter().map(|&pass| Row { load, pass, modules: Vec::new(), floor: Vec::new() }).collect();
        if load.passes().contains(&Pass::Again) {
            // Fills the server with the upstream's content, so that no measured run includes that.
            self.floor(load, Pass::First, "warm-up", None, 12).await?;
        }
        let sources = match load {
            Load::Tags => copies::sources(&self.client, &self.upstream).await?,
            _ => Vec::new(),
        };
        for round in 0..load.rounds(repeat) {
            // Modules and floor take turns at going first. The modules begin, so that the floor has not filled the
            // lists before.
            for floor in [round % 2 != 0, round % 2 == 0] {
                let tag = format!("{}-{round}", if floor { "floor" } else { "modules" });
                let mut made = self.before(load, &tag, &sources).await?;
                for row in &mut rows {
                    let sample = if floor {
                        let (sample, hrefs) = self.floor(load, row.pass, &tag, made.as_ref(), load.size()).await?;
                        made.get_or_insert(hrefs);
                        row.floor.push(sample);
                        sample
                    } else {
                        let sample = self.modules(load, row.pass, &tag).await?;
                        row.modules.push(sample);
                        sample
                    };
                    say(&format!(
                        "{}, {}, {tag}: {:.2} s, {} requests, {} tasks",
                        load.title(),
                        load.title_of(row.pass),
                        sample.usage.wall.as_secs_f64(),
                        sample.requests,
                        sample.tasks
                    ));
                }
            }
        }
        Ok(rows)
    }

    /// Creates the objects that a load requires; returns the hrefs that the floor needs.
    async fn before(&self, load: Load, tag: &str, sources: &[String]) -> Result<Option<Vec<floor::Made>>> {
        let names: Vec<String> = (0..load.size()).map(|number| load.name(tag, number)).collect();
        Ok(match load {
            Load::Tags => Some(copies::destinations(&self.client, &names, sources).await?),
            Load::Upload => {
                let body = json!({"name": names[0]}).to_string();
                let made = self.client.send(reqwest::Method::POST, "repositories/file/file/", Some(body)).await?;
                Some(vec![[("repositories".to_owned(), client::href(&made))].into()])
            }
            _ => None,
        })
    }

    async fn floor(
        &self,
        load: Load,
        pass: Pass,
        tag: &str,
        made: Option<&Vec<floor::Made>>,
        size: usize,
    ) -> Result<(Sample, Vec<floor::Made>)> {
        let this = std::env::current_exe()?.to_string_lossy().into_owned();
        if load == Load::Upload {
            let first = pass == Pass::First;
            let sha256 = if first { upload::parts(&self.folder)? } else { String::new() };
            let plan = upload::Plan {
                server: self.server.clone(),
                repository: made.and_then(|made| made[0].get("repositories")).cloned().unwrap_or_default(),
                folder: self.folder.clone(),
                sha256,
                idle: !first,
            };
            let (usage, _) = measure::run(&[&this, upload::CURL], &serde_json::to_value(&plan)?, &self.folder)?;
            return Ok((self.sample(usage, "curl", load, pass).await?, Vec::new()));
        }
        let chain = |number| load.chain(pass, tag, number, made.map(|made| &made[number]), &self.upstream);
        let plan = floor::Plan {
            server: self.server.clone(),
            concurrency: CONCURRENCY,
            chains: (0..size).map(chain).collect(),
        };
        let (usage, hrefs) = measure::run(&[&this, FLOOR], &serde_json::to_value(&plan)?, &self.folder)?;
        let sample = self.sample(usage, "floor", load, pass).await?;
        Ok((sample, serde_json::from_value(hrefs)?))
    }

    /// Runs and measures all modules of a load, one after the other.
    async fn modules(&self, load: Load, pass: Pass, tag: &str) -> Result<Sample> {
        let mut all = Sample::default();
        for (module, mut arguments) in load.calls(pass, tag, &self.upstream) {
            arguments["pulp_url"] = self.server.url.as_str().into();
            arguments["username"] = self.server.username.as_str().into();
            arguments["password"] = self.server.password.as_str().into();
            arguments["concurrency"] = CONCURRENCY.into();
            arguments["_ansible_module_name"] = module.into();
            if load == Load::Upload {
                let file =
                    if pass == Pass::First { upload::file(&self.folder)? } else { self.folder.join(upload::PLACE) };
                arguments["file"] = file.to_string_lossy().into();
            }
            let (usage, answer) = measure::run(&[&program(module)], &arguments, &self.folder)?;
            let what = format!("{}, {}: {module}", load.title(), load.title_of(pass));
            ensure!(answer["failed"] != true, "{what} failed: {}", answer["msg"]);
            ensure!(answer["changed"] == (pass == Pass::First), "{what} returned changed: {}", answer["changed"]);
            let one = self.sample(usage, module, load, pass).await?;
            all = Sample {
                usage: Usage {
                    wall: all.usage.wall + one.usage.wall,
                    cpu: all.usage.cpu + one.usage.cpu,
                    peak: all.usage.peak.max(one.usage.peak),
                },
                requests: all.requests + one.requests,
                most: all.most.max(one.requests),
                tasks: all.tasks + one.tasks,
            };
        }
        Ok(all)
    }

    /// Returns the figures of the run that has just ended; writes its requests to a file in build/bench/.
    async fn sample(&self, usage: Usage, who: &str, load: Load, pass: Pass) -> Result<Sample> {
        let seen = self.proxy.take();
        let mut log = String::new();
        let start = seen.requests.first().map_or_else(Instant::now, |(time, _)| *time);
        for (time, request) in &seen.requests {
            writeln!(log, "{:9.3} s  {request}", (*time - start).as_secs_f64())?;
        }
        let file = format!("{}, {}, {who}.txt", load.title(), load.title_of(pass));
        std::fs::write(self.folder.join(file), log)?;
        let requests = seen.requests.len();
        let tasks = world::tasks(&self.client, &seen.correlation_ids).await?;
        Ok(Sample { usage, requests, most: requests, tasks })
    }
}

fn program(module: &str) -> String {
    let folder = root().join("plugins/bin").join(std::env::consts::ARCH);
    let own = folder.join(module);
    // Most modules share a binary, which picks the module by the argument `_ansible_module_name`.
    if own.exists() { own } else { folder.join("shared") }.to_string_lossy().into_owned()
}
