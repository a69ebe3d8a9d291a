//! Expectations in `f64`: the trapezoidal rule, which converges geometrically for analytic integrands with Gaussian tails.
//!
//! Under a mode `x = mean + z`, `z` standard normal, and the rule runs over a lattice that is halved until two sums agree.
//! The lattice first finds where the integrand lives, which for an overlap may be many deviations from the mean; the rest of the
//! line is left out. Under the learner it is the weighted sum of the two modes'.
//!
//! # Accuracy contract
//! An absolute error of at most 1e-12 of `E|f|`, beside the errors of `f` itself, for integrands that are analytic within 1/100 of
//! the real axis and that the first lattice does not miss: it has steps of 1/2 within 12 deviations of the mean and of 2 beyond.
//! Where cancellation leaves `f` fewer digits than that, the rule stops at them. Kinks as in `abs(x)`, tails that do not decay and
//! values missing within 12 deviations of the mean are errors.

use super::algebra::Integral;
use super::allowance::Allowance;
use crate::claim::tree::{EvalError, Measure};
use crate::kernel::shifted_normal_density;

/// The standard normal density underflows beyond.
const REACH: f64 = 38.0;
/// Within this many deviations of the mean the integrand must have a value.
const CORE: f64 = 12.0;
/// Step of the search beyond.
const TAIL_STEP: f64 = 2.0;
/// Coarsest and finest step of the lattice.
const FIRST_STEP: f64 = 0.5;
const LAST_STEP: f64 = 1.0 / 1024.0;
/// No agreement is believed before.
const TRUSTED_STEP: f64 = 0.125;
/// Two sums agree to this part of the sum of absolute values; the finer one is then right to rounding.
const AGREEMENT: f64 = 1e-13;
/// From this step on the rounding errors of the integrand are looked at, by moving its arguments by this part.
const NOISE_STEP: f64 = 1.0 / 32.0;
const NUDGE: f64 = 4.0 * f64::EPSILON;
/// Terms below this part of the largest are left out.
const NEGLIGIBLE: f64 = 1e-22;
/// The terms at the ends of the lattice must be below this part of the sum.
const DECAYED: f64 = 1e-16;

