//! Records to derivations: what is read need not be true, only well formed and of a size that can be checked.

use num_rational::BigRational;

use super::super::bernstein::Cover;
use super::super::concave::Concave;
use super::super::contradiction::{Refutation, RefutationFactor, Weighted};
use super::super::derivation::{
    Base, Cut, Derivation, Factor, Orders, Product, Quadratic, Signed, Slope, Substitution, Wider,
};
use super::super::logs::Logs;
use super::super::mean::{Averaged, Mean};
use super::super::peak::Peak;
use super::super::polynomial::Polynomial;
use super::super::powers::Powers;
use super::texts;
use super::{
    AveragedRecord, BaseRecord, FactorRecord, MeanPart, RefutationRecord, SignRecord, Step, Terms,
    WeightedRecord,
};
use crate::claim::{Definitions, Expr, Symbol, parse_expression};
use crate::judge::symbolic::{Range, Region};

/// Most nodes of one expression.
const MAX_NODES: u64 = 20_000;
/// Most steps of one proof.
const MAX_STEPS: usize = 100_000;
/// Largest power of a variable, most terms of a polynomial, most factors of a product of such.
const MAX_POWER: u32 = 200;
const MAX_TERMS: usize = 5_000;
const MAX_FACTORS: usize = 12;

/// What was read, or what cannot be.
type Read<T> = Result<T, String>;

/// Reads the steps of one proof.
#[derive(Default)]
pub(in super::super) struct Reader {
    steps: usize,
}

impl Reader {
    /// Steps read so far.
    pub fn steps(&self) -> usize {
        self.steps
    }

