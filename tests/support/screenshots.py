#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of each main view, in English and Chinese, light and dark: screenshots.py BUILD OUT

What they show is real: letters that the practice server took or refused."""

import configparser
import contextlib
import gettext
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import desktop

WORDS = {
    "en": {
        "people": ["Li Lei <lilei@practice.test>", "Han Mei <hanmei@practice.test>",
                   "Zhang Wei <nobody@practice.test>", "Zhao Min <later@practice.test>"],
        "partly": "Agenda for the spring trip", "refused": "Invoice 2024-118",
        "unknown": "Certificate of enrolment", "accepted": "Book renewal",
        "name": "Wang Li", "to": "Li Lei <lilei@qq.com>, Han Mei <hanmei@gmail.com>",
        "subject": "Slides for Thursday’s talk", "file": "talk-v3.pdf",
        "text": "Hello Li Lei, hello Han Mei,\nThe slides for Thursday’s talk are attached. Please "
                "look at three things before we rehearse: the arrow on page 4, the table of our own "
                "measurements, and the last page, which is still empty.\nSee you tomorrow at two.",
        "agenda": "Hello everybody,\n\nWe meet on Saturday at eight, at the north gate. Bring "
                  "water.\nNotes are in the hidden file\n.route, next to the map.\n\nWang Li\n",
        "map": "trip-map.pdf",
    },
    "zh_CN": {
        "people": ["李雷 <lilei@practice.test>", "韩梅梅 <hanmei@practice.test>",
                   "张伟 <nobody@practice.test>", "赵敏 <later@practice.test>"],
        "partly": "春游安排", "refused": "发票 2024-118", "unknown": "在读证明",
        "accepted": "图书续借", "name": "王力",
        "to": "李雷 <lilei@qq.com>, 韩梅梅 <hanmei@gmail.com>",
        "subject": "周四报告的幻灯片", "file": "第三次作业（终稿）.pdf",
        "text": "李雷、韩梅梅，你们好！\n周四报告的幻灯片见附件。排练之前请看三处：第 4 页的箭头、"
                "我们自己的测量表，还有空着的最后一页。\n明天下午两点见。",
        "agenda": "大家好！\n\n周六早上八点在北门集合，请带水。路线图见附件。\n\n王力\n",
        "map": "路线.pdf",
    },
}



class Pictures:
    def __init__(self, build, out, language, shade):
        self.build, self.out, self.language = build, out, language
        self.words = WORDS[language]
        self.dark = shade != "light"
        self.contrast = shade == "contrast"
        self.suffix = f"{language}-{shade}"

    def cli(self, *args, stdin=""):
        return subprocess.run([self.build / "src/envoi-cli", *args], input=stdin, text=True,
                              capture_output=True, timeout=60)

    def practise(self, subject, *people, text=None, extra=()):
        to = [part for person in people for part in ("--to", person)]
        self.cli("send", "--account", "practice", "--subject", subject, "--body",
                 text or self.words["text"], *to, *extra)

    def seed(self):
        words = self.words
        self.practise(words["accepted"], words["people"][0])
        self.practise(words["unknown"], words["people"][1], "silent@practice.test")
        self.practise(words["refused"], words["people"][2])
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / words["map"]
            path.write_bytes(b"%PDF-1.7\n" + os.urandom(1_600_000))
            self.practise(words["partly"], *words["people"], text=words["agenda"],
                          extra=("--from", f"{words['name']} <you@practice.test>", "--bcc",
                                 "teacher@practice.test", "--attach", path))
        self.cli("account", "add", "wang@163.com", "--name", words["name"],
                 stdin="ABCDEFGHIJKLMNOP\n")

    def settle(self, program):
        """Until nothing moves any more: four pictures alike."""
        last, alike = None, 0
        for _ in range(60):
            while program.context.pending():
                program.context.iteration(False)
            now = subprocess.run(["import", "-window", "root", "rgb:-"], capture_output=True,
                                 check=True).stdout
            alike = alike + 1 if now == last else 0
            last = now
            if alike == 3:
                return

    def shoot(self, place, program, view):
        width, height = place.size.split("x")
        subprocess.run(["xdotool", "mousemove", width, height], check=True)
        self.settle(program)
        place.picture(self.out / f"{view}-{self.suffix}.png")

    def view(self, size, seeded, act):
        with desktop.Desktop(size=size, language=self.language, dark=self.dark,
                             frameless=True, contrast=self.contrast) as place:
            if callable(seeded):
                seeded()
            elif seeded:
                self.seed()
            with desktop.Program(self.build / "src/envoi") as program:
                self.settle(program)
                place.maximize()
                self.settle(program)
                act(place, program)

    def label(self, english, context=None):
        """What a control is called in this language: the program's own translation."""
        words = gettext.translation("envoi", self.build / "po", [self.language], fallback=True)
        return words.pgettext(context, english) if context else words.gettext(english)

    def fill(self, program, name, text):
        node = program.wait(self.label(name), "text|entry|password text")
        program.Atspi.EditableText.set_text_contents(node, text)

    def open_partly_accepted(self, program):
        desktop.activate("open-letter", "int64 4")
        program.wait(contains="nobody@practice.test", role="label")

    def scroll(self, x, y):
        """To the end of what is under the pointer."""
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "--repeat", "60",
                        "--delay", "5", "5"], check=True)

    def first_run(self):
        self.view("760x680", False, lambda place, program: self.shoot(place, program, "first-run"))

    def receipt(self):
        def act(place, program):
            self.open_partly_accepted(program)
            self.shoot(place, program, "receipt")
            program.click(self.label("Message"))
            program.wait(self.words["map"], "list item")
            self.shoot(place, program, "message")
        self.view("1080x740", True, act)

    def conversation(self):
        def act(place, program):
            self.open_partly_accepted(program)
            program.click(self.label("Conversation"))
            program.wait(contains="EHLO")
            self.shoot(place, program, "conversation")
            self.scroll(1100, 700)
            self.shoot(place, program, "conversation-letter")
            program.click(self.label("Textbook"))
            program.wait(contains="250 · ")
            self.shoot(place, program, "conversation-textbook")
            program.click(self.label("Wire"))
            program.wait(contains="EHLO [", role="list item")
            self.shoot(place, program, "conversation-wire")
            self.scroll(1100, 700)
            self.shoot(place, program, "conversation-wire-letter")
        self.view("1440x1000", True, act)

    def practice(self):
        def act(place, program):
            desktop.activate("show-place", "'practice'")
            self.shoot(place, program, "practice")
        self.view("1080x740", True, act)

    def empty(self):
        def act(place, program):
            self.cli("account", "add", "wang@163.com", stdin="ABCDEFGHIJKLMNOP\n")
            program.wait(self.label("Outbox"))
            desktop.activate("show-place", "'outbox'")
            self.shoot(place, program, "outbox-empty")
        self.view("1080x740", False, act)

    def narrow(self):
        def act(place, program):
            program.wait(contains=self.words["partly"], role="list item|label")
            self.shoot(place, program, "narrow")
            self.open_partly_accepted(program)
            self.shoot(place, program, "narrow-receipt")
            program.click(self.label("Conversation"))
            program.wait(contains="EHLO")
            self.shoot(place, program, "narrow-conversation")
            program.click(self.label("Wire"))
            program.wait(contains="EHLO [", role="list item")
            self.scroll(180, 500)
            self.shoot(place, program, "narrow-wire")
        self.view(NARROW, True, act)

    def places(self):
        """Where the letters are, in a small window."""
        def act(place, program):
            desktop.activate("edit-as-new", "int64 1")
            program.wait_window(self.words["accepted"])
            self.fill(program, "Subject", self.words["subject"])
            desktop.keys("ctrl+w")
            program.wait_window(self.label("Envoi"))
            for name in ("drafts", "sent", "practice"):
                desktop.activate("show-place", f"'{name}'")
                self.shoot(place, program, f"narrow-{name}")
        self.view(NARROW, True, act)

    def composer(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / self.words["file"]
            path.write_bytes(os.urandom(2_100_000))

            def act(place, program):
                desktop.activate("compose")
                self.fill(program, "To", self.words["to"])
                self.fill(program, "Subject", self.words["subject"])
                self.fill(program, "Message", self.words["text"])
                place.maximize()
                self.shoot(place, program, "composer")
                subprocess.run(["xclip", "-selection", "clipboard", "-t", "text/uri-list", "-i"],
                               input=path.as_uri() + "\r\n", text=True, check=True)
                program.pointer_click(program.wait(self.label("Message"), "text"))
                desktop.keys("ctrl+v")
                program.wait(contains=self.words["file"])
                self.shoot(place, program, "composer-attachments")
            self.view("800x700", True, act)

    def account(self):
        def act(place, program):
            desktop.activate("add-account")
            self.fill(program, "Mail address", "wangli_2003@163.com")
            self.fill(program, "Authorization code", "my_password")
            place.maximize()
            self.shoot(place, program, "account")
        self.view("920x860", False, act)

    def stopped(self):
        """A letter that waits, and is stopped."""
        def seed():
            self.practise(self.words["accepted"], "later@practice.test")

        def act(place, program):
            self.activate("open-letter", "<int64 1>")
            program.wait(contains="451", role="label")
            self.shoot(place, program, "narrow-waiting")
            program.click(self.label("Stop", "sending"))
            program.wait_gone(self.label("Stop", "sending"), "push button")
            self.shoot(place, program, "narrow-stopped")
        self.view(NARROW, seed, act)

    def later(self):
        """The menu beside Send, and the times one can choose."""
        def act(place, program):
            self.activate("compose")
            self.fill(program, "To", self.words["to"])
            self.fill(program, "Subject", self.words["subject"])
            place.maximize()
            # it offers a reader no action: GTK 4.8 puts the toggle inside
            self.settle(program)
            subprocess.run(["xdotool", "mousemove", "297", "28", "click", "1"], check=True)
            self.shoot(place, program, "narrow-send-menu")
            desktop.keys("Escape", "ctrl+shift+Return")
            program.wait_window(self.label("Send Later"))
            self.shoot(place, program, "narrow-send-later")
        self.view(NARROW, True, act)

    def sql(self, statement):
        path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "envoi/envoi.db"
        with contextlib.closing(sqlite3.connect(path, timeout=20)) as store:
            store.execute(statement)
            store.commit()

    def preferences(self):
        """Several accounts, and the question before old letters go."""
        def seed():
            self.seed()
            for address in ("wangli.secretary@mail.department.university.example.cn",
                            "wang@gmail.com"):
                self.cli("account", "add", address, "--server", "smtp.example.cn",
                         stdin="ABCDEFGHIJKLMNOP\n")
            self.sql("UPDATE letter SET ended_us = ended_us - 86400000000 * 400 "
                     "WHERE ended_us > 0")

        def act(place, program):
            self.activate("preferences")
            program.wait_window(self.label("Preferences"))
            place.maximize()
            self.shoot(place, program, "narrow-preferences")
            self.scroll(180, 400)
            self.shoot(place, program, "narrow-preferences-end")
            program.pointer_click(program.wait(self.label("Keep letters"), "label"))
            self.settle(program)
            desktop.keys("Down", "Down", "Down", "Return")
            program.wait(self.label("Delete"))
            self.shoot(place, program, "narrow-keep-question")
        self.view(NARROW, seed, act)

    def account_settings(self):
        def act(place, program):
            accounts = configparser.ConfigParser()
            accounts.read(pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "envoi/accounts.ini")
            ids = [section for section in accounts if "wang@163.com" in str(dict(accounts[section]))]
            self.activate("edit-account", f"<'{ids[0].split()[-1]}'>")
            program.wait(self.label("Mail address"))
            place.maximize()
            self.shoot(place, program, "narrow-account")
            program.pointer_click(program.wait(self.label("Server"), "label"))
            self.settle(program)
            self.shoot(place, program, "narrow-account-server")
        self.view(NARROW, True, act)

    def damage(self):
        def seed():
            self.seed()
            store = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "envoi"
            for file in store.glob("envoi.db-*"):
                file.unlink()
            (store / "envoi.db").write_bytes(b"this is no database" * 1000)

        self.view(NARROW, seed, lambda place, program: self.shoot(place, program, "narrow-damage"))


NARROW = "360x720"
# shown once more in high contrast
CONTRAST = ("receipt", "conversation", "composer")
VIEWS = ("first_run", "empty", "receipt", "conversation", "practice", "narrow", "places",
         "composer", "account", "stopped", "later", "preferences", "account_settings", "damage")


def shots():
    for language in WORDS:
        for shade in ("light", "dark"):
            for view in VIEWS:
                yield language, shade, view
    for view in CONTRAST:
        yield "en", "contrast", view


def main():
    build, out = (pathlib.Path(arg).resolve() for arg in sys.argv[1:3])
    if len(sys.argv) == 6:
        getattr(Pictures(build, out, *sys.argv[3:5]), sys.argv[5])()
        return
    for shot in shots():
        subprocess.run([sys.executable, __file__, build, out, *shot], check=True,
                       stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
