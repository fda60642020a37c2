//! Step 1: which arguments are accepted, how they are coerced, and the errors for invalid ones.

use insta::assert_snapshot;
use proptest::prelude::*;
use pulp::args::{Args, parse};
use pulp::error::Error;
use pulp::item::State;
use pulp::operation::Operation;
use pulp::operations::{
    ContainerSync, ContentGuard, Distribution, Info, Publication, Remote, Repository, Sync, Task, User,
};
use serde_json::{Value, json};

fn parsed<O: Operation>(args: Value) -> Result<Args<O::Options>, Error> {
    parse::<O>(&args.to_string(), |_| None)
}

fn refused<O: Operation>(args: Value) -> String {
    match parsed::<O>(args) {
        Ok(_) => panic!("accepted"),
        Err(error) => error.to_string(),
    }
}

fn desired(args: Value) -> Value {
    Value::Object(parsed::<Remote>(args).unwrap().items.remove(0).desired)
}

#[test]
fn invalid_options_are_rejected() {
    let repository = |extra: Value| {
        let mut args = json!({"type": "rpm", "name": "epel", "state": "present"});
        args.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        refused::<Repository>(args)
    };
    assert_snapshot!(repository(json!({"descripton": "x"})), @r#"unknown option "descripton" for type rpm; hint: did you mean "description"?"#);
    assert_snapshot!(repository(json!({"zzz": "x"})), @r#"unknown option "zzz" for type rpm"#);
    assert_snapshot!(repository(json!({"pulp_ulr": "x"})), @r#"unknown option "pulp_ulr" for type rpm; hint: did you mean "pulp_url"?"#);
    assert_snapshot!(repository(json!({"manifest": "x"})), @r#"option "manifest" is only for type file, not for rpm"#);
    assert_snapshot!(repository(json!({"type": "debian"})), @"type must be one of: rpm, deb, container, file, python, ansible; not debian");
    assert_snapshot!(repository(json!({"type": null})), @"missing option: type (one of: rpm, deb, container, file, python, ansible)");
    assert_snapshot!(repository(json!({"state": "there"})), @r#"state must be one of: present, absent, read; not "there""#);
    assert_snapshot!(repository(json!({"state": ["present"]})), @"state must be a string, not a list");
    assert_snapshot!(repository(json!({"name": null})), @"missing option: name");
    assert_snapshot!(repository(json!({"name": 2024.1})), @"name must be a string, but YAML read it as 2024.1; hint: quote it");
    assert_snapshot!(repository(json!({"name": true})), @"name must be a string, but YAML read it as true; hint: quote it");
    assert_snapshot!(repository(json!({"name": ["a"]})), @"name must be a string, not a list");
    assert_snapshot!(repository(json!({"retain_repo_versions": "five"})), @"retain_repo_versions must be a whole number, not a string");
    assert_snapshot!(repository(json!({"retain_repo_versions": 5.5})), @"retain_repo_versions must be a whole number, not a number");
    assert_snapshot!(repository(json!({"retain_repo_versions": 1e15})), @"retain_repo_versions must be a whole number, not a number");
    assert_snapshot!(repository(json!({"autopublish": "perhaps"})), @"autopublish must be true or false, not a string");
    assert_snapshot!(repository(json!({"pulp_labels": "x"})), @"pulp_labels must be a dictionary, not a string");
    assert_snapshot!(repository(json!({"layout": "deep"})), @r#"layout must be one of: nested_alphabetically, flat, nested_by_digest; not "deep""#);
    assert_snapshot!(repository(json!({"timeout": "soon"})), @"timeout must be a whole number, not a string");
}

#[test]
fn invalid_lists_are_rejected() {
    let list = |args: Value| refused::<Repository>(args);
    assert_snapshot!(list(json!({"repositories": "epel"})), @"repositories must be a list, not a string");
    assert_snapshot!(list(json!({"repositories": ["epel"]})), @"repositories[0] must be a dictionary, not a string");
    assert_snapshot!(list(json!({"type": "rpm", "repositories": [{"name": "a"}, {"name": "b", "nam": 1}]})), @r#"repositories[1] "b": unknown option "nam" for type rpm; hint: did you mean "name"?"#);
    assert_snapshot!(list(json!({"type": "rpm", "repositories": [{"name": "a"}, {}]})), @"repositories[1]: missing option: name");
    assert_snapshot!(list(json!({"type": "rpm", "manifest": "x", "repositories": [{"name": "a"}]})), @r#"option "manifest" is only for type file, and repositories has no such item"#);
    assert_snapshot!(list(json!({"type": "rpm", "manifst": "x", "repositories": [{"name": "a"}]})), @r#"unknown option "manifst""#);
    assert_snapshot!(
        list(json!({"type": "deb", "repositories": [{"name": "Docker", "description": "a"}, {"name": " Docker ", "description": "b"}]})),
        @r#"repository "Docker" is listed twice in repositories with different options"#
    );
}

#[test]
fn a_dictionary_becomes_a_list() {
    let remote = |option: &str, value: Value| json!({"type": "container", "name": "a", "url": "http://up/", "upstream_name": "a", "state": "present", option: value});
    assert_eq!(desired(remote("headers", json!({"X-A": "b"})))["headers"], json!([{"X-A": "b"}]));
    assert_snapshot!(refused::<Remote>(remote("include_tags", json!({"a": 1}))), @"include_tags must be a list, not a dictionary");
}

#[test]
fn passwords_keep_surrounding_spaces() {
    let remote =
        json!({"type": "rpm", "name": " a ", "url": "http://up/", "remote_password": " a b ", "state": "present"});
    let remote = desired(remote);
    assert_eq!((&remote["name"], &remote["remote_password"]), (&json!("a"), &json!(" a b ")));
}

#[test]
fn empty_lists_accept_any_defaults() {
    let args = parsed::<Repository>(json!({"type": "rpm", "manifest": "x", "repositories": []})).unwrap();
    assert!(args.items.is_empty() && args.many);
}

#[test]
fn tasks_can_be_given_as_hrefs() {
    let args = parsed::<Task>(json!({"tasks": ["/a/", {"pulp_href": "/b/"}], "state": "absent"})).unwrap();
    assert_eq!(args.items.iter().map(|item| item.label.as_str()).collect::<Vec<_>>(), ["/a/", "/b/"]);
}

#[test]
fn keys_with_a_default_are_optional() {
    let args = parsed::<Info>(json!({"infos": [{}, {"what": "users"}]})).unwrap();
    assert_eq!(args.items.iter().map(|item| item.label.as_str()).collect::<Vec<_>>(), ["status", "users"]);
}

#[test]
fn reads_accept_no_other_options() {
    assert_snapshot!(
        refused::<Repository>(json!({"type": "rpm", "name": "epel", "description": "x"})),
        @r#"option "description" is set, but a read takes only name; hint: add state: present"#
    );
    assert_snapshot!(
        refused::<Publication>(json!({"type": "rpm", "repository": "epel", "force": true})),
        @r#"option "force" is set, but a read takes only repository, version, mode; hint: add state: present"#
    );
}

#[test]
fn invalid_module_options_are_rejected() {
    assert_snapshot!(refused::<Sync>(json!({"type": "rpm", "repository": "epel", "resync": "sometimes"})), @r#"resync must be one of: always, never; not "sometimes""#);
    assert_snapshot!(refused::<Publication>(json!({"type": "rpm", "repository": "epel", "mode": "simple", "state": "present"})), @r#"option "mode" is only for type deb, not for rpm"#);
    assert_snapshot!(refused::<Distribution>(json!({"type": "rpm", "name": "a", "version": "newest", "state": "present"})), @"version must be a number or latest, not newest");
    assert_snapshot!(refused::<Distribution>(json!({"type": "container", "name": "a", "content_guard": "x", "state": "present"})), @r#"option "content_guard" is only for type rpm, deb, file, python, ansible, not for container"#);
    assert_snapshot!(refused::<ContentGuard>(json!({"type": "rbac", "name": "a", "roles": [{"rol": "x"}], "state": "present"})), @r#"unknown option "rol" in roles"#);
    assert_snapshot!(refused::<ContentGuard>(json!({"type": "rbac", "name": "a", "roles": [{"groups": "x"}], "state": "present"})), @"missing field `role`");
    assert_snapshot!(refused::<ContainerSync>(json!({"images": [{"name": "a", "include_tag": "x"}]})), @r#"images[0] "a": unknown option "include_tag"; hint: did you mean "include_tags"?"#);
}

#[test]
fn type_errors_show_no_secrets() {
    assert_snapshot!(refused::<Remote>(json!({"type": "rpm", "name": "a", "remote_password": 12.5})), @"remote_password has the wrong type; hint: quote it");
    assert_snapshot!(refused::<Remote>(json!({"type": "rpm", "name": "a", "password": 12.5})), @"password has the wrong type; hint: quote it");
}

#[test]
fn values_are_coerced_as_in_ansible() {
    let remote = |extra: Value| {
        let mut args = json!({"type": "deb", "name": "a", "state": "present"});
        args.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let mut desired = desired(args);
        desired.as_object_mut().unwrap().remove("name");
        desired
    };
    assert_eq!(remote(json!({"tls_validation": "yes"})), json!({"tls_validation": true}));
    assert_eq!(remote(json!({"tls_validation": 0})), json!({"tls_validation": false}));
    assert_eq!(remote(json!({"tls_validation": 1})), json!({"tls_validation": true}));
    assert_eq!(remote(json!({"rate_limit": "5"})), json!({"rate_limit": 5}));
    assert_eq!(remote(json!({"rate_limit": 5.0})), json!({"rate_limit": 5}));
    assert_eq!(remote(json!({"total_timeout": "2.5"})), json!({"total_timeout": 2.5}));
    assert_eq!(
        remote(json!({"distributions": ["jammy", "jammy-updates"]})),
        json!({"distributions": "jammy jammy-updates"})
    );
    assert_eq!(
        remote(json!({"distributions": " jammy  jammy-updates "})),
        json!({"distributions": "jammy jammy-updates"})
    );
    assert_eq!(remote(json!({"url": 5})), json!({"url": "5"}));
    assert_eq!(remote(json!({"pulp_labels": {"a": 1}})), json!({"pulp_labels": {"a": "1"}}));
    assert_eq!(remote(json!({"ca_cert": "\nPEM\n\n"})), json!({"ca_cert": "PEM\n"}));
    let tags = |tags: Value| {
        desired(json!({"type": "container", "name": "a", "state": "present", "include_tags": tags}))["include_tags"]
            .take()
    };
    assert_eq!(tags(json!("a, b,")), json!(["a", "b"]));
    assert_eq!(tags(json!("a")), json!(["a"]));
    assert_eq!(tags(json!(2024)), json!(["2024"]));
}

#[test]
fn null_and_empty_clear_clearable_options() {
    for nothing in [json!(""), json!(null)] {
        let given = json!({
            "type": "container", "name": "a", "state": "present", "url": nothing, "proxy_url": nothing, "headers": nothing,
            "include_tags": nothing, "pulp_labels": nothing, "tls_validation": nothing, "policy": nothing,
        });
        let cleared = json!({"name": "a", "proxy_url": null, "headers": [], "include_tags": [], "pulp_labels": {}});
        assert_eq!(desired(given), cleared);
    }
}

#[test]
fn omitted_values_are_removed_everywhere() {
    let gone = "__omit_place_holder__0815";
    let args = json!({"type": "container", "remotes": [{"name": "a", "proxy_url": gone, "include_tags": ["x", gone]}], "policy": gone});
    assert_eq!(
        Value::Object(parsed::<Remote>(args).unwrap().items.remove(0).desired),
        json!({"name": "a", "include_tags": ["x"]})
    );
}

#[test]
fn options_beside_lists_are_item_defaults() {
    let args = json!({
        "type": "rpm", "description": "d", "checksum_type": "sha256",
        "repositories": [{"name": "a"}, {"name": "b", "description": "own"}, {"name": "c", "type": "deb"}],
    });
    let items = parsed::<Repository>(args).unwrap().items;
    let shown: Vec<Value> = items.into_iter().map(|item| Value::Object(item.desired)).collect();
    assert_eq!(
        json!(shown),
        json!([
            {"name": "a", "description": "d", "checksum_type": "sha256"},
            {"name": "b", "description": "own", "checksum_type": "sha256"},
            {"name": "c", "description": "d"},
        ])
    );
}

#[test]
fn equal_duplicates_are_one_item() {
    let args = json!({"type": "rpm", "repositories": [{"name": "a", "retain_repo_versions": 5}, {"name": "b"}, {"name": "a", "retain_repo_versions": "5"}]});
    let args = parsed::<Repository>(args).unwrap();
    assert_eq!(args.items.len(), 2);
    assert_eq!(args.positions, [0, 1, 0]);
}

#[test]
fn the_environment_sets_connection_options() {
    let env = |name: &str| match name {
        "SQUEEZER_PULP_URL" => Some("http://old".to_owned()),
        "PULP_USERNAME" => Some("me".to_owned()),
        "SQUEEZER_USERNAME" => Some("not me".to_owned()),
        "PULP_VALIDATE_CERTS" => Some("no".to_owned()),
        "REQUESTS_CA_BUNDLE" => Some("/ca.pem".to_owned()),
        _ => None,
    };
    let args = parse::<Repository>(r#"{"type": "rpm", "password": "p", "pulp_url": null}"#, env).unwrap();
    let connection = args.connection;
    assert_eq!(connection.pulp_url, "http://old");
    assert_eq!(connection.username.as_deref(), Some("me"));
    assert_eq!(connection.password.as_deref(), Some("p"));
    assert_eq!(connection.ca_bundle.as_deref(), Some("/ca.pem"));
    assert!(!connection.validate_certs);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((option_name(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn option_name() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "name",
            "type",
            "state",
            "remotes",
            "url",
            "headers",
            "include_tags",
            "pulp_labels",
            "rate_limit",
            "pulp_url",
            "_ansible_diff"
        ])
        .prop_map(str::to_owned),
        ".{0,8}"
    ]
}

proptest! {
    /// Any arguments either become items or are rejected with an error.
    #[test]
    fn random_arguments_do_not_panic(args in proptest::collection::vec((option_name(), any_json()), 0..8)) {
        let args = Value::Object(args.into_iter().collect());
        let _ = parsed::<Remote>(args);
    }

    /// Coercing a coerced value does not change it, so results can be used as arguments.
    #[test]
    fn coercion_is_idempotent(pem in "[a-z \n]{0,20}", words in "[a-z ]{1,20}", number in any::<u16>(), label in "[a-z]{0,5}") {
        let given = json!({"type": "deb", "name": "a", "state": "present", "ca_cert": pem, "distributions": words, "rate_limit": number, "pulp_labels": {"l": label}});
        let once = desired(given);
        let mut again = once.clone();
        again.as_object_mut().unwrap().extend(json!({"type": "deb", "state": "present"}).as_object().unwrap().clone());
        prop_assert_eq!(desired(again), once);
    }
}

#[test]
fn user_options_must_be_nested() {
    let user = |args: Value| parsed::<User>(args).unwrap();
    let one = user(json!({"state": "present", "user": {"username": "ann", "email": "a@x"}, "username": "admin"}));
    assert_eq!(
        (one.many, one.items[0].label.as_str(), one.connection.username.as_deref()),
        (false, "ann", Some("admin"))
    );
    assert_eq!(one.items[0].desired["email"], "a@x");
    let many = user(json!({"users": [{"username": "ann"}], "username": "admin", "state": "absent"}));
    assert_eq!((many.many, many.items[0].label.as_str()), (true, "ann"));
    assert_eq!(many.items[0].state, State::Absent);
    assert_eq!(user(json!({})).items[0].label, "", "all users are read");
    assert_snapshot!(refused::<User>(json!({"email": "a@x"})), @r#"option "email" must be nested under "user" or "users""#);
    assert_snapshot!(refused::<User>(json!({"emial": "a@x"})), @r#"unknown option "emial"; hint: did you mean "email"?"#);
    assert_snapshot!(refused::<User>(json!({"user": "ann"})), @"user must be a dictionary, not a string");
    assert_snapshot!(refused::<User>(json!({"user": {"username": "ann"}, "users": []})), @"set user or users, not both");
    assert_snapshot!(refused::<User>(json!({"user": {"username": "ann", "emial": "x"}})), @r#"unknown option "emial"; hint: did you mean "email"?"#);
}
