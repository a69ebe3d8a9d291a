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
use super::exponential::{logistic_parts, normal_masses, peak_masses};
use std::f64::consts::PI;
use std::sync::LazyLock;

/// One lattice point of the measure, in units of the extracted exponential.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// `(u - centre) / s`, with the centre the caller's placement implies.
    pub t: f64,
    /// What multiplies the node's mass to give the kernel's orders.
    pub ratios: Ratios,
}

/// $f^{(n)}(u)/\sigma(u)$ for the softplus $f$ and $n=0,2,3,4$ (for $n=1$ it is 1).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratios {
    /// `log(1+e^u) / sigma(u)`; 0 unless asked for.
    pub softplus: f64,
    /// `sigma(-u)`, the complement of the logistic factor already in the mass.
    pub complement: f64,
    /// `sigma(-u) x`, `x = 1 - 2 sigma(u)`.
    pub third: f64,
    /// `sigma(-u) (3 x^2 - 1)/2`.
    pub fourth: f64,
    /// `x = 1 - 2 sigma(u) = -tanh(u/2)`.
    pub contrast: f64,
}

impl Ratios {
    #[inline(always)]
    fn new(u: f64, minor: f64, major: f64, softplus: f64) -> Self {
        let (complement, contrast) = if u >= 0.0 {
            (minor, minor - major)
        } else {
            (major, major - minor)
        };
        Self {
            softplus,
            complement,
            third: complement * contrast,
            fourth: complement * 0.5 * (3.0 * contrast * contrast - 1.0),
            contrast,
        }
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

/// One half-step of the wide lattice: what does not depend on `(m, s)`, in ascending `u`.
struct Grid {
    step: f64,
    /// The index of `u = 0`.
    last: f64,
    u: Vec<f64>,
    /// Cell width in `u` times what the placement leaves of the logistic factor:
    /// `1/(1+e^{-|u|})` for a peak, `sigma(u) e^{-u}` tilted, `sigma(u)` on a plateau.
    weights: [Vec<f64>; 3],
    ratios: Vec<Ratios>,
}

impl Grid {
    fn new(stride: usize) -> Self {
        let last = LAST as i32 / stride as i32;
        let step = FINE_STEP * stride as f64;
        let mut grid = Self {
            step,
            last: f64::from(last),
            u: Vec::new(),
            weights: Default::default(),
            ratios: Vec::new(),
        };
        for k in -last..=last {
            let v = f64::from(k) * step;
            let u = SCALE * core_math::sinh(v);
            let width = SCALE * core_math::cosh(v) * step;
            let e = core_math::exp(-u.abs());
            let (minor, major) = (e / (1.0 + e), 1.0 / (1.0 + e));
            let (own, other) = if u >= 0.0 {
                (major, minor)
            } else {
                (minor, major)
            };
            grid.u.push(u);
            for (weights, factor) in grid.weights.iter_mut().zip([major, other, own]) {
                weights.push(width * factor);
            }
            grid.ratios
                .push(Ratios::new(u, minor, major, softplus_ratio(u, e)));
        }
        grid
    }

    /// The indices with `lo <= u <= hi`, give or take one: what lies outside is below [`CUT`] anyway.
    fn range(&self, lo: f64, hi: f64) -> (usize, usize) {
        let index = |u: f64| {
            let x = u.abs() / SCALE;
            let v = core_math::log(x + (x * x + 1.0).sqrt());
            let k = if u < 0.0 { -v } else { v } / self.step;
            // Saturating: an f64 beyond the table becomes its end.
            (self.last + k).max(0.0) as usize
        };
        let end = self.u.len();
        (index(lo).min(end), (index(hi) + 1).min(end))
    }

    /// Sums over the nodes of a range; `fill(u, out)` computes the masses of a run of them.
    #[inline(always)]
    fn sum<const N: usize>(
        &self,
        (from, to): (usize, usize),
        weights: &[f64],
        fill: impl Fn(&[f64], &[f64], &mut [f64]),
        t: impl Fn(f64) -> f64,
        of: &impl Fn(&Node) -> [f64; N],
    ) -> [f64; N] {
        const CHUNK: usize = 64;
        let mut mass = [0.0; CHUNK];
        let mut sums = [0.0; N];
        let mut first = from;
        while first < to {
            let run = first..to.min(first + CHUNK);
            let u = &self.u[run.clone()];
            fill(u, &weights[run.clone()], &mut mass[..u.len()]);
            for ((&mass, &u), &ratios) in mass.iter().zip(u).zip(&self.ratios[run.clone()]) {
                add(&mut sums, mass, of(&Node { t: t(u), ratios }));
            }
            first = run.end;
        }
        sums
    }
}

#[inline(always)]
fn add<const N: usize>(sums: &mut [f64; N], mass: f64, values: [f64; N]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += mass * value;
    }
}

/// The peak placement needs half the nodes of the others.
static COARSE: LazyLock<Grid> = LazyLock::new(|| Grid::new(2));
static FINE: LazyLock<Grid> = LazyLock::new(|| Grid::new(1));

/// `h phi(kh)` for the narrow regime.
static GAUSSIAN: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let norm = STEP / (2.0 * PI).sqrt();
    (0..)
        .map(|k| f64::from(k) * STEP)
        .take_while(|t| *t < REACH)
        .map(|t| norm * core_math::exp(-0.5 * t * t))
        .collect()
});

