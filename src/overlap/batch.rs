//! Misassignment probabilities and the distinguishability at many points.

use super::{Overlap, distinguishability};
use crate::kernel::batch::{
    CHUNK, FAR, LANES, Lanes, NEAR, check, columns,
    distinguishability as narrow_distinguishability, expectations, log_normal_number,
    logistic_normals_inline, peak_factor, two_product, two_sum,
};
use crate::model::{Separation, Weight};

/// Smallest weight, of either mode, that is not left to the scalar functions.
const LEAST_WEIGHT: f64 = 1e-290;

/// $\varepsilon_o(\beta_i,\delta_i)$ for every $i$, as [`Overlap::misassignment_old`] computes them one by one; NaN outside its domain.
///
/// Accuracy as there ([`ACCURACY`](super::ACCURACY)); the same bits for any number of threads and on every processor. Source: A1.
///
/// # Panics
/// Slices of different lengths.
///
/// ```
/// use forgetting::overlap::misassignments_old;
/// let mut out = [0.0; 3];
/// misassignments_old(&[0.5, 1e-300, 2.0], &[1.0, 40.0, 1.0], &mut out);
/// assert!((out[0] - 0.397_972_867_183_249_84).abs() < forgetting::overlap::ACCURACY && out[1] <= 1.0 && out[2].is_nan());
/// ```
pub fn misassignments_old(beta: &[f64], delta: &[f64], out: &mut [f64]) {
    each(beta, delta, out, old_chunk, |weight, separation| {
        Overlap::new(weight, separation).misassignment_old()
    });
}

/// $\varepsilon_n(\beta_i,\delta_i)$ for every $i$, as [`Overlap::misassignment_new`] computes them one by one; NaN outside its domain.
///
/// Accuracy and bits as for [`misassignments_old`]. Source: A1.
///
/// # Panics
/// Slices of different lengths.
///
/// ```
/// use forgetting::overlap::{misassignments_new, misassignments_old};
/// let (mut old, mut new) = ([0.0], [0.0]);
/// misassignments_old(&[0.3], &[2.0], &mut old);
/// misassignments_new(&[0.3], &[2.0], &mut new);
/// assert!((0.3 * old[0] - 0.7 * new[0]).abs() < forgetting::overlap::ACCURACY); // A1
/// ```
pub fn misassignments_new(beta: &[f64], delta: &[f64], out: &mut [f64]) {
    each(beta, delta, out, new_chunk, |weight, separation| {
        Overlap::new(weight, separation).misassignment_new()
    });
}

/// $D(\beta_i,\delta_i)$ for every $i$, as [`distinguishability`] computes them one by one; NaN outside its domain.
///
/// Accuracy as there ([`DIFFERENCE_ACCURACY`](super::DIFFERENCE_ACCURACY)); the same bits for any number of threads and on every processor. Source: S2.
///
/// # Panics
/// Slices of different lengths.
///
/// ```
/// use forgetting::overlap::distinguishabilities;
/// let mut out = [0.0; 2];
/// distinguishabilities(&[0.5, 0.5], &[1e-6, 40.0], &mut out);
/// assert!((out[0] / 0.25e-12 - 1.0).abs() < forgetting::overlap::DIFFERENCE_ACCURACY && out[1] <= 1.0);
/// ```
pub fn distinguishabilities(beta: &[f64], delta: &[f64], out: &mut [f64]) {
    each(
        beta,
        delta,
        out,
        distinguishability_chunk,
        distinguishability,
    );
}

fn each(
    beta: &[f64],
    delta: &[f64],
    out: &mut [f64],
    chunk: fn(&[f64], &[f64], &mut [f64]),
    scalar: fn(Weight, Separation) -> f64,
) {
    check(beta, delta, out);
    let inputs = beta.chunks(CHUNK).zip(delta.chunks(CHUNK));
    for ((beta, delta), out) in inputs.zip(out.chunks_mut(CHUNK)) {
        chunk(beta, delta, out);
        for ((out, &beta), &delta) in out.iter_mut().zip(beta).zip(delta) {
            if out.is_nan()
                && let (Ok(weight), Ok(separation)) = (Weight::new(beta), Separation::new(delta))
            {
                *out = scalar(weight, separation);
            }
        }
    }
}

/// A point as the kernel sees it: both misassignment probabilities are multiples of $\mathbb{E}[\sigma(b+\delta Z)]$, $b=|\lambda|-\delta^2/2$.
struct Point {
    b: f64,
    /// NaN where the point is left to the scalar functions.
    delta: f64,
    /// $e^{-|\lambda|}$.
    odds: f64,
    /// What [`expectations`] leaves out.
    factor: f64,
}

