//! Functionals of a law from its Chernoff function alone, by Mellin-Barnes integrals.
//!
//! With $M(s)=\int p_o^sp_n^{1-s}$, which satisfies $|M(s)|\le M(\mathrm{Re}\,s)\le1$ on $0\le\mathrm{Re}\,s\le1$ for any two densities,
//!
//! $$ \varepsilon_n=\frac1{2\pi i}\int_{(c)}\frac{\pi}{\sin\pi s}e^{s\varphi}M(s)\,ds,\qquad
//!    \mathbb{E}_{p_n}[\log(1+e^{l+\varphi})]=\frac1{2\pi i}\int_{(c)}\frac{\pi}{s\sin\pi s}e^{s\varphi}M(s)\,ds,\qquad 0<c<1. $$
//!
//! The factor $1/\sin\pi s$ falls like $e^{-\pi|t|}$ whatever the law does, so one rule serves one dimension or a thousand, a density or
//! a chain. The line passes through the saddle of $e^{s\varphi}M(s)$, so relative accuracy survives small values. The trapezoidal rule with
//! step $h$ errs by at most $\tfrac1{2\pi}(N_++N_-)/(e^{2\pi a/h}-1)$ (Trefethen and Weideman, Theorem 5.1), $N_\pm$ the integral of the
//! integrand's size on the lines $c\pm a$.

use crate::kernel::{sigmoid, softplus};
use crate::model::Weight;
use nalgebra::Complex;
use std::f64::consts::PI;

/// The bound asked of the rule, relative to the integral of the integrand's size on the line.
pub const ACCURACY: f64 = 1e-13;

/// The line stays this far from the poles at 0 and 1.
const LEAST_DISTANCE: f64 = 0.06;
/// The strip of the error bound, as a share of the distance to the next pole.
const STRIP: f64 = 0.9;
/// The rule is refined until its bound is below this share of the value at the saddle.
const TARGET: f64 = 1e-16;
/// Beyond, the integrand has fallen by more than $e^{-40}$.
const REACH: f64 = 13.5;

/// Two densities known through $M(s)=\int p_o^sp_n^{1-s}$ on the strip $0\le\mathrm{Re}\,s\le1$.
pub trait Chernoff: Sync {
    /// A value of $\log M(s)$; any branch, since only its exponential is used. At real `s` it is real, and accurate relative to
    /// itself where $M$ is close to 1.
    fn log_chernoff(&self, s: Complex<f64>) -> Complex<f64>;
}

/// $\varepsilon_n=\mathbb{E}_{p_n}[\sigma(l+\varphi)]$.
pub(super) fn logistic(law: &(impl Chernoff + ?Sized), phi: f64) -> f64 {
    if phi.is_infinite() {
        return sigmoid(phi);
    }
    let size = |x: f64| real_log(law, x) + x * phi;
    line_integral(&size, &size, &|s, peak| {
        exponential(law.log_chernoff(s) + s * phi - peak)
    })
}

/// $\mathbb{E}_{p_n}[\log(1+e^{l+\varphi})]$.
pub(super) fn soft(law: &(impl Chernoff + ?Sized), phi: f64) -> f64 {
    if phi.is_infinite() {
        return softplus(phi);
    }
    let size = |x: f64| real_log(law, x) + x * phi;
    line_integral(&size, &size, &|s, peak| {
        exponential(law.log_chernoff(s) + s * phi - peak) / s
    })
}

/// $D=\frac1{2\pi i}\int\frac\pi{\sin\pi s}(e^{s\varphi}+e^{(s-1)\varphi})(1-M(s))ds$, which does not cancel where $M$ is close to 1.
///
/// Error at most $10^{-12}(1-\mathrm{BC})\min(\beta,1-\beta)^{-0.06}$.
pub(super) fn distinguishability(law: &(impl Chernoff + ?Sized), beta: Weight) -> f64 {
    if !beta.is_interior() {
        return 0.0;
    }
    let phi = beta.logit();
    let size = |x: f64| core_math::log(-core_math::expm1(real_log(law, x))) + x * phi;
    // |1 - M| is at most 2 anywhere in the strip.
    let most = |x: f64| std::f64::consts::LN_2 + x * phi;
    // (1 + e^-phi) is 1/beta.
    let integral = line_integral(&size, &most, &|s, peak| {
        -exponential_minus_one(law.log_chernoff(s)) * exponential(s * phi - peak)
    });
    integral / beta.old()
}

fn real_log(law: &(impl Chernoff + ?Sized), x: f64) -> f64 {
    law.log_chernoff(Complex::new(x, 0.0)).re
}

