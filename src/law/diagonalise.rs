//! Simultaneous diagonalisation of two covariances, by one-sided Jacobi rotations.

use nalgebra::{DMatrix, DVector};

/// Sweeps; convergence is quadratic, and a few serve from any start.
const MOST_SWEEPS: usize = 40;

/// Means and variances of $N(m,RR^\top)$ in the orthonormal basis in which its covariance is diagonal.
///
/// The singular value decomposition of the linear-algebra library leaves columns orthogonal to about $10^{-11}$ where two
/// variances lie close together. Rotations go on from there until every pair is orthogonal to rounding, which also makes small
/// variances accurate relative to themselves (Demmel and Veselic, 1992).
pub(super) fn diagonalise(mean: &DVector<f64>, root: DMatrix<f64>) -> Vec<(f64, f64)> {
    let dimension = root.nrows();
    let transposed = root.transpose();
    let directions =
        (root.svd(true, false).u).unwrap_or_else(|| DMatrix::identity(dimension, dimension));
    let mut means = directions.tr_mul(mean);
    // Columns are the rows of U^T R: orthogonal once U is right, their squared lengths the variances.
    let mut columns = transposed * directions;
    let orthogonal = f64::EPSILON * (dimension as f64).sqrt();
    for _ in 0..MOST_SWEEPS {
        let mut rotated = false;
        for p in 0..dimension {
            for q in p + 1..dimension {
                if let Some((cosine, sine)) = rotation(&columns, p, q, orthogonal) {
                    rotated = true;
                    for row in 0..dimension {
                        let (x, y) = (columns[(row, p)], columns[(row, q)]);
                        columns[(row, p)] = cosine * x - sine * y;
                        columns[(row, q)] = sine * x + cosine * y;
                    }
                    let (x, y) = (means[p], means[q]);
                    (means[p], means[q]) = (cosine * x - sine * y, sine * x + cosine * y);
                }
            }
        }
        if !rotated {
            break;
        }
    }
    let variances = columns.column_iter().map(|column| column.norm_squared());
    means.iter().copied().zip(variances).collect()
}

/// Cosine and sine of the rotation that makes two columns orthogonal; `None` where they are.
fn rotation(columns: &DMatrix<f64>, p: usize, q: usize, orthogonal: f64) -> Option<(f64, f64)> {
    let (first, second) = (columns.column(p), columns.column(q));
    let product = first.dot(&second);
    let (a, b) = (first.norm_squared(), second.norm_squared());
    if product.abs() <= orthogonal * a.sqrt() * b.sqrt() {
        return None;
    }
    let zeta = (b - a) / (2.0 * product);
    // The smaller root of t^2 + 2 zeta t = 1, without overflow.
    let tangent = 1.0_f64.copysign(zeta) / (zeta.abs() + zeta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    Some((cosine, cosine * tangent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::dmatrix;
    use proptest::prelude::*;

    /// The modes' axes turned by an angle, two of the three variances closer than a thousandth.
    #[test]
    fn variances_that_nearly_agree_are_told_apart() {
        let (sine, cosine) = 0.7_f64.sin_cos();
        let first = dmatrix![cosine, -sine, 0.0; sine, cosine, 0.0; 0.0, 0.0, 1.0];
        let second = dmatrix![1.0, 0.0, 0.0; 0.0, cosine, -sine; 0.0, sine, cosine];
        let turn = first * second;
        for variances in [
            [0.2, 0.8, 0.8004],
            [1e-12, 1.0, 1.0 + 1e-9],
            [4.0, 4.0, 4.0],
        ] {
            let deviations = DVector::from_iterator(3, variances.iter().map(|v: &f64| v.sqrt()));
            let root = &turn * DMatrix::from_diagonal(&deviations);
            let mean = &turn * DVector::from_column_slice(&[1.0, 2.0, -3.0]);
            let mut axes = diagonalise(&mean, root);
            axes.sort_by(|a, b| a.1.total_cmp(&b.1));
            // Mahalanobis' length and every variance are what they were.
            let length: f64 = axes.iter().map(|(m, v)| m * m / v).sum();
            let expected: f64 = ([1.0_f64, 4.0, 9.0].iter().zip(variances))
                .map(|(m, v)| m / v)
                .sum();
            assert!(
                (length / expected - 1.0).abs() < 64.0 * f64::EPSILON,
                "{length} {expected}"
            );
            for ((_, v), expected) in axes.iter().zip(variances) {
                assert!(
                    (v / expected - 1.0).abs() < 64.0 * f64::EPSILON,
                    "{v} {expected}"
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// Mahalanobis' length does not see the basis; roots as well conditioned as these give it to a few hundred roundings.
        #[test]
        fn the_basis_does_not_change_lengths(
            entries in prop::collection::vec(-1.0..1.0f64, 9),
            mean in prop::collection::vec(-2.0..2.0f64, 3),
        ) {
            let root = DMatrix::from_column_slice(3, 3, &entries) + DMatrix::identity(3, 3) * 2.5;
            let mean = DVector::from_vec(mean);
            let expected = root.clone().lu().solve(&mean).expect("diagonally dominant enough").norm_squared();
            let axes = diagonalise(&mean, root.clone());
            let length: f64 = axes.iter().map(|(m, v)| m * m / v).sum();
            let inverse = root.try_inverse().expect("regular").norm_squared();
            prop_assert!((length - expected).abs() <= 256.0 * f64::EPSILON * inverse * mean.norm_squared());
        }
    }
}
