#!/usr/bin/env python3
"""Tests the checker of proofs: python3 proofs/test_recheck_proofs.py LEDGER...

The definitions are compared with the enclosures of theory.py, the laws with claims that are false or without a value, and every
proof of the ledgers is tampered with: claims false by 1e-9 with the proof adapted, false steps, other ends.
"""
import copy
import sys
from fractions import Fraction
from pathlib import Path

from arb_recheck import language, statement, theory
from arb_recheck.box import POSITIVE, UNIT, Ends
from arb_recheck.equation import Reader
from arb_recheck.evaluate import evaluate
from arb_recheck.interval import Interval, pi
from arb_recheck.kernel import kernel
from arb_recheck.series import add, divide, multiply
from arb_recheck.elementary import exp, ln, normal_cdf
from recheck_proofs import DEEPEST, outcome, proved

POINT = {"beta": Fraction(2, 7), "alpha": Fraction(3, 5), "delta": Fraction(13, 8), "x": Fraction(-5, 9), "tau": Fraction(4, 3)}
RANGES = {"beta": UNIT, "alpha": UNIT, "delta": POSITIVE, "x": Ends(None, False, None, False), "tau": POSITIVE}
CALLS = [
    "softplus(x)", "sigmoid(x)", "logit(beta)", "cosh(x)", "sinh(x)", "tanh(x)", "sech(x)", "expm1(x)", "log1p(beta)", "log1mexp(delta)", "phi(x)",
    "normal_cdf(x)", "erf(x)", "erfc(x)", "bc(delta)", "tv(delta)", "overlap(delta)", "chi2(delta)", "softplus_normal(x, delta)",
    "logistic_normal(x, delta)", "eps_old(beta, delta)", "eps_new(beta, delta)", "distinguishability(beta, delta)", "kl_sft(beta, delta)",
    "kl_reverse(beta, alpha, delta)", "kl_replay(beta, alpha, delta)", "boundary_slope(alpha, delta)", "conditioning_bound(beta, delta)",
    "ttt_critical_anchor(tau, delta, beta, delta)", "oapl_mass(beta, x, tau)", "old(x, delta)", "new(x, delta)", "mix(x, beta, delta)",
    "log_old(x, delta)", "log_new(x, delta)", "log_mix(x, beta, delta)", "resp_old(x, beta, delta)", "resp_new(x, beta, delta)",
]
CALLS += [f"kernel({n}, {m}, delta)" for n in range(5) for m in ("x", "-x", "delta^2/2 - x", "-delta^2/2", "3*delta^2/2 + x", "0")]
CALLS += [f"sech_moment({j}, x, delta)" for j in range(3)] + [f"overlap_moment({j}, beta, delta)" for j in range(3)]

# What these integrands leave beyond 20 deviations, below 20^4 exp(-20^2/2 + 4*20), and what enclosures must be sharper than to tell.
TAILS = 1e-40
SHARP = 1e-8


def value(reader, a):
    """The enclosure of a quotient at the point."""

    def of_polynomial(terms):
        total = Interval.exact(0)
        for monomial, c in terms.items():
            term = Interval.exact(c)
            for atom, power in monomial:
                term = multiply(term, powered(of_atom(*reader.f.atoms[atom]), power))
            total = add(total, term)
        return total

    def powered(x, power):
        if Fraction(power).denominator != 1:
            return exp(multiply(Interval.exact(power), ln(x)))
        total = Interval.exact(1)
        for _ in range(abs(int(power))):
            total = multiply(total, x)
        return divide(Interval.exact(1), total) if power < 0 else total

    def of_atom(kind, *rest):
        if kind == "var":
            return Interval.exact(POINT[rest[0]])
        if kind == "pi":
            return pi()
        if kind == "prime":
            return Interval.exact(rest[0])
        if kind == "sum":
            return of_polynomial(dict(rest[0]))
        if kind == "ln":
            return ln(of_polynomial(dict(rest[0])))
        if kind == "exp":
            return exp(divide(of_polynomial({rest[0]: Fraction(1)}), of_polynomial(dict(rest[1]))))
        name, order, keys = rest
        arguments = [divide(*(of_polynomial(dict(part)) for part in key)) for key in keys]
        return kernel(order, *arguments) if name == "kernel" else normal_cdf(*arguments)

    return divide(of_polynomial(a.num), of_polynomial(a.den))


def definitions_agree_with_the_table():
    reader = Reader(RANGES)
    for text in CALLS:
        expr = statement.expression(text, list(RANGES))
        a, b = value(reader, reader.normal(expr)), evaluate(expr, {name: Interval.exact(x) for name, x in POINT.items()})
        assert a.lo <= b.hi and b.lo <= a.hi and float(a.width()) < 1e-15 * max(1, float(a.mag())), (text, a, b)
    covered = {text.split("(")[0] for text in CALLS}
    assert set(theory.TABLE) | set(theory.INDEXED) <= covered, set(theory.TABLE) - covered
    return f"{len(CALLS)} calls"


