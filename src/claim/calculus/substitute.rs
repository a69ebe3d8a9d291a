//! Replacing variables by expressions, without capture.

use crate::claim::tree::{Derivative, DerivativeError, Expr, Kind, Symbol, within_limits};

/// `expr` with every free variable on the left of a pair replaced by the expression on its right, all at once.
pub(crate) fn substitute(
    expr: &Expr,
    replacements: &[(Symbol, Expr)],
) -> Result<Expr, DerivativeError> {
    let result = match expr.kind() {
        Kind::Number(_) | Kind::Pi => return Ok(expr.clone()),
        Kind::Variable(name) => match replacements.iter().find(|(from, _)| from == name) {
            Some((_, to)) => return Ok(to.clone()),
            None => return Ok(expr.clone()),
        },
        Kind::Neg(_) | Kind::Binary(..) | Kind::Call(_) => {
            expr.map_parts(|part| substitute(part, replacements))?
        }
        Kind::Derivative(derivative) => {
            if !replacements.iter().any(|(from, _)| expr.mentions(from)) {
                return Ok(expr.clone());
            }
            in_derivative(derivative, replacements)?
        }
        Kind::Aggregate(aggregate) => {
            let (variable, inner) = freed(&aggregate.variable, &aggregate.body, replacements);
            Expr::aggregate(
                aggregate.how,
                variable,
                substitute(&aggregate.from, replacements)?,
                substitute(&aggregate.to, replacements)?,
                substitute(&aggregate.body, &inner)?,
            )
        }
        Kind::Expect(expectation) => {
            let bound = expectation.variable();
            let parameters: Result<Vec<_>, _> = expectation
                .parameters()
                .iter()
                .map(|p| substitute(p, replacements))
                .collect();
            let (variable, inner) = freed(bound, expectation.body(), replacements);
            let body = substitute(expectation.body(), &inner)?;
            Expr::expectation(expectation.under(), parameters?, variable, body)?
        }
    };
    within_limits(&result)?;
    Ok(result)
}

/// `d(f, x)` is `d(f, x = x)`: the point is substituted, the bound variable is renamed where an argument mentions it.
fn in_derivative(
    derivative: &Derivative,
    replacements: &[(Symbol, Expr)],
) -> Result<Expr, DerivativeError> {
    let (of, bound) = (derivative.of(), derivative.variable());
    let point = derivative.at().cloned();
    let point = point.unwrap_or_else(|| Expr::variable(bound.clone()));
    let at = substitute(&point, replacements)?;
    let concerns = |(from, _): &&(Symbol, Expr)| from != bound && of.mentions(from);
    let mut inner: Vec<_> = replacements.iter().filter(concerns).cloned().collect();
    let mentioned = |name: &Symbol| inner.iter().any(|(_, to)| to.mentions(name));
    match at.kind() {
        // A renaming keeps the short form.
        Kind::Variable(name) if !mentioned(name) && free_for(of, bound, name) => {
            inner.push((bound.clone(), at.clone()));
            Expr::derivative(substitute(of, &inner)?, name.clone(), None)
        }
        _ if mentioned(bound) => {
            let fresh = fresh_name(bound, of, &inner);
            inner.push((bound.clone(), Expr::variable(fresh.clone())));
            Expr::derivative(substitute(of, &inner)?, fresh, Some(at))
        }
        _ => Expr::derivative(substitute(of, &inner)?, bound.clone(), Some(at)),
    }
}

/// The replacements that concern a body that binds a variable, and the name of that, a new one where a replacement mentions it.
fn freed(
    bound: &Symbol,
    body: &Expr,
    replacements: &[(Symbol, Expr)],
) -> (Symbol, Vec<(Symbol, Expr)>) {
    let concerns = |(from, _): &&(Symbol, Expr)| from != bound && body.mentions(from);
    let mut inner: Vec<_> = replacements.iter().filter(concerns).cloned().collect();
    if !inner.iter().any(|(_, to)| to.mentions(bound)) {
        return (bound.clone(), inner);
    }
    let variable = fresh_name(bound, body, &inner);
    inner.push((bound.clone(), Expr::variable(variable.clone())));
    (variable, inner)
}

