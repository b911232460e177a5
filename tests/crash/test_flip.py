#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that gives back something else than was written: flipped bits, pages of zeros or another
page's, a file cut short, exchanged or gone. The program may refuse, and says why; it may not end
by a signal, not send a letter again, not send one that is not what was written, and not drop one
without a word. FLIP_RUNS and FLIP_SEED make it another sweep."""

import collections
import json
import os
import random
import unittest

import flip_store
from crash_support import LATER, REFUSES, parallel

RUNS = int(os.environ.get("FLIP_RUNS", "200"))
SEED = int(os.environ.get("FLIP_SEED", "1"))

# sysexits.h, of the terminal's contract
KNOWN_STATUS = {0, 64, 65, 66, 68, 69, 70, 73, 74, 75, 76, 77, 78, 79}


class Flip(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = flip_store.Post({REFUSES: b"550 5.1.1 nobody of that name\r\n",
                                  LATER: b"451 4.2.0 not now\r\n"})
        cls.addClassCleanup(server.close)
        cls.home = cls.enterClassContext(flip_store.build(server))
        cls.had = server.ledger
        cls.whole = cls.life(None)

    @classmethod
    def life(cls, seed):
        """One start after the other on a copy, damaged or not: what was said, and who got what."""
        server = flip_store.Post({})
        with cls.home.copy() as home:
            home.set_port(server.port)
            what = flip_store.damage(random.Random(seed), home) if seed is not None else "nothing"
            said = [home.envoi("outbox", "list", "--all", "--json"),
                    home.envoi("outbox", "run", "--json"),
                    *(home.envoi("outbox", "retry", number, "--json") for number in (7, 8)),
                    home.envoi("outbox", "show", 1 + (seed or 0) % 14, "--json"),
                    home.envoi("outbox", "list", "--all", "--json")]
            noted = home.count_damage()
        server.close()
        return what, said, noted, server

    def check_said(self, said):
        for answer in said:
            self.assertIn(answer.returncode, KNOWN_STATUS)
            self.assertNotIn("CRITICAL", answer.stderr)
            if answer.returncode in (73, 74):
                self.assertTrue(answer.stderr.strip(), "not a word of why")

    def check_sent(self, server):
        *_, whole = self.whole
        for message_id, people in server.ledger.items():
            self.assertIn(message_id, whole.ledger, "it was not to go")
            self.assertLessEqual(collections.Counter(people),
                                 collections.Counter(whole.ledger[message_id]), "to whom not, or twice")
            for octets in server.octets[message_id]:
                self.assertEqual(octets, whole.octets[message_id][0], "not what was written")

    def check_lost(self, said, noted):
        """What is not in the list any more is missed aloud."""
        if noted:
            return "put right"
        if any(answer.returncode or answer.stderr for answer in said):
            return "told"
        count = len(json.loads(said[-1].stdout))
        self.assertEqual(count, len(json.loads(self.whole[1][-1].stdout)), "lost without a word")
        return "without a trace"

    def one(self, seed):
        what, said, noted, server = self.life(seed)
        try:
            self.check_said(said)
            self.check_sent(server)
            return what.split()[0], self.check_lost(said, noted), sum(map(len, server.ledger.values())), None
        except AssertionError as error:
            return what.split()[0], "failed", 0, (
                f"seed {seed}, {what}: {error}\n" +
                "\n".join(f"{answer.args[1:]} {answer.returncode} {answer.stderr}"
                          f"{answer.stdout[:300] if answer.returncode else ''}" for answer in said))

    def test_the_whole_store(self):
        _, said, noted, server = self.whole
        self.check_said(said)
        self.assertEqual(noted, 0)
        states = {letter["subject"]: letter["state"] for letter in json.loads(said[-1].stdout)}
        self.assertEqual(states, {
            "accepted 0": "accepted", "accepted 1": "accepted", "accepted 2": "accepted",
            "partly": "partly-accepted", "refused": "refused", "unknown": "unknown",
            "waiting": "accepted", "half waiting": "accepted", "queued": "accepted",
            "queued with a file": "accepted", "queued with a large file": "accepted",
            "queued and long": "accepted", "confirming": "unknown"})
        self.assertEqual(sum(map(len, server.ledger.values())), 7)

    def test_damaged(self):
        ends = collections.Counter()
        failures = []
        for what, end, _, failure in parallel(self.one, range(SEED * 10_000, SEED * 10_000 + RUNS)):
            ends[end] += 1
            if failure:
                failures.append(failure)
        self.assertFalse(failures, f"{len(failures)} of {RUNS}:\n" + "\n\n".join(failures[:20]))
        print(f"{RUNS} damaged stores, 0 lost, 0 doubled, 0 altered: " +
              ", ".join(f"{n} {end}" for end, n in sorted(ends.items())), flush=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
