# SPDX-License-Identifier: GPL-3.0-or-later
"""What the crash tests share: a server with a ledger, the victim and its shim, and what must hold
afterwards, whatever happened."""

import asyncio
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

VICTIM = os.environ["CRASH_VICTIM"]
SHIM = os.environ["CRASH_SHIM"]
LIMIT_S = 60

ACCEPTS = "han@example.test"
REFUSES = "ghost@example.test"
LATER = "later@example.test"


class Server:
    """Accepts all but those it has another reply for, and keeps a ledger: Message-ID -> everybody
    it has a copy for. Before it answers the dot it has the letter, as the RFC has it."""

    def __init__(self, pipelining, replies=None):
        self.pipelining = pipelining
        self.replies = {REFUSES: b"550 5.1.1 nobody of that name\r\n"} if replies is None else replies
        self.ledger = {}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]

    def close(self):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _serve(self, reader, writer):
        try:
            await self._session(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @staticmethod
    def _path(line):
        return line[line.index("<") + 1:line.index(">")]

    async def _letter(self, reader):
        lines = []
        while (line := await reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    async def _session(self, reader, writer):
        hello = b"250-here\r\n250 PIPELINING\r\n" if self.pipelining else b"250 here\r\n"
        people = []
        writer.write(b"220 here\r\n")
        while True:
            line = (await reader.readuntil(b"\r\n")).decode()
            verb = line.split()[0].upper()
            if verb == "EHLO":
                writer.write(hello)
            elif verb == "RCPT" and (reply := self.replies.get(self._path(line))):
                writer.write(reply)
            elif verb == "DATA" and not people:
                writer.write(b"554 5.5.1 nobody to take it for\r\n")
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                self._accept(await self._letter(reader), people)
                writer.write(b"250 kept\r\n")
            elif verb == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                if verb == "MAIL":
                    people.clear()
                elif verb == "RCPT":
                    people.append(self._path(line))
                writer.write(b"250 ok\r\n")

    def _accept(self, octets, people):
        message_id = next((line.split(b":", 1)[1].strip().decode(errors="replace")
                           for line in octets.split(b"\r\n")
                           if line.lower().startswith(b"message-id:")), "none")
        self.ledger.setdefault(message_id, []).extend(people)


class Run:
    """One life of the victim and the next start."""

    def __init__(self, server, attachment=None, people=(), nfs=False):
        self.server = server
        self.attachment = attachment
        self.people = people
        self.nfs = nfs
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="envoi-crash-"))
        self.home.mkdir(mode=0o700)
        self.said = ""
        self.log = self.directory / "calls.log"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def home(self):
        return self.directory / "home"

    def _call(self, *arguments, plan=None):
        environment = dict(os.environ, LD_PRELOAD=SHIM)
        if self.nfs:
            environment["CRASH_SHIM_NFS"] = "1"
        if plan is not None:
            environment |= {"CRASH_SHIM_PLAN": plan,
                            "CRASH_SHIM_DIRECTORY": str(self.home), "CRASH_SHIM_LOG": str(self.log)}
        return subprocess.run([VICTIM, arguments[0], self.home, str(self.server.port),
                               *arguments[1:]], capture_output=True, text=True, timeout=LIMIT_S,
                              env=environment)

    def send(self, plan=None):
        done = self._call("send", str(self.attachment), *self.people, plan=plan)
        self.said = done.stdout
        return done

    def recover(self):
        done = self._call("recover")
        if done.returncode != 0:
            raise AssertionError(f"cannot start again: {done.returncode}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def count_calls(self):
        return self.log.read_bytes().count(b"\n")


def check(run, found, had_before=()):
    """Nothing lost, nothing twice. `had_before`: who had a copy before the next start."""
    letters = found["letters"]
    have = [*had_before] + [person for letter in letters
                            for person in run.server.ledger.get(letter["message_id"], [])]

    def must(what, truth):
        if not truth:
            raise AssertionError(f"{what}\nsaid: {run.said}\nfound: {found}\n"
                                 f"have a copy: {sorted(have)}")

    must("at most one letter came of one draft", len(letters) <= 1)
    if "saved" in run.said:
        must("a draft or its letter, never both, never neither",
             found["drafts"] + len(letters) == 1)
    if "kept" in run.said:
        must("what was said to be kept is there", len(letters) == 1)
    if not letters:
        return "draft"
    state = letters[0]["state"]
    must("it goes to each once", len(have) == len(set(have)))
    must("what the server has is accepted or unknown",
         not have or state in ("accepted", "partly-accepted", "unknown"))
    must("what is said to be accepted, the server has",
         state == "unknown" or set(have) == set(run.people) - {REFUSES})
    must("after the next start it waits no more",
         state in ("accepted", "partly-accepted", "unknown"))
    for word in ("accepted", "partly-accepted"):
        if f"state {word}\n" in run.said:
            must("what a person was told stays true", state == word)
    return state


def parallel(function, arguments):
    """function(argument) for each, two at a time; the first failure is raised."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(function, arguments))


def summary(states, what):
    """Only said when every check held."""
    return (f"{states.total()} {what}, 0 lost, 0 doubled: " +
            ", ".join(f"{n} {state}" for state, n in sorted(states.items())))
