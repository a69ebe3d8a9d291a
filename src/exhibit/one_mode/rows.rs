//! Learners of one mode and of two at their optima, and what each costs on old and on new data.

use crate::error::Result;
use crate::interval::Interval;
use crate::kernel::enclosure::logistic_normal;
use crate::landscape::{POSITION_ACCURACY, collapsed_lines};
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::objective::{VALUE_ACCURACY, VALUE_FLOOR, relative_entropy};
use crate::table::Verdict;

/// The learners, trained on $p_\alpha$.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Learner {
    /// $N(m,I)$ by forward KL.
    Forward,
    /// $N(m,V)$ by forward KL: the moments of the data.
    ForwardFree,
    /// $N(m,I)$ at a local minimum of reverse KL, and whether none is lower.
    Reverse { lowest: bool },
    /// Two modes, by either divergence.
    TwoModes,
}

impl Learner {
    /// The learner and how it was trained, in the table's words.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Forward => ["one mode", "forward KL"],
            Self::ForwardFree => ["one mode, free width", "forward KL"],
            Self::Reverse { lowest: true } => ["one mode", "reverse KL"],
            Self::Reverse { lowest: false } => ["one mode", "reverse KL, local"],
            Self::TwoModes => ["two modes", "either"],
        }
    }
}

/// One learner at one separation.
pub(super) struct Row {
    pub delta: f64,
    pub learner: Learner,
    /// $|m-\mu_o|$ and the standard deviation along the axis; none for two modes.
    pub one: Option<[f64; 2]>,
    /// $\mathrm{KL}(p_o\Vert q)$ and $\mathrm{KL}(p_n\Vert q)$.
    pub old_loss: f64,
    pub new_loss: f64,
    /// What it was trained to lower, where it came to rest.
    pub value: f64,
    /// Whether its place is enclosed.
    pub certified: bool,
    pub verdict: Verdict,
}

/// All learners at one separation, in the order of the table.
pub(super) fn rows(alpha: Weight, separation: Separation) -> Result<Vec<Row>> {
    let at = Setting {
        alpha,
        separation,
        target: TwoModes::on_the_line(separation).mixture(alpha),
    };
    let mut rows = vec![at.forward()?, at.forward_free()?];
    rows.extend(at.reverse()?);
    rows.push(at.two_modes()?);
    Ok(rows)
}

struct Setting {
    alpha: Weight,
    separation: Separation,
    target: Mixture,
}

impl Setting {
    fn delta(&self) -> f64 {
        self.separation.delta()
    }

    /// $\mathrm{KL}$ from one mode of the data to $q$.
    fn loss(&self, of_old: f64, learner: &Mixture) -> Result<f64> {
        relative_entropy(&self.target.with_weight(Weight::new(of_old)?), learner)
    }

    /// The learner $N(\mu_o+x,I)$.
    fn one_mode(&self, place: f64) -> Result<Mixture> {
        let mean = self.target.old_mean().add_scalar(place);
        Mixture::new(self.alpha, mean.clone(), mean)
    }

    /// $\mathrm{KL}(p_\alpha\Vert q)$ from the losses on the two modes: less what the data's own two modes cost.
    fn forward_value(&self, old_loss: f64, new_loss: f64) -> Result<f64> {
        let own = |of_old| self.loss(of_old, &self.target);
        Ok(self.alpha.old() * (old_loss - own(1.0)?)
            + self.alpha.new_mode() * (new_loss - own(0.0)?))
    }

    fn forward(&self) -> Result<Row> {
        let place = self.alpha.new_mode() * self.delta();
        let [old_loss, new_loss] = losses(place, self.delta(), 1.0);
        let value = self.forward_value(old_loss, new_loss)?;
        let by_library = |place: f64| relative_entropy(&self.target, &self.one_mode(place)?);
        let here = by_library(place)?;
        // The library's own divergence is the closed form, and larger on either side.
        let step = 1e-3 * self.delta();
        let lowest = by_library(place - step)? > here && by_library(place + step)? > here;
        let error = VALUE_ACCURACY * (old_loss + new_loss) + VALUE_FLOOR;
        Ok(Row {
            delta: self.delta(),
            learner: Learner::Forward,
            one: Some([place, 1.0]),
            old_loss,
            new_loss,
            value,
            certified: false,
            verdict: Verdict::of_equality(value, here, error).and(Verdict::of_condition(lowest)),
        })
    }

