#!/usr/bin/env python3
"""One certified misassignment probability: this library against Arb, measured in one run.

    python3 benches/compare/flint.py

Makes a virtual environment beside itself (.venv) with python-flint, builds the Rust side in release mode,
measures both in turn three times and prints the medians and their ratio as Markdown.

Work: eps_o = E[1/(1 + exp(-(m + delta Z)))], m = log((1-beta)/beta) - delta^2/2, at beta = 0.3 (the double) and
delta = 3, enclosed with proof. Arb: acb.integral at 53 bits over [-10, 13] plus a ball for the two tails;
the integrand is meromorphic, so its ball evaluation alone tells Arb where it is analytic.
"""
import json
import os
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
MARK = "FORGETTING_COMPARE_IN_VENV"
WANTED = 50


def inside_venv(requirements):
    """Restarts this script inside its own virtual environment."""
    if os.environ.get(MARK):
        return
    python = VENV / "bin" / "python"
    if not python.exists():
        venv.create(VENV, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
    sys.exit(subprocess.run([python, *sys.argv], env=os.environ | {MARK: "1"}).returncode)


def seconds(call, at_least=0.7):
    """Median seconds of a call over enough calls to fill `at_least` seconds, eleven at the fewest."""
    times = []
    begun = time.perf_counter()
    while len(times) < 11 or time.perf_counter() - begun < at_least:
        t = time.perf_counter()
        call()
        times.append(time.perf_counter() - t)
    return statistics.median(times)


def ours():
    command = ["cargo", "bench", "--quiet", "--bench", "compare"]
    run = subprocess.run(command, cwd=HERE.parent.parent, check=True, capture_output=True, text=True)
    return json.loads(run.stdout.strip().splitlines()[-1])["eps_old_enclosure"]


def main():
    inside_venv(["python-flint"])
    # This file is called flint.py: its own folder must not shadow the package.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
    from flint import acb, arb, ctx

    beta, delta = 0.3, 3
    left, right = -10, 13

    def certified_by_arb():
        ctx.prec = 53
        m = ((1 - arb(beta)) / arb(beta)).log() - arb(delta) ** 2 / 2
        half = acb(arb(1) / 2)

        def integrand(z, analytic):
            return (-(z * z) * half).exp() / (1 + (-(acb(m) + delta * z)).exp())

        body = acb.integral(integrand, left, right).real / (2 * arb.pi()).sqrt()
        # 0 < sigma < 1: the tails are at most those of the normal law.
        tail = (arb(-left) / arb(2).sqrt()).erfc() / 2 + (arb(right) / arb(2).sqrt()).erfc() / 2
        return body + tail.union(arb(0))

    rounds = [(ours(), seconds(certified_by_arb)) for _ in range(3)]
    mine = rounds[0][0]
    assert mine["defined"], "this library's enclosure is not certified"
    ball = certified_by_arb()
    # Both enclose the same number; arb(double) is exact and `<` is true only where it is certain.
    disjoint = arb(mine["hi"]) < ball or ball < arb(mine["lo"])
    assert not disjoint, f"the enclosures are disjoint: {mine} and {ball}"

    us = statistics.median(r[0]["seconds"] for r in rounds)
    them = statistics.median(r[1] for r in rounds)
    width = (mine["hi"] - mine["lo"]) / mine["lo"]
    print("| certified eps_o(0.3, 3) | seconds | relative width |")
    print("|---|---:|---:|")
    print(f"| this library | {us:.3e} | {width:.1e} |")
    print(f"| Arb, acb.integral at 53 bits | {them:.3e} | {float(2 * ball.rad() / ball.mid()):.1e} |")
    print(f"\nratio {them / us:.0f} (at least {WANTED} wanted); the enclosures overlap: "
          f"[{mine['lo']!r}, {mine['hi']!r}] and {ball.str(17)}")
    if them < WANTED * us:
        sys.exit(f"the ratio {them / us:.1f} is below {WANTED}")


if __name__ == "__main__":
    main()
