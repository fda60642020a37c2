//! Collects the secrets of a run and removes them from everything that leaves the module.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::Value;

use super::patterns::{Pattern, Patterns};
use super::userinfo::{self, hide_userinfo};
use super::{HIDDEN, views};

/// Maximum length of secrets that are not searched for. They occur in many messages by chance, and removing them there
/// would reveal them.
const TOO_SHORT: usize = 2;
/// Minimum length of a line that reveals a secret of several lines, such as a key.
const LINE: usize = 20;
/// Minimum length of a secret that cannot be an ordinary value, if it mixes letters with other characters.
const DISTINCT: usize = 6;
/// Minimum length of a secret that cannot be an ordinary value, whatever its characters.
const LONG: usize = 16;
/// Schemes that values of the header `Authorization` start with.
const SCHEMES: &[&str] = &["Basic", "Bearer", "Token"];
/// Minimum length of a fragment of base64 that does not occur by chance.
const FRAGMENT: usize = 6;

/// The secrets of a run. The server may repeat them in its messages.
#[derive(Clone, Default)]
pub struct Secrets {
    /// All secrets, for messages of the server.
    all: Rc<Patterns>,
    /// Secrets that cannot be an ordinary value, for everything else.
    distinct: Rc<Patterns>,
}

/// Collects the secrets of a run.
#[derive(Default)]
pub struct Gather {
    secrets: HashSet<String>,
    /// Single lines of secrets. They are kept separate, because a certificate may contain the same public key.
    lines: HashSet<String>,
    logins: HashSet<(String, String)>,
    open: HashSet<String>,
}

impl Gather {
    /// Adds the text and numbers in a value as secrets.
    pub fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.secret(text),
            Value::Number(number) => self.secret(&number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(map) => map.values().for_each(|item| self.value(item)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// Adds a text as a secret, and each of its long lines.
    pub fn secret(&mut self, text: &str) {
        if text.trim().contains('\n') {
            let lines = text.lines().map(str::trim).filter(|line| line.len() >= LINE && !line.contains("-----"));
            self.lines.extend(lines.map(str::to_owned));
        }
        let mut add = |text: &str| {
            let text = text.trim();
            if text.chars().count() > TOO_SHORT {
                self.secrets.insert(text.to_owned());
            }
        };
        add(text);
        // Of `Authorization: Bearer …`, the server may repeat only the token.
        if let Some((scheme, token)) = text.trim().split_once(' ')
            && SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme))
        {
            add(token);
        }
    }

    /// Adds a password, also in the form in which HTTP Basic sends it with the user name.
    pub fn login(&mut self, user: &str, password: &str) {
        self.secret(password);
        self.logins.insert((user.to_owned(), password.to_owned()));
    }

