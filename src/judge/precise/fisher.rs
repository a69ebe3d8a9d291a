//! The smallest eigenvalue of the Fisher information (C5) to many bits.
//!
//! It is the smallest zero of `p(t) = det(A - t I)` for the axis block `A`, in the coordinates of `claim/fisher.rs`. Newton's
//! method from 0 rises to it, since all three zeros are real; positive pivots of `A - t I` prove the lower end, `p < 0` the upper.

use super::theory::overlap_moment;
use crate::interval::big::{BigInterval, Bits};

/// Newton steps: from 0 to the smallest of three zeros, at worst by a factor 2/3 a step, then quadratically.
const STEPS: usize = 200;

type Matrix = [BigInterval; 6];

pub(super) fn fisher_min_eigenvalue(
    beta: &BigInterval,
    delta: &BigInterval,
    bits: Bits,
) -> Option<BigInterval> {
    let one = BigInterval::one();
    let rest = one.sub(beta, bits);
    if beta.is_zero() || rest.is_zero() || delta.is_zero() {
        return Some(BigInterval::zero());
    }
    let block = axis_block(beta, &rest, delta, bits)?;
    let mut t = BigInterval::zero();
    for _ in 0..STEPS {
        let (value, slope) = determinant(&block, &t, bits)?;
        let (value, slope) = (middle(&value), middle(&slope));
        if !value.is_positive() || !slope.is_negative() {
            break;
        }
        let step = value.div(&slope.neg(), bits)?.lower();
        let moved = t.add(&step, bits).lower();
        let small = step.certainly_le(&moved.shift(4 - bits.0 as i32)?);
        t = moved;
        if small {
            break;
        }
    }
    // The entries' own errors limit how close the two ends come.
    for back in [8, 16, 32, 64, 96, 128, 192, 256] {
        let margin = BigInterval::one().shift(back - bits.0 as i32)?;
        let relative = t.mul(&margin, bits);
        for margin in [relative, margin] {
            let (low, high) = (t.sub(&margin, bits).lower(), t.add(&margin, bits).upper());
            if is_positive_definite(&block, &low, bits)
                && determinant(&block, &high, bits)?.0.is_negative()
            {
                return Some(low.hull(&high));
            }
        }
    }
    None
}

/// The upper triangle `11, 12, 13, 22, 23, 33`.
fn axis_block(
    beta: &BigInterval,
    rest: &BigInterval,
    delta: &BigInterval,
    bits: Bits,
) -> Option<Matrix> {
    let moment = |j| overlap_moment(j, beta, delta, bits);
    let (k0, k1, k2) = (moment(0)?, moment(1)?, moment(2)?);
    let half = delta.shift(-1)?;
    let gate = half.mul(&k0, bits);
    let square = half.sqr(bits).mul(&k0, bits);
    let cross = delta.mul(&k1, bits);
    Some([
        beta.mul(rest, bits).sub(&k0, bits),
        k1.add(&gate, bits).neg(),
        k1.sub(&gate, bits),
        beta.sub(&k2, bits).sub(&cross, bits).sub(&square, bits),
        k2.sub(&square, bits),
        rest.sub(&k2, bits).add(&cross, bits).sub(&square, bits),
    ])
}

/// `det(A - t I)` and its derivative in `t`.
fn determinant(a: &Matrix, t: &BigInterval, bits: Bits) -> Option<(BigInterval, BigInterval)> {
    let [a11, a12, a13, a22, a23, a33] = a;
    let [x, y, z] = [a11, a22, a33].map(|d| d.sub(t, bits));
    let minor =
        |p: &BigInterval, q: &BigInterval, r: &BigInterval| p.mul(q, bits).sub(&r.sqr(bits), bits);
    let (m1, m2, m3) = (minor(&y, &z, a23), minor(&x, &z, a13), minor(&x, &y, a12));
    let product = a12.mul(a13, bits).mul(a23, bits).shift(1)?;
    let value = x
        .mul(&m1, bits)
        .sub(&a12.sqr(bits).mul(&z, bits), bits)
        .sub(&a13.sqr(bits).mul(&y, bits), bits)
        .add(&product, bits);
    let slope = m1.add(&m2, bits).add(&m3, bits).neg();
    Some((value, slope))
}

fn middle(x: &BigInterval) -> BigInterval {
    x.lower()
}

fn is_positive_definite(a: &Matrix, t: &BigInterval, bits: Bits) -> bool {
    let [a11, a12, _, a22, _, _] = a;
    let (x, y) = (a11.sub(t, bits), a22.sub(t, bits));
    let second = x.mul(&y, bits).sub(&a12.sqr(bits), bits);
    // Sylvester's criterion: the leading minors.
    x.is_positive()
        && second.is_positive()
        && determinant(a, t, bits).is_some_and(|(value, _)| value.is_positive())
}
