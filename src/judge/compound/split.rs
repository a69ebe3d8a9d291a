//! A statement taken apart into claims: negations, cases, and that what is negated has a value.

use crate::claim::{Comparison, Expr, Formula, Function, Kind, Operator, Relation, rational_value};

/// Most cases that a formula may split into.
const MAX_CASES: usize = 64;

/// The formula that holds where `formula` does not, at points where all its terms have values.
pub(super) fn negation(formula: &Formula) -> Formula {
    let all = |parts: &[Formula]| parts.iter().map(negation).collect();
    match formula {
        Formula::Chain(chain) => {
            let pairs = chain.pairs().flat_map(|(left, relation, right)| {
                contraries(relation)
                    .iter()
                    .filter_map(|&contrary| single(left.clone(), contrary, right.clone()))
            });
            Formula::Or(pairs.map(Formula::Chain).collect())
        }
        Formula::And(parts) => Formula::Or(all(parts)),
        Formula::Or(parts) => Formula::And(all(parts)),
        Formula::Implies(premise, conclusion) => {
            Formula::And(vec![(**premise).clone(), negation(conclusion)])
        }
    }
}

/// The relations of which one holds between two numbers where `relation` does not.
fn contraries(relation: Relation) -> &'static [Relation] {
    match relation {
        Relation::Less => &[Relation::GreaterEqual],
        Relation::LessEqual => &[Relation::Greater],
        Relation::Greater => &[Relation::LessEqual],
        Relation::GreaterEqual => &[Relation::Less],
        Relation::Equal => &[Relation::Less, Relation::Greater],
    }
}

fn single(left: Expr, relation: Relation, right: Expr) -> Option<Comparison> {
    Comparison::new(left, vec![(relation, right)])
}

/// Lists of chains such that `formula` holds where all chains of one of them do, at points where its terms have values;
/// `None` where there are too many.
pub(super) fn cases(formula: &Formula) -> Option<Vec<Vec<Comparison>>> {
    let found = match formula {
        Formula::Chain(chain) => vec![vec![chain.clone()]],
        Formula::And(parts) => all_of(parts)?,
        Formula::Or(parts) => {
            let cases: Option<Vec<_>> = parts.iter().map(cases).collect();
            cases?.concat()
        }
        Formula::Implies(premise, conclusion) => {
            [cases(&negation(premise))?, cases(conclusion)?].concat()
        }
    };
    (found.len() <= MAX_CASES).then_some(found)
}

/// The cases in which all the formulas hold.
pub(super) fn all_of(parts: &[Formula]) -> Option<Vec<Vec<Comparison>>> {
    let mut found = vec![Vec::new()];
    for part in parts {
        let cases = cases(part)?;
        let pairs = found.iter().flat_map(|before: &Vec<Comparison>| {
            cases
                .iter()
                .map(|case| [before.clone(), case.clone()].concat())
        });
        found = pairs.collect();
        if found.len() > MAX_CASES {
            return None;
        }
    }
    Some(found)
}

/// A chain that holds exactly where `term` has a value; `None` where it has one everywhere.
pub(super) fn has_value(term: &Expr) -> Option<Comparison> {
    if is_total(term) {
        return None;
    }
    let more = Expr::binary(Operator::Add, term.clone(), Expr::integer(1));
    single(term.clone(), Relation::LessEqual, more)
}

/// Whether an expression certainly has a value at every point.
fn is_total(expr: &Expr) -> bool {
    match expr.kind() {
        Kind::Number(_) | Kind::Pi | Kind::Variable(_) => true,
        Kind::Neg(a) => is_total(a),
        Kind::Binary(Operator::Add | Operator::Sub | Operator::Mul, a, b) => {
            is_total(a) && is_total(b)
        }
        Kind::Binary(Operator::Div, a, b) => {
            is_total(a) && rational_value(b).is_some_and(|b| b != Default::default())
        }
        Kind::Binary(Operator::Pow, a, n) => {
            let natural = |n: num_rational::BigRational| n.is_integer() && n >= Default::default();
            is_total(a) && rational_value(n).is_some_and(natural)
        }
        Kind::Call(call) => {
            let function = call.function();
            let everywhere = |range: &crate::claim::ArgumentRange| {
                !range.least.is_finite() && !range.most.is_finite()
            };
            // The tangent has poles that its range does not name.
            function != Function::Tan
                && function.ranges().iter().all(everywhere)
                && call.arguments().iter().all(is_total)
        }
        Kind::Derivative(_) | Kind::Expect(_) | Kind::Aggregate(_) => false,
    }
}
