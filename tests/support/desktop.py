# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of a test's own: a display without a screen, a window manager, a session bus that starts
nothing unasked, a keyring, fresh directories. And a hand and an eye on it: AT-SPI finds and works
the controls as a screen reader does, xdotool types real keys, ImageMagick takes the picture."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import warnings

BUS = """\
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={dir}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{dir}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

RULES = """\
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme><keepBorder>no</keepBorder></theme>
  <keyboard><keybind key="F12"><action name="Maximize"/></keybind></keyboard>
  <applications><application type="normal">{rule}</application></applications>
</openbox_config>
"""
PLAIN = RULES.format(rule="")
FRAMELESS = RULES.format(rule="<decor>no</decor>")

APP = "io.github.envoi_mail.Envoi"
KEYRING_PASSWORD = "correct horse"

PROGRAMS = ("Xvfb", "openbox", "dbus-daemon", "gnome-keyring-daemon", "xdotool", "import")


def why_not():
    """Says what is missing for a desktop here, or None."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    return f"not installed: {', '.join(missing)}" if missing else None


class Desktop:
    """with Desktop() as desktop: its environment is in os.environ meanwhile. One a process: libatspi
    keeps the first bus it saw."""

    def __init__(self, size="1280x900", language="en", dark=False, keyring=True,
                 frameless=False, contrast=False):
        self.size, self.language, self.dark, self.keyring = size, language, dark, keyring
        self.frameless, self.contrast = frameless, contrast
        self.processes = []

    def __enter__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="envoi-desktop-"))
        self.saved = dict(os.environ)
        try:
            self._directories()
            self._display()
            self._bus()
            self._window_manager()
            if self.keyring:
                self.start_keyring()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        os.environ.clear()
        os.environ.update(self.saved)
        shutil.rmtree(self.dir, ignore_errors=True)

    def _start(self, *command, **options):
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command, **silent | options)
        self.processes.append(process)
        return process

    def _directories(self):
        env = os.environ
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS",
                     "AT_SPI_BUS_ADDRESS", "GTK_MODULES", "XMODIFIERS", "LC_ALL"):
            env.pop(name, None)
        env["HOME"] = str(self.dir / "home")
        for name, place in (("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"),
                            ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state"),
                            ("XDG_RUNTIME_DIR", "run"), ("HOME", "home")):
            (self.dir / place).mkdir(mode=0o700)
            env[name] = str(self.dir / place)
        env.update(GDK_BACKEND="x11", GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory",
                   GTK_A11Y="atspi", GTK_IM_MODULE="gtk-im-context-simple",
                   LANG="C.UTF-8", LANGUAGE=self.language)
        if self.frameless:
            self._locale("en_US" if self.language == "en" else self.language)
        elif self.language != "en":
            self._locale(self.language)
        settings = self.dir / "config/gtk-4.0/settings.ini"
        settings.parent.mkdir()
        settings.write_text("[Settings]\ngtk-font-name=Cantarell 11\n" +
                            ("gtk-decoration-layout=:close\n" if self.frameless else ""))
        if self.dark:
            env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        if self.contrast:
            env["ADW_DEBUG_HIGH_CONTRAST"] = "1"

    def _locale(self, language):
        """In C.UTF-8 a newer C library translates nothing, whatever LANGUAGE says."""
        place = self.dir / "locales"
        place.mkdir()
        name = f"{language}.UTF-8"
        subprocess.run(["localedef", "--no-archive", "--quiet", "-i", language, "-f", "UTF-8",
                        str(place / name)], check=True)
        os.environ.update(LOCPATH=str(place), LANG=name)

    def _window_manager(self):
        rules = self.dir / "config/openbox/rc.xml"
        rules.parent.mkdir()
        rules.write_text(FRAMELESS if self.frameless else PLAIN)
        self._start("openbox", "--config-file", str(rules))

    def _display(self):
        read, write = os.pipe()
        self._start("Xvfb", "-displayfd", str(write), "-screen", "0", f"{self.size}x24",
                    "-nolisten", "tcp", "-noreset", pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        os.environ["DISPLAY"] = f":{number}"

    def _bus(self):
        services = self.dir / "services"
        services.mkdir()
        for name in ("org.a11y.Bus", "org.gnome.keyring.SystemPrompter"):
            wanted = pathlib.Path(f"/usr/share/dbus-1/services/{name}.service")
            if wanted.exists():
                (services / wanted.name).symlink_to(wanted)
        (self.dir / "bus.conf").write_text(BUS.format(dir=self.dir))
        bus = self._start("dbus-daemon", f"--config-file={self.dir}/bus.conf", "--nofork",
                          "--print-address", stdout=subprocess.PIPE, text=True)
        with bus.stdout as pipe:
            os.environ["DBUS_SESSION_BUS_ADDRESS"] = pipe.readline().strip()

    def start_keyring(self, locked=False):
        """The real one, open, or with what is in it locked: then it asks when it is wanted."""
        password = self.dir / "password"
        password.write_text("" if locked else KEYRING_PASSWORD)
        unlock = () if locked else ("--unlock",)
        with password.open() as stdin:
            self.keyring_process = self._start("gnome-keyring-daemon", "--foreground", *unlock,
                                               "--components=secrets", stdin=stdin)
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "20",
                        "org.freedesktop.secrets"], check=True)

    def stop_keyring(self):
        self.processes.remove(self.keyring_process)
        self.keyring_process.terminate()
        self.keyring_process.wait(20)

    def answer_keyring(self, password):
        """Types into the window that asks for the keyring's password; None closes it."""
        found = subprocess.run(["timeout", "30", "xdotool", "search", "--sync", "--onlyvisible",
                                "--class", "gcr-prompter"], capture_output=True, text=True,
                               check=True).stdout.split()
        subprocess.run(["xdotool", "windowfocus", "--sync", found[-1]], check=False)
        if password is not None:
            type_text(password)
        keys("Escape" if password is None else "Return")

    def add_account(self, name, **more):
        """Of Li Lei, at a server that nobody has; before Envoi is started."""
        folder = self.dir / "config/envoi"
        folder.mkdir(exist_ok=True)
        values = {"address": f"{name}@example.org", "name": "Li Lei", "server": "127.0.0.1",
                  "port": 9, "security": "none"} | more
        with (folder / "accounts.ini").open("a", encoding="utf-8") as file:
            file.write(f"[account {name}]\n" +
                       "".join(f"{key}={value}\n" for key, value in values.items()) + "\n")

    def maximize(self):
        """The window in front fills the screen; there is no border then."""
        keys("F12")

    def picture(self, path):
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["import", "-window", "root", str(path)], check=True)


