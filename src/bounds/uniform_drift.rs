//! C8: how far an old mean that starts right can ever drift under reverse KL.

use super::misassignment::bhattacharyya_bound;
use crate::model::{Separation, Weight};

/// C8, closed form: the smallest $\rho$ with
/// $\rho\ge\tfrac12\sqrt{\tfrac{1-b}b}\,R\,e^{-R^2/8}+\tfrac12\sqrt{\tfrac{1-\alpha}\alpha}\,\delta\,e^{-\delta^2/8+\delta\rho/2}$, $R=\max(2,r)$; `None` where there is none.
///
/// `least_weight` is $b=\inf\beta$ and `least_separation` $r=\inf|m_n-m_o|$, both along the trajectory; then an old mean that starts at $\mu_o$ never
/// leaves the ball of radius $\rho$ around it (whitened units). Such a $\rho$ exists for $b>0$ and large separations only. Right to
/// [`ENVELOPE_ACCURACY`](super::ENVELOPE_ACCURACY) and never rounded below the inequality.
///
/// ```
/// use forgetting::{bounds::uniform_drift_bound, model::{Separation, Weight}};
/// let half = Weight::new(0.5)?;
/// let far = uniform_drift_bound(half, Separation::new(7.0)?, half, Separation::new(8.0)?).expect("far enough apart");
/// assert!(far < 0.01);
/// // At separation 3 the bound says nothing.
/// assert_eq!(uniform_drift_bound(half, Separation::new(2.0)?, half, Separation::new(3.0)?), None);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn uniform_drift_bound(
    least_weight: Weight,
    least_separation: Separation,
    alpha: Weight,
    separation: Separation,
) -> Option<f64> {
    let delta = separation.delta();
    let own = Separation::new(least_separation.delta().max(2.0)).expect("finite and >= 2");
    let constant = bhattacharyya_bound(least_weight, own) * own.delta();
    let growing = bhattacharyya_bound(alpha, separation) * delta;
    if delta == 0.0 {
        return constant.is_finite().then_some(constant);
    }
    let right = |rho: f64| constant + growing * core_math::exp(0.5 * delta * rho);
    // rho - right(rho) is concave with its maximum here.
    let best = 2.0 / delta * core_math::log(2.0 / (delta * growing));
    if !(best.is_finite() && best >= right(best)) {
        return None;
    }
    // Newton's steps from the left of the smallest root of a concave function stay on its left and converge.
    let mut rho = 0.0;
    for _ in 0..200 {
        let slope = 1.0 - 0.5 * delta * (right(rho) - constant);
        let step = (right(rho) - rho) / slope;
        rho = (rho + step).min(best);
        if step <= 1e-15 * rho {
            break;
        }
    }
    // Over to the side where the inequality holds.
    let mut nudge = f64::EPSILON;
    while right(rho) > rho && rho < best {
        rho = (rho * (1.0 + nudge)).min(best);
        nudge *= 2.0;
    }
    Some(rho)
}

#[cfg(test)]
mod tests {
    use super::uniform_drift_bound;
    use crate::model::{Separation, Weight};

    /// The result satisfies the inequality, and nothing a little smaller does.
    #[test]
    fn it_is_the_smallest_solution() {
        let side = |rho: f64, b: f64, r: f64, alpha: f64, delta: f64| {
            0.5 * ((1.0 - b) / b).sqrt() * r * (-r * r / 8.0).exp()
                + 0.5
                    * ((1.0 - alpha) / alpha).sqrt()
                    * delta
                    * (-delta * delta / 8.0 + 0.5 * delta * rho).exp()
        };
        let mut found = 0;
        for delta in [4.0, 5.5, 6.0, 7.0, 9.0, 14.0] {
            for (b, alpha) in [(0.5, 0.5), (0.1, 0.7), (0.01, 0.2)] {
                let r = delta - 1.0;
                let separation = |x: f64| Separation::new(x).expect("positive");
                let weight = |x: f64| Weight::new(x).expect("inside (0, 1)");
                let rho =
                    uniform_drift_bound(weight(b), separation(r), weight(alpha), separation(delta));
                match rho {
                    Some(rho) => {
                        found += 1;
                        let room = 1.0 + crate::bounds::ENVELOPE_ACCURACY;
                        assert!(rho * room >= side(rho, b, r, alpha, delta));
                        let less = rho * (1.0 - 1e-9);
                        assert!(less < side(less, b, r, alpha, delta), "{delta} {b}");
                    }
                    None => {
                        // Nowhere on a fine lattice does the inequality hold.
                        let solves = |k: i32| {
                            let rho = f64::from(k) * 1e-3;
                            rho >= side(rho, b, r, alpha, delta)
                        };
                        assert!(!(0..20_000).any(solves), "{delta} {b}");
                    }
                }
            }
        }
        assert!(found > 5);
    }
}
