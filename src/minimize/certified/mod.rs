//! Certified minimisers: enclosures by interval arithmetic, with a proof of uniqueness.
//!
//! # The weight alone, correct means ([`certify_weight`], [`old_mass`])
//! Everything rests on $D(\beta)\ge4\beta(1-\beta)\mathrm{TV}^2$ (S2), so that a positive lower bound of
//! $\mathrm{TV}(\delta)$ makes $D>0$ on *all* of $(0,1)$. Up to positive factors the slopes in $\beta$ are
//!
//! | objective | slope | so the minimiser on `[0, 1]` is | claim |
//! |---|---|---|---|
//! | SFT | $D(\beta)/(1-\beta)$ | 0, with no stationary point in $(0,1)$ | B1 |
//! | replay in the data | $(\beta-\rho)\,D(\beta)$ | $\rho$, the only stationary point if $0<\rho<1$ | B5 |
//! | replay in the model | $(1-\rho)\,D(\gamma)/(1-\gamma)$, $\gamma=\rho+(1-\rho)\beta$ | 0, with no stationary point in $(0,1)$ | B6 |
//! | reverse KL, SDFT at rest | $K(\beta)-K(\alpha)$, $K(\beta)=\int_{-\infty}^{\operatorname{logit}\beta}D\,d\varphi$ | $\alpha$: $K$ increases strictly, so it takes the value $K(\alpha)$ there alone | C1, C2, D1 |
//! | Jensen-Shannon, skewed KLs | that of a convex function that is 0 at $q=p_\alpha$ and positive elsewhere | $\alpha$ | |
//! | TTT-Discover | $\tau(K(\beta)-K(\beta_0))+g(\beta)$, increasing | the change of its sign, or 0 ([`ttt_old_weight`]); a frozen soft reward is a reward on labels of another gap | E1 |
//! | hybrid | $(1-s)D/(1-\beta)+s(K(\beta)-K(\alpha))$, increasing | the change of its sign ([`hybrid_old_weight`]) | G1 |
//! | OAPL | not monotone | the lowest of all minima: boxes cover `[0, 1]`, and on each the sign of the slope or of its derivative is certain | F2 |
//!
//! The numbers enter as intervals, around the decimals they were given as, and so does the separation
//! ([`TwoModes::separation_enclosure`](crate::model::TwoModes::separation_enclosure)).
//!
//! # All parameters, on the line ([`certify_reverse_kl`], [`certify_forward_kl`])
//! Krawczyk's operator for $\nabla_{(\varphi,m_o,m_n)}\mathrm{KL}(q\Vert p_\alpha)=0$ or $\nabla\,\mathrm{KL}(p_\rho\Vert q)=0$,
//! $$ \mathcal K(X)=x-C\,\nabla(x)+(I-C\,H(X))(X-x), $$
//! with the exact gradient at $x\in X$ and the exact Hessian over the box $X$, both enclosed ([`reverse_kl_gradient`],
//! [`reverse_kl_hessian`]). If $\mathcal K(X)$ lies in the interior of $X$, then $X$ holds exactly one stationary point
//! (existence: Brouwer; uniqueness: the inclusion forces $\sum_j|I-CH|_{ij}w_j<w_i$, so no matrix in $H(X)$ is singular),
//! and it lies in $\mathcal K(X)$. The pivots of $H(X)$ being positive makes it a minimiser. In more than one dimension the same
//! is done for learners on the line through the target's means; their gradient across the line is zero, and the 2x2 block of the
//! Hessian in every direction across it is proved positive definite too ([`CertificateKind::IsolatedOnTheLine`]).
//! SFT alone has no isolated minimiser (B4). Replay in the model is out of scope: it scores three components, whose
//! expectations do not reduce to the kernel, and no other integral here has an enclosure.
//!
//! Where a test fails the outcome is [`NotCertified`] with the reason; nothing is concluded from a failure,
//! except by [`NotCertified::NoStationaryPoint`], which is itself a proof.
//!
//! Assumptions: those of [`crate::interval`] and [`crate::kernel::enclosure`]. Numbers handed over as doubles are exact; those of a
//! scenario or a command line are the decimals they were written as.

mod equilibrium;
mod forward_kl;
mod krawczyk;
mod line;
mod oapl;
mod oapl_rule;
mod proof;
mod reverse_kl;
mod soft_gap;
mod trapezoid;
mod weight;

pub use equilibrium::{hybrid_old_weight, ttt_old_weight, ttt_pull};
pub use forward_kl::{certify_forward_kl, certify_forward_kl_box, forward_kl_derivatives};
pub use proof::{certify, old_mass};
pub use reverse_kl::{
    certify_reverse_kl, certify_reverse_kl_box, reverse_kl_gradient, reverse_kl_hessian,
};
pub use weight::{WeightObjective, certify_weight, certify_weight_box, old_weight, weight_slope};

use crate::interval::Interval;
use crate::model::TwoModes;

/// The largest width of an enclosure that is called certified.
pub const CERTIFIED_WIDTH: f64 = 1e-10;

