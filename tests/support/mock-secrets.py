#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""mock-secrets.py NAME MODE

A Secret Service of one collection, kept in memory, that misbehaves as told:

  open       unlocked, does what it should
  accept     locked, with a secret for the account "kept"; the prompt unlocks it
  dismiss    locked; the prompt is dismissed
  silent     locked; the prompt never ends
  deaf       answers nothing but OpenSession
  broken     answers every call but OpenSession with an error
  vanish     its process ends when it is searched
  confused   locked; the prompt ends with a result of the wrong type
  double     unlocked, with two secrets for the account "kept", of which the first is older
  bare       has no collection; the prompt for a new one makes it
  bare-dismiss  has no collection, and the prompt for a new one is dismissed

Only plain sessions, so what crosses the bus can be read. Libsecret goes to it when
SECRET_SERVICE_BUS_NAME is NAME. A test leads it by the object /mock: Lock, Unlock, CountPrompts,
and Restart, by which the service goes from the bus and comes back without what it knew.
"""

import os
import sys
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ROOT = "/org/freedesktop/secrets"
COLLECTION = ROOT + "/collection/login"
DEFAULT = ROOT + "/aliases/default"
SESSION = ROOT + "/session/1"
PREFIX = "org.freedesktop.Secret."

INTERFACES = """
<node>
  <interface name="org.freedesktop.Secret.Service">
    <method name="OpenSession">
      <arg type="s" direction="in"/><arg type="v" direction="in"/>
      <arg type="v" direction="out"/><arg type="o" direction="out"/>
    </method>
    <method name="SearchItems">
      <arg type="a{ss}" direction="in"/>
      <arg type="ao" direction="out"/><arg type="ao" direction="out"/>
    </method>
    <method name="Unlock">
      <arg type="ao" direction="in"/>
      <arg type="ao" direction="out"/><arg type="o" direction="out"/>
    </method>
    <method name="GetSecrets">
      <arg type="ao" direction="in"/><arg type="o" direction="in"/>
      <arg type="a{o(oayays)}" direction="out"/>
    </method>
    <method name="ReadAlias">
      <arg type="s" direction="in"/><arg type="o" direction="out"/>
    </method>
    <method name="CreateCollection">
      <arg type="a{sv}" direction="in"/><arg type="s" direction="in"/>
      <arg type="o" direction="out"/><arg type="o" direction="out"/>
    </method>
    <signal name="CollectionChanged"><arg type="o"/></signal>
    <property name="Collections" type="ao" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Collection">
    <method name="CreateItem">
      <arg type="a{sv}" direction="in"/><arg type="(oayays)" direction="in"/>
      <arg type="b" direction="in"/>
      <arg type="o" direction="out"/><arg type="o" direction="out"/>
    </method>
    <property name="Items" type="ao" access="read"/>
    <property name="Label" type="s" access="read"/>
    <property name="Locked" type="b" access="read"/>
    <property name="Created" type="t" access="read"/>
    <property name="Modified" type="t" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Item">
    <method name="GetSecret">
      <arg type="o" direction="in"/><arg type="(oayays)" direction="out"/>
    </method>
    <method name="Delete"><arg type="o" direction="out"/></method>
    <property name="Attributes" type="a{ss}" access="read"/>
    <property name="Label" type="s" access="read"/>
    <property name="Locked" type="b" access="read"/>
    <property name="Created" type="t" access="read"/>
    <property name="Modified" type="t" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Prompt">
    <method name="Prompt"><arg type="s" direction="in"/></method>
    <method name="Dismiss"/>
    <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
  </interface>
  <interface name="org.freedesktop.Secret.Mock">
    <method name="Lock"/>
    <method name="Unlock"/>
    <method name="CountPrompts"><arg type="u" direction="out"/></method>
    <method name="Restart"/>
  </interface>
