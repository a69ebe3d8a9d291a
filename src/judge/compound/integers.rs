//! Integer variables: the integers of a short range one by one, the rest of a long one among the reals.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::claim::{Bound, Compound, DerivativeError, Expr, Range, Symbol, substitute};

/// A range with at most as many integers is judged at each of them, and nowhere else.
const MOST_POINTS: usize = 1000;
/// Of a longer range, the integers next to its finite end (or around 0) that are judged one by one.
const LISTED: usize = 40;
/// Further integers at which a long range is tried: powers of 2 beyond the listed ones, up to this exponent.
const PROBED: u32 = 20;

/// How a range of integers is covered.
pub(super) struct Cover {
    /// Integers that are judged one by one.
    pub points: Vec<BigInt>,
    /// Real ranges that contain the other integers.
    pub tails: Vec<Range>,
    /// Integers in the tails at which a counterexample is looked for.
    pub probes: Vec<BigInt>,
}

/// The integers of a range, and what lies beyond the first of them.
pub(super) fn cover(range: &Range) -> Cover {
    let (first, last) = range.integers();
    let zero = BigInt::from(0);
    let listed = BigInt::from(LISTED);
    let count = first.as_ref().zip(last.as_ref()).map(|(a, b)| b - a + 1);
    let count = count.and_then(|count: BigInt| count.to_usize());
    if let (Some(first), Some(count)) = (&first, count)
        && count <= MOST_POINTS
    {
        let points = (0..count).map(|k| first + BigInt::from(k)).collect();
        return Cover {
            points,
            tails: Vec::new(),
            probes: Vec::new(),
        };
    }
    let from = match (&first, &last) {
        (Some(first), _) => first.clone(),
        (None, Some(last)) => last - &listed + 1,
        (None, None) => zero.clone() - &listed / 2,
    };
    let points: Vec<BigInt> = (0..LISTED).map(|k| &from + BigInt::from(k)).collect();
    let (below, above) = (&from - 1_i32, &from + &listed);
    let whole = |n: &BigInt| Bound {
        value: Expr::rational(&BigRational::from_integer(n.clone())),
        closed: true,
    };
    let mut tails = Vec::new();
    if first.as_ref().is_none_or(|first| *first <= below) {
        tails.push(Range {
            upper: whole(&below),
            ..range.clone()
        });
    }
    if last.as_ref().is_none_or(|last| *last >= above) {
        tails.push(Range {
            lower: whole(&above),
            ..range.clone()
        });
    }
    let inside = |n: &BigInt| {
        let after = first.as_ref().is_none_or(|first| n >= first);
        let before = last.as_ref().is_none_or(|last| n <= last);
        after && before && !points.contains(n)
    };
    let powers = (0..=PROBED).map(|k| BigInt::from(1_u32) << k);
    let signed = powers.flat_map(|power| [from.clone() - &power, &from + power]);
    let probes = signed.filter(inside).collect();
    Cover {
        points,
        tails,
        probes,
    }
}

/// The statement with an integer in the place of a variable.
pub(super) fn at(
    compound: &Compound,
    variable: &Symbol,
    value: &BigInt,
) -> Result<Compound, DerivativeError> {
    let value = Expr::rational(&BigRational::from_integer(value.clone()));
    let pairs = [(variable.clone(), value)];
    let replace = |expr: &Expr| substitute(expr, &pairs);
    let conditions: Result<Vec<_>, _> = compound
        .conditions
        .iter()
        .map(|condition| condition.map(&replace))
        .collect();
    Ok(Compound {
        conditions: conditions?,
        conclusion: compound.conclusion.map(&replace)?,
        ..without(compound, variable)
    })
}

/// The statement with a real range in the place of a range of integers.
pub(super) fn over_reals(compound: &Compound, range: &Range) -> Compound {
    let mut wider = compound.clone();
    wider.integers.retain(|name| *name != range.variable);
    for other in &mut wider.domain {
        if other.variable == range.variable {
            *other = range.clone();
        }
    }
    wider
}

fn without(compound: &Compound, variable: &Symbol) -> Compound {
    let mut fewer = compound.clone();
    fewer.domain.retain(|range| range.variable != *variable);
    fewer.integers.retain(|name| name != variable);
    fewer
}

/// The integers next to a number that is written out.
pub(super) fn neighbours(number: &str) -> Vec<BigInt> {
    let value = match number.split_once('/') {
        Some((a, b)) => a
            .parse::<f64>()
            .ok()
            .zip(b.parse::<f64>().ok())
            .map(|(a, b)| a / b),
        None => number.parse::<f64>().ok(),
    };
    let ends = value.map(|x| [x.floor(), x.ceil()]).into_iter().flatten();
    let whole = |x: f64| BigRational::from_float(x).map(|x| x.to_integer());
    ends.filter_map(whole).collect()
}
