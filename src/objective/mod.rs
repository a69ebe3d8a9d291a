//! The training objectives: value, gradient and exact Hessian of each.
//!
//! A learner is a whitened [`Mixture`] with parameters $\theta=(\varphi,m_o,m_n)$, $\varphi$ the logit of the
//! old weight. By the dimension-free reduction (S2)
//!
//! $$ \mathbb{E}_{N(c,I)}[\log q]=\log\beta-\tfrac12|c-m_o|^2+P\bigl(\lambda+\langle m_n-m_o,\,c-\tfrac{m_o+m_n}2\rangle,\ |m_n-m_o|\bigr)+\text{const}, $$
//!
//! so a KL divergence between two such mixtures is at most four kernel evaluations plus algebra,
//! and so are its gradient and Hessian (the heat equation turns $s$-derivatives into $m$-derivatives).
//! No multi-dimensional integral is taken, in any dimension; the one exception, replay in the
//! model with free means, is a mixture of three and says so ([`ModelReplay`]).
//!
//! # Accuracy contract
//!
//! Gradients and Hessians: absolute error [`GRADIENT_ACCURACY`] times the size of the terms; the values that come with them:
//! [`FORM_ACCURACY`] times that size. Values returned by
//! [`Objective::value`]: relative error at most [`VALUE_ACCURACY`] however small the divergence; where the
//! kernel form would cancel, $\mathbb{E}_f[e^v-1-v]$, $v=\log(g/f)$, is summed instead, which has no subtraction.

/// The relative error of [`Objective::value`] of a divergence.
pub const VALUE_ACCURACY: f64 = 1e-10;
/// The error of the value that comes with a gradient, relative to the size of the kernel form's terms: the kernel's own.
pub const FORM_ACCURACY: f64 = crate::kernel::ACCURACY;
/// The error of a gradient relative to the size of its terms.
pub const GRADIENT_ACCURACY: f64 = 1e-14;
/// The relative error of an exact tilt's mass and of closed forms of masses.
pub const MASS_ACCURACY: f64 = 1e-12;
/// The relative error of a tilt's drift and of a reward's pull on a mean.
pub const DRIFT_ACCURACY: f64 = 1e-11;
/// The relative error of [`critical_anchor`].
pub const ANCHOR_ACCURACY: f64 = 2e-12;
/// The relative error of a slope at an empty old mode; a skewed one loses a factor of its share.
pub const SLOPE_ACCURACY: f64 = 1e-11;
/// The absolute error of a skewed divergence, which is a quadrature's.
pub const QUADRATURE_FLOOR: f64 = 1e-13;
/// What a divergence of 0 may come to by rounding.
pub const VALUE_FLOOR: f64 = 1e-16;

mod balance;
mod building;
mod catalogue;
pub mod enclosure;
mod entropic_utility;
mod forward_kl;
mod half_line;
mod hybrid;
mod log_mixture;
mod model_replay;
mod nearby;
mod oapl;
mod oapl_line;
mod parameter;
mod pointwise;
mod relative_entropy;
mod reverse_kl;
mod sdft;
mod skewed;
mod soft_reward;
mod span;
mod ttt_discover;

pub use balance::Balance;
pub use catalogue::{Certifiable, Method, OBJECTIVES, ObjectiveEntry};
pub use entropic_utility::{EntropicUtility, critical_anchor, retention_envelope};
pub use forward_kl::ForwardKl;
pub use hybrid::Hybrid;
pub use model_replay::ModelReplay;
pub(crate) use nearby::{Learner, Nearby};
pub use oapl::{Oapl, exact_tilt, tilt_drift, tilted_mass};
pub use oapl_line::{Loss, OaplLine};
pub use parameter::{Parameter, Parameters, Takes};
pub use relative_entropy::relative_entropy;
pub use reverse_kl::ReverseKl;
pub use sdft::{RoundMasses, Sdft, Teacher, sdft_rates};
pub use skewed::{Divergence, Skewed, slope_at_empty};
pub use soft_reward::{LARGEST_TILT, Reward, SoftReward, Tilt};
pub use ttt_discover::{TttDiscover, utility_drift};

use crate::model::Mixture;
use nalgebra::{DMatrix, DVector};

/// Value, gradient and Hessian in $\theta=(\varphi,m_o,m_n)$, of lengths $1$, $2d+1$ and $(2d+1)^2$.
#[derive(Clone, Debug, PartialEq)]
pub struct Derivatives {
    /// The objective, by the kernel form: absolute accuracy. [`Objective::value`] is relative.
    pub value: f64,
    /// $\nabla_\theta$.
    pub gradient: DVector<f64>,
    /// $\nabla_\theta^2$, symmetric.
    pub hessian: DMatrix<f64>,
}

