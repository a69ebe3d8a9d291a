//! Signs of polynomials on boxes, exactly.
//!
//! On a range with ends `a < b` a variable is `x = (a + b s)/(1 + s)` with `s` in `(0, inf)`; above `a` it is `a + s`, below
//! `b` it is `b - s`. After clearing denominators the polynomial is one in the `s`: its coefficients are those of the Bernstein
//! form up to positive factors. Where none is negative the polynomial is nonnegative on the box.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use super::polynomial::Polynomial;
use crate::judge::symbolic::{End, Range};

/// Most coefficients of one form.
const MAX_SIZE: usize = 20_000;
/// Most coefficients computed in one search.
const MAX_WORK: usize = 60_000;
/// Most cuts of one axis on the way to a piece.
const MAX_CUTS: u32 = 40;

/// How a box is cut: at rational points, until each piece is settled by its coefficients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    Leaf,
    Cut {
        axis: usize,
        at: BigRational,
        below: Box<Cover>,
        above: Box<Cover>,
    },
}

impl Cover {
    pub fn leaves(&self) -> usize {
        match self {
            Self::Leaf => 1,
            Self::Cut { below, above, .. } => below.leaves() + above.leaves(),
        }
    }
}

/// What the coefficients say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    Holds,
    /// A value at a corner has the wrong sign.
    Fails,
    Open,
}

/// A cover on which `p >= 0` (`p > 0` where strict) on the inside of the box; `None` where none was found within the limits.
pub(super) fn cover(p: &Polynomial, ranges: &[Range], strict: bool) -> Option<Cover> {
    let mut work = 0;
    let depths = vec![0; ranges.len()];
    search(p, ranges, strict, depths, &mut work)
}

fn search(
    p: &Polynomial,
    ranges: &[Range],
    strict: bool,
    depths: Vec<u32>,
    work: &mut usize,
) -> Option<Cover> {
    if let Some(finding) = finding(p, ranges, strict, work) {
        match finding {
            Finding::Holds => return Some(Cover::Leaf),
            Finding::Fails => return None,
            Finding::Open => {}
        }
    }
    if *work > MAX_WORK {
        return None;
    }
    // Unbounded axes first, then the one cut least.
    let axis = (0..ranges.len())
        .filter(|&k| p.degree(k) > 0)
        .min_by_key(|&k| {
            let both = ranges[k].lo.is_none() && ranges[k].hi.is_none();
            (!both, depths[k])
        })?;
    if depths[axis] >= MAX_CUTS {
        return None;
    }
    let at = middle(&ranges[axis])?;
    let [low, high] = halves_inside(ranges, axis, &at)?;
    let mut depths = depths;
    depths[axis] += 1;
    let half = |ranges: Vec<Range>, work: &mut usize| {
        search(p, &ranges, strict, depths.clone(), work).map(Box::new)
    };
    Some(Cover::Cut {
        axis,
        below: half(low, work)?,
        above: half(high, work)?,
        at,
    })
}

/// Whether the cover shows the sign.
pub(super) fn check(p: &Polynomial, ranges: &[Range], strict: bool, cover: &Cover) -> bool {
    match cover {
        Cover::Leaf => finding(p, ranges, strict, &mut 0) == Some(Finding::Holds),
        Cover::Cut {
            axis,
            at,
            below,
            above,
        } => halves_inside(ranges, *axis, at).is_some_and(|[low, high]| {
            check(p, &low, strict, below) && check(p, &high, strict, above)
        }),
    }
}

/// Two halves that both contain the cut.
fn halves(range: &Range, at: &BigRational) -> (Range, Range) {
    let cut = Some(End {
        value: at.clone(),
        open: false,
    });
    (
        Range::exactly(range.lo.clone(), cut.clone()),
        Range::exactly(cut, range.hi.clone()),
    )
}

