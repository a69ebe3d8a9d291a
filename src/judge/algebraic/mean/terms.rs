//! The terms of a goal: what may be averaged in them, and about which centres.

use num_rational::BigRational;
use num_traits::One;

use super::averaged::moment;
use super::frame::binary;
use crate::claim::{Call, Expr, Function, Kind, Operator};
use crate::judge::algebraic::cell::product_of;
use crate::judge::algebraic::derivation::Goal;
use crate::judge::algebraic::search::shown;
use crate::judge::symbolic::Term;

/// Most centres that are tried at the mean and as they are.
const MAX_CENTRES: usize = 2;
/// Most tilts and reflections of them.
const MAX_TILTED: usize = 3;

/// A theory function of `ln(y)`.
#[derive(Clone)]
pub(super) struct Atom {
    pub function: Function,
    pub order: u32,
    pub centre: Expr,
    pub spread: Expr,
}

/// A term as its theory function or its value of the normal distribution function, and the rest.
pub(super) struct Parted {
    pub atom: Option<Atom>,
    pub step: Option<Expr>,
    pub rest: Expr,
}

/// `None` where a term is not linear in what is averaged.
pub(super) fn part(term: &Term) -> Option<Parted> {
    let mut rest = term.clone();
    let mut parted = Parted {
        atom: None,
        step: None,
        rest: Expr::integer(1),
    };
    rest.atoms.clear();
    for (expr, power) in &term.atoms {
        let Kind::Call(call) = expr.kind() else {
            rest.atoms.push((expr.clone(), *power));
            continue;
        };
        let first = match (order_of(call), call.arguments()) {
            (Some(order), [m, s]) => {
                let atom = Atom {
                    function: call.function(),
                    order,
                    centre: m.clone(),
                    spread: s.clone(),
                };
                parted.atom.replace(atom).is_none()
            }
            (_, [w]) if call.function() == Function::NormalCdf => {
                parted.step.replace(w.clone()).is_none()
            }
            _ if expr.uses_theory() => return None,
            _ => {
                rest.atoms.push((expr.clone(), *power));
                continue;
            }
        };
        if !first || *power != 1 {
            return None;
        }
    }
    if parted.atom.is_some() && parted.step.is_some() {
        return None;
    }
    parted.rest = product_of(&rest)?;
    (!parted.rest.uses_theory()).then_some(parted)
}

/// The order of a kernel value, or of the sech moment that has an integrand in `ln(y)` alone.
fn order_of(call: &Call) -> Option<u32> {
    match call.function() {
        Function::SoftplusNormal => Some(0),
        Function::LogisticNormal => Some(1),
        Function::Kernel => call.index(),
        Function::SechMoment => call.index().filter(|j| *j == 0),
        _ => None,
    }
}

/// The centres of the theory functions, and what reflections and tilts make of the first, those first at which the mean of `y` does
/// not vary with the spread.
pub(super) fn centres(goal: &Goal, atoms: &[&Atom], spread: &Expr) -> Vec<Expr> {
    let names = goal.cell.variables();
    let varies = |e: &Expr| {
        names
            .iter()
            .any(|name| spread.mentions(name) && e.mentions(name))
    };
    let square = binary(Operator::Pow, spread, &Expr::integer(2));
    let half = binary(Operator::Div, &square, &Expr::integer(2));
    let mut found: Vec<Expr> = Vec::new();
    let (mut at_means, mut others): (Vec<Expr>, Vec<Expr>) = (Vec::new(), Vec::new());
    for atom in atoms {
        let mirrored = Expr::negation(atom.centre.clone());
        for start in [&atom.centre, &mirrored] {
            for centre in [
                start.clone(),
                binary(Operator::Sub, start, &square),
                binary(Operator::Add, start, &square),
            ] {
                let Some((_, mean)) = shown(&binary(Operator::Add, &centre, &half), goal) else {
                    continue;
                };
                let known = binary(Operator::Sub, &mean, &half);
                if varies(&mean) {
                    others.push(centre);
                } else if !at_means.contains(&known) {
                    at_means.push(known);
                }
            }
        }
        if !found.contains(&atom.centre) {
            found.push(atom.centre.clone());
        }
    }
    at_means.truncate(MAX_CENTRES);
    found.truncate(MAX_CENTRES);
    // One mode's tilt is the other mode.
    others.retain(|centre| !found.contains(centre));
    found.extend(others.into_iter().take(MAX_TILTED));
    at_means.extend(found);
    at_means
}

/// The mean of `y`, first where it does not vary with the spread, and 1.
pub(super) fn scales(goal: &Goal, centre: &Expr, spread: &Expr) -> Vec<Expr> {
    let one = Expr::integer(1);
    let whole = moment(centre, spread, &BigRational::one()).and_then(|e| shown(&e, goal));
    let Some((_, whole)) = whole else {
        return vec![one];
    };
    let names = goal.cell.variables();
    if names
        .iter()
        .any(|name| spread.mentions(name) && whole.mentions(name))
    {
        vec![one, whole]
    } else {
        vec![whole, one]
    }
}
