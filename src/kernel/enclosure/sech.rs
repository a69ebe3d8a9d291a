//! The hyperbolic-secant family at a point: `G_n = E[g^(n)(X)]`, `g(u) = sech(u/2)`, and the moments `S_j`.
//!
//! With `t = tanh(u/2)` and `p = sech(u/2)^2/4`: `g' = -g t/2`, `g'' = g (1 - 8 p)/4`,
//! `g''' = -g t (1 - 24 p)/8`, `g'''' = g (1 - 80 p + 384 p^2)/16`. Stein's identity ties the moments to
//! them, `S_0 = G_0`, `S_1 = delta G_1`, `S_2 = G_0 + delta^2 G_2`; at a point they are summed directly, since
//! the last form cancels for large `delta`. `S_0` and `S_2` have positive terms and relative errors; the
//! others are relative to `S_0` (`S_1` to `sqrt(S_0 S_2)`).

use super::lattice::{End, Lattice, SMALLEST_SCALE, Terms};
use super::sum::CompensatedSum;
use crate::interval::Interval;

/// `|g^(n)| <= DERIVATIVE_BOUND[n] g`: extrema on `[-1, 1]` of the polynomials `r_n(t)` with `r_0 = 1`,
/// `r_(n+1) = -t r_n/2 + (1 - t^2) r_n'/2`, rounded up.
pub(crate) const DERIVATIVE_BOUND: [f64; 7] = [1.0, 0.5, 0.25, 0.22, 0.3125, 0.45, 0.96];

/// Rounding error of the terms, in units of `u` and relative to the terms of `G_0`, without the weight's.
const TERM_ERROR: [f64; 5] = [8.0, 12.0, 12.0, 16.0, 64.0];
/// The same for the moments; `z = (u - lambda)/delta` has two roundings.
const MOMENT_ERROR: f64 = 16.0;

/// Enclosures at one point `(lambda, delta)`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SechPoint {
    /// `G_0 .. G_4`.
    pub derivatives: [Interval; 5],
    /// `S_0 .. S_2`.
    pub moments: [Interval; 3],
}

/// The family at a point, `lambda` finite, `0 <= delta < inf`.
pub(crate) fn sech_point(lambda: f64, delta: f64) -> SechPoint {
    if lambda > 0.0 {
        let SechPoint {
            derivatives: [g0, g1, g2, g3, g4],
            moments: [s0, s1, s2],
        } = sech_point(-lambda, delta);
        return SechPoint {
            derivatives: [g0, -g1, g2, -g3, g4],
            moments: [s0, -s1, s2],
        };
    }
    if delta < SMALLEST_SCALE {
        return narrow(lambda, delta);
    }
    match Lattice::new(lambda, delta, 0.5) {
        Some(lattice) => summed(&lattice),
        None => coarse(lambda, delta),
    }
}

/// `S_0` alone, at about half the price.
pub(crate) fn sech_zero(lambda: f64, delta: f64) -> Interval {
    let lambda = -lambda.abs();
    if delta < SMALLEST_SCALE {
        return narrow(lambda, delta).moments[0];
    }
    let Some(lattice) = Lattice::new(lambda, delta, 0.5) else {
        return coarse(lambda, delta).moments[0];
    };
    let mut sum = Terms::default();
    lattice.for_each(|node| sum.add(2.0 * node.logistic * node.weight, &node));
    zeroth(&lattice, sum) * lattice.factor
}

/// `G_0` without the common factor.
fn zeroth(lattice: &Lattice, terms: Terms) -> Interval {
    let tail =
        lattice.tail(End::Left, |_, _| (2.0, 0.0)) + lattice.tail(End::Right, |_, _| (2.0, 0.0));
    let strip = Interval::number(lattice.secant);
    lattice.enclose(terms, TERM_ERROR[0], tail, strip, Interval::ZERO)
}

/// `g, g', .., g''''` at a number.
fn derivatives_at(lambda: f64) -> [Interval; 5] {
    let half = Interval::number(lambda) * 0.5;
    let (g, t) = (half.sech(), half.tanh());
    let p = g.sqr() * 0.25;
    let one = Interval::ONE;
    [
        g,
        -(g * t * 0.5),
        g * (one - p * 8.0) * 0.25,
        -(g * t * (one - p * 24.0) * 0.125),
        g * (one - p * 80.0 + p.sqr() * 384.0) * 0.0625,
    ]
}

