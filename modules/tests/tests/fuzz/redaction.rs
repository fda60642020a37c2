//! Redacts random secrets in every encoding.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use pulp::error::Problem;
use pulp::redact::{Gather, Secrets};
use serde_json::{Value, json};

use crate::encodings::{ENCODINGS, cases, leak, secret};

fn gathered(secrets: &[String]) -> Secrets {
    let mut gather = Gather::default();
    secrets.iter().for_each(|secret| gather.secret(secret));
    gather.finish()
}

#[test]
fn every_encoding_is_redacted() {
    let config = Config { cases: cases(50), failure_persistence: None, ..Config::default() };
    let inputs = (proptest::collection::vec(secret(), 1..4), "[a-z .:;,<>]{0,20}");
    let done = TestRunner::new(config).run(&inputs, |(secrets, around)| {
        let struck = gathered(&secrets);
        for (name, encode) in ENCODINGS {
            let text = secrets
                .iter()
                .map(|secret| format!("{around}{}{around}", encode(secret)))
                .collect::<Vec<_>>()
                .join(" ");
            let body = json!({"a": [text], "b": {"c": text}}).to_string();
            let value = struck.strike_in(&json!({"a": text, "b": [1, true, null, {"c": text}]}));
            let shown = json!([
                struck.strike(&text),
                Problem::from_body(body.as_bytes(), &struck).0,
                Problem::from_body(text.as_bytes(), &struck).0,
                value,
            ]);
            for secret in &secrets {
                prop_assert!(!leak(&shown, secret), "{name}: {secret} in {shown}");
            }
        }
        Ok(())
    });
    done.unwrap();
}

#[test]
fn values_without_secrets_are_unchanged() {
    let config = Config { cases: cases(200), failure_persistence: None, ..Config::default() };
    let done = TestRunner::new(config).run(&(secret(), any::<String>()), |(secret, text)| {
        prop_assume!(!text.contains("://"));
        let value = json!({"text": text, "number": 5, "truth": true, secret.as_str(): null});
        prop_assert_eq!(gathered(&[secret]).strike_in(&value), value);
        Ok(())
    });
    done.unwrap();
}

#[test]
fn thousands_of_secrets_are_redacted_quickly() {
    let secrets: Vec<String> = (0..5_000).map(|number| format!("secret-of-item-{number}-{}", number * 7_919)).collect();
    let (few, many) = (gathered(&secrets[..5]), gathered(&secrets));
    let item = |number: usize| {
        json!({
            "name": format!("item-{number}"), "pulp_href": format!("/pulp/api/v3/remotes/rpm/rpm/{number}/"),
            "url": "https://example.com/a/b/c/", "description": "secret-of-item- is how they all begin",
            "pulp_created": "2026-01-01T00:00:00.000000Z", "echo": secrets[number],
        })
    };
    let values: Value = (0..1_000).map(item).collect();
    let timed = |struck: &Secrets| {
        let begun = std::time::Instant::now();
        (struck.strike_in(&values), begun.elapsed())
    };
    let ((_, short), (shown, long)) = (timed(&few), timed(&many));
    assert_eq!(shown[999]["echo"], "********");
    assert_eq!(shown[17]["description"], values[17]["description"]);
    // Searching for one secret after the other would take a thousand times as long.
    assert!(long < short * 50, "5,000 secrets took {long:?}, 5 took {short:?}");
}
