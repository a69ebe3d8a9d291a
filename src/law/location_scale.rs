//! One-dimensional location-scale families: Laplace, Student t, logistic and normal.

use super::discrete::Atom;
use super::{DiscreteLaw, Estimate, Law, Side};
use crate::error::{Error, Result};
use crate::kernel::softplus;
use crate::model::Weight;
use std::f64::consts::{FRAC_PI_2, LN_2, PI};

/// Error of an expectation relative to the integral of the integrand's size, for functions the [`Law`] contract allows.
pub const ACCURACY: f64 = 1e-10;

/// A standard density, symmetric about 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Family {
    /// $\tfrac12e^{-|x|}$.
    Laplace,
    /// Student's t with this many degrees of freedom, > 0.
    StudentT(f64),
    /// $e^{-x}/(1+e^{-x})^2$.
    Logistic,
    /// $\varphi(x)$.
    Normal,
}

impl Family {
    /// The log of the standard density.
    pub fn log_density(self, x: f64) -> f64 {
        match self {
            Self::Laplace => -x.abs() - LN_2,
            Self::StudentT(nu) => {
                let constant = statrs::function::gamma::ln_gamma(0.5 * (nu + 1.0))
                    - statrs::function::gamma::ln_gamma(0.5 * nu)
                    - 0.5 * core_math::log(nu * PI);
                let log_square = if x.abs() < 1e100 {
                    core_math::log1p(x * x / nu)
                } else {
                    2.0 * core_math::log(x.abs()) - core_math::log(nu)
                };
                constant - 0.5 * (nu + 1.0) * log_square
            }
            Self::Logistic => -x.abs() - 2.0 * softplus(-x.abs()),
            Self::Normal => -0.5 * x * x - 0.5 * core_math::log(2.0 * PI),
        }
    }

    /// How fast the log density falls: $\lim -\log f(x)/x$ (0 for algebraic tails, infinite for the normal).
    fn tail_rate(self) -> f64 {
        match self {
            Self::Laplace | Self::Logistic => 1.0,
            Self::StudentT(_) => 0.0,
            Self::Normal => f64::INFINITY,
        }
    }
}

/// The law of $l$ for $p_o(x)=f((x-a)/s)/s$ against $p_n(x)=f((x-b)/t)/t$.
///
/// ```
/// use forgetting::law::{Family, Law, LocationScale};
/// let law = LocationScale::new(Family::Laplace, (0.0, 1.0), (2.0, 1.0))?;
/// assert!((law.bhattacharyya() / (2.0 * (-1.0_f64).exp()) - 1.0).abs() < forgetting::law::location_scale::ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LocationScale {
    nodes: DiscreteLaw,
    chi_squared_exists: bool,
}

/// The step of the double-exponential rule and the range of its variable.
const STEP: f64 = 1.0 / 64.0;
const RANGE: f64 = 4.2;
/// Points at which a change of sign of $l$ is looked for.
const SCAN: usize = 4000;
/// The ratio may change by this much across a piece: keeps the poles at $\pm i\pi$ away.
const RATIO_STEP: f64 = 6.0;

impl LocationScale {
    /// From (location, scale) of the old and of the new mode.
    ///
    /// # Errors
    /// A scale that is not positive and finite, a location that is not finite, degrees of freedom that are not positive.
    pub fn new(family: Family, old: (f64, f64), new: (f64, f64)) -> Result<Self> {
        for (argument, (location, scale)) in [("old", old), ("new", new)] {
            if !location.is_finite() {
                return Err(Error::domain(
                    format!("{argument} location"),
                    "be finite",
                    location,
                ));
            }
            if !(scale > 0.0 && scale.is_finite()) {
                return Err(Error::domain(
                    format!("{argument} scale"),
                    "be finite and > 0",
                    scale,
                ));
            }
        }
        if let Family::StudentT(nu) = family
            && !(nu > 0.0 && nu.is_finite())
        {
            return Err(Error::domain("degrees of freedom", "be finite and > 0", nu));
        }
        let log_density =
            |x: f64, (m, s): (f64, f64)| family.log_density((x - m) / s) - core_math::log(s);
        let pair = |x: f64| (log_density(x, old), log_density(x, new));
        let mut atoms = Vec::new();
        let breaks = breaks(&|x| pair(x).0 - pair(x).1, old, new);
        let mut add = |x: f64, weight: f64| {
            let (o, n) = pair(x);
            let (mass_old, mass_new) = (weight * core_math::exp(o), weight * core_math::exp(n));
            if mass_old > 0.0 || mass_new > 0.0 {
                atoms.push(Atom {
                    ratio: o - n,
                    old: mass_old,
                    new: mass_new,
                });
            }
        };
        for ends in breaks.windows(2) {
            finite_piece(ends[0], ends[1], &mut add);
        }
        let (first, last) = (breaks[0], breaks[breaks.len() - 1]);
        let unit = old.1.max(new.1);
        half_line(unit, |x, w| add(first - x, w));
        half_line(unit, |x, w| add(last + x, w));
        let (rate_old, rate_new) = (family.tail_rate() / old.1, family.tail_rate() / new.1);
        let chi_squared_exists = match family {
            Family::Normal => 2.0 * new.1 * new.1 > old.1 * old.1,
            Family::StudentT(_) => true,
            _ => 2.0 * rate_old > rate_new,
        };
        Ok(Self {
            nodes: DiscreteLaw::from_atoms(atoms),
            chi_squared_exists,
        })
    }
}

