#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""reliability.py BUILD [--write PAGE]: runs the tests that break things on purpose and prints what
they counted, as a table; --write puts it between the marks of a page. Run by ./dev reliability."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"
TESTS = ("crash-kill", "crash-power", "crash-power-on-nfs", "crash-disk", "crash-flip",
         "e2e-crowd", "soak")
VERSIONS = (("SQLite", "libsqlite3-0"), ("GLib", "libglib2.0-0"), ("GTK", "libgtk-4-1"))
COUNTED = re.compile(r"^(?:# )?(.*(?:0 lost, 0 doubled|did not grow).*)$", re.M)


def version(package):
    shown = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True,
                           text=True, check=False).stdout
    return re.split(r"[-+]", shown)[0] or "–"


def head():
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    revision = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True,
                              text=True, check=False).stdout.strip()
    return (f"{datetime.date.today():%-d %B %Y}, {system}, Linux {platform.release()}, "
            f"{os.cpu_count()} processors; load before: {os.getloadavg()[0]:.1f}. Envoi {revision}, " +
            ", ".join(f"{name} {version(package)}" for name, package in VERSIONS) + ".")


def thousands(text):
    return re.sub(r"(?<![\d.])\d{4,}(?![\d.])", lambda number: f"{int(number[0]):,}", text)


def run(build):
    subprocess.run(["meson", "test", "-C", build, "--no-rebuild", "--timeout-multiplier", "4",
                    *TESTS], stdout=sys.stderr, check=False)
    log = pathlib.Path(build) / "meson-logs" / "testlog.json"
    return {test["name"].split(" / ")[-1]: test
            for test in map(json.loads, log.read_text(encoding="utf-8").splitlines())}


def table(found):
    """Its lines, and whether every test passed."""
    lines, passed = ["| test | counted | seconds |", "|---|---|---|"], True
    for name in TESTS:
        test = found.get(name, {"result": "missing", "duration": 0})
        said = [thousands(line) for line in COUNTED.findall(test.get("stdout") or "")]
        good = test["result"] == "OK" and said
        passed = passed and bool(good)
        counted = "; ".join(said) if good else f"**{test['result'].lower()}**"
        lines.append(f"| `{name}` | {counted} | {test['duration']:.0f} |")
    return lines, passed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--write", metavar="PAGE", help="put the table into this page")
    options = parser.parse_args()
    heading = head()
    lines, passed = table(run(options.build))
    text = "\n".join([heading, "", *lines, ""])
    print(text)
    if options.write:
        page = pathlib.Path(options.write)
        before, rest = page.read_text(encoding="utf-8").split(BEGIN)
        _, after = rest.split(END)
        page.write_text(before + BEGIN + text + END + after, encoding="utf-8")
    sys.exit(0 if passed else 1)


main()
