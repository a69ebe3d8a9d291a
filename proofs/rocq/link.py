#!/usr/bin/env python3
"""Writes the machine-checked theorems into the claim files of proofs/.

For each claim the front matter gets `rocq: file.v:theorem, ...` and the file ends with the section "Machine-checked", which shows
each statement as its source has it. statements.txt says which theorem belongs to which claim; tests/judge/rocq_links.rs
checks that nothing differs.
"""
import re
from pathlib import Path

ROCQ = Path(__file__).resolve().parent
HEADING = "\n## Machine-checked\n"
INTRODUCTION = """
Rocq checks the following (`proofs/rocq/check.sh`); [rocq/README.md](rocq/README.md) lists the axioms and what is left to the prose above.
"""
KEYWORDS = "Theorem|Lemma|Corollary|Proposition"


def without_comments(text):
    out, depth, at = [], 0, 0
    while at < len(text):
        if text.startswith("(*", at):
            depth, at = depth + 1, at + 2
        elif depth and text.startswith("*)", at):
            depth, at = depth - 1, at + 2
        else:
            out.append("" if depth else text[at])
            at += 1
    return "".join(out)


def statement(file, theorem):
    text = without_comments((ROCQ / file).read_text())
    found = re.search(rf"^ *(?:{KEYWORDS}) {re.escape(theorem)}\b(?!').*?\.(?=\s)", text, re.S | re.M)
    lines = [line.rstrip() for line in found.group().strip().splitlines()]
    return "\n".join(line for line in lines if line)


def theorems():
    found = {}
    for line in (ROCQ / "statements.txt").read_text().splitlines():
        kind, claim, link, *_ = line.split("\t")
        if kind == "theorem":
            found.setdefault(claim, []).append(link)
    return found


def main():
    of_claim = theorems()
    for path in sorted(ROCQ.parent.glob("*.md")):
        text = path.read_text()
        claim = re.search(r"^claim: (\S+)$", text, re.M)
        if not claim:
            continue
        links = of_claim.pop(claim.group(1), [])
        text = re.sub(r"^rocq:.*\n", "", text, flags=re.M).split(HEADING)[0].rstrip() + "\n"
        if links:
            end = text.index("\n---\n", 4) + 1
            covers = text.find("\nrocq_covers:", 0, end) + 1
            end = covers or end
            text = f"{text[:end]}rocq: {', '.join(links)}\n{text[end:]}"
            text += HEADING + INTRODUCTION
            for link in links:
                text += f"\n```rocq {link}\n{statement(*link.split(':'))}\n```\n"
        path.write_text(text)
    for claim in of_claim:
        print(f"no claim file for {claim}")


main()