/// Nodes of the narrow regime: the middle and 27 on either side.
const NARROW_NODES: usize = 55;

/// Places `t` and masses of the narrow regime, the middle first, then side by side.
static NARROW: LazyLock<([f64; NARROW_NODES], [f64; NARROW_NODES])> = LazyLock::new(|| {
    let (mut places, mut masses) = ([0.0; NARROW_NODES], [0.0; NARROW_NODES]);
    assert_eq!(GAUSSIAN.len(), NARROW_NODES / 2 + 1);
    for (k, &mass) in GAUSSIAN.iter().enumerate() {
        let t = k as f64 * STEP;
        (places[2 * k], masses[2 * k]) = (-t, mass);
        if k > 0 {
            (places[2 * k - 1], masses[2 * k - 1]) = (t, mass);
        }
    }
    places[0] = 0.0;
    (places, masses)
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

/// $\sum_k \mathrm{mass}_k\,\mathtt{of}(\mathrm{node}_k)$ over the lattice of $\sigma(u)\varphi(z)dz$.
///
/// `SOFTPLUS` asks for the softplus ratios.
#[inline]
pub(crate) fn sum<const SOFTPLUS: bool, const N: usize>(
    placement: Placement,
    s: f64,
    of: impl Fn(&Node) -> [f64; N],
) -> [f64; N] {
    let centre = placement.centre();
    if s < 1.0 || centre.abs() > 9.0 * s {
        narrow::<SOFTPLUS, N>(placement, s, &of)
    } else {
        wide(placement, s, &of)
    }
}

fn narrow<const SOFTPLUS: bool, const N: usize>(
    placement: Placement,
    s: f64,
    of: &impl Fn(&Node) -> [f64; N],
) -> [f64; N] {
    let mut sums = [0.0; N];
    let (centre, peak) = match placement {
        // In z the peak form is the plain measure: its exponential goes back in,
        // since with s < 1 it is at least exp(-1/2).
        Placement::Peak { right, .. } => {
            let offset = right * s;
            (-offset * s, core_math::exp(0.5 * offset * offset))
        }
        Placement::Tilted { centre } | Placement::Plateau { centre } => (centre, 1.0),
    };
    let tilted = matches!(placement, Placement::Tilted { .. });
    let shift = match placement {
        Placement::Peak { right, .. } => right * s,
        Placement::Tilted { .. } | Placement::Plateau { .. } => 0.0,
    };
    let (places, gaussians) = &*NARROW;
    // With s = 0 all of the mass is at the centre.
    let (count, whole) = if s == 0.0 {
        (1, Some(1.0))
    } else {
        (NARROW_NODES, None)
    };
    let (mut decays, mut majors) = ([0.0; NARROW_NODES], [0.0; NARROW_NODES]);
    logistic_parts(&places[..count], s, centre, &mut decays, &mut majors);
    let parts = decays.iter().zip(&majors).take(count);
    for ((&t, &gaussian), (&e, &major)) in places.iter().zip(gaussians).zip(parts) {
        let u = s * t + centre;
        let minor = e * major;
        let logistic = if (u >= 0.0) == tilted { minor } else { major };
        let softplus = if SOFTPLUS { softplus_ratio(u, e) } else { 0.0 };
        let ratios = Ratios::new(u, minor, major, softplus);
        let mass = whole.unwrap_or(gaussian) * peak * logistic;
        add(
            &mut sums,
            mass,
            of(&Node {
                t: t - shift,
                ratios,
            }),
        );
    }
    sums
}

#[inline(always)]
fn wide<const N: usize>(placement: Placement, s: f64, of: &impl Fn(&Node) -> [f64; N]) -> [f64; N] {
    let inverse = 1.0 / s;
    let half = 0.5 * inverse * inverse;
    let norm = inverse / (2.0 * PI).sqrt();
    match placement {
        Placement::Peak { right, left } => {
            // |u| (half |u| + fall) = CUT, in the form that stays accurate when half is small.
            let reach = |fall: f64| 2.0 * CUT / (fall + (fall * fall + 4.0 * half * CUT).sqrt());
            let range = COARSE.range(-reach(left), reach(right));
            let fill = |u: &[f64], weights: &[f64], out: &mut [f64]| {
                peak_masses(u, weights, half, right, left, norm, out);
            };
            COARSE.sum(range, &COARSE.weights[0], fill, |u| u * inverse, of)
        }
        Placement::Tilted { centre } | Placement::Plateau { centre } => {
            let weights = if matches!(placement, Placement::Tilted { .. }) {
                &FINE.weights[1]
            } else {
                &FINE.weights[2]
            };
            // The normal law ends at 9.2 deviations; its centre may lie far from u = 0.
            let reach = (2.0 * CUT).sqrt() * s;
            let range = FINE.range(centre - reach, centre + reach);
            let fill = |u: &[f64], weights: &[f64], out: &mut [f64]| {
                normal_masses(u, weights, centre, inverse, norm, out);
            };
            FINE.sum(range, weights, fill, |u| (u - centre) * inverse, of)
        }
    }
}
