"""A plain client for Pulp's API, to prepare servers and to read their state."""

from __future__ import annotations

import time
import uuid

import requests

API = "/pulp/api/v3/"


class Server:
    """A Pulp server, as its administrator."""

    def __init__(self, url, username="admin", password="password", domain=None):
        self.url = url
        self.domain = domain
        self.api = API.replace("api", f"{domain}/api", 1) if domain else API
        self.username = username
        self.password = password
        self.session = requests.Session()
        # With a session, the server does not have to verify the password, which is slow, for each request.
        login = self.session.post(f"{url}{self.api}login/", auth=(username, password), timeout=60)
        if login.status_code == 404:
            # Old servers only have the log-in page for browsers.
            self.session.get(f"{url}/auth/login/", timeout=60)
            form = {"username": username, "password": password, "csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
            login = self.session.post(f"{url}/auth/login/?next={API}status/", data=form, timeout=60)
        login.raise_for_status()
        self.session.headers["X-CSRFToken"] = self.session.cookies["csrftoken"]

    def _send(self, method, path, **more):
        path = path if path.startswith("/") else self.api + path
        answer = self.session.request(method, self.url + path, timeout=60, **more)
        assert answer.ok, f"{method} {path}: {answer.status_code}: {answer.text[:600]}"
        return answer.json() if answer.content else None

    def get(self, path, **query):
        return self._send("GET", path, params=query)

    def list(self, path, **query):
        return self.get(path, limit=100000, **query)["results"]

    def find(self, path, name):
        """Returns the object with this name, or None."""
        found = self.list(path, name=name.strip())
        assert len(found) <= 1, f"{len(found)} objects have the name {name}"
        return found[0] if found else None

    def href(self, path, name):
        return self.find(path, name)["pulp_href"]

    def post(self, path, body=None, **more):
        """Sends a POST. Returns the response or, if it starts a task, the completed task."""
        return self.finished(self._send("POST", path, json=body, **more))

    def upload(self, path, file, **fields):
        return self.finished(self._send("POST", path, files={"file": file}, data=fields))

    def patch(self, path, body):
        return self.finished(self._send("PATCH", path, json=body))

    def delete(self, path):
        return self.finished(self._send("DELETE", path))

    def delete_all(self, hrefs):
        """Deletes many objects, and waits for all tasks together."""
        run = uuid.uuid4().hex
        for href in hrefs:
            self._send("DELETE", href, headers={"Correlation-ID": run})
        while self.list("tasks/", logging_cid=run, state__in="waiting,running,canceling", fields="state"):
            time.sleep(0.1)

    def finished(self, answer):
        task = (answer or {}).get("task")
        if not task:
            return answer
        while True:
            done = self.get(task)
            if done["state"] in ("completed", "failed", "canceled", "skipped"):
                assert done["state"] == "completed", done["error"]
                return done
            time.sleep(0.05)

    def remove_leftovers(self, prefix):
        """Deletes all objects that tests created, including those of interrupted runs."""
        # Objects that use others first: a guard or a remote can only be deleted after them.
        for path in ("distributions/", "contentguards/core/composite/", "contentguards/", "repositories/", "remotes/"):
            self.delete_all(found["pulp_href"] for found in self.list(path, name__startswith=prefix))
        for path, key in (("groups/", "name"), ("users/", "username"), ("roles/", "name")):
            self.delete_all(found["pulp_href"] for found in self.list(path) if found[key].startswith(prefix))
