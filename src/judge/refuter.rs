//! The refuter: a point at which a claim looks false becomes a witness only when intervals confirm it.

use std::cell::OnceCell;
use std::fmt;

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::IntervalAlgebra;
use super::bounder::{Bounder, Sides};
use super::domain::Domain;
use super::exact::Exact;
use super::judgement::place;
use super::obligation::{Assertion, Obligation};
use super::prepared::Prepared;
use super::symbolic::difference;
use super::weigh::{Precise, Weighed};
use crate::claim::{Claim, Comparison, Decimal, EvalError, Expr, Program, Symbol};
use crate::interval::big::Bits;
use crate::interval::{Interval, parse_rational};

/// Significant digits tried for the coordinates of a witness, from short to all that determine a double.
const DIGITS: [usize; 6] = [1, 2, 4, 8, 12, 17];

/// Sides that agree to this, relatively, may differ by less than their enclosures are wide: their difference is simplified.
const CLOSE: f64 = 1e-12;

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
    /// The larger side minus the smaller one, after cancelling what cancels exactly.
    pub difference: Interval,
    /// The same as an exact decimal or quotient, where both sides are rational.
    pub exact_difference: Option<String>,
}

/// Longer numbers are not printed exactly.
const LONGEST: usize = 24;

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (names, values): (Vec<_>, Vec<_>) = self.point.iter().cloned().unzip();
        write!(
            f,
            "`{}` fails{}; its left side lies in {}, its right side in {}; the right side minus the left one ",
            self.relation,
            place(&names, values),
            self.smaller,
            self.larger,
        )?;
        let short = |text: &&String| text.len() <= LONGEST && !text.contains('/');
        match self.exact_difference.as_ref().filter(short) {
            Some(exact) => write!(f, "is {exact}"),
            None => write!(f, "lies in {}", self.difference),
        }
    }
}

/// Both sides and their difference at a witness.
struct Violation {
    sides: Sides,
    exact: Option<BigRational>,
}

/// The obligations of a claim, ready to be refuted.
pub(super) struct Refuter<'p> {
    domain: &'p Domain,
    variables: Vec<Symbol>,
    /// Every term of the statement and of the side conditions.
    terms: Program,
    parts: Vec<Part<'p>>,
}

/// One obligation, and its slack in a shorter form, made when it is asked for.
struct Part<'p> {
    obligation: &'p Obligation,
    bounder: Bounder<'p>,
    sides: &'p Program,
    simplified: OnceCell<Option<Program>>,
}

impl<'p> Refuter<'p> {
    pub fn new(
        claim: &Claim,
        domain: &'p Domain,
        obligations: &'p [Obligation],
        prepared: &'p [Prepared],
    ) -> Result<Self, EvalError> {
        let variables = domain.variables();
        let stated = [&claim.statement].into_iter().chain(&claim.conditions);
        let terms = Program::new(stated.flat_map(Comparison::terms), &variables);
        let parts = obligations
            .iter()
            .zip(prepared)
            .map(|(obligation, prepared)| {
                Ok(Part {
                    obligation,
                    bounder: Bounder::new(prepared)?,
                    sides: &prepared.sides,
                    simplified: OnceCell::new(),
                })
            });
        Ok(Self {
            domain,
            variables,
            terms,
            parts: parts.collect::<Result<_, EvalError>>()?,
        })
    }

