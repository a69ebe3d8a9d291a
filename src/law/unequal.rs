//! Two Gaussians with different covariances, in any dimension.
//!
//! Simultaneous diagonalisation turns the pair into $p_o=N(0,I)$ against $p_n=N(m,\mathrm{diag}(v))$, so
//! $M(s)=\prod_jv_j^{s/2}(sv_j+1-s)^{-1/2}\exp\bigl(-\tfrac{s(1-s)m_j^2}{2(sv_j+1-s)}\bigr)$ is a product: the Mellin-Barnes route costs the same for every law of
//! a quadratic form. Expectations of other functions use a randomly shifted lattice (quasi-Monte Carlo).

use super::diagonalise::diagonalise;
use super::mellin::{self, Chernoff, log_one_plus};
use super::{Estimate, Law, Side};
use crate::error::{Error, Result};
use crate::kernel::normal_cdf;
use crate::model::{TwoModes, Weight};
use nalgebra::{Complex, DMatrix, DVector};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::sync::OnceLock;

/// The law of $l$ for $N(\mu_o,\Sigma_o)$ against $N(\mu_n,\Sigma_n)$.
///
/// Misassignment, BC, divergences and $K$ to [`mellin::ACCURACY`]; TV with the error of
/// [`UnequalGaussian::total_variation_with_error`]; [`Law::expect`] by quasi-Monte Carlo with its standard error.
///
/// ```
/// use forgetting::law::{Law, UnequalGaussian};
/// use nalgebra::{dmatrix, dvector};
/// let law = UnequalGaussian::new(dvector![0.0], dmatrix![1.0], dvector![0.0], dmatrix![4.0])?;
/// assert!((law.bhattacharyya() - 0.8_f64.sqrt()).abs() < forgetting::law::mellin::ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Debug)]
pub struct UnequalGaussian {
    axes: Vec<Axis>,
    samples: OnceLock<[Samples; 2]>,
}

/// One coordinate: $N(0,1)$ against $N(m,v)$.
#[derive(Clone, Copy, Debug)]
struct Axis {
    mean: f64,
    variance: f64,
}

/// Log-likelihood ratios at the lattice's points, shift by shift.
type Samples = Vec<Vec<f64>>;

/// Random shifts, and points of the lattice for each.
const SHIFTS: u64 = 16;
const POINTS: usize = 4096;
/// The error of TV on the line: a handful of normal probabilities and their rounding.
const ON_THE_LINE: f64 = 1e-14;
/// Evaluations of one coordinate that TV may cost.
const MOST_NODES: usize = 2_000_000;

impl UnequalGaussian {
    /// From means (length $d$) and covariances ($d\times d$).
    ///
    /// # Errors
    /// What [`TwoModes::new`] refuses, for either covariance.
    pub fn new(
        old_mean: DVector<f64>,
        old_covariance: DMatrix<f64>,
        new_mean: DVector<f64>,
        new_covariance: DMatrix<f64>,
    ) -> Result<Self> {
        // Validates the new covariance by the same rules and messages.
        TwoModes::new(old_mean.clone(), new_mean.clone(), new_covariance.clone())?;
        let modes = TwoModes::new(old_mean, new_mean, old_covariance)?;
        let dimension = modes.dimension();
        // Columns of the new covariance's whitened square root.
        let factor = new_covariance
            .cholesky()
            .ok_or_else(|| Error::domain("covariance", "be positive definite", "a singular one"))?
            .unpack();
        let mut root = DMatrix::zeros(dimension, dimension);
        for (k, column) in factor.column_iter().enumerate() {
            root.set_column(k, &modes.whiten(&(modes.old_mean() + column)));
        }
        let axes = diagonalise(&modes.whiten(modes.new_mean()), root)
            .into_iter()
            .map(|(mean, variance)| Axis { mean, variance })
            .collect();
        Ok(Self {
            axes,
            samples: OnceLock::new(),
        })
    }

    /// The dimension $d$.
    pub fn dimension(&self) -> usize {
        self.axes.len()
    }

