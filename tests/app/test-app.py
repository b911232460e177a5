#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real program on a desktop of its own: what starts it, what it opens, when it ends, and what it
says when it cannot. test-app.py PROGRAM [TEST]; speaks TAP."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import desktop  # noqa: E402
import each  # noqa: E402
from services import Notifications  # noqa: E402

ENVOI = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "_build/src/envoi").resolve()


# libadwaita 1.7 measures the heading of its own AdwMessageDialog for less than the heading needs,
# and GTK 4.18 says so.
NARROW_HEADING = re.compile(
    r"\(envoi:\d+\): Gtk-WARNING \*\*: \S+ Trying to measure GtkLabel \S+ for width of \d+, "
    r"but it needs at least \d+\n")


@contextlib.contextmanager
def program(*args, allowed=None, **options):
    """Envoi under test, its messages kept: any warning but an allowed one fails."""
    log = pathlib.Path(os.environ["XDG_RUNTIME_DIR"]) / "envoi.log"
    with log.open("w") as stderr, \
            desktop.Program(ENVOI, *args, stderr=stderr, **options) as envoi:
        yield envoi
    said = log.read_text()
    if allowed:
        said = allowed.sub("", said)
    assert "WARNING" not in said and "CRITICAL" not in said, said


def windows(envoi):
    return [envoi.root.get_child_at_index(i).get_name()
            for i in range(envoi.root.get_child_count())]


def ends_by_itself(envoi, seconds):
    assert envoi.process.wait(seconds) == 0, envoi.process.returncode


