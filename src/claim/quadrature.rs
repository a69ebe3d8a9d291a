//! Expectations in `f64`: the trapezoidal rule, which converges geometrically for analytic integrands with Gaussian tails.
//!
//! Under a mode `x = mean + z`, `z` standard normal, and the rule runs over a lattice that is halved until two sums agree.
//! The lattice first finds where the integrand lives, which for an overlap may be many deviations from the mean; the rest of the
//! line is left out. Under the learner it is the weighted sum of the two modes'.
//!
//! # Accuracy contract
//! An absolute error of at most 1e-12 of `E|f|`, beside the errors of `f` itself, for integrands that are analytic within 1/100 of
//! the real axis and have no feature narrower than 1/2 where they are below 1e-22 of their peak on the lattice of step 1/2. Kinks
//! as in `abs(x)`, tails that do not decay and values missing within 12 deviations of the mean are errors.

use super::algebra::{EvalError, Integral};
use super::expectation::Measure;
use crate::kernel::shifted_normal_density;

/// The standard normal density underflows beyond.
const REACH: f64 = 38.0;
/// Within this many deviations of the mean the integrand must have a value.
const CORE: f64 = 12.0;
/// Coarsest and finest step of the lattice.
const FIRST_STEP: f64 = 0.5;
const LAST_STEP: f64 = 1.0 / 1024.0;
/// No agreement is believed before.
const TRUSTED_STEP: f64 = 0.125;
/// Two sums agree to this part of the sum of absolute values; the finer one is then right to rounding.
const AGREEMENT: f64 = 1e-13;
/// Terms below this part of the largest are left out.
const NEGLIGIBLE: f64 = 1e-22;
/// The terms at the ends of the lattice must be below this part of the sum.
const DECAYED: f64 = 1e-16;

/// The expectation; see the contract above.
pub(super) fn expectation(integral: Integral<'_, f64>) -> Result<f64, EvalError> {
    let Integral {
        under,
        parameters,
        integrand,
        ..
    } = integral;
    let domain = |argument, value: f64, allowed| EvalError::Domain {
        function: "expect",
        argument,
        value: format!("{value:?}"),
        allowed,
    };
    let mut mode = |sign: f64, delta: f64| {
        if delta < 0.0 {
            return Err(domain("delta", delta, "delta >= 0"));
        }
        under_mode(under, 0.5 * sign * delta, integrand)
    };
    match (under, parameters) {
        (Measure::Old, &[delta]) => mode(-1.0, delta),
        (Measure::New, &[delta]) => mode(1.0, delta),
        (Measure::Mix, &[beta, delta]) => {
            if !(0.0..=1.0).contains(&beta) {
                return Err(domain("beta", beta, "0 <= beta <= 1"));
            }
            // A mode without weight contributes nothing, whatever the integrand does there.
            let old = if beta > 0.0 { mode(-1.0, delta)? } else { 0.0 };
            let new = if beta < 1.0 { mode(1.0, delta)? } else { 0.0 };
            Ok(beta * old + (1.0 - beta) * new)
        }
        _ => Err(EvalError::NoExpectation { under }),
    }
}

/// The expectation under N(mean, 1).
fn under_mode(
    under: Measure,
    mean: f64,
    integrand: &mut dyn FnMut(&f64) -> Result<f64, EvalError>,
) -> Result<f64, EvalError> {
    // The lattice is dyadic around a dyadic number next to the mean, so that x carries no rounding error.
    let centre = (mean / LAST_STEP).round() * LAST_STEP;
    let offset = centre - mean;
    let mut term = |t: f64| {
        let value = integrand(&(centre + t))?;
        Ok::<f64, EvalError>(value * shifted_normal_density(t, offset))
    };
    let window = Window::find(&mut term)?;
    let failed = |reason: &str| EvalError::Quadrature {
        under,
        reason: reason.to_owned(),
    };
    let mut sum = Sum::default();
    for z in window.nodes(FIRST_STEP, 0.0) {
        sum.add(term(z)?);
    }
    let mut step = FIRST_STEP;
    let mut settled = false;
    while !settled && step > LAST_STEP {
        let before = sum.total() * step;
        for z in window.nodes(step, 0.5 * step) {
            sum.add(term(z)?);
        }
        step *= 0.5;
        let change = (sum.total() * step - before).abs();
        settled = step <= TRUSTED_STEP && change <= AGREEMENT * sum.absolute * step;
    }
    let (value, size) = (sum.total() * step, sum.absolute * step);
    if !size.is_finite() {
        return Err(failed("the integrand is too large"));
    }
    let ends = term(window.low)?.abs().max(term(window.high)?.abs());
    if ends > DECAYED * size {
        return Err(failed("the integrand does not decay in the tails"));
    }
    if !settled {
        return Err(failed(
            "the trapezoidal rule does not settle, as at a kink or a pole of the integrand",
        ));
    }
    Ok(value)
}

/// The part of the line where the integrand matters; its ends lie on the coarsest lattice.
struct Window {
    low: f64,
    high: f64,
}

impl Window {
    fn find(term: &mut impl FnMut(f64) -> Result<f64, EvalError>) -> Result<Self, EvalError> {
        let mut seen = vec![(0.0, term(0.0)?.abs())];
        for direction in [-1.0, 1.0] {
            let mut z = direction * FIRST_STEP;
            while z.abs() <= REACH {
                match term(z) {
                    Ok(value) => seen.push((z, value.abs())),
                    // Where the integrand ends far out in the tail, the check of the decay has the word.
                    Err(_) if z.abs() > CORE => break,
                    Err(error) => return Err(error),
                }
                z += direction * FIRST_STEP;
            }
        }
        let largest = seen.iter().fold(0.0_f64, |m, &(_, size)| m.max(size));
        let ends = seen.iter().map(|&(z, _)| z);
        let (least, most) = ends.fold((0.0_f64, 0.0_f64), |(a, b), z| (a.min(z), b.max(z)));
        let kept = seen
            .iter()
            .filter(|(_, size)| *size >= NEGLIGIBLE * largest);
        let (low, high) = kept.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &(z, _)| {
            (a.min(z), b.max(z))
        });
        Ok(Self {
            low: (low - 2.0 * FIRST_STEP).max(least),
            high: (high + 2.0 * FIRST_STEP).min(most),
        })
    }

    /// The lattice points `low + offset + k step` below or at `high`.
    fn nodes(&self, step: f64, offset: f64) -> impl Iterator<Item = f64> + use<> {
        // Ends and steps are dyadic: the quotient is exact.
        let (first, last) = (self.low + offset, self.high);
        let count = ((last - first) / step).floor().max(-1.0) as i64 + 1;
        (0..count).map(move |k| first + k as f64 * step)
    }
}

/// A sum with its rounding errors carried along (Neumaier), and the sum of absolute values.
#[derive(Default)]
struct Sum {
    sum: f64,
    rest: f64,
    absolute: f64,
}

impl Sum {
    fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        self.rest += if self.sum.abs() >= term.abs() {
            (self.sum - sum) + term
        } else {
            (term - sum) + self.sum
        };
        self.sum = sum;
        self.absolute += term.abs();
    }

    fn total(&self) -> f64 {
        self.sum + self.rest
    }
}
