//! A3 and A4: the misassignment probability from above and from both sides.

use crate::model::{Separation, Weight};
use std::f64::consts::PI;

/// A3, the Bhattacharyya bound: $\varepsilon_o\le\tfrac12\sqrt{\tfrac{1-\beta}{\beta}}\,\mathrm{BC}$.
///
/// For $\varepsilon_n$ pass the swapped weight. Infinite at $\beta=0$. Holds for any two densities with
/// the same $\mathrm{BC}$.
///
/// ```
/// use forgetting::{bounds::bhattacharyya_bound, model::{Separation, Weight}};
/// let bound = bhattacharyya_bound(Weight::new(0.5)?, Separation::new(2.0)?);
/// assert!((bound - 0.5 * (-0.5f64).exp()).abs() < forgetting::bounds::ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn bhattacharyya_bound(weight: Weight, separation: Separation) -> f64 {
    0.5 * (weight.new_mode() / weight.old()).sqrt() * separation.bhattacharyya()
}

/// A4 for the misassignment probability: $\tfrac12\sqrt{\tfrac{1-\beta}{\beta}}\,\mathrm{BC}$ times the two sides of
/// [`sech_zero_bounds`], as `(lower, upper)`.
///
/// ```
/// use forgetting::{bounds::refined_bounds, model::{Separation, Weight}, overlap::Overlap};
/// let (weight, separation) = (Weight::new(0.3)?, Separation::new(5.0)?);
/// let exact = Overlap::new(weight, separation).misassignment_old();
/// let (lower, upper) = refined_bounds(weight, separation);
/// assert!(lower <= exact && exact <= upper);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn refined_bounds(weight: Weight, separation: Separation) -> (f64, f64) {
    let bound = bhattacharyya_bound(weight, separation);
    let (lower, upper) = sech_zero_bounds(weight.log_odds_new(), separation);
    (bound * lower, bound * upper)
}

/// A4: $\frac{2}{\sqrt{4+\delta^2}}e^{-\lambda^2/(2(4+\delta^2))}\le S_0(\lambda,\delta)\le\min\bigl(1,\frac{\sqrt{2\pi}}{\delta}\bigr)$, as `(lower, upper)`.
///
/// Lower side: $\cosh x\le e^{x^2/2}$. Upper side: $\int\mathrm{sech}(u/2)\,du=2\pi$ times the peak of the normal density.
///
/// ```
/// use forgetting::{bounds::sech_zero_bounds, model::Separation};
/// assert_eq!(sech_zero_bounds(0.0, Separation::new(0.0)?), (1.0, 1.0));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn sech_zero_bounds(lambda: f64, separation: Separation) -> (f64, f64) {
    let spread = 4.0 + separation.delta() * separation.delta();
    let lower = 2.0 / spread.sqrt() * core_math::exp(-0.5 * lambda / spread * lambda);
    (lower, ((2.0 * PI).sqrt() / separation.delta()).min(1.0))
}
