//! Forward KL on data: SFT, and SFT with replay in the data (B1-B5).

use super::balance::{forward_slope, shared_separation};
use super::log_mixture::{Curvature, LogMixture, log_mixture, log_mixture_jet};
use super::{Balance, Blocks, Derivatives, Objective, relative_entropy, stack};
use crate::model::Mixture;
use crate::overlap::mixture_divergence;
use nalgebra::{DMatrix, DVector};

/// $\mathrm{KL}(p_\rho\Vert q)$ with data $p_\rho=\rho\,p_o+(1-\rho)\,p_n$; $\rho=0$ is plain SFT on new data.
///
/// Source: B1, B4 ($\rho=0$) and B5.
///
/// ```
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::{ForwardKl, Objective};
/// let modes = TwoModes::on_the_line(Separation::new(2.0)?);
/// let sft = ForwardKl::sft(&modes.mixture(Weight::new(0.0)?));
/// let learner = modes.mixture(Weight::new(0.5)?);
/// // B1: the logit slope is beta - eps_n > 0, so every step lowers the old weight.
/// assert!(sft.value_and_gradient(&learner).1[0] > 0.0);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ForwardKl {
    data: Mixture,
    entropy: f64,
}

impl ForwardKl {
    /// Forward KL on the given data mixture (its weight is $\rho$).
    pub fn new(data: Mixture) -> Self {
        let entropy = parts(&data)
            .map(|(p, c)| p * log_mixture(&data, c).value)
            .sum();
        Self { data, entropy }
    }

    /// SFT: the new mode of `modes` is all the data.
    pub fn sft(modes: &Mixture) -> Self {
        let nothing_old = crate::model::Weight::new(0.0).expect("0 is a weight");
        Self::new(modes.with_weight(nothing_old))
    }

    /// The data mixture $p_\rho$.
    pub fn data(&self) -> &Mixture {
        &self.data
    }

    fn gradient_of(
        &self,
        q: &Mixture,
        p: f64,
        c: &DVector<f64>,
        at: &LogMixture,
        k2: f64,
        sum: &mut (f64, DVector<f64>, DVector<f64>),
    ) {
        let axis = q.new_mean() - q.old_mean();
        // E_c[r_o] - beta, from whichever pair is small.
        let phi = if at.old_share < at.new_share {
            at.old_share - q.weight().old()
        } else {
            q.weight().new_mode() - at.new_share
        };
        sum.0 -= p * phi;
        sum.1.axpy(-p * at.old_share, &(c - q.old_mean()), 1.0);
        sum.1.axpy(p * k2, &axis, 1.0);
        sum.2.axpy(-p * at.new_share, &(c - q.new_mean()), 1.0);
        sum.2.axpy(-p * k2, &axis, 1.0);
    }
}

/// The components that carry mass, as (probability, mean).
fn parts(mixture: &Mixture) -> impl Iterator<Item = (f64, &DVector<f64>)> {
    let w = mixture.weight();
    [
        (w.old(), mixture.old_mean()),
        (w.new_mode(), mixture.new_mean()),
    ]
    .into_iter()
    .filter(|(p, _)| *p > 0.0)
}

impl Objective for ForwardKl {
    fn name(&self) -> &'static str {
        if self.data.weight().old() > 0.0 {
            "sft-replay"
        } else {
            "sft"
        }
    }

    fn value(&self, learner: &Mixture) -> f64 {
        let shared = shared_separation(learner, &self.data);
        let near_or_far = |s| mixture_divergence(self.data.weight(), learner.weight(), s);
        if let Some(value) = shared.and_then(near_or_far) {
            return value;
        }
        let cross: f64 = parts(&self.data)
            .map(|(p, c)| p * log_mixture(learner, c).value)
            .sum();
        relative_entropy::refined(self.entropy, -cross, &self.data, learner)
    }

    fn value_and_gradient(&self, learner: &Mixture) -> (f64, DVector<f64>) {
        let d = learner.dimension();
        let mut value = self.entropy;
        let mut sum = (0.0, DVector::zeros(d), DVector::zeros(d));
        for (p, c) in parts(&self.data) {
            let (at, curvature) = log_mixture_jet(learner, c);
            value -= p * at.value;
            self.gradient_of(learner, p, c, &at, curvature.k2, &mut sum);
        }
        (value, stack(sum.0, &sum.1, &sum.2))
    }

    fn derivatives(&self, learner: &Mixture) -> Derivatives {
        let d = learner.dimension();
        let axis = learner.new_mean() - learner.old_mean();
        let identity = DMatrix::<f64>::identity(d, d);
        let mut value = self.entropy;
        let mut sum = (0.0, DVector::zeros(d), DVector::zeros(d));
        let mut blocks = Blocks {
            phi_phi: 0.0,
            phi_old: DVector::zeros(d),
            phi_new: DVector::zeros(d),
            old_old: DMatrix::zeros(d, d),
            old_new: DMatrix::zeros(d, d),
            new_new: DMatrix::zeros(d, d),
        };
        for (p, c) in parts(&self.data) {
            let (at, Curvature { k2, k3, k4 }) = log_mixture_jet(learner, c);
            value -= p * at.value;
            self.gradient_of(learner, p, c, &at, k2, &mut sum);
            // xi and tau = s^2/2 as functions of (phi, m_o, m_n): xi' = (-1, -(c-m_o), c-m_n), tau' = (0, -a, a).
            let xi_old = learner.old_mean() - c;
            let xi_new = c - learner.new_mean();
            let pair = |x: &DVector<f64>, t: f64, y: &DVector<f64>, u: f64| {
                let cross = x * axis.transpose() * u + &axis * y.transpose() * t;
                x * y.transpose() * k2 + cross * k3 + &axis * axis.transpose() * (t * u * k4)
            };
            blocks.phi_phi += p * (learner.weight().variance() - k2);
            blocks.phi_old += (&xi_old * k2 - &axis * k3) * p;
            blocks.phi_new += (&xi_new * k2 + &axis * k3) * p;
            blocks.old_old -=
                (pair(&xi_old, -1.0, &xi_old, -1.0) + &identity * (k2 - at.old_share)) * p;
            blocks.old_new -= (pair(&xi_old, -1.0, &xi_new, 1.0) - &identity * k2) * p;
            blocks.new_new -=
                (pair(&xi_new, 1.0, &xi_new, 1.0) + &identity * (k2 - at.new_share)) * p;
        }
        Derivatives {
            value,
            gradient: stack(sum.0, &sum.1, &sum.2),
            hessian: blocks.assemble(),
        }
    }

    /// The slope itself: the factor is 1.
    fn balance_of_true_means(&self, learner: &Mixture) -> Option<Balance> {
        let separation = shared_separation(learner, &self.data)?;
        Some(forward_slope(
            learner.weight(),
            self.data.weight(),
            separation,
        ))
    }

    fn vanishes_at(&self) -> Option<Mixture> {
        Some(self.data.clone())
    }

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        let w = learner.weight();
        let axis = learner.new_mean() - learner.old_mean();
        parts(&self.data)
            .map(|(p, c)| {
                // -E_c[(N_o - N_n)/q]; at an end the ratio of two normal densities integrates in closed form.
                let slope = if w.old() == 0.0 {
                    -core_math::expm1(axis.dot(&(learner.new_mean() - c)))
                } else if w.new_mode() == 0.0 {
                    core_math::expm1(axis.dot(&(c - learner.old_mean())))
                } else {
                    let at = log_mixture(learner, c);
                    at.new_share / w.new_mode() - at.old_share / w.old()
                };
                p * slope
            })
            .sum()
    }
}
