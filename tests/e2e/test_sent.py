#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters that went: sent once more, a letter like one, a letter handed in ready-made or a message
file as a draft; deleted."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop

TEXT_ROLES = "text|entry"
READY = ("From: you@practice.test\r\nTo: a@practice.test\r\nBcc: c@practice.test\r\n"
         "Subject: Ready-made\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
         "--b\r\n\r\nAs it was.\r\n--b\r\nContent-Type: application/pdf; name=plan.pdf\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n")


class Sent(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = cls.enterClassContext(desktop.Desktop())
        cls.files = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.cli("send", "--account", "practice", "--subject", "会议记录", "--body", "请查收",
                "--to", "a@practice.test", "--bcc", "b@practice.test")
        cls.cli("send", "--account", "practice", "--message", "-", input=READY)
        cls.cli("account", "add", "wang@163.com", input="ABCDEFGHIJKLMNOP\n")
        cls.program = cls.enterClassContext(desktop.Program(os.environ["ENVOI"]))

    @staticmethod
    def cli(*args, input=""):
        done = subprocess.run([os.environ["ENVOI_CLI"], *args], input=input, text=True,
                              capture_output=True, timeout=60)
        return done.stdout

    def letters(self):
        return {letter["subject"]: letter for letter in
                json.loads(self.cli("outbox", "list", "--all", "--json"))}

    def composer(self, subject):
        """Once a window has that subject in it."""
        program = self.program
        return program.until(lambda: next(
            (node for node in program.walk() if node.get_name() == "Subject" and
             node.get_role_name() in TEXT_ROLES and program.read(node) == subject), None))

    def close(self):
        desktop.keys("ctrl+w")
        self.program.wait_gone("Subject", TEXT_ROLES)

    def test_delete_acts_on_the_row_with_the_focus(self):
        """It need not be selected first, and the next one has the keyboard then."""
        for subject in ("Older", "Newer"):
            self.cli("send", "--account", "practice", "--subject", subject, "--body", "x",
                     "--to", "a@practice.test")
        desktop.activate("show-place", "'sent'")
        self.program.wait(contains="Newer", role="list item")
        desktop.keys("alt+3")
        self.program.wait_focus("practice.test")
        desktop.keys("ctrl+Home")
        for subject in ("Newer", "Older"):
            self.program.wait_focus(subject)
            desktop.keys("Delete")
            self.program.until(lambda: subject not in self.letters())
        self.assertLessEqual({"会议记录", "Ready-made"}, self.letters().keys())

    def test_resend_names_the_people(self):
        letter = self.letters()["会议记录"]
        desktop.activate("resend", f"int64 {letter['id']}")
        self.composer("会议记录")
        self.program.wait(contains="a@practice.test")
        self.program.wait(contains="b@practice.test")
        self.close()

    def test_letter_like_it_names_nobody(self):
        letter = self.letters()["会议记录"]
        desktop.activate("edit-as-new", f"int64 {letter['id']}")
        self.composer("会议记录")
        self.assertIsNone(self.program.find(contains="b@practice.test"))
        self.close()

    def test_ready_made_letter_is_read_again(self):
        letter = self.letters()["Ready-made"]
        desktop.activate("resend", f"int64 {letter['id']}")
        self.composer("Ready-made")
        self.program.wait(contains="plan.pdf")
        self.program.wait(contains="c@practice.test")
        self.close()

    def test_message_file(self):
        path = self.files / "message.eml"
        path.write_bytes(READY.replace("Ready-made", "From a file").encode())
        desktop.activate("open-message", f"'{path.as_uri()}'")
        self.composer("From a file")
        self.program.wait(contains="plan.pdf")
        self.close()

    def test_the_one_deleted_is_gone(self):
        program = self.program
        desktop.activate("show-place", "'sent'")
        program.wait(contains="Ready-made", role="list item")
        desktop.keys("alt+3")
        program.wait_focus("Ready-made")
        desktop.keys("Down")
        program.wait_focus("会议记录")
        program.wait("Letter menu")
        desktop.keys("Delete")
        program.until(lambda: self.letters().keys() == {"Ready-made"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
