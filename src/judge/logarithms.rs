//! Values beyond the exponents of numbers of many bits, by their logarithms.
//!
//! `exp(-1e11)` is closer to 0 than any number here, and `exp(1e11)` is refused, but `exp(-1e11)/exp(-1e11 - 1)` is `e` and
//! `ln(bc(1e6))` is `-1.25e11`. Under a logarithm, and in products with such functions, products become sums.

use super::precise::settle_until;
use crate::claim::{Expr, Function, Kind, Operator, Program};
use crate::interval::big::{Digits, exponential_digits};
use crate::numeric::Instant;

/// The digits of an expression whose own value is out of reach, by its logarithm.
pub(super) fn digits(expression: &Expr, most: usize, deadline: Option<Instant>) -> Option<Digits> {
    let (negative, size) = match expression.kind() {
        Kind::Neg(size) => (true, size),
        _ => (false, expression),
    };
    let program = Program::new([&logarithm(size)?], &[]);
    let mut best = None;
    let found = settle_until(&program, &[], deadline, |value| {
        best = exponential_digits(value, most).or(best.take());
        best.take_if(|digits| digits.count() == most)
    });
    let digits = found.ok().flatten().or(best)?;
    Some(if negative { digits.negated() } else { digits })
}

/// The expression with logarithms and quotients of functions that leave every range taken apart; `None` where it has none.
///
/// Where both have a value, it is the same.
pub(super) fn apart(expression: &Expr) -> Option<Expr> {
    match expression.kind() {
        Kind::Neg(a) => Some(Expr::negation(apart(a)?)),
        Kind::Binary(Operator::Sub, one, a)
            if *one == Expr::integer(1) && near_one(a).is_some() =>
        {
            near_one(a)
        }
        Kind::Binary(Operator::Mul | Operator::Div, a, b) if is_extreme(a) || is_extreme(b) => {
            call(Function::Exp, [logarithm(expression)?])
        }
        Kind::Binary(operator, a, b) => {
            let (left, right) = (apart(a), apart(b));
            if left.is_none() && right.is_none() {
                return None;
            }
            let (left, right) = (
                left.unwrap_or_else(|| a.clone()),
                right.unwrap_or_else(|| b.clone()),
            );
            Some(Expr::binary(*operator, left, right))
        }
        Kind::Call(ln) if ln.function() == Function::Ln && is_extreme(&ln.arguments()[0]) => {
            logarithm(&ln.arguments()[0])
        }
        Kind::Call(outer) => {
            let parts: Vec<Option<Expr>> = outer.arguments().iter().map(apart).collect();
            if parts.iter().all(Option::is_none) {
                return None;
            }
            let given = parts.into_iter().zip(outer.arguments());
            let arguments = given.map(|(new, old)| new.unwrap_or_else(|| old.clone()));
            Expr::call(outer.function(), outer.index(), arguments.collect()).ok()
        }
        _ => None,
    }
}

/// The complement `1 - e` of a function that tends to 1, without the cancellation.
fn near_one(e: &Expr) -> Option<Expr> {
    use Function as F;
    let Kind::Call(inner) = e.kind() else {
        return None;
    };
    let [x] = inner.arguments() else { return None };
    match inner.function() {
        F::Tanh => {
            let twice = Expr::binary(Operator::Mul, Expr::integer(2), x.clone());
            let mirrored = call(F::Sigmoid, [Expr::negation(twice)])?;
            Some(Expr::binary(Operator::Mul, Expr::integer(2), mirrored))
        }
        F::Tv => call(F::Overlap, [x.clone()]),
        F::Erf => call(F::Erfc, [x.clone()]),
        function @ (F::Sigmoid | F::NormalCdf) => call(function, [Expr::negation(x.clone())]),
        _ => None,
    }
}

/// Whether a factor or a term of it may leave every range.
fn is_extreme(expression: &Expr) -> bool {
    match expression.kind() {
        Kind::Binary(Operator::Pow, base, exponent) => {
            is_extreme(base) || !matches!(exponent.kind(), Kind::Number(_))
        }
        Kind::Binary(Operator::Mul | Operator::Div | Operator::Add, a, b) => {
            is_extreme(a) || is_extreme(b)
        }
        Kind::Call(inner) => match inner.function() {
            Function::Sqrt => is_extreme(&inner.arguments()[0]),
            function => own_logarithm(function, inner.arguments()).is_some(),
        },
        _ => false,
    }
}

