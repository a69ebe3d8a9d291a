//! From comparisons to systems of polynomial constraints.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::super::bernstein;
use super::super::cell::{Enclosed, hull};
use super::super::polynomial::Polynomial;
use super::system::{Constraint, Sense, System};
use crate::claim::{Expr, Function, Kind, Operator, Symbol, rational_value};
use crate::judge::obligation::{Assertion, Obligation};
use crate::judge::symbolic::{Range, Region, Sign, has_sign};

/// Most parts of the claim, such as roots and exponentials, that become variables of their own.
const MAX_ATOMS: usize = 8;
/// Most cases by the signs inside absolute values, minima and maxima.
const MAX_CASES: usize = 32;
/// Largest power.
const MAX_POWER: u32 = 40;

/// The systems whose solutions are the points of the box where the hypotheses hold and `wanted` fails; they may have more.
pub(super) fn systems(
    hypotheses: &[Obligation],
    wanted: Option<&Obligation>,
    region: &Region,
) -> Option<Vec<System>> {
    let mut found = Vec::new();
    let mut choices: Vec<bool> = Vec::new();
    loop {
        let mut reader = Reader::new(region, choices);
        for hypothesis in hypotheses {
            reader.assume(hypothesis, true)?;
        }
        if let Some(wanted) = wanted {
            reader.assume(wanted, false)?;
        }
        choices = reader.choices.clone();
        found.push(reader.system()?);
        // The next case: the last choice that can still be turned.
        while choices.last() == Some(&true) {
            choices.pop();
        }
        match choices.last_mut() {
            Some(last) => *last = true,
            None => return Some(found),
        }
        if found.len() >= MAX_CASES {
            return None;
        }
    }
}

/// A quotient of polynomials, the denominator positive on the box.
#[derive(Clone)]
struct Fraction {
    above: Polynomial,
    below: Polynomial,
}

struct Reader<'a> {
    region: &'a Region,
    names: Vec<Symbol>,
    ranges: Vec<Range>,
    constraints: Vec<Constraint>,
    /// Parts that are variables of their own, after those of the box.
    atoms: Vec<Expr>,
    /// Their functions and their arguments, where these are increasing and polynomials.
    increasing: Vec<(Option<Function>, Option<Polynomial>)>,
    /// Which case was taken for each kink, in the order in which they were met.
    choices: Vec<bool>,
    kinks: Vec<Expr>,
}

impl<'a> Reader<'a> {
    fn new(region: &'a Region, choices: Vec<bool>) -> Self {
        let (names, ranges) = region.axes().iter().cloned().unzip();
        Self {
            region,
            names,
            ranges,
            constraints: Vec::new(),
            atoms: Vec::new(),
            increasing: Vec::new(),
            choices,
            kinks: Vec::new(),
        }
    }

    fn dimension(&self) -> usize {
        self.region.axes().len() + MAX_ATOMS
    }

    fn system(mut self) -> Option<System> {
        self.order_parts();
        let dimension = self.ranges.len();
        let constraints = self.constraints.iter().map(|c| Constraint {
            p: c.p.truncated(dimension),
            sense: c.sense,
        });
        Some(System {
            constraints: constraints.collect(),
            names: self.names,
            ranges: self.ranges,
            parts: self.atoms,
            deadline: None,
        })
    }

    fn constant(&self, value: BigRational) -> Polynomial {
        Polynomial::constant(self.dimension(), value)
    }

    fn one(&self) -> Polynomial {
        self.constant(BigRational::one())
    }

    /// Adds a comparison, or its contrary.
    fn assume(&mut self, obligation: &Obligation, as_it_is: bool) -> Option<()> {
        let (smaller, larger) = without_exponentials(obligation);
        let slack = Expr::binary(Operator::Sub, larger, smaller);
        let mut p = self.fraction(&slack)?.above;
        let sense = match (obligation.assertion, as_it_is) {
            (Assertion::AtMost, true) => Sense::Nonnegative,
            (Assertion::Below, true) => Sense::Positive,
            (Assertion::Equal, true) => Sense::Zero,
            (Assertion::AtMost, false) => {
                p = p.negated();
                Sense::Positive
            }
            (Assertion::Below, false) => {
                p = p.negated();
                Sense::Nonnegative
            }
            (Assertion::Equal, false) => return None,
        };
        self.constraints.push(Constraint { p, sense });
        Some(())
    }

