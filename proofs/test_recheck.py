#!/usr/bin/env python3
"""Does recheck.py accept what is right and reject what is not? Run with valid certificates as arguments.

    python3 proofs/test_recheck.py CERTIFICATE...

Its kernel is compared with the stored reference values of tests/data, its parser with texts that must be refused, and every
certificate is tampered with: carelessly, and with all hashes put right.
"""
import copy
import hashlib
import json
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from arb_recheck import language, theory
from arb_recheck.certificate import Falsified, Rejected, Unknown, check, fraction
from arb_recheck.evaluate import evaluate
from arb_recheck.interval import Interval, Undefined
from arb_recheck.series import Series

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
# The references carry 30 significant digits.
DIGITS = Fraction(1, 10**28)


def contains(interval, reference, scale):
    slack = DIGITS * scale
    assert fraction(interval.lo) <= reference + slack and reference - slack <= fraction(interval.hi), (interval, reference)


def kernel_agrees_with_the_references():
    rows = json.loads((DATA / "kernel_grid.json").read_text())[::10]
    for row in rows:
        m, s = (Interval.exact(Fraction(row[name])) for name in "ms")
        size = max(abs(Fraction(Decimal(row[f"K{n}"]))) for n in range(5))
        for n in range(5):
            value = theory.kernel(n, m, s)
            contains(value, Fraction(Decimal(row[f"K{n}"])), size)
            assert fraction(value.hi) - fraction(value.lo) <= Fraction(1, 10**15) * size, (row, n, value)
    overlaps = json.loads((DATA / "overlap_grid.json").read_text())[::10]
    for row in overlaps:
        beta, delta = (Interval.exact(Fraction(row[name])) for name in ("beta", "delta"))
        for name, function in (("eps_o", theory.eps_old), ("eps_n", theory.eps_new)):
            if 0 < row["beta"] < 1:
                reference = Fraction(Decimal(row[name]))
                contains(function(beta, delta), reference, reference)
    return f"{len(rows)} and {len(overlaps)} rows"


def boxes_contain_their_points():
    """Values and derivatives over a box contain those at points of the box; derivatives agree with quotients."""
    texts = ["eps_old(x, y)", "kl_reverse(x, 1/3, y)", "sech_moment(2, x, y)", "kernel(3, x, y)", "d(x^3*y^y, x)/tanh(y)"]
    for text in texts:
        expr = language.expression(text, ["x", "y"])
        for width in (Fraction(1, 8), Fraction(1, 10**4), Fraction(2)):
            low = {"x": Fraction(1, 5), "y": Fraction(3, 2)}
            box = {name: Interval.exact(a).hull(Interval.exact(a + width / 4)) for name, a in low.items()}
            over = evaluate(expr, box | {"x": Series.variable(box["x"], 2, 1)}).coefficients
            for part in range(5):
                at = {name: Interval.exact(a + width * part / 16) for name, a in low.items()}
                there = evaluate(expr, at | {"x": Series.variable(at["x"], 2, 1)}).coefficients
                for a, b in zip(there, over):
                    assert b.lo <= a.hi and a.lo <= b.hi, (text, a, b)
        step = Fraction(1, 10**6)
        at = lambda x: evaluate(expr, {"x": Interval.exact(x), "y": Interval.exact(Fraction(3, 2))})
        x = Fraction(1, 5)
        quotient = (fraction(at(x + step).lo) - fraction(at(x - step).lo)) / (2 * step)
        slope = evaluate(expr, {"x": Series.variable(Interval.exact(x), 1, 1), "y": Interval.exact(Fraction(3, 2))})
        # The error of a central quotient is step^2/6 times a third derivative, here below 10^3.
        assert abs(quotient - fraction(slope.coefficients[1].lo)) < 1000 * step**2 / 6, text
    return f"{len(texts)} expressions"