    fn count(&mut self) -> Read<()> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(format!("the proof has more than {MAX_STEPS} steps"));
        }
        Ok(())
    }

    /// A derivation of a goal on a cell of these variables.
    pub fn step(&mut self, step: &Step, scope: &[Symbol]) -> Read<Derivation> {
        self.count()?;
        Ok(match step {
            Step::Range {} => Derivation::Range,
            Step::Constant {} => Derivation::Constant,
            Step::Product {
                coefficient,
                factors,
                exponent,
            } => Derivation::Product(Product {
                coefficient: number(coefficient)?,
                factors: factors
                    .iter()
                    .map(|factor| self.factor(factor, scope))
                    .collect::<Read<_>>()?,
                exponent: exponent
                    .as_ref()
                    .map(|exponent| expr(exponent, scope))
                    .transpose()?,
            }),
            Step::Polynomial { cover: text } => Derivation::Polynomial(cover(text)?),
            Step::Enclosures { cover: text } => Derivation::Enclosures(cover(text)?),
            Step::Slope { .. } => Derivation::Slope(Box::new(self.slope(step, scope)?)),
            Step::Concave { .. } => Derivation::Concave(Box::new(self.concave(step, scope)?)),
            Step::Mean { .. } => Derivation::Mean(Box::new(self.mean(step, scope)?)),
            Step::Cut {
                axis,
                at,
                below,
                above,
            } => Derivation::Cut(Box::new(Cut {
                axis: symbol(axis)?,
                at: number(at)?,
                below: self.step(below, scope)?,
                above: self.step(above, scope)?,
            })),
            Step::Orders {
                first,
                second,
                below,
                above,
            } => Derivation::Orders(Box::new(Orders {
                first: symbol(first)?,
                second: symbol(second)?,
                below: self.step(below, scope)?,
                above: self.step(above, scope)?,
            })),
            Step::Substitution { .. } => {
                Derivation::Substitution(Box::new(self.substitution(step, scope)?))
            }
            Step::Wider { region, by } => {
                let axes = region
                    .iter()
                    .map(|(name, text)| Ok((symbol(name)?, range(text)?)));
                Derivation::Wider(Box::new(Wider {
                    region: Region::new(axes.collect::<Read<_>>()?),
                    by: self.step(by, scope)?,
                }))
            }
            Step::Contradiction { system, by } => {
                let names = system
                    .variables
                    .iter()
                    .map(|variable| symbol(&variable.name));
                let names: Vec<Symbol> = names.collect::<Read<_>>()?;
                Derivation::Contradiction(Box::new(self.refutation(by, &names)?))
            }
            Step::Quadratic {
                axis,
                lead_by,
                last_by,
                discriminant_by,
            } => Derivation::Quadratic(Box::new(Quadratic {
                axis: symbol(axis)?,
                lead_by: self.step(lead_by, scope)?,
                last_by: self.step(last_by, scope)?,
                discriminant_by: self.step(discriminant_by, scope)?,
            })),
            Step::Powers { factor, bases, by } => Derivation::Powers(Box::new(Powers {
                factor: number(factor)?,
                bases: bases
                    .iter()
                    .map(|(base, power)| Ok((expr(base, scope)?, *power)))
                    .collect::<Read<_>>()?,
                by: self.step(by, scope)?,
            })),
            Step::Logs {
                larger,
                smaller,
                larger_by,
                smaller_by,
                by,
            } => Derivation::Logs(Box::new(Logs {
                larger: expr(larger, scope)?,
                smaller: expr(smaller, scope)?,
                larger_by: self.step(larger_by, scope)?,
                smaller_by: self.step(smaller_by, scope)?,
                by: self.step(by, scope)?,
            })),
            Step::Peak {
                atom,
                factor,
                factor_by,
                rest,
                by,
            } => Derivation::Peak(Box::new(Peak {
                atom: expr(atom, scope)?,
                factor: expr(factor, scope)?,
                factor_by: self.step(factor_by, scope)?,
                rest: expr(rest, scope)?,
                by: self.step(by, scope)?,
            })),
        })
    }

    fn factor(&mut self, factor: &FactorRecord, scope: &[Symbol]) -> Read<Factor> {
        let shown = match &factor.shown {
            Some(shown) => Some(Signed {
                positive: shown.positive,
                by: self.step(&shown.by, scope)?,
            }),
            None => None,
        };
        Ok(Factor {
            base: expr(&factor.base, scope)?,
            power: number(&factor.power)?,
            shown,
        })
    }

    fn slope(&mut self, step: &Step, scope: &[Symbol]) -> Read<Slope> {
        let Step::Slope {
            axis,
            divisor,
            divisor_by,
            rising,
            slope,
            slope_by,
            base,
        } = step
        else {
            return Err("not a slope".to_owned());
        };
        Ok(Slope {
            axis: symbol(axis)?,
            divisor: expr(divisor, scope)?,
            divisor_by: self.step(divisor_by, scope)?,
            rising: *rising,
            slope: expr(slope, scope)?,
            slope_by: self.step(slope_by, scope)?,
            base: self.base(base, scope)?,
        })
    }

    fn base(&mut self, base: &BaseRecord, scope: &[Symbol]) -> Read<Base> {
        Ok(match base {
            BaseRecord::Expansion { end } => Base::Expansion(
                texts::place(end).ok_or_else(|| format!("`{end}` is no end of a range"))?,
            ),
            BaseRecord::Value { at, by } => Base::Value {
                at: expr(at, scope)?,
                by: self.step(by, scope)?,
            },
        })
    }

    fn concave(&mut self, step: &Step, scope: &[Symbol]) -> Read<Concave> {
        let Step::Concave {
            axis,
            weight,
            weight_by,
            bend,
            bend_by,
            low,
            high,
        } = step
        else {
            return Err("not concave".to_owned());
        };
        Ok(Concave {
            axis: symbol(axis)?,
            weight: expr(weight, scope)?,
            weight_by: self.step(weight_by, scope)?,
            bend: expr(bend, scope)?,
            bend_by: self.step(bend_by, scope)?,
            low: self.base(low, scope)?,
            high: self.base(high, scope)?,
        })
    }

    fn substitution(&mut self, step: &Step, scope: &[Symbol]) -> Read<Substitution> {
        let Step::Substitution {
            axis,
            image,
            fresh,
            range: text,
            expr: whole,
            by,
        } = step
        else {
            return Err("not a substitution".to_owned());
        };
        let (axis, fresh) = (symbol(axis)?, symbol(fresh)?);
        let mut inner: Vec<Symbol> = scope
            .iter()
            .filter(|name| **name != axis)
            .cloned()
            .collect();
        inner.push(fresh.clone());
        Ok(Substitution {
            image: expr(image, scope)?,
            range: range(text)?,
            expr: expr(whole, &inner)?,
            by: self.step(by, &inner)?,
            axis,
            fresh,
        })
    }

    fn mean(&mut self, step: &Step, scope: &[Symbol]) -> Read<Mean> {
        let Step::Mean {
            centre,
            spread,
            scale,
            fresh,
            parts,
            by,
            positive,
        } = step
        else {
            return Err("not a mean".to_owned());
        };
        let fresh = symbol(fresh)?;
        let inner = [scope, std::slice::from_ref(&fresh)].concat();
        let part = |part: &MeanPart| {
            Ok((
                expr(&part.coefficient, scope)?,
                averaged(&part.mean_of, scope)?,
            ))
        };
        Ok(Mean {
            centre: expr(centre, scope)?,
            spread: expr(spread, scope)?,
            scale: expr(scale, scope)?,
            parts: parts.iter().map(part).collect::<Read<_>>()?,
            by: by
                .iter()
                .map(|by| self.step(by, &inner))
                .collect::<Read<_>>()?,
            positive: match positive {
                Some(shown) => Some((number(&shown.at)?, self.step(&shown.by, scope)?)),
                None => None,
            },
            fresh,
        })
    }

    /// A refutation of a system of these variables.
    pub fn refutation(&mut self, by: &RefutationRecord, names: &[Symbol]) -> Read<Refutation> {
        self.count()?;
        let inside = |axis: usize| {
            let known = axis < names.len();
            known
                .then_some(axis)
                .ok_or_else(|| format!("there is no variable {axis}"))
        };
        Ok(match by {
            RefutationRecord::False {
                which,
                positive,
                cover: text,
            } => Refutation::False {
                which: *which,
                positive: *positive,
                cover: cover(text)?,
            },
            RefutationRecord::Derived { which, order, by } => Refutation::Derived {
                which: *which,
                order: *order,
                by: Box::new(self.step(by, names)?),
            },
            RefutationRecord::Cut {
                axis,
                at,
                below,
                above,
            } => Refutation::Cut {
                axis: inside(*axis)?,
                at: number(at)?,
                below: Box::new(self.refutation(below, names)?),
                above: Box::new(self.refutation(above, names)?),
            },
            RefutationRecord::Shift {
                which,
                axis,
                upper,
                then,
            } => {
                let mut renamed = names.to_vec();
                let gap = format!("{}_gap", names[inside(*axis)?]);
                renamed[*axis] = symbol(&gap)?;
                Refutation::Shift {
                    which: *which,
                    axis: *axis,
                    upper: upper.as_deref().map(number).transpose()?,
                    then: Box::new(self.refutation(then, &renamed)?),
                }
            }
            RefutationRecord::Divide {
                which,
                powers: own,
                then,
            } => Refutation::Divide {
                which: *which,
                powers: powers(own, names.len())?,
                then: Box::new(self.refutation(then, names)?),
            },
            RefutationRecord::Square {
                which,
                axis,
                on_the_right,
                cover: text,
                then,
            } => Refutation::Square {
                which: *which,
                axis: inside(*axis)?,
                on_the_right: *on_the_right,
                cover: cover(text)?,
                then: Box::new(self.refutation(then, names)?),
            },
            RefutationRecord::Remainder { which, axis, then } => Refutation::Remainder {
                which: *which,
                axis: inside(*axis)?,
                then: Box::new(self.refutation(then, names)?),
            },
            RefutationRecord::Combination { terms } => Refutation::Combination(
                terms
                    .iter()
                    .map(|term| weighted(term, names.len()))
                    .collect::<Read<_>>()?,
            ),
        })
    }
}

