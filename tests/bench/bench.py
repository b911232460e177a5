#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py BUILD [--quick] [--write PAGE] [NAME…]: measures Envoi beside what a person would use
instead and prints the table; --write puts it between the marks of a page, and NAMEs are some of the
rows. Exits with 1 where something was not reached. Run by ./dev bench, on a session bus with a
keyring of its own."""

import argparse
import datetime
import os
import pathlib
import platform
import re
import signal
import subprocess
import sys

import rows
from world import World

BEGIN, END = "<!-- bench: begin -->\n", "<!-- bench: end -->\n"
VERSIONS = (("curl", "curl"), ("msmtp", "msmtp"), ("libetpan", "libetpan20"),
            ("Camel", "libcamel-1.2-64"), ("nodemailer", "node-nodemailer"), ("node", "nodejs"),
            ("Python", "python3"), ("postfix", "postfix"), ("GLib", "libglib2.0-0"),
            ("glib-networking", "glib-networking"), ("GnuTLS", "libgnutls30"))


def versions():
    for name, package in VERSIONS:
        shown = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package],
                               capture_output=True, text=True, check=False).stdout
        yield f"{name} {shown.split('-')[0].split('+')[0] or '–'}"


def processor():
    match = re.search(r"^model name\s*:\s*(.+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return match[1] if match else platform.machine()


def head(quick):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    revision = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True,
                              text=True, check=False).stdout.strip()
    yield (f"{datetime.date.today():%d %B %Y}, {system}, Linux {platform.release()}, {processor()}, "
           f"{os.cpu_count()} processors, {memory:.0f} GiB; load before: {os.getloadavg()[0]:.1f}. "
           f"Envoi {revision}, " + ", ".join(versions()) + ".")
    if quick:
        yield ""
        yield "**A quick run: few repetitions, so the figures are rough.**"


def format_line(line, previous):
    same = previous is not None and (previous.work, previous.envoi) == (line.work, line.envoi)
    verdict = {True: "yes", False: "**no**", None: ""}[line.reached]
    ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
    cells = ["" if same else line.work, "" if same else line.envoi, line.beside, line.theirs, ratio,
             line.bound, verdict]
    return "| " + " | ".join(cells) + " |"


def table(world, names):
    """The lines of the table as they come, printed too; whether all was reached."""
    reached, text = True, ["| work | Envoi | beside | | ratio | to reach | reached |",
                           "|---|---|---|---|---|---|---|"]
    for name in names:
        print(f"{name}: {rows.ROWS[name].__doc__}", file=sys.stderr, flush=True)
        previous = None
        for line in rows.ROWS[name](world):
            text.append(format_line(line, previous))
            print(text[-1], flush=True)
            previous = line
            reached = reached and line.reached is not False
    return text, reached


def write(page, text):
    page = pathlib.Path(page)
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    page.write_text(before + BEGIN + text + END + after, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--quick", action="store_true", help="few repetitions, to check")
    parser.add_argument("--write", metavar="PAGE", help="put the table into this page")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(rows.ROWS))
    options = parser.parse_intermixed_args()
    unknown = set(options.names) - set(rows.ROWS)
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(rows.ROWS)}")
    # what was started is ended, whoever ends us
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    world = World(options.build, options.quick)
    try:
        heading = list(head(options.quick))
        print("\n".join(heading) + "\n", flush=True)
        text, reached = table(world, options.names or rows.ROWS)
    finally:
        world.close()
    if options.write:
        write(options.write, "\n".join([*heading, "", *text, ""]))
    sys.exit(0 if reached else 1)


main()