def xdotool(*arguments):
    return subprocess.run(["xdotool", *map(str, arguments)], stdout=subprocess.PIPE, text=True,
                          check=True).stdout


def active_title():
    """Of the window that gets what is typed. Not every one tells AT-SPI that it is active, so the
    display is asked."""
    return subprocess.run(["xdotool", "getactivewindow", "getwindowname"], capture_output=True,
                          text=True, check=False).stdout.strip()


def resize(width, height):
    """The window in front."""
    xdotool("getactivewindow", "windowsize", "--sync", width, height)


def keys(*names):
    xdotool("key", "--clearmodifiers", *names)


def type_text(text):
    xdotool("type", "--clearmodifiers", "--delay", 8 if text.isascii() else 60, text)


def activate(action, *parameter):
    """An action of the running Envoi, as a launcher or another program does."""
    subprocess.run(["gapplication", "action", APP, action, *parameter], check=True)


class Program:
    """A program under AT-SPI. Every wait is for an event; the timer only guards against missing
    ones."""

    def __init__(self, *argv, **options):
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, GLib
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        self.Atspi, self.GLib = Atspi, GLib
        self.context = GLib.MainContext.default()
        self.last_focus = None
        self.listener = Atspi.EventListener.new(self._on_event)
        for event in ("object:state-changed", "object:text-changed", "object:children-changed",
                      "object:property-change", "object:selection-changed", "window:", "focus:"):
            self.listener.register(event)
        self.process = subprocess.Popen(list(map(str, argv)), **options)
        self.root = self.until(self._application, 30)
        self.root.set_cache_mask(Atspi.Cache.NONE)

    def _on_event(self, event):
        if event.type == "object:state-changed:focused" and event.detail1:
            self.last_focus = event.source

    def _application(self):
        desktop = self.Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child and child.get_process_id() == self.process.pid and child.get_child_count():
                return child
        return None

    def until(self, found, seconds=15):
        """What found() returns, asked again after each event until it is true."""
        end = time.monotonic() + seconds
        while True:
            try:
                value = found()
            except self.GLib.Error:
                value = None
            if value:
                return value
            if time.monotonic() > end:
                raise TimeoutError(f"never came: {found}\n{self.outline()}")
            guard = self.GLib.timeout_add(100, lambda: True)
            self.context.iteration(True)
            while self.context.pending():
                self.context.iteration(False)
            self.GLib.source_remove(guard)

    def walk(self, root=None):
        stack = [root or self.root]
        while stack:
            node = stack.pop(0)
            yield node
            try:
                stack[0:0] = [child for i in range(node.get_child_count())
                              if (child := node.get_child_at_index(i))]
            except (self.GLib.Error, SystemError):
                # gone meanwhile; libatspi does not always say so in an error
                pass

    def is_visible(self, node):
        extents = self.Atspi.Component.get_extents(node, self.Atspi.CoordType.WINDOW)
        return extents.width > 0 and extents.height > 0

    def find(self, name=None, role=None, root=None, contains=None):
        for node in self.walk(root):
            try:
                text = node.get_name()
                if ((name is None or text == name) and (contains is None or contains in text) and
                        (role is None or node.get_role_name() in role.split("|")) and
                        (node.get_role_name() in ("frame", "window", "dialog", "filler") or
                         self.is_visible(node))):
                    return node
            except self.GLib.Error:
                continue
        return None

    def wait(self, name=None, role=None, seconds=15, **where):
        return self.until(lambda: self.find(name, role, **where), seconds)

    def wait_gone(self, name=None, role=None, seconds=15, **where):
        return self.until(lambda: not self.find(name, role, **where), seconds)

    def click(self, name, role="push button|button|toggle button|menu item|radio button",
              **where):
        self.act(self.wait(name, role, **where))

    def act(self, node, action=None):
        for i in range(self.Atspi.Action.get_n_actions(node)):
            if action in (None, self.Atspi.Action.get_action_name(node, i)):
                self.Atspi.Action.do_action(node, i)
                return
        raise LookupError(f"{node.get_name()} has no action {action or ''}")

    def write(self, name, text, role="text|entry|password text", **where):
        node = self.wait(name, role, **where)
        self.Atspi.EditableText.set_text_contents(node, text)
        self.until(lambda: self._shows(node, text))
        return node

    def _shows(self, node, text):
        """Newer GTK tells a reader of a password only how long it is."""
        shown = self.read(node)
        return shown == text or shown == "●" * len(text)

    def read(self, node):
        count = self.Atspi.Text.get_character_count(node)
        return self.Atspi.Text.get_text(node, 0, count)

    def has_state(self, node, state):
        return node.get_state_set().contains(getattr(self.Atspi.StateType, state))

    def window(self):
        title = active_title()
        windows = [self.root.get_child_at_index(i) for i in range(self.root.get_child_count())]
        return next((window for window in reversed(windows)
                     if window and window.get_name() == title), None)

    def _window_of(self, node):
        while node is not None and node.get_parent() != self.root:
            node = node.get_parent()
        return node

    def focus(self):
        """What has the keyboard in the window in front. The last event about it is asked first: to
        walk the whole tree takes long."""
        window, last = self.window(), self.last_focus
        try:
            if last and self.has_state(last, "FOCUSED") and self._window_of(last) == window:
                return last
        except self.GLib.Error:
            pass
        return next((node for node in self.walk(window) if self.has_state(node, "FOCUSED")), None) \
            if window else None

    def wait_window(self, title, seconds=15):
        self.until(lambda: active_title() == title, seconds)

    def wait_focus(self, name, seconds=15):
        """Until what has this in its name has the keyboard."""
        def found():
            node = self.focus()
            return node and name in node.get_name() and node
        try:
            return self.until(found, seconds)
        except TimeoutError:
            node = self.focus()
            raise AssertionError(f"{node and node.get_name()!r} has the focus in "
                                 f"{active_title()!r}, not {name!r}") from None

    def pointer_click(self, node, button=1):
        """A real click, for what offers no action."""
        frame = node
        while frame.get_role_name() not in ("frame", "dialog", "window", "filler"):
            frame = frame.get_parent()
        windows = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid), "--name",
             f"^{frame.get_name()}$"], capture_output=True, text=True).stdout.split()
        geometry = dict(line.split("=") for line in xdotool(
            "getwindowgeometry", "--shell", windows[-1]).split() if "=" in line)
        coordinates = self.Atspi.CoordType.WINDOW
        outer = self.Atspi.Component.get_extents(frame, coordinates)
        inner = self.Atspi.Component.get_extents(node, coordinates)
        x = int(geometry["X"]) + (int(geometry["WIDTH"]) - outer.width) // 2 + \
            inner.x + inner.width // 2
        y = int(geometry["Y"]) + (int(geometry["HEIGHT"]) - outer.height) // 2 + \
            inner.y + inner.height // 2
        xdotool("mousemove", x, y, "click", button)

    def outline(self):
        """The whole tree in words, for a failed wait."""
        def depth(node):
            n = 0
            while node is not None and node != self.root:
                node, n = node.get_parent(), n + 1
            return n
        lines = []
        for node in self.walk():
            try:
                lines.append("  " * depth(node) + f"{node.get_role_name()} '{node.get_name()}'")
            except self.GLib.Error:
                continue
        return "\n".join(lines)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGKILL)
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
