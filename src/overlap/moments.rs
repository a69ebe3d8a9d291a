//! Sech moments and misassignment probabilities from one pass over the lattice.

use crate::kernel::{
    Exponent,
    lattice::{Placement, sum},
};
use crate::model::{Separation, Weight};

/// How many powers of `z` one pass collects.
const POWERS: usize = 3;

/// $S_j(\lambda,\delta)=\mathbb{E}[\mathrm{sech}((\lambda+\delta Z)/2)\,Z^j]$.
///
/// Domain: finite $\lambda$, any $\delta\ge 0$, $j\le 8$ (NaN otherwise). Relative error at most [`ACCURACY`](super::ACCURACY) for
/// even $j$, relative to $S_0$ (for $j=1$) or to $\mathbb{E}[|Z|^j\mathrm{sech}]$ for odd $j$. Source: S2.
///
/// ```
/// use forgetting::{model::Separation, overlap::sech_moment};
/// let delta = Separation::new(0.0)?;
/// assert_eq!(sech_moment(0, 0.0, delta), 1.0);
/// assert_eq!(sech_moment(1, 0.0, delta), 0.0);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn sech_moment(power: usize, lambda: f64, separation: Separation) -> f64 {
    if power > 8 || !lambda.is_finite() {
        return f64::NAN;
    }
    let delta = separation.delta();
    if delta == 0.0 {
        let gaussian = [1.0, 0.0, 1.0, 0.0, 3.0, 0.0, 15.0, 0.0, 105.0][power];
        return gaussian / core_math::cosh(0.5 * lambda);
    }
    let gate = Gate::new(lambda, delta);
    let [sum] = gate.sum(|z| [z.powi(power as i32)]);
    gate.sech_exponent(lambda, delta).exp_times(2.0 * sum)
}

/// The overlap of the two modes under the mixture with old weight $\beta$ at separation $\delta$.
///
/// One pass over at most 120 nodes; the methods are algebra. A weight at an end of [0, 1] is
/// allowed: the empty component then claims nothing.
///
/// ```
/// use forgetting::{model::{Separation, Weight}, overlap::Overlap};
/// let overlap = Overlap::new(Weight::new(0.5)?, Separation::new(1.0)?);
/// assert!((overlap.misassignment_old() - 0.397_972_867_183_249_84).abs() < forgetting::overlap::ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Overlap {
    weight: Weight,
    /// $\kappa_0,\kappa_1,\kappa_2$.
    moments: [f64; POWERS],
    old: f64,
    new: f64,
}

impl Overlap {
    /// Computes $\kappa_0,\kappa_1,\kappa_2$ and the misassignment probabilities.
    pub fn new(weight: Weight, separation: Separation) -> Self {
        let delta = separation.delta();
        if !weight.is_interior() {
            // r_n = 0 everywhere if beta = 1, and 1 if beta = 0.
            let (old, new) = (weight.new_mode(), weight.old());
            return Self {
                weight,
                moments: [0.0; POWERS],
                old,
                new,
            };
        }
        if delta == 0.0 {
            let v = weight.variance();
            return Self {
                weight,
                moments: [v, 0.0, v],
                old: weight.new_mode(),
                new: weight.old(),
            };
        }
        let lambda = weight.log_odds_new();
        let gate = Gate::new(lambda, delta);
        let sums = gate.sum(|z| [1.0, z, z * z]);
        // kappa_j = factor * sums[j]; dividing by a weight before the exponential
        // keeps weights near 1e-300 out of the subnormal range.
        let (old_weight, new_weight) = (weight.old(), weight.new_mode());
        match gate.placement {
            Placement::Peak { .. } => {
                let exponent = gate.overlap_exponent(lambda, delta);
                Self::at_the_peak(weight, exponent, sums)
            }
            _ => {
                let lesser = old_weight.min(new_weight);
                Self {
                    weight,
                    moments: sums.map(|sum| lesser * sum),
                    old: lesser / old_weight * sums[0],
                    new: lesser / new_weight * sums[0],
                }
            }
        }
    }

