#!/usr/bin/env python3
"""Checks the proofs that `forgetting check --json` prints with nothing of the tool that made them.

    forgetting check --json > LEDGER
    python3 -m pip install python-flint
    python3 proofs/recheck_proofs.py LEDGER...

Every claim with the verdict `proved` is read by a parser of its own. Both sides are shown to have a value everywhere on the
domain, and each step of a chain of equations is decided by a normal form of its own; expectations are worked out anew.
Inequalities are decided anew, by the signs of the factors of their normal form and by monotony from an end of a range, and are
unknown where that does not suffice; claims without variables by Arb.

Exit codes: 0 all verified, 1 a proof is rejected, 2 cannot be run, 3 some are not known here, which says nothing of them.
"""
import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

try:
    import flint  # noqa: F401
except ImportError:
    sys.exit("recheck_proofs.py needs Arb: python3 -m pip install python-flint (into a virtual environment)")

from arb_recheck.certificate import Rejected, Unknown
from arb_recheck.proof import check_record

DEEPEST = 20_000


def main():
    parser = argparse.ArgumentParser(description="Checks proofs independently.")
    parser.add_argument("ledgers", nargs="+", metavar="LEDGER", type=Path)
    parser.add_argument("--allow-unknown", action="store_true", help="exit with 0 also where proofs are not known here")
    options = parser.parse_args()
    sys.setrecursionlimit(DEEPEST)
    begun, words = time.perf_counter(), Counter()
    try:
        for record in proved(options.ledgers):
            word, why = outcome(record)
            words[word] += 1
            if word != "verified":
                print(f"{word:<12}{record.get('id') or record['claim']}\n            {why}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"recheck_proofs.py: not a ledger of `check --json`: {error!r}", file=sys.stderr)
        return 2
    counts = ", ".join(f"{words[word]} {word}" for word in ("verified", "unknown", "rejected"))
    print(f"{counts}, {time.perf_counter() - begun:.1f} s")
    return 1 if words["rejected"] else 3 if words["unknown"] and not options.allow_unknown else 0


def proved(ledgers):
    for path in ledgers:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record.get("verdict") == "proved":
                yield record


def outcome(record):
    try:
        check_record(record)
    except Rejected as why:
        return "rejected", str(why)
    except Unknown as why:
        return "unknown", str(why)
    return "verified", ""


if __name__ == "__main__":
    sys.exit(main())
