//! All parameters of reverse KL on the line: enclosed gradient and Hessian.

use super::krawczyk::{Matrix, Vector};
use super::line::{Enclosed, Line};
use super::{Certificate, NotCertified};
use crate::interval::Interval;
use crate::kernel::enclosure::kernel;
use crate::model::Mixture;

/// Proves that a box around `learner` holds exactly one stationary point of $\mathrm{KL}(q\Vert p)$ in $(\varphi,m_o,m_n)$, a minimiser,
/// and encloses it.
///
/// Domain: both weights in $(0,1)$. In more than one dimension the learners are those on the line through the target's means, see
/// [`CertificateKind::IsolatedOnTheLine`](super::CertificateKind::IsolatedOnTheLine). Width at most [`CERTIFIED_WIDTH`](super::CERTIFIED_WIDTH).
/// Source: Krawczyk's test (Neumaier, *Interval Methods for Systems of Equations*, 5.1); formulas of C3.
///
/// # Errors
/// [`NotCertified`] with the test that failed: a saddle, a point of a stationary line, modes too close, not a stationary point.
///
/// ```
/// use forgetting::minimize::certified::certify_reverse_kl;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let target = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.4)?);
/// let found = certify_reverse_kl(&target, &target)?;                 // C1
/// assert!(found.enclosure.old_weight.contains(0.4) && found.enclosure.new_mean.contains(3.0));
/// assert!(found.enclosure.width() <= forgetting::minimize::certified::CERTIFIED_WIDTH && found.enclosure.is_subset(&found.unique_in));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn certify_reverse_kl(
    target: &Mixture,
    learner: &Mixture,
) -> Result<Certificate, NotCertified> {
    let (line, target) = Target::of(target)?;
    line.certify_around(&target, learner)
}

/// As [`certify_reverse_kl`] for a box of $(\varphi,m_o,m_n)$ that somebody else chose: exactly one stationary point in it, a minimiser.
///
/// # Errors
/// [`NotCertified::NoStationaryPoint`] if it is proved that there is none, [`NotCertified::NoContraction`] if nothing is proved,
/// and as above. [`NotCertified::BadBox`] for an unbounded or empty box.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::certify_reverse_kl_box;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let target = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.5)?);
/// let around = |x: f64| Interval::from_bounds(x - 1e-4, x + 1e-4);
/// let [old, new] = [target.old_mean()[0], target.new_mean()[0]];
/// let found = certify_reverse_kl_box(&target, [0.0, old, new].map(around))?;   // C1: the target itself
/// assert!(found.enclosure.old_weight.contains(0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn certify_reverse_kl_box(
    target: &Mixture,
    region: [Interval; 3],
) -> Result<Certificate, NotCertified> {
    let (line, target) = Target::of(target)?;
    line.certify(&target, region)
}

/// The enclosed gradient in $(\varphi,m_o,m_n)$ over a box of them.
///
/// # Errors
/// A target that is not on the line with a weight in $(0,1)$.
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::{reverse_kl_gradient, reverse_kl_hessian};
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let target = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.5)?);
/// let at_target = target.to_parameters();
/// let region = [0, 1, 2].map(|k| Interval::point(at_target[k]));
/// assert!(reverse_kl_gradient(&target, region)?.iter().all(|slope| slope.contains(0.0)));
/// assert!(reverse_kl_hessian(&target, region)?[0][0].lo() > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reverse_kl_gradient(
    target: &Mixture,
    region: [Interval; 3],
) -> Result<[Interval; 3], NotCertified> {
    Ok(Target::of(target)?.1.gradient(&region))
}

/// The enclosed Hessian in $(\varphi,m_o,m_n)$ over a box of them.
///
/// # Errors
/// As [`reverse_kl_gradient`].
///
/// ```
/// use forgetting::interval::Interval;
/// use forgetting::minimize::certified::reverse_kl_hessian;
/// use forgetting::model::{Separation, TwoModes, Weight};
/// let target = TwoModes::on_the_line(Separation::new(3.0)?).mixture(Weight::new(0.5)?);
/// let [old, new] = [target.old_mean()[0], target.new_mean()[0]];
/// let hessian = reverse_kl_hessian(&target, [0.0, old, new].map(Interval::point))?;
/// assert!((0..3).all(|k| hessian[k][k].lo() > 0.0));   // it curves upwards at its minimiser
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reverse_kl_hessian(
    target: &Mixture,
    region: [Interval; 3],
) -> Result<[[Interval; 3]; 3], NotCertified> {
    Ok(Target::of(target)?.1.hessian(&region))
}

/// The target on the line.
pub(super) struct Target {
    log_odds_new: Interval,
    old_mean: Interval,
    new_mean: Interval,
}

/// `log p` and what its derivatives need, expected under a unit normal law.
pub(super) struct TargetAt {
    /// $\mathbb{E}_c[\log p]-\log\alpha$, constants left out.
    value: Interval,
    /// $-\mathrm d/\mathrm dc$ of it.
    pull: Interval,
    /// $K_2$ there.
    k2: Interval,
}

/// The learner's own terms, signs chosen so that nothing large cancels.
struct Own {
    beta: Interval,
    rest: Interval,
    variance: Interval,
    axis: Interval,
    square: Interval,
    /// $\mathbb{E}_{m_o}[r_n]$ and $\mathbb{E}_{m_n}[r_o]$.
    eps: [Interval; 2],
    /// $\mathbb{E}_{m_o}[\log q]-\mathbb{E}_{m_n}[\log q]$.
    gap: Interval,
    /// $\xi$ at the old mean, at the new mean, and the scale $|m_n-m_o|$.
    at: [Interval; 2],
    scale: Interval,
}

