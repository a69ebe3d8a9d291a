//! The weight alone, correct means: the minimiser on `[0, 1]` of every objective, enclosed.

use super::equilibrium::{hybrid_old_weight, ttt_old_weight};
use super::oapl::oapl_old_weight;
use super::soft_gap::soft_gap;
use super::{Certificate, CertificateKind, LearnerBox, NotCertified};
use crate::interval::Interval;
use crate::kernel::enclosure::softplus_normal;
use crate::overlap::enclosure::{boundary_slope, distinguishability, tv};

/// The objectives in the old weight with correct means, their numbers enclosed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WeightObjective {
    /// $\mathrm{KL}(p_n\Vert q)$.
    Sft,
    /// $\mathrm{KL}(p_\rho\Vert q)$.
    SftReplay {
        /// The replay rate $\rho$.
        rho: Interval,
    },
    /// $\mathrm{KL}(p_n\Vert(1-\rho)q+\rho p_o)$.
    SftModelReplay {
        /// The replay rate $\rho<1$.
        rho: Interval,
    },
    /// $\mathrm{KL}(q\Vert p_\alpha)$; SDFT with its teacher at rest.
    ReverseKl {
        /// The target's old weight $\alpha\in(0,1)$.
        alpha: Interval,
    },
    /// Jensen-Shannon and skewed KL divergences from $p_\alpha$.
    Divergence {
        /// The reference's old weight $\alpha\in(0,1)$.
        alpha: Interval,
        /// The reference's share in the mixture, in $(0,1)$.
        gamma: Interval,
    },
    /// $\tau\,\mathrm{KL}(q\Vert q_0)$ minus the entropic utility.
    TttDiscover {
        /// The utility's temperature parameter $\eta\ge0$.
        eta: Interval,
        /// The new mode's advantage $\Delta\ge0$.
        gap: Interval,
        /// The anchor $\tau\ge0$.
        tau: Interval,
        /// The old weight of $q_0$.
        beta0: Interval,
        /// Whether the reward is the frozen soft one, a function of the sample.
        soft: bool,
    },
    /// OAPL's regression on the frozen soft reward.
    Oapl {
        /// The gap $\Delta\ge0$.
        gap: Interval,
        /// The temperature $\tau>0$.
        tau: Interval,
        /// The lagged policy's old weight.
        beta0: Interval,
    },
    /// $(1-s)\,\mathrm{KL}(p_n\Vert q)+s\,\mathrm{KL}(q\Vert p_\alpha)$.
    Hybrid {
        /// The share $s$ of reverse KL.
        share: Interval,
        /// The target's old weight $\alpha\in(0,1)$.
        alpha: Interval,
    },
}

/// The slope in $\beta$ over a box of weights in $(0,1)$, up to a positive factor (the table in the module's
/// documentation): $D(\beta)$, $(\beta-\rho)D(\beta)$, $D(\rho+(1-\rho)\beta)$ or $K(\beta)-K(\alpha)$; the whole line for the other objectives.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::{WeightObjective, weight_slope};
/// let rho = Interval::point(0.25);
/// let slope = |lo, hi| Interval::new(lo, hi).map(|beta| weight_slope(WeightObjective::SftReplay { rho }, beta, Interval::point(3.0)));
/// // B5: down to rho and up again, on whole boxes of weights.
/// assert!(slope(0.1, 0.2)?.hi() < 0.0 && slope(0.3, 0.4)?.lo() > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn weight_slope(objective: WeightObjective, beta: Interval, delta: Interval) -> Interval {
    match objective {
        WeightObjective::Sft => distinguishability(beta, delta),
        WeightObjective::SftReplay { rho } => (beta - rho) * distinguishability(beta, delta),
        WeightObjective::SftModelReplay { rho } => {
            distinguishability(rho + (Interval::ONE - rho) * beta, delta)
        }
        WeightObjective::ReverseKl { alpha } => {
            let from_end = boundary_slope(beta, delta) - boundary_slope(alpha, delta);
            from_end.meet(rise(beta, delta) - rise(alpha, delta))
        }
        _ => Interval::ENTIRE,
    }
}

