#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a letter with Python's own mail library, which shares no code with ours, and says what it
saw: a line for each thing, key and value parted by TAB, the value percent-encoded."""

import email
import email.header
import email.policy
import email.utils
import re
import sys
from urllib.parse import quote_from_bytes


def say(key, value):
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogateescape")
    print(f"{key}\t{quote_from_bytes(value)}")


def say_addresses(octets, name):
    """By the older parser: the newer one puts a blank where an encoded word ends in "<"."""
    message = email.message_from_bytes(octets)
    for i, field in enumerate(message.get_all(name, [])):
        addresses = email.utils.getaddresses([re.sub(r"\r?\n", "", str(field))])
        for j, (phrase, address) in enumerate(addresses):
            decoded = email.header.make_header(email.header.decode_header(phrase))
            say(f"{name}.{i}.{j}.name", str(decoded))
            say(f"{name}.{i}.{j}.address", address)
        say(f"{name}.{i}.n", str(len(addresses)))


def say_part(i, part, old):
    """@old is the part as the older parser has it, which leaves encoded words alone."""
    say(f"part.{i}.type", part.get_content_type())
    say(f"part.{i}.encoding", str(part.get("Content-Transfer-Encoding", "")))
    if part.get_filename() is not None:
        say(f"part.{i}.filename", part.get_filename())
    if old.get_param("name") is not None:
        raw = re.sub(r"\r?\n", "", old.get_param("name"))
        say(f"part.{i}.name", str(email.header.make_header(email.header.decode_header(raw))))
    if not part.is_multipart():
        say(f"part.{i}.content", part.get_payload(decode=True) or b"")


def main():
    octets = sys.stdin.buffer.read()
    message = email.message_from_bytes(octets, policy=email.policy.default)
    header = octets.split(b"\r\n\r\n", 1)[0]
    names = [line.split(b":", 1)[0] for line in header.split(b"\r\n") if line[:1] not in b" \t"]
    say("names", b",".join(names))
    say("longest", str(max(len(line) for line in octets.split(b"\r\n"))))
    words = re.findall(rb"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=", octets)
    say("longest-word", str(max(map(len, words), default=0)))
    for name in ("Subject", "Date", "Message-ID", "References", "In-Reply-To"):
        if message[name] is not None:
            say(name, str(message[name]))
    for name, value in message.items():
        if name.startswith("X-"):
            say(name, str(value))
    for name in ("From", "To", "Cc", "Bcc", "Reply-To"):
        say_addresses(octets, name)
    parts = list(message.walk())
    for i, (part, old) in enumerate(zip(parts, email.message_from_bytes(octets).walk())):
        say_part(i, part, old)
    say("parts", str(len(parts)))
    say("defects", "; ".join(str(d) for p in parts for d in p.defects))


main()
