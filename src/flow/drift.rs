//! C8: how far reverse KL moves an old mean that starts where it belongs, over a whole run.

use super::{Extremum, GradientFlow, Trajectory};
use crate::bounds::uniform_drift_bound;
use crate::error::{Error, Result};
use crate::kernel::logistic_normal;
use crate::minimize::Free;
use crate::model::{Mixture, Separation, Weight};
use crate::objective::{Objective, ReverseKl};
use crate::overlap::Overlap;

/// The forcing of C8, $\varepsilon_q|m_n-m_o|+\varepsilon_p\,\delta$: all that can push the old mean away from $\mu_o$ under reverse KL, in whitened units.
///
/// $\varepsilon_q=\mathbb{E}_{N(m_o)}[r_n^q]$ and $\varepsilon_p=\mathbb{E}_{N(m_o)}[r_n^p]$ are two values of $L$ in any dimension (C3). Relative
/// error at most $10^{-12}$.
///
/// ```
/// use forgetting::flow::drift_forcing;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let modes = TwoModes::on_the_line(Separation::new(3.0)?);
/// let (target, learner) = (modes.mixture(Weight::new(0.5)?), modes.mixture(Weight::new(0.5)?));
/// let forcing = drift_forcing(&target, &learner);
/// // Both misassignments are those of the learner that is right: 2 eps_old(1/2, 3) * 3, below 2 * 3 * bc(3)/2 by A3.
/// assert!(0.0 < forcing && forcing < 3.0 * (-9.0_f64 / 8.0).exp());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn drift_forcing(target: &Mixture, learner: &Mixture) -> f64 {
    let own = (learner.new_mean() - learner.old_mean()).norm();
    let own_separation = Separation::new(own).expect("a norm");
    let eps_q = Overlap::new(learner.weight(), own_separation).misassignment_old();
    let axis = target.new_mean() - target.old_mean();
    let delta = axis.norm();
    let from_midpoint = learner.old_mean() - (target.old_mean() + target.new_mean()) * 0.5;
    let eps_p = logistic_normal(
        target.weight().log_odds_new() + axis.dot(&from_midpoint),
        delta,
    );
    eps_q * own + eps_p * delta
}

/// A run of reverse KL from a correct old mean, its drift, and what C8 says of it.
#[derive(Clone, Debug)]
pub struct UniformDrift {
    /// The run, until its gradient has all but vanished.
    pub trajectory: Trajectory,
    /// The largest $|m_o(t)-\mu_o|$ and its time.
    pub drift: Extremum,
    /// The component of that drift along the axis from old to new: negative is away from the new mode.
    pub towards_new: f64,
    /// The largest [`drift_forcing`]: C8's a-posteriori bound, $\sup_t|m_o-\mu_o|\le\sup_t(\varepsilon_q|m_n-m_o|+\varepsilon_p\delta)$.
    pub forcing: Extremum,
    /// $b=\inf\beta$.
    pub least_weight: Weight,
    /// $\inf|m_n-m_o|$.
    pub least_separation: Separation,
    /// C8's closed form for this $b$ and $\inf|m_n-m_o|$; `None` where no $\rho$ solves it, and the claim does not apply.
    pub closed_form: Option<f64>,
}

/// The gradient at which a run is over: nothing moves by more than its multiple of the slowest time constant afterwards.
const AT_REST: f64 = 1e-10;

/// Follows reverse KL from `start` in all parameters, and measures both sides of C8.
///
/// Drift and forcing are right to $10^{-9}$ (see [`GradientFlow`]).
///
/// # Errors
/// A start whose old mean is not the target's, where C8 does not apply; otherwise as [`GradientFlow::run`].
///
/// ```
/// use forgetting::flow::uniform_drift;
/// use forgetting::model::{Mixture, Separation, TwoModes, Weight};
/// use forgetting::objective::ReverseKl;
/// let target = TwoModes::on_the_line(Separation::new(6.0)?).mixture(Weight::new(0.5)?);
/// let start = Mixture::new(Weight::new(0.7)?, target.old_mean().clone(), target.new_mean().add_scalar(-1.0))?;
/// let found = uniform_drift(&ReverseKl::new(target), &start, 1e4)?;
/// assert!(found.drift.value < found.forcing.value && found.forcing.value < found.closed_form.expect("far enough apart"));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn uniform_drift(objective: &ReverseKl, start: &Mixture, horizon: f64) -> Result<UniformDrift> {
    let target = objective.target();
    if start.dimension() != target.dimension() {
        return Err(Error::Dimension {
            argument: "the start's means".into(),
            expected: target.dimension(),
            reference: "the target".into(),
            found: start.dimension(),
        });
    }
    if start.old_mean() != target.old_mean() {
        let distance = (start.old_mean() - target.old_mean()).norm();
        return Err(Error::domain(
            "the start's old mean",
            "equal the target's (C8)",
            format!("a distance of {distance}"),
        ));
    }
    let trajectory = GradientFlow::new(objective, Free::All).run_until(start, horizon, |q| {
        objective.value_and_gradient(q).1.norm() - AT_REST
    })?;
    let drift = trajectory.maximum(|q| (q.old_mean() - target.old_mean()).norm());
    let axis = target.new_mean() - target.old_mean();
    let towards_new = if axis.norm() > 0.0 {
        (trajectory.at(drift.time).old_mean() - target.old_mean()).dot(&axis) / axis.norm()
    } else {
        0.0
    };
    let forcing = trajectory.maximum(|q| drift_forcing(target, q));
    let lightest = trajectory.maximum(|q| -q.weight().logit());
    let closest = trajectory.maximum(|q| -(q.new_mean() - q.old_mean()).norm());
    let least_weight = Weight::from_logit(-lightest.value);
    let least_separation = Separation::new(-closest.value)?;
    let separation = Separation::new(axis.norm())?;
    let closed_form =
        uniform_drift_bound(least_weight, least_separation, target.weight(), separation);
    Ok(UniformDrift {
        trajectory,
        drift,
        towards_new,
        forcing,
        least_weight,
        least_separation,
        closed_form,
    })
}
