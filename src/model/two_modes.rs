//! The two modes in the user's coordinates, and whitening.

use super::mixture::check_mean;
use super::{Covariance, Given, Mixture, Separation, Weight, mahalanobis};
use crate::error::{Error, Result};
use crate::interval::Interval;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// Two Gaussian modes $N(\mu_o,\Sigma)$ and $N(\mu_n,\Sigma)$ in any dimension $d\ge 1$.
///
/// ```
/// use forgetting::model::TwoModes;
/// use nalgebra::{dmatrix, dvector};
/// let modes = TwoModes::new(dvector![0.0, 0.0], dvector![3.0, 0.0], dmatrix![4.0, 0.0; 0.0, 1.0])?;
/// assert!((modes.separation().delta() - 1.5).abs() < forgetting::model::SEPARATION_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct TwoModes {
    old_mean: DVector<f64>,
    new_mean: DVector<f64>,
    cholesky: Cholesky<f64, Dyn>,
    separation: Separation,
    condition: f64,
    /// What the factor's rounding took from the separation along the axis; none where it is within a few units in the last place.
    stretch: Option<Stretch>,
    exact: Exact,
}

/// Along a unit vector of whitened coordinates.
#[derive(Clone, Debug)]
struct Stretch {
    axis: DVector<f64>,
    factor: f64,
}

/// The numbers as they were given.
#[derive(Clone, Debug)]
struct Exact {
    means: [Vec<Given>; 2],
    separation: Option<Interval>,
}

/// The relative error of a separation that has an enclosure, and of whitened coordinates along it: where the Cholesky factor has lost
/// more, they are stretched to the enclosed separation.
pub const SEPARATION_ACCURACY: f64 = 1e-14;

impl TwoModes {
    /// The modes from their means (length $d$) and common covariance ($d\times d$), exactly as the doubles are.
    ///
    /// # Errors
    /// As [`TwoModes::given`].
    pub fn new(
        old_mean: DVector<f64>,
        new_mean: DVector<f64>,
        covariance: DMatrix<f64>,
    ) -> Result<Self> {
        let given = |x: &f64| Given::from(*x);
        let vector = |mean: &DVector<f64>| mean.iter().map(given).collect();
        let rows = covariance.row_iter();
        let rows = rows.map(|row| row.iter().map(given).collect()).collect();
        if covariance.nrows() != covariance.ncols() {
            return Err(Error::Dimension {
                argument: "covariance columns".into(),
                expected: covariance.nrows(),
                reference: "its rows".into(),
                found: covariance.ncols(),
            });
        }
        Self::given(
            vector(&old_mean),
            vector(&new_mean),
            &Covariance::Full(rows),
        )
    }

