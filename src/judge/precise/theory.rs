//! The functions of the theory to many bits: their definitions by the kernel, with the limits at the ends of the weights.

use crate::numeric::Instant;

use super::algebra::undetermined;
use super::fisher::fisher_min_eigenvalue;
use super::root::{Rising, rising_root};
use crate::claim::{EvalError, Function, TheoryFunctions, elementary_function};
use crate::interval::big::{BigInterval, Bits};
use crate::kernel::big::{exponential_bound, kernel, sech_moment};
use crate::theory::Theory;

type Value = Option<BigInterval>;

/// Parts of a sum below 2 to minus this are bounded only: doubles end at 2^-1074, and weights with them.
const NEGLIGIBLE: i32 = 6_000;

/// The value at arguments inside the domain of the table.
pub(super) fn theory(
    function: Function,
    index: usize,
    a: &[BigInterval],
    bits: Bits,
    deadline: Option<Instant>,
) -> Result<Value, EvalError> {
    use Function as F;
    if a.len() != function.entry().parameters.len() {
        return Err(EvalError::Unavailable { function });
    }
    let value = match function {
        F::SoftplusNormal => kernel(0, &a[0], &a[1], bits),
        F::LogisticNormal => kernel(1, &a[0], &a[1], bits),
        F::Kernel => kernel(index, &a[0], &a[1], bits),
        F::SechMoment => sech_moment(index, &a[0], &a[1], bits),
        F::Bc => bc(&a[0], bits),
        F::Tv => tv(&a[0], bits),
        F::Overlap => overlap(&a[0], bits),
        F::Chi2 => a[0].sqr(bits).exp_m1(bits),
        F::EpsOld => eps_old(&a[0], &a[1], bits),
        F::EpsNew => eps_new(&a[0], &a[1], bits),
        F::Distinguishability => distinguishability(&a[0], &a[1], bits),
        F::OverlapMoment => overlap_moment(index, &a[0], &a[1], bits),
        F::KlSft => kl(&BigInterval::zero(), &a[0], &a[1], bits),
        F::KlReverse => kl(&a[0], &a[1], &a[2], bits),
        F::KlReplay => kl(&a[1], &a[0], &a[2], bits),
        F::BoundarySlope => boundary_slope(&a[0], &a[1], bits),
        F::FisherMinEigenvalue => fisher_min_eigenvalue(&a[0], &a[1], bits),
        F::ConditioningBound => conditioning_bound(&a[0], &a[1], bits),
        F::TttCriticalAnchor => saturation(&a[0], &a[1], bits)
            .and_then(|pull| pull.div(&boundary_slope(&a[2], &a[3], bits)?, bits)),
        F::OaplMass => oapl_mass(&a[0], &a[1], &a[2], bits),
        F::Old => shifted(&a[0], &a[1], 1, bits).and_then(|z| z.normal_density(bits)),
        F::New => shifted(&a[0], &a[1], -1, bits).and_then(|z| z.normal_density(bits)),
        F::LogOld => shifted(&a[0], &a[1], 1, bits).and_then(|z| log_density(&z, bits)),
        F::LogNew => shifted(&a[0], &a[1], -1, bits).and_then(|z| log_density(&z, bits)),
        F::Mix => mix(&a[0], &a[1], &a[2], bits),
        F::LogMix => log_mix(&a[0], &a[1], &a[2], bits),
        F::RespOld => resp_old(&a[0], &a[1], &a[2], bits),
        F::RespNew => resp_old(&a[0].neg(), &complement(&a[1], bits), &a[2], bits),
        F::SdftMass => sdft_mass(&a[0], &a[1].mul(&a[2], bits), &a[3], &a[4], bits),
        F::SdftRate => sdft_rate(&a[0], &a[1], &a[2], bits),
        F::TttOldWeight => {
            return ttt_old_weight(a, bits, deadline);
        }
        F::HybridOldWeight => return hybrid_old_weight(a, bits, deadline),
        F::User(_) | elementary_function!() => return Err(EvalError::Unavailable { function }),
    };
    Ok(value)
}

fn complement(beta: &BigInterval, bits: Bits) -> BigInterval {
    BigInterval::one().sub(beta, bits)
}

