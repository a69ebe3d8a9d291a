//! One tree, many number types: a claim's expressions compiled to a straight-line program over an [`Algebra`].

use std::collections::HashMap;

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::algebra::{Algebra, DefiniteIntegral, Integral};
use crate::claim::calculus::{differentiate, terms};
use crate::claim::reduce::reduced_expectation;
use crate::claim::tree::{
    Aggregate, Aggregation, EvalError, Expectation, Expr, Function, Kind, Measure, Operator,
    Symbol, fold, integer,
};

/// One step of a program; operands are positions of earlier steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Constant(usize),
    Pi,
    Variable(usize),
    Unbound(Symbol),
    Neg(usize),
    Binary(Operator, usize, usize),
    Powi(usize, i32),
    Call(Function, Option<u32>, Vec<usize>),
    Restrict {
        value: usize,
        witness: usize,
    },
    Expect(Expect),
    Integrate(Integrate),
    /// A sum whose ends are no integers, in words.
    NoSum(String),
}

/// An expectation; its body is a program of its own in the bound variable and the captured values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Expect {
    under: Measure,
    parameters: Vec<usize>,
    body: Inner,
    /// The same expectation without integrals, where it reduces.
    reduced: Option<Inner>,
}

/// An integral; its body is a program of its own in the bound variable and the captured values, and so are its derivatives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Integrate {
    from: usize,
    to: usize,
    body: Inner,
    derivatives: Option<Inner>,
}

/// A program inside a program: its number among the inner programs, and the steps outside whose values it takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Inner {
    program: usize,
    captured: Vec<usize>,
}

/// Expressions compiled for repeated evaluation.
///
/// Equal subexpressions are computed once, also across the expressions; closed rational arithmetic is folded exactly before it
/// is rounded, so `1/3` is the number nearest to 1/3. The steps run in the order of the source; the first that fails stops it.
///
/// # Examples
/// ```
/// use forgetting::claim::{Definitions, Float, NoTheory, Program, Symbol, parse_expression};
/// let x = Symbol::new("x").unwrap();
/// let f = parse_expression("x^2 + 1/3", &[x.clone()], &Definitions::new())?;
/// let program = Program::new([&f], &[x]);
/// let float = Float::new(&NoTheory);
/// let bound = program.bind(&float)?;
/// assert_eq!(bound.evaluate(&[2.0])?, [4.0 + 1.0 / 3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    pub(super) steps: Vec<Step>,
    constants: Vec<BigRational>,
    pub(super) variables: usize,
    pub(super) roots: Vec<usize>,
    /// Bodies of expectations.
    inner: Vec<Program>,
}

impl Program {
    /// Compiles expressions in the given variables; points list the variables' values in this order.
    ///
    /// A variable that is not listed is an error at evaluation.
    pub fn new<'e>(expressions: impl IntoIterator<Item = &'e Expr>, variables: &[Symbol]) -> Self {
        let mut compiler = Compiler::new(variables);
        let roots = expressions
            .into_iter()
            .map(|expr| compiler.place(expr))
            .collect();
        compiler.finish(variables.len(), roots)
    }

    /// Number of steps, the bodies of expectations left out.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is nothing to compute.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The work of one evaluation: 1 for a step, and for a call what `weight` says; expectations count by their reduced form.
    pub fn work(&self, weight: &dyn Fn(Function) -> u64) -> u64 {
        let step = |step: &Step| match step {
            Step::Call(function, ..) => weight(*function),
            _ => 1,
        };
        let own: u64 = self.steps.iter().map(step).sum();
        let integrates = self
            .steps
            .iter()
            .any(|step| matches!(step, Step::Integrate(_)));
        let repeats = if integrates { PANELS } else { 1 };
        let inner = self.inner.iter().map(|program| program.work(weight));
        let inner = inner.map(|work| work.saturating_mul(repeats));
        inner.fold(own, u64::saturating_add)
    }

    /// The program with its constants converted to the numbers of `algebra`.
    ///
    /// # Errors
    /// [`EvalError::Overflow`] where a constant exceeds the number type.
    pub fn bind<'a, A: Algebra>(
        &'a self,
        algebra: &'a A,
    ) -> Result<BoundProgram<'a, A>, EvalError> {
        let constants: Result<Vec<_>, _> = self
            .constants
            .iter()
            .map(|value| algebra.constant(value))
            .collect();
        let inner: Result<Vec<_>, _> = self.inner.iter().map(|p| p.bind(algebra)).collect();
        Ok(BoundProgram {
            program: self,
            algebra,
            constants: constants?,
            inner: inner?,
        })
    }
}