    /// The modes from numbers that keep the decimals they were written in.
    ///
    /// $\delta$ is the double nearest to its enclosure, see [`TwoModes::separation_enclosure`].
    ///
    /// # Errors
    /// Means of different or zero length, entries that are not finite, a covariance of the wrong size, not symmetric (beyond
    /// $10^{-12}$ of the standard deviations), not positive definite, or singular to working precision: its correlation matrix
    /// conditioned worse than $1/(d\epsilon)$.
    ///
    /// ```
    /// use forgetting::model::{Covariance, Given, TwoModes};
    /// let given = |x: &str| x.parse::<Given>();
    /// let (old, new) = (vec![given("0")?; 2], vec![given("0.1")?, given("0.1003")?]);
    /// let rows = vec![vec![given("1")?, given(".99999999")?], vec![given(".99999999")?, given("1")?]];
    /// let modes = TwoModes::given(old, new, &Covariance::Full(rows))?;
    /// assert_eq!(format!("{:.11}", modes.separation().delta()), "2.12368312668");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn given(
        old_mean: Vec<Given>,
        new_mean: Vec<Given>,
        covariance: &Covariance,
    ) -> Result<Self> {
        let values =
            |mean: &[Given]| DVector::from_iterator(mean.len(), mean.iter().map(|x| x.value()));
        let (old, new) = (values(&old_mean), values(&new_mean));
        check_mean("old_mean", &old)?;
        check_mean("new_mean", &new)?;
        let d = old.len();
        if new.len() != d {
            return Err(Error::Dimension {
                argument: "new_mean".into(),
                expected: d,
                reference: "old_mean".into(),
                found: new.len(),
            });
        }
        let factored = covariance.factor(d)?;
        let enclosure = mahalanobis::separation(&old_mean, &new_mean, covariance, &factored);
        let whitened = solve_lower(&factored.cholesky, &(&new - &old));
        let norm = whitened.norm();
        let separation = Separation::new(enclosure.map_or(norm, Interval::mid))?;
        let factor = separation.delta() / norm;
        let stretch =
            (factor.is_finite() && (factor - 1.0).abs() > SEPARATION_ACCURACY).then(|| Stretch {
                axis: whitened / norm,
                factor,
            });
        Ok(Self {
            old_mean: old,
            new_mean: new,
            cholesky: factored.cholesky,
            separation,
            condition: factored.condition.number,
            stretch,
            exact: Exact {
                means: [old_mean, new_mean],
                separation: enclosure,
            },
        })
    }

    /// Unit-variance modes at 0 and `delta` on the line: the 1-D shortcut.
    pub fn on_the_line(separation: Separation) -> Self {
        Self::at(separation, Given::from(separation.delta()))
    }

    /// As [`TwoModes::on_the_line`], the separation as it was written.
    ///
    /// # Errors
    /// As [`Separation::new`].
    pub fn on_the_line_at(delta: Given) -> Result<Self> {
        Ok(Self::at(Separation::new(delta.value())?, delta))
    }

    fn at(separation: Separation, delta: Given) -> Self {
        Self {
            old_mean: DVector::zeros(1),
            new_mean: DVector::from_element(1, separation.delta()),
            cholesky: Cholesky::pack_dirty(DMatrix::identity(1, 1)),
            separation,
            condition: 1.0,
            stretch: None,
            exact: Exact {
                means: [vec![Given::from(0.0)], vec![delta]],
                separation: Some(delta.enclosure()),
            },
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

    /// An enclosure of $\delta$ for the numbers exactly as they were given; `None` where the covariance is too ill conditioned for its size.
    ///
    /// Up to 16 correlated features it is two neighbouring doubles, or the double that $\delta$ is.
    ///
    /// ```
    /// use forgetting::interval::Interval;
    /// use forgetting::model::Scenario;
    /// let delta = Scenario::find("plane")?.modes().separation_enclosure();
    /// assert!(delta.is_some_and(|delta| delta.width() < 8.0 * f64::EPSILON && !delta.is_point()));
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn separation_enclosure(&self) -> Option<Interval> {
        self.exact.separation
    }

    /// How many significant digits of [`TwoModes::separation`] hold, between 1 and 16: those of its enclosure; without one, those that the
    /// condition number leaves.
    pub fn separation_digits(&self) -> u8 {
        let delta = self.separation.delta();
        if delta == 0.0 {
            return 16;
        }
        let error = match self.exact.separation {
            Some(enclosure) => enclosure.width() / delta,
            None => self.condition * self.dimension() as f64 * f64::EPSILON,
        };
        (-error.max(f64::MIN_POSITIVE).log10().ceil()).clamp(1.0, 16.0) as u8
    }

    /// The condition number of the correlation matrix in the 1-norm: an estimate from below, rarely less than a third of it.
    pub fn condition(&self) -> f64 {
        self.condition
    }

    /// The box in the user's coordinates around the points of the line through the modes at the whitened distances `along` from the old one,
    /// $\mu_o+\frac t\delta(\mu_n-\mu_o)$ for the numbers as they were given; `None` without an enclosure of $\delta>0$.
    ///
    /// ```
    /// use forgetting::interval::Interval;
    /// use forgetting::model::Scenario;
    /// let plane = Scenario::find("plane")?;
    /// let old = plane.modes().along_line(Interval::ZERO).expect("separated");
    /// assert_eq!((old[0], old[1]), (Interval::point(1.0), Interval::point(-2.0)));
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn along_line(&self, along: Interval) -> Option<Vec<Interval>> {
        let delta = self.exact.separation.filter(|delta| delta.lo() > 0.0)?;
        let share = along / delta;
        let [old, new] = &self.exact.means;
        let places = old.iter().zip(new).map(|(old, new)| {
            let (old, new) = (old.enclosure(), new.enclosure());
            old + share * (new - old)
        });
        Some(places.collect())
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
        let mut y = solve_lower(&self.cholesky, &(x - &self.old_mean));
        if let Some(stretch) = &self.stretch {
            let along = stretch.axis.dot(&y);
            y.axpy(along * (stretch.factor - 1.0), &stretch.axis, 1.0);
        }
        y
    }

    /// The inverse of [`TwoModes::whiten`].
    pub fn unwhiten(&self, y: &DVector<f64>) -> DVector<f64> {
        let mut y = y.clone();
        if let Some(stretch) = &self.stretch {
            let along = stretch.axis.dot(&y);
            y.axpy(along * (1.0 / stretch.factor - 1.0), &stretch.axis, 1.0);
        }
        self.cholesky.l_dirty().lower_triangle() * y + &self.old_mean
    }

    /// The whitened mixture $\alpha p_o+(1-\alpha)p_n$ with the modes' own means.
    pub fn mixture(&self, weight: Weight) -> Mixture {
        let new_mean = self.whiten(&self.new_mean);
        Mixture::new(weight, DVector::zeros(self.dimension()), new_mean)
            .expect("validated means stay finite and of one length")
    }
}

fn solve_lower(cholesky: &Cholesky<f64, Dyn>, x: &DVector<f64>) -> DVector<f64> {
    let mut y = x.clone();
    let solved = cholesky.l_dirty().solve_lower_triangular_mut(&mut y);
    debug_assert!(solved, "a Cholesky factor has a positive diagonal");
    y
}
