//! Covers of bounded boxes by pieces on which the enclosure is positive.

use num_rational::BigRational;

use super::bernstein::{self, Cover};
use super::cell::{Enclosed, hull};
use super::derivation::Goal;
use super::search::Search;
use crate::interval::Interval;
use crate::judge::symbolic::Range;

/// Most pieces of a cover by enclosures.
const MAX_PIECES: u32 = 48;

impl Search {
    /// A cover of a bounded box whose pieces have positive enclosures.
    pub fn enclosures(&mut self, goal: &Goal) -> Option<Cover> {
        let axes = goal.cell.region.axes();
        let ranges: Vec<Range> = axes.iter().map(|(_, range)| range.clone()).collect();
        let bounded = ranges
            .iter()
            .all(|range| range.lo.is_some() && range.hi.is_some());
        if !bounded {
            return None;
        }
        let enclosed = Enclosed::new(&goal.expr, &goal.cell.variables());
        let mut pieces = MAX_PIECES;
        enclosed_cover(&enclosed, &ranges, 0, &mut pieces)
    }
}

fn enclosed_cover(
    enclosed: &Enclosed,
    ranges: &[Range],
    axis: usize,
    pieces: &mut u32,
) -> Option<Cover> {
    *pieces = pieces.checked_sub(1)?;
    let hulls: Vec<Interval> = ranges.iter().map(hull).collect();
    let x = enclosed.over(&hulls);
    if x.is_defined() && x.lo() > 0.0 {
        return Some(Cover::Leaf);
    }
    if x.hi() <= 0.0 {
        return None;
    }
    let range = ranges.get(axis)?;
    let (lo, hi) = (range.lo.as_ref()?, range.hi.as_ref()?);
    let at = (&lo.value + &hi.value) / BigRational::from_integer(2.into());
    let [low, high] = bernstein::halves_inside(ranges, axis, &at)?;
    let next = (axis + 1) % ranges.len();
    Some(Cover::Cut {
        axis,
        at,
        below: Box::new(enclosed_cover(enclosed, &low, next, pieces)?),
        above: Box::new(enclosed_cover(enclosed, &high, next, pieces)?),
    })
}
