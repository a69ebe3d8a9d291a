//! Reverse KL to the true target: the RL objective (C1-C7).

use super::balance::{reverse_slope, shared_separation};
use super::log_mixture::{Curvature, LogMixture, log_mixture, log_mixture_jet};
use super::{Balance, Blocks, Derivatives, Objective, relative_entropy, stack};
use crate::model::Mixture;
use crate::overlap::mixture_divergence;
use nalgebra::{DMatrix, DVector};

/// $\mathrm{KL}(q\Vert p_\alpha)$ with target $p_\alpha=\alpha\,p_o+(1-\alpha)\,p_n$.
///
/// Source: C1 to C5.
///
/// ```
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::{Objective, ReverseKl};
/// let modes = TwoModes::on_the_line(Separation::new(2.0)?);
/// let target = modes.mixture(Weight::new(0.3)?);
/// let rl = ReverseKl::new(target.clone());
/// assert_eq!(rl.value(&target), 0.0);
/// // C2: the boundary repels; K(1/2, delta) = delta^2/2.
/// let rl = ReverseKl::new(modes.mixture(Weight::new(0.5)?));
/// let slope = rl.weight_slope(&modes.mixture(Weight::new(0.0)?));
/// assert!((slope + 2.0).abs() < forgetting::objective::SLOPE_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReverseKl {
    target: Mixture,
}

/// The learner's and the target's expected log-densities under both of the learner's modes.
struct FourPoints<T> {
    q_old: T,
    q_new: T,
    p_old: T,
    p_new: T,
}

impl FourPoints<(LogMixture, Curvature)> {
    fn split(self) -> (FourPoints<LogMixture>, FourPoints<Curvature>) {
        let [q_old, q_new, p_old, p_new] = [self.q_old, self.q_new, self.p_old, self.p_new];
        (
            FourPoints {
                q_old: q_old.0,
                q_new: q_new.0,
                p_old: p_old.0,
                p_new: p_new.0,
            },
            FourPoints {
                q_old: q_old.1,
                q_new: q_new.1,
                p_old: p_old.1,
                p_new: p_new.1,
            },
        )
    }
}

impl FourPoints<LogMixture> {
    /// $\mathbb{E}[\log q-\log p]$ under the learner's old and new mode.
    fn gaps(&self) -> (f64, f64) {
        (
            self.q_old.value - self.p_old.value,
            self.q_new.value - self.p_new.value,
        )
    }
}

impl ReverseKl {
    /// Reverse KL to the given target mixture (its weight is $\alpha$).
    pub fn new(target: Mixture) -> Self {
        Self { target }
    }

    /// The target $p_\alpha$.
    pub fn target(&self) -> &Mixture {
        &self.target
    }

    fn four_points<T>(
        &self,
        q: &Mixture,
        see: impl Fn(&Mixture, &DVector<f64>) -> T,
    ) -> FourPoints<T> {
        FourPoints {
            q_old: see(q, q.old_mean()),
            q_new: see(q, q.new_mean()),
            p_old: see(&self.target, q.old_mean()),
            p_new: see(&self.target, q.new_mean()),
        }
    }

    /// $\nabla_c\,\mathbb{E}_{N(c)}[\log q-\log p]$ at one of the learner's means, in each coordinate.
    fn pull<'a>(
        &'a self,
        q: &'a Mixture,
        c: &'a DVector<f64>,
        at_q: &'a LogMixture,
        at_p: &'a LogMixture,
    ) -> impl Fn(usize) -> f64 + 'a {
        let p = &self.target;
        move |i| {
            (c[i] - p.old_mean()[i]) * at_p.old_share + (c[i] - p.new_mean()[i]) * at_p.new_share
                - (c[i] - q.old_mean()[i]) * at_q.old_share
                - (c[i] - q.new_mean()[i]) * at_q.new_share
        }
    }
}

