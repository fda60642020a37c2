"""Trouble on the server while a module runs. Each kind has a function that starts it, at a given write, and one that ends it.

Servers of other tests use the same PostgreSQL cluster, so it is not stopped. Instead, the database rejects this server's connections, which looks the same
to Pulp.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

from proxy import Treatment
from setting import DATABASE, HOME, command, pids, psql, supervisor, until_ready


def cut_connections():
    psql(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{DATABASE}'")


def restart(*names):
    def trouble():
        supervisor("restart", *names)

    return trouble, until_recovered


def killed(name):
    """Kills the processes; supervisor starts new ones."""

    def trouble():
        for pid in pids(name):
            # Otherwise the children would run on for a moment.
            for one in (pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)

    return trouble, until_recovered


def until_recovered():
    """Waits until Pulp responds, and releases the tasks of dead workers. Pulp itself takes up to 17 minutes to do so (pulpcore 3.123, `app_worker_cleanup`)."""
    until_ready()
    until = time.monotonic() + 60
    while len(pids("worker")) < 2:
        assert time.monotonic() < until, supervisor("status")
        time.sleep(0.2)
    alive = ", ".join(map(str, pids("worker")))
    dead = f"SELECT pulp_id FROM core_appstatus WHERE app_type = 'worker' AND split_part(name, '@', 1)::int NOT IN ({alive})"
    psql(f"UPDATE core_task SET app_lock_id = NULL WHERE app_lock_id IN ({dead})", DATABASE)
    psql(f"DELETE FROM core_appstatus WHERE pulp_id IN ({dead})", DATABASE)
    # The new workers may not have been among the two that were online.
    until_ready()


def stopped(name, patience=0):
    """Stops the processes until the trouble ends."""

    def trouble():
        supervisor("stop", f"{name}:*" if name == "worker" else name)
        time.sleep(patience)

    def over():
        supervisor("start", f"{name}:*" if name == "worker" else name)
        until_recovered()

    return trouble, over


def database_restart(seconds=3):
    """Closes all connections to the database and rejects new ones for some seconds."""

    def back():
        psql(f'ALTER DATABASE "{DATABASE}" ALLOW_CONNECTIONS true')

    def trouble():
        psql(f'ALTER DATABASE "{DATABASE}" ALLOW_CONNECTIONS false')
        cut_connections()
        threading.Timer(seconds, back).start()

    def over():
        time.sleep(seconds)
        back()
        # Workers and content apps exit when they lose their connection; supervisor restarts them.
        until_recovered()

    return trouble, over


def read_only():
    def trouble():
        psql(f'ALTER DATABASE "{DATABASE}" SET default_transaction_read_only = on')
        cut_connections()

    def over():
        psql(f'ALTER DATABASE "{DATABASE}" RESET default_transaction_read_only')
        cut_connections()
        supervisor("restart", "worker:*")
        until_recovered()

    return trouble, over


def full_disk():
    """Mounts a full disk over the content."""
    media = HOME / "media"

    def trouble():
        command("mount", "-t", "tmpfs", "-o", "size=64k,mode=0755,uid=pulp", "tmpfs", media)
        (media / "full").write_bytes(bytes(60_000))

    def over():
        if os.path.ismount(media):
            # Lazily, because processes may still have files open there.
            command("umount", "--lazy", media)
        until_recovered()

    return trouble, over


TROUBLES = {
    "the API restarts": restart("api"),
    "the API is killed": killed("api"),
    "the workers restart": restart("worker:*"),
    "the workers are killed": killed("worker"),
    "the content application restarts": restart("content"),
    "everything restarts": restart("all"),
    "PostgreSQL restarts": database_restart(),
    "all workers are gone": stopped("worker", patience=1),
    "the database is read-only": read_only(),
    "the disk is full": full_disk(),
}  # fmt: skip


class At:
    """Starts the trouble before the n-th write reaches Pulp."""

    def __init__(self, number, trouble):
        self.number, self.trouble = number, trouble
        self.count = 0
        self.begun = threading.Event()
        # As in faults.py: the client may not know what the server did.
        self.doubts = 1
        self.lock = threading.Lock()

    def __call__(self, request):
        with self.lock:
            self.count += request.writes
            if request.writes and self.count == self.number:
                return Treatment(before=self._begin)
        return Treatment()

    def _begin(self, _request):
        self.trouble()
        self.begun.set()
        return False
