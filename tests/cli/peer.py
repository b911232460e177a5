# SPDX-License-Identifier: GPL-3.0-or-later
"""A small SMTP server that answers as it is told and keeps what it was given."""

import base64
import socket
import threading

DEFAULT = {
    "greeting": "220 peer.test ready",
    "EHLO": "250-peer.test\r\n250-SIZE 50000000\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n"
            "250 AUTH PLAIN",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "RSET": "250 2.0.0 ok",
    "NOOP": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
    "dot": "250 2.0.0 queued as 1",
}

# Answers that are no reply.
HANG = "<hang>"
CLOSE = "<close>"


class Peer:
    """with Peer(RCPT="550 5.1.1 no") as peer: ..."""

    def __init__(self, **answers):
        self.answers = DEFAULT | answers
        self.letters = []
        self.commands = []
        self.secrets = []
        self.connections = 0
        self.released = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open = []
        self.thread = threading.Thread(target=self.accept, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.thread.join(10)

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with connection, connection.makefile("rb") as stream:
                self.talk(connection, stream)
        except OSError:
            pass

    def answer(self, connection, key):
        """Whether the talk goes on."""
        answer = self.answers[key]
        if callable(answer):
            answer = answer(self.commands[-1])
        if answer == HANG:
            self.released.wait(60)
            return False
        if answer == CLOSE:
            return False
        connection.sendall(answer.encode() + b"\r\n")
        return True

    def talk(self, connection, stream):
        if not self.answer(connection, "greeting"):
            return
        for line in stream:
            command = line.decode("utf-8", "replace").rstrip("\r\n")
            self.commands.append(command)
            verb = command.split(" ")[0].upper()
            if verb == "AUTH":
                self.secrets.append(base64.b64decode(command.split(" ")[2]).split(b"\0")[2])
            if verb not in self.answers:
                connection.sendall(b"500 5.5.1 what?\r\n")
                continue
            if not self.answer(connection, verb) or verb == "QUIT":
                return
            answered = self.answers[verb]
            if verb == "DATA" and not callable(answered) and answered.startswith("354"):
                letter = self.read_letter(stream)
                if letter is None:
                    return
                self.letters.append(letter)
                if not self.answer(connection, "dot"):
                    return

    def read_letter(self, stream):
        """None for one that was broken off."""
        lines = []
        for line in stream:
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
        return None
