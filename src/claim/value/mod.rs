//! Values: a number type evaluates an expression as a straight-line program.

mod algebra;
mod allowance;
mod columns;
mod float;
mod integral;
mod program;
mod quadrature;

pub use algebra::{Algebra, DefiniteIntegral, Derivatives, Integral, Integrand};
pub use allowance::Allowance;
pub(crate) use allowance::INTEGRANDS;
pub use float::{Float, NoTheory, TheoryFunctions};
pub use program::{BoundProgram, Program};
