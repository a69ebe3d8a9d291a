//! The trapezoidal rule with its error bound, over intervals of many bits.
//!
//! With step `h` over the whole line, `T - E f` is at most `2 e^(b^2/(2 s^2))/(e^(2 pi b/h) - 1)` times the expectation of a bound
//! of `|f(u + ib)|` for every `b < pi` (see the double-precision lattice in `kernel/enclosure/lattice.rs`):
//! `softplus/cos(b/2)`, `sigma/cos(b/2)`, `f_n <= sum |q| max(1, tan(b/2))^8/cos(b/2)^2 f_2` for `f_n = f_2 q_n(tanh(u/2))`, and
//! `2^(2i) (1 + (b/s)^(2i))(1 + z^(2i))/cos(b/2) sech`, `2i >= j`, for the moments.
//!
//! The terms left out: `f_0, f_1, f_2, sech` and, for `|z| > 2`, `1 + z^(2i)` are log-concave, as the normal density is, so beyond
//! the last two terms computed, with quotient `r < 1`, there is at most `r/(1 - r)` of the last.
//!
//! The normal weights at the nodes `u_0 + k h` follow from a recurrence with two factors, `e^u` from one with one.

use super::super::jet::contrast_polynomial;
use super::MAX_NODES;
use crate::interval::big::{BigInterval, Bits};
use std::f64::consts::{LN_2, PI};

/// Half-width of the strip of analyticity that is used; the poles lie at pi.
const STRIP: f64 = 2.9;

/// What is integrated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Family {
    /// The n-th derivative of softplus.
    Softplus(usize),
    /// `sech(u/2) z^j`, `z = (u - m)/s`.
    Sech(usize),
}

impl Family {
    /// The rate `p` of `f(u) ~ e^(p u)`, `u -> -inf`, and `r` of `e^(-r u)`, `u -> inf`.
    fn rates(self) -> (f64, f64) {
        match self {
            Self::Softplus(0 | 1) => (1.0, 0.0),
            Self::Softplus(_) => (1.0, 1.0),
            Self::Sech(_) => (0.5, 0.5),
        }
    }
}

/// `f^(n)(m)` for the softplus function `f`: the kernel at `s = 0`.
pub(super) fn at_point(n: usize, m: &BigInterval, bits: Bits) -> Option<BigInterval> {
    match n {
        0 => m.softplus(bits),
        1 => m.sigmoid(bits),
        _ => {
            let e = m.exp(bits)?;
            Some(derivative(&e, &polynomial(n), bits)?.0)
        }
    }
}

/// `q_n` with integer coefficients over `2^power`, as [`contrast_polynomial`] in `x = (1 - e)/(1 + e)`.
struct Contrast {
    coefficients: Vec<BigInterval>,
    size: f64,
}

fn polynomial(n: usize) -> Contrast {
    let coefficients = contrast_polynomial(n);
    Contrast {
        size: coefficients.iter().map(|c| c.abs()).sum(),
        // Dyadic numbers with few bits: exact.
        coefficients: coefficients
            .iter()
            .filter_map(|&c| BigInterval::number(c))
            .collect(),
    }
}

/// `f^(n)` and `f''` at `u` from `e = e^u`, `n >= 2`.
fn derivative(
    e: &BigInterval,
    contrast: &Contrast,
    bits: Bits,
) -> Option<(BigInterval, BigInterval)> {
    let one = BigInterval::one();
    let whole = one.add(e, bits);
    let second = e.div(&whole.sqr(bits), bits)?;
    let x = one.sub(e, bits).div(&whole, bits)?;
    let mut sum = BigInterval::zero();
    for c in contrast.coefficients.iter().rev() {
        sum = sum.mul(&x, bits).add(c, bits);
    }
    Some((second.mul(&sum, bits), second))
}

/// The sums over the lattice.
struct Sums {
    /// Of the terms.
    terms: BigInterval,
    /// Of the positive majorant that bounds the rule's error.
    majorant: BigInterval,
}

/// The lattice and what does not change from node to node.
struct Rule<'a> {
    family: Family,
    m: &'a BigInterval,
    s: &'a BigInterval,
    origin: BigInterval,
    step: BigInterval,
    contrast: Contrast,
    bits: Bits,
}

