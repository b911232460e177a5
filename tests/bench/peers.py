# SPDX-License-Identifier: GPL-3.0-or-later
"""How each program is asked to do the same work: functions (world, server, security, letters) that
give a command, and where it reads standard input. security is plain, tls or starttls."""

import os

from world import FROM, HERE, SECRET, TEXT

PYTHON = "/usr/bin/python3"
NODE = "node"


def port_of(server, security):
    return server.port if hasattr(server, "port") else getattr(server, security)


def driver(name):
    def command(world, server, security, directory, letters=1, recipients=1):
        return [world.bench / f"letters-{name}", port_of(server, security), security, letters,
                directory, recipients]
    return command


engine, etpan, raw, camel = map(driver, ("engine", "etpan", "raw", "camel"))


def engine_connections(world, server, directory, letters, connections):
    return ["env", f"BENCH_CONNECTIONS={connections}",
            *engine(world, server, "plain", directory, letters)]


def smtplib(world, server, security, directory, letters=1):
    return [PYTHON, "-I", HERE / "letters_smtplib.py", port_of(server, security), security, letters,
            directory]


def nodemailer(world, server, security, letters=1, connections=1):
    return [NODE, HERE / "letters-nodemailer.js", port_of(server, security), security, letters,
            connections]


def outbox(world, server, letters):
    """The durable outbox, in a directory of its own each time."""
    directory = world.home / f"outbox-{os.urandom(4).hex()}"
    directory.mkdir()
    return [world.bench / "letters-outbox", port_of(server, "plain"), "plain", letters, directory]


def smtp_source(world, server, letters=1, octets=1000):
    return ["/usr/sbin/smtp-source", "-d", "-m", letters, "-l", octets, "-f", FROM, "-t",
            "person@example.test", f"127.0.0.1:{server.port}"]


def _curl_options(world, server, security):
    options = ["--silent", "--show-error", "--mail-from", FROM]
    if security != "plain":
        options += ["--cacert", world.tls / "ca.pem", "--user", f"{FROM}:{SECRET}"]
    if security == "starttls":
        options += ["--ssl-reqd"]
    scheme = "smtps" if security == "tls" else "smtp"
    return options, f"{scheme}://127.0.0.1:{port_of(server, security)}"


def curl(world, server, security, directory, recipients=1):
    options, url = _curl_options(world, server, security)
    for i in range(recipients):
        options += ["--mail-rcpt", f"person-{i}@example.test"]
    return ["curl", *options, "--upload-file", directory / "0.eml", url]


def curl_reusing(world, server, security, directory, letters):
    """One process and one connection for all, told by a file, as --next parts them."""
    options, url = _curl_options(world, server, security)
    lines = []
    for word in map(str, options):
        lines.append(f"{word[2:]}" if word.startswith("--") else f"{lines.pop()} = \"{word}\"")
    config = world.dir / f"curl-{security}-{letters}"
    config.write_text("next\n".join(
        "\n".join([*lines, f'mail-rcpt = "person-{i}@example.test"',
                   f'upload-file = "{directory}/{i}.eml"', f'url = "{url}"', ""])
        for i in range(letters)))
    return ["curl", "--config", config]


def msmtp(world, server, security):
    config = world.dir / f"msmtp-{security}"
    lines = ["host 127.0.0.1", f"port {port_of(server, security)}", f"from {FROM}"]
    if security != "plain":
        lines += ["tls on", f"tls_starttls {'on' if security == 'starttls' else 'off'}",
                  f"tls_trust_file {world.tls}/ca.pem", "auth plain", f"user {FROM}",
                  f"password {SECRET}"]
    config.write_text("\n".join(["account default", *lines, ""]))
    config.chmod(0o600)
    return ["msmtp", "--file", config, "person-0@example.test"]


def cli_send(world, *options):
    body = world.dir / "body"
    body.write_text(f"Dear person,\n\n{TEXT}\n")
    return [world.cli, "send", "--to", "Person <person-0@example.test>", "--subject", "A letter",
            "--body-file", body, *options]
