#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An authorization code is in the keyring and nowhere else: a distinctive one goes through the
terminal and through the window, by every kind of login, over TLS; then it is looked for in every
file, in all that was printed, in argv and environment while the programs run, and in the memory of
the window afterwards – as it is, as base64 in each alignment, and as the keys SCRAM makes of it.
test_secrets.py [TEST]; speaks TAP."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import secrets
import socket
import ssl
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

import certificates
import desktop
import each

ENVOI, CLI = os.environ["ENVOI"], os.environ["ENVOI_CLI"]
USER = "li@university.example"
SALT, ROUNDS = b"saltsaltsaltsalt", 4096


def new_code():
    # starts and ends with what no word has, so that a part of it is as good as all of it
    return "zQ7" + secrets.token_hex(9) + "7Qz"


def aligned(data):
    """What is the same in base64 of any text with data in it, for each of three places."""
    forms = []
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data)
        forms.append(text[-(-before * 8 // 6):len(text.rstrip(b"=")) - 1])
    return forms


def scram_keys(code, digest="sha256"):
    salted = hashlib.pbkdf2_hmac(digest, code, SALT, ROUNDS)
    client = hmac.digest(salted, b"Client Key", digest)
    return [salted, client]


def needles(code):
    """name: octets, for everything that would give the code away."""
    code = code.encode()
    found = {"code": code, "PLAIN": base64.b64encode(b"\0" + USER.encode() + b"\0" + code),
             "hexadecimal": code.hex().encode(), "wide": code.decode().encode("utf-32-le")}
    for number, form in enumerate(aligned(code)):
        found[f"base64 {number}"] = form
    for name, key in zip(("salted password", "client key"), scram_keys(code)):
        found[name] = key
        for number, form in enumerate(aligned(key)):
            found[f"{name} {number}"] = form
    return found


def search(what, data, code):
    shown = [name for name, needle in needles(code).items() if needle in data]
    assert not shown, f"{what} shows {shown}"


def finds(search_there, *args):
    """The search can find: it does so where the code must be."""
    try:
        search_there(*args)
    except AssertionError:
        return
    raise AssertionError("the code is not recognised where it is")


class Server:
    """Implicit TLS; one kind of login; `paused` is set while a login waits for `go`. A talkative one
    repeats the code in its reply, as careless servers do; one that closes does so after a letter.
    `seen`: the octets that came to it."""

    def __init__(self, directory, code, mechanism, talkative=False, closes=False):
        self.code, self.mechanism = code, mechanism
        self.talkative, self.closes = talkative, closes
        self.paused, self.go = threading.Event(), threading.Event()
        self.letters, self.logins, self.seen = 0, 0, b""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(directory / "server.pem", directory / "server.key")
        self.listener = context.wrap_socket(socket.create_server(("127.0.0.1", 0)),
                                            server_side=True)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except ssl.SSLError:
                continue
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, connection.makefile("rwb", buffering=0) as stream:
            self.stream = stream
            try:
                self._talk()
            except (OSError, ValueError):
                pass

    def say(self, text):
        self.stream.write(text.encode() + b"\r\n")

    def hear(self):
        line = self.stream.readline()
        if not line:
            raise OSError
        self.seen += line
        return line.decode().rstrip("\r\n")

    def _talk(self):
        self.say("220 here")
        while True:
            words = self.hear().split(" ")
            verb = words[0].upper()
            if verb == "EHLO":
                self.say("250-here")
                self.say(f"250 AUTH {self.mechanism.upper()}")
            elif verb == "AUTH":
                self._try(words[2] if len(words) > 2 else "")
            elif verb == "DATA":
                self.say("354 go on")
                while self.hear() != ".":
                    pass
                self.letters += 1
                self.say("250 kept")
                if self.closes:
                    raise OSError
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def _ask(self, text):
        self.say("334 " + base64.b64encode(text).decode())
        return base64.b64decode(self.hear())

    def _try(self, initial):
        self.logins += 1
        self.paused.set()
        assert self.go.wait(60)
        answer = base64.b64decode(initial)
        good = getattr(self, "_" + self.mechanism.replace("-", "_"))(answer)
        echo = f" {self.code} {base64.b64encode(self.code.encode()).decode()}"
        self.say(("235 welcome" if good else "535 5.7.8 no") + (echo if self.talkative else ""))

    def _plain(self, answer):
        return answer.split(b"\0")[-1] == self.code.encode()

    def _login(self, answer):
        user = answer or self._ask(b"Username:")
        return (user.decode(), self._ask(b"Password:").decode()) == (USER, self.code)

    def _cram_md5(self, answer):
        challenge = b"<1@here>"
        wanted = hmac.digest(self.code.encode(), challenge, "md5").hex()
        return self._ask(challenge).decode() == f"{USER} {wanted}"

    def _xoauth2(self, answer):
        return answer == f"user={USER}\1auth=Bearer {self.code}\1\1".encode()

    def _scram_sha_256(self, answer):
        first = answer.decode().split(",", 2)[2]
        nonce = first.split("r=")[1] + "server"
        challenge = f"r={nonce},s={base64.b64encode(SALT).decode()},i={ROUNDS}"
        final, proof = self._ask(challenge.encode()).decode().split(",p=")
        salted, client = scram_keys(self.code.encode())
        said = f"{first},{challenge},{final}".encode()
        signature = hmac.digest(hashlib.sha256(client).digest(), said, "sha256")
        wanted = bytes(a ^ b for a, b in zip(client, signature))
        key = hmac.digest(salted, b"Server Key", "sha256")
        self._ask(b"v=" + base64.b64encode(hmac.digest(key, said, "sha256")))
        return base64.b64decode(proof) == wanted


def look_at(pid, code):
    """What every user of the machine may read of a running program, and its core limit."""
    proc = pathlib.Path("/proc", str(pid))
    for name in ("cmdline", "environ"):
        search(f"/proc/PID/{name}", (proc / name).read_bytes(), code)
    limit = re.search(r"Max core file size +(\d+) +(\d+)", (proc / "limits").read_text())
    # of 1, a handler that takes cores by a pipe is not started either
    assert limit and max(map(int, limit.groups())) <= 1, limit


def search_files(code, *places):
    for place in {str(place) for place in places}:
        for path in pathlib.Path(place).rglob("*"):
            if path.is_file() and not path.is_symlink():
                search(path, path.read_bytes(), code)


def search_memory(pid, code):
    """Every page of a running process that can be written."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb") as mem:
        for line in maps:
            span, mode = line.split()[:2]
            if not mode.startswith("rw") or "[vvar" in line:
                continue
            begin, end = (int(text, 16) for text in span.split("-"))
            try:
                mem.seek(begin)
                search(f"memory {line.strip()}", mem.read(end - begin), code)
            except OSError:
                pass


class Place:
    def __init__(self, desk):
        self.directory = pathlib.Path(desk.dir)
        self.certificates = certificates.make(self.directory / "certificates")
        self.printed = b""

    def run(self, *args, stdin="", code=None, server=None, status=0):
        """The terminal front, which says all it can; looked at while a login waits."""
        process = subprocess.Popen([CLI, *map(str, args)], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=os.environ | {"G_MESSAGES_DEBUG": "all"})
        if stdin:
            process.stdin.write(stdin.encode())
        process.stdin.close()
        process.stdin = None
        if server:
            assert server.paused.wait(30)
            look_at(process.pid, code)
            server.go.set()
        out, err = process.communicate(timeout=60)
        assert process.returncode == status, (process.returncode, out, err)
        self.printed += out + err
        return out

    def add(self, server, code, address=USER):
        self.run("account", "add", address, "--server", "127.0.0.1", "--port", server.port,
                 "--security", "tls", "--ca-file", self.certificates / "ca.pem", "--user", USER,
                 "--auth", server.mechanism, stdin=code + "\n")

    def search(self, code):
        search("what was printed", self.printed, code)
        search_files(code, self.directory, *(os.environ[name] for name in (
            "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")))


def try_terminal(mechanism, talkative=False):
    with desktop.Desktop() as desk:
        place, code = Place(desk), new_code()
        server = Server(place.certificates, code, mechanism, talkative)
        place.add(server, code)
        place.run("account", "test", USER, "--conversation", code=code, server=server)
        place.run("account", "test", USER, "--json")
        out = place.run("send", "--account", USER, "--to", "han@university.example", "--subject",
                        "Lunch", "--body", "At noon?", "--json")
        # the debug lines of GLib go to standard output too
        letter = json.loads(out[re.search(rb"^{", out, re.MULTILINE).start():].split(b"\n}\n")[0] + b"}")
        assert letter["state"] == "accepted", letter
        place.run("outbox", "show", letter["id"], "--json")
        place.run("outbox", "show", letter["id"])
        place.run("account", "list", "--json")
        assert server.letters == 1 and server.logins == 3, (server.letters, server.logins)
        place.search(code)
        if mechanism == "plain":
            finds(search, "the wire", server.seen, code)


def test_plain_in_the_terminal():
    try_terminal("plain")


def test_login_in_the_terminal():
    try_terminal("login")


def test_cram_md5_in_the_terminal():
    try_terminal("cram-md5")


def test_scram_in_the_terminal():
    try_terminal("scram-sha-256")


def test_token_in_the_terminal():
    try_terminal("xoauth2")


def test_a_server_that_repeats_it():
    try_terminal("plain", talkative=True)


def try_window(mechanism):
    """From the keyring, in the window; then its memory is searched."""
    with desktop.Desktop() as desk:
        place, code = Place(desk), new_code()
        # what a server must not repeat is known for as long as there is a connection
        server = Server(place.certificates, code, mechanism, closes=True)
        place.add(server, code)
        place.run("send", "--account", USER, "--to", "han@university.example", "--subject", "Lunch",
                  "--body", "At noon?", "--queue")
        said = open(place.directory / "said", "wb")
        with said, desktop.Program(ENVOI, env=os.environ | {"G_MESSAGES_DEBUG": "all"},
                                   stdout=said, stderr=said) as envoi:
            assert server.paused.wait(60)
            look_at(envoi.process.pid, code)
            finds(search_memory, envoi.process.pid, code)
            server.go.set()
            envoi.until(lambda: server.letters == 1, 40)
            desktop.activate("open-letter", "int64 1")
            envoi.wait(contains="Accepted by 127.0.0.1", seconds=20)
            search_memory(envoi.process.pid, code)
        place.search(code)


def test_plain_in_the_window():
    try_window("plain")


def test_login_in_the_window():
    try_window("login")


def test_scram_in_the_window():
    try_window("scram-sha-256")


def test_token_in_the_window():
    try_window("xoauth2")


if __name__ == "__main__":
    sys.exit(each.run(globals(), desktop.why_not()))
