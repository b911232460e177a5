#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every test that is written is run: each test-*.c is linked to a program and each test_*.py is a
file that a test of this build names. check-run.py BUILD"""

import json
import os
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent


def read(build, name):
    return json.loads((build / "meson-info" / f"intro-{name}.json").read_text(encoding="utf-8"))


def run_files(build):
    """What the build's tests are started from: scripts, and the sources of programs."""
    named = {os.path.realpath(build / part)
             for test in read(build, "tests") for part in test["cmd"]}
    for target in read(build, "targets"):
        if not named.isdisjoint(map(os.path.realpath, target["filename"])):
            named.update(os.path.realpath(source) for group in target["target_sources"]
                         for source in group["sources"])
    return named


def main():
    run = run_files(pathlib.Path(sys.argv[1]))
    forgotten = sorted(path for pattern in ("*/test-*.c", "*/test[-_]*.py")
                       for path in TESTS.glob(pattern) if str(path) not in run)
    for path in forgotten:
        print(f"{path.relative_to(TESTS.parent)} is in no test")
    return 1 if forgotten else 0


if __name__ == "__main__":
    sys.exit(main())
