//! The claim language over intervals of many bits.

use crate::numeric::Instant;

use num_rational::BigRational;

use super::theory::theory;
use crate::claim::{Algebra, EvalError, Function, Integral, theory_function};
use crate::interval::big::{BigInterval, Bits};

/// Intervals of many bits as an [`Algebra`], for evaluation at points.
///
/// An operation that certainly has no value is the [`EvalError`] that says so; one that may have none at this precision is
/// [`EvalError::Undetermined`].
#[derive(Clone, Copy, Debug)]
pub struct BigAlgebra {
    bits: Bits,
    deadline: Option<Instant>,
}

impl BigAlgebra {
    /// Intervals with this many bits.
    pub fn new(bits: Bits) -> Self {
        Self {
            bits,
            deadline: None,
        }
    }

    /// The same, without values after the deadline.
    #[must_use]
    pub fn until(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }
}

/// An operation that this precision does not settle.
pub(super) fn undetermined(operation: &str) -> EvalError {
    EvalError::Undetermined {
        operation: operation.to_owned(),
    }
}

fn bounded(value: BigInterval, operation: &str) -> Result<BigInterval, EvalError> {
    value.checked().ok_or_else(|| undetermined(operation))
}

impl Algebra for BigAlgebra {
    type Value = BigInterval;

    fn constant(&self, value: &BigRational) -> Result<BigInterval, EvalError> {
        Ok(BigInterval::from_rational(value, self.bits))
    }

    fn pi(&self) -> BigInterval {
        BigInterval::pi(self.bits)
            .unwrap_or_else(|| BigInterval::integer(3).hull(&BigInterval::integer(4)))
    }

    fn neg(&self, a: &BigInterval) -> Result<BigInterval, EvalError> {
        Ok(a.neg())
    }

    fn add(&self, a: &BigInterval, b: &BigInterval) -> Result<BigInterval, EvalError> {
        bounded(a.add(b, self.bits), "+")
    }

    fn sub(&self, a: &BigInterval, b: &BigInterval) -> Result<BigInterval, EvalError> {
        bounded(a.sub(b, self.bits), "-")
    }

    fn mul(&self, a: &BigInterval, b: &BigInterval) -> Result<BigInterval, EvalError> {
        bounded(a.mul(b, self.bits), "*")
    }

    fn div(&self, a: &BigInterval, b: &BigInterval) -> Result<BigInterval, EvalError> {
        if b.is_zero() {
            return Err(EvalError::DivisionByZero {
                numerator: a.approximate().to_string(),
            });
        }
        a.div(b, self.bits).ok_or_else(|| undetermined("/"))
    }

    fn powi(&self, a: &BigInterval, n: i32) -> Result<BigInterval, EvalError> {
        if n < 0 && a.is_zero() {
            return Err(EvalError::DivisionByZero {
                numerator: "1".to_owned(),
            });
        }
        // Large powers by the logarithm: the number of multiplications is small, but not the range.
        a.powi(n, self.bits).ok_or_else(|| undetermined("^"))
    }

    fn pow(&self, a: &BigInterval, b: &BigInterval) -> Result<BigInterval, EvalError> {
        let refuse = |argument, value: &BigInterval, allowed| {
            Err(EvalError::Domain {
                function: "^",
                argument,
                value: value.approximate().to_string(),
                allowed,
            })
        };
        if a.is_negative() {
            let allowed = "base >= 0 unless the exponent is a literal integer";
            return refuse("base", a, allowed);
        }
        if a.is_zero() && (b.is_negative() || b.is_zero()) {
            return refuse("exponent", b, "exponent > 0 where the base is 0");
        }
        a.pow(b, self.bits).ok_or_else(|| undetermined("^"))
    }

    fn call(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[BigInterval],
    ) -> Result<BigInterval, EvalError> {
        inside(function, arguments)?;
        if self.deadline.is_some_and(|end| Instant::now() >= end) {
            let what = "time".to_owned();
            return Err(EvalError::Limit { what });
        }
        let bits = self.bits;
        let value = match arguments {
            [x] if !function.is_theory() => elementary(function, x, bits),
            [x, y] if function == Function::Min => Some(x.min(y)),
            [x, y] if function == Function::Max => Some(x.max(y)),
            _ => theory(
                function,
                index.unwrap_or(0) as usize,
                arguments,
                bits,
                self.deadline,
            )?,
        };
        let value = value.and_then(BigInterval::checked);
        value.ok_or_else(|| undetermined(function.entry().name))
    }

