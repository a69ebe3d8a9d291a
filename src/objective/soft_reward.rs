//! Rewards as functions of the sample, and the exponential tilts they make.

use super::half_line::half_line;
use crate::error::{Error, Result};
use crate::kernel::{normal_cdf, sigmoid};
use crate::model::{Mixture, Separation, Weight};
use crate::numeric::legendre;
use nalgebra::DVector;
use std::f64::consts::PI;

/// The largest $\eta\Delta$ or $\Delta/\tau$ whose exponential and square still fit an `f64`.
pub const LARGEST_TILT: f64 = 300.0;

/// A frozen soft reward $r(x)=\Delta\,r_n(x)$, with $r_n$ the responsibility of the new mode at a fixed weight $w$ and the true means.
///
/// It lies in $[0,\Delta]$ and does not follow the learner.
///
/// ```
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::SoftReward;
/// let modes = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.5)?);
/// let reward = SoftReward::new(1.0, &modes)?;
/// assert!(reward.at(modes.old_mean()) < 0.02 && reward.at(modes.new_mean()) > 0.98);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SoftReward {
    gap: f64,
    modes: Mixture,
    axis: DVector<f64>,
    /// The log-odds of the new mode at the origin of coordinates.
    offset: f64,
}

/// $\mathbb{E}_{N(c)}[(e^{\eta r}-1)/\eta]$ and its first two derivatives along the modes' axis, in units of the log-odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tilt {
    /// The expectation; the mean reward at $\eta=0$.
    pub value: f64,
    /// $\partial/\partial u$, $u=\lambda_w+\langle\mu_n-\mu_o,c-\text{midpoint}\rangle$.
    pub first: f64,
    /// $\partial^2/\partial u^2$.
    pub second: f64,
}

impl SoftReward {
    /// The gap $\Delta\ge0$, and the frozen mixture whose responsibility it is: the true means, with weight $w\in(0,1)$.
    ///
    /// # Errors
    /// A gap that is negative or not finite, a weight at an end of [0, 1].
    pub fn new(gap: f64, modes: &Mixture) -> Result<Self> {
        if !(gap >= 0.0 && gap.is_finite()) {
            return Err(Error::domain("gap", "be finite and >= 0", gap));
        }
        if !modes.weight().is_interior() {
            return Err(Error::domain(
                "the reward's weight",
                "lie in (0, 1)",
                modes.weight().old(),
            ));
        }
        let axis = modes.new_mean() - modes.old_mean();
        let midpoint = (modes.new_mean() + modes.old_mean()) * 0.5;
        let offset = modes.weight().log_odds_new() - axis.dot(&midpoint);
        Ok(Self {
            gap,
            modes: modes.clone(),
            axis,
            offset,
        })
    }

    /// $\Delta$.
    pub fn gap(&self) -> f64 {
        self.gap
    }

    /// The frozen mixture.
    pub fn modes(&self) -> &Mixture {
        &self.modes
    }

    /// $\mu_n-\mu_o$.
    pub(super) fn axis(&self) -> &DVector<f64> {
        &self.axis
    }

    /// $r(x)$, whitened.
    pub fn at(&self, x: &DVector<f64>) -> f64 {
        self.gap * sigmoid(self.log_odds(x))
    }

    pub(super) fn log_odds(&self, x: &DVector<f64>) -> f64 {
        self.offset + self.axis.dot(x)
    }

    /// $\mathbb{E}_{p_n}-\mathbb{E}_{p_o}$ of $(e^{\eta r}-1)/\eta$ under the true modes, relative error at most $10^{-12}$ at every separation $\delta$.
    pub(super) fn lead(&self, eta: f64, separation: Separation) -> f64 {
        let (lambda, delta) = (self.modes.weight().log_odds_new(), separation.delta());
        if delta == 0.0 {
            return 0.0;
        }
        let [lead] = half_line(separation, &[lambda], |z| {
            let (far, near) = (lambda - delta * z, lambda + delta * z);
            let reward = self.gap * sigmoid(far);
            let rise = self.gap * sigmoid_rise(far, near, 2.0 * delta * z);
            [core_math::exp(eta * reward) * lift(eta, rise)]
        });
        lead
    }

    /// The tilt of a unit normal law at `centre`, for $\eta\ge0$ with $\eta\Delta\le300$.
    ///
    /// Trapezoidal rule; the integrand is analytic in the strip of half-width $\pi/\delta$ and bounded by $e^{\eta\Delta/\cos(v/2)}$ there, so
    /// the error is below $10^{-13}e^{\eta\Delta}$.
    pub fn tilt(&self, eta: f64, centre: &DVector<f64>) -> Tilt {
        let (u, spread) = (self.log_odds(centre), self.axis.norm());
        if spread > WIDE {
            return self.wide_tilt(eta, u, spread);
        }
        // At height v the error is e^(-2 pi v/(step spread) + eta gap (1/cos(v/2) - 1)); v between 1 and 2.5 serves.
        let step = (0.45 / (spread * (1.0 + eta * self.gap / 20.0))).min(0.4);
        let count = (9.5 / step).ceil() as i32;
        let mut sums = [0.0; 3];
        for k in -count..=count {
            let z = f64::from(k) * step;
            let mass = step * core_math::exp(-0.5 * z * z);
            for (sum, term) in sums.iter_mut().zip(self.tilt_terms(eta, u + spread * z)) {
                *sum += mass * term;
            }
        }
        let [value, first, second] = sums.map(|sum| sum / (2.0 * PI).sqrt());
        Tilt {
            value,
            first,
            second,
        }
    }
}

