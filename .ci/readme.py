#!/usr/bin/env python3
"""Keeps the README's printed examples equal to what the tool prints.

A fenced block preceded by `<!-- printed by: ARGUMENTS -->` is the standard output of
`target/release/forgetting ARGUMENTS`; `ARGUMENTS | head N` and `| tail N` keep its first
or last lines. Without arguments this rewrites the blocks; --check fails if they differ.
"""
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- printed by: (.*?) -->\n)(```\w*\n.*?```\n|.*?(?=<!-- end -->))", re.S)


def printed(arguments):
    arguments, *part = arguments.split(" | ")
    command = [str(ROOT / "target/release/forgetting"), *shlex.split(arguments)]
    text = subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout
    lines = text.splitlines(keepends=True)
    for end, number in (words.split() for words in part):
        lines = lines[: int(number)] if end == "head" else lines[-int(number) :]
    return "".join(lines)


def renew(match):
    head, arguments, body = match.groups()
    text = printed(arguments)
    if body.startswith("```"):
        return f"{head}```text\n{text}```\n"
    return f"{head}\n{text}\n"


old = README.read_text()
new = BLOCK.sub(renew, old)
if "--check" in sys.argv:
    if new != old:
        sys.exit("README.md: a printed example is stale; run python3 .ci/readme.py")
    print(f"{len(BLOCK.findall(old))} printed examples are current")
else:
    README.write_text(new)
