#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of 500 MiB goes out in constant memory. Postfix's own sink takes it."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import postfix
from e2e_terminal import add_open_account, envoi, largest_child_kib

SINK = "/usr/sbin/smtp-sink"
SIZE = 500 * 1024 * 1024
LIMIT_KIB = 64 * 1024


class Large(unittest.TestCase):
    def test_500_mib_attachment_peaks_under_64_mib(self):
        port = postfix.free_port()
        sink = subprocess.Popen([SINK, "-u", "nobody", f"127.0.0.1:{port}", "16"])
        self.addCleanup(sink.wait)
        self.addCleanup(sink.terminate)
        postfix.wait_for_port(port)
        add_open_account("li@example.test", port)

        with tempfile.NamedTemporaryFile(suffix=".bin") as large:
            block = os.urandom(1024 * 1024)
            for _ in range(SIZE // len(block)):
                large.write(block)
            large.flush()
            answer = envoi("send", "--json", "--account", "li@example.test", "--to",
                           "han@example.test", "--attach", large.name, timeout=300)

        self.assertEqual(answer.status, 0, answer)
        self.assertEqual(answer.json()["state"], "accepted")
        print(f"peak: {largest_child_kib()} KiB", file=sys.stderr)
        self.assertLess(largest_child_kib(), LIMIT_KIB)


if __name__ == "__main__":
    if not os.path.exists(SINK) or os.geteuid() != 0:
        print("smtp-sink cannot be started here")
        sys.exit(77)
    unittest.main(verbosity=2)
