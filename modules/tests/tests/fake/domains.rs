//! Domains whose storage has secrets. On a real server, they would need cloud storage.

use insta::assert_snapshot;
use pulp::operations::Domain;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::server::{Fake, NEWEST, refusal};

fn domain() -> Value {
    let hidden = json!([{"name": "access_key", "is_set": true}, {"name": "secret_key", "is_set": true}]);
    json!({
        "pulp_href": "/pulp/api/v3/domains/1/", "name": "stage", "storage_class": "storages.backends.s3.S3Storage",
        // Pulp returns this secret, although it should hide it.
        "storage_settings": {"bucket_name": "one", "sas_token": "hunter3", "hidden_fields": hidden},
    })
}

fn args(settings: Value) -> Value {
    json!({"name": "stage", "storage_settings": settings, "state": "present", "_ansible_diff": true})
}

async fn server() -> Fake {
    let fake = Fake::new(NEWEST).await;
    fake.list("domains/", &[domain()]).await;
    fake
}

#[tokio::test]
async fn pulp_compares_secrets_without_showing_them() {
    for (answer, changed) in [(200, false), (202, true)] {
        let fake = server().await;
        let body = if changed { json!({"task": "/pulp/api/v3/tasks/1/"}) } else { domain() };
        fake.on("PATCH", "domains/1/", ResponseTemplate::new(answer).set_body_json(body)).await;
        let done = json!({"pulp_href": "/pulp/api/v3/tasks/1/", "state": "completed", "result": domain(), "created_resources": []});
        fake.list_where("tasks/", ("state__in", "waiting,running,canceling"), &[]).await;
        fake.list("tasks/", &[done]).await;
        let result = fake.run::<Domain>(args(json!({"bucket_name": "one", "secret_key": "hunter2"}))).await;
        assert_eq!(result["changed"], changed, "{result}");
        assert!(!result.to_string().contains("hunter"), "{result}");
        let requests = fake.0.received_requests().await.unwrap();
        let sent = requests.iter().find(|request| request.method == "PATCH").unwrap();
        let sent: Value = serde_json::from_slice(&sent.body).unwrap();
        assert_eq!(sent, json!({"storage_settings": {"secret_key": "hunter2"}}), "other settings are not sent");
    }
}

#[tokio::test]
async fn check_mode_shows_no_secrets() {
    let fake = Fake::new(NEWEST).await;
    fake.list("domains/", &[]).await;
    let mut args = args(json!({"bucket_name": "one", "access_key": "hunter1", "secret_key": "hunter2"}));
    args["storage_class"] = "storages.backends.s3.S3Storage".into();
    args["_ansible_check_mode"] = true.into();
    let result = fake.run::<Domain>(args).await;
    assert_eq!(result["domain"]["storage_settings"], json!({"bucket_name": "one"}));
    let shown = json!({"bucket_name": "one", "access_key": "<changed>", "secret_key": "<changed>"});
    assert_eq!(result["diff"][0]["after"]["storage_settings"], shown);
    assert!(!result.to_string().contains("hunter"), "{result}");
}

#[tokio::test]
async fn echoed_secrets_are_redacted() {
    let fake = server().await;
    let words = json!({"storage_settings": ["Backend settings contain incorrect values: hunter2"]});
    fake.on("PATCH", "domains/1/", refusal(400, words)).await;
    let message = fake.message::<Domain>(args(json!({"secret_key": "hunter2"}))).await;
    assert_snapshot!(message, @r#"could not update domain "stage" (PATCH /pulp/api/v3/domains/1/): 400: storage_settings: Backend settings contain incorrect values: ********"#);
}

#[tokio::test]
async fn names_from_pulps_settings_are_rejected() {
    let message = server().await.message::<Domain>(args(json!({"AWS_ACCESS_KEY_ID": "hunter1"}))).await;
    assert_snapshot!(message, @r#"
    storage_settings: "AWS_ACCESS_KEY_ID" is not the name of a domain's setting
      hint: use the names that Pulp returns, such as location for MEDIA_ROOT and access_key for AWS_ACCESS_KEY_ID
    "#);
}
