# SPDX-License-Identifier: GPL-3.0-or-later
"""`envoi-cli account`, and that a secret is nowhere but in the keyring."""

import base64
import subprocess
import time
import unittest

from peer import Peer
from support import (BAD, CODE, NO_ACCOUNT, NO_INPUT, NO_ROOM, OK, PAUSED, PROGRAM, USAGE, WAITING,
                     CliTest)


class Accounts(CliTest):
    def test_add_known_provider(self):
        self.cli("account", "add", "wang@163.com", "--name", "Wang", stdin=b"abcd\n")
        self.addCleanup(self.run_cli, "account", "remove", "wang@163.com")
        accounts = self.json("account", "list")
        self.assertEqual(len(accounts), 1)
        self.assertEqual(accounts[0]["server"], "smtp.163.com")
        self.assertEqual(accounts[0]["port"], 465)
        self.assertEqual(accounts[0]["security"], "tls")
        self.assertEqual(accounts[0]["provider"], "netease-163")
        self.assertTrue(accounts[0]["default"])

    def test_unknown_domain(self):
        done = self.cli("account", "add", "wang@corp.test", status=USAGE, stdin=b"abcd\n")
        self.assertIn("--server", done.stderr.decode())
        self.assertEqual(self.json("account", "list"), [])

    def test_bad(self):
        cases = (
            (BAD, ("no address",)), (USAGE, ()), (USAGE, ("a@b.test", "c@d.test")),
            (USAGE, ("a@b.test", "--server", "h", "--port", "70000")),
            (USAGE, ("a@b.test", "--server", "h", "--security", "perhaps")),
            (USAGE, ("a@b.test", "--server", "h", "--auth", "magic")),
            (USAGE, ("a@b.test", "--server", "h", "--timeout", "-3")),
            (NO_INPUT, ("a@b.test", "--server", "h", "--ca-file", "/nowhere.pem")),
            (BAD, ("a@b.test", "--server", "two words")),
            (BAD, ("a@b.test", "--server", "h", "--name", "A\nBcc: x@y")),
            (NO_ACCOUNT, ("you@practice.test", "--server", "h")),
        )
        for status, arguments in cases:
            with self.subTest(arguments):
                self.cli("account", "add", *arguments, status=status, stdin=b"abcd\n")
        self.assertEqual(self.json("account", "list"), [])

    def test_discover_known_provider(self):
        told = self.json("account", "discover", "wang@163.com")
        self.assertEqual((told["server"], told["port"], told["security"], told["foreign"]),
                         ("smtp.163.com", 465, "tls", False))
        self.assertEqual(told["tries"], [])
        self.assertIn(b"smtp.163.com", self.cli("account", "discover", "wang@163.com").stdout)
        self.assertEqual(self.json("account", "list"), [])

    def test_discover_bad(self):
        for status, arguments in ((USAGE, ()), (USAGE, ("a@b.test", "c@d.test")),
                                  (BAD, ("no address",)), (USAGE, ("a@b.test", "--server", "h"))):
            with self.subTest(arguments):
                self.cli("account", "discover", *arguments, status=status)

    def test_no_code(self):
        for stdin in (b"", b"\n", b"   \n", b"\xff\xfe\n"):
            with self.subTest(stdin):
                self.cli("account", "add", "wang@163.com", status=BAD, stdin=stdin)
        self.assertEqual(self.json("account", "list"), [])

    def test_code_is_cleaned(self):
        with Peer() as peer:
            self.add_account(peer.port, code="  abcd efgh ijkl mnop \u200b")
            self.send(account="wang@corp.test", to="li@corp.test")
        self.assertEqual(peer.secrets, [b"abcdefghijklmnop"])

    def test_ports(self):
        for arguments, port, security in (
                (("--security", "starttls"), 587, "starttls"), (("--security", "none"), 25, "none"),
                (("--port", "587"), 587, "starttls"), (("--port", "2465"), 2465, "tls"),
                ((), 465, "tls")):
            with self.subTest(arguments):
                self.cli("account", "add", "a@corp.test", "--server", "mail.corp.test",
                         "--auth", "none", *arguments)
                account = self.json("account", "list")[0]
                self.assertEqual((account["port"], account["security"]), (port, security))

    def test_again_changes(self):
        with Peer() as peer:
            self.add_account(peer.port, code="first")
            self.add_account(peer.port, "--name", "Wang", code="second")
            self.assertEqual(len(self.json("account", "list")), 1)
            self.send(account="wang@corp.test", to="li@corp.test")
        self.assertEqual(peer.secrets, [b"second"])
        self.assertIn(b"From: Wang <wang@corp.test>", peer.letters[0])

    def test_default(self):
        for address in ("a@corp.test", "b@corp.test"):
            self.cli("account", "add", address, "--server", "127.0.0.1", "--auth", "none")
        self.assertEqual([a["default"] for a in self.json("account", "list")], [True, False])
        self.cli("account", "add", "b@corp.test", "--default", "--auth", "none")
        self.assertEqual([a["default"] for a in self.json("account", "list")], [False, True])
        self.cli("account", "remove", "b@corp.test")
        self.assertEqual([a["default"] for a in self.json("account", "list")], [True])

    def test_resend_unknown(self):
        """Off unless said, and kept when the account is given again."""
        file = self.home / "config" / "envoi" / "accounts.ini"
        self.cli("account", "add", "a@corp.test", "--server", "127.0.0.1", "--auth", "none")
        self.assertNotIn("send-again-unknown", file.read_text())
        self.cli("account", "add", "a@corp.test", "--resend-unknown=on", "--auth", "none")
        self.assertIn("send-again-unknown=true", file.read_text())
        self.cli("account", "add", "a@corp.test", "--auth", "none")
        self.assertIn("send-again-unknown=true", file.read_text())
        self.cli("account", "add", "a@corp.test", "--resend-unknown=off", "--auth", "none")
        self.assertNotIn("send-again-unknown", file.read_text())
        self.cli("account", "add", "a@corp.test", "--resend-unknown=maybe", status=64)

    def test_another_port_forgets_the_certificate(self):
        """It was accepted for one port; given again with the same, it stays."""
        self.cli("account", "add", "a@corp.test", "--server", "mail.corp.test", "--port", "465",
                 "--auth", "none")
        file = self.home / "config" / "envoi" / "accounts.ini"
        pinned = f"security=tls\ncertificate-sha256={'ab' * 32}\ncertificate-flags=1\n"
        file.write_text(file.read_text().replace("security=tls\n", pinned))
        self.cli("account", "add", "a@corp.test", "--port", "465", "--auth", "none")
        self.assertIn("certificate-sha256", file.read_text())
        self.cli("account", "add", "a@corp.test", "--port", "2465", "--auth", "none")
        self.assertNotIn("certificate", file.read_text())

    def test_three_refused_tests_are_enough(self):
        """Providers lock accounts; each test is a process of its own."""
        with Peer(AUTH="535 5.7.8 no") as peer:
            self.add_account(peer.port)
            for _ in range(3):
                told = self.json("account", "test", "wang@corp.test", status=PAUSED)
                self.assertNotIn("retry_at", told)
            begun = peer.connections
            told = self.json("account", "test", "wang@corp.test", status=PAUSED)
            self.assertEqual(peer.connections, begun)
            self.assertEqual(len(peer.secrets), 3)
            self.assertTrue(0 < told["retry_at"] - time.time() <= 600, told)
            words = self.cli("account", "test", "wang@corp.test", status=PAUSED).stdout.decode()
            self.assertRegex(words, r"You can test again at \d\d:\d\d\.")
            for _ in range(5):
                self.json("account", "test", "practice")

    def test_remove(self):
        self.cli("account", "remove", "wang@corp.test", status=NO_ACCOUNT)
        self.cli("account", "remove", "practice", status=NO_ACCOUNT)

    def test_new_code_lifts_the_pause(self):
        answers = {"AUTH": "535 5.7.8 no"}
        with Peer(AUTH=lambda _: answers["AUTH"]) as peer:
            self.add_account(peer.port)
            self.send(account="wang@corp.test", to="li@corp.test", status=PAUSED)
            self.cli("outbox", "run")
            self.assertEqual(len(peer.secrets), 1)
            answers["AUTH"] = "235 2.7.0 yes"
            self.wait_for_another_second()
            self.add_account(peer.port, code="another")
            letters = self.json("outbox", "run")
            self.assertEqual([letter["state"] for letter in letters], ["accepted"])
            self.assertEqual(peer.secrets[1], b"another")

    def test_one_try_for_many_processes(self):
        """They are begun together and none has seen another fail; there is one login all the same."""
        with Peer(AUTH="535 5.7.8 no") as peer:
            self.add_account(peer.port)
            sends = [subprocess.Popen([PROGRAM, "send", "--account", "wang@corp.test", "--to",
                                       "li@corp.test", "--subject", "x", "--body", "y"],
                                      env=self.environment, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL)
                     for _ in range(4)]
            self.assertEqual([send.wait(60) for send in sends], [PAUSED] * 4)
            self.assertEqual(len(peer.secrets), 1)
            self.cli("outbox", "run")
            self.assertEqual(len(peer.secrets), 1)

    def test_one_locked_account_of_two(self):
        """The other one of the same server goes on."""
        def auth(command):
            user = base64.b64decode(command.split(" ")[2]).split(b"\0")[1]
            return "535 5.7.8 locked" if user == b"wang@corp.test" else "235 2.7.0 yes"

        with Peer(AUTH=auth) as peer:
            for address in ("wang@corp.test", "zhao@corp.test"):
                self.add_account(peer.port, address=address)
                for _ in range(2):
                    self.send("--queue", account=address, to="li@corp.test")
            self.cli("outbox", "run", status=PAUSED)
            self.assertEqual(len(peer.letters), 2)
            self.assertEqual(len(peer.secrets), 2)
        states = {(letter["state"]) for letter in self.outbox()}
        self.assertEqual(states, {"paused"})

    def wait_for_another_second(self):
        """The keyring tells when an item was modified in whole seconds."""
        begin = int(time.time())
        while int(time.time()) == begin:
            time.sleep(0.02)

    def test_without_keyring(self):
        for environment in ({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"},):
            self.cli("account", "add", "wang@163.com", status=NO_ROOM, stdin=b"abcd\n",
                     **environment)
        self.assertEqual(self.json("account", "list"), [])


class Test(CliTest):
    def test_practice(self):
        done = self.json("account", "test", "practice")
        self.assertTrue(done["ok"])
        self.assertIsNone(done["explanation"])

    def test_accepted(self):
        with Peer() as peer:
            self.add_account(peer.port)
            text = self.cli("account", "test", "wang@corp.test").stdout.decode()
        self.assertIn("login", text)
        self.assertEqual(peer.letters, [])
        self.assertFalse([c for c in peer.commands if c.startswith("MAIL")])

    def test_refused(self):
        with Peer(AUTH="535 5.7.8 no") as peer:
            self.add_account(peer.port)
            done = self.json("account", "test", "wang@corp.test", status=PAUSED)
        self.assertFalse(done["ok"])
        self.assertEqual(done["reply"]["code"], 535)
        self.assertNotIn(CODE, str(done))

    def test_unreachable(self):
        with Peer() as peer:
            self.add_account(peer.port)
        self.cli("account", "test", "wang@corp.test", status=WAITING)


class Secrets(CliTest):
    """A code is written nowhere, whatever happens to it."""

    def forms(self):
        plain = CODE.encode()
        yield plain
        yield base64.b64encode(plain)
        yield base64.b64encode(b"\0wang@corp.test\0" + plain)
        yield plain.hex().encode()

    def check_files(self):
        files = [path for path in self.home.rglob("*") if path.is_file()]
        self.assertTrue(files)
        for path in files:
            octets = path.read_bytes()
            for form in self.forms():
                self.assertNotIn(form, octets, path)

    def test_nowhere(self):
        for answer, status in (("235 2.7.0 yes", OK), (f"535 5.7.8 no {CODE}", PAUSED)):
            with self.subTest(answer), Peer(AUTH=answer) as peer:
                self.add_account(peer.port)
                done = self.run_cli("send", "--account", "wang@corp.test", "--to", "li@corp.test",
                                    "--body", "b", "--conversation", "--json")
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertEqual(len(peer.secrets), 1)
                for form in self.forms():
                    self.assertNotIn(form, done.stdout + done.stderr)
                self.check_files()


if __name__ == "__main__":
    unittest.main()
