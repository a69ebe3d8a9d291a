//! Derivations to records.

use super::super::concave::Concave;
use super::super::contradiction::{
    Refutation, RefutationFactor, Sense, System, Weighted, contrary, contrary_of,
};
use super::super::derivation::{Base, Derivation, Goal, Product, Slope, Substitution};
use super::super::mean::{Averaged, Mean};
use super::super::polynomial::Polynomial;
use super::super::quadratic::quadratic_goals;
use super::texts::{cover_text, place_text, range_text};
use super::{
    AveragedRecord, BaseRecord, FactorRecord, MeanPart, PositiveRecord, RefutationRecord,
    SignRecord, SignedRecord, Step, SystemRecord, Terms, VariableRecord, WeightedRecord,
};
use crate::judge::symbolic::Region;

/// The record of how a goal is shown; `None` where the derivation does not fit the goal.
pub(in super::super) fn step(goal: &Goal, by: &Derivation) -> Option<Step> {
    let goal = &goal.reduced();
    Some(match by {
        Derivation::Range => Step::Range {},
        Derivation::Constant => Step::Constant {},
        Derivation::Product(by) => product(goal, by)?,
        Derivation::Polynomial(cover) => Step::Polynomial {
            cover: cover_text(cover),
        },
        Derivation::Enclosures(cover) => Step::Enclosures {
            cover: cover_text(cover),
        },
        Derivation::Slope(by) => slope(goal, by)?,
        Derivation::Concave(by) => concave(goal, by)?,
        Derivation::Cut(by) => {
            let [below, above] = by.goals(goal)?;
            Step::Cut {
                axis: by.axis.to_string(),
                at: by.at.to_string(),
                below: boxed(&below, &by.below)?,
                above: boxed(&above, &by.above)?,
            }
        }
        Derivation::Orders(by) => {
            let [below, above] = by.goals(goal)?;
            Step::Orders {
                first: by.first.to_string(),
                second: by.second.to_string(),
                below: boxed(&below, &by.below)?,
                above: boxed(&above, &by.above)?,
            }
        }
        Derivation::Substitution(by) => substitution(goal, by)?,
        Derivation::Wider(by) => Step::Wider {
            region: axes(&by.region),
            by: boxed(&by.goal(goal), &by.by)?,
        },
        Derivation::Contradiction(by) => {
            let found = contrary_of(goal)?;
            Step::Contradiction {
                by: Box::new(refutation(&found, by)?),
                system: system(&found),
            }
        }
        Derivation::Quadratic(by) => {
            let [lead, last, discriminant] = quadratic_goals(goal, &by.axis)?;
            Step::Quadratic {
                axis: by.axis.to_string(),
                lead_by: boxed(&lead, &by.lead_by)?,
                last_by: boxed(&last, &by.last_by)?,
                discriminant_by: boxed(&discriminant, &by.discriminant_by)?,
            }
        }
        Derivation::Mean(by) => mean(goal, by)?,
        Derivation::Powers(by) => Step::Powers {
            factor: by.factor.to_string(),
            bases: by.bases.iter().map(|(e, k)| (e.to_string(), *k)).collect(),
            by: boxed(&by.goal(goal), &by.by)?,
        },
        Derivation::Logs(by) => {
            let [larger, smaller, gap] = by.goals(goal)?;
            Step::Logs {
                larger: by.larger.to_string(),
                smaller: by.smaller.to_string(),
                larger_by: boxed(&larger, &by.larger_by)?,
                smaller_by: boxed(&smaller, &by.smaller_by)?,
                by: boxed(&gap, &by.by)?,
            }
        }
        Derivation::Peak(by) => Step::Peak {
            atom: by.atom.to_string(),
            factor: by.factor.to_string(),
            factor_by: boxed(&by.factor_goal(goal), &by.factor_by)?,
            rest: by.rest.to_string(),
            by: boxed(&by.goal(goal)?, &by.by)?,
        },
    })
}

/// Each variable with its range.
pub(in super::super) fn axes(region: &Region) -> Vec<(String, String)> {
    let axes = region.axes().iter();
    axes.map(|(name, range)| (name.to_string(), range_text(range)))
        .collect()
}

