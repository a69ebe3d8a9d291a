//! The common covariance as it was given, and whether it can be worked with.

use super::Given;
use crate::error::{Error, Result};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// The covariance that both modes share.
#[derive(Clone, Debug, PartialEq)]
pub enum Covariance {
    /// The identity.
    Identity,
    /// Uncorrelated features with these variances.
    Diagonal(Vec<Given>),
    /// All entries, row by row; the lower triangle counts.
    Full(Vec<Vec<Given>>),
}

/// A covariance in doubles with its Cholesky factor.
pub(super) struct Factored {
    pub matrix: DMatrix<f64>,
    pub cholesky: Cholesky<f64, Dyn>,
    /// Of the correlation matrix, in the 1-norm, estimated.
    pub condition: Condition,
}

/// A condition number $\lVert R\rVert\lVert R^{-1}\rVert$ and its second factor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition {
    pub number: f64,
    pub inverse_norm: f64,
}

impl Covariance {
    /// The entry `(i, j)`, `j <= i`.
    pub(super) fn entry(&self, i: usize, j: usize) -> Given {
        match self {
            Self::Full(rows) => rows[i][j],
            Self::Diagonal(variances) if i == j => variances[i],
            Self::Identity if i == j => Given::from(1.0),
            _ => Given::from(0.0),
        }
    }

    /// The matrix in doubles, of the size that `d` features need.
    fn matrix(&self, d: usize) -> Result<DMatrix<f64>> {
        let fits = |argument: &str, expected: usize, reference: String, found: usize| {
            if found == expected {
                Ok(())
            } else {
                Err(Error::Dimension {
                    argument: argument.into(),
                    expected,
                    reference,
                    found,
                })
            }
        };
        match self {
            Self::Identity => Ok(DMatrix::identity(d, d)),
            Self::Diagonal(variances) => {
                fits("covariance", d, "old_mean".into(), variances.len())?;
                let values = variances.iter().map(|x| x.value());
                Ok(DMatrix::from_diagonal(&DVector::from_iterator(d, values)))
            }
            Self::Full(rows) => {
                let n = rows.len();
                for row in rows {
                    fits(
                        "every row of covariance",
                        n,
                        format!("its {n} rows"),
                        row.len(),
                    )?;
                }
                fits("covariance rows", d, "old_mean".into(), n)?;
                Ok(DMatrix::from_fn(d, d, |i, j| rows[i][j].value()))
            }
        }
    }

    /// Checks and factors it.
    pub(super) fn factor(&self, d: usize) -> Result<Factored> {
        let matrix = self.matrix(d)?;
        if let Some(x) = matrix.iter().find(|x| !x.is_finite()) {
            return Err(Error::domain("covariance", "have finite entries", x));
        }
        check_symmetry(&matrix)?;
        let cholesky = Cholesky::new(matrix.clone()).ok_or_else(|| indefinite(&matrix))?;
        let condition = match self {
            Self::Full(_) => condition(&matrix, &cholesky),
            _ => Condition {
                number: 1.0,
                inverse_norm: 1.0,
            },
        };
        if condition.number.is_nan() || condition.number > largest_condition(d) {
            return Err(ill_conditioned(d, format!("{:.1e}", condition.number)));
        }
        Ok(Factored {
            matrix,
            cholesky,
            condition,
        })
    }
}

/// From here on a factorisation in doubles may have no digit left: $1/(d\epsilon)$.
fn largest_condition(d: usize) -> f64 {
    1.0 / (d as f64 * f64::EPSILON)
}

fn ill_conditioned(d: usize, condition: String) -> Error {
    Error::domain(
        "covariance",
        format!(
            "not be singular to working precision: its correlation matrix needs a condition number of at most 1/(d eps) = {:.1e} (shrink it towards its diagonal, or drop a feature that the others determine)",
            largest_condition(d)
        ),
        format!("condition number {condition}"),
    )
}

/// How far two entries may differ that stand for one, in the standard deviations' product: decimals of twelve digits.
pub(super) const SYMMETRY: f64 = 1e-12;

