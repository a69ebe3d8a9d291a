//! B2: how fast forward KL empties the old mode.

use crate::error::{Error, Result};
use crate::model::{Separation, Weight};

/// Two sides of B2: the fastest and the slowest collapse the envelopes allow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CollapseEnvelope {
    /// From $D\le1$.
    pub fastest: f64,
    /// From $D\ge4\beta(1-\beta)\mathrm{TV}^2$.
    pub slowest: f64,
}

/// B2, rates: $-\beta^2(1-\beta)\le\beta'\le-4\,\mathrm{TV}^2\beta^3(1-\beta)^2$ along the logit gradient flow of SFT.
///
/// ```
/// use forgetting::{bounds::collapse_rate_envelope, model::{Separation, Weight}};
/// let rates = collapse_rate_envelope(Weight::new(0.5)?, Separation::new(3.0)?);
/// assert!(rates.fastest <= rates.slowest && rates.slowest < 0.0);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn collapse_rate_envelope(weight: Weight, separation: Separation) -> CollapseEnvelope {
    let (beta, rest) = (weight.old(), weight.new_mode());
    let tv = separation.total_variation();
    let fastest = -beta * beta * rest;
    CollapseEnvelope {
        fastest,
        slowest: fastest * 4.0 * tv * tv * beta * rest,
    }
}

/// B2, times: how long the flow takes from weight `from` down to weight `to`, at least and at most.
///
/// The envelopes integrate in closed form:
/// $t_{\text{fast}}=\bigl[\tfrac1\beta-\log\tfrac{\beta}{1-\beta}\bigr]$ and
/// $4\,\mathrm{TV}^2t_{\text{slow}}=\bigl[\tfrac1{2\beta^2}+\tfrac2\beta-\tfrac1{1-\beta}-3\log\tfrac{\beta}{1-\beta}\bigr]$, each taken at `to` minus at `from`.
/// Unit: the flow's own time (learning rate 1). At $\delta=0$ the slowest time is infinite.
///
/// # Errors
/// Unless $0<\texttt{to}\le\texttt{from}<1$.
///
/// ```
/// use forgetting::{bounds::collapse_time_envelope, model::{Separation, Weight}};
/// let times = collapse_time_envelope(Weight::new(0.5)?, Weight::new(0.1)?, Separation::new(4.0)?)?;
/// assert!(0.0 < times.fastest && times.fastest < times.slowest);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn collapse_time_envelope(
    from: Weight,
    to: Weight,
    separation: Separation,
) -> Result<CollapseEnvelope> {
    if !(0.0 < to.old() && to.old() <= from.old() && from.new_mode() > 0.0) {
        let value = format!("from {} to {}", from.old(), to.old());
        return Err(Error::domain("beta", "fall inside (0, 1)", value));
    }
    let tv = separation.total_variation();
    Ok(CollapseEnvelope {
        fastest: fast(to) - fast(from),
        slowest: if tv > 0.0 {
            (slow(to) - slow(from)) / (4.0 * tv * tv)
        } else {
            f64::INFINITY
        },
    })
}

/// The time of the fastest envelope, up to a constant.
fn fast(w: Weight) -> f64 {
    1.0 / w.old() + w.log_odds_new()
}

/// $4\,\mathrm{TV}^2$ times the time of the slowest envelope, up to a constant.
fn slow(w: Weight) -> f64 {
    let b = w.old();
    0.5 / (b * b) + 2.0 / b - 1.0 / w.new_mode() + 3.0 * w.log_odds_new()
}

/// B2, weights: the weights the two envelopes reach after `time`, from `from`; the flow lies between them at every time.
///
/// [`collapse_time_envelope`] inverted by bisection in the logit; right to [`ENVELOPE_ACCURACY`](super::ENVELOPE_ACCURACY).
///
/// # Errors
/// A start outside (0, 1), or a time that is not finite and $\ge0$.
///
/// ```
/// use forgetting::{bounds::collapse_weight_envelope, model::{Separation, Weight}};
/// let reached = collapse_weight_envelope(Weight::new(0.5)?, 1e6, Separation::new(4.0)?)?;
/// // About 1/t.
/// assert!(0.9 < 1e6 * reached.fastest && reached.fastest < reached.slowest);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn collapse_weight_envelope(
    from: Weight,
    time: f64,
    separation: Separation,
) -> Result<CollapseEnvelope> {
    check(from, time)?;
    let tv = separation.total_variation();
    let start = from.logit();
    // 1/beta grows at most by the time on the fastest envelope, and the slower one is above it.
    let lowest = -core_math::log(core_math::exp(-start) + time);
    let reach = |elapsed: &dyn Fn(Weight) -> f64, time: f64| {
        let (mut low, mut high) = (lowest, start);
        while high - low > 4.0 * f64::EPSILON * (1.0 + high.abs().max(low.abs())) {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if elapsed(Weight::from_logit(middle)) > time {
                low = middle;
            } else {
                high = middle;
            }
        }
        Weight::from_logit(0.5 * (low + high)).old()
    };
    Ok(CollapseEnvelope {
        fastest: reach(&|w| fast(w) - fast(from), time),
        slowest: reach(&|w| slow(w) - slow(from), 4.0 * tv * tv * time),
    })
}

/// B2, the last regime: $\beta(t)\ge(\beta(0)^{-2}+2\chi^2t)^{-1/2}\sim(2\chi^2t)^{-1/2}$.
///
/// Since $q\ge(1-\beta)p_n$, $D\le\chi^2\beta$, and $\beta'\ge-\chi^2\beta^3$ integrates to this. The flow approaches it once $\beta\ll e^{-3\delta^2/2}$.
/// Zero past $\delta\approx26.6$, where $\chi^2$ exceeds the largest f64.
///
/// # Errors
/// A start outside (0, 1), or a time that is not finite and $\ge0$.
///
/// ```
/// use forgetting::{bounds::collapse_tail, model::{Separation, Weight}};
/// let tail = collapse_tail(Weight::new(0.5)?, 1e6, Separation::new(1.0)?)?;
/// assert!((tail * (2.0 * 1.718_281_828 * 1e6f64).sqrt() - 1.0).abs() < 1e-4);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn collapse_tail(from: Weight, time: f64, separation: Separation) -> Result<f64> {
    check(from, time)?;
    let beta = from.old();
    Ok(1.0 / (1.0 / (beta * beta) + 2.0 * separation.chi_squared() * time).sqrt())
}

fn check(from: Weight, time: f64) -> Result<()> {
    if !from.is_interior() {
        return Err(Error::domain("beta", "lie in (0, 1)", from.old()));
    }
    if !(time >= 0.0 && time.is_finite()) {
        return Err(Error::domain("time", "be finite and >= 0", time));
    }
    Ok(())
}
