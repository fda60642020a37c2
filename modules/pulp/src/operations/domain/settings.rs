//! Plans updates of storage settings, without requests. Each setting is compared like a separate field, because Pulp
//! keeps settings that are not given and hides some.

use serde_json::{Value, json};

use crate::error::Error;
use crate::item::State;
use crate::object::Fields;
use crate::plan::{self, Plan, Step, Wanted};
use crate::schema::Object;

const SETTINGS: &str = "storage_settings";
const PREFIX: &str = "storage_settings.";

/// Prefixes of the names in the server's `settings.py`. Pulp also accepts these names for settings of a domain, but
/// returns the settings under other names.
const OF_THE_SERVER: &[&str] = &["aws_", "gs_", "media_", "file_upload_"];
const OF_AZURE: &[&str] = &["azure_container", "azure_ssl"];

/// Compares a domain with its wanted fields.
pub fn plan(before: Option<&Value>, state: State, wanted: &[Wanted]) -> Result<Plan, Error> {
    let apart = apart(wanted)?;
    let moves = before.is_some_and(|before| moves(before, wanted));
    let before = before.map(|before| spread(before, &apart, moves));
    let mut plan = plan::plan(before.as_ref(), state, &apart);
    if let (true, Step::Update(body)) = (moves, &mut plan.step) {
        // Also send empty settings, which alone are not a change: otherwise Pulp would keep those of the previous
        // storage.
        let settings = apart.iter().filter(|want| want.name.starts_with(PREFIX));
        body.extend(settings.map(|want| (want.name.clone(), want.value.clone())));
    }
    if let Step::Create(body) | Step::Update(body) | Step::Ask(body) = &mut plan.step {
        gather(body);
    }
    if let Some(diff) = &mut plan.diff {
        gather(&mut diff.before);
        gather(&mut diff.after);
    }
    Ok(plan)
}

/// Returns the wanted fields, with each setting as a separate field.
fn apart(wanted: &[Wanted]) -> Result<Vec<Wanted>, Error> {
    let mut apart = Vec::new();
    for want in wanted {
        let Some(settings) = want.value.as_object().filter(|_| want.name == SETTINGS) else {
            apart.push(want.clone());
            continue;
        };
        for (key, value) in settings {
            let known = key.to_lowercase();
            let foreign = OF_THE_SERVER.iter().any(|start| known.starts_with(start))
                || known.starts_with("azure_") && !OF_AZURE.contains(&known.as_str());
            if foreign || known != *key {
                return Err(Error::State(format!(
                    "storage_settings: \"{key}\" is not the name of a domain's setting; hint: use the names that Pulp \
                     returns, such as location for MEDIA_ROOT and access_key for AWS_ACCESS_KEY_ID"
                )));
            }
            let mut field = want.field.clone();
            field.secret = field.secret_keys.contains(key);
            field.option = format!("{PREFIX}{key}");
            apart.push(Wanted { name: field.option.clone(), field, value: value.clone() });
        }
    }
    Ok(apart)
}

/// Returns whether the domain moves to another storage.
fn moves(before: &Value, wanted: &[Wanted]) -> bool {
    wanted.iter().any(|want| want.name == "storage_class" && before.get("storage_class") != Some(&want.value))
}

/// Returns the domain as Pulp returns it, but with each setting as a field. If the domain moves to another storage, its
/// current settings are ignored.
fn spread(before: &Value, wanted: &[Wanted], moves: bool) -> Value {
    let mut spread = before.as_object().cloned().unwrap_or_default();
    let mut settings = spread.shift_remove(SETTINGS).and_then(|value| value.as_object().cloned()).unwrap_or_default();
    let hidden = settings.shift_remove("hidden_fields");
    let mut hidden = hidden.and_then(|fields| fields.as_array().cloned()).unwrap_or_default();
    if moves {
        let unset = wanted.iter().filter_map(|want| want.name.strip_prefix(PREFIX));
        hidden = unset.map(|name| json!({"name": name, "is_set": false})).collect();
        settings.clear();
    }
    for field in &mut hidden {
        let name = field.name();
        field["name"] = format!("{PREFIX}{name}").into();
    }
    spread.extend(settings.into_iter().map(|(key, value)| (format!("{PREFIX}{key}"), value)));
    spread.insert("hidden_fields".to_owned(), hidden.into());
    Value::Object(spread)
}

