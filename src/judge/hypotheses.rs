//! Can the hypotheses of a claim be met at all?

use num_rational::BigRational;

use super::bounder::Bounder;
use super::domain::Domain;
use super::examine::cut_point;
use super::refuter::Refuter;
use crate::interval::Interval;

/// Boxes that are looked at for a point that meets the side conditions.
const MAX_BOXES: u64 = 4096;

/// What is known of the points of the domain that meet the side conditions.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Hypotheses {
    /// This one does.
    MetAt(Vec<BigRational>),
    /// None does: on each of this many boxes, which cover the domain, some condition is false.
    Never(u64),
    /// No such point was found, and none was excluded.
    Unknown,
}

/// Looks at the given points, then at the middles of smaller and smaller boxes, at most `boxes` of them.
pub(super) fn hypotheses<'a>(
    domain: &Domain,
    bounder: &Bounder<'_>,
    refuter: &Refuter<'_>,
    points: impl IntoIterator<Item = &'a [f64]>,
    boxes: u64,
) -> Hypotheses {
    if let Some(point) = refuter.inhabitant(points) {
        return Hypotheses::MetAt(point);
    }
    if !bounder.is_conditional() || boxes == 0 {
        return Hypotheses::Unknown;
    }
    let whole = domain.cover();
    let mut pending = std::collections::VecDeque::from([whole.clone()]);
    for examined in 0..boxes.min(MAX_BOXES) {
        let Some(part) = pending.pop_front() else {
            return Hypotheses::Never(examined);
        };
        if bounder.is_outside(&part) {
            continue;
        }
        let middle: Vec<f64> = part.iter().map(|x| x.mid()).collect();
        if let Some(point) = refuter.inhabitant([middle.as_slice()]) {
            return Hypotheses::MetAt(point);
        }
        let Some(halves) = halves(&part, &whole) else {
            return Hypotheses::Unknown;
        };
        pending.extend(halves);
    }
    Hypotheses::Unknown
}

/// Both halves across the axis that is widest relative to `whole`; `None` where no axis has a double inside.
fn halves(part: &[Interval], whole: &[Interval]) -> Option<[Vec<Interval>; 2]> {
    let relative = |k: usize| part[k].width() / whole[k].width();
    let axis = (0..part.len())
        .filter(|&k| part[k].lo() < cut_point(part[k]) && cut_point(part[k]) < part[k].hi())
        .max_by(|&a, &b| relative(a).total_cmp(&relative(b)))?;
    let at = cut_point(part[axis]);
    Some(
        [(part[axis].lo(), at), (at, part[axis].hi())].map(|(lo, hi)| {
            let mut half = part.to_vec();
            half[axis] = Interval::from_bounds(lo, hi);
            half
        }),
    )
}
