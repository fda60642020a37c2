//! Searches a text for many secrets at once.

use std::ops::Range;

/// The number of bytes of a long secret that reveal it, even if the rest was cut off.
const PREFIX: usize = 32;

/// Number of bits in the filter that skips most places of a text quickly.
const FILTER: usize = 1 << 18;

/// A text to search for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern {
    pub bytes: Vec<u8>,
    /// Whether it is base64. The base64 characters around a match are then removed, too.
    pub base64: bool,
}

/// Sorted patterns of at least three bytes, which a search narrows down byte by byte. White space in them is replaced
/// by single spaces.
#[derive(Default)]
pub struct Patterns {
    sorted: Vec<Pattern>,
    filter: Vec<u64>,
}

/// Returns the bit of the filter for the first three bytes of a pattern.
fn slot(start: [u8; 3]) -> usize {
    let [one, two, three] = start.map(u32::from);
    ((one << 16 | two << 8 | three).wrapping_mul(0x9e37_79b1) >> 14) as usize % FILTER
}

/// Returns the byte at a position, and the next position. A run of white space counts as one space.
fn step(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let byte = *text.get(at)?;
    if !byte.is_ascii_whitespace() {
        return Some((byte, at + 1));
    }
    let blank = text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    Some((b' ', at + blank))
}

impl Patterns {
    /// Prepares a search.
    pub fn new(mut sorted: Vec<Pattern>) -> Patterns {
        sorted.retain(|pattern| pattern.bytes.len() > 2);
        sorted.sort_unstable();
        sorted.dedup_by(|one, other| one.bytes == other.bytes);
        let mut filter = vec![0; if sorted.is_empty() { 0 } else { FILTER / 64 }];
        for pattern in &sorted {
            let slot = slot([pattern.bytes[0], pattern.bytes[1], pattern.bytes[2]]);
            filter[slot / 64] |= 1 << (slot % 64);
        }
        Patterns { sorted, filter }
    }

    /// Returns whether there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Returns a pattern by the number that [`Patterns::find`] passes to `hit`.
    pub fn get(&self, number: usize) -> &Pattern {
        &self.sorted[number]
    }

    /// Calls `hit` with the range of each match and the number of the pattern; `None` if only the start of a long
    /// pattern matches.
    pub fn find(&self, text: &[u8], mut hit: impl FnMut(Range<usize>, Option<usize>)) {
        if self.is_empty() {
            return;
        }
        for start in 0..text.len() {
            if self.may_start(text, start) {
                self.find_at(text, start, &mut hit);
            }
        }
    }

    fn may_start(&self, text: &[u8], start: usize) -> bool {
        let Some((one, next)) = step(text, start) else { return false };
        let Some((two, next)) = step(text, next) else { return false };
        let Some((three, _)) = step(text, next) else { return false };
        let slot = slot([one, two, three]);
        self.filter[slot / 64] & 1 << (slot % 64) != 0
    }

    fn find_at(&self, text: &[u8], start: usize, hit: &mut impl FnMut(Range<usize>, Option<usize>)) {
        let (mut low, mut high) = (0, self.sorted.len());
        let mut at = start;
        let mut whole = start;
        for depth in 0.. {
            // A pattern that ends here sorts before those that continue.
            if self.sorted[low].bytes.len() == depth {
                whole = at;
                hit(start..at, Some(low));
            }
            let here = step(text, at);
            let left = &self.sorted[low..high];
            let byte = here.map(|(byte, _)| byte);
            let first = byte.map_or(left.len(), |byte| left.partition_point(|it| it.bytes.get(depth) < Some(&byte)));
            let last = byte.map_or(left.len(), |byte| left.partition_point(|it| it.bytes.get(depth) <= Some(&byte)));
            let Some((_, next)) = here.filter(|_| first < last) else {
                if depth >= PREFIX && at > whole {
                    hit(start..at, None);
                }
                return;
            };
            (low, high, at) = (low + first, low + last, next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Patterns {
        Patterns::new(texts.iter().map(|text| Pattern { bytes: text.as_bytes().to_vec(), base64: false }).collect())
    }

    fn found<'a>(texts: &[&str], text: &'a str) -> Vec<&'a str> {
        let mut found = Vec::new();
        patterns(texts).find(text.as_bytes(), |range, _| found.push(&text[range]));
        found
    }

    #[test]
    fn all_matches_are_found() {
        assert_eq!(found(&["abc", "abcd", "bcx", "xyz"], "abcdabcxyz"), ["abc", "abcd", "abc", "bcx", "xyz"]);
        assert_eq!(found(&["aaa"], "aaaa"), ["aaa", "aaa"]);
        assert_eq!(found(&[], "aaaa"), [""; 0]);
        assert_eq!(found(&["ab"], "abab"), [""; 0], "too short");
    }

    #[test]
    fn any_white_space_matches_a_space() {
        assert_eq!(found(&["a b c"], "a \n\tb\nc a  b"), ["a \n\tb\nc"]);
    }

    #[test]
    fn the_start_of_long_patterns_matches() {
        let long = "0123456789abcdefghijklmnopqrstuvwxyz";
        assert_eq!(found(&[long], &long[..32]), [&long[..32]]);
        assert_eq!(found(&[long], &format!("<{}>", &long[..33])), [&long[..33]]);
        assert_eq!(found(&[long], &long[..31]), [""; 0]);
        assert_eq!(found(&[long], long), [long]);
        assert_eq!(found(&[long, &long[..33]], &long[..34]), [&long[..33], &long[..34]]);
    }
}
