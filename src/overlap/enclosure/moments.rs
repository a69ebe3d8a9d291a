//! Moments of the overlap, `kappa_j = E_q[r_o r_n z^j]`.

use super::misassignment::{bc_at, eps_old_at};
use super::{log_odds, on_domain, weight_variance};
use crate::interval::{Decoration, Interval};
use crate::kernel::enclosure::{MomentBox, moment_box};

/// `kappa_j = (1/2) sqrt(beta (1-beta)) BC S_j(lambda, delta)`, `j <= 2`; `z` is the whitened coordinate along
/// the axis from the midpoint of the means.
///
/// `j = 0`: exact range, since `kappa_0 = beta eps_o` is concave in `beta` and symmetric about 1/2 (an integral
/// of harmonic means of `beta p_o` and `(1-beta) p_n`) and decreases in `delta`. `j = 1, 2`: mean-value form in
/// `(lambda, delta)`, excess width quadratic; at a point the width is at most
/// [`RELATIVE_WIDTH`](crate::kernel::enclosure::RELATIVE_WIDTH) times `max(kappa_0, |kappa_j|)`.
/// `j > 2`: the whole line.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::overlap::enclosure::{eps_old, overlap_moment};
/// let (beta, delta) = (Interval::point(0.25), Interval::point(2.0));
/// // kappa_0 = beta eps_o.
/// assert!((overlap_moment(0, beta, delta).mid() - 0.25 * eps_old(beta, delta).mid()).abs() < forgetting::kernel::enclosure::RELATIVE_WIDTH);
/// ```
#[must_use]
pub fn overlap_moment(j: u32, beta: Interval, delta: Interval) -> Interval {
    on_domain([beta], delta, |[beta], delta| match j {
        0 => zeroth(beta, delta),
        1 | 2 => OverlapJet::new(beta, delta).map_or_else(
            || trivial(j as usize, beta, delta),
            |jet| jet.range[j as usize],
        ),
        _ => Interval::ENTIRE,
    })
}

fn zeroth(beta: Interval, delta: Interval) -> Interval {
    let at = |beta: f64, delta: f64| Interval::number(beta) * eps_old_at(beta, delta);
    let least = at(beta.lo(), delta.hi())
        .lo()
        .min(at(beta.hi(), delta.hi()).lo());
    let most = if beta.contains(0.5) {
        0.5
    } else if beta.lo() > 0.5 {
        beta.lo()
    } else {
        beta.hi()
    };
    Interval::build(least.max(0.0), at(most, delta.lo()).hi(), Decoration::Com)
}

/// `(1/2) sqrt(beta (1-beta)) BC` over a box.
fn prefactor(beta: Interval, delta: Interval) -> Interval {
    let bc = Interval::build(
        bc_at(delta.hi()).lo(),
        bc_at(delta.lo()).hi(),
        Decoration::Com,
    );
    weight_variance(beta).sqrt() * bc * 0.5
}

/// Bounds without a mean-value form: `0 <= S_0, S_2 <= 1`, `|S_1| <= 1`.
fn trivial(j: usize, beta: Interval, delta: Interval) -> Interval {
    let sign = Interval::constant(if j == 1 { -1.0 } else { 0.0 }, 1.0);
    prefactor(beta, delta) * sign
}

/// `kappa_0 .. kappa_2` with their first derivatives, for mean-value forms around an inner point.
#[derive(Debug, Clone, Copy)]
pub(super) struct OverlapJet {
    /// The weight at the centre (a double in `lambda`, so only enclosed in `beta`).
    pub centre_beta: Interval,
    /// The separation at the centre.
    pub centre_delta: f64,
    /// Offsets from the centre over the box, in `lambda` and in `delta`.
    pub offset: [Interval; 2],
    /// The moments at the centre.
    pub centre: [Interval; 3],
    /// The moments over the box.
    pub range: [Interval; 3],
    /// `d kappa_j/d lambda` over the box.
    pub by_lambda: [Interval; 3],
    /// `d kappa_j/d delta` over the box.
    pub by_delta: [Interval; 3],
}

impl OverlapJet {
    /// `None` where the box touches a weight 0 or 1 or is unbounded.
    pub(super) fn new(beta: Interval, delta: Interval) -> Option<Self> {
        if beta.lo() <= 0.0 || beta.hi() >= 1.0 || !delta.is_bounded() {
            return None;
        }
        let lambda = -Interval::build(
            log_odds(beta.lo()).lo(),
            log_odds(beta.hi()).hi(),
            Decoration::Com,
        );
        let centre_lambda = lambda.mid();
        let centre_delta = delta.mid();
        let centre_beta = Interval::number(-centre_lambda).sigmoid();
        let MomentBox {
            centre,
            range,
            by_lambda,
            by_delta,
        } = moment_box(lambda, delta, centre_lambda, centre_delta);
        let scale = prefactor(beta, delta);
        let centre_scale = {
            let variance = centre_beta * Interval::number(centre_lambda).sigmoid();
            variance.sqrt() * bc_at(centre_delta) * 0.5
        };
        // d ln prefactor: beta - 1/2 in lambda, -delta/4 in delta.
        let tilt = beta - Interval::number(0.5);
        let by_lambda: [Interval; 3] =
            std::array::from_fn(|j| scale * (tilt * range[j] + by_lambda[j]));
        let by_delta: [Interval; 3] =
            std::array::from_fn(|j| scale * (by_delta[j] - delta * range[j] * 0.25));
        let offset = [
            lambda - Interval::number(centre_lambda),
            delta - Interval::number(centre_delta),
        ];
        let centre = centre.map(|moment| centre_scale * moment);
        let range = std::array::from_fn(|j| {
            (centre[j] + by_lambda[j] * offset[0] + by_delta[j] * offset[1]).meet(scale * range[j])
        });
        Some(Self {
            centre_beta,
            centre_delta,
            offset,
            centre,
            range,
            by_lambda,
            by_delta,
        })
    }
}
