"""Kills the module, or the whole play, at a given write. No later request reaches Pulp."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from proxy import Treatment

# In both cases Pulp has processed the write. The module is killed before it gets the response, or right after.
MOMENTS = ("before the response", "after the response")


class Crash:
    """Counts writes, and calls `kill` at write number `at`."""

    def __init__(self, at=None, moment=MOMENTS[0], kill=lambda request: None):
        self.at, self.moment, self.kill = at, moment, kill
        self.count = 0
        self.crashed = threading.Event()
        self.lock = threading.Lock()

    def __call__(self, request):
        with self.lock:
            if self.crashed.is_set():
                return Treatment(before=lambda _: True)
            if not request.writes:
                return Treatment()
            self.count += 1
            if self.count != self.at:
                return Treatment()
        if self.moment == MOMENTS[0]:
            return Treatment(after=lambda request, _: self._crash(request))
        return Treatment(delivered=self._crash)

    def _crash(self, request):
        self.crashed.set()
        self.kill(request)
        return True


class Signal(Crash):
    """Sends the module a signal at a given write. Its later requests still reach Pulp."""

    def __init__(self, at, number):
        super().__init__(at, kill=lambda request: kill_sender(request, number))

    def __call__(self, request):
        with self.lock:
            self.count += request.writes
            if not request.writes or self.count != self.at:
                return Treatment()
        return Treatment(after=lambda request, _: self.kill(request))


def kill_sender(request, number=signal.SIGKILL):
    """Sends a signal, by default SIGKILL, to the process that sent a request."""
    os.kill(sender(request.port), number)


def sender(port):
    """Returns the ID of the process that has a connection from this port of 127.0.0.1."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if int(words[1].split(":")[1], 16) == port:
            inode = f"socket:[{words[9]}]"
            for pid in filter(str.isdigit, os.listdir("/proc")):
                if has_open(pid, inode):
                    return int(pid)
    raise ProcessLookupError(f"no process has a connection from port {port}")


def has_open(pid, inode):
    try:
        return any(os.readlink(entry.path) == inode for entry in os.scandir(f"/proc/{pid}/fd"))
    except OSError:
        return False