    fn fraction(&mut self, expr: &Expr) -> Option<Fraction> {
        let whole = |above: Polynomial, one: Polynomial| Fraction { above, below: one };
        if let Some(value) = rational_value(expr) {
            return Some(whole(self.constant(value), self.one()));
        }
        match expr.kind() {
            Kind::Variable(name) => {
                let axis = self.names.iter().position(|own| own == name)?;
                let x = Polynomial::variable(self.dimension(), axis);
                Some(whole(x, self.one()))
            }
            Kind::Neg(a) => {
                let a = self.fraction(a)?;
                Some(Fraction {
                    above: a.above.negated(),
                    ..a
                })
            }
            Kind::Binary(Operator::Pow, base, power) => self.power(expr, base, power),
            Kind::Binary(operator, a, b) => {
                let (a, b) = (self.fraction(a)?, self.fraction(b)?);
                self.joined(*operator, &a, &b)
            }
            Kind::Call(call) => match (call.function(), call.arguments()) {
                (Function::Abs, [x]) => {
                    let u = self.fraction(x)?;
                    if self.case(expr, &u.above) {
                        Some(u)
                    } else {
                        Some(Fraction {
                            above: u.above.negated(),
                            ..u
                        })
                    }
                }
                (Function::Min | Function::Max, [a, b]) => {
                    let (u, v) = (self.fraction(a)?, self.fraction(b)?);
                    let room = self.joined(Operator::Sub, &u, &v)?.above;
                    let first_is_larger = self.case(expr, &room);
                    let wants_larger = call.function() == Function::Max;
                    Some(if first_is_larger == wants_larger {
                        u
                    } else {
                        v
                    })
                }
                (Function::Exp, [x]) => self.exponential(expr, x),
                _ => self.atom(expr),
            },
            _ => self.atom(expr),
        }
    }

    fn joined(&self, operator: Operator, a: &Fraction, b: &Fraction) -> Option<Fraction> {
        let same = a.below == b.below;
        let sum = |sign: bool| {
            let term = |x: &Polynomial| if sign { x.clone() } else { x.negated() };
            let (mut above, below) = if same {
                (a.above.clone(), a.below.clone())
            } else {
                (a.above.times(&b.below), a.below.times(&b.below))
            };
            above.add(&if same {
                term(&b.above)
            } else {
                term(&b.above.times(&a.below))
            });
            Fraction { above, below }
        };
        match operator {
            Operator::Add => Some(sum(true)),
            Operator::Sub => Some(sum(false)),
            Operator::Mul => Some(Fraction {
                above: a.above.times(&b.above),
                below: a.below.times(&b.below),
            }),
            Operator::Div => {
                let inverse = self.inverse(b)?;
                self.joined(Operator::Mul, a, &inverse)
            }
            Operator::Pow => None,
        }
    }

    /// 1/a where the sign of `a` is known on the box.
    fn inverse(&self, a: &Fraction) -> Option<Fraction> {
        let mut ranges = self.ranges.clone();
        ranges.resize(self.dimension(), Range::point(BigRational::zero()));
        let positive = |p: &Polynomial| bernstein::cover(p, &ranges, true).is_some();
        if positive(&a.above) {
            return Some(Fraction {
                above: a.below.clone(),
                below: a.above.clone(),
            });
        }
        let negated = a.above.negated();
        positive(&negated).then(|| Fraction {
            above: a.below.negated(),
            below: negated,
        })
    }