fn boxed(goal: &Goal, by: &Derivation) -> Option<Box<Step>> {
    step(goal, by).map(Box::new)
}

fn product(goal: &Goal, by: &Product) -> Option<Step> {
    let factors = by.factors.iter().map(|factor| {
        let shown = match &factor.shown {
            Some(shown) => Some(SignedRecord {
                positive: shown.positive,
                by: step(&factor.goal(goal)?, &shown.by)?,
            }),
            None => None,
        };
        Some(FactorRecord {
            base: factor.base.to_string(),
            power: factor.power.to_string(),
            shown,
        })
    });
    Some(Step::Product {
        coefficient: by.coefficient.to_string(),
        factors: factors.collect::<Option<_>>()?,
        exponent: by.exponent.as_ref().map(ToString::to_string),
    })
}

fn slope(goal: &Goal, by: &Slope) -> Option<Step> {
    Some(Step::Slope {
        axis: by.axis.to_string(),
        divisor: by.divisor.to_string(),
        divisor_by: boxed(&by.divisor_goal(goal), &by.divisor_by)?,
        rising: by.rising,
        slope: by.slope.to_string(),
        slope_by: boxed(&by.slope_goal(goal), &by.slope_by)?,
        base: base(goal, by)?,
    })
}

fn base(goal: &Goal, by: &Slope) -> Option<BaseRecord> {
    Some(match &by.base {
        Base::Expansion(end) => BaseRecord::Expansion {
            end: place_text(end),
        },
        Base::Value { at, by: shown } => BaseRecord::Value {
            at: at.to_string(),
            by: boxed(&by.base_goal(goal, at)?, shown)?,
        },
    })
}

fn concave(goal: &Goal, by: &Concave) -> Option<Step> {
    Some(Step::Concave {
        axis: by.axis.to_string(),
        weight: by.weight.to_string(),
        weight_by: boxed(&by.weight_goal(goal), &by.weight_by)?,
        bend: by.bend.to_string(),
        bend_by: boxed(&by.bend_goal(goal), &by.bend_by)?,
        low: base(goal, &by.towards(true))?,
        high: base(goal, &by.towards(false))?,
    })
}

fn substitution(goal: &Goal, by: &Substitution) -> Option<Step> {
    Some(Step::Substitution {
        axis: by.axis.to_string(),
        image: by.image.to_string(),
        fresh: by.fresh.to_string(),
        range: range_text(&by.range),
        expr: by.expr.to_string(),
        by: boxed(&by.goal(goal), &by.by)?,
    })
}

fn mean(goal: &Goal, by: &Mean) -> Option<Step> {
    let goals = by.goals(goal)?;
    let inner = goals.iter().zip(&by.by).map(|(goal, by)| step(goal, by));
    let positive = match &by.positive {
        Some((at, shown)) => Some(PositiveRecord {
            at: at.to_string(),
            by: boxed(&by.positive_goal(goal, at)?, shown)?,
        }),
        None => None,
    };
    let parts = by.parts.iter().map(|(coefficient, part)| MeanPart {
        coefficient: coefficient.to_string(),
        mean_of: averaged(part),
    });
    Some(Step::Mean {
        centre: by.centre.to_string(),
        spread: by.spread.to_string(),
        scale: by.scale.to_string(),
        fresh: by.fresh.to_string(),
        parts: parts.collect(),
        by: inner.collect::<Option<_>>()?,
        positive,
    })
}

fn averaged(part: &Averaged) -> AveragedRecord {
    match part {
        Averaged::Power(power) => AveragedRecord::Power {
            power: power.to_string(),
        },
        Averaged::Log => AveragedRecord::Log {},
        Averaged::Kernel {
            order,
            mirrored,
            shift,
            offset,
        } => AveragedRecord::Kernel {
            order: *order,
            mirrored: *mirrored,
            shift: shift.to_string(),
            offset: offset.to_string(),
        },
        Averaged::Sech { mirrored, shift } => AveragedRecord::Sech {
            mirrored: *mirrored,
            shift: shift.to_string(),
        },
        Averaged::Gauss { a, shift } => AveragedRecord::Gauss {
            a: a.to_string(),
            shift: shift.to_string(),
        },
        Averaged::Step { shift } => AveragedRecord::Step {
            shift: shift.to_string(),
        },
    }
}