impl Point {
    #[inline(always)]
    fn new(beta: f64, delta: f64) -> Self {
        let other = 1.0 - beta;
        let (lesser, greater) = if beta < other {
            (beta, other)
        } else {
            (other, beta)
        };
        let (size, rest) = log_normal_number(greater / lesser);
        let (square, lost) = two_product(delta, delta);
        let (b, error) = two_sum(size, -0.5 * square);
        let factor = peak_factor(b, error + (rest - 0.5 * lost), delta);
        let inside = lesser >= LEAST_WEIGHT && delta > NEAR && delta < FAR;
        let peaked = b < 0.0 && delta >= 1.0;
        Self {
            b,
            delta: if inside { delta } else { f64::NAN },
            odds: lesser / greater,
            factor: if peaked { factor } else { 1.0 },
        }
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
fn old_chunk(beta: &[f64], delta: &[f64], out: &mut [f64]) {
    misassigned(
        beta,
        delta,
        out,
        |beta, odds| if beta > 0.5 { odds } else { 1.0 },
    );
}

#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
fn new_chunk(beta: &[f64], delta: &[f64], out: &mut [f64]) {
    misassigned(
        beta,
        delta,
        out,
        |beta, odds| if beta > 0.5 { 1.0 } else { odds },
    );
}

/// `share` of the weight and the odds says which of the two it is.
#[inline(always)]
fn misassigned(beta: &[f64], delta: &[f64], out: &mut [f64], share: impl Fn(f64, f64) -> f64) {
    let (mut few, mut many);
    let [b, spread, scale] = columns!(few, many, beta.len());
    for (k, (&beta, &delta)) in beta.iter().zip(delta).enumerate() {
        let point = Point::new(beta, delta);
        (b[k], spread[k]) = (point.b, point.delta);
        scale[k] = point.factor * share(beta, point.odds);
    }
    expectations(b, spread, out);
    for (out, scale) in out.iter_mut().zip(&*scale) {
        *out *= scale;
    }
}

#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
fn distinguishability_chunk(beta: &[f64], delta: &[f64], out: &mut [f64]) {
    let (mut few, mut many);
    let [b, spread, scale, missed] = columns!(few, many, beta.len());
    for (k, (&beta, &delta)) in beta.iter().zip(delta).enumerate() {
        let point = Point::new(beta, delta);
        // Below 1 the difference cancels.
        let wide = point.delta >= 1.0;
        b[k] = point.b;
        spread[k] = if wide { point.delta } else { f64::NAN };
        scale[k] = point.factor * point.odds;
    }
    expectations(b, spread, missed);
    b.iter_mut().for_each(|b| *b = -*b);
    logistic_normals_inline(b, spread, out);
    for ((out, missed), scale) in out.iter_mut().zip(&*missed).zip(&*scale) {
        *out -= missed * scale;
    }
    close(beta, delta, out);
}

/// The distinguishability for separations below 1, eight at a time.
#[inline(always)]
fn close(beta: &[f64], delta: &[f64], out: &mut [f64]) {
    let mut group = [0usize; LANES];
    let mut filled = 0;
    let mut finish = |group: &[usize]| {
        let at = |lane: usize| group[lane.min(group.len() - 1)];
        let delta = Lanes(std::array::from_fn(|lane| delta[at(lane)]));
        let beta = Lanes(std::array::from_fn(|lane| beta[at(lane)]));
        let v = beta * (-beta + 1.0);
        let coefficient = (delta * delta * -0.125).exp();
        let value = v * 8.0 * coefficient * narrow_distinguishability(v, delta);
        for (&k, value) in group.iter().zip(value.0) {
            out[k] = value;
        }
    };
    for (k, (&beta, &delta)) in beta.iter().zip(delta).enumerate() {
        if delta < 1.0 && delta > NEAR && beta >= LEAST_WEIGHT && 1.0 - beta >= LEAST_WEIGHT {
            group[filled] = k;
            filled += 1;
            if filled == LANES {
                finish(&group);
                filled = 0;
            }
        }
    }
    if filled > 0 {
        finish(&group[..filled]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let count = CHUNK;
        let beta: Vec<f64> = (0..count)
            .map(|k| (k as f64 + 0.5) / count as f64)
            .collect();
        let delta: Vec<f64> = (0..count)
            .map(|k| 40.0 * ((k * 769) % count) as f64 / count as f64)
            .collect();
        let (mut chosen, mut portable) = (vec![0.0; count], vec![0.0; count]);
        // The first by what the processor has, the second without asking it.
        old_chunk(&beta, &delta, &mut chosen);
        misassigned(&beta, &delta, &mut portable, |beta, odds| {
            if beta > 0.5 { odds } else { 1.0 }
        });
        let same = chosen
            .iter()
            .zip(&portable)
            .all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same);
    }
}
