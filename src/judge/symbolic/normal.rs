//! From the syntax tree to the field.

use num_rational::BigRational;

use super::defined::{Conditions, require_defined};
use super::field::{Atom, Field, Laws, Product};
use super::image::literal_integer;
use super::obstacle::Obstacle;
use super::sign::has_sign;
use crate::claim::{Call, Expr, Function, Kind, Operator, rational_value};

type Result<T> = std::result::Result<T, Obstacle>;

impl Field<'_> {
    /// The normal form of an expression, valid wherever it is defined.
    ///
    /// # Errors
    /// [`Obstacle`] where it grows too large or needs a condition that does not hold.
    pub fn normal(&mut self, expr: &Expr) -> Result<Product> {
        self.spend(1)?;
        if let Some(value) = rational_value(expr) {
            return Ok(Product::constant(value));
        }
        if let Kind::Derivative(derivative) = expr.kind() {
            return match self.laws {
                Laws::All => self.normal(derivative.value()),
                // To differentiate is a step of its own.
                Laws::Arithmetic | Laws::Powers => Err(Obstacle::NotShown(expr.to_string())),
            };
        }
        match expr.kind() {
            Kind::Pi => Ok(self.of_atom(Atom::Pi)),
            Kind::Variable(name) => Ok(self.of_atom(Atom::Variable(name.clone()))),
            Kind::Neg(a) => Ok(self.normal(a)?.negated()),
            Kind::Binary(Operator::Add | Operator::Sub, ..) => {
                let mut terms = Vec::new();
                self.collect(expr, false, &mut terms)?;
                self.add(&terms)
            }
            Kind::Binary(Operator::Mul, a, b) => {
                let (a, b) = (self.normal(a)?, self.normal(b)?);
                self.mul(&a, &b)
            }
            Kind::Binary(Operator::Div, a, b) => {
                let (a, b) = (self.normal(a)?, self.normal(b)?);
                self.div(&a, &b)
            }
            Kind::Binary(Operator::Pow, a, b) => self.power(a, b),
            Kind::Call(call) => self.call(call),
            _ => Err(Obstacle::NotShown(format!("a rule applies to {expr}"))),
        }
    }

    /// The terms of a sum of sums.
    fn collect(&mut self, expr: &Expr, negative: bool, terms: &mut Vec<Product>) -> Result<()> {
        match expr.kind() {
            Kind::Binary(Operator::Add, a, b) => {
                self.collect(a, negative, terms)?;
                self.collect(b, negative, terms)
            }
            Kind::Binary(Operator::Sub, a, b) => {
                self.collect(a, negative, terms)?;
                self.collect(b, !negative, terms)
            }
            _ => {
                let term = self.normal(expr)?;
                terms.push(if negative { term.negated() } else { term });
                Ok(())
            }
        }
    }

    fn power(&mut self, base: &Expr, exponent: &Expr) -> Result<Product> {
        let a = self.normal(base)?;
        if let Some(n) = literal_integer(exponent) {
            return self.powi(&a, i64::from(n));
        }
        if self.laws != Laws::Arithmetic
            && let Some(q) = rational_value(exponent).filter(|q| !q.is_integer())
        {
            return self.rational_power(&a, &q);
        }
        let b = self.normal(exponent)?;
        if self.laws == Laws::Arithmetic {
            let (a, b) = (self.intern_quantity(a)?, self.intern_quantity(b)?);
            return Ok(self.of_atom(Atom::Power(a, b)));
        }
        self.general_power(&a, &b)
    }

    fn call(&mut self, call: &Call) -> Result<Product> {
        use Function as F;
        let mut arguments = Vec::new();
        if self.laws != Laws::All
            || call
                .expansion()
                .is_ok_and(|definition| definition.is_none())
        {
            for argument in call.arguments() {
                arguments.push(self.normal(argument)?);
            }
        }
        let half = || BigRational::new(1.into(), 2.into());
        if self.laws != Laws::Arithmetic {
            match (call.function(), arguments.as_slice()) {
                (F::Exp, [x]) => return self.exponential(x),
                (F::Ln, [x]) => return self.logarithm(x),
                (F::Sqrt, [x]) => return self.rational_power(x, &half()),
                (F::Abs, [x]) => return self.magnitude(x),
                (F::Min, [x, y]) => return self.extreme(x, y, -half()),
                (F::Max, [x, y]) => return self.extreme(x, y, half()),
                (F::Logit, [p]) => {
                    let rest = self.add(&[Product::one(), p.clone().negated()])?;
                    let odds = self.div(p, &rest)?;
                    return self.logarithm(&odds);
                }
                _ => {}
            }
        }
        if self.laws == Laws::All {
            match (call.function(), call.index(), arguments.as_slice()) {
                (F::NormalCdf, _, [x]) => return self.normal_cdf(x),
                (F::Kernel, Some(n), [m, s]) => return self.kernel(n, m, s),
                (F::SechMoment, Some(j), [lambda, delta]) => {
                    return self.sech_moment(j, lambda, delta);
                }
                _ => {}
            }
            let definition = call.expansion();
            let definition = definition.map_err(|_| Obstacle::TooLarge("nodes"))?;
            if let Some(definition) = definition {
                if self.is_defined_inside(&definition) {
                    return self.normal(&definition);
                }
                for argument in call.arguments() {
                    arguments.push(self.normal(argument)?);
                }
            }
        }
        let mut quantities = Vec::new();
        for argument in arguments {
            quantities.push(self.intern_quantity(argument)?);
        }
        Ok(self.of_atom(Atom::Call(call.function(), call.index(), quantities)))
    }

    /// Whether a definition has a value everywhere inside the domain. A function may have one where its definition has none: at the ends
    /// of its own domain, which the inside of this domain reaches where an argument is, say, a maximum.
    fn is_defined_inside(&self, definition: &Expr) -> bool {
        let mut holds = |expr: &Expr, sign| has_sign(expr, sign, self.interior());
        require_defined(definition, &mut holds, &mut Conditions::default()).is_ok()
    }

    /// |x| = sqrt(x^2)
    fn magnitude(&mut self, x: &Product) -> Result<Product> {
        let square = self.powi(x, 2)?;
        self.rational_power(&square, &BigRational::new(1.into(), 2.into()))
    }

    /// (x + y)/2 + sign |x - y|, the maximum for sign = 1/2 and the minimum for sign = -1/2.
    fn extreme(&mut self, x: &Product, y: &Product, sign: BigRational) -> Result<Product> {
        let difference = self.add(&[x.clone(), y.clone().negated()])?;
        let magnitude = self.magnitude(&difference)?;
        let half = BigRational::new(1.into(), 2.into());
        self.add(&[
            x.clone().scaled(&half),
            y.clone().scaled(&half),
            magnitude.scaled(&sign),
        ])
    }
}