/// An expression for `ln(e)`, which has a value only where `e` is positive.
fn logarithm(e: &Expr) -> Option<Expr> {
    match e.kind() {
        Kind::Binary(Operator::Mul, a, b) => {
            Some(Expr::binary(Operator::Add, logarithm(a)?, logarithm(b)?))
        }
        Kind::Binary(Operator::Div, a, b) => {
            Some(Expr::binary(Operator::Sub, logarithm(a)?, logarithm(b)?))
        }
        Kind::Binary(Operator::Add, a, b) if is_extreme(e) => {
            let (a, b) = (logarithm(a)?, logarithm(b)?);
            let gap = Expr::binary(Operator::Sub, b, a.clone());
            Some(Expr::binary(
                Operator::Add,
                a,
                call(Function::Softplus, [gap])?,
            ))
        }
        Kind::Binary(Operator::Pow, base, exponent) => Some(Expr::binary(
            Operator::Mul,
            exponent.clone(),
            logarithm(base)?,
        )),
        Kind::Call(inner) if inner.function() == Function::Sqrt => Some(Expr::binary(
            Operator::Div,
            logarithm(&inner.arguments()[0])?,
            Expr::integer(2),
        )),
        Kind::Call(inner) => {
            own_logarithm(inner.function(), inner.arguments()).or_else(|| plain_logarithm(e))
        }
        _ => plain_logarithm(e),
    }
}

fn plain_logarithm(e: &Expr) -> Option<Expr> {
    call(Function::Ln, [apart(e).unwrap_or_else(|| e.clone())])
}

/// The logarithm of a positive function without its exponential, with the same domain.
fn own_logarithm(function: Function, arguments: &[Expr]) -> Option<Expr> {
    use Function as F;
    let zero = || Expr::integer(0);
    let given = arguments.iter().cloned();
    match (function, arguments) {
        (F::Exp, [x]) => Some(x.clone()),
        (F::Old, _) => Expr::call(F::LogOld, None, given.collect()).ok(),
        (F::New, _) => Expr::call(F::LogNew, None, given.collect()).ok(),
        (F::Mix, _) => Expr::call(F::LogMix, None, given.collect()).ok(),
        (F::NormalDensity, [x]) => call(F::LogOld, [x.clone(), zero()]),
        (F::NormalCdf, [x]) => call(F::LogNormalCdf, [x.clone()]),
        (F::Sigmoid, [x]) => Some(Expr::negation(call(
            F::Softplus,
            [Expr::negation(x.clone())],
        )?)),
        (F::Gamma, [x]) => call(F::Lgamma, [x.clone()]),
        // Two tails of the normal law.
        (F::Erfc, [x]) => twice_tail(Expr::binary(
            Operator::Mul,
            call(F::Sqrt, [Expr::integer(2)])?,
            x.clone(),
        )),
        (F::Overlap, [delta]) => {
            twice_tail(Expr::binary(Operator::Div, delta.clone(), Expr::integer(2)))
        }
        (F::Sech, [x]) => {
            let twice = Expr::binary(Operator::Mul, Expr::integer(2), x.clone());
            let rest = Expr::binary(Operator::Sub, ln_two()?, x.clone());
            let small = call(F::Softplus, [Expr::negation(twice)])?;
            Some(Expr::binary(Operator::Sub, rest, small))
        }
        // The density midway between the modes beside that of a mode: -delta^2/8.
        (F::Bc, [delta]) => Some(Expr::binary(
            Operator::Sub,
            call(F::LogOld, [zero(), delta.clone()])?,
            call(F::LogOld, [zero(), zero()])?,
        )),
        _ => None,
    }
}

fn ln_two() -> Option<Expr> {
    call(Function::Ln, [Expr::integer(2)])
}

/// `ln(2 Phi(-x))`.
fn twice_tail(x: Expr) -> Option<Expr> {
    let tail = call(Function::LogNormalCdf, [Expr::negation(x)])?;
    Some(Expr::binary(Operator::Add, ln_two()?, tail))
}

fn call<const N: usize>(function: Function, arguments: [Expr; N]) -> Option<Expr> {
    Expr::call(function, None, arguments.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::{apart, digits};
    use crate::claim::{Definitions, parse_expression};

    #[test]
    fn quotients_and_logarithms_are_taken_apart() {
        let parse = |text: &str| parse_expression(text, &[], &Definitions::new()).expect("reads");
        for (text, same) in [
            ("ln(exp(3)*2)", "3 + ln(2)"),
            ("1 + exp(2)/phi(1)", "1 + exp(2 - log_old(1, 0))"),
            ("ln(sqrt(old(1, 2)))", "log_old(1, 2)/2"),
            ("abs(ln(exp(1) + 2^5))", "abs(1 + softplus(5*ln(2) - 1))"),
        ] {
            assert_eq!(
                apart(&parse(text)).map(|e| e.to_string()),
                Some(parse(same).to_string())
            );
        }
        for plain in ["ln(3)", "exp(2) + 3", "ln(eps_old(0.5, 3))"] {
            assert_eq!(apart(&parse(plain)), None);
        }
        for (text, same) in [
            ("1 - tanh(3)", "2*sigmoid(-(2*3))"),
            ("2 - (1 - tv(5))", "2 - overlap(5)"),
            ("1 - erf(3)", "erfc(3)"),
            ("1 - normal_cdf(7)", "normal_cdf(-7)"),
        ] {
            assert_eq!(apart(&parse(text)), Some(parse(same)), "{text}");
        }
        let far = digits(&parse("-exp(-1e11)"), 5, None).expect("has digits");
        assert_eq!(far.to_string(), "-4.7295e-43429448191");
    }
}
