//! Any number of Gaussian modes, each of the old or of the new task, weights only (G2, G4).

use super::Estimate;
use super::unequal::{normal_quantile, primes};
use crate::error::{Error, Result};
use crate::objective::{Method, ObjectiveEntry};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// One normal mode with its weight in the target.
#[derive(Clone, Debug)]
pub struct GaussianMode {
    /// Whether it belongs to the old task.
    pub is_old: bool,
    /// Length $d$.
    pub mean: DVector<f64>,
    /// $d\times d$, positive definite.
    pub covariance: DMatrix<f64>,
    /// Its weight in the target, > 0.
    pub weight: f64,
}

/// Normal modes with covariances of their own; the learner's are held correct and its weights are free on the simplex.
///
/// ```
/// use forgetting::law::{GaussianMode, ManyGaussians};
/// use nalgebra::{dmatrix, dvector};
/// let mode = |is_old, mean: f64, weight| GaussianMode {
///     is_old, mean: dvector![mean], covariance: dmatrix![1.0], weight,
/// };
/// let modes = ManyGaussians::new(vec![mode(true, -0.5, 0.1), mode(true, -3.0, 0.8), mode(false, 0.0, 0.1)])?;
/// assert!((modes.bhattacharyya(0, 2) - (-0.25_f64 / 8.0).exp()).abs() < 4.0 * f64::EPSILON);
/// for found in modes.misassignments(&[0.1, 0.8, 0.1])? {
///     assert!(found.exact.value - found.exact.error <= found.bound); // G2: A3 pairwise
/// }
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ManyGaussians {
    modes: Vec<GaussianMode>,
    factors: Vec<Cholesky<f64, Dyn>>,
}

/// What other modes claim of one mode's data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModeMisassignment {
    /// $\mathbb{E}_{p_i}[1-r_i]$, by quasi-Monte Carlo with three standard errors.
    pub exact: Estimate,
    /// $\tfrac12\sum_{j\ne i}\sqrt{\beta_j/\beta_i}\,\mathrm{BC}_{ij}$ (A3 pairwise).
    pub bound: f64,
}

/// Random shifts of the lattice, and its points.
const SHIFTS: u64 = 16;
const POINTS: usize = 1024;
/// How far weights may be from adding to one.
const SUM_TOLERANCE: f64 = 1e-9;
/// How far two entries of a covariance may differ that stand for one, relative to the largest.
const SYMMETRY: f64 = 1e-12;

impl ManyGaussians {
    /// # Errors
    /// No old or no new mode, means or covariances of other sizes than the first mode's, entries that are not finite, covariances that
    /// are not symmetric and positive definite, weights that are not positive or do not add to 1, and two modes that are the same.
    pub fn new(modes: Vec<GaussianMode>) -> Result<Self> {
        for (side, is_old) in [("old", true), ("new", false)] {
            if modes.iter().all(|mode| mode.is_old != is_old) {
                return Err(Error::domain(format!("{side} modes"), "be at least one", 0));
            }
        }
        let dimension = modes[0].mean.len();
        let factors = modes.iter().zip(1..);
        let factors = factors
            .map(|(mode, number)| factored(mode, number, dimension))
            .collect::<Result<Vec<_>>>()?;
        for (k, mode) in modes.iter().enumerate() {
            let same = |other: &GaussianMode| {
                other.mean == mode.mean && other.covariance == mode.covariance
            };
            if let Some(earlier) = modes[..k].iter().position(same) {
                let found = format!("mode {} like mode {}", k + 1, earlier + 1);
                return Err(Error::domain("modes", "differ", found));
            }
        }
        let found = Self { modes, factors };
        found.checked("target", &found.target())?;
        Ok(found)
    }

    /// The modes.
    pub fn modes(&self) -> &[GaussianMode] {
        &self.modes
    }

    /// The target's weights.
    pub fn target(&self) -> Vec<f64> {
        self.modes.iter().map(|mode| mode.weight).collect()
    }

    /// The total weight of the old modes.
    pub fn old_mass(&self, weights: &[f64]) -> f64 {
        let old = self.modes.iter().zip(weights).filter(|(m, _)| m.is_old);
        old.map(|(_, weight)| weight).sum()
    }

