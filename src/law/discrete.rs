//! Two probability functions on a finite alphabet: exact sums.

use super::{Estimate, Law, Side, log_mixture_ratio};
use crate::error::{Error, Result};
use crate::model::Weight;

/// Error of an expectation relative to the sum of the terms' sizes: rounding of the terms and of their sum.
pub const ACCURACY: f64 = 1e-13;
/// How far a probability function may be from adding to one.
const MASS_TOLERANCE: f64 = 1e-9;

/// One point: its log-likelihood ratio and its masses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Atom {
    pub ratio: f64,
    pub old: f64,
    pub new: f64,
}

/// The law of $l$ for two probability functions: one atom a letter.
///
/// ```
/// use forgetting::law::{DiscreteLaw, Law};
/// let law = DiscreteLaw::new(&[0.9, 0.1], &[0.2, 0.8])?;
/// assert!((law.total_variation() - 0.7).abs() < forgetting::law::discrete::ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DiscreteLaw {
    atoms: Vec<Atom>,
}

impl DiscreteLaw {
    /// From the letters' probabilities under the old and the new mode, in the same order.
    ///
    /// # Errors
    /// Different lengths, entries that are negative or not finite, sums that are not 1 to within $10^{-9}$ (they are then scaled
    /// to 1), or no letter.
    pub fn new(old: &[f64], new: &[f64]) -> Result<Self> {
        if old.len() != new.len() {
            return Err(Error::Dimension {
                argument: "new".into(),
                expected: old.len(),
                reference: "old".into(),
                found: new.len(),
            });
        }
        let (total_old, total_new) = (mass("old", old)?, mass("new", new)?);
        let atoms = old
            .iter()
            .zip(new)
            .filter(|&(&o, &n)| o > 0.0 || n > 0.0)
            .map(|(&o, &n)| {
                let (old, new) = (o / total_old, n / total_new);
                Atom {
                    ratio: log_ratio(old, new),
                    old,
                    new,
                }
            })
            .collect();
        Ok(Self { atoms })
    }

    /// The atoms as they are, already normalised to rounding.
    pub(super) fn from_atoms(atoms: Vec<Atom>) -> Self {
        Self { atoms }
    }
}

/// Checks a probability function and adds it up.
fn mass(argument: &str, probabilities: &[f64]) -> Result<f64> {
    if let Some(p) = probabilities
        .iter()
        .find(|p| !(**p >= 0.0 && p.is_finite()))
    {
        return Err(Error::domain(argument, "have entries >= 0", p));
    }
    let total: f64 = probabilities.iter().sum();
    if (total - 1.0).abs() > MASS_TOLERANCE {
        return Err(Error::domain(argument, "add up to 1", total));
    }
    Ok(total)
}

/// $\log(o/n)$, by `log1p` where the two are close.
fn log_ratio(old: f64, new: f64) -> f64 {
    if new > 0.0 && (0.5..=2.0).contains(&(old / new)) {
        core_math::log1p((old - new) / new)
    } else {
        core_math::log(old) - core_math::log(new)
    }
}

impl Law for DiscreteLaw {
    fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> Estimate {
        let (mut value, mut size) = (0.0, 0.0);
        for atom in &self.atoms {
            let mass = if side == Side::Old {
                atom.old
            } else {
                atom.new
            };
            if mass > 0.0 {
                let term = mass * f(atom.ratio);
                value += term;
                size += term.abs();
            }
        }
        Estimate {
            value,
            error: ACCURACY * size,
        }
    }

    /// Sums $\mathrm{from}\,(e^{-h}-1+h)$, $h$ the log of the ratio, which is never negative: nothing cancels.
    fn mixture_divergence(&self, from: Weight, to: Weight) -> f64 {
        let terms = self.atoms.iter().map(|atom| {
            let mass = from.old() * atom.old + from.new_mode() * atom.new;
            if mass == 0.0 {
                return to.old() * atom.old + to.new_mode() * atom.new;
            }
            mass * excess(log_mixture_ratio(from, to, atom.ratio))
        });
        terms.sum()
    }

    /// $\sum(p_o-p_n)^2/p_n$.
    fn chi_squared(&self) -> f64 {
        let terms = self.atoms.iter().map(|atom| {
            let gap = atom.old - atom.new;
            gap * (gap / atom.new)
        });
        terms.sum()
    }
}

/// $e^{-h}-1+h\ge0$ to full relative accuracy.
fn excess(h: f64) -> f64 {
    if h.abs() < 0.1 {
        // h^2/2 - h^3/6 + ...: twelve terms reach 1e-17 relative.
        let series = (3..15)
            .rev()
            .fold(1.0, |sum, k| 1.0 - h / f64::from(k) * sum);
        0.5 * h * h * series
    } else {
        core_math::expm1(-h) + h
    }
}
