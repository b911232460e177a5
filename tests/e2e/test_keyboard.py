#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Envoi with the pointer left alone: every key is typed, and where the focus is afterwards is what a
screen reader is told."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop

ACCOUNTS = """\
[account work]
address=li@example.org
name=Li Lei
server=127.0.0.1
port=9
security=none
signature=Li Lei
colour=0
"""


class Keyboard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = cls.enterClassContext(desktop.Desktop(keyring=False))
        config = cls.desktop.dir / "config/envoi"
        config.mkdir()
        (config / "accounts.ini").write_text(ACCOUNTS)
        for subject, people in (("Lunch", ("friend",)), ("Trip", ("friend", "nobody"))):
            to = [part for who in people for part in ("--to", f"{who}@practice.test")]
            subprocess.run([os.environ["ENVOI_CLI"], "send", "--account", "practice", "--subject",
                            subject, "--body", "Hello", *to], stdout=subprocess.DEVNULL)
        cls.program = cls.enterClassContext(desktop.Program(os.environ["ENVOI"]))

    def setUp(self):
        self.wait_window("Envoi")

    def wait_window(self, title):
        self.program.until(lambda: self.program.window_title() == title)

    def focused(self, name):
        """Waits until what has this name has the keyboard."""
        def is_there():
            node = self.program.focus()
            return node and name in node.get_name()
        try:
            return self.program.until(is_there)
        except TimeoutError:
            node = self.program.focus()
            self.fail(f"{node and node.get_name()!r} has the focus, not {name!r}")

    def press(self, keys, *names):
        """Presses the key as often as there are names, each of which then has the focus."""
        for name in names:
            desktop.keys(keys)
            self.focused(name)

    def resize(self, width, height):
        window = subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True,
                                check=True).stdout.strip()
        subprocess.run(["xdotool", "windowsize", "--sync", window, str(width), str(height)],
                       check=True)

    def compose(self):
        desktop.keys("ctrl+n")
        self.wait_window("New Letter")
        self.focused("To")

    def copy_files(self, *names):
        uris = []
        for name in names:
            path = self.desktop.dir / name
            path.write_text(name)
            uris.append(path.as_uri())
        subprocess.run(["xclip", "-selection", "clipboard", "-t", "text/uri-list", "-i"],
                       input="\r\n".join(uris) + "\r\n", text=True, check=True,
                       stderr=subprocess.DEVNULL)

    def test_composer_from_field_to_field(self):
        self.compose()
        desktop.type_text("han@example.org,")
        self.press("ctrl+shift+c", "Cc")
        self.press("ctrl+shift+b", "Bcc")
        self.press("ctrl+shift+t", "To")
        self.press("Tab", "Cc", "Bcc", "Subject", "Message")
        self.copy_files("a.txt", "b.txt")
        desktop.keys("ctrl+v")
        self.program.wait("b.txt")
        desktop.keys("ctrl+Return")
        self.focused("Subject")
        self.program.wait("Send Without")

        order = ["From", "To", "Cc", "Bcc", "Subject", "Send Without", "Close This Notice",
                 "Message", "Signature", "a.txt", "Send", "More Ways to Send", "Menu",
                 "Attach Files", "Discard"]
        start = order.index("Subject")
        self.press("Tab", *order[start + 1:], *order[:start + 1])
        self.press("shift+Tab", *reversed(order[:start]), *reversed(order[start:]))

        self.press("shift+Tab", "Bcc", "Cc", "To", "From", "Discard", "Attach Files", "Menu",
                   "More Ways to Send", "Send", "a.txt")
        self.press("Right", "b.txt")
        self.press("Left", "a.txt")
        self.press("Delete", "b.txt")
        self.assertIsNone(self.program.find("a.txt"))

        # Escape takes back what the program says, not what a person wrote
        desktop.keys("Escape")
        self.program.wait_gone("Send Without")
        self.assertTrue(self.program.find(contains="han@example.org", role="list item"))
        self.press("ctrl+shift+t", "To")
        self.press("Left", "han@example.org")
        self.press("End", "To")
        desktop.keys("ctrl+s")
        self.program.wait(contains="Saved ", role="label")
        desktop.keys("ctrl+w")
        self.wait_window("Envoi")
        self.press("alt+1", "han@example.org")

        # a letter that is addressed is gone on with in its text
        desktop.keys("Return")
        self.focused("Message")
        desktop.keys("ctrl+w")
        self.wait_window("Envoi")

    def test_places_and_panes(self):
        self.press("alt+1", "Write a Letter" if self.program.find("No Drafts") else "")
        self.press("alt+3", "Lunch")
        self.press("alt+4", "Trip")
        self.press("alt+2", "Trip")
        self.press("Tab", "", "Main menu", "Write", "Outbox", "Search", "Trip")
        self.press("shift+Tab", "Search", "Outbox", "Write", "Main menu", "", "Trip")

        # what the arrow keys select in the sidebar is shown beside it
        self.press("F6", "", "Outbox")
        self.press("Down", "Sent", "Practice")
        self.program.wait(contains="Received by the practice server")
        self.press("Up", "Sent", "Outbox")
        self.press("F6", "Trip")

    def test_receipt(self):
        self.press("alt+2", "Trip")
        self.press("Down", "Lunch")
        self.press("Up", "Trip")
        self.program.wait("Correct the Address")
        self.press("Tab", "Letter menu", "Result", "friend@practice.test, Accepted")
        self.press("Down", "nobody@practice.test, No such mailbox")
        self.press("Tab", "This mailbox does not exist", "", "", "Correct the Address")
        self.press("alt+2", "Trip")
        self.press("F6", "Result")
        self.press("Right", "Message", "Conversation", "Source")
        self.press("Left", "Conversation", "Message")
        self.press("alt+2", "Trip")
        self.press("ctrl+j", "Conversation")
        self.press("Tab", "Story", "Copy the conversation", "Server replied 220")
        self.press("Down", "Server replied 250", "Server replied 235")
        self.press("Up", "Server replied 250")
        self.press("Tab", "Main menu")
        self.press("shift+Tab", "Server replied 250", "Copy the conversation", "Story",
                   "Conversation")

    def test_windows_that_come_and_go(self):
        self.press("alt+2", "Trip")
        for keys in ("F1", "ctrl+question"):
            desktop.keys(keys)
            self.program.wait("Show the conversation", "label")
            desktop.keys("Escape")
            self.program.wait_gone("Show the conversation", "label")
            self.focused("Trip")
        desktop.keys("ctrl+comma")
        self.wait_window("Preferences")
        desktop.keys("Escape")
        self.wait_window("Envoi")
        self.press("ctrl+f", "Search letters")
        desktop.type_text("Lun")
        self.program.wait_gone(contains="nobody@practice.test, Trip", role="list item")
        desktop.keys("Escape")
        self.program.wait(contains="nobody@practice.test, Trip", role="list item")

    def test_zz_folded(self):
        """Last, since the window stays small and is closed."""
        desktop.keys("alt+2")
        self.press("Home", "Trip")
        self.resize(400, 700)
        self.program.wait("Back")
        for back in ("Escape", "alt+Left"):
            desktop.keys("Return")
            self.program.until(lambda: "Trip" not in self.program.focus().get_name())
            self.press(back, "Trip")
        self.press("Escape", "Outbox")
        self.press("Down", "Sent")
        self.press("Return", "Lunch")
        self.press("alt+Left", "Sent")
        desktop.keys("ctrl+w")
        self.program.until(lambda: self.program.window_title() != "Envoi")


if __name__ == "__main__":
    problem = desktop.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