    fn power(&mut self, whole: &Expr, base: &Expr, power: &Expr) -> Option<Fraction> {
        let power = rational_value(power)?;
        if *power.denom() == BigInt::from(2) {
            let root = Expr::call(Function::Sqrt, None, vec![base.clone()]).ok()?;
            let root = self.atom(&root)?;
            let n = power.numer().to_i32()?;
            let root = if n < 0 { self.inverse(&root)? } else { root };
            return self.powi(&root, n.unsigned_abs());
        }
        let Some(n) = power.to_integer().to_i32().filter(|_| power.is_integer()) else {
            return self.atom(whole);
        };
        let base = self.fraction(base)?;
        let base = if n < 0 { self.inverse(&base)? } else { base };
        self.powi(&base, n.unsigned_abs())
    }

    fn powi(&self, base: &Fraction, n: u32) -> Option<Fraction> {
        let mut product = Fraction {
            above: self.one(),
            below: self.one(),
        };
        for _ in 0..Some(n).filter(|n| *n <= MAX_POWER)? {
            product = self.joined(Operator::Mul, &product, base)?;
        }
        Some(product)
    }

    /// Whether the case `p >= 0` is taken for a kink; otherwise `-p >= 0`.
    fn case(&mut self, kink: &Expr, p: &Polynomial) -> bool {
        if let Some(k) = self.kinks.iter().position(|known| known == kink) {
            return !self.choices[k];
        }
        self.kinks.push(kink.clone());
        if self.choices.len() < self.kinks.len() {
            self.choices.push(false);
        }
        let first = !self.choices[self.kinks.len() - 1];
        let p = if first { p.clone() } else { p.negated() };
        let sense = Sense::Nonnegative;
        self.constraints.push(Constraint { p, sense });
        first
    }

    /// A variable of its own for a part of the claim, with what is known of it.
    fn atom(&mut self, expr: &Expr) -> Option<Fraction> {
        let known = self.atoms.iter().position(|own| own == expr);
        let place = match known {
            Some(place) => place,
            None => self.new_atom(expr)?,
        };
        let axis = self.region.axes().len() + place;
        Some(Fraction {
            above: Polynomial::variable(self.dimension(), axis),
            below: self.one(),
        })
    }

    fn new_atom(&mut self, expr: &Expr) -> Option<usize> {
        // Parts of the part come first.
        let inner = match expr.kind() {
            Kind::Call(call) => match (call.function(), call.arguments()) {
                (function, [x]) if is_increasing(function) => self.fraction(x),
                _ => None,
            },
            _ => None,
        };
        let place = self.atoms.len();
        if place >= MAX_ATOMS {
            return None;
        }
        let function = match expr.kind() {
            Kind::Call(call) => Some(call.function()),
            _ => None,
        };
        let whole = inner.as_ref().filter(|u| u.below == self.one());
        self.increasing
            .push((function, whole.map(|u| u.above.clone())));
        let facts = inner.and_then(|u| self.fact(expr, place, &u));
        self.atoms.push(expr.clone());
        self.names.push(self.fresh_name()?);
        self.ranges.push(self.range(expr));
        self.constraints.extend(facts);
        Some(place)
    }

    fn fresh_name(&self) -> Option<Symbol> {
        (1..100)
            .filter_map(|k| Symbol::new(&format!("part_{k}")))
            .find(|name| !self.names.contains(name))
    }

    /// The values of a part on the box.
    fn range(&self, expr: &Expr) -> Range {
        let axes = self.region.axes();
        let names: Vec<Symbol> = axes.iter().map(|(name, _)| name.clone()).collect();
        let hulls: Vec<_> = axes.iter().map(|(_, range)| hull(range)).collect();
        let range = Range::around(Enclosed::new(expr, &names).over(&hulls));
        let positive = match expr.kind() {
            Kind::Call(call) => match call.function() {
                Function::Exp | Function::NormalCdf | Function::Sigmoid => Range::positive(),
                Function::Sqrt => {
                    let argument = call.arguments().first();
                    let positive =
                        argument.is_some_and(|x| has_sign(x, Sign::Positive, self.region));
                    Range::between(Some((0, positive)), None)
                }
                _ => Range::ENTIRE,
            },
            _ => Range::ENTIRE,
        };
        range.meet(positive)
    }

