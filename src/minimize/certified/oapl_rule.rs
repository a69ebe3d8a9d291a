//! The three expectations that decide OAPL's weight, enclosed over boxes of weights by the trapezoidal rule.
//!
//! In $z$ from the midpoint let $u=\lambda_0+\delta z$, $a=\beta/\beta_0$, $b=(1-\beta)/(1-\beta_0)$: $\rho=(a+be^u)/(1+e^u)$ and
//! $h=(\tfrac1{\beta_0}-\tfrac{e^u}{1-\beta_0})/(a+be^u)$. At height $v/\delta$ off the axis, $k=1/\cos(v/2)$, each of $|a+be^u|$, $|1+e^u|$ is at least its real value over $k$
//! and turns by at most $v$, so $|h|\le kH$ with $H=\tfrac{p_o+p_n}{q_\beta}$ and $|R|\le\tau(|\ln\rho|+v+\ln k)+k\Delta+|V|$. The integrals of these majorants:
//! - inside, $\int q_{\text{lag}}H\le2/\min(a,b)$, $\int q_{\text{lag}}H^2\le2\max(\tfrac1{\beta_0},\tfrac1{1-\beta_0})/\min(a,b)^2$ and $|\ln\rho|\le\max(|\ln a|,|\ln b|)$;
//! - down to $\beta=0$, $\int q_{\text{lag}}H\le(2+w(e^{\delta^2}+1))/b$, $w=\tfrac{\beta_0}{1-\beta_0}$, a sum of normal laws centred within $\tfrac32\delta$, and
//!   $|\ln\rho|\le|\ln b|+\max(0,\ln a)+\ln2+|\lambda_0|+\delta|z|$; up to $\beta=1$ the mirror image.
//!
//! A majorant $W(A+B|z|)^n$, $n\le2$, over such laws integrates to at most $W(A+BZ)^n$, and beyond $Z=\tfrac32\delta+13$ the nodes leave out at most
//! $W(A+BZ)^n\,2h\varphi(13)/(1-e^{-11h})$.

use super::NotCertified;
use super::soft_gap::lifts;
use crate::interval::Interval;

/// Larger separations leave the range of doubles at $z=-Z$.
const LARGEST_SEPARATION: f64 = 16.0;
/// What $Z$ adds to three half separations.
const REACH: f64 = 13.0;
/// The rule's error is $e^{-50}$ times the majorant, or a little less than that.
const EXPONENT: f64 = 50.0;
/// The height $v$; lower where the separation is small.
const HEIGHT: f64 = 2.0;
/// The largest height in units of the normal law.
const LARGEST_HEIGHT: f64 = 5.0;

/// The expectations over one box of weights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    /// $\mathcal L$.
    pub loss: Interval,
    /// $S$.
    pub slope: Interval,
    /// $S'$; the whole line where the box touches an end.
    pub curvature: Interval,
}

struct Node {
    /// The step times the lagged density.
    mass: Interval,
    /// $p_o/q_{\text{lag}}$ and $p_n/q_{\text{lag}}$.
    old: Interval,
    new: Interval,
    /// $r-V$.
    goal: Interval,
}

pub(super) struct OaplRule {
    tau: Interval,
    beta0: Interval,
    delta: Interval,
    lambda: Interval,
    /// $\tau(v+\ln k)+k\Delta+|V|$.
    level: f64,
    /// The error over the majorant's integral: the rule's at powers 0, 1, 2 of $k$, with what the nodes leave out.
    error: [f64; 3],
    reach: f64,
    nodes: Vec<Node>,
}

