//! Expectations enter a proof in closed form, where they exist on the whole domain.

use super::defined::{Conditions, require_defined};
use super::image::literal_integer;
use super::obstacle::Obstacle;
use super::range::Range;
use super::region::Region;
use super::sign::has_sign;
use crate::claim::{Expr, Function, Kind, Operator, Program, Symbol, reduce_expectations};
use crate::interval::Interval;
use crate::judge::{Domain, IntervalAlgebra};

/// Pieces the domain may be cut into to show that an expectation exists.
const MAX_PIECES: usize = 128;

/// The term with its expectations in closed form.
///
/// A closed form may have a value where the expectation has none, so each expectation is shown to exist: the interval algebra defines it
/// only where its integrand, its parameters and its closed form are defined. What is made of expectations is defined where the same
/// expression of closed forms is, for which the caller looks.
///
/// # Errors
/// [`Obstacle::NotShown`] where an expectation has no closed form, or is not shown to exist on the whole domain.
pub(super) fn in_closed_form(term: &Expr, domain: &Domain) -> Result<Expr, Obstacle> {
    if term.expectation_depth() == 0 {
        return Ok(term.clone());
    }
    let closed = reduce_expectations(term).map_err(|_| Obstacle::TooLarge("nodes"))?;
    if closed.expectation_depth() > 0 {
        let what = format!("every expectation in `{term}` has a closed form");
        return Err(Obstacle::NotShown(what));
    }
    let mut parts = Vec::new();
    expectations(term, &mut parts);
    for part in parts {
        if !exists_by_growth(part, domain) && !exists(part, domain) {
            return Err(Obstacle::NotShown(format!("`{part}` exists")));
        }
    }
    Ok(closed)
}

/// The outermost expectations of a term, and derivatives of such.
fn expectations<'e>(term: &'e Expr, found: &mut Vec<&'e Expr>) {
    if term.expectation_depth() == 0 {
        return;
    }
    match term.kind() {
        Kind::Neg(a) => expectations(a, found),
        Kind::Binary(_, a, b) => [a, b]
            .into_iter()
            .for_each(|part| expectations(part, found)),
        Kind::Call(call) => {
            let arguments = call.arguments().iter();
            arguments.for_each(|part| expectations(part, found));
        }
        Kind::Number(_) | Kind::Pi | Kind::Variable(_) => {}
        Kind::Expect(_) | Kind::Derivative(_) | Kind::Aggregate(_) => found.push(term),
    }
}

/// Whether an expectation over a mode or the learner exists because its integrand is defined for every `x` and grows no faster than a
/// power of it, at open ends of the domain too.
fn exists_by_growth(part: &Expr, domain: &Domain) -> bool {
    let Kind::Expect(expectation) = part.kind() else {
        return false;
    };
    let x = expectation.variable();
    let mut arguments = vec![Expr::variable(x.clone())];
    arguments.extend_from_slice(expectation.parameters());
    let Ok(density) = Expr::call(expectation.under().density(), None, arguments) else {
        return false;
    };
    let mut axes = domain.region().axes().to_vec();
    if axes.iter().any(|(name, _)| name == x) || !grows_slowly(expectation.body(), x) {
        return false;
    }
    axes.push((x.clone(), Range::ENTIRE));
    let region = Region::new(axes);
    let mut holds = |e: &Expr, sign| has_sign(e, sign, &region);
    [&density, expectation.body()].into_iter().all(|e| {
        let mut unused = Conditions::default();
        require_defined(e, &mut holds, &mut unused).is_ok()
    })
}

/// Whether an expression, where it is defined, is bounded by a power of `1 + |x|`.
fn grows_slowly(expr: &Expr, x: &Symbol) -> bool {
    if expr.expectation_depth() > 0 {
        return false;
    }
    if !expr.mentions(x) {
        return true;
    }
    match expr.kind() {
        Kind::Variable(_) => true,
        Kind::Neg(a) => grows_slowly(a, x),
        Kind::Binary(Operator::Add | Operator::Sub | Operator::Mul, a, b) => {
            grows_slowly(a, x) && grows_slowly(b, x)
        }
        Kind::Binary(Operator::Div, a, b) => !b.mentions(x) && grows_slowly(a, x),
        Kind::Binary(Operator::Pow, a, b) => {
            literal_integer(b).is_some_and(|n| n >= 0) && grows_slowly(a, x)
        }
        Kind::Call(call) => {
            let [first, rest @ ..] = call.arguments() else {
                return false;
            };
            let bounded_by_a_power = matches!(
                call.function(),
                Function::LogOld
                    | Function::LogNew
                    | Function::LogMix
                    | Function::RespOld
                    | Function::RespNew
                    | Function::NormalCdf
                    | Function::Sigmoid
                    | Function::Softplus
                    | Function::Tanh
                    | Function::Abs
            );
            bounded_by_a_power && grows_slowly(first, x) && !rest.iter().any(|e| e.mentions(x))
        }
        _ => false,
    }
}

/// Whether the term has a value everywhere on the closed box around the domain.
fn exists(term: &Expr, domain: &Domain) -> bool {
    let program = Program::new([term], &domain.variables());
    let Ok(program) = program.bind(&IntervalAlgebra) else {
        return false;
    };
    let whole = domain.cover();
    let mut pending = vec![whole.clone()];
    for _ in 0..MAX_PIECES {
        let Some(piece) = pending.pop() else {
            return true;
        };
        let value = program.evaluate(&piece);
        if value.is_ok_and(|value| value[0].is_defined()) {
            continue;
        }
        let Some(halves) = halves(&piece, &whole) else {
            return false;
        };
        pending.extend(halves);
    }
    pending.is_empty()
}

/// Two halves, cut across the axis that is widest relative to `whole`; `None` where no axis has a double inside.
fn halves(piece: &[Interval], whole: &[Interval]) -> Option<[Vec<Interval>; 2]> {
    let relative = |k: usize| piece[k].width() / whole[k].width();
    let axis = (0..piece.len())
        .filter(|&k| piece[k].lo() < piece[k].mid() && piece[k].mid() < piece[k].hi())
        .max_by(|&a, &b| relative(a).total_cmp(&relative(b)))?;
    let (lo, middle, hi) = (piece[axis].lo(), piece[axis].mid(), piece[axis].hi());
    Some([(lo, middle), (middle, hi)].map(|(a, b)| {
        let mut half = piece.to_vec();
        half[axis] = Interval::from_bounds(a, b);
        half
    }))
}