/// A [`Program`] ready to run over an algebra.
#[derive(Debug)]
pub struct BoundProgram<'a, A: Algebra> {
    pub(super) program: &'a Program,
    pub(super) algebra: &'a A,
    pub(super) constants: Vec<A::Value>,
    inner: Vec<BoundProgram<'a, A>>,
}

impl<A: Algebra> BoundProgram<'_, A> {
    /// The values of the expressions at a point.
    ///
    /// # Errors
    /// [`EvalError`] where some expression has no value, or the point has the wrong number of coordinates.
    pub fn evaluate(&self, point: &[A::Value]) -> Result<Vec<A::Value>, EvalError> {
        let mut values = Vec::with_capacity(self.program.steps.len());
        self.run(point, &mut values)?;
        let roots = self.program.roots.iter();
        Ok(roots.map(|&at| values[at].clone()).collect())
    }

    /// Runs the steps; `values` becomes their results.
    fn run(&self, point: &[A::Value], values: &mut Vec<A::Value>) -> Result<(), EvalError> {
        let Self {
            program,
            algebra,
            constants,
            ..
        } = self;
        if point.len() != program.variables {
            return Err(EvalError::Point {
                expected: program.variables,
                found: point.len(),
            });
        }
        values.clear();
        for step in &program.steps {
            let value = match step {
                Step::Constant(at) => constants[*at].clone(),
                Step::Pi => algebra.pi(),
                Step::Variable(at) => point[*at].clone(),
                Step::Unbound(name) => {
                    return Err(EvalError::UnboundVariable {
                        name: name.to_string(),
                    });
                }
                Step::Neg(a) => algebra.neg(&values[*a])?,
                Step::Binary(operator, a, b) => {
                    let (a, b) = (&values[*a], &values[*b]);
                    match operator {
                        Operator::Add => algebra.add(a, b)?,
                        Operator::Sub => algebra.sub(a, b)?,
                        Operator::Mul => algebra.mul(a, b)?,
                        Operator::Div => algebra.div(a, b)?,
                        Operator::Pow => algebra.pow(a, b)?,
                    }
                }
                Step::Powi(a, n) => algebra.powi(&values[*a], *n)?,
                Step::Call(function, index, arguments) => {
                    self.called(*function, *index, arguments, values)?
                }
                Step::Restrict { value, witness } => {
                    algebra.restrict(values[*value].clone(), &values[*witness])
                }
                Step::Expect(expect) => self.expectation(expect, values)?,
                Step::Integrate(integrate) => self.integral(integrate, values)?,
                Step::NoSum(ends) => {
                    return Err(EvalError::Domain {
                        function: "sum",
                        argument: "both ends",
                        value: ends.clone(),
                        allowed: "integers, with at most 10000 terms between them",
                    });
                }
            };
            values.push(value);
        }
        Ok(())
    }

    #[inline]
    fn called(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[usize],
        values: &[A::Value],
    ) -> Result<A::Value, EvalError> {
        let call = |arguments: &[_]| self.algebra.call(function, index, arguments);
        let value = |&at: &usize| values[at].clone();
        match arguments {
            // The common cases without an allocation.
            [a] => call(&[value(a)]),
            [a, b] => call(&[value(a), value(b)]),
            [a, b, c] => call(&[value(a), value(b), value(c)]),
            more => call(&pick(values, more)),
        }
    }

    /// The values of an inner program, whose bound variable comes first.
    fn inner_at<'p>(
        &'p self,
        inner: &Inner,
        values: &[A::Value],
    ) -> impl FnMut(&A::Value) -> Result<Vec<A::Value>, EvalError> + use<'p, A> {
        let program = &self.inner[inner.program];
        let mut point = pick(values, &inner.captured);
        let first = point.first().or(values.first()).cloned();
        point.splice(0..0, first);
        move |x| {
            if let Some(place) = point.first_mut() {
                *place = x.clone();
            }
            program.evaluate(&point)
        }
    }

    pub(super) fn integral(
        &self,
        step: &Integrate,
        values: &[A::Value],
    ) -> Result<A::Value, EvalError> {
        let mut body = self.inner_at(&step.body, values);
        let mut integrand = |x: &A::Value| Ok(body(x)?.swap_remove(0));
        let derivatives = step.derivatives.as_ref();
        let mut derivatives = derivatives.map(|inner| self.inner_at(inner, values));
        let value = self.algebra.integral(DefiniteIntegral {
            from: &values[step.from],
            to: &values[step.to],
            integrand: &mut integrand,
            derivatives: derivatives.as_mut().map(|d| d as _),
        })?;
        let outside = [step.from, step.to]
            .into_iter()
            .chain(step.body.captured.iter().copied());
        Ok(outside.fold(value, |value, at| self.algebra.restrict(value, &values[at])))
    }

    /// The expectation exists only where everything outside the integral does, also what the reduced form no longer mentions.
    pub(super) fn expectation(
        &self,
        expect: &Expect,
        values: &[A::Value],
    ) -> Result<A::Value, EvalError> {
        let body = &self.inner[expect.body.program];
        let mut point = Vec::with_capacity(body.program.variables);
        let mut scratch = Vec::with_capacity(body.program.steps.len());
        let mut integrand = |x: &A::Value, captured: &[A::Value]| {
            // The bound variable comes first.
            point.clear();
            point.push(x.clone());
            point.extend_from_slice(captured);
            body.run(&point, &mut scratch)?;
            Ok(scratch[body.program.roots[0]].clone())
        };
        let mut reduced = expect.reduced.as_ref().map(|inner| {
            let point = pick(values, &inner.captured);
            let program = &self.inner[inner.program];
            move || Ok(program.evaluate(&point)?.swap_remove(0))
        });
        let value = self.algebra.expectation(Integral {
            under: expect.under,
            parameters: &pick(values, &expect.parameters),
            captured: &pick(values, &expect.body.captured),
            integrand: &mut integrand,
            reduced: reduced.as_mut().map(|reduced| reduced as _),
        })?;
        let outside = expect.parameters.iter().chain(&expect.body.captured);
        Ok(outside.fold(value, |value, &at| {
            self.algebra.restrict(value, &values[at])
        }))
    }
}

