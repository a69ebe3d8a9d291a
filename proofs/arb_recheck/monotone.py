"""Inequalities by monotony: a function that is nonnegative at one end of a range and moves away from 0 along it.

f > 0 inside a box follows from the signs of the factors of its normal form, or from f >= 0 at an end, where the normal form is
continuous, and a derivative that is positive inside. Factors of known sign are dropped first, so that what is left may be any
positive multiple of a derivative. Boxes are cut at 0 and 1.
"""
from fractions import Fraction

from . import polynomial as poly
from .box import Ends
from .derivative import mentions
from .equation import Reader
from .field import Quotient, Unsettled
from .polynomial import ONE, TooLarge

DEEPEST = 6
MOST_STEPS = 60
CUTS = (Fraction(0), Fraction(1), Fraction(1, 2))


class Monotone:
    """Decides signs inside the open box of a reader."""

    def __init__(self, reader):
        self.reader, self.f = reader, reader.f
        self.steps, self.known = 0, {}

    def is_positive(self, a, strict=True, depth=DEEPEST):
        """Whether a quotient is positive, or nonnegative, everywhere inside."""
        if self.f.has_sign(a, strict):
            return True
        rest = self.undecided(a)
        key = rest.key if rest is not None else None
        if rest is None or depth == 0 or self.steps >= MOST_STEPS:
            return False
        if (key, strict) not in self.known:
            self.steps += 1
            self.known[key, strict] = False
            self.known[key, strict] = any(self.rises(rest, *start, strict, depth) for start in self.starts(rest))
        return self.known[key, strict]

    def starts(self, a):
        """(variable, end of its range, whether the range rises from there); variables bound in the claim have none."""
        for name, ends in self.f.ranges.items():
            if "#" not in name and mentions(self.f, a, {name}):
                for end, rising in ((ends.lo, True), (ends.hi, False)):
                    if end is not None:
                        yield name, end, rising

    def undecided(self, a):
        """The one factor whose sign is open, turned so that it has the sign of the whole; None where there is no such."""
        sign, left = 1, None
        for part in (a.num, a.den):
            c, monomial, found = poly.factors(part)
            sign *= 1 if c > 0 else -1
            for base, power in [(poly.of_monomial(((atom, Fraction(1)),)), power) for atom, power in monomial] + found:
                known = self.f.sign(base)
                if known:
                    sign *= known if power % 2 == 1 else 1
                elif left is None and power == 1 and part is a.num:
                    left = base
                else:
                    return None
        return None if left is None else Quotient(poly.scaled(left, sign), ONE)

    def rises(self, a, name, end, rising, strict, depth):
        try:
            begin = self.reader.calculus.substituted(a, name, self.f.number(end))
            slope = self.reader.calculus.derivative(a, name)
            if not self.is_positive(begin, strict=False, depth=depth - 1):
                return False
            return self.is_positive(slope if rising else self.f.negated(slope), strict, depth - 1)
        except (Unsettled, TooLarge):
            return False


def holds(ranges, conditions, obligation, facts, cuts=1):
    """Whether a relation whose sides have a value everywhere on the box holds on it.

    Both sides are continuous there, so a relation that is not strict carries over from the inside; a strict one is shown on the
    closed faces too.
    """
    try:
        inside = _inside(ranges, conditions, obligation, facts)
        if inside and (obligation.sign == "<=" or _on_faces(ranges, conditions, obligation, facts)):
            return True
    except (Unsettled, TooLarge):
        pass
    if not cuts:
        return False
    for name, ends in ranges.items():
        for at in CUTS:
            if ends.inside(at):
                below, above = ends._replace(hi=at, hi_closed=True), ends._replace(lo=at, lo_closed=True)
                if all(holds(ranges | {name: half}, conditions, obligation, facts, cuts - 1) for half in (below, above)):
                    return True
    return False


def _inside(ranges, conditions, obligation, facts):
    strict = obligation.sign == "<"
    if conditions:
        bound = Reader(ranges)
        bound.take_facts(conditions)
        facts(bound)
        if bound.f.has_sign(_gap(bound, obligation), strict):
            return True
    # The way to an end of the box may leave what the side conditions allow: they are no facts there.
    reader = Reader(ranges)
    facts(reader)
    return Monotone(reader).is_positive(_gap(reader, obligation), strict)


def _gap(reader, obligation):
    return reader.f.subtract(reader.normal(obligation.larger), reader.normal(obligation.smaller))


def _on_faces(ranges, conditions, obligation, facts):
    for name, ends in ranges.items():
        if ends.lo is not None and ends.lo == ends.hi:
            continue
        for value, closed in ((ends.lo, ends.lo_closed), (ends.hi, ends.hi_closed)):
            if closed and not holds(ranges | {name: Ends(value, True, value, True)}, conditions, obligation, facts, 0):
                return False
    return True
