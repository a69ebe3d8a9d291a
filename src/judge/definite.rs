//! Integrals over intervals, enclosed.
//!
//! The interval is cut into panels. On a panel `X` with centre `c` and half-width `r` three enclosures are intersected, each where
//! what it needs is defined on all of `X`:
//!
//! ```text
//! 2 r F(X)
//! 2 r f(c) + r^3/3 F''(X)
//! r (f(c - r/sqrt 3) + f(c + r/sqrt 3)) + r^5/135 F''''(X)
//! ```
//!
//! The second is the midpoint rule, the third the Gauss rule with two nodes, both with their remainders. The panel that contributes most to
//! the width is halved until the sum is narrow, stays as wide as it is, or the limit is reached. An end that is only known to lie
//! in an interval adds the integrand's range there times the distance.

use std::collections::BinaryHeap;

use super::panel::Panel;
use crate::claim::{DefiniteIntegral, EvalError};
use crate::interval::{Decoration, Interval};

/// Most panels.
const PANELS: usize = 4096;
/// The sum is narrow when its width is below this part of its magnitude.
const NARROW: f64 = 1e-15;
/// Twice the panels must shrink the width to this part, or what is left is not for panels to remove.
const WORTHWHILE: f64 = 0.8;
/// Panels before which that is not asked.
const TRUSTED: usize = 64;

/// The enclosure of an integral; undecorated where the integrand is not known to have values everywhere between the ends.
pub(super) fn integrate(
    mut integral: DefiniteIntegral<'_, Interval>,
) -> Result<Interval, EvalError> {
    let (from, to) = (*integral.from, *integral.to);
    let unknown = Interval::ENTIRE.at_most(Decoration::Trv);
    if !(from.is_defined() && to.is_defined() && from.is_bounded() && to.is_bounded()) {
        return Ok(unknown);
    }
    let (a, b) = (from.mid(), to.mid());
    let between = over(a.min(b), a.max(b), &mut integral)?;
    let between = if a <= b { between } else { -between };
    let start = beyond(from, a, &mut integral)?;
    let end = beyond(to, b, &mut integral)?;
    Ok(between + end - start)
}

/// The integral from `point` to anywhere in `end`, which contains it.
fn beyond(
    end: Interval,
    point: f64,
    integral: &mut DefiniteIntegral<'_, Interval>,
) -> Result<Interval, EvalError> {
    if end.lo() == end.hi() {
        return Ok(Interval::ZERO);
    }
    let range = (integral.integrand)(&end)?;
    Ok((end - Interval::point(point)) * range)
}

fn over(
    low: f64,
    high: f64,
    integral: &mut DefiniteIntegral<'_, Interval>,
) -> Result<Interval, EvalError> {
    if low == high {
        // The integrand must have a value all the same.
        let there = (integral.integrand)(&Interval::point(low))?;
        return Ok(Interval::ZERO * there);
    }
    let mut panels = BinaryHeap::from([panel(low, high, integral)?]);
    let mut last = f64::INFINITY;
    while panels.len() < PANELS {
        let count = panels.len();
        if count.is_power_of_two() {
            let sum = total(&panels);
            let width = if sum.is_defined() {
                sum.width()
            } else {
                f64::INFINITY
            };
            let stuck = count >= TRUSTED && width.is_finite() && width > WORTHWHILE * last;
            if width <= NARROW * sum.mag() || stuck {
                return Ok(sum);
            }
            last = width;
        }
        let Some(widest) = panels.pop() else { break };
        let middle = 0.5 * widest.low + 0.5 * widest.high;
        if !(widest.low < middle && middle < widest.high) {
            panels.push(widest);
            break;
        }
        panels.push(panel(widest.low, middle, integral)?);
        panels.push(panel(middle, widest.high, integral)?);
    }
    Ok(total(&panels))
}

/// The sum, from the left to the right.
fn total(panels: &BinaryHeap<Panel>) -> Interval {
    let mut ordered: Vec<&Panel> = panels.iter().collect();
    ordered.sort_by(|a, b| a.low.total_cmp(&b.low));
    ordered
        .iter()
        .fold(Interval::ZERO, |sum, panel| sum + panel.share)
}

fn panel(
    low: f64,
    high: f64,
    integral: &mut DefiniteIntegral<'_, Interval>,
) -> Result<Panel, EvalError> {
    let whole = Interval::from_bounds(low, high);
    let range = (integral.integrand)(&whole)?;
    let (from, to) = (Interval::point(low), Interval::point(high));
    let half = Interval::from_bounds(0.5, 0.5);
    let radius = (to - from) * half;
    let mut share = (to - from) * range;
    if range.is_defined()
        && let Some(derivatives) = integral.derivatives.as_mut()
    {
        let centre = (from + to) * half;
        let known = |x: &Interval| x.is_defined() && x.is_bounded();
        let slopes = derivatives(&whole)?;
        // A derivative speaks only where those before it exist.
        let order = slopes.iter().take_while(|slope| known(slope)).count();
        if let (2.., Some(second)) = (order, slopes.get(1)) {
            let at = (integral.integrand)(&centre)?;
            let third = radius.pow_int(3) / Interval::point(3.0);
            share = narrowed(share, (to - from) * at + third * *second);
        }
        if let (4.., Some(fourth)) = (order, slopes.get(3)) {
            let offset = radius / Interval::point(3.0).sqrt();
            let left = (integral.integrand)(&inside(centre - offset, whole))?;
            let right = (integral.integrand)(&inside(centre + offset, whole))?;
            let fifth = radius.pow_int(5) / Interval::point(135.0);
            share = narrowed(share, radius * (left + right) + fifth * *fourth);
        }
    }
    Ok(Panel { low, high, share })
}

/// A node lies in the panel, whatever rounding says.
fn inside(node: Interval, panel: Interval) -> Interval {
    Interval::from_bounds(node.lo().max(panel.lo()), node.hi().min(panel.hi()))
}

/// What both enclosures allow; the first where the second says nothing.
fn narrowed(share: Interval, other: Interval) -> Interval {
    if !(other.is_defined() && other.is_bounded()) {
        return share;
    }
    let (lo, hi) = (share.lo().max(other.lo()), share.hi().min(other.hi()));
    if lo <= hi {
        Interval::from_bounds(lo, hi).at_most(share.decoration())
    } else {
        share
    }
}