    /// Adds a value that anyone may see. Only the users and passwords in its URLs are secrets.
    pub fn open(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.open_text(text),
            Value::Array(items) => items.iter().for_each(|item| self.open(item)),
            Value::Object(map) => map.values().for_each(|item| self.open(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Like [`Gather::open`], for a text.
    pub fn open_text(&mut self, text: &str) {
        userinfo::all(text).iter().for_each(|found| self.userinfo(found));
        self.open.insert(hide_userinfo(text));
    }

    fn userinfo(&mut self, text: &str) {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        for text in [text, &decoded] {
            self.secret(text);
            if let Some((user, password)) = text.split_once(':') {
                self.secret(user);
                self.login(user, password);
            }
        }
    }

    /// Prepares the search.
    pub fn finish(self) -> Secrets {
        let mut all = Vec::new();
        let mut distinct: BTreeMap<Vec<u8>, Vec<Pattern>> = BTreeMap::new();
        for secret in &self.secrets {
            let forms = forms(secret);
            if is_distinct(secret) {
                distinct.insert(forms[0].bytes.clone(), forms.clone());
            }
            all.extend(forms);
        }
        all.extend(self.lines.iter().flat_map(|line| forms(line)));
        let basic = self.logins.iter().flat_map(|(user, password)| base64(&format!("{user}:{password}"), 0, 0));
        let basic: Vec<Pattern> = basic.collect();
        all.extend(basic.iter().cloned());
        // Removing a secret that the task also gives in plain text would hide nothing, but damage the result.
        let plain = Patterns::new(distinct.values().map(|forms| forms[0].clone()).collect());
        for text in &self.open {
            plain.find(text.as_bytes(), |_, number| {
                if let Some(number) = number {
                    distinct.remove(&plain.get(number).bytes);
                }
            });
        }
        let distinct = distinct.into_values().flatten().chain(basic).collect();
        Secrets { all: Rc::new(Patterns::new(all)), distinct: Rc::new(Patterns::new(distinct)) }
    }
}

/// Returns whether a secret cannot be an ordinary value, such as a word, a number or a date.
fn is_distinct(secret: &str) -> bool {
    let letters = secret.chars().filter(|character| character.is_alphabetic()).count();
    let all = secret.chars().count();
    all >= LONG || all >= DISTINCT && letters > 0 && letters < all
}

/// Returns the secret unchanged and in base64: alone, or as a part of a longer text.
fn forms(secret: &str) -> Vec<Pattern> {
    let bytes = secret.split_ascii_whitespace().collect::<Vec<_>>().join(" ").into_bytes();
    let mut forms = vec![Pattern { bytes, base64: false }];
    forms.extend(base64(secret, 0, 0));
    for (before, skip) in [(0, 0), (1, 2), (2, 3)] {
        // The last character is dropped if it also depends on the text after the secret.
        let loose = usize::from(!(before + secret.len()).is_multiple_of(3));
        let padded = format!("{}{secret}", &"xx"[..before]);
        forms.extend(base64(&padded, skip, loose).into_iter().filter(|form| form.bytes.len() >= FRAGMENT));
    }
    forms
}

/// Encodes a text as base64 in both alphabets, without the given numbers of first and last characters.
fn base64(text: &str, skip: usize, drop: usize) -> Vec<Pattern> {
    let encoded = STANDARD_NO_PAD.encode(text);
    let bytes = encoded.as_bytes().get(skip..encoded.len().saturating_sub(drop)).unwrap_or_default().to_vec();
    let url: Vec<u8> = bytes
        .iter()
        .map(|byte| match byte {
            b'+' => b'-',
            b'/' => b'_',
            other => *other,
        })
        .collect();
    [bytes, url].into_iter().map(|bytes| Pattern { bytes, base64: true }).collect()
}

impl Secrets {
    /// Removes all secrets from a message of the server, in any encoding, and user and password from its URLs.
    pub fn strike(&self, text: &str) -> String {
        hide_userinfo(&without(&self.all, text))
    }

    /// Removes secrets from all text in a value. Keys, numbers and booleans stay, and so do secrets that may be an
    /// ordinary value: removing `admin` or `true` would damage names and states.
    pub fn strike_in(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => hide_userinfo(&without(&self.distinct, text)).into(),
            Value::Array(values) => values.iter().map(|value| self.strike_in(value)).collect(),
            Value::Object(map) => {
                Value::Object(map.iter().map(|(key, value)| (key.clone(), self.strike_in(value))).collect())
            }
            other => other.clone(),
        }
    }
}

fn without(patterns: &Patterns, text: &str) -> String {
    if patterns.is_empty() {
        return text.to_owned();
    }
    let mut hits: Vec<(usize, usize)> = Vec::new();
    let mut note = |start: usize, end: usize, number: Option<usize>| {
        let base64 = number.is_some_and(|number| patterns.get(number).base64);
        hits.push(if base64 { around(text, start, end) } else { (start, end) });
    };
    patterns.find(text.as_bytes(), |range, number| note(range.start, range.end, number));
    views::each(text, &mut |view| {
        patterns.find(&view.bytes, |range, number| {
            let (start, end) = view.original(range.start, range.end);
            note(start, end, number);
        });
    });
    if hits.is_empty() {
        return text.to_owned();
    }
    hits.sort_unstable();
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    for (start, end) in hits {
        if start >= done {
            shown.push_str(&text[done..text.floor_char_boundary(start)]);
            shown.push_str(HIDDEN);
        }
        done = done.max(text.ceil_char_boundary(end));
    }
    shown.push_str(&text[done..]);
    shown
}

/// Extends a range to the whole piece of base64 that contains it.
fn around(text: &str, start: usize, end: usize) -> (usize, usize) {
    let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(byte);
    let before = text.as_bytes()[..start].iter().rev().take_while(inside).count();
    let after = text.as_bytes()[end..].iter().take_while(inside).count();
    (start - before, end + after)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn secrets(gather: impl FnOnce(&mut Gather)) -> Secrets {
        let mut gathered = Gather::default();
        gather(&mut gathered);
        gathered.finish()
    }

    fn of(texts: &[&str]) -> Secrets {
        secrets(|gather| texts.iter().for_each(|text| gather.secret(text)))
    }

    #[test]
    fn secrets_are_redacted_in_every_form() {
        let struck = of(&["pass", "pass word/1"]).strike("pass word/1, pass%20word%2F1, password");
        assert_eq!(struck, "********, ********, ********word");
        assert_eq!(of(&[" abcdef1 "]).strike("xabcdef1x"), "x********x", "surrounding white space is not part of it");
        assert_eq!(of(&["abcd", "cdef"]).strike("<abcdef>"), "<********>", "overlapping matches are merged");
        assert_eq!(of(&["abc"]).strike("abcabc d"), "**************** d");
        assert_eq!(Secrets::default().strike("a http://u:p@h"), "a http://********@h");
    }

    #[test]
    fn short_secrets_are_not_redacted() {
        assert_eq!(of(&["e", "se", "€€"]).strike("secret€€"), "secret€€");
        assert_eq!(of(&["sec"]).strike("secret"), "********ret");
        assert_eq!(of(&["€€€"]).strike("€€€"), "********");
    }

    #[test]
    fn values_lose_only_distinctive_secrets() {
        for (secret, goes) in [
            ("abcd1", false),
            ("abcde1", true),
            ("abcdef", false),
            ("123456", false),
            ("12345a", true),
            ("2026-01-01", false),
            ("abc-de", true),
            ("abcdefghijklmno", false),
            ("abcdefghijklmnop", true),
            ("123456789012345", false),
            ("1234567890123456", true),
            ("ééééé1", true),
        ] {
            let value = json!({"a": [secret, 1, true, null], secret: format!("<{secret}>")});
            let gone = json!({"a": ["********", 1, true, null], secret: "<********>"});
            assert_eq!(of(&[secret]).strike_in(&value), if goes { gone } else { value }, "{secret}");
            assert_eq!(of(&[secret]).strike(secret), "********");
        }
    }

    #[test]
    fn texts_and_numbers_are_collected() {
        let all = json!({"a": ["text-1"], "b": 1234567, "c": true, "d": null, "e": "true"});
        let struck = secrets(|gather| gather.value(&all)).strike("text-1 1234567 true null a b");
        assert_eq!(struck, "******** ******** ******** null a b");
    }

    #[test]
    fn long_lines_and_tokens_are_secrets() {
        let key = "-----BEGIN PRIVATE KEY-----\nabcdefghijABCDEFGHIJ\nabcdefghijABCDEFGHI\n-----END PRIVATE KEY-----";
        let struck = of(&[key]);
        assert_eq!(struck.strike("abcdefghijABCDEFGHIJ"), "********");
        assert_eq!(struck.strike("abcdefghijABCDEFGHI"), "abcdefghijABCDEFGHI", "too short a line");
        assert_eq!(struck.strike("-----END PRIVATE KEY-----"), "-----END PRIVATE KEY-----");
        assert_eq!(of(&["bearer abc/1"]).strike("abc/1"), "********");
        assert_eq!(of(&["other abc/1"]).strike("abc/1"), "abc/1");
    }

    #[test]
    fn base64_is_redacted_completely() {
        // Output of `printf … | base64`.
        for (plain, encoded) in [
            ("swordfish", "c3dvcmRmaXNo"),
            ("xswordfishx", "eHN3b3JkZmlzaHg="),
            ("xyswordfishx", "eHlzd29yZGZpc2h4"),
            ("swordfish?>", "c3dvcmRmaXNoPz4="),
        ] {
            assert_eq!(of(&["swordfish"]).strike(&format!("({encoded})")), "(********)", "{plain}");
        }
        let basic = secrets(|gather| gather.login("joe", "abc"));
        assert_eq!(basic.strike("Basic am9lOmFiYw==."), "Basic ********.");
        assert_eq!(basic.strike_in(&json!("am9lOmFiYw==")), json!("********"));
        assert_eq!(basic.strike("YWJj"), "********");
        assert_eq!(of(&["a>b?c>"]).strike("YT5iP2M+ YT5iP2M-"), "******** ********");
    }

    #[test]
    fn open_values_lose_only_their_userinfo() {
        let gathered = secrets(|gather| {
            gather.secret("team-4711");
            gather.secret("other-4711");
            gather.open(&json!({"a": ["the team-4711 of", 1, true, null], "url": "http://joe:p%27ss-1@host-4711/"}));
            gather.secret("host-4711");
        });
        let value = json!("team-4711 other-4711 host-4711 joe p%27ss-1 p'ss-1");
        assert_eq!(gathered.strike_in(&value), json!("team-4711 ******** host-4711 joe ******** ********"));
        assert_eq!(gathered.strike("team-4711 joe p%27ss-1 p'ss-1"), "******** ******** ******** ********");
        assert_eq!(secrets(|gather| gather.open_text("http://token-1@host/")).strike("token-1"), "********");
    }
}
