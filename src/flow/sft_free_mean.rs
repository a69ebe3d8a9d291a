//! B7: SFT with a free old mean keeps a weight, enclosed.

use crate::error::{Error, Result};
use crate::interval::Interval;
use crate::kernel::enclosure::kernel;
use crate::model::{Separation, Weight};
use crate::overlap::enclosure::distinguishability;

/// How far one step moves the logit, or the separation where the logit falls slower than that, for separations up to [`NEAR`].
const STEP: f64 = 0.001;
/// Beyond this separation the steps grow, since the logit falls by about half its square.
const NEAR: f64 = 4.0;
/// Where the path is left to $D\le(e^{s^2}-1)K_2$, which adds at most $\frac12(e^{s^2}-1)$.
const REST: f64 = 0.02;
/// More steps than any path needs whose slope can be enclosed.
const MOST_STEPS: usize = 100_000;

/// The old weight at which SFT comes to rest when the new mean is right and held and the old mean starts right and is free (B7), enclosed.
///
/// The path $\frac{d\varphi}{ds}=\frac{(1-\beta)D(\beta,s)}{sK_2(-\varphi-s^2/2,s)}\ge0$ is followed from $s=\delta$ down to $s=0.02$ by
/// one curve below it and one above, and from there by $D\le(e^{s^2}-1)K_2$. Width at most $0.01\beta$ for $\delta\le4$, growing like
/// $\delta^2$ beyond. For $\delta>40$ the slope has no bounded enclosure.
///
/// # Errors
/// [`Error::Domain`] unless $0<\beta<1$ at the start; [`Error::Limit`] where the slope cannot be enclosed, which is not a statement about the weight.
///
/// ```
/// use forgetting::{flow::sft_kept_weight, model::{Separation, Weight}};
/// let kept = sft_kept_weight(Weight::new(0.5)?, Separation::new(1.0)?)?;
/// assert!(kept.contains(0.4337) && kept.width() < 0.005);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn sft_kept_weight(from: Weight, separation: Separation) -> Result<Interval> {
    if !from.is_interior() {
        return Err(Error::domain(
            "beta",
            "lie in (0, 1) where a flow starts",
            from.old(),
        ));
    }
    let delta = separation.delta();
    // The smaller of the two weights is the one whose digits are all there.
    let start = if from.old() <= 0.5 {
        Interval::point(from.old()).logit()
    } else {
        -Interval::point(from.new_mode()).logit()
    };
    let below = follow(start.lo(), delta, Side::Below).ok_or_else(no_path)?;
    let above = follow(start.hi(), delta, Side::Above).ok_or_else(no_path)?;
    let rest = Interval::point(delta.min(REST));
    let last = rest.sqr().exp_m1() * Interval::point(0.5);
    let lowest = (Interval::point(below) - last).sigmoid();
    let highest = Interval::point(above).sigmoid();
    Ok(Interval::from_bounds(
        lowest.lo(),
        highest.hi().min(from.old()),
    ))
}

fn no_path() -> Error {
    Error::Limit {
        what: "the path of B7 by intervals".into(),
        limit: format!("{MOST_STEPS} steps along a slope of bounded enclosure"),
    }
}

/// Which side of the path a curve keeps to. Paths of one equation do not cross, so that each side may be followed alone.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Below,
    Above,
}

/// The logit of a curve on one side of the path at $s=$ [`REST`], or at `s` if that is nearer; none where no step could be enclosed.
fn follow(mut phi: f64, mut s: f64, side: Side) -> Option<f64> {
    let wider = s.max(NEAR) / NEAR;
    let (step_phi, step_s) = (STEP * wider * wider, STEP * wider);
    let mut steps = 0;
    while s > REST {
        steps += 1;
        let floor = phi - step_phi;
        let low = (s - step_s).max(REST);
        let slope = slope(
            Interval::from_bounds(floor, phi),
            Interval::from_bounds(low, s),
        );
        if steps > MOST_STEPS || slope.is_empty() || !slope.is_bounded() {
            return None;
        }
        // A shade short, so that the fall ends above the floor.
        let next = (s - 0.99 * step_phi / slope.hi()).max(low);
        let length = Interval::point(s) - Interval::point(next);
        (phi, s) = match side {
            Side::Below => {
                // Above the floor the path falls by at most this. Straight down is below it, however steep.
                let fallen = (Interval::point(phi) - length * Interval::point(slope.hi())).lo();
                if next < s && fallen >= floor {
                    (fallen, next)
                } else {
                    (floor, s)
                }
            }
            Side::Above => {
                // Until the path passes the floor it falls by at least this.
                let next = next.min(s.next_down());
                let length = Interval::point(s) - Interval::point(next);
                let least = Interval::point(slope.lo().max(0.0));
                let fallen = (Interval::point(phi) - length * least).hi();
                (fallen.max(floor), next)
            }
        };
    }
    Some(phi)
}

/// $d\varphi/ds$ over a box of logits and separations.
fn slope(phi: Interval, s: Interval) -> Interval {
    let beta = phi.sigmoid();
    let pull = s * kernel(2, -phi - s.sqr() * Interval::point(0.5), s);
    (-phi).sigmoid() * distinguishability(beta, s) / pull
}
