#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL between Send and 250. The server below stops where it is told to; when the program is
gone and started again, the letter must be there, in the right state, and go once."""

import asyncio
import pathlib
import signal
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from e2e_terminal import add_open_account, envoi, letters, start

STOPS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "dot")


class Server:
    """Takes letters and counts them; when stop_at is a step, it falls silent there and says so."""

    def __init__(self):
        self.stop_at = None
        self.stopped = threading.Event()
        self.accepted = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self.loop).result()
        self.port = server.sockets[0].getsockname()[1]

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    async def _answer(self, writer, step, text):
        if self.stop_at == step:
            self.stopped.set()
            await asyncio.sleep(3600)
        writer.write(text.encode() + b"\r\n")

    async def _letter(self, reader):
        lines = []
        while (line := await reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    async def _serve(self, reader, writer):
        try:
            await self._session(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _session(self, reader, writer):
        await self._answer(writer, "greeting", "220 here")
        while True:
            verb = (await reader.readuntil(b"\r\n")).decode().split()[0].rstrip(":").upper()
            if verb == "DATA":
                await self._answer(writer, verb, "354 go on")
                letter = await self._letter(reader)
                self.accepted.append(letter)
                await self._answer(writer, "dot", "250 kept")
            elif verb == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                await self._answer(writer, verb, "250 ok")


class Crash(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)
        add_open_account("li@example.test", self.server.port)

    def kill_at(self, step, subject):
        self.server.stop_at = step
        self.server.stopped.clear()
        process = start("send", "--account", "li@example.test", "--to", "han@example.test",
                        "--subject", subject, "--body", "once")
        self.assertTrue(self.server.stopped.wait(30), f"never came to {step}")
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.server.stop_at = None

    def letter(self, subject):
        (letter,) = [letter for letter in letters() if letter["subject"] == subject]
        return letter

    def copies(self, subject):
        needle = f"Subject: {subject}\r\n".encode()
        return sum(needle in octets for octets in self.server.accepted)

    def test_killed_before_the_dot_goes_once(self):
        for step in STOPS[:-1]:
            with self.subTest(step):
                subject = f"killed at {step}"
                self.kill_at(step, subject)
                run = envoi("outbox", "run")
                self.assertEqual(run.status, 0, run)
                self.assertEqual(self.letter(subject)["state"], "accepted")
                self.assertEqual(self.copies(subject), 1)

    def test_killed_after_the_dot_is_unknown_and_not_sent_again(self):
        subject = "killed after the dot"
        self.kill_at("dot", subject)
        envoi("outbox", "run")
        self.assertEqual(self.letter(subject)["state"], "unknown")
        envoi("outbox", "run")
        self.assertEqual(self.copies(subject), 1)

        accepted = envoi("outbox", "accept", self.letter(subject)["id"])
        self.assertEqual(accepted.status, 0, accepted)
        self.assertEqual(self.letter(subject)["state"], "accepted")
        self.assertEqual(self.copies(subject), 1)

    def test_unknown_goes_again_when_a_person_says_so(self):
        subject = "again, please"
        self.kill_at("dot", subject)
        envoi("outbox", "run")
        before = self.letter(subject)
        self.assertEqual(before["state"], "unknown")
        again = envoi("outbox", "again", before["id"])
        self.assertEqual(again.status, 0, again)
        envoi("outbox", "run")
        self.assertEqual(self.letter(subject)["state"], "accepted")
        self.assertEqual(self.copies(subject), 2)
        first, second = [octets for octets in self.server.accepted
                         if subject.encode() in octets]
        self.assertEqual(first, second)


if __name__ == "__main__":
    unittest.main(verbosity=2)
