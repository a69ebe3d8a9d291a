//! The named rules, each from the root of an expression.

use num_rational::BigRational;
use num_traits::Signed;

use super::super::field::{Field, Laws};
use super::super::orbit::Symmetry;
use super::super::region::Region;
use crate::claim::{Call, Expr, Function, Kind, Operator};

/// The name of the rule that does the arithmetic.
pub(super) const ARITHMETIC: &str = "arithmetic";
/// The name of the rule for powers.
pub(super) const POWERS: &str = "laws of exponentials, logarithms and roots";

/// What a rule makes of an expression. Rules are directed: the result replaces the expression for good.
#[derive(Clone, Debug)]
pub(super) struct Rewrite {
    pub rule: String,
    pub result: Expr,
}

/// The rules with the fields that their arithmetic is done in.
#[derive(Clone, Debug)]
pub(super) struct Rules<'d> {
    pub arithmetic: Field<'d>,
    pub powers: Field<'d>,
    all: Field<'d>,
}

impl<'d> Rules<'d> {
    pub fn new(interior: &'d Region) -> Self {
        Self {
            arithmetic: Field::new(interior, Laws::Arithmetic),
            powers: Field::new(interior, Laws::Powers),
            all: Field::new(interior, Laws::All),
        }
    }

    /// Every rewriting of the root of `expr`.
    pub fn of_root(&mut self, expr: &Expr) -> Vec<Rewrite> {
        let directed = |rule: String, result: Expr| Rewrite { rule, result };
        match expr.kind() {
            Kind::Call(call) => {
                let found = self.of_call(call);
                found.map(|(rule, result)| directed(rule, result)).into_iter().collect()
            }
            Kind::Derivative(derivative) => {
                vec![directed("differentiation".to_owned(), derivative.value().clone())]
            }
            _ => vec![],
        }
    }

    fn of_call(&mut self, call: &Call) -> Option<(String, Expr)> {
        use Function as F;
        let named = |function: F, arguments: &[Expr]| Expr::call(function, None, arguments.to_vec()).ok();
        match (call.function(), call.index(), call.arguments()) {
            // The first two orders have names, which the rules are stated for.
            (F::Kernel, Some(0), arguments) => Some((
                "definition of softplus_normal".to_owned(),
                named(F::SoftplusNormal, arguments)?,
            )),
            (F::Kernel, Some(1), arguments) => Some((
                "definition of logistic_normal".to_owned(),
                named(F::LogisticNormal, arguments)?,
            )),
            (F::SoftplusNormal, _, [m, s]) => self.of_kernel(0, m, s),
            (F::LogisticNormal, _, [m, s]) => self.of_kernel(1, m, s),
            (F::Kernel, Some(n), [m, s]) => self.of_kernel(n, m, s),
            (F::SechMoment, Some(j), [lambda, delta]) => self.of_sech_moment(j, lambda, delta),
            (F::NormalCdf, _, [x]) => {
                let argument = self.all.normal(x).ok()?;
                let half = BigRational::new(1.into(), 2.into());
                if argument.is_zero() {
                    return Some(("symmetry of the normal law".to_owned(), Expr::rational(&half)));
                }
                argument.coefficient.is_negative().then_some(())?;
                let mirrored = named(F::NormalCdf, &[self.negated(x)?])?;
                let result = Expr::binary(Operator::Sub, Expr::integer(1), mirrored);
                Some(("symmetry of the normal law".to_owned(), result))
            }
            _ => {
                let definition = call.expansion().ok()??;
                Some((format!("definition of {}", call.function()), definition))
            }
        }
    }

    /// S_0 by the sech form, S_j by its derivatives.
    fn of_sech_moment(&mut self, j: u32, lambda: &Expr, delta: &Expr) -> Option<(String, Expr)> {
        if j > 0 {
            let (at, spread) = (self.all.normal(lambda).ok()?, self.all.normal(delta).ok()?);
            let value = self.all.sech_moment(j, &at, &spread).ok()?;
            return Some(("sech form, differentiated".to_owned(), self.all.show(&value)?));
        }
        let square = Expr::binary(Operator::Pow, delta.clone(), Expr::integer(2));
        let part = |e: &Expr, n| Expr::binary(Operator::Div, e.clone(), Expr::integer(n));
        let exponent = Expr::binary(Operator::Sub, part(&square, 8), part(lambda, 2));
        let argument = Expr::binary(Operator::Sub, lambda.clone(), part(&square, 2));
        let factor = Expr::call(Function::Exp, None, vec![self.tidy(&exponent)?]).ok()?;
        let value = kernel(1, self.tidy(&argument)?, delta.clone())?;
        let product = Expr::binary(Operator::Mul, Expr::integer(2), factor);
        Some(("sech form".to_owned(), Expr::binary(Operator::Mul, product, value)))
    }

