//! The zero of a slope that rises with the old weight, enclosed between two weights of certain sign.

use crate::interval::big::{BigInterval, Bits};
use std::time::Instant;

/// Largest logit that is tried: beyond, weights differ from 0 and 1 by less than doubles do.
const REACH: f64 = 1_500.0;
/// Most evaluations of the slope.
const EVALUATIONS: usize = 60;

/// A slope that rises with the weight, and the logit near which its zero is expected.
pub(super) struct Rising<'a> {
    pub slope: &'a dyn Fn(&BigInterval) -> Option<BigInterval>,
    pub guess: f64,
    /// What is certain by then is the answer.
    pub deadline: Option<Instant>,
}

impl Rising<'_> {
    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|end| Instant::now() >= end)
    }

    fn at(&self, logit: &BigInterval, bits: Bits) -> Option<BigInterval> {
        (self.slope)(&logit.sigmoid(bits)?)
    }
}

/// The weight at which the slope is 0; `None` where no bracket is certain at this precision.
///
/// The secant method in the logit, kept inside the bracket; the ends of the last bracket whose signs are certain are the answer.
pub(super) fn rising_root(rising: &Rising<'_>, bits: Bits) -> Option<BigInterval> {
    let (mut low, mut high) = bracket(rising, bits)?;
    let mut stalled = 0;
    for _ in 0..EVALUATIONS {
        if rising.is_late() {
            break;
        }
        let width = high.0.sub(&low.0, bits);
        let Some(x) = next(&low, &high, stalled, bits) else {
            break;
        };
        let Some(value) = rising.at(&x, bits) else {
            break;
        };
        if value.is_negative() {
            low = (x, value);
        } else if value.is_positive() {
            high = (x, value);
        } else {
            return Some(around(rising, &x, &low.0, &high.0, bits));
        }
        let shrunk = high.0.sub(&low.0, bits);
        stalled = if shrunk.shift(1)?.certainly_lt(&width) {
            0
        } else {
            stalled + 1
        };
    }
    low.0.hull(&high.0).sigmoid(bits)
}

/// A point between the ends: by the chord; after a step that did not halve the bracket closer to the far end, then the middle.
fn next(
    (a, fa): &(BigInterval, BigInterval),
    (b, fb): &(BigInterval, BigInterval),
    stalled: usize,
    bits: Bits,
) -> Option<BigInterval> {
    let width = b.sub(a, bits);
    let share = fa.neg().div(&fb.sub(fa, bits), bits)?;
    let middle = BigInterval::one().shift(-1)?;
    let share = match stalled {
        0 => share,
        // From the nearer end twice as far, so that the other end moves.
        1 | 3 | 5 => {
            let nearer_low = share.certainly_lt(&middle);
            let doubled = if nearer_low {
                share.shift(1)?
            } else {
                let rest = BigInterval::one().sub(&share, bits).shift(1)?;
                BigInterval::one().sub(&rest, bits)
            };
            doubled.clamp(0, 1)
        }
        _ => middle,
    };
    let x = a.add(&share.lower().mul(&width, bits), bits).lower();
    (a.certainly_lt(&x) && x.certainly_lt(b)).then_some(x)
}

/// Where the sign at `x` is not certain: the nearest points around it where it is.
fn around(
    rising: &Rising<'_>,
    x: &BigInterval,
    low: &BigInterval,
    high: &BigInterval,
    bits: Bits,
) -> BigInterval {
    let (mut least, mut most) = (low.clone(), high.clone());
    let size = x.abs().max(&BigInterval::one());
    for back in [8, 16, 32, 64] {
        let Some(step) = size.shift(back - bits.0 as i32) else {
            continue;
        };
        let (left, right) = (x.sub(&step, bits).lower(), x.add(&step, bits).upper());
        let sign = |at: &BigInterval| rising.at(at, bits);
        if least.certainly_lt(&left)
            && sign(&left).is_some_and(|v| v.is_negative())
            && right.certainly_lt(&most)
            && sign(&right).is_some_and(|v| v.is_positive())
        {
            (least, most) = (left, right);
            break;
        }
    }
    let hull = least.hull(&most);
    hull.sigmoid(bits)
        .unwrap_or_else(|| BigInterval::zero().hull(&BigInterval::one()))
}

type End = (BigInterval, BigInterval);

/// Two logits with slopes of certain and opposite signs, around the guess.
fn bracket(rising: &Rising<'_>, bits: Bits) -> Option<(End, End)> {
    let end = |sign: f64| {
        let mut step = 1e-9 * (1.0 + rising.guess.abs());
        loop {
            let x = (rising.guess + sign * step).clamp(-REACH, REACH);
            let at = BigInterval::number(x)?;
            if let Some(value) = rising.at(&at, bits)
                && (if sign < 0.0 {
                    value.is_negative()
                } else {
                    value.is_positive()
                })
            {
                return Some((at, value));
            }
            if x.abs() >= REACH || rising.is_late() {
                return None;
            }
            step *= 32.0;
        }
    };
    Some((end(-1.0)?, end(1.0)?))
}
