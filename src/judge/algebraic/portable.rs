//! Proofs of inequalities as records of a certificate, and their recheck: what has to be shown is read from the claim, how it is shown
//! from the record.

use serde::{Deserialize, Serialize};

use super::check::holds;
use super::contradiction::{self, Refuted, statement_of, systems_of};
use super::derivation::{Derivation, Goal};
use super::forms::Form;
use super::judge::{goal_of_range, is_readable, written};
use super::known::bounded;
use super::places::goals_on;
use super::proof::{InequalityProof, Part, Shown};
use super::record::{self, Reader, RefutationRecord, Step, SystemRecord};
use super::restated::Restatement;
use super::values::{Condition, have_values, without_far_ends};
use crate::claim::{Claim, Expr, Symbol};
use crate::judge::Domain;
use crate::judge::obligation::{Assertion, Obligation, obligations};
use crate::judge::symbolic::Region;

/// The proof of every inequality of a claim, or that its side conditions contradict each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct InequalityRecord {
    restated: Vec<RestatedRecord>,
    sides: Vec<Vec<ConditionRecord>>,
    parts: Vec<PartRecord>,
}

/// A claim that the one before it follows from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RestatedRecord {
    how: Restatement,
    claim: String,
}

/// A condition for a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionRecord {
    negated: bool,
    goal: GoalRecord,
}

/// A goal with the cell that it is shown on: ranges, and two variables in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GoalRecord {
    goal: String,
    on: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    order: Option<(String, String)>,
    by: Step,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShownRecord {
    wide: bool,
    values: Vec<ConditionRecord>,
    goals: Vec<GoalRecord>,
}

/// How one relation is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum PartRecord {
    Form {
        statement: String,
        form: Form,
        shown: ShownRecord,
    },
    Bound {
        statement: String,
        bound: String,
        coefficient: ShownRecord,
        rest: ShownRecord,
    },
    Contradiction {
        statement: String,
        systems: Vec<RefutedRecord>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefutedRecord {
    system: SystemRecord,
    by: RefutationRecord,
}

impl InequalityProof {
    /// The record; `None` where a derivation does not fit its goal, which the checker would have refused.
    pub(in crate::judge) fn record(&self) -> Option<InequalityRecord> {
        let restated = self.restated.iter().map(|restated| RestatedRecord {
            how: restated.how,
            claim: restated.claim.to_string(),
        });
        let sides = self.sides.iter().map(|side| conditions(side));
        Some(InequalityRecord {
            restated: restated.collect(),
            sides: sides.collect::<Option<_>>()?,
            parts: self.parts.iter().map(part).collect::<Option<_>>()?,
        })
    }
}

fn conditions(found: &[Condition]) -> Option<Vec<ConditionRecord>> {
    let record = |condition: &Condition| {
        Some(ConditionRecord {
            negated: condition.negated,
            goal: goal_record(&condition.goal, &condition.by)?,
        })
    };
    found.iter().map(record).collect()
}

fn goal_record(goal: &Goal, by: &Derivation) -> Option<GoalRecord> {
    Some(GoalRecord {
        by: record::step(goal, by)?,
        ..goal_text(goal)
    })
}

/// A goal as it is written in a record, shown by nothing yet.
fn goal_text(goal: &Goal) -> GoalRecord {
    let order = goal.cell.order.as_ref();
    GoalRecord {
        goal: format!("{} {} 0", goal.expr, if goal.strict { ">" } else { ">=" }),
        on: record::axes(&goal.cell.region),
        order: order.map(|(small, large)| (small.to_string(), large.to_string())),
        by: Step::Range {},
    }
}

fn part(part: &Part) -> Option<PartRecord> {
    Some(match part {
        Part::Shown {
            statement,
            form,
            shown,
        } => PartRecord::Form {
            statement: statement.clone(),
            form: *form,
            shown: shown_record(shown)?,
        },
        Part::Bounded {
            statement,
            by,
            coefficient,
            rest,
        } => PartRecord::Bound {
            statement: statement.clone(),
            bound: by.clone(),
            coefficient: shown_record(coefficient)?,
            rest: shown_record(rest)?,
        },
        Part::Contradiction(found) => {
            let record = |one: &Refuted| {
                Some(RefutedRecord {
                    system: record::system(&one.system),
                    by: record::refutation(&one.system, &one.by)?,
                })
            };
            PartRecord::Contradiction {
                statement: found.statement.clone(),
                systems: found.systems.iter().map(record).collect::<Option<_>>()?,
            }
        }
    })
}

fn shown_record(shown: &Shown) -> Option<ShownRecord> {
    let goals = shown.goals.iter();
    Some(ShownRecord {
        wide: shown.wide,
        values: conditions(&shown.values)?,
        goals: goals
            .map(|(goal, by)| goal_record(goal, by))
            .collect::<Option<_>>()?,
    })
}

/// What is wrong with a proof, in words.
type Checked<T> = Result<T, String>;

impl InequalityRecord {
    /// Whether the record shows the claim, or that nothing meets its side conditions; the steps checked.
    ///
    /// # Errors
    /// The first thing that is not shown.
    pub(in crate::judge) fn shows(&self, claim: &Claim, vacuous: bool) -> Checked<usize> {
        let mut claim = claim.clone();
        for restated in &self.restated {
            let mut made = restated.how.of(&claim).into_iter();
            claim = made
                .find(|next| next.to_string() == restated.claim)
                .ok_or_else(|| format!("the claim is not restated as `{}`", restated.claim))?;
        }
        let domain = Domain::new(&claim)?;
        let check = Check {
            whole: domain.region(),
            claim: &claim,
            domain: &domain,
        };
        let mut reader = Reader::default();
        let wanted = obligations(&claim);
        let contradiction = |part: &PartRecord| matches!(part, PartRecord::Contradiction { .. });
        if vacuous {
            // Solved equations leave ranges out: what contradicts then need not do so before.
            let only = |how| matches!(how, Restatement::Unfolded);
            let [part] = self.parts.as_slice() else {
                return Err("it has not exactly one part".to_owned());
            };
            let fits = contradiction(part) && self.restated.iter().all(|r| only(r.how));
            if claim.conditions.is_empty() || !fits {
                return Err("it does not refute the side conditions".to_owned());
            }
            check.part(part, None, &mut reader)?;
            return Ok(reader.steps());
        }
        if wanted.len() != self.parts.len() {
            let (found, wanted) = (self.parts.len(), wanted.len());
            return Err(format!(
                "it has {found} parts, the claim {wanted} relations"
            ));
        }
        if !self.parts.iter().all(contradiction) {
            check.sides(&self.sides, &mut reader)?;
        } else if !self.sides.is_empty() {
            return Err("it has conditions that nothing asks for".to_owned());
        }
        for (part, obligation) in self.parts.iter().zip(&wanted) {
            check.part(part, Some(obligation), &mut reader)?;
        }
        Ok(reader.steps())
    }
}

/// The claim whose parts are checked.
struct Check<'c> {
    claim: &'c Claim,
    domain: &'c Domain,
    whole: Region,
}

