//! Gradients in units of a small separation, with many bits.
//!
//! As $\delta\to0$ an objective sees the mean of the learner's mixing law to order $\delta^2$, its variance to $\delta^4$ and its third moment to
//! $\delta^6$: doubles lose the last two. Beside the standard normal law at the new mode every density is $1+y$ with
//! $y=\sum_iw_i\,\mathrm{expm1}(\delta t_ix-\tfrac12\delta^2t_i^2)$, the means being $\delta t_i$; every force below is a sum of such $y$, so that only the
//! powers of $\delta$ cancel, and the bits grow with them. The trapezoidal rule on the normal law does the integrals.

use crate::interval::big::{BigNumber, Bits};
use crate::model::Weight;

/// What pulls at the learner; the reference is the target, the anchored or the lagged policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pull {
    /// $(1-s)\,\mathrm{KL}(p_n\Vert q)+s\,\mathrm{KL}(q\Vert p)$ (G1).
    Hybrid { share: f64 },
    /// $\tau\,\mathrm{KL}(q\Vert p)-\tfrac1\eta\log\mathbb{E}_q[e^{\eta r}]$, $r=\Delta\,r_n$ frozen at the reference (E3).
    SoftReward { tau: f64, eta: f64, gap: f64 },
    /// $\mathbb{E}_p[(\tau\log\tfrac qp-(r-V))^2]$ with the same reward (F1).
    Regression { tau: f64, gap: f64 },
}

/// The gradient of one objective around nearby modes.
pub(crate) struct Nearby {
    pull: Pull,
    bits: Bits,
    delta: BigNumber,
    step: BigNumber,
    nodes: Vec<Node>,
    reference: Weight,
}

struct Node {
    x: BigNumber,
    mass: BigNumber,
    /// The reference's density beside the normal law, and its logarithm.
    density: BigNumber,
    logarithm: BigNumber,
    /// What is rewarded, up to a constant; 0 without a reward.
    reward: BigNumber,
}

/// A learner: the old weight and its complement, and both means in units of the separation from the new mode.
pub(crate) struct Learner {
    pub weights: [BigNumber; 2],
    pub means: [BigNumber; 2],
}

/// Bits at a separation of 1, and for each halving of it: what $\delta^6$ costs and a quarter more.
const BITS: f64 = 192.0;
const BITS_PER_HALVING: f64 = 8.0;

impl Nearby {
    /// The objective at separation `delta` and the reference's weight, in (0, 1).
    pub(crate) fn new(pull: Pull, reference: Weight, delta: f64) -> Self {
        let bits = Bits((BITS - BITS_PER_HALVING * delta.log2().min(0.0)).ceil() as usize);
        let exact = |x: f64| BigNumber::new(x, bits);
        // The normal law's own error is e^(-2 pi^2/h^2); the mixtures' zeros are pi/delta away.
        let nats = bits.0 as f64 * std::f64::consts::LN_2;
        let step = (std::f64::consts::PI * (2.0 / nats).sqrt()).min(0.12 / delta);
        let count = ((2.0 * nats).sqrt() / step).ceil() as i32;
        let (step, delta) = (exact(step), exact(delta));
        let mut nearby = Self {
            pull,
            bits,
            delta,
            step,
            nodes: Vec::new(),
            reference,
        };
        let old = nearby.tilts(&exact(-1.0), count);
        let masses: Vec<BigNumber> = (-count..=count)
            .map(|k| {
                let x = &nearby.step * exact(f64::from(k));
                (-(&x * &x)).shift(-1).exp()
            })
            .collect();
        let whole = masses.iter().fold(exact(0.0), |sum, m| sum + m);
        let [w, rest] = nearby.weights();
        nearby.nodes = (-count..=count)
            .zip(old.iter().zip(&masses))
            .map(|(k, (tilt, mass))| {
                let y = &w * tilt;
                let density = &y + exact(1.0);
                // r_n less the reference's own share of the new mode.
                let share = -(&w * &rest * tilt / &density);
                Node {
                    x: &nearby.step * exact(f64::from(k)),
                    mass: mass / &whole,
                    logarithm: y.ln_1p(),
                    density,
                    reward: share,
                }
            })
            .collect();
        nearby.scale_rewards();
        nearby
    }

    /// The reference's weights.
    fn weights(&self) -> [BigNumber; 2] {
        let exact = |x: f64| BigNumber::new(x, self.bits);
        let (old, new) = (self.reference.old(), self.reference.new_mode());
        if old <= new {
            [exact(old), exact(1.0) - exact(old)]
        } else {
            [exact(1.0) - exact(new), exact(new)]
        }
    }