/// $\frac1{2\pi i}\int_{(c)}\frac\pi{\sin\pi s}f(s)ds$; `of(s, peak)` is $f(s)e^{-\text{peak}}$, `size` the log of $f$ on the real axis, through
/// whose least value the line passes, and `most` a bound of $\log|f|$ on vertical lines.
fn line_integral(
    size: &dyn Fn(f64) -> f64,
    most: &dyn Fn(f64) -> f64,
    of: &dyn Fn(Complex<f64>, f64) -> Complex<f64>,
) -> f64 {
    let c = saddle(size);
    let strip = STRIP * c.min(1.0 - c);
    let peak = size(c);
    if peak == f64::NEG_INFINITY {
        return 0.0;
    }
    // How much larger the integrand is on the edges of the strip than at the saddle.
    let [left, right] =
        [c - strip, c + strip].map(|x| (most(x) - peak).max(0.0) + core_math::log(size_on_line(x)));
    let worst = left.max(right) + softplus(-(left - right).abs());
    let step = 2.0 * PI * strip / (worst - core_math::log(TARGET));
    let count = (REACH / step).ceil() as usize;
    let mut sum = 0.0;
    for k in 0..=count {
        let s = Complex::new(c, k as f64 * step);
        // Symmetric under conjugation: twice the real part.
        let term = (of(s, peak) * PI / sine_of_pi(s)).re;
        sum += if k == 0 { 0.5 * term } else { term };
    }
    sum * step / PI * core_math::exp(peak)
}

/// $\int\pi\,dt/|\sin\pi(x+it)|$ from above.
fn size_on_line(x: f64) -> f64 {
    let sine = core_math::sin(PI * x);
    2.0 * (1.0 + core_math::log1p(2.28 / sine))
}

/// The minimiser of a convex function on the allowed lines, by bisection of its slope (a rough one serves).
fn saddle(exponent: &dyn Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (LEAST_DISTANCE, 1.0 - LEAST_DISTANCE);
    for _ in 0..8 {
        let middle = 0.5 * (low + high);
        if exponent(middle + 1e-3) > exponent(middle - 1e-3) {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

/// $\sin\pi s$, correct for large imaginary parts.
fn sine_of_pi(s: Complex<f64>) -> Complex<f64> {
    let (x, y) = (PI * s.re, PI * s.im);
    Complex::new(
        core_math::sin(x) * core_math::cosh(y),
        core_math::cos(x) * core_math::sinh(y),
    )
}

/// $e^s$.
pub(super) fn exponential(s: Complex<f64>) -> Complex<f64> {
    let size = core_math::exp(s.re);
    Complex::new(size * core_math::cos(s.im), size * core_math::sin(s.im))
}

/// $e^s-1$ without cancellation.
fn exponential_minus_one(s: Complex<f64>) -> Complex<f64> {
    let half = core_math::sin(0.5 * s.im);
    let real = core_math::expm1(s.re) * core_math::cos(s.im) - 2.0 * half * half;
    Complex::new(real, core_math::exp(s.re) * core_math::sin(s.im))
}

/// $\log(1+w)$ for $\mathrm{Re}\,w>-1$, accurate where `w` is small.
pub(super) fn log_one_plus(w: Complex<f64>) -> Complex<f64> {
    let norm = w.re * (2.0 + w.re) + w.im * w.im;
    Complex::new(
        0.5 * core_math::log1p(norm),
        core_math::atan2(w.im, 1.0 + w.re),
    )
}

/// $\mathrm{TV}=1-\frac1{2\pi}\int\frac{M(\frac12+it)}{\frac14+t^2}dt$ and a bound on its error, for a law whose $|M(\tfrac12+it)|$ falls with $|t|$.
///
/// The poles at $\pm i/2$ bound the trapezoidal rule's error by $10^{-14}$; the tail beyond $T$ is below $|M(\tfrac12+iT)|/(\pi T)$.
pub(super) fn total_variation(law: &(impl Chernoff + ?Sized), most_nodes: usize) -> (f64, f64) {
    const STEP: f64 = 0.08;
    const SMALL: f64 = 1e-13;
    let mut sum = 0.0;
    let mut tail = 1.0;
    for k in 0..most_nodes {
        let t = k as f64 * STEP;
        let value = exponential(law.log_chernoff(Complex::new(0.5, t)));
        let term = value.re / (0.25 + t * t);
        sum += if k == 0 { 0.5 * term } else { term };
        if k > 0 {
            tail = value.norm() / (PI * t);
        }
        if tail < SMALL {
            break;
        }
    }
    (1.0 - STEP / PI * sum, tail + SMALL)
}
