//! The theorems as laws: minimisers, flows, objectives, simulations, laws of the ratio, data.

#[path = "../support/mod.rs"]
mod support;

mod bounds_agree;
mod bridge;
mod flows;
mod landscape;
mod laws;
mod minimisers;
mod near_on_policy;
mod new_theorems;
mod objective_routes;
mod prose;
mod simulation_batches;
mod simulation_chen;
