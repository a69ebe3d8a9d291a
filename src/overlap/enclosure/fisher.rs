//! The Fisher information at the optimum: least eigenvalues and the closed-form conditioning bound.
//!
//! `I = diag(beta (1-beta), beta, 1-beta) - E_q[r_o r_n v v']` in `(phi, m_o, m_n)`, `v = (1, z + delta/2,
//! -(z - delta/2))` along the axis, and one block `[[beta - k, k], [k, 1 - beta - k]]`, `k = kappa_0`, for every
//! direction across it. Both are positive semidefinite (covariances of scores).
//!
//! # Mean-value form of an eigenvalue
//! Over a box `A(p) = A_c + A_lambda x + A_delta y` with `A_lambda, A_delta` in interval matrices (the
//! derivatives over the box). Write them as midpoint plus radius. The least eigenvalue is concave, so that of
//! the affine midpoint part is least at a corner of the box; the radius part costs at most its norm, which is
//! quadratic in the size of the box. From above, the Rayleigh quotient of one fixed vector is a mean-value form.

use super::misassignment::{bc_at, distinguishability_at};
use super::moments::OverlapJet;
use super::symmetric::{
    Matrix, ball, combine, least_eigenpair, least_eigenvalue_below, midpoints, rayleigh, symmetric,
};
use super::{on_domain, overlap_moment, weight_variance};
use crate::interval::{Decoration, Interval};

/// About the largest absolute width of a Fisher eigenvalue at a point.
pub const FISHER_WIDTH: f64 = 1e-12;

/// Least eigenvalue of the Fisher information in `(phi, m_o, m_n)` in at least two dimensions: the lesser of
/// [`fisher_axis_min_eigenvalue`] and [`fisher_transverse_min_eigenvalue`].
///
/// Never negative. At a point the absolute width is at most about [`FISHER_WIDTH`]; a relative one is not claimed.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::{FISHER_WIDTH, fisher_min_eigenvalue};
/// // Modes far apart: what is left is the weight's own information, beta (1 - beta).
/// assert!((fisher_min_eigenvalue(Interval::point(0.25), Interval::point(30.0)).mid() - 0.1875).abs() < FISHER_WIDTH);
/// ```
#[must_use]
pub fn fisher_min_eigenvalue(beta: Interval, delta: Interval) -> Interval {
    fisher_axis_min_eigenvalue(beta, delta).min(fisher_transverse_min_eigenvalue(beta, delta))
}

/// Least eigenvalue of the 3x3 block along the axis (all there is in one dimension); excess width quadratic.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::{FISHER_WIDTH, fisher_axis_min_eigenvalue};
/// assert!((fisher_axis_min_eigenvalue(Interval::point(0.25), Interval::point(30.0)).mid() - 0.1875).abs() < FISHER_WIDTH);
/// ```
#[must_use]
pub fn fisher_axis_min_eigenvalue(beta: Interval, delta: Interval) -> Interval {
    on_domain([beta], delta, |[beta], delta| {
        let ceiling = Interval::build(0.0, weight_variance(beta).hi(), Decoration::Com);
        match OverlapJet::new(beta, delta) {
            Some(jet) => axis(beta, delta, &jet).meet(ceiling),
            None => ceiling,
        }
    })
}

/// Least eigenvalue `beta (1-beta) D / mu` of the 2x2 blocks across the axis, `mu` the larger eigenvalue
/// `(1 - 2 kappa_0 + sqrt((1-2 beta)^2 + 4 kappa_0^2))/2`.
///
/// Increasing in `delta`, because `kappa_0` decreases and enters as minus a positive semidefinite matrix.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::{FISHER_WIDTH, fisher_transverse_min_eigenvalue};
/// // Modes far apart: the lighter mean is known by its share of the data.
/// assert!((fisher_transverse_min_eigenvalue(Interval::point(0.25), Interval::point(30.0)).mid() - 0.25).abs() < FISHER_WIDTH);
/// ```
#[must_use]
pub fn fisher_transverse_min_eigenvalue(beta: Interval, delta: Interval) -> Interval {
    on_domain([beta], delta, |[beta], delta| {
        Interval::build(
            transverse(beta, delta.lo()).lo().max(0.0),
            transverse(beta, delta.hi()).hi().min(0.5),
            Decoration::Com,
        )
    })
}

/// The closed-form lower bound of claim C6,
/// `beta (1-beta) - (1/2) sqrt(beta (1-beta)) BC (3 + delta^2/2)`; exact range up to rounding.
///
/// With `y = sqrt(beta (1-beta))` and `B = BC (3 + delta^2/2)` it is `y^2 - B y/2`: decreasing in `B`, convex in
/// `y` with its minimum at `B/4`; `B` rises up to `delta = sqrt 2` and falls from there.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::{conditioning_bound, fisher_min_eigenvalue};
/// let (beta, delta) = (Interval::point(0.25), Interval::point(6.0));
/// assert!(conditioning_bound(beta, delta).hi() < fisher_min_eigenvalue(beta, delta).lo());
/// ```
#[must_use]
pub fn conditioning_bound(beta: Interval, delta: Interval) -> Interval {
    on_domain([beta], delta, |[beta], delta| {
        let y = weight_variance(beta).sqrt();
        let b = conditioning_factor(delta);
        let at = |y: f64, b: f64| {
            let (y, b) = (Interval::number(y), Interval::number(b));
            y * (y - b * 0.5)
        };
        let most = at(y.lo(), b.lo()).hi().max(at(y.hi(), b.lo()).hi());
        let vertex = 0.25 * b.hi();
        let least = if y.hi() <= vertex {
            at(y.hi(), b.hi()).lo()
        } else if y.lo() >= vertex {
            at(y.lo(), b.hi()).lo()
        } else {
            (-(Interval::number(b.hi()).sqr() * 0.0625)).lo()
        };
        Interval::build(least, most, Decoration::Com)
    })
}