    /// From shares to what the force needs: $(e^{\eta r}-1)/\eta$, or $r-V$.
    fn scale_rewards(&mut self) {
        let exact = |x: f64| BigNumber::new(x, self.bits);
        match self.pull {
            Pull::Hybrid { .. } => {}
            Pull::SoftReward { eta, gap, .. } => {
                for node in &mut self.nodes {
                    let reward = &node.reward * exact(gap);
                    node.reward = if eta > 0.0 {
                        (&reward * exact(eta)).exp_m1() / exact(eta)
                    } else {
                        reward
                    };
                }
            }
            Pull::Regression { tau, gap } => {
                let (gap, tau) = (exact(gap), exact(tau));
                let lifted = self.nodes.iter().fold(exact(0.0), |sum, node| {
                    sum + (&node.reward * &gap / &tau).exp_m1() * &node.mass * &node.density
                });
                let level = lifted.ln_1p() * tau;
                for node in &mut self.nodes {
                    node.reward = &node.reward * &gap - &level;
                }
            }
        }
    }

    /// The precision of all numbers.
    pub(crate) fn bits(&self) -> Bits {
        self.bits
    }

    /// The reference's weight.
    pub(crate) fn reference(&self) -> Weight {
        self.reference
    }

    /// $\mathrm{expm1}(\delta tx-\tfrac12\delta^2t^2)$ at all nodes, each from its neighbour towards 0.
    fn tilts(&self, mean: &BigNumber, count: i32) -> Vec<BigNumber> {
        let along = &self.delta * mean;
        let middle = (-(&along * &along)).shift(-1).exp_m1();
        let side = |step: BigNumber| {
            let change = (&along * step).exp_m1();
            let mut at = middle.clone();
            let next = move |_: i32| {
                at = &at * &change + &at + &change;
                at.clone()
            };
            (0..count).map(next).collect::<Vec<_>>()
        };
        let mut all = side(-self.step.clone());
        all.reverse();
        all.push(middle.clone());
        all.extend(side(self.step.clone()));
        all
    }

    /// $\partial_\varphi$ and the derivatives by the two means in units of the separation.
    pub(crate) fn gradient(&self, at: &Learner) -> [BigNumber; 3] {
        let exact = |x: f64| BigNumber::new(x, self.bits);
        let count = (self.nodes.len() / 2) as i32;
        let [old, new] = [0, 1].map(|i| self.tilts(&at.means[i], count));
        let excess: Vec<BigNumber> = old
            .iter()
            .zip(&new)
            .map(|(a, b)| &at.weights[0] * a + &at.weights[1] * b)
            .collect();
        let rewarded = self.mean_reward(&excess);
        let one = exact(1.0);
        let mut sums = [exact(0.0), exact(0.0), exact(0.0)];
        for (k, node) in self.nodes.iter().enumerate() {
            let force = self.force(node, &excess[k], &rewarded) * &node.mass;
            let from = |i: usize| &node.x - &self.delta * &at.means[i];
            let terms = [
                &old[k] - &new[k],
                (&old[k] + &one) * from(0),
                (&new[k] + &one) * from(1),
            ];
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum = &*sum + term * &force;
            }
        }
        let [phi, first, second] = sums;
        [
            phi * &at.weights[0] * &at.weights[1],
            first * &at.weights[0] * &self.delta,
            second * &at.weights[1] * &self.delta,
        ]
    }

    /// $1+\eta\,\mathbb{E}_q[(e^{\eta r}-1)/\eta]$.
    fn mean_reward(&self, excess: &[BigNumber]) -> BigNumber {
        let one = BigNumber::new(1.0, self.bits);
        let Pull::SoftReward { eta, .. } = self.pull else {
            return one;
        };
        let pairs = self.nodes.iter().zip(excess);
        let mean = pairs.fold(one.like(0.0), |sum, (node, y)| {
            sum + &node.reward * &node.mass * (y + &one)
        });
        mean * one.like(eta) + one
    }

    /// The derivative of the integrand by $q$, up to a constant; nothing in it cancels but powers of the separation.
    fn force(&self, node: &Node, excess: &BigNumber, rewarded: &BigNumber) -> BigNumber {
        let exact = |x: f64| BigNumber::new(x, self.bits);
        let log_ratio = excess.ln_1p() - &node.logarithm;
        let density = || excess + exact(1.0);
        match self.pull {
            Pull::Hybrid { share } => {
                // -p_n/q is -1 + y/(1 + y).
                let forward = excess / density() * (exact(1.0) - exact(share));
                log_ratio * exact(share) + forward
            }
            Pull::SoftReward { tau, .. } => log_ratio * exact(tau) - &node.reward / rewarded,
            Pull::Regression { tau, .. } => {
                let residual = log_ratio * exact(tau) - &node.reward;
                residual * exact(2.0 * tau) * &node.density / density()
            }
        }
    }
}
