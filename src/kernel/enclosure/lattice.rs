//! The lattice on which Gaussian expectations are summed, and every error bound of that sum.
//!
//! # The quantity
//! `E[f(X)]`, `X ~ N(mu, s^2)`, `mu <= 0`, for `f` analytic in `|Im u| < pi` with
//! `f(u) = e^(p u) g(u)` for `u < 0` and `f(u) = e^(-r u) g(u)` for `u >= 0`, `p + r = 1`, `g` bounded
//! (softplus family: `p = 1`, `r = 0`; hyperbolic-secant family: `p = r = 1/2`).
//!
//! # The trapezoidal error
//! The trapezoidal sum with step `h` over the whole lattice, `T`, satisfies for every `0 < b < pi`
//!
//! `|T - E f| <= 2 e^(b^2/(2 s^2)) sup_u |f(u + i b)|/F(u) * E[F(X)] / (e^(2 pi b/h) - 1)`
//!
//! for any positive `F`: shift the contour of the two exponential sums that represent `T - E f` (Trefethen
//! and Weideman 2014, theorem 5.1) to `Im u = +-b`, where `|phi((u + i b - mu)/s)| = e^(b^2/(2 s^2)) phi`.
//! Elementary bounds turn the supremum into a number: `|1 + e^(u + i b)| >= cos(b/2) (1 + e^u)`, hence
//! `|sigma(u + i b)| <= sigma(u)/cos(b/2)`, `|sech((u + i b)/2)| <= sech(u/2)/cos(b/2)`, the same for softplus
//! (integrate `sigma` along the line), and `|tanh((u + i b)/2)| <= max(1, tan(b/2))`.
//! [`Lattice::trapezoid`], [`Lattice::secant`] and [`Lattice::tangent`] hold the three factors.
//!
//! # Where the lattice lies
//! The nodes are `u = k h`, `k` an integer and `h` a double with 12 significant bits, so that `u` is exact.
//! With `mu <= 0` the integrand peaks
//! - at `u = 0` if `-mu <= p s^2`: then with `x = |u|` it equals
//!   `e^(-mu^2/(2 s^2)) g(u) exp(-x (rate + x/(2 s^2)))`, `rate = p + mu/s^2` left and `r - mu/s^2` right;
//! - at `u = c = mu + p s^2 < 0` otherwise: it equals `e^(p mu + p^2 s^2/2) g(u) exp(-(u - c)^2/(2 s^2))`,
//!   with another factor `e^(-u)` for `u > 0`.
//!
//! Both exponents are sums of terms of one sign, so they are relatively accurate; the factor in front is
//! evaluated once, with error-free transformations. Nodes stop where the exponent falls below `-RANGE`; what
//! is left is at most a geometric series ([`Lattice::left_tail`], [`Lattice::right_tail`]).
//!
//! # Rounding
//! Nodes are evaluated in plain doubles. The relative error of a weight is at most
//! [`Lattice::exponent_error`] `|E|` (the 5 or 8 roundings that act on the exponent `E`) plus
//! [`Lattice::weight_error`] (what the rounded `rate` or `c` contribute, and the correctly rounded exponential).
//! Summed over the nodes, the first part needs only the mean of `|E|` under the terms ([`Terms`]), which is
//! about 1 where the largest `|E|` is 42.

use super::peak::{Form, Peak, Scale};
use super::sum::{CompensatedSum, UNIT};
use crate::interval::Interval;

/// Target exponent of the trapezoidal error: about `e^-44` before the strip constants.
const TRAPEZOID_EXPONENT: f64 = 44.0;
/// Largest half-width of the strip; the poles lie at `pi`.
const STRIP: f64 = 2.9;
/// More nodes than this are refused.
const MAX_NODES: f64 = 16_384.0;
/// Lattice indices beyond this would make `k h` inexact: 12 + 40 bits fit into 53.
const MAX_INDEX: f64 = 1.0e12;

/// The standard deviations a lattice serves.
pub(super) const SMALLEST_SCALE: f64 = 1.0 / 134_217_728.0; // 2^-27
const LARGEST_SCALE: f64 = 1.0e9;

/// One lattice node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// The argument `u`, exact.
    pub u: f64,
    /// The weight: the integrand divided by `g(u)` and by the common factor [`Lattice::factor`].
    pub weight: f64,
    /// `e^-|u|`, correctly rounded.
    pub decay: f64,
    /// `1 / (1 + e^-|u|)`, relative error below `3 u`.
    pub logistic: f64,
    /// `|E|`, the size of the exponent in the weight.
    pub exponent: f64,
}

