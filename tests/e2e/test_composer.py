#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing in the real window: files that are dropped and pasted, Undo after Send, the account a
letter is from and its signature."""

import os
import pathlib
import struct
import subprocess
import sys
import unittest
import zlib

SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"
sys.path.insert(0, str(SUPPORT))

import desktop

SETTINGS = """\
[io/github/envoi_mail/Envoi]
undo-seconds=uint32 60
"""


def picture():
    """One red pixel."""
    def chunk(kind, octets):
        return (struct.pack(">I", len(octets)) + kind + octets +
                struct.pack(">I", zlib.crc32(kind + octets)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b""))


class Composer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = cls.enterClassContext(desktop.Desktop(keyring=False))
        cls.desktop.add_account("work", colour=0, signature=r"Li Lei\nDepartment of Letters")
        cls.desktop.add_account("home", colour=1, signature="Lei")
        cls.desktop.add_account("plain", colour=2)
        # the ten seconds of Undo pass quickly on a busy machine
        settings = cls.desktop.dir / "config/glib-2.0/settings"
        settings.mkdir(parents=True)
        (settings / "keyfile").write_text(SETTINGS)
        os.environ["GSETTINGS_BACKEND"] = "keyfile"
        cls.program = cls.enterClassContext(desktop.Program(os.environ["ENVOI"]))
        cls.program.wait("Places")

    def setUp(self):
        desktop.keys("ctrl+n")
        self.program.wait_window("New Letter")
        self.program.wait_focus("To")
        # to look through the main window too takes long
        self.window = self.program.window()
        self.message = self.wait("Message", "text")

    def tearDown(self):
        """Throws the letter away; it does not ask where it can be undone."""
        if self.find("Send Now"):
            desktop.keys("ctrl+z")
            self.program.wait_focus("Message")
        self.program.click("Discard", root=self.window)
        self.program.wait_window("Envoi")

    def wait(self, name=None, role=None, **where):
        return self.program.wait(name, role, root=self.window, **where)

    def find(self, name=None, role=None):
        return self.program.find(name, role, root=self.window)

    def write_message(self, text):
        desktop.keys("Tab", "Tab")
        self.program.wait_focus("Message")
        desktop.type_text(text)
        self.program.until(lambda: self.program.read(self.message) == text)

    def test_drop(self):
        self.write_message("See the files")
        names = ("报告 1.txt", "b.txt")
        for name in names:
            (self.desktop.dir / name).write_text(name)
        self.drag(*(self.desktop.dir / name for name in names), self.desktop.dir / "home")
        for name in names:
            self.wait(name)
        self.wait(contains="“home” is a folder", role="label")
        self.assertEqual(self.program.read(self.message), "See the files")

    def drag(self, *paths):
        source = subprocess.Popen([sys.executable, SUPPORT / "drag-source.py", *paths],
                                  stdout=subprocess.PIPE, text=True)
        heard = iter(source.stdout.readline, "")

        def hear(word):
            self.assertTrue(any(line.strip() == word for line in heard), f"not {word}")
        hear("shown")
        window = desktop.xdotool("search", "--onlyvisible", "--name", "^Drag source$").split()[-1]
        desktop.xdotool("windowmove", "--sync", window, 800, 20)
        desktop.xdotool("mousemove", "--window", window, 60, 20, "mousedown", 1)
        for i in range(12):
            desktop.xdotool("mousemove_relative", "--", -2, 2)
        hear("dragged")
        for x in range(740, 300, -40):
            desktop.xdotool("mousemove", x, 350)
        hear("accepted")
        desktop.xdotool("mouseup", 1)
        hear("dropped")
        source.terminate()
        source.wait()
        source.stdout.close()

    def copy(self, kind, octets):
        subprocess.run(["xclip", "-selection", "clipboard", "-t", kind, "-i"], input=octets,
                       check=True, stderr=subprocess.DEVNULL)
        self.program.until(lambda: kind in subprocess.run(
            ["xclip", "-selection", "clipboard", "-t", "TARGETS", "-o"], capture_output=True,
            text=True).stdout)
        # answers come in turn, so the program has heard by now of what was copied
        for _ in range(20):
            self.program.read(self.message)

    def test_paste(self):
        path = self.desktop.dir / "c d.txt"
        path.write_text("c")
        self.write_message("Hello ")
        self.copy("text/uri-list", path.as_uri().encode() + b"\r\n")
        desktop.keys("ctrl+v")
        self.wait(path.name)
        self.copy("image/png", picture())
        desktop.keys("ctrl+v")
        self.wait(contains="Picture ", role="list item")
        self.copy("UTF8_STRING", "你好".encode())
        desktop.keys("ctrl+v")
        self.program.until(lambda: self.program.read(self.message) == "Hello 你好")
        desktop.keys("ctrl+shift+v")
        self.program.until(lambda: self.program.read(self.message) == "Hello 你好你好")
        desktop.keys("ctrl+shift+t", "ctrl+shift+v", "Tab")
        self.wait("你好", "list item")

    def test_undo(self):
        desktop.type_text("han@practice.test,")
        path = self.desktop.dir / "e.txt"
        path.write_text("e")
        desktop.keys("Tab")
        self.program.wait_focus("Subject")
        desktop.type_text("Lunch")
        desktop.keys("Tab")
        desktop.type_text("At noon?")
        self.copy("text/uri-list", path.as_uri().encode() + b"\r\n")
        desktop.keys("ctrl+v")
        self.wait(path.name)
        desktop.keys("Left", "Left", "Left", "ctrl+Return")
        self.wait("Send Now")
        desktop.keys("ctrl+j")
        self.wait("Nothing Was Said Yet", "label")
        desktop.keys("ctrl+z")
        self.program.wait_focus("Message")
        desktop.type_text("X")
        self.program.until(lambda: self.program.read(self.message) == "At noXon?")
        self.assertTrue(self.find("han@practice.test", "list item"))
        self.assertTrue(self.find("e.txt", "list item"))
        self.assertEqual(self.program.read(self.find("Subject", "text")), "Lunch")

    def choose_account(self, before, after):
        """The list opens at the account it is from."""
        accounts = ["work", "home", "plain"]
        steps = accounts.index(after) - accounts.index(before)
        desktop.keys("ctrl+shift+t", "shift+Tab")
        self.program.wait_focus("From")
        desktop.keys("Return")
        self.program.wait_focus(before)
        for _ in range(abs(steps)):
            desktop.keys("Down" if steps > 0 else "Up")
        self.program.wait_focus(after)
        desktop.keys("Return")
        self.program.wait_focus("From")
        self.wait(f"{after}@example.org", "label")

    def text_as_sent(self):
        desktop.keys("ctrl+Return")
        self.wait("Send Now")
        self.program.click("Message", root=self.window)
        text = self.wait(contains="At noon?", role="label").get_name()
        desktop.keys("ctrl+z")
        self.program.wait_focus("Message")
        return text.removesuffix("\n")

    def test_signature_follows_from(self):
        desktop.type_text("han@practice.test,")
        desktop.keys("Tab")
        desktop.type_text("Lunch")
        desktop.keys("Tab")
        desktop.type_text("At noon?")
        self.assertEqual(self.text_as_sent(), "At noon?\n\n-- \nLi Lei\nDepartment of Letters")
        way = ["work", "home", "plain", "work", "plain", "home"]
        for before, after in zip(way, way[1:]):
            self.choose_account(before, after)
        self.assertEqual(self.text_as_sent(), "At noon?\n\n-- \nLei")
        self.choose_account("home", "plain")
        self.assertEqual(self.text_as_sent(), "At noon?")
        self.assertEqual(self.program.read(self.message), "At noon?")


if __name__ == "__main__":
    problem = desktop.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