def texts_are_refused():
    refused = ["", "1 <", "for x in [0, 1: x < 1", "for x in [0, 1]: x < y", "x < 1", "1 < 2 > 1", "for x in [0, 1]: 2x < 3"]
    refused += ["for x in [0, 1]: eps_old(x) < 1", "1e9999999999 < 1", "(" * 5000 + "1", "1.2.3 < 2", "for for in [0, 1]: 1 < 2"]
    for text in refused:
        try:
            language.claim(text)
        except language.Unreadable:
            continue
        raise AssertionError(f"accepted: {text[:60]}")
    for text in ("ln(0)", "1/0", "sqrt(-1)", "eps_old(0, 1)", "bc(-1)", "1/(2 - 2)", "0^-1"):
        try:
            evaluate(language.expression(text), {})
        except Undefined:
            continue
        raise AssertionError(f"has a value: {text}")
    return f"{len(refused)} texts"


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def rehashed(certificate):
    certificate["claim_sha256"] = sha256(certificate["claim"])
    for part in certificate["obligations"]:
        part["leaves_sha256"] = sha256("\n".join(part["leaves"]))
    certificate["sha256"] = ""
    certificate["sha256"] = sha256(json.dumps(certificate, separators=(",", ":"), ensure_ascii=False))
    return certificate


def resummed(certificate):
    """The summary put right as well, as for a single inequality chain."""
    bounds = [float.fromhex(leaf.split(" ")[1]) for part in certificate["obligations"] for leaf in part["leaves"]]
    if certificate["slack"] is not None:
        certificate["slack"] = hexadecimal(min(bounds))
    return certificate


def hexadecimal(x):
    """As the tool writes doubles: no trailing zeros."""
    mantissa, exponent = x.hex().split("p")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}p{exponent}"


def edited(leaf, word, change):
    words = leaf.split(" ")
    words[word] = hexadecimal(change(float.fromhex(words[word])))
    return " ".join(words)