def expectations_agree_with_quadrature():
    """Closed forms lie within the enclosed integral over 20 deviations on both sides."""
    reader = Reader(RANGES)
    integrands = ["z*log_mix(z, beta, delta)", "new(z, delta)/old(z, delta)*resp_old(z, beta, delta)^2"]
    for text in integrands:
        found = value(reader, reader.normal(statement.expression(f"expect old(z, delta) ({text})", list(RANGES))))
        at = lambda end: f"{end}20 - delta/2" if end == "-" else "20 - delta/2"
        integral = language.expression(f"integral(z, {at('-')}, {at('+')}, old(z, delta)*({text}))", list(RANGES))
        other = evaluate(integral, {name: Interval.exact(x) for name, x in POINT.items()})
        assert found.lo <= other.hi + TAILS and other.lo <= found.hi + TAILS, (text, found, other)
        assert float(other.width()) < SHARP and float(found.width()) < SHARP, (text, found, other)
    return f"{len(integrands)} integrands"


def made(claim):
    """A proof in one step of an equation, whether it is true or not."""
    left, right = claim.split(": ")[-1].rsplit(" = ", 1)
    equation = {"left": left, "right": right, "method": "chain of rules", "steps": [{"rule": "arithmetic", "expression": right}]}
    return {"claim": claim, "proof": {"equations": [equation]}}


FALSE = [
    "for x in [-1, 1]: sqrt(x^2) = x", "for x in [-1, 1]: ln(x^2) = 2*ln(x)", "for x in [-1, 1]: x/x = 1", "for x in [0, 1]: exp(ln(x)) = x",
    "for x in [-1, 1]: sqrt(x)^2 = x", "for x in [0, 1], y in [0, 1]: x*y/(x*y) = 1", "for x in [0, 1]: d(sqrt(x), x) = 1/(2*sqrt(x))",
    "for b in [0, 1]: logit(b) = ln(b) - ln(1 - b)", "for b in [0, 2]: beta_free(b) = b", "for x in [-2, 2]: d(abs(x), x) = 1",
    "for x in [0, 9]: (x - 1)/(x - 1) = 1", "for b in [0, 1], delta in [0, 9]: kl_sft(b, delta) = kl_sft(b, delta)", "0/0 = 1", "0^(-1)*0 = 1",
    "for x in (-inf, inf): x^(1/2)*x^(1/2) = x", "for m in [-1, 1], s in [-1, 1]: kernel(1, m, s) = kernel(1, m, s)",
    "for s in (0, 1): expect normal(z, 0, s) (exp(z^2)) = 1", "for s in (-1, 1): expect normal(z, 0, s) (z^2) = s^2",
    "for s in (0, 1): expect normal(z, 0, s) (1/z) = 0", "for s in (0, 1): expect normal(z, 0, s) (ln(z)) = ln(z)",
    "for t in (0, 1): d(d(t*u, u = t), t) = t + t", "for delta in [0, 1]: d(bc(delta), delta) = -delta/4*bc(delta)",
    "for x in (1, 2): ln(1 - x) = ln(1 - x)", "for beta in [0, 1], delta in [0, 1]: log_mix(0) = log_mix(0)", "sqrt(-4)^2 = -4", "ln(-1) = ln(-1)",
]
TRUE = [
    "for x in (0, 1]: exp(ln(x)) = x", "for x in [-1, 1]: (x + 1)^2 - 1 = x*(x + 2)", "for s in (0, 1): expect normal(z, 1, s) (z^2) = 1 + s^2",
    "for x in [0, 9]: sqrt(x)^2 = x", "for x in [0, 1], c in (0, 1) where x < c: ln((c - x)^2) = 2*ln(c - x)", "sqrt(8) = 2*sqrt(2)",
    "for x in (-inf, inf): sqrt(1 + x^2)*sqrt(1 + x^2) = 1 + x^2", "for t in (0, 1): d(t*u, u = t) = t", "ln(12) = 2*ln(2) + ln(3)",
]
INEQUALITIES_FALSE = [
    "for x in [0, 1]: x^2 < x", "for x in [0, 1]: 0 < x", "for x in (0, 1): x <= x - 1e-9", "for x in [-1, 1]: x^4 > 0", "for x in [0, inf): x < 0*x",
    "for x in (-inf, inf), y in (-inf, inf): (x - y)^2 > 0", "for x in [0, 1): 1/(1 - x) > 1", "for x in [-1, 1]: sqrt(x) >= 0", "1 < 1", "2 <= 1",
    "for x in [0, inf), y in [0, inf): x^2 + y^2 > 2*x*y", "for x in (0, 1): x^3 >= x - 1e-9", "for b in (0, 1): b*(1 - b) < 1/4",
    "for v in (-inf, inf): 1 + v + 1e-9 <= exp(v)", "for s in (0, inf): s + 1e-9 < sinh(s)", "for s in (0, inf): tanh(s) < s - 1e-9",
    "for u in (0, inf): ln(u) + 1/u >= 1 + 1e-9", "for z in [0, inf): log1p(z^2) <= z - 1e-9", "for s in (0, inf): 1 - exp(-s^2) < s^2 - 1e-9",
    "for v in (-inf, inf): 1 + v < exp(v)", "for x in (0, 3) where x > 2: (x - 2)^2 > 1", "for x in (0, 1), y in (0, 1) where x < y: x < y/2",
    "for x in [-1, 1], c in (-1, 1) where c < x: c^2 < x^2", "for b in (0, 1), d in (0, 9): distinguishability(b, d) < 1 - 1e-9",
    "for b in [0, 1], d in [0, 9]: 0 < distinguishability(b, d)", "for b in (0, 1), d in [0, 9]: eps_old(b, d) < 1 - b",
    "for b in (0, 1), d in (0, inf): eps_new(b, d) < b - 1e-9", "for w in [0, 2*pi]: min(w, 1) >= w", "for x in [-1, 1]: abs(x) <= x",
    "for x in (-1, 1): 1/x < 1", "for x in (0, inf): x*ln(x) >= -1/4", "for r in (0, 1], c in [0, 1]: (1 - r)*exp(c*r) < 1 - 1e-9",
    "for x in [0, 1]: exp(x) > 1", "for x in (0, 1]: ln(x) < 0*x", "for m in (0, 1), s in (0, 1): kernel(2, m, s) < 1/4 - 1/4",
]


