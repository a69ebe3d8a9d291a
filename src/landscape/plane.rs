//! The landscape over the plane of both means, for contours.

use crate::error::{Error, Result};
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use nalgebra::DVector;
use rayon::prelude::*;

/// Reverse KL over a square of both means, in one dimension and at one weight.
///
/// The stationary lines cross it on its diagonal $m_o=m_n$; the target and its label swap lie in it if the weight is $\alpha$ or $1-\alpha$.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The coordinates of either mean, measured from the old mode, ascending.
    pub offsets: Vec<f64>,
    /// `values[i][j]` is the divergence at $m_o=\mu_o+$ `offsets[i]`, $m_n=\mu_o+$ `offsets[j]`, to
    /// [`FORM_ACCURACY`](crate::objective::FORM_ACCURACY) of half the largest squared distance of two means.
    pub values: Vec<Vec<f64>>,
}

/// Reverse KL to a target of weight `alpha` on a lattice of `count` by `count` pairs of means, from `margin` below the old mode to `margin` above the new
/// one, at the learner's weight `weight`.
///
/// # Errors
/// Fewer than two points a side, or a margin that is not finite and $\ge0$.
///
/// ```
/// use forgetting::{landscape::plane_of_means, model::{Separation, Weight}};
/// let half = Weight::new(0.5)?;
/// let plane = plane_of_means(half, Separation::new(4.0)?, half, 1.0, 7)?;
/// // Offsets -1, 0, ..., 5: the target is at (0, 4).
/// assert!(plane.values[1][5].abs() < 10.0 * forgetting::objective::FORM_ACCURACY && plane.values[1][1] > 0.5);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn plane_of_means(
    alpha: Weight,
    separation: Separation,
    weight: Weight,
    margin: f64,
    count: usize,
) -> Result<Plane> {
    if count < 2 {
        return Err(Error::domain("count", "be at least 2", count));
    }
    if !(margin >= 0.0 && margin.is_finite()) {
        return Err(Error::domain("margin", "be finite and >= 0", margin));
    }
    let target = TwoModes::on_the_line(separation).mixture(alpha);
    let objective = ReverseKl::new(target.clone());
    let width = separation.delta() + 2.0 * margin;
    let offsets: Vec<f64> = (0..count)
        .map(|k| width * k as f64 / (count - 1) as f64 - margin)
        .collect();
    let mean = |offset: f64| target.old_mean() + DVector::from_element(1, offset);
    let values = offsets
        .par_iter()
        .map(|old| {
            offsets
                .iter()
                .map(|new| {
                    let learner = Mixture::new(weight, mean(*old), mean(*new))?;
                    Ok(objective.value_and_gradient(&learner).0)
                })
                .collect::<Result<Vec<f64>>>()
        })
        .collect::<Result<_>>()?;
    Ok(Plane { offsets, values })
}
