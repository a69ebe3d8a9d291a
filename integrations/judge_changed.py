#!/usr/bin/env python3
"""Judges the claims in documents, or in those that changed since a commit, and annotates their lines.

    judge_changed.py [--base COMMIT] [--annotate] [PATH ...]

Prints one line a claim that is not established, as `FILE:LINE: VERDICT: CLAIM (REASON)`, or with --annotate as
workflow commands (`::error file=...`).  Exit code: 0 where nothing is refuted, fails or cannot be read, 1 otherwise.
Needs `forgetting` and git on the PATH, and nothing else.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

ENDINGS = (".md", ".tex", ".ipynb")
BAD = ("refuted", "fails on samples")


def changed(base, paths):
    """Documents under the paths that differ from the commit, deleted ones left out."""
    names = subprocess.run(
        ["git", "diff", "--name-only", "-z", "--diff-filter=d", base, "--", *paths],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [Path(name) for name in names.split("\0") if name.endswith(ENDINGS)]


def documents(paths):
    """Every document at or below the paths."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from (p for p in sorted(path.rglob("*")) if p.suffix in ENDINGS)
        else:
            yield path


def records(path):
    """What `check` says of each block of a file."""
    ran = subprocess.run(
        ["forgetting", "check", "--json", "--allow-empty", str(path)],
        capture_output=True,
        text=True,
    )
    if ran.returncode == 2 and not ran.stdout:
        sys.exit(ran.stderr.strip())
    return [json.loads(line) for line in ran.stdout.splitlines()]


def describe(record):
    """Whether it is bad, and one line about it; nothing for what is established."""
    if "error" in record:
        return True, "cannot be read: " + record["error"].splitlines()[0]
    verdict = record["verdict"]
    if verdict in ("proved", "certified", "machine-checked"):
        return False, None
    return verdict in BAD, f"{verdict}: {record['claim']} ({record['reason']})"


def escaped(text):
    """Text inside a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", default="", help="judge what changed since this commit only")
    parser.add_argument("--annotate", action="store_true", help="print workflow commands")
    parser.add_argument("paths", nargs="*", default=["."])
    options = parser.parse_args()
    found = changed(options.base, options.paths) if options.base else documents(options.paths)
    failed = False
    for path in found:
        for record in records(path):
            bad, text = describe(record)
            failed |= bad
            if text and options.annotate:
                level = "error" if bad else "warning"
                place = f"file={path},line={record['line']},col={record['column']}"
                print(f"::{level} {place}::{escaped(text)}")
            elif text:
                print(f"{path}:{record['line']}: {text}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
