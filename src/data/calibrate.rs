//! From scores to log-likelihood ratios: logistic regression on a linear spline of the score.

use crate::kernel::{sigmoid, softplus};
use crate::law::{EmpiricalLaw, Side, WeightedRatio};
use nalgebra::{SMatrix, SVector};

/// Quantiles of the pooled scores where the slope may change; linear beyond.
const KNOTS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
const COEFFICIENTS: usize = KNOTS.len() + 2;
const STEPS: usize = 50;
/// Precision of the prior about $l=s$, in samples: keeps separable scores finite.
const PRIOR: f64 = 1.0;

/// The map from a score to $l$.
#[derive(Clone, Debug)]
pub(super) struct Calibration {
    scale: f64,
    knots: [f64; KNOTS.len()],
    coefficients: Vector,
}

/// Loss, gradient and Hessian.
type Derivatives = (f64, Vector, SMatrix<f64, COEFFICIENTS, COEFFICIENTS>);
type Vector = SVector<f64, COEFFICIENTS>;

impl Calibration {
    /// Fits $\mathrm{logit}\,P(\text{old}\mid s)=l(s)+\log(n_o/n_n)$; `scores` holds scores as ratios, `sizes` the numbers of samples.
    pub(super) fn fit(scores: &EmpiricalLaw, sizes: [f64; 2]) -> Self {
        let mut pooled: Vec<f64> = [Side::Old, Side::New]
            .into_iter()
            .flat_map(|side| scores.samples(side).iter().map(|s| s.ratio))
            .collect();
        pooled.sort_by(f64::total_cmp);
        let at = |share: f64| pooled[(share * (pooled.len() - 1) as f64) as usize];
        let spread = at(0.75) - at(0.25);
        let scale = if spread > 0.0 { spread } else { 1.0 };
        let mut prior = Vector::zeros();
        prior[1] = scale;
        let mut fitted = Self {
            scale,
            knots: KNOTS.map(at),
            coefficients: prior,
        };
        for _ in 0..STEPS {
            let (loss, gradient, hessian) = fitted.derivatives(scores, sizes, &prior);
            let Some(factor) = hessian.cholesky() else {
                break;
            };
            let step = factor.solve(&gradient);
            let decrement = gradient.dot(&step);
            if decrement < 1e-9 {
                break;
            }
            // Newton's steps on a convex loss, halved until they descend.
            let start = fitted.coefficients;
            let mut share = 1.0;
            while share > 1e-6 {
                fitted.coefficients = start - step * share;
                let here = fitted.derivatives(scores, sizes, &prior).0;
                if here <= loss - 1e-4 * share * decrement {
                    break;
                }
                share *= 0.5;
            }
        }
        fitted
    }

    /// $l$ at a score.
    pub(super) fn ratio(&self, score: f64) -> f64 {
        let features = self.features(score);
        let terms = features.iter().zip(self.coefficients.iter());
        terms.map(|(x, c)| x * c).sum()
    }

    /// The law of $l$ behind weighted scores.
    pub(super) fn law(&self, scores: &EmpiricalLaw) -> EmpiricalLaw {
        let [old, new] = [Side::Old, Side::New].map(|side| {
            let mapped = scores.samples(side).iter().map(|sample| WeightedRatio {
                ratio: self.ratio(sample.ratio),
                weight: sample.weight,
            });
            mapped.collect()
        });
        EmpiricalLaw::new(old, new).expect("finite maps of valid samples")
    }

    fn features(&self, score: f64) -> [f64; COEFFICIENTS] {
        let mut features = [0.0; COEFFICIENTS];
        features[0] = 1.0;
        features[1] = score / self.scale;
        for (feature, knot) in features[2..].iter_mut().zip(self.knots) {
            *feature = (score - knot).max(0.0) / self.scale;
        }
        features
    }

    fn derivatives(&self, scores: &EmpiricalLaw, sizes: [f64; 2], prior: &Vector) -> Derivatives {
        let offset = core_math::log(sizes[0] / sizes[1]);
        let away = self.coefficients - prior;
        let mut loss = 0.5 * PRIOR * away.norm_squared();
        let mut gradient = away * PRIOR;
        let mut hessian = SMatrix::<f64, COEFFICIENTS, COEFFICIENTS>::identity() * PRIOR;
        for (side, size, label) in [(Side::Old, sizes[0], 1.0), (Side::New, sizes[1], 0.0)] {
            for sample in scores.samples(side) {
                let weight = sample.weight * size;
                let features = self.features(sample.ratio);
                let logit = offset + self.ratio(sample.ratio);
                let share = sigmoid(logit);
                loss += weight * softplus(if side == Side::Old { -logit } else { logit });
                let features = Vector::from(features);
                gradient.axpy(weight * (share - label), &features, 1.0);
                let curvature = weight * share * (1.0 - share);
                hessian.ger(curvature, &features, &features, 1.0);
            }
        }
        (loss, gradient, hessian)
    }
}