/// `delta < 2^-27`: the heat equation moves `G_n` by at most `(delta^2/2) D_(n+2) G_0`.
fn narrow(lambda: f64, delta: f64) -> SechPoint {
    let mut g = derivatives_at(lambda);
    let scale = Interval::number(delta);
    if delta > 0.0 {
        let small = 2f64.powi(-55);
        let spread = Interval::from_bounds(-small, small);
        let g0 = Interval::number(g[0].hi()) * spread.exp();
        for (n, value) in g.iter_mut().enumerate().skip(1) {
            *value = *value + g0 * spread * DERIVATIVE_BOUND[n + 2];
        }
        g[0] = g[0] * spread.exp();
    }
    SechPoint {
        derivatives: g,
        moments: [g[0], scale * g[1], g[0] + scale.sqr() * g[2]],
    }
}

/// `delta` or `|lambda|` beyond the lattice: closed forms.
fn coarse(lambda: f64, delta: f64) -> SechPoint {
    let (mean, scale) = (Interval::number(lambda), Interval::number(delta));
    let spread = Interval::number(4.0) + scale.sqr();
    // cosh x <= exp(x^2/2) below; the peak density, sech <= 1 and sech(u/2) <= 2 e^(u/2) above.
    let lower = Interval::number(2.0) / spread.sqrt() * (-(mean.sqr() / (spread * 2.0))).exp();
    let upper = (Interval::SQRT_TAU / scale)
        .hi()
        .min(1.0)
        .min(((mean * 0.5 + scale.sqr() * 0.125).exp() * 2.0).hi());
    let g0 = Interval::from_bounds(lower.lo(), upper);
    let bounded = |n: usize| {
        let bound = (Interval::number(upper) * DERIVATIVE_BOUND[n]).hi();
        Interval::from_bounds(-bound, bound)
    };
    // |S_1| <= sqrt(S_0 S_2) and S_2 <= E[Z^2] = 1; S_1 has the sign of -lambda.
    let s1 = Interval::from_bounds(0.0, Interval::number(upper).sqrt().hi());
    SechPoint {
        derivatives: [g0, bounded(1), bounded(2), bounded(3), bounded(4)],
        moments: [g0, s1, Interval::from_bounds(0.0, 1.0)],
    }
}

/// The sums over a lattice, without the common factor.
#[derive(Default)]
struct Sums {
    /// The terms of `S_0` and of `S_2`, which are positive.
    zero: Terms,
    second: Terms,
    /// The terms of `S_1`, with signs.
    first: CompensatedSum,
    /// The terms of `G_1 .. G_4`, with signs (index 0 unused).
    derivatives: [CompensatedSum; 5],
}

impl Sums {
    #[inline]
    fn over(lattice: &Lattice) -> Self {
        let (mean, scale) = (lattice.mean, lattice.scale);
        let mut sums = Self::default();
        lattice.for_each(|node| {
            let (e, d) = (node.decay, node.logistic);
            let g = 2.0 * d * node.weight;
            let p = e * d * d;
            let t = (1.0 - e) * d;
            let minus_t = if node.u < 0.0 { t } else { -t };
            let z = (node.u - mean) / scale;
            sums.zero.add(g, &node);
            sums.derivatives[1].add(0.5 * (g * minus_t));
            sums.derivatives[2].add(0.25 * (g * (1.0 - 8.0 * p)));
            sums.derivatives[3].add(0.125 * (g * (minus_t * (1.0 - 24.0 * p))));
            sums.derivatives[4].add(0.0625 * (g * (1.0 - p * (80.0 - 384.0 * p))));
            sums.first.add(g * z);
            sums.second.add(g * z * z, &node);
        });
        sums
    }
}

