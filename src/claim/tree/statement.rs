//! Claims: a domain, side conditions and a chain of relations.

use num_bigint::BigInt;

use super::expr::{Expr, Kind};
use super::fold::rational_value;
use super::symbol::Symbol;

/// The word for the end of a range that has none.
pub(in crate::claim) const INFINITY: &str = "inf";

/// How two expressions compare.
///
/// ```
/// use forgetting::claim::Relation;
/// assert_eq!((Relation::Less.symbol(), Relation::Less.flipped()), ("<", Relation::Greater));
/// assert!(Relation::LessEqual.holds(1.0, 1.0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `=`
    Equal,
}

impl Relation {
    /// As the language writes it.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "=",
        }
    }

    /// The relation between the sides exchanged: a < b is b > a.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
            Self::Equal => Self::Equal,
        }
    }

    /// Whether it holds between two numbers; false if either is NaN.
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterEqual => left >= right,
            Self::Equal => left == right,
        }
    }

    pub(in crate::claim) fn from_symbol(symbol: &str) -> Option<Self> {
        [
            Self::Less,
            Self::LessEqual,
            Self::Greater,
            Self::GreaterEqual,
            Self::Equal,
        ]
        .into_iter()
        .find(|relation| relation.symbol() == symbol)
    }
}

/// A chain `e0 r1 e1 r2 e2 ...` with at least one relation, all of them pointing one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    first: Expr,
    rest: Vec<(Relation, Expr)>,
}

impl Comparison {
    /// The chain; `None` where it has no relation or turns round.
    pub fn new(first: Expr, rest: Vec<(Relation, Expr)>) -> Option<Self> {
        let upward = rest
            .iter()
            .any(|(r, _)| matches!(r, Relation::Less | Relation::LessEqual));
        let downward = rest
            .iter()
            .any(|(r, _)| matches!(r, Relation::Greater | Relation::GreaterEqual));
        let turns_round = upward && downward;
        (!rest.is_empty() && !turns_round).then_some(Self { first, rest })
    }

    /// The leftmost expression.
    pub fn first(&self) -> &Expr {
        &self.first
    }

    /// The relations, each with the expression on its right.
    pub fn rest(&self) -> &[(Relation, Expr)] {
        &self.rest
    }

    /// The relations between neighbours, as (left, relation, right).
    pub fn pairs(&self) -> impl Iterator<Item = (&Expr, Relation, &Expr)> {
        let lefts = std::iter::once(&self.first).chain(self.rest.iter().map(|(_, right)| right));
        lefts
            .zip(&self.rest)
            .map(|(left, (relation, right))| (left, *relation, right))
    }

    /// The chain with every expression replaced.
    ///
    /// # Errors
    /// The first error of `replace`.
    pub fn map<E>(&self, replace: &impl Fn(&Expr) -> Result<Expr, E>) -> Result<Self, E> {
        let rest: Result<Vec<_>, E> = self
            .rest
            .iter()
            .map(|(relation, right)| Ok((*relation, replace(right)?)))
            .collect();
        Ok(Self {
            first: replace(&self.first)?,
            rest: rest?,
        })
    }

    /// Every expression of the chain, from left to right.
    pub fn terms(&self) -> impl Iterator<Item = &Expr> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|(_, right)| right))
    }
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Its value: an expression without variables and without functions of the theory, or `inf` or `-inf`.
    pub value: Expr,
    /// Whether the end belongs to the range.
    pub closed: bool,
}

impl Bound {
    /// Whether the range has no end here: `inf` or `-inf`.
    pub fn is_infinite(&self) -> bool {
        self.infinity().is_some()
    }

    /// The infinity it stands for.
    pub fn infinity(&self) -> Option<f64> {
        match self.value.kind() {
            Kind::Variable(name) if &**name == INFINITY => Some(f64::INFINITY),
            Kind::Neg(a) => match a.kind() {
                Kind::Variable(name) if &**name == INFINITY => Some(f64::NEG_INFINITY),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A variable and the interval it runs over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The variable.
    pub variable: Symbol,
    /// Lower end.
    pub lower: Bound,
    /// Upper end.
    pub upper: Bound,
}

impl Range {
    /// The least and the greatest integer of the range, `None` for an end that there is not; the ends must be rational.
    pub fn integers(&self) -> (Option<BigInt>, Option<BigInt>) {
        let one = BigInt::from(1);
        let lower = rational_value(&self.lower.value).map(|end| {
            let first = end.ceil().to_integer();
            let is_end = end.is_integer() && !self.lower.closed;
            if is_end { first + &one } else { first }
        });
        let upper = rational_value(&self.upper.value).map(|end| {
            let last = end.floor().to_integer();
            let is_end = end.is_integer() && !self.upper.closed;
            if is_end { last - &one } else { last }
        });
        (lower, upper)
    }

    /// Whether there is no integer between its ends.
    pub(in crate::claim) fn has_no_integer(&self) -> bool {
        matches!(self.integers(), (Some(first), Some(last)) if last < first)
    }
}

/// A statement: for all points of the domain that meet the conditions, the chain holds.
///
/// ```
/// let claim = forgetting::claim::parse_claim("for x in [0, 1]: 0 <= x^2 <= x")?;
/// assert_eq!((claim.domain.len(), claim.statement.pairs().count()), (1, 2));
/// assert_eq!(claim.to_string(), "for x in [0, 1]: 0 <= x^2 <= x");
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The variables with their ranges, in the order of the source.
    pub domain: Vec<Range>,
    /// Side conditions; all must hold for a point to count.
    pub conditions: Vec<Comparison>,
    /// What is claimed.
    pub statement: Comparison,
}

impl Claim {
    /// The claim with every expression of its conditions and its statement replaced.
    ///
    /// # Errors
    /// The first error of `replace`.
    pub fn map<E>(&self, replace: &impl Fn(&Expr) -> Result<Expr, E>) -> Result<Self, E> {
        let conditions = self.conditions.iter().map(|chain| chain.map(replace));
        Ok(Self {
            domain: self.domain.clone(),
            conditions: conditions.collect::<Result<_, E>>()?,
            statement: self.statement.map(replace)?,
        })
    }

    /// The variables, in the order of the domain.
    pub fn variables(&self) -> Vec<Symbol> {
        self.domain
            .iter()
            .map(|range| range.variable.clone())
            .collect()
    }
}