/// Puts the settings back into one field, as Pulp accepts them and diffs show them.
fn gather(fields: &mut Object) {
    let (settings, rest): (Object, Object) =
        std::mem::take(fields).into_iter().partition(|(name, _)| name.starts_with(PREFIX));
    *fields = rest;
    if !settings.is_empty() {
        let settings = settings.into_iter().map(|(name, value)| (name[PREFIX.len()..].to_owned(), value));
        fields.insert(SETTINGS.to_owned(), Value::Object(settings.collect()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::domain::TYPES;

    const S3: &str = "storages.backends.s3.S3Storage";

    fn wanted(class: &str, settings: Value) -> Vec<Wanted> {
        let fields = TYPES[0].fields();
        let want = |name: &str, value: Value| {
            let field = fields.iter().find(|field| field.option == name).unwrap().clone();
            Wanted { name: name.to_owned(), field, value }
        };
        vec![want("storage_class", class.into()), want(SETTINGS, settings)]
    }

    fn stored() -> Value {
        let hidden = json!([{"name": "access_key", "is_set": true}, {"name": "security_token", "is_set": false}]);
        json!({"storage_class": S3, SETTINGS: {"bucket_name": "one", "location": "", "hidden_fields": hidden}})
    }

    fn of(settings: Value) -> Plan {
        plan(Some(&stored()), State::Present, &wanted(S3, settings)).unwrap()
    }

    #[test]
    fn only_given_settings_are_compared() {
        assert_eq!(of(json!({"bucket_name": "one"})).step, Step::Keep);
        let plan = of(json!({"bucket_name": "two", "location": ""}));
        let changed = json!({SETTINGS: {"bucket_name": "two"}});
        assert_eq!(plan.step, Step::Update(changed.as_object().unwrap().clone()));
        assert_eq!(plan.diff.unwrap().before, *json!({SETTINGS: {"bucket_name": "one"}}).as_object().unwrap());
    }

    #[test]
    fn pulp_compares_hidden_settings() {
        let plan = of(json!({"access_key": "s3cret"}));
        assert!(matches!(plan.step, Step::Ask(_)) && plan.not_compared == ["storage_settings.access_key"]);
        let plan = of(json!({"security_token": "s3cret"}));
        assert!(matches!(plan.step, Step::Update(_)));
        assert_eq!(plan.diff.unwrap().after, *json!({SETTINGS: {"security_token": "<changed>"}}).as_object().unwrap());
    }

    #[test]
    fn new_storage_classes_send_all_settings() {
        let class = "pulpcore.app.models.storage.FileSystem";
        let plan = plan(Some(&stored()), State::Present, &wanted(class, json!({"location": ""}))).unwrap();
        let body = json!({"storage_class": class, SETTINGS: {"location": ""}});
        assert_eq!(plan.step, Step::Update(body.as_object().unwrap().clone()));
        let new = super::plan(None, State::Present, &wanted(class, json!({"location": ""}))).unwrap();
        assert_eq!(new.step, Step::Create(body.as_object().unwrap().clone()), "an empty location is sent");
    }

    #[test]
    fn names_from_pulps_settings_are_rejected() {
        for name in ["MEDIA_ROOT", "aws_access_key_id", "AZURE_ACCOUNT_KEY", "gs_bucket_name"] {
            assert!(plan(None, State::Present, &wanted(S3, json!({name: "x"}))).is_err(), "{name}");
        }
        assert!(plan(None, State::Present, &wanted(S3, json!({"azure_container": "x"}))).is_ok());
    }
}
