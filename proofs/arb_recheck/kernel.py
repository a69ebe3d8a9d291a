"""The softplus-normal function, its derivatives and the sech moments, by Arb's rigorous integration.

Two families of expectations over Z ~ N(0, 1), with u = m + s Z, T = tanh(u/2) and t = s^2/2:
    K_n(m, s) = E[softplus^(n)(u)],  n >= 0,   and   H_n(m, s) = E[g^(n)(u)],  g(u) = sech(u/2).
In both d/dm raises n by 1 and, by the heat equation, d/dt raises n by 2. Their integrands are a positive weight times a
polynomial in T: g^(n) = g R_n(T) and softplus^(n) = (1 - T^2)/4 Q_n(T) for n >= 2.

At a point: acb.integral around the peak, and a bound for both tails. Every weight w is log-concave, so f = w phi has
(ln f)'' <= -1 and, with a the slope of ln f at z0, f(z) <= f(z0) exp(a (z - z0) - (z - z0)^2/2).
Over a box: Taylor's theorem in (m, t) around the middle; the remainder is at most sup|polynomial| times the weight's own
expectation W, and |d ln W/dm| and |d ln W/dt| are at most the suprema of the first two polynomials.
"""
from fractions import Fraction
from functools import cache
from math import comb, factorial

from flint import acb, arb

from .interval import ZERO, Interval, Undefined, greatest
from .series import add, lift, multiply, power, scale

# Half-width of the integration around the peak, and the accuracy relative to it.
REACH = 14
RELATIVE = arb(2) ** -70
# Wider boxes, in |dm| + |dt|, get the trivial bounds.
WIDEST = 8


def _derivative(polynomial):
    return [k * c for k, c in enumerate(polynomial)][1:] or [Fraction(0)]


def _times(a, b):
    product = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            product[i + j] += x * y
    return product


def _plus(a, b):
    size = max(len(a), len(b))
    pad = lambda p: p + [Fraction(0)] * (size - len(p))
    return [x + y for x, y in zip(pad(a), pad(b))]


# dT/du
_SLOPE = [Fraction(1, 2), Fraction(0), Fraction(-1, 2)]
# d ln(weight)/du for the weights g and 1 - T^2
_SECH, _LOGISTIC = [Fraction(0), Fraction(-1, 2)], [Fraction(0), Fraction(-1)]


@cache
def _polynomial(logistic, order):
    """Derivative `order` of the weight over the weight, in T."""
    if order == 0:
        return [Fraction(1)]
    last = _polynomial(logistic, order - 1)
    return _plus(_times(_LOGISTIC if logistic else _SECH, last), _times(_SLOPE, _derivative(last)))


@cache
def _supremum(logistic, order):
    """An upper bound of the polynomial's size on T in [-1, 1]."""
    pieces = 256
    most = arb(0)
    for k in range(pieces):
        x = Interval(arb(2 * k - pieces) / pieces, arb(2 * k + 2 - pieces) / pieces)
        value = Interval(arb(0))
        for c in reversed(_polynomial(logistic, order)):
            value = value * x + Interval.exact(c)
        most = greatest([most, -value.lo, value.hi])
    return most


def _weight(kind, u):
    """The positive weight: softplus, sigmoid, sigmoid' or g, for real arguments."""
    if kind == 0:
        return u.exp().log1p()
    if kind == 1:
        return 1 / (1 + (-u).exp())
    g = (u / 2).sech()
    return g * g / 4 if kind == 2 else g


def _log_slope(kind, u):
    """The derivative of the weight's logarithm."""
    if kind == 0:
        return _weight(1, u) / _weight(0, u)
    if kind == 1:
        return _weight(1, -u)
    return -(u / 2).tanh() / (1 if kind == 2 else 2)


@cache
def _at(logistic, order, m, s):
    """The expectation at a point with exact coordinates given as (mantissa, exponent)."""
    m, s = (arb(mantissa) * arb(2) ** exponent for mantissa, exponent in (m, s))
    kind = min(order, 2) if logistic else 3
    excess = order - 2 if logistic and order >= 2 else (0 if logistic else order)
    coefficients = [arb(c.numerator) / c.denominator for c in _polynomial(logistic, excess)]
    size = _supremum(logistic, excess) if excess else arb(1)

    def polynomial(T):
        value = coefficients[-1]
        for c in reversed(coefficients[:-1]):
            value = value * T + c
        return value

    if s == 0:
        return _weight(kind, m) * polynomial((m / 2).tanh())
    peak = _peak(kind, m, s)
    at_peak = _weight(kind, m + s * peak)

    def integrand(y, analytic):
        # The weight times the density at peak + y, over their product at the peak.
        u = m + s * (peak + y)
        gaussian = (-(y * y) / 2 - peak * y).exp()
        if kind == 0:
            e = u.exp()
            # Inside the unit disc log1p has no branch point and keeps relative accuracy.
            w = e.log1p() if e.abs_upper() < 0.5 else (1 + e).log(analytic=analytic)
        elif kind == 1:
            w = 1 / (1 + (-u).exp())
        else:
            half = (-u / 2).exp() if u.real > 0 else (u / 2).exp()
            w = half / (1 + half * half)
            w = w * w if kind == 2 else 2 * w
        return gaussian * w * polynomial((u / 2).tanh() if excess else acb(0)) / at_peak

    body = acb.integral(integrand, -REACH, REACH, rel_tol=RELATIVE, abs_tol=RELATIVE).real
    a = s * _log_slope(kind, m + s * peak) - peak
    root = arb(2).sqrt()
    tails = (a * a / 2).exp() * (arb.pi() / 2).sqrt() * (((REACH - a) / root).erfc() + ((REACH + a) / root).erfc())
    tails = (size * tails).upper()
    density = (-(peak * peak) / 2).exp() / (2 * arb.pi()).sqrt()
    return (body + arb(0).union(tails).union(-tails)) * density * at_peak


