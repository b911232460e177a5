# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: envoi-cli as a person or a script calls it."""

import base64
import json
import os
import pathlib
import resource
import subprocess

CLI = os.environ["ENVOI_CLI"]


class Answer:
    """Exit status and output of one call."""

    def __init__(self, process):
        self.status = process.returncode
        self.out = process.stdout
        self.err = process.stderr

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.status}\n{self.out}\n{self.err}"


def envoi(*args, stdin="", timeout=120, env=None, status=None):
    """`status`: the one it must end with, where no test asks."""
    answer = Answer(subprocess.run([CLI, *map(str, args)], input=stdin, text=True,
                                   capture_output=True, timeout=timeout,
                                   env={**os.environ, **(env or {})}))
    assert status in (None, answer.status), answer
    return answer


def start(*args, **options):
    return subprocess.Popen([CLI, *map(str, args)], stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def letters():
    """Every letter there is."""
    return envoi("outbox", "list", "--all", "--json").json()


def state(number=1):
    return envoi("outbox", "show", number, "--json").json()["state"]


def add_open_account(address, port, auth="none", secret=""):
    """At a server of the test's own, in the clear."""
    envoi("account", "add", address, "--server", "127.0.0.1", "--port", port, "--security", "none",
          "--auth", auth, stdin=f"{secret}\n", status=0)


def add_account(server, user="alice", security="tls", *more, secret=None):
    port = server.tls if security == "tls" else server.starttls
    return envoi("account", "add", server.address(user), "--name", "王丽", "--server", "localhost",
                 "--port", port, "--security", security, "--ca-file", server.ca, *more,
                 stdin=(secret or server.password) + "\n")


def kept_files():
    """Every file the program wrote, but for the keyring's own."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        for path in pathlib.Path(os.environ[name]).rglob("*"):
            if path.is_file() and "keyrings" not in path.parts:
                yield path


def holds_secret(secret, user):
    """Paths of kept files in which the secret stands, as it is or as it goes over the wire."""
    plain = f"\0{user}\0{secret}".encode()
    forms = [secret.encode(), base64.b64encode(secret.encode()), base64.b64encode(plain)]
    return [path for path in kept_files()
            if any(form in path.read_bytes() for form in forms)]


def largest_child_kib():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
