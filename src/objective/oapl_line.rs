//! OAPL's loss in the weight alone, with a bound on the quadrature's error.
//!
//! In $z$, the coordinate from the midpoint, $\log(q/q_{\text{lag}})=\log\bigl(\tfrac\beta{\beta_l}r_o+\tfrac{1-\beta}{1-\beta_l}r_n\bigr)$ with the lagged
//! policy's responsibilities: analytic for $|\mathrm{Im}\,\delta z|<\pi$. Panels never straddle $z=0$, where a hard reward jumps. On a panel of half-width
//! $H$ the eight-point Gauss rule errs by at most $\tfrac{64}{15}HM\varrho^{-16}/(1-\varrho^{-2})$ (Trefethen, Approximation Theory, Theorem 19.3), $M$ the largest
//! size of the integrand on the ellipse with semi-axes $H(\varrho\pm\varrho^{-1})/2$. With $v=\delta\,\mathrm{Im}\,z$ there,
//! $|q_{\text{lag}}|\le e^{(\mathrm{Im}z)^2/2}q_{\text{lag}}(\mathrm{Re}z)$, $|r_n|\le1/\cos(v/2)$, and the logarithm grows off the axis by at most $2v/\cos(v/2)$.

use super::oapl::{Oapl, tilt_of};
use super::{Balance, Objective, Reward};
use crate::error::{Error, Result};
use crate::kernel::{logs, sigmoid};
use crate::model::{Separation, TwoModes, Weight};
use crate::numeric::legendre;
use std::f64::consts::PI;

/// The ellipses' parameter: with $H\delta\le\tfrac13$ they reach $v\le2.4$.
const ELLIPSE: f64 = 14.47;
/// Beyond the outermost mode the lagged policy's mass is below 1e-20 at this many deviations.
const REACH: f64 = 9.5;
/// Larger separations would need more panels than any use is worth.
const LARGEST_SEPARATION: f64 = 30.0;

/// OAPL's loss with correct means as a function of the old weight.
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::{OaplLine, Reward};
/// let (half, delta) = (Weight::new(0.5)?, Separation::new(1.0)?);
/// let line = OaplLine::new(Reward::Hard, half, delta, 1.0, 1.0)?;
/// let (at_tilt, below) = (line.loss(Weight::new(0.2689)?), line.loss(Weight::new(0.1182)?));
/// assert!(below.value + below.error < at_tilt.value - at_tilt.error);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct OaplLine {
    tau: f64,
    gap: f64,
    lag: Weight,
    separation: Separation,
    baseline: f64,
    /// The same loss with a soft reward, which is smooth: its forces are known relatively.
    smooth: Option<Oapl>,
    nodes: Vec<Node>,
    panels: Vec<Panel>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Quadrature weight times the lagged density.
    mass: f64,
    /// The log-odds of the lagged policy's new mode.
    log_odds: f64,
    /// $N_o/q_{\text{lag}}$ and $N_n/q_{\text{lag}}$.
    old: f64,
    new: f64,
    /// $r-V$.
    goal: f64,
}

#[derive(Clone, Copy, Debug)]
struct Panel {
    /// The lagged policy's log-odds at the ends of the ellipse's real part.
    log_odds: [f64; 2],
    /// The rule's error for an integrand of size $q_{\text{lag}}$ there.
    unit_error: f64,
}

/// The ellipse about a panel on which the integrand is analytic.
#[derive(Clone, Copy)]
struct Ellipse {
    /// Its semi-axis along the real line.
    major: f64,
    /// The rule's error for an integrand of size 1 on the real part.
    rule: f64,
}

impl Ellipse {
    /// About a panel of this half-width.
    fn about(half: f64) -> Self {
        let minor = 0.5 * half * (ELLIPSE - 1.0 / ELLIPSE);
        Self {
            major: 0.5 * half * (ELLIPSE + 1.0 / ELLIPSE),
            rule: 64.0 / 15.0 * half * ELLIPSE.powi(-16) / (1.0 - ELLIPSE.powi(-2))
                * core_math::exp(0.5 * minor * minor),
        }
    }
}

/// Half the width of a panel.
fn half_width(delta: f64) -> f64 {
    (1.0 / (3.0 * delta)).min(1.0 / 6.0)
}