def tampered(certificate):
    """Pairs of a description and a certificate that must not be accepted."""

    def with_leaves(change):
        wrong = copy.deepcopy(certificate)
        leaves = wrong["obligations"][0]["leaves"]
        change(leaves)
        return wrong

    leaves = certificate["obligations"][0]["leaves"]
    positions = sorted({0, len(leaves) // 2, len(leaves) - 1})
    for k in positions:
        yield f"box {k + 1} removed", with_leaves(lambda leaves, k=k: leaves.pop(k))
        for word, name in ((2, "lower"), (3, "upper")):
            shrunk = lambda x, word=word: x + (1e-9 if word == 2 else -1e-9) * max(1, abs(x))
            change = lambda leaves, k=k, word=word, f=shrunk: leaves.__setitem__(k, edited(leaves[k], word, f))
            yield f"box {k + 1} shrunk at its {name} end", with_leaves(change)
        raised = lambda leaves, k=k: leaves.__setitem__(k, edited(leaves[k], 1, lambda x: 3 * x + 1e9))
        yield f"bound {k + 1} raised", with_leaves(raised)
        negative = lambda leaves, k=k: leaves.__setitem__(k, edited(leaves[k], 1, lambda x: -x - 1))
        yield f"bound {k + 1} negative", with_leaves(negative)
        outside = lambda leaves, k=k: leaves.__setitem__(k, " ".join(["outside", "inf", *leaves[k].split(" ")[2:]]))
        yield f"box {k + 1} declared outside", with_leaves(outside)
        magic = lambda leaves, k=k: leaves.__setitem__(k, " ".join(["magic", *leaves[k].split(" ")[1:]]))
        yield f"box {k + 1} of an unknown form", with_leaves(magic)
    for old, new in ((" in [", " in [-1 + "), ("]", " + 1]"), ("<=", ">="), (" < ", " > ")):
        wrong = copy.deepcopy(certificate)
        wrong["claim"] = wrong["claim"].replace(old, new, 1)
        if wrong["claim"] != certificate["claim"]:
            yield f"claim with {new!r} for {old!r}", wrong
    for name, value in (("slack", "0x1p+9"), ("inhabitant", []), ("obligations", []), ("format", "forgetting certificate 2")):
        yield f"another {name}", copy.deepcopy(certificate) | {name: value}
    wrong = copy.deepcopy(certificate)
    wrong["obligations"][0]["statement"] = "0 <= 1"
    yield "another statement", wrong


def accepted(text):
    try:
        return not check(text).unverified
    except (Rejected, Unknown):
        return False


def equations_are_held_to_no_width_of_the_file():
    """False equations are refuted whatever their certificate allows; true ones are valid to the width they show."""
    for claim, bound in (("1 = 2", "0x1p+0"), ("1/3 = 0.33333333333333333", "0x1p-57"), ("pi = 3.1415", "0x1p-3")):
        try:
            check(json.dumps(equation(claim, bound)))
        except Falsified:
            continue
        raise AssertionError(f"not refuted: {claim}")
    found = check(json.dumps(equation("sqrt(3 + 2*sqrt(2)) = 1 + sqrt(2)", "0x1p-40")))
    assert found.width == 2.0**-40 and not found.unverified
    try:
        check(json.dumps(equation("1 = 1", "0x1p-40") | {"format": "forgetting certificate 99"}))
    except Unknown:
        return "4 equations"
    raise AssertionError("another format is not unknown")


def outcome(certificate):
    """What the checker says: the word for exit code 1 or 3, or valid."""
    try:
        report = check(json.dumps(certificate))
    except Falsified:
        return "refuted"
    except Rejected:
        return "rejected"
    except Unknown:
        return "unknown"
    return "incomplete" if report.unverified else "valid"


def inequality(claim, statement, leaf, point=("1",)):
    """A certificate of one inequality over one box, every hash as it should be."""
    made = equation(claim, "0x0p+0") | {"inhabitant": list(point), "slack": leaf.split(" ")[1], "width": None}
    made["obligations"] = [{"statement": statement, "leaves": [leaf], "leaves_sha256": ""}]
    return rehashed(made)


def what_is_not_known_is_not_rejected():
    """Functions and ranges that this checker does not know, and terms without a value beside one that is violated."""
    box = "natural 0x0p+0 0x0p+0 0x1p+0"
    calls = [f"{name}({'x, ' * 4}x) <= 9" for name in sorted(language.UNKNOWN)] + ["a_later_function(x) <= 9", "expect old(y, 1)(y*x) <= 9"]
    for relation in calls:
        found = outcome(inequality(f"for x in [0, 1]: {relation}", relation, box))
        assert found == "unknown", (relation, found)
    for claim in ("for x in [0, inf): x >= 0", "for x in (-inf, 1]: x <= 1"):
        assert outcome(inequality(claim, claim.split(": ")[1], box)) == "unknown", claim
    # The violation of one part says nothing of a claim whose other part has no value.
    undefined = inequality("for x in [1, 2]: x <= 0 <= ln(x - 5)", "x <= 0", "natural 0x0p+0 0x1p+0 0x1p+1")
    assert outcome(undefined) == "rejected"
    for relation in ("eps_old(x, 1) <= 2", "fisher_min_eigenvalue(1/2, x + 1) <= 2"):
        found = outcome(inequality(f"for x in [0, 1]: {relation}", relation, box))
        assert found in ("incomplete", "unknown"), (relation, found)
    return f"{len(calls)} functions"


# A call inside its domain, and calls outside.
DOMAINS = {
    "ln(1)": ["ln(0)", "ln(-1)"],
    "sqrt(0)": ["sqrt(-1e-9)"],
    "log1p(0)": ["log1p(-1)"],
    "logit(1/2)": ["logit(0)", "logit(1)", "logit(2)"],
    "log1mexp(1)": ["log1mexp(0)", "log1mexp(-1)"],
    "bc(0)": ["bc(-1e-9)"],
    "tv(0)": ["tv(-1)"],
    "overlap(0)": ["overlap(-1)"],
    "chi2(0)": ["chi2(-1)"],
    "softplus_normal(0, 1)": ["softplus_normal(0, -1)"],
    "logistic_normal(0, 1)": ["logistic_normal(0, -1)"],
    "kernel(1, 0, 1)": ["kernel(1, 0, -1)"],
    "sech_moment(0, 0, 1)": ["sech_moment(0, 0, -1)"],
    "eps_old(1/2, 1)": ["eps_old(-1/9, 1)", "eps_old(10/9, 1)", "eps_old(1/2, -1)"],
    "eps_new(1/2, 1)": ["eps_new(-1/9, 1)", "eps_new(10/9, 1)", "eps_new(1/2, -1)"],
    "distinguishability(1/2, 1)": ["distinguishability(2, 1)", "distinguishability(1/2, -1)"],
    "overlap_moment(1, 1/2, 1)": ["overlap_moment(1, 2, 1)", "overlap_moment(1, 1/2, -1)"],
    "kl_sft(1/2, 1)": ["kl_sft(-1, 1)", "kl_sft(2, 1)", "kl_sft(1/2, -1)"],
    "kl_reverse(1/2, 1/3, 1)": ["kl_reverse(2, 1/3, 1)", "kl_reverse(1/2, 0, 1)", "kl_reverse(1/2, 1, 1)", "kl_reverse(1/2, 1/3, -1)"],
    "kl_replay(1/2, 1/3, 1)": ["kl_replay(2, 1/3, 1)", "kl_replay(1/2, 2, 1)", "kl_replay(1/2, 1/3, -1)"],
    "boundary_slope(1/2, 1)": ["boundary_slope(2, 1)", "boundary_slope(1/2, -1)"],
    "conditioning_bound(1/2, 1)": ["conditioning_bound(2, 1)", "conditioning_bound(1/2, -1)"],
    "ttt_critical_anchor(1, 1, 1/2, 1)": [
        "ttt_critical_anchor(-1, 1, 1/2, 1)", "ttt_critical_anchor(1, 0, 1/2, 1)", "ttt_critical_anchor(1, 1, 0, 1)",
        "ttt_critical_anchor(1, 1, 1/2, 0)",
    ],
    "oapl_mass(1/2, 1, 1)": ["oapl_mass(2, 1, 1)", "oapl_mass(1/2, 1, 0)", "oapl_mass(1/2, 1, -1)"],
    "log_old(0, 1)": ["log_old(0, -1)"],
    "log_new(0, 1)": ["log_new(0, -1)"],
    "log_mix(0, 1/2, 1)": ["log_mix(0, 2, 1)", "log_mix(0, 1/2, -1)"],
}


def domains_are_those_of_the_table():
    """No certificate is accepted whose claim leaves the domain of a function."""
    count = 0
    for inside, outside in DOMAINS.items():
        evaluate(language.expression(inside), {})
        for call in outside:
            count += 1
            try:
                found = evaluate(language.expression(call), {})
            except Undefined:
                pass
            else:
                raise AssertionError(f"{call} has the value {found}")
            relation = f"{call} <= {call} + 1"
            made = inequality(relation, relation, "natural 0x1p-1", point=())
            assert outcome(made) not in ("valid", "refuted"), call
    return f"{count} calls"


def equation(claim, bound):
    """A certificate of an equation without variables, every hash as it should be."""
    limits = {"boxes": 1, "seconds": "0x1p+6", "width": "0x1p-40", "equality": "0x1p+400"}
    part = {"statement": claim, "leaves": [f"natural {bound}"], "leaves_sha256": ""}
    made = {"format": "forgetting certificate 1", "version": "0", "claim": claim, "claim_sha256": "", "limits": limits}
    made |= {"inhabitant": [], "slack": None, "width": bound, "obligations": [part], "sha256": ""}
    return rehashed(made)


def tampering_is_found(path):
    text = path.read_text(encoding="utf-8")
    assert accepted(text), f"{path} is not accepted"
    certificate = json.loads(text)
    assert rehashed(copy.deepcopy(certificate)) == certificate, "the hashes of this test are not those of the file"
    count = 0
    for what, wrong in tampered(certificate):
        count += 1
        assert not accepted(json.dumps(wrong)), f"{path}: accepted carelessly: {what}"
        assert not accepted(json.dumps(rehashed(wrong))), f"{path}: accepted: {what}"
        if what.startswith("bound") or what.startswith("box"):
            assert not accepted(json.dumps(rehashed(resummed(wrong)))), f"{path}: accepted with its summary: {what}"
    return f"{count} ways of tampering with {path.name}"


def main():
    sys.setrecursionlimit(20_000)
    tests = kernel_agrees_with_the_references, boxes_contain_their_points, texts_are_refused, equations_are_held_to_no_width_of_the_file
    tests += what_is_not_known_is_not_rejected, domains_are_those_of_the_table
    for test in tests:
        print(f"ok  {test.__name__.replace('_', ' ')}: {test()}")
    for path in map(Path, sys.argv[1:]):
        print(f"ok  {tampering_is_found(path)} are found")


if __name__ == "__main__":
    main()
