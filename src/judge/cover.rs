//! Do boxes tile a box exactly?

use std::cmp::Ordering;

use crate::interval::Interval;

/// A box, or what is left of it after some axes, counted with its sign.
type Signed<'a> = (i64, &'a [Interval]);

/// Checks that `boxes` tile `whole`: each of its points but those on faces lies in exactly one of them, and no other point does.
///
/// The indicators of the boxes must add up to that of the whole. Differentiated along the first axis, an indicator is the box's
/// lower face minus its upper one: at each coordinate these faces must cancel, as signed boxes of one dimension less. Equal boxes
/// of opposite sign go at once, so the work is that of sorting. Nothing is computed with the bounds, they are only compared.
/// Along an axis on which the whole is one number, each box must be that number.
///
/// # Errors
/// The coordinates of a corner at which the boxes do not fit together.
pub(super) fn check(whole: &[Interval], boxes: &[&[Interval]]) -> Result<(), Vec<f64>> {
    let thin = |x: &Interval| x.lo() == x.hi();
    let stray = boxes.iter().find(|region| {
        let pairs = region.iter().zip(whole);
        region.len() != whole.len() || pairs.into_iter().any(|(x, all)| thin(all) && !same(x, all))
    });
    if let Some(stray) = stray {
        return Err(stray.iter().map(|x| x.lo()).collect());
    }
    let wide = |region: &[Interval]| -> Vec<Interval> {
        let pairs = region.iter().zip(whole);
        pairs
            .filter(|(_, all)| !thin(all))
            .map(|(x, _)| *x)
            .collect()
    };
    let kept: Vec<Vec<Interval>> = boxes.iter().map(|region| wide(region)).collect();
    let all = wide(whole);
    let mut signed: Vec<Signed> = kept.iter().map(|region| (1, region.as_slice())).collect();
    signed.push((-1, &all));
    vanishes(signed, &mut Vec::new())
}

/// Whether the signed boxes cancel; `corner` holds the coordinates along the axes before.
fn vanishes(boxes: Vec<Signed>, corner: &mut Vec<f64>) -> Result<(), Vec<f64>> {
    let rest = cancelled(boxes);
    let Some((_, first)) = rest.first() else {
        return Ok(());
    };
    if first.is_empty() {
        return Err(corner.clone());
    }
    let mut faces: Vec<(f64, Signed)> = Vec::with_capacity(2 * rest.len());
    for (count, region) in rest {
        let (x, others) = (region[0], &region[1..]);
        faces.push((x.lo(), (count, others)));
        faces.push((x.hi(), (-count, others)));
    }
    faces.sort_unstable_by(|a, b| order(a.0, b.0));
    for level in faces.chunk_by(|a, b| a.0 == b.0) {
        corner.push(level[0].0);
        vanishes(level.iter().map(|(_, face)| *face).collect(), corner)?;
        corner.pop();
    }
    Ok(())
}

/// Equal boxes counted together, those that cancel left out.
fn cancelled(mut boxes: Vec<Signed>) -> Vec<Signed> {
    boxes.sort_unstable_by(|a, b| compare(a.1, b.1));
    let groups = boxes.chunk_by(|a, b| compare(a.1, b.1) == Ordering::Equal);
    groups
        .map(|group| (group.iter().map(|(count, _)| count).sum(), group[0].1))
        .filter(|(count, _)| *count != 0)
        .collect()
}

fn compare(a: &[Interval], b: &[Interval]) -> Ordering {
    let pairs = a.iter().zip(b);
    let unequal =
        |(x, y): (&Interval, &Interval)| order(x.lo(), y.lo()).then(order(x.hi(), y.hi()));
    pairs
        .map(unequal)
        .find(|o| o.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// Numbers in order; there is one zero and no NaN.
fn order(a: f64, b: f64) -> Ordering {
    (a + 0.0).total_cmp(&(b + 0.0))
}

fn same(a: &Interval, b: &Interval) -> bool {
    a.lo() == b.lo() && a.hi() == b.hi()
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

    #[test]
    fn boxes_that_no_cut_separates_tile_too() {
        let wheel = [
            region([(0.0, 3.0), (0.0, 0.5)]),
            region([(3.0, 4.0), (0.0, 1.5)]),
            region([(1.0, 4.0), (1.5, 2.0)]),
            region([(0.0, 1.0), (0.5, 2.0)]),
            region([(1.0, 3.0), (0.5, 1.5)]),
        ];
        assert!(tiles(&wheel));
        // Without the hub the area is missing; with a rim twice it is too much.
        assert!(!tiles(&wheel[..4]));
        assert!(!tiles(&[&wheel[..], &wheel[..1]].concat()));
    }

    #[test]
    fn a_point_domain_asks_for_exactly_one_box() {
        let whole = [Interval::point(2.0)];
        let one: &[Interval] = &whole;
        let other: &[Interval] = &[Interval::point(3.0)];
        let wide: &[Interval] = &[Interval::from_bounds(1.0, 3.0)];
        assert!(check(&whole, &[one]).is_ok() && check(&[], &[&[]]).is_ok());
        for boxes in [
            vec![],
            vec![one, one],
            vec![other],
            vec![wide],
            vec![one, other],
        ] {
            assert!(check(&whole, &boxes).is_err());
        }
        assert!(check(&[], &[]).is_err() && check(&[], &[&[], &[]]).is_err());
    }

    /// Cuts at random until there are `count` boxes, unbalanced on purpose.
    fn cut_at_random(count: usize, seed: u64) -> Vec<Vec<Interval>> {
        let mut state = seed;
        let mut draw = move |below: usize| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 33) as usize % below
        };
        let mut boxes = vec![vec![Interval::from_bounds(0.0, 1.0); 3]];
        while boxes.len() < count {
            let newest = boxes.len() - 1 - draw(boxes.len().min(3));
            let any = draw(boxes.len());
            let at = if draw(2) == 0 { newest } else { any };
            let axis = draw(3);
            let (lo, hi) = (boxes[at][axis].lo(), boxes[at][axis].hi());
            let cut = lo + (hi - lo) * (1 + draw(7)) as f64 / 8.0;
            if !(lo < cut && cut < hi) {
                continue;
            }
            let mut other = boxes[at].clone();
            other[axis] = Interval::from_bounds(lo, cut);
            boxes[at][axis] = Interval::from_bounds(cut, hi);
            boxes.push(other);
        }
        boxes
    }

    #[test]
    fn random_cuts_tile_and_every_change_of_an_end_is_seen() {
        let whole = vec![Interval::from_bounds(0.0, 1.0); 3];
        for seed in 0..20 {
            let boxes = cut_at_random(60, seed);
            let tiled = |boxes: &[Vec<Interval>]| {
                let boxes: Vec<&[Interval]> = boxes.iter().map(Vec::as_slice).collect();
                check(&whole, &boxes).is_ok()
            };
            assert!(tiled(&boxes));
            for at in 0..boxes.len() {
                let mut fewer = boxes.clone();
                fewer.remove(at);
                assert!(!tiled(&fewer));
                let mut moved = boxes.clone();
                let x = moved[at][at % 3];
                moved[at][at % 3] = Interval::from_bounds(x.lo(), x.hi().next_down());
                assert!(!tiled(&moved));
            }
        }
    }

    #[test]
    fn fifty_thousand_unbalanced_boxes_tile() {
        let boxes = cut_at_random(50_000, 7);
        let boxes: Vec<&[Interval]> = boxes.iter().map(Vec::as_slice).collect();
        // A quadratic check would take minutes.
        assert!(check(&[Interval::from_bounds(0.0, 1.0); 3], &boxes).is_ok());
    }
}
