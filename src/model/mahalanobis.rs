//! The Mahalanobis separation of numbers as they were given, enclosed.
//!
//! Up to [`EXACT_DIMENSION`] features it is exact: $\delta^2=-\det\begin{pmatrix}\Sigma&v\\v^\top&0\end{pmatrix}/\det\Sigma$ by fraction-free elimination
//! (Bareiss), and one square root is rounded. Beyond, with any $x$ and $r=v-\Sigma x$,
//! $$ \delta^2=x^\top v+x^\top r+r^\top\Sigma^{-1}r\in x^\top v+x^\top r+[0,\lVert r\rVert^2/\lambda], $$
//! where $\lambda$ is a lower bound of the least eigenvalue: if the Cholesky factorisation of $A$ in doubles succeeds, no eigenvalue of $A$ is below
//! $-\frac{\gamma}{1-\gamma}\operatorname{tr}A$, $\gamma=\frac{(d+1)u}{1-(d+1)u}$ (Higham, *Accuracy and Stability*, theorem 10.3; Rump, BIT 46, 2006). Features are scaled
//! by powers of two first.

use super::Given;
use super::covariance::{Covariance, Factored};
use crate::interval::Interval;
use nalgebra::{Cholesky, DMatrix, DVector};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// The largest number of correlated features for which exact arithmetic takes a few milliseconds at most.
const EXACT_DIMENSION: usize = 16;
/// The largest product of features and bits an entry for which it does.
const EXACT_BITS: u64 = 8192;

/// An enclosure of $\delta$; `None` where none is found: a covariance too ill conditioned for its size, numbers out of range.
pub(super) fn separation(
    old: &[Given],
    new: &[Given],
    covariance: &Covariance,
    factored: &Factored,
) -> Option<Interval> {
    let exact = exact_square(old, new, covariance).and_then(|square| root(&square));
    let found = exact.or_else(|| match covariance {
        Covariance::Full(_) => enclosed(old, new, covariance, factored),
        _ => uncorrelated(old, new, covariance),
    });
    found.filter(|delta| delta.is_bounded())
}

fn exact_square(old: &[Given], new: &[Given], covariance: &Covariance) -> Option<BigRational> {
    let d = old.len();
    if d > EXACT_DIMENSION {
        return None;
    }
    let difference = |i: usize| Some(new[i].rational()? - old[i].rational()?);
    let shift: Vec<BigRational> = (0..d).map(difference).collect::<Option<_>>()?;
    let entries = (0..d).map(|i| (0..=i).map(|j| covariance.entry(i, j).rational()).collect());
    let lower: Vec<Vec<BigRational>> = entries.collect::<Option<_>>()?;
    // Whole numbers: Sigma = N/s and v = w/t.
    let (s, t) = (common(lower.iter().flatten()), common(shift.iter()));
    let whole = |x: &BigRational, by: &BigInt| (x * by).to_integer();
    let mut a: Vec<Vec<BigInt>> = lower
        .iter()
        .map(|row| row.iter().map(|x| whole(x, &s)).collect())
        .collect();
    let mut border: Vec<BigInt> = shift.iter().map(|x| whole(x, &t)).collect();
    border.push(BigInt::zero());
    a.push(border);
    let bits = a.iter().flatten().map(BigInt::bits).max()?;
    if bits * d as u64 > EXACT_BITS {
        return None;
    }
    let mut before = BigInt::one();
    for k in 0..d {
        let pivot = a[k][k].clone();
        if !pivot.is_positive() {
            return None;
        }
        for i in k + 1..=d {
            for j in k + 1..=i {
                a[i][j] = (&a[i][j] * &pivot - &a[i][k] * &a[j][k]) / &before;
            }
        }
        before = pivot;
    }
    Some(BigRational::new(-&a[d][d] * s, before * &t * t))
}

/// A common multiple of the denominators.
fn common<'a>(all: impl Iterator<Item = &'a BigRational>) -> BigInt {
    all.fold(BigInt::one(), |multiple, x| {
        // The least: a fraction in lowest terms with the multiple below it.
        let reduced = BigRational::new(multiple.clone(), x.denom().clone());
        multiple * reduced.denom()
    })
}