/// A function of the learner that training drives down.
///
/// Most are divergences: nonnegative, and zero only where the learner's density (after replay, if any) equals the data's or the
/// target's. [`TttDiscover`] is minus a utility, [`Oapl`] a squared loss: their values are of either sign or stay positive.
pub trait Objective {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// The objective, to full relative accuracy even where it is tiny.
    fn value(&self, learner: &Mixture) -> f64;

    /// Value and gradient by the kernel form; what an optimiser's line search wants. Objectives without a cheaper way take them from the
    /// derivatives.
    fn value_and_gradient(&self, learner: &Mixture) -> (f64, DVector<f64>) {
        let all = self.derivatives(learner);
        (all.value, all.gradient)
    }

    /// Value, gradient and exact Hessian by the kernel form.
    fn derivatives(&self, learner: &Mixture) -> Derivatives;

    /// The slope in the weight itself, $\partial/\partial\beta$, means held; one-sided at $\beta=0$ and $1$,
    /// and infinite where the divergence is.
    fn weight_slope(&self, learner: &Mixture) -> f64;

    /// The same slope up to a positive factor, as two nonnegative forces: accurate at every separation and weight where the learner's means
    /// are those of the objective's fixed mixture; elsewhere by the kernel form.
    fn balance(&self, learner: &Mixture) -> Balance {
        if let Some(balance) = self.balance_of_true_means(learner) {
            return balance;
        }
        let axis = learner.new_mean() - learner.old_mean();
        let size = 1.0 + axis.norm_squared();
        Balance::of_slope(self.weight_slope(learner), GRADIENT_ACCURACY * size)
    }

    /// [`Objective::balance`] where the learner's means are those of the fixed mixture, `None` elsewhere.
    fn balance_of_true_means(&self, _learner: &Mixture) -> Option<Balance> {
        None
    }

    /// A learner where the objective attains a lower bound that it has everywhere: a divergence vanishes where the densities agree.
    fn vanishes_at(&self) -> Option<Mixture> {
        None
    }

    /// Whether the slope at an empty component is negative for some place of its mean, so that no minimiser
    /// sits at an end of [0, 1] (C2).
    fn boundary_repels(&self) -> bool {
        false
    }

    /// Whether every minimiser, means free, has an empty component (or two components on one mean, which is the same learner).
    fn empties_a_component(&self) -> bool {
        false
    }

    /// Whether it is convex in the weight with the means held, so that one stationary point is the minimiser.
    fn is_convex_in_weight(&self) -> bool {
        true
    }

    /// Whether an evaluation costs more the more directions the learner's means span, so that a broad
    /// search should stay on the modes' axis.
    fn integrates_over_the_span(&self) -> bool {
        false
    }
}

/// Copies a symmetric block layout: rows/columns 0, 1..=d, d+1..=2d.
pub(crate) struct Blocks {
    pub phi_phi: f64,
    pub phi_old: DVector<f64>,
    pub phi_new: DVector<f64>,
    pub old_old: DMatrix<f64>,
    pub old_new: DMatrix<f64>,
    pub new_new: DMatrix<f64>,
}

impl Blocks {
    pub(crate) fn assemble(self) -> DMatrix<f64> {
        let d = self.phi_old.len();
        let mut h = DMatrix::zeros(2 * d + 1, 2 * d + 1);
        h[(0, 0)] = self.phi_phi;
        h.view_mut((1, 0), (d, 1)).copy_from(&self.phi_old);
        h.view_mut((1 + d, 0), (d, 1)).copy_from(&self.phi_new);
        h.view_mut((0, 1), (1, d)).tr_copy_from(&self.phi_old);
        h.view_mut((0, 1 + d), (1, d)).tr_copy_from(&self.phi_new);
        h.view_mut((1, 1), (d, d)).copy_from(&self.old_old);
        h.view_mut((1, 1 + d), (d, d)).copy_from(&self.old_new);
        h.view_mut((1 + d, 1), (d, d)).tr_copy_from(&self.old_new);
        h.view_mut((1 + d, 1 + d), (d, d)).copy_from(&self.new_new);
        h
    }
}

pub(crate) fn stack(phi: f64, old: &DVector<f64>, new: &DVector<f64>) -> DVector<f64> {
    DVector::from_iterator(
        1 + 2 * old.len(),
        std::iter::once(phi)
            .chain(old.iter().copied())
            .chain(new.iter().copied()),
    )
}
