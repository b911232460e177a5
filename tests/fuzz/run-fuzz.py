#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one libFuzzer target for a number of seconds, over a copy of its corpus; or a number of
inputs, the same ones every time. What crashes it is kept beside the seeds, where every build tries
it again; what only reaches new code is not, unless --merge asks for it."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# octets; transcripts are the largest inputs
MAX_LENGTH = 4096


# Where it decides whether a change is good, neither chance nor the machine's speed may, nor where
# things lie in memory. What was compared would be put into inputs, and pointers are compared too;
# inputs that reached new code would be read back from disk after a second or so.
SAME = ["-seed=1", "-use_cmp=0", "-reload=0"]


def seeds(options, work):
    """In an order of ours: a directory has them in another one on another disk."""
    files = [file for corpus in options.corpus for file in sorted(pathlib.Path(corpus).iterdir())]
    listed = work / "seeds"
    listed.write_text(",".join(map(str, files)))
    return f"-seed_inputs=@{listed}"


def command(options, work, kept):
    words = HERE / "dictionaries" / (options.target + ".dict")
    line = [
        options.program, f"-max_len={MAX_LENGTH}",
        "-timeout=10", "-rss_limit_mb=1024", "-malloc_limit_mb=64", "-print_final_stats=1",
        "-verbosity=1" if options.verbose else "-verbosity=0",
        f"-artifact_prefix={kept}/",
    ]
    line += [f"-dict={words}"] if words.exists() else []
    found = work / "found"
    found.mkdir()
    if options.runs:
        return line + [f"-runs={options.runs}", *SAME, seeds(options, work), found]
    return line + [f"-max_total_time={options.seconds}", found, *options.corpus]


def merge(options, work):
    own = options.corpus[0]
    subprocess.run([options.program, "-merge=1", "-verbosity=0", own, work / "found"], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--runs", type=int, help="inputs, in place of seconds")
    parser.add_argument("--merge", action="store_true", help="keep inputs that reach new code")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("corpus", nargs="+", help="the first one is where crashes are kept")
    options = parser.parse_args()
    options.target = pathlib.Path(options.program).name.removeprefix("fuzz-")
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        status = subprocess.run(command(options, work, options.corpus[0])).returncode
        if options.merge and status == 0:
            merge(options, work)
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
