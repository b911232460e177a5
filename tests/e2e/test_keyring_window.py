#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyring as the window meets it: absent, locked and its question closed, locked and opened,
open without the code. Each is another explanation with one button; the letter stays meanwhile, and
goes when that button has done its work. test_keyring_window.py [TEST]; speaks TAP."""

import contextlib
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each
import ledger
from e2e_terminal import add_open_account, envoi as cli, letters

ENVOI = os.environ["ENVOI"]
SECRET = "sixteen-letters"
ADDRESS = "li@university.example"
BUTTON = "push button|button"
PICTURES = os.environ.get("ENVOI_PICTURES")


def account_id():
    text = pathlib.Path(os.environ["XDG_CONFIG_HOME"], "envoi", "accounts.ini").read_text()
    return re.search(r"\[(?:account )?([a-z0-9-]{8,})\]", text).group(1)


def queue(address, subject):
    cli("send", "--account", address, "--to", "han@university.example", "--subject", subject,
        "--body", "Are you there?", "--queue", status=0)


class Desk:
    """A desktop, a server that wants a login, an account with its code in the keyring, a letter in
    the outbox."""

    def __init__(self, place, server):
        self.place, self.server = place, server
        add_open_account(ADDRESS, server.port, "plain", SECRET)
        self.id = account_id()
        queue(ADDRESS, "Lunch")

    def picture(self, name):
        if PICTURES:
            self.place.picture(pathlib.Path(PICTURES) / f"{name}-{self.place.language}.png")

    def letter(self, subject="Lunch"):
        return next(letter for letter in letters() if letter["subject"] == subject)

    def stays(self):
        assert self.letter()["state"] == "paused", self.letter()
        assert not self.server.letters, self.server.letters

    def went(self, envoi):
        envoi.until(lambda: self.server.letters["Lunch"] == 1, 40)
        envoi.wait(contains="Accepted by 127.0.0.1", seconds=20)
        assert self.server.letters == {"Lunch": 1}, self.server.letters
        assert SECRET.encode() not in b"".join(
            path.read_bytes() for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")
            for path in pathlib.Path(os.environ[name]).rglob("*")
            if path.is_file() and "keyrings" not in path.parts)


@contextlib.contextmanager
def desk(language="en"):
    with desktop.Desktop(language=language) as place, ledger.Ledger(SECRET) as server:
        yield Desk(place, server)


@contextlib.contextmanager
def window(short):
    """Envoi with the letter's receipt in front, whose row says why it waits."""
    with desktop.Program(ENVOI) as envoi:
        desktop.activate("show-place", "'outbox'")
        envoi.wait(contains=short, role="label", seconds=40)
        desktop.activate("open-letter", "int64 1")
        yield envoi


def only_buttons(envoi, *wanted):
    """Of the ways out that an explanation may offer, these are there."""
    ways = {"Try Again", "Unlock the Keyring…", "Enter the Code…", "Get a New Code…",
            "Edit", "Look in My Sent Mail"}
    shown = {node.get_name() for node in envoi.walk()
             if node.get_role_name() in BUTTON.split("|") and node.get_name() in ways}
    assert shown == set(wanted), shown


def type_code(envoi):
    """In the dialog that opened: types the code, tries it and saves."""
    code = envoi.wait("Password", role="text|entry|password text")
    envoi.until(lambda: desktop.active_title() == "Change Account")
    # it has the focus, which the toolkit's entry row does not tell
    desktop.type_text(SECRET)
    envoi.until(lambda: len(envoi.read(code)) == len(SECRET))
    envoi.click("Run Test")
    save = envoi.wait("Save", role=BUTTON)
    envoi.until(lambda: envoi.has_state(save, "SENSITIVE"))
    envoi.act(save)


def test_absent():
    with desk() as at:
        at.place.stop_keyring()
        with window("Paused · no keyring") as envoi:
            envoi.wait("There is no keyring to keep authorization codes in")
            only_buttons(envoi, "Enter the Code…", "Edit")
            at.picture("absent")
            at.stays()
            # it goes by itself when there is one
            at.place.start_keyring()
            at.went(envoi)