impl Own {
    fn new([phi, old, new]: &Vector) -> Self {
        let axis = *new - *old;
        let (square, scale) = (axis.sqr(), axis.abs());
        let half = square * 0.5;
        let lambda = -*phi;
        // -xi at the new mean is phi - t^2/2: both arguments are the small side of the reflection P(m) = m + P(-m).
        let (from_old, from_new) = (lambda - half, *phi - half);
        let (beta, rest) = (phi.sigmoid(), lambda.sigmoid());
        Self {
            beta,
            rest,
            variance: beta * rest,
            axis,
            square,
            eps: [kernel(1, from_old, scale), kernel(1, from_new, scale)],
            gap: kernel(0, from_old, scale) - lambda - kernel(0, from_new, scale),
            at: [from_old, lambda + half],
            scale,
        }
    }
}

impl Target {
    fn of(target: &Mixture) -> Result<(Line, Self), NotCertified> {
        let line = Line::through(target)?;
        let target = Self::new(&line, Interval::point(target.weight().old()))?;
        Ok((line, target))
    }

    pub fn new(line: &Line, alpha: Interval) -> Result<Self, NotCertified> {
        if !(alpha.lo() > 0.0 && alpha.hi() < 1.0) {
            return Err(NotCertified::OutOfScope(
                "reverse KL needs a target weight in (0, 1)",
            ));
        }
        Ok(Self {
            log_odds_new: -alpha.logit(),
            old_mean: line.old_mean,
            new_mean: line.new_mean,
        })
    }

    fn at(&self, c: Interval) -> TargetAt {
        let axis = self.new_mean - self.old_mean;
        let scale = axis.abs();
        let (from_old, from_new) = (c - self.old_mean, c - self.new_mean);
        let xi = self.log_odds_new + axis * (from_old + from_new) * 0.5;
        let k2 = kernel(2, xi, scale);
        // From the mode that dominates at c: then the softplus term is the small one.
        if xi.mid() <= 0.0 {
            TargetAt {
                value: kernel(0, xi, scale) - from_old.sqr() * 0.5,
                pull: from_old - axis * kernel(1, xi, scale),
                k2,
            }
        } else {
            TargetAt {
                value: self.log_odds_new + kernel(0, -xi, scale) - from_new.sqr() * 0.5,
                pull: from_new + axis * kernel(1, -xi, scale),
                k2,
            }
        }
    }

    /// `(gap, pull_old, pull_new)`: the gradient without its factors `beta (1-beta)`, `beta`, `1-beta`.
    fn split(own: &Own, at_old: &TargetAt, at_new: &TargetAt) -> Vector {
        [
            own.gap - (at_old.value - at_new.value),
            at_old.pull + own.axis * own.eps[0],
            at_new.pull - own.axis * own.eps[1],
        ]
    }
}

impl Enclosed for Target {
    fn forces(&self, region: &Vector) -> Vector {
        let own = Own::new(region);
        Self::split(&own, &self.at(region[1]), &self.at(region[2]))
    }

    fn gradient(&self, region: &Vector) -> Vector {
        let own = Own::new(region);
        let [gap, old, new] = Self::split(&own, &self.at(region[1]), &self.at(region[2]));
        [own.variance * gap, own.beta * old, own.rest * new]
    }

    fn hessian(&self, region: &Vector) -> Matrix {
        let own = Own::new(region);
        let (at_old, at_new) = (self.at(region[1]), self.at(region[2]));
        let [gap, old, new] = Self::split(&own, &at_old, &at_new);
        let one = Interval::ONE;
        let [k2_old, k2_new] = own.at.map(|xi| kernel(2, xi, own.scale));
        let [k3_old, k3_new] = own.at.map(|xi| kernel(3, xi, own.scale));
        let target_square = (self.new_mean - self.old_mean).sqr();
        let distinguishability = one - own.eps[0] - own.eps[1];
        let phi_phi = own.variance * ((own.rest - own.beta) * gap + distinguishability);
        let phi_old = own.variance * old - own.axis * (own.beta * k2_old);
        let phi_new = -(own.variance * new) - own.axis * (own.rest * k2_new);
        let old_old = own.beta
            * (own.square * (k2_old - k3_old) - target_square * at_old.k2 + (one - own.eps[0]));
        let old_new = own.beta * (own.eps[0] + own.square * (k3_old - k2_old));
        let new_new = own.rest
            * (own.square * (k2_new + k3_new) - target_square * at_new.k2 + (one - own.eps[1]));
        [
            [phi_phi, phi_old, phi_new],
            [phi_old, old_old, old_new],
            [phi_new, old_new, new_new],
        ]
    }

    /// `[[beta - k, k], [k, 1 - beta - k]]`, `k = E_q[r_o r_n] = beta eps_o`: the learner's entropy moves through its own
    /// separation alone, and across the line `E_c[log p]` moves as `-|c|^2/2`.
    fn across(&self, region: &Vector) -> Vector {
        let own = Own::new(region);
        let k = own.beta * own.eps[0];
        [own.beta - k, k, own.rest - k]
    }
}
