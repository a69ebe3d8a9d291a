//! The noncentral F distribution, and the interval it gives for a noncentrality.

use crate::numeric::{legendre, root};
use statrs::function::gamma::{gamma_ur, ln_gamma};

/// Terms of the Poisson mixture below this share are left out; 1e-12 of probability at most in all.
const NEGLIGIBLE: f64 = 1e-18;
/// The relative tolerance of the ends of an interval.
const END: f64 = 1e-10;
const MOST_FRACTIONS: usize = 1_000_000;
/// How far beyond twice the observed value the upper end is looked for.
const FURTHEST: f64 = 1e12;

/// $P(F\le f)$ for $F$ noncentral with degrees of freedom $d_1,d_2$ and noncentrality $\lambda\ge0$; error at most $10^{-7}$ for
/// degrees of freedom and noncentralities up to $10^8$, and $10^{-11}$ up to $10^4$.
pub(super) fn noncentral_f_cdf(f: f64, d1: f64, d2: f64, lambda: f64) -> f64 {
    if f <= 0.0 {
        return 0.0;
    }
    if lambda > MANY_TERMS {
        return far_noncentral(f, d1, d2, lambda);
    }
    let (x, y) = (d1 * f / (d1 * f + d2), d2 / (d1 * f + d2));
    let (half, b) = (0.5 * lambda, 0.5 * d2);
    // The Poisson law's mode, and outwards from it: I_x(a+1, b) = I_x(a, b) - x^a y^b/(a B(a, b)).
    let mode = half.floor();
    let log_poisson = if half > 0.0 {
        mode * half.ln() - half - ln_gamma(mode + 1.0)
    } else {
        0.0
    };
    let a = 0.5 * d1 + mode;
    let beta = incomplete_beta(a, b, x, y);
    let drop = (a * x.ln() + b * y.ln() - a.ln() - ln_beta(a, b)).exp();
    let mut total = 0.0;
    let (mut weight, mut value, mut step, mut k, mut at) = (log_poisson.exp(), beta, drop, mode, a);
    while weight > NEGLIGIBLE && value > 0.0 {
        total += weight * value;
        value -= step;
        step *= x * (at + b) / (at + 1.0);
        k += 1.0;
        at += 1.0;
        weight *= half / k;
    }
    (weight, value, step, k, at) = (log_poisson.exp(), beta, drop, mode, a);
    while k > 0.0 && weight > NEGLIGIBLE {
        weight *= k / half;
        k -= 1.0;
        step *= at / (x * (at - 1.0 + b));
        at -= 1.0;
        value = (value + step).min(1.0);
        total += weight * value;
    }
    total.clamp(0.0, 1.0)
}

/// Beyond this noncentrality the Poisson mixture has too many terms.
const MANY_TERMS: f64 = 1e8;
/// Deviations of the normal law that are integrated.
const REACH: f64 = 8.0;

/// The same far out, where the root of the noncentral chi-squared law is normal with mean $\sqrt{\lambda+d_1-1}$ and deviation 1 to
/// $O(d_1/\lambda)$: $P(F\le f)=\mathbb{E}\,P(\chi^2_{d_2}\ge(\sqrt{\lambda+d_1-1}+Z)^2d_2/(d_1f))$.
fn far_noncentral(f: f64, d1: f64, d2: f64, lambda: f64) -> f64 {
    let centre = (lambda + d1 - 1.0).sqrt();
    let scale = (d2 / (d1 * f)).sqrt();
    let above = |z: f64| {
        let root = (centre + z) * scale;
        gamma_ur(0.5 * d2, 0.5 * root * root)
    };
    // The deviation of the root of chi-squared is about 0.7.
    let half = (0.25 / scale.max(1.0)).max(1e-4);
    let panels = (REACH / half).ceil() as usize;
    let mut total = 0.0;
    for panel in 0..panels {
        let middle = -REACH + (2 * panel + 1) as f64 * half;
        for (x, w) in legendre() {
            let z = middle + half * x;
            total += half * w * (-0.5 * z * z).exp() * above(z);
        }
    }
    (total / (2.0 * std::f64::consts::PI).sqrt()).clamp(0.0, 1.0)
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// $I_x(a,b)$, $y=1-x$, by its continued fraction (Lentz).
pub(super) fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 || y <= 0.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, y, x);
    }
    let front = (a * x.ln() + b * y.ln() - ln_beta(a, b)).exp() / a;
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..MOST_FRACTIONS {
        let m = m as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 4.0 * f64::EPSILON {
            break;
        }
    }
    front * h
}