/// $K(\beta)-\delta^2/2=\varphi+P(-\varphi-\tfrac{\delta^2}2)-P(\varphi-\tfrac{\delta^2}2)$, without the large term; accurate for large $\delta$.
pub(super) fn rise(beta: Interval, separation: Interval) -> Interval {
    let phi = beta.logit();
    let half = separation.sqr() * 0.5;
    phi + softplus_normal(-phi - half, separation) - softplus_normal(phi - half, separation)
}

/// The old weight that minimises the objective on `[0, 1]`, correct means.
///
/// For the first six objectives the width is that of the number the theorem names; for the others, see [`ttt_old_weight`],
/// [`hybrid_old_weight`] and the module's documentation. It takes microseconds to milliseconds; OAPL up to a second.
/// Source: B1, B5, B6, C2, D1, E1, G1, F.
///
/// # Errors
/// [`NotCertified::NotSeparated`] where $\delta=0$ is not excluded, [`NotCertified::OutOfScope`] outside an objective's domain or range,
/// and [`NotCertified::TooWide`] where nothing better than `[0, 1]` is found.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::{WeightObjective, old_weight};
/// let alpha = Interval::parse("0.5")?;
/// let share = Interval::parse("0.01")?;
/// let kept = old_weight(WeightObjective::Hybrid { share, alpha }, Interval::point(2.0))?;
/// assert!(kept.lo() > 5.18e-4 && kept.hi() < 5.19e-4);                     // G1
/// assert_eq!(old_weight(WeightObjective::Sft, Interval::point(2.0))?, Interval::ZERO);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn old_weight(objective: WeightObjective, delta: Interval) -> Result<Interval, NotCertified> {
    in_scope(objective, delta)?;
    let found = match objective {
        WeightObjective::Sft | WeightObjective::SftModelReplay { .. } => Interval::ZERO,
        WeightObjective::SftReplay { rho } => rho,
        WeightObjective::ReverseKl { alpha } | WeightObjective::Divergence { alpha, .. } => alpha,
        WeightObjective::TttDiscover {
            eta,
            gap,
            tau,
            beta0,
            soft,
        } => {
            let gap = if soft {
                soft_gap(eta, gap, beta0, delta)?
            } else {
                gap
            };
            ttt_old_weight(eta, tau, gap, beta0, delta)
        }
        WeightObjective::Oapl { gap, tau, beta0 } => oapl_old_weight(gap, tau, beta0, delta)?,
        WeightObjective::Hybrid { share, alpha } => hybrid_old_weight(share, alpha, delta),
    };
    if found.is_defined() && found.width() < 1.0 {
        Ok(found)
    } else {
        Err(NotCertified::TooWide { width: 1.0 })
    }
}

/// The certificate of [`old_weight`]: the minimiser, and that it is the only one on `[0, 1]`.
///
/// # Errors
/// As [`old_weight`], and [`NotCertified::TooWide`] above [`CERTIFIED_WIDTH`](super::CERTIFIED_WIDTH).
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::{WeightObjective, certify_weight};
/// let alpha = Interval::parse("0.4")?;
/// let found = certify_weight(WeightObjective::ReverseKl { alpha }, Interval::point(3.0))?;
/// assert_eq!((found.enclosure.old_weight.lo(), found.enclosure.old_weight.hi()), (alpha.lo(), alpha.hi()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn certify_weight(
    objective: WeightObjective,
    delta: Interval,
) -> Result<Certificate, NotCertified> {
    let found = old_weight(objective, delta)?;
    let at_an_end = found.is_point() && (found.lo() == 0.0 || found.lo() == 1.0);
    let kind = match objective {
        WeightObjective::Oapl { .. } => CertificateKind::LowestOfAll,
        _ if at_an_end => CertificateKind::Boundary,
        _ if found.lo() > 0.0 && found.hi() < 1.0 => CertificateKind::OnlyStationaryPoint,
        _ => CertificateKind::OnlyMinimiser,
    };
    super::narrow_enough(certificate(kind, found, delta))
}

