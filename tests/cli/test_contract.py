# SPDX-License-Identifier: GPL-3.0-or-later
"""What scripts may rely on and no other test here tells: each option, each object's members."""

import base64
import email
import email.policy
import os
import pty
import select
import signal
import smtplib
import subprocess
import termios
import unittest

from peer import HANG, Peer
from support import BAD, CODE, LIMIT_S, NO_ACCOUNT, OK, PAUSED, PROGRAM, USAGE, WAITING, CliTest

ACCOUNT = {"id", "address", "name", "provider", "server", "port", "security", "user", "auth",
           "default"}
MECHANISMS = ("plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "xoauth2",
              "oauthbearer")
OWN_FIELDS = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date", "Message-ID",
              "In-Reply-To", "References", "MIME-Version", "Content-Type",
              "Content-Transfer-Encoding", "Content-Disposition")


class Account(CliTest):
    def test_adding_never_connects(self):
        with Peer() as peer:
            self.add_account(peer.port)
            self.json("account", "list")
            self.json("account", "remove", "wang@corp.test")
            self.assertEqual(peer.connections, 0)

    def test_members(self):
        with Peer() as peer:
            self.add_account(peer.port, "--name", "Wang", "--user", "wlei")
            (listed,) = self.json("account", "list")
            told = self.json("account", "test", "wang@corp.test")
            removed = self.json("account", "remove", "wang@corp.test")
        self.assertEqual(set(listed), ACCOUNT)
        self.assertEqual((listed["name"], listed["user"], listed["security"], listed["port"]),
                         ("Wang", "wlei", "none", peer.port))
        self.assertEqual(removed, listed)
        self.assertLessEqual({"ok", "reply", "explanation", "conversation"}, set(told))
        self.assertEqual(self.json("account", "list"), [])

    def test_address_in_quotes(self):
        address = '"wang,lei"@corp.test'
        told = self.json("account", "add", address, "--server", "127.0.0.1", "--auth", "none")
        self.assertEqual(told, {"address": address})
        self.assertEqual(self.json("account", "remove", address)["address"], address)

    def test_user(self):
        with Peer() as peer:
            self.add_account(peer.port, "--user", "wlei")
            self.send(account="wang@corp.test", to="li@corp.test")
        (login,) = [command for command in peer.commands if command.startswith("AUTH")]
        self.assertEqual(base64.b64decode(login.split(" ")[2]).split(b"\0")[1], b"wlei")

    def test_auth(self):
        self.addCleanup(self.run_cli, "account", "remove", "a@corp.test")
        for auth in (*MECHANISMS, "auto", "none"):
            with self.subTest(auth):
                self.cli("account", "add", "a@corp.test", "--server", "mail.corp.test", "--auth",
                         auth, stdin=b"abcd\n")
                (listed,) = self.json("account", "list")
                self.assertEqual(listed["auth"], auth.upper() if auth in MECHANISMS else None)
                self.assertEqual(listed["user"], None if auth == "none" else "a@corp.test")

    def test_auth_that_is_not_offered(self):
        with Peer() as peer:
            self.add_account(peer.port, "--auth", "cram-md5")
            self.cli("account", "test", "wang@corp.test", status=PAUSED)
        self.assertFalse([command for command in peer.commands if command.startswith("AUTH")])

    def test_timeout(self):
        """The profile's is kept; that of the command goes before it."""
        with Peer(MAIL=HANG) as peer:
            self.add_account(peer.port, "--timeout", "1")
            self.send(account="wang@corp.test", to="li@corp.test", status=WAITING)
            self.add_account(peer.port, "--timeout", "3600")
            self.send("--timeout", "1", account="wang@corp.test", to="li@corp.test",
                      status=WAITING)

    def test_long_code(self):
        """Cut it would be another one."""
        self.cli("account", "add", "wang@163.com", status=BAD, stdin=b"x" * 5000 + b"\n")
        self.assertEqual(self.json("account", "list"), [])


class Terminal(CliTest):
    """The code is asked for on a terminal, which does not show it."""

    def ask(self):
        terminal, slave = pty.openpty()
        self.addCleanup(os.close, terminal)
        self.addCleanup(os.close, slave)
        process = subprocess.Popen([PROGRAM, "account", "add", "wang@163.com"], stdin=slave,
                                   stdout=slave, stderr=slave, env=self.environment,
                                   start_new_session=True)
        self.addCleanup(process.wait, LIMIT_S)
        self.addCleanup(process.kill)
        self.addCleanup(self.run_cli, "account", "remove", "wang@163.com")
        self.shown = b""
        while not self.shown.endswith(b"(not shown): ") or self.echoes(slave):
            self.read(terminal)
        return terminal, slave, process

    def read(self, terminal):
        if select.select([terminal], [], [], 0.2)[0]:
            self.shown += os.read(terminal, 4096)

    @staticmethod
    def echoes(terminal):
        return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)

    def test_not_shown(self):
        terminal, slave, process = self.ask()
        os.write(terminal, CODE.encode() + b"\n")
        self.assertEqual(process.wait(LIMIT_S), OK)
        self.read(terminal)
        self.assertNotIn(CODE.encode(), self.shown)
        self.assertTrue(self.echoes(slave))

    def test_interrupted(self):
        """Whoever thinks better of it finds the terminal as it was."""
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                _, slave, process = self.ask()
                process.send_signal(number)
                self.assertEqual(process.wait(LIMIT_S), -number)
                self.assertTrue(self.echoes(slave))
                self.assertEqual(self.json("account", "list"), [])


