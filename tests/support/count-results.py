#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the results meson wrote for the build directories given, and says them in a line."""

import json
import pathlib
import sys


def results(build):
    log = pathlib.Path(build) / "meson-logs" / "testlog.json"
    if not log.exists():
        return
    for line in log.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["result"]


def main():
    seen = [r for build in sys.argv[1:] for r in results(build)]
    passed = sum(r in ("OK", "EXPECTEDFAIL") for r in seen)
    skipped = sum(r == "SKIP" for r in seen)
    print(f"{passed} passed, {len(seen) - passed - skipped} failed, {skipped} skipped")


if __name__ == "__main__":
    main()
