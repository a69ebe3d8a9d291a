//! The algebra of `f64`: correctly rounded elementary functions, and an error wherever a value would be infinite or NaN.

use std::f64::consts::PI;

use num_rational::BigRational;

use super::algebra::{Algebra, DefiniteIntegral, Integral};
use super::allowance::Allowance;
use super::{integral, quadrature};
use crate::claim::tree::{EvalError, Function, nearest, theory_function};
use crate::kernel::{
    digamma, erfcx, log_normal_cdf, log1mexp, logit, normal_cdf, normal_density, sigmoid, softplus,
};

/// The functions of the theory in `f64`, for [`Float`].
pub trait TheoryFunctions {
    /// The value of a function of the theory group at finite arguments.
    ///
    /// # Errors
    /// [`EvalError`] outside its domain, or where it is not provided.
    fn theory(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[f64],
    ) -> Result<f64, EvalError>;

    /// Fills `out` with the values at many points, one argument a column; NaN where there is none. `false` where it does not: point by point is then no slower.
    fn columns(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[&[f64]],
        out: &mut [f64],
    ) -> bool {
        let _ = (function, index, arguments, out);
        false
    }
}

/// No functions of the theory: elementary arithmetic only.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTheory;

impl TheoryFunctions for NoTheory {
    fn theory(&self, function: Function, _: Option<u32>, _: &[f64]) -> Result<f64, EvalError> {
        Err(EvalError::Unavailable { function })
    }
}

/// `f64` arithmetic, with the functions of the theory delegated.
///
/// Constants are the nearest `f64`. `exp`, `ln`, `expm1`, `log1p`, `sinh`, `cosh`, `tanh`, `sqrt`, circular functions, `erf`, `erfc` and powers are
/// correctly rounded; `sech`, `sigmoid`, `logit`, `softplus`, `normal_cdf` and `phi` are composed of a few correctly rounded steps without
/// cancellation. Expectations are computed by the trapezoidal rule, to 1e-12 of the expectation of the absolute value of a smooth
/// integrand, and are never reduced to the kernel. Every value is finite: a domain error, a division by zero or an overflow is an [`EvalError`].
#[derive(Debug)]
pub struct Float<'t, T: ?Sized> {
    theory: &'t T,
    allowance: Option<&'t Allowance>,
}

impl<'t, T: TheoryFunctions + ?Sized> Float<'t, T> {
    /// `f64` with these functions of the theory.
    pub fn new(theory: &'t T) -> Self {
        Self {
            theory,
            allowance: None,
        }
    }

    pub(super) fn theory(&self) -> &T {
        self.theory
    }

    /// The same, whose expectations spend what is allowed and no more.
    pub fn within(theory: &'t T, allowance: &'t Allowance) -> Self {
        Self {
            theory,
            allowance: Some(allowance),
        }
    }
}

impl<T: TheoryFunctions + ?Sized> Algebra for Float<'_, T> {
    type Value = f64;

    fn constant(&self, value: &BigRational) -> Result<f64, EvalError> {
        finite(nearest(value), || "a constant".to_owned())
    }

    fn pi(&self) -> f64 {
        PI
    }

    fn neg(&self, a: &f64) -> Result<f64, EvalError> {
        Ok(-a)
    }

    fn add(&self, a: &f64, b: &f64) -> Result<f64, EvalError> {
        finite(a + b, || format!("{a:?} + {b:?}"))
    }

    fn sub(&self, a: &f64, b: &f64) -> Result<f64, EvalError> {
        finite(a - b, || format!("{a:?} - {b:?}"))
    }

    fn mul(&self, a: &f64, b: &f64) -> Result<f64, EvalError> {
        finite(a * b, || format!("{a:?}*{b:?}"))
    }

    fn div(&self, a: &f64, b: &f64) -> Result<f64, EvalError> {
        if *b == 0.0 {
            return Err(EvalError::DivisionByZero {
                numerator: format!("{a:?}"),
            });
        }
        finite(a / b, || format!("{a:?}/{b:?}"))
    }

    fn powi(&self, a: &f64, n: i32) -> Result<f64, EvalError> {
        if *a == 0.0 && n < 0 {
            return Err(EvalError::DivisionByZero {
                numerator: "1".to_owned(),
            });
        }
        finite(core_math::pow(*a, f64::from(n)), || format!("{a:?}^{n}"))
    }

    fn pow(&self, a: &f64, b: &f64) -> Result<f64, EvalError> {
        if *a < 0.0 {
            return Err(domain(
                "^",
                "base",
                *a,
                "base >= 0 unless the exponent is a literal integer",
            ));
        }
        if *a == 0.0 && *b <= 0.0 {
            return Err(domain(
                "^",
                "exponent",
                *b,
                "exponent > 0 where the base is 0",
            ));
        }
        finite(core_math::pow(*a, *b), || format!("{a:?}^{b:?}"))
    }

    fn integral(&self, integral: DefiniteIntegral<'_, f64>) -> Result<f64, EvalError> {
        integral::integrate(integral, self.allowance)
    }

    fn expectation(&self, integral: Integral<'_, f64>) -> Result<f64, EvalError> {
        quadrature::expectation(integral, self.allowance)
    }

    fn call(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[f64],
    ) -> Result<f64, EvalError> {
        let value = match (function, arguments) {
            (Function::User(user), _) => user.value(arguments),
            (Function::Min, &[x, y]) => x.min(y),
            (Function::Max, &[x, y]) => x.max(y),
            (_, &[x]) if !function.is_theory() => elementary(function, x)?,
            _ => self.theory.theory(function, index, arguments)?,
        };
        let value = finite(value, || {
            let arguments: Vec<String> = index
                .map(|n| n.to_string())
                .into_iter()
                .chain(arguments.iter().map(|x| format!("{x:?}")))
                .collect();
            format!("{function}({})", arguments.join(", "))
        })?;
        inside(function, arguments)?;
        Ok(value)
    }
}

