# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop offers on its session bus: who shows notifications, and who ends the session. They
answer whatever the test is doing, in a thread: the bus of the screen readers asks for the session's
end while a test waits for that bus."""

import os
import threading

# of gtk_application_inhibit()
LOGOUT, SUSPEND = 1, 4


class Service:
    """A name on the session bus; each method is the one of that name here, and returns a type and
    its values, or None."""

    def __init__(self, name, path, xml):
        from gi.repository import Gio, GLib
        self.Gio, self.GLib = Gio, GLib
        self.name, self.path, self.xml = name, path, xml
        there = threading.Event()
        threading.Thread(target=self._serve, args=(there,), daemon=True).start()
        there.wait()

    def _serve(self, there):
        context = self.GLib.MainContext.new()
        context.push_thread_default()
        self.bus = self.Gio.DBusConnection.new_for_address_sync(
            os.environ["DBUS_SESSION_BUS_ADDRESS"],
            self.Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
            self.Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        interface, = self.Gio.DBusNodeInfo.new_for_xml(self.xml).interfaces
        self.bus.register_object(self.path, interface, self._call, None, None)
        self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                           "RequestName", self.GLib.Variant("(su)", (self.name, 0)), None, 0, -1,
                           None)
        there.set()
        self.GLib.MainLoop.new(context, False).run()

    def _call(self, _bus, _sender, _path, _interface, method, parameters, invocation):
        answer = getattr(self, method)(*parameters.unpack())
        invocation.return_value(answer and self.GLib.Variant(*answer))


class Session(Service):
    """org.gnome.SessionManager: who asks it to wait, and how often it was asked."""

    XML = """<node><interface name="org.gnome.SessionManager">
      <method name="RegisterClient"><arg type="s" direction="in"/><arg type="s" direction="in"/>
        <arg type="o" direction="out"/></method>
      <method name="Inhibit"><arg type="s" direction="in"/><arg type="u" direction="in"/>
        <arg type="s" direction="in"/><arg type="u" direction="in"/>
        <arg type="u" direction="out"/></method>
      <method name="Uninhibit"><arg type="u" direction="in"/></method>
      <method name="IsInhibited"><arg type="u" direction="in"/>
        <arg type="b" direction="out"/></method>
      </interface></node>"""

    def __init__(self):
        self.count, self.flags = 0, {}
        super().__init__("org.gnome.SessionManager", "/org/gnome/SessionManager", self.XML)

    def RegisterClient(self, _app, _startup):
        return "(o)", ("/org/gnome/SessionManager/Client1",)

    def Inhibit(self, _app, _window, reason, flags):
        assert reason == "A letter is on its way", reason
        self.count += 1
        self.flags[self.count] = flags
        return "(u)", (self.count,)

    def Uninhibit(self, cookie):
        del self.flags[cookie]

    def IsInhibited(self, flags):
        return "(b)", (any(flags & given for given in list(self.flags.values())),)

    def waits(self):
        return any(flags & LOGOUT and flags & SUSPEND for flags in list(self.flags.values()))


class Notifications(Service):
    """org.freedesktop.Notifications: what is shown now, (title, body) by number, and how many there
    ever were."""

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
      <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
      </interface></node>"""

    def __init__(self):
        self.count, self.shown, self.actions = 0, {}, {}
        super().__init__("org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                         self.XML)

    def Notify(self, _app, replaces, _icon, title, body, actions, _hints, _timeout):
        number = replaces
        if not number:
            self.count += 1
            number = self.count
        self.shown[number] = (title, body)
        self.actions[number] = dict(zip(actions[1::2], actions[::2]))
        return "(u)", (number,)

    def CloseNotification(self, number):
        self.shown.pop(number, None)

    def GetCapabilities(self):
        return "(as)", (["actions", "body"],)

    def GetServerInformation(self):
        return "(ssss)", ("test", "test", "1", "1.2")

    def press(self, label=""):
        """The only one: its button, or without a label the notification itself. A desktop takes it
        away then; here it stays until the program does."""
        number, = self.shown
        self.bus.emit_signal(None, self.path, self.name, "ActionInvoked",
                             self.GLib.Variant("(us)", (number, self.actions[number][label])))
