"""Truncated Taylor series over intervals, for automatic differentiation of any order along one variable.

A series belongs to a level; its coefficients are intervals or series of a lower level, so that derivatives inside an
expression (`d(f, x)`) nest without being confused. If the constant coefficient encloses a variable over a box, coefficient k
encloses the k-th derivative over k! at every point of the box.
"""
from fractions import Fraction

from .interval import ONE, ZERO, Interval


class Series:
    __slots__ = ("coefficients", "level")

    def __init__(self, coefficients, level):
        self.coefficients = list(coefficients)
        self.level = level

    @staticmethod
    def variable(at, order, level):
        return Series([at] + ([ONE] + [ZERO] * (order - 1) if order else []), level)

    def _with(self, other):
        """Coefficients of the other operand, of a lower level if it is a constant here."""
        if isinstance(other, Series) and other.level == self.level:
            return other.coefficients
        return [other] + [ZERO] * (len(self.coefficients) - 1)

    def __neg__(self):
        return Series([-c for c in self.coefficients], self.level)

    def add(self, other):
        return Series([add(a, b) for a, b in zip(self.coefficients, self._with(other))], self.level)

    def multiply(self, other):
        if not (isinstance(other, Series) and other.level == self.level):
            return Series([multiply(c, other) for c in self.coefficients], self.level)
        a, b = self.coefficients, other.coefficients
        return Series([total(multiply(a[i], b[k - i]) for i in range(k + 1)) for k in range(len(a))], self.level)

    def divide(self, other):
        if not (isinstance(other, Series) and other.level == self.level):
            return Series([divide(c, other) for c in self.coefficients], self.level)
        return quotient(self.coefficients, other.coefficients, self.level)

    def slope(self):
        """The derivative, one order shorter."""
        return Series([scale(c, k) for k, c in enumerate(self.coefficients) if k], self.level)

    def shorter(self):
        return Series(self.coefficients[:-1], self.level)


def quotient(a, b, level):
    found = []
    for k in range(len(a)):
        rest = total(multiply(found[i], b[k - i]) for i in range(k)) if k else None
        found.append(divide(a[k] if rest is None else subtract(a[k], rest), b[0]))
    return Series(found, level)


def level_of(x):
    return x.level if isinstance(x, Series) else 0


def add(a, b):
    if not isinstance(a, Series) and not isinstance(b, Series):
        return a + b
    return a.add(b) if level_of(a) >= level_of(b) else b.add(a)


def subtract(a, b):
    if not isinstance(a, Series) and not isinstance(b, Series):
        return a - b
    return add(a, -b)


def multiply(a, b):
    if not isinstance(a, Series) and not isinstance(b, Series):
        return ZERO if a is ZERO or b is ZERO else a * b
    return a.multiply(b) if level_of(a) >= level_of(b) else b.multiply(a)


def divide(a, b):
    if not isinstance(a, Series) and not isinstance(b, Series):
        return a / b
    if level_of(a) >= level_of(b):
        return a.divide(b)
    return quotient([a] + [ZERO] * (len(b.coefficients) - 1), b.coefficients, b.level)


def scale(a, factor):
    return multiply(a, Interval.exact(Fraction(factor)))


def total(terms):
    terms = iter(terms)
    found = next(terms)
    for term in terms:
        found = add(found, term)
    return found


def base(x):
    """The interval under all levels."""
    while isinstance(x, Series):
        x = x.coefficients[0]
    return x


def lift(value, slopes, arguments):
    """f(arguments) for a function of one or more arguments, by integrating its partial derivatives along the series.

    `value(*arguments)` is f on intervals; `slopes[i](*arguments)` is the i-th partial derivative on anything.
    """
    level = max(level_of(x) for x in arguments)
    if level == 0:
        return value(*arguments)
    top = [x for x in arguments if level_of(x) == level]
    length = len(top[0].coefficients)
    constants = [x.coefficients[0] if level_of(x) == level else x for x in arguments]
    first = lift(value, slopes, constants)
    if length == 1:
        return Series([first], level)
    short = [x.shorter() if level_of(x) == level else x for x in arguments]
    terms = [multiply(slope(*short), x.slope()) for slope, x in zip(slopes, arguments) if level_of(x) == level]
    rate = total(terms)
    return Series([first] + [scale(c, Fraction(1, k + 1)) for k, c in enumerate(rate.coefficients)], level)


def power(a, n):
    """An integer power."""
    return lift(lambda x: x.power(n), [lambda x: scale(power(x, n - 1), n) if n else scale(x, 0)], [a])


def tightened(x, enclosure):
    """The same, where another enclosure of the value is known."""
    if not isinstance(x, Series):
        return x.meet(enclosure)
    return Series([tightened(x.coefficients[0], enclosure), *x.coefficients[1:]], x.level)
