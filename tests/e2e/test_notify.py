#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop is told while no window of Envoi is in front, and that it is told no more than
that. The test is the desktop's notification service. test_notify.py [TEST]; speaks TAP."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import desktop
import each
import ledger

ENVOI, CLI = os.environ["ENVOI"], os.environ["ENVOI_CLI"]
ADDRESS = "li@university.example"
APP = "io.github.envoi_mail.Envoi"
NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"

INTERFACE = """
<node>
  <interface name="org.freedesktop.Notifications">
    <method name="Notify">
      <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
      <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
    </method>
    <method name="CloseNotification"><arg type="u" direction="in"/></method>
    <method name="GetCapabilities"><arg type="as" direction="out"/></method>
    <method name="GetServerInformation">
      <arg type="s" direction="out"/><arg type="s" direction="out"/>
      <arg type="s" direction="out"/><arg type="s" direction="out"/>
    </method>
    <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
    <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  </interface>
</node>
"""


class Service:
    """shown: (title, body) by number; calls come while the test waits for something."""

    def __init__(self):
        from gi.repository import Gio, GLib
        self.GLib, self.shown, self.count = GLib, {}, 0
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        node = Gio.DBusNodeInfo.new_for_xml(INTERFACE)
        self.bus.register_object(PATH, node.interfaces[0], self._call, None, None)
        self.bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                           GLib.Variant("(su)", (NAME, 0)), None, Gio.DBusCallFlags.NONE, -1, None)

    def _call(self, bus, sender, path, interface, method, parameters, invocation):
        values = parameters.unpack()
        if method == "Notify":
            number = values[1]
            if number == 0:
                self.count += 1
                number = self.count
            self.shown[number] = (values[3], values[4], values[5])
            invocation.return_value(self.GLib.Variant("(u)", (number,)))
        elif method == "CloseNotification":
            self.shown.pop(values[0], None)
            invocation.return_value(None)
        elif method == "GetCapabilities":
            invocation.return_value(self.GLib.Variant("(as)", (["actions", "body"],)))
        else:
            invocation.return_value(self.GLib.Variant("(ssss)", ("test", "", "1", "1.2")))

    def words(self):
        return sorted(words[:2] for words in self.shown.values())

    def click(self):
        """A desktop takes away what was clicked."""
        number, (_, _, actions) = self.shown.popitem()
        assert actions[0] == "default", actions
        self.bus.emit_signal(None, PATH, NAME, "ActionInvoked",
                             self.GLib.Variant("(us)", (number, "default")))


def cli(*args, stdin=""):
    return subprocess.run([CLI, *map(str, args)], input=stdin, text=True, capture_output=True,
                          timeout=60, check=False).stdout


def states():
    return [letter["state"] for letter in json.loads(cli("outbox", "list", "--all", "--json"))]


def activate(name, *parameter):
    subprocess.run(["gapplication", "action", APP, name, *parameter], check=True)


class Desk:
    def __init__(self, envoi, server, service):
        self.envoi, self.server, self.service = envoi, server, service

    def send(self, subject="Lunch", account=ADDRESS, to=("han@university.example",)):
        cli("send", "--account", account, "--subject", subject, "--body", "At noon?", "--queue",
            *(part for who in to for part in ("--to", who)))

    def go_away(self):
        """Its window is there, but not in front."""
        window = subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True,
                                check=True).stdout.strip()
        subprocess.run(["xdotool", "windowminimize", "--sync", window], check=True)
        self.envoi.until(lambda: self.envoi.window_title() != "Envoi")

    def until_told(self, *words):
        try:
            self.envoi.until(lambda: self.service.words() == sorted(words), 30)
        except TimeoutError:
            raise AssertionError(f"told {self.service.words()}, not {words}; {states()}") from None


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
        cli("account", "add", ADDRESS, "--server", "127.0.0.1", "--port", server.port,
            "--security", "none", "--auth", "plain" if login else "none", stdin=f"{login or ''}\n")
        service = Service()
        with desktop.Program(ENVOI) as envoi:
            envoi.wait("Places")
            yield Desk(envoi, server, service)


NOBODY = "nobody@university.example"
REFUSED = {NOBODY: "550 5.1.1 User unknown"}
NO_MAILBOX = "This mailbox does not exist"


def test_refused_and_clicked():
    """The click leads to the receipt, and what is seen is told no longer."""
    with desk(replies=REFUSED) as at:
        at.go_away()
        at.send(to=(NOBODY,))
        at.until_told(("Refused: Lunch", f"{NOBODY}\n{NO_MAILBOX}"))
        at.service.click()
        at.envoi.wait(NO_MAILBOX)
        at.envoi.wait_window("Envoi")
        at.envoi.wait("Refused", role="label")


def test_seen_without_a_click():
    with desk(replies=REFUSED) as at:
        at.go_away()
        at.send(to=(NOBODY, "han@university.example"))
        at.until_told(("Partly accepted: Lunch",
                       f"{NOBODY}, han@university.example\n{NO_MAILBOX}"))
        activate("open-letter", "int64 1")
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
        assert at.service.count == 1 and at.server.logins == 1, at.server.logins
        at.service.click()
        at.envoi.wait("The mail service did not accept the user name or password")
        assert not at.service.shown


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
