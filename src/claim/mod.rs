//! The claim language: a statement as data.
//!
//! ```text
//! let lambda(beta) = ln((1 - beta)/beta);
//! for beta in [0.001, 0.999], delta in (0, 40] where delta^2 > beta:
//!   eps_old(beta, delta) <= 1/2 * sqrt((1 - beta)/beta) * bc(delta)
//! ```
//!
//! One tree is parsed ([`parse_claim`]), evaluated over any number type ([`Program`] with an [`Algebra`]), differentiated
//! ([`differentiate`]) and typeset ([`Expr::to_latex`], [`Claim::to_markdown`], `Display`), so a statement cannot say one thing in a document and
//! another in a test. Numbers are exact rationals until an algebra rounds them. The named functions and everything said about
//! them live in one table, [`Function`].
//!
//! # Floors
//!
//! A folder uses only those before it: `tree` (numbers, names, the table of functions, expressions, claims), `grammar` (tokens and
//! precedences), `calculus` (derivatives, definitions unfolded), `reduce` (expectations in closed form), `value` (programs over a number
//! type), `language` (names, domains, claims), `typeset`.
//!
//! # Grammar
//!
//! ```text
#![doc = include_str!("language/grammar.txt")]
//! ```
//!
//! `#` starts a comment that ends with the line; newlines are white space. `d(f, x)` is the derivative of `f` in `x`, and
//! `d(f, x = a)` its value at `a`: by the rules
//! of calculus, where `f` has a value (one-sided at an end of its domain).
//!
//! `sum(k, a, b, f)` adds `f` over the integers from `a` to `b`, `integral(x, a, b, f)` integrates it; the name is bound in `f` and must
//! mean nothing outside. The ends of a sum are integers or become integers when the integer variables take their values.
//!
//! # Densities
//!
//! `old(x)`, `new(x)`, `mix(x)`, `resp_old(x)` and `resp_new(x)` read the arguments they leave out, `delta` and for the last three
//! `beta`, from the variables or constants of these names in scope: `mix(x)` is `mix(x, beta, delta)`. `expect old (f)` is the
//! expectation of `f` over `x` under `old(x)`, and so for `new` and `mix`; `x` is bound in `f` and must mean nothing outside.
//! `expect old(z) (f)` binds `z` instead, and `expect mix(z, 1/2, delta) (f)` gives the parameters of the density as well.
//!
//! ```
//! use forgetting::claim::parse_claim;
//! let claim = parse_claim("for beta in (0, 1), delta in (0, 8]: expect old (resp_new(x)) = eps_old(beta, delta)")?;
//! assert_eq!(claim.statement.to_latex(), r"\mathbb{E}_{p_o}\left[ r_n(x) \right] = \varepsilon_o(\beta, \delta)");
//! # Ok::<(), forgetting::claim::ParseError>(())
//! ```

mod calculus;
mod grammar;
mod language;
mod reduce;
mod tree;
mod typeset;
mod value;

pub(crate) use calculus::substitute;
pub use calculus::{differentiate, expand_theory, unrolled};
pub use grammar::{ParseError, ParseErrorKind, Span};
pub use language::{
    Definitions, NewFunction, RegisterError, parse_block, parse_claim, parse_expression,
    parse_statement,
};
pub use reduce::reduce_expectations;
pub use tree::{
    Aggregate, Aggregation, ArgumentBounds, ArgumentRange, Bound, Call, CallError, Claim,
    Comparison, Compound, Decimal, Derivative, DerivativeError, EvalError, Expectation, Expr,
    Formula, Function, FunctionEntry, Group, IndexEntry, Kind, MAX_DEPTH, MAX_EXPECTATIONS,
    MAX_NESTING, MAX_NODES, MAX_SOURCE_BYTES, MAX_TERMS, Measure, Operator, Range, Relation,
    Statement, Symbol, UserEnclosure, UserFunction, UserValue, enclose, nearest, rational_value,
};
pub(crate) use tree::{elementary_function, fold as exact_operation, theory_function};
pub use typeset::latex_to_mathml;
pub(crate) use value::INTEGRANDS;
pub use value::{
    Algebra, Allowance, BoundProgram, DefiniteIntegral, Derivatives, Float, Integral, Integrand,
    NoTheory, Program, TheoryFunctions,
};

/// The grammar of the language.
pub const GRAMMAR: &str = include_str!("language/grammar.txt");