fn is_one(beta: &BigInterval) -> bool {
    beta.is_point() && beta.sub(&BigInterval::one(), Bits(64)).is_zero()
}

/// `delta^2/2`.
fn half_square(delta: &BigInterval, bits: Bits) -> Value {
    delta.sqr(bits).shift(-1)
}

fn bc(delta: &BigInterval, bits: Bits) -> Value {
    delta.sqr(bits).shift(-3)?.neg().exp(bits)
}

fn overlap(delta: &BigInterval, bits: Bits) -> Value {
    delta.shift(-1)?.neg().normal_cdf(bits)?.shift(1)
}

fn tv(delta: &BigInterval, bits: Bits) -> Value {
    Some(
        BigInterval::one()
            .sub(&overlap(delta, bits)?, bits)
            .clamp(0, 1),
    )
}

fn eps_old(beta: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    if beta.is_zero() {
        return Some(BigInterval::one());
    }
    if is_one(beta) {
        return Some(BigInterval::zero());
    }
    if delta.is_zero() {
        return Some(complement(beta, bits));
    }
    let m = beta
        .logit(bits)?
        .add(&half_square(delta, bits)?, bits)
        .neg();
    kernel(1, &m, delta, bits)
}

fn eps_new(beta: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    if beta.is_zero() || is_one(beta) || delta.is_zero() {
        return Some(beta.clone());
    }
    let m = beta.logit(bits)?.sub(&half_square(delta, bits)?, bits);
    kernel(1, &m, delta, bits)
}

pub(super) fn distinguishability(beta: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    if beta.is_zero() || is_one(beta) || delta.is_zero() {
        return Some(BigInterval::zero());
    }
    let missed = eps_old(beta, delta, bits)?.add(&eps_new(beta, delta, bits)?, bits);
    Some(BigInterval::one().sub(&missed, bits).clamp(0, 1))
}

pub(super) fn overlap_moment(
    j: usize,
    beta: &BigInterval,
    delta: &BigInterval,
    bits: Bits,
) -> Value {
    if beta.is_zero() || is_one(beta) {
        return Some(BigInterval::zero());
    }
    if j == 0 {
        return Some(beta.mul(&eps_old(beta, delta, bits)?, bits));
    }
    let root = beta.mul(&complement(beta, bits), bits).sqrt(bits)?;
    let lambda = beta.logit(bits)?.neg();
    let moment = sech_moment(j, &lambda, delta, bits)?;
    root.shift(-1)?
        .mul(&bc(delta, bits)?, bits)
        .mul(&moment, bits)
        .checked()
}

/// `KL(q_a || q_b)` of two mixtures of the same modes, `a`, `b` in [0, 1].
fn kl(a: &BigInterval, b: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    let same = a.is_point() && b.is_point() && a.sub(b, Bits(64)).is_zero();
    if same || delta.is_zero() {
        return Some(BigInterval::zero());
    }
    // From either mode: ln(q_a/q_b) in expectation under it.
    let new = surprise(a, b, delta, bits);
    let old = surprise(&complement(a, bits), &complement(b, bits), delta, bits);
    let value = if a.is_zero() {
        new?
    } else if is_one(a) {
        old?
    } else {
        let new = complement(a, bits).mul(&new?, bits);
        a.mul(&old?, bits).add(&new, bits)
    };
    Some(value.max(&BigInterval::zero()))
}

/// `E ln(q_a/q_b)` under the mode of weight `1 - a`: `ln(q_a/p) = ln(1 - a) + softplus(logit a + ...)`.
fn surprise(a: &BigInterval, b: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    Some(log_share(a, delta, bits)?.sub(&log_share(b, delta, bits)?, bits))
}

fn log_share(a: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    let half = half_square(delta, bits)?;
    if is_one(a) {
        // Only the other mode is left: E ln(p_o/p_n) under p_n.
        return Some(half.neg());
    }
    if a.is_zero() {
        return Some(BigInterval::zero());
    }
    let m = a.logit(bits)?.sub(&half, bits);
    let log = a.neg().ln_1p(bits)?;
    Some(log.add(&softplus_normal(&m, delta, bits)?, bits))
}