    /// What is known of a part with the argument `u`.
    fn fact(&self, expr: &Expr, place: usize, u: &Fraction) -> Option<Constraint> {
        let Kind::Call(call) = expr.kind() else {
            return None;
        };
        let axis = self.region.axes().len() + place;
        let x = Polynomial::variable(self.dimension(), axis);
        let (p, sense) = match call.function() {
            Function::Sqrt => (x.times(&x).times(&u.below).minus(&u.above), Sense::Zero),
            Function::Exp => {
                // exp(u) >= 1 + u
                let room = x.times(&u.below).minus(&u.below).minus(&u.above);
                (room, Sense::Nonnegative)
            }
            Function::Ln => {
                // ln(u) <= u - 1
                let room = u.above.minus(&u.below).minus(&x.times(&u.below));
                (room, Sense::Nonnegative)
            }
            _ => return None,
        };
        Some(Constraint { p, sense })
    }

    /// exp(sum of integer multiples of monomials) as a product of powers.
    fn exponential(&mut self, whole: &Expr, argument: &Expr) -> Option<Fraction> {
        let Some(u) = self.fraction(argument) else {
            return self.atom(whole);
        };
        let terms: Vec<(Vec<u32>, BigRational)> = u
            .above
            .terms()
            .map(|(m, c)| (m.clone(), c.clone()))
            .collect();
        let small = |c: &BigRational| {
            c.is_integer() && c.abs() <= BigRational::from_integer(MAX_POWER.into())
        };
        let plain = u.below == self.one()
            && terms
                .iter()
                .all(|(m, c)| small(c) && m.iter().skip(self.names.len()).all(|n| *n == 0));
        if !plain || terms.is_empty() {
            return self.atom(whole);
        }
        let mut names = self.names.clone();
        let mut product = Fraction {
            above: self.one(),
            below: self.one(),
        };
        for (powers, c) in terms {
            let mut monomial = Polynomial::zero(self.dimension());
            monomial.add_term(powers, BigRational::one());
            names.resize(self.dimension(), names.first()?.clone());
            let part = Expr::call(Function::Exp, None, vec![monomial.expr(&names)]).ok()?;
            let atom = self.atom(&part)?;
            let n = c.to_integer().abs().to_u32()?;
            let factor = self.powi(&atom, n)?;
            let factor = if c.is_negative() {
                self.inverse(&factor)?
            } else {
                factor
            };
            product = self.joined(Operator::Mul, &product, &factor)?;
        }
        Some(product)
    }

    /// Increasing functions of two arguments that a constraint puts in order are in order.
    fn order_parts(&mut self) {
        let mut more = Vec::new();
        let base = self.region.axes().len();
        let variable = |k: usize| Polynomial::variable(self.dimension(), base + k);
        for constraint in self.constraints.iter().filter(|c| c.sense != Sense::Zero) {
            for (i, (f, small)) in self.increasing.iter().enumerate() {
                for (j, (g, large)) in self.increasing.iter().enumerate() {
                    let (Some(small), Some(large)) = (small, large) else {
                        continue;
                    };
                    if f == g && constraint.p == large.minus(small) {
                        more.push(Constraint {
                            p: variable(j).minus(&variable(i)),
                            sense: constraint.sense,
                        });
                    }
                }
            }
        }
        self.constraints.extend(more);
    }
}

/// Functions that are strictly increasing where they are defined.
fn is_increasing(function: Function) -> bool {
    matches!(
        function,
        Function::Exp
            | Function::Ln
            | Function::Sqrt
            | Function::Tanh
            | Function::Sigmoid
            | Function::NormalCdf
    )
}

/// The sides, or the arguments of two exponentials, which compare as they do.
fn without_exponentials(obligation: &Obligation) -> (Expr, Expr) {
    let argument = |side: &Expr| match side.kind() {
        Kind::Call(call) if call.function() == Function::Exp => call.arguments().first().cloned(),
        _ => None,
    };
    match (argument(&obligation.smaller), argument(&obligation.larger)) {
        (Some(a), Some(b)) => (a, b),
        _ => (obligation.smaller.clone(), obligation.larger.clone()),
    }
}
