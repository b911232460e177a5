#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters through a real exim4, over TLS and STARTTLS, with a login."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import exim
from e2e_letters import Letters


class ThroughExim(Letters, unittest.TestCase):
    make_server = exim.Exim
    chunking = True

    def test_every_mechanism_the_server_offers(self):
        self.use_every(("plain", "login", "cram-md5"))


if __name__ == "__main__":
    problem = exim.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
