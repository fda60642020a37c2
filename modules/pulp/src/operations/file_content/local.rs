//! Reads files on this host: finds the files that a pattern matches, and computes their checksums.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use ring::digest::{Context as Hasher, SHA256};

use crate::context::Context;
use crate::error::Error;
use crate::reason::Reason;

/// A file as it was when this run read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    pub path: PathBuf,
    /// The last part of its path.
    pub name: String,
    pub size: u64,
    pub sha256: String,
}

const BLOCK: usize = 1 << 20;

/// Returns the files that a path or pattern matches, sorted. A file with exactly that name takes precedence over the
/// pattern.
pub fn matching(pattern: &str) -> Result<Vec<PathBuf>, Error> {
    let path = Path::new(pattern);
    if path.exists() || !pattern.contains(['*', '?', '[']) {
        return match fs::metadata(path) {
            Ok(found) if found.is_file() => Ok(vec![path.to_owned()]),
            Ok(_) => Err(Error::State(format!(
                "{pattern} is not a regular file; hint: for the files in a folder, use a pattern such as folder/*"
            ))),
            Err(cause) => Err(unreadable(path, &cause)),
        };
    }
    let mut found = vec![PathBuf::from(if pattern.starts_with('/') { "/" } else { "" })];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        found = found.iter().flat_map(|folder| entries(folder, part)).collect();
    }
    found.retain(|path| path.is_file());
    found.sort();
    if found.is_empty() { Err(Error::State(format!("no file matches {pattern}"))) } else { Ok(found) }
}

/// Returns the entries of a folder that match one part of a pattern.
fn entries(folder: &Path, part: &str) -> Vec<PathBuf> {
    if !part.contains(['*', '?', '[']) {
        return vec![folder.join(part)];
    }
    let real = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let names =
        fs::read_dir(real).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    // As in a shell, a pattern matches hidden files only if it starts with a dot.
    let asked = |name: &String| (!name.starts_with('.') || part.starts_with('.')) && fits(part, name);
    names.filter(asked).map(|name| folder.join(name)).collect()
}

/// Returns whether a name matches a pattern of `*`, `?`, `[abc]`, `[a-z]` and `[!abc]`.
pub fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    fits_from(&pattern, &name)
}

fn fits_from(pattern: &[char], name: &[char]) -> bool {
    match pattern.first() {
        None => name.is_empty(),
        Some('*') => (0..=name.len()).any(|skipped| fits_from(&pattern[1..], &name[skipped..])),
        Some('?') => !name.is_empty() && fits_from(&pattern[1..], &name[1..]),
        Some('[') => match (class(pattern), name.first()) {
            (Some((members, rest)), Some(character)) => among(members, *character) && fits_from(rest, &name[1..]),
            (None, Some('[')) => fits_from(&pattern[1..], &name[1..]),
            _ => false,
        },
        Some(character) => name.first() == Some(character) && fits_from(&pattern[1..], &name[1..]),
    }
}

/// Returns the content of brackets, and what comes after them. A closing bracket right at the start is one of the
/// characters.
fn class(pattern: &[char]) -> Option<(&[char], &[char])> {
    let first = if pattern.get(1) == Some(&'!') { 3 } else { 2 };
    let end = first + pattern.get(first..)?.iter().position(|character| *character == ']')?;
    Some((&pattern[1..end], &pattern[end + 1..]))
}

fn among(members: &[char], character: char) -> bool {
    let (negated, mut members) = match members.split_first() {
        Some(('!', rest)) => (true, rest),
        _ => (false, members),
    };
    let mut found = false;
    while let Some((first, rest)) = members.split_first() {
        match rest {
            ['-', last, after @ ..] => {
                found |= (*first..=*last).contains(&character);
                members = after;
            }
            _ => {
                found |= *first == character;
                members = rest;
            }
        }
    }
    found != negated
}

/// Reads a file to compute its checksum.
pub async fn look(context: &Context, path: &Path) -> Result<Local, Error> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Error::State(format!("the name of file {} is not UTF-8", path.display())))?;
    let mut file = File::open(path).map_err(|cause| unreadable(path, &cause))?;
    let mut hasher = Hasher::new(&SHA256);
    let mut block = vec![0; BLOCK];
    let mut size = 0;
    loop {
        match file.read(&mut block).map_err(|cause| unreadable(path, &cause))? {
            0 => break,
            read => {
                hasher.update(&block[..read]);
                size += read as u64;
            }
        }
        // Large files take seconds, and signals must be handled in the meantime.
        tokio::task::yield_now().await;
        if context.stop.requested() {
            return Err(Error::Interrupted(format!("file {} was read", path.display())));
        }
    }
    Ok(Local { path: path.to_owned(), name: name.to_owned(), size, sha256: hex(hasher.finish().as_ref()) })
}

/// Appends the next `length` bytes of a file to `bytes`.
pub fn read_part(file: &mut File, bytes: &mut Vec<u8>, length: u64) -> std::io::Result<()> {
    bytes.reserve_exact(length as usize + 128);
    match file.take(length).read_to_end(bytes)? {
        read if read as u64 == length => Ok(()),
        _ => Err(std::io::Error::other("it became shorter while it was read")),
    }
}

/// Returns the error of a file that cannot be read.
pub fn unreadable(path: &Path, cause: &std::io::Error) -> Error {
    Error::Because(Reason::FileUnreadable, format!("could not read file {}: {cause}", path.display()))
}

/// Returns the SHA-256 checksum of some bytes.
pub fn sha256(bytes: &[u8]) -> String {
    hex(ring::digest::digest(&SHA256, bytes).as_ref())
}

/// Formats bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, name) in [
            ("*.img", "a.img"),
            ("a*b*c", "a--b-b-c"),
            ("?.img", "ü.img"),
            ("[a-c]x", "bx"),
            ("[!a-c]x", "dx"),
            ("[]a]x", "]x"),
            ("a[x", "a[x"),
            ("*", "anything"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*.img", "a.img.sha256"),
            ("?.img", ".img"),
            ("[a-c]x", "dx"),
            ("[!a-c]x", "ax"),
            ("", "a"),
            ("a[x", "ax"),
        ] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn the_checksum_is_correct() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
