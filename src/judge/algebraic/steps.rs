//! Derivations as lines for a reader.

use super::bernstein::Cover;
use super::contradiction::{self, contrary_of};
use super::derivation::{Base, Derivation, Goal, Slope};
use super::quadratic::quadratic_goals;
use crate::claim::Expr;

impl Goal {
    fn text(&self) -> String {
        format!("{} {} 0", self.expr, if self.strict { ">" } else { ">=" })
    }
}

/// The steps for a reader, outermost first.
pub(in crate::judge) fn steps(goal: &Goal, by: &Derivation) -> Vec<String> {
    let mut lines = Vec::new();
    write_steps(goal, by, 0, &mut lines);
    lines
}

fn write_steps(goal: &Goal, by: &Derivation, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth + 1);
    lines.push(format!("{indent}{}    [{}]", goal.text(), reason(by)));
    if let Derivation::Contradiction(by) = by
        && let Some(system) = contrary_of(goal)
    {
        let inner = contradiction::steps(&system, by, steps);
        lines.extend(inner.into_iter().map(|line| format!("{indent}  {line}")));
    }
    visit_parts(goal, by, |inner, by| {
        write_steps(inner, by, depth + 1, lines);
    });
}

/// Why the goal holds, given what its parts show.
fn reason(by: &Derivation) -> String {
    match by {
        Derivation::Range => "its range".to_owned(),
        Derivation::Constant => "its value".to_owned(),
        Derivation::Polynomial(cover) => format!("Bernstein coefficients on {}", pieces(cover)),
        Derivation::Enclosures(cover) => format!("enclosures on {}", pieces(cover)),
        Derivation::Product(product) => format!("factors: {product}"),
        Derivation::Slope(slope) => slope.reason(),
        Derivation::Concave(concave) => format!(
            "rising, then falling in {}, as its derivative over {} falls; at both ends",
            concave.axis, concave.weight
        ),
        Derivation::Contradiction(_) => "its contrary has no solution".to_owned(),
        Derivation::Quadratic(quadratic) => {
            format!("quadratic in {}: 4 a c >= b^2", quadratic.axis)
        }
        Derivation::Powers(_) => "by the product of the arguments".to_owned(),
        Derivation::Logs(_) => "by logarithms".to_owned(),
        Derivation::Peak(peak) => format!("{} at the peak of its density", peak.atom),
        Derivation::Mean(mean) => format!(
            "mean of its integrand over ln({}*{}) = N({}, ({})^2)",
            mean.scale, mean.fresh, mean.centre, mean.spread
        ),
        Derivation::Wider(_) => "on a larger domain".to_owned(),
        Derivation::Substitution(change) => format!("with {} = {}", change.fresh, change.image),
        Derivation::Orders(orders) => {
            let (first, second) = (&orders.first, &orders.second);
            format!("where {first} < {second}, then where {second} < {first}")
        }
        Derivation::Cut(cut) => format!("on both sides of {} = {}", cut.axis, cut.at),
    }
}

impl Slope {
    fn reason(&self) -> String {
        let way = if self.rising { "rising" } else { "falling" };
        let over = if self.divisor == Expr::integer(1) {
            String::new()
        } else {
            format!(", divided by {} > 0,", self.divisor)
        };
        let base = match &self.base {
            Base::Value { at, .. } => format!("from {} = {at}", self.axis),
            Base::Expansion(end) => format!("from its expansion at {} = {end}", self.axis),
        };
        format!("it is{over} {way} in {}, {base}", self.axis)
    }

    fn visit_base(&self, goal: &Goal, visit: &mut impl FnMut(&Goal, &Derivation)) {
        if let Base::Value { at, by } = &self.base
            && let Some(inner) = self.base_goal(goal, at)
        {
            visit(&inner, by);
        }
    }
}

/// Shows the goals that a derivation leaves, each with what settles it.
fn visit_parts(goal: &Goal, by: &Derivation, mut visit: impl FnMut(&Goal, &Derivation)) {
    match by {
        Derivation::Range
        | Derivation::Constant
        | Derivation::Polynomial(_)
        | Derivation::Enclosures(_)
        | Derivation::Contradiction(_) => {}
        Derivation::Product(product) => {
            for factor in &product.factors {
                if let (Some(shown), Some(inner)) = (&factor.shown, factor.goal(goal)) {
                    visit(&inner, &shown.by);
                }
            }
        }
        Derivation::Slope(slope) => {
            slope.visit_base(goal, &mut visit);
            visit(&slope.slope_goal(goal), &slope.slope_by);
        }
        Derivation::Concave(concave) => {
            visit(&concave.bend_goal(goal), &concave.bend_by);
            for rising in [true, false] {
                concave.towards(rising).visit_base(goal, &mut visit);
            }
        }
        Derivation::Quadratic(q) => {
            let by = [&q.lead_by, &q.last_by, &q.discriminant_by];
            visit_all(quadratic_goals(goal, &q.axis), by, visit);
        }
        Derivation::Powers(powers) => visit(&powers.goal(goal), &powers.by),
        Derivation::Logs(logs) => {
            let by = [&logs.larger_by, &logs.smaller_by, &logs.by];
            visit_all(logs.goals(goal), by, visit);
        }
        Derivation::Peak(peak) => {
            visit(&peak.factor_goal(goal), &peak.factor_by);
            visit_all(peak.goal(goal).map(|goal| [goal]), [&peak.by], visit);
        }
        Derivation::Mean(mean) => {
            let goals = mean.goals(goal).unwrap_or_default();
            goals
                .iter()
                .zip(&mean.by)
                .for_each(|(inner, by)| visit(inner, by));
            if let Some((at, by)) = &mean.positive {
                visit_all(mean.positive_goal(goal, at).map(|goal| [goal]), [by], visit);
            }
        }
        Derivation::Wider(wider) => visit(&wider.goal(goal), &wider.by),
        Derivation::Substitution(change) => visit(&change.goal(goal), &change.by),
        Derivation::Orders(orders) => {
            visit_all(orders.goals(goal), [&orders.below, &orders.above], visit);
        }
        Derivation::Cut(cut) => visit_all(cut.goals(goal), [&cut.below, &cut.above], visit),
    }
}

fn visit_all<const N: usize>(
    goals: Option<[Goal; N]>,
    by: [&Derivation; N],
    mut visit: impl FnMut(&Goal, &Derivation),
) {
    for (inner, by) in goals.iter().flatten().zip(by) {
        visit(inner, by);
    }
}

fn pieces(cover: &Cover) -> String {
    match cover.leaves() {
        1 => "1 piece".to_owned(),
        n => format!("{n} pieces"),
    }
}
