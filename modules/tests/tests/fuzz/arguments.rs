//! Runs every module with random arguments, against a server that sends random responses.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use pulp::operations::modules;
use pulp::schema::{Field, Shape};
use serde_json::{Map, Value, json};

use crate::encodings::{cases, leak, secret};
use crate::server::run;

const HREF: &str = "/pulp/api/v3/tasks/1/";

/// Generates texts: mostly values that some module treats specially, and some random ones.
fn text() -> impl Strategy<Value = String> {
    let known = [
        "",
        " ",
        "a",
        "b",
        "a,b",
        ",",
        "yes",
        "off",
        "5",
        "-1",
        "1e400",
        "latest",
        "present",
        "absent",
        "read",
        "completed",
        "__omit_place_holder__x",
        "rpm",
        "file",
        "container",
        "deb",
        "always",
        "{}",
        "[]",
        "{\"a\":",
        "prn:core.task:1",
        "prn:",
        HREF,
        "/pulp/api/v3/repositories/rpm/rpm/1/versions/2/",
        "/pulp/api/v3//",
        "http://u:p@h/",
        "http://",
        "x://@h",
        "x@sha256:0",
        "2026-01-01T00:00:00Z",
        "9999-99-99",
        "\u{0}",
        "é€😀",
        "\u{202e}",
        "\u{feff}",
        "../..",
        "%zz",
        "name with spaces",
        "*",
        "?",
        "[",
    ];
    prop_oneof![8 => select(known.to_vec()).prop_map(str::to_owned), 1 => any::<String>(), 1 => "[a-z./:@-]{0,300}"]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        2 => (-2..20i64).prop_map(Value::from),
        6 => text().prop_map(Value::from),
    ]
}

/// The keys that the modules look for in responses.
const KEYS: &[&str] = &[
    "pulp_href",
    "prn",
    "name",
    "username",
    "state",
    "task",
    "error",
    "description",
    "results",
    "next",
    "count",
    "hidden_fields",
    "is_set",
    "created_resources",
    "result",
    "progress_reports",
    "message",
    "done",
    "total",
    "url",
    "pulp_labels",
    "remote",
    "repository",
    "repository_version",
    "latest_version_href",
    "publication",
    "versions",
    "component",
    "version",
    "content_summary",
    "present",
    "added",
    "removed",
    "detail",
    "non_field_errors",
    "code",
    "suffix",
    "groups",
    "roles",
    "role",
    "users",
    "content_object",
    "permissions",
    "tagged_manifest",
    "digest",
    "sha256",
    "artifact",
    "relative_path",
    "base_path",
    "pulp_created",
    "finished_at",
    "started_at",
    "storage_settings",
    "content_guard",
    "number",
    "base_version",
    "reserved_resources_record",
    "logging_cid",
    "checkpoint",
];

