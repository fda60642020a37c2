//! Step 3: existing objects are compared with their desired state.

use proptest::prelude::*;
use pulp::item::State;
use pulp::operations::modules;
use pulp::plan::{Plan, Step, Wanted, plan};
use pulp::schema::Field;
use serde_json::{Value, json};

/// Returns a field of the module `remote`, for type container.
fn field(option: &str) -> Field {
    let remote = modules().find(|module| module.name == "remote").unwrap();
    let container = remote.types.iter().find(|kind| kind.name == "container").unwrap();
    remote.options(container).find(|field| field.option == option).unwrap().clone()
}

fn wanted(fields: Value) -> Vec<Wanted> {
    let fields = fields.as_object().unwrap();
    fields
        .iter()
        .map(|(option, value)| Wanted { name: field(option).pulp, field: field(option), value: value.clone() })
        .collect()
}

fn planned(before: Value, fields: Value) -> Plan {
    plan(Some(&before), State::Present, &wanted(fields))
}

fn body(plan: &Plan) -> Value {
    match &plan.step {
        Step::Create(body) | Step::Update(body) | Step::Ask(body) => Value::Object(body.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_given_fields_are_compared() {
    let plan = planned(
        json!({"name": "a", "url": "http://x/", "policy": "immediate"}),
        json!({"name": "a", "policy": "immediate"}),
    );
    assert_eq!(plan, Plan::keep());
}

#[test]
fn only_differences_are_sent_and_shown() {
    let before = json!({"name": "a", "url": "http://joe:pass@x/", "policy": "immediate", "rate_limit": 5});
    let plan = planned(before, json!({"name": "a", "url": "http://y/", "policy": "on_demand", "rate_limit": 5}));
    assert_eq!(body(&plan), json!({"url": "http://y/", "policy": "on_demand"}));
    let diff = plan.diff.unwrap();
    assert_eq!(Value::Object(diff.before), json!({"url": "http://********@x/", "policy": "immediate"}));
    assert_eq!(Value::Object(diff.after), json!({"url": "http://y/", "policy": "on_demand"}));
}

#[test]
fn missing_keys_are_sent_empty() {
    const OVERRIDES: &str = "package_signing_fingerprint_release_overrides";
    let repository = modules().find(|module| module.name == "repository").unwrap();
    let deb = repository.types.iter().find(|kind| kind.name == "deb").unwrap();
    let field = repository.options(deb).find(|field| field.option == OVERRIDES).unwrap();
    let wanted = [Wanted { name: field.pulp.clone(), field: field.clone(), value: json!({"a": "3"}) }];
    let plan = plan(Some(&json!({OVERRIDES: {"a": "1", "b": "2"}})), State::Present, &wanted);
    assert_eq!(body(&plan), json!({OVERRIDES: {"a": "3", "b": ""}}));
}

#[test]
fn null_and_empty_are_equal() {
    let before = json!({"proxy_url": null, "includes": null, "pulp_labels": {}, "ca_cert": ""});
    let plan = planned(before, json!({"proxy_url": null, "include_tags": [], "pulp_labels": {}, "ca_cert": null}));
    assert_eq!(plan, Plan::keep());
    assert_eq!(planned(json!({"includes": [""]}), json!({"include_tags": []})), Plan::keep());
    assert_eq!(body(&planned(json!({"includes": ["a"]}), json!({"include_tags": []}))), json!({"includes": []}));
}

#[test]
fn order_and_notation_are_ignored() {
    let before = json!({"includes": ["a", "b"], "total_timeout": 5.0, "ca_cert": "PEM"});
    assert_eq!(
        planned(before, json!({"include_tags": ["b", "a"], "total_timeout": 5, "ca_cert": "PEM\n"})),
        Plan::keep()
    );
    let twice = planned(json!({"includes": ["a", "a"]}), json!({"include_tags": ["a", "b"]}));
    assert!(twice.changes());
}

#[test]
fn pulp_compares_hidden_fields() {
    let before = |set: bool| json!({"name": "a", "hidden_fields": [{"name": "password", "is_set": set}]});
    let asked = planned(before(true), json!({"remote_password": "p"}));
    assert_eq!(
        (&asked.step, asked.changes()),
        (&Step::Ask(json!({"password": "p"}).as_object().unwrap().clone()), false)
    );
    assert_eq!(asked.not_compared, ["remote_password"]);
    assert!(planned(before(false), json!({"remote_password": "p"})).changes());
    assert!(planned(before(true), json!({"remote_password": null})).changes());
    assert_eq!(planned(before(false), json!({"remote_password": null})), Plan::keep());
    let diff = planned(before(false), json!({"remote_password": "p"})).diff.unwrap();
    assert_eq!(
        (Value::Object(diff.before), Value::Object(diff.after)),
        (json!({"remote_password": null}), json!({"remote_password": "<changed>"}))
    );
}

#[test]
fn readable_secrets_are_compared_but_hidden() {
    let before = json!({"headers": [{"X-Token": "old"}]});
    assert_eq!(planned(before.clone(), json!({"headers": [{"X-Token": "old"}]})), Plan::keep());
    let plan = planned(before, json!({"headers": [{"X-Token": "new"}]}));
    assert!(plan.changes());
    let shown = format!("{:?}", plan.diff);
    assert!(!shown.contains("old") && !shown.contains("new\""), "{shown}");
}

#[test]
fn release_train_labels_are_kept() {
    let before = json!({"pulp_labels": {"release_train_snapshot": "1", "a": "x"}});
    assert_eq!(planned(before.clone(), json!({"pulp_labels": {"a": "x"}})), Plan::keep());
    assert_eq!(
        planned(before.clone(), json!({"pulp_labels": {"a": "x", "release_train_snapshot": "2"}})),
        Plan::keep()
    );
    assert_eq!(
        body(&planned(before, json!({"pulp_labels": {}}))),
        json!({"pulp_labels": {"release_train_snapshot": "1"}})
    );
}

#[test]
fn create_omits_empty_fields() {
    let plan = plan(
        None,
        State::Present,
        &wanted(json!({"name": "a", "url": "http://x/", "proxy_url": null, "include_tags": []})),
    );
    assert_eq!(body(&plan), json!({"name": "a", "url": "http://x/"}));
}

#[test]
fn absent_deletes_and_read_keeps() {
    assert_eq!(plan(None, State::Absent, &[]), Plan::keep());
    assert_eq!(plan(Some(&json!({"name": "a"})), State::Absent, &[]).step, Step::Remove);
    assert_eq!(plan(Some(&json!({"name": "a"})), State::Read, &[]), Plan::keep());
}

fn values() -> impl Strategy<Value = Value> {
    let text = || prop_oneof![Just(Value::Null), "[a-c]{0,2}".prop_map(Value::from)];
    let tags = proptest::collection::vec("[a-c]", 0..4).prop_map(Value::from);
    let labels = proptest::collection::hash_map("(release_train_)?[a-b]", "[x-z]", 0..3).prop_map(|map| json!(map));
    (text(), text(), tags, labels, proptest::option::of(0..3i64)).prop_map(|(url, proxy, tags, labels, rate)| {
        json!({"url": url, "proxy_url": proxy, "include_tags": tags, "pulp_labels": labels, "rate_limit": rate})
    })
}

proptest! {
    /// After an update was applied, planning again finds nothing to do. A plan without an update changes nothing.
    #[test]
    fn applied_plans_leave_nothing_to_do(stored in values(), fields in values()) {
        let mut before = stored.clone();
        before["includes"] = before["include_tags"].take();
        let first = planned(before.clone(), fields.clone());
        if let Step::Update(body) = &first.step {
            prop_assert!(first.diff.is_some());
            let mut after = before.clone();
            after.as_object_mut().unwrap().extend(body.clone());
            prop_assert_eq!(planned(after, fields).step, Step::Keep);
        } else {
            prop_assert_eq!(first, Plan::keep());
        }
    }
}
