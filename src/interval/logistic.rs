//! The logistic functions: sigmoid, logit and softplus.

use super::elementary::{exp_down, exp_up, ln_1p_down, ln_1p_up};
use super::rounding::{add_down, add_up};
use super::{Decoration, Interval};

impl Interval {
    /// Logistic sigmoid `1 / (1 + e^-x)`; relative error a few ulps at either end, inside `[0, 1]`.
    #[must_use]
    pub fn sigmoid(self) -> Self {
        self.increasing(|x| sigmoid_at(x).lo(), |x| sigmoid_at(x).hi())
            .between(0.0, 1.0)
    }

    /// Logit `ln(x / (1 - x))`, domain `(0, 1)`; relative error a few ulps at either end, also near 1/2.
    #[must_use]
    pub fn logit(self) -> Self {
        self.restrict(0.0, true, 1.0, true)
            .increasing(|x| logit_at(x).lo(), |x| logit_at(x).hi())
    }

    /// Softplus `ln(1 + e^x)`; relative error a few ulps at either end, never negative.
    #[must_use]
    pub fn softplus(self) -> Self {
        self.increasing(
            |x| {
                if x <= 0.0 {
                    ln_1p_down(exp_down(x)).max(0.0)
                } else if x.is_infinite() {
                    x
                } else {
                    add_down(x, ln_1p_down(exp_down(-x)).max(0.0))
                }
            },
            |x| {
                if x <= 0.0 {
                    ln_1p_up(exp_up(x))
                } else {
                    add_up(x, ln_1p_up(exp_up(-x)))
                }
            },
        )
        .between(0.0, f64::INFINITY)
    }
}

impl Interval {
    /// `ln(1 - e^-x)`, domain `(0, inf)`, increasing; relative error a few ulps at either end.
    #[must_use]
    pub fn ln_1m_exp(self) -> Self {
        let at = |x: f64| {
            if x <= 0.0 {
                Self::constant(f64::NEG_INFINITY, f64::MIN)
            } else if x.is_infinite() {
                Self::ZERO
            } else if x < std::f64::consts::LN_2 {
                (-(-Self::point(x)).exp_m1()).ln()
            } else {
                (-(-Self::point(x)).exp()).ln_1p()
            }
        };
        self.restrict(0.0, true, f64::INFINITY, false)
            .increasing(|x| at(x).lo(), |x| at(x).hi().min(0.0))
    }
}

/// The sigmoid of one number or infinity.
fn sigmoid_at(x: f64) -> Interval {
    let e = Interval::build(exp_down(-x.abs()), exp_up(-x.abs()), Decoration::Com);
    let sigmoid = if x >= 0.0 {
        Interval::ONE / (Interval::ONE + e)
    } else {
        // e / (1 + e) increases in e, so each end takes its own e.
        let at = |e: f64| Interval::point(e) / (Interval::ONE + Interval::point(e));
        Interval::build(at(e.lo()).lo(), at(e.hi()).hi(), Decoration::Com)
    };
    Interval::build(
        sigmoid.lo().max(0.0),
        sigmoid.hi().min(1.0),
        Decoration::Com,
    )
}

/// The logit of one number in `[0, 1]`.
fn logit_at(x: f64) -> Interval {
    if x <= 0.0 {
        return Interval::constant(f64::NEG_INFINITY, f64::MIN);
    }
    if x >= 1.0 {
        return Interval::constant(f64::MAX, f64::INFINITY);
    }
    let x = Interval::point(x);
    let y = Interval::ONE - x;
    if x.hi() < 0.25 {
        return (x / y).ln();
    }
    // 1 - 2x and (from 1/2 on) 1 - x are exact here (Sterbenz): no cancellation.
    let twice = x + x;
    if x.hi() < 0.5 {
        -((Interval::ONE - twice) / x).ln_1p()
    } else {
        ((twice - Interval::ONE) / y).ln_1p()
    }
}
