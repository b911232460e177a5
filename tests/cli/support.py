# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the terminal front share: a home of each test's own, and the program in it."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["ENVOI_CLI"]
LIMIT_S = 60

# exit statuses
OK, USAGE, BAD, NO_INPUT, NO_HOST, REFUSED = 0, 64, 65, 66, 68, 69
NO_ROOM, WAITING, PROTOCOL, PAUSED, NO_ACCOUNT, UNKNOWN = 73, 75, 76, 77, 78, 79

CODE = "sesamsesamsesams"


class CliTest(unittest.TestCase):
    """Each test has XDG directories of its own; the keyring is the session's."""

    maxDiff = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="envoi-cli-")
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        self.environment = os.environ | {
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "en",
        }

    def run_cli(self, *arguments, stdin=b"", **environment):
        return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True,
                              env=self.environment | environment, timeout=LIMIT_S)

    def cli(self, *arguments, status=OK, stdin=b"", **environment):
        """Runs the program, checks its exit status and the one sentence that goes with a failure."""
        done = self.run_cli(*arguments, stdin=stdin, **environment)
        shown = f"{arguments}\n{done.stdout.decode()}\n{done.stderr.decode()}"
        self.assertEqual(done.returncode, status, shown)
        if status in (USAGE, BAD, NO_INPUT, NO_ROOM, NO_ACCOUNT):
            self.assertRegex(done.stderr.decode(), r"\Aenvoi-cli: .+\n\Z")
            self.assertEqual(done.stdout, b"")
        return done

    def json(self, *arguments, **options):
        return json.loads(self.cli(*arguments, "--json", **options).stdout)

    def send(self, *arguments, account="practice", to="friend@practice.test", **options):
        """Sends a letter and returns its JSON object."""
        return self.json("send", "--account", account, "--to", to, "--subject", "Greetings",
                         "--body", "Hello", *arguments, **options)

    def add_account(self, port, *arguments, address="wang@corp.test", code=CODE):
        self.cli("account", "add", address, "--server", "127.0.0.1", "--port", port,
                 "--security", "none", *arguments, stdin=code.encode() + b"\n")
        self.addCleanup(self.run_cli, "account", "remove", address)

    def outbox(self, *arguments):
        return self.json("outbox", "list", *arguments)