def false_claims_are_not_verified():
    for claim in FALSE:
        assert outcome(made(claim))[0] != "verified", claim
    for claim in TRUE:
        assert outcome(made(claim))[0] == "verified", (claim, outcome(made(claim)))
    for claim in INEQUALITIES_FALSE:
        assert outcome({"claim": claim, "proof": None})[0] != "verified", claim
    return f"{len(FALSE) + len(INEQUALITIES_FALSE)} false, {len(TRUE)} true"


def tampered(record):
    """Pairs of a description and a record of a false claim or a wrong proof."""
    parts = record["proof"]["equations"]
    if len(parts) == 1:
        for nudge in ("1e-9", "(-1e-9)"):
            wrong = copy.deepcopy(record)
            part = wrong["proof"]["equations"][0]
            part["right"] += f" + {nudge}"
            part["steps"][-1]["expression"] = part["right"]
            domain = record["claim"][: len(record["claim"]) - len(f"{parts[0]['left']} = {parts[0]['right']}")]
            wrong["claim"] = f"{domain}{part['left']} = {part['right']}"
            yield f"a claim false by {nudge}", wrong
            wrong = copy.deepcopy(wrong)
            wrong["claim"] = record["claim"]
            yield "another right side", wrong
    for k, part in enumerate(parts):
        for j in range(len(part["steps"])):
            wrong = copy.deepcopy(record)
            wrong["proof"]["equations"][k]["steps"][j]["expression"] = f"({part['steps'][j]['expression']})*(1 + 1e-9) + 1e-9"
            yield f"a false step {j + 1}", wrong
        wrong = copy.deepcopy(record)
        wrong["proof"]["equations"][k]["steps"].pop()
        yield "no last step", wrong
        wrong = copy.deepcopy(record)
        wrong["proof"]["equations"][k]["left"] = f"0 + {part['left']}"
        yield "another left side", wrong
    yield "no equations", record | {"proof": {"equations": []}}
    yield "another claim", record | {"claim": "1 = 2"}


def tampering_is_found(path):
    count = records = 0
    for record in proved([path]):
        if not record["proof"] or outcome(record)[0] != "verified":
            continue
        records += 1
        for what, wrong in tampered(record):
            count += 1
            # One step fewer may leave a chain that still ends at the right side: then it is a proof.
            assert outcome(wrong)[0] != "verified", (record["claim"], what)
    assert records, f"{path}: no equation is verified"
    return f"{count} ways of tampering with {records} chains of {path.name}"


def inequalities_are_sharp(path):
    """A claim that contradicts one that is verified is not verified."""
    count = 0
    for record in proved([path]):
        stated = record["claim"].split(": ")[-1].split(" ")
        if record["proof"] or stated.count("<") + stated.count("<=") + stated.count(">") + stated.count(">=") != 1:
            continue
        turned = {" < ": " >= ", " <= ": " > ", " > ": " <= ", " >= ": " < "}
        at = next(sign for sign in turned if sign in record["claim"].split(": ")[-1])
        head, tail = record["claim"].rsplit(at, 1)
        assert outcome({"claim": head + turned[at] + tail, "proof": None})[0] != "verified", record["claim"]
        count += 1
    return f"{count} contraries of {path.name}"


def main():
    sys.setrecursionlimit(DEEPEST)
    for test in (definitions_agree_with_the_table, expectations_agree_with_quadrature, false_claims_are_not_verified):
        print(f"ok  {test.__name__.replace('_', ' ')}: {test()}")
    for path in map(Path, sys.argv[1:]):
        print(f"ok  {tampering_is_found(path)} are found")
        print(f"ok  {inequalities_are_sharp(path)} are not verified")


if __name__ == "__main__":
    main()
