#!/usr/bin/env python3
"""Checks certificates of `forgetting claim --certificate FILE` with nothing of the tool that made them.

    python3 -m pip install python-flint
    python3 proofs/recheck.py CERTIFICATE...            exit code 0: every box of every certificate is proved anew
    python3 proofs/recheck.py --allow-unverified CERTIFICATE...

The claim is read by a parser of its own. Hashes, a point of the domain, and the cover of the domain by the boxes are checked
in exact arithmetic. On every box both sides are shown to be defined and the slack to be at least the stated bound, with
Arb's ball arithmetic at 96 bits: natural, mean-value and Taylor forms by automatic differentiation, and the theory's
integrals by Arb's rigorous integration. A box that is too wide for these enclosures is cut further.

Exit codes: 0 valid, 1 rejected or refuted, 2 cannot be run, 3 not known: valid as far as it could be verified, an equation
whose sides only agree to a width (see --width; nothing in the certificate widens what is accepted), a function or a range
that this checker does not know, or the end of the time that was asked for.
"""
import argparse
import sys
import time
from pathlib import Path

try:
    import flint  # noqa: F401
except ImportError:
    sys.exit("recheck.py needs Arb: python3 -m pip install python-flint (into a virtual environment)")

from arb_recheck.certificate import Falsified, Rejected, Unknown, check

SHOWN = 10
# Longer certificates are refused while they are read.
MOST_BYTES = 1 << 26


def main():
    parser = argparse.ArgumentParser(description="Checks certificates independently, with Arb.")
    parser.add_argument("certificates", nargs="+", metavar="CERTIFICATE", type=Path)
    parser.add_argument("--allow-unverified", action="store_true", help="exit with 0 also where boxes could not be verified")
    parser.add_argument("--width", type=float, default=0.0, metavar="W", help="accept equations whose sides lie within W of each other")
    parser.add_argument("--time", type=float, metavar="S", help="give up on a certificate after S seconds [default: no limit]")
    options = parser.parse_args()
    sys.setrecursionlimit(20_000)
    rejected = incomplete = unknown = False
    for path in options.certificates:
        begun = time.perf_counter()
        try:
            report = check(read(path), progress_bar(path), options.time)
        except Rejected as why:
            rejected = True
            print(f"{'refuted' if isinstance(why, Falsified) else 'rejected':<12}{path}\n            {why}")
            continue
        except Unknown as why:
            unknown = True
            print(f"{'unknown':<12}{path}\n            {why}")
            continue
        except (OSError, UnicodeDecodeError) as error:
            print(f"recheck.py: {path}: {error}", file=sys.stderr)
            return 2
        seconds = time.perf_counter() - begun
        verified = report.leaves - len(report.unverified)
        agrees = report.width is not None and report.width > options.width
        incomplete = incomplete or bool(report.unverified)
        unknown = unknown or agrees
        word = "incomplete" if report.unverified else "agrees" if agrees else "valid"
        print(f"{word:<12}{path}\n            {report.claim}")
        print(f"            {verified} of {report.leaves} boxes proved anew, in {report.pieces} pieces, {seconds:.1f} s")
        if report.width is not None:
            print(f"            equations to a width only: the sides differ by at most {report.width:.3g} everywhere")
        for position, leaf, why in report.unverified[:SHOWN]:
            print(f"            not verified: obligation {position}, box {leaf}: {why}")
        if len(report.unverified) > SHOWN:
            print(f"            and {len(report.unverified) - SHOWN} more")
    if rejected:
        return 1
    return 3 if unknown or incomplete and not options.allow_unverified else 0


def read(path):
    with path.open("rb") as file:
        found = file.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise OSError(f"it is longer than a certificate may be, {MOST_BYTES} bytes")
    return found.decode("utf-8")


def progress_bar(path):
    if not sys.stderr.isatty():
        return None

    def show(leaves):
        if leaves % 20 == 0:
            print(f"\r{path.name}: {leaves} boxes", end="\r", file=sys.stderr)

    return show


if __name__ == "__main__":
    sys.exit(main())