/// The sum of everything needed about one expectation `E[f(X)]`, `X ~ N(mean, scale^2)`.
#[derive(Debug, Clone)]
pub(super) struct Lattice {
    pub mean: f64,
    pub scale: f64,
    step: f64,
    first: i64,
    last: i64,
    form: Form,
    half_precision: f64,
    /// The common factor of all terms: step, Gaussian normalisation and the exponential of the tilt.
    pub factor: Interval,
    /// Bound on the relative error of each [`Node::weight`], per unit of [`Node::exponent`] ...
    exponent_error: f64,
    /// ... and the rest of it.
    weight_error: f64,
    /// Upper bound of `2 e^(b^2/(2 s^2)) / (e^(2 pi b/h) - 1)`.
    pub trapezoid: f64,
    /// Upper bound of `1/cos(b/2)`.
    pub secant: f64,
    /// Upper bound of `max(1, tan(b/2))`.
    pub tangent: f64,
    /// Upper bound of `b/s`, the imaginary part of `z` on the shifted contour.
    pub imaginary: f64,
}

impl Lattice {
    /// The lattice for `mean <= 0`; `left` is the rate `p`, one of 1 and 1/2.
    ///
    /// `None` if `scale` is outside `[2^-27, 1e9]` or the sum would need too many nodes.
    pub(super) fn new(mean: f64, scale: f64, left: f64) -> Option<Self> {
        if !(SMALLEST_SCALE..=LARGEST_SCALE).contains(&scale) || !(-1e12..=0.0).contains(&mean) {
            return None;
        }
        let strip = STRIP.min((2.0 * TRAPEZOID_EXPONENT).sqrt() * scale);
        let ratio = strip / scale;
        let step = std::f64::consts::TAU * strip / (TRAPEZOID_EXPONENT + 0.5 * ratio * ratio);
        // Keep 12 significant bits, so that k * step is exact.
        let step = f64::from_bits(step.to_bits() & !((1 << 41) - 1));

        let spread = Scale::new(scale);
        let peak = Peak::new(mean, &spread, left, step);
        let first = ((peak.centre - peak.reach[0]) / step).floor();
        let last = ((peak.centre + peak.reach[1]) / step).ceil();
        if last - first > MAX_NODES || first.abs().max(last.abs()) > MAX_INDEX {
            return None;
        }
        let normalisation = Interval::number(step) / (Interval::number(scale) * Interval::SQRT_TAU);
        // core-math rounds cos and tan correctly, so their neighbours are bounds.
        let cosine = Interval::number(core_math::cos(0.5 * strip).next_down());
        Some(Self {
            mean,
            scale,
            step,
            first: first as i64,
            last: last as i64,
            form: peak.form,
            half_precision: spread.half_precision,
            factor: normalisation * peak.tilt,
            // The factor 1.01 turns errors of the exponent into relative errors of its exponential.
            exponent_error: 1.01 * peak.exponent_error,
            // Rounding of the exponential itself, and two of a factor e^-u.
            weight_error: 1.01 * peak.argument_error + 5.0 * UNIT,
            trapezoid: trapezoidal_error(strip, &spread, step),
            secant: cosine.recip().hi(),
            tangent: core_math::tan(0.5 * strip).next_up().max(1.0),
            imaginary: (Interval::number(strip) / Interval::number(scale)).hi(),
        })
    }

    /// Calls `visit` at every node.
    #[inline]
    pub(super) fn for_each(&self, mut visit: impl FnMut(Node)) {
        for k in self.first..=self.last {
            visit(self.node(k));
        }
    }

    #[inline]
    fn node(&self, k: i64) -> Node {
        let u = k as f64 * self.step;
        let x = u.abs();
        let decay = core_math::exp(-x);
        let (exponent, factor) = match self.form {
            Form::Origin { left, right } => {
                let rate = if u < 0.0 { left } else { right };
                (x * (rate + x * self.half_precision), 1.0)
            }
            Form::Shifted { hi, lo } => {
                let v = (u - hi) - lo;
                let factor = if u > 0.0 { decay } else { 1.0 };
                (v * v * self.half_precision, factor)
            }
        };
        let weight = core_math::exp(-exponent) * factor;
        Node {
            u,
            weight,
            decay,
            logistic: 1.0 / (1.0 + decay),
            exponent,
        }
    }

