//! The slopes of the weights-only objectives in the old weight with 128 bits, from their definitions.
//!
//! In the whitened coordinate $z$ from the midpoint, $p_o/p_n=e^{-\delta z}$. The trapezoidal rule with step $h$ errs by $e^{a^2/2-2\pi a/h}$, $a$ less than the
//! distance $\pi/\delta$ of the mixtures' zeros: below $10^{-18}$ here, where no difference of nearby numbers is formed and $10^{-10}$ is asked. From a separation of 80 on the modes are disjoint to $10^{-200}$, whatever weights
//! above $10^{-300}$ do, and each integral is its integrand at either mode.

use super::real::{Real, real};
use std::cell::RefCell;
use std::collections::HashMap;

/// An old weight with its complement, and its logit to double precision.
#[derive(Clone)]
pub struct Weight {
    old: Real,
    new: Real,
    logit: f64,
}

impl Weight {
    /// From a logit moved by a shift; minus infinity is the weight 0.
    pub fn at(logit: f64, shift: f64) -> Self {
        let (old, new) = if logit == f64::NEG_INFINITY {
            (real(0.0), real(1.0))
        } else {
            let odds = (real(logit) + real(shift)).exp();
            let whole = real(1.0) + &odds;
            (&odds / &whole, real(1.0) / whole)
        };
        Self { old, new, logit }
    }

    /// From the double that the solver is given.
    pub fn given(old: f64) -> Self {
        Self {
            old: real(old),
            new: real(1.0) - real(old),
            logit: old.ln() - (-old).ln_1p(),
        }
    }

    /// The logarithms of the weight and of its complement.
    fn logarithms(&self) -> [f64; 2] {
        let soft = |x: f64| -(x.max(0.0) + (-x.abs()).exp().ln_1p());
        [soft(-self.logit), soft(self.logit)]
    }
}

/// A place on the line: the greater of the two densities, both beside it, and their difference.
struct Place {
    mass: Real,
    old: Real,
    new: Real,
    difference: Real,
}

impl Place {
    fn mixture(&self, w: &Weight) -> Real {
        &w.old * &self.old + &w.new * &self.new
    }

    /// $\log(q_\beta/q_w)$ without cancellation.
    fn log_ratio(&self, beta: &Weight, w: &Weight) -> Real {
        let y = (&beta.old - &w.old) * &self.difference / self.mixture(w);
        if (&y + real(0.5)).is_negative() {
            self.mixture(beta).ln() - self.mixture(w).ln()
        } else {
            y.ln_1p()
        }
    }

    /// The old mode's responsibility.
    fn old_share(&self, w: &Weight) -> Real {
        &w.old * &self.old / self.mixture(w)
    }
}

/// Disjoint modes.
const FAR: f64 = 80.0;
/// Nodes whose integrands are this many e-foldings below the greatest are left out.
const DEPTH: f64 = 50.0;
/// The step of the trapezoidal rule, in units of the lesser of 1 and the modes' distance to the mixtures' zeros over $\pi$.
const STEP: f64 = 0.4;

pub struct Line {
    delta: f64,
    /// The places of the nodes seen so far, which all integrals share.
    places: RefCell<HashMap<i64, Place>>,
    /// $\sqrt{2\pi}$.
    root: Real,
}

impl Line {
    pub fn new(delta: f64) -> Self {
        let root = (-60..=60).fold(real(0.0), |sum, k| {
            let z = real(0.25 * f64::from(k));
            sum + (-(&z * &z / real(2.0))).exp()
        });
        Self {
            delta,
            places: RefCell::default(),
            root: root * real(0.25),
        }
    }

