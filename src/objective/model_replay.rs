//! Forward KL with replay in the model only (B6).

use super::balance::{forward_slope, shared_separation};
use super::relative_entropy::{Pair, positive_form};
use super::span::{Span, SpanDerivatives};
use super::{Balance, Derivatives, ForwardKl, Objective};
use crate::model::{Mixture, Weight};
use nalgebra::{DMatrix, DVector};
use std::f64::consts::PI;

/// $\mathrm{KL}\bigl(p_n\,\Vert\,(1-\rho)q+\rho\,p_o\bigr)$: new data, with old samples mixed into what the model is scored as.
///
/// The scored density has three components, which do not reduce to the kernel when the
/// means move: expectations under $p_n$ are taken by the trapezoidal rule on the span of the means,
/// at most three dimensions whatever $d$ is, error below $10^{-14}$.
///
/// Source: B6: the weight that minimises it is still 0.
///
/// ```
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::{ModelReplay, Objective};
/// let modes = TwoModes::on_the_line(Separation::new(2.0)?);
/// let objective = ModelReplay::new(&modes.mixture(Weight::new(0.5)?), Weight::new(0.3)?)?;
/// let keep = objective.value(&modes.mixture(Weight::new(0.2)?));
/// let forget = objective.value(&modes.mixture(Weight::new(0.0)?));
/// assert!(forget < keep);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ModelReplay {
    old: DVector<f64>,
    new: DVector<f64>,
    rho: Weight,
}

impl ModelReplay {
    /// Replay of the old mode of `modes` in the model, at rate $\rho\in[0,1)$; the data are its new mode.
    ///
    /// # Errors
    /// $\rho=1$, where the learner no longer enters.
    pub fn new(modes: &Mixture, rho: Weight) -> crate::Result<Self> {
        if rho.new_mode() == 0.0 {
            return Err(crate::Error::domain("rho", "lie in [0, 1)", rho.old()));
        }
        Ok(Self {
            old: modes.old_mean().clone(),
            new: modes.new_mean().clone(),
            rho,
        })
    }

    /// (weight, mean) of the three components of the scored density.
    fn components<'a>(&'a self, q: &'a Mixture) -> [(f64, &'a DVector<f64>); 3] {
        let share = self.rho.new_mode();
        [
            (share * q.weight().old(), q.old_mean()),
            (share * q.weight().new_mode(), q.new_mean()),
            (self.rho.old(), &self.old),
        ]
    }

    /// The span of the components that data can feel: at 49 deviations a normal density is below 1e-300 on all of the
    /// lattice, and its responsibility is 0 whichever way it lies.
    fn span(&self, q: &Mixture) -> Span {
        let felt = [q.old_mean(), q.new_mean(), &self.old]
            .into_iter()
            .filter(|m| (*m - &self.new).norm() < 49.0);
        let points: Vec<&DVector<f64>> = std::iter::once(&self.new).chain(felt).collect();
        Span::of(&points, 1e-10)
    }

    fn moments(&self, q: &Mixture, span: &Span) -> SpanDerivatives {
        let k = span.dimension();
        let components = self.components(q).map(|(w, m)| {
            let felt = (m - &self.new).norm() < 49.0;
            let log = if felt {
                core_math::log(w)
            } else {
                f64::NEG_INFINITY
            };
            (log, span.coordinates(m))
        });
        let (beta, rest) = (q.weight().old(), q.weight().new_mode());
        let size = 2 * k + 1;
        let mut out = SpanDerivatives::zero(span);
        let norm = (2.0 * PI).powf(-0.5 * k as f64);
        let mut score = DVector::zeros(size);
        let mut curvature = DMatrix::zeros(size, size);
        // Coordinates have the data's mean as origin, so the data are a standard normal law.
        span.visit(
            |_, _| (-9.5, 9.5),
            |x, volume| {
                let weight =
                    volume * norm * core_math::exp(-0.5 * x.iter().map(|v| v * v).sum::<f64>());
                if weight < 1e-20 {
                    return;
                }
                let (log_g, [r_old, r_new]) = shares(x, &components);
                out.value -= weight * log_g;
                let places = [&components[0].1, &components[1].1].map(Vec::as_slice);
                let parts = [(beta, r_old), (rest, r_new)];
                fill_score(x, places, parts, &mut score, &mut curvature);
                out.gradient.axpy(-weight, &score, 1.0);
                for i in 0..size {
                    for j in i..size {
                        out.hessian[(i, j)] -= weight * (curvature[(i, j)] - score[i] * score[j]);
                    }
                }
                for (sum, product) in
                    out.across
                        .iter_mut()
                        .zip([r_old * r_old, r_old * r_new, r_new * r_new])
                {
                    *sum += weight * product;
                }
            },
        );
        out.hessian.fill_lower_triangle_with_upper_triangle();
        out
    }

    /// $\mathbb{E}_{p_n}[\log p_n]$ within the span, matching the constants left out of the cross entropy.
    fn own(k: usize) -> f64 {
        -0.5 * k as f64
    }
}