def _peak(kind, m, s):
    """Where the weight times the density is about largest, as an exact number (any point is sound)."""
    low, high = -abs(s) - 1, abs(s) + 1
    low, high = low.mid(), high.mid()
    for _ in range(40):
        middle = ((low + high) / 2).mid()
        rising = (s * _log_slope(kind, m + s * middle) - middle).mid()
        low, high = (middle, high) if rising > 0 else (low, middle)
    return arb(float(low))


def _key(x):
    return tuple(int(part) for part in x.man_exp())


def _box(logistic, order, m, s):
    """The expectation over a box."""
    if not s.lo >= 0:
        raise Undefined("a spread that may be negative")
    m0, s0 = m.mid(), s.mid()
    x = m - Interval(m0)
    y = (s.power(2) - Interval(s0).power(2)) * Interval.exact(Fraction(1, 2))
    dx, dy = (abs(z.lo).max(abs(z.hi)) for z in (x, y))
    at = lambda n: Interval.ball(_at(logistic, n, _key(m0), _key(s0)))
    bounds = _trivial(logistic, order, m, s)
    if dx + dy > WIDEST:
        return bounds
    if dx == 0 and dy == 0:
        return at(order).meet(bounds)
    weight = 2 if logistic else 0
    first, second = _supremum(logistic, 1), _supremum(logistic, 2)
    most = (at(weight).hi * (first * dx + second * dy).exp()).upper()

    def size(n):
        return (_supremum(logistic, n - weight) * most).upper()

    # Degree 1 with a remainder of degree 2; a thin box needs no more than its middle.
    terms = 1 if dx + dy < arb(2) ** -60 else 2
    value = ZERO
    for i in range(terms):
        for j in range(terms - i):
            slope = at(order + i + 2 * j)
            value = value + slope * x.power(i) * y.power(j)
    for i in range(terms + 1):
        j = terms - i
        n = order + i + 2 * j
        scaled = Interval.exact(Fraction(1, factorial(i) * factorial(j)))
        derivative = Interval(-size(n), size(n)) if n >= weight else _trivial(logistic, n)
        value = value + derivative * x.power(i) * y.power(j) * scaled
    return value.meet(bounds)


def _trivial(logistic, order, m=None, s=None):
    if logistic and order == 0:
        # softplus(u) <= max(u, 0) + ln 2 and E|Z| < 1
        return Interval(arb(0), (greatest([m.hi, arb(0)]) + s.hi + 1).upper())
    if logistic and order == 1:
        return Interval(arb(0), arb(1))
    excess = order - 2 if logistic else order
    most = _supremum(logistic, excess) / (4 if logistic else 1)
    return Interval(arb(0) if excess == 0 else -most.upper(), most.upper())


def _family(logistic, order, m, s):
    value = lambda m, s: _monotone(logistic, order, m, s)
    by_m = lambda m, s: _family(logistic, order + 1, m, s)
    by_s = lambda m, s: multiply(s, _family(logistic, order + 2, m, s))
    return lift(value, [by_m, by_s], [m, s])


def _monotone(logistic, order, m, s):
    """K_0 grows in both arguments and K_1 in the first, because K_1 and K_2 are positive."""
    if not logistic or order > 1 or m.is_point() and (order or s.is_point()):
        return _box(logistic, order, m, s)
    low, high = (Interval(m.lo), Interval(m.hi))
    if order == 0:
        low = _box(True, 0, low, Interval(s.lo))
        high = _box(True, 0, high, Interval(s.hi))
    else:
        low, high = _box(True, 1, low, s), _box(True, 1, high, s)
    return Interval(low.lo, high.hi)


def kernel(order, m, s):
    """K_n(m, s)."""
    return _family(True, order, m, s)


def sech_moment(j, m, s):
    """S_j(m, s) = E[sech(u/2) Z^j]: Z^j in Hermite polynomials, and E[He_n(Z) g(u)] = s^n H_n by parts."""
    terms = []
    for k in range(j // 2 + 1):
        n = j - 2 * k
        pairs = comb(j, 2 * k) * factorial(2 * k) // (2**k * factorial(k))
        term = _family(False, n, m, s)
        terms.append(scale(multiply(power(s, n), term) if n else term, pairs))
    found = terms[0]
    for term in terms[1:]:
        found = add(found, term)
    return found
