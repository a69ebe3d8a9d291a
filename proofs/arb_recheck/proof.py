"""Proofs of the verdict `proved`: chains of equations by the normal form of this checker, inequalities by signs and monotony."""
from fractions import Fraction
from itertools import pairwise

from . import monotone
from .box import Ends
from .certificate import Rejected, Unknown
from .equation import Equations
from .evaluate import Unsupported, evaluate
from .field import Unsettled
from .interval import Interval, Undefined
from .known import take_signs
from .language import NotKnown, Unreadable, obligations, rational
from .polynomial import TooLarge
from .statement import claim, expression


def check_record(record):
    """Checks a record of the verdict `proved`: {"claim", "proof": {"equations": [{"left", "right", "steps": [{"rule", "expression"}]}]}}.

    Raises `Rejected` where the proof is not one of the claim or a step is false at a point of the domain, and `Unknown` where
    this checker cannot tell.
    """
    try:
        stated = claim(record["claim"])
    except NotKnown as error:
        raise Unknown(f"the claim: {error}") from error
    except Unreadable as error:
        # Several statements and definitions are in the language, though not here.
        raise Unknown(f"the claim: {error}") from error
    ranges = {axis.variable: ends_of(axis) for axis in stated.domain}
    if not record["proof"] and not stated.conditions and all(ends.lo is not None and ends.lo == ends.hi for ends in ranges.values()):
        return check_numbers(stated, {name: Interval.exact(ends.lo) for name, ends in ranges.items()})
    try:
        decided = Equations(ranges, stated.conditions)
        for side in stated.statement[::2]:
            decided.require(side)
        if record["proof"]:
            check_equations(decided, ranges, stated, record["proof"]["equations"])
        else:
            check_signs(decided, ranges, stated)
    except (Unsettled, TooLarge) as error:
        raise Unknown(str(error)) from error


def check_equations(decided, ranges, stated, records):
    if any(sign != "=" for sign in stated.statement[1::2]):
        raise Rejected("a chain of equations for a claim that is none")
    pairs = list(pairwise(stated.statement[::2]))
    if len(records) != len(pairs):
        raise Rejected(f"{len(records)} equations, the claim has {len(pairs)}")
    for pair, record in zip(pairs, records):
        check_chain(decided, ranges, list(ranges), pair, record)


def check_numbers(stated, point):
    """A claim about one point, by enclosures of its sides."""
    for part in obligations(stated.statement):
        try:
            smaller, larger = evaluate(part.smaller, point), evaluate(part.larger, point)
        except (Undefined, Unsupported) as error:
            raise Unknown(str(error)) from error
        if larger.hi < smaller.lo:
            raise Rejected(f"{smaller} is not at most {larger}")
        if not (smaller.hi < larger.lo or part.sign == "<=" and smaller.hi <= larger.lo):
            raise Unknown("the enclosures of the sides overlap")


def check_signs(decided, ranges, stated):
    """Inequalities by the signs of the factors of the normal form, and by monotony, on the whole domain."""
    for part in obligations(stated.statement):
        facts = lambda reader: take_signs(reader, *stated.statement[::2])
        if not decided.holds(part) and (part.sign == "=" or not monotone.holds(ranges, stated.conditions, part, facts)):
            raise Unknown("signs of factors and of derivatives do not decide it, and derivations are not known here")


def check_chain(decided, ranges, names, pair, record):
    chain = [read(record["left"], names)]
    rules = []
    for step in record["steps"]:
        chain.append(read(step["expression"], names))
        rules.append(step["rule"])
    if chain[0] != pair[0] or read(record["right"], names) != pair[1]:
        raise Rejected("the sides of the chain are not those of the claim")
    if chain[-1] != pair[1]:
        raise Rejected("the chain does not end at the right side")
    for position, (before, after) in enumerate(pairwise(chain), 1):
        if not decided.equal(before, after):
            refute(before, after, ranges, f"step {position}, {rules[position - 1]}")
            raise Unknown(f"step {position}, {rules[position - 1]}: the two sides have not the same normal form here")


def read(text, names):
    try:
        return expression(text, names)
    except NotKnown as error:
        raise Unknown(str(error)) from error
    except Unreadable as error:
        raise Rejected(str(error)) from error


def refute(before, after, ranges, where):
    """`Rejected` where the two sides differ at a point inside the domain."""
    for position in (Fraction(1, 3), Fraction(5, 7)):
        point = {name: Interval.exact(inside(ends, position)) for name, ends in ranges.items()}
        try:
            a, b = evaluate(before, point), evaluate(after, point)
        except (Undefined, Unsupported, AssertionError, KeyError):
            continue
        if a.hi < b.lo or b.hi < a.lo:
            raise Rejected(f"{where}: {a} is not {b} at a point of the domain")


def inside(ends, position):
    lo, hi = ends.lo, ends.hi
    if lo is None and hi is None:
        return position
    if lo is None or hi is None:
        return hi - position if lo is None else lo + position
    return lo + position * (hi - lo)


def ends_of(axis):
    ends = [None if end is None else rational(end) for end in (axis.lower, axis.upper)]
    if any(value is None and end is not None for value, end in zip(ends, (axis.lower, axis.upper))):
        raise Unknown(f"the range of {axis.variable} has an end that is no rational number")
    lo, hi = ends
    if lo is not None and hi is not None and (lo > hi or lo == hi and not (axis.lower_closed and axis.upper_closed)):
        raise Rejected(f"the range of {axis.variable} is empty")
    return Ends(lo, axis.lower_closed and lo is not None, hi, axis.upper_closed and hi is not None)
