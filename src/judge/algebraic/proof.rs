//! A proof of a claim's inequalities: their goals with derivations, to be read and to be checked.

use super::check::holds;
use super::contradiction::{self, Refutations, Refuted};
use super::derivation::{Derivation, Goal};
use super::forms::Form;
use super::restated::Restated;
use super::steps::steps;
use super::values::Condition;

/// The proof of every inequality of a claim.
#[derive(Clone, Debug)]
pub struct InequalityProof {
    /// The claims that the claim became, one after the other; the parts show the last.
    pub(super) restated: Vec<Restated>,
    /// For each side of it, what its values ask for beyond ranges.
    pub(super) sides: Vec<Vec<Condition>>,
    pub(super) parts: Vec<Part>,
}

/// How one relation is shown.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Shown {
        statement: String,
        form: Form,
        shown: Shown,
    },
    Contradiction(Refutations),
    /// By a known bound: the sign of its coefficient, and what is left with the bound in the place of the value.
    Bounded {
        statement: String,
        by: String,
        coefficient: Shown,
        rest: Shown,
    },
}

/// An expression whose sign is shown on the domain: each goal with its derivation.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// Whether the far ends of the domain are taken to be infinite.
    pub wide: bool,
    /// What the value of the expression asks for beyond ranges.
    pub values: Vec<Condition>,
    pub goals: Vec<(Goal, Derivation)>,
}

impl Shown {
    fn steps(&self) -> Vec<String> {
        self.goals
            .iter()
            .flat_map(|(goal, by)| steps(goal, by))
            .collect()
    }

    fn holds(&self) -> bool {
        self.goals.iter().all(|(goal, by)| holds(goal, by))
    }
}

impl Part {
    /// The lines for a reader: each goal or system below the statement.
    fn lines(&self) -> Vec<String> {
        let below = |statement: &str, lines: Vec<String>| {
            let first = std::iter::once(format!("  {statement}"));
            let rest = lines.into_iter().map(|line| format!("  {line}"));
            first.chain(rest).collect::<Vec<String>>()
        };
        match self {
            Self::Shown {
                statement, shown, ..
            } => {
                let goals = shown.goals.iter();
                goals
                    .flat_map(|(goal, by)| below(statement, steps(goal, by)))
                    .collect()
            }
            Self::Contradiction(found) => {
                let read = |one: &Refuted| contradiction::steps(&one.system, &one.by, steps);
                let systems = found.systems.iter();
                systems
                    .flat_map(|one| below(&found.statement, read(one)))
                    .collect()
            }
            Self::Bounded {
                statement,
                by,
                coefficient,
                rest,
            } => {
                let first = vec![format!("  {by}")];
                below(
                    statement,
                    [first, coefficient.steps(), rest.steps()].concat(),
                )
            }
        }
    }

    fn holds(&self) -> bool {
        match self {
            Self::Shown { shown, .. } => shown.holds(),
            Self::Contradiction(found) => {
                let mut systems = found.systems.iter();
                systems.all(|one| contradiction::holds(&one.system, &one.by))
            }
            Self::Bounded {
                coefficient, rest, ..
            } => coefficient.holds() && rest.holds(),
        }
    }
}

impl InequalityProof {
    /// The steps for a reader, outermost first, indented by depth.
    pub fn steps(&self) -> Vec<String> {
        self.parts.iter().flat_map(Part::lines).collect()
    }

    /// Whether every derivation shows its goal: checked step by step, without the search.
    pub fn holds(&self) -> bool {
        self.parts.iter().all(Part::holds)
    }
}