    /// $\int f$ with the greater density; `size` estimates the logarithm of $f$.
    fn integral(&self, size: impl Fn(f64) -> f64, f: impl Fn(&Place) -> Real) -> Real {
        let step = STEP.min(STEP / self.delta);
        let count = ((1.5 * self.delta + 14.0) / step).ceil() as i64;
        let sized: Vec<(i64, f64)> = (-count..=count)
            .map(|k| (k, k as f64 * step))
            .map(|(k, z)| (k, size(z) - 0.5 * (z.abs() - 0.5 * self.delta).powi(2)))
            .collect();
        let greatest = sized.iter().map(|s| s.1).fold(f64::NEG_INFINITY, f64::max);
        let mut sum = real(0.0);
        let mut places = self.places.borrow_mut();
        for &(k, _) in sized.iter().filter(|s| s.1 > greatest - DEPTH) {
            let place = places
                .entry(k)
                .or_insert_with(|| self.place(k as f64 * step));
            sum = sum + f(place) * &place.mass;
        }
        sum * real(step) / &self.root
    }

    fn place(&self, z: f64) -> Place {
        let (distance, delta) = (real(z.abs()), real(self.delta));
        let from_mode = &distance - &delta / real(2.0);
        let fall = -(distance * delta);
        let (lesser, difference) = (fall.exp(), -fall.exp_m1());
        // Left of the midpoint the old density is the greater one.
        let (old, new, difference) = if z <= 0.0 {
            (real(1.0), lesser, difference)
        } else {
            (lesser, real(1.0), -difference)
        };
        Place {
            mass: (-(&from_mode * &from_mode / real(2.0))).exp(),
            old,
            new,
            difference,
        }
    }

    fn log_old(&self, z: f64) -> f64 {
        -self.delta * z.max(0.0)
    }

    fn log_mixture(&self, w: &Weight, z: f64) -> f64 {
        let [old, new] = w.logarithms();
        let (a, b) = (old + self.log_old(z), new + self.delta * z.min(0.0));
        a.max(b) + (a.min(b) - a.max(b)).exp().ln_1p()
    }

    fn log_difference(&self, z: f64) -> f64 {
        (-(-self.delta * z.abs()).exp_m1()).max(1e-300).ln()
    }

    fn log_log_ratio(&self, beta: &Weight, w: &Weight, z: f64) -> f64 {
        let ratio = (self.log_mixture(beta, z) - self.log_mixture(w, z)).abs();
        if ratio > 0.5 {
            return ratio.ln();
        }
        let [a, b] = [beta, w].map(Weight::logarithms);
        let gap = a[0].max(b[0]).min(a[1].max(b[1]));
        (gap + self.log_difference(z) - self.log_mixture(w, z)).min(0.0)
    }

    /// $\partial_\beta\mathrm{KL}(q_\beta\Vert q_w)=\int(p_o-p_n)\log(q_\beta/q_w)$.
    pub fn reverse(&self, beta: &Weight, w: &Weight) -> Real {
        if self.delta >= FAR && beta.logit == f64::NEG_INFINITY {
            return -((&w.old / &w.new).ln() + real(self.delta) * real(self.delta) / real(2.0));
        }
        if self.delta >= FAR {
            return (&beta.old / &w.old).ln() - (&beta.new / &w.new).ln();
        }
        let size = |z: f64| self.log_difference(z) + self.log_log_ratio(beta, w, z);
        self.integral(size, |at| &at.difference * at.log_ratio(beta, w))
    }

    /// $\partial_\beta\mathrm{KL}(p_n\Vert q_\beta)=\beta\int(p_o-p_n)^2/q_\beta$ (B1).
    pub fn forward(&self, beta: &Weight) -> Real {
        if self.delta >= FAR {
            return real(1.0) / &beta.new;
        }
        let size = |z: f64| 2.0 * self.log_difference(z) - self.log_mixture(beta, z);
        let square = self.integral(size, |at| {
            &at.difference * &at.difference / at.mixture(beta)
        });
        &beta.old * square
    }

    /// The pull of the utility of rewards on labels, $\tfrac1\eta(e^{\eta\Delta}-1)/(\beta+(1-\beta)e^{\eta\Delta})$.
    pub fn label_pull(&self, beta: &Weight, eta: f64, gap: f64) -> Real {
        let product = real(eta) * real(gap);
        product.exp_m1() / real(eta) / (&beta.old + &beta.new * product.exp())
    }

