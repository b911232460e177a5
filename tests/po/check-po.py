#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text a person may see is in po/POTFILES, and every translation is complete: nothing
untranslated, nothing fuzzy, no placeholder lost. Texts are taken from the sources anew, so a new one
shows here before a release does."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PO = ROOT / "po"
# rooms whose texts people read; the other rooms speak to developers
ROOMS = ("app", "cli", "ui")
MARK = re.compile(r'\b(?:N?_|N?C_|ngettext|gettext) \(|translatable="(?:yes|true)"')


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def sources():
    files = [ROOT / "src" / "main.c"]
    for room in ROOMS:
        for pattern in ("*.c", "*.ui"):
            files += (ROOT / "src" / room).glob(pattern)
    return sorted(f for f in files if f.exists() and MARK.search(f.read_text(encoding="utf-8")))


def check_potfiles(listed):
    for path in sources():
        name = str(path.relative_to(ROOT))
        if name not in listed:
            yield f"po/POTFILES does not list {name}"
    for name in listed:
        if not (ROOT / name).exists():
            yield f"po/POTFILES lists {name}, which is not there"


def entries(text):
    """(msgid, flags, translations) of a catalogue"""
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith("#~")]
        flags = " ".join(line for line in lines if line.startswith("#,"))
        value, fields = None, {}
        for line in lines:
            match = re.match(r'(msg\w+(?:\[\d+\])?) (".*")$', line)
            if match:
                value = match.group(1)
                fields[value] = match.group(2)[1:-1]
            elif line.startswith('"') and value:
                fields[value] += line[1:-1]
        if fields.get("msgid"):
            yield fields["msgid"], flags, [v for k, v in fields.items() if k.startswith("msgstr")]


def check_language(language, template, directory):
    catalogue = PO / f"{language}.po"
    checked = run("msgfmt", "--check", "-o", "/dev/null", str(catalogue))
    if checked.returncode:
        yield f"{language}: {checked.stderr.strip()}"
    merged = directory / f"{language}.po"
    run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", str(merged), str(catalogue),
        str(template))
    for msgid, flags, translations in entries(merged.read_text(encoding="utf-8")):
        if "fuzzy" in flags:
            yield f"{language}: fuzzy: {msgid}"
        elif not all(translations):
            yield f"{language}: not translated: {msgid}"


def check():
    listed = [line for line in (PO / "POTFILES").read_text().split("\n") if line]
    yield from check_potfiles(listed)
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        template = directory / "envoi.pot"
        present = [item for item in listed if (ROOT / item).exists()]
        made = run("xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_",
                   "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "-o", str(template), *present)
        if made.returncode:
            yield made.stderr.strip()
            return
        for msgid, _, _ in entries(template.read_text(encoding="utf-8")):
            if re.search(r"(?<!%)(%%)*%$", msgid):
                yield f"cut off by a macro, use PRId64 or %s: {msgid}"
        for language in (PO / "LINGUAS").read_text().split():
            yield from check_language(language, template, directory)


def main():
    if shutil.which("xgettext") is None:
        print("gettext is not installed")
        return 77
    problems = list(check())
    for problem in problems:
        print(problem)
    if not problems:
        print("po: complete")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
