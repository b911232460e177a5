#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every test that tests/README.md names for a case is there: a transcript, a GTest path, a Python
test, a file. What stands after a name and a comma is another of the same kind, in short."""

import fnmatch
import functools
import pathlib
import re
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent


@functools.cache
def transcripts():
    return [p.stem for p in (TESTS / "data" / "transcripts").glob("*.smtp")]


@functools.cache
def python_tests():
    return {name for path in TESTS.rglob("*.py")
            for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))}


@functools.cache
def literals(room):
    """For each file of a room's tests, what stands between quotation marks."""
    return [re.findall(r'"([^"\s]*)"', path.read_text(encoding="utf-8"))
            for path in (TESTS / room).glob("*.c")]


def has_transcript(pattern):
    if pattern.startswith("-"):
        pattern = "*" + pattern
    return any(fnmatch.fnmatch(name, pattern) for name in transcripts())


def has_path(path):
    """Paths are put together from pieces, but in one file, and they begin in one piece."""
    room, *parts = path.strip("/").split("/")
    begin = f"/{room}/{parts[0]}".rstrip("*")
    rest = {part for part in parts[1:] if "*" not in part}
    return any(any(text.startswith(begin) for text in file) and
               rest <= {part for text in file for part in re.split(r"[/%]", text)}
               for file in literals(room))


def kind_of(name):
    """What a name is looked up by, and the name as that wants it; with a path where it lies."""
    if name.startswith("T:"):
        return has_transcript, name[2:], None
    if re.fullmatch(r"/[\w*/.-]+", name):
        return has_path, name, name.rpartition("/")[0]
    if name.endswith((".py", ".c")):
        file = name.rpartition("/")[2]
        return (lambda path: any(TESTS.rglob(path))), file, None
    if name.startswith("test_"):
        return lambda test: test in python_tests(), name, None
    return None, name, None


def missing_in(cell):
    for group in cell.replace("\\*", "*").split(";"):
        look_up, place = None, None
        for name in (part.strip() for part in group.split(",")):
            found, asked, its_place = kind_of(name)
            if found is not None:
                look_up, place = found, its_place
            elif " " in name or name.startswith("fuzz-"):
                continue
            elif place is not None:
                asked = f"{place}/{name}"
            if look_up is not None and not look_up(asked):
                yield name


def main():
    failed = False
    for number, line in enumerate((TESTS / "README.md").read_text(encoding="utf-8").split("\n"), 1):
        cells = line.split(" | ")
        if not line.startswith("| ") or len(cells) != 2:
            continue
        for name in missing_in(cells[1].rstrip(" |")):
            print(f"tests/README.md:{number}: there is no {name}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
