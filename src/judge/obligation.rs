//! What has to be shown: a claim's chain of relations, normalised.

use crate::claim::{Claim, Comparison, Expr, Function, Kind, Operator, Relation};

/// What an obligation asserts about its two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Assertion {
    /// smaller <= larger
    AtMost,
    /// smaller < larger
    Below,
    /// smaller = larger
    Equal,
}

/// One thing to show on the whole domain.
///
/// A chain gives one obligation for each relation, `>` and `>=` turned round. Minima on the larger and maxima or absolute values
/// on the smaller side are taken apart, because their pieces are smooth: `a <= min(b, c)` is `a <= b` and `a <= c`,
/// `max(a, b) <= c` is `a <= c` and `b <= c`, `abs(a) <= b` is `a <= b` and `-a <= b`. These are equivalences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// The side asserted to be smaller (for equations the left one).
    pub smaller: Expr,
    /// The side asserted to be larger (for equations the right one).
    pub larger: Expr,
    /// How they compare.
    pub assertion: Assertion,
}

/// Every obligation of a claim, in the order of the chain.
///
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::obligations;
/// let claim = parse_claim("for x in [0, 1]: 0 <= x^2 <= x")?;
/// assert_eq!(obligations(&claim)[1].slack().to_string(), "x - x^2");
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn obligations(claim: &Claim) -> Vec<Obligation> {
    of_chain(&claim.statement)
}

/// Every obligation of a chain.
pub(super) fn of_chain(chain: &Comparison) -> Vec<Obligation> {
    let mut found = Vec::new();
    for (left, relation, right) in chain.pairs() {
        let (smaller, larger, assertion) = match relation {
            Relation::LessEqual => (left, right, Assertion::AtMost),
            Relation::Less => (left, right, Assertion::Below),
            Relation::GreaterEqual => (right, left, Assertion::AtMost),
            Relation::Greater => (right, left, Assertion::Below),
            Relation::Equal => (left, right, Assertion::Equal),
        };
        take_apart(smaller, larger, assertion, &mut found);
    }
    found
}

fn take_apart(smaller: &Expr, larger: &Expr, assertion: Assertion, found: &mut Vec<Obligation>) {
    if assertion != Assertion::Equal {
        if let Some((Function::Min, arguments)) = call(larger) {
            for part in arguments {
                take_apart(smaller, part, assertion, found);
            }
            return;
        }
        match call(smaller) {
            Some((Function::Max, arguments)) => {
                for part in arguments {
                    take_apart(part, larger, assertion, found);
                }
                return;
            }
            Some((Function::Abs, [inner])) => {
                take_apart(inner, larger, assertion, found);
                take_apart(&Expr::negation(inner.clone()), larger, assertion, found);
                return;
            }
            _ => {}
        }
    }
    found.push(Obligation {
        smaller: smaller.clone(),
        larger: larger.clone(),
        assertion,
    });
}

fn call(expr: &Expr) -> Option<(Function, &[Expr])> {
    match expr.kind() {
        Kind::Call(call) => Some((call.function(), call.arguments())),
        _ => None,
    }
}

impl Obligation {
    /// Whether no side has a function of the theory or a mean in it.
    pub(super) fn is_elementary(&self) -> bool {
        let elementary = |side: &Expr| !side.uses_theory() && side.expectation_depth() == 0;
        elementary(&self.smaller) && elementary(&self.larger)
    }

    /// The slack `larger - smaller`.
    pub fn slack(&self) -> Expr {
        Expr::binary(Operator::Sub, self.larger.clone(), self.smaller.clone())
    }

    /// The slack in logarithms, `ln(larger) - ln(smaller)`; it exists where both sides are positive.
    pub fn log_slack(&self) -> Expr {
        Expr::binary(
            Operator::Sub,
            logarithm(&self.larger),
            logarithm(&self.smaller),
        )
    }
}

impl std::fmt::Display for Obligation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = match self.assertion {
            Assertion::AtMost => "<=",
            Assertion::Below => "<",
            Assertion::Equal => "=",
        };
        write!(f, "{} {sign} {}", self.smaller, self.larger)
    }
}

/// `ln(expr)` with products, quotients, powers and exponentials taken apart.
///
/// Wherever the result is defined, so is `ln(expr)` if `expr` is, and they agree; it may be undefined at more points (both
/// factors of a product negative), never at fewer where `expr` has a value.
fn logarithm(expr: &Expr) -> Expr {
    let product = |operator, a, b| Expr::binary(operator, a, b);
    match expr.kind() {
        Kind::Binary(Operator::Mul, a, b) => product(Operator::Add, logarithm(a), logarithm(b)),
        Kind::Binary(Operator::Div, a, b) => product(Operator::Sub, logarithm(a), logarithm(b)),
        Kind::Binary(Operator::Pow, a, b) => product(Operator::Mul, b.clone(), logarithm(a)),
        Kind::Call(call) => match (call.function(), call.arguments()) {
            (Function::Exp, [x]) => x.clone(),
            (Function::Sqrt, [x]) => product(Operator::Div, logarithm(x), Expr::integer(2)),
            (Function::Bc, [delta]) => {
                let square = product(Operator::Pow, delta.clone(), Expr::integer(2));
                Expr::negation(product(Operator::Div, square, Expr::integer(8)))
            }
            _ => plain_logarithm(expr),
        },
        _ => plain_logarithm(expr),
    }
}

fn plain_logarithm(expr: &Expr) -> Expr {
    Expr::call(Function::Ln, None, vec![expr.clone()])
        .expect("the logarithm takes one argument and no index")
}
