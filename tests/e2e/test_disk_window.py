#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window whose letters lie on a disk that takes nothing: one that can only be read, and one that
is full. What is said, and that nothing is lost. test_disk_window.py [TEST]; speaks TAP."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each

ENVOI, CLI = os.environ["ENVOI"], os.environ["ENVOI_CLI"]
LINK = "mailto:han@practice.test?subject=Trip&body=At%20noon%3F"


def run(*command):
    return subprocess.run(list(map(str, command)), text=True, capture_output=True, timeout=60,
                          check=True).stdout


def mount(place, option):
    run("mount", "-o", option, *([] if "remount" in option else ["-t", "tmpfs", "tmpfs"]), place)


def letters():
    return {letter["subject"]: letter["state"]
            for letter in json.loads(run(CLI, "outbox", "list", "--all", "--json"))}


@contextlib.contextmanager
def disk(size):
    """The letters lie on a disk of their own; one is queued."""
    with desktop.Desktop(keyring=False):
        data = pathlib.Path(os.environ["XDG_DATA_HOME"])
        mount(data, f"size={size},mode=0700")
        try:
            run(CLI, "send", "--account", "practice", "--to", "friend@practice.test", "--subject",
                "Lunch", "--body", "At noon?", "--queue")
            yield data
        finally:
            run("umount", "--lazy", data)


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
            run("gapplication", "action", "io.github.envoi_mail.Envoi", "open-letter", "int64 1")
            envoi.wait("Lunch", role="label")
            run("gapplication", "action", "io.github.envoi_mail.Envoi", "compose-to", f"'{LINK}'")
            envoi.wait_window("Trip")
            desktop.type_text("Yes.")
            envoi.wait(contains="this one was not saved; please keep the window open")
            desktop.keys("ctrl+Return")
            envoi.wait(contains="this one is not in the outbox; nothing was sent")
            assert envoi.read(envoi.find("Message", "text")).startswith("Yes."), "words are there"
            end(envoi)
        mount(data, "remount,rw")
        assert letters() == {"Lunch": "queued"}, letters()


def test_full():
    with disk("24m") as data:
        run(CLI, "outbox", "run")
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
            assert letters() == {"Lunch": "accepted"}, letters()

            filler.unlink()
            envoi.click("Try Again")
            envoi.until(lambda: letters().get("Trip") == "held")
            end(envoi)
        # a held letter goes by itself after a kill
        with desktop.Program(ENVOI) as envoi:
            envoi.until(lambda: letters() == {"Lunch": "accepted", "Trip": "accepted"}, 40)


def why_not():
    tried = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
                           capture_output=True, check=False)
    return desktop.why_not() or (tried.returncode and "only root can mount a disk here") or None


if __name__ == "__main__":
    sys.exit(each.run(globals(), why_not()))
