# SPDX-License-Identifier: GPL-3.0-or-later
"""The other commands: explain, practice, sendmail, help."""

import os
import pathlib
import re
import signal
import smtplib
import subprocess
import unittest

from peer import Peer
from support import BAD, NO_ACCOUNT, OK, PROGRAM, USAGE, CliTest

MESSAGE = b"From: Wang <wang@corp.test>\nTo: li@corp.test\nBcc: secret@corp.test\nSubject: s\n\nb\n"
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LIBC = tuple(map(int, re.findall(r"\d+", os.confstr("CS_GNU_LIBC_VERSION"))))


class Explain(CliTest):
    def text(self, *arguments, **environment):
        return self.cli("explain", *arguments, **environment).stdout.decode()

    def test_code(self):
        self.assertIn("This mailbox does not exist", self.text("550", "5.1.1"))
        self.assertIn("5: a lasting no", self.text("550"))
        self.assertIn("4: not now", self.text("499"))

    def test_provider(self):
        self.assertIn("advertising",
                      self.text("554", "--provider", "netease", "--text", "DT:SPM 163 smtp1"))
        self.assertIn("授权码未被接受", self.text("535", "--provider", "qq", LANGUAGE="zh_CN"))

    @unittest.skipIf(LIBC >= (2, 38), "this C library translates nothing in C.UTF-8")
    def test_labels_from_the_build_tree(self):
        text = self.text("535", "--provider", "qq", LANGUAGE="zh_CN")
        self.assertIn("可以这样做：", text)
        self.assertIn("来源：", text)

    def test_provider_as_people_call_it(self):
        for name in ("163", "163.com", "netease-163", "NetEase", "yeah", "126", "wang@163.com"):
            with self.subTest(name):
                self.assertIn("advertising",
                              self.text("554", "--provider", name, "--text", "DT:SPM 163 smtp1"))
        for name in ("qq", "qq.com", "foxmail.com", "gmail.com", "outlook", "hotmail", "postfix"):
            with self.subTest(name):
                self.text("553", "--provider", name)

    def test_json(self):
        explained = self.json("explain", "452", "4.2.2")
        self.assertEqual(set(explained), {"title", "detail", "action"})

    def test_stage(self):
        self.assertIn("network", self.text("554", "--stage", "greeting"))

    def test_bad(self):
        for arguments in ((), ("abc",), ("199",), ("600",), ("550", "5.x"), ("550", "5.1.1", "x"),
                          ("550", "--provider", "nobody"), ("550", "--stage", "nowhere")):
            with self.subTest(arguments):
                self.cli("explain", *arguments, status=USAGE)


class Practice(CliTest):
    def start(self, *arguments):
        server = subprocess.Popen([PROGRAM, "practice", *arguments], stdout=subprocess.PIPE,
                                  env=self.environment)
        self.addCleanup(server.wait, 30)
        self.addCleanup(server.kill)
        self.addCleanup(server.stdout.close)
        return server, int(server.stdout.readline())

    def test_takes_a_letter(self):
        server, port = self.start()
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.login("practice", "anything")
            client.sendmail("you@practice.test", ["friend@practice.test"], b"Subject: x\r\n\r\nx\r\n")
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                client.sendmail("you@practice.test", ["nobody@practice.test"], b"\r\nx\r\n")
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(20), 0)

    def test_port(self):
        with Peer() as peer:
            port = peer.port
        server, chosen = self.start("--port", str(port))
        self.assertEqual(chosen, port)

    def test_personality(self):
        _, port = self.start("--personality", "lockstep")
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo()
            self.assertFalse(client.has_extn("pipelining"))

    def test_bad(self):
        self.cli("practice", "--personality", "nobody", status=USAGE)
        self.cli("practice", "--port", "70000", status=USAGE)


