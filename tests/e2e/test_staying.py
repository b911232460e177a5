#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process that stays without a window: for a letter to be sent later, and says so; for a letter
whose answer is still to come, when it is told to quit or to terminate; and what it asks of the
session meanwhile. test_staying.py [TEST]; speaks TAP."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each
import ledger
from e2e_terminal import add_open_account, envoi, state
from services import Notifications, Session

ADDRESS = "li@university.example"
# what all the rest has to close; a letter's answer is waited for longer
CLOSE_S = 10


def windows(program):
    return program.root.get_child_count()


@contextlib.contextmanager
def place():
    with desktop.Desktop(keyring=False):
        yield Session(), Notifications()


def send_later():
    envoi("send", "--account", "practice", "--to", "friend@practice.test", "--subject", "Minutes",
          "--body", "See below.", "--at", "tomorrow 8:00", status=0)


def close_windows(program):
    desktop.keys("ctrl+q")
    program.until(lambda: windows(program) == 0)


def test_stays_for_tomorrow_and_says_so():
    with place() as (session, notifications):
        send_later()
        with desktop.Program(os.environ["ENVOI"]) as program:
            program.until(desktop.active_title)
            assert not notifications.shown, notifications.shown
            close_windows(program)
            program.until(lambda: notifications.shown)
            (title, body), = notifications.shown.values()
            assert title == "Envoi stays open to send 1 letter", title
            assert "tomorrow 08:00" in body, body
            assert program.process.poll() is None
            assert session.count == 0, "nobody is kept from logging out"

            # a click shows it, and the notification goes with that
            notifications.press()
            program.wait("Will be sent tomorrow 08:00", "label")
            program.until(lambda: not notifications.shown)

            close_windows(program)
            program.until(lambda: notifications.shown)
            notifications.press("Quit")
            assert program.process.wait(20) == 0
            program.until(lambda: not notifications.shown)


def test_ends_once_nothing_is_planned():
    with place() as (_session, notifications):
        send_later()
        with desktop.Program(os.environ["ENVOI"]) as program:
            program.until(desktop.active_title)
            close_windows(program)
            program.until(lambda: notifications.shown)
            envoi("outbox", "cancel", 1, status=0)
            assert program.process.wait(20) == 0


def test_terminated_it_tells_nothing():
    with place() as (_session, notifications):
        send_later()
        with desktop.Program(os.environ["ENVOI"]) as program:
            program.until(desktop.active_title)
            program.process.send_signal(signal.SIGTERM)
            assert program.process.wait(20) == 0
            assert notifications.count == 0, notifications.shown
        assert state() == "held"


@contextlib.contextmanager
def confirming():
    """A letter of which the server has everything, and answers nothing yet."""
    with place() as (session, _notifications), ledger.Ledger(stalled=True) as server:
        add_open_account(ADDRESS, server.port)
        with desktop.Program(os.environ["ENVOI"], "mailto:han@university.example?subject=Lunch&"
                             "body=At%20noon%3F") as program:
            program.wait_window("Lunch")
            desktop.keys("ctrl+Return")
            # while it can be taken back
            program.until(session.waits)
            program.click("Send Now")
            program.until(lambda: state() == "confirming", 40)
            yield program, session, server


def test_quit_while_confirming():
    with confirming() as (program, session, server):
        close_windows(program)
        assert session.waits(), session.flags
        assert program.process.poll() is None
        assert state() == "confirming"
        server.stalled = False
        assert program.process.wait(30) == 0
        program.until(lambda: not session.flags)
        assert (state(), server.letters["Lunch"]) == ("accepted", 1), state()


def test_terminated_while_confirming():
    with confirming() as (program, session, server):
        program.process.send_signal(signal.SIGTERM)
        program.until(lambda: windows(program) == 0)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.process.wait(CLOSE_S + 1)
            raise AssertionError("it did not wait for the answer")
        assert state() == "confirming"
        server.stalled = False
        assert program.process.wait(30) == 0
        assert (state(), server.letters["Lunch"]) == ("accepted", 1), state()


def test_terminated_while_the_practice_server_confirms():
    """That server is in the same process: what it has it still answers. Its disk takes seconds."""
    with desktop.Desktop(keyring=False):
        spool = pathlib.Path(os.environ["XDG_DATA_HOME"], "envoi", "practice")
        slowly = ["strace", "-D", "-f", "--seccomp-bpf", "-qqq", "-o", "/dev/null",
                  "-e", "trace=/^rename", "-e", "inject=/^rename:delay_enter=2000000"]
        leaks = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"  # one tracer only
        envoi("send", "--account", "practice", "--to", "friend@practice.test", "--subject", "Lunch",
              "--body", "At noon?", "--queue", status=0)
        with desktop.Program(*slowly, os.environ["ENVOI"],
                             env=os.environ | {"ASAN_OPTIONS": leaks}) as program:
            # it is marked before the dot leaves; what is being written has arrived
            program.until(lambda: state() == "confirming" and spool.is_dir(), 40)
            program.process.send_signal(signal.SIGTERM)
            status = program.process.wait(40)
            assert status == 0, status
        assert state() == "accepted", state()
        assert len(list(spool.glob("*.eml"))) == 1


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