/// The middle of a range; of a half-infinite one a point that moves out geometrically.
pub(super) fn middle(range: &Range) -> Option<BigRational> {
    let one = BigRational::one();
    let step = |end: &BigRational| end.abs().max(one.clone());
    Some(match (&range.lo, &range.hi) {
        (Some(lo), Some(hi)) if lo.value < hi.value => {
            (&lo.value + &hi.value) / BigRational::from_integer(2.into())
        }
        (Some(_), Some(_)) => return None,
        (Some(lo), None) => &lo.value + step(&lo.value),
        (None, Some(hi)) => &hi.value - step(&hi.value),
        (None, None) => BigRational::zero(),
    })
}

/// `None` where the box is unbounded on both sides, or the form too large.
fn finding(p: &Polynomial, ranges: &[Range], strict: bool, work: &mut usize) -> Option<Finding> {
    if p.is_zero() {
        return Some(if strict {
            Finding::Fails
        } else {
            Finding::Holds
        });
    }
    let form = Form::new(p, ranges)?;
    *work += form.coefficients.len();
    if form.coefficients.iter().all(|c| !c.is_negative()) {
        let holds = !strict || form.is_positive(ranges);
        return Some(if holds { Finding::Holds } else { Finding::Open });
    }
    let wrong = form.corners().any(|k| form.coefficients[k].is_negative());
    Some(if wrong { Finding::Fails } else { Finding::Open })
}

/// Coefficients in the `s`, the last axis fastest.
struct Form {
    degrees: Vec<usize>,
    coefficients: Vec<BigInt>,
}

impl Form {
    fn new(p: &Polynomial, ranges: &[Range]) -> Option<Self> {
        let degrees: Vec<usize> = (0..ranges.len()).map(|k| p.degree(k) as usize).collect();
        let size = degrees
            .iter()
            .try_fold(1_usize, |size, d| size.checked_mul(d + 1))
            .filter(|size| *size <= MAX_SIZE)?;
        let mut shared = BigInt::one();
        for (_, c) in p.terms() {
            shared = shared.lcm(c.denom());
        }
        let mut coefficients = vec![BigInt::zero(); size];
        for (m, c) in p.terms() {
            let at = m
                .iter()
                .zip(&degrees)
                .fold(0, |at, (k, d)| at * (d + 1) + *k as usize);
            coefficients[at] = c.numer() * (&shared / c.denom());
        }
        let mut form = Self {
            degrees,
            coefficients,
        };
        for (axis, range) in ranges.iter().enumerate() {
            if form.degrees[axis] > 0 {
                form.substitute(axis, range)?;
            }
        }
        Some(form)
    }

    /// x = numer/denom on one axis, both linear in s; multiplied by denom^degree.
    fn substitute(&mut self, axis: usize, range: &Range) -> Option<()> {
        let (numer, denom) = quotient(range)?;
        let n = self.degrees[axis];
        let (above, below) = (powers(&numer, n), powers(&denom, n));
        let stride: usize = self.degrees[axis + 1..].iter().map(|d| d + 1).product();
        for start in 0..self.coefficients.len() {
            if !(start / stride).is_multiple_of(n + 1) {
                continue;
            }
            let mut line = vec![BigInt::zero(); n + 1];
            for k in 0..=n {
                let c = &self.coefficients[start + k * stride];
                if c.is_zero() {
                    continue;
                }
                for (i, a) in above[k].iter().enumerate().filter(|(_, a)| !a.is_zero()) {
                    let scaled = c * a;
                    for (j, b) in below[n - k].iter().enumerate() {
                        line[i + j] += &scaled * b;
                    }
                }
            }
            for (k, c) in line.into_iter().enumerate() {
                self.coefficients[start + k * stride] = c;
            }
        }
        Some(())
    }

