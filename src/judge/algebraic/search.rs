//! The search for a derivation: factors, exact polynomial decisions, then derivatives.

use crate::numeric::Instant;

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::bernstein;
use super::cell::{Enclosed, expr_of};
use super::check::{self, as_polynomial};
use super::contradiction;
use super::cut::kink;
use super::derivation::{Derivation, Goal, Product};
use super::polynomial::Polynomial;
use super::product::single;
use super::square::by_square;
use super::substitution::{ratio, walk};
use crate::claim::{Expr, Function, Kind, Symbol, rational_value};
use crate::judge::symbolic::{Factored, Range, Sum, factored, has_sign_at_once};

/// Goals that one claim may open, in one variable and in more.
const MAX_GOALS: [u32; 2] = [300, 120];
/// Nodes of expressions that one search may bring into normal form.
const WORK: u64 = 25_000;
/// How deep derivatives may nest.
const MAX_DEPTH: u32 = 12;
/// How deep logarithms are taken.
const MAX_LOGS_DEPTH: u32 = 2;
/// Points at which functions of the theory are looked at: each costs as much as a hundred elementary values.
const THEORY_SAMPLES: usize = 48;
/// How deep derivatives of functions of the theory may nest.
const MAX_THEORY_DEPTH: u32 = 2;

/// The state of a search.
pub(super) struct Search {
    goals: u32,
    most: u32,
    /// Nodes of expressions that may still be brought into normal form.
    work: u64,
    /// Whether larger boxes are tried.
    pub widens: bool,
    deadline: Option<Instant>,
}

impl Search {
    pub fn new(dimension: usize) -> Self {
        let most = MAX_GOALS[usize::from(dimension > 1)];
        Self {
            goals: most,
            most,
            work: WORK,
            widens: true,
            deadline: None,
        }
    }

    /// The same, given up at the deadline.
    pub fn until(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }

    /// A new budget, for another attempt at the whole goal.
    pub fn renew(&mut self) {
        self.goals = self.most;
    }

    /// With a third of what may still be spent.
    fn with_part<T>(&mut self, attempt: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (goals, work) = (self.goals, self.work);
        (self.goals, self.work) = (goals / 3, work / 3);
        let found = attempt(self);
        self.goals += goals - goals / 3;
        self.work += work - work / 3;
        found
    }

    /// Counts a unit of work; `None` once the budget is spent or the time is up.
    pub fn spend(&mut self) -> Option<()> {
        self.goals = self.goals.checked_sub(1)?;
        let late = self.deadline.is_some_and(|end| Instant::now() >= end);
        (!late).then_some(())
    }

    /// Counts a normal form; `None` once there were too many.
    pub fn charge(&mut self, expr: &Expr, times: u64) -> Option<()> {
        let cost = expr.size().saturating_mul(times);
        let left = self.work.checked_sub(cost);
        self.work = left.unwrap_or(0);
        left.map(|_| ())
    }

    /// A derivation of the goal, if one is found within the limits.
    pub fn prove(&mut self, goal: &Goal, depth: u32) -> Option<Derivation> {
        self.prove_written(goal, depth, false)
    }

    /// `written` says that the goal is written as its normal form shows it, up to the order of its terms.
    pub fn prove_written(&mut self, goal: &Goal, depth: u32, written: bool) -> Option<Derivation> {
        self.spend()?;
        if depth > MAX_DEPTH {
            return None;
        }
        let goal = &goal.reduced();
        self.charge(&goal.expr, 1)?;
        if goal.cell.region.axes().is_empty() {
            return check::constant(goal).then_some(Derivation::Constant);
        }
        let mut points = goal.cell.samples();
        if goal.expr.uses_theory() {
            points.truncate(THEORY_SAMPLES);
        }
        let signs = Enclosed::new(&goal.expr, &goal.cell.variables()).signs(&points);
        if signs.contains(&-1) {
            return None;
        }
        if has_sign_at_once(&goal.expr, goal.sign(), &goal.cell.region) {
            return Some(Derivation::Range);
        }
        let normal = factored(&goal.expr, &goal.cell.region, &goal.cell.facts()).ok()?;
        if normal.coefficient.is_zero() {
            return (!goal.strict).then(|| Derivation::Product(Product::zero()));
        }
        if let Some(sum) = single(&normal)
            && (written || sum.expr == goal.expr || Expr::negation(sum.expr.clone()) == goal.expr)
        {
            return self.prove_sum(goal, sum, depth);
        }
        self.prove_product(goal, &normal, depth)
    }

