//! The weight alone: a slope whose sign is known on all of (0, 1), or an increasing slope and one change of sign.

use super::{Certificate, CertificateKind, LearnerBox, NotCertified, narrow_enough};
use crate::interval::Interval;
use crate::kernel::enclosure::softplus_normal;
use crate::model::{Separation, Weight};
use crate::overlap::enclosure::{boundary_slope, distinguishability, tv};

/// The objectives in the old weight, means correct; the weights are the exact values of the doubles in [`Weight::old`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WeightObjective {
    /// $\mathrm{KL}(p_n\Vert q)$.
    Sft,
    /// $\mathrm{KL}(p_\rho\Vert q)$.
    SftReplay {
        /// The replay rate $\rho$.
        rho: Weight,
    },
    /// $\mathrm{KL}(p_n\Vert(1-\rho)q+\rho p_o)$.
    SftModelReplay {
        /// The replay rate $\rho<1$.
        rho: Weight,
    },
    /// $\mathrm{KL}(q\Vert p_\alpha)$.
    ReverseKl {
        /// The target's old weight $\alpha\in(0,1)$.
        alpha: Weight,
    },
}

/// The slope in $\beta$ over a box of weights in $(0,1)$, up to a positive factor (the table in the module's
/// documentation): $D(\beta)$, $(\beta-\rho)D(\beta)$, $D(\rho+(1-\rho)\beta)$ or $K(\beta)-K(\alpha)$.
pub fn weight_slope(objective: WeightObjective, beta: Interval, delta: Separation) -> Interval {
    let separation = Interval::point(delta.delta());
    match objective {
        WeightObjective::Sft => distinguishability(beta, separation),
        WeightObjective::SftReplay { rho } => {
            (beta - Interval::point(rho.old())) * distinguishability(beta, separation)
        }
        WeightObjective::SftModelReplay { rho } => {
            let rho = Interval::point(rho.old());
            distinguishability(rho + (Interval::ONE - rho) * beta, separation)
        }
        WeightObjective::ReverseKl { alpha } => {
            let alpha = Interval::point(alpha.old());
            let from_end = boundary_slope(beta, separation) - boundary_slope(alpha, separation);
            from_end.meet(rise(beta, separation) - rise(alpha, separation))
        }
    }
}

/// $K(\beta)-\delta^2/2=\varphi+P(-\varphi-\tfrac{\delta^2}2)-P(\varphi-\tfrac{\delta^2}2)$, without the large term; accurate for large $\delta$.
pub(super) fn rise(beta: Interval, separation: Interval) -> Interval {
    let phi = beta.logit();
    let half = separation.sqr() * 0.5;
    phi + softplus_normal(-phi - half, separation) - softplus_normal(phi - half, separation)
}

/// The minimising weight on `[0, 1]`, correct means, with the proof that no other point of $(0,1)$ is stationary.
///
/// Width 0 for the forward objectives, at most [`CERTIFIED_WIDTH`](super::CERTIFIED_WIDTH) (typically $10^{-14}$) for reverse KL.
/// Source: B1, B5, B6, C2.
///
/// # Errors
/// [`NotCertified::NotSeparated`] at $\delta=0$, [`NotCertified::OutOfScope`] at $\alpha\in\{0,1\}$ or $\rho=1$ in the model,
/// and [`NotCertified::NoSignChange`] or [`NotCertified::TooWide`] where the enclosures of the slope are too wide.
///
/// ```
/// use forgetting::minimize::certified::{WeightObjective, certify_weight};
/// use forgetting::model::{Separation, Weight};
/// let alpha = Weight::new(0.4)?;
/// let found = certify_weight(WeightObjective::ReverseKl { alpha }, Separation::new(3.0)?)?;
/// assert!(found.enclosure.old_weight.contains(0.4) && found.enclosure.width() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn certify_weight(
    objective: WeightObjective,
    delta: Separation,
) -> Result<Certificate, NotCertified> {
    in_scope(objective, delta)?;
    match objective {
        WeightObjective::Sft | WeightObjective::SftModelReplay { .. } => Ok(certificate(
            CertificateKind::Boundary,
            Interval::ZERO,
            delta,
        )),
        WeightObjective::SftReplay { rho } => {
            let kind = if rho.old() > 0.0 && rho.old() < 1.0 {
                CertificateKind::OnlyStationaryPoint
            } else {
                CertificateKind::Boundary
            };
            Ok(certificate(kind, Interval::point(rho.old()), delta))
        }
        WeightObjective::ReverseKl { .. } => {
            let bracket = bracket(objective, delta);
            narrow_enough(certify_weight_box(objective, bracket, delta)?)
        }
    }
}