    /// TV with a bound on its error: rounding on the line; elsewhere what the tail of the integral can add, at most about
    /// $10^{-9}$ in two dimensions and $10^{-12}$ from four on, unless variances differ by little.
    pub fn total_variation_with_error(&self) -> Estimate {
        if let [axis] = self.axes.as_slice() {
            return Estimate {
                value: axis.total_variation(),
                error: ON_THE_LINE,
            };
        }
        let (value, error) = mellin::total_variation(self, MOST_NODES / self.axes.len());
        Estimate { value, error }
    }

    fn samples(&self, side: Side) -> &Samples {
        let both = self
            .samples
            .get_or_init(|| [Side::Old, Side::New].map(|side| self.draw(side)));
        &both[usize::from(side == Side::New)]
    }

    /// $l$ on Richtmyer's lattice (fractional parts of multiples of square roots of primes), shifted at random.
    fn draw(&self, side: Side) -> Samples {
        let generators: Vec<f64> = primes().take(self.axes.len() + 1).map(f64::sqrt).collect();
        (0..SHIFTS)
            .map(|shift| {
                let mut random = Pcg64::seed_from_u64(shift);
                let shifts: Vec<f64> = generators.iter().map(|_| random.random()).collect();
                (0..POINTS)
                    .map(|k| {
                        let point = self.axes.iter().zip(&generators).zip(&shifts);
                        point
                            .map(|((axis, generator), shift)| {
                                let u = (k as f64).mul_add(*generator, *shift).fract();
                                axis.ratio(side, normal_quantile(u))
                            })
                            .sum()
                    })
                    .collect()
            })
            .collect()
    }
}

impl Axis {
    /// $P_o(l>0)-P_n(l>0)$: $l$ is a quadratic with at most two zeros.
    fn total_variation(self) -> f64 {
        let Self { mean, variance } = self;
        let deviation = variance.sqrt();
        // Mass of both modes below z, the new mode's less the old one's.
        let gap = |z: f64| normal_cdf((z - mean) / deviation) - normal_cdf(z);
        // 2 v l = (1-v) z^2 - 2 m z + m^2 + v log v.
        let (a, b) = (1.0 - variance, -mean);
        let c = mean.mul_add(mean, variance * core_math::log1p(variance - 1.0));
        let root = (b * b - a * c).max(0.0).sqrt();
        // The larger root of q first, then the product of the roots: no cancellation.
        let q = -(b + root.copysign(b));
        if a == 0.0 || q == 0.0 {
            return if mean == 0.0 {
                0.0
            } else {
                gap(0.5 * mean).abs()
            };
        }
        let (far, near) = (q / a, c / q);
        (gap(near) - gap(far)).abs()
    }

    /// $l$ at a standard normal deviate of one mode.
    fn ratio(self, side: Side, z: f64) -> f64 {
        let (old, new) = match side {
            Side::Old => (z, (z - self.mean) / self.variance.sqrt()),
            Side::New => (self.variance.sqrt().mul_add(z, self.mean), z),
        };
        0.5 * (new - old) * (new + old) + 0.5 * core_math::log(self.variance)
    }

    fn log_chernoff(self, s: Complex<f64>) -> Complex<f64> {
        let excess = self.variance - 1.0;
        let denominator = s * excess + 1.0;
        let quadratic = s * (s - 1.0) * (0.5 * self.mean * self.mean) / denominator;
        let log_variance = core_math::log1p(excess);
        (s * log_variance - log_one_plus(s * excess)) * 0.5 + quadratic
    }
}

/// The inverse of the normal distribution function, to the accuracy that sampling needs.
pub(super) fn normal_quantile(u: f64) -> f64 {
    let inside = u.clamp(1e-16, 1.0 - 1e-16);
    -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * inside)
}

pub(super) fn primes() -> impl Iterator<Item = f64> {
    (2u32..)
        .filter(|n| (2..).take_while(|p| p * p <= *n).all(|p| n % p != 0))
        .map(f64::from)
}

impl Chernoff for UnequalGaussian {
    fn log_chernoff(&self, s: Complex<f64>) -> Complex<f64> {
        self.axes.iter().map(|axis| axis.log_chernoff(s)).sum()
    }
}

impl Law for UnequalGaussian {
    fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> Estimate {
        let means: Vec<f64> = self
            .samples(side)
            .iter()
            .map(|points| points.iter().map(|&l| f(l)).sum::<f64>() / POINTS as f64)
            .collect();
        Estimate::mean_of(&means)
    }

