#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL before, and in the middle of, every write, sync, rename and send between pressing Send
and the end; then the next start. Nothing may be lost, nothing may go twice."""

import collections
import pathlib
import signal
import tempfile
import unittest

from crash_support import ACCEPTS, REFUSES, Run, Server, check, parallel, summary

# more than fit into one transaction
MANY = [f"person{i}@example.test" for i in range(120)]

# name: (pipelining, octets attached, people[, on NFS]). Over 64 KiB content and dot are written apart.
CASES = {
    "small": (True, 300, [ACCEPTS]),
    "lock-step": (False, 300, [ACCEPTS]),
    "one of two refused": (True, 300, [REFUSES, ACCEPTS]),
    "large": (True, 150_000, [ACCEPTS]),
    "large, lock-step, one of two refused": (False, 150_000, [ACCEPTS, REFUSES]),
    "many people": (True, 300, MANY),
    "small, on NFS": (True, 300, [ACCEPTS], True),
}


class Kill(unittest.TestCase):
    def sweep(self, pipelining, size, people, nfs=False):
        """States after the next start."""
        server = Server(pipelining)
        self.addCleanup(server.close)
        with tempfile.TemporaryDirectory() as directory:
            attachment = pathlib.Path(directory) / "notes.bin"
            attachment.write_bytes(bytes(i * 7 % 256 for i in range(size)))

            def one(plan):
                with Run(server, attachment, people, nfs) as run:
                    done = run.send(plan)
                    if not plan.startswith("count"):
                        self.assertEqual(done.returncode, -signal.SIGKILL, f"{plan}\n{run.said}")
                    state = check(run, run.recover())
                    return state, run.count_calls()

            _, calls = one("count")
            self.assertGreater(calls, 10)
            # before each; halfway through each
            return [state for state, _ in parallel(one, [f"{how} {n}" for n in range(1, calls - 1)
                                                         for how in ("kill", "tear")])]

    def test_every_call(self):
        states = collections.Counter()
        for name, case in CASES.items():
            with self.subTest(name):
                states.update(self.sweep(*case))
        print(summary(states, "runs"), flush=True)
        self.assertGreater(states.total(), 1000)


if __name__ == "__main__":
    unittest.main(verbosity=2)
