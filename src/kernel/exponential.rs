//! `exp` and `log` in a form compilers vectorise.
//!
//! The lattice needs dozens of exponentials at a time and nothing else that costs. Range reduction by
//! $\log 2$ in two words and a Taylor polynomial of degree 13 on $|r|\le\tfrac12\log2$ leave a relative error
//! below 2.5e-16; only additions, multiplications and integer shifts, so the bits are the same on every machine.

const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// $\log 2$ with 32 trailing zero bits, and the rest: `k * LN_2_HI` is exact for `|k| < 2^11`.
const LN_2_HI: f64 = 6.931_471_803_691_238e-1;
const LN_2_LO: f64 = 1.908_214_929_270_587_7e-10;
/// Adding it rounds to an integer and leaves that integer in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// Below this the result would be subnormal; the lattice's smallest arguments stay above.
pub(super) const LEAST: f64 = -700.0;

/// $e^x$ for $x\in[-700,700]$ (smaller arguments are read as $-700$).
#[inline(always)]
pub(crate) fn exp_moderate(x: f64) -> f64 {
    let x = if x < LEAST { LEAST } else { x };
    let shifted = x * LOG2_E + ROUNDER;
    let k = shifted - ROUNDER;
    let r = (x - k * LN_2_HI) - k * LN_2_LO;
    let r2 = r * r;
    let r4 = r2 * r2;
    // Estrin's scheme: short dependency chains.
    let low = (1.0 / 2.0 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
    let middle =
        (1.0 / 720.0 + r * (1.0 / 5_040.0)) + r2 * (1.0 / 40_320.0 + r * (1.0 / 362_880.0));
    let high = (1.0 / 3_628_800.0 + r * (1.0 / 39_916_800.0))
        + r2 * (1.0 / 479_001_600.0 + r * (1.0 / 6_227_020_800.0));
    let tail = low + r4 * (middle + r4 * high);
    let value = 1.0 + (r + r2 * tail);
    f64::from_bits(value.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// $\log x$ of a normal number in two words, absolute error below 1e-16.
///
/// With $x=2^kf$, $f\in[\sqrt{1/2},\sqrt2)$, $\log f=2\,\mathrm{artanh}\frac{f-1}{f+1}$; eleven terms leave less than 1e-17.
#[inline(always)]
pub(crate) fn log_normal_number(x: f64) -> (f64, f64) {
    let shift = x
        .to_bits()
        .wrapping_sub(std::f64::consts::FRAC_1_SQRT_2.to_bits());
    let power = (shift as i64) >> 52;
    let k = f64::from_bits((power as u64).wrapping_add(ROUNDER.to_bits())) - ROUNDER;
    let f = f64::from_bits(x.to_bits().wrapping_sub((power as u64) << 52));
    let s = (f - 1.0) / (f + 1.0);
    let square = s * s;
    let mut series = 0.0;
    for odd in ODD_RECIPROCALS.iter().rev() {
        series = series * square + odd;
    }
    let log = 2.0 * s + (s * square * series + k * LN_2_LO);
    let high = k * LN_2_HI;
    let sum = high + log;
    (sum, (high - sum) + log)
}

/// $2/3,2/5,\dots$
const ODD_RECIPROCALS: [f64; 10] = {
    let mut terms = [0.0; 10];
    let mut k = 0;
    while k < terms.len() {
        terms[k] = 2.0 / (2 * k + 3) as f64;
        k += 1;
    }
    terms
};

/// With `u = s t + centre`, `decay = exp(-|u|)` and `major = 1/(1 + decay)`.
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
pub(super) fn logistic_parts(t: &[f64], s: f64, centre: f64, decay: &mut [f64], major: &mut [f64]) {
    for ((&t, decay), major) in t.iter().zip(decay).zip(major) {
        let u = s * t + centre;
        *decay = exp_moderate(-u.abs());
        *major = 1.0 / (1.0 + *decay);
    }
}

/// `out = exp(-|u| (half |u| + fall)) norm weight`, `fall` being `right` for `u >= 0` and `left` for `u < 0`.
///
/// One body for every instruction set: without fused operations wider registers change speed, not bits.
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
pub(super) fn peak_masses(
    u: &[f64],
    weight: &[f64],
    half: f64,
    right: f64,
    left: f64,
    norm: f64,
    out: &mut [f64],
) {
    for ((out, &u), &weight) in out.iter_mut().zip(u).zip(weight) {
        let size = u.abs();
        let fall = if u >= 0.0 { right } else { left };
        *out = exp_moderate(-size * (half * size + fall)) * (weight * norm);
    }
}

/// `out = exp(-((u - centre)/s)^2/2) norm weight`, with `inverse = 1/s`.
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
pub(super) fn normal_masses(
    u: &[f64],
    weight: &[f64],
    centre: f64,
    inverse: f64,
    norm: f64,
    out: &mut [f64],
) {
    for ((out, &u), &weight) in out.iter_mut().zip(u).zip(weight) {
        let t = (u - centre) * inverse;
        *out = exp_moderate(-0.5 * t * t) * (weight * norm);
    }
}

/// `out = exp(-((x - mean)/sd)^2/2)/(sd sqrt(2 pi))`: normal densities, to the accuracy of the exponential; below
/// 1e-304 they are read as 1e-304/sd.
///
/// ```
/// let mut out = [0.0];
/// forgetting::kernel::normal_densities(&[1.0], 1.0, 2.0, &mut out);
/// assert!((out[0] - 0.199_471_140_200_716_35).abs() < f64::EPSILON);
/// ```
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
pub fn normal_densities(x: &[f64], mean: f64, sd: f64, out: &mut [f64]) {
    let inverse = 1.0 / sd;
    let peak = inverse / std::f64::consts::TAU.sqrt();
    for (out, &x) in out.iter_mut().zip(x) {
        let t = (x - mean) * inverse;
        *out = exp_moderate(-0.5 * t * t) * peak;
    }
}

/// $e^x$ of each number, relative error below 5e-16; what lies outside [-700, 700] is read as the nearer end.
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
pub(crate) fn exps(x: &mut [f64]) {
    for x in x {
        *x = exp_moderate(if *x > -LEAST { -LEAST } else { *x });
    }
}

/// The logistic function of each number, relative error below 1e-15; below -700 they are read as -700.
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
pub(crate) fn sigmoids(x: &mut [f64]) {
    for x in x {
        let decay = exp_moderate(-x.abs());
        let major = 1.0 / (1.0 + decay);
        *x = if *x >= 0.0 { major } else { decay * major };
    }
}

/// The logarithm of each number, absolute error below 2e-16 and half a unit in the last place; below 1e-308 they are read as 2e-308.
#[multiversion::multiversion(targets("x86_64+avx512f", "x86_64+avx2", "aarch64+neon"))]
pub(crate) fn logs(x: &mut [f64]) {
    for x in x {
        let (high, low) = log_normal_number(x.max(f64::MIN_POSITIVE));
        *x = high + low;
    }
}

#[cfg(test)]
mod tests {
    use super::{exp_moderate, log_normal_number};

    const TWO_ULPS: f64 = 2.1 * f64::EPSILON;

    #[test]
    fn agrees_with_the_correctly_rounded_exponential() {
        for k in 0..200_000 {
            let x = -f64::from(k) * 0.0035 - 1e-7 * f64::from(k % 97);
            let truth = core_math::exp(x.max(-700.0));
            assert!((exp_moderate(x) / truth - 1.0).abs() < TWO_ULPS, "{x}");
        }
        for k in 0..100_000 {
            let x = f64::from(k) * 0.007;
            assert!(
                (exp_moderate(x) / core_math::exp(x) - 1.0).abs() < TWO_ULPS,
                "{x}"
            );
        }
        assert_eq!(exp_moderate(0.0), 1.0);
        assert_eq!(exp_moderate(-0.0), 1.0);
        assert!(exp_moderate(f64::NEG_INFINITY) < 2.0 * core_math::exp(-700.0));
    }

    #[test]
    fn logarithms_in_two_words() {
        for k in -100_000..100_000 {
            let x = core_math::exp(f64::from(k) * 0.007);
            let (high, low) = log_normal_number(x);
            // Both sides round by half a unit in the last place.
            let back = core_math::log(x);
            let allowed = back.abs() * f64::EPSILON + 0.5 * f64::EPSILON;
            assert!((high + low - back).abs() <= allowed, "{x}");
        }
        assert_eq!(log_normal_number(1.0), (0.0, 0.0));
    }
}