    fn misassignment_old(&self, beta: Weight) -> f64 {
        old_from_new(beta, mellin::logistic(self, beta.logit()))
    }

    fn misassignment_new(&self, beta: Weight) -> f64 {
        mellin::logistic(self, beta.logit())
    }

    fn distinguishability(&self, beta: Weight) -> f64 {
        mellin::distinguishability(self, beta)
    }

    fn bhattacharyya(&self) -> f64 {
        core_math::exp(self.log_chernoff(Complex::new(0.5, 0.0)).re)
    }

    /// In closed form on the line, otherwise by the Mellin-Barnes rule with a bound on the tail left out.
    fn total_variation(&self) -> f64 {
        match self.axes.as_slice() {
            [axis] => axis.total_variation(),
            _ => self.total_variation_with_error().value,
        }
    }

    fn chi_squared(&self) -> f64 {
        if self.axes.iter().any(|axis| 2.0 * axis.variance <= 1.0) {
            return f64::INFINITY;
        }
        core_math::expm1(self.log_chernoff(Complex::new(2.0, 0.0)).re)
    }

    fn divergence_old(&self) -> f64 {
        let terms = self.axes.iter().map(|axis| {
            let inverse = 1.0 / axis.variance;
            divergence(inverse) + 0.5 * axis.mean * axis.mean * inverse
        });
        terms.sum()
    }

    fn divergence_new(&self) -> f64 {
        let terms = self
            .axes
            .iter()
            .map(|axis| divergence(axis.variance) + 0.5 * axis.mean * axis.mean);
        terms.sum()
    }

    fn mixture_divergence(&self, from: Weight, to: Weight) -> f64 {
        mixture_divergence(self, from, to)
    }

    fn boundary_slope(&self, alpha: Weight) -> f64 {
        boundary_slope(self, alpha)
    }
}

/// $\mathrm{KL}(N(0,v)\Vert N(0,1))=\tfrac12(v-1-\log v)$.
fn divergence(variance: f64) -> f64 {
    0.5 * ((variance - 1.0) - core_math::log1p(variance - 1.0))
}

/// $\varepsilon_o=\frac{1-\beta}\beta\varepsilon_n$ (A2); at the ends the limits 1 and 0.
pub(super) fn old_from_new(beta: Weight, misassignment_new: f64) -> f64 {
    if beta.old() == 0.0 {
        1.0
    } else {
        (beta.new_mode() / beta.old() * misassignment_new).min(1.0)
    }
}

/// $\mathbb{E}[\log(\beta e^l+1-\beta)]$ under the old and under the new mode.
fn log_mixture_means<L: Chernoff + Law>(law: &L, beta: Weight) -> [f64; 2] {
    if beta.old() == 0.0 {
        return [0.0, 0.0];
    }
    if beta.new_mode() == 0.0 {
        return [law.divergence_old(), -law.divergence_new()];
    }
    let phi = beta.logit();
    // Under the old mode log(beta e^l + 1-beta) = l + log beta + log(1 + e^{-(l+phi)}).
    let swapped = Swapped(law);
    [
        law.divergence_old() + core_math::log(beta.old()) + mellin::soft(&swapped, -phi),
        core_math::log(beta.new_mode()) + mellin::soft(law, phi),
    ]
}

/// The same pair with the modes' names exchanged.
struct Swapped<'a, L>(&'a L);

impl<L: Chernoff> Chernoff for Swapped<'_, L> {
    fn log_chernoff(&self, s: Complex<f64>) -> Complex<f64> {
        self.0.log_chernoff(Complex::new(1.0, 0.0) - s)
    }
}

pub(super) fn mixture_divergence<L: Chernoff + Law>(law: &L, from: Weight, to: Weight) -> f64 {
    if from == to {
        return 0.0;
    }
    let [here, there] = [from, to].map(|beta| log_mixture_means(law, beta));
    from.old() * (here[0] - there[0]) + from.new_mode() * (here[1] - there[1])
}

pub(super) fn boundary_slope<L: Chernoff + Law>(law: &L, alpha: Weight) -> f64 {
    let [old, new] = log_mixture_means(law, alpha);
    old - new
}
