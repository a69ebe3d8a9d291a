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
    let fast = |w: Weight| 1.0 / w.old() + w.log_odds_new();
    let slow = |w: Weight| {
        let b = w.old();
        0.5 / (b * b) + 2.0 / b - 1.0 / w.new_mode() + 3.0 * w.log_odds_new()
    };
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
