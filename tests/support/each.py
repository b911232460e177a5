# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs each function test_* of a script in a process of its own, because the AT-SPI library stays on
the first bus it sees; speaks TAP."""

import subprocess
import sys
import traceback


def _run_alone(test):
    try:
        test()
    except Exception:
        print(traceback.format_exc())
        return 1
    return 0


def run(names, why_not, arguments=()):
    """`names`: the script's globals(); `why_not`: why nothing can be tried here, or None;
    `arguments`: those the script was given before the name of a test."""
    given = sys.argv[1 + len(arguments):]
    if given:
        return _run_alone(names[f"test_{given[0]}"])
    if why_not:
        print(f"1..0 # SKIP {why_not}")
        return 0
    tests = [name[5:] for name in names if name.startswith("test_")]
    print(f"1..{len(tests)}", flush=True)
    for number, name in enumerate(tests, 1):
        ended = subprocess.run([sys.executable, names["__file__"], *arguments, name],
                               stdout=subprocess.PIPE, text=True, check=False)
        for line in ended.stdout.splitlines():
            print(f"# {line}")
        print(f"{'not ok' if ended.returncode else 'ok'} {number} {name}", flush=True)
    return 0
