//! Provides the files that runs upload. Each process writes them once, to a temporary folder.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Returns the content of a file.
pub fn content(kind: &str, number: u32) -> Vec<u8> {
    // Larger than the `chunk_size` of the workloads, so that it is sent in several parts.
    let size = if number == 3 { 150_000 } else { 100 + number as usize };
    format!("{kind} {number} ").into_bytes().into_iter().cycle().take(size).collect()
}

fn name(kind: &str, number: u32) -> String {
    match kind {
        "python" => format!("sim{number}-1.0.tar.gz"),
        "file" => format!("{number}.img"),
        other => format!("sim{number}.{other}"),
    }
}

/// Returns the path of a file; the first call writes all files.
pub fn path(kind: &str, number: u32) -> String {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("simulated-files-{}", std::process::id()));
        for kind in ["file", "rpm", "deb", "python"] {
            let below = folder.join(kind);
            fs::create_dir_all(&below).expect("the folder for the files could not be created");
            for number in 0..4 {
                fs::write(below.join(name(kind, number)), content(kind, number)).expect("a file could not be written");
            }
        }
        folder
    });
    folder.join(kind).join(name(kind, number)).to_string_lossy().into_owned()
}
