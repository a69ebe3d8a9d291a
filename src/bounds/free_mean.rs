//! B7: what SFT with a free old mean keeps at least.

use crate::model::{Separation, Weight};

/// The old weight that SFT keeps at least when the new mean is right and held and the old mean starts right (B7):
/// $\sigma\bigl(\varphi_0-\int_0^\delta\frac{e^{s^2}-1}s\,ds\bigr)$.
///
/// Domain: every weight and separation; positive, and 0 only where it underflows. The integral is $\frac12\sum_k\delta^{2k}/(k\,k!)$,
/// summed to the last digit. Source: B7, from $D\le(e^{s^2}-1)K_2$.
///
/// ```
/// use forgetting::{bounds::sft_kept_weight_bound, model::{Separation, Weight}};
/// let kept = sft_kept_weight_bound(Weight::new(0.5)?, Separation::new(1.0)?);
/// assert_eq!(format!("{:.7}", kept.old()), "0.3409753");
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn sft_kept_weight_bound(from: Weight, separation: Separation) -> Weight {
    Weight::from_logit(from.logit() - path_integral(separation.delta()))
}

/// The sharper bound $\sigma(\varphi_0-\frac12\delta^2-10^{-4})$ of B7, certified for $\delta\le3$ and as long as it keeps the weight at $10^{-3}$ or more;
/// none elsewhere.
///
/// ```
/// use forgetting::{bounds::sft_kept_weight_bound_near, model::{Separation, Weight}};
/// let kept = |delta| Ok::<_, forgetting::Error>(sft_kept_weight_bound_near(Weight::new(0.5)?, Separation::new(delta)?));
/// assert_eq!(format!("{:.5}", kept(2.0)?.expect("near").old()), "0.11919");
/// assert!(kept(4.0)?.is_none());
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn sft_kept_weight_bound_near(from: Weight, separation: Separation) -> Option<Weight> {
    let delta = separation.delta();
    let kept = Weight::from_logit(from.logit() - 0.5 * delta * delta - 1e-4);
    (delta <= 3.0 && kept.old() >= 1e-3 && from.old() <= 0.999).then_some(kept)
}

/// $\int_0^\delta\frac{e^{s^2}-1}s\,ds$; infinite where it overflows.
fn path_integral(delta: f64) -> f64 {
    let square = delta * delta;
    // Beyond this the sum exceeds every logit.
    if square > 700.0 {
        return f64::INFINITY;
    }
    let (mut term, mut sum, mut k) = (1.0, 0.0, 0.0);
    loop {
        k += 1.0;
        term *= square / k;
        let next = sum + term / k;
        if next == sum {
            return 0.5 * sum;
        }
        sum = next;
    }
}

#[cfg(test)]
mod tests {
    use super::path_integral;

    /// A hundred times what the quadrature is asked for: it ends early near 0.
    const QUADRATURE: f64 = 1e-11;

    /// The sum is the integral, by quadrature.
    #[test]
    fn the_sum_is_the_integral() {
        for delta in [1e-3, 0.5, 1.0, 3.0, 5.0] {
            let by_quadrature = quadrature::integrate(
                |u: f64| core_math::expm1(delta * delta * u * u) / u,
                1e-300,
                1.0,
                1e-13,
            );
            let scale = core_math::exp(delta * delta);
            assert!(
                (path_integral(delta) - by_quadrature.integral).abs() <= QUADRATURE * scale,
                "{delta}"
            );
        }
        assert_eq!(path_integral(0.0), 0.0);
        assert_eq!(path_integral(1e9), f64::INFINITY);
    }
}
