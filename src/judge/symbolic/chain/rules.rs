//! The named rules, each from the root of an expression.

use num_rational::BigRational;
use num_traits::Signed;

use super::super::field::{Field, Laws};
use super::super::image::literal_integer;
use super::super::orbit::Symmetry;
use super::super::region::Region;
use crate::claim::{Call, Expr, Function, Kind, Operator};

/// The name of the rule that does the arithmetic.
pub(in super::super) const ARITHMETIC: &str = "arithmetic";
/// How the names of definitions begin.
pub(super) const DEFINITION: &str = "definition of ";
/// The rules about the kernel and the normal law that are believed, not derived.
const BUILT_IN: [&str; 9] = [
    TILT,
    TILT_DIFFERENTIATED,
    REFLECTION,
    REFLECTION_AT_0,
    SECH_FORM,
    SECH_FORM_DIFFERENTIATED,
    NORMAL_SYMMETRY,
    NO_SPREAD,
    EXPECTATION,
];
const TILT: &str = "tilt";
const TILT_DIFFERENTIATED: &str = "tilt, differentiated";
const REFLECTION: &str = "reflection";
const REFLECTION_AT_0: &str = "reflection at m = 0";
const SECH_FORM: &str = "sech form";
const SECH_FORM_DIFFERENTIATED: &str = "sech form, differentiated";
const NORMAL_SYMMETRY: &str = "symmetry of the normal law";
const NO_SPREAD: &str = "s = 0";
/// The name of the rule that replaces an expectation by its closed form.
pub(in super::super) const EXPECTATION: &str = "expectation in closed form";

/// Whether a step by this rule only restates a definition or a rule of the table.
pub(in super::super) fn is_built_in(rule: &str) -> bool {
    rule.starts_with(DEFINITION) || BUILT_IN.contains(&rule)
}