impl SoftReward {
    /// [`SoftReward::tilt`] in the log-odds: the reward changes on a stretch that does not grow with the separation, and is constant beyond.
    fn wide_tilt(&self, eta: f64, u: f64, spread: f64) -> Tilt {
        let tilt = eta * self.gap;
        let count = (2.0 * SATURATED * (1.0 + tilt / 20.0)).ceil();
        let half = SATURATED / count;
        let mut sums = [0.0; 3];
        for k in 0..count as usize {
            let middle = -SATURATED + (2.0 * k as f64 + 1.0) * half;
            for (x, w) in legendre() {
                let at = middle + half * x;
                let z = (at - u) / spread;
                let mass = half * w * core_math::exp(-0.5 * z * z) / spread;
                if mass == 0.0 {
                    continue;
                }
                let terms = self.tilt_terms(eta, at);
                for (sum, term) in sums.iter_mut().zip(terms) {
                    *sum += mass * term;
                }
            }
        }
        let [value, first, second] = sums.map(|sum| sum / (2.0 * PI).sqrt());
        Tilt {
            value: value + lift(eta, self.gap) * normal_cdf((u - SATURATED) / spread),
            first,
            second,
        }
    }

    /// $(e^{\eta r}-1)/\eta$ and its derivatives at one log-odds.
    fn tilt_terms(&self, eta: f64, at: f64) -> [f64; 3] {
        let (share, rest) = (sigmoid(at), sigmoid(-at));
        let reward = self.gap * share;
        let growth = core_math::exp(eta * reward);
        let slope = reward * rest;
        [
            lift(eta, reward),
            slope * growth,
            slope * growth * (rest - share + eta * slope),
        ]
    }
}

/// Separations from which tilts are summed in the log-odds.
const WIDE: f64 = 8.0;
/// Beyond these log-odds the reward is constant to 1e-19.
const SATURATED: f64 = 44.0;

/// $\sigma(b)-\sigma(a)$ for $a\le b$, without subtraction: `rise` is $b-a$, which rounding of large ends would lose.
pub(super) fn sigmoid_rise(a: f64, b: f64, rise: f64) -> f64 {
    sigmoid(b) * sigmoid(-a) * -core_math::expm1(-rise)
}

/// $(e^{\eta r}-1)/\eta$, by its series' first term where the product is below rounding (or underflows).
pub(super) fn lift(eta: f64, reward: f64) -> f64 {
    if (eta * reward).abs() < NEGLIGIBLE {
        reward
    } else {
        core_math::expm1(eta * reward) / eta
    }
}

/// Where $e^x-1=x$ to the last digit.
pub(super) const NEGLIGIBLE: f64 = 1e-17;

/// A reward of gap $\Delta$ between two modes at separation $\delta$, as a function of the coordinate $z$ from the midpoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reward {
    /// $\Delta\,1\{z>0\}$.
    Hard,
    /// $\Delta\,r_n(z)$ at this frozen weight.
    Soft(Weight),
}

impl Reward {
    /// How it is written in tables.
    pub fn label(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft(_) => "soft",
        }
    }

    /// $r/\Delta$ at the coordinate $z$; `right` says which side of a jump at 0 is meant.
    pub(super) fn share(self, z: f64, delta: f64, right: bool) -> f64 {
        match self {
            Self::Hard => f64::from(u8::from(right)),
            Self::Soft(weight) => sigmoid(weight.log_odds_new() + delta * z),
        }
    }

    /// $(\mathbb{E}_{p_o}[e^{cr/\Delta}]-1,\ \mathbb{E}_{p_n}[e^{cr/\Delta}]-1)$ for $c=\Delta/\tau\le300$.
    pub(super) fn lifts(self, c: f64, delta: f64) -> Result<(f64, f64)> {
        match self {
            Self::Hard => {
                let rise = core_math::expm1(c);
                Ok((
                    rise * normal_cdf(-0.5 * delta),
                    rise * normal_cdf(0.5 * delta),
                ))
            }
            Self::Soft(weight) => {
                let line = |x: f64| DVector::from_element(1, x);
                let modes = Mixture::new(weight, line(-0.5 * delta), line(0.5 * delta))?;
                let reward = SoftReward::new(c, &modes)?;
                Ok((
                    reward.tilt(1.0, modes.old_mean()).value,
                    reward.tilt(1.0, modes.new_mean()).value,
                ))
            }
        }
    }
}