    /// From the moments without their common exponential.
    fn at_the_peak(weight: Weight, exponent: Exponent, sums: [f64; POWERS]) -> Self {
        let (old_weight, new_weight) = (weight.old(), weight.new_mode());
        let odds = new_weight / old_weight;
        // Below 1e-308 the odds of a weight overflow, their root does not.
        let ratio = if odds.is_finite() {
            odds.sqrt()
        } else {
            new_weight.sqrt() / old_weight.sqrt()
        };
        let root = old_weight.sqrt() * new_weight.sqrt();
        let scale = exponent.exp_times(1.0);
        // One exponential serves unless it leaves the range where products keep their digits.
        let times = |factor: f64| {
            if scale > 1e-150 && factor < 1e150 {
                scale * factor
            } else {
                exponent.exp_times(factor)
            }
        };
        Self {
            weight,
            moments: sums.map(|sum| times(root * sum)),
            old: times(ratio * sums[0]),
            new: times(sums[0] / ratio),
        }
    }

    /// The mixture weight.
    pub fn weight(&self) -> Weight {
        self.weight
    }

    /// $\kappa_j=\mathbb{E}_q[r_or_nz^j]$ for $j\le 2$; NaN for larger $j$.
    pub fn moment(&self, power: usize) -> f64 {
        self.moments.get(power).copied().unwrap_or(f64::NAN)
    }

    /// The misassignment probability $\varepsilon_o=\mathbb{E}_{p_o}\lbrack r_n\rbrack$: old data claimed by the new mode (A1).
    pub fn misassignment_old(&self) -> f64 {
        self.old
    }

    /// The misassignment probability $\varepsilon_n=\mathbb{E}_{p_n}\lbrack r_o\rbrack$: new data claimed by the old mode (A1).
    pub fn misassignment_new(&self) -> f64 {
        self.new
    }
}

/// The measure proportional to $\mathrm{sech}((\lambda+\delta z)/2)\varphi(z)dz$ on the lattice.
struct Gate {
    placement: Placement,
    delta: f64,
    /// `z = sign * (t + offset)`.
    offset: f64,
    sign: f64,
}

impl Gate {
    /// Works at $-|\lambda|$, where the lattice is the logistic-normal one at $m=\lambda-\delta^2/2$, and reflects $z$.
    fn new(lambda: f64, delta: f64) -> Self {
        let magnitude = lambda.abs();
        let shifted = (0.5 * delta).mul_add(delta, -magnitude);
        let square = delta * delta;
        let (placement, offset) = if shifted < 0.0 || square == 0.0 {
            (Placement::Tilted { centre: shifted }, 0.5 * delta)
        } else {
            let right = 0.5 + magnitude / square;
            let left = shifted / square;
            (Placement::Peak { right, left }, magnitude / delta)
        };
        let sign = if lambda > 0.0 { -1.0 } else { 1.0 };
        Self {
            placement,
            delta,
            offset,
            sign,
        }
    }

    /// Sums `of(z)` over the lattice.
    #[inline]
    fn sum<const N: usize>(&self, of: impl Fn(f64) -> [f64; N]) -> [f64; N] {
        let (sign, offset) = (self.sign, self.offset);
        sum::<false, N>(self.placement, self.delta, |node| {
            of(sign * (node.t + offset))
        })
    }

    /// The exponent with $S_j = 2\exp(\cdot)\sum_k \mathrm{mass}_k z_k^j$.
    fn sech_exponent(&self, lambda: f64, delta: f64) -> Exponent {
        match self.placement {
            Placement::Peak { .. } => Exponent::scaled_square_ratio(-0.5, lambda, delta),
            _ => Exponent::product(delta, delta)
                .scale_by_power_of_two(0.125)
                .plus(Exponent::new(-0.5 * lambda.abs(), 0.0)),
        }
    }

    /// The exponent with $\mathrm{BC}\,S_j/2 = \exp(\cdot)\sum_k \mathrm{mass}_k z_k^j$, peak placement.
    fn overlap_exponent(&self, lambda: f64, delta: f64) -> Exponent {
        self.sech_exponent(lambda, delta)
            .plus(Exponent::product(delta, delta).scale_by_power_of_two(-0.125))
    }
}
