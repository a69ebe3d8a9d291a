//! The densities of the modes and of the learner, and the responsibilities, along the axis between the modes.
//!
//! $x$ is the whitened coordinate from the midpoint along $\mu_n-\mu_o$:
//! $p_o(x)=\varphi(x+\delta/2)$, $p_n(x)=\varphi(x-\delta/2)$, $q=\beta p_o+(1-\beta)p_n$, $r_o=\beta p_o/q$, $r_n=1-r_o$.

use crate::kernel::{Exponent, shifted_normal_density};
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
pub fn new_density(x: f64, delta: Separation) -> f64 {
    shifted_normal_density(x, -0.5 * delta.delta())
}

/// Density of the learner, $q(x)=\beta p_o(x)+(1-\beta)p_n(x)$, relative error at most 8 units in the last place.
pub fn mixture_density(x: f64, beta: Weight, delta: Separation) -> f64 {
    beta.old() * old_density(x, delta) + beta.new_mode() * new_density(x, delta)
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
