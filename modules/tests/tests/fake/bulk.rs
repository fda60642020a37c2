//! The number of requests for lists of any length.

use pulp::operations::{Remote, Repository};
use serde_json::{Value, json};

use crate::server::{Fake, NEWEST, remote, repository};

#[tokio::test]
async fn unchanged_lists_take_few_requests() {
    let mut costs = Vec::new();
    for length in [1, 60, 150, 1_000] {
        let fake = Fake::new(NEWEST).await;
        let names: Vec<String> = (0..length).map(|number| format!("Ubuntu Jammy - packages {number:04}")).collect();
        let entities: Vec<Value> = names.iter().map(|name| repository(name)).collect();
        fake.list("repositories/rpm/rpm/", &entities).await;
        let items: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
        let result = fake.run::<Repository>(json!({"type": "rpm", "repositories": items})).await;
        assert_eq!(
            (&result["changed"], result["repositories"].as_array().map(Vec::len)),
            (&json!(false), Some(length))
        );
        let longest = fake.log().await.iter().map(String::len).max().unwrap();
        assert!(longest < 4_000, "a request line of {longest} bytes");
        costs.push(fake.log().await.len());
    }
    assert!(costs.iter().all(|cost| *cost <= 8), "requests: {costs:?}");
}

#[tokio::test]
async fn secrets_take_one_request_each() {
    let fake = Fake::new(NEWEST).await;
    let names: Vec<String> = (0..20).map(|number| format!("r{number}")).collect();
    let entities: Vec<Value> = names.iter().map(|name| remote(name, &[("password", true)])).collect();
    fake.list("remotes/rpm/rpm/", &entities).await;
    for entity in &entities {
        let href = entity["pulp_href"].as_str().unwrap().replace("/pulp/api/v3/", "");
        fake.json("PATCH", &href, 200, entity.clone()).await;
    }
    let items: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
    let args = json!({"type": "rpm", "url": "http://up/", "remote_password": "hunter2", "remotes": items});
    let result = fake.run::<Remote>(args.clone()).await;
    assert_eq!(result["changed"], false, "{result}");
    assert_eq!(fake.count("PATCH").await, 20);
    let mut check = args;
    check["_ansible_check_mode"] = true.into();
    let result = fake.run::<Remote>(check).await;
    assert_eq!(
        (&result["changed"], &result["remotes"][0]["not_compared"]),
        (&json!(false), &json!(["remote_password"])),
        "{result}"
    );
    assert_eq!(fake.count("PATCH").await, 20, "check mode writes nothing");
}

#[tokio::test]
async fn names_with_commas_are_requested_separately() {
    let fake = Fake::new(NEWEST).await;
    fake.list("repositories/rpm/rpm/", &[repository("a, b"), repository("c")]).await;
    let result =
        fake.run::<Repository>(json!({"type": "rpm", "repositories": [{"name": "a, b"}, {"name": "c"}]})).await;
    assert_eq!(result["changed"], false, "{result}");
    let log = fake.log().await;
    assert!(log.iter().any(|line| line.contains("?name=a,%20b&")), "{log:?}");
    assert!(log.iter().any(|line| line.contains("?name__in=c&")), "{log:?}");
}

#[tokio::test]
async fn long_lists_are_read_in_pages() {
    let fake = Fake::new(NEWEST).await;
    let next = |entries: &[Value]| json!({"count": 2, "next": "http://wrong.example/?offset=1", "results": entries});
    let first = wiremock::ResponseTemplate::new(200).set_body_json(next(&[repository("a")]));
    fake.first(1, "GET", "repositories/rpm/rpm/", first).await;
    fake.list_where("repositories/rpm/rpm/", ("offset", "0"), &[repository("a"), repository("b")]).await;
    let result = fake.run::<Repository>(json!({"type": "rpm"})).await;
    let names: Vec<&Value> = result["repositories"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(names, ["a", "b"]);
}
