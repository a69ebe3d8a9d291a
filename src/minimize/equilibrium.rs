//! Weights at which two forces balance: TTT-Discover with an anchor (E1) and the hybrid of forward and reverse KL (G1).
//!
//! Both solve an equation whose one side falls and whose other side rises with the weight, in the logit, where weights like
//! $10^{-300}$ are as far from 0 as any other. With correct means $\partial_\beta\mathrm{KL}(q_\beta\Vert p_\alpha)=K(\beta,\delta)-K(\alpha,\delta)$
//! and $\partial_\beta\mathrm{KL}(p_n\Vert q_\beta)=D(\beta,\delta)/(1-\beta)$.

use super::Boundary;
use super::weights::lowest_weight;
use crate::error::{Error, Result};
use crate::kernel::{logistic_normal, softplus_normal};
use crate::model::{Separation, Weight};
use crate::numeric::root;
use crate::objective::{Balance, EntropicUtility, OaplLine};
use crate::overlap::{boundary_slope, distinguishability, slope_between};

/// Weights beyond this logit leave the range of normal `f64`.
const LEAST_LOGIT: f64 = -700.0;

/// The old weight at which TTT-Discover with mode-constant rewards comes to rest (E1): the one maximiser on $[0, 1]$ of
/// $J(\beta)=\tfrac1\eta\log\mathbb{E}_q[e^{\eta r}]-\tau\,\mathrm{KL}(q_\beta\Vert q_{\beta_0})$.
///
/// Exactly 0 where $\tau\le\tau_c$: the old mode is lost; never above $\beta_0$. A gap of 0 leaves $\beta_0$ where it is. Error of the logit at most
/// $10^{-12}\tau K(\beta_0)/(\tau D+\eta g^2\beta(1-\beta))$, $g$ the utility's pull: close above $\tau_c$ the weight is as sensitive as that says.
///
/// # Errors
/// $\tau$ negative or not finite, and a gap of 0 with $\tau=0$ or $\delta=0$, where every weight is optimal.
///
/// ```
/// use forgetting::minimize::ttt_old_weight;
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::EntropicUtility;
/// let (utility, half) = (EntropicUtility::new(1.0, 1.0)?, Weight::new(0.5)?);
/// let kept = |delta: f64| ttt_old_weight(utility, 0.5, half, Separation::new(delta)?);
/// assert_eq!(kept(1.0)?.old(), 0.0);                                    // tau_c = 1.264
/// assert!((kept(2.0)?.old() - 0.059_739_205_872_153_855).abs() < forgetting::minimize::WEIGHT_ACCURACY); // tau_c = 0.316
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn ttt_old_weight(
    utility: EntropicUtility,
    tau: f64,
    reference: Weight,
    separation: Separation,
) -> Result<Weight> {
    if !(tau >= 0.0 && tau.is_finite()) {
        return Err(Error::domain("tau", "be finite and >= 0", tau));
    }
    if utility.gap() == 0.0 {
        return if tau > 0.0 && separation.delta() > 0.0 {
            Ok(reference)
        } else {
            Err(Error::domain(
                "gap",
                "be > 0 where tau = 0 or delta = 0 (every weight is optimal)",
                utility.gap(),
            ))
        };
    }
    // The pull and what K has gained on the reference lower the weight; what K has lost against it raises it.
    let balance = |weight: Weight| {
        let (lowering, _) = slope_between(reference, weight, separation);
        let (raising, _) = slope_between(weight, reference, separation);
        let lowering = tau * lowering + utility.pull(weight);
        relative_difference(lowering, tau * raising)
    };
    if balance(Weight::NEW_MODE_ONLY) >= 0.0 {
        return Ok(Weight::NEW_MODE_ONLY);
    }
    let balance = |phi: f64| balance(Weight::from_logit(phi));
    let root = increasing_root(balance, LEAST_LOGIT)?;
    Ok(Weight::from_logit(root.unwrap_or(f64::NEG_INFINITY)))
}

/// The logit of the old weight that minimises $J_s=(1-s)\,\mathrm{KL}(p_n\Vert q)+s\,\mathrm{KL}(q\Vert p_\alpha)$ over the weights, means correct (G1).
///
/// Finite for every $s\in(0,1]$: any share of reverse KL retains; $-\infty$ at $s=0$. It increases with $s$ and $\alpha$. The logit keeps what
/// a weight below $10^{-300}$ would lose; its error is at most $10^{-12}(1+\delta^2/D)$ for $\delta\le40$ and $s\ge10^{-290}$.
///
/// # Errors
/// $s$ outside [0, 1], $\alpha$ not in (0, 1), or $\delta=0$, where every weight is optimal.
///
/// ```
/// use forgetting::minimize::hybrid_logit;
/// use forgetting::model::{Separation, Weight};
/// let (half, delta) = (Weight::new(0.5)?, Separation::new(5.0)?);
/// let beta = Weight::from_logit(hybrid_logit(0.01, half, delta)?).old();
/// assert!((beta / 7.837_954_241_693_118e-9 - 1.0).abs() < forgetting::minimize::WEIGHT_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn hybrid_logit(s: f64, alpha: Weight, separation: Separation) -> Result<f64> {
    if !(0.0..=1.0).contains(&s) {
        return Err(Error::domain("s", "lie in [0, 1]", s));
    }
    if !alpha.is_interior() {
        return Err(Error::domain("alpha", "lie in (0, 1)", alpha.old()));
    }
    if separation.delta() == 0.0 {
        return Err(Error::domain("delta", "be > 0", 0.0));
    }
    if s == 0.0 {
        return Ok(f64::NEG_INFINITY);
    }
    if s == 1.0 {
        return Ok(alpha.logit());
    }
    let balance = |phi: f64| {
        let (forward, raising, lowering) = slopes(phi, alpha, separation);
        relative_difference((1.0 - s) * forward + s * lowering, s * raising)
    };
    // D <= beta e^(delta^2), so D = 1e-300 is not below the logit -691 - delta^2.
    let least = LEAST_LOGIT - separation.delta() * separation.delta();
    increasing_root(balance, least)?
        .ok_or_else(|| Error::domain("s", "be large enough for a weight above 1e-300", s))
}

