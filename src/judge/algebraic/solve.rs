//! Equations as hypotheses, solved for a variable: `y^2 = f` with `y >= 0` is `y = sqrt(f)`.

use num_rational::BigRational;
use num_traits::{One, ToPrimitive};

use crate::claim::{
    Claim, Comparison, Expr, Function, Kind, Operator, Symbol, rational_value, substitute,
};
use crate::judge::Domain;
use crate::judge::obligation::{Assertion, of_chain};
use crate::judge::symbolic::Range;

/// The claim without the variables that its equations determine. It says at least as much: the ranges of these are left out.
/// `None` where no equation can be solved.
pub(super) fn solved(claim: &Claim) -> Option<Claim> {
    let mut found = claim.clone();
    let mut changed = false;
    while let Some(next) = once(&found) {
        found = next;
        changed = true;
    }
    changed.then_some(found)
}

fn once(claim: &Claim) -> Option<Claim> {
    let domain = Domain::new(claim).ok()?;
    let region = domain.region();
    for (k, condition) in claim.conditions.iter().enumerate() {
        let facts = of_chain(condition);
        let [fact] = facts.as_slice() else { continue };
        if fact.assertion != Assertion::Equal {
            continue;
        }
        let sides = [(&fact.smaller, &fact.larger), (&fact.larger, &fact.smaller)];
        for (left, right) in sides {
            let Some((name, image)) = solution(left, right, |name| region.range(name).cloned())
            else {
                continue;
            };
            let mut rest = claim.clone();
            rest.conditions.remove(k);
            rest.domain.retain(|range| range.variable != name);
            let by = [(name, image)];
            let chain = |chain: &Comparison| chain.map(&|e| substitute(e, &by)).ok();
            rest.conditions = rest.conditions.iter().map(chain).collect::<Option<_>>()?;
            rest.statement = chain(&claim.statement)?;
            return Some(rest);
        }
    }
    None
}

/// `name = image` where `left = right` says that `name^n = right`, or `name + c = right`.
fn solution(
    left: &Expr,
    right: &Expr,
    range: impl Fn(&Symbol) -> Option<Range>,
) -> Option<(Symbol, Expr)> {
    match left.kind() {
        Kind::Variable(name) if !right.mentions(name) => Some((name.clone(), right.clone())),
        Kind::Binary(operator @ (Operator::Add | Operator::Sub), a, b) => {
            // a + b = right, a - b = right
            let over = if *operator == Operator::Add {
                Operator::Sub
            } else {
                Operator::Add
            };
            let first = Expr::binary(over, right.clone(), b.clone());
            if rational_value(b).is_some() {
                return solution(a, &first, range);
            }
            let second = if *operator == Operator::Add {
                Expr::binary(Operator::Sub, right.clone(), a.clone())
            } else {
                Expr::binary(Operator::Sub, a.clone(), right.clone())
            };
            rational_value(a).and_then(|_| solution(b, &second, range))
        }
        _ => {
            let (name, n) = power(left)?;
            let nonnegative = range(&name)?.is_nonnegative();
            if !nonnegative || right.mentions(&name) {
                return None;
            }
            let image = if n == 2 {
                Expr::call(Function::Sqrt, None, vec![right.clone()]).ok()?
            } else {
                let root = BigRational::new(1.into(), n.into());
                Expr::binary(Operator::Pow, right.clone(), Expr::rational(&root))
            };
            Some((name, image))
        }
    }
}

/// A power of one variable, written as a power or as a product.
fn power(expr: &Expr) -> Option<(Symbol, u32)> {
    match expr.kind() {
        Kind::Variable(name) => Some((name.clone(), 1)),
        Kind::Binary(Operator::Pow, base, n) => {
            let (name, own) = power(base)?;
            let n = rational_value(n)?;
            let n = n.to_integer().to_u32().filter(|_| n.denom().is_one())?;
            Some((name, own.checked_mul(n).filter(|n| *n > 0)?))
        }
        Kind::Binary(Operator::Mul, a, b) => {
            let ((first, m), (second, n)) = (power(a)?, power(b)?);
            (first == second).then(|| (first, m + n))
        }
        _ => None,
    }
}
