//! Derivatives that are simpler than the function: candidates, and the proof from one of them.

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{One, Signed as _};

use super::cell::{Enclosed, product_of};
use super::check::{self, end_of};
use super::derivation::{Base, Derivation, Goal, Slope, quotient};
use super::search::{Search, is_one, shown};
use super::series::sign_near;
use crate::claim::{Expr, Function, Kind, Operator, Symbol, differentiate};
use crate::judge::symbolic::{Factored, Sum, Term};

/// Derivatives that are followed.
const BEST: usize = 4;
/// Longest derivative that is followed.
const MAX_TERMS: usize = 300;

/// How hard a derivative looks: kinds of terms, logarithms in a term, terms.
type Measure = (usize, u32, usize);

/// One derivative of the function over a divisor.
pub(super) struct Candidate {
    pub axis: Symbol,
    pub divisor: Expr,
    pub derivative: Expr,
    measure: Measure,
}

impl Search {
    /// By the sign of a derivative that does not change.
    pub fn by_slope(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        for candidate in self.slopes(goal, sum) {
            let cell = goal.cell.of(&candidate.derivative);
            let enclosed = Enclosed::new(&candidate.derivative, &cell.variables());
            let signs = enclosed.signs(&cell.samples());
            let (up, down) = (signs.contains(&1), signs.contains(&-1));
            for rising in [true, false] {
                if rising && down || !rising && up {
                    continue;
                }
                if let Some(found) = self.monotone(goal, &candidate, rising, depth) {
                    return Some(found);
                }
            }
        }
        None
    }

    fn monotone(
        &mut self,
        goal: &Goal,
        candidate: &Candidate,
        rising: bool,
        depth: u32,
    ) -> Option<Derivation> {
        let slope = if rising {
            candidate.derivative.clone()
        } else {
            Expr::negation(candidate.derivative.clone())
        };
        let mut step = Slope {
            axis: candidate.axis.clone(),
            divisor: candidate.divisor.clone(),
            divisor_by: Derivation::Range,
            rising,
            slope,
            slope_by: Derivation::Range,
            base: Base::Value {
                at: Expr::integer(0),
                by: Derivation::Range,
            },
        };
        step.base = self.base(goal, &step, depth)?;
        step.divisor_by = self.prove(&step.divisor_goal(goal), depth + 1)?;
        step.slope_by = self.prove(&step.slope_goal(goal), depth + 1)?;
        Some(Derivation::Slope(Box::new(step)))
    }

    pub fn base(&mut self, goal: &Goal, step: &Slope, depth: u32) -> Option<Base> {
        let end = end_of(&goal.cell, step)?;
        if goal.cell.region.axes().len() == 1 && sign_near(&goal.expr, &step.axis, &end) == Some(1)
        {
            return Some(Base::Expansion(end));
        }
        let mut starts = Vec::new();
        if let Some((small, large)) = &goal.cell.order {
            if step.axis == *large && step.rising {
                starts.push(Expr::variable(small.clone()));
            }
            if step.axis == *small && !step.rising {
                starts.push(Expr::variable(large.clone()));
            }
        }
        let range = goal.cell.region.range(&step.axis)?;
        let begin = if step.rising { &range.lo } else { &range.hi };
        if let Some(begin) = begin {
            starts.push(Expr::rational(&begin.value));
        }
        for at in starts {
            if !check::begins_at(goal, step, &step.quotient(goal), &at) {
                continue;
            }
            if let Some(inner) = step.base_goal(goal, &at)
                && let Some(by) = self.prove(&inner, depth + 1)
            {
                return Some(Base::Value { at, by });
            }
        }
        None
    }

    /// The derivatives worth following, simplest first.
    pub fn slopes(&mut self, goal: &Goal, sum: &Sum) -> Vec<Candidate> {
        let names = goal.cell.variables();
        let mut divisors = vec![Expr::integer(1)];
        for divisor in groups(sum, &names) {
            divisors.extend(self.positive(goal, divisor));
        }
        let mut found: Vec<Candidate> = Vec::new();
        for axis in &names {
            for divisor in &divisors {
                if self.spend().is_none() || self.charge(&goal.expr, 3).is_none() {
                    return found;
                }
                found.extend(candidate(goal, axis, divisor, &names));
            }
        }
        let own = measure_of(sum, &names);
        found.retain(|c| c.measure.2 <= MAX_TERMS && c.measure.0 <= own.0 + 1);
        found.sort_by_key(|c| c.measure);
        found.truncate(BEST);
        found
    }