/// The system for a reader and for other checkers; what is read back is compared with it.
pub(in super::super) fn system(system: &System) -> SystemRecord {
    let own = system.names.len() - system.parts.len();
    let variables = system.names.iter().zip(&system.ranges).enumerate();
    let variables = variables.map(|(k, (name, range))| VariableRecord {
        name: name.to_string(),
        range: range_text(range),
        stands_for: k
            .checked_sub(own)
            .map(|place| system.parts[place].to_string()),
    });
    let constraints = system.constraints.iter().map(|constraint| {
        let sense = match constraint.sense {
            Sense::Positive => "> 0",
            Sense::Nonnegative => ">= 0",
            Sense::Zero => "= 0",
        };
        format!("{} {sense}", constraint.p.expr(&system.names))
    });
    SystemRecord {
        variables: variables.collect(),
        constraints: constraints.collect(),
    }
}

/// The record of why a system has no solution.
pub(in super::super) fn refutation(system: &System, by: &Refutation) -> Option<RefutationRecord> {
    let then = |system: Option<System>, by: &Refutation| refutation(&system?, by).map(Box::new);
    Some(match by {
        Refutation::False {
            which,
            positive,
            cover,
        } => RefutationRecord::False {
            which: *which,
            positive: *positive,
            cover: cover_text(cover),
        },
        Refutation::Derived { which, order, by } => RefutationRecord::Derived {
            which: *which,
            order: *order,
            by: boxed(&contrary(system, *which, *order)?, by)?,
        },
        Refutation::Cut {
            axis,
            at,
            below,
            above,
        } => {
            let [low, high] = system.halves(*axis, at)?;
            RefutationRecord::Cut {
                axis: *axis,
                at: at.to_string(),
                below: then(Some(low), below)?,
                above: then(Some(high), above)?,
            }
        }
        Refutation::Shift {
            which,
            axis,
            upper,
            then: next,
        } => RefutationRecord::Shift {
            which: *which,
            axis: *axis,
            upper: upper.as_ref().map(ToString::to_string),
            then: then(system.shift(*which, *axis, upper.as_ref()), next)?,
        },
        Refutation::Divide {
            which,
            powers,
            then: next,
        } => RefutationRecord::Divide {
            which: *which,
            powers: powers.clone(),
            then: then(system.divide(*which, powers), next)?,
        },
        Refutation::Square {
            which,
            axis,
            on_the_right,
            cover,
            then: next,
        } => RefutationRecord::Square {
            which: *which,
            axis: *axis,
            on_the_right: *on_the_right,
            cover: cover_text(cover),
            then: then(
                system.square(*which, *axis, *on_the_right).map(|(s, _)| s),
                next,
            )?,
        },
        Refutation::Remainder {
            which,
            axis,
            then: next,
        } => RefutationRecord::Remainder {
            which: *which,
            axis: *axis,
            then: then(system.remainder(*which, *axis), next)?,
        },
        Refutation::Combination(terms) => RefutationRecord::Combination {
            terms: terms.iter().map(weighted).collect(),
        },
    })
}

fn weighted(term: &Weighted) -> WeightedRecord {
    let factors = term.factors.iter().map(|factor| match factor {
        RefutationFactor::Constraint(k) => SignRecord::Constraint(*k),
        RefutationFactor::Above(k) => SignRecord::Above(*k),
        RefutationFactor::Below(k) => SignRecord::Below(*k),
        RefutationFactor::Square(p) => SignRecord::Square(terms(p)),
        RefutationFactor::Any(p) => SignRecord::Any(terms(p)),
    });
    WeightedRecord {
        weight: term.weight.to_string(),
        factors: factors.collect(),
    }
}

fn terms(p: &Polynomial) -> Terms {
    let terms = p.terms();
    terms
        .map(|(powers, c)| (c.to_string(), powers.clone()))
        .collect()
}
