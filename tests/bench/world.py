# SPDX-License-Identifier: GPL-3.0-or-later
"""Where it is measured: the programs, the letters, the servers, a home, and how one run is timed."""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import certificates  # noqa: E402
import postfix  # noqa: E402

FROM, SECRET = "alice@example.test", "geheim-geheim"
TEXT = "\n".join("The quick brown goose flies over the lazy river, with a letter at its foot."
                 for _ in range(12))
LIMIT_S = 300
MEMORY = "/dev/shm"


@dataclasses.dataclass
class Sample:
    seconds: float
    cpu: float
    rss_kib: int


class Failed(Exception):
    """A program did not do what it was to do, so its figure means nothing."""


class Sink:
    """The fast server. tally() says what came since it was asked last."""

    def __init__(self, world, *options):
        command = [world.bench / "sink", "--certificate", world.tls / "server.pem",
                   "--key", world.tls / "server.key", *options]
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def tally(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


class Postfix(postfix.Postfix):
    """Takes every letter from who has logged in and throws it away, so that what is measured is the
    submission and not the delivery."""

    def __init__(self, tls):
        super().__init__(password=SECRET)
        self.certificate = tls

    def __enter__(self):
        """In memory: there is one disk here, and it is Envoi's outbox that is to wait for it."""
        tempfile.tempdir, before = MEMORY if os.path.isdir(MEMORY) else None, tempfile.tempdir
        try:
            return super().__enter__()
        finally:
            tempfile.tempdir = before

    def _write(self):
        super()._write()
        shutil.copytree(self.certificate, self.dir / "tls", dirs_exist_ok=True)
        with open(self.dir / "etc/main.cf", "a", encoding="utf-8") as file:
            file.write("virtual_mailbox_maps = static:all\nvirtual_transport = discard:\n")
        with open(self.dir / "etc/master.cf", "a", encoding="utf-8") as file:
            file.write("discard unix - - n - - discard\n")
        # what the large providers offer to a password; each client takes what it likes best
        dovecot = self.dir / "dovecot.conf"
        dovecot.write_text(re.sub(r"(?m)^auth_mechanisms = .*$", "auth_mechanisms = plain login",
                                  dovecot.read_text()))

    def settle(self):
        """Waits until nothing is left to be delivered."""
        queues = [self.dir / "queue" / name for name in ("incoming", "active", "maildrop")]
        self._wait(lambda: not any(path.is_file() for queue in queues
                                   for path in queue.rglob("*")))

    def tally(self):
        self.settle()

    def close(self):
        self.__exit__()


class World:
    """Everything a row may need, made when it is first asked for; ends all of it."""

    def __init__(self, build, quick):
        self.build, self.quick = pathlib.Path(build).resolve(), quick
        self.bench = self.build / "tests/bench"
        self.cli = self.build / "src/envoi-cli"
        # on a real disk, since what is durable is measured; postfix must be able to get there
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="envoi-bench-", dir="/var/tmp"))
        self.dir.chmod(0o755)
        self.servers = {}
        self.homes = 0
        self.tls = certificates.make(self.dir / "tls")
        self.environment = {
            **{key: os.environ[key] for key in
               ("PATH", "HOME", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")
               if key in os.environ},
            "LC_ALL": "C.UTF-8", "BENCH_CA": str(self.tls / "ca.pem"), "BENCH_TEXT": TEXT,
            "NODE_PATH": "/usr/share/nodejs", "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.new_home()

    def close(self):
        for server in self.servers.values():
            server.close()
        shutil.rmtree(self.dir, ignore_errors=True)

    # --- servers

    def sink(self, *options):
        key = ("sink", *options)
        if key not in self.servers:
            self.servers[key] = Sink(self, *options)
        return self.servers[key]

    def postfix(self):
        if "postfix" not in self.servers:
            self.servers["postfix"] = Postfix(self.tls).__enter__()
        return self.servers["postfix"]

    # --- letters

    def letters(self, count):
        """A directory of small letters, N.eml."""
        directory = self.dir / "letters"
        directory.mkdir(exist_ok=True)
        body = TEXT.replace("\n", "\r\n")
        for i in range(count):
            path = directory / f"{i}.eml"
            if not path.exists():
                path.write_text(f"From: Alice <{FROM}>\r\nTo: Person {i} <person-{i}@example.test>"
                                f"\r\nSubject: A letter for person {i}\r\n"
                                "Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n"
                                f"Message-ID: <{i}@example.test>\r\nMIME-Version: 1.0\r\n"
                                "Content-Type: text/plain; charset=utf-8\r\n\r\n"
                                f"Dear person {i},\r\n\r\n{body}\r\n", newline="")
        return directory

    def large(self, mebibytes):
        """A directory with 0.bin, to be attached, and 0.eml, a letter that has it already."""
        directory = self.dir / f"large-{mebibytes}"
        if directory.exists():
            return directory
        directory.mkdir()
        with open(directory / "0.bin", "wb") as file:
            for _ in range(mebibytes):
                file.write(os.urandom(1 << 20))
        with open(directory / "0.eml", "wb") as out:
            out.write((f"From: {FROM}\r\nTo: person-0@example.test\r\nSubject: Large\r\n"
                       "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                       "--b\r\n\r\nSee the file.\r\n--b\r\n"
                       "Content-Type: application/octet-stream\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n").encode())
            out.flush()
            encoder = subprocess.Popen(["base64", "-w", "76", directory / "0.bin"],
                                       stdout=subprocess.PIPE)
            subprocess.run(["sed", "s/$/\\r/"], stdin=encoder.stdout, stdout=out, check=True)
            encoder.wait()
            out.write(b"--b--\r\n")
        return directory

    # --- the program's home

    def new_home(self):
        """Forgets everything that was kept."""
        if self.homes:
            shutil.rmtree(self.home)
        self.homes += 1
        self.home = self.dir / f"home-{self.homes}"
        self.home.mkdir(mode=0o700)
        for name, directory in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"),
                                ("XDG_CACHE_HOME", "cache")):
            self.environment[name] = str(self.home / directory)

    def add_account(self, port, security):
        options = ["--auth", "none"] if security == "none" else ["--ca-file", self.tls / "ca.pem"]
        self.check([self.cli, "account", "add", FROM, "--server", "127.0.0.1", "--port", port,
                    "--security", security, *options], stdin=SECRET.encode() + b"\n")

    # --- running

    def check(self, command, stdin=b""):
        """Runs what is not measured."""
        done = subprocess.run(list(map(str, command)), input=stdin, capture_output=True,
                              env=self.environment, timeout=LIMIT_S)
        if done.returncode != 0:
            raise Failed(f"{command}: {done.stderr.decode()}")
        return done.stdout

    def measure(self, command, stdin=None):
        """Runs a program once: a Sample."""
        result = self.dir / "sample"
        with open(stdin or os.devnull, "rb") as source, open(self.dir / "output", "wb+") as output:
            subprocess.run([str(self.bench / "measure"), str(result), *map(str, command)],
                           stdin=source, stdout=output, stderr=output, env=self.environment,
                           timeout=LIMIT_S, check=True)
            seconds, cpu, rss_kib, status = result.read_text().split()
            if int(status) != 0:
                output.seek(0)
                raise Failed(f"{' '.join(map(str, command))}\nended with {status}: "
                             + output.read().decode(errors="replace"))
        return Sample(float(seconds), float(cpu), int(rss_kib))


def wait_for_disk():
    """What was written before must not be paid for by who comes next."""
    os.sync()
    time.sleep(0.05)
