//! OAPL in the weight alone: every change of sign of the slope on `[0, 1]`, and the lowest of the minima (F2).
//!
//! With correct means, $\rho=q_\beta/q_{\text{lag}}$, $R=\tau\ln\rho-\Delta r_n+V$ and $h=\partial_\beta\ln\rho=(p_o-p_n)/q_\beta$ the loss, half its slope over $\tau$ and the
//! derivative of that are
//! $$ \mathcal L=\mathbb{E}_{\text{lag}}[R^2],\qquad S=\mathbb{E}_{\text{lag}}[R\,h],\qquad S'=\mathbb{E}_{\text{lag}}[(\tau-R)\,h^2]. $$
//! $S$ and $S'$ are enclosed over boxes of weights that cover `[0, 1]`: where the sign of $S$ is certain there is no stationary point, where
//! that of $S'$ is there is at most one. What is left is halved in the logit.

use super::NotCertified;
use super::oapl_rule::{OaplRule, Sums};
use crate::interval::Interval;

/// Boxes looked at before it is given up.
const MOST_BOXES: usize = 4000;
/// The ends of `[0, 1]` that are judged as a whole, in the logit; further ones follow where these are not decided.
const REACHES: [f64; 6] = [12.0, 24.0, 36.0, 70.0, 140.0, 280.0];
/// A bracket of a minimum this narrow is narrowed no further.
const NARROW: f64 = 1e-14;

/// A part of `[0, 1]` that holds exactly one local minimum.
struct Minimum {
    weight: Interval,
    loss: Interval,
}

/// The weight that minimises the loss on `[0, 1]`.
pub(super) fn oapl_old_weight(
    gap: Interval,
    tau: Interval,
    beta0: Interval,
    delta: Interval,
) -> Result<Interval, NotCertified> {
    let rule = OaplRule::new(gap, tau, beta0, delta)?;
    let (low, at_zero) = end(&rule, false)?;
    let (high, at_one) = end(&rule, true)?;
    let mut minima = inner_minima(&rule, low, high)?;
    for (holds, weight) in [(at_zero, 0.0), (at_one, 1.0)] {
        if holds {
            let weight = Interval::point(weight);
            let loss = rule.sums(weight).loss;
            minima.push(Minimum { weight, loss });
        }
    }
    let lowest = minima
        .iter()
        .min_by(|a, b| a.loss.hi().total_cmp(&b.loss.hi()))
        .ok_or(NotCertified::OutOfScope(
            "no minimum of OAPL's loss was isolated",
        ))?;
    let rivals = minima
        .iter()
        .filter(|other| other.weight != lowest.weight && !lowest.loss.certainly_lt(other.loss));
    if rivals.count() > 0 {
        return Err(NotCertified::NotIsolated(
            "two minima of OAPL's loss are not told apart by their enclosed values",
        ));
    }
    Ok(lowest.weight)
}

/// How far an end of `[0, 1]` reaches (a logit) on which the slope keeps its sign, and whether the end is a local minimum.
fn end(rule: &OaplRule, upper: bool) -> Result<(f64, bool), NotCertified> {
    for reach in REACHES {
        let phi = if upper { reach } else { -reach };
        let inner = Interval::point(phi).sigmoid();
        let region = if upper {
            Interval::from_bounds(inner.lo(), 1.0)
        } else {
            Interval::from_bounds(0.0, inner.hi())
        };
        match sign(rule.sums(region).slope) {
            Some(rises) => return Ok((phi, rises != upper)),
            None => continue,
        }
    }
    Err(NotCertified::OutOfScope(
        "the slope of OAPL's loss is not decided near an end of [0, 1]",
    ))
}

/// Whether the slope is positive, if it keeps its sign.
fn sign(slope: Interval) -> Option<bool> {
    if Interval::ZERO.certainly_lt(slope) {
        Some(true)
    } else if slope.certainly_lt(Interval::ZERO) {
        Some(false)
    } else {
        None
    }
}

