//! The gamma function, its logarithm and its logarithmic derivative on (0, inf).

use super::Interval;
use super::elementary::{above, below};

/// The one stationary point of the gamma function on (0, inf), 1.46163214496836234126..., lies between these.
const TURN: (f64, f64) = (1.461_632_144_968_362_2, 1.461_632_144_968_362_5);
/// Gamma there, 0.88560319441088870027..., and its logarithm, -0.12148629053584960809..., rounded down.
const LEAST: f64 = 0.885_603_194_410_888_6;
const LEAST_LOG: f64 = -0.121_486_290_535_849_62;
/// Below this argument digamma is carried up by its recurrence.
pub(crate) const DIGAMMA_FAR: f64 = 10.0;
/// B_2k/(2k) of the asymptotic series of digamma, as fractions (Abramowitz and Stegun 6.3.18).
pub(crate) const DIGAMMA_SERIES: [(f64, f64); 8] = [
    (1.0, 12.0),
    (-1.0, 120.0),
    (1.0, 252.0),
    (-1.0, 240.0),
    (1.0, 132.0),
    (-691.0, 32760.0),
    (1.0, 12.0),
    (-3617.0, 8160.0),
];

/// `(n - 1)!` at the integers where it is a double.
fn is_factorial(x: f64) -> bool {
    x.fract() == 0.0 && x <= 23.0
}

/// `ln y - 1/(2 y) - sum of B_2k/(2k y^2k)` after `x` was carried up to `y >= 10` by `psi(x) = psi(x + 1) - 1/x`; the value lies
/// between any two successive partial sums (Abramowitz and Stegun 6.3.18, 6.3.5).
fn digamma_at(x: f64) -> Interval {
    if x == 0.0 {
        return Interval::constant(f64::NEG_INFINITY, f64::MIN);
    }
    if x == f64::INFINITY {
        return Interval::constant(f64::MAX, x);
    }
    let (mut y, mut carried) = (Interval::point(x), Interval::ZERO);
    while y.lo() < DIGAMMA_FAR {
        carried = carried + y.recip();
        y = y + Interval::ONE;
    }
    let inverse = y.sqr().recip();
    let (mut power, mut sum) = (Interval::ONE, Interval::ZERO);
    let mut before = sum;
    for (numerator, denominator) in DIGAMMA_SERIES {
        before = sum;
        power = power * inverse;
        sum = sum + power * numerator / Interval::point(denominator);
    }
    y.ln() - (y * 2.0).recip() - before.hull(sum) - carried
}

impl Interval {
    /// Gamma function, domain `(0, inf)`; within one ulp of the ends' values, the minimum where it is inside.
    #[must_use]
    pub fn gamma(self) -> Self {
        let down = |x: f64| match x {
            0.0 => f64::MAX,
            f64::INFINITY => f64::MAX,
            _ => below(core_math::tgamma(x), is_factorial(x)),
        };
        let up = |x: f64| match x {
            0.0 => f64::INFINITY,
            _ => above(core_math::tgamma(x), is_factorial(x)),
        };
        self.convex_with_turn(down, up, LEAST)
    }

    /// Logarithm of the gamma function, domain `(0, inf)`; within one ulp of the ends' values, the minimum where it is inside.
    #[must_use]
    pub fn ln_gamma(self) -> Self {
        let exact = |x: f64| x == 1.0 || x == 2.0;
        let down = |x: f64| match x {
            // Below every ln gamma(x) at an x that is nearly 0.
            0.0 => 700.0,
            f64::INFINITY => f64::MAX,
            _ => below(core_math::lgamma(x), exact(x)),
        };
        let up = |x: f64| match x {
            0.0 => f64::INFINITY,
            _ => above(core_math::lgamma(x), exact(x)),
        };
        self.convex_with_turn(down, up, LEAST_LOG)
    }

    /// Logarithmic derivative of the gamma function, domain `(0, inf)`; at a point at most 1e-14 wide beside `1 + 1/x + |ln x|`.
    #[must_use]
    pub fn digamma(self) -> Self {
        self.restrict(0.0, true, f64::INFINITY, false)
            .increasing(|x| digamma_at(x).lo(), |x| digamma_at(x).hi())
    }

    /// A function that falls to `least` at [`TURN`] and rises after it.
    fn convex_with_turn(
        self,
        down: impl Fn(f64) -> f64,
        up: impl Fn(f64) -> f64,
        least: f64,
    ) -> Self {
        let x = self.restrict(0.0, true, f64::INFINITY, false);
        if x.is_empty() {
            return x;
        }
        let (lo, hi) = (x.lo(), x.hi());
        if hi <= TURN.0 {
            return Self::build(down(hi), up(lo), x.decoration())
                .with_open(x.open_hi(), x.open_lo());
        }
        if lo >= TURN.1 {
            return x.increasing(down, up);
        }
        Self::build(least, up(lo).max(up(hi)), x.decoration())
    }
}