def test_welcomes():
    with desktop.Desktop(keyring=False), program() as envoi:
        envoi.wait(contains="Welcome to Envoi")
        envoi.wait("Send a Practice Letter")
        limits = pathlib.Path(f"/proc/{envoi.process.pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["1", "1"], core


def test_speaks_chinese():
    with desktop.Desktop(keyring=False, language="zh_CN"), program() as envoi:
        envoi.wait("欢迎使用鸿雁")


def test_practice_letter_is_written_out():
    with desktop.Desktop(keyring=False), program() as envoi:
        envoi.click("Send a Practice Letter")
        envoi.until(lambda: "My first letter" in windows(envoi))


def test_a_mailto_link_opens_a_letter_only():
    with desktop.Desktop(keyring=False), \
            program("mailto:li@example.org?subject=Lunch&attach=/etc/passwd") as envoi:
        envoi.until(lambda: windows(envoi) == ["Lunch"])
        assert not envoi.find(contains="passwd")


def test_one_process():
    with desktop.Desktop(keyring=False), program() as envoi:
        envoi.wait(contains="Welcome to Envoi")
        subprocess.run([ENVOI, "--compose"], check=True, timeout=20)
        envoi.until(lambda: len(windows(envoi)) == 2)
        subprocess.run([ENVOI, "mailto:li@example.org?subject=Supper"], check=True, timeout=20)
        envoi.until(lambda: "Supper" in windows(envoi))


def test_files_wait_for_a_yes():
    with desktop.Desktop(keyring=False) as place:
        report = place.dir / "report.pdf"
        report.write_text("a report")
        with program(report, allowed=NARROW_HEADING) as envoi:
            envoi.wait(contains="Attach 1 file?")
            assert not envoi.find("report.pdf")
            # GTK 4.8 speaks a dialog's button twice
            button = "push button|button"
            envoi.act(envoi.until(lambda: envoi.find("Attach Attach", button) or
                                  envoi.find("Attach", button)))
            envoi.wait(contains="report.pdf")


def test_hidden_files_are_not_taken():
    with desktop.Desktop(keyring=False) as place:
        secret = place.dir / ".ssh" / "id"
        secret.parent.mkdir()
        secret.write_text("a key")
        with program(secret, allowed=NARROW_HEADING) as envoi:
            envoi.wait(contains="Nothing was attached")


def test_actions():
    with desktop.Desktop(keyring=False), program() as envoi:
        envoi.wait(contains="Welcome to Envoi")
        desktop.activate("add-account")
        envoi.until(lambda: "Add Account" in windows(envoi))
        envoi.click("Cancel")
        envoi.until(lambda: "Add Account" not in windows(envoi))
        desktop.activate("preferences")
        envoi.until(lambda: "Preferences" in windows(envoi))
        desktop.keys("Escape")
        envoi.until(lambda: "Preferences" not in windows(envoi))
        desktop.activate("open-draft", "'no-such-draft'")
        desktop.activate("open-letter", "int64 4711")
        desktop.activate("quit")
        ends_by_itself(envoi, 20)


def test_an_account_is_tried_and_kept():
    """Against a server whose certificate nobody signed: the code ends in the keyring only."""
    with desktop.Desktop():
        server = subprocess.Popen([ENVOI.parent / "envoi-cli", "practice", "--personality", "tls"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            port = server.stdout.readline().strip()
            with program() as envoi:
                envoi.wait(contains="Welcome to Envoi")
                desktop.activate("add-account")
                envoi.write("Mail address", "li@university.example")
                envoi.write("Name of the server", "127.0.0.1")
                envoi.write("Port", port)
                envoi.write("Password", "kept-in-the-keyring")
                envoi.click("Run Test")
                envoi.click("Trust This Certificate for This Server")
                save = envoi.wait("Save", role="push button|button")
                envoi.until(lambda: envoi.has_state(save, "SENSITIVE"))
                envoi.act(save)
                envoi.until(lambda: "Add Account" not in windows(envoi))
        finally:
            server.terminate()
            server.wait()
        kept = pathlib.Path(os.environ["XDG_CONFIG_HOME"], "envoi", "accounts.ini").read_text()
        assert "li@university.example" in kept and "kept-in-the-keyring" not in kept, kept
        account = re.search(r"\[(?:account )?([a-z0-9-]+)\]", kept).group(1)
        found = subprocess.run(["secret-tool", "lookup", "account", account], capture_output=True,
                               text=True, check=False)
        assert found.stdout == "kept-in-the-keyring", (found, kept)


def test_damaged_store_is_put_right_and_said_once():
    with desktop.Desktop(keyring=False):
        home = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "envoi"
        home.mkdir()
        damaged = b"this is no database" * 1000
        (home / "envoi.db").write_bytes(damaged)
        with program(allowed=NARROW_HEADING) as envoi:
            envoi.wait(contains="Your letters were damaged")
            kept, = home.glob("envoi.db.damaged-*")
            assert kept.read_bytes() == damaged
            envoi.wait(contains=kept.name)
        with program() as envoi:
            envoi.wait(contains="Welcome to Envoi")
            assert not envoi.find(contains="Your letters were damaged")


def test_damage_met_in_use_starts_again():
    with desktop.Desktop(keyring=False):
        home = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "envoi"
        with program() as envoi:
            envoi.wait(contains="Welcome to Envoi")
        with contextlib.closing(sqlite3.connect(home / "envoi.db")) as database:
            root, = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'person'"
                                     ).fetchone()
        with open(home / "envoi.db", "r+b") as file:
            file.seek((root - 1) * 4096)
            file.write(b"\xa5" * 4096)
        (home / "locks" / ".store").write_text("o")
        with program(allowed=NARROW_HEADING) as envoi:
            envoi.wait(contains="Some of your letters are damaged")
            envoi.act(envoi.until(lambda: envoi.find("Start Again Start Again", "push button|button")
                                  or envoi.find("Start Again", "push button|button")))
            envoi.until(lambda: list(home.glob("envoi.db.damaged-*")))


def test_damaged_accounts_are_said():
    with desktop.Desktop(keyring=False):
        config = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "envoi"
        config.mkdir()
        (config / "accounts.ini").write_text("[[[")
        with program() as envoi:
            envoi.wait("Your accounts cannot be read")


def test_half_an_installation_is_said():
    with desktop.Desktop(keyring=False) as place:
        lonely = place.dir / "bin" / "envoi"
        lonely.parent.mkdir()
        shutil.copy(ENVOI, lonely)
        os.environ.pop("GSETTINGS_SCHEMA_DIR", None)
        os.environ["XDG_DATA_DIRS"] = str(place.dir / "nothing")
        ended = subprocess.run([lonely], capture_output=True, text=True, timeout=20, check=False)
        assert ended.returncode == 1, ended
        assert "not installed completely" in ended.stderr, ended.stderr


def test_stays_until_the_letter_is_gone():
    """Closing every window is no reason to keep a letter back."""
    with desktop.Desktop(keyring=False):
        with program() as envoi:
            envoi.click("Send a Practice Letter")
            envoi.until(lambda: "My first letter" in windows(envoi))
            envoi.click("Send")
            envoi.wait(contains="Undo")
            desktop.activate("quit")
            envoi.until(lambda: not windows(envoi))
            assert envoi.process.poll() is None
            ends_by_itself(envoi, 40)
        spool = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "envoi" / "practice"
        assert any(spool.iterdir()), "the letter never arrived"


def test_a_refusal_is_told():
    """Nobody looks: the desktop says that the letter was refused."""
    with desktop.Desktop(keyring=False):
        notifications = Notifications()
        with program("mailto:nobody@practice.test?subject=Hello&body=Hello") as envoi:
            envoi.until(lambda: "Hello" in windows(envoi))
            envoi.click("Send")
            envoi.wait(contains="Undo")
            desktop.activate("quit")
            envoi.until(lambda: notifications.shown, 40)
            (title, body), = notifications.shown.values()
            assert "Hello" in title and "nobody@practice.test" in body, (title, body)


def test_terminated_keeps_what_was_typed():
    with desktop.Desktop(keyring=False):
        with program("mailto:li@example.org?subject=Kept&body=every%20word") as envoi:
            envoi.until(lambda: "Kept" in windows(envoi))
            desktop.type_text("more")
            envoi.process.send_signal(signal.SIGTERM)
            ends_by_itself(envoi, 20)
        with program() as envoi:
            desktop.activate("show-place", "'drafts'")
            envoi.wait(contains="Kept")


def test_a_draft_is_deleted_and_comes_back():
    with desktop.Desktop(keyring=False):
        with program("mailto:li@example.org?subject=Kept&body=every%20word") as envoi:
            envoi.until(lambda: "Kept" in windows(envoi))
            desktop.type_text("more")
            desktop.keys("ctrl+w")
            ends_by_itself(envoi, 20)
        with program() as envoi:
            desktop.activate("show-place", "'drafts'")
            envoi.wait("Kept", role="label")
            envoi.until(lambda: desktop.active_title() == "Envoi")
            desktop.keys("alt+1")
            envoi.wait_focus("Kept")
            desktop.keys("Delete")
            envoi.wait("Draft deleted", role="label")
            envoi.wait("No Drafts")
            # the toolkit speaks a toast's button twice
            envoi.act(envoi.wait(contains="Undo", role="push button|button"))
            envoi.wait("Kept", role="label")
            envoi.wait_gone("Draft deleted", role="label")
            desktop.keys("alt+1")
            envoi.wait_focus("Kept")
            desktop.keys("shift+F10")
            envoi.click("Delete", role="menu item|push button|button")
            envoi.wait("No Drafts")
        with program() as envoi:
            desktop.activate("show-place", "'drafts'")
            envoi.wait("No Drafts")


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not(), [ENVOI]))
