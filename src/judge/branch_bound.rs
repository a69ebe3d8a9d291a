//! The interval judge: best-first branch and bound over the domain box.
//!
//! Boxes that no form settles are cut in two. The box with the smallest lower bound of the slack comes first, because that is
//! where the claim fails if it does. A wavefront of fixed size is examined in parallel and merged in order, so result, number
//! of boxes and leaves are the same for any number of threads; only a time limit depends on the machine.
//! Source: Skelboe 1974, Baumann 1988.

use crate::numeric::Instant;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::time::Duration;

use rayon::prelude::*;

use super::bounder::Bounder;
use super::domain::Domain;
use super::examine::{Examination, Examiner, cut_point};
use super::form::Form;
use crate::interval::Interval;

/// Boxes examined between two looks at the limits. Part of the algorithm: another value gives other certificates.
const WAVEFRONT: usize = 128;

/// What the costliest claims of the theory need, a few times over: a minute of one core.
const EVALUATIONS: u64 = 1_000_000_000;

/// When a judge gives up.
///
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::{Limits, Verdict, judge};
/// let claim = parse_claim("for delta in [0, 3]: eps_old(1/2, delta) <= 1/2*bc(delta)")?;
/// assert_eq!(judge(&claim, &Limits::default()).verdict, Verdict::Certified);
/// assert_eq!(judge(&claim, &Limits::of_boxes(0)).verdict, Verdict::Undecided);   // it was only sampled
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Most boxes examined for one claim; 0 leaves the interval judge out.
    pub boxes: u64,
    /// Most evaluations of arithmetic on boxes for one claim, a costly function counted as many: the enclosures of a claim may cost
    /// a hundred times those of another, and no verdict should take minutes unasked.
    pub evaluations: u64,
    /// Longest time for one claim. There is none by default: a verdict should not depend on the machine.
    pub time: Duration,
    /// Narrowest box, relative to the size of its numbers.
    pub width: f64,
    /// An equation agrees once `|left - right|` is enclosed in this width everywhere.
    pub equality: f64,
}

impl Limits {
    /// This many boxes, whatever they cost: whoever names a number is ready to wait for them.
    pub fn of_boxes(boxes: u64) -> Self {
        Self {
            boxes,
            evaluations: u64::MAX,
            ..Self::default()
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            boxes: 1_000_000,
            evaluations: EVALUATIONS,
            time: Duration::MAX,
            width: 2.0_f64.powi(-40),
            equality: 1e-6,
        }
    }
}

/// The limit that ended an undecided search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// [`Limits::boxes`]
    Boxes,
    /// [`Limits::evaluations`]
    Evaluations,
    /// [`Limits::time`]
    Time,
    /// [`Limits::width`]
    Width,
}

impl Limit {
    /// The word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Boxes => "boxes",
            Self::Evaluations => "evaluations",
            Self::Time => "time",
            Self::Width => "width",
        }
    }
}

/// A box that is settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// The box.
    pub region: Vec<Interval>,
    /// The form that settles it.
    pub form: Form,
    /// What the form proves, see [`Bounder::prove`].
    pub bound: f64,
}

/// How a search ended.
#[derive(Clone, Debug)]
pub(super) enum Ended<W> {
    /// Every box is settled.
    Covered(Vec<Leaf>),
    /// A suspicious point was confirmed.
    Refuted(W),
    /// A limit was hit; the smallest box left.
    Stopped {
        limit: Limit,
        smallest: Vec<Interval>,
    },
}

/// A box waiting to be cut.
struct Open {
    region: Vec<Interval>,
    depth: u32,
    axis: usize,
    priority: f64,
    /// Position in the order of creation, which breaks ties.
    serial: u64,
}

impl Open {
    /// Both halves, and how deep they are.
    fn halves(self) -> [(Vec<Interval>, u32); 2] {
        let side = self.region[self.axis];
        let at = cut_point(side);
        [(side.lo(), at), (at, side.hi())].map(|(lo, hi)| {
            let mut child = self.region.clone();
            child[self.axis] = Interval::from_bounds(lo, hi);
            (child, self.depth + 1)
        })
    }
}

