//! Settings of the pulp CLI, as saved by `pulp config create`: named connections.
//!
//! Source: pulp-cli 0.36, `pulp_cli/config.py`. Later files override earlier ones, setting by setting. `[cli]` is for
//! plain `pulp`, `[cli-NAME]` is for `pulp --profile NAME`.

use serde_json::{Map, Value};

use crate::object::Fields;
use crate::schema::Object;

/// The CLI's settings for a connection, with the names of the matching options.
const SETTINGS: &[(&str, &str)] = &[
    ("base_url", "pulp_url"),
    ("api_root", "api_root"),
    ("domain", "domain"),
    ("username", "username"),
    ("password", "password"),
    ("cert", "user_cert"),
    ("key", "user_key"),
    ("verify_ssl", "validate_certs"),
    ("headers", "request_headers"),
];

/// Options that a profile supplies to its own server only: the credentials, and whether to validate the certificate.
const TRUST: &[&str] = &["username", "password", "user_cert", "user_key", "request_headers", "validate_certs"];

/// Fills in options that were not given from a profile.
pub fn complete(given: &mut Object, name: &str, env: impl Fn(&str) -> Option<String>) -> Result<(), String> {
    let mut settings = settings(name, env)?;
    let server = |options: &Object| options.text("pulp_url").map(origin);
    if let (Some(here), Some(its)) = (server(given), server(&settings))
        && here != its
    {
        let has = |option: &str| given.contains_key(option);
        let own = has("username") && has("password") || has("user_cert") && has("user_key");
        let dropped = TRUST.iter().filter(|option| settings.shift_remove(**option).is_some()).count();
        if dropped > 0 && !own {
            return Err(format!(
                "profile \"{name}\" is for {its}, so its credentials are not sent to {here}; hint: set username and \
                 password (or user_cert and user_key) for pulp_url, or leave out pulp_url"
            ));
        }
    }
    for (option, value) in settings {
        given.entry(option).or_insert(value);
    }
    Ok(())
}

/// Returns the server of a URL, without the user and password that it may contain.
fn origin(url: &str) -> String {
    reqwest::Url::parse(url).map_or_else(|_| "an invalid URL".to_owned(), |url| url.origin().ascii_serialization())
}

/// Reads the connection options of a profile. Errors describe the problem without quoting the file.
fn settings(name: &str, env: impl Fn(&str) -> Option<String>) -> Result<Object, String> {
    let own = env("XDG_CONFIG_HOME").or_else(|| Some(format!("{}/.config", env("HOME")?))).unwrap_or_default();
    let files = ["/etc/pulp/cli.toml".to_owned(), format!("{own}/pulp/settings.toml"), format!("{own}/pulp/cli.toml")];
    let mut found = None;
    for file in &files {
        if let Some(section) = read(file)?.and_then(|mut sections| section(&mut sections, name)) {
            found.get_or_insert_with(Object::new).extend(section);
        }
    }
    let section = found.ok_or_else(|| format!("there is no profile \"{name}\" in {}", files.join(", ")))?;
    options(section).map_err(|cause| format!("profile \"{name}\": {cause}"))
}

/// Reads the sections of a file; `None` if the file does not exist.
fn read(file: &str) -> Result<Option<Object>, String> {
    match std::fs::read_to_string(file) {
        Ok(text) => match toml::from_str(&text) {
            Ok(sections) => Ok(Some(sections)),
            // The parser's own message would quote the line, and possibly the password in it.
            Err(cause) => Err(format!("{file} is not valid TOML: {}", cause.message())),
        },
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(format!("could not read {file}: {cause}")),
    }
}

fn section(sections: &mut Object, name: &str) -> Option<Object> {
    let plain = if name == "default" { sections.shift_remove("cli") } else { None };
    match sections.shift_remove(&format!("cli-{name}")).or(plain) {
        Some(Value::Object(section)) => Some(section),
        _ => None,
    }
}

fn options(section: Object) -> Result<Object, String> {
    let mut options = Object::new();
    for (setting, option) in SETTINGS {
        let Some(value) = section.get(*setting).filter(|value| value.as_str() != Some("")) else {
            continue;
        };
        let value = match (*setting, value) {
            // The CLI saves this even for servers without domains; the server reports whether it has them.
            ("domain", Value::String(name)) if name == "default" => continue,
            ("verify_ssl", Value::Bool(_)) => value.clone(),
            ("headers", Value::Array(lines)) => Value::Object(headers(lines)?),
            ("verify_ssl" | "headers", _) | (_, Value::Array(_) | Value::Object(_) | Value::Bool(_)) => {
                return Err(format!("{setting} has the wrong type"));
            }
            (_, value) => value.clone(),
        };
        options.insert((*option).to_owned(), value);
    }
    Ok(options)
}