    /// The divisor, or minus it, where samples say that one is positive.
    fn positive(&mut self, goal: &Goal, divisor: Expr) -> Option<Expr> {
        if is_one(&divisor) {
            return None;
        }
        let cell = goal.cell.of(&divisor);
        let signs = Enclosed::new(&divisor, &cell.variables()).signs(&cell.samples());
        match (signs.contains(&1), signs.contains(&-1)) {
            (true, false) => Some(divisor),
            (false, true) => Some(Expr::negation(divisor)),
            _ => None,
        }
    }
}

fn candidate(goal: &Goal, axis: &Symbol, divisor: &Expr, names: &[Symbol]) -> Option<Candidate> {
    let (_, whole) = shown(&quotient(&goal.expr, divisor), goal)?;
    let (normal, derivative) = shown(&differentiate(&whole, axis).ok()?, goal)?;
    Some(Candidate {
        axis: axis.clone(),
        divisor: divisor.clone(),
        derivative,
        measure: measure(&normal, names),
    })
}

fn measure(normal: &Factored, names: &[Symbol]) -> Measure {
    let sums = normal.factors.iter().map(|(sum, _)| measure_of(sum, names));
    sums.max().unwrap_or_default()
}

fn measure_of(sum: &Sum, names: &[Symbol]) -> Measure {
    let mut kinds: Vec<String> = Vec::new();
    let mut logs = 0;
    for term in &sum.terms {
        let (_, other) = parts(term, names);
        let special: u32 = other.atoms.iter().map(|(_, power)| power).sum();
        logs = logs.max(special);
        let kind = product_of(&other)
            .map(|e| e.to_string())
            .unwrap_or_default();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let algebraic = kinds.len() == 1;
    (
        if algebraic { 0 } else { kinds.len() },
        logs,
        sum.terms.len(),
    )
}

/// A term as its coefficient with powers of variables, and everything else that depends on variables.
fn parts(term: &Term, names: &[Symbol]) -> (Term, Term) {
    let variable = |e: &Expr| matches!(e.kind(), Kind::Variable(_));
    let fixed = |e: &Expr| names.iter().all(|name| !e.mentions(name));
    let plain = |e: &Expr| variable(e) || fixed(e);
    let (own, rest): (Vec<_>, Vec<_>) = term.atoms.iter().cloned().partition(|(a, _)| plain(a));
    let (own_roots, rest_roots): (Vec<_>, Vec<_>) =
        term.roots.iter().cloned().partition(|(b, _)| fixed(b));
    let constant = term.exponent.as_ref().is_some_and(&fixed);
    let [own_exponent, exponent] = if constant {
        [term.exponent.clone(), None]
    } else {
        [None, term.exponent.clone()]
    };
    let left = Term {
        coefficient: term.coefficient.clone(),
        atoms: own,
        roots: own_roots,
        exponent: own_exponent,
    };
    let right = Term {
        coefficient: BigRational::one(),
        atoms: rest,
        roots: rest_roots,
        exponent,
    };
    (left, right)
}

/// For each kind of term its polynomial part times its roots and its exponential: what to divide by, so that the kind becomes
/// constant or a function whose derivative is algebraic.
pub(super) fn groups(sum: &Sum, names: &[Symbol]) -> Vec<Expr> {
    let mut kinds: BTreeMap<String, (Term, Option<Expr>)> = BTreeMap::new();
    for term in &sum.terms {
        let (left, right) = parts(term, names);
        let (Some(kind), Some(left)) = (product_of(&right), signed_product(&left)) else {
            continue;
        };
        let (_, total) = kinds.entry(kind.to_string()).or_insert((right, None));
        *total = Some(match total.take() {
            None => left,
            Some(sum) => Expr::binary(Operator::Add, sum, left),
        });
    }
    let mut found = Vec::new();
    for (mut kind, total) in kinds.into_values() {
        let Some(total) = total else { continue };
        kind.atoms.retain(|(atom, _)| !is_integral(atom));
        let bare = kind.atoms.is_empty() && kind.roots.is_empty() && kind.exponent.is_none();
        let Some(scale) = product_of(&kind) else {
            continue;
        };
        let divisor = if bare {
            total.clone()
        } else {
            Expr::binary(Operator::Mul, scale.clone(), total.clone())
        };
        found.push(divisor);
        if !bare {
            found.push(scale);
        }
    }
    found
}

/// A function whose derivative is simpler than itself: no good in a denominator.
fn is_integral(atom: &Expr) -> bool {
    match atom.kind() {
        Kind::Call(call) => matches!(call.function(), Function::Ln | Function::NormalCdf),
        _ => false,
    }
}

fn signed_product(term: &Term) -> Option<Expr> {
    let mut size = term.clone();
    size.coefficient = term.coefficient.abs();
    let product = product_of(&size)?;
    Some(if term.coefficient.is_negative() {
        Expr::negation(product)
    } else {
        product
    })
}
