//! The logistic-normal measure on a lattice.
//!
//! Everything the kernel and the overlap need is an expectation under
//! $\sigma(u)\,\varphi(z)\,dz$, $u=m+sz$, times a bounded function of $u$ or a power of $z$.
//! This module discretises that measure so that such sums are right to rounding:
//!
//! - **narrow** ($s<1$, or the Gaussian's centre more than nine deviations from $u=0$):
//!   the trapezoidal rule in $z$ with step $3/8$. Poles sit at $|\mathrm{Im}\,z|\ge\pi/s$, the
//!   error is below $e^{\pi^2/2s^2-2\pi^2/hs}<10^{-19}$ for $s\le 1$, and $2e^{-2\pi^2/h^2}$ from the Gaussian;
//! - **wide** ($s\ge 1$): the trapezoidal rule in $v$ after $u=3\sinh v$. The poles
//!   $u=\pm i\pi(2k+1)$ stay outside $|\mathrm{Im}\,v|<\pi/4$ up to the first, and the range in $v$ grows
//!   only with $\log s$, so 45 to 120 nodes serve every $s$. The abscissae do not depend on
//!   $(m,s)$: their logistic values are tabulated once, and a node costs one `exp`.
//!
//! The largest factor is taken out as an [`Exponent`]; what is left is of order one, so relative
//! accuracy survives at 1e-300.

use super::Exponent;
use std::f64::consts::PI;
use std::sync::LazyLock;

/// One lattice point of the measure, in units of the extracted exponential.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// The log-odds `u`.
    pub u: f64,
    /// `(u - centre) / s`, with the centre the caller's placement implies.
    pub t: f64,
    /// The mass at this point.
    pub mass: f64,
    /// `sigma(-|u|)`.
    minor: f64,
    /// `sigma(|u|)`.
    major: f64,
    /// `log(1+e^u) / sigma(u)`; 0 unless asked for.
    pub softplus_ratio: f64,
}

impl Node {
    /// `sigma(-u)`, the complement of the logistic factor already in the mass.
    pub(crate) fn complement(&self) -> f64 {
        if self.u >= 0.0 {
            self.minor
        } else {
            self.major
        }
    }

    /// `1 - 2 sigma(u) = -tanh(u/2)`.
    pub(crate) fn contrast(&self) -> f64 {
        let d = self.major - self.minor;
        if self.u >= 0.0 { -d } else { d }
    }
}

/// Where the mass of `sigma(u) phi(z)` sits, and which exponential was taken out of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Placement {
    /// Peak at `u = 0`; the density falls like `exp(-right u)` and `exp(-left |u|)`,
    /// `right + left = 1`, both in [0, 1], times `exp(-u^2/2s^2)`. Centre: 0.
    Peak { right: f64, left: f64 },
    /// `sigma(u) ~ e^u` dominates: a normal law about `centre <= 0` times `sigma(u) e^{-u}`.
    Tilted { centre: f64 },
    /// `sigma(u) ~ 1` dominates: a normal law about `centre >= 0` times `sigma(u)`.
    Plateau { centre: f64 },
}

impl Placement {
    /// The placement for `u = m + s z`, with the exponential to multiply the sums by.
    pub(crate) fn of(m: f64, s: f64) -> (Self, Exponent) {
        if m > 0.0 {
            return (Self::Plateau { centre: m }, Exponent::ZERO);
        }
        // m + s^2 with one rounding: its sign and its size near 0 decide the regime.
        let shifted = s.mul_add(s, m);
        if shifted < 0.0 || s * s == 0.0 {
            let exponent = Exponent::product(s, s)
                .scale_by_power_of_two(0.5)
                .plus(Exponent::new(m, 0.0));
            (Self::Tilted { centre: shifted }, exponent)
        } else {
            let square = s * s;
            let placement = Self::Peak {
                right: -m / square,
                left: shifted / square,
            };
            (placement, Exponent::scaled_square_ratio(-0.5, m, s))
        }
    }

    fn centre(self) -> f64 {
        match self {
            Self::Peak { .. } => 0.0,
            Self::Tilted { centre } | Self::Plateau { centre } => centre,
        }
    }
}

/// Terms below `exp(-CUT)` of the peak are dropped: 5e-19, with room for a factor `u`.
const CUT: f64 = 42.0;
/// Narrow regime: step in `z`, and the reach, wide enough for integrands that still grow
/// like `exp(1.5 |z|)`.
const STEP: f64 = 0.375;
const REACH: f64 = 10.2;
/// Wide regime: `u = SCALE sinh v`; the finest step in `v`, and the coarse stride.
const SCALE: f64 = 3.0;
const FINE_STEP: f64 = 0.0625;
/// `v <= 25` reaches `u = 1e11`: beyond `s = 1e9` the logistic factor is a step to rounding.
const LAST: usize = 400;

struct Abscissa {
    u: f64,
    weight: f64,
    minor: f64,
    major: f64,
    /// `log(1+e^u)/sigma(u)` at `+u` and `-u`.
    softplus_ratio: [f64; 2],
}

static ABSCISSAE: LazyLock<Vec<Abscissa>> = LazyLock::new(|| {
    (0..=LAST)
        .map(|k| {
            let v = k as f64 * FINE_STEP;
            let u = SCALE * core_math::sinh(v);
            let e = core_math::exp(-u);
            Abscissa {
                u,
                weight: SCALE * core_math::cosh(v) * FINE_STEP,
                minor: e / (1.0 + e),
                major: 1.0 / (1.0 + e),
                softplus_ratio: [softplus_ratio(u, e), softplus_ratio(-u, e)],
            }
        })
        .collect()
});

