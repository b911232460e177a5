#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters through a server that is neither ours nor in C: smtp-server of Nodemailer."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import nodemailer
from e2e_letters import Letters


class ThroughNodemailer(Letters, unittest.TestCase):
    make_server = nodemailer.SmtpServer

    def test_every_mechanism_the_server_offers(self):
        self.use_every(("plain", "login", "cram-md5"))


if __name__ == "__main__":
    problem = nodemailer.why_not()
    if problem:
        print(problem)
        sys.exit(77)
    unittest.main(verbosity=2)
