//! SFT with correct means: the old weight's exact descent (B1-B3).

use crate::error::{Error, Result};
use crate::model::{Separation, Weight};
use crate::overlap::{Overlap, distinguishability};

/// The rate $\beta'=-\beta^2(1-\beta)D(\beta,\delta)$ of the logit gradient flow of SFT (B2).
///
/// Relative error at most $2\cdot10^{-12}$. Unit: the flow's time (learning rate 1).
///
/// ```
/// use forgetting::{flow::collapse_rate, model::{Separation, Weight}};
/// assert!(collapse_rate(Weight::new(0.5)?, Separation::new(2.0)?) < 0.0);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn collapse_rate(weight: Weight, separation: Separation) -> f64 {
    -weight.old() * weight.variance() * distinguishability(weight, separation)
}

/// The exact time the logit gradient flow of SFT takes from weight `from` down to `to`,
/// $t=\int_{\varphi_{\text{to}}}^{\varphi_{\text{from}}}\frac{d\varphi}{\beta D}$ (B2).
///
/// Double-exponential quadrature on unit panels of the logit; relative error at most
/// [`TIME_ACCURACY`](super::TIME_ACCURACY).
///
/// # Errors
/// Unless $0<\texttt{to}\le\texttt{from}<1$ and $\delta>0$ (at $\delta=0$ the weight never moves).
///
/// ```
/// use forgetting::{bounds::collapse_time_envelope, flow::collapse_time, model::{Separation, Weight}};
/// let (from, to, delta) = (Weight::new(0.5)?, Weight::new(0.01)?, Separation::new(3.0)?);
/// let exact = collapse_time(from, to, delta)?;
/// let envelope = collapse_time_envelope(from, to, delta)?;
/// assert!(envelope.fastest < exact && exact < envelope.slowest);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn collapse_time(from: Weight, to: Weight, separation: Separation) -> Result<f64> {
    if !(0.0 < to.old() && to.old() <= from.old() && from.new_mode() > 0.0) {
        return Err(Error::domain(
            "beta",
            "fall inside (0, 1)",
            format!("from {} to {}", from.old(), to.old()),
        ));
    }
    if separation.delta() == 0.0 {
        return Err(Error::domain("delta", "be > 0", 0.0));
    }
    let (start, end) = (to.logit(), from.logit());
    let panels = ((end - start).ceil() as usize).max(1);
    let width = (end - start) / panels as f64;
    let slowness = |phi: f64| {
        let weight = Weight::from_logit(phi);
        1.0 / (weight.old() * distinguishability(weight, separation))
    };
    Ok((0..panels)
        .map(|k| {
            let left = start + k as f64 * width;
            // The integrand falls by at most e^2 across a panel: scale the absolute target to its size.
            let scale = slowness(left);
            scale
                * quadrature::integrate(|phi| slowness(phi) / scale, left, left + width, 1e-13)
                    .integral
        })
        .sum())
}

/// The EM iterates $\beta\leftarrow\varepsilon_n(\beta)$ of SFT with correct means, the start first (B3).
///
/// Endless; strictly decreasing to 0 from any start in (0, 1) when $\delta>0$.
///
/// ```
/// use forgetting::{flow::em_iterates, model::{Separation, Weight}};
/// let steps = em_iterates(Weight::new(0.9)?, Separation::new(2.0)?);
/// let below = steps.take_while(|w| w.old() > 0.01).count();
/// assert!(below < 20);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn em_iterates(start: Weight, separation: Separation) -> impl Iterator<Item = Weight> {
    std::iter::successors(Some(start), move |weight| {
        let next = Overlap::new(*weight, separation).misassignment_new();
        Some(Weight::new(next.min(1.0)).expect("a probability"))
    })
}
