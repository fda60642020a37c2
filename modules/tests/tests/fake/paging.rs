//! Lists of several pages that change while they are read.

use std::sync::Mutex;

use pulp::operations::Repository;
use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

use crate::server::{Fake, NEWEST, repository};

/// A list that is newest first and changes after each page that was read.
struct Drifting {
    names: Mutex<Vec<String>>,
    change: fn(&mut Vec<String>),
    /// Objects in a page, however many are asked for.
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

/// The names of all repositories that are found in a list of 2,500 that changes so.
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
async fn a_steady_list_is_read_whole() {
    assert_eq!(found(|_| {}).await, expected(|_| true));
}

#[tokio::test]
async fn pages_may_be_shorter_than_asked_for() {
    assert_eq!(found_in_pages(40, |_| {}).await, expected(|_| true));
}

#[tokio::test]
async fn objects_created_meanwhile_show_nothing_twice() {
    assert_eq!(found(|names| names.insert(0, format!("new{}", names.len()))).await, expected(|_| true));
}

#[tokio::test]
async fn objects_deleted_meanwhile_hide_no_others() {
    let found = found(|names| drop(names.drain(..20))).await;
    // What was there when its page was read may be gone since; what stayed is there.
    assert_eq!(found, expected(|_| true));
}

#[tokio::test]
async fn a_list_that_lost_a_whole_overlap_is_read_anew() {
    let found = found(|names| names.truncate(if names.len() > 2_000 { 0 } else { names.len() })).await;
    assert_eq!(found, Vec::<String>::new());
}
