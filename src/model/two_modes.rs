//! The two modes in the user's coordinates, and whitening.

use super::mixture::check_mean;
use super::{Mixture, Separation, Weight};
use crate::error::{Error, Result};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// Two Gaussian modes $N(\mu_o,\Sigma)$ and $N(\mu_n,\Sigma)$ in any dimension $d\ge 1$.
///
/// ```
/// use forgetting::model::TwoModes;
/// use nalgebra::{dmatrix, dvector};
/// let modes = TwoModes::new(dvector![0.0, 0.0], dvector![3.0, 0.0], dmatrix![4.0, 0.0; 0.0, 1.0])?;
/// assert!((modes.separation().delta() - 1.5).abs() < 1e-15);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TwoModes {
    old_mean: DVector<f64>,
    new_mean: DVector<f64>,
    cholesky: Cholesky<f64, Dyn>,
    separation: Separation,
}

impl TwoModes {
    /// The modes from their means (length $d$) and common covariance ($d\times d$).
    ///
    /// # Errors
    /// Means of different or zero length, entries that are not finite, a covariance of the
    /// wrong size, not symmetric (beyond $10^{-12}$ of its largest entry), or not positive definite.
    pub fn new(
        old_mean: DVector<f64>,
        new_mean: DVector<f64>,
        covariance: DMatrix<f64>,
    ) -> Result<Self> {
        check_mean("old_mean", &old_mean)?;
        check_mean("new_mean", &new_mean)?;
        let d = old_mean.len();
        let fits = |argument: &str, found: usize| {
            if found == d {
                Ok(())
            } else {
                Err(Error::Dimension {
                    argument: argument.into(),
                    expected: d,
                    reference: "old_mean".into(),
                    found,
                })
            }
        };
        fits("new_mean", new_mean.len())?;
        fits("covariance rows", covariance.nrows())?;
        fits("covariance columns", covariance.ncols())?;
        let cholesky = factor(covariance)?;
        let separation = Separation::new(solve_lower(&cholesky, &(&new_mean - &old_mean)).norm())?;
        Ok(Self {
            old_mean,
            new_mean,
            cholesky,
            separation,
        })
    }

    /// Unit-variance modes at 0 and `delta` on the line: the 1-D shortcut.
    pub fn on_the_line(separation: Separation) -> Self {
        Self {
            old_mean: DVector::zeros(1),
            new_mean: DVector::from_element(1, separation.delta()),
            cholesky: Cholesky::pack_dirty(DMatrix::identity(1, 1)),
            separation,
        }
    }

    /// The dimension $d$.
    pub fn dimension(&self) -> usize {
        self.old_mean.len()
    }

    /// The Mahalanobis separation $\delta$.
    pub fn separation(&self) -> Separation {
        self.separation
    }

    /// The old mode's mean $\mu_o$ in the user's coordinates.
    pub fn old_mean(&self) -> &DVector<f64> {
        &self.old_mean
    }

    /// The new mode's mean $\mu_n$ in the user's coordinates.
    pub fn new_mean(&self) -> &DVector<f64> {
        &self.new_mean
    }

    /// $L^{-1}(x-\mu_o)$: whitened coordinates with the old mode's mean as origin.
    pub fn whiten(&self, x: &DVector<f64>) -> DVector<f64> {
        solve_lower(&self.cholesky, &(x - &self.old_mean))
    }

    /// The inverse of [`TwoModes::whiten`].
    pub fn unwhiten(&self, y: &DVector<f64>) -> DVector<f64> {
        self.cholesky.l_dirty().lower_triangle() * y + &self.old_mean
    }

    /// The whitened mixture $\alpha p_o+(1-\alpha)p_n$ with the modes' own means.
    pub fn mixture(&self, weight: Weight) -> Mixture {
        let new_mean = self.whiten(&self.new_mean);
        Mixture::new(weight, DVector::zeros(self.dimension()), new_mean)
            .expect("validated means stay finite and of one length")
    }
}

fn factor(covariance: DMatrix<f64>) -> Result<Cholesky<f64, Dyn>> {
    if let Some(x) = covariance.iter().find(|x| !x.is_finite()) {
        return Err(Error::domain("covariance", "have finite entries", x));
    }
    let scale = covariance.amax();
    for i in 0..covariance.nrows() {
        for j in 0..i {
            let (a, b) = (covariance[(i, j)], covariance[(j, i)]);
            if (a - b).abs() > 1e-12 * scale {
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
    let smallest = covariance.clone().symmetric_eigenvalues().min();
    Cholesky::new(covariance)
        .filter(|_| smallest > 0.0)
        .ok_or_else(|| {
            Error::domain(
                "covariance",
                "be positive definite",
                format!("smallest eigenvalue {smallest:e}"),
            )
        })
}

fn solve_lower(cholesky: &Cholesky<f64, Dyn>, x: &DVector<f64>) -> DVector<f64> {
    let mut y = x.clone();
    let solved = cholesky.l_dirty().solve_lower_triangular_mut(&mut y);
    debug_assert!(solved, "a Cholesky factor has a positive diagonal");
    y
}
