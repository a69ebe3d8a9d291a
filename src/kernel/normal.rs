//! Elementary functions of one variable, correctly rounded or nearly so.

use super::Exponent;
use crate::interval::{DIGAMMA_FAR, DIGAMMA_SERIES, ERFCX_FAR, ERFCX_OVERFLOW};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The logistic function $\sigma(u)=1/(1+e^{-u})$, relative error at most 4 units in the last place.
///
/// ```
/// assert_eq!(forgetting::kernel::sigmoid(0.0), 0.5);
/// ```
pub fn sigmoid(u: f64) -> f64 {
    let e = core_math::exp(-u.abs());
    if u >= 0.0 {
        1.0 / (1.0 + e)
    } else {
        e / (1.0 + e)
    }
}

/// The log-odds $\log(p/(1-p))$ of a probability in (0, 1); infinite at the ends.
///
/// Near $p=1/2$ the quotient form loses no digits either, since $1-p$ is exact there.
///
/// ```
/// assert_eq!(forgetting::kernel::logit(0.5), 0.0);
/// ```
pub fn logit(p: f64) -> f64 {
    if (0.25..=0.75).contains(&p) {
        // log(p/(1-p)) = log1p((2p-1)/(1-p)); 2p - 1 is exact.
        core_math::log1p((2.0 * p - 1.0) / (1.0 - p))
    } else {
        core_math::log(p) - core_math::log1p(-p)
    }
}

/// The softplus function $\log(1+e^u)$, relative error at most 4 units in the last place.
///
/// ```
/// assert_eq!(forgetting::kernel::softplus(800.0), 800.0);
/// ```
pub fn softplus(u: f64) -> f64 {
    let tail = core_math::log1p(core_math::exp(-u.abs()));
    if u > 0.0 { u + tail } else { tail }
}

/// The standard normal distribution function $\Phi(x)$, relative accuracy in both tails.
///
/// ```
/// assert_eq!(forgetting::kernel::normal_cdf(0.0), 0.5);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    // The argument's rounding error is carried along: in the tail erfc multiplies it by 2 x^2.
    let t = -x * FRAC_1_SQRT_2;
    let low = (-x).mul_add(FRAC_1_SQRT_2, -t) - x * FRAC_1_SQRT_2_LOW;
    let slope = -2.0 / PI.sqrt() * core_math::exp(-t * t);
    0.5 * (core_math::erfc(t) + low * slope)
}

/// Units in the last place by which [`erfcx`] and the width of its enclosure at a point may err: ten operations of at most one each, and
/// the exponential's argument.
pub const ERFCX_ULPS: u64 = 16;

/// The error of [`digamma`] and the width of its enclosure at a point, beside $1+1/x+|\log x|$: up to ten reciprocals, nine terms.
pub const DIGAMMA_ACCURACY: f64 = 1e-14;

/// The scaled complementary error function $e^{x^2}\mathrm{erfc}(x)$, relative error at most [`ERFCX_ULPS`] units in the last place.
///
/// ```
/// use forgetting::kernel::{ERFCX_ULPS, erfcx};
/// assert_eq!(erfcx(0.0), 1.0);
/// let limit = erfcx(1e9) * 1e9 * std::f64::consts::PI.sqrt();
/// assert!((limit - 1.0).abs() < ERFCX_ULPS as f64 * f64::EPSILON);
/// ```
pub fn erfcx(x: f64) -> f64 {
    if x < -ERFCX_OVERFLOW {
        return f64::INFINITY;
    }
    if x < ERFCX_FAR {
        // The square's rounding error is carried along.
        let square = x * x;
        let rest = x.mul_add(x, -square);
        return core_math::exp(square) * (1.0 + rest) * core_math::erfc(x);
    }
    // 1/(x sqrt(pi)) (1 - 1/(2 x^2) + 3/(4 x^4) - ...); what is left out lies below 1e-19.
    let inverse = 0.5 / (x * x);
    let series = [15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0].iter();
    series.fold(1.0, |sum, k| 1.0 - k * inverse * sum) / (x * PI.sqrt())
}

