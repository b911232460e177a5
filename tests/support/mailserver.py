# SPDX-License-Identifier: GPL-3.0-or-later
"""What the real servers of the tests have in common: a directory, two ports, mailboxes."""

import pathlib
import shutil
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, seconds=20):
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def wait_for(found, seconds=30):
    """What found() gives once that is something."""
    end = time.monotonic() + seconds
    while not (value := found()):
        if time.monotonic() > end:
            raise TimeoutError("the server did not come to its end")
        time.sleep(0.02)
    return value


class Server:
    """with Postfix() as server: server.tls, server.starttls (ports), server.ca, server.messages().
    A server writes its files in _write() and starts its processes with _run() in _start()."""

    domain = "example.test"
    _wait = staticmethod(wait_for)

    def __init__(self, users=("alice",), password="geheim-geheim", size_limit=1_000_000_000):
        self.users, self.password, self.size_limit = users, password, size_limit
        self.dir = self.ca = None
        self.tls = self.starttls = None
        self._processes = []

    def __enter__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="envoi-server-"))
        self.dir.chmod(0o755)
        self.tls, self.starttls = free_port(), free_port()
        try:
            self._write()
            self._start()
            wait_for_port(self.tls)
            wait_for_port(self.starttls)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(timeout=30)
        shutil.rmtree(self.dir, ignore_errors=True)

    def _run(self, command, **options):
        self._processes.append(
            subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, **options))

    def address(self, user):
        return f"{user}@{self.domain}"

    def messages(self, user, at_least=1):
        """The files of a mailbox, oldest first, once there are at least so many."""
        folder = self.dir / "mail" / user / "new"

        def found():
            files = sorted(folder.glob("*"), key=lambda f: f.stat().st_mtime_ns) \
                if folder.exists() else []
            return files if len(files) >= at_least else None
        return wait_for(found) if at_least else (found() or [])