impl Objective for ReverseKl {
    fn name(&self) -> &'static str {
        "reverse-kl"
    }

    fn value(&self, learner: &Mixture) -> f64 {
        let shared = shared_separation(learner, &self.target);
        let near_or_far = |s| mixture_divergence(learner.weight(), self.target.weight(), s);
        if let Some(value) = shared.and_then(near_or_far) {
            return value;
        }
        let w = learner.weight();
        let mut own = 0.0;
        let mut cross = 0.0;
        for (p, c) in [
            (w.old(), learner.old_mean()),
            (w.new_mode(), learner.new_mean()),
        ] {
            if p > 0.0 {
                own += p * log_mixture(learner, c).value;
                cross += p * log_mixture(&self.target, c).value;
            }
        }
        relative_entropy::refined(own, -cross, learner, &self.target)
    }

    fn value_and_gradient(&self, learner: &Mixture) -> (f64, DVector<f64>) {
        let (beta, rest) = (learner.weight().old(), learner.weight().new_mode());
        let d = learner.dimension();
        let at = self.four_points(learner, log_mixture);
        let (old_gap, new_gap) = at.gaps();
        let pull_old = self.pull(learner, learner.old_mean(), &at.q_old, &at.p_old);
        let pull_new = self.pull(learner, learner.new_mean(), &at.q_new, &at.p_new);
        let gradient = DVector::from_fn(1 + 2 * d, |i, _| match i {
            0 => beta * rest * (old_gap - new_gap),
            i if i <= d => pull_old(i - 1) * beta,
            i => pull_new(i - 1 - d) * rest,
        });
        (beta * old_gap + rest * new_gap, gradient)
    }

    fn derivatives(&self, learner: &Mixture) -> Derivatives {
        let w = learner.weight();
        let (beta, rest, variance) = (w.old(), w.new_mode(), w.variance());
        let d = learner.dimension();
        let (at, curvature) = self.four_points(learner, log_mixture_jet).split();
        let (old_gap, new_gap) = at.gaps();
        let pull_old = self.pull(learner, learner.old_mean(), &at.q_old, &at.p_old);
        let pull_new = self.pull(learner, learner.new_mean(), &at.q_new, &at.p_new);
        let pull_old = DVector::from_fn(d, |i, _| pull_old(i));
        let pull_new = DVector::from_fn(d, |i, _| pull_new(i));
        let gradient = stack(
            variance * (old_gap - new_gap),
            &(&pull_old * beta),
            &(&pull_new * rest),
        );
        let axis = learner.new_mean() - learner.old_mean();
        let target_axis = self.target.new_mean() - self.target.old_mean();
        let own = &axis * axis.transpose();
        let target = &target_axis * target_axis.transpose();
        let identity = DMatrix::<f64>::identity(d, d);
        let distinguishability = 1.0 - at.q_old.new_share - at.q_new.old_share;
        let blocks = Blocks {
            phi_phi: variance * ((rest - beta) * (old_gap - new_gap) + distinguishability),
            phi_old: &pull_old * variance - &axis * (beta * curvature.q_old.k2),
            phi_new: -&pull_new * variance - &axis * (rest * curvature.q_new.k2),
            old_old: (&own * (curvature.q_old.k2 - curvature.q_old.k3)
                - &target * curvature.p_old.k2
                + &identity * at.q_old.old_share)
                * beta,
            old_new: (&identity * at.q_old.new_share
                + &own * (curvature.q_old.k3 - curvature.q_old.k2))
                * beta,
            new_new: (&own * (curvature.q_new.k2 + curvature.q_new.k3)
                - &target * curvature.p_new.k2
                + &identity * at.q_new.new_share)
                * rest,
        };
        Derivatives {
            value: beta * old_gap + rest * new_gap,
            gradient,
            hessian: blocks.assemble(),
        }
    }

    fn boundary_repels(&self) -> bool {
        self.target.weight().is_interior() && self.target.old_mean() != self.target.new_mean()
    }

    /// The slope itself: the factor is 1.
    fn balance_of_true_means(&self, learner: &Mixture) -> Option<Balance> {
        let separation = shared_separation(learner, &self.target)?;
        Some(reverse_slope(
            learner.weight(),
            self.target.weight(),
            separation,
        ))
    }

    fn vanishes_at(&self) -> Option<Mixture> {
        Some(self.target.clone())
    }

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        let (old_gap, new_gap) = self.four_points(learner, log_mixture).gaps();
        old_gap - new_gap
    }
}
