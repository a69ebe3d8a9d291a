//! The syntax tree.

use std::fmt;
use std::sync::Arc;

use super::aggregation::Aggregation;
use super::decimal::Decimal;
use super::function::Function;
use super::measure::Measure;
use super::operator::Operator;
use super::symbol::Symbol;

/// An expression: an immutable tree whose parts are shared, so a clone is cheap.
///
/// ```
/// use forgetting::claim::{Expr, Operator, Symbol};
/// let x = Expr::variable(Symbol::new("x").expect("a name"));
/// let sum = Expr::binary(Operator::Add, x, Expr::integer(1));
/// assert_eq!((sum.to_string().as_str(), sum.depth()), ("x + 1", 2));
/// ```
#[derive(Clone)]
pub struct Expr(Arc<Node>);

struct Node {
    kind: Kind,
    depth: u32,
    size: u64,
    /// Expectations on the longest path downwards.
    expectations: u32,
}

/// What an expression is at its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An exact decimal.
    Number(Decimal),
    /// The constant pi.
    Pi,
    /// A variable.
    Variable(Symbol),
    /// Unary minus.
    Neg(Expr),
    /// A binary operation.
    Binary(Operator, Expr, Expr),
    /// A function of the table applied to its arguments.
    Call(Call),
    /// A derivative, kept as written and expanded beside it.
    Derivative(Derivative),
    /// An expectation over a bound variable.
    Expect(Expectation),
    /// A sum or an integral over a bound variable.
    Aggregate(Aggregate),
}

impl Expr {
    pub(in crate::claim) fn new(kind: Kind) -> Self {
        let children = Self::children_of(&kind);
        let depth = children
            .iter()
            .map(|child| child.depth())
            .max()
            .unwrap_or(0)
            .saturating_add(1);
        let size = children
            .iter()
            .fold(1_u64, |sum, child| sum.saturating_add(child.size()));
        let below = children.iter().map(|child| child.0.expectations).max();
        let own = u32::from(matches!(
            kind,
            Kind::Expect(_)
                | Kind::Aggregate(Aggregate {
                    how: Aggregation::Integral,
                    ..
                })
        ));
        let expectations = below.unwrap_or(0).saturating_add(own);
        Self(Arc::new(Node {
            kind,
            depth,
            size,
            expectations,
        }))
    }

    /// Expressions directly below a node, the parts of a derivative included.
    pub(in crate::claim) fn children_of(kind: &Kind) -> Vec<&Expr> {
        match kind {
            Kind::Number(_) | Kind::Pi | Kind::Variable(_) => vec![],
            Kind::Neg(a) => vec![a],
            Kind::Binary(_, a, b) => vec![a, b],
            Kind::Call(call) => call.arguments.iter().collect(),
            Kind::Derivative(d) => match &d.at {
                None => vec![&d.of, &d.value],
                Some(at) => vec![&d.of, at, &d.witness, &d.value],
            },
            Kind::Expect(e) => e.parameters.iter().chain([&e.body]).collect(),
            Kind::Aggregate(a) => vec![&a.from, &a.to, &a.body],
        }
    }

    /// Expressions directly below the root, the parts of a derivative included.
    pub fn parts(&self) -> Vec<&Expr> {
        Self::children_of(self.kind())
    }

    /// The root of the tree.
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// Levels of the tree, 1 for a leaf.
    pub fn depth(&self) -> u32 {
        self.0.depth
    }

    /// Nodes of the tree (saturating), a shared part counted each time it is used.
    pub fn size(&self) -> u64 {
        self.0.size
    }

    /// How many expectations stand inside one another, 0 where there is none.
    pub fn expectation_depth(&self) -> u32 {
        self.0.expectations
    }

    /// The address of the root, equal for clones: a key for memo tables that live no longer than this tree.
    pub(in crate::claim) fn address(&self) -> *const () {
        Arc::as_ptr(&self.0).cast()
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.0.size == other.0.size
                && self.0.depth == other.0.depth
                && self.0.kind == other.0.kind)
    }
}

