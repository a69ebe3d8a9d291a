//! Every objective depends on the means through their span only: the problem in at most a few coordinates, and the way back.

use crate::error::Result;
use crate::model::{Mixture, Scenario};
use nalgebra::{DMatrix, DVector};

/// Directions that are less than this share of the vector they are left of are rounding.
const NEGLIGIBLE: f64 = 1e-11;

/// An orthonormal frame of the modes' axis, the start's deviations from it, and one more direction that stands for all others.
pub(super) struct Reduction {
    /// As columns, the axis from the old mode to the new one first.
    frame: DMatrix<f64>,
    /// Whether nothing is left out: then the coordinates are the whitened ones themselves.
    whole: bool,
    target: Mixture,
    start: Mixture,
}

impl Reduction {
    /// Reduces the scenario's target and start; whitened coordinates have the old mode at the origin.
    pub(super) fn of(scenario: &Scenario) -> Result<Self> {
        let target = scenario.modes().mixture(scenario.alpha());
        let start = scenario.start().clone();
        let d = target.dimension();
        let deviations = [start.old_mean(), start.new_mean()];
        let mut basis: Vec<DVector<f64>> = Vec::new();
        for vector in [target.new_mean()].into_iter().chain(deviations) {
            extend(&mut basis, vector);
        }
        // One direction across stands for all of them: symmetric under rotations about the span.
        if basis.len() < d {
            let across = (0..d).map(|i| DVector::from_fn(d, |j, _| f64::from(u8::from(i == j))));
            let mut rests: Vec<DVector<f64>> = across
                .take(basis.len() + 1)
                .map(|unit| without(&basis, &unit))
                .collect();
            rests.sort_by(|a, b| b.norm().total_cmp(&a.norm()));
            let length = rests[0].norm();
            basis.push(&rests[0] / length);
        }
        if d <= 1 {
            return Ok(Self {
                frame: DMatrix::identity(d, d),
                whole: true,
                target,
                start,
            });
        }
        let frame = DMatrix::from_columns(&basis);
        let k = frame.ncols();
        // The axis is the first coordinate and the separation its length, without rounding.
        let mut new_mean = DVector::zeros(k);
        new_mean[0] = scenario.modes().separation().delta();
        let reduced = |m: &DVector<f64>| {
            let mut at = frame.tr_mul(m);
            let floor = NEGLIGIBLE * m.norm();
            at.iter_mut()
                .filter(|x| x.abs() < floor)
                .for_each(|x| *x = 0.0);
            at
        };
        let (old, new) = (reduced(start.old_mean()), reduced(start.new_mean()));
        Ok(Self {
            target: Mixture::new(scenario.alpha(), DVector::zeros(k), new_mean)?,
            start: Mixture::new(start.weight(), old, new)?,
            whole: false,
            frame,
        })
    }

    /// The target in the reduced coordinates.
    pub(super) fn target(&self) -> &Mixture {
        &self.target
    }

    /// The start in the reduced coordinates.
    pub(super) fn start(&self) -> &Mixture {
        &self.start
    }

    /// A learner back in all whitened coordinates.
    pub(super) fn lift(&self, learner: &Mixture) -> Mixture {
        if self.whole {
            return learner.clone();
        }
        let [old, new] = [learner.old_mean(), learner.new_mean()].map(|m| &self.frame * m);
        Mixture::new(learner.weight(), old, new)
            .expect("finite coordinates in an orthonormal frame")
    }
}

/// Twice is enough: the second pass removes what rounding left.
fn without(basis: &[DVector<f64>], vector: &DVector<f64>) -> DVector<f64> {
    let mut rest = vector.clone();
    for _ in 0..2 {
        for b in basis {
            let along = b.dot(&rest);
            rest.axpy(-along, b, 1.0);
        }
    }
    rest
}

fn extend(basis: &mut Vec<DVector<f64>>, vector: &DVector<f64>) {
    let size = vector.norm();
    let rest = without(basis, vector);
    let length = rest.norm();
    if length > NEGLIGIBLE * size && length > 0.0 {
        basis.push(rest / length);
    }
}
