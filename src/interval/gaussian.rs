//! Error functions and the standard normal distribution function and density.

use super::Interval;
use super::elementary::{above, below};
use super::rounding::two_prod;

/// The density and the lower tail underflow beyond.
const FAR: f64 = 40.0;
/// From here on erfcx is its asymptotic series; erfc is still far from the least double.
pub(crate) const ERFCX_FAR: f64 = 25.0;
/// `2 exp(x^2) - erfcx(x)` is beyond the doubles.
pub(crate) const ERFCX_OVERFLOW: f64 = 27.0;

/// `erfc(-x/sqrt 2)` for a finite `x`. The rounding of `t = -x/sqrt 2` would be magnified by `2 t^2` in the tail; it is found from
/// the squares, `x^2/2 - t^2`, and taken out by `-d ln erfc(t)/dt` in `[t + sqrt(t^2 + 4/pi), t + sqrt(t^2 + 2)]`, `t >= 0`
/// (Abramowitz and Stegun 7.1.13).
fn erfc_of_root(x: f64) -> Interval {
    let plain = (-Interval::point(x) / Interval::SQRT_2).erfc();
    if !(-FAR..=-1.0).contains(&x) {
        return plain;
    }
    let t = -x * std::f64::consts::FRAC_1_SQRT_2;
    let ((half, half_rest), (square, rest)) = (two_prod(0.5 * x, x), two_prod(t, t));
    let point = Interval::point;
    let excess = (point(half) - point(square)) + (point(half_rest) - point(rest));
    // The exact root is within two ulps of t.
    let twice = Interval::from_bounds(2.0 * t.next_down(), 2.0 * t.next_up());
    let shift = excess / twice;
    let steep = |c: Interval| point(t) + (point(t).sqr() + c).sqrt();
    let slope = steep(point(4.0) / Interval::PI).hull(steep(point(2.0)));
    // Between t and the root the slope moves by less than this.
    let slope = slope * Interval::from_bounds(1.0 - 1e-14, 1.0 + 1e-14);
    (point(t).erfc() * (-(slope * shift)).exp()).meet(plain)
}

/// `ln Phi(x)` at a number or an infinity.
fn ln_cdf_at(x: f64) -> Interval {
    if x == f64::INFINITY {
        return Interval::ZERO;
    }
    if x == f64::NEG_INFINITY {
        return Interval::constant(x, f64::MIN);
    }
    let at = Interval::point(x);
    if x > 0.0 {
        return (-(-at).normal_cdf()).ln_1p();
    }
    if x > -30.0 {
        return at.normal_cdf().ln();
    }
    // Phi(x) = phi(x)/|x| (1 - 1/x^2 + 3/x^4 - ...), between any two successive partial sums.
    let inverse = at.sqr().recip();
    let (mut term, mut sum) = (Interval::ONE, Interval::ONE);
    let mut before = sum;
    for k in 1..=7 {
        before = sum;
        term = -(term * inverse * f64::from(2 * k - 1));
        sum = sum + term;
    }
    let series = before.hull(sum);
    -(at.sqr() * 0.5) - (-at).ln() - Interval::TAU.ln() * 0.5 + series.ln()
}

/// `exp(x^2) erfc(x)` at a number or an infinity.
fn erfcx_at(x: f64) -> Interval {
    if x == f64::INFINITY {
        return Interval::ZERO;
    }
    if x < -ERFCX_OVERFLOW {
        return Interval::constant(f64::MAX, f64::INFINITY);
    }
    let at = Interval::point(x);
    if x < ERFCX_FAR {
        let (square, rest) = two_prod(x, x);
        // The square exactly, in two words.
        let scale = Interval::point(square).exp() * Interval::point(rest).exp();
        return scale * at.erfc();
    }
    // 1/(x sqrt(pi)) (1 - 1/(2 x^2) + 3/(4 x^4) - ...), between any two successive partial sums.
    let inverse = (at.sqr() * 2.0).recip();
    let (mut term, mut sum) = (Interval::ONE, Interval::ONE);
    let mut before = sum;
    for k in 1..=8 {
        before = sum;
        term = -(term * inverse * f64::from(2 * k - 1));
        sum = sum + term;
    }
    before.hull(sum) / (at * Interval::PI.sqrt())
}

