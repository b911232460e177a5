#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the results meson wrote for the build directories given, and says them in a line; before
it, what was skipped and why."""

import json
import pathlib
import sys


def results(build):
    log = pathlib.Path(build) / "meson-logs" / "testlog.json"
    if not log.exists():
        return
    for line in log.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def reason(test):
    lines = (test.get("stdout") or test.get("stderr") or "").strip().splitlines()
    return lines[-1] if lines else "it did not say why"


def main():
    tests = [test for build in sys.argv[1:] for test in results(build)]
    for test in tests:
        if test["result"] == "SKIP":
            print(f"{test['name']} was skipped: {reason(test)}")
    seen = [test["result"] for test in tests]
    passed = sum(r in ("OK", "EXPECTEDFAIL") for r in seen)
    skipped = sum(r == "SKIP" for r in seen)
    print(f"{passed} passed, {len(seen) - passed - skipped} failed, {skipped} skipped")


if __name__ == "__main__":
    main()