/// What has been proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateKind {
    /// The minimiser on `[0, 1]` is this end of it; the slope keeps its sign on all of $(0,1)$.
    Boundary,
    /// The minimiser is the only stationary point on all of $(0,1)$.
    OnlyStationaryPoint,
    /// The minimiser is the only one on `[0, 1]`; whether it is the end 0 is not decided.
    OnlyMinimiser,
    /// The lowest of all minima on `[0, 1]`, ends included: every change of sign of the slope is enclosed.
    LowestOfAll,
    /// The minimiser is the only stationary point in the box; the Hessian is positive definite on the enclosure.
    IsolatedMinimiser,
    /// As [`Self::IsolatedMinimiser`] in more than one dimension: a strict local minimiser in all parameters, and the only
    /// stationary point in the box among the learners whose means lie on the line through the target's.
    IsolatedOnTheLine,
}

impl CertificateKind {
    /// How it is written in text and JSON.
    pub fn label(self) -> &'static str {
        match self {
            Self::Boundary => "boundary minimiser, no stationary point inside",
            Self::OnlyStationaryPoint => "minimiser, the only stationary point",
            Self::OnlyMinimiser => "the only minimiser, perhaps at an end",
            Self::LowestOfAll => "the lowest of all minima on [0, 1]",
            Self::IsolatedMinimiser => "local minimiser, the only stationary point in the box",
            Self::IsolatedOnTheLine => {
                "local minimiser, the only stationary point on the line in the box"
            }
        }
    }
}

/// A box of learners on the line: the old weight and both whitened means.
///
/// With the means held ([`certify_weight`]), and in more than one dimension, the axis runs from the old mode at 0 to the new mode at $\delta$.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LearnerBox {
    /// $\beta$.
    pub old_weight: Interval,
    /// $m_o$.
    pub old_mean: Interval,
    /// $m_n$.
    pub new_mean: Interval,
}

impl LearnerBox {
    /// The largest width, rounded up: of the weight, and of each mean relative to its size where that exceeds 1.
    pub fn width(&self) -> f64 {
        let relative = |mean: Interval| mean.width() / mean.mag().max(1.0);
        self.old_weight
            .width()
            .max(relative(self.old_mean))
            .max(relative(self.new_mean))
    }

    /// Whether every learner here is in `other` too.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.old_weight.is_subset(other.old_weight)
            && self.old_mean.is_subset(other.old_mean)
            && self.new_mean.is_subset(other.new_mean)
    }
}

/// An enclosed minimiser and where it is the only one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// What has been proved.
    pub kind: CertificateKind,
    /// The minimiser is in here; at most [`CERTIFIED_WIDTH`] wide where `certify_*` returned it.
    pub enclosure: LearnerBox,
    /// There is no other one in here (held means are where the modes are).
    pub unique_in: LearnerBox,
}

/// Why nothing is certified.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NotCertified {
    /// The modes coincide, or nearly: the objective is flat as far as the enclosures can tell.
    #[error(
        "the modes are not separated: the total variation is enclosed by {0}, which does not exclude 0"
    )]
    NotSeparated(Interval),
    /// The minimisers are not isolated, so no box can hold exactly one.
    #[error("the minimisers are not isolated: {0}")]
    NotIsolated(&'static str),
    /// The setting is outside what can be certified.
    #[error("not available here: {0}")]
    OutOfScope(&'static str),
    /// The box is not one.
    #[error("the box must be bounded and not empty, its weights in (0, 1)")]
    BadBox,
    /// Proof that the box holds no stationary point.
    #[error("the box holds no stationary point")]
    NoStationaryPoint,
    /// The slope is not proved to change sign across the box of weights.
    #[error(
        "no certified change of sign: the slope is in {at_lo} at the lower end and in {at_hi} at the upper one"
    )]
    NoSignChange {
        /// Enclosure of the slope at the lower end.
        at_lo: Interval,
        /// Enclosure of the slope at the upper end.
        at_hi: Interval,
    },
    /// Krawczyk's image does not lie inside the box: it may hold none, one or several stationary points.
    #[error(
        "Krawczyk's test did not contract the box; it may hold none, one or several stationary points"
    )]
    NoContraction,
    /// The Hessian is not proved positive definite: perhaps a saddle.
    #[error("one stationary point, but its Hessian is not proved positive definite")]
    NotPositiveDefinite,
    /// The proof went through, but the enclosure is too wide.
    #[error("the enclosure is {width:e} wide, more than {CERTIFIED_WIDTH:e}")]
    TooWide {
        /// The width reached.
        width: f64,
    },
}

/// The separation of the numbers as they were given.
fn separation(modes: &TwoModes) -> Result<Interval, NotCertified> {
    modes
        .separation_enclosure()
        .ok_or(NotCertified::OutOfScope(
            "the covariance is too ill conditioned for its size: the separation of the modes has no enclosure",
        ))
}

/// A certificate, unless its enclosure is too wide.
fn narrow_enough(certificate: Certificate) -> Result<Certificate, NotCertified> {
    let width = certificate.enclosure.width();
    if width <= CERTIFIED_WIDTH {
        Ok(certificate)
    } else {
        Err(NotCertified::TooWide { width })
    }
}
