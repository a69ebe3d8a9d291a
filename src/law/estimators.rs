//! What the KL estimators k1, k2 and k3 do when they are trained with (I1 to I3).

use super::{Law, Side, log_mixture_ratio};
use crate::error::{Error, Result};
use crate::kernel::sigmoid;
use crate::model::Weight;

/// k1, k2, k3 of $\mathrm{KL}(q_\beta\Vert p_\alpha)$ at one sample of $q_\beta$: means, variances and gradients in the logit of the old weight.
///
/// $w=\log(p/q)$, $k_1=-w$, $k_2=\tfrac12w^2$, $k_3=e^w-1-w$; score $r_o-\beta$.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KlEstimators {
    /// $\mathbb{E}_q\lbrack k_i\rbrack$.
    pub mean: [f64; 3],
    /// $\mathrm{Var}_q\,k_i$.
    pub variance: [f64; 3],
    /// Differentiated as a loss, samples held fixed: $\mathbb{E}_q\lbrack\partial_\varphi k_i\rbrack$.
    pub as_loss: [f64; 3],
    /// Used as a reward penalty, through the score function: $\mathbb{E}_q\lbrack k_i(r_o-\beta)\rbrack$.
    pub as_reward: [f64; 3],
}

/// The estimators on any law, by the law's own route and accuracy.
///
/// # Errors
/// A weight at an end of [0, 1].
///
/// ```
/// use forgetting::law::{GaussianLaw, kl_estimators};
/// use forgetting::model::{Separation, Weight};
/// use forgetting::overlap::distinguishability;
/// let (beta, alpha, delta) = (Weight::new(0.1)?, Weight::new(0.5)?, Separation::new(2.0)?);
/// let found = kl_estimators(&GaussianLaw::new(delta), beta, alpha)?;
/// let forward = (0.1 - 0.5) * distinguishability(beta, delta); // B5's slope: k3 as a loss is forward KL (I2)
/// assert!((found.as_loss[2] - forward).abs() < forgetting::law::ESTIMATOR_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn kl_estimators(law: &dyn Law, beta: Weight, alpha: Weight) -> Result<KlEstimators> {
    for (name, weight) in [("beta", beta), ("alpha", alpha)] {
        if !weight.is_interior() {
            return Err(Error::domain(name, "lie in (0, 1)", weight.old()));
        }
    }
    let phi = beta.logit();
    let mean = |f: &dyn Fn(f64) -> f64| {
        beta.old() * law.expect(Side::Old, f).value
            + beta.new_mode() * law.expect(Side::New, f).value
    };
    let log_ratio = |l: f64| log_mixture_ratio(alpha, beta, l);
    // r_o - beta without the subtraction of nearly equal weights: beta (1 - beta) (p_o - p_n)/q.
    let score = |l: f64| {
        let (own, other) = (sigmoid(l + phi), sigmoid(-(l + phi)));
        own * beta.new_mode() - other * beta.old()
    };
    let value = [
        |w: f64| -w,
        |w: f64| 0.5 * w * w,
        |w: f64| core_math::expm1(w) - w,
    ];
    let slope = [|_: f64| 1.0, |w: f64| -w, |w: f64| -core_math::expm1(w)];
    let means = value.map(|k| mean(&|l| k(log_ratio(l))));
    let mut variance = [0.0; 3];
    for (i, variance) in variance.iter_mut().enumerate() {
        *variance = mean(&|l| (value[i](log_ratio(l)) - means[i]).powi(2));
    }
    Ok(KlEstimators {
        mean: means,
        variance,
        as_loss: slope.map(|k| mean(&|l| k(log_ratio(l)) * score(l))),
        as_reward: value.map(|k| mean(&|l| k(log_ratio(l)) * score(l))),
    })
}
