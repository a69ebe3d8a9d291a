//! Bounds for the least eigenvalue of symmetric 3x3 interval matrices.

use crate::interval::{Decoration, Interval};

/// A symmetric 3x3 matrix.
pub(crate) type Matrix<T> = [[T; 3]; 3];

/// The symmetric matrix with the given upper triangle `11, 12, 13, 22, 23, 33`.
pub(super) fn symmetric<T: Copy>([a, b, c, d, e, f]: [T; 6]) -> Matrix<T> {
    [[a, b, c], [b, d, e], [c, e, f]]
}

/// Entrywise combination of two matrices.
pub(super) fn combine(
    a: &Matrix<Interval>,
    b: &Matrix<Interval>,
    f: impl Fn(Interval, Interval) -> Interval,
) -> Matrix<Interval> {
    std::array::from_fn(|i| std::array::from_fn(|j| f(a[i][j], b[i][j])))
}

/// The midpoint matrix.
pub(super) fn midpoints(a: &Matrix<Interval>) -> Matrix<f64> {
    std::array::from_fn(|i| std::array::from_fn(|j| a[i][j].mid()))
}

/// `x' A x / x' x`, an enclosure of the Rayleigh quotients: its upper end bounds the least eigenvalue.
pub(super) fn rayleigh(a: &Matrix<Interval>, x: [f64; 3]) -> Interval {
    let x = x.map(Interval::number);
    let mut form = Interval::ZERO;
    for i in 0..3 {
        form = form + a[i][i] * x[i].sqr();
        for j in i + 1..3 {
            form = form + a[i][j] * (x[i] * x[j]) * 2.0;
        }
    }
    form / (x[0].sqr() + x[1].sqr() + x[2].sqr())
}

/// A number below the least eigenvalue of every symmetric matrix in `a`.
///
/// A trial value `t` is proved by the positive pivots of `A - t I` (interval elimination); trials start at the
/// approximate least eigenvalue minus the radius of `a` (Weyl) and step down; Gershgorin's circles are last.
pub(super) fn least_eigenvalue_below(a: &Matrix<Interval>) -> f64 {
    let centre = midpoints(a);
    let (approximate, _) = least_eigenpair(&centre);
    let mut norm = 0.0f64;
    let mut radius = 0.0f64;
    let mut gershgorin = f64::INFINITY;
    for (i, row) in a.iter().enumerate() {
        let sizes: f64 = row.iter().map(|entry| entry.mag()).sum();
        norm = norm.max(sizes);
        radius = radius.max(row.iter().map(|entry| entry.width()).sum());
        let others =
            Interval::number(row[(i + 1) % 3].mag()) + Interval::number(row[(i + 2) % 3].mag());
        gershgorin = gershgorin.min((row[i] - others).lo());
    }
    if !approximate.is_finite() {
        return if gershgorin.is_nan() {
            f64::NEG_INFINITY
        } else {
            gershgorin
        };
    }
    let mut margin = 0.5 * radius + 1e-15 * norm;
    for _ in 0..24 {
        let trial = approximate - margin;
        if trial < gershgorin {
            break;
        }
        if positive_definite(a, trial) {
            return trial;
        }
        margin *= 1.5;
    }
    gershgorin
}

/// True only if every symmetric matrix in `a - shift I` is positive definite.
pub(crate) fn positive_definite(a: &Matrix<Interval>, shift: f64) -> bool {
    let shift = Interval::number(shift);
    let d0 = a[0][0] - shift;
    if d0.lo() <= 0.0 {
        return false;
    }
    let d1 = a[1][1] - shift - a[0][1].sqr() / d0;
    if d1.lo() <= 0.0 {
        return false;
    }
    let e12 = a[1][2] - a[0][1] * a[0][2] / d0;
    let d2 = a[2][2] - shift - a[0][2].sqr() / d0 - e12.sqr() / d1;
    d2.lo() > 0.0
}

/// Approximate least eigenvalue and a unit eigenvector, by Jacobi rotations; nothing is proved about them.
pub(super) fn least_eigenpair(a: &Matrix<f64>) -> (f64, [f64; 3]) {
    let mut a = *a;
    let mut v = symmetric([1.0, 0.0, 0.0, 1.0, 0.0, 1.0]);
    for _ in 0..24 {
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            if a[p][q] == 0.0 {
                continue;
            }
            let ratio = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
            let tangent = ratio.signum() / (ratio.abs() + (ratio * ratio + 1.0).sqrt());
            let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
            let sine = tangent * cosine;
            for row in a.iter_mut().chain(v.iter_mut()) {
                let (x, y) = (row[p], row[q]);
                row[p] = cosine * x - sine * y;
                row[q] = sine * x + cosine * y;
            }
            let (x, y) = (a[p], a[q]);
            a[p] = std::array::from_fn(|k| cosine * x[k] - sine * y[k]);
            a[q] = std::array::from_fn(|k| sine * x[k] + cosine * y[k]);
        }
    }
    let least = (0..3)
        .min_by(|&i, &j| a[i][i].total_cmp(&a[j][j]))
        .unwrap_or(0);
    (a[least][least], [v[0][least], v[1][least], v[2][least]])
}

/// `[-x, x]` for a bound `x`.
pub(super) fn ball(x: f64) -> Interval {
    Interval::build(-x, x, Decoration::Com)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_eigenvalue_of_a_known_matrix() {
        // Eigenvalues 2 - sqrt 2, 2, 2 + sqrt 2.
        let a = symmetric([2.0, -1.0, 0.0, 2.0, -1.0, 2.0]);
        let (value, vector) = least_eigenpair(&a);
        // Norm 4: some ten roundings of that size.
        const ROUNDING: f64 = 40.0 * f64::EPSILON;
        assert!((value - 0.585_786_437_626_904_9).abs() < ROUNDING);
        let a = a.map(|row| row.map(Interval::number));
        let below = least_eigenvalue_below(&a);
        let above = rayleigh(&a, vector).hi();
        assert!(below <= 0.585_786_437_626_904_9 && 0.585_786_437_626_905 <= above);
        assert!(above - below < ROUNDING);
    }
}