/// The expectation; see the contract above.
pub(in crate::claim) fn expectation(
    integral: Integral<'_, f64>,
    allowance: Option<&Allowance>,
) -> Result<f64, EvalError> {
    let (under, parameters) = (integral.under, integral.parameters);
    let nudged = nudged(integral.captured);
    let mut integrand = |x: &f64, nudge: bool| {
        allowance.map_or(Ok(()), Allowance::spend)?;
        if nudge {
            (integral.integrand)(&(x + NUDGE * (1.0 + x.abs())), &nudged)
        } else {
            (integral.integrand)(x, integral.captured)
        }
    };
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
        under_mode(under, 0.5 * sign * delta, &mut integrand)
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

/// The numbers an integrand depends on, moved by a few units in the last place: each by another number of them, so that what
/// cancels between two of them does not hide it.
fn nudged(captured: &[f64]) -> Vec<f64> {
    let steps = (0..).map(|k| NUDGE * (1.0 + 0.75 * f64::from(k)));
    let signs = [1.0, -1.0].into_iter().cycle();
    let nudges = steps.zip(signs).map(|(step, sign)| step * sign);
    let pairs = captured.iter().zip(nudges);
    pairs.map(|(value, nudge)| value + value * nudge).collect()
}

/// The expectation under N(mean, 1).
fn under_mode(
    under: Measure,
    mean: f64,
    integrand: &mut dyn FnMut(&f64, bool) -> Result<f64, EvalError>,
) -> Result<f64, EvalError> {
    // The lattice is dyadic around a dyadic number next to the mean, so that x carries no rounding error.
    let centre = (mean / LAST_STEP).round() * LAST_STEP;
    let offset = centre - mean;
    let mut term = |t: f64, nudge: bool| {
        let value = integrand(&(centre + t), nudge)?;
        Ok::<f64, EvalError>(value * shifted_normal_density(t, offset))
    };
    let window = Window::find(&mut |t| term(t, false))?;
    let mut sum = Sum::default();
    for t in window.nodes(FIRST_STEP, 0.0) {
        sum.add(match window.seen(t) {
            Some(value) => value,
            None => term(t, false)?,
        });
    }
    let mut step = FIRST_STEP;
    let mut noise = None;
    let mut settled = false;
    while !settled && step > LAST_STEP {
        let before = sum.total() * step;
        for t in window.nodes(step, 0.5 * step) {
            sum.add(term(t, false)?);
        }
        step *= 0.5;
        let change = (sum.total() * step - before).abs();
        settled = step <= TRUSTED_STEP && change <= AGREEMENT * sum.absolute * step;
        if !settled && step <= NOISE_STEP {
            settled = change <= *noise.get_or_insert_with(|| window.noise(&mut term));
        }
    }
    let (value, size) = (sum.total() * step, sum.absolute * step);
    let failed = |reason: &str| EvalError::Quadrature {
        under,
        reason: reason.to_owned(),
    };
    if !size.is_finite() {
        return Err(failed("the integrand is too large"));
    }
    let ends = [window.low, window.high].map(|t| term(t, false));
    for end in ends {
        if end?.abs() > DECAYED * size {
            return Err(failed("the integrand does not decay in the tails"));
        }
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
    /// The terms of the coarsest lattice within the core, from `-CORE` on.
    core: Vec<f64>,
}

impl Window {
    fn find(term: &mut impl FnMut(f64) -> Result<f64, EvalError>) -> Result<Self, EvalError> {
        let mut core = Vec::new();
        let mut seen = Vec::new();
        for t in lattice(-CORE, CORE, FIRST_STEP) {
            let value = term(t)?;
            core.push(value);
            seen.push((t, value.abs()));
        }
        for direction in [-1.0, 1.0] {
            for t in lattice(CORE + TAIL_STEP, REACH, TAIL_STEP) {
                // Where the integrand has no value far out in the tail, the check of the decay has the word.
                let value = match term(direction * t) {
                    Ok(value) => value,
                    Err(limit @ EvalError::Limit { .. }) => return Err(limit),
                    Err(_) => break,
                };
                seen.push((direction * t, value.abs()));
            }
        }
        let largest = seen.iter().fold(0.0_f64, |m, &(_, size)| m.max(size));
        let hull = |(a, b): (f64, f64), &(t, _): &(f64, f64)| (a.min(t), b.max(t));
        let nothing = (f64::INFINITY, f64::NEG_INFINITY);
        let (least, most) = seen.iter().fold(nothing, hull);
        let matters = seen
            .iter()
            .filter(|(_, size)| *size >= NEGLIGIBLE * largest);
        let (low, high) = matters.fold(nothing, hull);
        Ok(Self {
            low: (low - TAIL_STEP).max(least),
            high: (high + TAIL_STEP).min(most),
            core,
        })
    }

    /// The rounding errors in a sum, by how the integrand moves with its arguments' last digits.
    fn noise(&self, term: &mut impl FnMut(f64, bool) -> Result<f64, EvalError>) -> f64 {
        let jump = |t: f64| Some((term(t, true).ok()? - term(t, false).ok()?).abs());
        let jumps: f64 = self.nodes(FIRST_STEP, 0.0).filter_map(jump).sum();
        2.0 * jumps * FIRST_STEP
    }

    /// The term at a point of the coarsest lattice, where it has been computed.
    fn seen(&self, t: f64) -> Option<f64> {
        let place = (t + CORE) / FIRST_STEP;
        (t.abs() <= CORE).then(|| self.core[place as usize])
    }

    /// The lattice points `low + offset + k step` up to `high`.
    fn nodes(&self, step: f64, offset: f64) -> impl Iterator<Item = f64> + use<> {
        lattice(self.low + offset, self.high, step)
    }
}

/// `first, first + step, ...` up to `last`; all numbers are dyadic, so that nothing is rounded.
fn lattice(first: f64, last: f64, step: f64) -> impl Iterator<Item = f64> {
    let count = ((last - first) / step).floor().max(-1.0) as i64 + 1;
    (0..count).map(move |k| first + k as f64 * step)
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
