#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server of an unknown domain, looked for in a network of the test's own: a name server on port
53 that the C library asks, servers on ports 465 and 587, an authority the system trusts. All of it
is in namespaces, which end with the test."""

import fcntl
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import nameserver
from e2e_terminal import envoi
from nameserver import A, SRV

INSIDE = "ENVOI_IN_OWN_NETWORK"
TRUSTED = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
FOUND, NOT_FOUND, TO_BE_AGREED = 0, 69, 77
UP = 1
SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCSIFADDR = 0x8913, 0x8914, 0x8916
LOOPBACK = "127.0.0.1"
# Nobody's (RFC 5737), and nothing is sent there.
ADDRESS = "192.0.2.1"


class Server:
    """Says what a submission server says up to a login that nobody tries."""

    def __init__(self, port, tls, implicit):
        self.tls, self.implicit, self.said = tls, implicit, []
        self.listener = socket.create_server((LOOPBACK, port))
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        # a thread that waits in accept() does not hear of close() alone
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                with client:
                    self._talk(client)
            except OSError:
                pass

    def _talk(self, client):
        if self.implicit:
            client = self.tls.wrap_socket(client, server_side=True)
        client.sendall(b"220 mail.test ESMTP\r\n")
        if not self._answer(client, self.implicit):
            with self.tls.wrap_socket(client, server_side=True) as encrypted:
                self._answer(encrypted, True)
        client.close()

    def _answer(self, client, encrypted):
        """Whether the client has left; else it wants TLS."""
        while line := client.recv(512):
            self.said.append(line.decode().strip())
            verb = line[:4].upper()
            if verb == b"EHLO":
                client.sendall(b"250-mail.test\r\n250 AUTH PLAIN\r\n" if encrypted else
                               b"250-mail.test\r\n250 STARTTLS\r\n")
            elif verb == b"STAR":
                client.sendall(b"220 Go ahead\r\n")
                return False
            elif verb == b"QUIT":
                client.sendall(b"221 Bye\r\n")
                break
            else:
                client.sendall(b"500 What?\r\n")
        return True


class Discovery(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.records = {}
        cls.names = nameserver.NameServer(cls.records)

    def setUp(self):
        self.records.clear()
        self.names.questions.clear()
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(DIR / "server.pem", DIR / "server.key")

    def start(self, port, implicit):
        server = Server(port, self.tls, implicit)
        self.addCleanup(server.close)
        return server

    def discover(self, address, status):
        answer = envoi("account", "discover", address, "--json")
        self.assertEqual(answer.status, status, answer)
        return answer.json()

    def states(self, answer):
        return {try_.get("record") or f"{try_['server']}:{try_['port']}": try_["state"]
                for try_ in answer["tries"]}

    def test_record(self):
        self.records["_submissions._tcp.corp.test", SRV] = [(10, 0, 4465, "no.corp.test"),
                                                           (5, 0, 465, "smtp.corp.test")]
        self.records["smtp.corp.test", A] = [LOOPBACK]
        server = self.start(465, True)
        answer = self.discover("li@corp.test", FOUND)
        self.assertEqual((answer["server"], answer["port"], answer["security"], answer["foreign"]),
                         ("smtp.corp.test", 465, "tls", False))
        states = self.states(answer)
        self.assertEqual(states["_submissions._tcp.corp.test"], "found")
        self.assertEqual(states["_submission._tcp.corp.test"], "missing")
        self.assertEqual([line.split()[0] for line in server.said], ["EHLO", "QUIT"])

    def test_not_offered(self):
        self.records["_submissions._tcp.corp.test", SRV] = [(0, 0, 0, ".")]
        self.records["_submission._tcp.corp.test", SRV] = [(0, 0, 0, ".")]
        self.records["smtp.corp.test", A] = [LOOPBACK]
        server = self.start(465, True)
        answer = self.discover("li@corp.test", NOT_FOUND)
        self.assertIsNone(answer["server"])
        self.assertEqual(set(self.states(answer).values()), {"declined"})
        self.assertEqual(server.said, [])

    def test_usual_name_with_starttls(self):
        self.records["mail.corp.test", A] = [LOOPBACK]
        server = self.start(587, False)
        answer = self.discover("li@corp.test", FOUND)
        self.assertEqual((answer["server"], answer["port"], answer["security"]),
                         ("mail.corp.test", 587, "starttls"))
        self.assertEqual([line.split()[0] for line in server.said],
                         ["EHLO", "STARTTLS", "EHLO", "QUIT"])

    def test_outside_the_domain(self):
        self.records["_submissions._tcp.corp.test", SRV] = [(0, 0, 465, "relay.hoster.test")]
        self.records["relay.hoster.test", A] = [LOOPBACK]
        self.start(465, True)
        answer = self.discover("li@corp.test", TO_BE_AGREED)
        self.assertEqual(answer["server"], "relay.hoster.test")
        self.assertTrue(answer["foreign"])
        told = envoi("account", "discover", "li@corp.test")
        self.assertEqual(told.status, TO_BE_AGREED)
        self.assertIn("outside", told.out)
        self.assertIn("--server relay.hoster.test --port 465 --security tls", told.out)

    def test_certificate_of_another(self):
        self.records["smtp.other.test", A] = [LOOPBACK]
        server = self.start(465, True)
        answer = self.discover("li@other.test", NOT_FOUND)
        self.assertIn({"server": "smtp.other.test", "port": 465, "state": "failed",
                       "failure": "certificate"},
                      [{key: try_.get(key) for key in ("server", "port", "state", "failure")}
                       for try_ in answer["tries"]])
        self.assertEqual(server.said, [])

    def test_nothing(self):
        answer = self.discover("li@corp.test", NOT_FOUND)
        self.assertEqual(set(self.states(answer).values()), {"missing"})
        told = envoi("account", "discover", "li@corp.test")
        self.assertIn("smtp.corp.test:465 (tls)", told.out)
        self.assertIn("--server", told.out)

    def test_proxy_keeps_the_dns_out(self):
        environment = {"http_proxy": "socks5://127.0.0.1:1"}
        answer = envoi("account", "discover", "li@corp.test", "--json", env=environment)
        self.assertEqual(answer.status, NOT_FOUND, answer)
        self.assertEqual(self.names.questions, [])
        failures = {try_.get("failure") for try_ in answer.json()["tries"] if "server" in try_}
        self.assertEqual(failures, {"proxy-unreachable"})


def bind(text, place):
    with tempfile.NamedTemporaryFile("w", dir=DIR, delete=False) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    subprocess.run(["mount", "--bind", file.name, place], check=True)


def set_interface(request, name, data):
    with socket.socket() as probe:
        return fcntl.ioctl(probe, request, struct.pack("16s16s", name.encode(), data))


def begin_network():
    """Loopback, and an address beside it: without one the C library thinks that there is no network
    and knows no host."""
    (flags,) = struct.unpack_from("H", set_interface(SIOCGIFFLAGS, "lo", b""), 16)
    set_interface(SIOCSIFFLAGS, "lo", struct.pack("H", flags | UP))
    set_interface(SIOCSIFADDR, "lo:1",
                  struct.pack("HH", socket.AF_INET, 0) + socket.inet_aton(ADDRESS))


def settle_in():
    """Makes the namespaces the network of the test."""
    begin_network()
    certificates.make(DIR, ("smtp.corp.test", "mail.corp.test", "relay.hoster.test"))
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    bind("nameserver 127.0.0.1\n", "/etc/resolv.conf")
    bind((DIR / "ca.pem").read_text(), TRUSTED)


def why_not():
    if os.geteuid() != 0:
        return "only root can make a network of its own"
    if not TRUSTED.exists():
        return f"{TRUSTED} is not there: ca-certificates is not installed"
    if subprocess.run(["unshare", "--mount", "--net", "true"], capture_output=True).returncode:
        return "no network namespace can be made here"
    return None


if __name__ == "__main__":
    if INSIDE not in os.environ:
        problem = why_not()
        if problem:
            print(problem)
            sys.exit(77)
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--net", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory() as directory:
        DIR = pathlib.Path(directory)
        settle_in()
        unittest.main(verbosity=2)
