#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that runs in a thread has no source object. The thread may drop the last reference to the
task, and with it to its source: a widget, or what watches a file, would be taken apart beside the
loop that still calls it. Whoever is called back holds a reference of its own.

The store is made for it: its database may go away on any thread (store-worker.c)."""

import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src"
FUNCTION = re.compile(r"^(\w+) \([^;]*?\)\n\{\n(.*?)^\}", re.DOTALL | re.MULTILINE)
NEW = r"\b{} =\s*g_task_new \(\s*([^,]+),"


def sources(body):
    """The source object of each task that this function runs in a thread."""
    for task in re.findall(r"g_task_run_in_thread \((\w+),", body):
        yield from re.findall(NEW.format(task), body)


def main():
    ran = 0
    wrong = []
    for path in sorted(SOURCE.glob("*/*.c")):
        if path.parent.name == "store":
            continue
        for name, body in FUNCTION.findall(path.read_text(encoding="utf-8")):
            found = list(sources(body))
            ran += len(found)
            wrong += [f"{path.relative_to(SOURCE.parent)}: {name}: the source is {source}"
                      for source in found if source != "NULL"]
    print("\n".join(wrong) or f"{ran} tasks run in threads")
    return 1 if wrong or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
