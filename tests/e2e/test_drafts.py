#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words survive: SIGKILL while somebody types without a pause, a window that is closed, a letter
that is thrown away and wanted back."""

import contextlib
import hashlib
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"
sys.path.insert(0, str(SUPPORT))

import desktop
import each

LOST_AT_MOST = 2.0
# what a machine that runs other tests beside this one may add to it
BUSY = float(os.environ.get("ENVOI_BUSY_SECONDS", "1"))


class Drafts:
    """The window, and what is kept."""

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        self.desktop = self.stack.enter_context(desktop.Desktop(keyring=False))
        self.desktop.add_account("work")
        self.data = self.desktop.dir / "data/envoi"
        self.start()
        self.program.wait("Places")
        return self

    def __exit__(self, *_):
        self.stack.close()

    def start(self):
        self.program = self.stack.enter_context(desktop.Program(os.environ["ENVOI"]))

    def kill(self):
        self.program.process.send_signal(signal.SIGKILL)
        self.program.process.wait()

    def new_letter(self):
        desktop.keys("ctrl+n")
        self.program.wait_window("New Letter")
        self.program.wait_focus("To")
        self.window = self.program.window()

    def wait(self, name=None, role=None, **where):
        return self.program.wait(name, role, root=self.window, **where)

    def find(self, name=None, role=None, **where):
        return self.program.find(name, role, root=self.window, **where)

    def read(self, name):
        return self.program.read(self.wait(name, "text"))

    def paste_files(self, *paths):
        octets = b"".join(path.as_uri().encode() + b"\r\n" for path in paths)
        subprocess.run(["xclip", "-selection", "clipboard", "-t", "text/uri-list", "-i"],
                       input=octets, check=True, stderr=subprocess.DEVNULL)
        desktop.keys("ctrl+v")

    def press_in_toast(self, name):
        """A toast is the last thing in its window and there for some seconds only."""
        def found():
            stack = [self.program.window()]
            while stack:
                node = stack.pop()
                if name in node.get_name() and "button" in node.get_role_name():
                    return node
                stack += [child for i in range(node.get_child_count())
                          if (child := node.get_child_at_index(i))]
            return None
        self.program.act(self.program.until(found))

    def wait_saved(self, text):
        """Until the words are in the database, whoever looks at it."""
        self.program.until(lambda: self.ask(
            f"SELECT MAX(instr(octets, CAST('{text}' AS BLOB)) > 0) FROM draft"))

    def ask(self, sql):
        with sqlite3.connect(f"file:{self.data}/envoi.db?mode=ro", uri=True) as database:
            return database.execute(sql).fetchone()[0]

    def write_head(self, to, field, subject):
        """With a field that is not there by itself."""
        self.new_letter()
        desktop.type_text(to)
        desktop.keys(f"ctrl+shift+{field[0].lower()}")
        self.program.wait_focus(field)
        desktop.keys("Tab")
        self.program.wait_focus("Subject")
        desktop.type_text(subject)

    def write_letter(self, subject, text):
        self.new_letter()
        desktop.keys("Tab")
        self.program.wait_focus("Subject")
        desktop.type_text(subject)
        desktop.keys("Tab")
        self.program.wait_focus("Message")
        desktop.type_text(text)
        self.program.wait_window(subject)

    # --- SIGKILL -----------------------------------------------------------------------------

    def type_until_killed(self, seconds):
        """Keys without a pause; what was shown at which time."""
        words = " ".join(f"word{i:04}" for i in range(2000))
        message = self.wait("Message", "text")
        shown = []
        typing = subprocess.Popen(["xdotool", "type", "--delay", "25", words])
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            shown.append((time.monotonic(), self.program.read(message)))
        self.kill()
        killed = time.monotonic()
        typing.terminate()
        typing.wait()
        # else the one that was down is typed into the next window
        desktop.xdotool("keyup", "space", *"word0123456789")
        return shown, killed, words

    def check_large(self, large):
        """Whole, or not there and said so; never half."""
        if self.find("large.bin"):
            with large.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            stored = self.data / "attachments" / digest
            assert stored.stat().st_size == large.stat().st_size
            print("the large file had been copied", flush=True)
        else:
            self.wait(contains="“large.bin” was still being copied")
            print("the large file was being copied", flush=True)


def test_killed_while_typing():
    with Drafts() as at:
        small = at.desktop.dir / "small.txt"
        small.write_text("small")
        large = at.desktop.dir / "large.bin"
        with large.open("wb") as file:
            file.truncate(300 << 20)
        at.write_head("han@example.org, half@exam", "Cc", "Lunch")
        desktop.keys("Tab")
        at.program.wait_focus("Message")
        at.paste_files(small)
        at.wait("small.txt")
        at.paste_files(large)
        shown, killed, words = at.type_until_killed(6)
        assert len(shown[-1][1]) > 60, shown[-1]

        at.start()
        at.program.wait_window("Lunch", 30)
        at.window = at.program.window()
        at.program.wait_focus("Message")
        text = at.read("Message")
        assert words.startswith(text), text
        more = [moment for moment, seen in shown if len(seen) > len(text)]
        lost = killed - more[0] if more else 0
        print(f"lost: {max(0, len(shown[-1][1]) - len(text))} characters of "
              f"{len(shown[-1][1])}, {lost:.2f} s of typing", flush=True)
        assert lost <= LOST_AT_MOST + BUSY, lost

        at.wait("han@example.org", "list item")
        at.wait(contains="half@exam", role="list item")
        assert at.read("Subject") == "Lunch"
        at.wait("Cc")
        at.wait("small.txt")
        at.check_large(large)
        # the cursor is where it was: at the end of what was kept
        desktop.type_text("X")
        at.program.until(lambda: at.read("Message") == text + "X")
        assert at.ask("PRAGMA integrity_check") == "ok"


def test_comes_back_once():
    with Drafts() as at:
        at.write_letter("Once", "Here I was")
        at.wait_saved("Here I was")
        at.kill()
        at.start()
        at.program.wait_window("Once", 30)
        at.kill()
        # nothing was written in it: should it be what kills, then once only
        at.start()
        at.program.wait("Places")
        at.program.wait("Drafts")
        assert desktop.active_title() != "Once"


def test_quit_is_no_crash():
    with Drafts() as at:
        at.write_letter("Quit", "Kept")
        desktop.keys("ctrl+q")
        at.program.process.wait(20)
        at.start()
        at.program.wait_window("Envoi")
        desktop.keys("alt+1")
        at.program.wait("Quit")


def test_closing_keeps_and_offers():
    with Drafts() as at:
        at.write_letter("Close", "Kept words")
        desktop.keys("ctrl+w")
        at.program.wait_window("Envoi")
        at.press_in_toast("Discard")
        at.press_in_toast("Undo")
        at.program.until(lambda: at.ask("SELECT COUNT(*) FROM draft_discarded") == 0)
        assert at.ask("SELECT subject FROM draft") == "Close"


def test_discard_is_undone():
    with Drafts() as at:
        at.write_letter("Discard", "Last words")
        desktop.keys("Left", "Left")
        at.program.click("Discard", root=at.program.window())
        at.program.wait_window("Envoi")
        at.press_in_toast("Undo")
        at.program.wait_window("Discard")
        at.window = at.program.window()
        at.program.wait_focus("Message")
        desktop.type_text("-")
        at.program.until(lambda: at.read("Message") == "Last wor-ds")


def test_back_to_an_earlier_version():
    """By keyboard only, there and back again."""
    with Drafts() as at:
        words = "These are the words that somebody will want to have back, all of them."
        at.write_letter("History", words)
        at.wait_saved(words)
        desktop.keys("ctrl+a", "Delete")
        desktop.type_text("No.")
        at.wait_saved("No.")
        desktop.keys("ctrl+shift+h")
        at.program.wait_window("Earlier Versions")
        row = at.program.wait_focus(":")
        assert "13 words more than now" in row.get_description(), row.get_description()
        at.program.wait("What it said", "text", root=at.program.window())
        desktop.keys("Return")
        at.program.wait_focus("Go Back to This Version")
        desktop.keys("Return")
        at.program.wait_window("History")
        at.program.wait_focus("Message")
        at.window = at.program.window()
        at.program.until(lambda: at.read("Message").strip() == words)
        at.press_in_toast("Undo")
        at.program.until(lambda: at.read("Message").strip() == "No.")


def test_window_comes_back_as_it_was():
    with Drafts() as at:
        at.write_head("han@example.org,", "Bcc", "Window")
        desktop.resize(620, 480)
        desktop.keys("Left")
        desktop.keys("ctrl+w")
        at.program.wait_window("Envoi")
        desktop.keys("alt+1")
        at.program.wait_focus("Window")
        desktop.keys("Return")
        at.program.wait_window("Window")
        at.window = at.program.window()
        at.program.wait_focus("Subject")
        at.wait("Bcc", "text")
        geometry = desktop.xdotool("getactivewindow", "getwindowgeometry", "--shell")
        assert "WIDTH=620" in geometry and "HEIGHT=480" in geometry, geometry
        desktop.type_text("-")
        at.program.until(lambda: at.read("Subject") == "Windo-w")


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
