# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of one's own with an authority of one's own, as universities have it."""

import pathlib
import ssl
import sys
import tempfile
import unittest

from peer import CLOSE, Peer
from support import OK, PAUSED, CliTest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import certificates  # noqa: E402


class TlsPeer(Peer):
    """The same, with TLS from the first octet; a client that goes away in the handshake is none."""

    def __init__(self, directory, **answers):
        super().__init__(**answers)
        self.show(directory)

    def show(self, directory):
        """The certificate of all connections from now on."""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(directory / "server.pem", directory / "server.key")

    def serve(self, connection):
        try:
            connection = self.context.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            connection.close()
            return
        super().serve(connection)


class Authority(CliTest):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="envoi-ca-")
        cls.addClassCleanup(directory.cleanup)
        cls.ours = certificates.make(pathlib.Path(directory.name) / "ours")
        cls.theirs = certificates.make(pathlib.Path(directory.name) / "theirs")

    def deliver(self, *options, status, server=None):
        """One letter over TLS; returns it and the server that got it or not."""
        with TlsPeer(server or self.ours) as peer:
            self.add_account(peer.port, "--security", "tls", *options)
            letter = self.send(account="wang@corp.test", to="li@corp.test", status=status)
        return letter, peer

    def refused(self, *options, **more):
        letter, peer = self.deliver(*options, status=PAUSED, **more)
        self.assertEqual(letter["state"], "paused")
        self.assertEqual(letter["explanation"]["action"]["id"], "show-certificate")
        self.assertEqual(peer.commands, [])
        self.assertEqual(peer.secrets, [])
        return letter

    def test_named(self):
        letter, peer = self.deliver("--ca-file", self.ours / "ca.pem", status=OK)
        self.assertEqual(letter["state"], "accepted")
        self.assertEqual(len(peer.letters), 1)

    def test_not_named(self):
        letter = self.refused()
        self.assertIn("nobody this computer trusts", letter["explanation"]["detail"])

    def test_another(self):
        self.refused("--ca-file", self.theirs / "ca.pem")

    def test_another_server(self):
        self.refused("--ca-file", self.ours / "ca.pem", server=self.theirs)

    def test_gone(self):
        gone = self.home / "gone.pem"
        gone.write_bytes((self.ours / "ca.pem").read_bytes())
        with TlsPeer(self.ours) as peer:
            self.add_account(peer.port, "--security", "tls", "--ca-file", gone)
            gone.unlink()
            letter = self.send(account="wang@corp.test", to="li@corp.test", status=PAUSED)
        notes = [line["text"] for line in letter["conversation"] if line["who"] == "note"]
        self.assertTrue(any(str(gone) in note for note in notes), notes)
        self.assertEqual(peer.secrets, [])

    def queue(self, n):
        for _ in range(n):
            self.send("--queue", account="wang@corp.test", to="li@corp.test")

    def test_many_letters_are_one_question(self):
        with TlsPeer(self.theirs) as peer:
            self.add_account(peer.port, "--security", "tls", "--ca-file", self.ours / "ca.pem")
            self.queue(20)
            self.cli("outbox", "run", status=PAUSED)
            self.assertEqual({letter["state"] for letter in self.outbox()}, {"paused"})
            self.assertEqual((peer.connections, peer.commands), (1, []))
            self.cli("outbox", "run")
            self.assertEqual(peer.connections, 1)

    def test_certificate_changes_on_the_way(self):
        """The connection breaks after the first letter, and somebody else answers the next one."""
        with TlsPeer(self.ours) as peer:
            def mail(_):
                if not peer.letters:
                    return "250 2.1.0 ok"
                peer.show(self.theirs)
                return CLOSE

            peer.answers["MAIL"] = mail
            self.add_account(peer.port, "--security", "tls", "--ca-file", self.ours / "ca.pem")
            self.queue(4)
            self.cli("outbox", "run", status=PAUSED)
        states = sorted(letter["state"] for letter in self.outbox("--all"))
        self.assertEqual(states, ["accepted", "paused", "paused", "paused"])
        self.assertEqual(len(peer.secrets), 1)
        self.assertEqual(peer.connections, 2)


if __name__ == "__main__":
    unittest.main()
