# SPDX-License-Identifier: GPL-3.0-or-later
"""A name server on 127.0.0.1 port 53 (RFC 1035), for a network namespace of a test's own. It knows A
and SRV records of a table and denies everything else."""

import socket
import struct
import threading

A, SRV = 1, 33
NO_SUCH_NAME = 3


def encode(name):
    labels = [label.encode() for label in name.split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def decode(query, place):
    labels = []
    while length := query[place]:
        labels.append(query[place + 1:place + 1 + length].decode())
        place += 1 + length
    return ".".join(labels).lower(), place + 1


class NameServer:
    """Answers as long as the process lives. records: (name, type) → list of an address for A, of
    (priority, weight, port, target) for SRV; questions: what was asked."""

    def __init__(self, records):
        self.records, self.questions = records, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            query, client = self.socket.recvfrom(512)
            self.socket.sendto(self._answer(query), client)

    def _answer(self, query):
        name, end = decode(query, 12)
        (kind,) = struct.unpack_from("!H", query, end)
        self.questions.append((name, kind))
        found = [self._data(kind, value) for value in self.records.get((name, kind), ())]
        known = any(key[0] == name for key in self.records)
        flags = 0x8580 | (0 if known else NO_SUCH_NAME)
        answers = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data
                           for data in found)
        return (query[:2] + struct.pack("!HHHHH", flags, 1, len(found), 0, 0) +
                query[12:end + 4] + answers)

    @staticmethod
    def _data(kind, value):
        if kind == A:
            return socket.inet_aton(value)
        *numbers, target = value
        return struct.pack("!HHH", *numbers) + encode(target)
