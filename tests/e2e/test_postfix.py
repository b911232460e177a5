#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters through a real postfix with TLS and a login, the code coming from a real keyring. What
arrived is read back by Python's email package, which knows nothing of this program."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import postfix
from e2e_letters import Letters
from e2e_terminal import add_account, envoi, holds_secret


class ThroughPostfix(Letters, unittest.TestCase):
    make_server = postfix.Postfix
    chunking = True

    def test_every_mechanism_the_server_offers(self):
        self.use_every(("plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256"))

    def test_refused_code_is_tried_once(self):
        self.addCleanup(add_account, self.server, "carol")
        add_account(self.server, "carol", secret="not-the-code")

        def failures():
            return self.server.log().count("authentication failed")
        before = failures()
        first = self.send("--account", "carol@example.test", "--to", "bob@example.test")
        self.assertEqual(first.status, 77, first)
        self.assertEqual(first.json()["state"], "paused")
        self.assertEqual(failures(), before + 1)
        second = self.send("--account", "carol@example.test", "--to", "bob@example.test")
        self.assertEqual(second.status, 77, second)
        self.assertEqual(failures(), before + 1)

        add_account(self.server, "carol")
        count = len(self.server.messages("bob", 0))
        run = envoi("outbox", "run", "--json")
        self.assertEqual(run.status, 0, run)
        self.assertEqual(len(self.server.messages("bob", count + 2)), count + 2)

    def test_certificate_of_an_unknown_authority_stops_before_the_login(self):
        self.addCleanup(add_account, self.server, "carol")
        answer = envoi("account", "add", "carol@example.test", "--server", "localhost", "--port",
                       self.server.tls, "--security", "tls", stdin="geheim\n")
        self.assertEqual(answer.status, 0, answer)
        answer = self.send("--account", "carol@example.test", "--to", "bob@example.test",
                           "--conversation")
        self.assertEqual(answer.status, 77, answer)
        self.assertFalse([line for line in answer.json()["conversation"]
                          if line["who"] == "client"], answer)
        envoi("outbox", "cancel", answer.json()["id"])

    def test_the_code_is_in_no_file(self):
        answer = self.send("--to", "bob@example.test", "--conversation")
        self.assertEqual(answer.status, 0, answer)
        self.assertEqual(holds_secret(self.server.password, "alice@example.test"), [])
        self.assertNotIn(self.server.password, answer.out)


if __name__ == "__main__":
    problem = postfix.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