fn pick<V: Clone>(values: &[V], places: &[usize]) -> Vec<V> {
    places.iter().map(|&at| values[at].clone()).collect()
}

#[derive(Default)]
struct Compiler<'v> {
    variables: &'v [Symbol],
    steps: Vec<Step>,
    constants: Vec<BigRational>,
    inner: Vec<Program>,
    /// Position of each distinct step.
    known: HashMap<Step, usize>,
    /// Position of each constant.
    pooled: HashMap<BigRational, usize>,
    /// Result of each shared subtree, by address; the expressions outlive the compiler.
    placed: HashMap<*const (), Operand>,
    /// Reduced forms, which must outlive `placed` as well.
    kept: Vec<Expr>,
    /// Inside an expectation: what it binds, and the program around it.
    around: Option<Around<'v>>,
}

/// The outside of the body of an expectation.
struct Around<'v> {
    /// The bound variable; none in a reduced form.
    bound: Option<Symbol>,
    outside: Box<Compiler<'v>>,
    /// Steps outside that the body uses: its variables, after the bound one.
    captured: Vec<usize>,
    /// Whether a shared subtree mentions the bound variable, by address.
    depends: HashMap<*const (), bool>,
}

/// A subexpression: still an exact constant, or the result of a step.
#[derive(Clone)]
enum Operand {
    Exact(BigRational),
    Step(usize),
}

impl<'v> Compiler<'v> {
    fn new(variables: &'v [Symbol]) -> Self {
        Self {
            variables,
            ..Self::default()
        }
    }

    fn finish(self, variables: usize, roots: Vec<usize>) -> Program {
        Program {
            steps: self.steps,
            constants: self.constants,
            variables,
            roots,
            inner: self.inner,
        }
    }

