//! All parameters, with both means on the line through the target's: the box test for any objective that is enclosed there.
//!
//! In more than one dimension let `u`, `v` be the parts of the means across the line. Reflection in the line changes neither the
//! data nor a learner on it, so across it the gradient is zero and the Hessian splits: one 3x3 block along the line and, for
//! each direction across it, one and the same 2x2 block in `(u, v)`. The test on the line and a positive definite block
//! across it prove a strict local minimiser in all parameters; it is the only stationary point among the learners *on the
//! line* in the box.

use super::krawczyk::{Image, Matrix, Vector, image};
use super::{Certificate, CertificateKind, LearnerBox, NotCertified, narrow_enough};
use crate::interval::Interval;
use crate::model::{Mixture, TwoModes};
use crate::overlap::enclosure::positive_definite;

/// Half-widths of the boxes tried, widest first: the first that passes says how far the minimiser is alone.
const RADII: [f64; 10] = [0.3, 0.1, 0.03, 1e-2, 1e-3, 1e-4, 1e-5, 1e-7, 1e-9, 1e-11];

/// An objective over $(\varphi,m_o,m_n)$ on the line, enclosed over boxes.
pub(super) trait Enclosed {
    /// The gradient without positive factors: where one of them keeps its sign there is no stationary point.
    fn forces(&self, region: &Vector) -> Vector;
    /// The gradient.
    fn gradient(&self, region: &Vector) -> Vector;
    /// The Hessian.
    fn hessian(&self, region: &Vector) -> Matrix;
    /// Across the line: the second derivatives `uu`, `uv`, `vv`.
    fn across(&self, region: &Vector) -> Vector;
}

/// Two modes on a line, as intervals around their exact places.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Where the modes are.
    pub old_mean: Interval,
    pub new_mean: Interval,
    /// The old mode and the direction towards the new one, about; none for the coordinates of one dimension.
    direction: Option<(nalgebra::DVector<f64>, nalgebra::DVector<f64>)>,
    dimension: usize,
}

impl Line {
    /// The line through the means of `modes`: its own coordinates in one dimension, otherwise the distance from the old mode.
    pub fn through(modes: &Mixture) -> Result<Self, NotCertified> {
        let (old, new) = (modes.old_mean(), modes.new_mean());
        if old == new {
            return Err(NotCertified::NotSeparated(Interval::ZERO));
        }
        if modes.dimension() == 1 {
            return Ok(Self {
                old_mean: Interval::point(old[0]),
                new_mean: Interval::point(new[0]),
                direction: None,
                dimension: 1,
            });
        }
        let squares = old.iter().zip(new.iter()).map(|(&a, &b)| {
            let difference = Interval::point(b) - Interval::point(a);
            difference.sqr()
        });
        Ok(Self {
            old_mean: Interval::ZERO,
            new_mean: squares.fold(Interval::ZERO, |sum, x| sum + x).sqrt(),
            direction: Some((old.clone(), (new - old).normalize())),
            dimension: modes.dimension(),
        })
    }

    /// The line from the old mode at 0 to the new one at the separation of the numbers as they were given.
    pub fn between(modes: &TwoModes) -> Result<Self, NotCertified> {
        let separation = super::separation(modes)?;
        if separation.lo() <= 0.0 {
            return Err(NotCertified::NotSeparated(separation));
        }
        let old = modes.whiten(modes.old_mean());
        let axis = modes.whiten(modes.new_mean()) - &old;
        Ok(Self {
            old_mean: Interval::ZERO,
            new_mean: separation,
            direction: Some((old, axis.normalize())),
            dimension: modes.dimension(),
        })
    }

    fn is_alone(&self) -> bool {
        self.dimension == 1
    }

    /// Where a mean is on the line, about: the middle of a box need not be exact.
    fn place(&self, mean: &nalgebra::DVector<f64>) -> f64 {
        match &self.direction {
            None => mean[0],
            Some((origin, direction)) => (mean - origin).dot(direction),
        }
    }

    /// The test around a learner, on the widest box that passes.
    pub fn certify_around(
        &self,
        objective: &impl Enclosed,
        learner: &Mixture,
    ) -> Result<Certificate, NotCertified> {
        if learner.dimension() != self.dimension {
            return Err(NotCertified::OutOfScope(
                "the learner and the target have different dimensions",
            ));
        }
        if !(learner.weight().is_interior() && learner.weight().logit().is_finite()) {
            return Err(NotCertified::OutOfScope(
                "the learner's weight must lie in (0, 1): it has no logit at the ends",
            ));
        }
        let centre = [
            learner.weight().logit(),
            self.place(learner.old_mean()),
            self.place(learner.new_mean()),
        ];
        let mut refusal = NotCertified::NoContraction;
        for radius in RADII {
            let region = centre.map(|x| Interval::from_bounds(x - radius, x + radius));
            match self.certify(objective, region) {
                Ok(certificate) => return Ok(certificate),
                // The last, narrowest box that said more than "no contraction" gives the reason.
                Err(NotCertified::NoContraction) => {}
                Err(reason) => refusal = reason,
            }
        }
        Err(refusal)
    }

