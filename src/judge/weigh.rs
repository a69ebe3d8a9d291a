//! Samples at which `f64` says that a claim fails, weighed with more bits: next to an end, and among the subnormal numbers, what
//! `f64` computes may have no digit right.

use super::branch_bound::Budget;
use super::precise;
use super::refuter::{Refuter, Witness};
use super::sampling::{Observation, ROUNDING, Samples};
use crate::claim::Program;
use crate::interval::Interval;
use crate::interval::big::Bits;
use crate::numeric::Instant;
use num_rational::BigRational;

/// Precisions at which a sample is weighed.
const LADDER: [Bits; 2] = [Bits(128), Bits(256)];

/// What more bits say of a point.
#[derive(Debug)]
pub(super) enum Weighed {
    /// The claim is false there.
    Fails(Box<Witness>),
    /// It holds, or fails by no more than `f64` could tell.
    Holds,
    /// Nothing certain.
    Open,
}

/// Both sides of an obligation at a point and their difference, by one of the precisions.
pub(super) struct Precise {
    pub smaller: Interval,
    pub larger: Interval,
    pub slack: Interval,
}

/// Weighs the samples that fail; those that do not are no longer said to. A witness, if one is found.
pub(super) fn weigh(
    samples: &mut Samples,
    refuter: &Refuter<'_>,
    budget: &Budget,
) -> Option<Witness> {
    if !samples.fails() {
        return None;
    }
    let seen = samples.tightest.iter_mut().chain(&mut samples.smallest);
    for observation in seen.filter(|seen| fails(seen)) {
        if Instant::now() >= budget.deadline {
            break;
        }
        let weighed = LADDER
            .into_iter()
            .map(|bits| refuter.weigh(&observation.point, bits))
            .find(|weighed| !matches!(weighed, Weighed::Open));
        match weighed {
            Some(Weighed::Fails(witness)) => return Some(*witness),
            Some(Weighed::Holds) => (observation.slack, observation.relative) = (0.0, 0.0),
            Some(Weighed::Open) | None => {}
        }
    }
    let order = |a: &Observation, b: &Observation| a.relative.total_cmp(&b.relative);
    samples.tightest.sort_by(order);
    None
}

fn fails(observation: &Observation) -> bool {
    observation.relative < -ROUNDING
}

impl Precise {
    /// `smaller`, `larger` and `larger - smaller` at a point.
    pub fn of(sides: &Program, point: &[BigRational], bits: Bits) -> Option<Self> {
        let values = precise::enclose_all(sides, point, bits).ok()?;
        let [smaller, larger, slack] = values.as_slice() else {
            return None;
        };
        Some(Self {
            smaller: smaller.to_interval(),
            larger: larger.to_interval(),
            slack: slack.to_interval(),
        })
    }

    /// Whether the sides fail by less than `f64` could tell, if they do.
    pub fn is_rounding(&self, equal: bool) -> bool {
        let size = ROUNDING * (self.smaller.mag() + self.larger.mag());
        let worst = if equal {
            -self.slack.mag()
        } else {
            self.slack.lo()
        };
        worst >= -size
    }
}

#[cfg(test)]
mod tests {
    use crate::claim::parse_claim;
    use crate::judge::{Limits, Verdict, judge};

    fn verdict(text: &str) -> Verdict {
        let limits = Limits {
            boxes: 200,
            ..Limits::default()
        };
        judge(&parse_claim(text).unwrap(), &limits).verdict
    }

    #[test]
    fn rounding_next_to_an_end_is_no_failure() {
        for text in [
            "for w in (0, 1), delta in (1, 2): boundary_slope(w, delta) <= -chi2(delta)*ln(1 - w)",
            "for x in (0, 1): x*(1/3)*3 >= x",
            "for x in (0, 1e-300): x^2*sin(x + 3) <= x^2",
        ] {
            assert_ne!(verdict(text), Verdict::FailsOnSamples, "{text}");
        }
    }

    #[test]
    fn a_failure_that_more_bits_see_is_refuted() {
        for text in [
            "for x in [1, 2]: exp(x) - exp(1) - (x - 1)*exp(1) <= -1e-17",
            "for x in [0, 1]: (1 + x*1e-9)*(1 - x*1e-9) >= 1",
        ] {
            assert_eq!(verdict(text), Verdict::Refuted, "{text}");
        }
    }
}