/// The name of the rule that multiplies out squares of sums and differences.
pub(super) const SQUARES: &str = "square of a sum or difference";
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
        match expr.kind() {
            Kind::Call(call) => self.of_call(call).into_iter().collect(),
            Kind::Derivative(derivative) => vec![Rewrite {
                rule: "differentiation".to_owned(),
                result: derivative.value().clone(),
            }],
            _ => vec![],
        }
    }

    fn of_call(&mut self, call: &Call) -> Option<Rewrite> {
        use Function as F;
        let named =
            |function: F, arguments: &[Expr]| Expr::call(function, None, arguments.to_vec()).ok();
        let rewrite = |rule: String, result: Expr| Some(Rewrite { rule, result });
        match (call.function(), call.index(), call.arguments()) {
            // The first two orders have names, which the rules are stated for.
            (F::Kernel, Some(0), arguments) => rewrite(
                format!("{DEFINITION}softplus_normal"),
                named(F::SoftplusNormal, arguments)?,
            ),
            (F::Kernel, Some(1), arguments) => rewrite(
                format!("{DEFINITION}logistic_normal"),
                named(F::LogisticNormal, arguments)?,
            ),
            (F::SoftplusNormal, _, [m, s]) => self.of_kernel(0, m, s),
            (F::LogisticNormal, _, [m, s]) => self.of_kernel(1, m, s),
            (F::Kernel, Some(n), [m, s]) => self.of_kernel(n, m, s),
            (F::SechMoment, Some(j), [lambda, delta]) => self.of_sech_moment(j, lambda, delta),
            (F::NormalCdf, _, [x]) => {
                let argument = self.all.normal(x).ok()?;
                let half = BigRational::new(1.into(), 2.into());
                let rule = NORMAL_SYMMETRY.to_owned();
                if argument.is_zero() {
                    return rewrite(rule, Expr::rational(&half));
                }
                argument.coefficient.is_negative().then_some(())?;
                let mirrored = named(F::NormalCdf, &[self.negated(x)?])?;
                let result = Expr::binary(Operator::Sub, Expr::integer(1), mirrored);
                rewrite(rule, result)
            }
            // The laws for powers know the log-odds.
            (F::Logit, ..) => None,
            _ => {
                let definition = call.expansion().ok()??;
                rewrite(format!("{DEFINITION}{}", call.function()), definition)
            }
        }
    }

    /// S_0 by the sech form, S_j by its derivatives.
    fn of_sech_moment(&mut self, j: u32, lambda: &Expr, delta: &Expr) -> Option<Rewrite> {
        if j > 0 {
            let (at, spread) = (self.all.normal(lambda).ok()?, self.all.normal(delta).ok()?);
            let value = self.all.sech_moment(j, &at, &spread).ok()?;
            return Some(Rewrite {
                rule: SECH_FORM_DIFFERENTIATED.to_owned(),
                result: self.all.show(&value)?,
            });
        }
        let square = Expr::binary(Operator::Pow, delta.clone(), Expr::integer(2));
        let part = |e: &Expr, n| Expr::binary(Operator::Div, e.clone(), Expr::integer(n));
        let exponent = Expr::binary(Operator::Sub, part(&square, 8), part(lambda, 2));
        let argument = Expr::binary(Operator::Sub, lambda.clone(), part(&square, 2));
        let factor = Expr::call(Function::Exp, None, vec![self.tidy(&exponent)?]).ok()?;
        let value = kernel(1, self.tidy(&argument)?, delta.clone())?;
        let product = Expr::binary(Operator::Mul, Expr::integer(2), factor);
        Some(Rewrite {
            rule: SECH_FORM.to_owned(),
            result: Expr::binary(Operator::Mul, product, value),
        })
    }

    /// A kernel value moved towards its representative.
    fn of_kernel(&mut self, n: u32, m: &Expr, s: &Expr) -> Option<Rewrite> {
        let (at, spread) = (self.all.normal(m).ok()?, self.all.normal(s).ok()?);
        let rule = match self.all.symmetry(n, &at, &spread).ok()? {
            Symmetry::Representative => return None,
            Symmetry::Reflection => return self.reflection(n, m, s),
            Symmetry::Tilt if n == 1 => return self.tilt(m, s),
            Symmetry::NoSpread => NO_SPREAD,
            Symmetry::Centre => REFLECTION_AT_0,
            Symmetry::Tilt | Symmetry::TiltCentre => TILT_DIFFERENTIATED,
        };
        let value = self.all.kernel(n, &at, &spread).ok()?;
        Some(Rewrite {
            rule: rule.to_owned(),
            result: self.all.show(&value)?,
        })
    }

    /// The symmetries of a kernel value in both directions, wherever its argument lies.
    pub fn symmetries(&mut self, expr: &Expr) -> Vec<Rewrite> {
        let Kind::Call(call) = expr.kind() else {
            return vec![];
        };
        let n = match (call.function(), call.index()) {
            (Function::SoftplusNormal, _) | (Function::Kernel, Some(0)) => 0,
            (Function::LogisticNormal, _) | (Function::Kernel, Some(1)) => 1,
            (Function::Kernel, Some(n)) => n,
            _ => return vec![],
        };
        let [m, s] = call.arguments() else {
            return vec![];
        };
        let mut found = vec![self.reflection(n, m, s)];
        if n == 1 {
            found.push(self.tilt(m, s));
        }
        found.into_iter().flatten().collect()
    }

    /// K_n(m) through K_n(-m).
    fn reflection(&mut self, n: u32, m: &Expr, s: &Expr) -> Option<Rewrite> {
        let mirrored = kernel(n, self.negated(m)?, s.clone())?;
        let result = match n {
            0 => match m.kind() {
                Kind::Neg(opposite) => Expr::binary(Operator::Sub, mirrored, opposite.clone()),
                _ => Expr::binary(Operator::Add, mirrored, m.clone()),
            },
            1 => Expr::binary(Operator::Sub, Expr::integer(1), mirrored),
            _ if n.is_multiple_of(2) => mirrored,
            _ => Expr::negation(mirrored),
        };
        Some(Rewrite {
            rule: REFLECTION.to_owned(),
            result,
        })
    }

    /// L(m) through L(-m - s^2).
    fn tilt(&mut self, m: &Expr, s: &Expr) -> Option<Rewrite> {
        let square = Expr::binary(Operator::Pow, s.clone(), Expr::integer(2));
        let half = Expr::binary(Operator::Div, square.clone(), Expr::integer(2));
        let exponent = self.tidy(&Expr::binary(Operator::Add, m.clone(), half))?;
        let mirrored = Expr::binary(Operator::Sub, Expr::negation(m.clone()), square);
        let factor = Expr::call(Function::Exp, None, vec![exponent]).ok()?;
        let value = kernel(1, self.tidy(&mirrored)?, s.clone())?;
        Some(Rewrite {
            rule: TILT.to_owned(),
            result: Expr::binary(Operator::Mul, factor, value),
        })
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

/// With every square of a sum or difference of two multiplied out.
pub(super) fn squares_multiplied_out(expr: &Expr) -> Expr {
    let inner = squares_multiplied_out;
    match expr.kind() {
        Kind::Neg(a) => Expr::negation(inner(a)),
        Kind::Binary(Operator::Pow, base, exponent) if literal_integer(exponent) == Some(2) => {
            let base = inner(base);
            let (Kind::Binary(operator, a, b), two) = (base.kind(), Expr::integer(2)) else {
                return Expr::binary(Operator::Pow, base, exponent.clone());
            };
            if !matches!(operator, Operator::Add | Operator::Sub) {
                return Expr::binary(Operator::Pow, base.clone(), exponent.clone());
            }
            let square = |e: &Expr| Expr::binary(Operator::Pow, e.clone(), two.clone());
            let mixed = Expr::binary(Operator::Mul, two.clone(), a.clone());
            let mixed = Expr::binary(Operator::Mul, mixed, b.clone());
            let sum = Expr::binary(*operator, square(a), mixed);
            Expr::binary(Operator::Add, sum, square(b))
        }
        Kind::Binary(operator, a, b) => Expr::binary(*operator, inner(a), inner(b)),
        _ => expr.clone(),
    }
}
