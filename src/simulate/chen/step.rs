//! One gradient step from weighted points: sampled ones, or the nodes of a quadrature.

use super::learner::ScaledMixture;
use super::setting::{
    DENSITY_FLOOR, LEAST_SD, LEAST_WEIGHT, Method, REWARD_SCALE, SLOW_FACTOR, Target,
};

/// Points in standard units of the sampled mode with their masses, and room for the densities there.
pub(super) struct Points {
    /// Standardised coordinates.
    pub z: Vec<f64>,
    /// Masses, summing to one.
    pub mass: Vec<f64>,
    x: Vec<f64>,
    old: Vec<f64>,
    new: Vec<f64>,
    target: Vec<f64>,
}

impl Points {
    pub fn new(z: Vec<f64>, mass: Vec<f64>) -> Self {
        Self {
            z,
            mass,
            x: Vec::new(),
            old: Vec::new(),
            new: Vec::new(),
            target: Vec::new(),
        }
    }

    /// The learner after one step.
    pub fn step(
        &mut self,
        method: Method,
        learner: &ScaledMixture,
        target: &Target,
    ) -> ScaledMixture {
        let sampled = method.sampled(learner, target);
        self.x.clear();
        let x = self.z.iter().map(|z| sampled.mean + sampled.sd * z);
        self.x.extend(x);
        learner.old.densities(&self.x, &mut self.old);
        learner.new.densities(&self.x, &mut self.new);
        if let Method::Reinforce { .. } = method {
            target.new_mode().densities(&self.x, &mut self.target);
        }
        moved(learner, method.rate(), self.ascent(method, learner))
    }

    /// The mean of the score of $\log q$ in $(w,m_1,s_1,m_2,s_2)$, times reward and importance weight.
    fn ascent(&self, method: Method, learner: &ScaledMixture) -> [f64; 5] {
        let (w, v) = (learner.old_weight, 1.0 - learner.old_weight);
        let (m1, m2) = (learner.old.mean, learner.new.mean);
        let (p1, p2) = (1.0 / learner.old.sd, 1.0 / learner.new.sd);
        let mut sum = [0.0; 5];
        for (i, &x) in self.x.iter().enumerate() {
            let (old, new) = (self.old[i], self.new[i]);
            let q = w * old + v * new;
            let factor = match method {
                Method::ForwardKl { .. } => self.mass[i],
                Method::Reinforce { .. } => {
                    let ratio = self.target[i] / (v * new) / REWARD_SCALE;
                    let reward = core_math::log(ratio + DENSITY_FLOOR);
                    self.mass[i] * reward * q / (v * new + DENSITY_FLOOR)
                }
            };
            let share = factor / (q + DENSITY_FLOOR);
            let (a, b) = (old * share, new * share);
            let (t, u) = ((x - m1) * p1, (x - m2) * p2);
            sum[0] += a - b;
            sum[1] += a * t;
            sum[2] += a * (t * t - 1.0);
            sum[3] += b * u;
            sum[4] += b * (u * u - 1.0);
        }
        let [weight, m1, s1, m2, s2] = sum;
        [weight, w * p1 * m1, w * p1 * s1, v * p2 * m2, v * p2 * s2]
    }
}

fn moved(learner: &ScaledMixture, rate: f64, ascent: [f64; 5]) -> ScaledMixture {
    let mut next = *learner;
    let slow = SLOW_FACTOR * rate;
    next.old_weight = (next.old_weight + slow * ascent[0]).clamp(LEAST_WEIGHT, 1.0 - LEAST_WEIGHT);
    next.old.mean += slow * ascent[1];
    next.old.sd = (next.old.sd + slow * ascent[2]).max(LEAST_SD);
    next.new.mean += rate * ascent[3];
    next.new.sd = (next.new.sd + rate * ascent[4]).max(LEAST_SD);
    next
}
