//! Endless and large responses.

use std::io::{Read, Write};
use std::net::TcpListener;

use insta::assert_snapshot;
use pulp::operations::Repository;
use serde_json::json;

use crate::server::{Fake, NEWEST};

/// Starts a server that sends one endless response in chunks of 1 MiB. Its thread returns the number of chunks that the
/// client accepted.
fn endless(status: &'static str) -> (String, std::thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let asked = stream.read(&mut [0; 4096]).unwrap();
        assert!(asked > 0, "no request");
        write!(stream, "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
            .unwrap();
        let piece = vec![b' '; 1 << 20];
        let send = |stream: &mut std::net::TcpStream| {
            write!(stream, "{:x}\r\n", piece.len())?;
            stream.write_all(&piece)?;
            stream.write_all(b"\r\n")
        };
        (0..4_096).take_while(|_| send(&mut stream).is_ok()).count()
    });
    (url, server)
}

/// Returns how many MiB the client accepted. Waits in another thread, because the client closes its connection in this
/// one.
async fn ended(server: std::thread::JoinHandle<usize>) -> usize {
    tokio::task::spawn_blocking(|| server.join().unwrap()).await.unwrap()
}

async fn message(url: &str) -> String {
    let fake = Fake::new(NEWEST).await;
    // The server responds only to the first request. Without a user there is no login, so this is for the status.
    let args =
        json!({"type": "rpm", "name": "a", "pulp_url": url, "username": "", "password": "", "request_retries": 0});
    fake.message::<Repository>(args).await.replace(url, "http://pulp")
}

#[tokio::test]
async fn endless_responses_are_rejected() {
    let (url, server) = endless("200 OK");
    assert_snapshot!(message(&url).await, @"could not reach Pulp at http://pulp (GET /pulp/api/v3/status/): no valid response from Pulp: the response is larger than 64 MiB");
    let taken = ended(server).await;
    assert!((64..128).contains(&taken), "{taken} MiB");
}

#[tokio::test]
async fn endless_errors_are_cut_off() {
    let (url, server) = endless("500 Internal Server Error");
    assert_snapshot!(message(&url).await, @"could not reach Pulp at http://pulp (GET /pulp/api/v3/status/): 500: no reason given");
    let taken = ended(server).await;
    assert!(taken < 32, "{taken} MiB");
}

#[tokio::test]
async fn large_pages_are_read() {
    let fake = Fake::new(NEWEST).await;
    let large =
        json!({"pulp_href": "/pulp/api/v3/repositories/rpm/rpm/a/", "name": "a", "description": "x".repeat(16 << 20)});
    fake.list("repositories/rpm/rpm/", &[large]).await;
    let result = fake.run::<Repository>(json!({"type": "rpm", "name": "a"})).await;
    assert_eq!(result["repository"]["description"].as_str().unwrap().len(), 16 << 20);
}