/// Proves that the box of weights holds the one stationary point on $(0,1)$, for a slope that [`weight_slope`] encloses.
///
/// # Errors
/// As [`certify_weight`]; [`NotCertified::NoStationaryPoint`] if the slope is proved to keep its sign on the box,
/// [`NotCertified::NoSignChange`] if nothing is proved, [`NotCertified::BadBox`] outside $(0,1)$.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::{WeightObjective, certify_weight_box};
/// let problem = WeightObjective::ReverseKl { alpha: Interval::point(0.5) };
/// let delta = Interval::point(3.0);
/// assert!(certify_weight_box(problem, Interval::new(0.4, 0.6)?, delta).is_ok());
/// assert!(certify_weight_box(problem, Interval::new(0.1, 0.4)?, delta).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn certify_weight_box(
    objective: WeightObjective,
    weights: Interval,
    delta: Interval,
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
    // The zero is where the theorem says, and in the box.
    let theorem = old_weight(objective, delta)?;
    let inside = Interval::from_bounds(
        theorem.lo().max(weights.lo()),
        theorem.hi().min(weights.hi()),
    );
    Ok(certificate(
        CertificateKind::OnlyStationaryPoint,
        inside,
        delta,
    ))
}

/// Refuses settings where `D > 0` on `(0, 1)` is not certain or the objective is not one.
fn in_scope(objective: WeightObjective, delta: Interval) -> Result<(), NotCertified> {
    let variation = tv(delta);
    if !Interval::ZERO.certainly_lt(variation) {
        return Err(NotCertified::NotSeparated(variation));
    }
    let inside = |weight: Interval| weight.is_defined() && weight.lo() > 0.0 && weight.hi() < 1.0;
    match objective {
        WeightObjective::SftReplay { rho }
            if !(rho.is_defined() && rho.lo() >= 0.0 && rho.hi() <= 1.0) =>
        {
            Err(NotCertified::OutOfScope(
                "the replay rate must lie in [0, 1]",
            ))
        }
        WeightObjective::SftModelReplay { rho }
            if !(rho.is_defined() && rho.lo() >= 0.0 && rho.hi() < 1.0) =>
        {
            Err(NotCertified::OutOfScope(
                "at rho = 1 the learner does not enter the objective",
            ))
        }
        WeightObjective::ReverseKl { alpha } | WeightObjective::Hybrid { alpha, .. }
            if !inside(alpha) =>
        {
            Err(NotCertified::OutOfScope(
                "reverse KL needs a target weight in (0, 1)",
            ))
        }
        WeightObjective::Divergence { alpha, gamma } if !(inside(alpha) && inside(gamma)) => Err(
            NotCertified::OutOfScope("the reference's weight and its share must lie in (0, 1)"),
        ),
        WeightObjective::TttDiscover { gap, tau, .. } if gap.lo() <= 0.0 && tau.lo() <= 0.0 => {
            Err(NotCertified::NotIsolated(
                "without an advantage and without an anchor every weight is optimal",
            ))
        }
        WeightObjective::TttDiscover { beta0, .. } | WeightObjective::Oapl { beta0, .. }
            if !inside(beta0) =>
        {
            Err(NotCertified::OutOfScope(
                "the reference policy's weight must lie in (0, 1)",
            ))
        }
        _ => Ok(()),
    }
}

fn certificate(kind: CertificateKind, old_weight: Interval, delta: Interval) -> Certificate {
    let held = |old_weight: Interval| LearnerBox {
        old_weight,
        old_mean: Interval::ZERO,
        new_mean: delta,
    };
    Certificate {
        kind,
        enclosure: held(old_weight),
        unique_in: held(Interval::from_bounds(0.0, 1.0)),
    }
}