/// The expectation of the family at `N(m, s^2)`, `m <= 0 < s`; `None` where it takes too many nodes.
pub(super) fn expectation(
    family: Family,
    m: &BigInterval,
    s: &BigInterval,
    bits: Bits,
) -> Option<BigInterval> {
    let (mean, scale) = (m.approximate(), s.approximate());
    if !(mean.is_finite() && scale.is_finite() && scale > 0.0) {
        return None;
    }
    let target = bits.0 as f64 * LN_2;
    let strip = STRIP.min((2.0 * target).sqrt() * scale);
    let ratio = strip / scale;
    let step = 2.0 * PI * strip / (target + 0.5 * ratio * ratio);
    let (left, right) = family.rates();
    let shift = mean + left * scale * scale;
    let shifted = shift < 0.0;
    let reach = |rate: f64| {
        let half = 0.5 / (scale * scale);
        2.0 * target / (rate + (rate * rate + 4.0 * target * half).sqrt())
    };
    let nodes = if shifted {
        2.0 * reach(0.0) / step
    } else {
        let tilt = mean / (scale * scale);
        (reach(left + tilt) + reach(right - tilt)) / step
    };
    if nodes.is_nan() || nodes >= MAX_NODES {
        return None;
    }
    let rule = Rule {
        family,
        m,
        s,
        origin: BigInterval::number(if shifted { shift } else { 0.0 })?,
        step: BigInterval::number(step)?,
        contrast: polynomial(if let Family::Softplus(n) = family {
            n.max(2)
        } else {
            2
        }),
        bits,
    };
    let sums = rule.sums()?;
    rule.enclose(sums, strip)
}

