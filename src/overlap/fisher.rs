//! The Fisher information at the optimum, split into its two kinds of block (C5).

use super::{Overlap, distinguishability};
use crate::kernel::kernel_jet;
use crate::model::{Separation, Weight};
use nalgebra::{DMatrix, Matrix2, Matrix3};

/// The Fisher information of the mixture in $(\varphi, m_o, m_n)$, at weight $\beta$ and separation $\delta$ (C5).
///
/// It splits into one $3\times3$ block (the logit and the two means along the axis) and
/// $d-1$ copies of a $2\times2$ block (the means across it).
///
/// ```
/// use forgetting::model::{Separation, Weight};
/// use forgetting::overlap::fisher;
/// let far = fisher(Weight::new(0.3)?, Separation::new(50.0)?);
/// // Modes that do not overlap: beta (1 - beta) for the logit, beta and 1 - beta for the means.
/// assert!((far.min_eigenvalue() - 0.21).abs() < forgetting::overlap::ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fisher {
    axial: Matrix3<f64>,
    transverse: Matrix2<f64>,
    minimum: f64,
    transverse_minimum: f64,
}

/// At this separation the overlap is 0 in `f64` for every weight.
const DISJOINT: f64 = 1e4;

/// The Fisher blocks and their eigenvalues.
///
/// Entries by Stein's lemma from two kernel jets, without cancellation, so a small weight's
/// block keeps its relative accuracy:
/// $I_{\varphi\varphi}=\beta(1-\beta)D$, $I_{\varphi o}=-\beta\delta K_2(m_o)$, $I_{oo}=\beta[L(-m_o)-\delta^2K_3(m_o)]$ and their mirror
/// images, $m_o=\lambda-\delta^2/2$, all at scale $\delta$. Eigenvalues of a $3\times 3$ block: to
/// [`FISHER_ACCURACY`](super::FISHER_ACCURACY), and to [`FISHER_RELATIVE_ACCURACY`](super::FISHER_RELATIVE_ACCURACY) for $\delta\ge 1$. Zero blocks at the ends of [0, 1].
///
/// ```
/// use forgetting::{model::{Separation, Weight}, overlap::fisher};
/// let information = fisher(Weight::new(0.5)?, Separation::new(3.0)?);
/// assert!((information.min_eigenvalue() - 0.127_860_557_162_983_35).abs() < forgetting::overlap::FISHER_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn fisher(weight: Weight, separation: Separation) -> Fisher {
    // Beyond, the modes are disjoint to rounding and nothing changes any more.
    let separation = if separation.delta() > DISJOINT {
        Separation::new(DISJOINT).unwrap_or(separation)
    } else {
        separation
    };
    let delta = separation.delta();
    let (beta, rest) = (weight.old(), weight.new_mode());
    if !weight.is_interior() {
        let axial = Matrix3::from_diagonal(&nalgebra::vector![0.0, beta, rest]);
        let transverse = Matrix2::from_diagonal(&nalgebra::vector![beta, rest]);
        return Fisher {
            axial,
            transverse,
            minimum: 0.0,
            transverse_minimum: 0.0,
        };
    }
    let lambda = weight.log_odds_new();
    let overlap = Overlap::new(weight, separation);
    let d = distinguishability(weight, separation);
    let (square, half) = (delta * delta, 0.5 * delta);
    // Log-odds of the other mode under each mode: m_o for the old one, -m_n for the new one.
    let old = kernel_jet((-half).mul_add(delta, lambda), delta);
    let new = kernel_jet((-half).mul_add(delta, -lambda), delta);
    let kept_old = kernel_jet(half.mul_add(delta, -lambda), delta)[1];
    let kept_new = kernel_jet(half.mul_add(delta, lambda), delta)[1];
    let weight_weight = beta * rest * d;
    let weight_old = -beta * delta * old[2];
    let weight_new = -rest * delta * new[2];
    let old_old = beta * (kept_old - square * old[3]);
    let new_new = rest * (kept_new - square * new[3]);
    let old_new = overlap.moment(2) - 0.25 * square * overlap.moment(0);
    let axial = Matrix3::new(
        weight_weight,
        weight_old,
        weight_new,
        weight_old,
        old_old,
        old_new,
        weight_new,
        old_new,
        new_new,
    );
    let gate = overlap.moment(0);
    let transverse = Matrix2::new(beta * kept_old, gate, gate, rest * kept_new);
    // det = beta (1-beta) - kappa_0 = beta (1-beta) D.
    let largest =
        0.5 * (transverse.trace() + (transverse[(0, 0)] - transverse[(1, 1)]).hypot(2.0 * gate));
    Fisher {
        axial,
        transverse,
        minimum: smallest_eigenvalue(&axial),
        transverse_minimum: weight_weight / largest,
    }
}

