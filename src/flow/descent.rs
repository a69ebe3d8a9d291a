//! Plain gradient descent: the flow in steps.

use crate::error::{Error, Result};
use crate::minimize::Free;
use crate::model::{Mixture, Weight};
use crate::objective::Objective;

/// The iterates $\theta\leftarrow\theta-\eta\nabla_\theta$ of gradient descent, the start first; endless.
///
/// `rate` is the learning rate $\eta>0$; iterate $k$ shadows the gradient flow at time $\eta k$ with an error of order $\eta$.
///
/// # Errors
/// A start with an empty component, or a rate that is not finite and positive.
///
/// ```
/// use forgetting::flow::gradient_descent;
/// use forgetting::minimize::Free;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// use forgetting::objective::ForwardKl;
/// let start = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.7)?);
/// let sft = ForwardKl::sft(&start);
/// // B1: every step of SFT lowers the old weight.
/// let weights: Vec<f64> = gradient_descent(&sft, &start, Free::Weight, 0.5)?.take(50).map(|q| q.weight().old()).collect();
/// assert!(weights.windows(2).all(|w| w[1] < w[0]));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn gradient_descent<'a>(
    objective: &'a dyn Objective,
    start: &Mixture,
    free: Free,
    rate: f64,
) -> Result<impl Iterator<Item = Mixture> + use<'a>> {
    if !start.weight().is_interior() {
        return Err(Error::domain(
            "beta",
            "lie in (0, 1) where a descent starts",
            start.weight().old(),
        ));
    }
    if !(rate > 0.0 && rate.is_finite()) {
        return Err(Error::domain("rate", "be finite and > 0", rate));
    }
    let step = move |learner: &Mixture| {
        let (_, gradient) = objective.value_and_gradient(learner);
        Some(match free {
            Free::Weight => {
                let phi = learner.weight().logit() - rate * gradient[0];
                learner.with_weight(Weight::from_logit(phi))
            }
            Free::All => {
                let theta = learner.to_parameters() - gradient * rate;
                Mixture::from_parameters(theta.as_slice())
            }
        })
    };
    Ok(std::iter::successors(Some(start.clone()), step))
}
