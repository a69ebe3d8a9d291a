//! What a person meets: the command line, tables, figures, report.

#[path = "../support/mod.rs"]
mod support;

mod command_line;
mod examples;
mod figures;
mod report;
mod settings;
mod simulate;
mod solve_expression;
mod sweep;
mod tables;
