# SPDX-License-Identifier: GPL-3.0-or-later
"""What every real server must take from us. A test of one server inherits these and says which."""

import email
import email.policy
import os
import pathlib
import tempfile

from e2e_terminal import add_account, envoi

MIB = 1024 * 1024
USERS = ("alice", "bob", "carol", "李雷")

# With 8 bits, lines that begin with dots or are nothing else, and no newline at its end.
READY = "\n".join((
    "From: =?utf-8?B?546L5Li9?= <alice@example.test>",
    "To: bob@example.test",
    "Subject: dots",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    ".",
    "..",
    ".句点",
    "",
    "第二段 From here",
    ".end",
))


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


class Letters:
    """A mixin for unittest.TestCase; `make_server` is a class, `chunking` whether it takes BDAT."""

    make_server = None
    chunking = False

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(cls.make_server(users=USERS))
        cls.files = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        answer = add_account(cls.server)
        assert answer.status == 0, answer

    def send(self, *args, **options):
        return envoi("send", "--json", *args, **options)

    def count(self, user):
        return len(self.server.messages(user, 0))

    def last(self, user, count):
        return read(self.server.messages(user, count)[-1])

    def said(self, answer):
        return [line["text"] for line in answer.json()["conversation"] if line["who"] == "client"]

    def test_account_test_logs_in(self):
        answer = envoi("account", "test", self.server.address("alice"))
        self.assertEqual(answer.status, 0, answer)

    def test_chinese_letter_with_a_large_file_to_three_of_whom_one_is_refused(self):
        self.send_large()

    def test_the_same_over_starttls(self):
        self.addCleanup(add_account, self.server)
        add_account(self.server, "alice", "starttls")
        self.send_large()

    def send_large(self):
        before = {user: self.count(user) for user in ("alice", "bob")}
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
        before = self.count("bob")
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
        before = self.count("bob")
        answer = self.send("--to", "bob@example.test", "--subject", "starttls", "--conversation")
        self.assertEqual(answer.status, 0, answer)
        self.assertEqual(self.last("bob", before + 1)["Subject"], "starttls")
        said = self.said(answer)
        self.assertIn("STARTTLS", said)
        self.assertEqual(sum(text.startswith("EHLO ") for text in said), 2)

    def test_ready_message_with_8_bits_and_dots(self):
        before = self.count("bob")
        answer = self.send("--message", "-", "--conversation", stdin=READY)
        self.assertEqual(answer.status, 0, answer)
        stored = self.last("bob", before + 1)
        text = stored.get_content().replace("\r\n", "\n")
        self.assertEqual(text, READY.split("\n\n", 1)[1] + "\n")
        self.assertTrue(any("BODY=8BITMIME" in text for text in self.said(answer)), answer)

    def test_address_in_chinese(self):
        before = self.count("李雷")
        answer = self.send("--to", "李雷@example.test", "--subject", "地址", "--conversation")
        self.assertEqual(answer.status, 0, answer)
        self.assertEqual(self.last("李雷", before + 1)["Subject"], "地址")
        self.assertTrue(any(text.startswith("MAIL ") and "SMTPUTF8" in text
                            for text in self.said(answer)), answer)

    def test_ten_letters_in_a_row(self):
        """A server that takes chunks gets them once it has earned it, in each way there is."""
        before, letters = self.count("carol"), []
        for number in range(10):
            answer = self.send("--to", "carol@example.test", "--queue", "--subject", number)
            self.assertEqual(answer.status, 0, answer)
            letters.append(answer.json()["id"])
        answer = envoi("outbox", "run", "--json")
        self.assertEqual(answer.status, 0, answer)
        stored = [read(path)["Subject"] for path in self.server.messages("carol", before + 10)]
        self.assertEqual(sorted(stored[before:]), [str(number) for number in range(10)])
        said = [line for letter in letters
                for line in self.said(envoi("outbox", "show", letter, "--json"))]
        chunks = sum(line.startswith("BDAT ") for line in said)
        self.assertEqual(chunks >= 5, self.chunking, said)

    def use_every(self, mechanisms):
        self.addCleanup(add_account, self.server)
        for mechanism in mechanisms:
            with self.subTest(mechanism):
                add_account(self.server, "alice", "tls", "--auth", mechanism)
                answer = self.send("--to", "bob@example.test", "--conversation")
                self.assertEqual(answer.status, 0, answer)
                said = self.said(answer)
                self.assertTrue(any(text.startswith(f"AUTH {mechanism.upper()}")
                                    for text in said), said)
