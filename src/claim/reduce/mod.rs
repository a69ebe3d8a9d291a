//! Expectations with a closed form, written by the named functions of the theory.
//!
//! An integrand that is a sum of products of powers of `x`, exponentials of quadratics, logistic, softplus and normal distribution functions of
//! linear forms and ratios of densities ([`integrand`]) has an expectation by Gaussian moments and the kernel ([`gaussian`]). Under the
//! learner the responsibilities are balanced first: `E_mix[resp_old f] = beta E_old[f]`, `E_mix[resp_new f] = (1 - beta) E_new[f]`.

mod conditions;
mod gaussian;
mod integrand;
mod polynomial;
mod term;

use crate::claim::calculus::{one, sub};
use crate::claim::tree::{
    DerivativeError, Expectation, Expr, Function, Kind, Measure, Symbol, within_limits,
};
use conditions::with_conditions;
use gaussian::{Total, integrate};
use integrand::Reader;
use polynomial::Polynomial;
use term::{Frame, Logistic, Sum, Term};

/// `expr` with every expectation that has a closed form replaced by it; the others stay.
///
/// The result equals `expr` wherever `expr` has a value. It may have one where `expr` has none because a weight lies outside `[0, 1]`
/// or a separation is negative; every other condition that `expr` places on its variables the result places too.
///
/// # Errors
/// [`DerivativeError`] where the result exceeds the limits on trees or a derivative in it cannot be formed.
///
/// # Examples
/// ```
/// use forgetting::claim::{parse_claim, reduce_expectations};
/// let claim = parse_claim("for beta in (0, 1), delta in (0, 9]: expect mix (resp_old(x)*resp_new(x)) + expect old (x^2) < 30")?;
/// let reduced = reduce_expectations(claim.statement.first())?;
/// assert_eq!(reduced.to_string(), "overlap_moment(0, beta, delta) + (1 + delta^2/4)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reduce_expectations(expr: &Expr) -> Result<Expr, DerivativeError> {
    if expr.expectation_depth() == 0 {
        return Ok(expr.clone());
    }
    let reduced = match expr.kind() {
        Kind::Expect(expectation) => {
            reduced_expectation(expectation).unwrap_or_else(|| expr.clone())
        }
        // A derivative of a closed form, not a closed form of a derivative: the table's partial derivatives are the shorter ones.
        _ => expr.map_parts(reduce_expectations)?,
    };
    within_limits(&reduced)?;
    Ok(reduced)
}

/// The closed form of an expectation, where it has one.
pub(super) fn reduced_expectation(expectation: &Expectation) -> Option<Expr> {
    if is_parameter(expectation.variable(), expectation.body()) {
        return None;
    }
    let body = reduce_expectations(expectation.body()).ok()?;
    let parameters = expectation.parameters().iter().map(reduce_expectations);
    let parameters: Vec<Expr> = parameters.collect::<Result<_, _>>().ok()?;
    let read = |under| {
        let variable = expectation.variable();
        Reader { variable, under }.sum(&body)
    };
    let mut total = Total::default();
    match parameters.as_slice() {
        [delta] => {
            let under = expectation.under();
            under_mode(&read(under)?, under, delta, &mut total)?;
        }
        [beta, delta] => {
            let (old, new) = (read(Measure::Old)?, read(Measure::New)?);
            if old == new {
                for term in &old {
                    under_learner(term, beta, delta, &mut total)?;
                }
            } else {
                under_mode(&weighted(&old, beta)?, Measure::Old, delta, &mut total)?;
                let rest = sub(one(), beta.clone());
                under_mode(&weighted(&new, &rest)?, Measure::New, delta, &mut total)?;
            }
        }
        _ => return None,
    }
    let closed = with_conditions(&body, expectation.variable(), total.to_expr());
    let whole = closed.expectation_depth() == 0 && within_limits(&closed).is_ok();
    whole.then_some(closed)
}

