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
from e2e_terminal import envoi

ADDRESS = "li@university.example"
# of gtk_application_inhibit()
LOGOUT, SUSPEND = 1, 4


class Service:
    """A name on the session bus that answers in this process."""

    def __init__(self, name, path, xml):
        from gi.repository import Gio, GLib
        self.GLib, self.path = GLib, path
        self.bus = Gio.DBusConnection.new_for_address_sync(
            os.environ["DBUS_SESSION_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
            Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        for interface in Gio.DBusNodeInfo.new_for_xml(xml).interfaces:
            self.bus.register_object(path, interface, self._call, None, None)
        self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                           "RequestName", GLib.Variant("(su)", (name, 0)), None, 0, -1, None)

    def _call(self, _bus, _sender, _path, interface, method, parameters, invocation):
        answer = getattr(self, method)(*parameters.unpack())
        invocation.return_value(answer and self.GLib.Variant(*answer))


class Session(Service):
    """org.gnome.SessionManager: who asks it to wait."""

    XML = """<node><interface name="org.gnome.SessionManager">
      <method name="RegisterClient"><arg type="s" direction="in"/><arg type="s" direction="in"/>
        <arg type="o" direction="out"/></method>
      <method name="Inhibit"><arg type="s" direction="in"/><arg type="u" direction="in"/>
        <arg type="s" direction="in"/><arg type="u" direction="in"/>
        <arg type="u" direction="out"/></method>
      <method name="Uninhibit"><arg type="u" direction="in"/></method>
      <method name="IsInhibited"><arg type="u" direction="in"/><arg type="b" direction="out"/></method>
      </interface></node>"""

    def __init__(self):
        self.cookies, self.flags, self.ever = 0, {}, 0
        super().__init__("org.gnome.SessionManager", "/org/gnome/SessionManager", self.XML)

    def RegisterClient(self, _app, _startup):
        return "(o)", ("/org/gnome/SessionManager/Client1",)

    def Inhibit(self, _app, _window, reason, flags):
        assert reason == "A letter is on its way", reason
        self.cookies += 1
        self.ever += 1
        self.flags[self.cookies] = flags
        return "(u)", (self.cookies,)

    def Uninhibit(self, cookie):
        del self.flags[cookie]

    def IsInhibited(self, flags):
        return "(b)", (any(flags & given for given in self.flags.values()),)

    def waits(self):
        return any(flags & LOGOUT and flags & SUSPEND for flags in self.flags.values())


class Notifications(Service):
    """org.freedesktop.Notifications: what is shown now."""

    XML = """<node><interface name="org.freedesktop.Notifications">
      <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
        <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
        <arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
        <arg type="i" direction="in"/><arg type="u" direction="out"/></method>
      <method name="CloseNotification"><arg type="u" direction="in"/></method>
      <method name="GetCapabilities"><arg type="as" direction="out"/></method>
      <method name="GetServerInformation"><arg type="s" direction="out"/>
        <arg type="s" direction="out"/><arg type="s" direction="out"/>
        <arg type="s" direction="out"/></method>
      <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
      </interface></node>"""

    def __init__(self):
        self.last, self.shown, self.actions = 0, {}, {}
        super().__init__("org.freedesktop.Notifications", "/org/freedesktop/Notifications", self.XML)

    def Notify(self, _app, replaces, _icon, title, body, actions, _hints, _timeout):
        number = replaces
        if not number:
            self.last += 1
            number = self.last
        self.shown[number] = (title, body)
        self.actions = dict(zip(actions[1::2], actions[::2]))
        return "(u)", (number,)

    def CloseNotification(self, number):
        self.shown.pop(number, None)

    def GetCapabilities(self):
        return "(as)", (["actions", "body"],)

    def GetServerInformation(self):
        return "(ssss)", ("test", "test", "1", "1.2")

    def press(self, label):
        """Its button, or with "" the notification itself."""
        number, = self.shown
        self.bus.emit_signal(None, self.path, "org.freedesktop.Notifications", "ActionInvoked",
                             self.GLib.Variant("(us)", (number, self.actions[label])))


def activate(name, *parameter):
    subprocess.run(["gapplication", "action", "io.github.envoi_mail.Envoi", name, *parameter],
                   check=True)


def windows(program):
    return program.root.get_child_count()


@contextlib.contextmanager
def place():
    with desktop.Desktop(keyring=False):
        yield Session(), Notifications()


def send_later():
    sent = envoi("send", "--account", "practice", "--to", "friend@practice.test", "--subject",
                 "Minutes", "--body", "See below.", "--at", "tomorrow 8:00")
    assert sent.status == 0, sent


def close_windows(program):
    desktop.keys("ctrl+q")
    program.until(lambda: windows(program) == 0)


def test_stays_for_tomorrow_and_says_so():
    with place() as (session, notifications):
        send_later()
        with desktop.Program(os.environ["ENVOI"]) as program:
            program.until(program.window_title)
            assert not notifications.shown, notifications.shown
            close_windows(program)
            program.until(lambda: notifications.shown)
            (title, body), = notifications.shown.values()
            assert title == "Envoi stays open to send 1 letter", title
            assert "tomorrow 08:00" in body, body
            assert program.process.poll() is None
            assert session.ever == 0, "nobody is kept from logging out"

            # a click shows it, and the notification goes with that
            notifications.press("")
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
            program.until(program.window_title)
            close_windows(program)
            program.until(lambda: notifications.shown)
            assert envoi("outbox", "cancel", 1).status == 0
            assert program.process.wait(20) == 0


def test_terminated_it_tells_nothing():
    with place() as (_session, notifications):
        send_later()
        with desktop.Program(os.environ["ENVOI"]) as program:
            program.until(program.window_title)
            program.process.send_signal(signal.SIGTERM)
            assert program.process.wait(20) == 0
            assert notifications.last == 0, notifications.shown
        assert envoi("outbox", "show", 1, "--json").json()["state"] == "held"


@contextlib.contextmanager
def confirming():
    """A letter of which the server has everything, and answers nothing yet."""
    with place() as (session, _notifications), ledger.Ledger(stalled=True) as server:
        added = envoi("account", "add", ADDRESS, "--server", "127.0.0.1", "--port", server.port,
                      "--security", "none", "--auth", "none", stdin="\n")
        assert added.status == 0, added
        with desktop.Program(os.environ["ENVOI"], "mailto:han@university.example?subject=Lunch&"
                             "body=At%20noon%3F") as program:
            program.wait_window("Lunch")
            desktop.keys("ctrl+Return")
            # while it can be taken back
            program.until(session.waits)
            program.until(lambda: state() == "confirming", 40)
            yield program, session, server


def state():
    return envoi("outbox", "show", 1, "--json").json()["state"]


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
    """Longer than all the rest has to close."""
    with confirming() as (program, session, server):
        program.process.send_signal(signal.SIGTERM)
        program.until(lambda: windows(program) == 0)
        guard = program.GLib.timeout_add(100, lambda: True)
        for _ in range(120):
            program.context.iteration(True)
            assert program.process.poll() is None, "it did not wait for the answer"
        program.GLib.source_remove(guard)
        assert state() == "confirming"
        server.stalled = False
        assert program.process.wait(30) == 0
        assert (state(), server.letters["Lunch"]) == ("accepted", 1), state()


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