impl Ord for Open {
    /// The greatest is cut first: smallest lower bound, then oldest.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_bound = other.priority.total_cmp(&self.priority);
        by_bound.then(other.serial.cmp(&self.serial))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

/// What a search may still spend, shared by the obligations of a claim.
pub(super) struct Budget {
    pub limits: Limits,
    pub deadline: Instant,
    /// Boxes examined so far.
    pub spent: u64,
    /// Evaluations of the obligations that are done with.
    pub evaluations: u64,
}

impl Budget {
    pub fn new(limits: Limits) -> Self {
        let now = Instant::now();
        let far = Duration::from_secs(365 * 24 * 3600);
        Self {
            limits,
            deadline: now + limits.time.min(far),
            spent: 0,
            evaluations: 0,
        }
    }

    /// The limit that two more boxes would exceed, where the obligation at hand has taken `work` evaluations.
    fn exceeded(&self, work: u64) -> Option<Limit> {
        if self.spent + 2 > self.limits.boxes {
            Some(Limit::Boxes)
        } else if self.evaluations + work > self.limits.evaluations {
            Some(Limit::Evaluations)
        } else if Instant::now() >= self.deadline {
            Some(Limit::Time)
        } else {
            None
        }
    }
}

/// The boxes that a search has settled, and those that it has not.
#[derive(Default)]
struct Found {
    leaves: Vec<Leaf>,
    open: BinaryHeap<Open>,
    serial: u64,
}

impl Found {
    /// Puts an examined box where it belongs; a box that is neither settled nor can be cut comes back.
    fn place(
        &mut self,
        region: Vec<Interval>,
        depth: u32,
        examination: Examination,
    ) -> Option<Vec<Interval>> {
        match (examination.settled, examination.axis) {
            (Some((form, bound)), _) => self.leaves.push(Leaf {
                region,
                form,
                bound,
            }),
            (None, Some(axis)) => {
                self.serial += 1;
                self.open.push(Open {
                    region,
                    depth,
                    axis,
                    priority: examination.priority,
                    serial: self.serial,
                });
            }
            (None, None) => return Some(region),
        }
        None
    }
}

/// Searches the cover of `domain`; `confirm` is asked about points at which the obligation seems to fail.
pub(super) fn search<W>(
    bounder: &Bounder<'_>,
    domain: &Domain,
    budget: &mut Budget,
    mut confirm: impl FnMut(&[f64]) -> Option<W>,
) -> Ended<W> {
    let cover = domain.cover();
    let examiner = Examiner::new(bounder, &cover, &budget.limits);
    let excluded = |axis: usize, face: f64| domain.excludes_face(axis, face);
    let mut found = Found::default();
    let mut wave: Vec<(Vec<Interval>, u32)> = vec![(cover, 0)];
    loop {
        let examined: Vec<Examination> = wave
            .par_iter()
            .map(|(region, depth)| examiner.examine(region, *depth, excluded))
            .collect();
        budget.spent += wave.len() as u64;
        let mut stuck: Option<Vec<Interval>> = None;
        for ((region, depth), mut examination) in wave.drain(..).zip(examined) {
            let suspect = examination.suspect.take();
            if let Some(witness) = suspect.and_then(|point| confirm(&point)) {
                return Ended::Refuted(witness);
            }
            let left = found.place(region, depth, examination);
            stuck = stuck.or(left);
        }
        if let Some(smallest) = stuck {
            return Ended::Stopped {
                limit: Limit::Width,
                smallest,
            };
        }
        if found.open.is_empty() {
            return Ended::Covered(found.leaves);
        }
        if let Some(limit) = budget.exceeded(bounder.work()) {
            let smallest = smallest(&found.open, &examiner.extent);
            return Ended::Stopped { limit, smallest };
        }
        let room = usize::try_from((budget.limits.boxes - budget.spent) / 2);
        let parents = WAVEFRONT.min(room.unwrap_or(WAVEFRONT));
        wave.extend(
            (0..parents)
                .map_while(|_| found.open.pop())
                .flat_map(Open::halves),
        );
    }
}

/// The box whose widest side, relative to the domain, is the narrowest; the oldest of equals.
fn smallest(open: &BinaryHeap<Open>, extent: &[f64]) -> Vec<Interval> {
    let size = |open: &Open| {
        let sides = open.region.iter().zip(extent);
        sides.fold(0.0, |most: f64, (x, whole)| {
            if *whole > 0.0 {
                most.max(x.width() / whole)
            } else {
                most
            }
        })
    };
    open.iter()
        .min_by(|a, b| size(a).total_cmp(&size(b)).then(a.serial.cmp(&b.serial)))
        .map_or_else(Vec::new, |open| open.region.clone())
}