/// `P(m, s)`; where it is below every number that is told apart from 0, only its bound.
fn softplus_normal(m: &BigInterval, s: &BigInterval, bits: Bits) -> Value {
    // P(m) = m + P(-m)
    let least = if m.approximate() > 0.0 {
        m.neg()
    } else {
        m.clone()
    };
    let bound = exponential_bound(&least, s, bits)?;
    let negligible = BigInterval::one().shift(-NEGLIGIBLE)?;
    if !bound.certainly_lt(&negligible) {
        return kernel(0, m, s, bits);
    }
    let rest = BigInterval::zero().hull(&bound);
    Some(if m.approximate() > 0.0 {
        m.add(&rest, bits)
    } else {
        rest
    })
}

pub(super) fn boundary_slope(alpha: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    if alpha.is_zero() || delta.is_zero() {
        return Some(BigInterval::zero());
    }
    if is_one(alpha) {
        return Some(delta.sqr(bits));
    }
    let (phi, half) = (alpha.logit(bits)?, half_square(delta, bits)?);
    let above = softplus_normal(&phi.add(&half, bits), delta, bits)?;
    let below = softplus_normal(&phi.sub(&half, bits), delta, bits)?;
    Some(above.sub(&below, bits))
}

fn conditioning_bound(beta: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    let variance = beta.mul(&complement(beta, bits), bits);
    let factor = BigInterval::integer(3)
        .add(&half_square(delta, bits)?, bits)
        .shift(-1)?;
    let loss = variance
        .sqrt(bits)?
        .mul(&bc(delta, bits)?, bits)
        .mul(&factor, bits);
    Some(variance.sub(&loss, bits))
}

/// `(1 - exp(-eta gap))/eta`, `gap` at `eta = 0`.
fn saturation(eta: &BigInterval, gap: &BigInterval, bits: Bits) -> Value {
    if eta.is_zero() {
        return Some(gap.clone());
    }
    eta.mul(gap, bits).neg().exp_m1(bits)?.neg().div(eta, bits)
}

fn oapl_mass(beta: &BigInterval, gap: &BigInterval, tau: &BigInterval, bits: Bits) -> Value {
    if beta.is_zero() || is_one(beta) {
        return Some(beta.clone());
    }
    beta.logit(bits)?
        .sub(&gap.div(tau, bits)?, bits)
        .sigmoid(bits)
}

/// `x + sign delta/2`.
fn shifted(x: &BigInterval, delta: &BigInterval, sign: i64, bits: Bits) -> Value {
    let half = delta.shift(-1)?;
    Some(if sign > 0 {
        x.add(&half, bits)
    } else {
        x.sub(&half, bits)
    })
}

fn log_density(z: &BigInterval, bits: Bits) -> Value {
    let log_root = BigInterval::pi(bits)?.shift(1)?.ln(bits)?.shift(-1)?;
    Some(z.sqr(bits).shift(-1)?.add(&log_root, bits).neg())
}

fn mix(x: &BigInterval, beta: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    let old = shifted(x, delta, 1, bits)?.normal_density(bits)?;
    let new = shifted(x, delta, -1, bits)?.normal_density(bits)?;
    Some(
        beta.mul(&old, bits)
            .add(&complement(beta, bits).mul(&new, bits), bits),
    )
}

fn log_mix(x: &BigInterval, beta: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    let old = log_density(&shifted(x, delta, 1, bits)?, bits)?;
    let new = log_density(&shifted(x, delta, -1, bits)?, bits)?;
    if beta.is_zero() {
        return Some(new);
    }
    if is_one(beta) {
        return Some(old);
    }
    // ln(new part) + softplus(ln of the quotient of the parts).
    let quotient = beta.logit(bits)?.sub(&delta.mul(x, bits), bits);
    let part = beta.neg().ln_1p(bits)?.add(&new, bits);
    Some(part.add(&quotient.softplus(bits)?, bits))
}

fn resp_old(x: &BigInterval, beta: &BigInterval, delta: &BigInterval, bits: Bits) -> Value {
    if beta.is_zero() || is_one(beta) {
        return Some(beta.clone());
    }
    beta.logit(bits)?
        .sub(&delta.mul(x, bits), bits)
        .sigmoid(bits)
}