/// Whether a weight, a separation or another argument of a function of the theory depends on the bound variable: then the integrand
/// may exist at some of its values only, which a closed form would not say.
fn is_parameter(variable: &Symbol, expr: &Expr) -> bool {
    let inside = |expr: &Expr| is_parameter(variable, expr);
    match expr.kind() {
        Kind::Number(_) | Kind::Pi | Kind::Variable(_) => false,
        Kind::Neg(a) => inside(a),
        Kind::Binary(_, a, b) => inside(a) || inside(b),
        Kind::Call(call) => {
            let function = call.function();
            // The first argument of a density is where it is taken.
            let place = usize::from(function.read_from_scope() > 0);
            let parameters = call.arguments().get(place..).unwrap_or_default();
            function.is_theory() && parameters.iter().any(|p| p.mentions(variable))
                || call.arguments().iter().any(inside)
        }
        Kind::Derivative(derivative) => {
            inside(derivative.of())
                || derivative.at().is_some_and(inside)
                || inside(derivative.value())
        }
        // What depends on its variable may have no closed form; it is read as a whole.
        Kind::Aggregate(a) => [&a.from, &a.to, &a.body].into_iter().any(inside),
        Kind::Expect(expectation) => {
            expectation
                .parameters()
                .iter()
                .any(|p| p.mentions(variable))
                || inside(expectation.body())
        }
    }
}

fn weighted(sum: &[Term], weight: &Expr) -> Option<Sum> {
    let scale = |term: &Term| {
        Some(Term {
            coefficient: term.coefficient.times_expr(weight)?,
            ..term.clone()
        })
    };
    sum.iter().map(scale).collect()
}

/// Adds the expectation under one of the modes.
fn under_mode(sum: &[Term], mode: Measure, delta: &Expr, total: &mut Total) -> Option<()> {
    let sign = if mode == Measure::Old { -1 } else { 1 };
    let mean = Polynomial::of(delta).times(&Polynomial::ratio(sign, 2))?;
    for term in sum {
        for term in term.without_learner()? {
            integrate(&term.settled()?, &mean, total)?;
        }
    }
    Some(())
}

/// Adds the expectation of one term under the learner.
fn under_learner(term: &Term, beta: &Expr, delta: &Expr, total: &mut Total) -> Option<()> {
    let rest = sub(one(), beta.clone());
    let odds = Frame::log_odds(beta, delta)?;
    for term in term.without_learner()? {
        let term = term.settled()?;
        // Powers of the responsibilities of the new and of the old mode.
        let own = |l: &Logistic| l.powers(&odds);
        let (new, old) = term.logistic.iter().find_map(own).unwrap_or((0, 0));
        let mut others = term.logistic.clone();
        others.retain(|l| own(l).is_none());
        let plain = others.is_empty() && !term.has_exponent() && term.factor.is_none();
        if plain && (new, old) == (1, 1) && term.power <= 2 {
            let arguments = vec![beta.clone(), delta.clone()];
            let moment = Expr::call(Function::OverlapMoment, Some(term.power), arguments);
            total.add(&term.coefficient, Some(moment.ok()?))?;
            continue;
        }
        let balanced = |up: u32, down: u32| {
            let mut balanced = Term {
                logistic: others.clone(),
                ..term.clone()
            };
            if up + down > 0 {
                let u = odds.clone();
                balanced.logistic.push(Logistic { u, up, down });
            }
            balanced
        };
        // resp_old^2 = resp_old - resp_old resp_new
        if let (0, 2..) | (2.., 0) = (new, old) {
            let (less_new, less_old) = (new.saturating_sub(1), old.saturating_sub(1));
            let mut crossed = balanced(less_new.max(1), less_old.max(1));
            crossed.coefficient = crossed.coefficient.negated();
            under_learner(&balanced(less_new, less_old), beta, delta, total)?;
            under_learner(&crossed, beta, delta, total)?;
            continue;
        }
        // One responsibility turns the learner's density into that of its mode.
        let (of_old, of_new) = match (new, old) {
            (_, 1..) => (Some(balanced(new, old - 1)), None),
            (1.., 0) => (None, Some(balanced(new - 1, 0))),
            (0, 0) => (Some(term.clone()), Some(term.clone())),
        };
        for (term, weight, mode) in [(of_old, beta, Measure::Old), (of_new, &rest, Measure::New)] {
            if let Some(term) = term {
                under_mode(&weighted(&[term], weight)?, mode, delta, total)?;
            }
        }
    }
    Some(())
}
