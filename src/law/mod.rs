//! The law of the log-likelihood ratio $l=\log(p_o/p_n)$: weights-only theory without Gaussians.
//!
//! For ANY two densities (or probability functions, or two language models over sequences) misassignment, overlap, every
//! divergence between mixtures of the two, the slopes of their flows and the critical anchors are functionals of the law of
//! $l$ under $p_o$ and under $p_n$, and the second law is the tilt of the first: $\mathbb{E}_{p_n}[f(l)]=\mathbb{E}_{p_o}[f(l)e^{-l}]$.
//!
//! | law | route | accuracy |
//! | --- | --- | --- |
//! | [`GaussianLaw`] | the kernel; panels for any other mean | the kernel's and the overlap's contracts; [`EXPECTATION_ACCURACY`] |
//! | [`DiscreteLaw`] | exact sums | [`discrete::ACCURACY`] relative to the largest term |
//! | [`LocationScale`] | double-exponential quadrature between the kinks | [`location_scale::ACCURACY`] |
//! | [`UnequalGaussian`], [`MarkovChains`] | Mellin-Barnes integrals of the Chernoff function | [`mellin::ACCURACY`], a bound |
//! | [`EmpiricalLaw`] | means of samples | standard errors |

/// The relative error of an equilibrium under a law: a root to $10^{-13}$ in the logit of a function known to
/// [`SLOPE_ACCURACY`] of its terms.
pub const EQUILIBRIUM_ACCURACY: f64 = 1e-9;
/// The relative error of $K$ by any law's own route.
pub const SLOPE_ACCURACY: f64 = 1e-11;
/// The error of what [`kl_estimators`] integrates, relative to the largest term.
pub const ESTIMATOR_ACCURACY: f64 = 1e-11;

mod diagonalise;
pub mod discrete;
mod empirical;
mod equilibrium;
mod estimators;
mod gaussian;
pub mod location_scale;
mod many;
mod many_setting;
mod markov;
pub mod mellin;
mod objectives;
mod setting;
mod split;
mod unequal;

pub use discrete::DiscreteLaw;
pub use empirical::{EmpiricalLaw, WeightedRatio};
pub use equilibrium::{
    Extinction, OaplReward, adaptive_penalty, adaptive_weight, critical_anchor, extinction,
    hybrid_weight, oapl_critical_temperature, penalty_to_keep, ttt_weight,
};
pub use estimators::{KlEstimators, kl_estimators};
pub use gaussian::{EXPECTATION_ACCURACY, GaussianLaw};
pub use location_scale::{Family, LocationScale};
pub use many::{GaussianMode, ManyGaussians, ModeMisassignment};
pub use many_setting::ManyScenario;
pub use markov::{MarkovChain, MarkovChains};
pub use mellin::Chernoff;
pub(crate) use objectives::forward_slope;
pub use objectives::{LawSolution, solve_on_law};
pub use setting::LawScenario;
pub use split::{Split, nearest_weight, split};
pub use unequal::UnequalGaussian;

use crate::error::{Error, Result};
use crate::kernel::{sigmoid, softplus};
use crate::model::Weight;
use crate::numeric::legendre;

/// Under which of the two modes an expectation is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// $p_o$.
    Old,
    /// $p_n$.
    New,
}

/// A number with what is known of its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// A bound on the error for deterministic routes; three standard errors for sampled ones.
    pub error: f64,
}

impl Estimate {
    /// The mean of independent draws, with three standard errors of it; two draws at least.
    fn mean_of(draws: &[f64]) -> Self {
        let count = draws.len() as f64;
        let value = draws.iter().sum::<f64>() / count;
        let square: f64 = draws.iter().map(|x| (x - value) * (x - value)).sum();
        Self {
            value,
            error: 3.0 * (square / (count * (count - 1.0))).sqrt(),
        }
    }
}