/// All local minima between two logits.
fn inner_minima(rule: &OaplRule, low: f64, high: f64) -> Result<Vec<Minimum>, NotCertified> {
    let mut minima = Vec::new();
    let mut left = vec![(low, high)];
    let mut seen = 0;
    while let Some((a, b)) = left.pop() {
        seen += 1;
        if seen > MOST_BOXES {
            return Err(NotCertified::OutOfScope(
                "the slope of OAPL's loss is too flat to enclose all of its zeros",
            ));
        }
        let region = weights(a, b);
        let whole = rule.sums(region);
        if sign(whole.slope).is_some() {
            continue;
        }
        let middle = Interval::point(Interval::point(0.5 * (a + b)).sigmoid().mid());
        let at_middle = rule.sums(middle);
        // The mean-value form.
        if sign(at_middle.slope + whole.curvature * (region - middle)).is_some() {
            continue;
        }
        match sign(whole.curvature) {
            // Decreasing: at most a maximum.
            Some(false) => continue,
            Some(true) => minima.extend(only_minimum(rule, region, whole, middle, at_middle)?),
            None => left.extend([(a, 0.5 * (a + b)), (0.5 * (a + b), b)]),
        }
    }
    Ok(merged(minima))
}

fn weights(a: f64, b: f64) -> Interval {
    let end = |phi: f64| Interval::point(phi).sigmoid();
    Interval::from_bounds(end(a).lo(), end(b).hi())
}

/// Interval Newton on a box where the slope increases: the minimum in it, or none.
fn only_minimum(
    rule: &OaplRule,
    region: Interval,
    whole: Sums,
    middle: Interval,
    at_middle: Sums,
) -> Result<Option<Minimum>, NotCertified> {
    let (mut found, mut curvature) = (region, whole.curvature);
    let (mut centre, mut slope) = (middle, at_middle.slope);
    for _ in 0..60 {
        let step = centre - slope / curvature;
        let (mut lo, mut hi) = (found.lo(), found.hi());
        if step.is_defined() && step.is_bounded() {
            (lo, hi) = (lo.max(step.lo()), hi.min(step.hi()));
        }
        // The slope increases: its sign at the centre says on which side the zero lies.
        match sign(slope) {
            Some(true) => hi = hi.min(centre.hi()),
            Some(false) => lo = lo.max(centre.lo()),
            None => {}
        }
        if lo > hi {
            return Ok(None);
        }
        let next = Interval::from_bounds(lo, hi);
        let narrowed = next.width() < 0.9 * found.width();
        found = next;
        let stuck = !narrowed && sign(slope).is_none();
        if stuck || found.width() <= NARROW * found.hi() {
            break;
        }
        centre = Interval::point(found.mid());
        slope = rule.sums(centre).slope;
        let sharper = rule.sums(found).curvature;
        if sign(sharper) == Some(true) {
            curvature = sharper;
        }
    }
    let loss = rule.sums(found).loss;
    Ok(Some(Minimum {
        weight: found,
        loss,
    }))
}

/// Minima of neighbouring boxes that touch are one: a zero on their common end.
fn merged(mut minima: Vec<Minimum>) -> Vec<Minimum> {
    minima.sort_by(|a, b| a.weight.lo().total_cmp(&b.weight.lo()));
    let mut kept: Vec<Minimum> = Vec::new();
    for next in minima {
        match kept.last_mut() {
            Some(last) if next.weight.lo() <= last.weight.hi() => {
                last.weight =
                    Interval::from_bounds(last.weight.lo(), last.weight.hi().max(next.weight.hi()));
                last.loss = Interval::from_bounds(
                    last.loss.lo().min(next.loss.lo()),
                    last.loss.hi().max(next.loss.hi()),
                );
            }
            _ => kept.push(next),
        }
    }
    kept
}
