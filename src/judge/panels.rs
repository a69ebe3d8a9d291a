//! Expectations without closed form, enclosed panel by panel: slow and coarse, but no feature of the integrand is missed.
//!
//! The line within 40 deviations of the mean is cut into panels; over each the integrand is enclosed and multiplied with the
//! mass of the normal law. The panel that contributes most to the width is halved until the sum is narrow or the limit is reached.
//! What lies beyond is left to the check of the decay in `claim/quadrature.rs`, so the sum is a check of that quadrature, not a proof.

use std::collections::BinaryHeap;

use num_rational::BigRational;

use super::IntervalAlgebra;
use crate::claim::{Algebra, EvalError, Function, Integral, Measure};
use crate::interval::Interval;

/// Half-width of the part that is looked at, in deviations: the normal density is 1e-348 beyond.
const REACH: f64 = 40.0;
/// The sum is narrow when its width is below this part of the sum of the absolute values.
const NARROW: f64 = 1e-4;
/// Most panels under one mode.
const PANELS: usize = 20_000;

/// [`IntervalAlgebra`] with expectations by panels where they do not reduce.
#[derive(Clone, Copy, Debug)]
pub(super) struct PanelAlgebra;

macro_rules! delegated {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $name(&self, $($argument: $type),*) -> Result<Interval, EvalError> {
            IntervalAlgebra.$name($($argument),*)
        })*
    };
}

impl Algebra for PanelAlgebra {
    type Value = Interval;

    delegated! {
        constant(value: &BigRational);
        neg(a: &Interval);
        add(a: &Interval, b: &Interval);
        sub(a: &Interval, b: &Interval);
        mul(a: &Interval, b: &Interval);
        div(a: &Interval, b: &Interval);
        powi(a: &Interval, n: i32);
        pow(a: &Interval, b: &Interval);
        call(function: Function, index: Option<u32>, arguments: &[Interval]);
    }

    fn pi(&self) -> Interval {
        Interval::PI
    }

    fn restrict(&self, value: Interval, witness: &Interval) -> Interval {
        IntervalAlgebra.restrict(value, witness)
    }

    fn expectation(&self, integral: Integral<'_, Interval>) -> Result<Interval, EvalError> {
        if integral.reduced.is_some() {
            return IntervalAlgebra.expectation(integral);
        }
        let captured = integral.captured;
        let mut integrand = |x: &Interval| (integral.integrand)(x, captured);
        match (integral.under, integral.parameters) {
            (Measure::Old, &[delta]) => under_mode(-(delta * 0.5), &mut integrand),
            (Measure::New, &[delta]) => under_mode(delta * 0.5, &mut integrand),
            (Measure::Mix, &[beta, delta]) => {
                let old = under_mode(-(delta * 0.5), &mut integrand)?;
                let new = under_mode(delta * 0.5, &mut integrand)?;
                Ok(beta * old + (Interval::ONE - beta) * new)
            }
            (under, _) => Err(EvalError::NoExpectation { under }),
        }
    }
}

/// A part of the line, in deviations from the mean.
struct Panel {
    low: f64,
    high: f64,
    share: Interval,
}

impl Panel {
    fn new(
        (low, high): (f64, f64),
        mean: Interval,
        integrand: &mut dyn FnMut(&Interval) -> Result<Interval, EvalError>,
    ) -> Result<Self, EvalError> {
        let value = integrand(&(mean + Interval::from_bounds(low, high)))?;
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
        Ok(Self {
            low,
            high,
            share: value * mass,
        })
    }

    fn width(&self) -> f64 {
        let width = self.share.width();
        if self.share.is_defined() && !width.is_nan() {
            width
        } else {
            f64::INFINITY
        }
    }
}

impl PartialEq for Panel {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Panel {}

impl PartialOrd for Panel {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Panel {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_width = self.width().total_cmp(&other.width());
        by_width.then_with(|| other.low.total_cmp(&self.low))
    }
}

/// The expectation under N(mean, 1), the far tails left out.
fn under_mode(
    mean: Interval,
    integrand: &mut dyn FnMut(&Interval) -> Result<Interval, EvalError>,
) -> Result<Interval, EvalError> {
    let mut panels = BinaryHeap::new();
    let mut low = -REACH;
    while low < REACH {
        panels.push(Panel::new((low, low + 0.5), mean, integrand)?);
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
                panels.push(Panel::new(part, mean, integrand)?);
            }
        }
    }
    let parts = panels.into_iter().map(|panel| panel.share);
    Ok(parts.fold(Interval::ZERO, |sum, share| sum + share))
}
