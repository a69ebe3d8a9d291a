#!/usr/bin/env python3
"""One certified misassignment probability: this library against Arb, measured in one run.

    python3 benches/compare/flint.py

Makes a virtual environment beside itself (.venv) with python-flint, builds the Rust side in release mode,
measures both in turn three times and prints the medians and their ratio as Markdown.

Work: eps_o = E[1/(1 + exp(-(m + delta Z)))], m = log((1-beta)/beta) - delta^2/2, at beta = 0.3 (the double) and
delta = 3, enclosed with proof. Arb: acb.integral at 53 bits over [-10, 13] plus a ball for the two tails;
the integrand is meromorphic, so its ball evaluation alone tells Arb where it is analytic.
"""
import statistics
import sys

from sides import inside_venv, ours, seconds

WANTED = 50


def main():
    inside_venv(["python-flint"])
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

    rounds = [(ours()["eps_old_enclosure"], seconds(certified_by_arb, 0.7, 11)) for _ in range(3)]
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
