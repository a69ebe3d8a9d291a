"""The sign of a polynomial on a box, by its coefficients.

Every range is carried to [0, inf): x = lo + t, hi - t, (lo + hi t)/(1 + t), and t = x^2 where x has no end and comes in even
powers. A polynomial in t whose coefficients are nonnegative is nonnegative, and positive inside where one coefficient is
positive; on a closed face the same is asked of the terms that are left there. These are the signs of Bernstein coefficients.
"""
from fractions import Fraction
from math import comb
from typing import NamedTuple

MOST_COEFFICIENTS = 20_000


class Ends(NamedTuple):
    """A range; `None` is infinity."""

    lo: Fraction | None
    lo_closed: bool
    hi: Fraction | None
    hi_closed: bool

    def opened(self):
        return self._replace(lo_closed=False, hi_closed=False) if self.lo is None or self.lo != self.hi else self

    def inside(self, x):
        """Whether a number is strictly inside."""
        return (self.lo is None or self.lo < x) and (self.hi is None or x < self.hi)


ENTIRE = Ends(None, False, None, False)
POSITIVE = Ends(Fraction(0), False, None, False)
UNIT = Ends(Fraction(0), False, Fraction(1), False)


def is_positive(terms, ranges, strict=True):
    """Whether sum c x^n over {exponents: c} is positive, or nonnegative, everywhere on the box."""
    return _by_coefficients(terms, ranges, strict) or _on_both_sides(terms, ranges, strict)


def _on_both_sides(terms, ranges, strict):
    """By x = y + t and y = x + t for two variables from one number up."""
    for k, ends in enumerate(ranges):
        for other in range(k):
            if ends.lo is None or ends.hi is not None or ranges[other] != ends:
                continue
            gaps = [ranges[:i] + [Ends(Fraction(0), True, None, False)] + ranges[i + 1 :] for i in (k, other)]
            if all(_by_coefficients(_spread(terms, i, j), gap, strict) for i, j, gap in zip((k, other), (other, k), gaps)):
                return True
    return False


def _spread(terms, k, other):
    """The polynomial with x_k + x_other for x_k."""
    found = {}
    for n, c in terms.items():
        for j in range(n[k] + 1):
            powers = list(n)
            powers[k], powers[other] = n[k] - j, n[other] + j
            found[tuple(powers)] = found.get(tuple(powers), 0) + c * comb(n[k], j)
    return {n: c for n, c in found.items() if c}


def _by_coefficients(terms, ranges, strict):
    size = 1
    for k in range(len(ranges)):
        size *= 1 + max((n[k] for n in terms), default=0)
    if size > MOST_COEFFICIENTS:
        return False
    for k, ends in enumerate(ranges):
        carried = _carried(terms, k, ends)
        if carried is None:
            return False
        terms = carried
    if any(c < 0 for c in terms.values()):
        return False
    if not strict:
        return True
    closed = [_faces(ends) for ends in ranges]
    degrees = [max((n[k] for n in terms), default=0) for k in range(len(ranges))]
    return _positive_on_faces(terms, closed, degrees, 0)


def _faces(ends):
    """Whether t = 0 and t = inf belong to the range."""
    if ends.lo is None and ends.hi is None:
        return True, False
    if ends.lo is None:
        return ends.hi_closed, False
    return ends.lo_closed, ends.hi is not None and ends.hi_closed


def _positive_on_faces(terms, closed, degrees, k):
    if not terms:
        return False
    if k == len(closed):
        return True
    at_zero, at_infinity = closed[k]
    parts = [terms]
    if at_zero:
        parts.append({n: c for n, c in terms.items() if n[k] == 0})
    if at_infinity:
        parts.append({n: c for n, c in terms.items() if n[k] == degrees[k]})
    return all(_positive_on_faces(part, closed, degrees, k + 1) for part in parts)


def _carried(terms, k, ends):
    if ends.lo is None and ends.hi is None:
        return terms if all(n[k] % 2 == 0 for n in terms) else None
    degree = max((n[k] for n in terms), default=0)
    images = {power: _image(power, degree, ends) for power in {n[k] for n in terms}}
    found = {}
    for n, c in terms.items():
        for power, factor in enumerate(images[n[k]]):
            if factor:
                key = n[:k] + (power,) + n[k + 1 :]
                found[key] = found.get(key, 0) + c * factor
    return {n: c for n, c in found.items() if c}


def _image(power, degree, ends):
    """The coefficients of x^power in t, times (1 + t)^degree where the range is bounded."""
    if ends.hi is None:
        return [comb(power, j) * ends.lo ** (power - j) for j in range(power + 1)]
    if ends.lo is None:
        return [comb(power, j) * ends.hi ** (power - j) * (-1) ** j for j in range(power + 1)]
    first = [comb(power, j) * ends.lo ** (power - j) * ends.hi**j for j in range(power + 1)]
    rest = [comb(degree - power, j) for j in range(degree - power + 1)]
    found = [Fraction(0)] * (degree + 1)
    for i, a in enumerate(first):
        for j, b in enumerate(rest):
            found[i + j] += a * b
    return found