/// The law of $l=\log(p_o/p_n)$ under both modes.
///
/// ```
/// use forgetting::law::{DiscreteLaw, Law};
/// use forgetting::model::Weight;
/// let law = DiscreteLaw::new(&[0.5, 0.3, 0.2], &[0.1, 0.3, 0.6])?;
/// let beta = Weight::new(0.3)?;
/// let balance = 0.3 * law.misassignment_old(beta) - 0.7 * law.misassignment_new(beta); // A2
/// assert!(balance.abs() < forgetting::law::discrete::ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub trait Law: Sync {
    /// $\mathbb{E}[f(l)]$ under one mode, for an $f$ analytic in $|\mathrm{Im}\,l|<\pi$ on each side of $l=0$ that grows at most
    /// like $e^{|l|}$. Where a sample has probability zero under the other mode $l$ is infinite and `f` is asked there.
    fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> Estimate;

    /// $\varepsilon_o=\mathbb{E}_{p_o}[\sigma(-(l+\varphi))]$: old data claimed by the new mode.
    fn misassignment_old(&self, beta: Weight) -> f64 {
        let phi = beta.logit();
        self.expect(Side::Old, &|l| claim(-l, -phi)).value
    }

    /// $\varepsilon_n=\mathbb{E}_{p_n}[\sigma(l+\varphi)]$: new data claimed by the old mode, and the EM step of SFT (B3).
    fn misassignment_new(&self, beta: Weight) -> f64 {
        let phi = beta.logit();
        self.expect(Side::New, &|l| claim(l, phi)).value
    }

    /// $D=1-\varepsilon_o-\varepsilon_n=\beta(1-\beta)\int(p_o-p_n)^2/q$.
    fn distinguishability(&self, beta: Weight) -> f64 {
        // The bounded integrand tanh^2(l/2) (p_o + p_n)/q under p_o + p_n.
        let integrand = |l: f64| {
            let tanh = core_math::tanh(0.5 * l);
            let e = core_math::exp(-l.abs());
            let (major, minor) = if l >= 0.0 {
                (beta.old(), beta.new_mode())
            } else {
                (beta.new_mode(), beta.old())
            };
            tanh * tanh * (1.0 + e) / (major + minor * e)
        };
        if !beta.is_interior() {
            return 0.0;
        }
        beta.variance() * self.total(&integrand)
    }

    /// $\mathrm{BC}=\int\sqrt{p_op_n}$.
    fn bhattacharyya(&self) -> f64 {
        0.5 * self.total(&|l| 1.0 / core_math::cosh(0.5 * l))
    }

    /// $\mathrm{TV}=\tfrac12\int|p_o-p_n|$.
    fn total_variation(&self) -> f64 {
        0.5 * self.total(&|l: f64| core_math::tanh(0.5 * l.abs()))
    }

    /// $\chi^2=\int(p_o-p_n)^2/p_n$, infinite where it is.
    fn chi_squared(&self) -> f64 {
        self.expect(Side::Old, &core_math::expm1).value
    }

    /// $\mathrm{KL}(p_o\Vert p_n)=\mathbb{E}_{p_o}\lbrack l\rbrack$.
    fn divergence_old(&self) -> f64 {
        self.expect(Side::Old, &|l| l).value
    }

    /// $\mathrm{KL}(p_n\Vert p_o)=-\mathbb{E}_{p_n}\lbrack l\rbrack$.
    fn divergence_new(&self) -> f64 {
        self.expect(Side::New, &|l| -l).value
    }

    /// $\mathrm{KL}(m_\beta\Vert m_\gamma)$, $m_\beta=\beta p_o+(1-\beta)p_n$: SFT at $\beta=0$ (B1), replay in the data (B5), reverse KL with
    /// $\gamma=\alpha$ (C1), mass forgetting with $\gamma=b$ (H2).
    fn mixture_divergence(&self, from: Weight, to: Weight) -> f64 {
        let ratio = LogRatio::new(from, to);
        let f = |l: f64| ratio.at(l);
        let part = |weight: f64, side| {
            if weight == 0.0 {
                0.0
            } else {
                weight * self.expect(side, &f).value
            }
        };
        part(from.old(), Side::Old) + part(from.new_mode(), Side::New)
    }

    /// $K(\alpha)=\mathbb{E}_{p_o}[\log(\alpha e^l+1-\alpha)]-\mathbb{E}_{p_n}[\log(\alpha e^l+1-\alpha)]$: how strongly the boundary repels (C2, G2).
    fn boundary_slope(&self, alpha: Weight) -> f64 {
        let ratio = LogRatio::new(alpha, NEW_ONLY);
        let f = |l: f64| ratio.at(l);
        self.expect(Side::Old, &f).value - self.expect(Side::New, &f).value
    }

    /// $K(b)-K(a)$ for weights $a\le b$, and a bound on its error: by subtraction, unless a law knows better.
    fn slope_between(&self, a: Weight, b: Weight) -> (f64, f64) {
        let (less, most) = (self.boundary_slope(a), self.boundary_slope(b));
        (most - less, SLOPE_ACCURACY * (most.abs() + less.abs()))
    }

    /// The time $\int d\varphi/(\beta D)$ that SFT's logit gradient flow takes from one weight down to another (B2).
    ///
    /// # Errors
    /// Unless $0<\texttt{to}\le\texttt{from}<1$, and where $D=0$ on the way.
    fn collapse_time(&self, from: Weight, to: Weight) -> Result<f64> {
        if !(0.0 < to.old() && to.old() <= from.old() && from.new_mode() > 0.0) {
            return Err(Error::domain(
                "beta",
                "fall inside (0, 1)",
                format!("from {} to {}", from.old(), to.old()),
            ));
        }
        let (low, high) = (to.logit(), from.logit());
        let panels = ((high - low) / PANEL).ceil().max(1.0) as usize;
        let half = 0.5 * (high - low) / panels as f64;
        let mut time = 0.0;
        for panel in 0..panels {
            let centre = low + (2 * panel + 1) as f64 * half;
            for (x, w) in legendre() {
                let weight = Weight::from_logit(centre + half * x);
                let told_apart = self.distinguishability(weight);
                // On samples D need not be positive.
                if told_apart.is_nan() || told_apart <= 0.0 {
                    let found = format!("D = {told_apart:e} at weight {:e}", weight.old());
                    return Err(Error::domain("p_old, p_new", "be told apart", found));
                }
                time += half * w / (weight.old() * told_apart);
            }
        }
        if time.is_finite() {
            Ok(time)
        } else {
            Err(Error::domain("p_old, p_new", "differ", "equal laws"))
        }
    }

    /// The old mass of the tilt $q_\beta e^{r/\tau}$ of a mixture, for a reward that is a function of $l$ (F1, F2).
    ///
    /// # Errors
    /// $\tau\le0$ or not finite, and a reward that is not.
    fn tilted_mass(&self, beta: Weight, reward: &dyn Fn(f64) -> f64, tau: f64) -> Result<Weight> {
        if !(tau > 0.0 && tau.is_finite()) {
            return Err(Error::domain("tau", "be finite and > 0", tau));
        }
        // log E[e^(r/tau)] from its largest term, which neither over- nor underflows.
        let lift = |side| {
            let largest = std::cell::Cell::new(f64::NEG_INFINITY);
            self.expect(side, &|l| {
                largest.set(largest.get().max(reward(l) / tau));
                0.0
            });
            let most = largest.get();
            let lifted = self.expect(side, &|l| core_math::exp(reward(l) / tau - most));
            (most, core_math::log(lifted.value))
        };
        // The two largest terms are subtracted on their own: they may be far larger than what remains.
        let [(most_old, old), (most_new, new)] = [Side::Old, Side::New].map(lift);
        let logit = beta.logit() + (most_old - most_new) + (old - new);
        if logit.is_nan() {
            return Err(Error::domain("reward", "be finite", logit));
        }
        Ok(Weight::from_logit(logit))
    }

    /// $\mathbb{E}_{p_o}\lbrack f\rbrack+\mathbb{E}_{p_n}\lbrack f\rbrack$.
    fn total(&self, f: &dyn Fn(f64) -> f64) -> f64 {
        self.expect(Side::Old, f).value + self.expect(Side::New, f).value
    }
}