impl Fisher {
    /// The $3\times3$ block in $(\varphi, m_o, m_n)$ along the axis $\mu_n-\mu_o$.
    pub fn axial(&self) -> &Matrix3<f64> {
        &self.axial
    }

    /// The $2\times2$ block in $(m_o,m_n)$ of each direction across the axis.
    pub fn transverse(&self) -> &Matrix2<f64> {
        &self.transverse
    }

    /// The smallest eigenvalue of the $3\times3$ block.
    pub fn min_eigenvalue(&self) -> f64 {
        self.minimum
    }

    /// The smallest eigenvalue of a transverse block.
    pub fn min_transverse_eigenvalue(&self) -> f64 {
        self.transverse_minimum
    }

    /// The smallest eigenvalue of the whole matrix in dimension `d`.
    pub fn min_eigenvalue_in(&self, dimension: usize) -> f64 {
        if dimension > 1 {
            self.minimum.min(self.transverse_minimum)
        } else {
            self.minimum
        }
    }

    /// The largest eigenvalue of the whole matrix in dimension `d`.
    pub fn max_eigenvalue_in(&self, dimension: usize) -> f64 {
        let axial = self.axial.symmetric_eigenvalues().max();
        if dimension > 1 {
            axial.max(self.transverse.symmetric_eigenvalues().max())
        } else {
            axial
        }
    }

    /// The full $(2d+1)\times(2d+1)$ matrix when the axis is the first coordinate.
    pub fn matrix(&self, dimension: usize) -> DMatrix<f64> {
        let d = dimension;
        let mut full = DMatrix::zeros(2 * d + 1, 2 * d + 1);
        let axis = [0, 1, 1 + d];
        for (i, &row) in axis.iter().enumerate() {
            for (j, &column) in axis.iter().enumerate() {
                full[(row, column)] = self.axial[(i, j)];
            }
        }
        for k in 1..d {
            let across = [1 + k, 1 + d + k];
            for (i, &row) in across.iter().enumerate() {
                for (j, &column) in across.iter().enumerate() {
                    full[(row, column)] = self.transverse[(i, j)];
                }
            }
        }
        full
    }
}

/// The smallest eigenvalue to high *relative* accuracy of a graded positive definite matrix:
/// one-sided Jacobi on the Cholesky factor (Demmel and Veselic, SIAM J. Matrix Anal. Appl. 13, 1992).
/// Where Cholesky fails the matrix is singular to working precision and the plain solver is as good.
fn smallest_eigenvalue(matrix: &Matrix3<f64>) -> f64 {
    let Some(cholesky) = matrix.cholesky() else {
        return matrix.symmetric_eigenvalues().min().max(0.0);
    };
    let mut factor = cholesky.l();
    for _sweep in 0..30 {
        let mut rotated = false;
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            let (a, b) = (factor.column(p).into_owned(), factor.column(q).into_owned());
            let (aa, bb, ab) = (a.norm_squared(), b.norm_squared(), a.dot(&b));
            if ab.abs() <= f64::EPSILON * (aa * bb).sqrt() {
                continue;
            }
            rotated = true;
            let zeta = (bb - aa) / (2.0 * ab);
            let t = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
            let c = 1.0 / (1.0 + t * t).sqrt();
            let s = c * t;
            factor.set_column(p, &(a * c - b * s));
            factor.set_column(q, &(a * s + b * c));
        }
        if !rotated {
            break;
        }
    }
    (0..3)
        .map(|k| factor.column(k).norm_squared())
        .fold(f64::INFINITY, f64::min)
}