    /// The indices at which every power is least or greatest: the values at the corners, up to positive factors.
    fn corners(&self) -> impl Iterator<Item = usize> + '_ {
        (0..1_usize << self.degrees.len()).map(|bits| {
            self.degrees.iter().enumerate().fold(0, |at, (k, d)| {
                at * (d + 1) + if bits >> k & 1 == 1 { *d } else { 0 }
            })
        })
    }

    /// With no coefficient negative: whether each part of the box, closed ends included, meets a positive one.
    fn is_positive(&self, ranges: &[Range]) -> bool {
        let closed: Vec<[bool; 2]> = ranges
            .iter()
            .map(|r| {
                // Below an end the form starts at that end.
                let ends = if r.lo.is_some() {
                    [&r.lo, &r.hi]
                } else {
                    [&r.hi, &r.lo]
                };
                ends.map(|end| end.as_ref().is_some_and(|end| !end.open))
            })
            .collect();
        let positive: Vec<Vec<usize>> = (0..self.coefficients.len())
            .filter(|&k| self.coefficients[k].is_positive())
            .map(|k| self.powers_at(k))
            .collect();
        // 0: the inside of an axis, 1: its end at s = 0, 2: the other end.
        let mut faces = vec![vec![]];
        for (axis, ends) in closed.iter().enumerate() {
            let mut longer: Vec<Vec<usize>> = Vec::new();
            for face in &faces {
                for (kind, allowed) in [(0, true), (1, ends[0]), (2, ends[1])] {
                    if allowed && (kind == 0 || self.degrees[axis] > 0) {
                        let mut next: Vec<usize> = face.clone();
                        next.push(kind);
                        longer.push(next);
                    }
                }
            }
            faces = longer;
        }
        faces.iter().all(|face| {
            positive.iter().any(|powers| {
                face.iter().enumerate().all(|(k, kind)| match kind {
                    0 => true,
                    1 => powers[k] == 0,
                    _ => powers[k] == self.degrees[k],
                })
            })
        })
    }

    fn powers_at(&self, mut index: usize) -> Vec<usize> {
        let mut powers = vec![0; self.degrees.len()];
        for (power, d) in powers.iter_mut().zip(&self.degrees).rev() {
            *power = index % (d + 1);
            index /= d + 1;
        }
        powers
    }
}

type Linear = [BigInt; 2];

/// The range as a quotient of linear functions of s in (0, inf), its lower end at 0; the denominator is positive.
fn quotient(range: &Range) -> Option<(Linear, Linear)> {
    let ends = |end: &End| (end.value.numer().clone(), end.value.denom().clone());
    Some(match (&range.lo, &range.hi) {
        (Some(lo), Some(hi)) => {
            let ((a, c), (b, d)) = (ends(lo), ends(hi));
            // (a/c + b/d s)/(1 + s), over the common denominator of the ends.
            let shared = c.lcm(&d);
            let numer = [a * (&shared / c), b * (&shared / d)];
            (numer, [shared.clone(), shared])
        }
        (Some(lo), None) => {
            let (a, c) = ends(lo);
            ([a, c.clone()], [c, BigInt::zero()])
        }
        (None, Some(hi)) => {
            let (b, d) = ends(hi);
            ([b, -d.clone()], [d, BigInt::zero()])
        }
        (None, None) => return None,
    })
}

/// The powers 0..=n of a linear polynomial.
fn powers(linear: &Linear, n: usize) -> Vec<Vec<BigInt>> {
    let mut all = vec![vec![BigInt::one()]];
    for k in 0..n {
        let last = &all[k];
        let mut next = vec![BigInt::zero(); last.len() + 1];
        for (i, c) in last.iter().enumerate() {
            next[i] += c * &linear[0];
            next[i + 1] += c * &linear[1];
        }
        all.push(next);
    }
    all
}

/// The box cut in two; `None` where the point is not inside.
pub(super) fn halves_inside(
    ranges: &[Range],
    axis: usize,
    at: &BigRational,
) -> Option<[Vec<Range>; 2]> {
    let range = ranges.get(axis)?;
    let inside = range.lo.as_ref().is_none_or(|lo| lo.value < *at)
        && range.hi.as_ref().is_none_or(|hi| *at < hi.value);
    let (low, high) = halves(range, at);
    inside.then(|| {
        [low, high].map(|half| {
            let mut ranges = ranges.to_vec();
            ranges[axis] = half;
            ranges
        })
    })
}
