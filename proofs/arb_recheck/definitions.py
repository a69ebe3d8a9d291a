"""The functions of the language by their definitions, as quotients, and the domains on which these hold."""
from fractions import Fraction
from math import comb

from .field import Unsettled

# Which arguments must be weights in [0, 1] or nonnegative. A weight at 0 or 1 is known to be continuous for the first group only.
WEIGHTS = {
    "eps_old": (0,), "eps_new": (0,), "distinguishability": (0,), "overlap_moment": (0,), "mix": (1,), "resp_old": (1,), "resp_new": (1,),
    "sdft_mass": (1, 2, 3, 4),
}
INNER_WEIGHTS = {
    "logit": (0,), "kl_sft": (0,), "kl_reverse": (0, 1), "kl_replay": (0, 1), "boundary_slope": (0,), "ttt_critical_anchor": (2,), "log_mix": (1,),
    "conditioning_bound": (0,), "oapl_mass": (0,),
}
NONNEGATIVE = {
    "sqrt": (0,), "bc": (0,), "tv": (0,), "overlap": (0,), "chi2": (0,), "eps_old": (1,), "eps_new": (1,), "distinguishability": (1,),
    "overlap_moment": (1,), "kernel": (1,), "softplus_normal": (1,), "logistic_normal": (1,), "sech_moment": (1,), "kl_sft": (1,),
    "kl_reverse": (2,), "kl_replay": (2,), "boundary_slope": (1,), "conditioning_bound": (1,), "old": (1,), "new": (1,), "log_old": (1,), "log_new": (1,),
    "mix": (2,), "log_mix": (2,), "resp_old": (2,), "resp_new": (2,), "sdft_rate": (0, 1, 2),
}
POSITIVE = {"ln": (0,), "log1mexp": (0,), "ttt_critical_anchor": (0, 1, 3), "oapl_mass": (2,)}
ANYWHERE = {"exp", "expm1", "sinh", "cosh", "tanh", "sech", "sigmoid", "softplus", "phi", "normal_cdf", "erf", "erfc"}


