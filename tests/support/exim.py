# SPDX-License-Identifier: GPL-3.0-or-later
"""A second real submission server: exim4 of Debian, from files in a directory of its own, on loopback,
with no way out. Debian allows one mail server on a system and postfix is there, so the packages are
only unpacked (./dev fetches them) and the user they would have made exists for the server alone: in
a mount namespace, which ends with it. Needs root for that, because exim does."""

import os
import pathlib
import pwd
import subprocess

import certificates
from mailserver import Server

USER = "Debian-exim"
# Where the system has no such user.
UID = 61005

CONFIGURATION = """\
primary_hostname = localhost
domainlist local_domains = {domain}
spool_directory = {dir}/spool
log_file_path = {dir}/log/%slog
pid_file_path = {dir}/exim.pid
exim_path = {program}
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = {starttls} : {tls}
tls_on_connect_ports = {tls}
tls_advertise_hosts = *
tls_certificate = {dir}/tls/server.pem
tls_privatekey = {dir}/tls/server.key
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
chunking_advertise_hosts = *
pipelining_connect_advertise_hosts = *
smtputf8_advertise_hosts = *
accept_8bitmime = true
message_size_limit = {size_limit}
deliver_drop_privilege = true
queue_run_in_order = true
rfc1413_query_timeout = 0s
host_lookup =
smtp_enforce_sync = true
smtp_receive_timeout = 1m
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data

begin acl
acl_mail:
  deny !encrypted = *
       message = 5.7.0 Must issue a STARTTLS command first
  deny !authenticated = *
       message = 5.7.0 Authentication required
  accept
acl_rcpt:
  require message = 5.1.1 No such mailbox here
          verify = recipient
  accept
acl_data:
  accept

begin routers
mailbox:
  driver = accept
  domains = +local_domains
  local_parts = lsearch;{dir}/mailboxes
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = {dir}/mail/$local_part_data
  maildir_format
  create_directory
  user = {user}

begin retry
* * F,1h,1m

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_set_id = $auth2
  server_condition = ${{if eq{{$auth3}}{{${{lookup{{$auth2}}lsearch{{{dir}/users}}}}}}}}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_set_id = $auth1
  server_condition = ${{if eq{{$auth2}}{{${{lookup{{$auth1}}lsearch{{{dir}/users}}}}}}}}
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_set_id = $auth1
  server_secret = ${{lookup{{$auth1}}lsearch{{{dir}/users}}{{$value}}fail}}
"""

# With -C exim gives its root rights up, which is as well: it needs none to write below its
# directory.
START = """\
mount --make-rprivate /
mount --bind "$0/passwd" /etc/passwd
mount --bind "$0/group" /etc/group
exec "$1" -C "$0/exim.conf" -bdf -q5s
"""


def program():
    """Where the server is: unpacked by ./dev, or installed."""
    unpacked = pathlib.Path(os.environ.get("ENVOI_SERVERS", "/nonexistent")) / "exim/usr/sbin/exim4"
    return unpacked if unpacked.exists() else pathlib.Path("/usr/sbin/exim4")


def why_not():
    """Says why exim cannot be started here, or None."""
    if os.geteuid() != 0:
        return "exim can only be started by root"
    if not program().exists():
        return "exim4 is neither unpacked (./dev test does that on Debian) nor installed"
    missing = subprocess.run(["ldd", program()], capture_output=True, text=True).stdout
    if "not found" in missing:
        return f"exim4 lacks libraries:\n{missing}"
    if subprocess.run(["unshare", "--mount", "mount", "--make-rprivate", "/"],
                      capture_output=True).returncode:
        return "no mount namespace can be made here, which exim's user would live in"
    return None


class Exim(Server):
    """Submission with TLS and a login; letters for its users come to their mailboxes."""

    def _write(self):
        uid, gid = self._find_user()
        self.ca = certificates.make(self.dir / "tls") / "ca.pem"
        for name in ("spool", "log", "mail"):
            (self.dir / name).mkdir()
            os.chown(self.dir / name, uid, gid)
        os.chown(self.dir / "tls/server.key", uid, gid)
        values = dict(dir=self.dir, domain=self.domain, tls=self.tls, starttls=self.starttls,
                      size_limit=self.size_limit, user=USER, program=program())
        (self.dir / "exim.conf").write_text(CONFIGURATION.format(**values))
        (self.dir / "users").write_text(
            "".join(f"{user}@{self.domain}: {self.password}\n" for user in self.users))
        (self.dir / "mailboxes").write_text("".join(f"{user}: {user}\n" for user in self.users))
        self._add("passwd", f"{USER}:x:{uid}:{gid}::/nonexistent:/usr/sbin/nologin\n")
        self._add("group", f"{USER}:x:{gid}:\n")

    @staticmethod
    def _find_user():
        try:
            user = pwd.getpwnam(USER)
        except KeyError:
            return UID, UID
        return user.pw_uid, user.pw_gid

    def _add(self, name, line):
        here = pathlib.Path("/etc", name).read_text()
        (self.dir / name).write_text(here if f"\n{USER}:" in here else here + line)

    def _start(self):
        self._run(["unshare", "--mount", "sh", "-e", "-c", START, self.dir, program()])

    def log(self):
        path = self.dir / "log/mainlog"
        return path.read_text(errors="replace") if path.exists() else ""