/// `expr` with the variables of its expectations, sums and integrals renamed where their names are taken in the place it is put.
pub(in crate::claim) fn rename_bound(
    expr: &Expr,
    taken: &dyn Fn(&str) -> bool,
) -> Result<Expr, DerivativeError> {
    if !expr.binds() {
        return Ok(expr.clone());
    }
    let again = |part: &Expr| rename_bound(part, taken);
    let unused = |bound: &Symbol, body: Expr| -> Result<(Symbol, Expr), DerivativeError> {
        if !taken(bound) {
            return Ok((bound.clone(), body));
        }
        let fresh = fresh(bound, |name| !taken(name) && !body.mentions(name));
        let renaming = [(bound.clone(), Expr::variable(fresh.clone()))];
        let body = substitute(&body, &renaming)?;
        Ok((fresh, body))
    };
    let expectation = match expr.kind() {
        Kind::Expect(expectation) => expectation,
        Kind::Aggregate(a) => {
            let (variable, body) = unused(&a.variable, again(&a.body)?)?;
            return Ok(Expr::aggregate(
                a.how,
                variable,
                again(&a.from)?,
                again(&a.to)?,
                body,
            ));
        }
        _ => return expr.map_parts(again),
    };
    let bound = expectation.variable();
    let parameters: Result<Vec<_>, _> = expectation.parameters().iter().map(again).collect();
    let (variable, body) = unused(bound, again(expectation.body())?)?;
    Ok(Expr::expectation(
        expectation.under(),
        parameters?,
        variable,
        body,
    )?)
}

/// Whether renaming `bound` to `name` in `of` mixes up nothing: `name` is `bound` itself or does not occur.
fn free_for(of: &Expr, bound: &Symbol, name: &Symbol) -> bool {
    name == bound || !of.mentions(name)
}

/// A name for `bound` that neither `of` nor any replacement mentions.
fn fresh_name(bound: &Symbol, of: &Expr, replacements: &[(Symbol, Expr)]) -> Symbol {
    let unused = |name: &Symbol| !replacements.iter().any(|(_, to)| to.mentions(name));
    fresh(bound, |name| !of.mentions(name) && unused(name))
}

/// `bound_1`, `bound_2`, ...: the first that is free.
fn fresh(bound: &Symbol, is_free: impl Fn(&Symbol) -> bool) -> Symbol {
    (1_u32..)
        .filter_map(|n| Symbol::new(&format!("{}_{n}", &**bound)))
        .find(is_free)
        .unwrap_or_else(|| bound.clone())
}

impl Expr {
    /// This expression with each direct part replaced; an expectation stays as it is.
    pub(in crate::claim) fn map_parts(
        &self,
        part: impl Fn(&Self) -> Result<Self, DerivativeError>,
    ) -> Result<Self, DerivativeError> {
        Ok(match self.kind() {
            Kind::Number(_) | Kind::Pi | Kind::Variable(_) | Kind::Expect(_) => self.clone(),
            Kind::Neg(a) => Self::negation(part(a)?),
            Kind::Binary(operator, a, b) => Self::binary(*operator, part(a)?, part(b)?),
            Kind::Call(call) => {
                let arguments: Result<Vec<_>, _> = call.arguments().iter().map(part).collect();
                Self::call(call.function(), call.index(), arguments?)?
            }
            Kind::Aggregate(a) => Self::aggregate(
                a.how,
                a.variable.clone(),
                part(&a.from)?,
                part(&a.to)?,
                part(&a.body)?,
            ),
            Kind::Derivative(derivative) => Self::derivative(
                part(derivative.of())?,
                derivative.variable().clone(),
                derivative.at().map(part).transpose()?,
            )?,
        })
    }
}
