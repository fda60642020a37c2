//! How servers write down what they were sent.

use proptest::prelude::*;
use serde_json::Value;

/// Random secrets: long enough not to be there by chance, with whatever makes trouble in some encoding.
pub fn secret() -> impl Strategy<Value = String> {
    ("[a-z]{2}[0-9]{2}", r#"[a-zA-Z0-9'"<>&%+ \\@:;|=~\[\]{}()!*,.$^`_é€😀-]{4,24}"#, "[A-Z]{2}")
        .prop_map(|(start, middle, end)| start + &middle + &end)
}

/// How many cases to try: as many as `PROPTEST_CASES` says.
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

/// Base64 as everyone writes it, made by other means than the module's.
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

/// All encodings, by name.
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
    ("HTML by numbers", html_decimal),
    ("HTML of Python text", |text| html(&repr(text, '\''))),
    ("base64", base64),
    ("base64 for URLs", |text| base64(text).replace('+', "-").replace('/', "_").replace('=', "")),
    ("base64 of a header", |text| base64(&format!("{{\"any\": \"{text}\"}}"))),
    ("white space collapsed", |text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
    ("newlines as two", |text| text.replace('\n', "\r\n")),
];

/// Whether a secret is in some text of a result, in any encoding.
pub fn leak(result: &Value, secret: &str) -> bool {
    let whole = result.to_string();
    // Of base64 with something around it, first and last letters are not the secret's alone.
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
