//! Objectives $\int F(x,q(x))\,dx$ that the kernel does not reduce, by quadrature on the span of the means.
//!
//! With $s=\nabla_\theta\log q$, $A=qF_q$ and $B=\partial A/\partial\log q$,
//! $$ \nabla J=\int A\,s\,dx,\qquad \nabla^2J=\int\bigl(B\,ss^\top+A\,\nabla^2_\theta\log q\bigr)dx. $$
//! Every $F$ here is homogeneous of degree one in the densities, so the directions across the span integrate to one, and only the
//! curvature $\int(B-A)\,r_ir_j\,dx$ is left of them. The trapezoidal rule's error is below $10^{-13}$ times the size of the terms.

use super::Derivatives;
use super::span::{Span, SpanDerivatives};
use crate::model::Mixture;
use nalgebra::DVector;
use std::f64::consts::PI;

/// What an objective asks of a point: the log-densities there, without the common factor $(2\pi)^{-d/2}$.
pub(super) struct Here {
    /// $\log q$.
    pub log_q: f64,
    /// The fixed mixture's components: the log of weight times density.
    pub fixed: [f64; 2],
}

impl Here {
    /// The log-density of the fixed mixture.
    pub fn log_fixed(&self) -> f64 {
        log_sum(&self.fixed)
    }
}

/// $F$, and $A$ and $B$ divided by $e^{\texttt{log\_scale}}$.
pub(super) struct Terms {
    pub value: f64,
    pub first: f64,
    pub second: f64,
    pub log_scale: f64,
}

/// The integrand of one objective: its fixed mixture, and $F$ pointwise.
pub(super) trait Integrand {
    /// The mixture that stays: target, data or lagged policy.
    fn fixed(&self) -> &Mixture;

    /// $F$, $A$, $B$.
    fn terms(&self, here: &Here) -> Terms;

    /// How many extents of the means the integrals reach beyond them: ratios of normal densities peak outside.
    fn extents(&self) -> f64 {
        0.0
    }
}

/// A learner and the fixed mixture in the coordinates of their span.
struct Placed {
    span: Span,
    learner: [(f64, Vec<f64>); 2],
    fixed: [(f64, Vec<f64>); 2],
    extents: f64,
}

impl Placed {
    fn new(integrand: &impl Integrand, q: &Mixture) -> Self {
        let p = integrand.fixed();
        let span = Span::of(
            &[p.old_mean(), p.new_mean(), q.old_mean(), q.new_mean()],
            1e-10,
        );
        let place = |m: &Mixture| {
            [
                (m.weight().old(), m.old_mean()),
                (m.weight().new_mode(), m.new_mean()),
            ]
            .map(|(w, mean)| (core_math::log(w), span.coordinates(mean)))
        };
        Self {
            learner: place(q),
            fixed: place(p),
            extents: integrand.extents(),
            span,
        }
    }

    /// Visits the nodes: coordinates, volume with the normal law's constant, the logs of the learner's components and [`Here`].
    fn visit(&self, mut see: impl FnMut(&[f64], f64, [f64; 2], &Here)) {
        let norm = (2.0 * PI).powf(-0.5 * self.span.dimension() as f64);
        let reach = |lo: f64, hi: f64| {
            let beyond = self.extents * (hi - lo) + 9.5;
            (lo - beyond, hi + beyond)
        };
        self.span.visit(reach, |x, volume| {
            let log = |(weight, mean): &(f64, Vec<f64>)| {
                let square: f64 = x.iter().zip(mean).map(|(a, b)| (a - b) * (a - b)).sum();
                weight - 0.5 * square
            };
            let learner = [log(&self.learner[0]), log(&self.learner[1])];
            let here = Here {
                log_q: log_sum(&learner),
                fixed: [log(&self.fixed[0]), log(&self.fixed[1])],
            };
            see(x, volume * norm, learner, &here);
        });
    }
}

/// $\log(e^a+e^b)$; negative infinities are empty components.
pub(super) fn log_sum([a, b]: &[f64; 2]) -> f64 {
    let top = a.max(*b);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + core_math::log1p(core_math::exp(a.min(*b) - top))
}

/// $J$.
pub(super) fn value(integrand: &impl Integrand, q: &Mixture) -> f64 {
    let mut sum = 0.0;
    Placed::new(integrand, q)
        .visit(|_, volume, _, here| sum += volume * integrand.terms(here).value);
    sum
}

/// $J$, its gradient and its Hessian.
pub(super) fn derivatives(integrand: &impl Integrand, q: &Mixture) -> Derivatives {
    let placed = Placed::new(integrand, q);
    let (beta, rest) = (q.weight().old(), q.weight().new_mode());
    let k = placed.span.dimension();
    let size = 2 * k + 1;
    let mut sums = SpanDerivatives::zero(&placed.span);
    let mut score = DVector::zeros(size);
    placed.visit(|x, volume, learner, here| {
        let terms = integrand.terms(here);
        sums.value += volume * terms.value;
        let scale = volume * core_math::exp(terms.log_scale);
        let (first, second) = (scale * terms.first, scale * terms.second);
        let [r_old, r_new] = learner.map(|l| core_math::exp(l - here.log_q));
        score[0] = r_old * rest - r_new * beta;
        for i in 0..k {
            score[1 + i] = r_old * (x[i] - placed.learner[0].1[i]);
            score[1 + k + i] = r_new * (x[i] - placed.learner[1].1[i]);
        }
        sums.gradient.axpy(first, &score, 1.0);
        // The Hessian of log q is that of the complete data minus s s'.
        for i in 0..size {
            for j in i..size {
                sums.hessian[(i, j)] += (second - first) * score[i] * score[j];
            }
        }
        sums.hessian[(0, 0)] += first * (rest - beta) * score[0];
        for i in 0..k {
            sums.hessian[(0, 1 + i)] += first * rest * score[1 + i];
            sums.hessian[(0, 1 + k + i)] -= first * beta * score[1 + k + i];
            for (j, x) in x.iter().enumerate().skip(i) {
                let unit = f64::from(u8::from(i == j));
                sums.hessian[(1 + i, 1 + j)] +=
                    first * (score[1 + i] * (x - placed.learner[0].1[j]) - r_old * unit);
                sums.hessian[(1 + k + i, 1 + k + j)] +=
                    first * (score[1 + k + i] * (x - placed.learner[1].1[j]) - r_new * unit);
            }
        }
        let products = [r_old * r_old, r_old * r_new, r_new * r_new];
        for (sum, product) in sums.across.iter_mut().zip(products) {
            *sum += (second - first) * product;
        }
    });
    sums.hessian.fill_lower_triangle_with_upper_triangle();
    sums.lifted(&placed.span, q.dimension())
}

/// $\partial J/\partial\beta=\int A\,(N_o-N_n)/q\,dx$, also at the ends of [0, 1].
pub(super) fn weight_slope(integrand: &impl Integrand, q: &Mixture) -> f64 {
    let placed = Placed::new(integrand, q);
    let mut slope = 0.0;
    placed.visit(|x, volume, _, here| {
        let terms = integrand.terms(here);
        let part = |mean: &[f64]| {
            let square: f64 = x.iter().zip(mean).map(|(a, b)| (a - b) * (a - b)).sum();
            core_math::exp(terms.log_scale - 0.5 * square - here.log_q)
        };
        slope += volume * terms.first * (part(&placed.learner[0].1) - part(&placed.learner[1].1));
    });
    slope
}
