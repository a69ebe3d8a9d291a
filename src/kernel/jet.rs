//! $K_0,\dots,K_4$ at a point, and single derivatives up to order eight.

use super::lattice::{Placement, Ratios, sum};
use super::normal::{normal_cdf, normal_density};
use std::f64::consts::PI;

/// The highest derivative [`kernel`] offers.
pub const MAX_ORDER: usize = 8;

/// $(K_0,K_1,K_2,K_3,K_4)$ at one point $(m,s)$.
///
/// Index it by order: `jet[2]` is $K_2=\partial_m^2 P$. The heat equation
/// $\partial_s K_n = s K_{n+2}$ makes it a full second-order expansion in $(m, s^2/2)$.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jet([f64; 5]);

impl std::ops::Index<usize> for Jet {
    type Output = f64;
    fn index(&self, order: usize) -> &f64 {
        &self.0[order]
    }
}

/// The jet $(K_0,\dots,K_4)$ of the softplus-normal function at $(m,s)$.
///
/// Domain: finite $m$, finite $s\ge 0$ (only $|s|$ matters); anything else gives NaN.
/// Accuracy: see the [module](crate::kernel). Source: S2.
///
/// ```
/// let jet = forgetting::kernel::kernel_jet(0.0, 0.0);
/// assert_eq!(jet[0], std::f64::consts::LN_2);
/// assert_eq!((jet[1], jet[2], jet[3], jet[4]), (0.5, 0.25, 0.0, -0.125));
/// ```
pub fn kernel_jet(m: f64, s: f64) -> Jet {
    Jet(first_orders(m, s, |r| {
        [r.softplus, 1.0, r.complement, r.third, r.fourth]
    }))
}

/// $(K_0,K_1)$ at one point, the first two numbers of [`kernel_jet`] to the bit.
pub(crate) fn kernel_pair(m: f64, s: f64) -> [f64; 2] {
    first_orders(m, s, |r| [r.softplus, 1.0])
}

/// $K_0,\dots,K_{N-1}$, `of` giving each order's ratio to the mass of a node.
#[inline(always)]
fn first_orders<const N: usize>(m: f64, s: f64, of: impl Fn(&Ratios) -> [f64; N]) -> [f64; N] {
    let Some(s) = checked(m, s) else {
        return [f64::NAN; N];
    };
    if s >= WIDE {
        return std::array::from_fn(|order| wide(order, m, s));
    }
    // Reflection keeps m <= 0, where every sum has full relative accuracy.
    let (placement, exponent) = Placement::of(-m.abs(), s);
    let sums = sum::<true, N>(placement, s, |node| of(&node.ratios));
    let scale = exponent.exp_times(1.0);
    let mut found = if scale > 1e-290 {
        sums.map(|sum| scale * sum)
    } else {
        sums.map(|sum| exponent.exp_times(sum))
    };
    if m > 0.0 {
        for (order, k) in found.iter_mut().enumerate() {
            *k = match order {
                0 => m + *k,
                1 => 1.0 - *k,
                n if n % 2 == 1 => -*k,
                _ => *k,
            };
        }
    }
    found
}

/// The softplus-normal function $P(m,s)=\mathbb{E}[\log(1+e^{m+sZ})]$.
///
/// Domain and accuracy as for [`kernel_jet`]. Source: S2.
///
/// ```
/// let p = forgetting::kernel::softplus_normal(1.5, 0.7);
/// let reflected = forgetting::kernel::softplus_normal(-1.5, 0.7);
/// assert!((p - reflected - 1.5).abs() < forgetting::kernel::ACCURACY);
/// ```
pub fn softplus_normal(m: f64, s: f64) -> f64 {
    kernel(0, m, s)
}

/// The logistic-normal probability $L(m,s)=\mathbb{E}[\sigma(m+sZ)]=K_1(m,s)$.
///
/// Domain and accuracy as for [`kernel_jet`]. Source: S2.
///
/// ```
/// // The tilt identity L(m,s) = exp(m + s^2/2) L(-m - s^2, s).
/// use forgetting::kernel::logistic_normal;
/// let (m, s) = (-3.0f64, 1.5f64);
/// let tilted = (m + s * s / 2.0).exp() * logistic_normal(-m - s * s, s);
/// assert!((logistic_normal(m, s) / tilted - 1.0).abs() < forgetting::kernel::ACCURACY);
/// ```
pub fn logistic_normal(m: f64, s: f64) -> f64 {
    kernel(1, m, s)
}

