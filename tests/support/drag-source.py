#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window to drag files out of: drag-source.py FILE... It says on its standard output what happens
to it: shown, dragged, accepted (what is under the pointer would take the files), dropped, refused."""

import pathlib
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk


def say(word):
    print(word, flush=True)


def on_drag_begin(_source, drag):
    say("dragged")
    drag.connect("notify::selected-action",
                 lambda *_: drag.get_selected_action() == Gdk.DragAction.COPY and say("accepted"))
    drag.connect("dnd-finished", lambda *_: say("dropped"))
    drag.connect("cancel", lambda *_: say("refused"))


def on_activate(application):
    uris = "".join(pathlib.Path(name).as_uri() + "\r\n" for name in sys.argv[1:])
    octets = GLib.Bytes.new(uris.encode())
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare",
                   lambda *_: Gdk.ContentProvider.new_for_bytes("text/uri-list", octets))
    source.connect("drag-begin", on_drag_begin)
    label = Gtk.Label(label="Files")
    label.add_controller(source)
    window = Gtk.ApplicationWindow(application=application, title="Drag source",
                                   default_width=120, default_height=80, child=label)
    window.connect("notify::is-active", lambda *_: window.is_active() and say("shown"))
    window.present()


application = Gtk.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
application.connect("activate", on_activate)
application.run([])
