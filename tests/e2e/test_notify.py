#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop is told while no window of Envoi is in front, and that it is told no more than
that. The test is the desktop's notification service. test_notify.py [TEST]; speaks TAP."""

import contextlib
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each
import ledger
from e2e_terminal import add_open_account, envoi as cli, letters
from services import Notifications

ENVOI = os.environ["ENVOI"]
ADDRESS = "li@university.example"


def states():
    return [letter["state"] for letter in letters()]


class Desk:
    def __init__(self, envoi, server, notifications):
        self.envoi, self.server, self.notifications = envoi, server, notifications

    def send(self, subject="Lunch", account=ADDRESS, to=("han@university.example",)):
        cli("send", "--account", account, "--subject", subject, "--body", "At noon?", "--queue",
            *(part for who in to for part in ("--to", who)), status=0)

    def go_away(self):
        """Its window is there, but not in front."""
        desktop.xdotool("getactivewindow", "windowminimize", "--sync")
        self.envoi.until(lambda: desktop.active_title() != "Envoi")

    def told(self):
        return sorted(self.notifications.shown.values())

    def until_told(self, *words):
        try:
            self.envoi.until(lambda: self.told() == sorted(words), 30)
        except TimeoutError:
            raise AssertionError(f"told {self.told()}, not {words}; {states()}") from None


@contextlib.contextmanager
def desk(settings=(), login=None, **faults):
    """Envoi with an account, and the desktop's notification service."""
    with desktop.Desktop(keyring=login is not None) as place, ledger.Ledger(**faults) as server:
        if settings:
            folder = place.dir / "config/glib-2.0/settings"
            folder.mkdir(parents=True)
            (folder / "keyfile").write_text("[io/github/envoi_mail/Envoi]\n" +
                                            "".join(f"{line}\n" for line in settings))
            os.environ["GSETTINGS_BACKEND"] = "keyfile"
        add_open_account(ADDRESS, server.port, "plain" if login else "none", login or "")
        notifications = Notifications()
        with desktop.Program(ENVOI) as envoi:
            envoi.wait("Places")
            yield Desk(envoi, server, notifications)


NOBODY = "nobody@university.example"
REFUSED = {NOBODY: "550 5.1.1 User unknown"}
NO_MAILBOX = "This mailbox does not exist"


def test_refused_and_clicked():
    """The click leads to the receipt, and what is seen is told no longer."""
    with desk(replies=REFUSED) as at:
        at.go_away()
        at.send(to=(NOBODY,))
        at.until_told(("Refused: Lunch", f"{NOBODY}\n{NO_MAILBOX}"))
        at.notifications.press()
        at.envoi.wait(NO_MAILBOX)
        at.envoi.wait_window("Envoi")
        at.envoi.wait("Refused", role="label")


def test_seen_without_a_click():
    with desk(replies=REFUSED) as at:
        at.go_away()
        at.send(to=(NOBODY, "han@university.example"))
        at.until_told(("Partly accepted: Lunch",
                       f"{NOBODY}, han@university.example\n{NO_MAILBOX}"))
        desktop.activate("open-letter", "int64 1")
        at.until_told()
        at.envoi.wait(NO_MAILBOX)


def test_unknown_then_refused():
    """A later state takes the place of an earlier one."""
    with desk() as at:
        at.server.silent = True
        at.go_away()
        at.send()
        unknown = ("Unknown: Lunch", "han@university.example\n"
                   "Nobody knows whether the letter was accepted")
        at.until_told(unknown)
        at.server.replies = {"han@university.example": REFUSED[NOBODY]}
        cli("outbox", "again", 1)
        assert states() == ["refused"]
        at.send("Tea")
        at.until_told(unknown, ("Refused: Tea", f"han@university.example\n{NO_MAILBOX}"))


def test_accepted_is_no_news():
    """The letter after it is, so nothing was told of the first."""
    with desk(replies=REFUSED) as at:
        at.go_away()
        at.send("Good")
        at.envoi.until(lambda: states() == ["accepted"], 30)
        at.send("Bad", to=(NOBODY,))
        at.until_told(("Refused: Bad", f"{NOBODY}\n{NO_MAILBOX}"))


def test_accepted_where_wanted():
    with desk(settings=("notify-accepted=true",)) as at:
        at.go_away()
        at.send()
        at.until_told(("Accepted: Lunch", "han@university.example\nAccepted by 127.0.0.1"))


def test_without_details():
    with desk(settings=("notify-details=false",), replies=REFUSED) as at:
        at.go_away()
        at.send(to=(NOBODY,))
        at.until_told(("Refused", NO_MAILBOX))


def test_a_window_in_front():
    """Nothing is told of what happens under one's eyes."""
    with desk(replies=REFUSED) as at:
        at.envoi.wait_window("Envoi")
        at.send("Seen", to=(NOBODY,))
        at.envoi.until(lambda: states() == ["refused"], 30)
        at.envoi.wait(contains="Seen", role="label|list item")
        at.go_away()
        at.send("Unseen", to=(NOBODY,))
        at.until_told(("Refused: Unseen", f"{NOBODY}\n{NO_MAILBOX}"))


def test_one_login_for_many_letters():
    """What stops an account is told once; the server was asked once."""
    with desk(secret="right", login="wrong") as at:
        at.go_away()
        for number in range(3):
            at.send(f"Letter {number}")
        at.envoi.until(lambda: states() == ["paused"] * 3, 30)
        at.until_told((f"Sending from {ADDRESS} is paused",
                       "The mail service did not accept the user name or password"))
        assert at.server.logins == 1, at.server.logins
        at.notifications.press()
        at.envoi.wait("The mail service did not accept the user name or password")
        assert at.notifications.count == 1, at.told()


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