impl Rule<'_> {
    /// `(u - m)/s` at the k-th node.
    fn deviation(&self, k: i64) -> Option<BigInterval> {
        let u = self.origin.add(
            &self.step.mul(&BigInterval::integer(k), self.bits),
            self.bits,
        );
        u.sub(self.m, self.bits).div(self.s, self.bits)
    }

    fn sums(&self) -> Option<Sums> {
        let bits = self.bits;
        let right = self.side(1)?;
        let left = self.side(-1)?;
        let density = self.deviation(0)?.normal_density(bits)?;
        let middle = self.term(0, &density, &self.origin.exp(bits)?)?;
        let sum = |a: &BigInterval, b: &BigInterval, c: &BigInterval| a.add(b, bits).add(c, bits);
        Some(Sums {
            terms: sum(&middle.0, &left.terms, &right.terms),
            majorant: sum(&middle.1, &left.majorant, &right.majorant),
        })
    }

    /// The terms on one side of the origin, with what is left out enclosed.
    fn side(&self, direction: i64) -> Option<Sums> {
        let bits = self.bits;
        let z = self.deviation(0)?;
        let by = self.step.div(self.s, bits)?;
        let along = if direction > 0 { by.clone() } else { by.neg() };
        // phi(z + a) = phi(z) e^(-z a - a^2/2), and the factor itself changes by e^(-a^2).
        let square = along.sqr(bits);
        let mut factor = z
            .mul(&along, bits)
            .add(&square.shift(-1)?, bits)
            .neg()
            .exp(bits)?;
        let change = square.neg().exp(bits)?;
        let growth = if direction > 0 {
            self.step.exp(bits)?
        } else {
            self.step.neg().exp(bits)?
        };
        let mut weight = z.normal_density(bits)?;
        let mut e = self.origin.exp(bits)?;
        let mut sums = Sums {
            terms: BigInterval::zero(),
            majorant: BigInterval::zero(),
        };
        let mut before: Option<BigInterval> = None;
        for k in 1..MAX_NODES as i64 {
            weight = weight.mul(&factor, bits);
            factor = factor.mul(&change, bits);
            e = e.mul(&growth, bits);
            let (term, majorant) = self.term(direction * k, &weight, &e)?;
            sums.terms = sums.terms.add(&term, bits);
            sums.majorant = sums.majorant.add(&majorant, bits);
            // The quotient of successive terms is asked for only where they are small enough.
            if k % 8 == 0
                && let Some(before) = &before
                && self.is_negligible(&majorant, &sums.majorant)
                && self.is_beyond(direction * (k - 1))?
            {
                let quotient = majorant.div(before, bits)?.upper();
                let rest = BigInterval::one().sub(&quotient, bits);
                if rest.is_positive() {
                    let tail = majorant.mul(&quotient, bits).div(&rest, bits)?.upper();
                    let scaled = tail.mul(&BigInterval::number(self.dominance())?, bits);
                    sums.terms = sums.terms.add(&scaled.neg().hull(&scaled), bits);
                    sums.majorant = sums.majorant.add(&tail, bits);
                    return Some(sums);
                }
            }
            before = Some(majorant);
        }
        None
    }

    /// The factor by which the majorant's terms bound the terms.
    fn dominance(&self) -> f64 {
        match self.family {
            Family::Softplus(n) if n > 2 => self.contrast.size,
            // |z|^j <= 1 + z^(2i), and the majorant has both.
            Family::Softplus(_) | Family::Sech(_) => 1.0,
        }
    }

    /// Whether both powers of z in a moment are monotone from this node on.
    fn is_beyond(&self, k: i64) -> Option<bool> {
        if !matches!(self.family, Family::Sech(j) if j > 0) {
            return Some(true);
        }
        let z = self.deviation(k)?;
        let two = BigInterval::integer(2);
        // Beyond two deviations 1 + z^(2i) is log-concave.
        Some(two.certainly_lt(&if k > 0 { z } else { z.neg() }))
    }

    fn is_negligible(&self, term: &BigInterval, sum: &BigInterval) -> bool {
        match sum.shift(-(self.bits.0 as i32)) {
            Some(limit) => term.certainly_le(&limit),
            None => true,
        }
    }

    /// The term at a node and its positive majorant, without the factor `h/s`.
    fn term(
        &self,
        k: i64,
        weight: &BigInterval,
        e: &BigInterval,
    ) -> Option<(BigInterval, BigInterval)> {
        let bits = self.bits;
        match self.family {
            Family::Softplus(0) => {
                let term = e.ln_1p(bits)?.mul(weight, bits);
                Some((term.clone(), term))
            }
            Family::Softplus(1) => {
                let whole = e.add(&BigInterval::one(), bits);
                let term = e.div(&whole, bits)?.mul(weight, bits);
                Some((term.clone(), term))
            }
            Family::Softplus(_) => {
                let (value, second) = derivative(e, &self.contrast, bits)?;
                Some((value.mul(weight, bits), second.mul(weight, bits)))
            }
            Family::Sech(j) => {
                // sech(u/2) = 2 e^(u/2)/(1 + e^u)
                let root = e.sqrt(bits)?;
                let whole = e.add(&BigInterval::one(), bits);
                let sech = root.shift(1)?.div(&whole, bits)?.mul(weight, bits);
                if j == 0 {
                    return Some((sech.clone(), sech));
                }
                let z = self.deviation(k)?;
                let even = (j + j % 2) as i32;
                let majorant = z.powi(even, bits)?.add(&BigInterval::one(), bits);
                Some((
                    sech.mul(&z.powi(j as i32, bits)?, bits),
                    sech.mul(&majorant, bits),
                ))
            }
        }
    }

    /// The expectation from the sums: `|T - E f| <= error E F`, and `E F <= 2 T_F` where the error is below 1/2.
    fn enclose(&self, sums: Sums, strip: f64) -> Option<BigInterval> {
        let bits = self.bits;
        // The strip of doubles: its bounds need a few digits only, rounded up by a tenth of a per cent.
        let half = 0.5 * strip;
        let secant = 1.001 / half.cos();
        let tangent = (1.001 * half.tan()).max(1.0);
        let power = match self.family {
            Family::Softplus(0 | 1) => secant,
            Family::Softplus(2) => secant * secant,
            Family::Softplus(n) => {
                secant * secant * self.contrast.size * tangent.powi(n as i32 - 2) * 1.001
            }
            Family::Sech(j) => {
                let even = (j + j % 2) as i32;
                let imaginary = 1.001 * strip / self.s.approximate();
                secant * 2f64.powi(even) * (1.0 + imaginary.powi(even)) * 1.001
            }
        };
        let strip = BigInterval::number(strip)?;
        let spread = strip
            .sqr(bits)
            .div(&self.s.sqr(bits).shift(1)?, bits)?
            .exp(bits)?;
        let decay = BigInterval::pi(bits)?
            .shift(1)?
            .mul(&strip, bits)
            .div(&self.step, bits)?
            .exp_m1(bits)?;
        let error = spread
            .shift(1)?
            .div(&decay, bits)?
            .mul(&BigInterval::number(power)?, bits);
        let scale = self.step.div(self.s, bits)?;
        if !error.certainly_lt(&BigInterval::one().shift(-1)?) {
            return None;
        }
        // The majorant of the moments is no single analytic function's, but 1 and z^(2i) are; each doubles at most.
        let bound = error.mul(&sums.majorant.shift(1)?, bits).upper();
        let value = sums.terms.add(&bound.neg().hull(&bound), bits);
        Some(value.mul(&scale, bits))
    }
}
