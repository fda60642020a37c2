//! Reads random and malformed settings files of the pulp CLI.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use pulp::profile::complete;
use pulp::schema::Object;

use crate::encodings::cases;

/// Reads the profile `ark` from a settings file with that content, and returns its options or the error.
fn read(content: &[u8]) -> Result<Object, String> {
    let home = std::env::temp_dir().join(format!("profiles-{}-{:?}", std::process::id(), std::thread::current().id()));
    std::fs::create_dir_all(home.join("pulp")).unwrap();
    std::fs::write(home.join("pulp/cli.toml"), content).unwrap();
    let mut given = Object::new();
    let done = complete(&mut given, "ark", |key| (key == "XDG_CONFIG_HOME").then(|| home.display().to_string()));
    std::fs::remove_dir_all(&home).unwrap();
    done.map(|()| given)
}

#[test]
fn deep_profiles_are_rejected() {
    const DEEP: usize = 100_000;
    let dotted = format!("{}a = 1\n", "a.".repeat(DEEP));
    for content in [
        format!("a = {}{}", "[".repeat(DEEP), "]".repeat(DEEP)),
        format!("a = {}1{}", "{a = ".repeat(DEEP), "}".repeat(DEEP)),
        format!("[cli-ark]\n{dotted}"),
        format!("[cli-ark.{}a]\n", "a.".repeat(DEEP)),
        format!("[[cli-ark.{}a]]\n", "a.".repeat(DEEP)),
    ] {
        let error = read(content.as_bytes()).unwrap_err();
        assert!(error.contains("is not valid TOML") && error.len() < 500, "{error}");
    }
}

fn line() -> impl Strategy<Value = String> {
    let key = select(vec![
        "base_url",
        "username",
        "password",
        "cert",
        "verify_ssl",
        "headers",
        "domain",
        "api_root",
        "a.b",
        "\"q\"",
        "",
    ]);
    let value = select(vec![
        "\"hunter2hunter2\"",
        "hunter2hunter2",
        "'hunter2hunter2",
        "\"\"\"hunter2hunter2",
        "true",
        "1",
        "1.5e400",
        "[]",
        "[\"hunter2hunter2\"]",
        "[\"A:hunter2hunter2\"]",
        "{a = \"hunter2hunter2\"}",
        "2026-01-01",
        "[1, [2]]",
        "{",
        "\"\\uD800\"",
        "\"http://u:hunter2hunter2@h\"",
        "",
    ]);
    let section = select(vec!["[cli-ark]", "[cli]", "[[cli-ark]]", "[cli-ark.x]", "[", "[hunter2hunter2"]);
    prop_oneof![
        6 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        2 => section.prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

#[test]
fn profile_errors_show_no_secrets() {
    let config = Config { cases: cases(300), failure_persistence: None, ..Config::default() };
    let lines = (any::<bool>(), proptest::collection::vec(line(), 0..8));
    let done = TestRunner::new(config).run(&lines, |(begun, lines)| {
        let start = if begun { "[cli-ark]\n" } else { "" };
        if let Err(error) = read(format!("{start}{}", lines.join("\n")).as_bytes()) {
            prop_assert!(!error.contains("hunter2hunter2"), "{error}");
        }
        Ok(())
    });
    done.unwrap();
    assert!(read(b"[cli-ark]\npassword = \"\xff\"").unwrap_err().starts_with("could not read "));
}
