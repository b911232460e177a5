# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of one's own with an authority of one's own, as universities have it."""

import pathlib
import ssl
import sys
import tempfile
import unittest

from peer import Peer
from support import OK, PAUSED, CliTest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import certificates  # noqa: E402


class TlsPeer(Peer):
    """The same, with TLS from the first octet; a client that goes away in the handshake is none."""

    def __init__(self, directory, **answers):
        super().__init__(**answers)
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


if __name__ == "__main__":
    unittest.main()
