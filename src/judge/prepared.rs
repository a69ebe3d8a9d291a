//! An obligation and its derivatives, compiled to programs.

use super::factor::factored;
use super::given::is_given;
use super::obligation::{Assertion, Obligation, of_chain};
use super::stationary::{MAX_AXES, pairs};
use crate::claim::{Claim, Comparison, Expr, Program, Symbol, differentiate, reduce_expectations};

/// Highest order of a Taylor form.
pub(super) const MAX_TAYLOR_ORDER: usize = 4;
/// Larger derivatives cost more than they could tell.
const MAX_TAYLOR_NODES: u64 = 20_000;

/// An obligation under side conditions, compiled.
#[derive(Debug)]
pub struct Prepared {
    pub(super) assertion: Assertion,
    /// smaller, larger, larger - smaller
    pub(super) sides: Program,
    /// The slack and its gradient.
    pub(super) difference: Option<Program>,
    /// The same for the logarithms.
    pub(super) logarithm: Option<Program>,
    /// For each axis: the slack and its derivatives along the axis, up to the highest order that can be formed.
    pub(super) along: Vec<(Program, usize)>,
    /// For each condition: smaller and larger side of each of its relations.
    pub(super) conditions: Vec<(Program, Vec<Assertion>)>,
    /// The second derivatives of the slack.
    pub(super) curvature: Option<Curvature>,
    /// The common factor of the two sides, and what is left of them.
    pub(super) factored: Option<Box<(Program, Prepared)>>,
    /// Whether a hypothesis states the obligation.
    pub(super) given: bool,
}

/// The slack with its derivatives, as expressions and as a program.
#[derive(Debug)]
pub(super) struct Curvature {
    pub slack: Expr,
    pub gradient: Vec<Expr>,
    pub variables: Vec<Symbol>,
    /// The slack, then the upper triangle of its second derivatives.
    pub program: Program,
}

impl Prepared {
    /// Compiles an obligation of `claim`.
    ///
    /// A derivative that cannot be formed only disables the forms that need it.
    pub fn of_claim(obligation: &Obligation, claim: &Claim) -> Self {
        let variables = claim.variables();
        let rest = factored(obligation).map(|found| {
            let factor = Program::new([&found.factor], &variables);
            Box::new((factor, Self::new(&found.rest, &[], &variables)))
        });
        Self {
            factored: rest.filter(|_| obligation.assertion != Assertion::Equal),
            given: is_given(obligation, claim),
            ..Self::new(obligation, &claim.conditions, &variables)
        }
    }

    /// Compiles `obligation` in the given variables, to be shown where all `conditions` hold.
    ///
    /// A derivative that cannot be formed only disables the forms that need it.
    pub fn new(obligation: &Obligation, conditions: &[Comparison], variables: &[Symbol]) -> Self {
        // The sides are evaluated as they stand, so that they have a value only where the expectations in them do; their closed
        // forms, equal to them there, make for short derivatives.
        let sides = [&obligation.smaller, &obligation.larger, &obligation.slack()];
        let sides = Program::new(sides, variables);
        let obligation = &reduced(obligation);
        let slack = if obligation.smaller == obligation.larger {
            Expr::integer(0)
        } else {
            obligation.slack()
        };
        let positive_sides = obligation.assertion != Assertion::Equal;
        Self {
            assertion: obligation.assertion,
            sides,
            difference: with_gradient(&slack, variables),
            logarithm: positive_sides
                .then(|| with_gradient(&obligation.log_slack(), variables))
                .flatten(),
            along: variables
                .iter()
                .map(|variable| with_powers(&slack, variable, variables))
                .collect(),
            conditions: conditions
                .iter()
                .map(|condition| compile_condition(condition, variables))
                .collect(),
            curvature: positive_sides
                .then(|| curvature(&slack, variables))
                .flatten(),
            factored: None,
            given: false,
        }
    }
}

/// The obligation with the expectations that have a closed form replaced by it.
fn reduced(obligation: &Obligation) -> Obligation {
    let closed = |side: &Expr| reduce_expectations(side).unwrap_or_else(|_| side.clone());
    Obligation {
        smaller: closed(&obligation.smaller),
        larger: closed(&obligation.larger),
        assertion: obligation.assertion,
    }
}

fn curvature(slack: &Expr, variables: &[Symbol]) -> Option<Curvature> {
    if variables.is_empty() || variables.len() > MAX_AXES {
        return None;
    }
    let slope = |f: &Expr, x: &Symbol| {
        let slope = differentiate(f, x).ok()?;
        (slope.size() <= MAX_TAYLOR_NODES).then_some(slope)
    };
    let gradient: Vec<Expr> = variables
        .iter()
        .map(|x| slope(slack, x))
        .collect::<Option<_>>()?;
    let second: Vec<Expr> = pairs(variables.len())
        .map(|(i, j)| slope(&gradient[i], &variables[j]))
        .collect::<Option<_>>()?;
    Some(Curvature {
        program: Program::new(std::iter::once(slack).chain(&second), variables),
        slack: slack.clone(),
        variables: variables.to_vec(),
        gradient,
    })
}

fn with_gradient(f: &Expr, variables: &[Symbol]) -> Option<Program> {
    let slopes: Result<Vec<Expr>, _> = variables.iter().map(|x| differentiate(f, x)).collect();
    let slopes = slopes.ok()?;
    Some(Program::new(std::iter::once(f).chain(&slopes), variables))
}

fn with_powers(f: &Expr, variable: &Symbol, variables: &[Symbol]) -> (Program, usize) {
    let mut tower = vec![f.clone()];
    while tower.len() <= MAX_TAYLOR_ORDER {
        match differentiate(&tower[tower.len() - 1], variable) {
            Ok(next) if next.size() <= MAX_TAYLOR_NODES => tower.push(next),
            _ => break,
        }
    }
    (Program::new(&tower, variables), tower.len() - 1)
}

fn compile_condition(condition: &Comparison, variables: &[Symbol]) -> (Program, Vec<Assertion>) {
    let parts = of_chain(condition);
    let sides = parts.iter().flat_map(|part| [&part.smaller, &part.larger]);
    let program = Program::new(sides, variables);
    (program, parts.iter().map(|part| part.assertion).collect())
}
