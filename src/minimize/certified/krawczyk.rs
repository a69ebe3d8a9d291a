//! Krawczyk's operator in three unknowns.

use crate::interval::Interval;
use nalgebra::Matrix3;

/// Three unknowns.
pub(super) type Vector = [Interval; 3];
/// A 3x3 interval matrix.
pub(super) type Matrix = [[Interval; 3]; 3];

/// What one application of the operator says about a box.
pub(super) enum Image {
    /// It lies in the box's interior: exactly one zero in the box, and it is in the image.
    Inside(Vector),
    /// It misses the box: no zero in it.
    Disjoint,
    /// Neither; nothing is known.
    Overlapping,
}

/// Applies `K(X) = x - C g(x) + (I - C J(X)) (X - x)` with `x` the middle of `X` and `C` an approximate inverse of `J`.
///
/// `gradient` encloses `g` on a box, `jacobian` encloses every `J(x)`, `x` in the box; both on all of it.
pub(super) fn image(
    region: &Vector,
    gradient: impl Fn(&Vector) -> Vector,
    jacobian: impl Fn(&Vector) -> Matrix,
) -> Image {
    let centre: Vector = std::array::from_fn(|i| Interval::point(region[i].mid()));
    let value = gradient(&centre);
    let slopes = jacobian(region);
    // An evaluation that left its domain or overflowed proves nothing.
    let usable = |x: &Interval| x.is_defined() && x.is_bounded();
    if !(value.iter().all(usable) && slopes.iter().flatten().all(usable)) {
        return Image::Overlapping;
    }
    let middle = Matrix3::from_fn(|i, j| slopes[i][j].mid());
    let Some(inverse) = middle.try_inverse() else {
        return Image::Overlapping;
    };
    if inverse.iter().any(|x| !x.is_finite()) {
        return Image::Overlapping;
    }
    let inverse: Matrix =
        std::array::from_fn(|i| std::array::from_fn(|j| Interval::point(inverse[(i, j)])));
    let mapped: Vector = std::array::from_fn(|i| {
        let mut sum = centre[i];
        for k in 0..3 {
            sum = sum - inverse[i][k] * value[k];
        }
        for j in 0..3 {
            let mut entry = if i == j {
                Interval::ONE
            } else {
                Interval::ZERO
            };
            for k in 0..3 {
                entry = entry - inverse[i][k] * slopes[k][j];
            }
            sum = sum + entry * (region[j] - centre[j]);
        }
        sum
    });
    if !mapped.iter().all(usable) {
        return Image::Overlapping;
    }
    let pairs = || mapped.iter().zip(region);
    if pairs().all(|(new, old)| old.lo() < new.lo() && new.hi() < old.hi()) {
        Image::Inside(mapped)
    } else if pairs().any(|(new, old)| new.hi() < old.lo() || old.hi() < new.lo()) {
        Image::Disjoint
    } else {
        Image::Overlapping
    }
}
