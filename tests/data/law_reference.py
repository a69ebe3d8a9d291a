"""Reference values of functionals of the law of l = log(p_o/p_n), by mpmath at 30 digits.

Writes law_reference.json next to itself. Run: python3 law_reference.py
Every integral is taken over the sample space itself (never over l), in pieces that end at kinks and at l = 0.
"""

import json
import pathlib

import mpmath as mp

mp.mp.dps = 30
BETA, ALPHA = mp.mpf(3) / 10, mp.mpf(4) / 10


def laplace(x):
    return -abs(x) - mp.log(2)


def student3(x):
    nu = mp.mpf(3)
    return mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2 - (nu + 1) / 2 * mp.log1p(x * x / nu)


def logistic(x):
    return -abs(x) - 2 * mp.log1p(mp.exp(-abs(x)))


def normal(x):
    return -x * x / 2 - mp.log(2 * mp.pi) / 2


def density(log_density, location, scale):
    return lambda x: log_density((x - location) / scale) - mp.log(scale)


def zeros(f, low, high, count=2000):
    step = (high - low) / count
    points = [low + k * step for k in range(count + 1)]
    values = [f(x) for x in points]
    found = []
    for a, b, fa, fb in zip(points, points[1:], values, values[1:]):
        if fa == 0:
            found.append(a)
        elif fa * fb < 0:
            found.append(mp.findroot(f, (a, b), solver="anderson"))
    return found


def functionals(integrate):
    """All functionals, given integrate(g) = the integral of g(log p_o, log p_n)."""
    def mixture(beta, o, n):
        return beta * mp.exp(o) + (1 - beta) * mp.exp(n)

    def mean(side, g):
        pick = (lambda o, n: mp.exp(o)) if side == "old" else (lambda o, n: mp.exp(n))
        return integrate(lambda o, n: pick(o, n) * g(o, n))

    def k_part(o, n):
        return mp.log(mixture(ALPHA, o, n)) - n

    return {
        "misassignment_old": mean("old", lambda o, n: (1 - BETA) * mp.exp(n) / mixture(BETA, o, n)),
        "misassignment_new": mean("new", lambda o, n: BETA * mp.exp(o) / mixture(BETA, o, n)),
        "distinguishability": BETA * (1 - BETA) * integrate(
            lambda o, n: (mp.exp(o) - mp.exp(n)) ** 2 / mixture(BETA, o, n)),
        "bhattacharyya": integrate(lambda o, n: mp.exp((o + n) / 2)),
        "total_variation": integrate(lambda o, n: abs(mp.exp(o) - mp.exp(n))) / 2,
        "divergence_old": mean("old", lambda o, n: o - n),
        "divergence_new": mean("new", lambda o, n: n - o),
        "kl_sft": mean("new", lambda o, n: n - mp.log(mixture(BETA, o, n))),
        "kl_reverse": integrate(
            lambda o, n: mixture(BETA, o, n) * mp.log(mixture(BETA, o, n) / mixture(ALPHA, o, n))),
        "boundary_slope": mean("old", k_part) - mean("new", k_part),
    }


def on_the_line(old, new, kinks, unit):
    ratio = lambda x: old(x) - new(x)
    middle = sorted(set(kinks + zeros(ratio, min(kinks) - 12 * unit, max(kinks) + 12 * unit)))
    points = [-mp.inf] + [min(middle) - unit * k for k in (40, 10, 3)] + middle + [max(middle) + unit * k for k in (3, 10, 40)] + [mp.inf]

    def integrate(g):
        return mp.quad(lambda x: g(old(x), new(x)), points)

    return functionals(integrate)


def in_the_plane(mean, variance):
    """N(0, I) against N(mean, diag(variance)): nested Gauss-Legendre, l is analytic and TV is left out."""
    nodes = []
    for axis in range(2):
        reach = 11 * max(1, mp.sqrt(variance[axis])) + abs(mean[axis])
        panels = 20
        rule = []
        for k in range(panels):
            a, b = -reach + 2 * reach * k / panels, -reach + 2 * reach * (k + 1) / panels
            for x, w in mp.calculus.quadrature.GaussLegendre(mp.mp).calc_nodes(3, 80):
                rule.append(((a + b) / 2 + (b - a) / 2 * x, w * (b - a) / 2))
        nodes.append([(w, normal(x), density(normal, mean[axis], mp.sqrt(variance[axis]))(x)) for x, w in rule])

    def integrate(g):
        return mp.fsum(wx * wy * g(ox + oy, nx + ny) for wx, ox, nx in nodes[0] for wy, oy, ny in nodes[1])

    mp.mp.dps = 18
    values = functionals(integrate)
    del values["total_variation"]
    return values


def main():
    families = {"laplace": laplace, "student-t-3": student3, "logistic": logistic, "normal": normal}
    cases = []
    for family, old, new in [
        ("laplace", (0, 1), (2, 1)), ("laplace", (0, 1), ("1.5", "1.8")),
        ("student-t-3", (0, 1), (3, 1)), ("student-t-3", (0, 1), (1, 2)),
        ("logistic", (0, 1), (4, 1)), ("logistic", (-1, "0.7"), (2, "1.3")),
        ("normal", (0, 1), (1, 2)), ("normal", (0, 1), ("0.5", "0.4")), ("normal", (0, 1), (8, 2)),
    ]:
        f = families[family]
        (a, s), (b, t) = [tuple(mp.mpf(x) for x in pair) for pair in (old, new)]
        values = on_the_line(density(f, a, s), density(f, b, t), sorted({a, b}), max(s, t))
        cases.append({"family": family, "old": [float(a), float(s)], "new": [float(b), float(t)],
                      "values": {k: mp.nstr(v, 17) for k, v in values.items()}})
        print(family, old, new, flush=True)
    plane = in_the_plane([mp.mpf(1), mp.mpf("0.5")], [mp.mpf(2), mp.mpf("0.5")])
    document = {"beta": 0.3, "alpha": 0.4, "line": cases,
                "plane": {"mean": [1.0, 0.5], "variance": [2.0, 0.5],
                          "values": {k: mp.nstr(v, 15) for k, v in plane.items()}}}
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(document, indent=1) + "\n")


main()
