//! The judges: what they settle, what they must not, their certificates and commands.

#[path = "../support/mod.rs"]
mod support;

mod algebraic;
mod attacks;
mod certificate_fuzz;
mod certificates;
mod certified_minimisers;
mod commands;
mod compound;
mod digits;
mod domains;
mod inequalities;
mod integrals;
mod language;
mod limits;
mod means;
mod minimum;
mod proof_certificates;
mod registered;
mod rocq_links;
mod round2;
mod soundness;
mod symbolic;
mod symbolic_random;
mod theory;