class Definitions:
    """Each function as a quotient of its arguments."""

    def __init__(self, field, kernel):
        self.f, self.kernel = field, kernel

    def call(self, name, order, x):
        rule = getattr(self, f"_{name}", None)
        if rule is None:
            raise Unsettled(f"the function {name} has no definition here")
        return rule(*x) if order is None else rule(order, *x)

    def _exp(self, x):
        return self.f.exponential(x)

    def _ln(self, x):
        return self.f.logarithm(x)

    def _sqrt(self, x):
        return self.f.power(x, Fraction(1, 2))

    def _expm1(self, x):
        return self.f.subtract(self.f.exponential(x), self.f.one)

    def _log1p(self, x):
        return self.f.logarithm(self.f.add(self.f.one, x))

    def _log1mexp(self, x):
        return self.f.logarithm(self.f.subtract(self.f.one, self.f.exponential(self.f.negated(x))))

    def _half_sum(self, x, sign):
        e = self.f.exponential(x)
        return self.f.scaled(self.f.add(e, self.f.scaled(self.f.divide(self.f.one, e), sign)), Fraction(1, 2))

    def _cosh(self, x):
        return self._half_sum(x, 1)

    def _sinh(self, x):
        return self._half_sum(x, -1)

    def _tanh(self, x):
        return self.f.divide(self._sinh(x), self._cosh(x))

    def _sech(self, x):
        return self.f.divide(self.f.one, self._cosh(x))

    def _sigmoid(self, x):
        e = self.f.exponential(x)
        return self.f.divide(e, self.f.add(self.f.one, e))

    def _softplus(self, x):
        return self.f.logarithm(self.f.add(self.f.one, self.f.exponential(x)))

    def _logit(self, p):
        return self.f.subtract(self.f.logarithm(p), self.f.logarithm(self._other(p)))

    def _other(self, p):
        return self.f.subtract(self.f.one, p)

    def _normal_cdf(self, x):
        if x.is_zero():
            return self.f.half
        if x.leads_negative():
            return self._other(self._normal_cdf(self.f.negated(x)))
        return self.f.of_atom("call", "normal_cdf", None, (x.key,))

    def _erf(self, x):
        root = self.f.power(self.f.number(2), Fraction(1, 2))
        return self.f.subtract(self.f.scaled(self._normal_cdf(self.f.multiply(x, root)), 2), self.f.one)

    def _erfc(self, x):
        return self._other(self._erf(x))

    def _kernel(self, n, m, s):
        return self.kernel.value(n, m, s)

    def _softplus_normal(self, m, s):
        return self.kernel.value(0, m, s)

    def _logistic_normal(self, m, s):
        return self.kernel.value(1, m, s)

    def _square(self, x, factor):
        return self.f.scaled(self.f.multiply(x, x), factor)

    def _bc(self, delta):
        return self.f.exponential(self._square(delta, Fraction(-1, 8)))

    def _chi2(self, delta):
        return self._expm1(self._square(delta, 1))

    def _tv(self, delta):
        return self.f.subtract(self.f.scaled(self._normal_cdf(self.f.scaled(delta, Fraction(1, 2))), 2), self.f.one)

    def _overlap(self, delta):
        return self._other(self._tv(delta))

    def _log_density(self, z):
        two_pi = self.f.scaled(self.f.of_atom("pi"), 2)
        return self.f.subtract(self._square(z, Fraction(-1, 2)), self.f.scaled(self.f.logarithm(two_pi), Fraction(1, 2)))

    def _phi(self, x):
        return self.f.exponential(self._log_density(x))

    def _log_old(self, x, delta):
        return self._log_density(self.f.add(x, self.f.scaled(delta, Fraction(1, 2))))

    def _log_new(self, x, delta):
        return self._log_density(self.f.subtract(x, self.f.scaled(delta, Fraction(1, 2))))

    def _old(self, x, delta):
        return self.f.exponential(self._log_old(x, delta))

    def _new(self, x, delta):
        return self.f.exponential(self._log_new(x, delta))

    def _mix(self, x, beta, delta):
        return self.f.add(self.f.multiply(beta, self._old(x, delta)), self.f.multiply(self._other(beta), self._new(x, delta)))

    def _log_mix(self, x, beta, delta):
        return self.f.logarithm(self._mix(x, beta, delta))

    def _resp_old(self, x, beta, delta):
        return self.f.divide(self.f.multiply(beta, self._old(x, delta)), self._mix(x, beta, delta))

    def _resp_new(self, x, beta, delta):
        return self._other(self._resp_old(x, beta, delta))

    def _at(self, order, odds, delta, sign):
        return self.kernel.value(order, self.f.add(odds, self._square(delta, Fraction(sign, 2))), delta)

    def _eps_old(self, beta, delta):
        return self._at(1, self.f.negated(self._logit(beta)), delta, -1)

    def _eps_new(self, beta, delta):
        return self._at(1, self._logit(beta), delta, -1)

    def _distinguishability(self, beta, delta):
        return self.f.subtract(self._other(self._eps_old(beta, delta)), self._eps_new(beta, delta))

    def _sech_moment(self, j, odds, delta):
        return self.kernel.sech_moment(j, odds, delta)

    def _overlap_moment(self, j, beta, delta):
        root = self._sqrt(self.f.multiply(beta, self._other(beta)))
        moment = self.kernel.sech_moment(j, self.f.negated(self._logit(beta)), delta)
        return self.f.scaled(self.f.multiply(root, self._bc(delta), moment), Fraction(1, 2))

    def _kl_sft(self, beta, delta):
        return self.f.negated(self.f.add(self._ln(self._other(beta)), self._at(0, self._logit(beta), delta, -1)))

    def _kl_reverse(self, beta, alpha, delta):
        """KL(beta p_o + (1 - beta) p_n || alpha p_o + (1 - alpha) p_n), a mode at a time."""

        def half(b, a):
            inner = [self.f.add(self._ln(w), self._at(0, self.f.negated(self._logit(w)), delta, -1)) for w in (b, a)]
            return self.f.multiply(b, self.f.subtract(*inner))

        return self.f.add(half(beta, alpha), half(self._other(beta), self._other(alpha)))

    def _kl_replay(self, beta, rho, delta):
        return self._kl_reverse(rho, beta, delta)

    def _boundary_slope(self, alpha, delta):
        odds = self._logit(alpha)
        return self.f.subtract(self._at(0, odds, delta, 1), self._at(0, odds, delta, -1))

    def _conditioning_bound(self, beta, delta):
        variance = self.f.multiply(beta, self._other(beta))
        factor = self.f.add(self.f.number(3), self._square(delta, Fraction(1, 2)))
        rest = self.f.scaled(self.f.multiply(self._sqrt(variance), self._bc(delta), factor), Fraction(1, 2))
        return self.f.subtract(variance, rest)

    def _ttt_critical_anchor(self, eta, gap, beta0, delta):
        pull = self.f.negated(self._expm1(self.f.negated(self.f.multiply(eta, gap))))
        return self.f.divide(pull, self.f.multiply(eta, self._boundary_slope(beta0, delta)))

    def _oapl_mass(self, beta, gap, tau):
        return self._sigmoid(self.f.subtract(self._logit(beta), self.f.divide(gap, tau)))

    def _sdft_mass(self, k, rate, anchor, mass0, demo):
        if not (k.is_polynomial() and set(k.num) <= {()}) or k.num.get((), Fraction(0)).denominator != 1:
            raise Unsettled("rounds that are not a number")
        kept = self.f.whole_power(self._other(self.f.multiply(rate, anchor)), int(k.num.get((), 0)))
        return self.f.add(demo, self.f.multiply(kept, self.f.subtract(mass0, demo)))

    def _sdft_rate(self, h, rate, anchor):
        """The smaller zero of s^2 - (h + rate + anchor) s + h anchor."""
        trace = self.f.add(h, rate, anchor)
        last = self.f.multiply(h, anchor)
        root = self._sqrt(self.f.subtract(self.f.multiply(trace, trace), self.f.scaled(last, 4)))
        return self.f.divide(self.f.scaled(last, 2), self.f.add(trace, root))