/// $K_n(m,s)=\partial_m^n P(m,s)$ for $n\le 8$.
///
/// Domain and accuracy as for [`kernel_jet`]; NaN if `order` exceeds [`MAX_ORDER`].
///
/// ```
/// use forgetting::kernel::{kernel, kernel_jet};
/// assert!((kernel(3, -1.0, 2.0) - kernel_jet(-1.0, 2.0)[3]).abs() < forgetting::kernel::ACCURACY);
/// ```
pub fn kernel(order: usize, m: f64, s: f64) -> f64 {
    let Some(s) = checked(m, s).filter(|_| order <= MAX_ORDER) else {
        return f64::NAN;
    };
    let (placement, exponent) = Placement::of(-m.abs(), s);
    if s >= WIDE {
        return wide(order, m, s);
    }
    let [total] = match order {
        0 => sum::<true, 1>(placement, s, |node| [node.ratios.softplus]),
        1 => sum::<false, 1>(placement, s, |_| [1.0]),
        _ => {
            let polynomial = contrast_polynomial(order);
            sum::<false, 1>(placement, s, |node| {
                [node.ratios.complement * horner(&polynomial, node.ratios.contrast)]
            })
        }
    };
    let value = exponent.exp_times(total);
    match (m > 0.0, order) {
        (false, _) => value,
        (true, 0) => m + value,
        (true, 1) => 1.0 - value,
        (true, n) => {
            if n % 2 == 0 {
                value
            } else {
                -value
            }
        }
    }
}

/// From this spread on the logistic function is a step to working precision.
const WIDE: f64 = 1e8;

/// $K_n$ for large `s`: with $x=m/s$, $s(\varphi+x\Phi)+\tfrac{\pi^2}{6s}\varphi$, $\Phi(x)$ and $(-1)^n\mathrm{He}_{n-2}(x)\varphi(x)s^{1-n}$; the
/// next terms are smaller by $s^{-2}$.
fn wide(order: usize, m: f64, s: f64) -> f64 {
    let x = m / s;
    let density = normal_density(x);
    if density == 0.0 && order >= 2 {
        return 0.0;
    }
    match order {
        0 => {
            let below = s * normal_density(x) - m.abs() * normal_cdf(-x.abs());
            let step = PI * PI / 6.0 * density / s;
            m.max(0.0) + below.max(0.0) + step
        }
        1 => normal_cdf(x),
        _ => {
            let (mut before, mut hermite) = (0.0, 1.0);
            for k in 0..order - 2 {
                (before, hermite) = (hermite, x * hermite - k as f64 * before);
            }
            let sign = if order.is_multiple_of(2) { 1.0 } else { -1.0 };
            sign * hermite * density * s.powi(1 - order as i32)
        }
    }
}

/// Scales are even in s: only |s| matters; reject what no number can answer.
fn checked(m: f64, s: f64) -> Option<f64> {
    (m.is_finite() && s.is_finite()).then_some(s.abs())
}

/// $q_n$ with $f^{(n)}(u)=\sigma(u)\sigma(-u)\,q_n(x)$, $x=1-2\sigma(u)$, $f$ the softplus:
/// $q_2=1$, $q_{n+1}=x q_n-\tfrac12(1-x^2)q_n'$.
pub(super) fn contrast_polynomial(order: usize) -> [f64; MAX_ORDER] {
    let mut q = [0.0; MAX_ORDER];
    q[0] = 1.0;
    for _ in 2..order {
        let mut next = [0.0; MAX_ORDER];
        for power in 0..MAX_ORDER - 1 {
            let slope = (power + 1) as f64 * q[power + 1];
            next[power] -= 0.5 * slope;
            next[power + 1] += q[power];
            if power + 2 < MAX_ORDER {
                next[power + 2] += 0.5 * slope;
            }
        }
        q = next;
    }
    q
}

fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}