fn json_value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 40, 6, |inner| {
        let key = prop_oneof![9 => select(KEYS.to_vec()).prop_map(str::to_owned), 1 => text()];
        prop_oneof![
            1 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            2 => proptest::collection::vec((key, inner), 0..8).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Generates an object that resembles Pulp's.
fn entity() -> impl Strategy<Value = Value> {
    (json_value(), text(), select(vec!["completed", "failed", "canceled", "running", "waiting", "odd"])).prop_map(
        |(mut value, name, state)| {
            if let Some(map) = value.as_object_mut() {
                map.insert("pulp_href".to_owned(), HREF.into());
                map.entry("name").or_insert_with(|| name.into());
                map.entry("state").or_insert_with(|| state.into());
            }
            value
        },
    )
}

/// Generates a response: its status, its body, and whether the secrets replace a placeholder in the body.
fn answer() -> impl Strategy<Value = (u16, Vec<u8>, bool)> {
    let status =
        select(vec![200, 200, 200, 200, 201, 202, 202, 204, 302, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504]);
    let page = proptest::collection::vec(entity(), 0..4)
        .prop_map(|results| json!({"count": results.len(), "next": null, "results": results}));
    let body = prop_oneof![
        6 => page.prop_map(|page| page.to_string().into_bytes()),
        3 => entity().prop_map(|entity| entity.to_string().into_bytes()),
        2 => Just(json!({"task": HREF}).to_string().into_bytes()),
        1 => json_value().prop_map(|value| value.to_string().into_bytes()),
        1 => proptest::collection::vec(any::<u8>(), 0..60),
    ];
    (status, body, any::<bool>())
}

/// Returns a random value, converted to one that the option accepts if `fits` is set.
fn fitted(field: &Field, value: &Value, fits: bool) -> Value {
    if !fits {
        return value.clone();
    }
    suited(&field.shape, value)
}

fn suited(shape: &Shape, value: &Value) -> Value {
    let words = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match shape {
        Shape::Text { choices } if choices.is_empty() => words.into(),
        Shape::Text { choices } => choices[words.len() % choices.len()].as_str().into(),
        Shape::Int | Shape::Number => words.len().into(),
        Shape::Bool => words.len().is_multiple_of(2).into(),
        Shape::List(inner) => match value {
            Value::Array(items) => items.iter().map(|item| suited(inner, item)).collect(),
            other => json!([suited(inner, other)]),
        },
        Shape::Dict => {
            if value.is_object() {
                value.clone()
            } else {
                json!({"a": value})
            }
        }
        Shape::Object(fields) => {
            fields.iter().map(|field| (field.option.clone(), suited(&field.shape, value))).collect::<Map<_, _>>().into()
        }
        Shape::Any => value.clone(),
    }
}

type Given = (Index, Value, u8);

/// Returns the name of a module, its arguments, and the secrets in them.
fn args(
    module: Index,
    kind: Index,
    given: &[Given],
    form: (bool, u8),
    secrets: &[String],
) -> (&'static str, Value, Vec<String>) {
    let all: Vec<_> = modules().collect();
    let module = module.get(&all);
    let kind = kind.get(module.types);
    let options: Vec<&Field> = module.options(kind).collect();
    let mut item = Map::new();
    let mut used = vec![secrets[0].clone()];
    for key in module.key {
        item.insert((*key).to_owned(), "a".into());
    }
    for (place, value, fits) in given {
        let field = place.get(&options);
        let secret = &secrets[1 + used.len() % (secrets.len() - 1)];
        let value = match field.secret {
            true => {
                used.push(secret.clone());
                suited(&field.shape, &secret.as_str().into())
            }
            false => fitted(field, value, *fits < 9),
        };
        item.insert(field.option.clone(), value);
    }
    if module.types.len() > 1 {
        item.insert(module.type_option.to_owned(), kind.name.into());
    }
    let (many, state) = form;
    if let Some(state) = module.states.get(usize::from(state)) {
        item.insert("state".to_owned(), state.name().into());
    }
    let mut args = match (many, module.nested) {
        (true, _) => json!({module.plural: [item, {module.key[0]: "b"}]}),
        (false, true) => {
            let state = item.shift_remove("state");
            let mut args = json!({module.noun: item});
            state.into_iter().for_each(|state| args["state"] = state);
            args
        }
        (false, false) => Value::Object(item),
    };
    for (key, value) in [("pulp_url", "http://pulp"), ("username", "admin"), ("password", &secrets[0])] {
        args[key] = value.into();
    }
    args["request_retries"] = 1.into();
    args["timeout"] = 30.into();
    args["_ansible_diff"] = true.into();
    (module.name, args, used)
}

#[test]
fn modules_survive_random_arguments_and_responses() {
    let config = Config { cases: cases(400), failure_persistence: None, max_shrink_iters: 5_000, ..Config::default() };
    let given = proptest::collection::vec((any::<Index>(), json_value(), 0..10u8), 0..8);
    let answers = proptest::collection::vec(answer(), 0..12);
    let inputs = (
        any::<Index>(),
        any::<Index>(),
        given,
        (any::<bool>(), 0..6u8),
        proptest::collection::vec(secret(), 3),
        answers,
    );
    let done = TestRunner::new(config).run(&inputs, |(module, kind, given, form, secrets, answers)| {
        let (module, args, used) = args(module, kind, &given, form, &secrets);
        let echo = |body: Vec<u8>| match String::from_utf8(body) {
            Ok(text) => text
                .replace("é€😀", &Value::from(used.join(" ")).to_string().trim_matches('"').replace('\\', "\\\\"))
                .into_bytes(),
            Err(error) => error.into_bytes(),
        };
        let answers = answers
            .into_iter()
            .map(|(status, body, echoes)| (status, if echoes { echo(body) } else { body }))
            .collect();
        let result = run(module, &args.to_string(), answers);
        for secret in used {
            prop_assert!(!leak(&result, &secret), "{secret} in {result} of {module}: {args}");
        }
        Ok(())
    });
    done.unwrap();
}

#[test]
fn modules_survive_random_json() {
    let config = Config { cases: cases(400), failure_persistence: None, ..Config::default() };
    let whole = prop_oneof![4 => json_value().prop_map(|value| value.to_string()), 1 => any::<String>()];
    let done = TestRunner::new(config).run(&(any::<Index>(), whole), |(module, text)| {
        let all: Vec<_> = modules().collect();
        run(module.get(&all).name, &text, Vec::new());
        Ok(())
    });
    done.unwrap();
}
