#!/usr/bin/env python3
"""Keeps the README's printed examples equal to what the tool prints.

A fenced block preceded by `<!-- printed by: ARGUMENTS -->` is the standard output of
`target/release/forgetting ARGUMENTS`; `ARGUMENTS | head N` and `| tail N` keep its first
or last lines. The table after `<!-- measured by: benches/report.py -->` is quoted from
benches/REPORT.md, and stays as it is where that has not been made. Without arguments this
rewrites the blocks; --check fails if they differ.
"""
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- printed by: (.*?) -->\n)(```\w*\n.*?```\n|.*?(?=<!-- end -->))", re.S)
REPORT = ROOT / "benches/REPORT.md"
MEASURED = re.compile(r"(<!-- measured by: benches/report.py -->\n)((?:\|.*\n)+)")
# The peers that the README names, by how their rows begin.
PEERS = ["SciPy quad", "NumPy", "JAX", "SciPy BFGS", "Arb"]


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


def cells(line):
    return [cell.strip() for cell in line.strip("|\n").split("|")]


def quote(match):
    """The rows of the named peers, each ratio by its median."""
    if not REPORT.exists():
        return match.group(0)
    table = REPORT.read_text().split("## Against others", 1)[1].split("\n## ", 1)[0]
    head, _, *rows = [cells(line) for line in table.splitlines() if line.startswith("|")]
    rows = [dict(zip(head, row)) for row in rows]
    lines = ["| work | other | this library | other | ratio |", "|---|---|---:|---:|---:|"]
    for peer in PEERS:
        for row in rows:
            if row["peer"].startswith(peer):
                ratio = row["ratio"].split(" (")[0]
                shown = [row["work"], row["peer"], row["this library"], row["peer's time"], ratio]
                lines.append("| " + " | ".join(shown) + " |")
    return match.group(1) + "\n".join(lines) + "\n"


old = README.read_text()
new = MEASURED.sub(quote, BLOCK.sub(renew, old))
if "--check" in sys.argv:
    if new != old:
        sys.exit("README.md: a printed example is stale; run python3 .ci/readme.py")
    print(f"{len(BLOCK.findall(old))} printed examples are current")
else:
    README.write_text(new)
