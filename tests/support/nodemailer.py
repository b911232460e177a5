# SPDX-License-Identifier: GPL-3.0-or-later
"""A third server, in another language: smtp-server of Nodemailer. ./dev fetches it, in the versions
of smtp-server/package-lock.json."""

import json
import os
import pathlib
import shutil
import subprocess

import certificates
from mailserver import Server

SCRIPT = pathlib.Path(__file__).resolve().parent / "smtp-server/server.js"


def modules():
    return pathlib.Path(os.environ.get("ENVOI_SERVERS", "/nonexistent")) / "smtp-server/node_modules"


def why_not():
    """Says why it cannot be started here, or None."""
    if shutil.which("node") is None:
        return "Node.js is not installed"
    if not (modules() / "smtp-server").is_dir():
        return "smtp-server is not there; ./dev test fetches it with npm"
    return None


class SmtpServer(Server):
    def _write(self):
        self.ca = certificates.make(self.dir / "tls") / "ca.pem"
        (self.dir / "settings.json").write_text(json.dumps({
            "dir": str(self.dir), "tls": self.tls, "starttls": self.starttls,
            "domain": self.domain, "users": self.users, "password": self.password,
            "size_limit": self.size_limit}))

    def _start(self):
        self._run(["node", SCRIPT, self.dir / "settings.json"],
                  env={**os.environ, "NODE_PATH": str(modules())}, stdout=subprocess.DEVNULL)
