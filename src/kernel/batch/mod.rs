//! The logistic-normal probability at many points: points across the lanes of the processor.
//!
//! Points are sorted by their spread and by where the mass of $\sigma(u)\varphi(z)$ lies, so that eight at a time share one lattice.
//! What is a node's own is then a few products: the Gaussian and the decay are powers whose ratios are powers themselves, and the logistic factor is tabulated.
//! Steps are wide, because the first poles of the logistic function are taken into account by their residues (`kernel/batch/rule.rs` has the bound).
//!
//! Rules, truncation and what is dropped are each below $2e^{-40}$ relative; rounding leaves less than $4\cdot10^{-14}$. The contract is that of the
//! [kernel](crate::kernel). A point's value does not depend on the others, on how many threads share the work, or on the instruction set. Points outside
//! $10^{-150}<s<10^5$, $|m|<10^5$, and those whose value is below 1e-299, are left to the scalar kernel.

mod lanes;
mod rule;
mod sums;
mod words;

pub(crate) use lanes::{LANES, Lanes};
pub(crate) use sums::distinguishability;
pub(crate) use words::{two_product, two_sum};

pub(crate) use super::exponential::log_normal_number;

use super::exponential::exp_moderate;
use super::{kernel, logistic_normal};
use rule::{FALLS, NARROW, RANGES, RULES};

/// Points that are sorted together.
pub(crate) const CHUNK: usize = 2048;
/// Beyond, a point is left to the scalar kernel.
pub(crate) const FAR: f64 = 1e5;
pub(crate) const NEAR: f64 = 1e-150;
/// Exponents below are left to the scalar kernel.
pub(crate) const LEAST_EXPONENT: f64 = -690.0;

/// $K_n(m_i,s_i)$ for every $i$, as [`kernel`] computes them one by one; for $n=1$ many times faster.
///
/// # Panics
/// Slices of different lengths.
///
/// ```
/// let mut out = [0.0; 3];
/// forgetting::kernel::kernels(1, &[0.0, -2.0, 2.0], &[1.0, 3.0, 3.0], &mut out);
/// assert!((out[0] - 0.5).abs() < forgetting::kernel::ACCURACY && (out[1] + out[2] - 1.0).abs() < forgetting::kernel::ACCURACY);
/// ```
pub fn kernels(order: usize, m: &[f64], s: &[f64], out: &mut [f64]) {
    if order == 1 {
        return logistic_normals(m, s, out);
    }
    check(m, s, out);
    for ((out, &m), &s) in out.iter_mut().zip(m).zip(s) {
        *out = kernel(order, m, s);
    }
}

/// $L(m_i,s_i)$ for every $i$, as [`logistic_normal`] computes them one by one.
///
/// Domain and accuracy as there; same bits for any number of threads and on every processor. Source: S2.
///
/// # Panics
/// Slices of different lengths.
///
/// ```
/// use forgetting::kernel::{logistic_normal, logistic_normals};
/// let (m, s) = ([-3.0, -40.0, 0.2], [1.5, 8.0, 1e-6]);
/// let mut out = [0.0; 3];
/// logistic_normals(&m, &s, &mut out);
/// for k in 0..3 {
///     assert!((out[k] / logistic_normal(m[k], s[k]) - 1.0).abs() < forgetting::kernel::ACCURACY);
/// }
/// ```
pub fn logistic_normals(m: &[f64], s: &[f64], out: &mut [f64]) {
    check(m, s, out);
    let inputs = m.chunks(CHUNK).zip(s.chunks(CHUNK));
    for ((m, s), out) in inputs.zip(out.chunks_mut(CHUNK)) {
        logistic_normal_chunk(m, s, out);
        for ((out, &m), &s) in out.iter_mut().zip(m).zip(s) {
            if out.is_nan() {
                *out = logistic_normal(m, s);
            }
        }
    }
}

/// Columns of zeros for so many points, at most [`CHUNK`], in one of two buffers: for a few points, clearing room for many would cost
/// more than their values.
macro_rules! columns {
    ($few:ident, $many:ident, $count:expr) => {
        if $count <= $crate::kernel::batch::LANES {
            $few = [[0.0; $crate::kernel::batch::LANES]; _];
            $few.each_mut().map(|column| &mut column[..$count])
        } else {
            $many = [[0.0; $crate::kernel::batch::CHUNK]; _];
            $many.each_mut().map(|column| &mut column[..$count])
        }
    };
}
pub(crate) use columns;

/// Columns of one length.
pub(crate) fn check(a: &[f64], b: &[f64], out: &[f64]) {
    assert!(
        a.len() == out.len() && b.len() == out.len(),
        "columns of {}, {} and {} numbers",
        a.len(),
        b.len(),
        out.len()
    );
}

#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
fn logistic_normal_chunk(m: &[f64], s: &[f64], out: &mut [f64]) {
    logistic_normals_inline(m, s, out);
}