    /// The position of the step that computes `expr`.
    fn place(&mut self, expr: &Expr) -> usize {
        let operand = self.operand(expr);
        self.position(operand)
    }

    fn position(&mut self, operand: Operand) -> usize {
        match operand {
            Operand::Step(at) => at,
            Operand::Exact(value) => {
                let next = self.constants.len();
                let at = *self.pooled.entry(value.clone()).or_insert(next);
                if at == next {
                    self.constants.push(value);
                }
                self.emit(Step::Constant(at))
            }
        }
    }

    fn emit(&mut self, step: Step) -> usize {
        if let Some(&at) = self.known.get(&step) {
            return at;
        }
        let at = self.steps.len();
        self.steps.push(step.clone());
        self.known.insert(step, at);
        at
    }

    fn operand(&mut self, expr: &Expr) -> Operand {
        if let Some(operand) = self.placed.get(&expr.address()) {
            return operand.clone();
        }
        let operand = match self.outside(expr) {
            Some(operand) => operand,
            None => self.compile(expr),
        };
        self.placed.insert(expr.address(), operand.clone());
        operand
    }

    fn compile(&mut self, expr: &Expr) -> Operand {
        let step = match expr.kind() {
            Kind::Number(decimal) => return Operand::Exact(decimal.value().clone()),
            Kind::Pi => Step::Pi,
            Kind::Variable(name) => {
                match self.variables.iter().position(|variable| variable == name) {
                    Some(at) => Step::Variable(at),
                    None => Step::Unbound(name.clone()),
                }
            }
            Kind::Neg(a) => match self.operand(a) {
                Operand::Exact(value) => return Operand::Exact(-value),
                Operand::Step(a) => Step::Neg(a),
            },
            Kind::Binary(operator, a, b) => {
                let (a, b) = (self.operand(a), self.operand(b));
                if let (Operand::Exact(a), Operand::Exact(b)) = (&a, &b)
                    && let Some(value) = exact(*operator, a, b)
                {
                    return Operand::Exact(value);
                }
                let exponent = match &b {
                    Operand::Exact(value) if *operator == Operator::Pow => integer(value),
                    _ => None,
                };
                let a = self.position(a);
                match exponent {
                    Some(n) => Step::Powi(a, n),
                    None => Step::Binary(*operator, a, self.position(b)),
                }
            }
            Kind::Call(call) => {
                let arguments = call
                    .arguments()
                    .iter()
                    .map(|argument| self.place(argument))
                    .collect();
                Step::Call(call.function(), call.index(), arguments)
            }
            Kind::Derivative(derivative) => {
                let witness = self.place(derivative.witness());
                // The point must exist even where the differentiated expression does not depend on it.
                if let Some(at) = derivative.at() {
                    self.place(at);
                }
                let value = self.place(derivative.value());
                Step::Restrict { value, witness }
            }
            Kind::Aggregate(aggregate) => match self.aggregate(aggregate) {
                Ok(step) => step,
                Err(operand) => return operand,
            },
            Kind::Expect(expectation) => Step::Expect(self.expect(expectation)),
        };
        Operand::Step(self.emit(step))
    }

    fn expect(&mut self, expectation: &Expectation) -> Expect {
        let parameters = expectation.parameters();
        let parameters = parameters.iter().map(|p| self.place(p)).collect();
        let body = self.inside(&[expectation.body()], Some(expectation.variable()));
        let reduced = reduced_expectation(expectation).map(|expr| {
            let inner = self.inside(&[&expr], None);
            self.kept.push(expr);
            inner
        });
        Expect {
            under: expectation.under(),
            parameters,
            body,
            reduced,
        }
    }

    /// A sum is written out; an integral is a step.
    fn aggregate(&mut self, aggregate: &Aggregate) -> Result<Step, Operand> {
        if aggregate.how == Aggregation::Sum {
            let Ok(Some(sum)) = terms(aggregate) else {
                let ends = format!("{} and {}", aggregate.from, aggregate.to);
                return Ok(Step::NoSum(ends));
            };
            self.kept.push(sum.clone());
            return Err(self.operand(&sum));
        }
        let (from, to) = (self.place(&aggregate.from), self.place(&aggregate.to));
        let variable = &aggregate.variable;
        let body = self.inside(&[&aggregate.body], Some(variable));
        let slopes = slopes(&aggregate.body, variable);
        let derivatives = slopes.map(|slopes| {
            let inner = self.inside(&slopes.iter().collect::<Vec<_>>(), Some(variable));
            self.kept.extend(slopes);
            inner
        });
        Ok(Step::Integrate(Integrate {
            from,
            to,
            body,
            derivatives,
        }))
    }