    /// The value of the reduced form, where the integrand exists at 0 (it then exists everywhere).
    fn expectation(&self, integral: Integral<'_, BigInterval>) -> Result<BigInterval, EvalError> {
        let under = integral.under;
        let Some((delta, weights)) = integral.parameters.split_last() else {
            return Err(EvalError::NoExpectation { under });
        };
        within("expect", "delta", delta, 0, None)?;
        for beta in weights {
            within("expect", "beta", beta, 0, Some(1))?;
        }
        let Some(reduced) = integral.reduced else {
            return Err(EvalError::NoExpectation { under });
        };
        (integral.integrand)(&BigInterval::zero(), integral.captured)?;
        reduced()
    }
}

/// Whether an argument lies between integers, ends included.
fn within(
    function: &'static str,
    argument: &'static str,
    x: &BigInterval,
    least: i64,
    most: Option<i64>,
) -> Result<(), EvalError> {
    let low = BigInterval::integer(least);
    let below = x.certainly_lt(&low);
    let above = most.is_some_and(|most| BigInterval::integer(most).certainly_lt(x));
    if below || above {
        return Err(EvalError::Domain {
            function,
            argument,
            value: x.approximate().to_string(),
            allowed: if most.is_some() {
                "0 <= beta <= 1"
            } else {
                "delta >= 0"
            },
        });
    }
    let inside =
        low.certainly_le(x) && most.is_none_or(|m| x.certainly_le(&BigInterval::integer(m)));
    if inside {
        Ok(())
    } else {
        Err(undetermined(function))
    }
}

/// Whether the arguments lie in the domain of the table.
fn inside(function: Function, arguments: &[BigInterval]) -> Result<(), EvalError> {
    let entry = function.entry();
    for ((range, x), name) in function
        .ranges()
        .iter()
        .zip(arguments)
        .zip(entry.parameters)
    {
        let end = |end: f64| BigInterval::integer(end as i64);
        let (mut certain, mut outside) = (true, false);
        if range.least.is_finite() {
            let least = end(range.least);
            certain &= least.certainly_lt(x) || (!range.open_below && least.certainly_le(x));
            outside |= x.certainly_lt(&least) || (range.open_below && x.certainly_le(&least));
        }
        if range.most.is_finite() {
            let most = end(range.most);
            certain &= x.certainly_lt(&most) || (!range.open_above && x.certainly_le(&most));
            outside |= most.certainly_lt(x) || (range.open_above && most.certainly_le(x));
        }
        if outside {
            return Err(EvalError::Failed {
                function,
                message: format!("{name} must {}, got {}", range.allowed(), x.approximate()),
            });
        }
        if !certain {
            return Err(undetermined(entry.name));
        }
    }
    Ok(())
}

fn elementary(function: Function, x: &BigInterval, bits: Bits) -> Option<BigInterval> {
    match function {
        Function::Sqrt => x.sqrt(bits),
        Function::Exp => x.exp(bits),
        Function::Ln => x.ln(bits),
        Function::Expm1 => x.exp_m1(bits),
        Function::Log1p => x.ln_1p(bits),
        Function::Abs => Some(x.abs()),
        Function::Sinh => x.sinh(bits),
        Function::Cosh => x.cosh(bits),
        Function::Tanh => x.tanh(bits),
        Function::Sech => x.sech(bits),
        Function::Sin => x.sin(bits),
        Function::Cos => x.cos(bits),
        Function::Tan => x.tan(bits),
        Function::Asin => x.asin(bits),
        Function::Acos => x.acos(bits),
        Function::Atan => x.atan(bits),
        Function::Erf => x.erf(bits),
        Function::Erfc => x.erfc(bits),
        Function::Erfcx => x.erfcx(bits),
        Function::Gamma => x.gamma(bits),
        Function::Lgamma => x.ln_gamma(bits),
        Function::Digamma => x.digamma(bits),
        Function::Sigmoid => x.sigmoid(bits),
        Function::Logit => x.logit(bits),
        Function::Softplus => x.softplus(bits),
        Function::NormalCdf => x.normal_cdf(bits),
        Function::NormalDensity => x.normal_density(bits),
        Function::LogNormalCdf => x.ln_normal_cdf(bits),
        Function::Log1mexp => x.ln_1m_exp(bits),
        Function::Min | Function::Max | theory_function!() => None,
    }
}
