# SPDX-License-Identifier: GPL-3.0-or-later
"""`envoi-cli send`: what becomes of a letter, in exit status, JSON and words."""

import email
import email.policy
import os
import subprocess
import unittest

from peer import CLOSE, HANG, Peer
from support import (BAD, NO_ACCOUNT, NO_HOST, NO_INPUT, NO_ROOM, OK, PAUSED, PROGRAM, PROTOCOL,
                     REFUSED, UNKNOWN, USAGE, WAITING, CliTest)

KEYS = {"id", "subject", "message_id", "state", "attempts", "next_attempt", "server", "recipients",
        "reply", "explanation", "conversation", "send_at"}


class Fates(CliTest):
    """The practice people: each recipient's fate, and the letter's."""

    def check(self, name, status, state, recipient, code):
        letter = self.send(to=f"{name}@practice.test", status=status)
        self.assertEqual(letter["state"], state)
        self.assertEqual(letter["recipients"][0]["state"], recipient)
        self.assertEqual(letter["recipients"][0]["code"], code)
        return letter

    def test_accepted(self):
        letter = self.check("friend", OK, "accepted", "accepted", 250)
        self.assertEqual(letter["attempts"], 1)
        self.assertIsNone(letter["next_attempt"])

    def test_practice_is_never_behind_a_proxy(self):
        letter = self.send(http_proxy="socks5://127.0.0.1:1", no_proxy="")
        self.assertEqual(letter["state"], "accepted")

    def test_refused(self):
        letter = self.check("nobody", REFUSED, "refused", "refused", 550)
        self.assertEqual(letter["recipients"][0]["enhanced"], "5.1.1")
        self.assertEqual(letter["explanation"]["title"], "This mailbox does not exist")
        self.assertEqual(letter["explanation"]["action"]["id"], "correct-address")

    def test_waiting(self):
        letter = self.check("full", WAITING, "waiting", "deferred", 452)
        self.assertRegex(letter["next_attempt"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")

    def test_unknown(self):
        letter = self.check("silent", UNKNOWN, "unknown", "unknown", None)
        self.assertEqual(letter["explanation"]["action"]["id"], "check-sent")
        self.assertIsNone(letter["next_attempt"])

    def test_partly(self):
        letter = self.send("--cc", "nobody@practice.test", "--bcc", "li@practice.test",
                           status=REFUSED)
        self.assertEqual(letter["state"], "partly-accepted")
        self.assertEqual([(r["address"].split("@")[0], r["state"]) for r in letter["recipients"]],
                         [("friend", "accepted"), ("nobody", "refused"), ("li", "accepted")])

    def test_words(self):
        done = self.cli("send", "--account", "practice", "--to", "nobody@practice.test",
                        "--subject", "S", "--body", "B", status=REFUSED)
        text = done.stdout.decode()
        self.assertIn("refused   nobody@practice.test  550 5.1.1: no such mailbox", text)
        self.assertIn("This mailbox does not exist", text)

    def test_conversation_in_words(self):
        done = self.cli("send", "--account", "practice", "--to", "friend@practice.test",
                        "--body", "B", "--conversation")
        self.assertRegex(done.stdout.decode(), r"ms +envelope +C: RCPT TO:<friend@practice.test>")

    def test_notes_in_the_language_of_the_terminal(self):
        done = self.cli("send", "--account", "practice", "--to", "friend@practice.test",
                        "--body", "B", "--conversation", LANGUAGE="zh_CN")
        text = done.stdout.decode()
        self.assertRegex(text, r"connect +-- 已连上 127\.0\.0\.1，端口 \d+。")
        for note in [line for line in text.splitlines() if " -- " in line]:
            self.assertFalse(note.isascii(), note)

    def test_notes_as_kept(self):
        notes = [line["text"] for line in self.send(LANGUAGE="zh_CN")["conversation"]
                 if line["who"] == "note"]
        self.assertTrue(any(note.startswith("Connected to 127.0.0.1") for note in notes), notes)


class Json(CliTest):
    def test_members(self):
        letter = self.send()
        self.assertEqual(set(letter), KEYS)
        self.assertEqual(set(letter["recipients"][0]),
                         {"address", "state", "code", "enhanced", "text"})
        self.assertEqual(set(letter["reply"]), {"code", "enhanced", "text"})
        self.assertEqual(set(letter["explanation"]), {"title", "detail", "action"})
        self.assertEqual(set(letter["explanation"]["action"]), {"id", "label"})
        self.assertIsInstance(letter["id"], int)
        self.assertRegex(letter["message_id"], r"\A<[^<>@]+@[^<>@]+>\Z")

    def test_conversation(self):
        lines = self.send()["conversation"]
        for line in lines:
            self.assertEqual(set(line), {"at_ms", "who", "stage", "text"})
            self.assertIn(line["who"], ("client", "server", "note"))
            self.assertIn(line["stage"], ("connect", "greeting", "encrypt", "login", "envelope",
                                          "letter", "goodbye"))
        times = [line["at_ms"] for line in lines]
        self.assertEqual(times, sorted(times))
        self.assertIn("RCPT TO:<friend@practice.test>", [line["text"] for line in lines])

    def test_queued(self):
        letter = self.send("--queue")
        self.assertEqual(letter["state"], "queued")
        self.assertIsNone(letter["server"])
        self.assertIsNone(letter["reply"])
        self.assertIsNone(letter["explanation"])
        self.assertEqual(letter["conversation"], [])

    def test_not_ascii(self):
        letter = self.json("send", "--account", "practice", "--to", "friend@practice.test",
                           "--subject", "你好，世界", "--body", "正文", LC_ALL="C")
        self.assertEqual(letter["subject"], "你好，世界")

    def test_chinese(self):
        letter = self.send(to="nobody@practice.test", status=REFUSED, LANGUAGE="zh_CN")
        self.assertEqual(letter["explanation"]["title"], "收件邮箱不存在")


class Statuses(CliTest):
    """What the practice server cannot do."""

    def end(self, status, state, *arguments, **answers):
        with Peer(**answers) as peer:
            self.add_account(peer.port)
            letter = self.send(*arguments, account="wang@corp.test", to="li@corp.test",
                               status=status)
        self.assertEqual(letter["state"], state)
        return letter, peer

    def test_accepted(self):
        letter, peer = self.end(OK, "accepted")
        self.assertEqual(letter["server"], "127.0.0.1")
        self.assertIn(b"Subject: Greetings\r\n", peer.letters[0])
        self.assertEqual(peer.secrets, [b"sesamsesamsesams"])

    def test_login_refused(self):
        letter, peer = self.end(PAUSED, "paused", AUTH="535 5.7.8 no")
        self.assertEqual(letter["explanation"]["action"]["id"], "enter-code")
        self.assertEqual(peer.connections, 1)

    def test_login_refused_is_not_tried_again(self):
        with Peer(AUTH="535 5.7.8 no") as peer:
            self.add_account(peer.port)
            for _ in range(2):
                self.send(account="wang@corp.test", to="li@corp.test", status=PAUSED)
            self.assertEqual(len(peer.secrets), 1)

    def test_sender_refused(self):
        letter, _ = self.end(REFUSED, "refused", MAIL="553 Mail from must equal authorized user")
        self.assertEqual(letter["reply"] or letter["recipients"][0]["code"], 553)

    def test_letter_refused(self):
        letter, _ = self.end(REFUSED, "refused", dot="554 5.7.1 spam")
        self.assertEqual(letter["reply"]["code"], 554)

    def test_busy(self):
        self.end(WAITING, "waiting", greeting="421 4.3.2 busy")

    def test_protocol(self):
        self.end(PROTOCOL, "waiting", greeting="SSH-2.0-OpenSSH_9.2")

    def test_timeout(self):
        self.end(WAITING, "waiting", "--timeout", "1", MAIL=HANG)

    def test_timeout_after_the_dot(self):
        self.end(UNKNOWN, "unknown", "--timeout", "1", dot=HANG)

    def test_closed_after_the_dot(self):
        self.end(UNKNOWN, "unknown", dot=CLOSE)

    def test_closed_before(self):
        self.end(WAITING, "waiting", MAIL=CLOSE)

    def test_refused_connection(self):
        with Peer() as peer:
            self.add_account(peer.port)
        letter = self.send(account="wang@corp.test", to="li@corp.test", status=WAITING)
        self.assertEqual(letter["explanation"]["action"]["id"], "try-now")

    def test_unknown_host(self):
        self.cli("account", "add", "wang@corp.test", "--server", "no-such-host.invalid",
                 "--auth", "none")
        letter = self.send(account="wang@corp.test", to="li@corp.test", status=NO_HOST)
        self.assertEqual(letter["state"], "waiting")

    def test_certificate(self):
        self.cli("account", "add", "wang@corp.test", "--server", "127.0.0.1", "--auth", "none",
                 "--port", self.start_tls_server(), "--security", "tls")
        letter = self.send(account="wang@corp.test", to="li@practice.test", status=PAUSED)
        self.assertEqual(letter["explanation"]["action"]["id"], "show-certificate")

    def start_tls_server(self):
        server = self.start_practice("--personality", "tls")
        return int(server.stdout.readline())

    def start_practice(self, *arguments):
        server = subprocess.Popen([PROGRAM, "practice", *arguments], stdout=subprocess.PIPE,
                                  env=self.environment)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait, 30)
        self.addCleanup(server.terminate)
        return server

    def test_requests(self):
        with Peer(EHLO="250-peer.test\r\n250-DSN\r\n250 AUTH PLAIN") as peer:
            self.add_account(peer.port)
            self.send("--notify", "failure,success", "--ret", "hdrs", account="wang@corp.test",
                      to="li@corp.test")
        mail = next(line for line in peer.commands if line.startswith("MAIL"))
        self.assertRegex(mail, r" RET=HDRS ENVID=[!-~]+@[!-~]+$")
        self.assertIn("RCPT TO:<li@corp.test> NOTIFY=SUCCESS,FAILURE", peer.commands)

    def test_requests_as_sendmail_has_them(self):
        with Peer(EHLO="250-peer.test\r\n250-DSN\r\n250 AUTH PLAIN") as peer:
            self.add_account(peer.port, "--default")
            self.cli("sendmail", "-N", "failure", "-Rhdrs", "li@corp.test",
                     stdin=b"From: wang@corp.test\nSubject: x\n\nhello\n")
        self.assertTrue([line for line in peer.commands if " RET=HDRS ENVID=" in line])
        self.assertIn("RCPT TO:<li@corp.test> NOTIFY=FAILURE", peer.commands)

    def test_require_tls(self):
        letter, peer = self.end(REFUSED, "refused", "--require-tls")
        self.assertFalse([line for line in peer.commands if line.startswith("MAIL")])
        self.assertIn("encrypt", letter["explanation"]["title"])

    def test_no_auth(self):
        with Peer(EHLO="250 peer.test") as peer:
            self.add_account(peer.port, "--auth", "none", code="")
            self.send(account="wang@corp.test", to="li@corp.test")
        self.assertEqual(peer.secrets, [])


class NothingQueued(CliTest):
    """Errors before anything was queued."""

    def tearDown(self):
        if (self.home / "data").is_dir():
            self.assertEqual(self.outbox("--all"), [])

    def reject(self, status, *arguments, stdin=b"", account="practice"):
        return self.cli("send", "--account", account, *arguments, status=status, stdin=stdin)

    def test_usage(self):
        for arguments in (("--to",), ("--nonsense",), (), ("--to", "a@practice.test", "stray"),
                          ("--to", "a@practice.test", "--body", "b", "--body-file", "-"),
                          ("--to", "a@practice.test", "--timeout", "-1"),
                          ("--to", "a@practice.test", "--timeout", "soon"),
                          ("--to", "a@practice.test", "--notify", "never,delay"),
                          ("--to", "a@practice.test", "--notify", ""),
                          ("--to", "a@practice.test", "--ret", "half"),
                          ("--to", "a@practice.test", "--header", "no colon"),
                          ("--to", "a@practice.test", "--header", "Subject: x"),
                          ("--to", "a@practice.test", "--header", "Message-ID: <x@y>"),
                          ("--to", "a@practice.test", "--header", "X-A: b\r\nBcc: c@d"),
                          ("--to", "a@practice.test", "--at", "whenever"),
                          ("--to", "a@practice.test", "--at", "2001-01-01 00:00"),
                          ("--message", "-", "--to", "a@practice.test"),
                          ("--from", "a@b.test, c@d.test", "--to", "a@practice.test")):
            with self.subTest(arguments):
                self.reject(USAGE, *arguments)

    def test_bad_address(self):
        for address in ("nobody", "a@", "@b", "a@b@c", "a@b\r\nRCPT TO:<c@d>", ""):
            with self.subTest(address):
                self.reject(BAD, "--to", address, "--body", "b")

    def test_suggestion(self):
        done = self.reject(BAD, "--to", "friend@practice.test, li lei", "--body", "b")
        self.assertIn("li", done.stderr.decode())

    def test_bad_message(self):
        head = b"From: you@practice.test\nTo: friend@practice.test\n\n"
        for name, message in (("bare CR", head + b"a\rb\n"), ("NUL", head + b"a\0b\n"),
                              ("long line", head + b"a" * 999 + b"\n"),
                              ("nobody", b"From: you@practice.test\nSubject: x\n\nx\n"),
                              ("empty", b"")):
            with self.subTest(name):
                self.reject(BAD, "--message", "-", stdin=message)

    def test_not_text(self):
        self.reject(BAD, "--to", "friend@practice.test", "--body-file", "-", stdin=b"a\0b")
        self.reject(BAD, "--to", "friend@practice.test", "--body-file", "-", stdin=b"\xff\xff\xff")

    def test_no_input(self):
        missing = self.home / "missing"
        for option in ("--attach", "--body-file", "--html-file"):
            with self.subTest(option):
                self.reject(NO_INPUT, "--to", "friend@practice.test", option, missing)
        self.reject(NO_INPUT, "--message", missing)

    def test_no_regular_file(self):
        fifo = self.home / "fifo"
        os.mkfifo(fifo)
        for path in (fifo, self.home, "/dev/null"):
            with self.subTest(path):
                self.reject(NO_INPUT, "--to", "friend@practice.test", "--attach", path)

    def test_no_account(self):
        self.reject(NO_ACCOUNT, "--to", "friend@practice.test", account="wang@163.com")
        self.cli("send", "--to", "friend@practice.test", status=NO_ACCOUNT)

    def test_no_secret(self):
        with Peer() as peer:
            self.add_account(peer.port, address="zhao@corp.test")
            accounts = self.home / "config/envoi/accounts.ini"
            text = accounts.read_text()
            self.cli("account", "remove", "zhao@corp.test")
            accounts.write_text(text)
            self.reject(NO_ACCOUNT, "--to", "li@corp.test", account="zhao@corp.test")
            self.reject(NO_ACCOUNT, "--to", "li@corp.test", "--queue", account="zhao@corp.test")
            self.assertEqual(peer.connections, 0)


class NoRoom(CliTest):
    def test_no_directory(self):
        (self.home / "data").write_text("a file where a directory should be")
        self.cli("send", "--account", "practice", "--to", "friend@practice.test", status=NO_ROOM)


class Content(CliTest):
    """What the server is given."""

    def deliver(self, *arguments, stdin=b"", to=("--to", "li@corp.test")):
        with Peer() as peer:
            self.add_account(peer.port, "--name", "王雷")
            self.cli("send", *to, *arguments, stdin=stdin)
        self.assertEqual(len(peer.letters), 1)
        return peer.letters[0], [c for c in peer.commands if c.startswith(("MAIL", "RCPT"))]

    def test_bcc_is_in_the_envelope_only(self):
        letter, envelope = self.deliver("--bcc", "secret@corp.test", "--body", "b")
        self.assertIn("RCPT TO:<secret@corp.test>", envelope)
        self.assertNotIn(b"secret@corp.test", letter)
        self.assertNotIn(b"Bcc", letter)

    def test_body_from_standard_input(self):
        letter, _ = self.deliver("--body-file", "-", stdin="第一行\r\n.\r\nlast".encode())
        message = email.message_from_bytes(letter, policy=email.policy.default)
        self.assertEqual(message.get_body().get_content().split(), ["第一行", ".", "last"])

    def test_body_in_gb18030(self):
        path = self.home / "body.txt"
        path.write_bytes("你好，请查收附件。".encode("gb18030"))
        letter, _ = self.deliver("--body-file", path)
        message = email.message_from_bytes(letter, policy=email.policy.default)
        self.assertEqual(message.get_body().get_content().strip(), "你好，请查收附件。")

    def test_attachment_that_is_none(self):
        for path, why in ((self.home / "nowhere.pdf", b"there is no such file"),
                          (self.home, b"it is a folder or a device")):
            done = self.cli("send", "--account", "practice", "--to", "friend@practice.test",
                            "--attach", path, status=NO_INPUT)
            self.assertEqual(done.stderr, b"envoi-cli: %s cannot be attached: %s\n"
                             % (bytes(path), why))

    def test_attachment_html_and_header(self):
        path = self.home / "第三次作业（终稿）.bin"
        path.write_bytes(bytes(range(256)) * 100)
        html = self.home / "letter.html"
        html.write_text("<p>Hello</p>")
        letter, _ = self.deliver("--body", "Hello", "--html-file", html, "--attach", path,
                                 "--header", "X-Course: Networks", "--reply-to", "li@corp.test")
        message = email.message_from_bytes(letter, policy=email.policy.default)
        attached = list(message.iter_attachments())
        self.assertEqual([part.get_filename() for part in attached], [path.name])
        self.assertEqual(attached[0].get_content(), path.read_bytes())
        self.assertEqual(message["X-Course"], "Networks")
        self.assertEqual(message["Reply-To"], "li@corp.test")
        self.assertEqual(message["From"], "王雷 <wang@corp.test>")

    def test_ready_message(self):
        message = (b"From: Wang <wang@corp.test>\nTo: li@corp.test\nCc: han@corp.test\n"
                   b"Bcc: secret@corp.test\nSubject: ready\nX-Own: kept\n\n.one\ntwo\n")
        letter, envelope = self.deliver("--message", "-", stdin=message, to=())
        self.assertEqual([c.split("<")[1].split(">")[0] for c in envelope],
                         ["wang@corp.test", "li@corp.test", "han@corp.test", "secret@corp.test"])
        self.assertNotIn(b"secret", letter)
        self.assertIn(b"X-Own: kept\r\n", letter)
        self.assertTrue(letter.endswith(b"\r\n\r\n.one\r\ntwo\r\n"))
        self.assertIn(b"Message-ID: ", letter)

    def test_large_ready_message(self):
        body = b"".join(b"line %07d of a large message\n" % i for i in range(100000))
        message = b"From: wang@corp.test\nTo: li@corp.test\nSubject: large\n\n" + body
        letter, _ = self.deliver("--message", "-", stdin=message, to=())
        self.assertEqual(letter.split(b"\r\n\r\n", 1)[1], body.replace(b"\n", b"\r\n"))


if __name__ == "__main__":
    unittest.main()
