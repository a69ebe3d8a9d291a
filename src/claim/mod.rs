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
//! # Grammar
//!
//! ```text
//! block      = { definition } [ claim ]
//! definition = "let" name [ "(" name { "," name } ")" ] "=" expression [ ";" ]
//! claim      = [ "for" range { "," range } [ "where" chain { ("," | "and") chain } ] ":" ] chain
//! range      = name "in" ("[" | "(") expression "," expression ("]" | ")")
//! chain      = expression { ("<" | "<=" | ">" | ">=" | "=") expression }      at least one relation, all one way
//! expression = term { ("+" | "-") term }
//! term       = unary { ("*" | "/") unary }
//! unary      = "-" unary | power
//! power      = primary [ "^" exponent ]            exponent = "-" exponent | power
//! primary    = number | name | name "(" expression { "," expression } ")" | "(" expression ")"
//!            | "d" "(" expression "," name [ "=" expression ] ")"
//!            | "expect" density [ "(" name { "," expression } ")" ] "(" expression ")"
//! density    = "old" | "new" | "mix"
//! ```
//!
//! `#` starts a comment that ends with the line; newlines are white space. `d(f, x)` is the derivative of `f` in `x`, and
//! `d(f, x = a)` its value at `a`: by the rules
//! of calculus, where `f` has a value (one-sided at an end of its domain).
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

mod algebra;
mod allowance;
mod decimal;
mod definition;
mod definition_parser;
mod derivative;
mod error;
mod expectation;
mod expectation_derivative;
mod expectation_parser;
mod expression_parser;
mod fisher;
mod float;
mod function;
mod function_domain;
mod function_group;
mod latex;
mod lexer;
mod markdown;
mod mathml;
mod name_parser;
mod parser;
mod plain;
mod program;
mod quadrature;
mod rational;
mod reduce;
mod rule;
mod simplify;
mod statement;
mod statement_parser;
mod substitute;
mod suggest;
mod theory;
mod tree;

pub use algebra::{Algebra, EvalError, Integral, Integrand};
pub use allowance::Allowance;
pub(crate) use allowance::INTEGRANDS;
pub use decimal::Decimal;
pub use definition::Definitions;
pub use derivative::{DerivativeError, differentiate, expand_theory};
pub use error::{ParseError, ParseErrorKind, Span};
pub use expectation::{Expectation, Measure};
pub use float::{Float, NoTheory, TheoryFunctions};
pub use function::{Function, FunctionEntry, Group, IndexEntry};
pub use function_domain::{ArgumentBounds, ArgumentRange};
pub(crate) use function_group::{elementary_function, theory_function};
pub use mathml::latex_to_mathml;
pub use program::{BoundProgram, Program};

pub use parser::{parse_block, parse_claim, parse_expression};
pub(crate) use rational::fold as exact_operation;
pub use rational::{enclose, nearest, rational_value};
pub use reduce::reduce_expectations;
pub use statement::{Bound, Claim, Comparison, Range, Relation};
pub(crate) use substitute::substitute;
pub use theory::{Theory, evaluate, evaluate_within};
pub use tree::{Call, CallError, Derivative, Expr, Kind, Operator, Symbol};

/// Longest accepted source text, in bytes.
pub const MAX_SOURCE_BYTES: usize = 65_536;
/// Deepest nesting of parentheses, calls, signs and powers in a source text.
pub const MAX_NESTING: usize = 64;
/// Deepest tree: every recursive walk fits a stack of 1 MiB, in unoptimised builds too.
pub const MAX_DEPTH: u32 = 400;
/// Largest tree, in nodes, that definitions and derivatives may build.
pub const MAX_NODES: u64 = 200_000;
/// Most expectations inside one another: each multiplies the work by the number of nodes of a quadrature.
pub const MAX_EXPECTATIONS: u32 = 2;