    /// Compiles an inner program, whose values are those of the expressions.
    fn inside(&mut self, exprs: &[&Expr], bound: Option<&Symbol>) -> Inner {
        let mut compiler = Compiler {
            around: Some(Around {
                bound: bound.cloned(),
                outside: Box::new(std::mem::take(self)),
                captured: Vec::new(),
                depends: HashMap::new(),
            }),
            ..Compiler::default()
        };
        let roots = exprs.iter().map(|expr| compiler.place(expr)).collect();
        let mut captured = Vec::new();
        if let Some(around) = compiler.around.take() {
            *self = *around.outside;
            captured = around.captured;
        }
        // Expressions made inside have left their addresses outside.
        self.kept.append(&mut compiler.kept);
        let variables = captured.len() + usize::from(bound.is_some());
        let program = compiler.finish(variables, roots);
        let known = self.inner.iter().position(|other| *other == program);
        let program = known.unwrap_or_else(|| {
            self.inner.push(program);
            self.inner.len() - 1
        });
        Inner { program, captured }
    }

    /// Inside an expectation, what is computed outside: of a body all that does not depend on the bound variable, of a reduced
    /// form the variables only, because it is not always run.
    fn outside(&mut self, expr: &Expr) -> Option<Operand> {
        let around = self.around.as_mut()?;
        let stays = match &around.bound {
            Some(bound) => depends(expr, bound, &mut around.depends),
            None => !matches!(expr.kind(), Kind::Variable(_)),
        };
        if stays {
            let is_bound = matches!((expr.kind(), &around.bound), (Kind::Variable(name), Some(bound)) if name == bound);
            return is_bound.then(|| Operand::Step(self.emit(Step::Variable(0))));
        }
        let at = match around.outside.operand(expr) {
            Operand::Exact(value) => return Some(Operand::Exact(value)),
            Operand::Step(at) => at,
        };
        let known = around.captured.iter().position(|&other| other == at);
        let place = known.unwrap_or_else(|| {
            around.captured.push(at);
            around.captured.len() - 1
        });
        let first = usize::from(around.bound.is_some());
        Some(Operand::Step(self.emit(Step::Variable(first + place))))
    }
}

/// Whether `expr` mentions `bound`, each shared part asked once.
fn depends(expr: &Expr, bound: &Symbol, known: &mut HashMap<*const (), bool>) -> bool {
    if let Some(&answer) = known.get(&expr.address()) {
        return answer;
    }
    let answer = match expr.kind() {
        Kind::Variable(name) => name == bound,
        Kind::Derivative(_) | Kind::Expect(_) | Kind::Aggregate(_) => expr.mentions(bound),
        kind => {
            let mut children = Expr::children_of(kind).into_iter();
            children.any(|child| depends(child, bound, known))
        }
    };
    known.insert(expr.address(), answer);
    answer
}

/// Panels that an integral is taken to need, for an estimate of its work.
const PANELS: u64 = 256;

/// Larger derivatives are not worth their time.
const MOST_NODES: u64 = 20_000;

/// The first four derivatives of an integrand, as far as they can be formed.
fn slopes(body: &Expr, variable: &Symbol) -> Option<Vec<Expr>> {
    let mut slopes: Vec<Expr> = Vec::new();
    for _ in 0..4 {
        match differentiate(slopes.last().unwrap_or(body), variable) {
            Ok(slope) if slope.size() <= MOST_NODES => slopes.push(slope),
            _ => break,
        }
    }
    (!slopes.is_empty()).then_some(slopes)
}

/// Exact folding, with 0^0 = 1 as [`Algebra::powi`] has it.
fn exact(operator: Operator, a: &BigRational, b: &BigRational) -> Option<BigRational> {
    if operator == Operator::Pow && b.is_zero() {
        return Some(BigRational::one());
    }
    fold(operator, a, b)
}