    /// A kernel value moved towards its representative.
    fn of_kernel(&mut self, n: u32, m: &Expr, s: &Expr) -> Option<(String, Expr)> {
        let (at, spread) = (self.all.normal(m).ok()?, self.all.normal(s).ok()?);
        let (above, below) = (Operator::Add, Operator::Sub);
        let text = |rule: &str| rule.to_owned();
        match self.all.symmetry(n, &at, &spread).ok()? {
            Symmetry::Representative => None,
            Symmetry::Reflection => {
                let mirrored = kernel(n, self.negated(m)?, s.clone())?;
                let result = match n {
                    0 => Expr::binary(above, mirrored, m.clone()),
                    1 => Expr::binary(below, Expr::integer(1), mirrored),
                    _ if n.is_multiple_of(2) => mirrored,
                    _ => Expr::negation(mirrored),
                };
                Some((text("reflection"), result))
            }
            Symmetry::Tilt if n == 1 => {
                let square = Expr::binary(Operator::Pow, s.clone(), Expr::integer(2));
                let half = Expr::binary(Operator::Div, square.clone(), Expr::integer(2));
                let exponent = self.tidy(&Expr::binary(above, m.clone(), half))?;
                let mirrored = self.tidy(&Expr::binary(below, Expr::negation(m.clone()), square))?;
                let factor = Expr::call(Function::Exp, None, vec![exponent]).ok()?;
                let value = kernel(1, mirrored, s.clone())?;
                Some((text("tilt"), Expr::binary(Operator::Mul, factor, value)))
            }
            symmetry => {
                let value = self.all.kernel(n, &at, &spread).ok()?;
                let rule = match symmetry {
                    Symmetry::NoSpread => "s = 0",
                    Symmetry::Centre => "reflection at m = 0",
                    _ => "tilt, differentiated",
                };
                Some((text(rule), self.all.show(&value)?))
            }
        }
    }

    /// The same expression with terms collected; functions are left alone.
    pub fn collected(&mut self, expr: &Expr) -> Option<Expr> {
        let tidy = self.tidy(expr)?;
        (tidy != *expr).then_some(tidy)
    }

    /// The same expression after the laws for powers, where they change more than arithmetic does.
    pub fn by_powers(&mut self, expr: &Expr) -> Option<Expr> {
        let product = self.powers.normal(expr).ok()?;
        let result = self.powers.show(&product)?;
        (result != *expr).then_some(result)
    }

    fn tidy(&mut self, expr: &Expr) -> Option<Expr> {
        let product = self.arithmetic.normal(expr).ok()?;
        self.arithmetic.show(&product)
    }

    fn negated(&mut self, expr: &Expr) -> Option<Expr> {
        self.tidy(&Expr::negation(expr.clone()))
    }

    /// Whether arithmetic alone shows that two expressions are equal.
    pub fn same_by_arithmetic(&mut self, a: &Expr, b: &Expr) -> bool {
        same(&mut self.arithmetic, a, b)
    }

    /// Whether arithmetic and the laws for powers show it.
    pub fn same_by_powers(&mut self, a: &Expr, b: &Expr) -> bool {
        same(&mut self.powers, a, b)
    }

    /// Whether the whole normal form shows it.
    pub fn same(&mut self, a: &Expr, b: &Expr) -> bool {
        same(&mut self.all, a, b)
    }
}

fn same(field: &mut Field<'_>, a: &Expr, b: &Expr) -> bool {
    let (Ok(a), Ok(b)) = (field.normal(a), field.normal(b)) else {
        return false;
    };
    field.are_equal(&a, &b).unwrap_or(false)
}

/// K_n under the name it goes by.
fn kernel(n: u32, m: Expr, s: Expr) -> Option<Expr> {
    let (function, index) = match n {
        0 => (Function::SoftplusNormal, None),
        1 => (Function::LogisticNormal, None),
        _ => (Function::Kernel, Some(n)),
    };
    Expr::call(function, index, vec![m, s]).ok()
}
