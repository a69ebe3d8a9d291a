//! Expectations without closed form, enclosed panel by panel: slow and coarse, but rigorous, and no feature of the integrand is missed.
//!
//! The line within 40 deviations of the mean is cut into panels; over each the integrand is enclosed and multiplied with the
//! mass of the normal law. The panel that contributes most to the width is halved until the sum is narrow or the limit is reached.
//! What lies beyond is bounded through the growth of the integrand (`growth.rs`).

use std::collections::BinaryHeap;

use num_rational::BigRational;

use super::IntervalAlgebra;
use super::growth::Grown;
use super::interval_algebra::where_it_exists;
use super::panel::Panel;
use crate::claim::{Algebra, Allowance, EvalError, Function, Integral, Measure};
use crate::interval::Interval;

/// Half-width of the part that is looked at, in deviations: the normal density is 1e-348 beyond.
const REACH: f64 = 40.0;
/// The sum is narrow when its width is below this part of the sum of the absolute values.
const NARROW: f64 = 1e-4;
/// Most panels under one mode.
const PANELS: usize = 20_000;

/// [`IntervalAlgebra`] with expectations by panels where they do not reduce.
#[derive(Clone, Copy, Debug)]
pub(super) struct PanelAlgebra<'a> {
    /// What the panels may spend; nested expectations multiply them.
    pub allowance: &'a Allowance,
}

type Value = Result<Grown, EvalError>;

impl Algebra for PanelAlgebra<'_> {
    type Value = Grown;

    fn constant(&self, value: &BigRational) -> Value {
        Ok(Grown::of(IntervalAlgebra.constant(value)?))
    }

    fn pi(&self) -> Grown {
        Grown::of(Interval::PI)
    }

    fn neg(&self, a: &Grown) -> Value {
        Ok(a.neg())
    }

    fn add(&self, a: &Grown, b: &Grown) -> Value {
        Ok(a.sum(*b, a.range + b.range))
    }

    fn sub(&self, a: &Grown, b: &Grown) -> Value {
        Ok(a.sum(*b, a.range - b.range))
    }

    fn mul(&self, a: &Grown, b: &Grown) -> Value {
        Ok(a.product(*b, a.range * b.range))
    }

    fn div(&self, a: &Grown, b: &Grown) -> Value {
        Ok(a.quotient(*b, a.range / b.range))
    }

    fn powi(&self, a: &Grown, n: i32) -> Value {
        Ok(a.power(n, a.range.pow_int(n)))
    }

    fn pow(&self, a: &Grown, b: &Grown) -> Value {
        Ok(Grown::of(a.range.pow(b.range)))
    }

    fn call(&self, function: Function, index: Option<u32>, arguments: &[Grown]) -> Value {
        let ranges: Vec<Interval> = arguments.iter().map(|x| x.range).collect();
        let range = IntervalAlgebra.call(function, index, &ranges)?;
        Ok(Grown::call(function, arguments, range))
    }

    fn restrict(&self, value: Grown, witness: &Grown) -> Grown {
        let range = IntervalAlgebra.restrict(value.range, &witness.range);
        value.with_range(range)
    }

    fn expectation(&self, integral: Integral<'_, Grown>) -> Value {
        let captured = integral.captured;
        let parameters: Vec<Interval> = integral.parameters.iter().map(|x| x.range).collect();
        if let Some(reduced) = integral.reduced {
            let at_zero = (integral.integrand)(&Grown::of(Interval::ZERO), captured)?;
            let value = self.restrict(reduced()?, &at_zero);
            return Ok(Grown::of(where_it_exists(value.range, &parameters)));
        }
        let mut integrand = |x: &Interval| {
            self.allowance.spend()?;
            (integral.integrand)(&Grown::variable(*x), captured)
        };
        let value = match (integral.under, parameters.as_slice()) {
            (Measure::Old, &[delta]) => under_mode(-(delta * 0.5), &mut integrand)?,
            (Measure::New, &[delta]) => under_mode(delta * 0.5, &mut integrand)?,
            (Measure::Mix, &[beta, delta]) => {
                let old = under_mode(-(delta * 0.5), &mut integrand)?;
                let new = under_mode(delta * 0.5, &mut integrand)?;
                beta * old + (Interval::ONE - beta) * new
            }
            (under, _) => return Err(EvalError::NoExpectation { under }),
        };
        Ok(Grown::of(where_it_exists(value, &parameters)))
    }
}

type PanelIntegrand<'a> = dyn FnMut(&Interval) -> Value + 'a;

/// A part of the line, in deviations from the mean, with its share.
fn panel(
    (low, high): (f64, f64),
    mean: Interval,
    integrand: &mut PanelIntegrand<'_>,
) -> Result<Panel, EvalError> {
    let value = integrand(&(mean + Interval::from_bounds(low, high)))?.range;
    // The mass from the tail that is the smaller: no cancellation.
    let (near, far) = if low >= 0.0 {
        (-low, -high)
    } else {
        (high, low)
    };
    let mass = Interval::number(near).normal_cdf() - Interval::number(far).normal_cdf();
    let mass = mass.max(Interval::ZERO);
    // On a short panel the density varies little: its range times the length is narrower.
    let t = Interval::from_bounds(low, high);
    let length = Interval::number(high) - Interval::number(low);
    let mass = mass.meet(t.normal_density() * length);
    Ok(Panel {
        low,
        high,
        share: value * mass,
    })
}

/// The expectation under N(mean, 1).
fn under_mode(mean: Interval, integrand: &mut PanelIntegrand<'_>) -> Result<Interval, EvalError> {
    let beyond = [
        Interval::from_bounds(f64::NEG_INFINITY, -REACH),
        Interval::from_bounds(REACH, f64::INFINITY),
    ];
    let mut tails = Interval::ZERO;
    for side in beyond {
        tails = tails + integrand(&(mean + side))?.tail(mean, REACH);
    }
    if !(tails.is_defined() && tails.is_bounded()) {
        return Ok(Interval::ENTIRE);
    }
    let mut panels = BinaryHeap::new();
    let mut low = -REACH;
    while low < REACH {
        panels.push(panel((low, low + 0.5), mean, integrand)?);
        low += 0.5;
    }
    // The sums of widths and of sizes are renewed now and then: rounding must not gather in them.
    while panels.len() < PANELS {
        let width: f64 = panels.iter().map(Panel::width).sum();
        let size: f64 = panels.iter().map(|panel| panel.share.mag()).sum();
        if width <= NARROW * size {
            break;
        }
        for _ in 0..panels.len() / 2 {
            let Some(widest) = panels.pop() else {
                break;
            };
            let middle = 0.5 * (widest.low + widest.high);
            for part in [(widest.low, middle), (middle, widest.high)] {
                panels.push(panel(part, mean, integrand)?);
            }
        }
    }
    let parts = panels.into_iter().map(|panel| panel.share);
    Ok(parts.fold(tails, |sum, share| sum + share))
}