/// The standard normal density.
fn density(x: f64) -> f64 {
    core_math::exp(-0.5 * x * x) / (2.0 * PI).sqrt()
}

/// The loss at one weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// $\mathbb{E}_{q_{\text{lag}}}[(\tau\log\tfrac q{q_{\text{lag}}}-(r-V))^2]$.
    pub value: f64,
    /// A bound on the error of `value`: the rule's, the cut tails' and rounding's.
    pub error: f64,
    /// $\partial/\partial\beta$; infinite where it is.
    pub slope: f64,
}

impl OaplLine {
    /// # Errors
    /// A gap negative or not finite, $\tau\le0$ or not finite, $\Delta/\tau>300$, a lagged weight (or a soft reward's) at an end of [0, 1], and
    /// $\delta$ outside (0, 30]: at 0 every weight is optimal.
    pub fn new(
        reward: Reward,
        lag: Weight,
        separation: Separation,
        gap: f64,
        tau: f64,
    ) -> Result<Self> {
        let tilt = tilt_of(gap, tau)?;
        let delta = separation.delta();
        if !(delta > 0.0 && delta <= LARGEST_SEPARATION) {
            return Err(Error::domain("delta", "lie in (0, 30]", delta));
        }
        if !lag.is_interior() {
            return Err(Error::domain("beta0", "lie in (0, 1)", lag.old()));
        }
        let (old, new) = reward.lifts(tilt, delta)?;
        let baseline = tau * core_math::log1p(lag.old() * old + lag.new_mode() * new);
        let smooth = match reward {
            Reward::Soft(frozen) => {
                let modes = TwoModes::on_the_line(separation).mixture(lag);
                Some(Oapl::with_reward_at(gap, tau, &modes, frozen)?)
            }
            Reward::Hard => None,
        };
        let mut line = Self {
            tau,
            gap,
            lag,
            separation,
            baseline,
            smooth,
            nodes: Vec::new(),
            panels: Vec::new(),
        };
        line.place_nodes(reward);
        Ok(line)
    }

    /// Fills the panels on both sides of the middle and their nodes.
    fn place_nodes(&mut self, reward: Reward) {
        let delta = self.separation.delta();
        let half = half_width(delta);
        let ellipse = Ellipse::about(half);
        // Slopes at an empty component weigh N_o^2/N_n, which peaks one separation beyond.
        let count = ((1.5 * delta + REACH) / (2.0 * half)).ceil() as usize;
        self.nodes.reserve(16 * count);
        self.panels.reserve(2 * count);
        for right in [false, true] {
            for k in 0..count {
                let from_middle = (2.0 * k as f64 + 1.0) * half;
                let centre = if right { from_middle } else { -from_middle };
                self.panels.push(self.panel(centre, ellipse));
                for (x, w) in legendre() {
                    let z = centre + half * x;
                    let goal = self.gap * reward.share(z, delta, right) - self.baseline;
                    self.nodes.push(self.node(z, half * w, goal));
                }
            }
        }
    }

    fn panel(&self, centre: f64, ellipse: Ellipse) -> Panel {
        let ends = [centre - ellipse.major, centre + ellipse.major];
        // The largest density over the real part: at the point nearest to each mode.
        let peak = self.mixed(|mode| density(mode - mode.clamp(ends[0], ends[1])));
        Panel {
            log_odds: ends.map(|z| self.log_odds(z)),
            unit_error: ellipse.rule * peak,
        }
    }

    fn node(&self, z: f64, weight: f64, goal: f64) -> Node {
        let log_odds = self.log_odds(z);
        Node {
            mass: weight * self.mixed(|mode| density(z - mode)),
            log_odds,
            old: sigmoid(-log_odds) / self.lag.old(),
            new: sigmoid(log_odds) / self.lag.new_mode(),
            goal,
        }
    }

    /// The log-odds of the lagged policy's new mode at `z`.
    fn log_odds(&self, z: f64) -> f64 {
        self.lag.log_odds_new() + self.separation.delta() * z
    }

    /// What holds at each mode, weighed as the lagged policy weighs them.
    fn mixed(&self, at_mode: impl Fn(f64) -> f64) -> f64 {
        let half = 0.5 * self.separation.delta();
        self.lag.old() * at_mode(-half) + self.lag.new_mode() * at_mode(half)
    }

