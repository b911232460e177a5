#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The buttons of a receipt do what they say, through the whole program: the sender becomes the
login's address, a letter too large comes back with how much has to go, a letter on its way is
stopped and sent again. test_advice.py [TEST]; speaks TAP."""

import contextlib
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each
import ledger
from e2e_terminal import add_open_account, envoi as cli, letters

ENVOI = os.environ["ENVOI"]
ADDRESS = "li@university.example"
BUTTON = "push button|button"
PICTURES = os.environ.get("ENVOI_PICTURES")


@contextlib.contextmanager
def window(server, *send):
    """A letter in the outbox, and the window with its receipt."""
    with desktop.Desktop(keyring=False) as place:
        add_open_account(ADDRESS, server.port)
        cli("send", "--account", ADDRESS, "--to", "han@university.example", "--subject", "Lunch",
            "--body", "At noon?", "--queue", *(send[0](place) if send else ()), status=0)
        with desktop.Program(ENVOI) as envoi:
            desktop.activate("open-letter", "int64 1")
            yield place, envoi


def picture(place, name):
    if PICTURES:
        place.picture(pathlib.Path(PICTURES) / f"{name}.png")


def a_file(size):
    def made(place):
        path = place.dir / "film.bin"
        path.write_bytes(os.urandom(size))
        return "--attach", path
    return made


def test_use_the_login_address():
    with ledger.Ledger(sender=ADDRESS) as server, \
            window(server, lambda place: ("--from", "Li <other@university.example>")) \
            as (place, envoi):
        picture(place, "sender")
        envoi.click(f"Use {ADDRESS}")
        envoi.wait("Lunch", role="frame|window")
        envoi.wait(ADDRESS, role="label")
        assert not envoi.find("other@university.example", role="label")
        picture(place, "sender-mended")
        envoi.click("Send")
        envoi.click("Send Now")
        # the server has it a moment before that is written down
        envoi.until(lambda: [letter["state"] for letter in letters()] == ["accepted"], 30)
        # of what has the focus a screen reader tells how its description changes
        envoi.until(lambda: envoi.focus().get_description() == "Accepted by 127.0.0.1")
        assert server.letters["Lunch"] == 1


def test_make_smaller():
    with ledger.Ledger(size=200_000) as server, \
            window(server, a_file(300_000)) as (place, envoi):
        picture(place, "large")
        envoi.click("Make Smaller…")
        envoi.wait("Lunch", role="frame|window")
        envoi.wait(contains="Too large by")
        envoi.wait(contains="this service takes 200.0\u00a0kB at most")
        picture(place, "large-mended")
        assert not server.letters and not letters(), letters()


def test_cancel_while_sending():
    with ledger.Ledger(stalled=True) as server, \
            window(server, a_file(30_000_000)) as (place, envoi):
        envoi.wait(contains="of 4", role="label")
        picture(place, "sending")
        envoi.click("Cancel")
        envoi.wait("Sending was stopped")
        picture(place, "cancelled")
        (letter,) = letters()
        assert letter["state"] == "paused", letter
        envoi.wait("Edit", role=BUTTON)
        server.stalled = False
        envoi.click("Try Now")
        envoi.until(lambda: server.letters["Lunch"] == 1, 60)
        envoi.wait(contains="Accepted by 127.0.0.1", seconds=30)
        assert server.letters == {"Lunch": 1}, server.letters


def test_one_login_for_many_letters():
    """One refused login stops its account, is one strip, and is put right for all at once."""
    with desktop.Desktop() as place, ledger.Ledger("right") as server:
        add_open_account(ADDRESS, server.port, "plain", "wrong")
        for number in range(3):
            cli("send", "--account", ADDRESS, "--to", "han@university.example", "--subject",
                f"Letter {number}", "--body", "At noon?", "--queue", status=0)
        with desktop.Program(ENVOI) as envoi:
            desktop.activate("show-place", "'outbox'")
            strip = "3 letters of li@university.example wait: sign-in not accepted"
            envoi.wait(strip, role="label", seconds=30)
            assert sum(node.get_name() == strip for node in envoi.walk()
                       if node.get_role_name() == "label") == 1
            picture(place, "login-strip")
            assert server.logins == 1, server.logins
            envoi.click("Enter It Again…")
            envoi.wait("Change Account", role="frame|window|dialog")
            add_open_account(ADDRESS, server.port, "plain", "right")
            envoi.until(lambda: sum(server.letters.values()) == 3, 60)
            envoi.wait_gone(strip, role="label")
            assert [letter["state"] for letter in letters()] == ["accepted"] * 3, letters()


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