/// Refuses what the table of functions does.
fn inside(function: Function, arguments: &[f64]) -> Result<(), EvalError> {
    let names = function.entry().parameters;
    for ((range, &x), name) in function.ranges().iter().zip(arguments).zip(names) {
        if !range.contains(x) {
            return Err(EvalError::Failed {
                function,
                message: format!("{name} must {}, got {x:?}", range.allowed()),
            });
        }
    }
    Ok(())
}

fn elementary(function: Function, x: f64) -> Result<f64, EvalError> {
    let outside = |argument, allowed| Err(domain(function.entry().name, argument, x, allowed));
    Ok(match function {
        Function::Sqrt if x < 0.0 => return outside("x", "x >= 0"),
        Function::Ln | Function::Gamma | Function::Lgamma | Function::Digamma if x <= 0.0 => {
            return outside("x", "x > 0");
        }
        Function::Log1p if x <= -1.0 => return outside("x", "x > -1"),
        Function::Logit if x <= 0.0 || x >= 1.0 => return outside("p", "0 < p < 1"),
        Function::Log1mexp if x <= 0.0 => return outside("x", "x > 0"),
        Function::Asin | Function::Acos if x.abs() > 1.0 => return outside("u", "-1 <= u <= 1"),
        Function::Sqrt => x.sqrt(),
        Function::Exp => core_math::exp(x),
        Function::Ln => core_math::log(x),
        Function::Expm1 => core_math::expm1(x),
        Function::Log1p => core_math::log1p(x),
        Function::Abs => x.abs(),
        Function::Sinh => core_math::sinh(x),
        Function::Cosh => core_math::cosh(x),
        Function::Tanh => core_math::tanh(x),
        Function::Sech => sech(x),
        Function::Sin => core_math::sin(x),
        Function::Cos => core_math::cos(x),
        Function::Tan => core_math::tan(x),
        Function::Asin => core_math::asin(x),
        Function::Acos => core_math::acos(x),
        Function::Atan => core_math::atan(x),
        Function::Erf => core_math::erf(x),
        Function::Erfc => core_math::erfc(x),
        Function::Erfcx => erfcx(x),
        Function::Gamma => core_math::tgamma(x),
        Function::Lgamma => core_math::lgamma(x),
        Function::Digamma => digamma(x),
        Function::Sigmoid => sigmoid(x),
        Function::Logit => logit(x),
        Function::Softplus => softplus(x),
        Function::NormalCdf => normal_cdf(x),
        Function::NormalDensity => normal_density(x),
        Function::LogNormalCdf => log_normal_cdf(x),
        Function::Log1mexp => log1mexp(x),
        Function::Min | Function::Max | theory_function!() => {
            return Err(EvalError::Unavailable { function });
        }
    })
}

/// 1/cosh(x) = 2 e^-|x| / (1 + e^-2|x|), without overflow.
fn sech(x: f64) -> f64 {
    let t = core_math::exp(-x.abs());
    if x.abs() < 20.0 {
        1.0 / core_math::cosh(x)
    } else {
        2.0 * t / (1.0 + t * t)
    }
}

fn domain(
    function: &'static str,
    argument: &'static str,
    value: f64,
    allowed: &'static str,
) -> EvalError {
    EvalError::Domain {
        function,
        argument,
        value: format!("{value:?}"),
        allowed,
    }
}

fn finite(value: f64, operation: impl FnOnce() -> String) -> Result<f64, EvalError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(EvalError::Overflow {
            operation: operation(),
        })
    }
}
