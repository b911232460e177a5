# SPDX-License-Identifier: GPL-3.0-or-later
"""A submission server that writes down what it accepted, so that a test can count. It answers at
once, or as slowly as it is told; it may want a login, and one sender, and no large letters."""

import asyncio
import base64
import collections
import email
import email.policy
import threading


class Ledger:
    """with Ledger() as server: letters is a counter of subjects, connections how many there were,
    most how many at a time."""

    def __init__(self, secret=None, delay=0.0, sender=None, size=0, stalled=False, replies=None):
        self.replies = replies or {}  # to RCPT, by address
        self.silent = False  # closes instead of answering to a letter
        self.logins = 0
        self.secret, self.delay, self.sender, self.size = secret, delay, sender, size
        self.stalled = stalled  # reads no further into a letter while this is set
        self.going_down = False  # greets everybody with 421
        self.letters = collections.Counter()
        self.taken = threading.Condition()
        self.connections = self.sessions = self.most = 0

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 16), self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def wait(self, count, seconds):
        """Until that many letters are there."""
        with self.taken:
            if not self.taken.wait_for(lambda: self.letters.total() >= count, seconds):
                raise TimeoutError(f"{self.letters.total()} letters of {count}")

    async def _serve(self, reader, writer):
        self.connections += 1
        self.sessions += 1
        self.most = max(self.most, self.sessions)
        try:
            await self._session(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.sessions -= 1
            writer.close()

    async def _line(self, reader):
        return (await reader.readuntil(b"\r\n")).decode().rstrip("\r\n")

    async def _login(self, reader, writer, words):
        self.logins += 1
        answer = words[2] if len(words) > 2 else None
        if answer is None:
            writer.write(b"334 \r\n")
            answer = await self._line(reader)
        good = base64.b64decode(answer).split(b"\0")[-1].decode() == self.secret
        writer.write(b"235 welcome\r\n" if good else b"535 5.7.8 no\r\n")

    async def _letter(self, reader, writer):
        writer.write(b"354 go on\r\n")
        lines = []
        while (line := await reader.readuntil(b"\r\n")) != b".\r\n":
            while self.stalled:
                await asyncio.sleep(0.05)
            lines.append(line[1:] if line.startswith(b".") else line)
        await asyncio.sleep(self.delay)
        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        with self.taken:
            self.letters[letter["Subject"]] += 1
            self.taken.notify_all()
        if self.silent:
            raise ConnectionError
        writer.write(b"250 2.0.0 kept\r\n")

    async def _session(self, reader, writer):
        if self.going_down:
            writer.write(b"421 4.3.2 going down\r\n")
            return
        writer.write(b"220 ledger\r\n")
        while True:
            words = (await self._line(reader)).split()
            verb = words[0].upper()
            if verb == "EHLO":
                writer.write(b"250-ledger\r\n")
                if self.secret:
                    writer.write(b"250-AUTH PLAIN\r\n")
                writer.write(f"250 SIZE {self.size}\r\n".encode())
            elif verb == "AUTH":
                await self._login(reader, writer, words)
            elif verb == "MAIL" and self.sender and f"<{self.sender}>" not in words[1]:
                writer.write(b"553 5.7.1 Sender address rejected: not owned by user\r\n")
            elif verb == "RCPT" and (reply := self.replies.get(words[1][4:-1])):
                writer.write(f"{reply}\r\n".encode())
            elif verb == "DATA":
                await self._letter(reader, writer)
            elif verb == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                writer.write(b"250 2.0.0 ok\r\n")
            await writer.drain()