fn averaged(part: &AveragedRecord, scope: &[Symbol]) -> Read<Averaged> {
    Ok(match part {
        AveragedRecord::Power { power } => Averaged::Power(number(power)?),
        AveragedRecord::Log {} => Averaged::Log,
        AveragedRecord::Kernel {
            order,
            mirrored,
            shift,
            offset,
        } => Averaged::Kernel {
            order: *order,
            mirrored: *mirrored,
            shift: number(shift)?,
            offset: expr(offset, scope)?,
        },
        AveragedRecord::Sech { mirrored, shift } => Averaged::Sech {
            mirrored: *mirrored,
            shift: number(shift)?,
        },
        AveragedRecord::Gauss { a, shift } => Averaged::Gauss {
            a: number(a)?,
            shift: number(shift)?,
        },
        AveragedRecord::Step { shift } => Averaged::Step {
            shift: number(shift)?,
        },
    })
}

fn weighted(term: &WeightedRecord, dimension: usize) -> Read<Weighted> {
    if term.factors.len() > MAX_FACTORS {
        return Err(format!("a product has more than {MAX_FACTORS} factors"));
    }
    let factor = |factor: &SignRecord| {
        Ok(match factor {
            SignRecord::Constraint(which) => RefutationFactor::Constraint(*which),
            SignRecord::Above(axis) => RefutationFactor::Above(*axis),
            SignRecord::Below(axis) => RefutationFactor::Below(*axis),
            SignRecord::Square(terms) => RefutationFactor::Square(polynomial(terms, dimension)?),
            SignRecord::Any(terms) => RefutationFactor::Any(polynomial(terms, dimension)?),
        })
    };
    Ok(Weighted {
        weight: number(&term.weight)?,
        factors: term.factors.iter().map(factor).collect::<Read<_>>()?,
    })
}