</node>
"""


class Item:
    def __init__(self, attributes, label, secret, age=0):
        self.attributes = attributes
        self.label = label
        self.secret = secret
        self.modified = int(time.time()) - age

    def struct(self):
        return (SESSION, b"", self.secret, "text/plain")


class MockSecrets:
    def __init__(self, mode):
        self.mode = mode
        self.locked = mode in ("accept", "dismiss", "silent", "confused")
        self.has_collection = not mode.startswith("bare")
        self.items = {}
        self.counter = 0
        self.prompts = 0
        self.bus = None
        node = Gio.DBusNodeInfo.new_for_xml(INTERFACES)
        self.interfaces = {i.name.removeprefix(PREFIX): i for i in node.interfaces}

    def export(self, bus):
        self.bus = bus
        self.register("/mock", "Mock")
        self.register(ROOT, "Service")
        if self.has_collection:
            self.export_collection()
        if self.mode == "accept":
            self.add("kept", b"kept secret")
        if self.mode == "double":
            self.add("kept", b"older secret", age=1000)
            self.add("kept", b"newer secret")
            self.add("kept", b"oldest secret", age=2000)

    def export_collection(self):
        self.register(COLLECTION, "Collection")
        self.register(DEFAULT, "Collection")

    def add(self, account, secret, age=0):
        attributes = {"account": account, "xdg:schema": "io.github.envoi_mail.Envoi.Account"}
        self.counter += 1
        where = f"{COLLECTION}/{self.counter}"
        self.items[where] = Item(attributes, account, secret, age)
        self.register(where, "Item")

    def register(self, path, kind):
        return self.bus.register_object(
            path, self.interfaces[kind], self.on_call, self.on_get, None)

    def on_call(self, bus, sender, path, interface, method, parameters, invocation):
        if method == "SearchItems" and self.mode == "vanish":
            os._exit(0)
        if method != "OpenSession" and not path.startswith((ROOT + "/prompt/", "/mock")):
            if self.mode == "deaf":
                return
            if self.mode == "broken":
                invocation.return_dbus_error("org.freedesktop.DBus.Error.Failed", "out of order")
                return
        handler = getattr(self, "do_" + method + ("_mock" if (path, method) == ("/mock", "Unlock")
                                                  else ""))
        try:
            invocation.return_value(handler(path, *parameters.unpack()))
        except MockError as error:
            invocation.return_dbus_error(error.name, "refused")

    def do_OpenSession(self, path, algorithm, argument):
        if algorithm != "plain":
            raise MockError("org.freedesktop.DBus.Error.NotSupported")
        return GLib.Variant("(vo)", (GLib.Variant("s", ""), SESSION))

    def do_SearchItems(self, path, wanted):
        found = [p for p, item in self.items.items()
                 if all(item.attributes.get(k) == v for k, v in wanted.items())]
        # as gnome-keyring does with a keyring it loaded locked
        if self.locked and "xdg:schema" in wanted:
            found = []
        return GLib.Variant("(aoao)", ([], found) if self.locked else (found, []))

    def do_Unlock(self, path, objects):
        if not self.locked:
            return GLib.Variant("(aoo)", (objects, "/"))
        self.prompted = objects
        return GLib.Variant("(aoo)", ([], self.make_prompt()))

    def make_prompt(self):
        self.counter += 1
        prompt = f"{ROOT}/prompt/{self.counter}"
        self.register(prompt, "Prompt")
        return prompt

    def do_CreateCollection(self, path, properties, alias):
        return GLib.Variant("(oo)", ("/", self.make_prompt()))

    def do_Prompt(self, path, window):
        self.prompts += 1
        if self.mode == "bare":
            self.has_collection = True
            self.export_collection()
            GLib.idle_add(self.complete, path, False, GLib.Variant("o", COLLECTION))
        elif self.mode == "bare-dismiss":
            GLib.idle_add(self.complete, path, True, GLib.Variant("o", "/"))
        elif self.mode == "confused":
            GLib.idle_add(self.complete, path, False, GLib.Variant("s", "all of them"))
        elif self.mode != "silent":
            self.set_locked(self.mode == "dismiss")
            unlocked = [] if self.locked else self.prompted
            GLib.idle_add(self.complete, path, self.locked, GLib.Variant("ao", unlocked))

    def do_Dismiss(self, path):
        GLib.idle_add(self.complete, path, True, GLib.Variant("ao", []))

    def complete(self, path, dismissed, result):
        self.bus.emit_signal(None, path, PREFIX + "Prompt", "Completed",
                             GLib.Variant("(bv)", (dismissed, result)))
        return GLib.SOURCE_REMOVE

    def set_locked(self, locked):
        self.locked = locked
        # all that gnome-keyring says
        self.bus.emit_signal(None, ROOT, PREFIX + "Service", "CollectionChanged",
                             GLib.Variant("(o)", (COLLECTION,)))

    def do_Lock(self, path):
        self.set_locked(True)

    def do_Unlock_mock(self, path):
        self.set_locked(False)

    def do_CountPrompts(self, path):
        return GLib.Variant("(u)", (self.prompts,))

    def do_Restart(self, path):
        # the connection closes with the old program, and with it the name goes
        os.execv(sys.executable, [sys.executable, *sys.argv])

    def do_GetSecrets(self, path, items, session):
        secrets = {p: self.items[p].struct() for p in items if not self.locked}
        return GLib.Variant("(a{o(oayays)})", (secrets,))

    def do_ReadAlias(self, path, name):
        return GLib.Variant("(o)", (COLLECTION if name == "default" and self.has_collection
                                     else "/",))

    def do_CreateItem(self, path, properties, secret, replace):
        if self.locked:
            raise MockError(PREFIX + "Error.IsLocked")
        attributes = properties[PREFIX + "Item.Attributes"]
        label = properties.get(PREFIX + "Item.Label", "")
        item = Item(attributes, label, bytes(secret[2]))
        same = [p for p, i in self.items.items() if i.attributes == attributes]
        if replace and same:
            self.items[same[0]] = item
            return GLib.Variant("(oo)", (same[0], "/"))
        self.counter += 1
        where = f"{COLLECTION}/{self.counter}"
        self.items[where] = item
        self.register(where, "Item")
        return GLib.Variant("(oo)", (where, "/"))

    def do_GetSecret(self, path, session):
        if self.locked:
            raise MockError(PREFIX + "Error.IsLocked")
        return GLib.Variant("((oayays))", (self.items[path].struct(),))

    def do_Delete(self, path):
        del self.items[path]
        return GLib.Variant("(o)", ("/",))

    def on_get(self, bus, sender, path, interface, name):
        item = self.items.get(path)
        values = {
            "Collections": lambda: GLib.Variant("ao", [COLLECTION] if self.has_collection else []),
            "Items": lambda: GLib.Variant("ao", list(self.items)),
            "Label": lambda: GLib.Variant("s", item.label if item else "Login"),
            "Locked": lambda: GLib.Variant("b", self.locked),
            "Created": lambda: GLib.Variant("t", item.modified if item else 0),
            "Modified": lambda: GLib.Variant("t", item.modified if item else 0),
            "Attributes": lambda: GLib.Variant("a{ss}", item.attributes),
        }
        return values[name]()


class MockError(Exception):
    def __init__(self, name):
        super().__init__(name)
        self.name = name


def main():
    name, mode = sys.argv[1:]
    loop = GLib.MainLoop()
    mock = MockSecrets(mode)
    Gio.bus_own_name(Gio.BusType.SESSION, name, Gio.BusNameOwnerFlags.NONE,
                     lambda bus, _: mock.export(bus), None, lambda *_: loop.quit())
    loop.run()


if __name__ == "__main__":
    main()