/// `erfc(x)` rounded down.
fn erfc_down(x: f64) -> f64 {
    if x == f64::NEG_INFINITY {
        2.0
    } else {
        below(core_math::erfc(x), x == 0.0).max(0.0)
    }
}

/// `erfc(x)` rounded up.
fn erfc_up(x: f64) -> f64 {
    if x == f64::INFINITY {
        0.0
    } else {
        above(core_math::erfc(x), x == 0.0).min(2.0)
    }
}

impl Interval {
    /// Error function; within one ulp, inside `[-1, 1]`.
    #[must_use]
    pub fn erf(self) -> Self {
        self.increasing(
            |x| below(core_math::erf(x), x == 0.0).max(-1.0),
            |x| above(core_math::erf(x), x == 0.0).min(1.0),
        )
        .between(-1.0, 1.0)
    }

    /// Complementary error function; within one ulp, inside `[0, 2]`.
    #[must_use]
    pub fn erfc(self) -> Self {
        if self.is_empty() {
            return self;
        }
        Self::build(erfc_down(self.hi()), erfc_up(self.lo()), self.decoration())
            .with_open(self.open_hi(), self.open_lo())
            .between(0.0, 2.0)
    }

    /// Scaled complementary error function `exp(x^2) erfc(x)`; at most 16 ulps wide at a point, unless it overflows.
    #[must_use]
    pub fn erfcx(self) -> Self {
        if self.is_empty() {
            return self;
        }
        // Falling everywhere: its slope is 2 x erfcx(x) - 2/sqrt(pi), and erfcx(x) < 1/(x sqrt(pi)) for x > 0.
        let (first, last) = (erfcx_at(self.lo()), erfcx_at(self.hi()));
        Self::build(last.lo().max(0.0), first.hi(), self.decoration())
            .with_open(self.open_hi(), self.open_lo())
            .between(0.0, f64::INFINITY)
    }

    /// Standard normal distribution function `erfc(-x / sqrt 2) / 2`, inside `[0, 1]`; at most 8 ulps wide at a point, unless
    /// the value is subnormal.
    #[must_use]
    pub fn normal_cdf(self) -> Self {
        let at = |x: f64| {
            if x.is_infinite() {
                return if x < 0.0 { Self::ZERO } else { Self::ONE };
            }
            // Halving is exact but for subnormal numbers, where the product rounds outwards.
            erfc_of_root(x) * 0.5
        };
        self.increasing(|x| at(x).lo(), |x| at(x).hi().min(1.0))
            .between(0.0, 1.0)
    }

    /// The logarithm of [`normal_cdf`](Self::normal_cdf), also where that underflows; relative width at a point at most 1e-13.
    #[must_use]
    pub fn ln_normal_cdf(self) -> Self {
        self.increasing(|x| ln_cdf_at(x).lo(), |x| ln_cdf_at(x).hi())
    }

    /// Standard normal density `exp(-x^2/2) / sqrt(2 pi)`; at most 8 ulps wide at a point, unless the value is subnormal.
    #[must_use]
    pub fn normal_density(self) -> Self {
        if self.is_empty() {
            return self;
        }
        // Even, and decreasing in |x|.
        let at = |x: f64| {
            if x.is_infinite() {
                return Self::ZERO;
            }
            if x.abs() > FAR {
                return (-(Self::point(x).sqr() * 0.5)).exp() / Self::SQRT_TAU;
            }
            let (square, rest) = two_prod(x, x);
            // The square exactly, in two words.
            Self::point(-0.5 * square).exp() * Self::point(-0.5 * rest).exp() / Self::SQRT_TAU
        };
        let size = self.abs();
        Self::build(
            at(size.hi()).lo().max(0.0),
            at(size.lo()).hi(),
            self.decoration(),
        )
        .between(0.0, f64::INFINITY)
        .with_open(size.open_hi(), size.open_lo())
    }
}
