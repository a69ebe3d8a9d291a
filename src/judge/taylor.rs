//! The Taylor form around a face of a box, for slacks that vanish there.
//!
//! With `e` the coordinate of the face and `F_j` the derivatives along its axis, for every `x` in the box some `y` in the box has
//! `F(x) = sum_(j<k) F_j(face point below x) (x_a - e)^j/j! + F_k(y) (x_a - e)^k/k!` (Taylor's theorem with the remainder of
//! Lagrange): it asks for `F_0 .. F_(k-1)` continuous and `F_k` defined on the whole box. Where the slack and its first
//! derivatives vanish exactly on the face, as `1 + x <= exp(x)` does at 0, the sign of `F_k` settles a box that touches it.

use super::bounder::Bounder;
use super::form::Side;
use super::obligation::Assertion;
use crate::interval::{Decoration, Interval};

impl Bounder<'_> {
    /// The Taylor form around a face, for inequalities.
    pub(super) fn taylor(
        &self,
        region: &[Interval],
        axis: usize,
        side: Side,
        order: usize,
        excluded: impl Fn(usize, f64) -> bool,
    ) -> Option<f64> {
        let (program, highest) = self.along.get(axis)?;
        if self.assertion == Assertion::Equal || order == 0 || order > *highest {
            return None;
        }
        let face = match side {
            Side::Lower => region[axis].lo(),
            Side::Upper => region[axis].hi(),
        };
        let over = program.evaluate(region).ok()?;
        let continuous = |v: &Interval| !v.is_empty() && v.decoration() >= Decoration::Dac;
        if !over[..order].iter().all(continuous) || !over[order].is_defined() {
            return None;
        }
        let mut on_face = region.to_vec();
        on_face[axis] = Interval::point(face);
        let at = program.evaluate(&on_face).ok()?;
        let step = region[axis] - Interval::point(face);
        let mut power = Interval::ONE;
        let mut sum = Interval::ZERO;
        let mut never_negative = true;
        for (k, derivative) in at.iter().enumerate().take(order) {
            let term = *derivative * power;
            never_negative &= term.lo() >= 0.0;
            sum = sum + term;
            // (x - e)^(k+1)/(k+1)!, by the exact sign of the step.
            power = step.pow_int(k as i32 + 1) / factorial(k + 1);
        }
        let last = over[order] * power;
        let enclosure = sum + last;
        if !enclosure.is_defined() || !enclosure.is_bounded() {
            return None;
        }
        let bound = self.accept(enclosure);
        // Away from the face the last term is positive if its derivative has the sign of the power.
        let strict = match side {
            Side::Upper if order % 2 == 1 => over[order].hi() < 0.0,
            _ => over[order].lo() > 0.0,
        };
        let touches_only_face = never_negative && strict && excluded(axis, face);
        bound.or((self.assertion == Assertion::Below && touches_only_face).then_some(0.0))
    }
}

fn factorial(n: usize) -> Interval {
    Interval::point((1..=n).map(|k| k as f64).product())
}
