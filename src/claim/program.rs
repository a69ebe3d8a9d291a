//! One tree, many number types: a claim's expressions compiled to a straight-line program over an [`Algebra`].

use std::collections::HashMap;

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::algebra::{Algebra, EvalError};
use super::function::Function;
use super::rational::{fold, integer};
use super::tree::{Expr, Kind, Operator, Symbol};

/// One step of a program; operands are positions of earlier steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Constant(usize),
    Pi,
    Variable(usize),
    Unbound(Symbol),
    Neg(usize),
    Binary(Operator, usize, usize),
    Powi(usize, i32),
    Call(Function, Option<u32>, Vec<usize>),
    Restrict { value: usize, witness: usize },
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
#[derive(Clone, Debug)]
pub struct Program {
    steps: Vec<Step>,
    constants: Vec<BigRational>,
    variables: usize,
    roots: Vec<usize>,
}

impl Program {
    /// Compiles expressions in the given variables; points list the variables' values in this order.
    ///
    /// A variable that is not listed is an error at evaluation.
    pub fn new<'e>(expressions: impl IntoIterator<Item = &'e Expr>, variables: &[Symbol]) -> Self {
        let mut compiler = Compiler {
            variables,
            ..Compiler::default()
        };
        let roots = expressions
            .into_iter()
            .map(|expr| compiler.place(expr))
            .collect();
        Self {
            steps: compiler.steps,
            constants: compiler.constants,
            variables: variables.len(),
            roots,
        }
    }

    /// Number of steps.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is nothing to compute.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
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
        Ok(BoundProgram {
            program: self,
            algebra,
            constants: constants?,
        })
    }
}

/// A [`Program`] ready to run over an algebra.
#[derive(Debug)]
pub struct BoundProgram<'a, A: Algebra> {
    program: &'a Program,
    algebra: &'a A,
    constants: Vec<A::Value>,
}

impl<A: Algebra> BoundProgram<'_, A> {
    /// The values of the expressions at a point.
    ///
    /// # Errors
    /// [`EvalError`] where some expression has no value, or the point has the wrong number of coordinates.
    pub fn evaluate(&self, point: &[A::Value]) -> Result<Vec<A::Value>, EvalError> {
        let Self {
            program,
            algebra,
            constants,
        } = self;
        if point.len() != program.variables {
            return Err(EvalError::Point {
                expected: program.variables,
                found: point.len(),
            });
        }
        let mut values: Vec<A::Value> = Vec::with_capacity(program.steps.len());
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
                    let arguments: Vec<A::Value> =
                        arguments.iter().map(|&at| values[at].clone()).collect();
                    algebra.call(*function, *index, &arguments)?
                }
                Step::Restrict { value, witness } => {
                    algebra.restrict(values[*value].clone(), &values[*witness])
                }
            };
            values.push(value);
        }
        Ok(program.roots.iter().map(|&at| values[at].clone()).collect())
    }
}

#[derive(Default)]
struct Compiler<'v> {
    variables: &'v [Symbol],
    steps: Vec<Step>,
    constants: Vec<BigRational>,
    /// Position of each distinct step.
    known: HashMap<Step, usize>,
    /// Position of each constant.
    pooled: HashMap<BigRational, usize>,
    /// Result of each shared subtree, by address; the expressions outlive the compiler.
    placed: HashMap<*const (), Operand>,
}

/// A subexpression: still an exact constant, or the result of a step.
#[derive(Clone)]
enum Operand {
    Exact(BigRational),
    Step(usize),
}

impl Compiler<'_> {
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
        let operand = self.compile(expr);
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
        };
        Operand::Step(self.emit(step))
    }
}

/// Exact folding, with 0^0 = 1 as [`Algebra::powi`] has it.
fn exact(operator: Operator, a: &BigRational, b: &BigRational) -> Option<BigRational> {
    if operator == Operator::Pow && b.is_zero() {
        return Some(BigRational::one());
    }
    fold(operator, a, b)
}