    /// One sum that is no product: a polynomial, or a case for derivatives.
    fn prove_sum(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        if let Some((p, ranges)) = as_polynomial(&goal.expr, &goal.cell) {
            return self.prove_polynomial(goal, &p, &ranges, depth);
        }
        if goal.expr.uses_theory() {
            return self.prove_theory(goal, sum, depth);
        }
        if let Some(found) = self.with_part(|search| search.by_powers(goal, sum, depth)) {
            return Some(found);
        }
        if let Some(inner) = kink(&goal.expr) {
            return self.by_kink(goal, &inner, depth);
        }
        let univariate = goal.cell.region.axes().len() == 1;
        if let Some(cover) = self.enclosures(goal) {
            return Some(Derivation::Enclosures(cover));
        }
        if has_only_roots(sum, &goal.cell.variables())
            && let Some(found) = by_contradiction(goal)
        {
            return Some(found);
        }
        if depth == 0
            && !univariate
            && let Some(found) = self.with_part(|search| search.by_concavity(goal, depth))
        {
            return Some(found);
        }
        if let Some(found) = self.by_slope(goal, sum, depth) {
            return Some(found);
        }
        if depth == 0
            && univariate
            && let Some(found) = self.by_concavity(goal, depth)
        {
            return Some(found);
        }
        if depth <= MAX_LOGS_DEPTH
            && let Some(found) = self.with_part(|search| search.by_logs(goal, sum, depth))
        {
            return Some(found);
        }
        if univariate {
            return self.by_cut(goal, sum, depth);
        }
        if depth < 2
            && !goal.strict
            && goal.cell.order.is_none()
            && let Some(found) = self.by_common_cut(goal, sum, depth)
        {
            return Some(found);
        }
        // Later derivatives were cut already.
        if depth == 0 && goal.cell.order.is_none() {
            self.by_orders(goal, depth)
        } else {
            None
        }
    }

    fn prove_polynomial(
        &mut self,
        goal: &Goal,
        p: &Polynomial,
        ranges: &[Range],
        depth: u32,
    ) -> Option<Derivation> {
        if let Some(cover) = bernstein::cover(p, ranges, goal.strict) {
            return Some(Derivation::Polynomial(cover));
        }
        if goal.strict || ranges.len() == 1 {
            return None;
        }
        if let Some(found) = by_square(goal).filter(|by| check::holds(goal, by)) {
            return Some(found);
        }
        if let Some(found) = self.by_discriminant(goal, depth) {
            return Some(found);
        }
        if p.has_constant_term() {
            return None;
        }
        self.at_origin(goal, depth)
    }

    /// A sum with functions of the theory: by its integrand, or by a derivative.
    pub fn prove_theory(&mut self, goal: &Goal, sum: &Sum, depth: u32) -> Option<Derivation> {
        if let Some(found) = self.by_mean(goal, sum, depth) {
            return Some(found);
        }
        if let Some(found) = self.by_peak(goal, sum, depth) {
            return Some(found);
        }
        if depth >= MAX_THEORY_DEPTH {
            return None;
        }
        self.by_slope(goal, sum, depth)
    }

    /// A polynomial that vanishes at the origin: in the quadrants, by the ratio of two variables.
    fn at_origin(&mut self, goal: &Goal, depth: u32) -> Option<Derivation> {
        if goal.cell.order.is_some() {
            return None;
        }
        let zero = BigRational::zero();
        for (name, range) in goal.cell.region.axes() {
            let below = range.lo.as_ref().is_none_or(|end| end.value < zero);
            let above = range.hi.as_ref().is_none_or(|end| zero < end.value);
            if below && above {
                return self.cut(goal, name, &zero, depth + 1);
            }
        }
        let mut change = ratio(goal)?;
        change.by = self.prove(&change.goal(goal), depth + 1)?;
        Some(Derivation::Substitution(Box::new(change)))
    }
}

/// Whether a sum has no functions of its variables but roots, and has these.
fn has_only_roots(sum: &Sum, names: &[Symbol]) -> bool {
    let varies = |e: &Expr| names.iter().any(|name| e.mentions(name));
    let plain = |e: &Expr| {
        let mut roots_only = true;
        walk(e, &mut |part| match part.kind() {
            Kind::Call(call) => roots_only &= call.function() == Function::Sqrt || !varies(part),
            Kind::Derivative(_) | Kind::Expect(_) => roots_only = false,
            _ => {}
        });
        roots_only
    };
    let algebraic = sum.terms.iter().all(|term| {
        !term.exponent.as_ref().is_some_and(varies)
            && term.atoms.iter().all(|(atom, _)| plain(atom))
            && term.roots.iter().all(|(base, _)| plain(base))
    });
    let mut roots = sum.terms.iter().flat_map(|term| &term.roots);
    algebraic && roots.any(|(base, _)| varies(base))
}

/// The contrary as a system of polynomial constraints, with roots as variables, has no solution.
fn by_contradiction(goal: &Goal) -> Option<Derivation> {
    let by = contradiction::refute_roots(&contradiction::contrary_of(goal)?)?;
    let found = Derivation::Contradiction(Box::new(by));
    check::holds(goal, &found).then_some(found)
}

/// Whether an expression is the number 1.
pub(super) fn is_one(expr: &Expr) -> bool {
    rational_value(expr).is_some_and(|value| value.is_one())
}

/// A normal form's expression again, for what is not a single sum.
pub(super) fn shown(expr: &Expr, goal: &Goal) -> Option<(Factored, Expr)> {
    let normal = factored(expr, &goal.cell.region, &goal.cell.facts()).ok()?;
    let shown = expr_of(&normal)?;
    Some((normal, shown))
}
