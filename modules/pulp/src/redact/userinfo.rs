//! Finds and hides users and passwords in URLs.

use super::HIDDEN;

/// Replaces `user:password` in every URL in a text.
pub fn hide_userinfo(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, userinfo, after)) = next(rest, rest.len() == text.len()) {
        shown.push_str(before);
        if !userinfo.is_empty() {
            shown.push_str(HIDDEN);
        }
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Returns the userinfo of every URL in a text.
pub fn all(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, userinfo, after)) = next(rest, rest.len() == text.len()) {
        found.extend((!userinfo.is_empty()).then(|| userinfo.to_owned()));
        rest = after;
    }
    found
}

/// Splits a text at its next URL into the part before the userinfo, the userinfo (which may be empty), and the rest.
fn next(text: &str, begins: bool) -> Option<(&str, &str, &str)> {
    let scheme = text.find("://")?;
    let (before, after) = text.split_at(scheme + 3);
    // A text that starts with a URL is taken as one URL, whose password may contain white space.
    let alone = begins && text[..scheme].chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let word = after.find(char::is_whitespace).unwrap_or(after.len());
    let word = if alone && after[..word].contains(':') { after.len() } else { word };
    // A password may contain quotes and angle brackets. Hiding too much is better than showing a part of it.
    let end = after[..word].find(['/', '?', '#']).unwrap_or(word);
    let at = after[..end].rfind('@').or_else(|| {
        // What follows the colon is not a port, so it is a password that contains one of these characters unencoded.
        let port = after[..end].rsplit_once(':')?.1;
        let broken = !port.is_empty() && !port.ends_with(']') && !port.bytes().all(|byte| byte.is_ascii_digit());
        after[..word].rfind('@').filter(|_| broken)
    });
    let (userinfo, rest) = after.split_at(at.unwrap_or(0));
    Some((before, userinfo, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_userinfo_in_urls_is_hidden() {
        for (text, shown) in [
            ("https://joe:pass@host/x", "https://********@host/x"),
            ("https://joe@host", "https://********@host"),
            ("https://jo@e:p@ss@host/a@b", "https://********@host/a@b"),
            ("https://host/a@b and http://u:p@x?q=1", "https://host/a@b and http://********@x?q=1"),
            ("https://host:8080/a@b", "https://host:8080/a@b"),
            ("https://[::1]/a@b https://[::1]:80/a@b", "https://[::1]/a@b https://[::1]:80/a@b"),
            ("https://host:/a@b", "https://host:/a@b"),
            ("no url, but joe@example.com", "no url, but joe@example.com"),
            ("see https://host or joe@example.com", "see https://host or joe@example.com"),
            ("https://host or joe@example.com", "https://host or joe@example.com"),
            ("see https://host:x/a or joe@example.com", "see https://host:x/a or joe@example.com"),
            ("://", "://"),
        ] {
            assert_eq!(hide_userinfo(text), shown);
        }
    }

    #[test]
    fn passwords_may_contain_any_character() {
        for password in ["p'ss", "p\"ss", "p<ss", "p>ss", "p\\ss", "p/ss", "p?ss", "p#ss", "p[ss", "p]ss", "p`s{}|^"] {
            assert_eq!(hide_userinfo(&format!("http://joe:{password}@host/")), "http://********@host/");
            assert_eq!(hide_userinfo(&format!("at http://joe:{password}@host/ !")), "at http://********@host/ !");
            assert_eq!(all(&format!("http://joe:{password}@host/")), [format!("joe:{password}")]);
        }
        assert_eq!(hide_userinfo("http://joe:p ss@host/"), "http://********@host/");
        assert_eq!(all("http://joe:p ss@host/"), ["joe:p ss"]);
        assert_eq!(all("http://a:b@c/ http://d http://e@f"), ["a:b", "e"]);
    }
}