class Kernel:
    """K_n(m, s) = E[softplus^(n)(m + s Z)], moved to one representative by its symmetries."""

    def __init__(self, field):
        self.f = field

    def value(self, n, m, s):
        f = self.f
        if s.is_zero():
            return self._without_spread(n, m)
        # The mean over Z is even in s.
        if s.leads_negative():
            s = f.negated(s)
        if n == 0:
            return f.add(self.value(0, f.negated(m), s), m) if m.leads_negative() else self._atom(n, m, s)
        square = f.multiply(s, s)
        place = self._place(m, square)
        if place is None:
            return self._reflected(n, m, s) if m.leads_negative() else self._atom(n, m, s)
        k, rest = place
        middle = Fraction(-1, 2)
        if k < middle or k == middle and rest.leads_negative():
            return self._tilted(n, m, s, square)
        if k >= -middle:
            return self._reflected(n, m, s)
        if not rest.is_zero():
            return self._reflected(n, m, s) if k != middle and rest.leads_negative() else self._atom(n, m, s)
        if k == middle and n % 2 == 0:
            # m + s^2 = -m, so that the tilt has K_n on both sides.
            return f.scaled(self._tilt_sum(n, f.negated(m), s, n - 1), Fraction(1, 2))
        if k == 0 and n % 2 == 1:
            return f.half if n == 1 else f.zero
        return self._reflected(n, m, s) if middle < k < 0 else self._atom(n, m, s)

    def _atom(self, n, m, s):
        return self.f.of_atom("call", "kernel", n, (m.key, s.key))

    def _place(self, m, square):
        """(k, r) with m = k s^2 + r, where both are polynomials."""
        if not (m.is_polynomial() and square.is_polynomial()):
            return None
        unit = max(square.num)
        k = m.num.get(unit, Fraction(0)) / square.num[unit]
        return (k, self.f.subtract(m, self.f.scaled(square, k))) if abs(k) <= 8 else None

    def _reflected(self, n, m, s):
        """softplus(-u) = softplus(u) - u, differentiated."""
        mirrored = self.value(n, self.f.negated(m), s)
        if n == 1:
            return self.f.subtract(self.f.one, mirrored)
        return mirrored if n % 2 == 0 else self.f.negated(mirrored)

    def _tilted(self, n, m, s, square):
        """L(m) = exp(m + s^2/2) (1 - L(m + s^2)), differentiated n - 1 times."""
        factor = self.f.exponential(self.f.add(m, self.f.scaled(square, Fraction(1, 2))))
        return self.f.multiply(factor, self._tilt_sum(n, self.f.add(m, square), s, n))

    def _tilt_sum(self, n, m, s, count):
        terms = [self.f.scaled(self.value(j + 1, m, s), -comb(n - 1, j)) for j in range(count)]
        return self.f.add(self.f.one, *terms)

    def _without_spread(self, n, m):
        f = self.f
        growth = f.exponential(m)
        total = f.add(f.one, growth)
        if n == 0:
            return f.logarithm(total)
        sigma, weights = f.divide(growth, total), {1: Fraction(1)}
        for _ in range(n - 1):
            # d/dm sigma^k = k (sigma^k - sigma^(k+1))
            slope = {}
            for k, c in weights.items():
                slope[k] = slope.get(k, 0) + k * c
                slope[k + 1] = slope.get(k + 1, 0) - k * c
            weights = slope
        return f.add(*(f.scaled(f.whole_power(sigma, k), c) for k, c in weights.items()))

    def sech_moment(self, j, odds, delta):
        """E[sech((odds + delta Z)/2) Z^j], by sech(u/2)/2 = exp(-u/2) sigmoid(u) and E[Z^j g(Z)] by parts."""
        f = self.f
        square = f.multiply(delta, delta)
        # E[exp(-delta Z/2) g(Z)] = exp(delta^2/8) E[g(Z - delta/2)]
        factor = f.scaled(f.exponential(f.add(f.scaled(square, Fraction(1, 8)), f.scaled(odds, Fraction(-1, 2)))), 2)
        m = f.subtract(odds, f.scaled(square, Fraction(1, 2)))
        return f.multiply(factor, self._moment(j, f.scaled(delta, Fraction(-1, 2)), 1, m, delta))

    def _moment(self, j, mean, n, m, s):
        """E[(mean + Z)^j softplus^(n)(m + s Z)]"""
        if j == 0:
            return self.value(n, m, s)
        terms = [self.f.multiply(mean, self._moment(j - 1, mean, n, m, s)), self.f.multiply(s, self._moment(j - 1, mean, n + 1, m, s))]
        if j > 1:
            terms.append(self.f.scaled(self._moment(j - 2, mean, n, m, s), j - 1))
        return self.f.add(*terms)
