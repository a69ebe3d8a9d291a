//! The judges: what they settle, what they must not, their certificates and commands.

#[path = "../support/mod.rs"]
mod support;

mod algebraic;
mod certificate_fuzz;
mod certificates;
mod certified_minimisers;
mod commands;
mod inequalities;
mod rocq_links;
mod soundness;
mod symbolic;
mod symbolic_random;
mod theory;