    /// The pull of the utility of the frozen soft reward, $(E_n-E_o)[(e^{\eta r}-1)/\eta]/E_\beta[e^{\eta r}]$.
    pub fn soft_pull(&self, beta: &Weight, frozen: &Weight, eta: f64, gap: f64) -> Real {
        if self.delta >= FAR {
            return self.label_pull(beta, eta, gap);
        }
        // Beside the reward of the new mode itself.
        let fall = |at: &Place| -(real(eta) * real(gap) * at.old_share(frozen));
        let size = |z: f64| {
            let share = frozen.logarithms()[0] + self.log_old(z) - self.log_mixture(frozen, z);
            self.log_difference(z) + share
        };
        let lead = self.integral(size, |at| &at.difference * fall(at).exp_m1());
        let whole = self.integral(
            |z| self.log_mixture(beta, z),
            |at| at.mixture(beta) * fall(at).exp(),
        );
        -(lead / real(eta) / whole)
    }

    /// OAPL: the slope of the loss up to the factor $2\tau$, and the loss.
    pub fn oapl(&self, beta: &Weight, lag: &Weight, gap: f64, tau: f64) -> (Real, Real) {
        // The residual's size: that of its three terms. Far out it grows faster than the densities fall.
        let left = |z: f64| {
            let share = self.log_old(z) - self.log_mixture(lag, z);
            let reward = gap.ln() + lag.logarithms()[0] + share.max(0.0);
            reward.max(tau.ln() + self.log_log_ratio(beta, lag, z))
        };
        let (gap, tau) = (real(gap), real(tau));
        if self.delta >= FAR {
            let level = &tau * (&lag.old + &lag.new * (&gap / &tau).exp()).ln();
            let old = &tau * (&beta.old / &lag.old).ln() + &level;
            let new = &tau * (&beta.new / &lag.new).ln() - (&gap - &level);
            let loss = &lag.old * &old * &old + &lag.new * &new * &new;
            let slope = &lag.old / &beta.old * old - &lag.new / &beta.new * new;
            return (slope, loss);
        }
        // Rewards and their level beside the reward of the new mode itself.
        let fall = |at: &Place| -(&gap * at.old_share(lag));
        let lifted = self.integral(
            |z| self.log_mixture(lag, z),
            |at| at.mixture(lag) * (fall(at) / &tau).exp_m1(),
        );
        let level = &tau * lifted.ln_1p();
        let residual = |at: &Place| &tau * at.log_ratio(beta, lag) - (fall(at) - &level);
        let size = |z: f64| {
            let ratio = self.log_mixture(lag, z) - self.log_mixture(beta, z);
            self.log_difference(z) + ratio + left(z)
        };
        let slope = self.integral(size, |at| {
            &at.difference * at.mixture(lag) / at.mixture(beta) * residual(at)
        });
        let loss = self.integral(
            |z| self.log_mixture(lag, z) + 2.0 * left(z),
            |at| {
                let left = residual(at);
                at.mixture(lag) * &left * &left
            },
        );
        (slope, loss)
    }

    /// $\mathrm{KL}(q_a\Vert q_b)=\int q_a\,(y-\log(1+y))$, $1+y=q_b/q_a$.
    pub fn divergence(&self, a: &Weight, b: &Weight) -> Real {
        let size = |z: f64| {
            let ratio = self.log_log_ratio(b, a, z);
            let greater = self.log_mixture(a, z).max(self.log_mixture(b, z));
            greater + ratio + ratio.min(0.0)
        };
        self.integral(size, |at| {
            let change = (&b.old - &a.old) * &at.difference;
            let y = &change / at.mixture(a);
            if (&y + real(0.5)).is_negative() {
                change - at.mixture(a) * at.log_ratio(b, a)
            } else {
                at.mixture(a) * y.excess()
            }
        })
    }
}
