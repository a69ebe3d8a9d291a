//! A sharper slack, after everything is settled: the leaves with the smallest bounds are cut further.
//!
//! The first form that settles a box may prove far less than what is true there (`S_0 <= 1` is settled by the a-priori bound, with
//! slack 0, on a box of any size). Cutting such a leaf keeps the cover and proves more. It stops when the smallest bound is
//! within a factor of two of the smallest slack that was sampled, when a leaf cannot be improved, or when its budget is spent.

use crate::numeric::Instant;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::bounder::Bounder;
use super::branch_bound::{Budget, Leaf};
use super::domain::Domain;
use super::examine::{Examiner, cut_point};
use super::form::Form;
use crate::interval::Interval;

/// The share of the boxes examined so far that refining may add, as a divisor.
const SHARE: u64 = 5;
/// Boxes that refining may add in any case.
const FREE_BOXES: u64 = 64;
/// Leaves cut at a time. Part of the algorithm, as the wavefront of the search is.
const WAVE: usize = 16;

/// A leaf ordered by its bound, the smallest first, then the oldest.
struct Ranked {
    leaf: Leaf,
    serial: usize,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_bound = other.leaf.bound.total_cmp(&self.leaf.bound);
        by_bound.then(other.serial.cmp(&self.serial))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

/// Cuts the weakest leaves of an inequality until the smallest bound reaches half of `sampled`, as far as the budget goes.
pub(super) fn refine(
    bounder: &Bounder<'_>,
    domain: &Domain,
    budget: &mut Budget,
    leaves: Vec<Leaf>,
    sampled: f64,
) -> Vec<Leaf> {
    let cover = domain.cover();
    let examiner = Examiner::new(bounder, &cover, &budget.limits);
    let wanted = 0.5 * sampled;
    let extra = FREE_BOXES.max(budget.spent / SHARE);
    let most = budget.limits.boxes.min(budget.spent.saturating_add(extra));
    let mut serial = leaves.len();
    let mut ranked: BinaryHeap<Ranked> = leaves
        .into_iter()
        .enumerate()
        .map(|(serial, leaf)| Ranked { leaf, serial })
        .collect();
    loop {
        let mut wave: Vec<Ranked> = Vec::new();
        while wave.len() < WAVE
            && budget.spent + 2 * (wave.len() as u64 + 1) <= most
            && ranked
                .peek()
                .is_some_and(|weakest| weakest.leaf.bound < wanted)
        {
            wave.extend(ranked.pop());
        }
        let spent = budget.evaluations + bounder.work() > budget.limits.evaluations;
        if wave.is_empty() || spent || Instant::now() >= budget.deadline {
            ranked.extend(wave);
            break;
        }
        budget.spent += 2 * wave.len() as u64;
        let halves: Vec<Option<[Leaf; 2]>> = wave
            .par_iter()
            .map(|weak| cut(&examiner, domain, &weak.leaf))
            .collect();
        // The smallest bound is what is reported: nothing helps once its leaf cannot be improved.
        let stuck = halves.first().is_some_and(Option::is_none);
        for (weak, halves) in wave.into_iter().zip(halves) {
            match halves {
                Some(halves) => {
                    for leaf in halves {
                        ranked.push(Ranked { leaf, serial });
                        serial += 1;
                    }
                }
                None => ranked.push(weak),
            }
        }
        if stuck {
            break;
        }
    }
    let mut ranked = ranked.into_vec();
    ranked.sort_by_key(|ranked| ranked.serial);
    ranked.into_iter().map(|ranked| ranked.leaf).collect()
}

/// Both halves of a leaf, if each of them is settled and proves no less.
fn cut(examiner: &Examiner<'_, '_>, domain: &Domain, leaf: &Leaf) -> Option<[Leaf; 2]> {
    // Where the slack vanishes on a face, no cut makes it positive there.
    if matches!(
        leaf.form,
        Form::Taylor { .. } | Form::Stationary(_) | Form::Given
    ) {
        return None;
    }
    let axis = examiner.steepest(&leaf.region)?;
    let range = leaf.region[axis];
    let at = cut_point(range);
    let excluded = |axis: usize, face: f64| domain.excludes_face(axis, face);
    let half = |lo: f64, hi: f64| {
        let mut region = leaf.region.clone();
        region[axis] = Interval::from_bounds(lo, hi);
        let (form, bound) = examiner.examine(&region, 0, excluded).settled?;
        (bound >= leaf.bound).then_some(Leaf {
            region,
            form,
            bound,
        })
    };
    Some([half(range.lo(), at)?, half(at, range.hi())?])
}
