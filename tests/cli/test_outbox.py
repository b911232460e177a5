# SPDX-License-Identifier: GPL-3.0-or-later
"""`envoi-cli outbox`: letters on their way, and what a person may do with them."""

import contextlib
import datetime
import email.utils
import sqlite3
import time
import unittest

from peer import CLOSE, Peer
from support import BAD, REFUSED, UNKNOWN, USAGE, WAITING, CliTest


class Outbox(CliTest):
    def test_empty(self):
        self.assertEqual(self.outbox(), [])
        self.assertEqual(self.cli("outbox").stdout, b"")

    def test_list(self):
        accepted = self.send()["id"]
        refused = self.send(to="nobody@practice.test", status=REFUSED)["id"]
        waiting = self.send(to="full@practice.test", status=WAITING)["id"]
        self.assertEqual({letter["id"] for letter in self.outbox()}, {refused, waiting})
        self.assertEqual({letter["id"] for letter in self.outbox("--all")},
                         {accepted, refused, waiting})
        self.assertNotIn("conversation", self.outbox("--all")[0])
        self.assertEqual(self.json("outbox"), self.outbox())

    def test_show(self):
        sent = self.send()
        self.assertEqual(self.json("outbox", "show", sent["id"]), sent)
        self.assertIn(b"RCPT TO:<friend@practice.test>",
                      self.cli("outbox", "show", sent["id"]).stdout)

    def test_bad_id(self):
        for command in ("show", "retry", "release", "cancel", "accept", "again"):
            with self.subTest(command):
                self.cli("outbox", command, status=USAGE)
                self.cli("outbox", command, "x", status=USAGE)
                self.cli("outbox", command, "0", status=USAGE)
                self.cli("outbox", command, "1", "2", status=USAGE)
                self.cli("outbox", command, "12345", status=BAD)
        self.cli("outbox", "dance", status=USAGE)

    def test_wrong_state(self):
        letter = self.send()["id"]
        for command in ("retry", "release", "cancel", "accept", "again"):
            with self.subTest(command):
                self.cli("outbox", command, letter, status=REFUSED)
        self.assertEqual(self.json("outbox", "show", letter)["state"], "accepted")

    def test_run(self):
        ids = {self.send("--queue")["id"] for _ in range(3)}
        letters = self.json("outbox", "run")
        self.assertEqual({letter["id"] for letter in letters}, ids)
        self.assertEqual({letter["state"] for letter in letters}, {"accepted"})
        self.assertEqual(self.json("outbox", "run"), [])

    def test_run_tells_the_worst(self):
        self.send("--queue")
        self.send("--queue", to="nobody@practice.test")
        self.cli("outbox", "run", status=REFUSED)

    def test_retry(self):
        with Peer(RCPT="450 4.2.1 later") as peer:
            self.add_account(peer.port)
            letter = self.send(account="wang@corp.test", to="li@corp.test", status=WAITING)["id"]
            self.assertEqual(self.json("outbox", "run"), [])
            peer.answers["RCPT"] = "250 2.1.5 ok"
            retried = self.json("outbox", "retry", letter)
        self.assertEqual((retried["state"], retried["attempts"]), ("accepted", 2))

    def test_later_is_accepted_the_second_time(self):
        with Peer() as peer:
            first = iter(("451 4.7.1 come back", "250 2.1.5 ok"))
            peer.answers["RCPT"] = lambda _: next(first)
            self.add_account(peer.port)
            letter = self.send(account="wang@corp.test", to="li@corp.test", status=WAITING)["id"]
            self.cli("outbox", "retry", letter)

    def test_hold_and_release(self):
        letter = self.send("--at", "2099-12-31 23:59")
        self.assertEqual(letter["state"], "held")
        self.assertTrue(letter["next_attempt"].startswith(("2099", "2100")))
        self.assertEqual(self.json("outbox", "run"), [])
        self.assertEqual(self.json("outbox", "release", letter["id"])["state"], "accepted")

    def test_at_is_said(self):
        letter = self.send("--at", "2099-12-31 23:59")
        self.assertTrue(letter["send_at"].startswith(("2099", "2100")))
        self.assertEqual(letter["send_at"], letter["next_attempt"])
        self.assertEqual(self.send()["send_at"], None)
        self.assertIn(b"(goes at 2099-12-31 23:59)", self.cli("outbox").stdout)
        self.assertIn(b"kept until 2099-12-31 23:59",
                      self.cli("outbox", "show", letter["id"]).stdout)

    def test_tomorrow(self):
        for words in ("tomorrow 8:00", "Tomorrow 08:00"):
            letter = self.send("--at", words, TZ="Asia/Shanghai")
            at = datetime.datetime.fromisoformat(letter["send_at"].replace("Z", "+00:00"))
            at = at.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
            now = datetime.datetime.now(at.tzinfo)
            self.assertEqual((at.date() - now.date()).days, 1)
            self.assertEqual((at.hour, at.minute), (8, 0))

    def late(self, hours, *arguments, account="practice", to="friend@practice.test"):
        """A letter whose time was that long ago."""
        letter = self.send("--at", "2099-12-31 23:59", *arguments, account=account, to=to)["id"]
        late = int((time.time() - hours * 3600) * 1e6)
        with contextlib.closing(sqlite3.connect(self.home / "data/envoi/envoi.db")) as store:
            store.execute("UPDATE letter SET send_at_us = ?1, due_us = ?1 WHERE id = ?2",
                          (late, letter))
            store.commit()
        return letter

    def test_run_catches_up(self):
        letter = self.late(23)
        self.assertEqual([one["id"] for one in self.json("outbox", "run")], [letter])
        self.assertEqual(self.json("outbox", "show", letter)["state"], "accepted")

    def test_more_than_a_day_late_asks(self):
        letter = self.late(25)
        self.assertEqual(self.json("outbox", "run"), [])
        shown = self.json("outbox", "show", letter)
        self.assertEqual((shown["state"], shown["next_attempt"]), ("paused", None))
        self.assertIsNotNone(shown["send_at"])
        self.assertIn(f"outbox release {letter}".encode(),
                      self.cli("outbox", "show", letter).stdout)
        self.assertIn(b"(was to go at ", self.cli("outbox").stdout)
        self.assertEqual(self.json("outbox", "run"), [])
        self.assertEqual(self.json("outbox", "release", letter)["state"], "accepted")

    def test_date_is_when_it_goes(self):
        with Peer() as peer:
            self.add_account(peer.port)
            letter = self.late(23, account="wang@corp.test", to="li@corp.test")
            self.json("outbox", "run")
            self.assertIn(b"Date: Thu, 31 Dec 2099 23:59:00", peer.letters[0])
            letter = self.late(25, account="wang@corp.test", to="li@corp.test")
            self.json("outbox", "release", letter)
            date = email.message_from_bytes(peer.letters[1])["Date"]
        sent = email.utils.parsedate_to_datetime(date).timestamp()
        self.assertLess(abs(time.time() - sent), 60)

    def test_cancel(self):
        letter = self.send("--queue")["id"]
        self.cli("outbox", "cancel", letter)
        self.assertEqual(self.json("outbox", "run"), [])
        self.assertEqual(self.outbox("--all"), [])

    def test_cancel_keeps_what_was_asked_for(self):
        letter = self.send("--queue", "--notify", "success", "--ret", "hdrs", "--require-tls")["id"]
        self.cli("outbox", "cancel", letter)
        store = sqlite3.connect(self.home / "data" / "envoi" / "envoi.db")
        self.addCleanup(store.close)
        ((draft,),) = store.execute("SELECT octets FROM draft")
        for word in (b"SUCCESS", b"HDRS", b"require-tls"):
            self.assertIn(word, draft)

    def test_unknown(self):
        accepted = self.send(to="silent@practice.test", status=UNKNOWN)["id"]
        again = self.send(to="silent@practice.test", status=UNKNOWN)["id"]
        self.assertEqual(self.json("outbox", "run"), [])
        self.assertEqual(self.json("outbox", "accept", accepted)["state"], "accepted")
        self.assertEqual(self.json("outbox", "again", again, status=UNKNOWN)["attempts"], 2)

    def test_again_is_the_same_letter(self):
        with Peer(dot=CLOSE) as peer:
            self.add_account(peer.port)
            letter = self.send(account="wang@corp.test", to="li@corp.test", status=UNKNOWN)["id"]
            peer.answers["dot"] = "250 2.0.0 ok"
            self.json("outbox", "again", letter)
        self.assertEqual(len(peer.letters), 2)
        self.assertEqual(peer.letters[0], peer.letters[1])


if __name__ == "__main__":
    unittest.main()