/// `h phi(kh)` for the narrow regime.
static GAUSSIAN: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let norm = STEP / (2.0 * PI).sqrt();
    (0..)
        .map(|k| f64::from(k) * STEP)
        .take_while(|t| *t < REACH)
        .map(|t| norm * core_math::exp(-0.5 * t * t))
        .collect()
});

/// `log(1+e^u)/sigma(u)` given `e = exp(-|u|)`.
fn softplus_ratio(u: f64, e: f64) -> f64 {
    let log = core_math::log1p(e);
    if u >= 0.0 {
        (u + log) * (1.0 + e)
    } else if e < f64::MIN_POSITIVE {
        1.0
    } else {
        log / e * (1.0 + e)
    }
}

/// The trapezoidal rule for a standard normal expectation of an entire or far-poled function:
/// nodes `(z, weight)`, error as in the narrow regime.
pub(crate) fn standard_normal() -> impl Iterator<Item = (f64, f64)> {
    GAUSSIAN.iter().enumerate().flat_map(|(k, &weight)| {
        let z = k as f64 * STEP;
        [(z, weight), (-z, if k == 0 { 0.0 } else { weight })]
    })
}

/// Visits the lattice of `sigma(u) phi(z) dz`. `SOFTPLUS` asks for the softplus ratios.
pub(crate) fn visit<const SOFTPLUS: bool>(
    placement: Placement,
    s: f64,
    mut see: impl FnMut(&Node),
) {
    let centre = placement.centre();
    if s < 1.0 || centre.abs() > 9.0 * s {
        narrow::<SOFTPLUS>(placement, s, &mut see);
    } else {
        wide(placement, s, &mut see);
    }
}

fn narrow<const SOFTPLUS: bool>(placement: Placement, s: f64, see: &mut impl FnMut(&Node)) {
    let (centre, peak) = match placement {
        // In z the peak form is the plain measure: its exponential goes back in,
        // since with s < 1 it is at least exp(-1/2).
        Placement::Peak { right, .. } => {
            let offset = right * s;
            (-offset * s, core_math::exp(0.5 * offset * offset))
        }
        Placement::Tilted { centre } | Placement::Plateau { centre } => (centre, 1.0),
    };
    let mut at = |t: f64, gaussian: f64| {
        let u = s * t + centre;
        let e = core_math::exp(-u.abs());
        let major = 1.0 / (1.0 + e);
        let minor = e * major;
        let tilted = matches!(placement, Placement::Tilted { .. });
        let logistic = if (u >= 0.0) == tilted { minor } else { major };
        let t = match placement {
            Placement::Peak { right, .. } => t - right * s,
            Placement::Tilted { .. } | Placement::Plateau { .. } => t,
        };
        see(&Node {
            u,
            t,
            mass: gaussian * peak * logistic,
            minor,
            major,
            softplus_ratio: if SOFTPLUS { softplus_ratio(u, e) } else { 0.0 },
        });
    };
    if s == 0.0 {
        return at(0.0, 1.0);
    }
    let table = &*GAUSSIAN;
    at(0.0, table[0]);
    for (k, &gaussian) in table.iter().enumerate().skip(1) {
        let t = k as f64 * STEP;
        at(t, gaussian);
        at(-t, gaussian);
    }
}

fn wide(placement: Placement, s: f64, see: &mut impl FnMut(&Node)) {
    let table = &*ABSCISSAE;
    let inverse = 1.0 / s;
    let half = 0.5 * inverse * inverse;
    let norm = inverse / (2.0 * PI).sqrt();
    let mut at =
        |a: &Abscissa, positive: bool, t: f64, exponent: f64, logistic: f64, stride: f64| {
            see(&Node {
                u: if positive { a.u } else { -a.u },
                t,
                mass: a.weight * stride * norm * core_math::exp(exponent) * logistic,
                minor: a.minor,
                major: a.major,
                softplus_ratio: a.softplus_ratio[usize::from(!positive)],
            });
        };
    match placement {
        Placement::Peak { right, left } => {
            const STRIDE: usize = 2;
            // On either side sigma(u) e^{...} leaves 1/(1+e^{-|u|}) beside the two falls.
            for (positive, fall, first) in [(true, right, 0), (false, left, STRIDE)] {
                for a in table[first..].iter().step_by(STRIDE) {
                    let exponent = -a.u * (half * a.u + fall);
                    if exponent < -CUT {
                        break;
                    }
                    let t = if positive { a.u } else { -a.u } * inverse;
                    at(a, positive, t, exponent, a.major, STRIDE as f64);
                }
            }
        }
        Placement::Tilted { centre } | Placement::Plateau { centre } => {
            let tilted = matches!(placement, Placement::Tilted { .. });
            // The normal law ends at 9.2 deviations; its centre may lie far from u = 0.
            let reach = (2.0 * CUT).sqrt() * s;
            let side = |positive: bool, see_at: &mut dyn FnMut(&Abscissa, bool, f64, f64, f64)| {
                let sign = if positive { 1.0 } else { -1.0 };
                let (lo, hi) = (sign * centre - reach, sign * centre + reach);
                let start = table
                    .partition_point(|a| a.u < lo)
                    .max(usize::from(!positive));
                for a in table[start..].iter().take_while(|a| a.u <= hi) {
                    let t = (sign * a.u - centre) * inverse;
                    let logistic = if tilted == positive { a.minor } else { a.major };
                    see_at(a, positive, t, -0.5 * t * t, logistic);
                }
            };
            let mut emit = |a: &Abscissa, positive: bool, t: f64, exponent: f64, logistic: f64| {
                at(a, positive, t, exponent, logistic, 1.0);
            };
            side(true, &mut emit);
            side(false, &mut emit);
        }
    }
}
