//! Rigorous enclosures over boxes of the objectives' closed forms that the kernel does not enter.

use crate::interval::{Decoration, Interval};

/// $\sigma(\operatorname{logit}\beta-t)$ for $0\le\beta\le1$ and $t=\Delta/\tau$ (F1), which keeps the weights 0 and 1.
///
/// It rises with the weight, from 0 to 1: over a box that reaches an end of the weights it is enclosed at the two ends.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::objective::enclosure::oapl_mass;
/// let kept = oapl_mass(Interval::new(0.4, 0.5)?, Interval::point(1.0));
/// assert!(kept.contains(0.268_941_4) && kept.lo() > 0.19 && kept.hi() < 0.27);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn oapl_mass(beta: Interval, tilt: Interval) -> Interval {
    if beta.lo() > 0.0 && beta.hi() < 1.0 {
        return (beta.logit() - tilt).sigmoid();
    }
    let beta = beta.restrict(0.0, false, 1.0, false);
    let decoration = least_decoration(&[beta, tilt]);
    if beta.is_empty() || tilt.is_empty() {
        return Interval::EMPTY.at_most(decoration);
    }
    let at = |beta: f64| {
        if beta > 0.0 && beta < 1.0 {
            (Interval::point(beta).logit() - tilt).sigmoid()
        } else {
            Interval::point(beta)
        }
    };
    Interval::build(at(beta.lo()).lo(), at(beta.hi()).hi(), decoration)
}

/// $\text{demo}+(1-ra)^k(\text{mass}_0-\text{demo})$ for $k\ge0$ and the rest in $[0, 1]$ (D1).
///
/// The factor falls in each of $k$, $r$ and $a$, and the value is a convex combination of the two masses: the range is exact up to rounding.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::objective::enclosure::sdft_mass;
/// let [k, rate, anchor, start, demo] = [10.0, 0.5, 0.2, 0.1, 0.6].map(Interval::point);
/// let mass = sdft_mass(k, rate, anchor, start, demo);
/// assert!(mass.contains(0.6 - 0.5 * 0.9f64.powi(10)) && mass.width() < forgetting::objective::MASS_ACCURACY);
/// ```
#[must_use]
pub fn sdft_mass(
    k: Interval,
    rate: Interval,
    anchor: Interval,
    mass0: Interval,
    demo: Interval,
) -> Interval {
    let k = k.restrict(0.0, false, f64::INFINITY, false);
    let [rate, anchor, mass0, demo] =
        [rate, anchor, mass0, demo].map(|x| x.restrict(0.0, false, 1.0, false));
    let all = [k, rate, anchor, mass0, demo];
    let decoration = least_decoration(&all);
    if all.iter().any(|x| x.is_empty()) {
        return Interval::EMPTY.at_most(decoration);
    }
    // At k = 0 < r a = 1 the power jumps from 1 to 0.
    let decoration = if k.lo() == 0.0 && k.hi() > 0.0 && rate.hi() * anchor.hi() == 1.0 {
        decoration.min(Decoration::Def)
    } else {
        decoration
    };
    let at = |left: f64, demo: f64, mass0: f64| {
        let left = Interval::point(left.clamp(0.0, 1.0));
        let (demo, mass0) = (Interval::point(demo), Interval::point(mass0));
        demo + left * (mass0 - demo)
    };
    let (least, most) = (
        left_after(k.hi(), rate.hi(), anchor.hi()).lo(),
        left_after(k.lo(), rate.lo(), anchor.lo()).hi(),
    );
    let lo = at(least, demo.lo(), mass0.lo())
        .lo()
        .min(at(most, demo.lo(), mass0.lo()).lo());
    let hi = at(least, demo.hi(), mass0.hi())
        .hi()
        .max(at(most, demo.hi(), mass0.hi()).hi());
    // Between the two masses, whatever rounding does.
    Interval::build(
        lo.max(demo.lo().min(mass0.lo())),
        hi.min(demo.hi().max(mass0.hi())),
        decoration,
    )
}

/// $(1-ra)^k$ at a point.
fn left_after(k: f64, rate: f64, anchor: f64) -> Interval {
    let pull = Interval::point(rate) * Interval::point(anchor);
    if k == 0.0 || pull.hi() == 0.0 {
        return Interval::ONE;
    }
    if k.is_infinite() {
        return Interval::constant(0.0, 1.0);
    }
    // ln(1 - r a) <= -r a keeps the end where r a rounds to 1.
    let log = if pull.hi() < 1.0 {
        (-pull).ln_1p()
    } else if pull.lo() < 1.0 {
        Interval::build(
            f64::NEG_INFINITY,
            (-Interval::point(pull.lo())).ln_1p().hi(),
            Decoration::Dac,
        )
    } else {
        return Interval::ZERO;
    };
    (log * Interval::point(k)).exp()
}

/// The slow decay rate of the coupled flow (D2) for nonnegative arguments.
///
/// From $s^2-s(h+r+a)+ha=0$: $\partial_hs=(a-s)/(h+r+a-2s)\ge0$, the same in $a$ by symmetry, and $\partial_rs=-s/(h+r+a-2s)\le0$, since the slow root
/// is at most $\min(h,a)$. So the range is exact up to rounding.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::objective::enclosure::sdft_rate;
/// let [h, r, a] = [0.25, 1.0, 0.1].map(Interval::point);
/// let slow = sdft_rate(h, r, a);
/// // It solves s^2 - s (h + r + a) + h a = 0 (D2).
/// assert_eq!(format!("{:.5}", slow.mid()), "0.01878");
/// assert!((slow.sqr() - slow * (h + r + a) + h * a).contains(0.0));
/// ```
#[must_use]
pub fn sdft_rate(h: Interval, rate: Interval, anchor: Interval) -> Interval {
    let [h, rate, anchor] = [h, rate, anchor].map(|x| x.restrict(0.0, false, f64::INFINITY, false));
    let decoration = least_decoration(&[h, rate, anchor]);
    if h.is_empty() || rate.is_empty() || anchor.is_empty() {
        return Interval::EMPTY.at_most(decoration);
    }
    let at = |h: f64, rate: f64, anchor: f64| {
        // The slow root is at most min(h, a), and 0 where either is.
        let ceiling = Interval::build(0.0, h.min(anchor), Decoration::Com);
        if h == 0.0 || anchor == 0.0 {
            return Interval::ZERO;
        }
        if h.is_infinite() || rate.is_infinite() || anchor.is_infinite() {
            return ceiling;
        }
        let [h, rate, anchor] = [h, rate, anchor].map(Interval::point);
        let root = ((h - anchor).sqr() + rate.sqr() + rate * (h + anchor) * 2.0).sqrt();
        let value = h * anchor * 2.0 / (h + rate + anchor + root);
        if value.is_bounded() {
            value.meet(ceiling)
        } else {
            ceiling
        }
    };
    Interval::build(
        at(h.lo(), rate.hi(), anchor.lo()).lo(),
        at(h.hi(), rate.lo(), anchor.hi()).hi(),
        decoration,
    )
}

fn least_decoration(all: &[Interval]) -> Decoration {
    all.iter()
        .fold(Decoration::Com, |least, x| least.min(x.decoration()))
}
