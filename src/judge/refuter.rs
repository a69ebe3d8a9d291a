//! The refuter: a point at which a claim looks false becomes a witness only when intervals confirm it.

use num_rational::BigRational;
use num_traits::Signed;

use super::bounder::{Bounder, Sides};
use super::domain::Domain;
use super::examine::fails;
use super::obligation::Obligation;
use super::prepared::Prepared;
use crate::claim::{Decimal, EvalError, Expr, Symbol};
use crate::interval::{Interval, parse_rational};

/// Significant digits tried for the coordinates of a witness, from short to all that determine a double.
const DIGITS: [usize; 6] = [1, 2, 4, 8, 12, 17];

/// A point of the domain at which a claim is false, with both sides enclosed there.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The coordinates, as exact decimals or quotients that the claim language reads back.
    pub point: Vec<(Symbol, String)>,
    /// The relation that fails.
    pub relation: String,
    /// Its side that is asserted to be smaller (for equations the left one).
    pub smaller: Interval,
    /// Its side that is asserted to be larger (for equations the right one).
    pub larger: Interval,
}

/// The obligations of a claim, ready to be refuted.
pub(super) struct Refuter<'p> {
    domain: &'p Domain,
    variables: Vec<Symbol>,
    parts: Vec<(&'p Obligation, Bounder<'p>)>,
}

impl<'p> Refuter<'p> {
    pub fn new(
        domain: &'p Domain,
        obligations: &'p [Obligation],
        prepared: &'p [Prepared],
    ) -> Result<Self, EvalError> {
        let parts = obligations.iter().zip(prepared);
        Ok(Self {
            domain,
            variables: domain.variables(),
            parts: parts
                .map(|(obligation, prepared)| Ok((obligation, Bounder::new(prepared)?)))
                .collect::<Result<_, EvalError>>()?,
        })
    }

    /// A witness near `point`, if there is one with coordinates that have a short decimal form.
    ///
    /// The witness lies in the domain and meets the conditions, and an obligation fails there: all three by intervals around
    /// the exact rational coordinates.
    pub fn confirm(&self, point: &[f64]) -> Option<Witness> {
        DIGITS.iter().find_map(|&digits| {
            let mut exact = point
                .iter()
                .map(|x| rounded(*x, digits))
                .collect::<Option<Vec<_>>>()?;
            self.domain.clamp(&mut exact);
            self.check(&exact)
        })
    }

    /// A point of the domain that meets the conditions for certain, near one of `points`.
    pub fn inhabitant<'a>(
        &self,
        points: impl IntoIterator<Item = &'a [f64]>,
    ) -> Option<Vec<BigRational>> {
        let (_, bounder) = self.parts.first()?;
        points.into_iter().find_map(|point| {
            let mut exact = point
                .iter()
                .map(|x| rounded(*x, 17))
                .collect::<Option<Vec<_>>>()?;
            self.domain.clamp(&mut exact);
            let inside = self.domain.contains(&exact) && bounder.is_inside(&enclosed(&exact));
            inside.then_some(exact)
        })
    }

    fn check(&self, exact: &[BigRational]) -> Option<Witness> {
        if !self.domain.contains(exact) {
            return None;
        }
        let region = enclosed(exact);
        self.parts.iter().find_map(|(obligation, bounder)| {
            let sides = bounder.sides(&region);
            let refuted = bounder.is_inside(&region) && fails(bounder.assertion(), &sides);
            refuted.then(|| self.witness(exact, obligation, sides))
        })
    }

    fn witness(&self, exact: &[BigRational], obligation: &Obligation, sides: Sides) -> Witness {
        let coordinates = exact.iter().map(exact_text);
        Witness {
            point: self.variables.iter().cloned().zip(coordinates).collect(),
            relation: obligation.to_string(),
            smaller: sides.smaller,
            larger: sides.larger,
        }
    }
}

/// Intervals around exact coordinates.
pub(super) fn enclosed(exact: &[BigRational]) -> Vec<Interval> {
    exact.iter().map(Interval::from_rational).collect()
}

/// The decimal with this many significant digits nearest to `x`, exactly.
fn rounded(x: f64, digits: usize) -> Option<BigRational> {
    parse_rational(&format!("{:.*e}", digits - 1, x)).ok()
}

/// A text of the claim language for a rational: a decimal where it has one.
pub(super) fn exact_text(value: &BigRational) -> String {
    let sign = if value.is_negative() { "-" } else { "" };
    let text = Decimal::new(value.abs()).map(|decimal| decimal.to_string());
    let quotient = || Expr::rational(&value.abs()).to_string();
    format!("{sign}{}", text.unwrap_or_else(quotient))
}
