#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources are looked up by their path. What glib-compile-resources names NAME_get_resource() is
NULL while another thread is registering it; the lookup by path waits for that."""

import pathlib
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src"
BY_PATH = "g_resources_lookup_data ("
BY_OBJECT = ("g_resource_lookup_data (", "g_resource_open_stream (", "_get_resource (")


def main():
    wrong, asked = [], 0
    for path in sorted(SOURCE.glob("*/*.c")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            asked += BY_PATH in line
            wrong += [f"{path.relative_to(SOURCE.parent)}:{number}: {line.strip()}"
                      for name in BY_OBJECT if name in line]
    print("\n".join(wrong) or f"{asked} lookups by path")
    return 1 if wrong or asked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
