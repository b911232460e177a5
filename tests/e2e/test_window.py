#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does: opens Envoi, adds an account, writes, attaches a file through the chooser,
clicks Send, reads "Accepted by …". Then the letter is looked up at the real server."""

import email
import email.policy
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import postfix

TEXT_ROLES = "text|entry|password text|spin button"


class Window(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(postfix.Postfix(users=("alice", "bob")))
        cls.files = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.desktop = cls.enterClassContext(desktop.Desktop())

    def fill(self, program, name, text):
        node = program.wait(name, TEXT_ROLES)
        program.Atspi.EditableText.set_text_contents(node, text)
        return node

    def add_account(self, program):
        program.click("Add My Mail Account…")
        self.fill(program, "Mail address", self.server.address("alice"))
        self.fill(program, "Password", self.server.password)
        self.fill(program, "Name of the server", "localhost")
        self.fill(program, "Port", str(self.server.tls))
        program.click("Run Test")
        program.click("Trust This Certificate for This Server")
        save = program.until(lambda: next(
            (node for node in program.walk() if node.get_name() == "Save" and
             program.has_state(node, "SENSITIVE") and "button" in node.get_role_name()), None), 30)
        program.act(save)
        program.wait_gone("Mail address", TEXT_ROLES)

    def attach(self, program, path):
        program.click("Attach Files")
        program.until(lambda: program.find("Attach Files", "filler|dialog|window"))
        program.until(lambda: next((node for node in program.walk()
                                    if program.has_state(node, "FOCUSED")), None))
        desktop.keys("ctrl+l")
        entry = program.until(lambda: next(
            (node for node in program.walk()
             if node.get_role_name() == "text" and program.has_state(node, "FOCUSED")), None))
        program.Atspi.EditableText.set_text_contents(entry, str(path))
        program.until(lambda: program.read(entry) == str(path))
        desktop.keys("Return")
        program.wait(contains=path.name)

    def stored_secret(self):
        return subprocess.run(
            ["secret-tool", "search", "--all", "xdg:schema",
             "io.github.envoi_mail.Envoi.Account"], capture_output=True, text=True).stdout

    def test_a_letter_from_the_first_click_to_the_servers_mailbox(self):
        octets = os.urandom(200_000)
        path = self.files / "第三次作业.bin"
        path.write_bytes(octets)

        with desktop.Program(os.environ["ENVOI"]) as program:
            self.add_account(program)
            self.assertIn(self.server.password, self.stored_secret())

            desktop.keys("ctrl+n")
            self.fill(program, "To", self.server.address("bob"))
            self.fill(program, "Subject", "从窗口寄出")
            self.fill(program, "Message", "你好，鲍勃！\n.\n")
            self.attach(program, path)
            program.click("Send")
            program.click("Send Now")
            program.wait(contains="Accepted by localhost", seconds=60)

        stored = email.message_from_bytes(self.server.messages("bob")[0].read_bytes(),
                                          policy=email.policy.default)
        self.assertEqual(stored["Subject"], "从窗口寄出")
        text = stored.get_body(("plain",)).get_content().replace("\r\n", "\n")
        self.assertEqual(text, "你好，鲍勃！\n.\n")
        (part,) = stored.iter_attachments()
        self.assertEqual(part.get_filename(), path.name)
        self.assertEqual(part.get_content(), octets)


if __name__ == "__main__":
    problem = postfix.why_not() or desktop.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
