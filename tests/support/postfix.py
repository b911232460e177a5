# SPDX-License-Identifier: GPL-3.0-or-later
"""A real submission server nobody here wrote: postfix, with dovecot for SASL, from files in a
directory of its own, on loopback, with no way out. Needs root, because postfix does."""

import os
import pwd
import shutil
import subprocess

import certificates
from mailserver import Server, free_port, wait_for_port  # noqa: F401

SERVICES = """\
127.0.0.1:{starttls} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
127.0.0.1:{tls} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = {dir}/postfix.log
maillog_file_prefixes = {dir}
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
default_transport = error:there is no outside world
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {dir}/mail
virtual_mailbox_maps = texthash:{dir}/mailboxes
virtual_mailbox_limit = 0
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
mailbox_size_limit = 0
message_size_limit = {size_limit}
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_tls_cert_file = {dir}/tls/server.pem
smtpd_tls_key_file = {dir}/tls/server.key
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_security_options = noanonymous
smtpd_tls_auth_only = yes
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtputf8_enable = yes
"""

DOVECOT = """\
base_dir = {dir}/dovecot
state_dir = {dir}/dovecot
instance_name = envoi-{name}
protocols =
log_path = {dir}/dovecot.log
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
auth_failure_delay = 0
ssl = no
first_valid_uid = 1
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service auth {{
  unix_listener {dir}/queue/private/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
"""


# Who may log in, as dovecot 2.3 and as 2.4 want it written.
USERS_2_3 = """\
disable_plaintext_auth = no
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {dir}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/mail
}}
"""
USERS_2_4 = """\
auth_allow_cleartext = yes
passdb passwd-file {{
  passwd_file_path = {dir}/users
  default_password_scheme = PLAIN
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {dir}/mail
  }}
}}
"""


def dovecot_configuration():
    """The text for the dovecot that is installed. From 2.4 on its first lines name the version whose
    meaning the settings have."""
    shown = subprocess.run(["/usr/sbin/dovecot", "--version"], check=True, capture_output=True,
                           text=True).stdout
    version = tuple(int(number) for number in shown.split()[0].split("-")[0].split(".")[:2])
    if version < (2, 4):
        return DOVECOT + USERS_2_3
    return "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" + DOVECOT + USERS_2_4


def why_not():
    """Says why postfix cannot be started here, or None."""
    if os.geteuid() != 0:
        return "postfix can only be started by root"
    for program in ("/usr/lib/postfix/sbin/master", "/usr/sbin/dovecot"):
        if not os.path.exists(program):
            return f"{program} is not installed"
    return None


class Postfix(Server):
    """Submission with TLS and a login; letters for its users come to their mailboxes."""

    def _write(self):
        nobody = pwd.getpwnam("nobody")
        self.ca = certificates.make(self.dir / "tls") / "ca.pem"
        values = dict(dir=self.dir, name=self.dir.name, uid=nobody.pw_uid, gid=nobody.pw_gid,
                      domain=self.domain, tls=self.tls, starttls=self.starttls,
                      size_limit=self.size_limit)
        for name in ("etc", "queue", "data", "mail", "dovecot"):
            (self.dir / name).mkdir()
        shutil.chown(self.dir / "data", "postfix")
        shutil.chown(self.dir / "mail", nobody.pw_uid, nobody.pw_gid)
        (self.dir / "etc/main.cf").write_text(MAIN.format(**values))
        (self.dir / "etc/master.cf").write_text(SERVICES.format(**values))
        (self.dir / "dovecot.conf").write_text(
            dovecot_configuration().format(**values))
        (self.dir / "users").write_text(
            "".join(f"{user}@{self.domain}:{{PLAIN}}{self.password}\n" for user in self.users))
        (self.dir / "mailboxes").write_text(
            "".join(f"{user}@{self.domain} {user}/\n" for user in self.users))

    def _start(self):
        subprocess.run(["postfix", "-c", self.dir / "etc", "check"], check=True,
                       capture_output=True)
        self._run(["dovecot", "-F", "-c", self.dir / "dovecot.conf"])
        self._run(["/usr/lib/postfix/sbin/master", "-c", self.dir / "etc", "-d"],
                  env={**os.environ, "MAIL_CONFIG": str(self.dir / "etc")})
        self._wait(lambda: (self.dir / "queue/private/auth").exists())

    def log(self):
        path = self.dir / "postfix.log"
        return path.read_text(errors="replace") if path.exists() else ""
