#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Window and terminal over one store and one account at the same moment. Each letter goes once,
counted where it arrives; never are there two connections; both say what became of theirs."""

import concurrent.futures
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import desktop
import ledger
from e2e_terminal import add_open_account, envoi, letters

ADDRESS = "li@example.test"
QUEUED, SENT, AT_ONCE = 8, 8, 4


def send(subject, *more):
    return envoi("send", "--account", ADDRESS, "--to", "han@example.test", "--subject", subject,
                 "--body", "Hello", "--json", *more)


class Together(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = cls.enterClassContext(desktop.Desktop(keyring=False))

    def setUp(self):
        # slow enough that everybody meets everybody
        self.server = self.enterContext(ledger.Ledger(delay=0.1))
        add_open_account(ADDRESS, self.server.port)

    def letters(self):
        return {letter["subject"]: letter for letter in letters()}

    def rows(self, program):
        """The lines of the list's rows, once each says something final."""
        lines = [node.get_name() for node in program.walk(program.find("Letters", "list"))
                 if node.get_role_name() == "label" and
                 re.match("Queued|Held|Sending|Waiting|Paused|Unknown|Refused|Accepted by",
                          node.get_name())]
        return lines if lines and all(line.startswith("Acc") for line in lines) else None

    def test_each_letter_goes_once(self):
        queued = [f"queued {i}" for i in range(QUEUED)]
        sent = [f"sent {i}" for i in range(SENT)]
        for subject in queued:
            self.assertEqual(send(subject, "--queue").status, 0)
        self.assertFalse(self.server.letters)

        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool, \
                desktop.Program(os.environ["ENVOI"],
                                "mailto:han@example.test?subject=written&body=x") as program:
            answers = [pool.submit(send, subject) for subject in sent]
            program.click("Send")
            program.click("Send Now")
            program.wait(contains="Accepted by 127.0.0.1", seconds=60)
            answers = [answer.result(120) for answer in answers]
            desktop.activate("show-place", "'outbox'")
            program.until(lambda: sum(self.server.letters.values()) >= QUEUED + SENT + 1, 60)
            program.until(lambda: all(letter["state"] == "accepted"
                                      for letter in self.letters().values()), 30)
            rows = program.until(lambda: self.rows(program), 30)
            self.assertEqual(set(rows), {"Accepted by 127.0.0.1"})

        self.assertEqual(self.server.letters, dict.fromkeys(queued + sent + ["written"], 1))
        self.assertEqual(self.server.most, 1, "two connections for one account")
        for subject, answer in zip(sent, answers):
            self.assertEqual(answer.status, 0, answer)
            letter = answer.json()
            self.assertEqual((letter["subject"], letter["state"]), (subject, "accepted"))
            self.assertEqual(letter["attempts"], 1)
        self.assertEqual({letter["attempts"] for letter in self.letters().values()}, {1})


if __name__ == "__main__":
    problem = desktop.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
