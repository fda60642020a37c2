//! Counts requests independently of the client: with a proxy between the client and Pulp.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// The requests that went through the proxy.
#[derive(Default, Clone)]
pub struct Seen {
    /// The time of each request, and its method and target.
    pub requests: Vec<(Instant, String)>,
    /// The values of `Correlation-ID`, which Pulp stores in the tasks.
    pub correlation_ids: BTreeSet<String>,
}

/// A plain HTTP/1.1 proxy for one server, on a free local port.
pub struct Proxy {
    pub url: String,
    seen: Arc<Mutex<Seen>>,
}

impl Proxy {
    /// Starts a proxy for the server at `address`, a host and a port.
    pub fn start(address: &str) -> io::Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let proxy = Proxy { url: format!("http://{}", listener.local_addr()?), seen: Arc::default() };
        let (address, seen) = (address.to_owned(), proxy.seen.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (address, seen) = (address.clone(), seen.clone());
                // An error only means that one end has closed the connection.
                thread::spawn(move || connection(client, &address, &seen));
            }
        });
        Ok(proxy)
    }

    /// Returns what went through since the last call.
    pub fn take(&self) -> Seen {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn connection(client: TcpStream, address: &str, seen: &Mutex<Seen>) -> io::Result<()> {
    let mut server = TcpStream::connect(address)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut answers, mut to_client) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || {
        let copied = io::copy(&mut answers, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
        copied
    });
    let requests = forward(BufReader::new(client), &mut server, seen);
    server.shutdown(Shutdown::Write)?;
    requests
}

/// Forwards requests one after the other; parses the head of each to count it and to find out the length of its body.
fn forward(mut client: BufReader<TcpStream>, server: &mut TcpStream, seen: &Mutex<Seen>) -> io::Result<()> {
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if client.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        let (target, headers) = head.split_once("\r\n").unwrap_or_default();
        let header = |wanted: &str| {
            let mut pairs = headers.lines().filter_map(|line| line.split_once(':'));
            pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned())
        };
        {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.requests.push((Instant::now(), target.trim_end_matches(" HTTP/1.1").to_owned()));
            seen.correlation_ids.extend(header("Correlation-ID"));
        }
        server.write_all(head.as_bytes())?;
        let length = header("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0);
        io::copy(&mut client.by_ref().take(length), server)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two requests on one connection: the second one is only found if the body of the first is skipped.
    #[test]
    fn counts_requests_and_passes_them_on() -> io::Result<()> {
        let one = "POST /a HTTP/1.1\r\ncontent-length: 21\r\nCorrelation-ID: 1f\r\n\r\nGET /no HTTP/1.1\r\n\r\n.";
        let two = "GET /b?c=d HTTP/1.1\r\n\r\n";
        let server = TcpListener::bind("127.0.0.1:0")?;
        let proxy = Proxy::start(&server.local_addr()?.to_string())?;
        let mut client = TcpStream::connect(proxy.url.trim_start_matches("http://"))?;
        client.write_all(format!("{one}{two}").as_bytes())?;
        client.shutdown(Shutdown::Write)?;

        let (mut behind, mut arrived, mut answer) = (server.accept()?.0, String::new(), String::new());
        behind.read_to_string(&mut arrived)?;
        behind.write_all(b"answer")?;
        drop(behind);
        client.read_to_string(&mut answer)?;

        let seen = proxy.take();
        let requests: Vec<&str> = seen.requests.iter().map(|(_, request)| request.as_str()).collect();
        assert_eq!(requests, ["POST /a", "GET /b?c=d"]);
        assert_eq!(seen.correlation_ids, BTreeSet::from(["1f".to_owned()]));
        assert_eq!((arrived, answer), (format!("{one}{two}"), "answer".to_owned()));
        assert!(proxy.take().requests.is_empty());
        Ok(())
    }
}