class Send(CliTest):
    def test_without_account(self):
        """The default, else the only one, else an error that says what to give."""
        arguments = ("send", "--to", "li@corp.test", "--body", "b")
        self.assertIn(b"--account", self.cli(*arguments, status=NO_ACCOUNT).stderr)
        with Peer() as peer:
            for address in ("a@corp.test", "b@corp.test"):
                self.add_account(peer.port, "--auth", "none", address=address)
            self.cli("account", "add", "b@corp.test", "--default", "--auth", "none")
            self.cli(*arguments)
            self.cli("account", "remove", "b@corp.test")
            self.cli(*arguments)
        senders = [command.split("<")[1].split(">")[0] for command in peer.commands
                   if command.startswith("MAIL")]
        self.assertEqual(senders, ["b@corp.test", "a@corp.test"])

    def test_people(self):
        with Peer() as peer:
            self.add_account(peer.port)
            self.send("--from", "王雷 <lei@corp.test>", "--cc", "Han Mei <han@corp.test>",
                      "--to", "b@corp.test, c@corp.test", account="wang@corp.test",
                      to="li@corp.test")
        envelope = [command.split("<")[1].split(">")[0] for command in peer.commands
                    if command.startswith(("MAIL", "RCPT"))]
        self.assertEqual(envelope, ["lei@corp.test", "li@corp.test", "b@corp.test", "c@corp.test",
                                    "han@corp.test"])
        self.assertIn(b"\r\nCc: Han Mei <han@corp.test>\r\n", peer.letters[0])
        self.assertIn(b"<lei@corp.test>\r\n", peer.letters[0])

    def test_own_fields(self):
        for name in OWN_FIELDS:
            with self.subTest(name):
                self.cli("send", "--account", "practice", "--to", "friend@practice.test",
                         "--header", f"{name.lower()}: x", status=USAGE)
        self.assertEqual(self.outbox("--all"), [])

    def test_what_is_kept_is_said(self):
        done = self.cli("send", "--account", "practice", "--to", "full@practice.test", "--body",
                        "b", status=WAITING)
        self.assertIn(b"The letter is kept", done.stdout)
        self.assertIn(b"envoi-cli outbox run", done.stdout)

    def queue_file(self, peer, name, octets):
        """A letter that waits with a file in it."""
        path = self.home / name
        path.write_bytes(octets)
        self.add_account(peer.port)
        return path, self.send("--queue", "--attach", path, account="wang@corp.test",
                               to="li@corp.test")["id"]

    def received(self, peer):
        message = email.message_from_bytes(peer.letters[0], policy=email.policy.default)
        (part,) = message.iter_attachments()
        return part.get_filename(), part.get_content()

    def test_file_changes_after_it_was_attached(self):
        """The letter has what was attached, whatever becomes of the file."""
        for change in (lambda path: path.unlink(), lambda path: path.write_bytes(b"other")):
            with self.subTest(change), Peer() as peer:
                path, _ = self.queue_file(peer, "报告 \"终稿\"\n.bin", b"\0first\r\n")
                change(path)
                (letter,) = self.json("outbox", "run")
                self.assertEqual(letter["state"], "accepted")
                self.assertEqual(self.received(peer), ("报告 \"终稿\"_.bin", b"\0first\r\n"))

    def test_file_of_no_octets(self):
        with Peer() as peer:
            self.queue_file(peer, "empty.bin", b"")
            self.json("outbox", "run")
        self.assertEqual(self.received(peer), ("empty.bin", b""))

    def test_kept_file_is_lost(self):
        """Nothing goes that is not what was attached."""
        for damage in (lambda path: path.unlink(), lambda path: path.write_bytes(b"other")):
            with self.subTest(damage), Peer() as peer:
                _, letter = self.queue_file(peer, "file.bin", b"first")
                for kept in (self.home / "data/envoi/attachments").iterdir():
                    kept.chmod(0o600)
                    damage(kept)
                shown = self.json("outbox", "retry", letter, status=PAUSED)
                self.assertEqual(shown["state"], "paused")
                self.assertEqual(shown["explanation"]["title"],
                                 "A file of this letter is missing or was changed")
                self.assertEqual(peer.letters, [])

    def test_never_held(self):
        """Ten seconds to undo are the window's."""
        letter = self.send("--queue")
        self.assertEqual(letter["state"], "queued")


class Outbox(CliTest):
    def test_cancel_as_json(self):
        letter = self.send("--queue")["id"]
        self.assertEqual(self.json("outbox", "cancel", letter),
                         {"id": letter, "state": "cancelled"})


class Practice(CliTest):
    def greet(self, personality):
        server = subprocess.Popen([PROGRAM, "practice", "--personality", personality],
                                  stdout=subprocess.PIPE, env=self.environment)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait, LIMIT_S)
        self.addCleanup(server.terminate)
        port = int(server.stdout.readline())
        if personality == "tls":
            return None
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            code, _ = client.ehlo()
            return code, client.has_extn("pipelining"), client.has_extn("starttls")

    def test_personalities(self):
        self.assertEqual(self.greet("full")[:2], (250, True))
        self.assertEqual(self.greet("lockstep")[:2], (250, False))
        self.assertNotEqual(self.greet("old")[0], 250)
        self.assertTrue(self.greet("starttls")[2])
        self.greet("tls")


if __name__ == "__main__":
    unittest.main()
