#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every C file is formatted by clang-format 14 with .clang-format, and begins with its licence."""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"


def main():
    files = sorted(p for d in ("src", "tests") for p in (ROOT / d).rglob("*.[ch]"))
    failed = False
    for path in files:
        if LICENCE not in path.read_text(encoding="utf-8").split("\n", 1)[0]:
            print(f"{path.relative_to(ROOT)}: the first line does not name the licence")
            failed = True
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if tool is None or "version 14." not in subprocess.run(
            [tool, "--version"], capture_output=True, text=True, check=True).stdout:
        print("clang-format 14 is not installed")
        return 77 if not failed else 1
    result = subprocess.run([tool, "--dry-run", "-Werror", *map(str, files)])
    return 1 if failed or result.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
