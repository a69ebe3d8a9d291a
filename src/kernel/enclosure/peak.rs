//! Where the integrand of a lattice peaks, how its weight is written there, and what the rounding of that costs.

use super::sum::UNIT;
use crate::interval::Interval;
use crate::interval::rounding::{two_prod, two_sum};

/// Weights below `e^-RANGE` are left to the tail bound.
const RANGE: f64 = 42.0;
/// Means below this are 0 to any scale.
const TINY: f64 = 1e-130;

/// How the Gaussian weight is written at a node.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// Peak at the origin, with the exponential rates of the two sides.
    Origin { left: f64, right: f64 },
    /// Peak at `hi + lo < 0`.
    Shifted { hi: f64, lo: f64 },
}

/// A standard deviation and what follows from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub value: f64,
    /// `value^2` is exactly `square + square_error`.
    pub square: f64,
    pub square_error: f64,
    /// `1/(2 value^2)`, rounded.
    pub half_precision: f64,
    /// `value^2`.
    pub variance: Interval,
}

impl Scale {
    #[inline]
    pub(super) fn new(value: f64) -> Self {
        let (square, square_error) = two_prod(value, value);
        Self {
            value,
            square,
            square_error,
            half_precision: 0.5 / (value * value),
            variance: Interval::number(square) + Interval::number(square_error),
        }
    }
}

/// The integrand about its peak.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peak {
    pub form: Form,
    pub centre: f64,
    /// The distances to the left and to the right beyond which weights are left to the tail bound.
    pub reach: [f64; 2],
    /// Relative error of a weight per unit of its exponent ...
    pub exponent_error: f64,
    /// ... and the rest of it.
    pub argument_error: f64,
    /// The factor in front of all terms.
    pub tilt: Interval,
}

impl Peak {
    /// The peak for `mean <= 0`, the rate `left` to the left of the origin and nodes `step` apart.
    #[inline]
    pub(super) fn new(mean: f64, scale: &Scale, left: f64, step: f64) -> Self {
        let shift = (Interval::number(left * scale.square) + Interval::number(mean))
            + Interval::number(left * scale.square_error);
        if shift.mid() >= 0.0 {
            let right = Interval::number(1.0 - left) - Interval::number(mean) / scale.variance;
            Self::at_origin(mean, scale, [shift / scale.variance, right], step)
        } else {
            Self::shifted(mean, scale, left, step)
        }
    }

    /// The peak at `u = 0`, with the exponential rates of the two sides.
    #[inline]
    fn at_origin(mean: f64, scale: &Scale, rates: [Interval; 2], step: f64) -> Self {
        let rates = rates.map(nonnegative_mid);
        let [left, right] = rates.map(|(rate, _)| rate);
        let reach = [left, right].map(|rate| reach(rate, scale.half_precision));
        // A rate's error is relative to the exponent where the rate is not nearly zero: x error = E error/rate.
        let split = |(rate, error): (f64, f64), far: f64| {
            if error <= 8.0 * UNIT * rate {
                (error / rate, 0.0)
            } else {
                (0.0, far * error)
            }
        };
        let on_left = split(rates[0], reach[0] + step);
        let on_right = split(rates[1], reach[1] + step);
        Self {
            form: Form::Origin { left, right },
            centre: 0.0,
            reach,
            exponent_error: 5.1 * UNIT + on_left.0.max(on_right.0),
            argument_error: on_left.1 + on_right.1,
            tilt: minus_half_square(mean, scale.value),
        }
    }

    /// The peak at `u = mean + left scale^2 < 0`.
    #[inline]
    fn shifted(mean: f64, scale: &Scale, left: f64, step: f64) -> Self {
        let (hi, error) = two_sum(mean, left * scale.square);
        let lo = error + left * scale.square_error;
        let reach = reach(0.0, scale.half_precision);
        let far = reach + step;
        let (tilt_hi, tilt_error) = two_sum(left * mean, 0.5 * left * left * scale.square);
        let tilt_lo =
            Interval::number(tilt_error) + Interval::number(0.5 * left * left * scale.square_error);
        Self {
            form: Form::Shifted { hi, lo },
            centre: hi,
            reach: [reach; 2],
            exponent_error: 8.1 * UNIT,
            argument_error: 8.0 * UNIT * lo.abs() * far * scale.half_precision,
            tilt: exp_sum(tilt_hi, tilt_lo),
        }
    }
}

/// Distance at which the exponent `-x (rate + x half_precision)` reaches `-RANGE`.
fn reach(rate: f64, half_precision: f64) -> f64 {
    2.0 * RANGE / (rate + (rate * rate + 4.0 * RANGE * half_precision).sqrt())
}

/// A number `>= 0` near the middle of an enclosure and a bound on its distance to the enclosed value.
fn nonnegative_mid(x: Interval) -> (f64, f64) {
    let mid = x.mid().max(0.0);
    let error = (x - Interval::number(mid)).mag();
    (mid, error)
}

/// `exp(hi + lo)` for an exact double `hi` and a small enclosed correction.
pub(crate) fn exp_sum(hi: f64, lo: Interval) -> Interval {
    Interval::number(hi).exp() * lo.exp()
}

/// `exp(-(mean/scale)^2 / 2)` to a few ulps even where the exponent is in the hundreds.
fn minus_half_square(mean: f64, scale: f64) -> Interval {
    if mean.abs() < TINY {
        // (mean/scale)^2 < 1e-240: the error-free transformations below would underflow.
        return Interval::from_bounds(-1e-200, 0.0).exp();
    }
    let quotient = mean / scale;
    let remainder = (-quotient).mul_add(scale, mean);
    let low = Interval::number(remainder) / Interval::number(scale);
    let (square, square_error) = two_prod(quotient, quotient);
    let correction =
        Interval::number(0.5 * square_error) + low * (Interval::number(quotient) + low * 0.5);
    exp_sum(-0.5 * square, -correction)
}