fn check_symmetry(matrix: &DMatrix<f64>) -> Result<()> {
    for i in 0..matrix.nrows() {
        for j in 0..i {
            let (a, b) = (matrix[(i, j)], matrix[(j, i)]);
            let scale = (matrix[(i, i)].abs().sqrt() * matrix[(j, j)].abs().sqrt()).max(a.abs());
            if (a - b).abs() > SYMMETRY * scale {
                let entries = format!(
                    "entry ({}, {}) = {a} and entry ({}, {}) = {b}",
                    i + 1,
                    j + 1,
                    j + 1,
                    i + 1
                );
                return Err(Error::domain("covariance", "be symmetric", entries));
            }
        }
    }
    Ok(())
}

/// Why there is no Cholesky factor: a negative eigenvalue, or one that cannot be told from 0.
fn indefinite(matrix: &DMatrix<f64>) -> Error {
    /// Larger matrices take seconds.
    const EIGENVALUES: usize = 256;
    let d = matrix.nrows();
    if d > EIGENVALUES {
        let reason = "a matrix without a Cholesky factor";
        return Error::domain("covariance", "be positive definite", reason);
    }
    let deviations: DVector<f64> = matrix.diagonal().map(f64::sqrt);
    if deviations.iter().all(|x| *x > 0.0) {
        let correlation =
            DMatrix::from_fn(d, d, |i, j| matrix[(i, j)] / deviations[i] / deviations[j]);
        let eigenvalues = correlation.symmetric_eigenvalues();
        let (least, most) = (eigenvalues.min(), eigenvalues.max());
        if least.abs() * largest_condition(d) < most {
            return ill_conditioned(d, format!("over {:.1e}", largest_condition(d)));
        }
    }
    let smallest = matrix.clone().symmetric_eigenvalues().min();
    Error::domain(
        "covariance",
        "be positive definite",
        format!("smallest eigenvalue {smallest:e}"),
    )
}

/// $\lVert R\rVert_1\lVert R^{-1}\rVert_1$ of the correlation matrix, the second factor by Hager's and Higham's estimator (Higham, *Accuracy
/// and Stability of Numerical Algorithms*, algorithm 15.4): a lower bound, rarely less than a third of it.
///
/// The scale of a feature does not enter: a Cholesky factorisation does not see it either.
fn condition(matrix: &DMatrix<f64>, cholesky: &Cholesky<f64, Dyn>) -> Condition {
    let d = matrix.nrows();
    let deviations: DVector<f64> = matrix.diagonal().map(f64::sqrt);
    let norm = (0..d)
        .map(|j| {
            let column = (0..d).map(|i| {
                let entry = matrix[(i.max(j), i.min(j))];
                (entry / deviations[i] / deviations[j]).abs()
            });
            column.sum::<f64>()
        })
        .fold(0.0, f64::max);
    let solve = |x: &DVector<f64>| {
        let mut y = x.component_mul(&deviations);
        cholesky.solve_mut(&mut y);
        y.component_mul_assign(&deviations);
        y
    };
    let inverse_norm = inverse_norm(d, solve);
    Condition {
        number: norm * inverse_norm,
        inverse_norm,
    }
}

/// The 1-norm of the inverse of a symmetric matrix from a few solutions with it.
fn inverse_norm(d: usize, solve: impl Fn(&DVector<f64>) -> DVector<f64>) -> f64 {
    let size = |x: &DVector<f64>| x.iter().map(|x| x.abs()).sum::<f64>();
    let mut x = DVector::from_element(d, 1.0 / d as f64);
    let mut estimate = 0.0f64;
    for _ in 0..5 {
        let y = solve(&x);
        let grown = size(&y);
        if grown <= estimate {
            break;
        }
        estimate = grown;
        let z = solve(&y.map(f64::signum));
        let largest = z.iamax();
        if z[largest].abs() <= z.dot(&x) {
            break;
        }
        x.fill(0.0);
        x[largest] = 1.0;
    }
    // Higham's second start, against matrices that hide from the first.
    let spread = |i: usize| 1.0 + i as f64 / (d.max(2) - 1) as f64;
    let alternating = DVector::from_fn(d, |i, _| if i % 2 == 0 { spread(i) } else { -spread(i) });
    estimate.max(2.0 * size(&solve(&alternating)) / (3.0 * d as f64))
}
