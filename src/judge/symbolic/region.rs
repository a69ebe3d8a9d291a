//! Boxes of ranges: the domain as it is given, its interior, and pieces of it.

use num_rational::BigRational;
use num_traits::Signed;

use super::range::{End, Range};
use crate::claim::Symbol;

/// A range for each variable.
#[derive(Clone, Debug)]
pub(in crate::judge) struct Region {
    axes: Vec<(Symbol, Range)>,
}

impl Region {
    pub fn new(axes: Vec<(Symbol, Range)>) -> Self {
        Self { axes }
    }

    /// A box from the lower and upper end of each variable.
    pub(in crate::judge) fn of_ends(
        ends: impl Iterator<Item = (Symbol, (Option<End>, Option<End>))>,
    ) -> Self {
        Self::new(
            ends.map(|(variable, (lower, upper))| (variable, Range::exactly(lower, upper)))
                .collect(),
        )
    }

    pub fn range(&self, name: &Symbol) -> Option<&Range> {
        self.axes
            .iter()
            .find(|(variable, _)| variable == name)
            .map(|(_, range)| range)
    }

    /// Each variable with its range, in the order of the domain.
    pub fn axes(&self) -> &[(Symbol, Range)] {
        &self.axes
    }

    /// The box with one range replaced.
    pub fn with(&self, name: &Symbol, range: Range) -> Self {
        let mut changed = self.clone();
        for (variable, old) in &mut changed.axes {
            if variable == name {
                *old = range.clone();
            }
        }
        changed
    }

    /// The box without one variable.
    pub fn without(&self, name: &Symbol) -> Self {
        let kept = self.axes.iter().filter(|(variable, _)| variable != name);
        Self::new(kept.cloned().collect())
    }

    /// The relative interior: every end open, but for ranges that are one point. It is dense in the box.
    pub fn interior(&self) -> Self {
        let open = |end: &Option<End>| {
            end.as_ref().map(|end| End {
                value: end.value.clone(),
                open: true,
            })
        };
        let inner = |range: &Range| match (&range.lo, &range.hi) {
            (Some(lo), Some(hi)) if lo.value == hi.value => range.clone(),
            _ => Range {
                lo: open(&range.lo),
                hi: open(&range.hi),
            },
        };
        Self {
            axes: self
                .axes
                .iter()
                .map(|(variable, range)| (variable.clone(), inner(range)))
                .collect(),
        }
    }

    /// Two halves, cut across the axis that is widest relative to `whole`; `None` where no axis has a width.
    pub fn halves(&self, whole: &Self) -> Option<(Self, Self)> {
        let width = |range: &Range| match (&range.lo, &range.hi) {
            (Some(lo), Some(hi)) => Some(&hi.value - &lo.value),
            _ => None,
        };
        let mut widest: Option<(usize, BigRational)> = None;
        for (k, ((_, part), (_, all))) in self.axes.iter().zip(&whole.axes).enumerate() {
            let (Some(part), Some(all)) = (width(part), width(all)) else {
                continue;
            };
            if !part.is_positive() {
                continue;
            }
            let relative = part / all;
            if widest.as_ref().is_none_or(|(_, most)| relative > *most) {
                widest = Some((k, relative));
            }
        }
        let (axis, _) = widest?;
        let range = &self.axes[axis].1;
        let (lo, hi) = (range.lo.as_ref()?, range.hi.as_ref()?);
        let middle = Some(End {
            value: (&lo.value + &hi.value) / BigRational::from_integer(2.into()),
            open: false,
        });
        let with = |range: Range| {
            let mut half = self.clone();
            half.axes[axis].1 = range;
            half
        };
        Some((
            with(Range::new(range.lo.clone(), middle.clone())),
            with(Range::new(middle, range.hi.clone())),
        ))
    }
}

/// One end of a range: exact, or a double beyond it.
pub(in crate::judge) fn region_end(
    exact: Option<&BigRational>,
    outer: f64,
    closed: bool,
) -> Option<End> {
    let value = exact.cloned().or_else(|| BigRational::from_float(outer))?;
    Some(End {
        value,
        open: !closed,
    })
}