    /// Upper bound of the sum of `weight * F` over the lattice points left out beyond the outermost node
    /// `end`. `majorant` tells, from the outermost argument `u` and its distance from the peak, an upper
    /// bound of `F` there and the most by which `ln F` grows in each further step.
    pub(super) fn tail(&self, end: End, majorant: impl FnOnce(f64, f64) -> (f64, f64)) -> f64 {
        let node = self.node(match end {
            End::Left => self.first,
            End::Right => self.last,
        });
        let (rate, distance) = match (self.form, end) {
            (Form::Origin { left, .. }, End::Left) => (left, node.u.abs()),
            (Form::Origin { right, .. }, End::Right) => (right, node.u.abs()),
            (Form::Shifted { hi, lo }, _) => (0.0, ((node.u - hi) - lo).abs()),
        };
        let (bound, growth) = majorant(node.u, distance);
        // The exponent falls by at least step * (rate + x/s^2) a step; the margins cover these roundings.
        let fall = self.step * (rate + 2.0 * distance * self.half_precision) * (1.0 - 1e-9)
            - growth * (1.0 + 1e-9);
        if fall > 0.0 {
            // sum over j >= 1 of e^(-j fall) = 1/(e^fall - 1) <= 1/fall
            node.weight * bound / fall * (1.0 + 1e-9)
        } else {
            f64::INFINITY
        }
    }

    /// Encloses `E[f(X)] / factor` from its positive terms.
    ///
    /// `term_error` bounds the relative error of a term in units of `u` (without the weight's), `tail` the
    /// terms left out, and the trapezoidal error is at most `trapezoid * (strip * E[f] + absolute)`.
    pub(super) fn enclose(
        &self,
        terms: Terms,
        term_error: f64,
        tail: f64,
        strip: Interval,
        absolute: Interval,
    ) -> Interval {
        let rounding = self.rounding(term_error, terms.mean_exponent());
        let partial = Interval::number(terms.total())
            * (Interval::ONE + Interval::from_bounds(-rounding, rounding));
        let absolute = (Interval::number(self.trapezoid) * absolute).hi();
        let lattice_sum = Interval::from_bounds(
            partial.lo(),
            (Interval::number(partial.hi()) + Interval::number(tail)).hi(),
        ) + Interval::from_bounds(-absolute, absolute);
        // |T - I| <= e I + a, hence (T - a)/(1 + e) <= I <= (T + a)/(1 - e).
        let relative = (Interval::number(self.trapezoid) * strip).hi();
        let divisor =
            Interval::from_bounds((1.0 - relative).next_down(), (1.0 + relative).next_up());
        lattice_sum / divisor
    }

    /// Encloses `E[f(X)]` from terms with signs.
    ///
    /// `rounding` is the error of their sum relative to the positive `majorant`, `tail` bounds the terms left out and `strip`
    /// the trapezoidal error.
    #[inline]
    pub(super) fn enclose_signed(
        &self,
        sum: CompensatedSum,
        rounding: f64,
        majorant: Interval,
        tail: f64,
        strip: Interval,
    ) -> Interval {
        let error = (Interval::number(rounding) * majorant + Interval::number(tail) + strip).hi();
        (Interval::number(sum.total()) + Interval::from_bounds(-error, error)) * self.factor
    }

    /// Error of a compensated sum relative to a positive majorant, whose terms have an error of `term_error`
    /// units besides the weight's and the mean exponent `mean_exponent`. The last part covers decay factors that underflow: every sum used exceeds 1e-20.
    pub(super) fn rounding(&self, term_error: f64, mean_exponent: f64) -> f64 {
        let count = (self.last - self.first + 1) as f64;
        self.exponent_error * mean_exponent
            + self.weight_error
            + term_error * UNIT
            + CompensatedSum::ERROR
            + 1e-280 * count
    }

    /// Whether the peak is away from the origin (and weights right of the origin hold the factor `e^-u`).
    pub(super) fn is_shifted(&self) -> bool {
        matches!(self.form, Form::Shifted { .. })
    }

    /// The lattice step in `u`.
    pub(super) fn step(&self) -> f64 {
        self.step
    }
}

/// Upper bound of `2 e^(b^2/(2 s^2)) / (e^(2 pi b/h) - 1)` at `b = strip` and `h = step`.
#[inline]
fn trapezoidal_error(strip: f64, scale: &Scale, step: f64) -> f64 {
    let strip = Interval::number(strip);
    let growth = (strip.sqr() / (scale.variance * 2.0)).exp();
    let decay = (Interval::TAU * strip / Interval::number(step)).exp_m1();
    (growth * 2.0 / decay).hi()
}

/// A sum of positive terms, together with the mean of the weights' exponents under these terms.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Terms {
    sum: CompensatedSum,
    exponents: f64,
}

impl Terms {
    #[inline]
    pub(super) fn add(&mut self, term: f64, node: &Node) {
        self.sum.add(term);
        self.exponents += term * node.exponent;
    }

    /// The rounded sum.
    pub(super) fn total(&self) -> f64 {
        self.sum.total()
    }

    /// Upper bound of the mean exponent: a plain sum of fewer than 2^15 positive terms is good to 1e-11.
    pub(super) fn mean_exponent(&self) -> f64 {
        self.exponents / self.total() * (1.0 + 1e-9)
    }
}

/// The two ends of a lattice.
#[derive(Debug, Clone, Copy)]
pub(super) enum End {
    Left,
    Right,
}