/// Bound of the terms of `S_power` that the lattice leaves out.
#[inline]
fn moment_tail(lattice: &Lattice, power: usize) -> f64 {
    let scale = lattice.scale;
    // z at an outermost node, and its growth: |z| <= (distance + |mean - peak|)/delta everywhere.
    let offset = lattice.mean.abs().min(0.5 * scale * scale) * (1.0 + 1e-9);
    let majorant = |_: f64, distance: f64| {
        let z = (distance + offset) / scale * (1.0 + 1e-9);
        let bound = 2.0 * [1.0, z, z * z][power] * (1.0 + 1e-9);
        (bound, power as f64 * lattice.step() / distance)
    };
    lattice.tail(End::Left, majorant) + lattice.tail(End::Right, majorant)
}

/// The lattice sums with all their error bounds.
fn summed(lattice: &Lattice) -> SechPoint {
    let sums = Sums::over(lattice);
    let g0 = zeroth(lattice, sums.zero);
    let secant = Interval::number(lattice.secant);
    let trapezoid = Interval::number(lattice.trapezoid);
    let imaginary = Interval::number(lattice.imaginary);
    let s2 = lattice.enclose(
        sums.second,
        MOMENT_ERROR,
        moment_tail(lattice, 2),
        secant,
        secant * imaginary.sqr() * Interval::number(g0.hi()),
    );
    let total = Interval::number(sums.zero.total());
    let exponent = sums.zero.mean_exponent();
    // Cauchy and Schwarz: sum |g z| <= sqrt(sum g * sum g z^2), the same with the weights' exponents.
    let room = 1.0 + 1e-9;
    let mean_exponent = (exponent * sums.second.mean_exponent()).sqrt() * room;
    let strip = (Interval::number(g0.hi()) * Interval::number(s2.hi())).sqrt()
        + imaginary * Interval::number(g0.hi());
    let s1 = lattice.enclose_signed(
        sums.first,
        lattice.rounding(MOMENT_ERROR, mean_exponent),
        (total * Interval::number(sums.second.total())).sqrt() * room,
        moment_tail(lattice, 1),
        trapezoid * secant * strip,
    );
    let tail = moment_tail(lattice, 0);
    let derivative = |n: usize| {
        let strip = derivative_on_strip(n, lattice.tangent) * Interval::number(g0.hi());
        let rounding = lattice.rounding(TERM_ERROR[n], exponent);
        let strip = trapezoid * secant * strip;
        lattice.enclose_signed(sums.derivatives[n], rounding, total, tail, strip)
    };
    let [g1, g2, g3, g4] = [1, 2, 3, 4].map(derivative);
    let g0 = g0 * lattice.factor;
    SechPoint {
        derivatives: [g0, g1, g2, g3, g4],
        moments: [g0, s1, s2 * lattice.factor],
    }
}

/// Upper bound of `|g^(n)(u + i b)| cos(b/2) / g(u)` where `|tanh((u + i b)/2)| <= tangent`.
fn derivative_on_strip(n: usize, tangent: f64) -> Interval {
    let t = Interval::number(tangent);
    let t2 = t.sqr();
    let number = Interval::number;
    match n {
        1 => t * 0.5,
        2 => (t2 * 2.0 + Interval::ONE) * 0.25,
        3 => t * (t2 * 6.0 + number(5.0)) * 0.125,
        _ => (t2.sqr() * 24.0 + t2 * 28.0 + number(5.0)) * 0.0625,
    }
}

#[cfg(test)]
mod tests {
    use super::DERIVATIVE_BOUND;

    /// The recursion of the polynomials, evaluated on a fine grid, never exceeds the stated bounds.
    #[test]
    fn derivative_bounds_cover_the_polynomials() {
        let mut r = vec![1.0f64];
        for bound in DERIVATIVE_BOUND {
            let largest = (-1000..=1000)
                .map(|i| f64::from(i) / 1000.0)
                .map(|t| r.iter().rev().fold(0.0, |sum, c| sum * t + c).abs())
                .fold(0.0, f64::max);
            assert!(
                largest <= bound * (1.0 + 100.0 * f64::EPSILON),
                "{largest} > {bound}"
            );
            assert!(largest > 0.9 * bound, "{bound} is not sharp: {largest}");
            let mut next = vec![0.0; r.len() + 1];
            for (k, c) in r.iter().enumerate() {
                next[k + 1] -= 0.5 * c;
                if k > 0 {
                    next[k - 1] += 0.5 * k as f64 * c;
                    next[k + 1] -= 0.5 * k as f64 * c;
                }
            }
            r = next;
        }
    }
}
