//! Programs over columns of `f64`: each step at many points before the next.

use super::algebra::Algebra;
use super::float::{Float, TheoryFunctions};
use super::program::{BoundProgram, Step};
use crate::claim::tree::{EvalError, Function, Operator};

/// Points whose steps are taken together: their columns stay in the processor's caches.
const BLOCK: usize = 1024;

/// A value from the results of the steps before, at one point.
type PointValue<'a> = dyn Fn(&[f64]) -> Result<f64, EvalError> + 'a;

impl<T: TheoryFunctions + ?Sized> BoundProgram<'_, Float<'_, T>> {
    /// The values of the expressions at many points, one column a variable and one an expression; all of a point's values are NaN where
    /// [`evaluate`](BoundProgram::evaluate) would refuse it, or a coordinate is not finite.
    ///
    /// Functions of the theory are computed in batches where they have one, so the last digits may differ from those of `evaluate`
    /// within the functions' accuracy; a point's values do not depend on the other points.
    ///
    /// # Panics
    /// Columns of different lengths, or not as many as there are variables and expressions.
    ///
    /// # Examples
    /// ```
    /// use forgetting::claim::{Definitions, Float, Program, Symbol, parse_expression};
    /// use forgetting::theory::Theory;
    /// let delta = Symbol::new("delta").unwrap();
    /// let f = parse_expression("eps_old(1/2, delta)/bc(delta)", &[delta.clone()], &Definitions::new())?;
    /// let (program, float) = (Program::new([&f], &[delta]), Float::new(&Theory));
    /// let mut ratio = [0.0; 3];
    /// program.bind(&float)?.evaluate_columns(&[&[0.0, 2.0, -1.0]], &mut [&mut ratio]);
    /// assert!(ratio[0] == 0.5 && ratio[1] < 0.5 && ratio[2].is_nan());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn evaluate_columns(&self, points: &[&[f64]], out: &mut [&mut [f64]]) {
        assert_eq!(points.len(), self.program.variables, "columns of variables");
        assert_eq!(out.len(), self.program.roots.len(), "columns of values");
        let count = out.first().map_or(0, |column| column.len());
        let lengths = points
            .iter()
            .map(|c| c.len())
            .chain(out.iter().map(|c| c.len()));
        assert!(
            lengths.into_iter().all(|n| n == count),
            "columns of one length"
        );
        let mut values = vec![0.0; self.program.steps.len() * BLOCK.min(count)];
        for from in (0..count).step_by(BLOCK) {
            let range = from..count.min(from + BLOCK);
            let block: Vec<&[f64]> = points.iter().map(|c| &c[range.clone()]).collect();
            let failed = self.steps(&block, range.len(), &mut values);
            for (column, &root) in out.iter_mut().zip(&self.program.roots) {
                let value = &values[root * range.len()..][..range.len()];
                for ((slot, value), failed) in
                    column[range.clone()].iter_mut().zip(value).zip(&failed)
                {
                    *slot = if *failed { f64::NAN } else { *value };
                }
            }
        }
    }

    /// Runs the steps; `values` becomes their columns. Which points some step refused.
    fn steps(&self, points: &[&[f64]], count: usize, values: &mut [f64]) -> Vec<bool> {
        let mut failed = vec![false; count];
        for (at, step) in self.program.steps.iter().enumerate() {
            let (before, rest) = values.split_at_mut(at * count);
            let out = &mut rest[..count];
            let column = |k: usize| &before[k * count..][..count];
            let pointwise = |out: &mut [f64], value: &PointValue<'_>| {
                let mut point = vec![0.0; at];
                for (k, out) in out.iter_mut().enumerate() {
                    if !failed[k] {
                        (0..at).for_each(|step| point[step] = column(step)[k]);
                        *out = value(&point).unwrap_or(f64::NAN);
                    }
                }
            };
            match step {
                Step::Constant(k) => out.fill(self.constants[*k]),
                Step::Pi => out.fill(std::f64::consts::PI),
                Step::Variable(k) => out.copy_from_slice(points[*k]),
                Step::Neg(a) => each(out, column(*a), |a| -a),
                Step::Restrict { value, .. } => out.copy_from_slice(column(*value)),
                Step::Binary(operator, a, b) => {
                    let (a, b) = (column(*a), column(*b));
                    match operator {
                        Operator::Add => both(out, a, b, |a, b| a + b),
                        Operator::Sub => both(out, a, b, |a, b| a - b),
                        Operator::Mul => both(out, a, b, |a, b| a * b),
                        Operator::Div => both(out, a, b, |a, b| a / b),
                        Operator::Pow => {
                            both(out, a, b, |a, b| {
                                self.algebra.pow(&a, &b).unwrap_or(f64::NAN)
                            });
                        }
                    }
                }
                Step::Powi(a, n) => {
                    each(out, column(*a), |a| {
                        self.algebra.powi(&a, *n).unwrap_or(f64::NAN)
                    });
                }
                Step::Call(function, index, arguments) => {
                    let arguments: Vec<&[f64]> = arguments.iter().map(|a| column(*a)).collect();
                    self.call(*function, *index, &arguments, out);
                }
                Step::Unbound(_) | Step::NoSum(_) => out.fill(f64::NAN),
                Step::Expect(expect) => {
                    pointwise(out, &|point| self.expectation(expect, point));
                }
                Step::Integrate(integrate) => {
                    pointwise(out, &|point| self.integral(integrate, point));
                }
            }
            // Infinite where the scalar operation would overflow or divide by zero.
            for (failed, value) in failed.iter_mut().zip(out.iter()) {
                *failed |= !value.is_finite();
            }
        }
        failed
    }

    /// A call at every point, in a batch where there is one.
    fn call(&self, function: Function, index: Option<u32>, arguments: &[&[f64]], out: &mut [f64]) {
        let theory = self.algebra.theory();
        if function.is_theory() && theory.columns(function, index, arguments, out) {
            for (range, argument) in function.ranges().iter().zip(arguments) {
                for (out, &x) in out.iter_mut().zip(*argument) {
                    if !range.contains(x) {
                        *out = f64::NAN;
                    }
                }
            }
            return;
        }
        let mut point = vec![0.0; arguments.len()];
        for (k, out) in out.iter_mut().enumerate() {
            (point.iter_mut().zip(arguments)).for_each(|(slot, column)| *slot = column[k]);
            let known = point.iter().all(|x| x.is_finite());
            let value = known.then(|| self.algebra.call(function, index, &point).ok());
            *out = value.flatten().unwrap_or(f64::NAN);
        }
    }
}

fn each(out: &mut [f64], a: &[f64], f: impl Fn(f64) -> f64) {
    for (out, a) in out.iter_mut().zip(a) {
        *out = f(*a);
    }
}

fn both(out: &mut [f64], a: &[f64], b: &[f64], f: impl Fn(f64, f64) -> f64) {
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = f(*a, *b);
    }
}