/// The noncentralities that an observed $f$ does not exclude at two-sided `level`; 0 where nothing below is excluded. `None` where an end is
/// not found.
pub(super) fn noncentrality_interval(f: f64, d1: f64, d2: f64, level: f64) -> Option<(f64, f64)> {
    if !f.is_finite() {
        return None;
    }
    let tail = 0.5 * (1.0 - level);
    let end = |probability: f64| {
        let gap = |lambda: f64| noncentral_f_cdf(f, d1, d2, lambda) - probability;
        if gap(0.0) <= 0.0 {
            return Some(0.0);
        }
        let mut high = 2.0 * d1 * f + 10.0;
        let most = high * FURTHEST;
        while gap(high) > 0.0 && high < most {
            high *= 2.0;
        }
        root(0.0, high, END * high, gap)
    };
    Some((end(1.0 - tail)?, end(tail)?))
}

#[cfg(test)]
mod tests {
    use super::{END, far_noncentral, noncentral_f_cdf, noncentrality_interval};

    /// What the library below promises of its values; ours sums a thousand terms.
    const ORACLE: f64 = 1e-12;
    const SUMMED: f64 = 1e3 * f64::EPSILON + ORACLE;
    /// The logarithm of the distribution function changes by at most some hundreds per relative step of the noncentrality.
    const LEVEL: f64 = 1e4 * END;

    /// SciPy 1.17's `ncf.cdf` at four settings, which it takes from Boost.
    #[test]
    fn values_of_another_library() {
        for (f, d1, d2, lambda, expected) in NONCENTRAL {
            let error = (noncentral_f_cdf(f, d1, d2, lambda) - expected).abs();
            assert!(error < SUMMED, "{f} {d1} {d2} {lambda}: {error:e}");
        }
    }

    const NONCENTRAL: [(f64, f64, f64, f64, f64); 4] = [
        (3.0, 2.0, 95.0, 4.0, 0.5810218366837906),
        (1.2, 16.0, 983.0, 0.0, 0.7390325263320072),
        (40.0, 16.0, 983.0, 600.0, 0.6661638362968899),
        (2.5, 64.0, 135.0, 150.0, 0.05034615294692412),
    ];

    #[test]
    fn the_interval_inverts_the_distribution() {
        for (f, d1, d2) in [
            (3.0, 2.0, 95.0),
            (40.0, 16.0, 983.0),
            (900.0, 64.0, 1e6),
            (1e14, 1.0, 1.0),
            (1e20, 64.0, 135.0),
            (1e200, 3.0, 20.0),
        ] {
            let (low, high) = noncentrality_interval(f, d1, d2, 0.95).expect("both ends");
            // Nothing is excluded from below where even the central law puts less than 0.975 under f.
            let below = noncentral_f_cdf(f, d1, d2, low);
            assert!((below - 0.975).abs() < LEVEL || (low == 0.0 && below < 0.975));
            assert!((noncentral_f_cdf(f, d1, d2, high) - 0.025).abs() < LEVEL);
        }
        assert_eq!(
            noncentrality_interval(0.1, 5.0, 50.0, 0.95).map(|i| i.0),
            Some(0.0)
        );
        assert_eq!(noncentrality_interval(f64::NAN, 5.0, 50.0, 0.95), None);
    }

    /// The two routes agree where both are to be had.
    #[test]
    fn the_far_route_meets_the_mixture() {
        for (d1, d2, lambda) in [(1.0, 3.0, 0.9e8), (64.0, 135.0, 0.5e8), (16.0, 1e8, 0.99e8)] {
            for share in [0.5, 0.9999, 1.0, 1.0002, 2.0] {
                let f = share * lambda / d1;
                let (near, far) = (
                    noncentral_f_cdf(f, d1, d2, lambda),
                    far_noncentral(f, d1, d2, lambda),
                );
                // The far route's d_1/lambda, and the mixture's exponents, rounded at the size lambda log lambda.
                let error = d1 / lambda + lambda * lambda.ln() * f64::EPSILON;
                assert!(
                    (near - far).abs() < error,
                    "{d1} {d2} {share}: {near} {far}"
                );
            }
        }
    }
}
