//! The densities of the modes and of the learner, and the responsibilities, along the axis between the modes.
//!
//! $x$ is the whitened coordinate from the midpoint along $\mu_n-\mu_o$:
//! $p_o(x)=\varphi(x+\delta/2)$, $p_n(x)=\varphi(x-\delta/2)$, $q=\beta p_o+(1-\beta)p_n$, $r_o=\beta p_o/q$, $r_n=1-r_o$.

use crate::kernel::{Exponent, LN_TAU, shifted_normal_density, softplus};
use crate::model::{Separation, Weight};

/// Density of the old mode, $\varphi(x+\delta/2)$, relative error at most 4 units in the last place.
///
/// ```
/// use forgetting::model::Separation;
/// use forgetting::overlap::{new_density, old_density};
/// let delta = Separation::new(3.0)?;
/// assert_eq!(old_density(0.7, delta), new_density(-0.7, delta));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn old_density(x: f64, delta: Separation) -> f64 {
    shifted_normal_density(x, 0.5 * delta.delta())
}

/// Density of the new mode, $\varphi(x-\delta/2)$; see [`old_density`].
///
/// ```
/// use forgetting::model::Separation;
/// let peak = forgetting::overlap::new_density(1.5, Separation::new(3.0)?);
/// assert!((peak - 0.398_942_280_401_432_7).abs() < 8.0 * f64::EPSILON);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn new_density(x: f64, delta: Separation) -> f64 {
    shifted_normal_density(x, -0.5 * delta.delta())
}

/// Density of the learner, $q(x)=\beta p_o(x)+(1-\beta)p_n(x)$, relative error at most 8 units in the last place.
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::overlap::{mixture_density, new_density, old_density};
/// let (beta, delta) = (Weight::new(0.25)?, Separation::new(2.0)?);
/// let both = 0.25 * old_density(0.3, delta) + 0.75 * new_density(0.3, delta);
/// assert!((mixture_density(0.3, beta, delta) / both - 1.0).abs() < 8.0 * f64::EPSILON);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn mixture_density(x: f64, beta: Weight, delta: Separation) -> f64 {
    beta.old() * old_density(x, delta) + beta.new_mode() * new_density(x, delta)
}

/// $\log p_o(x)$, relative error at most 4 units in the last place, also where the density underflows.
///
/// ```
/// use forgetting::model::Separation;
/// let log = forgetting::overlap::log_old_density(60.0, Separation::new(3.0)?);
/// assert!((log / -1_892.043_938_533_204_7 - 1.0).abs() < 4.0 * f64::EPSILON);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn log_old_density(x: f64, delta: Separation) -> f64 {
    let z = x + 0.5 * delta.delta();
    -0.5 * z * z - 0.5 * LN_TAU
}

/// $\log p_n(x)$; see [`log_old_density`].
///
/// ```
/// use forgetting::model::Separation;
/// let log = forgetting::overlap::log_new_density(-60.0, Separation::new(3.0)?);
/// assert!((log / -1_892.043_938_533_204_7 - 1.0).abs() < 4.0 * f64::EPSILON);                  // the density itself underflows
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn log_new_density(x: f64, delta: Separation) -> f64 {
    log_old_density(-x, delta)
}

/// $\log q(x)$, the logarithm of the learner's density, also where it underflows; absolute error as for [`log_old_density`].
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// let log = forgetting::overlap::log_mixture_density(60.0, Weight::new(0.5)?, Separation::new(3.0)?);
/// assert!((log / -1_712.737_085_713_764_6 - 1.0).abs() < 4.0 * f64::EPSILON);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn log_mixture_density(x: f64, beta: Weight, delta: Separation) -> f64 {
    if beta.old() == 0.0 {
        return log_new_density(x, delta);
    }
    if beta.new_mode() == 0.0 {
        return log_old_density(x, delta);
    }
    let odds = -beta.log_odds_new() - delta.delta() * x;
    if odds < 0.0 {
        core_math::log(beta.new_mode()) + log_new_density(x, delta) + softplus(odds)
    } else {
        core_math::log(beta.old()) + log_old_density(x, delta) + softplus(-odds)
    }
}

/// Responsibility of the old mode, $r_o(x)=\sigma(\operatorname{logit}\beta-\delta x)$, relative error at most 8 units in the
/// last place, also where the densities underflow.
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::overlap::{responsibility_new, responsibility_old};
/// let (beta, delta) = (Weight::new(0.3)?, Separation::new(5.0)?);
/// assert_eq!(responsibility_old(0.0, beta, delta), 0.3);
/// assert!(responsibility_old(40.0, beta, delta) > 0.0 && responsibility_new(40.0, beta, delta) == 1.0);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn responsibility_old(x: f64, beta: Weight, delta: Separation) -> f64 {
    share(
        beta.old(),
        beta.new_mode(),
        Exponent::product(delta.delta(), x),
    )
}

/// Responsibility of the new mode, $r_n(x)=\sigma(\delta x-\operatorname{logit}\beta)$; see [`responsibility_old`].
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::overlap::{responsibility_new, responsibility_old};
/// let (beta, delta) = (Weight::new(0.3)?, Separation::new(5.0)?);
/// let both = responsibility_new(0.1, beta, delta) + responsibility_old(0.1, beta, delta);
/// assert!((both - 1.0).abs() < 8.0 * f64::EPSILON);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn responsibility_new(x: f64, beta: Weight, delta: Separation) -> f64 {
    share(
        beta.new_mode(),
        beta.old(),
        Exponent::product(-delta.delta(), x),
    )
}

/// `mine/(mine + other e^t)`: no step cancels.
fn share(mine: f64, other: f64, t: Exponent) -> f64 {
    // Beyond, the exponential outweighs any weight by more than the range of numbers.
    const REACH: f64 = 1400.0;
    if mine == 0.0 {
        return 0.0;
    }
    if other == 0.0 || t.leading() < -REACH {
        return 1.0;
    }
    if t.leading() > REACH {
        return 0.0;
    }
    mine / (mine + t.exp_times(other))
}