/// The range of `BC (3 + delta^2/2)`.
fn conditioning_factor(delta: Interval) -> Interval {
    let at = |delta: f64| {
        if delta.is_infinite() || delta > 1e3 {
            Interval::constant(0.0, 1e-300)
        } else {
            bc_at(delta) * (Interval::number(3.0) + Interval::number(delta).sqr() * 0.5)
        }
    };
    let (low, high) = (at(delta.lo()), at(delta.hi()));
    let mut most = low.hi().max(high.hi());
    if delta.lo() <= Interval::SQRT_2.hi() && delta.hi() >= Interval::SQRT_2.lo() {
        // The maximum 4 exp(-1/4) at delta = sqrt 2.
        most = most.max((Interval::number(-0.25).exp() * 4.0).hi());
    }
    Interval::build(low.lo().min(high.lo()), most, Decoration::Com)
}

/// The transverse eigenvalue over weights at one separation.
fn transverse(beta: Interval, delta: f64) -> Interval {
    if delta == 0.0 {
        return Interval::ZERO;
    }
    let scale = Interval::build(delta.min(f64::MAX), delta, Decoration::Com);
    let kappa = overlap_moment(0, beta, scale);
    let at_ends = [beta.lo(), beta.hi()].map(|beta| distinguishability_at(beta, delta));
    let most = if beta.contains(0.5) {
        distinguishability_at(0.5, delta).hi()
    } else {
        at_ends[0].hi().max(at_ends[1].hi())
    };
    let d = Interval::build(at_ends[0].lo().min(at_ends[1].lo()), most, Decoration::Com);
    let gap = Interval::ONE - beta * 2.0;
    let larger = (Interval::ONE - kappa * 2.0 + (gap.sqr() + kappa.sqr() * 4.0).sqrt()) * 0.5;
    // Their sum is 1 - 2 kappa_0 >= 1/2, so the larger is at least 1/4.
    let larger = Interval::build(larger.lo().max(0.25), larger.hi(), Decoration::Com);
    weight_variance(beta) * d / larger
}

/// The 3x3 block from weight, half separation and moments.
fn information(beta: Interval, half: Interval, kappa: [Interval; 3]) -> Matrix<Interval> {
    let [k0, k1, k2] = kappa;
    let square = half.sqr() * k0;
    let cross = half * k1 * 2.0;
    symmetric([
        beta * (Interval::ONE - beta) - k0,
        -(k1 + half * k0),
        k1 - half * k0,
        beta - (k2 + cross + square),
        k2 - square,
        Interval::ONE - beta - (k2 - cross + square),
    ])
}

/// Bounds of the least eigenvalue of the axis block by its mean-value form.
fn axis(beta: Interval, delta: Interval, jet: &OverlapJet) -> Interval {
    let half = delta * 0.5;
    let centre = information(
        jet.centre_beta,
        Interval::number(jet.centre_delta) * 0.5,
        jet.centre,
    );
    // Derivatives over the box. In lambda, d beta = -beta (1-beta).
    let variance = weight_variance(beta);
    let [a0, a1, a2] = jet.by_lambda;
    let by_lambda = symmetric([
        -((Interval::ONE - beta * 2.0) * variance) - a0,
        -(a1 + half * a0),
        a1 - half * a0,
        -variance - (a2 + half * a1 * 2.0 + half.sqr() * a0),
        a2 - half.sqr() * a0,
        variance - (a2 - half * a1 * 2.0 + half.sqr() * a0),
    ]);
    // In delta the half separation moves by 1/2.
    let [b0, b1, b2] = jet.by_delta;
    let [k0, k1, _] = jet.range;
    let by_delta = symmetric([
        -b0,
        -(b1 + half * b0 + k0 * 0.5),
        b1 - half * b0 - k0 * 0.5,
        -(b2 + half * b1 * 2.0 + half.sqr() * b0 + k1 + half * k0),
        b2 - half.sqr() * b0 - half * k0,
        -(b2 - half * b1 * 2.0 + half.sqr() * b0 - k1 + half * k0),
    ]);
    let slopes = [by_lambda, by_delta];
    let (_, vector) = least_eigenpair(&midpoints(&centre));
    let mut upper = rayleigh(&centre, vector);
    for (slope, offset) in slopes.iter().zip(jet.offset) {
        upper = upper + rayleigh(slope, vector) * offset;
    }
    let affine = slopes.map(|slope| midpoints(&slope).map(|row| row.map(Interval::number)));
    let mut lower = f64::INFINITY;
    for x in [jet.offset[0].lo(), jet.offset[0].hi()] {
        for y in [jet.offset[1].lo(), jet.offset[1].hi()] {
            let mut corner = centre;
            for ((slope, middle), (end, reach)) in slopes
                .iter()
                .zip(&affine)
                .zip([(x, jet.offset[0].mag()), (y, jet.offset[1].mag())])
            {
                let (end, reach) = (Interval::number(end), Interval::number(reach));
                corner = combine(&corner, middle, |c, m| c + m * end);
                let excess = combine(slope, middle, |s, m| ball(((s - m) * reach).mag()));
                corner = combine(&corner, &excess, |c, e| c + e);
            }
            lower = lower.min(least_eigenvalue_below(&corner));
        }
    }
    let natural = information(beta, half, jet.range);
    let lower = lower.max(least_eigenvalue_below(&natural)).max(0.0);
    let upper = upper.hi().min(rayleigh(&natural, vector).hi());
    Interval::build(lower, upper, Decoration::Com)
}
