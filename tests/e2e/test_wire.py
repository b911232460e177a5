#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees of the wire is what crossed it: a letter with a line that begins with a dot is
sent to the practice server, and its conversation opened at its deepest."""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop

SUBJECT = "周日的路线"
TEXT = "Notes are in the hidden file\n.route, next to the map.\n"


class Wire(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.enterClassContext(desktop.Desktop())

    def send(self):
        path = self.files / "map.pdf"
        path.write_bytes(b"%PDF-1.7\n" + os.urandom(100_000))
        subprocess.run([os.environ["ENVOI_CLI"], "send", "--account", "practice", "--to",
                        "Li Lei <friend@practice.test>", "--to", "nobody@practice.test", "--bcc",
                        "teacher@practice.test", "--subject", SUBJECT, "--body", TEXT, "--attach",
                        path], timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def open(self, program):
        desktop.activate("open-letter", "int64 1")
        program.wait(contains="friend@practice.test", role="label")
        program.click("Conversation")

    def meet(self, program, words):
        """Down the list, where a screen reader would come upon them."""
        program.until(lambda: next((node for node in program.walk(self.list(program))
                                    if words in node.get_name()), None))

    def list(self, program):
        return program.wait("Conversation with the server", role="list|list box")

    def test_a_line_that_begins_with_a_dot(self):
        self.send()
        with desktop.Program(os.environ["ENVOI"]) as program:
            self.open(program)
            self.meet(program, "It is for Li Lei. Server replied 250, recipient taken, ")
            self.meet(program, "Server replied 550, recipient refused, ")
            # the envelope beside the letter
            self.meet(program, "Not in the letter: Bcc")
            program.click("Wire")
            # as it went, with the dot that was put in, and why
            self.meet(program, "..route, next to the map.")
            self.meet(program, "Dot-stuffing")
            # coded lines, and what they hold
            self.meet(program, "Subject: =?")
            self.meet(program, SUBJECT)
            self.meet(program, "%PDF-1.7")
            self.meet(program, "more lines, ")

    def copied(self, program, holds, *keys):
        """What another program gets of the clipboard after a walk through the menu."""
        def found():
            text = subprocess.run(["xclip", "-selection", "clipboard", "-o"], timeout=20,
                                  capture_output=True, check=False).stdout.decode()
            return text if holds in text else None

        # a menu that is still closing does not hear the first key
        for _ in range(2):
            desktop.keys("space", *keys, "Return")
            with contextlib.suppress(TimeoutError):
                return program.until(found, 5)
        return program.until(found)

    def test_taken_elsewhere(self):
        self.send()
        with desktop.Program(os.environ["ENVOI"]) as program:
            self.open(program)
            self.meet(program, "It is for Li Lei. Server replied 250, recipient taken, ")
            desktop.keys("ctrl+j")
            program.wait_focus("Conversation")
            desktop.keys("Tab", "Tab")
            program.wait_focus("Copy the conversation")
            self.copied(program, "C: RCPT TO:<friend@practice.test>")
            report = self.copied(program, "\n### Envelope\n", "Down")
            self.assertIn("`RCPT TO:<friend@practice.test>`", report)
            # a switch in the menu, not a copy
            desktop.keys("space", "Up", "Return")
            lines = self.copied(program, "C: RCPT TO:<…@practice.test>")
            self.assertNotIn("friend@", lines)


if __name__ == "__main__":
    problem = desktop.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
