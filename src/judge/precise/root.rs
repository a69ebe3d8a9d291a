//! The zero of a slope that rises with the old weight, enclosed between two weights of certain sign.
//!
//! The secant method in the logit from a guess in double precision, each step with the bits that its accuracy is worth; then the signs on
//! both sides of where it ends, which are the proof. Where these are not certain a bracket is halved.

use crate::interval::big::{BigInterval, Bits};
use crate::numeric::Instant;

/// Largest logit that is tried: beyond, weights differ from 0 and 1 by less than doubles do.
const REACH: f64 = 1_500.0;
/// Most evaluations of the slope in either search.
const EVALUATIONS: usize = 60;
/// The first step of the secant method, relative to `1 + |logit|`: about the error of the guess.
const FIRST_STEP: f64 = 1e-12;
/// Fewer bits than this do not make a slope cheaper.
const LEAST_BITS: usize = 128;

/// A slope that rises with the weight, and the logit near which its zero is expected.
pub(super) struct Rising<'a> {
    /// The slope at a weight with so many bits.
    pub slope: &'a dyn Fn(&BigInterval, Bits) -> Option<BigInterval>,
    pub guess: f64,
    /// What is certain by then is the answer.
    pub deadline: Option<Instant>,
}

impl Rising<'_> {
    fn is_late(&self) -> bool {
        self.deadline.is_some_and(|end| Instant::now() >= end)
    }

    fn at(&self, logit: &BigInterval, bits: Bits) -> Option<BigInterval> {
        (self.slope)(&logit.sigmoid(bits)?, bits)
    }
}

/// The weight at which the slope is 0; `None` where no bracket is certain at this precision.
pub(super) fn rising_root(rising: &Rising<'_>, bits: Bits) -> Option<BigInterval> {
    if let Some(logit) = by_secants(rising, bits) {
        return logit.sigmoid(bits);
    }
    by_halving(rising, bracket(rising, bits)?, bits).sigmoid(bits)
}

/// The logit between two points of certain sign, as near to where the secant method ends as signs are certain.
fn by_secants(rising: &Rising<'_>, bits: Bits) -> Option<BigInterval> {
    let size = 1.0 + rising.guess.abs();
    let mut before = BigInterval::number(rising.guess)?;
    let mut here = BigInterval::number(rising.guess + FIRST_STEP * size)?;
    let few = Bits(bits.0.min(LEAST_BITS));
    let mut slope_before = middle(&rising.at(&before, few)?, few)?;
    let least = BigInterval::number(size)?.shift(8 - bits.0 as i32)?;
    let mut step = here.sub(&before, bits);
    let mut working = few;
    for k in 0..EVALUATIONS {
        if rising.is_late() {
            return None;
        }
        let slope = middle(&rising.at(&here, working)?, working)?;
        let rise = slope.sub(&slope_before, bits);
        let next = middle(&slope.mul(&step, bits).div(&rise, bits)?.neg(), bits)?;
        (before, slope_before) = (here, slope);
        here = middle(&before.add(&next, bits), bits)?;
        // Steps end where they are least, or where rounding makes them.
        let settled = next.abs().certainly_le(&least);
        let stalled = k > 2 && working == bits && !next.abs().shift(2)?.certainly_lt(&step.abs());
        if settled || stalled {
            return certain(rising, &here, &next.abs().max(&least), bits);
        }
        // An error of one order becomes the product of the last two.
        let right = accuracy(&next, size) + accuracy(&step, size);
        working = Bits((right + 64).min(bits.0)).max(working);
        step = next;
    }
    None
}

/// How many bits of a logit of this size are right beside a step.
fn accuracy(step: &BigInterval, size: f64) -> usize {
    let relative = step.abs().approximate() / size;
    if relative == 0.0 {
        return 1_074;
    }
    (-relative.log2()).clamp(0.0, 1_074.0) as usize
}

/// The middle of an interval, as a point.
fn middle(x: &BigInterval, bits: Bits) -> Option<BigInterval> {
    Some(x.lower().add(&x.upper(), bits).shift(-1)?.lower())
}

/// The nearest points around `x` where the sign is certain.
fn certain(
    rising: &Rising<'_>,
    x: &BigInterval,
    step: &BigInterval,
    bits: Bits,
) -> Option<BigInterval> {
    let end = |away: &dyn Fn(&BigInterval) -> BigInterval, rises: bool| {
        for back in [2, 10, 20, 40, 64] {
            let at = away(&step.shift(back)?);
            let value = rising.at(&at, bits)?;
            let certain = if rises {
                value.is_positive()
            } else {
                value.is_negative()
            };
            if certain {
                return Some(at);
            }
            if rising.is_late() {
                return None;
            }
        }
        None
    };
    let left = end(&|by| x.sub(by, bits).lower(), false)?;
    let right = end(&|by| x.add(by, bits).upper(), true)?;
    Some(left.hull(&right))
}

/// The bracket halved until the sign in its middle is not certain.
fn by_halving(
    rising: &Rising<'_>,
    [mut low, mut high]: [BigInterval; 2],
    bits: Bits,
) -> BigInterval {
    for _ in 0..EVALUATIONS {
        if rising.is_late() {
            break;
        }
        let Some(x) = middle(&low.hull(&high), bits) else {
            break;
        };
        match rising.at(&x, bits) {
            Some(value) if value.is_negative() => low = x,
            Some(value) if value.is_positive() => high = x,
            _ => break,
        }
    }
    low.hull(&high)
}

/// Two logits with slopes of certain and opposite signs, around the guess.
fn bracket(rising: &Rising<'_>, bits: Bits) -> Option<[BigInterval; 2]> {
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
                return Some(at);
            }
            if x.abs() >= REACH || rising.is_late() {
                return None;
            }
            step *= 32.0;
        }
    };
    Some([end(-1.0)?, end(1.0)?])
}
