"""Means over a normal variable x of sums of terms x^j exp(t x) g(a + b x), g = 1, a power of the logistic function or softplus.

With x ~ N(mean, variance): E[exp(t x) h(x)] = exp(t mean + t^2 variance/2) E[h(x + t variance)], E[x h(x)] = mean E[h(x)] +
variance E[h'(x)], and E[softplus^(n)(a + b x)] = K_n(a + b mean, b sqrt(variance)). Every term is at most a power of x times
exp(t x), so that each of the means exists.
"""
from fractions import Fraction

from . import polynomial as poly
from .derivative import _atom_mentions, _exponent, mentions
from .field import Quotient, Unsettled
from .polynomial import ONE


class Gaussian:
    def __init__(self, field, kernel, calculus):
        self.f, self.kernel, self.calculus = field, kernel, calculus

    def mean(self, body, x, mean, deviation):
        """E[body] for x ~ N(mean, deviation^2), neither of which mentions x."""
        self.x, self.mu, self.s = x, mean, deviation
        self.v = self.f.multiply(deviation, deviation)
        parts = self._by_monomial(body.num)
        base, multiplicity = self._denominator(body.den)
        terms = []
        for (j, tilt, log), outside in parts:
            if log is not None and multiplicity:
                raise Unsettled("a mean of a softplus over a mixture")
            terms.append(self.f.multiply(outside, self._term(j, tilt, log, base, multiplicity)))
        return self.f.add(*terms)

    def _by_monomial(self, a):
        """[((power of x, t, sum under a logarithm), what is free of x)]"""
        found = []
        for monomial, c in a.items():
            j, tilt, log, outside = 0, self.f.zero, None, []
            for atom, power in monomial:
                if not _atom_mentions(self.f, atom, {self.x}):
                    outside.append((atom, power))
                    continue
                kind, *rest = self.f.atoms[atom]
                if kind == "var" and power >= 0 and Fraction(power).denominator == 1:
                    j += int(power)
                elif kind == "exp":
                    tilt = self.f.add(tilt, self.f.scaled(self._slope(_exponent(self.f, rest)), power))
                elif kind == "ln" and power == 1 and log is None:
                    log = dict(rest[0])
                else:
                    raise Unsettled("a mean without a closed form here")
            found.append(((j, tilt, log), Quotient({tuple(outside): c}, ONE)))
        return found

    def _slope(self, exponent):
        """t, where the exponent is t x."""
        slope = self.calculus.derivative(exponent, self.x)
        own = self.f.multiply(slope, self.f.variable(self.x))
        if mentions(self.f, slope, {self.x}) or not self.f.equal(own, exponent):
            raise Unsettled("an exponent that is not linear in the variable of a mean")
        return slope

    def _denominator(self, den):
        """(sum, n) where the denominator is sum^n; a denominator without x counts as the number 1 over itself."""
        if not mentions(self.f, Quotient(den, ONE), {self.x}):
            return den, 0
        c, monomial, found = poly.factors(den)
        moving = [(base, n) for base, n in found if mentions(self.f, Quotient(base, ONE), {self.x})]
        if len(moving) != 1:
            raise Unsettled("a mean over a product of mixtures")
        self.rest = Quotient({monomial: c}, ONE)
        for base, n in found:
            if not mentions(self.f, Quotient(base, ONE), {self.x}):
                self.rest = self.f.multiply(self.rest, self.f.whole_power(Quotient(base, ONE), n))
        return moving[0]

    def _binary(self, base):
        """(p, a, b) where the sum is p (1 + exp(a + b x))."""
        groups = {}
        for (j, tilt, log), outside in self._by_monomial(base):
            if j or log is not None:
                raise Unsettled("a mean over such a sum")
            key = tilt.key
            groups[key] = (tilt, self.f.add(groups[key][1], outside) if key in groups else outside)
        if len(groups) != 2:
            raise Unsettled("a mean over a sum of other than two exponentials")
        (t, p), (u, q) = groups.values()
        if not t.is_zero():
            (t, p), (u, q) = (u, q), (t, p)
        if not t.is_zero():
            raise Unsettled("a mean over a sum of two exponentials")
        return p, self.f.logarithm(self.f.divide(q, p)), u

    def _term(self, j, tilt, log, base, multiplicity):
        f = self.f
        shift = f.multiply(tilt, self.v)
        exponent = f.add(f.multiply(tilt, self.mu), f.scaled(f.multiply(tilt, shift), Fraction(1, 2)))
        mean = f.add(self.mu, shift)
        if log is not None:
            p, a, b = self._binary(log)
            inner = f.add(f.multiply(f.logarithm(p), self._moment(j, None, mean)), self._moment(j, (0, a, b), mean))
            inner = f.divide(inner, Quotient(base, ONE))
        elif multiplicity:
            p, a, b = self._binary(base)
            weights = _power_of_sigma(multiplicity)
            at = [(f.scaled(self._moment(j, (n, f.negated(a), f.negated(b)), mean), c)) for n, c in weights.items()]
            inner = f.divide(f.add(*at), f.multiply(f.whole_power(p, multiplicity), self.rest))
        else:
            inner = f.divide(self._moment(j, None, mean), Quotient(base, ONE))
        return f.multiply(f.exponential(exponent), inner)

    def _moment(self, j, inner, mean):
        """E[x^j softplus^(n)(a + b x)] with inner = (n, a, b), or of x^j alone."""
        f = self.f
        if j == 0:
            if inner is None:
                return f.one
            n, a, b = inner
            return self.kernel.value(n, f.add(a, f.multiply(b, mean)), f.multiply(b, self.s))
        terms = [f.multiply(mean, self._moment(j - 1, inner, mean))]
        if j > 1:
            terms.append(f.scaled(f.multiply(self.v, self._moment(j - 2, inner, mean)), j - 1))
        if inner is not None:
            n, a, b = inner
            terms.append(f.multiply(self.v, b, self._moment(j - 1, (n + 1, a, b), mean)))
        return f.add(*terms)


def _power_of_sigma(k):
    """sigma^k as {n: coefficient} of the n-th derivatives of softplus, by sigma^(k+1) = sigma^k - (sigma^k)'/k."""
    found = {1: Fraction(1)}
    for n in range(1, k):
        following = dict(found)
        for order, c in found.items():
            following[order + 1] = following.get(order + 1, 0) - c / n
        found = following
    return found
