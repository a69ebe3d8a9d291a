//! The stationary lines: learners collapsed onto one normal law.

use crate::kernel::{kernel, logistic_normal};
use crate::minimize::{StationaryKind, kind_of};
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::numeric::root;
use crate::objective::{Objective, ReverseKl};
use nalgebra::DVector;

/// One line $m_o=m_n=m$, $\beta$ free, on which the gradient of reverse KL vanishes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CollapsedLine {
    /// $|m-\mu_o|$, in $(0,\delta)$, to [`POSITION_ACCURACY`](super::POSITION_ACCURACY).
    pub position: f64,
    /// The divergence, one value on all of the line.
    pub value: f64,
    /// The curvature $1-\delta^2K_2$ against a common shift of both means along the axis. Against a split along the axis it is always negative.
    pub shift_curvature: f64,
    /// The Hessian's signature on the line, in one dimension.
    pub kind: StationaryKind,
}

/// All stationary lines of reverse KL, in order from the old mode to the new one (G3).
///
/// $m-\mu_o=x$ solves $x=\delta\,L(\lambda_\alpha-\delta^2/2+\delta x,\ \delta)$. The right side minus $x$ has slope $\delta^2K_2-1$, and $K_2(\cdot,\delta)$, the logistic density
/// smoothed by a normal one, is symmetric and unimodal: at most two turning points, both bracketed by its peak, hence one, two (on a
/// threshold) or three roots, and none is missed.
///
/// ```
/// use forgetting::{landscape::collapsed_lines, model::{Separation, Weight}};
/// let half = Weight::new(0.5)?;
/// assert_eq!(collapsed_lines(half, Separation::new(2.0)?).len(), 1);
/// assert_eq!(collapsed_lines(half, Separation::new(4.0)?).len(), 3);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn collapsed_lines(alpha: Weight, separation: Separation) -> Vec<CollapsedLine> {
    let balance = Balance { alpha, separation };
    let delta = separation.delta();
    let mut marks = vec![0.0];
    marks.extend(
        balance
            .turning_points()
            .into_iter()
            .flatten()
            .filter(|x| 0.0 < *x && *x < delta),
    );
    marks.push(delta);
    let mut positions: Vec<f64> = marks
        .windows(2)
        .filter_map(|ends| root(ends[0], ends[1], ROOT, |x| balance.excess(x)))
        .collect();
    // A turning point that is a root itself is the end of two intervals.
    positions.dedup_by(|a, b| (*a - *b).abs() <= 2.0 * ROOT);
    positions
        .into_iter()
        .map(|x| line_at(alpha, separation, x))
        .collect()
}

fn line_at(alpha: Weight, separation: Separation, position: f64) -> CollapsedLine {
    let target = TwoModes::on_the_line(separation).mixture(alpha);
    let mean = target.old_mean() + DVector::from_element(1, position);
    let half = Weight::new(0.5).expect("a weight");
    let learner = Mixture::new(half, mean.clone(), mean).expect("finite means");
    let objective = ReverseKl::new(target);
    CollapsedLine {
        position,
        value: objective.value(&learner),
        shift_curvature: -Balance { alpha, separation }.slope(position),
        kind: kind_of(&objective.derivatives(&learner).hessian),
    }
}

/// The separation from which on there are three stationary lines instead of one, to
/// [`POSITION_ACCURACY`](super::POSITION_ACCURACY).
///
/// At $\alpha=\tfrac12$ the midpoint splits: the root of $\delta^2K_2(0,\delta)=1$, 2.92167 (G3). Elsewhere two lines appear together,
/// at a larger separation, next to the mode of less weight.
///
/// # Errors
/// $\alpha$ outside (0, 1).
///
/// ```
/// use forgetting::{landscape::three_lines_from, model::Weight};
/// assert_eq!(format!("{:.5}", three_lines_from(Weight::new(0.5)?)?.delta()), "2.92167");
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn three_lines_from(alpha: Weight) -> crate::Result<Separation> {
    let alpha = Weight::interior("alpha", alpha.old())?;
    let at = |delta: f64| Separation::new(delta).expect("positive");
    let onset = root(1.0, 10.0, ROOT, |delta| {
        delta * delta * kernel(2, 0.0, delta) - 1.0
    })
    .expect("negative at 1, positive at 10");
    if alpha.logit() == 0.0 {
        return Ok(at(onset));
    }
    // The shallower of the two extrema, positive once it has crossed the axis.
    let margin = |delta: f64| {
        let balance = Balance {
            alpha,
            separation: at(delta),
        };
        match balance.turning_points() {
            Some([low, high]) => balance.excess(high).min(-balance.excess(low)),
            None => -1.0,
        }
    };
    let mut high = 2.0 * onset;
    while margin(high) <= 0.0 {
        high *= 2.0;
    }
    root(onset, high, ROOT, margin)
        .map(at)
        .ok_or(crate::Error::NotConverged {
            method: "Brent on the separation",
            gradient_norm: f64::NAN,
            tolerance: ROOT,
            iterations: 200,
        })
}

const ROOT: f64 = 1e-13;

/// Where one normal law at $\mu_o+x$ is pulled: $\delta\,L-x$.
struct Balance {
    alpha: Weight,
    separation: Separation,
}

impl Balance {
    fn log_odds(&self, x: f64) -> f64 {
        let delta = self.separation.delta();
        self.alpha.log_odds_new() + delta * (x - 0.5 * delta)
    }

    fn excess(&self, x: f64) -> f64 {
        let delta = self.separation.delta();
        delta * logistic_normal(self.log_odds(x), delta) - x
    }

    fn slope(&self, x: f64) -> f64 {
        let delta = self.separation.delta();
        delta * delta * kernel(2, self.log_odds(x), delta) - 1.0
    }

    /// Where the slope vanishes, on either side of its peak.
    fn turning_points(&self) -> Option<[f64; 2]> {
        let delta = self.separation.delta();
        let peak = 0.5 * delta - self.alpha.log_odds_new() / delta;
        if !(peak.is_finite() && self.slope(peak) > 0.0) {
            return None;
        }
        // K_2 has fallen below any threshold a few widths away.
        let mut reach = 1.0 + delta;
        while self.slope(peak + reach) >= 0.0 {
            reach *= 2.0;
        }
        let low = root(peak - reach, peak, ROOT, |x| self.slope(x))?;
        let high = root(peak, peak + reach, ROOT, |x| self.slope(x))?;
        Some([low, high])
    }
}