def test_kept_until_closed():
    """Without a keyring the code is kept by the window, in memory, and forgotten with it."""
    with desk() as at:
        at.place.stop_keyring()
        with window("Paused · no keyring") as envoi:
            envoi.click("Enter the Code…")
            type_code(envoi)
            envoi.wait(contains="this computer has no keyring")
            at.picture("offers-to-keep")
            at.stays()
            envoi.click("Keep It Until Closed")
            at.went(envoi)
        queue(ADDRESS, "Supper")
        with desktop.Program(ENVOI) as envoi:
            envoi.until(lambda: at.letter("Supper")["state"] == "paused", 40)
            assert at.server.letters == {"Lunch": 1}, at.server.letters


def test_opened_for_another():
    """The question was closed; then a person unlocks the keyring for some other program."""
    with desk() as at:
        at.place.stop_keyring()
        at.place.start_keyring(locked=True)
        with desktop.Program(ENVOI) as envoi:
            at.place.answer_keyring(None)
            envoi.until(lambda: at.letter()["state"] == "paused", 40)
            at.stays()
            other = subprocess.Popen(["secret-tool", "store", "--label", "another", "of", "another"],
                                     stdin=subprocess.PIPE)
            other.stdin.write(b"x")
            other.stdin.close()
            at.place.answer_keyring(desktop.KEYRING_PASSWORD)
            other.wait(20)
            desktop.activate("open-letter", "int64 1")
            at.went(envoi)


def test_two_accounts_one_question():
    """Letters of two accounts wait: the keyring's password is asked for once."""
    with desk() as at:
        second = "zhang@university.example"
        add_open_account(second, at.server.port, "plain", SECRET)
        queue(second, "Supper")
        at.place.stop_keyring()
        at.place.start_keyring(locked=True)
        with desktop.Program(ENVOI) as envoi:
            at.place.answer_keyring(None)
            envoi.until(lambda: {at.letter("Lunch")["state"], at.letter("Supper")["state"]}
                        == {"paused"}, 40)
            assert not at.server.letters, at.server.letters


def test_dismissed():
    with desk() as at:
        at.place.stop_keyring()
        at.place.start_keyring(locked=True)
        with desktop.Program(ENVOI) as envoi:
            at.place.answer_keyring(None)
            envoi.until(lambda: at.letter()["state"] == "paused", 40)
            desktop.activate("open-letter", "int64 1")
            envoi.wait("The question for the keyring's password was closed")
            only_buttons(envoi, "Unlock the Keyring…", "Edit")
            at.picture("dismissed")
            at.stays()
            envoi.click("Unlock the Keyring…")
            at.place.answer_keyring(desktop.KEYRING_PASSWORD)
            at.went(envoi)


def test_unlocked():
    with desk() as at:
        at.place.stop_keyring()
        at.place.start_keyring(locked=True)
        with desktop.Program(ENVOI) as envoi:
            at.place.answer_keyring(desktop.KEYRING_PASSWORD)
            desktop.activate("open-letter", "int64 1")
            at.went(envoi)


def test_without_the_item():
    with desk() as at:
        subprocess.run(["secret-tool", "clear", "account", at.id], check=True)
        with window("Paused · no authorization code") as envoi:
            envoi.wait("There is no authorization code for this account")
            only_buttons(envoi, "Enter the Code…", "Edit")
            at.picture("without-the-item")
            at.stays()
            envoi.click("Enter the Code…")
            type_code(envoi)
            at.went(envoi)


def test_chinese():
    with desk("zh_CN") as at:
        subprocess.run(["secret-tool", "clear", "account", at.id], check=True)
        with window("没有授权码") as envoi:
            envoi.wait("此账号还没有授权码")
            envoi.wait("填写授权码…", role=BUTTON)
            at.picture("without-the-item")
            at.place.stop_keyring()
            cli("outbox", "retry", "1", status=77)
            envoi.wait("没有可以保存授权码的密钥环")
            at.picture("absent")
            at.stays()
            at.place.start_keyring()
            add_open_account(ADDRESS, at.server.port, "plain", SECRET)
            envoi.until(lambda: at.server.letters["Lunch"] == 1, 40)


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
