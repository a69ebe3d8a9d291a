//! The old mode's mixture weight.

use crate::error::{Error, Result};

/// The old mode's weight $0\le\beta\le1$ together with $1-\beta$, both to full relative accuracy.
///
/// Built from $\beta$ or from the logit $\varphi=\log(\beta/(1-\beta))$; the latter reaches
/// weights like $10^{-200}$ on either side, which a bare `f64` near 1 cannot hold.
///
/// ```
/// use forgetting::model::Weight;
/// let beta = Weight::new(0.25)?;
/// assert_eq!((beta.old(), beta.new_mode()), (0.25, 0.75));
/// assert_eq!(
///     Weight::new(1.2).unwrap_err().to_string(),
///     "beta must lie in [0, 1], got 1.2"
/// );
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    old: f64,
    new: f64,
}

impl Weight {
    /// All weight on the new mode.
    pub const NEW_MODE_ONLY: Self = Self { old: 0.0, new: 1.0 };

    /// A weight in [0, 1].
    ///
    /// # Errors
    /// Outside [0, 1] or NaN, naming the argument `beta`.
    pub fn new(beta: f64) -> Result<Self> {
        Self::named("beta", beta)
    }

    /// A weight in [0, 1] that the user knows by another name, such as `alpha` or `rho`.
    ///
    /// # Errors
    /// Outside [0, 1] or NaN, with that name.
    pub fn named(argument: &str, value: f64) -> Result<Self> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self {
                old: value,
                new: 1.0 - value,
            })
        } else {
            Err(Error::domain(argument, "lie in [0, 1]", value))
        }
    }

    /// As [`Weight::named`], but strictly inside (0, 1).
    ///
    /// # Errors
    /// At or outside the ends, or NaN.
    pub fn interior(argument: &str, value: f64) -> Result<Self> {
        if value > 0.0 && value < 1.0 {
            Self::named(argument, value)
        } else {
            Err(Error::domain(argument, "lie in (0, 1)", value))
        }
    }

    /// The weight with logit `phi`, $\beta=\sigma(\varphi)$; infinite logits give the ends.
    pub fn from_logit(phi: f64) -> Self {
        let e = core_math::exp(-phi.abs());
        let (major, minor) = (1.0 / (1.0 + e), e / (1.0 + e));
        if phi >= 0.0 {
            Self {
                old: major,
                new: minor,
            }
        } else {
            Self {
                old: minor,
                new: major,
            }
        }
    }

    /// This weight with another $\beta$; moved by rounding only, $1-\beta$ keeps its relative accuracy.
    pub(crate) fn moved_to(self, beta: f64) -> Self {
        let is_rounding = (beta - self.old).abs() <= 4.0 * f64::EPSILON;
        let new = if beta > 0.5 && is_rounding {
            self.new
        } else {
            1.0 - beta
        };
        Self { old: beta, new }
    }

    /// $\beta$.
    pub fn old(self) -> f64 {
        self.old
    }

    /// $1-\beta$.
    pub fn new_mode(self) -> f64 {
        self.new
    }

    /// $\varphi=\log(\beta/(1-\beta))$, infinite at the ends.
    pub fn logit(self) -> f64 {
        -self.log_odds_new()
    }

    /// $\lambda=\log((1-\beta)/\beta)$, the log-odds of the new mode.
    pub fn log_odds_new(self) -> f64 {
        let ratio = self.new / self.old;
        if ratio > 0.0 && ratio.is_finite() {
            core_math::log(ratio)
        } else {
            core_math::log(self.new) - core_math::log(self.old)
        }
    }

    /// $\beta(1-\beta)$.
    pub fn variance(self) -> f64 {
        self.old * self.new
    }

    /// The label swap $\beta\mapsto 1-\beta$.
    pub fn swapped(self) -> Self {
        Self {
            old: self.new,
            new: self.old,
        }
    }

    /// $\beta-\beta'$ from whichever ends are small, without the rounding of $1-\beta$.
    ///
    /// ```
    /// use forgetting::model::Weight;
    /// let (a, b) = (Weight::from_logit(40.0), Weight::from_logit(41.0));
    /// assert!(a.minus(b) < 0.0 && a.old() == b.old());
    /// ```
    pub fn minus(self, other: Self) -> f64 {
        if self.old <= self.new || other.old <= other.new {
            self.old - other.old
        } else {
            other.new - self.new
        }
    }

    /// Whether both modes carry mass.
    pub fn is_interior(self) -> bool {
        self.old > 0.0 && self.new > 0.0
    }
}
