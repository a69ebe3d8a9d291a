//! Free means at a small separation, in units of it: Newton's method on the moments of the learner's mixing law, with many bits.
//!
//! With $a$ the mean, $v$ the variance of the mixing law in units of the separation and $u=\sinh(\varphi/2)$ its skewness in its own scale, the means are
//! $a-\sqrt v\,e^{-\varphi/2}$ and $a+\sqrt v\,e^{\varphi/2}$, and the objective is quadratic in $a$, $v$ and $u$ to its three leading orders
//! $\delta^2$, $\delta^4$, $\delta^6$: as easy at $\delta=10^{-6}$ as at 3. Where it falls towards $v=0$ both means coincide and the weight is free.

use crate::interval::big::BigNumber;
use crate::objective::{Learner, Nearby};

/// Where the search ends.
pub(super) enum Found {
    /// The logit of the old weight, and the means in units of the separation from the old mode, the old component's first.
    Apart { logit: f64, means: [f64; 2] },
    /// The one mean of both components.
    Collapsed { mean: f64 },
}

/// Steps below $2^{-60}$ of their unknowns have arrived.
const ARRIVED: i32 = -60;
const MOST_STEPS: usize = 60;
/// Means further out than this many whitened units are not near.
const FARTHEST: f64 = 4.0;

/// The minimum on the modes' axis; `None` where the search leaves the range in which the moments lead.
pub(super) fn minimise(objective: &Nearby, separation: f64) -> Option<Found> {
    let exact = |x: f64| BigNumber::new(x, objective.bits());
    let reference = objective.reference();
    let spread = exact(reference.old()) * exact(reference.new_mode());
    let search = Search {
        objective,
        farthest: FARTHEST / separation,
    };
    // First with next to no variance: if it would rather have none, that is the minimum.
    let start = Moments {
        mean: exact(-reference.old()),
        variance: spread.shift(ARRIVED),
        skewness: exact(0.0),
    };
    let collapsed = search.balance_mean(start)?;
    let [_, by_variance, _] = search.forces(&collapsed);
    if !(-by_variance).is_positive() {
        let mean = (collapsed.mean + exact(1.0)).to_f64();
        return Some(Found::Collapsed { mean });
    }
    let skewness = (0.5 * reference.logit()).sinh();
    let found = search.newton(Moments {
        mean: collapsed.mean,
        variance: spread,
        skewness: exact(skewness),
    })?;
    let [old, new] = found.learner().means.map(|m| (m + exact(1.0)).to_f64());
    let logit = found.root_odds().ln().shift(1).to_f64();
    Some(Found::Apart {
        logit,
        means: [old, new],
    })
}

/// The mean from the new mode, the variance and the skewness of the mixing law.
#[derive(Clone)]
struct Moments {
    mean: BigNumber,
    variance: BigNumber,
    skewness: BigNumber,
}

impl Moments {
    /// $e^{\varphi/2}$.
    fn root_odds(&self) -> BigNumber {
        let one = self.skewness.like(1.0);
        let root = (&self.skewness * &self.skewness + &one).sqrt();
        if self.skewness.is_positive() {
            root + &self.skewness
        } else {
            one / (root - &self.skewness)
        }
    }

    /// How far the two means lie from the mixing law's, to the left and to the right.
    fn arms(&self) -> [BigNumber; 2] {
        let (deviation, odds) = (self.variance.sqrt(), self.root_odds());
        [&deviation / &odds, deviation * odds]
    }

    fn learner(&self) -> Learner {
        let odds = self.root_odds();
        let square = &odds * &odds;
        let whole = &square + square.like(1.0);
        let [left, right] = self.arms();
        Learner {
            weights: [&square / &whole, square.like(1.0) / whole],
            means: [&self.mean - left, &self.mean + right],
        }
    }

    fn moved(&self, change: &[BigNumber; 3]) -> Self {
        Self {
            mean: &self.mean + &change[0],
            variance: &self.variance + &change[1],
            skewness: &self.skewness + &change[2],
        }
    }

    /// What a step is measured by.
    fn scales(&self) -> [BigNumber; 3] {
        let size = |x: &BigNumber| {
            if x.is_positive() {
                x.clone()
            } else {
                -x.clone()
            }
        };
        [
            size(&self.mean) + &self.variance,
            self.variance.clone(),
            size(&self.skewness) + self.skewness.like(1.0),
        ]
    }
}

