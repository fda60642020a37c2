"""A plain client of Pulp's API, to prepare servers and to read back what the modules did."""

from __future__ import annotations

import time
import uuid

import requests

API = "/pulp/api/v3/"


class Server:
    """One Pulp server, as its administrator."""

    def __init__(self, url, username="admin", password="password", domain=None):
        self.url = url
        self.domain = domain
        self.api = API.replace("api", f"{domain}/api", 1) if domain else API
        self.username = username
        self.password = password
        self.session = requests.Session()
        # A session instead of a password spares the server its slow hash with every request.
        login = self.session.post(f"{url}{self.api}login/", auth=(username, password), timeout=60)
        if login.status_code == 404:
            # Old servers have it only for people.
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
        """The one object of a name, or None."""
        found = self.list(path, name=name.strip())
        assert len(found) <= 1, f"{len(found)} objects are called {name}"
        return found[0] if found else None

    def href(self, path, name):
        return self.find(path, name)["pulp_href"]

    def post(self, path, body=None, **more):
        """The answer; of a task, the task when it is completed."""
        return self.finished(self._send("POST", path, json=body, **more))

    def upload(self, path, file, **fields):
        return self.finished(self._send("POST", path, files={"file": file}, data=fields))

    def patch(self, path, body):
        return self.finished(self._send("PATCH", path, json=body))

    def delete(self, path):
        return self.finished(self._send("DELETE", path))

    def delete_all(self, hrefs):
        """Removes many objects, waiting for their tasks together."""
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
        """Removes all that tests made, now or in a run that was cut short."""
        # Users of others first: a guard in use, or a remote, may be removed only after them.
        for path in ("distributions/", "contentguards/core/composite/", "contentguards/", "repositories/", "remotes/"):
            self.delete_all(found["pulp_href"] for found in self.list(path, name__startswith=prefix))
        for path, key in (("groups/", "name"), ("users/", "username"), ("roles/", "name")):
            self.delete_all(found["pulp_href"] for found in self.list(path) if found[key].startswith(prefix))
