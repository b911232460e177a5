# SPDX-License-Identifier: GPL-3.0-or-later
"""A store with letters in every state, made by the program itself, and what may be done to its
files by a disk that is wrong without saying so."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import threading

from crash_support import ACCEPTS, LATER, REFUSES, SHIM, Server

CLI = os.environ["ENVOI_CLI"]
ADDRESS = "li@example.test"
PAGE = 4096
LIMIT_S = 20


class Post(Server):
    """Keeps each letter's octets too. Of one whose subject says so it takes the octets, and never
    answers."""

    def __init__(self, replies):
        super().__init__(True, replies)
        self.octets = {}
        self.silent = threading.Event()

    def _accept(self, octets, people):
        super()._accept(octets, people)
        self.octets.setdefault(next(reversed(self.ledger)), []).append(octets)
        if b"\r\nSubject: unknown\r\n" in octets:
            raise ConnectionError
        if b"\r\nSubject: confirming\r\n" in octets:
            self.silent.set()
            raise ConnectionError


class Home:
    """A person's directories, and envoi-cli there."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory, ignore_errors=True)

    @classmethod
    def new(cls):
        return cls(tempfile.mkdtemp(prefix="envoi-flip-"))

    def copy(self):
        home = Home.new()
        shutil.copytree(self.directory, home.directory, dirs_exist_ok=True)
        return home

    @property
    def store(self):
        return self.directory / "data" / "envoi"

    @property
    def attachments(self):
        return sorted((self.store / "attachments").iterdir())

    @property
    def environment(self):
        names = ("data", "config", "state", "cache", "runtime")
        # the shim, so that a copy is not known for one
        return os.environ | {"LD_PRELOAD": SHIM} | {f"XDG_{name.upper()}_HOME": str(self.directory / name)
                             for name in names}

    def set_port(self, port):
        path = self.directory / "config" / "envoi" / "accounts.ini"
        path.write_text(re.sub(r"(?m)^port=.*$", f"port={port}", path.read_text()))

    def envoi(self, *arguments):
        command = [CLI, *map(str, arguments)]
        try:
            return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  errors="replace", timeout=LIMIT_S, env=self.environment)
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, None, "", "has no end")

    def letters(self):
        return json.loads(self.envoi("outbox", "list", "--all", "--json").stdout)

    def count_damage(self):
        """What a person is or was told of, by the store."""
        with contextlib.closing(sqlite3.connect(self.store / "envoi.db")) as database, \
                contextlib.suppress(sqlite3.DatabaseError):
            return database.execute("SELECT COUNT (*) FROM damage").fetchone()[0]
        return 0

    def send(self, subject, *people, more=()):
        to = [word for person in people for word in ("--to", person)]
        return self.envoi("send", "--account", ADDRESS, *to, "--subject", subject, "--body",
                          f"This is {subject}.\n.\nAnd that is all.\n", *more)

    def kill_confirming(self, server):
        """A process that is killed between the dot and the reply to it; its log is left behind."""
        process = subprocess.Popen([CLI, "send", "--account", ADDRESS, "--to", ACCEPTS, "--subject",
                                    "confirming", "--body", "x"], env=self.environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert server.silent.wait(LIMIT_S)
        process.kill()
        process.wait()


def write_files(directory):
    """Attachments: small, and larger than a letter's own octets may be."""
    small, large = directory / "small.bin", directory / "large.bin"
    small.write_bytes(bytes(range(256)))
    large.write_bytes(bytes(i * 7 % 253 for i in range(150_000)))
    return small, large


def build(server):
    """Returns: a home with letters in all states."""
    home = Home.new()
    small, large = write_files(home.directory)
    subprocess.run([CLI, "account", "add", ADDRESS, "--server", "127.0.0.1", "--port",
                    str(server.port), "--security", "none", "--auth", "none"], input="\n",
                   text=True, env=home.environment, check=True, capture_output=True)
    for number in range(3):
        home.send(f"accepted {number}", ACCEPTS, more=["--attach", small])
    home.send("partly", ACCEPTS, REFUSES)
    home.send("refused", REFUSES)
    home.send("unknown", ACCEPTS)
    home.send("waiting", LATER)
    home.send("half waiting", ACCEPTS, LATER)
    home.send("taken back", ACCEPTS, more=["--queue", "--attach", small])
    home.envoi("outbox", "cancel", home.letters()[0]["id"])
    home.send("queued", ACCEPTS, more=["--queue"])
    home.send("queued with a file", ACCEPTS, "mei@example.test",
              more=["--queue", "--attach", small])
    home.send("queued with a large file", ACCEPTS, more=["--queue", "--attach", large])
    long = home.directory / "long.txt"
    long.write_text("".join(f"line {i} of a long letter\n" for i in range(2000)))
    home.envoi("send", "--account", ADDRESS, "--to", ACCEPTS, "--subject", "queued and long",
               "--body-file", long, "--queue")
    home.kill_confirming(server)
    return home


# --- what a disk may do --------------------------------------------------------------------------

def flip_bits(random, path, n=1):
    octets = bytearray(path.read_bytes())
    for _ in range(n if octets else 0):
        octets[random.randrange(len(octets))] ^= 1 << random.randrange(8)
    path.write_bytes(octets)


def overwrite(random, path):
    octets = bytearray(path.read_bytes())
    length = random.choice((16, 512, PAGE))
    place = random.randrange(max(1, len(octets) - length))
    octets[place:place + length] = random.randbytes(length)
    path.write_bytes(octets)


def zero_page(random, path):
    octets = bytearray(path.read_bytes())
    place = random.randrange(max(1, len(octets) // PAGE)) * PAGE
    octets[place:place + PAGE] = bytes(len(octets[place:place + PAGE]))
    path.write_bytes(octets)


def swap_pages(random, path):
    octets = bytearray(path.read_bytes())
    one, other = (random.randrange(max(1, len(octets) // PAGE)) * PAGE for _ in range(2))
    octets[one:one + PAGE], octets[other:other + PAGE] = \
        octets[other:other + PAGE], octets[one:one + PAGE]
    path.write_bytes(octets)


def truncate(random, path):
    size = path.stat().st_size
    os.truncate(path, random.choice((random.randrange(size + 1),
                                     random.randrange(size // PAGE + 1) * PAGE)))


def remove(_random, path):
    path.unlink()


def replace(random, path):
    path.write_bytes(random.choice((b"", b"SQLite format 3\0", b"not what it was\n" * 300)))


def swap_files(random, path):
    other = random.choice([other for other in path.parent.iterdir() if other != path])
    one, two = path.read_bytes(), other.read_bytes()
    path.write_bytes(two)
    other.write_bytes(one)


DATABASE = (flip_bits, flip_bits, flip_bits, overwrite, zero_page, swap_pages, truncate, replace)
LOG = (flip_bits, overwrite, zero_page, truncate, remove)
ATTACHMENT = (flip_bits, truncate, remove, swap_files)


def damage(random, home):
    """Returns: what was done to which file."""
    path, ways = random.choice((
        (home.store / "envoi.db", DATABASE), (home.store / "envoi.db", DATABASE),
        (home.store / "envoi.db", DATABASE), (home.store / "envoi.db-wal", LOG),
        (random.choice(home.attachments), ATTACHMENT)))
    way = random.choice(ways)
    way(random, path)
    return f"{way.__name__} {path.relative_to(home.store)}"
