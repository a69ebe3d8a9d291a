//! Refutations as lines for a reader.

use super::super::derivation::{Derivation, Goal};
use super::refutation::{Factor, Refutation, Weighted, contrary, polynomial_of};
use super::system::System;

/// How a derivation inside of a refutation is written.
type Shown = fn(&Goal, &Derivation) -> Vec<String>;

/// The steps for a reader.
pub(in super::super) fn steps(system: &System, by: &Refutation, shown: Shown) -> Vec<String> {
    let mut lines = vec![format!("no solution: {system}")];
    write_steps(system, by, shown, 1, &mut lines);
    lines
}

fn write_steps(
    system: &System,
    by: &Refutation,
    shown: Shown,
    depth: usize,
    lines: &mut Vec<String>,
) {
    let indent = "  ".repeat(depth);
    match by {
        Refutation::False { which, cover, .. } => lines.push(format!(
            "{indent}false: {}    [Bernstein coefficients, pieces: {}]",
            constraint(system, *which),
            cover.leaves()
        )),
        Refutation::Derived { which, order, by } => {
            lines.push(format!("{indent}false: {}", constraint(system, *which)));
            if let Some(goal) = contrary(system, *which, *order) {
                let inner = shown(&goal, by);
                lines.extend(inner.into_iter().map(|line| format!("{indent}{line}")));
            }
        }
        Refutation::Cut {
            axis,
            at,
            below,
            above,
        } => {
            let name = &system.names[*axis];
            if let Some([low, high]) = system.halves(*axis, at) {
                lines.push(format!("{indent}where {name} <= {at}:"));
                write_steps(&low, below, shown, depth + 1, lines);
                lines.push(format!("{indent}where {name} >= {at}:"));
                write_steps(&high, above, shown, depth + 1, lines);
            }
        }
        Refutation::Combination(terms) => {
            lines.push(format!("{indent}0 or less, but positive:"));
            lines.extend(
                terms
                    .iter()
                    .map(|term| format!("{indent}  {}", product(system, term))),
            );
        }
        Refutation::Shift { then, .. }
        | Refutation::Divide { then, .. }
        | Refutation::Square { then, .. }
        | Refutation::Remainder { then, .. } => {
            if let Some((how, next)) = rewritten(system, by) {
                lines.push(format!("{indent}{how}"));
                write_steps(&next, then, shown, depth, lines);
            }
        }
    }
}

/// The system that a step leaves, and how it came about.
fn rewritten(system: &System, by: &Refutation) -> Option<(String, System)> {
    match by {
        Refutation::Shift {
            which, axis, upper, ..
        } => {
            let next = system.shift(*which, *axis, upper.as_ref())?;
            let p = system.constraints[*which].p.text(&system.names);
            let how = format!("with {} = {p}: {next}", next.names[*axis]);
            Some((how, next))
        }
        Refutation::Divide { which, powers, .. } => {
            let how = format!("a monomial divided out of {}", constraint(system, *which));
            Some((how, system.divide(*which, powers)?))
        }
        Refutation::Square {
            which,
            axis,
            on_the_right,
            ..
        } => {
            let (next, _) = system.square(*which, *axis, *on_the_right)?;
            let (shown, name) = (constraint(system, *which), &system.names[*axis]);
            Some((format!("{shown}, {name} >= 0, both sides squared"), next))
        }
        Refutation::Remainder { which, axis, .. } => {
            let next = system.remainder(*which, *axis)?;
            let how = format!("reduced by {}: {next}", constraint(system, *which));
            Some((how, next))
        }
        _ => None,
    }
}

/// One constraint of the system.
fn constraint(system: &System, which: usize) -> String {
    let alone = System {
        constraints: vec![system.constraints[which].clone()],
        ..system.clone()
    };
    alone.to_string()
}

fn product(system: &System, term: &Weighted) -> String {
    let factors = term.factors.iter().filter_map(|factor| {
        Some(match factor {
            Factor::Square(p) => format!(" * ({})^2", p.text(&system.names)),
            _ => format!(
                " * ({})",
                polynomial_of(system, factor)?.text(&system.names)
            ),
        })
    });
    format!("{}{}", term.weight, factors.collect::<String>())
}
