"""Intervals whose ends are exact Arb numbers; every operation is done by Arb and rounded outwards.

Arb's own balls are widened when they are made from two ends and lose the signs of products at the ends, where bounds are
usually attained. Operations raise `Undefined` where the operation is not defined (and continuous) on the whole interval.
"""
from fractions import Fraction

from flint import arb, ctx, fmpq

ctx.prec = 96


class Undefined(ArithmeticError):
    """No value on the whole interval is known to exist."""


class Interval:
    __slots__ = ("lo", "hi")

    def __init__(self, lo, hi=None):
        self.lo, self.hi = lo, lo if hi is None else hi
        if not (self.lo.is_finite() and self.hi.is_finite() and self.lo <= self.hi):
            raise Undefined("not a bounded interval")

    @staticmethod
    def ball(x):
        return Interval(x.lower(), x.upper())

    @staticmethod
    def between(a, b):
        """From below one ball to above another."""
        return Interval(a.lower(), b.upper())

    @staticmethod
    def exact(value):
        value = Fraction(value)
        x = arb(fmpq(value.numerator, value.denominator))
        return Interval.ball(x)

    def is_point(self):
        return self.lo == self.hi

    def mid(self):
        """An exact number inside."""
        middle = ((self.lo + self.hi) / 2).mid()
        return middle if self.lo <= middle <= self.hi else self.lo

    def width(self):
        return (self.hi - self.lo).upper()

    def mag(self):
        return max(-self.lo, self.hi, key=float) if self.lo < 0 < self.hi else abs(self.lo if self.hi <= 0 else self.hi)

    def contains_zero(self):
        return self.lo <= 0 <= self.hi

    def meet(self, other):
        """Both enclose the same values, so their intersection does."""
        lo = self.lo if self.lo >= other.lo else other.lo
        hi = self.hi if self.hi <= other.hi else other.hi
        if lo > hi:
            raise AssertionError("two enclosures of one number are disjoint")
        return Interval(lo, hi)

    def hull(self, other):
        return Interval(self.lo if self.lo <= other.lo else other.lo, self.hi if self.hi >= other.hi else other.hi)

    def __neg__(self):
        return Interval(-self.lo, -self.hi) if self.is_point() else Interval(-self.hi, -self.lo)

    def __add__(self, other):
        return Interval((self.lo + other.lo).lower(), (self.hi + other.hi).upper())

    def __sub__(self, other):
        return Interval((self.lo - other.hi).lower(), (self.hi - other.lo).upper())

    def __mul__(self, other):
        a, b, c, d = self.lo, self.hi, other.lo, other.hi
        if a >= 0 and c >= 0:
            return Interval((a * c).lower(), (b * d).upper())
        products = [a * c, a * d, b * c, b * d]
        return Interval(least(p.lower() for p in products), greatest(p.upper() for p in products))

    def __truediv__(self, other):
        if other.contains_zero():
            raise Undefined("division by zero")
        one = arb(1)
        return self * Interval((one / other.hi).lower(), (one / other.lo).upper())

    def power(self, n):
        if n < 0:
            return Interval(arb(1)) / self.power(-n)
        a, b = self.lo**n, self.hi**n
        if n % 2 == 1 or self.lo >= 0:
            return Interval.between(a, b)
        if self.hi <= 0:
            return Interval.between(b, a)
        return Interval(arb(0) if n else arb(1), greatest([a.upper(), b.upper()]))

    def increasing(self, function):
        return Interval.between(function(self.lo), function(self.hi))

    def decreasing(self, function):
        return Interval.between(function(self.hi), function(self.lo))

    def __repr__(self):
        return f"[{self.lo.str(10, radius=False)}, {self.hi.str(10, radius=False)}]"


def least(values):
    values = list(values)
    best = values[0]
    for value in values[1:]:
        best = value if value < best else best
    return best


def greatest(values):
    return -least([-value for value in values])


ZERO, ONE, TWO, HALF = (Interval.exact(x) for x in (0, 1, 2, Fraction(1, 2)))


def pi():
    return Interval.ball(arb.pi())