/// Proves that the box of weights holds the one stationary point on $(0,1)$, and narrows it.
///
/// # Errors
/// As [`certify_weight`]; [`NotCertified::NoStationaryPoint`] if the slope is proved to keep its sign on the box,
/// [`NotCertified::NoSignChange`] if nothing is proved, [`NotCertified::BadBox`] outside $(0,1)$.
pub fn certify_weight_box(
    objective: WeightObjective,
    weights: Interval,
    delta: Separation,
) -> Result<Certificate, NotCertified> {
    in_scope(objective, delta)?;
    if !(weights.is_defined() && weights.lo() > 0.0 && weights.hi() < 1.0) {
        return Err(NotCertified::BadBox);
    }
    let slope = |beta: f64| weight_slope(objective, Interval::point(beta), delta);
    let (at_lo, at_hi) = (slope(weights.lo()), slope(weights.hi()));
    let (below, above) = (
        at_lo.certainly_lt(Interval::ZERO),
        Interval::ZERO.certainly_lt(at_hi),
    );
    if Interval::ZERO.certainly_lt(at_lo) || at_hi.certainly_lt(Interval::ZERO) {
        // Each slope changes sign at most once, upwards: it keeps its sign on this side.
        return Err(NotCertified::NoStationaryPoint);
    }
    if !(below && above) {
        return Err(NotCertified::NoSignChange { at_lo, at_hi });
    }
    let narrowed = match objective {
        // The slope is (beta - rho) D with D > 0: its zero is rho itself.
        WeightObjective::SftReplay { rho } => Interval::point(rho.old()),
        _ => newton(objective, weights, delta),
    };
    Ok(certificate(
        CertificateKind::OnlyStationaryPoint,
        narrowed,
        delta,
    ))
}

/// Refuses settings where `D > 0` on `(0, 1)` is not certain or the objective is not one.
fn in_scope(objective: WeightObjective, delta: Separation) -> Result<(), NotCertified> {
    let variation = tv(Interval::point(delta.delta()));
    if !Interval::ZERO.certainly_lt(variation) {
        return Err(NotCertified::NotSeparated(variation));
    }
    match objective {
        WeightObjective::SftModelReplay { rho } if rho.old() >= 1.0 => Err(
            NotCertified::OutOfScope("at rho = 1 the learner does not enter the objective"),
        ),
        WeightObjective::ReverseKl { alpha } if alpha.old() <= 0.0 || alpha.old() >= 1.0 => Err(
            NotCertified::OutOfScope("reverse KL needs a target weight in (0, 1)"),
        ),
        _ => Ok(()),
    }
}

/// A bracket of the zero of an increasing slope: halved in the logit while the signs are certain.
fn bracket(objective: WeightObjective, delta: Separation) -> Interval {
    const REACH: f64 = 700.0;
    let slope = |phi: f64| {
        weight_slope(
            objective,
            Interval::point(Weight::from_logit(phi).old()),
            delta,
        )
    };
    let (mut low, mut high) = (-REACH, 36.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let here = slope(middle);
        if here.hi() < 0.0 {
            low = middle;
        } else if here.lo() > 0.0 {
            high = middle;
        } else {
            break;
        }
    }
    // Where the middle is the zero itself, quarter points may still tell.
    for _ in 0..40 {
        let width = high - low;
        let (left, right) = (low + 0.25 * width, high - 0.25 * width);
        let before = low;
        if slope(left).hi() < 0.0 {
            low = left;
        }
        let unmoved = low == before;
        if slope(right).lo() > 0.0 {
            high = right;
        } else if unmoved {
            break;
        }
    }
    Interval::from_bounds(
        Weight::from_logit(low).old(),
        Weight::from_logit(high).old(),
    )
}

/// Interval Newton: every step keeps the zero of the increasing slope.
fn newton(objective: WeightObjective, weights: Interval, delta: Separation) -> Interval {
    let separation = Interval::point(delta.delta());
    let mut found = weights;
    for _ in 0..60 {
        let centre = Interval::point(found.mid());
        let curvature = distinguishability(found, separation) / (found * (Interval::ONE - found));
        let step = weight_slope(objective, centre, delta) / curvature;
        let next = (centre - step).intersection(found);
        // A curvature enclosure that reaches 0, or overflow, proves nothing: keep what is proved.
        if !(curvature.lo() > 0.0 && step.is_bounded()) || next.is_empty() {
            break;
        }
        let progress = next.width() < 0.9 * found.width();
        found = next;
        if !progress {
            break;
        }
    }
    Interval::from_bounds(found.lo(), found.hi())
}

fn certificate(kind: CertificateKind, old_weight: Interval, delta: Separation) -> Certificate {
    let held = |old_weight: Interval| LearnerBox {
        old_weight,
        old_mean: Interval::ZERO,
        new_mean: Interval::point(delta.delta()),
    };
    Certificate {
        kind,
        enclosure: held(old_weight),
        unique_in: held(Interval::from_bounds(0.0, 1.0)),
    }
}
