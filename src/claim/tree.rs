//! The syntax tree.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use super::derivative::{self, DerivativeError};
use super::expectation::{BOUND, Expectation, Measure, are_variables};
use super::function::Function;
use super::substitute::substitute;
use super::{Decimal, lexer};

/// The name of a variable: a letter followed by letters, digits and underscores, and no reserved word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(Arc<str>);

impl Symbol {
    /// The symbol of this name; `None` where the name is no identifier, or is a keyword, a function or a constant.
    pub fn new(name: &str) -> Option<Self> {
        (lexer::is_identifier(name) && !lexer::is_reserved(name)).then(|| Self(name.into()))
    }

    /// The variable of an expectation that names none.
    pub(super) fn of_expectations() -> Self {
        Self(BOUND.into())
    }
}

impl Deref for Symbol {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Quotient.
    Div,
    /// Power.
    Pow,
}

impl Operator {
    /// The character that writes it.
    pub fn symbol(self) -> char {
        match self {
            Self::Add => '+',
            Self::Sub => '-',
            Self::Mul => '*',
            Self::Div => '/',
            Self::Pow => '^',
        }
    }
}

/// An expression: an immutable tree whose parts are shared, so a clone is cheap.
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
}

impl Expr {
    fn new(kind: Kind) -> Self {
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
        let own = u32::from(matches!(kind, Kind::Expect(_)));
        let expectations = below.unwrap_or(0).saturating_add(own);
        Self(Arc::new(Node {
            kind,
            depth,
            size,
            expectations,
        }))
    }

