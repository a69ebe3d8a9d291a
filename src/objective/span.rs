//! The affine span of a few means, and the trapezoidal rule on it.
//!
//! Mixtures of $k$ unit-covariance modes differ only along the at most $k-1$ directions their
//! means span; across them they are one standard normal law. A quadrature therefore never
//! needs more than that many dimensions, whatever $d$ is.

use super::{Blocks, Derivatives, stack};
use nalgebra::{DMatrix, DVector};

/// An orthonormal frame of the differences of some points.
pub(super) struct Span {
    origin: DVector<f64>,
    basis: Vec<DVector<f64>>,
    /// The points' coordinates along each direction, ascending.
    positions: Vec<Vec<f64>>,
}

/// Modes further apart than this overlap by less than 1e-195: each is integrated over a window of its own.
const SEPARATE: f64 = 60.0;

impl Span {
    /// Gram-Schmidt on `points - points[0]`, longest first; directions shorter than `negligible` of the longest are dropped.
    ///
    /// A dropped direction of length `e` changes an expectation by order `e^2`.
    pub(super) fn of(points: &[&DVector<f64>], negligible: f64) -> Self {
        let origin = points[0].clone();
        let mut differences: Vec<DVector<f64>> = points[1..].iter().map(|p| *p - &origin).collect();
        differences.sort_by(|a, b| b.norm_squared().total_cmp(&a.norm_squared()));
        let longest = differences.first().map_or(0.0, DVector::norm);
        let mut basis: Vec<DVector<f64>> = Vec::new();
        for mut direction in differences {
            // Twice is enough: the second pass removes what rounding left.
            for _ in 0..2 {
                for b in &basis {
                    let along = b.dot(&direction);
                    direction.axpy(-along, b, 1.0);
                }
            }
            let length = direction.norm();
            if length > negligible * longest {
                basis.push(direction / length);
            }
        }
        let mut span = Self {
            origin,
            basis,
            positions: Vec::new(),
        };
        let coordinates: Vec<Vec<f64>> = points.iter().map(|p| span.coordinates(p)).collect();
        span.positions = (0..span.basis.len())
            .map(|k| {
                let mut along: Vec<f64> = coordinates.iter().map(|c| c[k]).collect();
                along.sort_by(f64::total_cmp);
                along
            })
            .collect();
        span
    }

    pub(super) fn dimension(&self) -> usize {
        self.basis.len()
    }

    /// The greatest extent of the points along a direction of the frame.
    pub(super) fn extent(&self) -> f64 {
        let extents = self
            .positions
            .iter()
            .map(|along| along[along.len() - 1] - along[0]);
        extents.fold(0.0, f64::max)
    }

    pub(super) fn coordinates(&self, point: &DVector<f64>) -> Vec<f64> {
        let from_origin = point - &self.origin;
        self.basis.iter().map(|b| b.dot(&from_origin)).collect()
    }

    /// The frame as a `d` by `k` matrix.
    pub(super) fn frame(&self, d: usize) -> DMatrix<f64> {
        let mut frame = DMatrix::zeros(d, self.basis.len());
        for (k, b) in self.basis.iter().enumerate() {
            frame.set_column(k, b);
        }
        frame
    }

    /// Visits the product trapezoidal rule: coordinates and cell volume.
    ///
    /// Along each direction the step times the extent is at most `0.55`: the mixtures' zeros lie at
    /// imaginary distance at least `pi/extent`, so the error is below `e^{-2 pi^2/0.55} < 3e-16`.
    /// The range is `reach(lo, hi)` of the points' extent. Points further apart than 60 get windows of their own, so the
    /// number of nodes is bounded.
    pub(super) fn visit(
        &self,
        reach: impl Fn(f64, f64) -> (f64, f64),
        mut see: impl FnMut(&[f64], f64),
    ) {
        let axes: Vec<(Vec<f64>, f64)> = self
            .positions
            .iter()
            .map(|along| nodes(along, &reach))
            .collect();
        let volume: f64 = axes.iter().map(|(_, step)| step).product();
        let mut index = vec![0usize; axes.len()];
        let mut x: Vec<f64> = axes.iter().map(|(nodes, _)| nodes[0]).collect();
        loop {
            see(&x, volume);
            // Odometer.
            let mut k = 0;
            loop {
                if k == axes.len() {
                    return;
                }
                index[k] += 1;
                if index[k] < axes[k].0.len() {
                    x[k] = axes[k].0[index[k]];
                    break;
                }
                index[k] = 0;
                x[k] = axes[k].0[0];
                k += 1;
            }
        }
    }
}

/// Value, gradient and Hessian in $(\varphi,m_o,m_n)$, the means in span coordinates.
pub(super) struct SpanDerivatives {
    pub value: f64,
    pub gradient: DVector<f64>,
    pub hessian: DMatrix<f64>,
    /// What is left across the span: a multiple of the identity for each of old-old, old-new and new-new.
    pub across: [f64; 3],
}

impl SpanDerivatives {
    pub(super) fn zero(span: &Span) -> Self {
        let size = 2 * span.dimension() + 1;
        Self {
            value: 0.0,
            gradient: DVector::zeros(size),
            hessian: DMatrix::zeros(size, size),
            across: [0.0; 3],
        }
    }

    /// In all `d` coordinates.
    pub(super) fn lifted(&self, span: &Span, d: usize) -> Derivatives {
        let k = span.dimension();
        let frame = span.frame(d);
        let complement = DMatrix::identity(d, d) - &frame * frame.transpose();
        let vector = |v: &DVector<f64>, at: usize| &frame * v.rows(at, k);
        let block = |row: usize, column: usize, across: f64| {
            &frame * self.hessian.view((row, column), (k, k)) * frame.transpose()
                + &complement * across
        };
        let column = self.hessian.column(0).into_owned();
        let blocks = Blocks {
            phi_phi: self.hessian[(0, 0)],
            phi_old: vector(&column, 1),
            phi_new: vector(&column, 1 + k),
            old_old: block(1, 1, self.across[0]),
            old_new: block(1, 1 + k, self.across[1]),
            new_new: block(1 + k, 1 + k, self.across[2]),
        };
        Derivatives {
            value: self.value,
            gradient: stack(
                self.gradient[0],
                &vector(&self.gradient, 1),
                &vector(&self.gradient, 1 + k),
            ),
            hessian: blocks.assemble(),
        }
    }
}

/// The nodes along one direction and their step.
fn nodes(along: &[f64], reach: &impl Fn(f64, f64) -> (f64, f64)) -> (Vec<f64>, f64) {
    let (lo, hi) = (along[0], along[along.len() - 1]);
    if hi - lo <= SEPARATE {
        let (from, to) = reach(lo, hi);
        let step = (0.55 / (hi - lo)).min(0.45);
        let count = ((to - from) / step).ceil() as usize + 1;
        return ((0..count).map(|k| from + k as f64 * step).collect(), step);
    }
    // Between windows of half the separation every density is below 1e-195 of its peak.
    let step = 0.25;
    let mut all = Vec::new();
    let mut end = f64::NEG_INFINITY;
    for &centre in along {
        let from = end.max(centre - 0.5 * SEPARATE);
        let count = ((centre + 0.5 * SEPARATE - from) / step).ceil() as usize;
        all.extend((1..=count).map(|k| from + k as f64 * step));
        end = end.max(from + count as f64 * step);
    }
    (all, step)
}
