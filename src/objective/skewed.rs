//! Divergences that distillation uses: generalised Jensen-Shannon and skewed KL.

use super::balance::shared_separation;
use super::pointwise::{self, Here, Integrand, Terms, log_sum};
use super::{Balance, Derivatives, Objective};
use crate::error::{Error, Result};
use crate::model::{Mixture, Separation, Weight};
use crate::overlap::{boundary_slope, distinguishability};

/// Which divergence between the reference $p$ and the learner $q$, with its share $\gamma\in(0,1)$.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divergence {
    /// $\gamma\,\mathrm{KL}(p\Vert m)+(1-\gamma)\,\mathrm{KL}(q\Vert m)$, $m=\gamma p+(1-\gamma)q$ (generalised Jensen-Shannon, arXiv:2306.13649).
    JensenShannon,
    /// $\mathrm{KL}(p\Vert m)$, $m=\gamma p+(1-\gamma)q$ (skewed KL, arXiv:2402.03898).
    SkewedForward,
    /// $\mathrm{KL}(q\Vert m)$, $m=\gamma p+(1-\gamma)q$ (skewed reverse KL).
    SkewedReverse,
}

impl Divergence {
    /// All of them.
    pub const ALL: [Self; 3] = [
        Self::JensenShannon,
        Self::SkewedForward,
        Self::SkewedReverse,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::JensenShannon => "jensen-shannon",
            Self::SkewedForward => "skewed-kl",
            Self::SkewedReverse => "skewed-reverse-kl",
        }
    }
}

/// A skewed divergence as an objective.
///
/// Each is bounded, jointly convex, and zero only at $q=p$: it keeps exactly what $p$ holds. With the target in the place of $p$ nothing is
/// forgotten; with new data alone the old weight ends at 0, whichever divergence it is. Values are
/// absolute to [`QUADRATURE_FLOOR`](super::QUADRATURE_FLOOR).
///
/// ```
/// use forgetting::minimize::{Boundary, Free, minimise};
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::{Divergence, Skewed};
/// let modes = TwoModes::on_the_line(Separation::new(2.0)?);
/// let learner = modes.mixture(Weight::new(0.7)?);
/// let kept = |p: f64| {
///     let objective = Skewed::new(Divergence::JensenShannon, 0.5, modes.mixture(Weight::new(p)?))?;
///     minimise(&objective, &learner, Free::Weight)
/// };
/// assert!((kept(0.4)?.learner.weight().old() - 0.4).abs() < forgetting::minimize::WEIGHT_ACCURACY);
/// assert_eq!(kept(0.0)?.boundary, Some(Boundary::OldWeightZero));
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Skewed {
    divergence: Divergence,
    share: f64,
    reference: Mixture,
}

impl Skewed {
    /// The divergence with share $\gamma$ from `reference`.
    ///
    /// # Errors
    /// $\gamma\notin(0,1)$: at the ends they are KL divergences or nothing.
    pub fn new(divergence: Divergence, share: f64, reference: Mixture) -> Result<Self> {
        if share > 0.0 && share < 1.0 {
            Ok(Self {
                divergence,
                share,
                reference,
            })
        } else {
            Err(Error::domain("gamma", "lie in (0, 1)", share))
        }
    }
}

/// Whether weights and the means of nonempty components are the same numbers.
fn is_same_density(a: &Mixture, b: &Mixture) -> bool {
    let (w, v) = (a.weight(), b.weight());
    w == v
        && (w.old() == 0.0 || a.old_mean() == b.old_mean())
        && (w.new_mode() == 0.0 || a.new_mean() == b.new_mean())
}

impl Integrand for Skewed {
    fn fixed(&self) -> &Mixture {
        &self.reference
    }

