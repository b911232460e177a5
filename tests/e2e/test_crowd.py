#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two hundred letters, one account, two windows that know nothing of each other and many terminals,
all at once. Each letter goes once, over one connection at a time; and when whoever is sending is
killed, somebody else goes on: then a letter may be unknown, and none is lost or goes twice."""

import collections
import concurrent.futures
import os
import pathlib
import random
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import desktop
import ledger
from e2e_terminal import add_open_account, envoi, letters, start

ADDRESS = "li@example.test"
QUEUED, SENT, LATER, RUNS, AT_ONCE = 40, 50, 30, 8, 6
KILLED = 80
LIMIT_S = 150

# No bus: a second window cannot find the first and is a process of its own.
NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent", "GTK_A11Y": "none"}


def send(subject, *more):
    return envoi("send", "--account", ADDRESS, "--to", "han@example.test", "--subject", subject,
                 "--body", "Hello", "--json", *more)


def at_once(calls):
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(*call) for call in calls]]


class Crowd(unittest.TestCase):
    def setUp(self):
        self.enterContext(desktop.Desktop(keyring=False))
        self.server = self.enterContext(ledger.Ledger(delay=0.02))
        add_open_account(ADDRESS, self.server.port)

    def window(self, **environment):
        process = subprocess.Popen([os.environ["ENVOI"]], env=os.environ | environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def queue(self, count):
        subjects = [f"queued {i}" for i in range(count)]
        for answer in at_once([(send, subject, "--queue") for subject in subjects]):
            self.assertEqual(answer.status, 0, answer)
        return subjects

    def test_everybody_at_once(self):
        subjects = self.queue(QUEUED)
        self.assertFalse(self.server.letters)
        windows = [self.window(), self.window(**NO_BUS)]
        sent = [f"sent {i}" for i in range(SENT)]
        later = [f"later {i}" for i in range(LATER)]
        calls = ([(send, subject) for subject in sent] +
                 [(send, subject, "--queue") for subject in later] +
                 [(envoi, "outbox", "run", "--json")] * RUNS)
        random.Random(1).shuffle(calls)
        answers = at_once(calls)
        self.server.wait(QUEUED + SENT + LATER, LIMIT_S)
        self.assertEqual([window.poll() for window in windows], [None, None])
        for window in windows:
            window.terminate()
            window.wait(LIMIT_S)

        self.assertEqual(self.server.letters, dict.fromkeys(subjects + sent + later, 1))
        self.assertEqual(self.server.most, 1, "two connections for one account")
        self.assertEqual(collections.Counter(answer.status for answer in answers), {0: len(calls)})
        ends = {(letter["state"], letter["attempts"]) for letter in letters()}
        self.assertEqual(ends, {("accepted", 1)})
        print(f"{QUEUED + SENT + LATER} letters, 2 windows and {len(calls)} terminals: "
              f"0 lost, 0 doubled, {self.server.connections} connections, one at a time", flush=True)

    def ends(self):
        """Subjects and states, once nothing is under way."""
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            found = {letter["subject"]: letter["state"] for letter in letters()}
            if not {"queued", "sending", "confirming"} & set(found.values()):
                return found
        self.fail(f"no end: {found}")

    def owner(self):
        """Who holds the account's lock, by the kernel's own list."""
        locks = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "envoi/locks"
        inodes = {str(path.stat().st_ino) for path in locks.iterdir() if "." not in path.name}
        for line in pathlib.Path("/proc/locks").read_text().splitlines():
            words = line.split()
            if "->" not in words and words[1] == "FLOCK" and words[5].split(":")[2] in inodes:
                return int(words[4])
        return None

    def kill_owner(self, processes):
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            for process in processes:
                if process.poll() is None and process.pid == self.owner():
                    process.kill()
                    process.wait()
                    return
        self.fail("nobody sends")

    def test_whoever_sends_is_killed(self):
        subjects = self.queue(KILLED)
        kills = (8, 20, 32, 44, 56)
        processes = [self.window(), self.window(**NO_BUS)]
        for count in kills:
            processes.append(start("outbox", "run", "--json"))
            self.addCleanup(processes[-1].communicate)
            self.addCleanup(processes[-1].kill)
            self.server.wait(count, LIMIT_S)
            self.kill_owner(processes)
        processes.append(self.window())
        # of each that was killed one letter at most is not known of, and may not have arrived
        self.server.wait(KILLED - len(kills), LIMIT_S)
        found = self.ends()
        states = collections.Counter(found.values())
        self.assertEqual(found.keys(), set(subjects))
        self.assertLessEqual(found.keys() - self.server.letters.keys(),
                             {subject for subject in found if found[subject] == "unknown"})
        self.assertEqual(set(self.server.letters.values()), {1}, "a letter went twice")
        self.assertLessEqual(states["unknown"], len(kills))
        self.assertEqual(states["accepted"] + states["unknown"], KILLED)
        print(f"{KILLED} letters, whoever sent them killed {len(kills)} times: 0 lost, 0 doubled, "
              f"{states['accepted']} accepted, {states['unknown']} unknown", flush=True)

    def test_a_server_that_goes_down(self):
        self.queue(QUEUED)
        self.server.going_down = True
        self.assertEqual(envoi("outbox", "run", "--json").status, 75)
        self.assertEqual(self.server.connections, 1)
        states = collections.Counter(letter["attempts"] for letter in letters())
        self.assertEqual(states, {0: QUEUED - 1, 1: 1})


if __name__ == "__main__":
    problem = desktop.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
