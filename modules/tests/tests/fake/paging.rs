//! Lists of several pages that change while they are read.

use std::sync::Mutex;

use pulp::operations::Repository;
use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

use crate::server::{Fake, NEWEST, repository};

/// A list, sorted with the latest object first, that changes after each page.
struct Drifting {
    names: Mutex<Vec<String>>,
    change: fn(&mut Vec<String>),
    /// Maximum number of objects in a page, whatever limit a request has.
    most: usize,
}

impl Respond for Drifting {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let number = |name: &str| {
            request.url.query_pairs().find(|(key, _)| key == name).map_or(0, |(_, value)| value.parse().unwrap())
        };
        let (limit, offset): (usize, usize) = (number("limit").min(self.most), number("offset"));
        let mut names = self.names.lock().unwrap();
        let page: Vec<Value> = names.iter().skip(offset).take(limit).map(|name| repository(name)).collect();
        let next = (offset + limit < names.len()).then_some("http://pulp/next");
        let body = json!({"count": names.len(), "next": next, "results": page});
        (self.change)(&mut names);
        ResponseTemplate::new(200).set_body_json(body)
    }
}

/// Returns the names of the repositories that the module reads from a list of 2,500 that changes like this.
async fn found(change: fn(&mut Vec<String>)) -> Vec<String> {
    found_in_pages(usize::MAX, change).await
}

async fn found_in_pages(most: usize, change: fn(&mut Vec<String>)) -> Vec<String> {
    let names = Mutex::new((0..2_500).map(|number| format!("r{number}")).collect());
    let fake = Fake::new(NEWEST).await;
    fake.on("GET", "repositories/rpm/rpm/", Drifting { names, change, most }).await;
    let result = fake.run::<Repository>(json!({"type": "rpm", "state": "read"})).await;
    let rows = result["repositories"].as_array().unwrap_or_else(|| panic!("{result}"));
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

fn expected(kept: impl Fn(usize) -> bool) -> Vec<String> {
    (0..2_500).filter(|number| kept(*number)).map(|number| format!("r{number}")).collect()
}

#[tokio::test]
async fn unchanged_lists_are_read_completely() {
    assert_eq!(found(|_| {}).await, expected(|_| true));
}

#[tokio::test]
async fn pages_may_be_short() {
    assert_eq!(found_in_pages(40, |_| {}).await, expected(|_| true));
}

#[tokio::test]
async fn created_objects_cause_no_duplicates() {
    assert_eq!(found(|names| names.insert(0, format!("new{}", names.len()))).await, expected(|_| true));
}

#[tokio::test]
async fn deleted_objects_hide_no_others() {
    let found = found(|names| drop(names.drain(..20))).await;
    // Objects that are deleted after their page was read may be included. All objects that stay must be.
    assert_eq!(found, expected(|_| true));
}

#[tokio::test]
async fn lists_without_overlap_are_read_again() {
    let found = found(|names| names.truncate(if names.len() > 2_000 { 0 } else { names.len() })).await;
    assert_eq!(found, Vec::<String>::new());
}