/// Parses `Name:value` lines into a dictionary.
fn headers(lines: &[Value]) -> Result<Map<String, Value>, String> {
    let pair = |line: &Value| {
        let (name, value) = line.as_str()?.split_once(':')?;
        Some((name.trim().to_owned(), Value::from(value.trim())))
    };
    lines.iter().map(|line| pair(line).ok_or_else(|| "headers must be lines like Name:value".to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn from(text: &str, name: &str) -> Result<Object, String> {
        let home = std::env::temp_dir().join(format!("profile-{:x}", fastrand::u64(..)));
        std::fs::create_dir_all(home.join("pulp")).unwrap();
        std::fs::write(home.join("pulp/cli.toml"), text).unwrap();
        let settings = settings(name, |key| (key == "XDG_CONFIG_HOME").then(|| home.display().to_string()));
        std::fs::remove_dir_all(&home).unwrap();
        settings
    }

    const FILE: &str = r#"
        [cli]
        base_url = "https://pulp.example.com"
        verify_ssl = true
        format = "json"
        domain = "default"
        [cli-ark]
        base_url = "https://ark.example.com"
        username = "reader"
        password = "s3cret"
        domain = "stack"
        verify_ssl = false
        headers = ["X-One: 1", "X-Two:a:b"]
    "#;

    #[test]
    fn profiles_become_connection_options() {
        let plain = json!({"pulp_url": "https://pulp.example.com", "validate_certs": true});
        assert_eq!(Value::Object(from(FILE, "default").unwrap()), plain);
        let ark = json!({
            "pulp_url": "https://ark.example.com", "username": "reader", "password": "s3cret", "domain": "stack",
            "validate_certs": false, "request_headers": {"X-One": "1", "X-Two": "a:b"},
        });
        assert_eq!(Value::Object(from(FILE, "ark").unwrap()), ark);
    }

    fn beside(given: Value) -> Result<Value, String> {
        let home = std::env::temp_dir().join(format!("profile-{:x}", fastrand::u64(..)));
        std::fs::create_dir_all(home.join("pulp")).unwrap();
        std::fs::write(home.join("pulp/cli.toml"), FILE).unwrap();
        let mut given = given.as_object().unwrap().clone();
        let done = complete(&mut given, "ark", |key| (key == "XDG_CONFIG_HOME").then(|| home.display().to_string()));
        std::fs::remove_dir_all(&home).unwrap();
        done.map(|()| Value::Object(given))
    }

    #[test]
    fn credentials_go_only_to_their_server() {
        let same = beside(json!({"pulp_url": "https://ARK.example.com:443/"})).unwrap();
        assert_eq!((&same["username"], &same["password"]), (&json!("reader"), &json!("s3cret")));
        let refused = beside(json!({"pulp_url": "https://u:s3cret@other.example.com", "username": "me"})).unwrap_err();
        assert!(
            refused.contains("are not sent to https://other.example.com; ") && !refused.contains("s3cret"),
            "{refused}"
        );
        assert!(beside(json!({"pulp_url": "http://ark.example.com"})).is_err(), "not over plain HTTP either");
        let own = json!({"pulp_url": "https://other.example.com", "username": "me", "password": "mine"});
        let kept =
            json!({"pulp_url": "https://other.example.com", "username": "me", "password": "mine", "domain": "stack"});
        assert_eq!(beside(own).unwrap(), kept);
    }

    #[test]
    fn errors_show_no_values() {
        assert!(from(FILE, "prod").unwrap_err().starts_with("there is no profile \"prod\" in /etc/pulp/cli.toml, "));
        let broken = from("[cli]\npassword = s3cret\n", "default").unwrap_err();
        assert!(broken.contains("is not valid TOML: ") && !broken.contains("s3cret"), "{broken}");
        let wrong = from("[cli]\nverify_ssl = \"s3cret\"\n", "default").unwrap_err();
        assert_eq!(wrong, "profile \"default\": verify_ssl has the wrong type");
    }
}