impl OaplRule {
    pub fn new(
        gap: Interval,
        tau: Interval,
        beta0: Interval,
        delta: Interval,
    ) -> Result<Self, NotCertified> {
        if !(delta.lo() > 0.0 && delta.hi() <= LARGEST_SEPARATION) {
            return Err(NotCertified::OutOfScope(
                "the slope of OAPL's loss is enclosed for separations up to 16",
            ));
        }
        if !(tau.is_defined() && tau.lo() > 0.0 && gap.is_defined() && gap.lo() >= 0.0) {
            return Err(NotCertified::OutOfScope("OAPL needs gap >= 0 and tau > 0"));
        }
        // V = tau ln(1 + E_lag[e^(r/tau) - 1]).
        let eta = tau.recip();
        let [old, spread] = lifts(eta, gap, beta0, delta)?;
        let lifted = eta * (old + (Interval::ONE - beta0) * spread);
        let baseline = tau * lifted.ln_1p();
        let lambda = -beta0.logit();
        let v = HEIGHT.min(LARGEST_HEIGHT * delta.hi());
        let height = Interval::point(v) / delta.hi();
        // The cosine is right to far less than this.
        let k = Interval::point((1.0 / core_math::cos(0.5 * v)) * (1.0 + 1e-12));
        let level = tau * (Interval::point(v) + k.ln()) + k * gap + baseline.abs();
        let growth = height.sqr() * 0.5;
        let step = (2.0 * std::f64::consts::PI * height.lo() / (EXPONENT + growth.hi())).min(0.5);
        let decay = (Interval::PI * 2.0 * height / step).exp_m1();
        let rule = growth.exp() * 2.0 / decay;
        let edge = Interval::point(REACH).normal_density() * step * 2.0;
        let beyond = edge / -Interval::point(-11.0 * step).exp_m1();
        let reach = 1.5 * delta.hi() + REACH;
        let count = (reach / step).ceil() as i32;
        let node = |k: i32| {
            let z = Interval::point(step) * Interval::point(f64::from(k));
            let (half, u) = (delta * 0.5, lambda + delta * z);
            let (at_old, at_new) = ((z + half).normal_density(), (z - half).normal_density());
            let rest = Interval::ONE - beta0;
            Node {
                mass: (beta0 * at_old + rest * at_new) * step,
                old: (-u).sigmoid() / beta0,
                new: u.sigmoid() / rest,
                goal: gap * u.sigmoid() - baseline,
            }
        };
        Ok(Self {
            tau,
            beta0,
            delta,
            lambda,
            level: level.hi(),
            error: [0, 1, 2].map(|power| (rule * k.pow_int(power) + beyond).hi()),
            reach: reach.next_up() + step,
            nodes: (-count..=count).map(node).collect(),
        })
    }

    /// The expectations over a box of weights in `[0, 1]`, at most one end of it among 0 and 1.
    pub fn sums(&self, beta: Interval) -> Sums {
        let mut sums = [Interval::ZERO; 3];
        let ends = [beta.lo(), beta.hi()].map(Interval::point);
        for node in &self.nodes {
            let [low, high] = ends.map(|end| end * node.old + (Interval::ONE - end) * node.new);
            let ratio = Interval::from_bounds(low.lo().min(high.lo()), low.hi().max(high.hi()));
            let residual = self.tau * ratio.ln() - node.goal;
            let change = (node.old - node.new) / ratio;
            let terms = [
                residual.sqr(),
                residual * change,
                (self.tau - residual) * change.sqr(),
            ];
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum = *sum + node.mass * term;
            }
        }
        let errors = self.errors(beta);
        let [loss, slope, curvature] =
            std::array::from_fn(|i| sums[i] + Interval::from_bounds(-errors[i], errors[i]));
        Sums {
            loss,
            slope,
            curvature,
        }
    }

    /// What the rule and the nodes left out can change of the three sums; infinite where nothing is known.
    fn errors(&self, beta: Interval) -> [f64; 3] {
        let (one, two) = (Interval::ONE, Interval::ONE * 2.0);
        let (beta0, rest0) = (self.beta0, one - self.beta0);
        let (a, b) = (beta / beta0, (one - beta) / rest0);
        let largest_log = |x: Interval| x.ln().mag();
        let above_one = |x: Interval| x.max(one).ln().hi();
        // The majorants' weights for S and S', and A, B of |R| <= A + B |z|.
        let (slope, curvature, logs, growing) = if beta.lo() > 0.0 && beta.hi() < 1.0 {
            let least = Interval::point(a.lo().min(b.lo()));
            let most = beta0.recip().max(rest0.recip());
            (
                two / least,
                two * most / least.sqr(),
                largest_log(a).max(largest_log(b)),
                false,
            )
        } else {
            let square = self.delta.sqr().exp() + one;
            let (odds, kept, lost) = if beta.lo() == 0.0 {
                (beta0 / rest0, b, a)
            } else {
                (rest0 / beta0, a, b)
            };
            let weight = (two + odds * square) / Interval::point(kept.lo());
            let logs = Interval::point(largest_log(kept))
                + above_one(lost)
                + Interval::LN_2
                + self.lambda.abs();
            (weight, Interval::ENTIRE, logs.hi(), true)
        };
        let linear = if growing {
            self.tau * self.delta * self.reach
        } else {
            Interval::ZERO
        };
        let residual = self.tau * logs + self.level + linear;
        let bounds = [
            residual.sqr() * self.error[0],
            slope * residual * self.error[1],
            curvature.abs() * (self.tau + residual) * self.error[2],
        ];
        bounds.map(|bound| {
            if bound.is_defined() {
                bound.hi()
            } else {
                f64::INFINITY
            }
        })
    }
}
