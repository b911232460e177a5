#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk, a quota, a disk that turns read-only or fails, no descriptors left, a dead
connection: at every call between pressing Send and the end once, and at every fourth from there on.
The program can be closed all the same; the next start, with a sound disk, loses and doubles
nothing."""

import collections
import errno
import pathlib
import tempfile
import unittest

from crash_support import ACCEPTS, REFUSES, Run, Server, check, parallel, summary

FAULTS = ("ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE", "ECONNRESET")


class Disk(unittest.TestCase):
    def setUp(self):
        self.server = Server(pipelining=True)
        self.addCleanup(self.server.close)
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.attachment = pathlib.Path(directory.name) / "notes.bin"
        self.attachment.write_bytes(bytes(range(256)) * 400)

    def one(self, plan):
        with Run(self.server, self.attachment, [ACCEPTS, REFUSES]) as run:
            done = run.send(plan)
            self.assertIn(done.returncode, (0, 1), f"{plan}\n{done.stdout}\n{done.stderr}")
            if done.returncode == 1:
                self.assertRegex(run.said, r"failed \w+: .+", plan)
            return check(run, run.recover()), run.count_calls()

    def test_every_call(self):
        state, calls = self.one("count")
        self.assertEqual(state, "partly-accepted")
        states = collections.Counter()
        for fault in FAULTS:
            number = getattr(errno, fault)
            with self.subTest(fault):
                for state, _ in parallel(self.one, [f"fail {n} {number}" for n in range(1, calls + 1)] +
                                         [f"break {n} {number}" for n in range(1, calls + 1, 4)]):
                    states[state] += 1
        print(summary(states, "runs"), flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
