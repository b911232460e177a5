#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A letter that did not simply go, in the window: of unknown fate, accepted for some, to be tried
again. What each button does is counted in the practice server's inbox. test_unknown.py [TEST];
speaks TAP."""

import configparser
import contextlib
import email
import email.policy
import os
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each
from e2e_terminal import envoi as cli, letters, state

ENVOI = os.environ["ENVOI"]
BUTTON = "push button|button"
CORRECT = "Correct and Send to the 1 That Failed"
PICTURES = os.environ.get("ENVOI_PICTURES")
WAYS = {"Look in My Sent Mail", "Copy Message-ID", "Mark as Accepted", "Send Again", "Try Now",
        "Edit", "Stop", "Edit and Send Again", "Correct the Address", CORRECT}


def arrived():
    """What the practice inbox holds: letters with those they came to, oldest first."""
    found = []
    spool = pathlib.Path(os.environ["XDG_DATA_HOME"], "envoi", "practice")
    for path in sorted(spool.glob("*.letter")):
        record = configparser.RawConfigParser()
        record.read(path)
        letter = email.message_from_bytes(path.with_suffix(".eml").read_bytes(),
                                          policy=email.policy.default)
        letter.people = [who for who in record["letter"]["forward-paths"].split(";") if who]
        found.append(letter)
    return found


@contextlib.contextmanager
def window(*people, waits="unknown", **options):
    """A letter sent by the window itself, and its receipt once it is in this state."""
    with desktop.Desktop(keyring=False, **options) as place:
        to = [part for who in people for part in ("--to", f"{who}@practice.test")]
        cli("send", "--account", "practice", *to, "--subject", "Lunch", "--body", "At noon?",
            "--queue")
        with desktop.Program(ENVOI) as envoi:
            envoi.until(lambda: state() == waits, 30)
            desktop.activate("open-letter", "int64 1")
            envoi.wait("Lunch", role="label")
            yield place, envoi


def picture(place, name):
    if PICTURES:
        place.picture(pathlib.Path(PICTURES) / f"{name}-{place.language}.png")


def ways(envoi):
    """The ways on that are offered, in their order."""
    return [node.get_name() for node in envoi.walk(envoi.window())
            if node.get_role_name() in BUTTON.split("|") and node.get_name() in WAYS and
            envoi.is_visible(node)]


def follow(envoi, name):
    """What stands in the list of people and leads elsewhere, by the keyboard."""
    envoi.wait(name, "list item")
    for _ in range(30):
        last = envoi.focus()
        desktop.keys("Tab")
        if envoi.until(lambda: (now := envoi.focus()) != last and now).get_name() == \
                "friend@practice.test, Accepted":
            break
    desktop.keys("Down", "Down")
    envoi.wait_focus(name)
    desktop.keys("Return")


def test_unknown():
    with window("silent") as (place, envoi):
        envoi.wait("Nobody knows whether the letter was accepted")
        envoi.wait("Unknown · the answer never came")
        envoi.wait(contains="Mark as Accepted sends nothing", role="label")
        envoi.wait(contains="may get it twice", role="label")
        envoi.until(lambda: ways(envoi) == ["Look in My Sent Mail", "Mark as Accepted",
                                            "Send Again"])
        picture(place, "unknown")
        (first,) = arrived()

        envoi.click("Send Again")
        envoi.until(lambda: len(arrived()) == 2, 30)
        second = arrived()[1]
        assert (second["Message-ID"], second["Date"]) == (first["Message-ID"], first["Date"])
        assert second.get_content() == first.get_content()
        envoi.until(lambda: state() == "unknown")

        envoi.click("Look in My Sent Mail")
        envoi.wait(contains="silent@practice.test", role="label")
        picture(place, "unknown-looked")
        desktop.activate("open-letter", "int64 1")
        envoi.click("Mark as Accepted")
        envoi.wait("Marked as accepted")
        assert state() == "accepted", letters()
        assert len(arrived()) == 2


def test_unknown_for_some():
    """Only those of whom it is unknown get it again."""
    with window("friend", "nobody", "silent") as (place, envoi):
        envoi.wait("Nobody knows whether the letter was accepted")
        (first,) = arrived()
        (letter,) = letters()
        unknown = {who["address"] for who in letter["recipients"] if who["state"] == "unknown"}
        envoi.wait(", ".join(sorted(unknown)), role="label")
        picture(place, "unknown-for-some")
        envoi.click("Send Again")
        envoi.until(lambda: len(arrived()) == 2, 30)
        assert set(arrived()[1].people) == unknown, (arrived()[1].people, unknown)
        assert arrived()[1]["Message-ID"] == first["Message-ID"]


def send_from_window(envoi, n_arrived):
    desktop.keys("ctrl+Return")
    envoi.click("Send Now")
    envoi.until(lambda: len(arrived()) == n_arrived, 30)


def correct(place, envoi):
    """Who was refused gets a letter at another address."""
    envoi.click(CORRECT)
    envoi.wait_window("Lunch")
    chip = envoi.wait_focus("nobody@practice.test")
    assert "no such mailbox" in chip.get_description().lower(), chip.get_description()
    envoi.wait("nobody@practice.test: No such mailbox")
    assert not envoi.find("friend@practice.test", "list item", root=envoi.window())
    picture(place, "partly-corrected")
    desktop.keys("Return")
    envoi.wait_focus("To")
    desktop.keys("ctrl+a")
    desktop.type_text("friend2@practice.test,")
    envoi.wait_gone("nobody@practice.test: No such mailbox")
    send_from_window(envoi, 2)


def test_correct_and_send():
    with window("friend", "nobody", waits="partly-accepted") as (place, envoi):
        envoi.until(lambda: ways(envoi) == [CORRECT])
        picture(place, "partly")
        correct(place, envoi)
        first, second = arrived()
        assert second.people == ["friend2@practice.test"], second.people
        assert second["To"] == "friend2@practice.test", second["To"]
        assert second["Subject"] == "Lunch"
        assert second.get_content() == first.get_content()
        assert second["In-Reply-To"] == first["Message-ID"]
        assert second["References"] == first["Message-ID"]
        assert second["Message-ID"] != first["Message-ID"]
        assert state(1) == "partly-accepted" and len(letters()) == 2, letters()
        desktop.keys("ctrl+w")
        # the first letter needs nobody any more
        envoi.wait_gone("Needs you")
        desktop.activate("open-letter", "int64 1")
        envoi.until(lambda: envoi.has_state(envoi.find("Sent", "list item"), "SELECTED"))
        envoi.wait("Corrected in a letter to friend2@practice.test", "list item")
        picture(place, "corrected")
        envoi.until(lambda: ways(envoi) == [CORRECT])
        follow(envoi, "Corrected in a letter to friend2@practice.test")
        envoi.until(lambda: envoi.has_state(envoi.find("Outbox", "list item"), "SELECTED"))
        envoi.wait("friend2@practice.test, Accepted", "list item")


def test_like_a_correction():
    """A letter like it begins anew; once more to the same people it is in the thread, and neither
    corrects the first."""
    with window("friend", "nobody", waits="partly-accepted") as (place, envoi):
        correct(place, envoi)
        desktop.keys("ctrl+w")
        desktop.activate("edit-as-new", "int64 2")
        envoi.wait_window("Lunch")
        desktop.type_text("friend3@practice.test,")
        send_from_window(envoi, 3)
        desktop.keys("ctrl+w")
        desktop.activate("resend", "int64 2")
        envoi.wait_window("Lunch")
        envoi.wait("friend2@practice.test", root=envoi.window())
        send_from_window(envoi, 4)
        first, _, like, again = arrived()
        assert like.people == ["friend3@practice.test"], like.people
        assert not like["In-Reply-To"] and not like["References"], like.items()
        assert again.people == ["friend2@practice.test"], again.people
        assert again["In-Reply-To"] == again["References"] == first["Message-ID"], again.items()
        store = sqlite3.connect(pathlib.Path(os.environ["XDG_DATA_HOME"], "envoi", "envoi.db"))
        assert [row[0] for row in store.execute("SELECT corrects FROM letter ORDER BY id")] == \
            [0, 1, 0, 0]
        store.close()


def test_correction_kept_in_drafts():
    """Closed before it is finished, it still knows whom the first letter did not reach, and why."""
    with window("friend", "nobody", waits="partly-accepted") as (place, envoi):
        envoi.click(CORRECT)
        envoi.wait_window("Lunch")
        envoi.wait_focus("nobody@practice.test")
        desktop.keys("ctrl+w")
        envoi.wait("A corrected letter is in Drafts", "list item")
        picture(place, "correction-in-drafts")
        follow(envoi, "A corrected letter is in Drafts")
        envoi.wait_window("Lunch")
        envoi.wait("nobody@practice.test: No such mailbox")
        chip = envoi.find("nobody@practice.test", root=envoi.window())
        assert "no such mailbox" in chip.get_description().lower(), chip.get_description()
        picture(place, "correction-opened-again")


def test_ready_made():
    """What another program wrote is not changed here, and the receipt says so."""
    with desktop.Desktop(keyring=False) as place:
        path = place.dir / "ready.eml"
        path.write_text("From: you@practice.test\nTo: friend@practice.test, nobody@practice.test\n"
                        "Subject: Lunch\n\nAt noon?\n")
        cli("send", "--account", "practice", "--message", path)
        assert state() == "partly-accepted", letters()
        with desktop.Program(ENVOI) as envoi:
            desktop.activate("open-letter", "int64 1")
            envoi.wait(contains="so it cannot be corrected here", role="label")
            assert not set(ways(envoi)) & {CORRECT, "Edit", "Correct the Address"}, ways(envoi)
            picture(place, "ready-made")


def test_the_busy_one_is_tried_alone():
    with window("friend", "nobody", "later", waits="waiting") as (place, envoi):
        envoi.wait(contains="again at", role="label")
        envoi.until(lambda: ways(envoi) == [CORRECT, "Try Now", "Edit", "Stop"])
        picture(place, "waiting-for-one")
        envoi.click("Try Now")
        envoi.until(lambda: len(arrived()) == 2, 30)
        first, second = arrived()
        assert first.people == ["friend@practice.test"], first.people
        assert second.people == ["later@practice.test"], second.people
        assert first["Message-ID"] == second["Message-ID"]
        envoi.wait("Partly accepted")
        assert state() == "partly-accepted", letters()


def test_stop_and_try_now():
    with window("later", waits="waiting") as (place, envoi):
        envoi.until(lambda: ways(envoi) == ["Try Now", "Edit", "Stop"])
        picture(place, "waiting")
        envoi.click("Stop")
        envoi.wait("Sending was stopped")
        envoi.until(lambda: ways(envoi) == ["Try Now", "Edit"])
        picture(place, "stopped")
        assert state() == "paused" and not arrived()
        envoi.click("Try Now")
        envoi.wait(contains="Accepted by", seconds=30)
        assert len(arrived()) == 1


def test_edit():
    with window("later", waits="waiting") as (place, envoi):
        envoi.click("Edit")
        envoi.wait_window("Lunch")
        envoi.wait("later@practice.test", "list item")
        assert letters() == [] and not arrived()


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