    /// A witness near `point`, if there is one with coordinates that have a short decimal form.
    ///
    /// The witness lies in the domain and meets the conditions, every term of the claim has a value there, and an obligation
    /// fails: all by exact arithmetic or by intervals around the exact rational coordinates.
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
        points.into_iter().find_map(|point| {
            let exact = self.exactly(point)?;
            self.meets_hypotheses(&exact).then_some(exact)
        })
    }

    /// Whether the point lies in the domain and meets the conditions, and some term of the claim has no value there, all for certain.
    pub fn has_no_value(&self, point: &[f64]) -> bool {
        let Some(exact) = self.exactly(point).filter(|x| self.meets_hypotheses(x)) else {
            return false;
        };
        let values = self.values(&enclosed(&exact));
        values.is_ok_and(|values| values.iter().any(|x| x.is_empty() && !x.is_nai()))
    }

    /// The point of the closed domain at these coordinates.
    fn exactly(&self, point: &[f64]) -> Option<Vec<BigRational>> {
        let exact = point.iter().map(|x| rounded(*x, 17));
        let mut exact = exact.collect::<Option<Vec<_>>>()?;
        self.domain.clamp(&mut exact);
        Some(exact)
    }

    /// Whether the point lies in the domain and meets the conditions, for certain.
    pub fn meets_hypotheses(&self, exact: &[BigRational]) -> bool {
        let conditions = self.parts.first().map(|part| &part.bounder);
        self.domain.contains(exact) && conditions.is_some_and(|c| c.is_inside(&enclosed(exact)))
    }

    fn values(&self, region: &[Interval]) -> Result<Vec<Interval>, EvalError> {
        self.terms.bind(&IntervalAlgebra)?.evaluate(region)
    }

    /// The witness at this very point, if it is one.
    pub fn check(&self, exact: &[BigRational]) -> Option<Witness> {
        if !self.meets_hypotheses(exact) {
            return None;
        }
        let (part, violation) = self
            .parts
            .iter()
            .find_map(|part| Some((part, part.violation(exact, self.domain)?)))?;
        let values = self.values(&enclosed(exact)).ok()?;
        let defined = values.iter().all(|value| value.is_defined());
        defined.then(|| self.witness(exact, part.obligation, violation))
    }

    /// What this many bits say of the point.
    pub fn weigh(&self, point: &[f64], bits: Bits) -> Weighed {
        let Some(exact) = self.exactly(point).filter(|x| self.meets_hypotheses(x)) else {
            return Weighed::Open;
        };
        // Every term of the claim has a value, or nothing is said.
        let found: Option<Vec<Precise>> = self
            .parts
            .iter()
            .map(|part| Precise::of(part.sides, &exact, bits))
            .collect();
        let found: Vec<(&Obligation, Precise)> = match found {
            Some(found) => self
                .parts
                .iter()
                .map(|part| part.obligation)
                .zip(found)
                .collect(),
            None => return Weighed::Open,
        };
        let rounding = |(part, sides): &(&Obligation, Precise)| {
            sides.is_rounding(part.assertion == Assertion::Equal)
        };
        let all_hold = found.iter().all(rounding);
        let violated = found
            .into_iter()
            .find(|(part, sides)| contradicts(part.assertion, sides.slack));
        match violated {
            Some((part, sides)) => {
                let found = Violation {
                    sides: Sides {
                        smaller: sides.smaller,
                        larger: sides.larger,
                        slack: sides.slack,
                    },
                    exact: None,
                };
                Weighed::Fails(Box::new(self.witness(&exact, part, found)))
            }
            None if all_hold => Weighed::Holds,
            None => Weighed::Open,
        }
    }

    fn witness(&self, exact: &[BigRational], obligation: &Obligation, found: Violation) -> Witness {
        let coordinates = exact.iter().map(exact_text);
        Witness {
            point: self.variables.iter().cloned().zip(coordinates).collect(),
            relation: obligation.to_string(),
            smaller: found.sides.smaller,
            larger: found.sides.larger,
            difference: found.sides.slack,
            exact_difference: found.exact.as_ref().map(exact_text),
        }
    }
}

impl Part<'_> {
    /// Both sides and their difference, where that has the wrong sign for certain.
    fn violation(&self, exact: &[BigRational], domain: &Domain) -> Option<Violation> {
        let assertion = self.obligation.assertion;
        let region = enclosed(exact);
        let sides = self.bounder.sides(&region);
        let slack = (sides.larger - sides.smaller).meet(sides.slack);
        let by_intervals = |slack| Violation {
            sides: Sides { slack, ..sides },
            exact: None,
        };
        if let Some(slack) = self.exact_slack(exact) {
            let fails = match assertion {
                Assertion::AtMost => slack.is_negative(),
                Assertion::Below => !slack.is_positive(),
                Assertion::Equal => !slack.is_zero(),
            };
            return fails.then(|| Violation {
                exact: Some(slack.clone()),
                ..by_intervals(Interval::from_rational(&slack))
            });
        }
        if contradicts(assertion, slack) {
            return Some(by_intervals(slack));
        }
        let close = slack.mag() <= CLOSE * (sides.smaller.mag() + sides.larger.mag());
        if !close || !domain.contains_inside(exact) {
            return None;
        }
        let simplified = self.simplified.get_or_init(|| {
            let Obligation {
                smaller, larger, ..
            } = self.obligation;
            let short = difference(smaller, larger, domain)?;
            Some(Program::new([&short], &domain.variables()))
        });
        let program = simplified.as_ref()?.bind(&IntervalAlgebra).ok()?;
        let slack = *program.evaluate(&region).ok()?.first()?;
        contradicts(assertion, slack).then(|| by_intervals(slack))
    }

    /// The difference of the sides, where both are rational.
    fn exact_slack(&self, exact: &[BigRational]) -> Option<BigRational> {
        let point: Vec<_> = exact.iter().cloned().map(Some).collect();
        let values = self.sides.bind(&Exact).ok()?.evaluate(&point).ok()?;
        match values.as_slice() {
            [_, _, slack] => slack.clone(),
            _ => None,
        }
    }
}

/// Whether a difference of the sides contradicts the assertion, for certain.
pub(super) fn contradicts(assertion: Assertion, slack: Interval) -> bool {
    slack.is_defined()
        && match assertion {
            Assertion::AtMost => slack.hi() < 0.0,
            Assertion::Below => slack.hi() <= 0.0,
            Assertion::Equal => !slack.contains_zero(),
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
