//! Prints the figures and the bounds as tables.

use std::fmt::Write as _;
use std::time::Duration;

use crate::load::{Load, Pass};
use crate::measure::{Usage, median};

/// The figures of one run: of all modules of a load together, or of the floor.
#[derive(Clone, Copy, Default)]
pub struct Sample {
    /// Wall and CPU time are sums over the modules; memory is that of the largest.
    pub usage: Usage,
    pub requests: usize,
    /// The number of requests of the module that sent the most.
    pub most: usize,
    pub tasks: usize,
}

/// All samples of one pass of a load.
pub struct Row {
    pub load: Load,
    pub pass: Pass,
    pub modules: Vec<Sample>,
    pub floor: Vec<Sample>,
}

/// A bound, the measured value, and whether it is met.
pub struct Bound {
    pub what: String,
    pub bound: String,
    pub value: String,
    pub met: bool,
}

fn middle(samples: &[Sample], of: impl Fn(&Sample) -> f64) -> f64 {
    median(samples.iter().map(of)).unwrap_or_default()
}

fn seconds(sample: &Sample) -> f64 {
    sample.usage.wall.as_secs_f64()
}

/// Returns the peak memory in megabytes; the kernel reports KiB.
fn peak(sample: &Sample) -> f64 {
    sample.usage.peak as f64 * 1024.0 / 1e6
}

impl Row {
    /// Returns the modules' wall time divided by the floor's.
    fn ratio(&self) -> f64 {
        middle(&self.modules, seconds) / middle(&self.floor, seconds)
    }

    fn cells(&self) -> Vec<String> {
        let wall = |samples: &[Sample]| {
            let all = samples.iter().map(seconds);
            let (least, most) = (all.clone().fold(f64::MAX, f64::min), all.fold(0.0, f64::max));
            format!("{:.2} s ({least:.2}–{most:.2})", middle(samples, seconds))
        };
        let number =
            |samples: &[Sample], of: fn(&Sample) -> usize| middle(samples, |sample| of(sample) as f64).to_string();
        let requests = |samples: &[Sample]| number(samples, |sample| sample.requests);
        let tasks = |samples: &[Sample]| number(samples, |sample| sample.tasks);
        vec![
            self.load.title().to_owned(),
            self.load.title_of(self.pass).to_owned(),
            wall(&self.modules),
            wall(&self.floor),
            format!("{:.2} s", middle(&self.modules, |sample| sample.usage.cpu.as_secs_f64())),
            format!("{:.1} MB", middle(&self.modules, peak)),
            format!("{:.1} MB", middle(&self.floor, peak)),
            requests(&self.modules),
            requests(&self.floor),
            tasks(&self.modules),
            tasks(&self.floor),
        ]
    }
}

/// Returns the table of all rows.
pub fn figures(rows: &[Row], markdown: bool) -> String {
    let head = [
        "Load",
        "Run",
        "Wall time",
        "Floor's",
        "CPU time",
        "Peak memory",
        "Floor's",
        "Requests",
        "Floor's",
        "Tasks",
        "Floor's",
    ];
    table(&head, &rows.iter().map(Row::cells).collect::<Vec<_>>(), markdown)
}

/// Returns the table of the bounds.
pub fn verdicts(bounds: &[Bound], markdown: bool) -> String {
    let cells = |bound: &Bound| {
        let met = if bound.met { "met" } else { "not met" };
        vec![bound.what.clone(), bound.bound.clone(), bound.value.clone(), met.to_owned()]
    };
    table(&["What", "Bound", "Measured", ""], &bounds.iter().map(cells).collect::<Vec<_>>(), markdown)
}

fn table(head: &[&str], rows: &[Vec<String>], markdown: bool) -> String {
    let rule = |width: &usize| "-".repeat(*width);
    let lengths = |row: &[String]| row.iter().map(|cell| cell.chars().count()).collect::<Vec<_>>();
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let mut widths = lengths(&head);
    for row in rows {
        widths.iter_mut().zip(lengths(row)).for_each(|(width, length)| *width = length.max(*width));
    }
    let ruler: Vec<String> = widths.iter().map(|width| rule(&(*width).max(3))).collect();
    let mut text = String::new();
    for row in [&head, &ruler].into_iter().chain(rows) {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| if markdown { cell.clone() } else { format!("{cell:width$}") })
            .collect();
        let line = if markdown { format!("| {} |", cells.join(" | ")) } else { cells.join("  ").trim_end().to_owned() };
        let _ = writeln!(text, "{line}");
    }
    text
}

const FIRST_RUN: f64 = 1.10;
const REQUESTS: usize = 15;
/// The bound in MB for a file of any size: one part, and what a module needs anyway.
const FILE_MEMORY: f64 = 40.0;
const START_UP: Duration = Duration::from_millis(10);

/// Compares the rows with the bounds.
pub fn bounds(rows: &[Row], start_up: Duration) -> Vec<Bound> {
    let mut bounds = Vec::new();
    let mut add = |row: &Row, what: &str, bound: String, value: String, met: bool| {
        let what = format!("{}: {what}", row.load.title());
        bounds.push(Bound { what, bound, value, met });
    };
    for row in rows {
        if row.pass == Pass::First {
            let ratio = row.ratio();
            add(row, "first run", format!("≤ {FIRST_RUN:.2} × the floor"), format!("{ratio:.2} ×"), ratio <= FIRST_RUN);
        }
        let memory = row.modules.iter().map(peak).fold(0.0, f64::max);
        let most = match row.load {
            Load::Rpm => None,
            Load::Images { .. } => Some(20.0),
            Load::Files | Load::Remotes => Some(40.0),
            Load::Tags => Some(20.0),
            Load::Upload => Some(FILE_MEMORY),
        };
        if let Some(most) = most {
            let what = format!("{}: peak memory", row.load.title_of(row.pass));
            add(row, &what, format!("≤ {most} MB"), format!("{memory:.1} MB"), memory <= most);
        }
        if row.pass != Pass::WithoutResync {
            continue;
        }
        // One more request per item with secrets, because only the server can compare them; two more per item with
        // tags, to look up those of its repository and of its source.
        let single = match row.load {
            Load::Images { credentials: true } => row.load.size(),
            Load::Tags => 2 * row.load.size(),
            _ => 0,
        };
        let sent = middle(&row.modules, |sample| sample.most as f64) as usize;
        let (bound, value) = match single {
            0 => (format!("≤ {REQUESTS}"), sent.to_string()),
            _ => (format!("≤ {REQUESTS} + {single}"), format!("{} + {single}", sent.saturating_sub(single))),
        };
        let what = "nothing changed, without re-sync: requests of a module";
        add(row, what, bound, value, sent <= REQUESTS + single);
        let most = match row.load {
            Load::Images { credentials: false } => Some(1.0),
            Load::Images { credentials: true } => Some(4.0),
            _ => None,
        };
        if let Some(most) = most {
            let wall = middle(&row.modules, seconds);
            let what = "nothing changed, without re-sync: wall time";
            add(row, what, format!("≤ {most} s"), format!("{wall:.2} s"), wall <= most);
        }
    }
    bounds.push(Bound {
        what: "start-up with invalid arguments, slowest module".to_owned(),
        bound: format!("≤ {} ms", START_UP.as_millis()),
        value: format!("{:.1} ms", start_up.as_secs_f64() * 1e3),
        met: start_up <= START_UP,
    });
    bounds
}