/// The logarithmic derivative $\psi(x)$ of the gamma function for $x>0$, error at most [`DIGAMMA_ACCURACY`] beside $1+1/x+|\log x|$.
///
/// ```
/// use forgetting::kernel::{DIGAMMA_ACCURACY, digamma};
/// let euler = 0.577_215_664_901_532_9;
/// assert!((digamma(1.0) + euler).abs() < DIGAMMA_ACCURACY);
/// ```
pub fn digamma(x: f64) -> f64 {
    let (mut y, mut carried) = (x, 0.0);
    while y < DIGAMMA_FAR {
        carried += 1.0 / y;
        y += 1.0;
    }
    let inverse = 1.0 / (y * y);
    let series = DIGAMMA_SERIES.iter().rev();
    let tail = series.fold(0.0, |sum, (numerator, denominator)| {
        (sum + numerator / denominator) * inverse
    });
    core_math::log(y) - 0.5 / y - tail - carried
}

/// The logarithm of the standard normal distribution function, $\log\Phi(x)$, to a few units in the last place, also where
/// $\Phi$ underflows.
///
/// ```
/// use forgetting::kernel::log_normal_cdf;
/// assert!((log_normal_cdf(-100.0) + 5_005.524_208_694_205).abs() < forgetting::kernel::ACCURACY * 5_005.0);
/// ```
pub fn log_normal_cdf(x: f64) -> f64 {
    if x > 0.0 {
        return core_math::log1p(-normal_cdf(-x));
    }
    if x > -30.0 {
        return core_math::log(normal_cdf(x));
    }
    // Phi(x) = phi(x)/|x| (1 - 1/x^2 + 3/x^4 - ...): six terms leave less than 1e-13 of 1 here.
    let inverse = 1.0 / (x * x);
    let (mut term, mut sum) = (1.0, 0.0);
    for k in 1..=6 {
        term *= -inverse * f64::from(2 * k - 1);
        sum += term;
    }
    -0.5 * x * x - core_math::log(-x) - 0.5 * LN_TAU + core_math::log1p(sum)
}

/// $\log(1-e^{-x})$ for $x>0$, without cancellation, relative error at most 4 units in the last place.
///
/// ```
/// assert_eq!(forgetting::kernel::log1mexp(1e-300), 1e-300_f64.ln());
/// ```
pub fn log1mexp(x: f64) -> f64 {
    if x < std::f64::consts::LN_2 {
        core_math::log(-core_math::expm1(-x))
    } else {
        core_math::log1p(-core_math::exp(-x))
    }
}

/// The standard normal density $\varphi(x)=e^{-x^2/2}/\sqrt{2\pi}$, relative error at most 4 units in the last place.
///
/// ```
/// assert_eq!(forgetting::kernel::normal_density(0.0), 0.398_942_280_401_432_7);
/// ```
pub fn normal_density(x: f64) -> f64 {
    shifted_normal_density(x, 0.0)
}

/// $\varphi(x+a)$ with the sum in two words, so that its rounding is not magnified by `x + a`.
pub(crate) fn shifted_normal_density(x: f64, a: f64) -> f64 {
    let z = x + a;
    // Beyond, the density is below the smallest number.
    if z.abs() > 39.0 {
        return 0.0;
    }
    let back = z - x;
    let rest = (x - (z - back)) + (a - back);
    Exponent::product(z, z)
        .scale_by_power_of_two(-0.5)
        .plus(Exponent::new(-z * rest, 0.0))
        .exp_times(FRAC_1_SQRT_TAU)
}

/// ln(2 pi)
pub(crate) const LN_TAU: f64 = 1.837_877_066_409_345_3;

/// 1/sqrt(2 pi)
const FRAC_1_SQRT_TAU: f64 = 0.398_942_280_401_432_7;

/// Rounding error of `FRAC_1_SQRT_2`: 1/sqrt(2) minus the constant.
const FRAC_1_SQRT_2_LOW: f64 = -4.833_646_656_726_457e-17;