fn sdft_mass(
    k: &BigInterval,
    pull: &BigInterval,
    mass0: &BigInterval,
    demo: &BigInterval,
    bits: Bits,
) -> Value {
    let kept = if k.is_zero() || pull.is_zero() {
        BigInterval::one()
    } else if is_one(pull) {
        BigInterval::zero()
    } else {
        k.mul(&pull.neg().ln_1p(bits)?, bits).exp(bits)?
    };
    Some(demo.add(&kept.mul(&mass0.sub(demo, bits), bits), bits))
}

fn sdft_rate(h: &BigInterval, rate: &BigInterval, anchor: &BigInterval, bits: Bits) -> Value {
    let sum = h.add(rate, bits).add(anchor, bits);
    if sum.is_zero() {
        return Some(sum);
    }
    let cross = rate.mul(&h.add(anchor, bits), bits).shift(1)?;
    let under = h
        .sub(anchor, bits)
        .sqr(bits)
        .add(&rate.sqr(bits), bits)
        .add(&cross, bits);
    let whole = sum.add(&under.sqrt(bits)?, bits);
    h.mul(anchor, bits).shift(1)?.div(&whole, bits)
}

fn ttt_old_weight(
    arguments: &[BigInterval],
    bits: Bits,
    deadline: Option<Instant>,
) -> Result<Value, EvalError> {
    let function = Function::TttOldWeight;
    let [eta, tau, gap, beta0, delta] = arguments else {
        return Err(EvalError::Unavailable { function });
    };
    let zero = BigInterval::zero();
    if tau.is_zero() || delta.is_zero() || beta0.is_zero() {
        return Ok(Some(zero));
    }
    let (Some(repelled), Some(saturation)) = (
        boundary_slope(beta0, delta, bits),
        saturation(eta, gap, bits),
    ) else {
        return Ok(None);
    };
    let threshold = saturation.sub(&tau.mul(&repelled, bits), bits);
    if !threshold.is_negative() {
        // Up to the critical anchor nothing is left.
        let decided = threshold.is_positive() || threshold.is_zero();
        return if decided {
            Ok(Some(zero))
        } else {
            Err(undetermined(function.entry().name))
        };
    }
    let slope = |beta: &BigInterval, bits: Bits| {
        // saturation/(1 - eta beta saturation)
        let scale = BigInterval::one().sub(&eta.mul(beta, bits).mul(&saturation, bits), bits);
        let push = saturation.div(&scale, bits)?;
        let pull = boundary_slope(beta, delta, bits)?.sub(&repelled, bits);
        Some(push.add(&tau.mul(&pull, bits), bits))
    };
    let guess = guess(function, arguments);
    Ok(rising_root(
        &Rising {
            slope: &slope,
            guess,
            deadline,
        },
        bits,
    ))
}

fn hybrid_old_weight(
    arguments: &[BigInterval],
    bits: Bits,
    deadline: Option<Instant>,
) -> Result<Value, EvalError> {
    let function = Function::HybridOldWeight;
    let [s, alpha, delta] = arguments else {
        return Err(EvalError::Unavailable { function });
    };
    if s.is_zero() {
        return Ok(Some(BigInterval::zero()));
    }
    if is_one(s) {
        return Ok(Some(alpha.clone()));
    }
    let Some(repelled) = boundary_slope(alpha, delta, bits) else {
        return Ok(None);
    };
    let rest = complement(s, bits);
    let slope = |beta: &BigInterval, bits: Bits| {
        let fall = distinguishability(beta, delta, bits)?.div(&complement(beta, bits), bits)?;
        let pull = boundary_slope(beta, delta, bits)?.sub(&repelled, bits);
        Some(rest.mul(&fall, bits).add(&s.mul(&pull, bits), bits))
    };
    let guess = guess(function, arguments);
    Ok(rising_root(
        &Rising {
            slope: &slope,
            guess,
            deadline,
        },
        bits,
    ))
}

/// Where the double-precision routine sees the root, as a logit.
fn guess(function: Function, arguments: &[BigInterval]) -> f64 {
    let arguments: Vec<f64> = arguments.iter().map(|x| x.approximate()).collect();
    let weight = Theory.theory(function, None, &arguments).unwrap_or(0.5);
    let logit = crate::kernel::logit(weight);
    if logit.is_finite() { logit } else { 0.0 }
}
