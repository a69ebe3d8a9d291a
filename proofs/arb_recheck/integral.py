"""Integrals over intervals by Taylor expansion, panel by panel.

On a panel with centre c and half-width r, f(c + t) = c_0 + ... + c_5 t^5 + c_6(s) t^6 with s in the panel. The even terms are
integrated; t^6 does not change its sign, so the last one contributes c_6(panel) 2 r^7/7. Where an expansion does not exist, the range
of f times the length is taken. A panel whose share is wide is halved, as long as that helps.
"""
from fractions import Fraction

from .interval import ZERO, Interval, Undefined
from .series import Series, add, base, level_of, multiply, scale

ORDER = 6
DEEPEST = 14
# A share as narrow as this, relative to 1 + its size, is halved no further.
NARROW = 1e-13
# Halves whose widths sum to more than this part of the whole do not help.
WORTHWHILE = 0.7
FIRST = 8


def integrate(integrand, level, start, end):
    """The integral of `integrand(x)`, x an interval or a series, between two ends known to lie in intervals."""
    a, b = Interval(start.mid()), Interval(end.mid())
    found = scale(between(integrand, level, b, a), -1) if b.lo < a.lo else between(integrand, level, a, b)
    for known, point, sign in ((end, b, 1), (start, a, -1)):
        if not known.is_point():
            found = add(found, scale(multiply(known - point, integrand(known)), sign))
    return found


def between(integrand, level, a, b):
    if a.lo == b.lo:
        integrand(a)
        return ZERO
    step = (b - a) / Interval.exact(FIRST)
    cuts = [a, *(Interval((a + step * Interval.exact(k)).mid()) for k in range(1, FIRST)), b]
    found = ZERO
    for lo, hi in zip(cuts, cuts[1:]):
        found = add(found, refined(integrand, level, lo.lo, hi.lo, DEEPEST))
    return found


def width(share):
    return float(base(share).width())


def refined(integrand, level, lo, hi, depth):
    share = attempt(integrand, level, lo, hi)
    if share is not None and (depth == 0 or width(share) <= NARROW * (1 + float(base(share).mag()))):
        return share
    if depth == 0:
        raise Undefined("the integrand may have no value somewhere")
    middle = Interval(lo, hi).mid()
    halves = [attempt(integrand, level, lo, middle), attempt(integrand, level, middle, hi)]
    stuck = share is not None and None not in halves and sum(map(width, halves)) > WORTHWHILE * width(share)
    if stuck:
        return add(*halves)
    return add(refined(integrand, level, lo, middle, depth - 1), refined(integrand, level, middle, hi, depth - 1))


def attempt(integrand, level, lo, hi):
    """The share of a panel; None where it is not known to exist."""
    panel = Interval(lo, hi)
    length = Interval(hi) - Interval(lo)
    try:
        range_ = multiply(length, integrand(panel))
    except Undefined:
        return None
    try:
        return expanded(integrand, level, panel, length) or range_
    except Undefined:
        return range_


def expanded(integrand, level, panel, length):
    centre = Interval(panel.mid())
    # The panel lies within this of its centre, on both sides alike.
    left, right = centre - Interval(panel.lo), Interval(panel.hi) - centre
    over = integrand(Series.variable(panel, ORDER, level))
    at = integrand(Series.variable(centre, ORDER - 1, level))
    if level_of(over) < level:
        return multiply(length, over)
    terms = [*at.coefficients[:ORDER], over.coefficients[ORDER]]
    found = ZERO
    for k, coefficient in enumerate(terms):
        # The integral of t^k from -left to right.
        moment = right.power(k + 1) + left.power(k + 1) * Interval.exact((-1) ** k)
        found = add(found, scale(multiply(moment, coefficient), Fraction(1, k + 1)))
    return found
