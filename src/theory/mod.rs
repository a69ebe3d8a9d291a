//! The functions of the theory for the claim language: their values by the library's own kernel.

mod value;

pub use value::{Theory, evaluate, evaluate_within};
