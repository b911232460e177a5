#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send later, with the keyboard: choosing a time, another time, the letter taken back; and a start
more than a day after the time. test_later.py [TEST]; speaks TAP."""

import contextlib
import datetime
import email.utils
import os
import pathlib
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each
from e2e_terminal import envoi, letters, state

TO = "friend@practice.test"


@contextlib.contextmanager
def letter(address=TO):
    """The program with a letter that wants but to be sent."""
    with desktop.Desktop(keyring=False), desktop.Program(
            os.environ["ENVOI"], f"mailto:{address}?subject=Minutes&body=See%20below.") as program:
        program.wait_window("Minutes")
        yield program


def sql(statement, *values):
    path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "envoi/envoi.db"
    with contextlib.closing(sqlite3.connect(path, timeout=20)) as store:
        rows = store.execute(statement, values).fetchall()
        store.commit()
    return rows


def tomorrow(hour, minute=0):
    day = datetime.date.today() + datetime.timedelta(days=1)
    return datetime.datetime.combine(day, datetime.time(hour, minute)).astimezone()


def send_at(one):
    return datetime.datetime.fromisoformat(one["send_at"].replace("Z", "+00:00"))


def date(number):
    octets, = sql("SELECT octets FROM letter_content WHERE letter_id = ?", number)[0]
    return email.utils.parsedate_to_datetime(email.message_from_bytes(octets)["Date"])


def check_held_until(program, when):
    # words of a receipt before may still be there
    one, = program.until(letters)
    assert (one["state"], one["attempts"]) == ("held", 0), one
    assert send_at(one) == when, one
    assert date(one["id"]) == when, date(one["id"])


def open_dialog(program, title="Send Later"):
    desktop.keys("ctrl+shift+Return")
    program.wait_window(title)
    return program.window()


def choose_tomorrow(program):
    dialog = open_dialog(program)
    # the first is for today, as long as there is time
    if program.wait("Tomorrow", "label", root=dialog) and program.find("Later Today", root=dialog):
        program.wait_focus("Later Today")
        desktop.keys("Down")
    program.wait_focus("Tomorrow")
    desktop.keys("Return")


def is_in(node, name):
    while node is not None and node.get_role_name() not in ("frame", "dialog"):
        if node.get_name() == name:
            return True
        node = node.get_parent()
    return False


def tab_to(program, name):
    for _ in range(20):
        node = program.until(program.focus)
        if is_in(node, name):
            return
        desktop.keys("Tab")
        program.until(lambda: program.focus() not in (None, node))
    raise AssertionError(f"Tab does not come to {name}")


def write_into(program, name, text):
    tab_to(program, name)
    desktop.keys("ctrl+a")
    desktop.type_text(text)


def test_tomorrow():
    with letter() as program:
        choose_tomorrow(program)
        program.wait("Will be sent tomorrow 08:00", "label")
        program.wait("Change Time…")
        check_held_until(program, tomorrow(8))
        assert not program.find("Undo")


def test_edit_remembers_the_time():
    with letter() as program:
        choose_tomorrow(program)
        program.click("Edit")
        program.wait_focus("Message")
        program.wait("This letter was to be sent tomorrow 08:00", "label")
        assert letters() == []
        program.click("Send Then")
        program.wait("Will be sent tomorrow 08:00", "label")
        check_held_until(program, tomorrow(8))


def test_send_now_dates_it_now():
    with letter() as program:
        choose_tomorrow(program)
        program.click("Send Now")
        program.until(lambda: [one["state"] for one in letters()] == ["accepted"])
        assert abs(date(1).timestamp() - time.time()) < 60, date(1)


def test_a_time_of_ones_own():
    with letter() as program:
        dialog = open_dialog(program)
        write_into(program, "Hour", "21")
        write_into(program, "Minute", "35")
        # it is taken while it is still being written
        desktop.keys("Return")
        program.wait("Will be sent tomorrow 21:35", "label")
        check_held_until(program, tomorrow(21, 35))

        # and another: the draft behind the letter learns it too
        program.click("Change Time…")
        program.wait_window("Change Time")
        dialog = program.window()
        program.wait(contains=" at 21:35.", root=dialog)
        write_into(program, "Hour", "22")
        desktop.keys("Return")
        program.wait("Will be sent tomorrow 22:35", "label")
        check_held_until(program, tomorrow(22, 35))
        desktop.keys("ctrl+z")
        program.wait("This letter was to be sent tomorrow 22:35", "label")


def test_the_past_is_refused():
    with letter() as program:
        dialog = open_dialog(program)
        tab_to(program, "Day")
        # a month back
        desktop.keys("ctrl+Left")
        program.wait(contains="has passed; choose a time to come.", root=dialog)
        desktop.keys("Return")
        button = program.find(contains="Send Then", role="push button|button", root=dialog)
        assert not program.has_state(button, "SENSITIVE")
        assert letters() == []
        desktop.keys("Escape")
        program.wait_window("Minutes")


def test_no_time_for_what_cannot_go():
    with letter("") as program:
        desktop.keys("ctrl+shift+Return")
        program.wait(contains="Nobody", role="label")
        assert desktop.active_title() == "Minutes"


def send_late(hours, subject):
    number = envoi("send", "--account", "practice", "--to", TO, "--subject", subject, "--body",
                   "See below.", "--at", "2099-12-31 23:59", "--json").json()["id"]
    late = int((time.time() - hours * 3600) * 1e6)
    sql("UPDATE letter SET send_at_us = ?1, due_us = ?1 WHERE id = ?2", late, number)
    return number


def test_start_after_the_time():
    with desktop.Desktop(keyring=False):
        asked = send_late(25, "Invitation")
        gone = send_late(23, "Minutes")
        with desktop.Program(os.environ["ENVOI"]) as program:
            program.until(lambda: state(gone) == "accepted")
            program.until(lambda: state(asked) == "paused")
            assert date(gone).year == 2099, "its Date changed by itself"
            desktop.activate("open-letter", f"int64 {asked}")
            program.wait("The time for this letter has passed", "label")
            program.wait("Change Time…")
            program.wait("Edit")
            program.click("Send Now")
            program.until(lambda: state(asked) == "accepted")
            assert abs(date(asked).timestamp() - time.time()) < 60, date(asked)


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
