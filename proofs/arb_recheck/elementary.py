"""The elementary functions of the language over intervals and series."""
from fractions import Fraction

from flint import arb

from .interval import HALF, ONE, TWO, ZERO, Interval, Undefined, greatest, least, pi
from .series import add, base, divide, lift, multiply, power, scale, subtract


def above(x, bound, name):
    if not x.lo > bound:
        raise Undefined(f"{name} of a number that may be <= {bound}")
    return x


def _sqrt(x):
    if not x.lo >= 0:
        raise Undefined("sqrt of a number that may be negative")
    return x.increasing(arb.sqrt)


def sqrt(x):
    return lift(_sqrt, [lambda x: divide(HALF, sqrt(x))], [x])


def exp(x):
    return lift(lambda x: x.increasing(arb.exp), [exp], [x])


def expm1(x):
    return lift(lambda x: x.increasing(arb.expm1), [exp], [x])


def ln(x):
    return lift(lambda x: above(x, 0, "ln").increasing(arb.log), [lambda x: divide(ONE, x)], [x])


def log1p(x):
    return lift(lambda x: above(x, -1, "log1p").increasing(arb.log1p), [lambda x: divide(ONE, add(ONE, x))], [x])


def sinh(x):
    return lift(lambda x: x.increasing(arb.sinh), [cosh], [x])


def cosh(x):
    return lift(lambda x: _even(x, arb.cosh, arb(1), Interval.increasing), [sinh], [x])


def tanh(x):
    return lift(lambda x: x.increasing(arb.tanh), [lambda x: power(sech(x), 2)], [x])


def sech(x):
    slope = lambda x: -multiply(sech(x), tanh(x))
    return lift(lambda x: _even(x, arb.sech, arb(1), Interval.decreasing), [slope], [x])


def _even(x, function, at_zero, monotone):
    """An even function, monotone in |x|."""
    size = magnitude(x)
    if size.lo == 0:
        return monotone(Interval(size.hi), function).hull(Interval(at_zero))
    return monotone(size, function)


def magnitude(x):
    if x.lo >= 0:
        return x
    if x.hi <= 0:
        return -x
    return Interval(arb(0), greatest([-x.lo, x.hi]))


def _may_turn(x, quarter, period):
    """Whether a number (quarter + period k) pi/2 with an integer k may lie in the interval."""
    low, high = ((end / (arb.pi() / 2) - quarter) / period for end in (x.lo, x.hi))
    return low.lower().ceil() <= high.upper().floor()


def _wave(function, crest, trough):
    def value(x):
        first, last = function(x.lo), function(x.hi)
        low, high = least([first.lower(), last.lower()]), greatest([first.upper(), last.upper()])
        return Interval(arb(-1) if _may_turn(x, trough, 4) else low, arb(1) if _may_turn(x, crest, 4) else high)

    return value


def sin(x):
    return lift(_wave(arb.sin, 1, 3), [cos], [x])


def cos(x):
    return lift(_wave(arb.cos, 0, 2), [lambda x: -sin(x)], [x])


def _tan(x):
    if _may_turn(x, 1, 2):
        raise Undefined("tan where the cosine may be 0")
    return x.increasing(arb.tan)


def tan(x):
    return lift(_tan, [lambda x: add(ONE, power(tan(x), 2))], [x])


def _within_one(x):
    if not (x.lo >= -1 and x.hi <= 1):
        raise Undefined("asin and acos beyond [-1, 1]")
    return x


def _inverse_slope(x):
    return divide(ONE, sqrt(subtract(ONE, power(x, 2))))


def asin(x):
    return lift(lambda x: _within_one(x).increasing(arb.asin), [_inverse_slope], [x])


def acos(x):
    return lift(lambda x: _within_one(x).decreasing(arb.acos), [lambda x: -_inverse_slope(x)], [x])


def atan(x):
    return lift(lambda x: x.increasing(arb.atan), [lambda x: divide(ONE, add(ONE, power(x, 2)))], [x])


def _erf_slope(x):
    return divide(multiply(TWO, exp(-power(x, 2))), sqrt(pi()))


def erf(x):
    return lift(lambda x: x.increasing(arb.erf), [_erf_slope], [x])


def erfc(x):
    return lift(lambda x: x.decreasing(arb.erfc), [lambda x: -_erf_slope(x)], [x])


def erfcx(x):
    slope = lambda x: subtract(scale(multiply(x, erfcx(x)), 2), divide(TWO, sqrt(pi())))
    return lift(lambda x: x.decreasing(lambda x: (x * x).exp() * x.erfc()), [slope], [x])


