//! Decodes text in all the ways in which a server may have encoded a secret, so that a search finds it in each of them.

/// A decoded text as bytes, each with its position in the original text.
pub struct View {
    pub bytes: Vec<u8>,
    places: Vec<usize>,
    /// Length of the original text.
    length: usize,
}

/// Number of nested encodings that are decoded, e.g. JSON in JSON.
const DEPTH: usize = 2;

impl View {
    /// Returns the range in the original text for a range of this view, with whole escape sequences.
    pub fn original(&self, start: usize, mut end: usize) -> (usize, usize) {
        while end < self.places.len() && self.places[end] == self.places[end - 1] {
            end += 1;
        }
        (self.places[start], self.places.get(end).copied().unwrap_or(self.length))
    }

    /// Removes one layer of an encoding; `None` if nothing in the text is encoded this way.
    fn decoded(&self, step: impl Fn(&[u8]) -> Option<(usize, Piece)>) -> Option<View> {
        let mut next = View { bytes: Vec::new(), places: Vec::new(), length: self.length };
        let mut at = 0;
        let mut found = false;
        while at < self.bytes.len() {
            let (taken, piece) = step(&self.bytes[at..]).map_or((1, None), |(taken, piece)| (taken, Some(piece)));
            let before = next.bytes.len();
            match piece {
                Some(Piece::Byte(byte)) => next.bytes.push(byte),
                Some(Piece::Char(character)) => {
                    next.bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                None => next.bytes.push(self.bytes[at]),
            }
            found |= piece.is_some();
            next.places.extend(std::iter::repeat_n(self.places[at], next.bytes.len() - before));
            at += taken;
        }
        found.then_some(next)
    }
}

/// The meaning of an escape sequence.
#[derive(Clone, Copy)]
enum Piece {
    Byte(u8),
    Char(char),
}

/// Calls `visit` with each decoded form of a text, but not with the text itself.
pub fn each(text: &str, visit: &mut impl FnMut(&View)) {
    // Most texts contain no escape sequence.
    if text.bytes().any(|byte| matches!(byte, b'\\' | b'%' | b'&' | b'+')) {
        let view = View { bytes: text.as_bytes().to_vec(), places: (0..text.len()).collect(), length: text.len() };
        deeper(&view, DEPTH, visit);
    }
}

/// Decodes an escape sequence at the start of a text. Returns its length in bytes and its meaning.
type Step = fn(&[u8]) -> Option<(usize, Piece)>;

fn deeper(view: &View, depth: usize, visit: &mut impl FnMut(&View)) {
    let has = |wanted: u8| view.bytes.contains(&wanted);
    let steps: [(bool, Step); 5] = [
        (has(b'\\'), |rest| escape(rest, false)),
        // In Python, `\xe9` is a character in a string, but a byte in a bytes literal.
        (view.bytes.windows(2).any(|pair| pair == b"\\x"), |rest| escape(rest, true)),
        (has(b'%'), |rest| percent(rest, false)),
        (has(b'+'), |rest| percent(rest, true)),
        (has(b'&'), html),
    ];
    for (_, step) in steps.iter().filter(|(possible, _)| *possible) {
        if let Some(next) = view.decoded(step) {
            visit(&next);
            if depth > 1 {
                deeper(&next, depth - 1, visit);
            }
        }
    }
}

fn hex(digits: Option<&[u8]>) -> Option<u32> {
    let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Decodes `%C3`, and in forms `+` as a space.
fn percent(rest: &[u8], form: bool) -> Option<(usize, Piece)> {
    match rest.first()? {
        b'%' => Some((3, Piece::Byte(hex(rest.get(1..3))? as u8))),
        b'+' if form => Some((1, Piece::Byte(b' '))),
        _ => None,
    }
}

/// Decodes the escape sequences of JSON and Python.
fn escape(rest: &[u8], wide: bool) -> Option<(usize, Piece)> {
    let (b'\\', kind) = (rest.first()?, rest.get(1)?) else {
        return None;
    };
    let byte = |byte| Some((2, Piece::Byte(byte)));
    match kind {
        b'\\' | b'"' | b'\'' | b'/' => byte(*kind),
        b'n' => byte(b'\n'),
        b'r' => byte(b'\r'),
        b't' => byte(b'\t'),
        b'b' => byte(8),
        b'f' => byte(12),
        b'v' => byte(11),
        b'0' => byte(0),
        b'x' => {
            let code = hex(rest.get(2..4))?;
            Some((4, if wide { Piece::Char(char::from_u32(code)?) } else { Piece::Byte(code as u8) }))
        }
        b'U' => Some((10, Piece::Char(char::from_u32(hex(rest.get(2..10))?)?))),
        b'u' => match hex(rest.get(2..6))? {
            high @ 0xd800..0xdc00 => {
                let low = hex(rest.get(6..12)?.strip_prefix(b"\\u"))?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                Some((12, Piece::Char(char::from_u32(0x10000 + ((high - 0xd800) << 10) + low)?)))
            }
            code => Some((6, Piece::Char(char::from_u32(code)?))),
        },
        _ => None,
    }
}

/// Decodes `&amp;`, `&#39;` and `&#x27;`.
fn html(rest: &[u8]) -> Option<(usize, Piece)> {
    let name = rest.strip_prefix(b"&")?;
    let end = name.iter().take(10).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&name[..end]).ok()?;
    let code = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((end + 2, Piece::Char(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        each(text, &mut |view| found.push(String::from_utf8_lossy(&view.bytes).into_owned()));
        found
    }

    #[test]
    fn each_encoding_is_decoded() {
        for (encoded, plain) in [
            (r#"a\"\\\/\n\r\t\b\f"#, "a\"\\/\n\r\t\u{8}\u{c}"),
            (r"\v\0\'", "\u{b}\0'"),
            (r"\u00e9\u20AC\ud83d\ude00", "é€😀"),
            (r"\ud83d\ue000", "\\ud83d\u{e000}"),
            (r"\xe9", "é"),
            (r"\xc3\xa9", "é"),
            (r"\U0001f600", "😀"),
            ("%C3%a9+%2b", "é++"),
            ("%C3%a9+%2b", "é +"),
            ("a+b%2B", "a b+"),
            ("&amp;&lt;&gt;&quot;&apos;&nbsp;&#39;&#x27;&#X27;", "&<>\"' '''"),
            (r#"\\\"\\n"#, "\"\n"),
            ("%2525", "%"),
            ("&amp;#39;", "'"),
            (r"%5Cn", "\n"),
        ] {
            assert!(all(encoded).iter().any(|view| view.starts_with(plain)), "{encoded}: {:?}", all(encoded));
        }
    }

    #[test]
    fn only_two_layers_are_decoded() {
        assert_eq!(all("%25252525").last().unwrap(), "%2525");
    }

    #[test]
    fn invalid_escapes_are_unchanged() {
        for text in [
            "plain",
            "100 %",
            "%zz",
            "a & b",
            "&x;",
            "&#xZ;",
            "&#55555;",
            "\\",
            "\\q",
            "\\u12",
            "\\ud83d",
            "\\ud83d\\udbff",
            "\\x+1",
        ] {
            assert!(all(text).iter().all(|view| view.replace(' ', "+") == text.replace(' ', "+")), "{:?}", all(text));
        }
    }

    #[test]
    fn ranges_contain_whole_escapes() {
        each("x%C3%A9y", &mut |view| assert_eq!(view.original(1, 3), (1, 7)));
        each(r"x\u00e9y", &mut |view| {
            assert_eq!(view.original(1, 2), (1, 7));
            assert_eq!(view.original(3, 4), (7, 8));
        });
    }
}
