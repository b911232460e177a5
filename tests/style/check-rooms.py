#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks who includes whom against rooms.toml: no path includes, no foreign rooms or private
headers, no unlisted system headers, no cycles, no permission that nobody uses."""

import fnmatch
import pathlib
import re
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
SRC = HERE.parent.parent / "src"
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)
# headers that the build makes
GENERATED = {"config.h"}


def group_of(header, groups):
    for name, patterns in groups.items():
        if any(fnmatch.fnmatch(header, p) for p in patterns):
            return name
    return None


def check_file(path, room, table, groups, used):
    rules = table[room]
    for quote, header in INCLUDE.findall(path.read_text(encoding="utf-8")):
        if quote == "<":
            group = group_of(header, groups)
            if group is None or group not in rules["system"]:
                yield f"<{header}> is not open to room {room}"
            used.add((room, "system", group))
        elif header in GENERATED:
            continue
        elif "/" in header:
            yield f'"{header}" names a path; a file name says its room'
        else:
            other = header.split("-", 1)[0]
            if other == room:
                continue
            if other not in rules["rooms"]:
                yield f'"{header}": room {room} may not include room {other}'
            elif header.endswith("-private.h"):
                yield f'"{header}" is private to room {other}'
            used.add((room, "rooms", other))


def cycles(table):
    def visit(room, trail):
        if room in trail:
            yield " → ".join(trail[trail.index(room):] + [room])
            return
        for other in table[room]["rooms"]:
            yield from visit(other, trail + [room])
    for room in table:
        yield from visit(room, [])


def check():
    rules = tomllib.loads((HERE / "rooms.toml").read_text(encoding="utf-8"))
    table, groups = rules["rooms"], rules["groups"]
    used = set()
    present = set()
    for path in sorted(SRC.glob("*/*.[ch]")):
        room = path.parent.name
        name = path.relative_to(SRC)
        if room not in table:
            yield f"src/{name}: room {room} is not in rooms.toml"
            continue
        present.add(room)
        if path.name.split("-", 1)[0] != room:
            yield f"src/{name}: the name must begin with {room}-"
        for problem in check_file(path, room, table, groups, used):
            yield f"src/{name}: {problem}"
    for room in present:
        for kind in ("rooms", "system"):
            for item in table[room][kind]:
                if (room, kind, item) not in used:
                    yield f"rooms.toml: room {room} never uses its permission {item}"
    for cycle in sorted(set(cycles(table))):
        yield f"rooms.toml: a cycle: {cycle}"


def main():
    problems = list(check())
    for problem in problems:
        print(problem)
    if not problems:
        print("rooms: as designed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