impl Objective for ModelReplay {
    fn name(&self) -> &'static str {
        "sft-model-replay"
    }

    fn value(&self, learner: &Mixture) -> f64 {
        let [old, new, replay] = self.components(learner);
        // The data are the second component alone.
        let pairs = [
            Pair {
                f: (0.0, old.1),
                g: old,
                change: old.0,
            },
            Pair {
                f: (1.0, &self.new),
                g: new,
                change: new.0 - 1.0,
            },
            Pair {
                f: (0.0, replay.1),
                g: replay,
                change: replay.0,
            },
        ];
        positive_form(&pairs)
    }

    /// $p_n$ over the scored density is the reciprocal of a convex function along the axis, log-concave, and stays so when smoothed
    /// by a component: one place for all of the learner's mass is best.
    fn empties_a_component(&self) -> bool {
        true
    }

    fn integrates_over_the_span(&self) -> bool {
        true
    }

    fn derivatives(&self, learner: &Mixture) -> Derivatives {
        let span = self.span(learner);
        let mut moments = self.moments(learner, &span);
        moments.value += Self::own(span.dimension());
        moments.lifted(&span, learner.dimension())
    }

    /// B6: the scored density is the two modes' mixture at weight $\rho+(1-\rho)\beta$, and the slope SFT's there.
    fn balance_of_true_means(&self, learner: &Mixture) -> Option<Balance> {
        let nothing_old = Weight::new(0.0).expect("an end");
        let modes = Mixture::new(nothing_old, self.old.clone(), self.new.clone()).ok()?;
        let separation = shared_separation(learner, &modes)?;
        let (share, weight) = (self.rho.new_mode(), learner.weight());
        let scored = self.rho.old() + share * weight.old();
        let scored = if scored <= 0.5 {
            Weight::new(scored).ok()?
        } else {
            Weight::new(share * weight.new_mode()).ok()?.swapped()
        };
        Some(forward_slope(scored, nothing_old, separation).times(share))
    }

    fn vanishes_at(&self) -> Option<Mixture> {
        let nothing_old = Weight::new(0.0).expect("an end");
        (self.rho.old() == 0.0)
            .then(|| Mixture::new(nothing_old, self.old.clone(), self.new.clone()).ok())
            .flatten()
    }

    fn weight_slope(&self, learner: &Mixture) -> f64 {
        if learner.old_mean() == &self.old {
            // The replayed mode and the learner's old one are the same component, of weight rho + (1-rho) beta:
            // two components remain and the kernel serves.
            let share = self.rho.new_mode();
            let merged = Weight::new((self.rho.old() + share * learner.weight().old()).min(1.0))
                .expect("a convex combination");
            let nothing_old = Weight::new(0.0).expect("an end");
            let data = Mixture::new(nothing_old, self.old.clone(), self.new.clone())
                .expect("validated means");
            return share * ForwardKl::new(data).weight_slope(&learner.with_weight(merged));
        }
        // d/dbeta = -(1-rho) E_n[(N_o - N_n)/g]: shares divided by weights, or densities where a weight vanishes.
        let span = self.span(learner);
        let k = span.dimension();
        let components = self
            .components(learner)
            .map(|(w, m)| (core_math::log(w), span.coordinates(m)));
        let norm = (2.0 * PI).powf(-0.5 * k as f64);
        let mut slope = 0.0;
        // N_o/g can grow like a density ratio when both other weights are small: reach one extent further.
        span.visit(
            |lo, hi| (lo - (hi - lo) - 9.5, hi + (hi - lo) + 9.5),
            |x, volume| {
                let square = |mean: &[f64]| {
                    0.5 * x
                        .iter()
                        .zip(mean)
                        .map(|(a, b)| (a - b) * (a - b))
                        .sum::<f64>()
                };
                let logs = [0, 1, 2].map(|i| components[i].0 - square(&components[i].1));
                let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let log_g =
                    top + core_math::log(logs.iter().map(|l| core_math::exp(l - top)).sum::<f64>());
                let data = -0.5 * x.iter().map(|v| v * v).sum::<f64>();
                let [old, new] =
                    [0, 1].map(|i| core_math::exp(data - square(&components[i].1) - log_g));
                slope -= volume * norm * (old - new);
            },
        );
        self.rho.new_mode() * slope
    }
}

/// $\log g$ at a point and the responsibilities of the learner's components.
fn shares(x: &[f64], components: &[(f64, Vec<f64>); 3]) -> (f64, [f64; 2]) {
    let logs = [0, 1, 2].map(|i| {
        let (log_weight, mean) = &components[i];
        let square: f64 = x.iter().zip(mean).map(|(a, b)| (a - b) * (a - b)).sum();
        log_weight - 0.5 * square
    });
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = logs.iter().map(|l| core_math::exp(l - top)).sum();
    let log_g = top + core_math::log(total);
    let [r_old, r_new, _] = logs.map(|l| core_math::exp(l - log_g));
    (log_g, [r_old, r_new])
}

/// The first derivatives of $\log g$, and the second ones before the score's square is taken off; each component by its weight and share.
fn fill_score(
    x: &[f64],
    places: [&[f64]; 2],
    shares: [(f64, f64); 2],
    score: &mut DVector<f64>,
    curvature: &mut DMatrix<f64>,
) {
    let k = x.len();
    let [(beta, r_old), (rest, r_new)] = shares;
    score[0] = r_old * rest - r_new * beta;
    curvature.fill(0.0);
    curvature[(0, 0)] = (rest - beta) * score[0];
    for i in 0..k {
        let (from_old, from_new) = (x[i] - places[0][i], x[i] - places[1][i]);
        score[1 + i] = r_old * from_old;
        score[1 + k + i] = r_new * from_new;
        curvature[(0, 1 + i)] = rest * score[1 + i];
        curvature[(0, 1 + k + i)] = -beta * score[1 + k + i];
        for j in 0..k {
            let unit = f64::from(u8::from(i == j));
            curvature[(1 + i, 1 + j)] = r_old * (from_old * (x[j] - places[0][j]) - unit);
            curvature[(1 + k + i, 1 + k + j)] = r_new * (from_new * (x[j] - places[1][j]) - unit);
        }
    }
}