/// Panels of the logit: $1/(\beta D)$ is analytic within $\pi$ of the axis, so eight points err by less than 1e-13.
const PANEL: f64 = 0.5;

/// The mixture that is the new mode alone.
const NEW_ONLY: Weight = Weight::NEW_MODE_ONLY;

/// $\sigma(l+\varphi)$ where either may be infinite: the weight decides first.
fn claim(l: f64, phi: f64) -> f64 {
    if phi.is_infinite() {
        sigmoid(phi)
    } else {
        sigmoid(l + phi)
    }
}

/// $\log(m_\beta/m_\gamma)$ at a point with log-likelihood ratio $l$, without overflow; infinite where it is.
pub(crate) fn log_mixture_ratio(from: Weight, to: Weight, l: f64) -> f64 {
    LogRatio::new(from, to).at(l)
}

/// The same at many points: the weights' logarithms are taken once.
pub(crate) enum LogRatio {
    /// Of a mixture to itself.
    None,
    /// Of the first to the second.
    Between(LogMixture, LogMixture),
}

impl LogRatio {
    pub(crate) fn new(from: Weight, to: Weight) -> Self {
        if from == to {
            return Self::None;
        }
        Self::Between(LogMixture::new(from), LogMixture::new(to))
    }

    pub(crate) fn at(&self, l: f64) -> f64 {
        self.at_decayed(l, core_math::expm1(-l.abs()))
    }

    /// The same where $e^{-|l|}-1$ is known.
    pub(crate) fn at_decayed(&self, l: f64, decay: f64) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Between(from, to) => from.at(l, decay) - to.at(l, decay),
        }
    }
}

/// $\log(\beta e^{l}+1-\beta)-\max(l,0)$ of one weight.
pub(crate) struct LogMixture {
    weight: Weight,
    log_old: f64,
    log_new: f64,
}

impl LogMixture {
    fn new(weight: Weight) -> Self {
        Self {
            weight,
            log_old: core_math::log(weight.old()),
            log_new: core_math::log(weight.new_mode()),
        }
    }

    fn at(&self, l: f64, decay: f64) -> f64 {
        let old = (self.weight.old(), self.log_old);
        let new = (self.weight.new_mode(), self.log_new);
        let ((major, log_major), (minor, log_minor)) =
            if l >= 0.0 { (old, new) } else { (new, old) };
        if major == 0.0 {
            return -l.abs();
        }
        if minor == 0.0 {
            return 0.0;
        }
        // 1 + minor (e^-|l| - 1): exact near l = 0.
        if minor < 0.5 || l.abs() < 1.0 {
            core_math::log1p(minor * decay)
        } else {
            log_major + softplus(log_minor - log_major - l.abs())
        }
    }
}