impl Eq for Expr {}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind().fmt(f)
    }
}

/// A function applied to its arguments; their number and the index are right by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub(super) function: Function,
    pub(super) index: Option<u32>,
    pub(super) arguments: Arc<[Expr]>,
}

impl Call {
    /// The function.
    pub fn function(&self) -> Function {
        self.function
    }

    /// The integer first argument, of the functions that have one.
    pub fn index(&self) -> Option<u32> {
        self.index
    }

    /// The arguments after the index.
    pub fn arguments(&self) -> &[Expr] {
        &self.arguments
    }

    /// The arguments that the text gives: a density leaves out those it reads from its scope.
    pub(in crate::claim) fn written_arguments(&self) -> &[Expr] {
        let kept = self.arguments.len() - self.function.read_from_scope();
        let names = &self.function.entry().parameters[kept..];
        if are_variables(&self.arguments[kept..], names) {
            &self.arguments[..kept]
        } else {
            &self.arguments
        }
    }
}

/// A derivative as written and in expanded form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivative {
    pub(in crate::claim) of: Expr,
    pub(in crate::claim) variable: Symbol,
    pub(in crate::claim) at: Option<Expr>,
    pub(in crate::claim) witness: Expr,
    pub(in crate::claim) value: Expr,
}

impl Derivative {
    /// The differentiated expression.
    pub fn of(&self) -> &Expr {
        &self.of
    }

    /// The variable of differentiation.
    pub fn variable(&self) -> &Symbol {
        &self.variable
    }

    /// The point, where the source says `d(f, x = a)`; there the variable is bound.
    pub fn at(&self) -> Option<&Expr> {
        self.at.as_ref()
    }

    /// The differentiated expression at the point: the derivative exists only where this is defined.
    pub fn witness(&self) -> &Expr {
        &self.witness
    }

    /// The derivative, worked out.
    pub fn value(&self) -> &Expr {
        &self.value
    }
}

/// The expectation of a body, a function of the bound variable, under a density; the parameters of the density are expressions
/// outside the scope of that variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    pub(in crate::claim) under: Measure,
    pub(in crate::claim) parameters: Arc<[Expr]>,
    pub(in crate::claim) variable: Symbol,
    pub(in crate::claim) body: Expr,
}

impl Expectation {
    /// The density.
    pub fn under(&self) -> Measure {
        self.under
    }

    /// The parameters of the density: `[delta]`, or `[beta, delta]` for the learner.
    pub fn parameters(&self) -> &[Expr] {
        &self.parameters
    }

    /// The variable that is bound in the body.
    pub fn variable(&self) -> &Symbol {
        &self.variable
    }

    /// What the expectation is of.
    pub fn body(&self) -> &Expr {
        &self.body
    }

    /// Whether the parameters are the variables `beta` and `delta` themselves, so that the text can leave them out.
    pub(in crate::claim) fn has_standard_parameters(&self) -> bool {
        are_variables(&self.parameters, self.under.parameters())
    }
}

/// A finite sum or an integral over an interval: its body is a function of the bound variable, its ends are outside the scope of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// Sum or integral.
    pub how: Aggregation,
    /// The variable that is bound in the body.
    pub variable: Symbol,
    /// The first integer, or the end that the integral starts from.
    pub from: Expr,
    /// The last integer, or the other end.
    pub to: Expr,
    /// What is added or integrated.
    pub body: Expr,
}

/// Whether the expressions are the variables of these names.
pub(in crate::claim) fn are_variables(expressions: &[Expr], names: &[&str]) -> bool {
    expressions.len() == names.len()
        && expressions
            .iter()
            .zip(names)
            .all(|(expr, name)| matches!(expr.kind(), Kind::Variable(symbol) if **symbol == **name))
}