    fn forward_free(&self) -> Result<Row> {
        let place = self.alpha.new_mode() * self.delta();
        let variance = 1.0 + self.alpha.variance() * self.delta() * self.delta();
        let [old_loss, new_loss] = losses(place, self.delta(), variance);
        let value = self.forward_value(old_loss, new_loss)?;
        let [held_old, held_new] = losses(place, self.delta(), 1.0);
        let held = self.forward_value(held_old, held_new)?;
        Ok(Row {
            delta: self.delta(),
            learner: Learner::ForwardFree,
            one: Some([place, variance.sqrt()]),
            old_loss,
            new_loss,
            value,
            certified: false,
            verdict: Verdict::of_inequality(value, held, VALUE_ACCURACY),
        })
    }

    /// The local minima of reverse KL over $N(m,I)$: the collapsed lines of G3 that no common shift lowers.
    fn reverse(&self) -> Result<Vec<Row>> {
        let lines = collapsed_lines(self.alpha, self.separation);
        let minima: Vec<_> = lines.iter().filter(|l| l.shift_curvature > 0.0).collect();
        let least = minima.iter().map(|l| l.value).fold(f64::INFINITY, f64::min);
        let row = |place: f64, value: f64| {
            let lowest = value <= least * (1.0 + VALUE_ACCURACY);
            let [old_loss, new_loss] = losses(place, self.delta(), 1.0);
            let certified = self.is_enclosed(place);
            // Where it picks the lighter mode there is a lower minimum at the other.
            let lighter = (place < 0.5 * self.delta()) == (self.alpha.old() < 0.5);
            let even = self.alpha.old() == 0.5;
            let stated = even || !lowest || !lighter;
            Ok(Row {
                delta: self.delta(),
                learner: Learner::Reverse { lowest },
                one: Some([place, 1.0]),
                old_loss,
                new_loss,
                value,
                certified,
                verdict: match certified {
                    true => Verdict::of_condition(stated),
                    false => Verdict::Undecided,
                },
            })
        };
        minima.iter().map(|l| row(l.position, l.value)).collect()
    }

    /// Whether the slope of $\mathrm{KL}(N(m,I)\Vert p_\alpha)$ changes its sign upwards within the stated accuracy of this place.
    fn is_enclosed(&self, place: f64) -> bool {
        let delta = Interval::point(self.delta());
        let slope = |place: f64| {
            let place = Interval::point(place);
            let log_odds = Interval::point(self.alpha.old()).logit();
            let half = delta * Interval::point(0.5);
            place - delta * logistic_normal(delta * (place - half) - log_odds, delta)
        };
        let width = 4.0 * POSITION_ACCURACY * self.delta().max(1.0);
        slope(place - width).hi() < 0.0 && slope(place + width).lo() > 0.0
    }

    fn two_modes(&self) -> Result<Row> {
        let (old_loss, new_loss) = (self.loss(1.0, &self.target)?, self.loss(0.0, &self.target)?);
        // -ln of a share, which the other one tells where the share rounds to 1.
        let cost = |share: f64, other: f64| {
            -if share < 0.5 {
                core_math::log(share)
            } else {
                core_math::log1p(-other)
            }
        };
        let (old, new) = (self.alpha.old(), self.alpha.new_mode());
        Ok(Row {
            delta: self.delta(),
            learner: Learner::TwoModes,
            one: None,
            old_loss,
            new_loss,
            value: 0.0,
            certified: false,
            verdict: Verdict::of_inequality(old_loss, cost(old, new), VALUE_ACCURACY).and(
                Verdict::of_inequality(new_loss, cost(new, old), VALUE_ACCURACY),
            ),
        })
    }
}

/// $\mathrm{KL}$ from the old and from the new mode to a normal law at $\mu_o+x$ with this variance along the axis.
fn losses(place: f64, delta: f64, variance: f64) -> [f64; 2] {
    [place, place - delta].map(|away| {
        0.5 * (core_math::log(variance) + (1.0 - variance) / variance + away * away / variance)
    })
}