    /// The test on one box.
    pub fn certify(
        &self,
        objective: &impl Enclosed,
        region: Vector,
    ) -> Result<Certificate, NotCertified> {
        if !region
            .iter()
            .all(|x| x.is_defined() && x.is_bounded() && !x.is_empty())
        {
            return Err(NotCertified::BadBox);
        }
        let apply = |x: &Vector| image(x, |x| objective.gradient(x), |x| objective.hessian(x));
        // The cheap proof of absence first: a force that keeps its sign on the box.
        let forces = objective.forces(&region);
        if forces.iter().any(|f| f.is_defined() && !f.contains_zero()) {
            return Err(NotCertified::NoStationaryPoint);
        }
        let mut found = match apply(&region) {
            Image::Inside(found) => found,
            Image::Disjoint => return Err(NotCertified::NoStationaryPoint),
            Image::Overlapping => return Err(NotCertified::NoContraction),
        };
        // The point is in every further image too; stop when that no longer narrows it.
        for _ in 0..30 {
            let Image::Inside(next) = apply(&found) else {
                break;
            };
            let narrowed = widest(&next) < 0.5 * widest(&found);
            found = next;
            if !narrowed {
                break;
            }
        }
        if !(is_minimum(&objective.hessian(&found))
            && (self.is_alone() || is_minimum(&block(objective.across(&found)))))
        {
            return Err(NotCertified::NotPositiveDefinite);
        }
        let certificate = Certificate {
            kind: if self.is_alone() {
                CertificateKind::IsolatedMinimiser
            } else {
                CertificateKind::IsolatedOnTheLine
            },
            enclosure: LearnerBox {
                old_weight: found[0].sigmoid(),
                old_mean: found[1],
                new_mean: found[2],
            },
            unique_in: within(&region),
        };
        // Where the weights of the box and of the enclosure cannot be told apart, nothing useful is proved.
        if certificate.enclosure.is_subset(&certificate.unique_in) {
            narrow_enough(certificate)
        } else {
            Err(NotCertified::NoContraction)
        }
    }
}

/// Whether every symmetric matrix in here is positive definite, for certain.
fn is_minimum(hessian: &Matrix) -> bool {
    let usable = |x: &Interval| x.is_defined() && x.is_bounded();
    hessian.iter().flatten().all(usable) && positive_definite(hessian, 0.0)
}

/// The 2x2 matrix of `uu`, `uv`, `vv`, beside a 1.
fn block([uu, uv, vv]: Vector) -> Matrix {
    let (one, zero) = (Interval::ONE, Interval::ZERO);
    [[one, zero, zero], [zero, uu, uv], [zero, uv, vv]]
}

fn widest(region: &Vector) -> f64 {
    region.iter().map(|x| x.width()).fold(0.0, f64::max)
}

/// Learners that are certainly in a box of parameters: the weights are rounded inwards.
fn within([phi, old, new]: &Vector) -> LearnerBox {
    let end = |phi: f64| Interval::point(phi).sigmoid();
    LearnerBox {
        old_weight: Interval::from_bounds(end(phi.lo()).hi(), end(phi.hi()).lo()),
        old_mean: *old,
        new_mean: *new,
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::dvector;

    use super::super::{forward_kl::Data, reverse_kl::Target};
    use super::Enclosed;
    use crate::interval::Interval;
    use crate::kernel::enclosure::RELATIVE_WIDTH;
    use crate::model::{Mixture, Weight};
    use crate::objective::{ForwardKl, GRADIENT_ACCURACY, Objective, ReverseKl};

    /// Of the terms: 1 + delta^2, the means here up to 3 apart.
    const SIZE: f64 = 10.0;

    /// In the plane, on a line that is not an axis: every block of the `f64` Hessian beside the enclosures on the line.
    #[test]
    fn the_hessian_splits_along_and_across_the_line() {
        let weight = |beta| Weight::new(beta).expect("a weight");
        let on = |t: f64| dvector![1.0 + 0.6 * t, -0.5 + 0.8 * t];
        let modes = Mixture::new(weight(0.3), on(0.0), on(2.5)).expect("finite");
        let (reverse, forward) = (ReverseKl::new(modes.clone()), ForwardKl::new(modes.clone()));
        let line = super::Line::through(&modes).expect("separated");
        let target = Target::new(&line, Interval::point(0.3)).expect("interior");
        let data = Data::new(&line, Interval::point(0.3)).expect("both modes");
        for (beta, old, new) in [(0.3, 0.0, 2.5), (0.7, 0.4, 1.5), (0.1, 2.0, -1.0)] {
            let learner = Mixture::new(weight(beta), on(old), on(new)).expect("finite");
            let region = [weight(beta).logit(), old, new].map(Interval::point);
            let pairs: [(&dyn Objective, _, _); 2] = [
                (&reverse, target.hessian(&region), target.across(&region)),
                (&forward, data.hessian(&region), data.across(&region)),
            ];
            for (objective, along, across) in pairs {
                let full = objective.derivatives(&learner).hessian;
                let (e, n) = ([0.6, 0.8], [-0.8, 0.6]);
                // Mean `i` (0 old, 1 new) in direction `a`, mean `j` in direction `b`.
                let second = |i: usize, a: [f64; 2], j: usize, b: [f64; 2]| -> f64 {
                    let term = |k: usize| {
                        a[k / 2] * b[k % 2] * full[(1 + 2 * i + k / 2, 1 + 2 * j + k % 2)]
                    };
                    (0..4).map(term).sum()
                };
                let mixed = |i: usize, a: [f64; 2]| -> f64 {
                    (0..2).map(|k| a[k] * full[(0, 1 + 2 * i + k)]).sum()
                };
                let error = 8.0 * (GRADIENT_ACCURACY + RELATIVE_WIDTH) * SIZE;
                let near = |x: Interval, y: f64| (x.mid() - y).abs() < error && x.width() < error;
                assert!(near(along[0][0], full[(0, 0)]));
                for i in 0..2 {
                    assert!(near(along[0][1 + i], mixed(i, e)));
                    assert!(mixed(i, n).abs() < error);
                    for j in 0..2 {
                        assert!(near(along[1 + i][1 + j], second(i, e, j, e)));
                        assert!(near(across[i + j], second(i, n, j, n)));
                        assert!(second(i, e, j, n).abs() < error);
                    }
                }
            }
        }
    }
}