/// The square root of a rational, scaled by a power of four into the range of doubles.
fn root(square: &BigRational) -> Option<Interval> {
    if square.is_zero() {
        return Some(Interval::ZERO);
    }
    let size = square.numer().bits() as i64 - square.denom().bits() as i64;
    let half = i32::try_from(size / 2).ok()?;
    let power = BigInt::one() << (2 * half.unsigned_abs());
    let near_one = if half >= 0 {
        square / power
    } else {
        square * power
    };
    if half.abs() > 1000 {
        return None;
    }
    Some(Interval::from_rational(&near_one).sqrt() * 2f64.powi(half))
}

/// Without correlations: a sum of squares.
fn uncorrelated(old: &[Given], new: &[Given], covariance: &Covariance) -> Option<Interval> {
    let mut square = Interval::ZERO;
    for i in 0..old.len() {
        let shift = new[i].near() - old[i].near();
        square = square + shift.sqr() / covariance.entry(i, i).near();
    }
    square.is_defined().then(|| square.sqrt())
}

/// With correlations: the residual form.
fn enclosed(
    old: &[Given],
    new: &[Given],
    covariance: &Covariance,
    factored: &Factored,
) -> Option<Interval> {
    let d = old.len();
    let scales: Vec<f64> = (0..d)
        .map(|i| {
            let exponent = -0.5 * factored.matrix[(i, i)].log2();
            2f64.powi(exponent.round() as i32)
        })
        .collect();
    let entry = |i: usize, j: usize| {
        let entry = covariance.entry(i.max(j), i.min(j)).near();
        entry * scales[i] * scales[j]
    };
    let shift: Vec<Interval> = (0..d)
        .map(|i| (new[i].near() - old[i].near()) * scales[i])
        .collect();
    let residual = |x: &DVector<f64>| -> Vec<Interval> {
        (0..d)
            .map(|i| {
                (0..d).fold(shift[i], |left, j| {
                    left - entry(i, j) * Interval::point(x[j])
                })
            })
            .collect()
    };
    // C = S Sigma S: its solution is that of Sigma, divided by the scales on both sides.
    let solve = |right: &[Interval]| {
        let mut x = DVector::from_fn(d, |i, _| right[i].mid() / scales[i]);
        factored.cholesky.solve_mut(&mut x);
        DVector::from_fn(d, |i, _| x[i] / scales[i])
    };
    let mut x = solve(&shift);
    x += solve(&residual(&x));
    if x.iter().any(|x| !x.is_finite()) {
        return None;
    }
    let left = residual(&x);
    let least = least_eigenvalue(
        &scaled(&factored.matrix, &scales),
        factored.condition.inverse_norm,
    )?;
    let (mut square, mut remainder) = (Interval::ZERO, Interval::ZERO);
    for i in 0..d {
        square = square + Interval::point(x[i]) * (shift[i] + left[i]);
        remainder = remainder + left[i].sqr();
    }
    let remainder = (remainder / Interval::point(least)).hi();
    let square = square + Interval::from_bounds(0.0, remainder);
    (square.is_defined() && square.lo() >= 0.0).then(|| square.sqrt())
}

/// The lower triangle in units of the scales, mirrored.
fn scaled(matrix: &DMatrix<f64>, scales: &[f64]) -> DMatrix<f64> {
    let d = matrix.nrows();
    DMatrix::from_fn(d, d, |i, j| {
        matrix[(i.max(j), i.min(j))] * scales[i] * scales[j]
    })
}

/// A positive number below every eigenvalue of every matrix within two roundings of the entries; the diagonal is about 1.
fn least_eigenvalue(matrix: &DMatrix<f64>, inverse_norm: f64) -> Option<f64> {
    let d = matrix.nrows();
    let unit = 0.5 * f64::EPSILON;
    let count = (d + 1) as f64 * unit;
    let gamma = count / (1.0 - count);
    let rows = (0..d).map(|i| matrix.row(i).iter().map(|x| x.abs()).sum::<f64>());
    // A tenth more than each bound: their own rounding is far below.
    let entries = 1.1 * 4.0 * unit * rows.fold(0.0, f64::max);
    let mut shift = 0.25 / inverse_norm;
    for _ in 0..3 {
        let moved = matrix - DMatrix::identity(d, d) * shift;
        let trace = moved.trace();
        let diagonal = 1.1 * 2.0 * unit * moved.diagonal().amax();
        let factor = 1.1 * gamma / (1.0 - gamma) * trace;
        let least = 0.9 * shift - factor - diagonal - entries;
        if least <= 0.0 {
            return None;
        }
        if Cholesky::new(moved).is_some() {
            return Some(least);
        }
        shift *= 0.25;
    }
    None
}
