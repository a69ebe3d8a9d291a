//! C13: how far means can drift under reverse KL, from the start alone.

use crate::model::{Separation, Weight};

/// What C13 promises for all time: drifts of both means (whitened) and the range of the weight's logit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct APrioriDrift {
    /// $\rho_o\ge|m_o-\mu_o|$.
    pub old: f64,
    /// $\rho_n\ge|m_n-\mu_n|$.
    pub new: f64,
    /// $l\le\varphi$.
    pub least_logit: f64,
    /// $\varphi\le u$.
    pub greatest_logit: f64,
}

/// Steps of the monotone iteration.
const STEPS: usize = 500;
/// The relative error of [`a_priori_drift`], on the safe side: its margin, and what the iteration leaves.
pub const A_PRIORI_ACCURACY: f64 = 1e-8;
/// Each side is widened by this share, so that the inequalities hold strictly at the result.
const MARGIN: f64 = 1e-9;

/// C13: the least $\rho_o,\rho_n,u$ and the greatest $l$ of the a-priori drift bound for reverse KL to $p_\alpha$, from correct old mean,
/// new mean at distance `start_error` from $\mu_n$ and weight `start`; `None` where there are none.
///
/// The conditions are monotone in all four, so iteration from the start finds the least solution or shows that there is none.
///
/// ```
/// use forgetting::bounds::a_priori_drift;
/// use forgetting::model::{Separation, Weight};
/// let (half, start) = (Weight::new(0.5)?, Weight::new(0.7)?);
/// let at = |delta| a_priori_drift(start, 1.0, half, Separation::new(delta).expect("positive"));
/// assert!((at(6.0).expect("exists").old - 0.229).abs() < 1e-3 && at(5.0).is_none());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn a_priori_drift(
    start: Weight,
    start_error: f64,
    alpha: Weight,
    separation: Separation,
) -> Option<APrioriDrift> {
    if !(start.is_interior() && alpha.is_interior() && start_error >= 0.0) {
        return None;
    }
    let target = alpha.logit();
    let mut bound = APrioriDrift {
        old: 0.0,
        new: start_error,
        least_logit: start.logit().min(target),
        greatest_logit: start.logit().max(target),
    };
    for _ in 0..STEPS {
        let next = bound.widened(target, separation.delta())?;
        let settled = next.is_settled_from(&bound);
        bound = next;
        if settled {
            return Some(bound);
        }
    }
    None
}

impl APrioriDrift {
    /// C13's conditions once over, each number at least what it was; none where the modes come too near.
    fn widened(&self, target: f64, delta: f64) -> Option<Self> {
        let exp = core_math::exp;
        let Self {
            old,
            new,
            least_logit: l,
            greatest_logit: u,
        } = *self;
        let (lambda, wide) = (-target, 1.0 + MARGIN);
        let r = delta - old - new;
        if r.is_nan() || r < 2.0 {
            return None;
        }
        let own = exp(-0.125 * r * r);
        let given = |drift: f64| exp(-0.125 * delta * delta + 0.5 * delta * drift);
        let (from_old, from_new) = (given(old), given(new));
        let pull = |learner: f64, task: f64, overlap: f64| {
            0.5 * exp(0.5 * learner) * r * own + 0.5 * exp(0.5 * task) * delta * overlap
        };
        let down = 0.5 * old * old + exp(-0.5 * l) * own + exp(-0.5 * lambda) * from_new;
        let up = 0.5 * new * new + exp(0.5 * u) * own + exp(0.5 * lambda) * from_old;
        Some(Self {
            old: (wide * pull(-l, lambda, from_old)).max(old),
            new: (wide * pull(u, -lambda, from_new)).max(new),
            least_logit: l.min(target - wide * down),
            greatest_logit: u.max(target + wide * up),
        })
    }

    /// Whether the margin covers what this step added.
    fn is_settled_from(&self, before: &Self) -> bool {
        let (l, u) = (before.least_logit, before.greatest_logit);
        self.old <= before.old * (1.0 + 0.1 * MARGIN)
            && self.new <= before.new * (1.0 + 0.1 * MARGIN)
            && l - self.least_logit <= 0.1 * MARGIN * (1.0 + l.abs()) * 1e-3
            && self.greatest_logit - u <= 0.1 * MARGIN * (1.0 + u.abs()) * 1e-3
    }
}