    fn terms(&self, here: &Here) -> Terms {
        let (gamma, rest) = (self.share, 1.0 - self.share);
        let (log_p, log_q) = (here.log_fixed(), here.log_q);
        let log_m = log_sum(&[core_math::log(gamma) + log_p, core_math::log(rest) + log_q]);
        // p/m and q/m, and the positive form f log(f/m) + m - f of each divergence: the additions integrate to 0.
        let [p, q, m] = [log_p, log_q, log_m].map(core_math::exp);
        let (p_share, q_share) = (
            gamma * core_math::exp(log_p - log_m),
            rest * core_math::exp(log_q - log_m),
        );
        let excess = |f: f64, log_f: f64| {
            if f == 0.0 {
                m
            } else {
                f * (log_f - log_m) + m - f
            }
        };
        match self.divergence {
            Divergence::JensenShannon => {
                let first = rest * (log_q - log_m);
                Terms {
                    value: gamma * excess(p, log_p) + rest * excess(q, log_q),
                    first,
                    second: first + rest * p_share,
                    log_scale: log_q,
                }
            }
            Divergence::SkewedForward => {
                // A = -(1 - gamma) q p/m, on the scale of p.
                Terms {
                    value: excess(p, log_p),
                    first: -q_share,
                    second: -q_share * p_share,
                    log_scale: log_p,
                }
            }
            Divergence::SkewedReverse => {
                let first = (log_q - log_m) + p_share;
                Terms {
                    value: excess(q, log_q),
                    first,
                    second: first + p_share * p_share,
                    log_scale: log_q,
                }
            }
        }
    }
}

impl Objective for Skewed {
    fn name(&self) -> &'static str {
        self.divergence.name()
    }

    fn value(&self, learner: &Mixture) -> f64 {
        pointwise::value(self, learner)
    }

    fn derivatives(&self, learner: &Mixture) -> Derivatives {
        pointwise::derivatives(self, learner)
    }

    fn integrates_over_the_span(&self) -> bool {
        true
    }

    /// With $y=q/p-1=(\beta-\alpha)(p_o-p_n)/p$ the slope is $\int f(y)(p_o-p_n)\,dx$ for an increasing $f$ with $f(0)=0$ (a constant integrates to 0):
    /// a positive factor times $\beta-\alpha$.
    fn balance_of_true_means(&self, learner: &Mixture) -> Option<Balance> {
        let separation = shared_separation(learner, &self.reference)?;
        let distance = learner.weight().minus(self.reference.weight());
        Some(if separation.delta() > 0.0 {
            Balance::of_slope(distance, 0.0)
        } else {
            Balance::NONE
        })
    }

    fn vanishes_at(&self) -> Option<Mixture> {
        Some(self.reference.clone())
    }

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        // At q = p the integrand's slope is constant and the slope exactly 0: rounding must not make a minimum at an end look like descent.
        if is_same_density(learner, &self.reference) {
            return 0.0;
        }
        pointwise::weight_slope(self, learner)
    }
}
/// Slope in $\beta$ at an empty old mode, correct means, of a divergence with share $\gamma$ to the target of old weight $\alpha$.
///
/// With $a=\gamma\alpha$: $-\frac{(1-\gamma)^2D(a)}{\gamma(1-a)}$ for $\mathrm{KL}(p\Vert m)$,
/// $-K(a)+\frac{(1-\gamma)D(a)}{1-a}$ for $\mathrm{KL}(q\Vert m)$ and $-(1-\gamma)K(a)$ for Jensen-Shannon, with $K$ of C2.
/// Domain: $\gamma\in(0,1)$. Relative error at most
/// [`SLOPE_ACCURACY`](super::SLOPE_ACCURACY) over $\gamma$. Source: C2 and S2.
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::{Divergence, slope_at_empty};
/// let far = Separation::new(40.0)?;
/// let slope = slope_at_empty(Divergence::SkewedForward, 0.5, Weight::new(0.5)?, far)?;
/// assert!((slope + 2.0 / 3.0).abs() < forgetting::objective::SLOPE_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
///
/// # Errors
/// [`crate::Error::Domain`] for a share outside (0, 1).
pub fn slope_at_empty(
    divergence: Divergence,
    gamma: f64,
    alpha: Weight,
    separation: Separation,
) -> Result<f64> {
    Weight::interior("gamma", gamma)?;
    let mixed = Weight::new(gamma * alpha.old())?;
    let rest = 1.0 - gamma;
    let told_apart = distinguishability(mixed, separation) / mixed.new_mode();
    let repelled = boundary_slope(mixed, separation);
    Ok(match divergence {
        Divergence::SkewedForward => -rest * rest * told_apart / gamma,
        Divergence::SkewedReverse => rest.mul_add(told_apart, -repelled),
        Divergence::JensenShannon => -rest * repelled,
    })
}
