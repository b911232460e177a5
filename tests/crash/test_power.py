#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The power fails between pressing Send and the end. One run is recorded; then for every moment of
it each disk that may be found is made, and the program started on it. Nothing may be lost that was
said to be kept, nothing may go twice."""

import collections
import hashlib
import pathlib
import shutil
import tempfile
import unittest

from crash_disk import Disk, read_record, write_state
from crash_support import ACCEPTS, REFUSES, Run, Server, check, parallel, summary

PEOPLE = [ACCEPTS, REFUSES]
END_OF_DATA = b"\r\n.\r\n"


def digest(state, sent, said):
    """What the next start could see."""
    sum_ = hashlib.sha256(f"{sent} {said}".encode())
    for path, octets in sorted(state.items()):
        sum_.update(path.encode() + hashlib.sha256(octets).digest())
    return sum_.hexdigest()


class Power(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def server(self):
        server = Server(pipelining=True)
        self.addCleanup(server.close)
        return server

    def record(self, size, nfs):
        """A store that is in use already, and the record of one letter's way through it."""
        attachment = self.directory / f"notes-{size}.bin"
        attachment.write_bytes(bytes(i * 7 % 256 for i in range(size)))
        before = self.directory / f"before-{size}"
        with Run(self.server(), attachment, PEOPLE, nfs) as run:
            run.recover()
            shutil.copytree(run.home, before)
            done = run.send("record")
            self.assertEqual(done.returncode, 0, done.stderr)
            return before, read_record(run.log, str(run.home), str(before))

    @staticmethod
    def moments(before, calls):
        """(disk, copies that left, what was said) for each that differs."""
        disk, sent, said, seen = Disk(before), 0, "", set()
        tail = b""
        for call in calls:
            if call.name == "send":
                tail = (tail + call.octets)[-len(END_OF_DATA):]
                sent += tail == END_OF_DATA
            elif call.name == "say":
                said += call.octets.decode()
            else:
                disk.play(call)
            for state in disk.states():
                key = digest(state, sent, said)
                if key not in seen:
                    seen.add(key)
                    yield state, sent, said

    def start_on(self, before, moment, nfs):
        state, sent, said = moment
        server = Server(pipelining=True)
        try:
            with Run(server, people=PEOPLE, nfs=nfs) as run:
                run.said = said
                write_state(state, before, run.home)
                return check(run, run.recover(), [ACCEPTS] * sent)
        finally:
            server.close()

    def sweep(self, size, nfs=False, stride=1):
        before, calls = self.record(size, nfs)
        self.assertEqual(any(call.target.endswith("-journal") for call in calls), nfs)
        moments = list(self.moments(before, calls))
        self.assertGreater(len(moments), 30)
        states = collections.Counter(
            parallel(lambda moment: self.start_on(before, moment, nfs), moments[::stride]))
        print(summary(states, "disks"), flush=True)

    def test_every_moment(self):
        for size in (300, 200_000):
            with self.subTest(size):
                self.sweep(size)

    def test_every_moment_on_nfs(self):
        """There the store has another journal. Pages are written twice, so there are thousands of
        disks; the program is started on every fourth."""
        self.sweep(300, nfs=True, stride=4)


if __name__ == "__main__":
    unittest.main(verbosity=2)