/// NaN where the scalar kernel is to be asked.
#[inline(always)]
pub(crate) fn logistic_normals_inline(m: &[f64], s: &[f64], out: &mut [f64]) {
    let (mut few, mut many);
    let [place, spread, scale] = columns!(few, many, m.len());
    for (k, (&m, &s)) in m.iter().zip(s).enumerate() {
        let (b, factor) = placed(-m.abs(), s.abs());
        (place[k], spread[k], scale[k]) = (b, s.abs(), factor);
    }
    expectations(place, spread, out);
    for ((out, &scale), &m) in out.iter_mut().zip(&*scale).zip(m) {
        let value = *out * scale;
        *out = if m > 0.0 { 1.0 - value } else { value };
    }
}

/// `b` and `f` with $L(m,s)=f\cdot$[`expectations`]$(b,s)$, for $m\le0$: $m$ itself or $-m-s^2$, whichever is nearer to 0.
#[inline(always)]
fn placed(m: f64, s: f64) -> (f64, f64) {
    let (square, lost) = two_product(s, s);
    let (shifted, rest) = two_sum(m, square);
    let shifted = shifted + (rest + lost);
    let own = -m < shifted;
    let b = if own { m } else { -shifted };
    let at_peak = peak_factor(m, 0.0, s);
    let (high, low) = two_sum(m, 0.5 * square);
    let tilted = factor(high, low + 0.5 * lost);
    let inside = -m < FAR && s < FAR && s > NEAR;
    let scale = if s >= 1.0 && b < 0.0 {
        at_peak
    } else if own {
        1.0
    } else {
        tilted
    };
    (b, if inside { scale } else { f64::NAN })
}

/// $e^{-(b+b')^2/2s^2}$, NaN if too small.
#[inline(always)]
pub(crate) fn peak_factor(b: f64, rest: f64, s: f64) -> f64 {
    let q = b / s;
    let (product, lost) = two_product(q, s);
    let r = (((b - product) - lost) + rest) / s;
    let (square, error) = two_product(q, q);
    factor(-0.5 * square, -0.5 * error - q * r)
}

/// $e^{h+l}$, NaN if too small.
#[inline(always)]
fn factor(high: f64, low: f64) -> f64 {
    let value = exp_moderate(high);
    if high > LEAST_EXPONENT {
        value + value * low
    } else {
        f64::NAN
    }
}

/// Kinds of points: two narrow lattices, peaks and normal laws for every range of spreads, and what is left to others.
const CLASSES: usize = 2 + RANGES * (FALLS.len() + 1) + 1;
const REST: usize = CLASSES - 1;

#[inline(always)]
fn class(b: f64, s: f64) -> usize {
    if s < 1.0 {
        return if b >= -1.0 {
            usize::from(s >= 0.5)
        } else {
            REST
        };
    }
    let range = rule::range(s);
    let last = range + 1 == RANGES;
    if b < 0.0 {
        let t = -b / (s * s);
        let fall = usize::from(t < FALLS[0]) + usize::from(t < FALLS[1]);
        let crowded = last && fall + 1 == FALLS.len();
        if t <= 0.5 && !crowded {
            return 2 + range * FALLS.len() + fall;
        }
    } else if b < FAR && !last {
        return 2 + RANGES * FALLS.len() + range;
    }
    REST
}

/// $\mathbb{E}[\sigma(b+sZ)]$ for $b\ge-\tfrac12s^2$, times $e^{b^2/2s^2}$ where $s\ge1$ and $b<0$; NaN where it is left to others. At most [`CHUNK`] points.
#[inline(always)]
pub(crate) fn expectations(b: &[f64], s: &[f64], out: &mut [f64]) {
    let mut classes = [REST as u8; CHUNK];
    let mut ends = [0usize; CLASSES];
    for ((slot, &b), &s) in classes.iter_mut().zip(b).zip(s) {
        let class = class(b, s);
        *slot = class as u8;
        ends[class] += 1;
    }
    let mut begin = 0;
    for end in &mut ends {
        (begin, *end) = (begin + *end, begin);
    }
    let mut order = [0u16; CHUNK];
    for (k, &class) in classes[..b.len()].iter().enumerate() {
        let end = &mut ends[usize::from(class)];
        order[*end] = k as u16;
        *end += 1;
    }
    let mut begin = 0;
    for (class, &end) in ends.iter().enumerate() {
        for group in order[begin..end].chunks(LANES) {
            let at = |lane: usize| usize::from(group[lane.min(group.len() - 1)]);
            let b = Lanes(std::array::from_fn(|lane| b[at(lane)]));
            let s = Lanes(std::array::from_fn(|lane| s[at(lane)]));
            let value = of_class(class, b, s);
            for (&k, value) in group.iter().zip(value.0) {
                out[usize::from(k)] = value;
            }
        }
        begin = end;
    }
}

#[inline(always)]
fn of_class(class: usize, b: Lanes, s: Lanes) -> Lanes {
    if class < 2 {
        return sums::narrow(&NARROW[class], b, s);
    }
    let class = class - 2;
    if class < RANGES * FALLS.len() {
        let (range, fall) = (class / FALLS.len(), class % FALLS.len());
        return sums::peak(&RULES[range], fall, b, s);
    }
    match class - RANGES * FALLS.len() {
        range if range < RANGES => sums::normal(&RULES[range], b, s),
        _ => Lanes::splat(f64::NAN),
    }
}
