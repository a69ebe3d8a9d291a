"""The named functions of the theory, composed anew from the kernel; weights must lie strictly inside (0, 1)."""
from fractions import Fraction

from .elementary import above, exp, expm1, ln, logit, normal_cdf, sigmoid, softplus, sqrt
from .interval import ONE, TWO, Interval, Undefined, pi
from .kernel import kernel, sech_moment
from .series import add, base, divide, multiply, power, scale, subtract, tightened

QUARTER = Interval.exact(Fraction(1, 4))


def weight(beta):
    if not (base(beta).lo > 0 and base(beta).hi < 1):
        raise Undefined("a weight that may be 0 or 1")
    return beta


def separation(delta):
    if not base(delta).lo >= 0:
        raise Undefined("a separation that may be negative")
    return delta


def other(beta):
    return subtract(ONE, beta)


def half_square(delta):
    return scale(power(delta, 2), Fraction(1, 2))


def bc(delta):
    return exp(scale(power(separation(delta), 2), Fraction(-1, 8)))


def tv(delta):
    return subtract(multiply(TWO, normal_cdf(scale(separation(delta), Fraction(1, 2)))), ONE)


def overlap(delta):
    return multiply(TWO, normal_cdf(scale(separation(delta), Fraction(-1, 2))))


def log_density(z):
    return subtract(scale(power(z, 2), Fraction(-1, 2)), scale(ln(multiply(TWO, pi())), Fraction(1, 2)))


def log_old(x, delta):
    return log_density(add(x, scale(separation(delta), Fraction(1, 2))))


def log_new(x, delta):
    return log_density(subtract(x, scale(separation(delta), Fraction(1, 2))))


def log_mix(x, beta, delta):
    odds = subtract(logit(weight(beta)), multiply(delta, x))
    return add(add(ln(other(beta)), log_new(x, delta)), softplus(odds))


def phi(x):
    return exp(log_density(x))


def old(x, delta):
    return exp(log_old(x, delta))


def new(x, delta):
    return exp(log_new(x, delta))


def mix(x, beta, delta):
    return add(multiply(weight(beta), old(x, delta)), multiply(other(beta), new(x, delta)))


def resp_old(x, beta, delta):
    return sigmoid(subtract(logit(weight(beta)), multiply(separation(delta), x)))


def resp_new(x, beta, delta):
    return sigmoid(subtract(multiply(separation(delta), x), logit(weight(beta))))


def chi2(delta):
    return expm1(power(separation(delta), 2))


def overlap_moment(j, beta, delta):
    root = sqrt(multiply(weight(beta), other(beta)))
    moment = sech_moment(j, -logit(beta), separation(delta))
    return scale(multiply(multiply(root, bc(delta)), moment), Fraction(1, 2))


def misassignment(beta, delta, of_old):
    """Half sqrt((1-beta)/beta) BC S_0, the sech form of L(logit(1-beta) - delta^2/2, delta), or its mirror image.

    eps_old falls in beta, because L grows in its first argument, and in delta: beta eps_old is the integral of the concave
    harmonic mean of beta p_o and (1-beta) p_n, and adding noise to both modes (data processing) raises it.
    """

    def composed(beta, delta):
        odds = divide(other(weight(beta)), beta) if of_old else divide(weight(beta), other(beta))
        moment = sech_moment(0, -logit(beta), separation(delta))
        return scale(multiply(multiply(sqrt(odds), bc(delta)), moment), Fraction(1, 2))

    b, d = base(beta), base(delta)
    found = composed(beta, delta)
    if b.is_point() and d.is_point():
        return found
    least, most = (b.hi, b.lo) if of_old else (b.lo, b.hi)
    least, most = composed(Interval(least), Interval(d.hi)), composed(Interval(most), Interval(d.lo))
    return tightened(found, Interval(least.lo, most.hi))


def eps_old(beta, delta):
    return misassignment(beta, delta, True)


def eps_new(beta, delta):
    return misassignment(beta, delta, False)


def distinguishability(beta, delta):
    variance = multiply(weight(beta), other(beta))
    found = subtract(ONE, divide(overlap_moment(0, beta, delta), variance))
    b, d = base(beta), base(delta)
    return found if b.is_point() and d.is_point() else tightened(found, ONE - eps_old(b, d) - eps_new(b, d))


def log_likelihood(own, delta):
    """E_p[softplus(log-odds of the other mode)] under the mode of weight `own`."""
    return kernel(0, subtract(-logit(own), half_square(separation(delta))), delta)


def kl_sft(beta, delta):
    return subtract(-ln(other(weight(beta))), log_likelihood(other(beta), delta))


def kl_reverse(beta, alpha, delta):
    def half(b, a):
        difference = subtract(log_likelihood(b, delta), log_likelihood(a, delta))
        return multiply(b, add(subtract(ln(b), ln(a)), difference))

    return add(half(weight(beta), weight(alpha)), half(other(beta), other(alpha)))


def kl_replay(beta, rho, delta):
    return kl_reverse(rho, beta, delta)


def boundary_slope(alpha, delta):
    m, w = logit(weight(alpha)), half_square(separation(delta))
    return subtract(kernel(0, add(m, w), delta), kernel(0, subtract(m, w), delta))


def conditioning_bound(beta, delta):
    variance = multiply(weight(beta), other(beta))
    factor = add(Interval.exact(3), half_square(delta))
    return subtract(variance, scale(multiply(multiply(sqrt(variance), bc(delta)), factor), Fraction(1, 2)))


def ttt_critical_anchor(eta, gap, beta0, delta):
    for name, x in (("eta", eta), ("gap", gap), ("delta", delta)):
        above(base(x), 0, name)
    return divide(-expm1(-multiply(eta, gap)), multiply(eta, boundary_slope(beta0, delta)))


def oapl_mass(beta, gap, tau):
    above(base(tau), 0, "tau")
    return sigmoid(subtract(logit(beta), divide(gap, tau)))


TABLE = {
    "softplus_normal": lambda m, s: kernel(0, m, s),
    "logistic_normal": lambda m, s: kernel(1, m, s),
    "phi": phi,
    "old": old,
    "new": new,
    "mix": mix,
    "resp_old": resp_old,
    "resp_new": resp_new,
    "bc": bc,
    "tv": tv,
    "chi2": chi2,
    "overlap": overlap,
    "log_old": log_old,
    "log_new": log_new,
    "log_mix": log_mix,
    "eps_old": eps_old,
    "eps_new": eps_new,
    "distinguishability": distinguishability,
    "kl_sft": kl_sft,
    "kl_reverse": kl_reverse,
    "kl_replay": kl_replay,
    "boundary_slope": boundary_slope,
    "conditioning_bound": conditioning_bound,
    "ttt_critical_anchor": ttt_critical_anchor,
    "oapl_mass": oapl_mass,
}
INDEXED = {"kernel": kernel, "sech_moment": sech_moment, "overlap_moment": overlap_moment}