/// The ends of the pieces: both locations, every zero of $l$, and between them points no more than [`RATIO_STEP`] of $l$ apart.
fn breaks(ratio: &dyn Fn(f64) -> f64, old: (f64, f64), new: (f64, f64)) -> Vec<f64> {
    let unit = old.1.max(new.1);
    let least = old.1.min(new.1);
    let (low, high) = (
        old.0.min(new.0) - 12.0 * unit,
        old.0.max(new.0) + 12.0 * unit,
    );
    let mut points = vec![old.0, new.0];
    let mut before = (low, ratio(low));
    for k in 1..=SCAN {
        let x = low + (high - low) * k as f64 / SCAN as f64;
        let here = (x, ratio(x));
        if here.1 == 0.0 {
            points.push(x);
        } else if before.1 * here.1 < 0.0 {
            points.push(bisect(ratio, before.0, here.0));
        }
        before = here;
    }
    points.sort_by(f64::total_cmp);
    points.dedup_by(|a, b| (*a - *b).abs() < 64.0 * f64::EPSILON * (1.0 + b.abs()));
    let mut fine = vec![points[0]];
    for pair in points.windows(2) {
        let change = (ratio(pair[1]) - ratio(pair[0])).abs();
        let width = (pair[1] - pair[0]) / (4.0 * least);
        let pieces = (change / RATIO_STEP).max(width).ceil().clamp(1.0, 4096.0) as usize;
        for k in 1..=pieces {
            fine.push(pair[0] + (pair[1] - pair[0]) * k as f64 / pieces as f64);
        }
    }
    fine
}

fn bisect(f: &dyn Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let rising = f(high) > 0.0;
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if (f(middle) > 0.0) == rising {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

/// Tanh-sinh nodes and weights on `[low, high]`.
fn finite_piece(low: f64, high: f64, add: &mut impl FnMut(f64, f64)) {
    let half = 0.5 * (high - low);
    let count = (RANGE / STEP) as i32;
    for k in -count..=count {
        let t = f64::from(k) * STEP;
        let u = FRAC_PI_2 * core_math::sinh(t);
        let cosh = core_math::cosh(u);
        let weight = half * STEP * FRAC_PI_2 * core_math::cosh(t) / (cosh * cosh);
        // The distance from the nearer end, without cancellation.
        let from_end = half * core_math::exp(-u.abs()) / cosh;
        let x = if u < 0.0 {
            low + from_end
        } else {
            high - from_end
        };
        if weight > 0.0 {
            add(x, weight);
        }
    }
}

/// Exp-sinh nodes and weights on $[0,\infty)$, in these units.
fn half_line(unit: f64, mut add: impl FnMut(f64, f64)) {
    let count = (1.3 * RANGE / STEP) as i32;
    for k in -count..=count {
        let t = f64::from(k) * STEP;
        let x = unit * core_math::exp(FRAC_PI_2 * core_math::sinh(t));
        let weight = STEP * FRAC_PI_2 * core_math::cosh(t) * x;
        if weight > 0.0 && weight.is_finite() {
            add(x, weight);
        }
    }
}

impl Law for LocationScale {
    fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> Estimate {
        let exact = self.nodes.expect(side, f);
        Estimate {
            value: exact.value,
            error: exact.error * (ACCURACY / super::discrete::ACCURACY),
        }
    }

    fn mixture_divergence(&self, from: Weight, to: Weight) -> f64 {
        self.nodes.mixture_divergence(from, to)
    }

    fn chi_squared(&self) -> f64 {
        if self.chi_squared_exists {
            self.nodes.chi_squared()
        } else {
            f64::INFINITY
        }
    }
}
