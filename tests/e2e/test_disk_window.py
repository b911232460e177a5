#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window whose letters lie on a disk that takes nothing: one that can only be read, and one that
is full. What is said, and that nothing is lost. test_disk_window.py [TEST]; speaks TAP."""

import contextlib
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each
from e2e_terminal import envoi as cli, letters

ENVOI = os.environ["ENVOI"]
LINK = "mailto:han@practice.test?subject=Trip&body=At%20noon%3F"


def mount(place, option):
    kind = [] if "remount" in option else ["-t", "tmpfs", "tmpfs"]
    subprocess.run(["mount", "-o", option, *kind, place], check=True)


def states():
    return {letter["subject"]: letter["state"] for letter in letters()}


@contextlib.contextmanager
def disk(size):
    """The letters lie on a disk of their own; one is queued."""
    with desktop.Desktop(keyring=False):
        data = pathlib.Path(os.environ["XDG_DATA_HOME"])
        mount(data, f"size={size},mode=0700")
        try:
            cli("send", "--account", "practice", "--to", "friend@practice.test", "--subject",
                "Lunch", "--body", "At noon?", "--queue", status=0)
            yield data
        finally:
            subprocess.run(["umount", "--lazy", data], check=True)


def end(envoi):
    """As a power cut would: nothing is put right on the way."""
    envoi.process.kill()
    envoi.process.wait()


def test_only_read():
    with disk("64m") as data:
        mount(data, "remount,ro")
        with desktop.Program(ENVOI) as envoi:
            envoi.wait("Your letters can only be read")
            desktop.keys("Escape")
            desktop.activate("open-letter", "int64 1")
            envoi.wait("Lunch", role="label")
            desktop.activate("compose-to", f"'{LINK}'")
            envoi.wait_window("Trip")
            desktop.type_text("Yes.")
            envoi.wait(contains="this one was not saved; please keep the window open")
            desktop.keys("ctrl+Return")
            envoi.wait(contains="this one is not in the outbox; nothing was sent")
            assert envoi.read(envoi.find("Message", "text")).startswith("Yes."), "words are there"
            end(envoi)
        mount(data, "remount,rw")
        assert states() == {"Lunch": "queued"}, states()


def test_full():
    with disk("24m") as data:
        cli("outbox", "run", status=0)
        with desktop.Program(ENVOI, LINK) as envoi:
            envoi.wait_window("Trip")
            filler = data / "filler"
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
            desktop.type_text("Yes.")
            envoi.wait("The disk is full, so this letter could not be saved")
            desktop.keys("ctrl+Return")
            envoi.wait("The disk is full, so the letter is not in the outbox; nothing was sent")
            assert states() == {"Lunch": "accepted"}, states()

            filler.unlink()
            envoi.click("Try Again")
            envoi.until(lambda: states().get("Trip") == "held")
            end(envoi)
        # a held letter goes by itself after a kill
        with desktop.Program(ENVOI) as envoi:
            envoi.until(lambda: states() == {"Lunch": "accepted", "Trip": "accepted"}, 40)


def why_not():
    tried = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
                           capture_output=True, check=False)
    return desktop.why_not() or (tried.returncode and "only root can mount a disk here") or None


if __name__ == "__main__":
    sys.exit(each.run(globals(), why_not()))