/// The smallest share $s$ of reverse KL at which the hybrid keeps the old weight `wanted` (G1).
///
/// In closed form, since $J_s'$ is linear in $s$: $s=G/(G+K(\alpha)-K(\beta))$ with $G=D(\beta)/(1-\beta)$. Relative error at most [`SHARE_ACCURACY`](super::SHARE_ACCURACY).
///
/// # Errors
/// `wanted` outside $(0,\alpha]$, $\alpha$ not in (0, 1), or $\delta=0$.
///
/// ```
/// use forgetting::minimize::{hybrid_logit, hybrid_share};
/// use forgetting::model::{Separation, Weight};
/// let (half, delta) = (Weight::new(0.5)?, Separation::new(5.0)?);
/// let s = hybrid_share(Weight::new(0.05)?, half, delta)?;
/// let kept = Weight::from_logit(hybrid_logit(s, half, delta)?).old();
/// assert!((kept - 0.05).abs() < forgetting::minimize::WEIGHT_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn hybrid_share(wanted: Weight, alpha: Weight, separation: Separation) -> Result<f64> {
    if !alpha.is_interior() {
        return Err(Error::domain("alpha", "lie in (0, 1)", alpha.old()));
    }
    if !(wanted.old() > 0.0 && wanted.old() <= alpha.old()) {
        return Err(Error::domain(
            "wanted",
            "lie in (0, alpha]: reverse KL keeps alpha and no more",
            wanted.old(),
        ));
    }
    if separation.delta() == 0.0 {
        return Err(Error::domain("delta", "be > 0", 0.0));
    }
    let forward = distinguishability(wanted, separation) / wanted.new_mode();
    let (left, _) = slope_between(wanted, alpha, separation);
    Ok(forward / (forward + left))
}

/// $D/(1-\beta)$ and the parts of $K(\alpha)-K(\beta)$ above and below 0, also where the weight itself underflows.
fn slopes(phi: f64, alpha: Weight, separation: Separation) -> (f64, f64, f64) {
    if phi >= LEAST_LOGIT {
        let weight = Weight::from_logit(phi);
        return (
            distinguishability(weight, separation) / weight.new_mode(),
            slope_between(weight, alpha, separation).0,
            slope_between(alpha, weight, separation).0,
        );
    }
    let delta = separation.delta();
    let (above, below) = (phi + 0.5 * delta * delta, phi - 0.5 * delta * delta);
    let repulsion = softplus_normal(above, delta) - softplus_normal(below, delta);
    let left = boundary_slope(alpha, separation) - repulsion;
    (
        logistic_normal(above, delta) - logistic_normal(below, delta),
        left.max(0.0),
        (-left).max(0.0),
    )
}

/// $(x-y)/(x+y)$ of two nonnegative forces, 0 where there is none.
fn relative_difference(x: f64, y: f64) -> f64 {
    Balance {
        lowering: x,
        raising: y,
        error: 0.0,
    }
    .relative()
}

/// The root of an increasing function of the logit on `[least, 740]`; `None` if it is below.
fn increasing_root(f: impl Fn(f64) -> f64, least: f64) -> Result<Option<f64>> {
    const GREATEST: f64 = 740.0;
    let (mut low, mut high) = (-4.0f64, 4.0f64);
    while f(low) > 0.0 {
        if low <= least {
            return Ok(None);
        }
        (low, high) = ((2.0 * low).max(least), low);
    }
    while f(high) < 0.0 && high < GREATEST {
        (low, high) = (high, (2.0 * high).min(GREATEST));
    }
    let found = root(low, high, 0.0, &f);
    found.map(Some).ok_or(Error::NotConverged {
        method: "Brent on the weight",
        gradient_norm: f(high).abs(),
        tolerance: 0.0,
        iterations: 200,
    })
}

/// Where OAPL's regression over the weights ends (F2): the lowest loss on $[0, 1]$, which may lie far below the tilt's mass.
///
/// ```
/// use forgetting::minimize::{Boundary, oapl_minimiser};
/// use forgetting::model::{Separation, Weight};
/// use forgetting::objective::{OaplLine, Reward};
/// let (half, delta) = (Weight::new(0.5)?, Separation::new(1.0)?);
/// let (kept, _) = oapl_minimiser(&OaplLine::new(Reward::Hard, half, delta, 1.0, 1.0)?);
/// assert_eq!(format!("{:.6}", kept.old()), "0.118161");                 // F2 promises the tilt 0.2689
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn oapl_minimiser(line: &OaplLine) -> (Weight, Option<Boundary>) {
    let (weight, boundary, _) = lowest_weight(
        line.lag().logit(),
        |weight| line.balance(weight).relative(),
        |weight| line.loss(weight).value,
    );
    (weight, boundary)
}