    /// $\mathrm{BC}_{ij}$, in closed form.
    pub fn bhattacharyya(&self, i: usize, j: usize) -> f64 {
        core_math::exp(self.log_bhattacharyya(i, j))
    }

    fn log_bhattacharyya(&self, i: usize, j: usize) -> f64 {
        let middle = (&self.modes[i].covariance + &self.modes[j].covariance) * 0.5;
        let factor = Cholesky::new(middle).expect("a mean of two positive definite matrices");
        let gap = &self.modes[i].mean - &self.modes[j].mean;
        let square = gap.dot(&factor.solve(&gap));
        let own = 0.5 * (log_determinant(&self.factors[i]) + log_determinant(&self.factors[j]));
        -0.125 * square + 0.5 * (own - log_determinant(&factor))
    }

    /// What the other modes claim of each mode's data at these weights, beside its bound.
    ///
    /// $\mathbb{E}_{p_i}\,r_j=\beta_j\mathrm{BC}_{ij}\,\mathbb{E}_g[\sqrt{p_ip_j}/q]$ with $g\propto\sqrt{p_ip_j}$ normal: what is averaged lies between 0 and
    /// $1/(2\sqrt{\beta_i\beta_j})$, so small misassignments keep their relative accuracy.
    ///
    /// # Errors
    /// Weights that are not as many as the modes, not positive, or do not add to 1.
    pub fn misassignments(&self, weights: &[f64]) -> Result<Vec<ModeMisassignment>> {
        self.checked("weights", weights)?;
        let one = |i: usize| {
            let others = (0..weights.len()).filter(|j| *j != i);
            let mut found = ModeMisassignment {
                exact: Estimate {
                    value: 0.0,
                    error: 0.0,
                },
                bound: 0.0,
            };
            for j in others {
                let overlap = self.bhattacharyya(i, j);
                let part = self.between(i, j, weights);
                found.exact.value += weights[j] * overlap * part.value;
                found.exact.error += weights[j] * overlap * part.error;
                found.bound += 0.5 * (weights[j] / weights[i]).sqrt() * overlap;
            }
            found
        };
        Ok((0..weights.len()).map(one).collect())
    }

    /// $\mathbb{E}_g[\sqrt{p_ip_j}/q]$.
    fn between(&self, i: usize, j: usize, weights: &[f64]) -> Estimate {
        let [a, b] = [i, j].map(|k| self.factors[k].inverse());
        let precision = (&a + &b) * 0.5;
        let factor = Cholesky::new(precision).expect("a mean of two positive definite matrices");
        let centre = factor.solve(&((a * &self.modes[i].mean + b * &self.modes[j].mean) * 0.5));
        let root = factor.l();
        let generators: Vec<f64> = primes().take(centre.len()).map(f64::sqrt).collect();
        let means: Vec<f64> = (0..SHIFTS)
            .map(|shift| {
                let mut random = Pcg64::seed_from_u64(shift);
                let shifts: Vec<f64> = generators.iter().map(|_| random.random()).collect();
                let value = |k: usize| {
                    let mut z = DVector::from_fn(centre.len(), |c, _| {
                        normal_quantile((k as f64).mul_add(generators[c], shifts[c]).fract())
                    });
                    // x - centre has covariance (L L')^-1.
                    let solved = root.tr_solve_lower_triangular_mut(&mut z);
                    debug_assert!(solved, "a positive diagonal");
                    self.share(i, j, weights, &(z + &centre))
                };
                (0..POINTS).map(value).sum::<f64>() / POINTS as f64
            })
            .collect();
        Estimate::mean_of(&means)
    }

    /// $\sqrt{p_ip_j}/q$ at a point.
    fn share(&self, i: usize, j: usize, weights: &[f64], x: &DVector<f64>) -> f64 {
        let logs: Vec<f64> = (0..weights.len()).map(|k| self.log_density(k, x)).collect();
        let middle = 0.5 * (logs[i] + logs[j]);
        let terms = logs.iter().zip(weights);
        let mixture: f64 = terms.map(|(log, w)| w * core_math::exp(log - middle)).sum();
        1.0 / mixture
    }

    /// Up to a constant that all modes share.
    fn log_density(&self, k: usize, x: &DVector<f64>) -> f64 {
        let gap = x - &self.modes[k].mean;
        -0.5 * (gap.dot(&self.factors[k].solve(&gap)) + log_determinant(&self.factors[k]))
    }

