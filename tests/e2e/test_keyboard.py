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


def setUpModule():
    global DESKTOP
    DESKTOP = unittest.enterModuleContext(desktop.Desktop(keyring=False))


class Keys(unittest.TestCase):
    """What both parts need."""

    def press(self, keys, *names):
        """Presses the key as often as there are names, each of which then has the focus."""
        for name in names:
            desktop.keys(keys)
            self.program.wait_focus(name)


class FirstRun(Keys):
    """Before there is an account. Its letter stays behind as a draft."""

    def test_a_practice_letter(self):
        with desktop.Program(os.environ["ENVOI"]) as self.program:
            self.program.wait_focus("Send a Practice Letter")
            self.press("Tab", "Add My Mail Account…", "Main menu", "Send a Practice Letter")
            self.press("shift+Tab", "Main menu", "Add My Mail Account…")
            desktop.keys("Return")
            self.program.wait_window("Add Account")
            # a row that is an entry too does not say in GTK 4.8 that it has the focus
            desktop.type_text("li@")
            address = self.program.wait("Mail address", "text|entry")
            self.program.until(lambda: self.program.read(address) == "li@")
            self.press("Escape", "Add My Mail Account…")
            self.press("shift+Tab", "Send a Practice Letter")
            # the letter is addressed, so its text is next
            self.press("Return", "Message")
            desktop.keys("ctrl+Return")
            self.program.wait("Send Now")
            desktop.keys("ctrl+z")
            self.program.wait_focus("Message")
            desktop.keys("ctrl+w")
            self.program.wait_window("Envoi")
            # nothing is on its way, so the program ends with its last window
            desktop.keys("ctrl+w")
            self.program.process.wait(20)


class MainWindow(Keys):
    @classmethod
    def setUpClass(cls):
        cls.desktop = DESKTOP
        cls.desktop.add_account("li", signature="Li Lei", colour=0)
        for subject, people in (("Lunch", ("friend",)), ("Trip", ("friend", "nobody"))):
            to = [part for who in people for part in ("--to", f"{who}@practice.test")]
            subprocess.run([os.environ["ENVOI_CLI"], "send", "--account", "practice", "--subject",
                            subject, "--body", "Hello", *to], stdout=subprocess.DEVNULL)
        cls.program = cls.enterClassContext(desktop.Program(os.environ["ENVOI"]))

    def setUp(self):
        self.program.wait_window("Envoi")

    def compose(self):
        desktop.keys("ctrl+n")
        self.program.wait_window("New Letter")
        self.program.wait_focus("To")

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
        self.program.wait_focus("Subject")
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
        self.press("shift+Tab", "From")
        self.press("Return", "li@example.org")
        self.press("Escape", "From")
        desktop.keys("ctrl+shift+a")
        self.program.wait_window("Attach Files")
        desktop.keys("Escape")
        self.program.wait_window("New Letter")
        self.program.wait_focus("From")
        desktop.keys("ctrl+s")
        self.program.wait(contains="Saved ", role="label")
        desktop.keys("ctrl+w")
        self.program.wait_window("Envoi")
        desktop.keys("alt+1")
        self.press("Home", "han@example.org")

        # a letter that is addressed is gone on with in its text
        desktop.keys("Return")
        self.program.wait_focus("Message")
        desktop.keys("ctrl+w")
        self.program.wait_window("Envoi")

    def test_places_and_panes(self):
        self.press("alt+3", "Lunch")
        self.press("alt+4", "you@practice.test")
        desktop.keys("alt+2")
        self.press("Home", "Trip")
        self.press("shift+Tab", "Search", "Outbox", "Write", "Main menu",
                   "Correct and Send to the 1 That Failed")
        self.press("Tab", "Main menu", "Write", "Outbox", "Search", "Trip")

        # what the arrow keys select in the sidebar is shown beside it
        self.press("F6", "Result", "Outbox")
        self.press("Down", "Sent", "Practice")
        self.program.wait(contains="Received by the practice server")
        self.press("Up", "Sent", "Outbox")
        self.press("F6", "Trip")

    def test_receipt(self):
        desktop.keys("alt+2")
        self.press("Home", "Trip")
        self.press("Down", "Lunch")
        self.press("Up", "Trip")
        self.program.wait("Correct and Send to the 1 That Failed")
        self.press("Tab", "Letter menu", "Result", "friend@practice.test, Accepted")
        self.press("Down", "nobody@practice.test, No such mailbox")
        self.press("Tab", "This mailbox does not exist", "", "",
                   "Correct and Send to the 1 That Failed")
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
        desktop.keys("alt+2")
        self.press("Home", "Trip")
        for keys in ("F1", "ctrl+question"):
            desktop.keys(keys)
            self.program.wait("Show the conversation", "label")
            desktop.keys("Escape")
            self.program.wait_gone("Show the conversation", "label")
            self.program.wait_focus("Trip")
        desktop.keys("ctrl+comma")
        self.program.wait_window("Preferences")
        desktop.keys("Escape")
        self.program.wait_window("Envoi")
        self.press("ctrl+f", "Search letters")
        desktop.type_text("Lun")
        self.program.wait_gone(contains="nobody@practice.test, Trip", role="list item")
        desktop.keys("Escape")
        self.program.wait(contains="nobody@practice.test, Trip", role="list item")

    def test_folded(self):
        # Escape would close what is said of another letter first
        self.program.wait_gone(contains="kept in Drafts")
        desktop.keys("alt+2")
        self.press("Home", "Trip")
        desktop.resize(400, 700)
        self.program.wait("Back")
        for back in ("Escape", "alt+Left"):
            desktop.keys("Return")
            self.program.until(lambda: "Trip" not in self.program.focus().get_name())
            self.press(back, "Trip")
        self.press("Escape", "Outbox")
        self.press("Down", "Sent")
        self.press("Return", "Lunch")
        self.press("alt+Left", "Sent")
        desktop.resize(1080, 720)
        self.program.wait("Letter menu")


if __name__ == "__main__":
    problem = desktop.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