class Sendmail(CliTest):
    def take(self, *arguments, message=MESSAGE, status=OK):
        with Peer() as peer:
            self.add_account(peer.port)
            self.cli("sendmail", *arguments, stdin=message, status=status)
        envelope = [re.search("<(.*?)>", c)[1] for c in peer.commands
                    if c.startswith(("MAIL", "RCPT"))]
        return envelope, peer.letters

    def test_help(self):
        done = self.cli("sendmail", "--help")
        for option in (b"-t ", b"-i ", b"-f ADDRESS", b"-N ", b"-R "):
            self.assertIn(option, done.stdout)

    def test_recipients_from_the_message(self):
        envelope, letters = self.take("-t", "-oi", "-oem")
        self.assertEqual(envelope, ["wang@corp.test", "li@corp.test", "secret@corp.test"])
        self.assertNotIn(b"secret", letters[0])

    def test_recipients_as_arguments(self):
        envelope, _ = self.take("-i", "-f", "wang@corp.test", "--", "han@corp.test",
                                "mei@corp.test")
        self.assertEqual(envelope, ["wang@corp.test", "han@corp.test", "mei@corp.test"])

    def test_from_in_one_word(self):
        envelope, _ = self.take("-i", "-fother@corp.test", "han@corp.test")
        self.assertEqual(envelope, ["other@corp.test", "han@corp.test"])

    def test_zero_once_durable(self):
        with Peer(MAIL="451 4.3.0 trouble") as peer:
            self.add_account(peer.port)
            done = self.cli("sendmail", "-t", stdin=MESSAGE)
        self.assertIn(b"Letter 1", done.stderr)
        self.assertEqual([letter["state"] for letter in self.outbox()], ["waiting"])

    def test_bad(self):
        self.cli("sendmail", "-t", stdin=MESSAGE, status=NO_ACCOUNT)
        with Peer() as peer:
            self.add_account(peer.port)
            self.cli("sendmail", stdin=MESSAGE, status=USAGE)
            self.cli("sendmail", "-bs", stdin=b"", status=USAGE)
            self.cli("sendmail", "not-an-address", stdin=MESSAGE, status=BAD)
            self.cli("sendmail", "li@corp.test", stdin=b"Subject: x\n\na\rb\n", status=BAD)
        self.assertEqual(self.outbox("--all"), [])

    def test_git_send_email(self):
        """The arguments git gives to sendmail."""
        envelope, _ = self.take("-i", "li@corp.test", "han@corp.test")
        self.assertEqual(envelope[1:], ["li@corp.test", "han@corp.test"])


class Help(CliTest):
    def test_every_command(self):
        text = self.cli("--help").stdout.decode()
        for name in ("account", "send", "outbox", "explain", "practice", "sendmail"):
            self.assertRegex(text, rf"(?m)^  {name} ")
        for words in (("send",), ("explain",), ("practice",), ("account", "add"),
                      ("account", "list"), ("account", "test"), ("outbox", "list")):
            with self.subTest(words):
                self.assertIn(b"Usage:", self.cli(*words, "--help").stdout)
        for group in ("account", "outbox"):
            self.assertIn(b"Usage:", self.cli(group, "--help").stdout)

    def test_manual(self):
        """What the help knows, the manual page names, and nothing besides."""
        page = re.sub(r"\\f.|\\", "", (ROOT / "data/envoi-cli.1").read_text(encoding="utf-8"))
        known = {"--help", "--version"}
        for words in (("account", "add"), ("account", "discover"), ("account", "test"), ("send",),
                      ("outbox", "list"), ("explain",), ("practice",)):
            text = self.cli(*words, "--help").stdout.decode()
            known.update(re.findall(r"(?m)^  (?:-h, )?(--[a-z-]+)", text))
        self.assertEqual(set(re.findall(r"--[a-z-]+", page)), known)
        for group in ("account", "outbox"):
            for name in re.findall(r"(?m)^  ([a-z]+) ", self.cli(group, "--help").stdout.decode()):
                self.assertRegex(page, rf"\b{name}\b")

    def test_no_command(self):
        self.assertEqual(self.run_cli().returncode, USAGE)
        self.cli("dance", status=USAGE)
        self.cli("account", "dance", status=USAGE)

    def test_no_windows(self):
        libraries = subprocess.run(["ldd", PROGRAM], capture_output=True, check=True).stdout
        self.assertNotIn(b"libgtk", libraries)
        self.assertNotIn(b"libadwaita", libraries)

    def test_directories_are_private(self):
        self.send()
        directory = pathlib.Path(self.environment["XDG_DATA_HOME"]) / "envoi"
        self.assertEqual(directory.stat().st_mode & 0o777, 0o700)
        for path in directory.rglob("*"):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)


if __name__ == "__main__":
    unittest.main()
