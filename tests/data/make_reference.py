#!/usr/bin/env python3
"""Makes kernel_grid.json and overlap_grid.json: values to test the kernel against.

Arb ball arithmetic through python-flint (pip install python-flint), 256 bits, the trapezoidal
rule with a step whose a-priori error is below 1e-40 relative. Inputs are dyadic, so
the binary numbers that a test reads are exactly the points these values belong to.
Run it with the data folder as argument; it overwrites both files.
"""
import json
import random
import sys
from pathlib import Path

from flint import arb, ctx

ctx.prec = 256
ONE = arb(1)


def logistic_pair(u):
    """(sigma(u), sigma(-u)) without cancellation."""
    e = (-abs(u)).exp()
    major, minor = ONE / (1 + e), e / (1 + e)
    return (major, minor) if u > 0 or u == 0 else (minor, major)


def lattice(s, reach):
    """Trapezoidal nodes (z, weight) of the standard normal law on [-reach, reach]."""
    # sinc error e^{-2 pi a/h + a^2/2}, a < pi/s: h = min(0.28, 0.2/s) leaves it far below 1e-40.
    exponent = 2
    while (ONE / 2**exponent) > arb("0.28") or (s > 0 and (ONE / 2**exponent) * s > arb("0.2")):
        exponent += 1
    h = ONE / 2**exponent
    norm = h / (2 * arb.pi()).sqrt()
    count = int(float(reach) * 2**exponent) + 1
    for k in range(-count, count + 1):
        z = h * k
        yield z, norm * (-z * z / 2).exp()


def kernels(m, s):
    """K_0..K_4 of the softplus-normal function at (m, s)."""
    m, s = arb(m), arb(s)
    sums = [arb(0)] * 5
    for z, w in lattice(s, s + 15):
        u = m + s * z
        sigma, complement = logistic_pair(u)
        second = sigma * complement
        x = complement - sigma
        softplus = (u if u > 0 else arb(0)) + (-abs(u)).exp().log1p()
        values = [softplus, sigma, second, second * x, second * (3 * x * x - 1) / 2]
        sums = [a + w * v for a, v in zip(sums, values)]
    return sums


def overlap(beta, delta):
    """S_0..S_2, misassignment probabilities, distinguishability, weights-only KLs at (beta, delta)."""
    beta, delta = arb(beta), arb(delta)
    odds = (1 - beta) / beta
    lam = odds.log()
    bc = (-delta**2 / 8).exp()
    moments = [arb(0)] * 3
    gap = arb(0)
    for z, w in lattice(delta, 3 * delta + 15):
        u = lam + delta * z
        e = (-abs(u) / 2).exp()
        sech = 2 * e / (1 + e * e)
        moments = [a + w * sech * z**j for j, a in enumerate(moments)]
        gap += w * sech * (delta * z / 2).sinh() ** 2
    root = (beta * (1 - beta)).sqrt()
    kappa = root * bc * moments[0] / 2
    return {
        "S0": moments[0], "S1": moments[1], "S2": moments[2],
        "eps_o": kappa / beta, "eps_n": kappa / (1 - beta),
        "distinguishability": 2 * root * bc * gap,
    }


def text(x, scale):
    """30 digits; what vanishes beside `scale` (odd orders at a symmetric point) is 0."""
    if abs(x).upper() < scale * arb("1e-50"):
        return "0"
    assert x.rel_accuracy_bits() > 105, (x, x.rel_accuracy_bits())
    return x.str(30, radius=False)


def dyadic(rng, lo, hi):
    return round(rng.uniform(lo, hi) * 1024) / 1024


def main(folder):
    rng = random.Random(20260312)
    points = [(m, s) for s in (0.0, 0.125, 0.75, 0.9990234375, 1.0, 1.5, 3.0, 9.5, 60.0)
              for m in (0.0, 0.25, -s * s / 2, -s * s, -s * s - 0.5, -1.5 * s * s - 1, -s * s - 8.5 * s, -s * s - 9.5 * s, -690.0, 800.0)
              if abs(m) <= 800]
    while len(points) < 260:
        s = dyadic(rng, 0, 1) * 60 ** rng.random()
        s = round(s * 1024) / 1024
        theta = rng.uniform(-0.5, 3)
        m = round(-theta * s * s * 1024) / 1024 if rng.random() < 0.6 else dyadic(rng, -800, 800)
        if abs(m) <= 800 and s <= 60:
            points.append((m, s))
    kernel = [{"m": m, "s": s} | {f"K{n}": text(v, values[2]) for n, v in enumerate(values)}
              for m, s in sorted(set(points)) for values in [kernels(m, s)]]
    rows = []
    for delta in (2.0**-20, 2.0**-10, 0.0625, 0.5, 0.9990234375, 1.0, 1.5, 3.0, 6.0, 12.0, 25.0, 40.0):
        for beta in (2.0**-1000, 2.0**-300, 2.0**-100, 2.0**-40, 2.0**-20, 2.0**-10, 0.125, 0.375, 0.5, 0.8125, 1 - 2.0**-10, 1 - 2.0**-40):
            values = overlap(beta, delta)
            rows.append({"beta": beta, "delta": delta} | {k: text(v, values["S0"] if k == "S1" else arb(0)) for k, v in values.items()})
    Path(folder, "kernel_grid.json").write_text(json.dumps(kernel, indent=1) + "\n")
    Path(folder, "overlap_grid.json").write_text(json.dumps(rows, indent=1) + "\n")
    print(len(kernel), "kernel points,", len(rows), "overlap points")


if __name__ == "__main__":
    main(sys.argv[1])
