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

impl Slope {
    fn text(&self, goal: &Goal) -> String {
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
        format!(
            "{}    [{}{over} {way} in {}, {base}]",
            goal.text(),
            "it is",
            self.axis
        )
    }
}

/// The steps for a reader, outermost first.
pub(in crate::judge) fn steps(goal: &Goal, by: &Derivation) -> Vec<String> {
    let mut lines = Vec::new();
    write_steps(goal, by, 0, &mut lines);
    lines
}

fn write_steps(goal: &Goal, by: &Derivation, depth: usize, lines: &mut Vec<String>) {
    let mut line = |text: String| lines.push(format!("{}{text}", "  ".repeat(depth + 1)));
    match by {
        Derivation::Range => line(format!("{}    [its range]", goal.text())),
        Derivation::Constant => line(format!("{}    [its value]", goal.text())),
        Derivation::Polynomial(cover) => line(format!(
            "{}    [Bernstein coefficients on {}]",
            goal.text(),
            pieces(cover)
        )),
        Derivation::Enclosures(cover) => line(format!(
            "{}    [enclosures on {}]",
            goal.text(),
            pieces(cover)
        )),
        Derivation::Product(product) => {
            line(format!("{}    [factors: {product}]", goal.text()));
            for factor in &product.factors {
                if let Some(shown) = &factor.shown
                    && let Some(inner) = factor.goal(goal)
                {
                    write_steps(&inner, &shown.by, depth + 1, lines);
                }
            }
        }
        Derivation::Slope(slope) => {
            line(slope.text(goal));
            if let Base::Value { at, by } = &slope.base
                && let Some(inner) = slope.base_goal(goal, at)
            {
                write_steps(&inner, by, depth + 1, lines);
            }
            write_steps(&slope.slope_goal(goal), &slope.slope_by, depth + 1, lines);
        }
        Derivation::Concave(concave) => {
            line(format!(
                "{}    [rising, then falling in {}, as its derivative over {} falls; at both ends]",
                goal.text(),
                concave.axis,
                concave.weight
            ));
            write_steps(&concave.bend_goal(goal), &concave.bend_by, depth + 1, lines);
            for rising in [true, false] {
                let end = concave.towards(rising);
                if let Base::Value { at, by } = &end.base
                    && let Some(inner) = end.base_goal(goal, at)
                {
                    write_steps(&inner, by, depth + 1, lines);
                }
            }
        }
        Derivation::Contradiction(by) => {
            line(format!("{}    [its contrary has no solution]", goal.text()));
            if let Some(system) = contrary_of(goal) {
                let inner = contradiction::steps(&system, by);
                let indent = "  ".repeat(depth + 2);
                lines.extend(inner.into_iter().map(|l| format!("{indent}{l}")));
            }
        }
        Derivation::Quadratic(quadratic) => {
            line(format!(
                "{}    [quadratic in {}: 4 a c >= b^2]",
                goal.text(),
                quadratic.axis
            ));
            if let Some([lead, last, discriminant]) = quadratic_goals(goal, &quadratic.axis) {
                write_steps(&lead, &quadratic.lead_by, depth + 1, lines);
                write_steps(&last, &quadratic.last_by, depth + 1, lines);
                write_steps(&discriminant, &quadratic.discriminant_by, depth + 1, lines);
            }
        }
        Derivation::Powers(powers) => {
            line(format!(
                "{}    [by the product of the arguments]",
                goal.text()
            ));
            write_steps(&powers.goal(goal), &powers.by, depth + 1, lines);
        }
        Derivation::Logs(logs) => {
            line(format!("{}    [by logarithms]", goal.text()));
            if let Some([larger, smaller, gap]) = logs.goals(goal) {
                write_steps(&larger, &logs.larger_by, depth + 1, lines);
                write_steps(&smaller, &logs.smaller_by, depth + 1, lines);
                write_steps(&gap, &logs.by, depth + 1, lines);
            }
        }
        Derivation::Peak(peak) => {
            let atom = &peak.atom;
            line(format!(
                "{}    [{atom} at the peak of its density]",
                goal.text()
            ));
            write_steps(&peak.factor_goal(goal), &peak.factor_by, depth + 1, lines);
            if let Some(inner) = peak.goal(goal) {
                write_steps(&inner, &peak.by, depth + 1, lines);
            }
        }
        Derivation::Mean(mean) => {
            line(format!(
                "{}    [mean of its integrand over ln({}*{}) = N({}, ({})^2)]",
                goal.text(),
                mean.scale,
                mean.fresh,
                mean.centre,
                mean.spread
            ));
            let goals = mean.goals(goal).unwrap_or_default();
            for (inner, by) in goals.iter().zip(&mean.by) {
                write_steps(inner, by, depth + 1, lines);
            }
            if let Some((at, by)) = &mean.positive
                && let Some(inner) = mean.positive_goal(goal, at)
            {
                write_steps(&inner, by, depth + 1, lines);
            }
        }
        Derivation::Wider(wider) => {
            line(format!("{}    [on a larger domain]", goal.text()));
            write_steps(&wider.goal(goal), &wider.by, depth + 1, lines);
        }
        Derivation::Substitution(change) => {
            let (fresh, image) = (&change.fresh, &change.image);
            line(format!("{}    [with {fresh} = {image}]", goal.text()));
            write_steps(&change.goal(goal), &change.by, depth + 1, lines);
        }
        Derivation::Orders(orders) => {
            let (first, second) = (&orders.first, &orders.second);
            line(format!(
                "{}    [where {first} < {second}, then where {second} < {first}]",
                goal.text()
            ));
            if let Some([below, above]) = orders.goals(goal) {
                write_steps(&below, &orders.below, depth + 1, lines);
                write_steps(&above, &orders.above, depth + 1, lines);
            }
        }
        Derivation::Cut(cut) => {
            line(format!(
                "{}    [on both sides of {} = {}]",
                goal.text(),
                cut.axis,
                cut.at
            ));
            if let Some([below, above]) = cut.goals(goal) {
                write_steps(&below, &cut.below, depth + 1, lines);
                write_steps(&above, &cut.above, depth + 1, lines);
            }
        }
    }
}

fn pieces(cover: &Cover) -> String {
    match cover.leaves() {
        1 => "1 piece".to_owned(),
        n => format!("{n} pieces"),
    }
}