    /// Expressions directly below a node, the parts of a derivative included.
    pub(super) fn children_of(kind: &Kind) -> Vec<&Expr> {
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
    pub(super) fn address(&self) -> *const () {
        Arc::as_ptr(&self.0).cast()
    }

    /// A numeral.
    pub fn decimal(value: Decimal) -> Self {
        Self::new(Kind::Number(value))
    }

    /// A small natural number.
    pub fn integer(value: u32) -> Self {
        Self::decimal(value.into())
    }

    /// An exact rational: a numeral where its decimal expansion ends and it is not negative, otherwise a signed quotient of integers.
    pub fn rational(value: &BigRational) -> Self {
        let whole = |n: &BigInt| Decimal::new(BigRational::from_integer(n.clone()));
        if value.is_negative() {
            return Self::negation(Self::rational(&-value));
        }
        let quotient = whole(value.numer()).zip(whole(value.denom()));
        match quotient {
            Some((n, _)) if value.is_integer() => Self::decimal(n),
            Some((n, d)) => Self::binary(Operator::Div, Self::decimal(n), Self::decimal(d)),
            None => unreachable!("non-negative integers have finite decimal expansions"),
        }
    }

    /// The constant pi.
    pub fn pi() -> Self {
        Self::new(Kind::Pi)
    }

    /// A variable.
    pub fn variable(symbol: Symbol) -> Self {
        Self::new(Kind::Variable(symbol))
    }

    /// Minus `a`.
    pub fn negation(a: Self) -> Self {
        Self::new(Kind::Neg(a))
    }

    /// A binary operation, exactly as written.
    pub fn binary(operator: Operator, a: Self, b: Self) -> Self {
        Self::new(Kind::Binary(operator, a, b))
    }

    /// `sum` with a further term added, or subtracted where `negative`; without a sum the term alone, or minus it.
    pub(crate) fn with_term(sum: Option<Self>, negative: bool, term: Self) -> Self {
        match (sum, negative) {
            (None, false) => term,
            (None, true) => Self::negation(term),
            (Some(sum), false) => Self::binary(Operator::Add, sum, term),
            (Some(sum), true) => Self::binary(Operator::Sub, sum, term),
        }
    }

    /// A function applied to arguments.
    ///
    /// # Errors
    /// [`CallError`] where the number of arguments is wrong, or the index is missing, superfluous or above the largest order
    /// that derivatives may reach.
    pub fn call(
        function: Function,
        index: Option<u32>,
        arguments: Vec<Self>,
    ) -> Result<Self, CallError> {
        let entry = function.entry();
        if arguments.len() != entry.parameters.len() {
            return Err(CallError::Arity {
                function,
                found: arguments.len(),
            });
        }
        let allowed = match (&entry.index, index) {
            (None, None) => true,
            (Some(range), Some(order)) => order <= range.derived_max,
            _ => false,
        };
        if !allowed {
            return Err(CallError::Index {
                function,
                found: index,
            });
        }
        Ok(Self::new(Kind::Call(Call {
            function,
            index,
            arguments: arguments.into(),
        })))
    }

    /// The derivative of `of` in `variable`, at `at` where given, else at the variable itself.
    ///
    /// # Errors
    /// [`DerivativeError`] where an order of the kernel beyond the table's limit would be needed or the result grows too large.
    pub fn derivative(
        of: Self,
        variable: Symbol,
        at: Option<Self>,
    ) -> Result<Self, DerivativeError> {
        let slope = derivative::differentiate(&of, &variable)?;
        let (witness, value) = match &at {
            None => (of.clone(), slope),
            Some(point) => {
                let replacement = [(variable.clone(), point.clone())];
                (
                    substitute(&of, &replacement)?,
                    substitute(&slope, &replacement)?,
                )
            }
        };
        let node = Self::new(Kind::Derivative(Derivative {
            of,
            variable,
            at,
            witness,
            value,
        }));
        derivative::within_limits(&node)?;
        Ok(node)
    }

    /// The expectation of `body`, a function of `variable`, under a density with these parameters.
    ///
    /// # Errors
    /// [`CallError::Arity`] where the number of parameters is not that of the density: `delta`, or `beta` and `delta` for the learner.
    pub fn expectation(
        under: Measure,
        parameters: Vec<Self>,
        variable: Symbol,
        body: Self,
    ) -> Result<Self, CallError> {
        if parameters.len() != under.parameters().len() {
            return Err(CallError::Arity {
                function: under.density(),
                found: parameters.len() + 1,
            });
        }
        Ok(Self::new(Kind::Expect(Expectation {
            under,
            parameters: parameters.into(),
            variable,
            body,
        })))
    }

    /// This expression with each direct part that binds nothing replaced; an expectation stays as it is.
    pub(super) fn map_parts(
        &self,
        part: impl Fn(&Self) -> Result<Self, DerivativeError>,
    ) -> Result<Self, DerivativeError> {
        Ok(match self.kind() {
            Kind::Number(_) | Kind::Pi | Kind::Variable(_) | Kind::Expect(_) => self.clone(),
            Kind::Neg(a) => Self::negation(part(a)?),
            Kind::Binary(operator, a, b) => Self::binary(*operator, part(a)?, part(b)?),
            Kind::Call(call) => {
                let arguments: Result<Vec<_>, _> = call.arguments().iter().map(part).collect();
                Self::call(call.function(), call.index(), arguments?)?
            }
            Kind::Derivative(derivative) => Self::derivative(
                part(derivative.of())?,
                derivative.variable().clone(),
                derivative.at().map(part).transpose()?,
            )?,
        })
    }

    /// Whether `symbol` occurs free.
    pub fn mentions(&self, symbol: &Symbol) -> bool {
        match self.kind() {
            Kind::Variable(name) => name == symbol,
            Kind::Derivative(d) => match &d.at {
                Some(at) => at.mentions(symbol) || (d.variable != *symbol && d.of.mentions(symbol)),
                None => d.of.mentions(symbol) || d.variable == *symbol,
            },
            Kind::Expect(e) => {
                e.parameters.iter().any(|p| p.mentions(symbol))
                    || (e.variable != *symbol && e.body.mentions(symbol))
            }
            kind => Self::children_of(kind)
                .into_iter()
                .any(|child| child.mentions(symbol)),
        }
    }

    /// Whether a function of the theory group or an expectation occurs.
    pub fn uses_theory(&self) -> bool {
        match self.kind() {
            Kind::Expect(_) => true,
            Kind::Call(call) if call.function.is_theory() => true,
            kind => Self::children_of(kind).into_iter().any(Self::uses_theory),
        }
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
    function: Function,
    index: Option<u32>,
    arguments: Arc<[Expr]>,
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

    /// The definition by other functions, one step; `None` for a primitive.
    ///
    /// # Errors
    /// [`DerivativeError`] where the result exceeds the limits on trees.
    pub fn expansion(&self) -> Result<Option<Expr>, DerivativeError> {
        super::rule::expansion(self)
    }

    /// The arguments that the text gives: a density leaves out those it reads from its scope.
    pub(super) fn written_arguments(&self) -> &[Expr] {
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
    of: Expr,
    variable: Symbol,
    at: Option<Expr>,
    witness: Expr,
    value: Expr,
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

/// Why a call cannot be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Wrong number of arguments.
    #[error("{} takes {} arguments after its index, got {found}", function.entry().name, function.entry().parameters.len())]
    Arity {
        /// The function.
        function: Function,
        /// How many there were.
        found: usize,
    },
    /// Missing, superfluous or too large an index.
    #[error("{} cannot have the order {}", function.entry().signature(), found.map_or("none".to_owned(), |n| n.to_string()))]
    Index {
        /// The function.
        function: Function,
        /// What was given.
        found: Option<u32>,
    },
}
