# SPDX-License-Identifier: GPL-3.0-or-later
"""What a disk may hold after a power cut, from a record of the calls before it: a file has what was
written before its last sync, a directory the names it had at its last sync; of everything later any
part may be missing. Nothing here knows what the files are for."""

import dataclasses
import os
import pathlib

BLOCK, SECTOR = 4096, 512


@dataclasses.dataclass
class Call:
    """One line of the shim's record."""
    name: str
    target: str
    to: str
    offset: int
    octets: bytes


def read_record(path, place_then, place_now):
    """The calls, as if they had been made below `place_now`."""
    calls = []
    data = path.read_bytes()
    place = 0
    while place < len(data):
        end = data.index(b"\n", place)
        name, target, *to, offset, length = data[place:end].decode().split("\t")
        target, *to = (name.replace(place_then, place_now, 1) for name in (target, *to))
        place = end + 1
        length = int(length)
        calls.append(Call(name, target, to[0] if to else "", int(offset),
                          data[place:place + length]))
        place += length
    return calls


class File:
    """An inode: what is safe, and what came since."""

    def __init__(self, octets=b""):
        self.safe = octets
        self.later = []


def apply_to(octets, call):
    if call.name == "truncate":
        return octets[:call.offset].ljust(call.offset, b"\0")
    return (octets.ljust(call.offset, b"\0")[:call.offset] + call.octets +
            octets[call.offset + len(call.octets):])


class Disk:
    """Names and files below one directory, which is there with all it holds."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.safe_names = {}
        self.later_names = []  # (directory, name, file or None)
        for path in self.root.rglob("*"):
            if path.is_file() and not path.name.endswith("-shm"):
                self.safe_names[str(path)] = File(path.read_bytes())
        self.directories = {str(path) for path in self.root.rglob("*") if path.is_dir()}
        self.names = dict(self.safe_names)

    def _rename(self, path, file):
        self.later_names.append((os.path.dirname(path), path, file))
        if file is None:
            self.names.pop(path, None)
        else:
            self.names[path] = file

    def play(self, call):
        if call.name == "create":
            self._rename(call.target, File())
        elif call.name == "unlink":
            self._rename(call.target, None)
        elif call.name == "rename":
            file = self.names[call.target]
            self._rename(call.to, file)
            self._rename(call.target, None)
        elif call.name == "mkdir":
            self.directories.add(call.target)
        elif call.name == "sync":
            self._sync(call.target)
        elif call.name in ("write", "truncate"):
            # a file that was unlinked while it is open holds nothing anybody will see
            file = self.names.get(call.target)
            if file is not None:
                file.later.append(call)

    def _sync(self, target):
        if target in self.names:
            file = self.names[target]
            for call in file.later:
                file.safe = apply_to(file.safe, call)
            file.later = []
            return
        for directory, path, file in self.later_names:
            if directory == target:
                self._set(self.safe_names, path, file)
        self.later_names = [entry for entry in self.later_names if entry[0] != target]

    @staticmethod
    def _set(names, path, file):
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file

    def _pending(self):
        """All that is not safe, oldest first within each file and directory."""
        files = {id(file): file for file in (*self.safe_names.values(), *self.names.values())}
        return ([("name", entry) for entry in self.later_names] +
                [("octets", (file, call)) for file in files.values() for call in file.later])

    def _state(self, kept):
        """kept(kind, item) -> None, or the item, perhaps cut short."""
        names = dict(self.safe_names)
        for entry in self.later_names:
            if kept("name", entry) is not None:
                self._set(names, entry[1], entry[2])
        state = {}
        for path, file in names.items():
            octets = file.safe
            for call in file.later:
                left = kept("octets", (file, call))
                if left is not None:
                    octets = apply_to(octets, left[1])
            state[path] = octets
        return state

    def states(self):
        """Each disk that may be found: nothing unsynced, everything, one thing missing, the last
        write torn."""
        pending = self._pending()
        yield self._state(lambda kind, item: None)
        yield self._state(lambda kind, item: item)
        for _, missing in pending:
            yield self._state(lambda kind, item, missing=missing:
                              None if item is missing or item == missing else item)
        writes = [item for kind, item in pending if kind == "octets" and item[1].octets]
        if writes:
            file, last = writes[-1]
            for unit in (SECTOR, BLOCK):
                keep = (len(last.octets) - 1) // unit * unit
                torn = dataclasses.replace(last, octets=last.octets[:keep])
                yield self._state(lambda kind, item, torn=torn: (file, torn)
                                  if kind == "octets" and item[1] is last else item)


def write_state(state, root, moved_to):
    """Makes the files of `state`, which lay below `root`, anew below `moved_to`."""
    for path, octets in state.items():
        place = pathlib.Path(moved_to) / pathlib.Path(path).relative_to(root)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_bytes(octets)