impl Check<'_> {
    /// That every side has a value on the whole domain.
    fn sides(&self, sides: &[Vec<ConditionRecord>], reader: &mut Reader) -> Checked<()> {
        let terms: Vec<&Expr> = self.claim.statement.terms().collect();
        if terms.len() != sides.len() {
            let (found, wanted) = (sides.len(), terms.len());
            return Err(format!(
                "it speaks of {found} sides, the claim has {wanted}"
            ));
        }
        let mut both = terms.iter().zip(sides);
        both.try_for_each(|(term, side)| self.values(term, &self.whole, side, reader))
    }

    fn values(
        &self,
        term: &Expr,
        region: &Region,
        conditions: &[ConditionRecord],
        reader: &mut Reader,
    ) -> Checked<()> {
        let mut open = conditions.iter();
        let mut wrong = None;
        let shown = have_values(term, self.claim, region, &mut |goal, negated| {
            if open
                .as_slice()
                .first()
                .is_none_or(|next| next.negated != negated)
            {
                return false;
            }
            let checked = open.next().map(|next| check_goal(goal, &next.goal, reader));
            match checked {
                Some(Ok(())) => true,
                Some(Err(why)) => {
                    wrong.get_or_insert(why);
                    false
                }
                None => false,
            }
        });
        match wrong {
            Some(why) => Err(why),
            None if shown && open.next().is_none() => Ok(()),
            None => Err(format!("`{term}` is not shown to have a value")),
        }
    }

    fn part(
        &self,
        part: &PartRecord,
        wanted: Option<&Obligation>,
        reader: &mut Reader,
    ) -> Checked<()> {
        let (PartRecord::Form { statement, .. }
        | PartRecord::Bound { statement, .. }
        | PartRecord::Contradiction { statement, .. }) = part;
        let expected = statement_of(wanted);
        if *statement != expected {
            return Err(format!(
                "it shows `{statement}`, the claim asks for `{expected}`"
            ));
        }
        match (part, wanted) {
            (PartRecord::Contradiction { systems, .. }, wanted) => {
                self.contradiction(systems, wanted, reader)
            }
            (_, None) => Err("it does not refute the side conditions".to_owned()),
            (_, Some(wanted)) if wanted.assertion == Assertion::Equal => {
                Err(format!("`{wanted}` is no inequality"))
            }
            (PartRecord::Form { form, shown, .. }, Some(wanted)) => {
                self.form(*form, shown, wanted, reader)
            }
            (
                PartRecord::Bound {
                    bound,
                    coefficient,
                    rest,
                    ..
                },
                Some(wanted),
            ) => {
                let region = super::judge::region_of(wanted, &self.whole);
                let known = bounded(&wanted.slack(), &region);
                let own = known
                    .iter()
                    .find(|own| own.by == *bound)
                    .ok_or_else(|| format!("`{bound}` is no known bound of `{wanted}`"))?;
                let [of_coefficient, of_rest] = own.obligations(wanted);
                self.shown(coefficient, &of_coefficient, &own.coefficient, reader)?;
                self.shown(rest, &of_rest, &own.rest, reader)
            }
        }
    }

    fn form(
        &self,
        form: Form,
        shown: &ShownRecord,
        wanted: &Obligation,
        reader: &mut Reader,
    ) -> Checked<()> {
        if form == Form::Range {
            let goal = goal_of_range(wanted, &self.whole);
            return match shown.goals.as_slice() {
                [one] if !shown.wide && shown.values.is_empty() => check_goal(&goal, one, reader),
                _ => Err("the range of the slack is one goal".to_owned()),
            };
        }
        let slack = form
            .of(wanted, &self.whole)
            .ok_or_else(|| format!("`{wanted}` has no such form"))?;
        self.shown(shown, wanted, &slack, reader)
    }

    fn shown(
        &self,
        shown: &ShownRecord,
        wanted: &Obligation,
        slack: &Expr,
        reader: &mut Reader,
    ) -> Checked<()> {
        let strict = wanted.assertion == Assertion::Below;
        let unreadable = || format!("`{slack}` cannot be written out");
        let (expr, region) = written(slack, strict, &self.whole).ok_or_else(unreadable)?;
        self.values(&expr, &region, &shown.values, reader)?;
        let region = if shown.wide {
            without_far_ends(&self.whole)
        } else {
            self.whole.clone()
        };
        let goals = goals_on(self.claim, &expr, strict, &region).ok_or_else(unreadable)?;
        if goals.len() != shown.goals.len() {
            let (found, wanted) = (shown.goals.len(), goals.len());
            return Err(format!("it shows {found} goals of {wanted}"));
        }
        let mut pairs = goals.iter().zip(&shown.goals);
        pairs.try_for_each(|(goal, record)| check_goal(goal, record, reader))
    }

    fn contradiction(
        &self,
        records: &[RefutedRecord],
        wanted: Option<&Obligation>,
        reader: &mut Reader,
    ) -> Checked<()> {
        let systems = is_readable(self.claim)
            .then(|| systems_of(self.claim, self.domain, wanted))
            .flatten()
            .ok_or("the claim cannot be read as polynomial constraints")?;
        if systems.len() != records.len() {
            let (found, wanted) = (records.len(), systems.len());
            return Err(format!("it refutes {found} systems of {wanted}"));
        }
        for (system, one) in systems.iter().zip(records) {
            if record::system(system) != one.system {
                return Err("a system is not that of the claim".to_owned());
            }
            let by = reader.refutation(&one.by, &system.names)?;
            if !contradiction::holds(system, &by) {
                return Err(format!("a solution is not excluded: {system}"));
            }
        }
        Ok(())
    }
}

fn check_goal(goal: &Goal, record: &GoalRecord, reader: &mut Reader) -> Checked<()> {
    let expected = goal_text(goal);
    let text = &record.goal;
    if *text != expected.goal || record.on != expected.on || record.order != expected.order {
        let expected = expected.goal;
        return Err(format!(
            "it shows `{text}`, the claim asks for `{expected}`"
        ));
    }
    let scope: Vec<Symbol> = goal.cell.variables();
    let by = reader.step(&record.by, &scope)?;
    if holds(goal, &by) {
        Ok(())
    } else {
        Err(format!("`{text}` does not follow"))
    }
}