    /// The lagged policy's old weight.
    pub fn lag(&self) -> Weight {
        self.lag
    }

    /// $\log(q/q_{\text{lag}})$ where the lagged policy's log-odds are `log_odds`.
    fn log_ratio(&self, weight: Weight, log_odds: f64) -> f64 {
        let ratio = weight.old() * (sigmoid(-log_odds) / self.lag.old())
            + weight.new_mode() * (sigmoid(log_odds) / self.lag.new_mode());
        if ratio > 1e-300 {
            return core_math::log(ratio);
        }
        // One component is empty and the other out of range.
        let log_share = -log_odds.abs();
        if log_odds < 0.0 {
            log_share + core_math::log(weight.new_mode()) - core_math::log(self.lag.new_mode())
        } else {
            log_share + core_math::log(weight.old()) - core_math::log(self.lag.old())
        }
    }

    /// The loss, its slope and the error of its value.
    pub fn loss(&self, weight: Weight) -> Loss {
        let (mut value, mut slope) = (0.0, 0.0);
        for node in &self.nodes {
            let log_ratio = self.log_ratio(weight, node.log_odds);
            let residual = self.tau * log_ratio - node.goal;
            value += node.mass * residual * residual;
            let change = (node.old - node.new) * core_math::exp(-log_ratio);
            slope += node.mass * residual * change;
        }
        Loss {
            value,
            error: self.error(weight, value),
            slope: 2.0 * self.tau * slope,
        }
    }

    /// The slope alone.
    pub fn slope(&self, weight: Weight) -> f64 {
        const RUN: usize = 64;
        let mut sum = 0.0;
        for nodes in self.nodes.chunks(RUN) {
            let mut ratios = [0.0; RUN];
            for (ratio, node) in ratios.iter_mut().zip(nodes) {
                *ratio = weight.old() * node.old + weight.new_mode() * node.new;
            }
            let mut log_ratios = ratios;
            logs(&mut log_ratios[..nodes.len()]);
            for ((node, ratio), log_ratio) in nodes.iter().zip(ratios).zip(log_ratios) {
                let residual = self.tau * log_ratio - node.goal;
                let term = node.mass * residual * ((node.old - node.new) / ratio);
                // Past the range of f64 the masses are far below what is left out anyway.
                sum += if term.is_finite() { term } else { 0.0 };
            }
        }
        2.0 * self.tau * sum
    }

    /// The forces on the weight; a soft reward's also where the lagged weight is so small that the loss and [`Self::slope`] round away.
    pub fn balance(&self, weight: Weight) -> Balance {
        if let Some(smooth) = &self.smooth {
            return smooth.balance(&smooth.lag().with_weight(weight));
        }
        Balance::of_slope(self.slope(weight), 0.0)
    }

    fn error(&self, weight: Weight, value: f64) -> f64 {
        let (delta, tau) = (self.separation.delta(), self.tau);
        let half = half_width(delta);
        let v = delta * 0.5 * half * (ELLIPSE - 1.0 / ELLIPSE);
        let cosine = core_math::cos(0.5 * v);
        let off_axis = tau * 2.0 * v / cosine + self.gap / cosine + self.baseline.abs();
        let rule: f64 = self
            .panels
            .iter()
            .map(|panel| {
                // The logarithm is monotone along the axis.
                let [a, b] = panel.log_odds.map(|l| self.log_ratio(weight, l).abs());
                let size = tau * a.max(b) + off_axis;
                panel.unit_error * size * size
            })
            .sum();
        // Beyond the nodes the residual is at most linear in z; its square against 2 Phi(-9.5) < 3e-21 of mass.
        let outer = tau * (2.0 * delta * (1.5 * delta + 2.0 * REACH) + self.lag.logit().abs())
            + self.gap
            + self.baseline.abs();
        let tails = 1e-20 * outer * outer;
        // Each term is right to a few ulps of the residual's parts; the masses add to one.
        let scale = value + (tau + self.gap + self.baseline.abs()) * value.sqrt();
        rule + tails + 64.0 * f64::EPSILON * scale
    }
}
