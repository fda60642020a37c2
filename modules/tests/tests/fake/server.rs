//! The fake Pulp server, which is built on wiremock, and functions to run modules against it.

use pulp::host::Host;
use pulp::operation::Operation;
use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

pub const NEWEST: &str = "3.123.1";

pub struct Fake(pub MockServer);

impl Fake {
    /// Starts a server with that version of pulpcore, with sessions and one worker.
    pub async fn new(core: &str) -> Fake {
        let fake = Fake(MockServer::start().await);
        fake.status(core, 1).await;
        fake.on("POST", "login/", with_session()).await;
        fake.on("DELETE", "login/", ResponseTemplate::new(204)).await;
        fake.started_by(3, &[]).await;
        fake.superuser(true).await;
        fake
    }

    /// Sets whether the user may list users, as only superusers may. If so, a list of users that a test sets takes
    /// precedence.
    pub async fn superuser(&self, is: bool) {
        let answer = match is {
            true => ResponseTemplate::new(200).set_body_json(page(&[])),
            false => refusal(403, json!({"detail": "You do not have permission to perform this action."})),
        };
        let asked = Mock::given(method("GET")).and(path("/pulp/api/v3/users/")).respond_with(answer);
        asked.with_priority(if is { 9 } else { 1 }).mount(&self.0).await;
    }

    pub async fn status(&self, core: &str, workers: usize) {
        let part = |name: &str, version: &str| json!({"component": name, "version": version});
        let parts = json!([part("core", core), part("rpm", "3.39.4"), part("file", core), part("container", "2.30.0")]);
        let workers: Vec<Value> = (0..workers).map(|number| json!({"name": number.to_string()})).collect();
        self.json("GET", "status/", 200, json!({"versions": parts, "online_workers": workers})).await;
    }

    /// Sets the response to a request. One that was set earlier takes precedence.
    pub async fn on(&self, verb: &str, below: &str, answer: impl Respond + 'static) {
        Mock::given(method(verb)).and(path(format!("/pulp/api/v3/{below}"))).respond_with(answer).mount(&self.0).await;
    }

    /// Sets the response to the first requests, with precedence over all others.
    pub async fn first(&self, times: u64, verb: &str, below: &str, answer: impl Respond + 'static) {
        let mock = Mock::given(method(verb)).and(path(format!("/pulp/api/v3/{below}"))).respond_with(answer);
        mock.up_to_n_times(times).with_priority(1).mount(&self.0).await;
    }

    /// Replaces the response to a request. Responses of [`Self::first`] are still used first.
    pub async fn instead(&self, verb: &str, below: &str, answer: impl Respond + 'static) {
        let mock = Mock::given(method(verb)).and(path(format!("/pulp/api/v3/{below}"))).respond_with(answer);
        mock.with_priority(2).mount(&self.0).await;
    }

    pub async fn json(&self, verb: &str, below: &str, status: u16, body: Value) {
        self.on(verb, below, ResponseTemplate::new(status).set_body_json(body)).await;
    }

    /// Sets the entries of a list.
    pub async fn list(&self, below: &str, entries: &[Value]) {
        self.json("GET", below, 200, page(entries)).await;
    }

    /// Sets the entries of a list if it is requested with that query parameter.
    pub async fn list_where(&self, below: &str, parameter: (&str, &str), entries: &[Value]) {
        let given = Mock::given(method("GET"))
            .and(path(format!("/pulp/api/v3/{below}")))
            .and(query_param(parameter.0, parameter.1));
        given
            .respond_with(ResponseTemplate::new(200).set_body_json(page(entries)))
            .with_priority(2)
            .mount(&self.0)
            .await;
    }

    /// Sets the tasks that are found by correlation ID, after the response to a write was lost.
    pub async fn started(&self, tasks: &[Value]) {
        self.started_by(1, tasks).await;
    }

    async fn started_by(&self, priority: u8, tasks: &[Value]) {
        let by_id = |request: &wiremock::Request| {
            request.url.path().ends_with("/tasks/") && request.url.query_pairs().any(|(key, _)| key == "logging_cid")
        };
        Mock::given(by_id)
            .respond_with(ResponseTemplate::new(200).set_body_json(page(tasks)))
            .with_priority(priority)
            .mount(&self.0)
            .await;
    }

    /// Runs a module. Adds the connection options that the arguments lack.
    pub async fn run<O: Operation>(&self, args: Value) -> Value {
        self.run_on::<O>(args, Host { env: Box::new(|_| None), ..Host::real() }).await
    }

    /// Like [`Self::run`], on a given host.
    pub async fn run_on<O: Operation>(&self, mut args: Value, host: Host) -> Value {
        let given = args.as_object_mut().unwrap();
        for (key, value) in [("pulp_url", self.0.uri().as_str()), ("username", "admin"), ("password", "s3cret")] {
            given.entry(key).or_insert_with(|| value.into());
        }
        given.entry("request_retries").or_insert_with(|| 1.into());
        // The library's list avoids compiling every operation in this crate again.
        let module = pulp::operations::modules().find(|module| module.name == O::NAME).unwrap();
        let result = (module.execute)(&args.to_string(), host).await;
        let result = result.unwrap_or_else(|error| pulp::result::failure(&error));
        assert!(!result.to_string().contains("s3cret"), "the result contains a password: {result}");
        result
    }

    /// Returns the message of a run, with `http://pulp` in place of the server's address.
    pub async fn message<O: Operation>(&self, args: Value) -> String {
        let result = self.run::<O>(args).await;
        result["msg"].as_str().unwrap().replace(&self.0.uri(), "http://pulp")
    }

    /// Returns the requests in order, like `GET remotes/rpm/rpm/?name__in=a`.
    pub async fn log(&self) -> Vec<String> {
        let requests = self.0.received_requests().await.unwrap();
        let line = |request: &wiremock::Request| {
            let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
            format!("{} {}{query}", request.method, request.url.path().replace("/pulp/api/v3/", ""))
        };
        requests.iter().map(line).collect()
    }

    /// Returns the number of requests that start with a text, such as `GET remotes/`.
    pub async fn count(&self, form: &str) -> usize {
        self.log().await.iter().filter(|line| line.starts_with(form)).count()
    }
}

pub fn page(entries: &[Value]) -> Value {
    json!({"count": entries.len(), "next": null, "previous": null, "results": entries})
}

pub fn with_session() -> ResponseTemplate {
    ResponseTemplate::new(201)
        .append_header("Set-Cookie", "csrftoken=token; Path=/; SameSite=Lax")
        .append_header("Set-Cookie", "sessionid=session; HttpOnly; Path=/")
        .set_body_json(json!({"username": "admin"}))
}

pub fn refusal(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

pub fn html(status: u16, text: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(format!("<html><head><title>{text}</title></head></html>"), "text/html")
}

pub fn repository(name: &str) -> Value {
    json!({
        "pulp_href": format!("/pulp/api/v3/repositories/rpm/rpm/{name}/"), "name": name, "description": null, "remote": null,
        "latest_version_href": format!("/pulp/api/v3/repositories/rpm/rpm/{name}/versions/1/"),
    })
}

pub fn remote(name: &str, hidden: &[(&str, bool)]) -> Value {
    let hidden: Vec<Value> = hidden.iter().map(|(name, set)| json!({"name": name, "is_set": set})).collect();
    json!({"pulp_href": format!("/pulp/api/v3/remotes/rpm/rpm/{name}/"), "name": name, "url": "http://up/", "hidden_fields": hidden})
}