    /// The weights at which an objective ends, and the theorem that names them: SFT on the new modes loses the old ones in total (B1, G4), replay
    /// keeps a share $\rho$ of them in the target's proportions (B5), divergences to the target end there (C1, G4).
    ///
    /// # Errors
    /// Objectives whose weights no theorem names for more than two modes, and $\rho$ outside [0, 1].
    pub fn solve(&self, entry: &ObjectiveEntry, rho: f64) -> Result<(Vec<f64>, &'static str)> {
        if !(0.0..=1.0).contains(&rho) {
            return Err(Error::domain("rho", "lie in [0, 1]", rho));
        }
        let target = self.target();
        let old = self.old_mass(&target);
        let with_old = |mass: f64| -> Vec<f64> {
            let scale = |mode: &GaussianMode| {
                if mode.is_old {
                    mode.weight * mass / old
                } else {
                    mode.weight * (1.0 - mass) / (1.0 - old)
                }
            };
            self.modes.iter().map(scale).collect()
        };
        match entry.method {
            Method::Sft => Ok((with_old(0.0), "B1, G4: the old modes are lost in total")),
            Method::SftModelReplay => Ok((with_old(0.0), "B6: replay in the model keeps nothing")),
            Method::SftReplay => Ok((
                with_old(rho),
                "B5: the slope vanishes at the data's weights alone",
            )),
            Method::ReverseKl => Ok((
                target,
                "C1, G4: the divergence vanishes at the target alone",
            )),
            Method::Sdft => Ok((target, "D1: the teacher rests at the demonstrator")),
            Method::JensenShannon | Method::SkewedKl | Method::SkewedReverseKl => {
                Ok((target, "the divergence vanishes at the target alone"))
            }
            Method::Hybrid | Method::TttDiscover | Method::TttDiscoverSoft | Method::Oapl => {
                Err(Error::domain(
                    "objective",
                    "be one whose weights a theorem names for any number of modes (sft, sft-replay, reverse-kl, sdft and the other divergences to the target)",
                    entry.name,
                ))
            }
        }
    }

    fn checked(&self, what: &str, weights: &[f64]) -> Result<()> {
        let sum: f64 = weights.iter().sum();
        if weights.len() == self.modes.len()
            && weights.iter().all(|w| *w > 0.0)
            && (sum - 1.0).abs() <= SUM_TOLERANCE
        {
            return Ok(());
        }
        let requirement = format!("be {} positive numbers of sum 1", self.modes.len());
        Err(Error::domain(what, requirement, format!("{weights:?}")))
    }
}

fn factored(mode: &GaussianMode, number: usize, dimension: usize) -> Result<Cholesky<f64, Dyn>> {
    let what = |part: &str| format!("mode {number}'s {part}");
    let size = |part: &str, found: usize| {
        if found == dimension {
            Ok(())
        } else {
            Err(Error::Dimension {
                argument: what(part),
                expected: dimension,
                reference: "mode 1's mean".into(),
                found,
            })
        }
    };
    size("mean", mode.mean.len())?;
    size("covariance", mode.covariance.nrows())?;
    size("covariance row", mode.covariance.ncols())?;
    if dimension == 0 {
        return Err(Error::domain(what("mean"), "have an entry", "none"));
    }
    let entries = mode.mean.iter().chain(mode.covariance.iter());
    if let Some(bad) = entries.copied().find(|x| !x.is_finite()) {
        return Err(Error::domain(what("mean or covariance"), "be finite", bad));
    }
    let covariance = &mode.covariance;
    let asymmetric = (covariance - covariance.transpose()).amax() > SYMMETRY * covariance.amax();
    let factor = if asymmetric {
        None
    } else {
        covariance.clone().cholesky()
    };
    factor.ok_or_else(|| {
        let requirement = "be symmetric and positive definite";
        Error::domain(what("covariance"), requirement, format!("{covariance:?}"))
    })
}

fn log_determinant(factor: &Cholesky<f64, Dyn>) -> f64 {
    let diagonal = factor.l_dirty().diagonal();
    2.0 * diagonal.iter().map(|x| core_math::log(*x)).sum::<f64>()
}