struct Search<'a> {
    objective: &'a Nearby,
    farthest: f64,
}

impl Search<'_> {
    /// The derivatives by the mean, the variance and the skewness.
    fn forces(&self, at: &Moments) -> [BigNumber; 3] {
        let [phi, old, new] = self.objective.gradient(&at.learner());
        let [left, right] = at.arms();
        let (old_arm, new_arm) = (&old * left, &new * right);
        let by_variance = (&new_arm - &old_arm) / at.variance.shift(1);
        // d phi/du = 2/cosh(phi/2), and both arms change with phi.
        let cosh = (&at.skewness * &at.skewness + at.skewness.like(1.0)).sqrt();
        let by_skewness = (phi + (old_arm + new_arm).shift(-1)).shift(1) / cosh;
        [old + new, by_variance, by_skewness]
    }

    /// Newton's method on the mean alone.
    fn balance_mean(&self, mut at: Moments) -> Option<Moments> {
        for _ in 0..MOST_STEPS {
            let [scale, ..] = at.scales();
            let nudge = scale.shift(-(self.objective.bits().0 as i32) / 3);
            let zero = scale.like(0.0);
            let beyond = at.moved(&[nudge.clone(), zero.clone(), zero.clone()]);
            let [here, there] = [&at, &beyond].map(|place| self.forces(place)[0].clone());
            let step = -(&here * nudge / (there - &here));
            at = at.moved(&[step.clone(), zero.clone(), zero]);
            if !self.is_near(&at) {
                return None;
            }
            if step.is_within(ARRIVED, &scale) {
                return Some(at);
            }
        }
        None
    }

    fn is_near(&self, at: &Moments) -> bool {
        let [old, new] = at.learner().means.map(|m| m.to_f64());
        old.abs().max(new.abs()) < self.farthest
    }

    /// Newton's method on all three, the variance kept positive; `None` unless it ends at a minimum.
    fn newton(&self, mut at: Moments) -> Option<Moments> {
        for _ in 0..MOST_STEPS {
            let scales = at.scales();
            let (step, is_minimum) = self.step(&at, &scales)?;
            let mut next = at.moved(&step);
            if !next.variance.is_positive() {
                next = Moments {
                    variance: at.variance.shift(-3),
                    ..at.clone()
                };
            }
            let arrived = step
                .iter()
                .zip(&scales)
                .all(|(s, scale)| s.is_within(ARRIVED, scale));
            at = next;
            if !self.is_near(&at) {
                return None;
            }
            if arrived {
                return is_minimum.then_some(at);
            }
        }
        None
    }

    /// The Newton step, and whether the Hessian is positive definite: elimination without exchanges, which meets its leading minors.
    fn step(&self, at: &Moments, scales: &[BigNumber; 3]) -> Option<([BigNumber; 3], bool)> {
        let here = self.forces(at);
        let zero = || scales[0].like(0.0);
        let mut rows: [[BigNumber; 4]; 3] =
            std::array::from_fn(|i| [zero(), zero(), zero(), -here[i].clone()]);
        for (j, scale) in scales.iter().enumerate() {
            let nudge = scale.shift(-(self.objective.bits().0 as i32) / 3);
            let mut change = [zero(), zero(), zero()];
            change[j] = nudge.clone();
            let there = self.forces(&at.moved(&change));
            for i in 0..3 {
                rows[i][j] = (&there[i] - &here[i]) / &nudge;
            }
        }
        let mut is_minimum = true;
        for k in 0..3 {
            let pivot = rows[k].clone();
            is_minimum &= pivot[k].is_positive();
            for row in rows.iter_mut().skip(k + 1) {
                let factor = &row[k] / &pivot[k];
                for (entry, above) in row.iter_mut().zip(&pivot).skip(k) {
                    *entry = &*entry - &factor * above;
                }
            }
        }
        let mut step = [zero(), zero(), zero()];
        for k in (0..3).rev() {
            let known = (k + 1..3).fold(zero(), |sum, j| sum + &rows[k][j] * &step[j]);
            step[k] = (&rows[k][3] - known) / &rows[k][k];
        }
        step.iter()
            .all(BigNumber::is_finite)
            .then_some((step, is_minimum))
    }
}