# Where the gamma function turns, 1.46163214496836234126..., and its least value, 0.88560319441088870027..., rounded down.
_TURN = arb("1.461632144968362341 +/- 1e-18")


def _falling_then_rising(function):
    def value(x):
        above(x, 0, function.__name__)
        if x.hi < _TURN:
            return x.decreasing(function)
        if x.lo > _TURN:
            return x.increasing(function)
        return Interval(function(_TURN).lower(), greatest([function(x.lo).upper(), function(x.hi).upper()]))

    return value


def gamma(x):
    return lift(_falling_then_rising(arb.gamma), [lambda x: multiply(gamma(x), digamma(x))], [x])


def lgamma(x):
    return lift(_falling_then_rising(arb.lgamma), [digamma], [x])


def digamma(x):
    return lift(lambda x: above(x, 0, "digamma").increasing(arb.digamma), [_trigamma], [x])


def _trigamma(x):
    return lift(lambda x: above(x, 0, "digamma").decreasing(arb(2).zeta), [], [x])


def _sigmoid(x):
    return 1 / (1 + (-x).exp()) if x > 0 else x.exp() / (1 + x.exp())


def sigmoid(x):
    slope = lambda x: multiply(sigmoid(x), sigmoid(-x))
    return lift(lambda x: x.increasing(_sigmoid), [slope], [x])


def softplus(x):
    at = lambda x: x + (-x).exp().log1p() if x > 0 else x.exp().log1p()
    return lift(lambda x: x.increasing(at), [sigmoid], [x])


def logit(p):
    return subtract(ln(p), ln(subtract(ONE, p)))


def normal_cdf(x):
    root = arb(2).sqrt()
    density = lambda x: divide(exp(scale(power(x, 2), Fraction(-1, 2))), sqrt(multiply(TWO, pi())))
    return lift(lambda x: x.increasing(lambda x: (-x / root).erfc() / 2), [density], [x])


def log_normal_cdf(x):
    root = arb(2).sqrt()
    at = lambda x: (-((x / root).erfc() / 2)).log1p() if x > 0 else ((-x / root).erfc() / 2).log()
    half = Fraction(1, 2)
    log_density = lambda x: subtract(scale(power(x, 2), -half), scale(ln(multiply(TWO, pi())), half))
    return lift(lambda x: x.increasing(at), [lambda x: exp(subtract(log_density(x), log_normal_cdf(x)))], [x])


def log1mexp(x):
    at = lambda x: (-(-x).exp()).log1p() if x > 1 else (-(-x).expm1()).log()
    return lift(lambda x: above(x, 0, "log1mexp").increasing(at), [lambda x: divide(ONE, expm1(x))], [x])


def absolute(x):
    return lift(magnitude, [_sign], [x])


def _sign(x):
    if base(x).contains_zero():
        raise Undefined("abs has no derivative at 0")
    return ONE if base(x).lo > 0 else -ONE


def minimum(x, y):
    value = lambda x, y: Interval(least([x.lo, y.lo]), least([x.hi, y.hi]))
    return lift(value, [_chosen(0), _chosen(1)], [x, y])


def maximum(x, y):
    return -minimum(-x, -y)


def _chosen(which):
    """The partial derivatives of the minimum: 1 for the smaller argument, 0 for the other."""

    def slope(x, y):
        difference = base(x) - base(y)
        if difference.contains_zero():
            raise Undefined("min and max have no derivative where their arguments agree")
        return ONE if (difference.hi < 0) == (which == 0) else ZERO

    return slope


def raised(a, b):
    """a^b for an exponent that is no integer constant."""
    return exp(multiply(b, ln(a)))


TABLE = {
    "sqrt": sqrt,
    "exp": exp,
    "ln": ln,
    "expm1": expm1,
    "log1p": log1p,
    "abs": absolute,
    "min": minimum,
    "max": maximum,
    "sinh": sinh,
    "cosh": cosh,
    "tanh": tanh,
    "sech": sech,
    "sin": sin,
    "cos": cos,
    "tan": tan,
    "asin": asin,
    "acos": acos,
    "atan": atan,
    "erf": erf,
    "erfc": erfc,
    "erfcx": erfcx,
    "tgamma": gamma,
    "lgamma": lgamma,
    "digamma": digamma,
    "sigmoid": sigmoid,
    "logit": logit,
    "softplus": softplus,
    "normal_cdf": normal_cdf,
    "log_normal_cdf": log_normal_cdf,
    "log1mexp": log1mexp,
}
