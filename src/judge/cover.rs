//! Do boxes tile a box exactly?

use crate::interval::Interval;

/// Checks that `boxes` tile `whole`: their union is `whole` and no two overlap in more than faces.
///
/// The boxes must be separable by cuts all the way down, which every bisection is: some plane has each box on one side, and the
/// same holds for the two parts. Cuts are found from the boxes alone, by sweeping along each axis.
///
/// # Errors
/// The part of the domain at which the tiling fails.
pub(super) fn check(whole: &[Interval], boxes: &[&[Interval]]) -> Result<(), Vec<Interval>> {
    let mut pending = vec![(whole.to_vec(), boxes.to_vec())];
    while let Some((part, inside)) = pending.pop() {
        if let [single] = inside.as_slice() {
            if same(single, &part) {
                continue;
            }
            return Err(part);
        }
        let Some((axis, at)) = cut(&part, &inside) else {
            return Err(part);
        };
        let (below, above): (Vec<_>, Vec<_>) = inside
            .into_iter()
            .partition(|region| region[axis].hi() <= at);
        for (boxes, lo, hi) in [(below, part[axis].lo(), at), (above, at, part[axis].hi())] {
            let mut half = part.clone();
            half[axis] = Interval::from_bounds(lo, hi);
            pending.push((half, boxes));
        }
    }
    Ok(())
}

fn same(a: &[Interval], b: &[Interval]) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(x, y)| x.lo() == y.lo() && x.hi() == y.hi())
}

/// A plane strictly inside `part` that no box crosses, the most central one of the first axis that has any.
fn cut(part: &[Interval], boxes: &[&[Interval]]) -> Option<(usize, f64)> {
    (0..part.len()).find_map(|axis| {
        let mut ranges: Vec<(f64, f64)> = boxes
            .iter()
            .map(|region| (region[axis].lo(), region[axis].hi()))
            .collect();
        ranges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut reach = f64::NEG_INFINITY;
        let mut cuts: Vec<(usize, f64)> = Vec::new();
        for (position, &(lo, hi)) in ranges.iter().enumerate() {
            if position > 0 && reach <= lo && part[axis].lo() < lo && lo < part[axis].hi() {
                cuts.push((position, lo));
            }
            reach = reach.max(hi);
        }
        cuts.into_iter()
            .min_by_key(|(position, _)| position.abs_diff(ranges.len() / 2))
            .map(|(_, at)| (axis, at))
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::interval::Interval;

    fn region(bounds: [(f64, f64); 2]) -> Vec<Interval> {
        bounds.map(|(a, b)| Interval::from_bounds(a, b)).to_vec()
    }

    fn tiles(boxes: &[Vec<Interval>]) -> bool {
        let boxes: Vec<&[Interval]> = boxes.iter().map(Vec::as_slice).collect();
        check(&region([(0.0, 4.0), (0.0, 2.0)]), &boxes).is_ok()
    }

    #[test]
    fn a_tiling_is_recognised() {
        let boxes = [
            region([(0.0, 2.0), (0.0, 2.0)]),
            region([(2.0, 3.0), (0.0, 2.0)]),
            region([(3.0, 4.0), (0.0, 1.0)]),
            region([(3.0, 4.0), (1.0, 2.0)]),
        ];
        assert!(tiles(&boxes));
        for missing in 0..boxes.len() {
            let mut some = boxes.to_vec();
            some.remove(missing);
            assert!(!tiles(&some));
        }
    }

    #[test]
    fn gaps_overlaps_and_strays_are_refused() {
        let left = region([(0.0, 2.0), (0.0, 2.0)]);
        for right in [
            region([(2.5, 4.0), (0.0, 2.0)]),
            region([(1.5, 4.0), (0.0, 2.0)]),
            region([(2.0, 5.0), (0.0, 2.0)]),
            region([(2.0, 4.0), (0.0, 1.5)]),
            region([(2.0, 4.0), (-1.0, 2.0)]),
        ] {
            assert!(!tiles(&[left.clone(), right]));
        }
        assert!(!tiles(&[]));
        assert!(!tiles(&[left.clone(), left]));
    }
}
