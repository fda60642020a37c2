//! The real transport: HTTP with reqwest, configured by the connection options. Failures below HTTP become a [`Cause`].

use std::error::Error as _;
use std::time::Duration;

use futures::future::{FutureExt, LocalBoxFuture};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::transport::{Received, Sent, Transport};
use crate::connection::Connection;
use crate::error::{Cause, Error};
use crate::request::Method;

/// Maximum size of a response body. The pages of lists have less than a tenth of it.
const LARGEST: usize = 64 << 20;

/// Maximum number of bytes to read of an error response, of which a few hundred characters are shown.
const LARGEST_REFUSAL: usize = 1 << 20;

/// A transport that uses the network.
pub struct Http(reqwest::Client);

impl Http {
    /// Prepares the connection, without sending anything. Fails if its options are wrong.
    pub fn new(connection: &Connection) -> Result<Http, Error> {
        let tls = connection.pulp_url.trim_start().to_ascii_lowercase().starts_with("https:");
        client(connection, tls).map(Http)
    }
}

impl Transport for Http {
    fn send(&self, request: Sent) -> LocalBoxFuture<'_, Result<Received, Cause>> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self.0.request(method, request.url).timeout(request.timeout);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        async move {
            let response = builder.send().await.map_err(|error| cause(&error))?;
            let status = response.status().as_u16();
            let headers = response.headers().iter().filter_map(|(name, value)| {
                // reqwest returns names in lower case. No caller uses a header whose value is not text.
                Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
            });
            let headers = headers.collect();
            let body = read_body(response).await?;
            Ok(Received { status, headers, body })
        }
        .boxed_local()
    }
}

/// Reads a body in chunks with a limit, so that no server can fill this machine's memory.
async fn read_body(mut response: reqwest::Response) -> Result<Vec<u8>, Cause> {
    let refused = response.status().as_u16() >= 400;
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| cause(&error))? {
        if refused {
            body.extend(piece.into_iter().take(LARGEST_REFUSAL - body.len()));
            if body.len() == LARGEST_REFUSAL {
                break;
            }
            continue;
        }
        if body.len() + piece.len() > LARGEST {
            return Err(Cause::NotPulp(format!("the response is larger than {} MiB", LARGEST >> 20)));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn client(connection: &Connection, tls: bool) -> Result<reqwest::Client, Error> {
    let wrong = |text: String| Error::Args(text);
    let read = |option: &str, path: &str| {
        std::fs::read(path).map_err(|cause| wrong(format!("could not read {option} {path}: {cause}")))
    };
    // Fails only if a provider is already installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("release_train.pulp/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(connection.request_timeout.min(20)));
    if !tls {
        // Reading the system's trust store takes longer than a request.
        builder = builder.tls_certs_only([]);
    } else if let Some(path) = &connection.ca_bundle {
        let certificates = reqwest::Certificate::from_pem_bundle(&read("ca_bundle", path)?);
        builder = builder.tls_certs_only(
            certificates.map_err(|cause| wrong(format!("ca_bundle {path} contains no certificates: {cause}")))?,
        );
    }
    if let (Some(cert), Some(key)) = (&connection.user_cert, &connection.user_key) {
        let pem = [read("user_cert", cert)?, b"\n".to_vec(), read("user_key", key)?].concat();
        builder = builder.identity(
            reqwest::Identity::from_pem(&pem)
                .map_err(|cause| wrong(format!("could not use user_cert {cert} with user_key {key}: {cause}")))?,
        );
    }
    let mut headers = HeaderMap::new();
    for (name, value) in &connection.request_headers {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let pair = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value));
        let (Ok(name), Ok(mut value)) = pair else {
            return Err(wrong(format!("request_headers: \"{name}\" is not a valid header")));
        };
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    builder.default_headers(headers).danger_accept_invalid_certs(!connection.validate_certs).build().map_err(|cause| {
        wrong(format!(
            "could not prepare the connection: {}",
            cause.source().map_or_else(|| cause.to_string(), ToString::to_string)
        ))
    })
}

/// Returns the cause of a failure below HTTP.
fn cause(error: &reqwest::Error) -> Cause {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let text = deepest.to_string();
    let certificate = text.contains("certificate") || text.contains("UnknownIssuer");
    match (error.is_connect(), error.is_timeout()) {
        (true, _) if certificate => Cause::NotPulp(format!(
            "TLS failed: {text}; hint: set ca_bundle to a file with the authorities to trust (validate_certs: false trusts any server)"
        )),
        (true, true) => Cause::Unreachable("no connection in time".to_owned()),
        (true, false) => Cause::Unreachable(format!("no connection: {text}")),
        (false, true) => Cause::Lost(super::NO_ANSWER.to_owned()),
        (false, false) => Cause::Lost(format!("the connection broke: {text}")),
    }
}