fn polynomial(terms: &Terms, dimension: usize) -> Read<Polynomial> {
    if terms.len() > MAX_TERMS {
        return Err(format!("a polynomial has more than {MAX_TERMS} terms"));
    }
    let mut p = Polynomial::zero(dimension);
    for (coefficient, own) in terms {
        p.add_term(powers(own, dimension)?, number(coefficient)?);
    }
    Ok(p)
}

fn powers(own: &[u32], dimension: usize) -> Read<Vec<u32>> {
    if own.len() != dimension || own.iter().any(|power| *power > MAX_POWER) {
        return Err(format!("{own:?} are no powers of {dimension} variables"));
    }
    Ok(own.to_vec())
}

fn number(text: &str) -> Read<BigRational> {
    texts::rational(text).ok_or_else(|| format!("`{}` is no quotient in lowest terms", short(text)))
}

fn range(text: &str) -> Read<Range> {
    texts::range(text).ok_or_else(|| format!("`{}` is no range", short(text)))
}

fn cover(text: &str) -> Read<Cover> {
    texts::cover(text).ok_or_else(|| format!("`{}` is no cover", short(text)))
}

fn symbol(text: &str) -> Read<Symbol> {
    Symbol::new(text).ok_or_else(|| format!("`{}` is no variable", short(text)))
}

fn expr(text: &str, scope: &[Symbol]) -> Read<Expr> {
    let found = parse_expression(text, scope, &Definitions::new())
        .map_err(|error| format!("`{}` cannot be read: {error}", short(text)))?;
    if found.size() > MAX_NODES || found.expectation_depth() > 0 {
        return Err(format!("`{}` is too large", short(text)));
    }
    Ok(found)
}

/// The beginning of a text, for a message.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
