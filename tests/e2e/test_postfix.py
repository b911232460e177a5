#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters through a real postfix with TLS and a login, the code coming from a real keyring. What
arrived is read back by Python's email package, which knows nothing of this program."""

import email
import email.policy
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import postfix
from e2e_terminal import add_account, envoi, holds_secret

MIB = 1024 * 1024


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


class ThroughPostfix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(postfix.Postfix(users=("alice", "bob", "carol")))
        cls.files = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        answer = add_account(cls.server)
        assert answer.status == 0, answer

    def send(self, *args):
        return envoi("send", "--json", *args)

    def last(self, user, count):
        return read(self.server.messages(user, count)[-1])

    def test_account_test_logs_in(self):
        answer = envoi("account", "test", self.server.address("alice"))
        self.assertEqual(answer.status, 0, answer)

    def test_chinese_letter_with_a_large_file_to_three_of_whom_one_is_refused(self):
        before = {user: len(self.server.messages(user, 0)) for user in ("alice", "bob")}
        octets = os.urandom(25 * MIB)
        name = "第三次作业（终稿）.bin"
        (self.files / name).write_bytes(octets)
        body = "李雷，你好！\n\n.这一行以句点开头\n.\nFrom 这里\n再见\n"

        answer = self.send("--to", "李雷 <bob@example.test>", "--cc", "alice@example.test",
                           "--bcc", "ghost@example.test", "--subject", "第三次作业，请查收：" * 8,
                           "--body", body, "--attach", self.files / name)

        self.assertEqual(answer.status, 69, answer)
        letter = answer.json()
        self.assertEqual(letter["state"], "partly-accepted")
        self.assertEqual([r["state"] for r in letter["recipients"]],
                         ["accepted", "accepted", "refused"])
        self.assertEqual(letter["recipients"][2]["code"], 550)
        self.assertEqual(letter["recipients"][2]["enhanced"], "5.1.1")
        self.assertEqual(letter["reply"]["code"], 250)
        self.assertEqual(letter["server"], "localhost")

        stored = self.last("bob", before["bob"] + 1)
        self.assertEqual(stored["Subject"], "第三次作业，请查收：" * 8)
        self.assertEqual(stored["From"].addresses[0].display_name, "王丽")
        self.assertEqual(stored["From"].addresses[0].addr_spec, "alice@example.test")
        self.assertEqual(stored["To"].addresses[0].display_name, "李雷")
        self.assertEqual(stored["Message-ID"], letter["message_id"])
        self.assertNotIn("Bcc", stored)
        self.assertNotIn(b"ghost@", self.server.messages("bob", 0)[-1].read_bytes())
        text = stored.get_body(("plain",)).get_content()
        self.assertEqual(text.replace("\r\n", "\n"), body)
        (part,) = stored.iter_attachments()
        self.assertEqual(part.get_filename(), name)
        self.assertEqual(part.get_content(), octets)
        self.assertEqual(self.last("alice", before["alice"] + 1)["Message-ID"],
                         letter["message_id"])

    def test_both_forms_of_a_file_name_are_there(self):
        before = len(self.server.messages("bob", 0))
        name = "路线 图;\"一\".txt"
        (self.files / name).write_text("x")
        answer = self.send("--to", "bob@example.test", "--attach", self.files / name)
        self.assertEqual(answer.status, 0, answer)
        octets = self.server.messages("bob", before + 1)[-1].read_bytes()
        self.assertRegex(octets, rb"(?i)filename\*=utf-8''")
        self.assertRegex(octets, rb"(?i)name=\"?=\?utf-8\?")

    def test_starttls(self):
        self.addCleanup(add_account, self.server)
        add_account(self.server, "alice", "starttls")
        before = len(self.server.messages("bob", 0))
        answer = self.send("--to", "bob@example.test", "--subject", "starttls", "--conversation")
        self.assertEqual(answer.status, 0, answer)
        self.assertEqual(self.last("bob", before + 1)["Subject"], "starttls")
        said = [line["text"] for line in answer.json()["conversation"] if line["who"] == "client"]
        self.assertIn("STARTTLS", said)
        self.assertEqual(sum(text.startswith("EHLO ") for text in said), 2)

    def test_every_mechanism_the_server_offers(self):
        self.addCleanup(add_account, self.server)
        for mechanism in ("plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256"):
            with self.subTest(mechanism):
                add_account(self.server, "alice", "tls", "--auth", mechanism)
                answer = self.send("--to", "bob@example.test", "--conversation")
                self.assertEqual(answer.status, 0, answer)
                said = [line["text"] for line in answer.json()["conversation"]]
                self.assertTrue(any(text.startswith(f"AUTH {mechanism.upper()}")
                                    for text in said), said)

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
