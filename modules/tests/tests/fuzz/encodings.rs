//! The encodings in which servers may return the values that they were sent.

use proptest::prelude::*;
use serde_json::Value;

/// Generates secrets that are too long to occur by chance, with characters that some encoding escapes.
pub fn secret() -> impl Strategy<Value = String> {
    ("[a-z]{2}[0-9]{2}", r#"[a-zA-Z0-9'"<>&%+ \\@:;|=~\[\]{}()!*,.$^`_é€😀-]{4,24}"#, "[A-Z]{2}")
        .prop_map(|(start, middle, end)| start + &middle + &end)
}

/// Returns the number of cases to try: `PROPTEST_CASES` if it is set, or else `usual`.
pub fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

fn json(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn ascii(text: &str) -> String {
    let escape = |unit: u16| format!("\\u{unit:04x}");
    let units = |letter: char| letter.encode_utf16(&mut [0; 2]).iter().copied().map(escape).collect::<String>();
    json(text).chars().map(|letter| if letter.is_ascii() { letter.to_string() } else { units(letter) }).collect()
}

fn repr(text: &str, quote: char) -> String {
    let mut shown = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            _ if letter == quote => shown.extend(['\\', quote]),
            _ => shown.push(letter),
        }
    }
    shown
}

fn bytes_repr(text: &str) -> String {
    let plain = |byte: u8| match byte {
        b'\\' => "\\\\".to_owned(),
        b'\'' => "\\'".to_owned(),
        b'\n' => "\\n".to_owned(),
        32..127 => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    text.bytes().map(plain).collect()
}

fn percent(text: &str, kept: &str, upper: bool, form: bool) -> String {
    let encode = |byte: u8| match byte {
        b' ' if form => "+".to_owned(),
        _ if byte.is_ascii_alphanumeric() || kept.contains(char::from(byte)) => char::from(byte).to_string(),
        _ if upper => format!("%{byte:02X}"),
        _ => format!("%{byte:02x}"),
    };
    text.bytes().map(encode).collect()
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#x27;")
}

fn html_decimal(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_string() } else { format!("&#{};", letter as u32) })
        .collect()
}

/// Encodes a text in base64. Does not use the library's crate, so that the tests are independent of it.
pub fn base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |bytes: &[u8]| {
        let number = (0..3).fold(0, |number, place| number << 8 | bytes.get(place).map_or(0, |byte| u32::from(*byte)));
        let letter = |place: usize| match place > bytes.len() {
            true => '=',
            false => char::from(LETTERS[(number >> (18 - 6 * place)) as usize & 63]),
        };
        (0..4).map(letter).collect::<String>()
    };
    text.as_bytes().chunks(3).map(group).collect()
}

type Encode = fn(&str) -> String;

/// All encodings, with names for messages.
pub const ENCODINGS: &[(&str, Encode)] = &[
    ("plain", str::to_owned),
    ("JSON", json),
    ("JSON in JSON", |text| json(&json(text))),
    ("JSON in ASCII", ascii),
    ("Python text", |text| repr(text, '\'')),
    ("Python text in double quotes", |text| repr(text, '"')),
    ("Python bytes", bytes_repr),
    ("Python in JSON", |text| json(&repr(text, '\''))),
    ("path", |text| percent(text, "/_.-~", true, false)),
    ("path, lower case", |text| percent(text, "/_.-~", false, false)),
    ("component", |text| percent(text, "-_.!~*'()", true, false)),
    ("all but letters and digits", |text| percent(text, "", true, false)),
    ("form", |text| percent(text, "_.-~", true, true)),
    ("form, lower case", |text| percent(text, "_.-~", false, true)),
    ("percent twice", |text| percent(&percent(text, "", true, false), "", true, false)),
    ("JSON in a form", |text| percent(&json(text), "", true, true)),
    ("HTML", html),
    ("HTML, decimal", html_decimal),
    ("HTML of Python text", |text| html(&repr(text, '\''))),
    ("base64", base64),
    ("base64 for URLs", |text| base64(text).replace('+', "-").replace('/', "_").replace('=', "")),
    ("base64 of a header", |text| base64(&format!("{{\"any\": \"{text}\"}}"))),
    ("white space collapsed", |text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
    ("CRLF line breaks", |text| text.replace('\n', "\r\n")),
];

/// Returns whether any text of a result contains the secret, in any encoding.
pub fn leak(result: &Value, secret: &str) -> bool {
    let whole = result.to_string();
    // In base64 of a secret with text around it, the first and last letters depend on that text, too.
    let shown = |encoded: &str| encoded.len() > 2 && (whole.contains(encoded) || any(result, encoded));
    ENCODINGS.iter().filter(|(name, _)| *name != "base64 of a header").any(|(_, encode)| shown(&encode(secret)))
}

fn any(value: &Value, text: &str) -> bool {
    match value {
        Value::String(shown) => shown.contains(text),
        Value::Array(values) => values.iter().any(|value| any(value, text)),
        Value::Object(map) => map.values().any(|value| any(value, text)),
        _ => false,
    }
}
