//! TTT-Discover with the frozen soft reward, weights only, is TTT-Discover with rewards on labels of another gap.
//!
//! With correct means the utility is $\tfrac1\eta\log(\beta B+(1-\beta)A)$, $A=\mathbb{E}_{p_n}[e^{\eta r}]$, $B=\mathbb{E}_{p_o}[e^{\eta r}]$: up to a constant that of
//! the gap $\Delta'=\tfrac1\eta\log\tfrac AB$, at $\eta=0$ $\Delta'=\mathbb{E}_{p_n}[r]-\mathbb{E}_{p_o}[r]$. With $c=\eta\Delta$, $u_\pm=\lambda_w\pm\tfrac{\delta^2}2+\delta z$ and $Z\sim N(0,1)$,
//! $$ \frac{A-B}\eta=\mathbb{E}\Bigl[e^{c\sigma(u_-)}\,\frac{e^{c\,d}-1}\eta\Bigr],\qquad d=\sigma(u_+)-\sigma(u_-)=\sigma(u_+)\sigma(-u_-)(1-e^{-\delta^2}), $$
//! a sum of positive terms under the trapezoidal rule. At height $v/\delta$ off the axis, $k=1/\cos(v/2)$: $|\sigma|\le k\sigma$, so
//! $|e^{c\sigma}|\le e^{(k-1)c}e^{c\sigma}$ and $|e^{cd}-1|\le k^2e^{(k^2-1)c}(e^{cd}-1)$, which makes the rule's error relative.

use super::NotCertified;
use super::trapezoid::Trapezoid;
use crate::interval::Interval;
use crate::overlap::enclosure::{eps_new, eps_old};

/// From here on the two expectations are those of separated modes up to the misassignments.
const FAR: f64 = 100.0;
/// The largest $\eta\Delta$ that the objective takes.
const LARGEST_TILT: f64 = 300.0;

/// An enclosure of $\Delta'$.
pub(super) fn soft_gap(
    eta: Interval,
    gap: Interval,
    beta0: Interval,
    delta: Interval,
) -> Result<Interval, NotCertified> {
    let tilt = eta * gap;
    if gap.hi() == 0.0 {
        return Ok(Interval::ZERO);
    }
    if delta.lo() > FAR {
        in_range(tilt)?;
        return far(gap, tilt, beta0, delta);
    }
    let [base, difference] = lifts(eta, gap, beta0, delta)?;
    let ratio = difference / (Interval::ONE + eta * base);
    let found = if (eta * ratio).hi() < 1e-8 {
        // x - x^2/2 <= ln(1 + x) <= x
        let excess = (eta * ratio * 0.5).hi();
        ratio * Interval::from_bounds((Interval::ONE - Interval::point(excess)).lo(), 1.0)
    } else {
        (eta * ratio).ln_1p() / eta
    };
    bounded(found, gap)
}

fn in_range(tilt: Interval) -> Result<(), NotCertified> {
    if tilt.is_defined() && tilt.lo() >= 0.0 && tilt.hi() <= LARGEST_TILT {
        Ok(())
    } else {
        Err(NotCertified::OutOfScope(
            "the frozen soft reward needs a tilt (eta*gap or gap/tau) in [0, 300]",
        ))
    }
}

/// $\mathbb{E}_{p_o}[(e^{\eta r}-1)/\eta]$ and what $\mathbb{E}_{p_n}$ of it has above that.
pub(super) fn lifts(
    eta: Interval,
    gap: Interval,
    beta0: Interval,
    delta: Interval,
) -> Result<[Interval; 2], NotCertified> {
    let tilt = eta * gap;
    in_range(tilt)?;
    let lambda = -beta0.logit();
    let rule = Trapezoid::new(delta, |k| (k - 1.0) + (k * k - 1.0), 2, tilt.hi());
    let half = delta.sqr() * 0.5;
    let window = -(-delta.sqr()).exp_m1();
    let (mut lifted, mut spread) = (Interval::ZERO, Interval::ZERO);
    rule.visit(|z, mass| {
        let shift = lambda + delta * z;
        let (low, high) = (shift - half, shift + half);
        let share = low.sigmoid();
        let difference = high.sigmoid() * (-low).sigmoid() * window;
        lifted = lifted + mass * lifted_by(eta, gap, share);
        spread = spread + mass * (tilt * share).exp() * lifted_by(eta, gap, difference);
    });
    // Beyond the nodes every reward lies between 0 and the gap.
    let most = lifted_by(eta, gap, Interval::ONE).hi();
    let beyond = |scale: Interval| Interval::from_bounds(0.0, (rule.tail() * scale).hi());
    let rest = beyond(tilt.exp() * most * window.hi());
    Ok([
        rule.relative(lifted + beyond(Interval::point(most))),
        rule.relative(spread + rest),
    ])
}

/// $(e^{\eta\Delta x}-1)/\eta$, $x\in[0,1]$, also at $\eta=0$: between $\Delta x$ and $\Delta x\,e^{\eta\Delta x}$.
fn lifted_by(eta: Interval, gap: Interval, x: Interval) -> Interval {
    let reward = gap * x;
    let exponent = eta * reward;
    if exponent.hi() < 1e-8 {
        return reward * Interval::from_bounds(1.0, exponent.exp().hi());
    }
    exponent.exp_m1() / eta
}

/// $1\le B\le1+(e^c-1)\varepsilon_o$ and $e^c(1-c\,\varepsilon_n)\le A\le e^c$, by convexity of the exponential, at the reward's own weight.
fn far(
    gap: Interval,
    tilt: Interval,
    beta0: Interval,
    delta: Interval,
) -> Result<Interval, NotCertified> {
    let (old, new) = (eps_old(beta0, delta), eps_new(beta0, delta));
    // Both losses, over eta: ln B <= (e^c - 1) eps_o and -ln(1 - x) <= x/(1 - x).
    let lost = tilt * new;
    let grown = if tilt.hi() < 1e-8 {
        tilt.exp()
    } else {
        tilt.exp_m1() / tilt
    };
    let loss = gap * (grown * old + new / (Interval::ONE - lost));
    if !(loss.is_defined() && loss.is_bounded()) {
        return Err(NotCertified::TooWide { width: 1.0 });
    }
    bounded(gap - Interval::from_bounds(0.0, loss.hi().max(0.0)), gap)
}

/// $0\le\Delta'\le\Delta$, whatever rounding does.
fn bounded(found: Interval, gap: Interval) -> Result<Interval, NotCertified> {
    if !found.is_defined() {
        return Err(NotCertified::TooWide { width: 1.0 });
    }
    Ok(Interval::from_bounds(
        found.lo().max(0.0),
        found.hi().min(gap.hi()),
    ))
}
