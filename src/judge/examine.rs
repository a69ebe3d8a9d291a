//! One box of the search: which form settles it, and where to cut it otherwise.

use super::bounder::{Bounder, Sides, Slope, open_faces};
use super::branch_bound::Limits;
use super::form::{Form, Scale, Side};
use super::obligation::Assertion;
use super::prepared::MAX_TAYLOR_ORDER;
use crate::interval::Interval;

/// Boxes of these depths try Taylor forms: often enough to catch a touching face, rarely enough to cost little.
const TAYLOR_EVERY: u32 = 4;
/// Ranges of positive numbers wider than this ratio are cut at the geometric mean.
const WIDE_RATIO: f64 = 1024.0;

/// Unbounded ranges are not cut beyond this number.
const FARTHEST: f64 = 1e100;

/// What was found out about one box.
#[derive(Clone, Debug)]
pub(super) struct Examination {
    /// The form that settles it, with what it proves.
    pub settled: Option<(Form, f64)>,
    /// The order of the search: the smallest first. A lower bound of the slack, or minus the width for equations.
    pub priority: f64,
    /// The axis to cut, where some can be.
    pub axis: Option<usize>,
    /// A point at which the claim looks false.
    pub suspect: Option<Vec<f64>>,
}

/// The search's view of an obligation.
pub(super) struct Examiner<'b, 'p> {
    pub bounder: &'b Bounder<'p>,
    /// Widths of the whole domain.
    pub extent: Vec<f64>,
    /// Narrowest width, relative to the size of the numbers.
    pub narrowest: f64,
    /// Width that settles an equation.
    pub equality: f64,
}

impl<'b, 'p> Examiner<'b, 'p> {
    /// The examiner of a search of this cover.
    pub fn new(bounder: &'b Bounder<'p>, cover: &[Interval], limits: &Limits) -> Self {
        Self {
            bounder,
            extent: cover.iter().map(|x| x.width()).collect(),
            narrowest: limits.width,
            equality: limits.equality,
        }
    }

    /// The axis to cut, where some can be.
    pub fn steepest(&self, region: &[Interval]) -> Option<usize> {
        let slope = self.bounder.slope(Scale::Difference, region);
        self.axis(region, slope.as_ref())
    }

    /// Tries the forms from the cheapest on.
    pub fn examine(
        &self,
        region: &[Interval],
        depth: u32,
        excluded: impl Fn(usize, f64) -> bool,
    ) -> Examination {
        let settled = |form, bound| Examination {
            settled: Some((form, bound)),
            priority: bound,
            axis: None,
            suspect: None,
        };
        let opened = open_faces(region, &excluded);
        if self.bounder.is_outside(&opened) {
            let vacuous = if self.bounder.assertion() == Assertion::Equal {
                0.0
            } else {
                f64::INFINITY
            };
            return settled(Form::Outside, vacuous);
        }
        let sides = self.bounder.sides(&opened);
        let defined = sides.smaller.is_defined() && sides.larger.is_defined();
        if defined
            && let Some(bound) = self.bounder.accept(sides.slack)
            && self.suffices(bound)
        {
            return self.sharper(region, &sides, bound).map_or_else(
                || settled(Form::Natural, bound),
                |better| settled(Form::MeanValue(Scale::Difference), better),
            );
        }
        let plain = self.bounder.slope(Scale::Difference, region);
        if defined {
            for scale in [Scale::Difference, Scale::Logarithm] {
                let form = Form::MeanValue(scale);
                if let Some(bound) = self.mean_value(scale, region, &opened, &sides, plain.as_ref())
                {
                    return settled(form, bound);
                }
            }
            if let Some(settled_by) = self.by_hypothesis_or_point(region, depth, &excluded) {
                return settled(settled_by.0, settled_by.1);
            }
            if depth % TAYLOR_EVERY == TAYLOR_EVERY - 1
                && let Some((form, bound)) = self.touching(region, excluded)
            {
                return settled(form, bound);
            }
        }
        Examination {
            settled: None,
            priority: self.priority(&sides, defined),
            axis: self.axis(region, plain.as_ref()),
            suspect: self.suspect(region),
        }
    }

    /// The forms that need more than the slack on the box: hypotheses, vanishing points and common factors.
    fn by_hypothesis_or_point(
        &self,
        region: &[Interval],
        depth: u32,
        excluded: &dyn Fn(usize, f64) -> bool,
    ) -> Option<(Form, f64)> {
        let points = (0..self.bounder.points.len()).map(Form::Stationary);
        let factored = depth.is_multiple_of(TAYLOR_EVERY).then_some(Form::Factored);
        let forms = std::iter::once(Form::Given).chain(points).chain(factored);
        forms
            .into_iter()
            .find_map(|form| Some((form, self.bounder.prove(form, region, excluded)?)))
    }

    /// What a mean-value form proves, if it suffices: around a point of the closed box where that is possible, else of the box
    /// without its excluded faces.
    fn mean_value(
        &self,
        scale: Scale,
        region: &[Interval],
        opened: &[Interval],
        sides: &Sides,
        plain: Option<&Slope>,
    ) -> Option<f64> {
        if scale == Scale::Logarithm && !(sides.smaller.is_positive() && sides.larger.is_positive())
        {
            return None;
        }
        let around = |region: &[Interval], known: Option<&Slope>| {
            let slope = match known {
                Some(slope) => slope.clone(),
                None => self.bounder.slope(scale, region)?,
            };
            self.bounder.mean_value(scale, region, sides, &slope)
        };
        let known = plain.filter(|_| scale == Scale::Difference);
        let closed = match scale {
            // Not formed anew where it is known not to exist.
            Scale::Difference => known.and_then(|slope| around(region, Some(slope))),
            Scale::Logarithm => around(region, None),
        };
        let has_open_faces = region.iter().zip(opened).any(|(x, y)| x != y);
        closed
            .or_else(|| has_open_faces.then(|| around(opened, None)).flatten())
            .filter(|&bound| self.suffices(bound))
    }

    /// Where the natural form proves no more than slack 0, what the mean-value form adds.
    fn sharper(&self, region: &[Interval], sides: &Sides, bound: f64) -> Option<f64> {
        if bound != 0.0 || self.bounder.assertion() == Assertion::Equal {
            return None;
        }
        let slope = self.bounder.slope(Scale::Difference, region)?;
        let better = self
            .bounder
            .mean_value(Scale::Difference, region, sides, &slope)?;
        (better > 0.0).then_some(better)
    }

    /// Whether a proved number is good enough; equations go on to the width asked for.
    fn suffices(&self, bound: f64) -> bool {
        self.bounder.assertion() != Assertion::Equal || bound <= self.equality
    }

    /// The first Taylor form that settles the box, by order, axis and side.
    fn touching(
        &self,
        region: &[Interval],
        excluded: impl Fn(usize, f64) -> bool,
    ) -> Option<(Form, f64)> {
        for order in 1..=MAX_TAYLOR_ORDER {
            for (axis, range) in region.iter().enumerate() {
                if range.is_point() {
                    continue;
                }
                for side in [Side::Lower, Side::Upper] {
                    if let Some(bound) = self.bounder.taylor(region, axis, side, order, &excluded) {
                        return Some((Form::Taylor { axis, side, order }, bound));
                    }
                }
            }
        }
        None
    }

    fn priority(&self, sides: &Sides, defined: bool) -> f64 {
        if !defined {
            return f64::NEG_INFINITY;
        }
        match self.bounder.assertion() {
            Assertion::Equal => -sides.slack.mag(),
            _ => sides.slack.lo(),
        }
    }

    /// The middle of the box, if the obligation fails there.
    fn suspect(&self, region: &[Interval]) -> Option<Vec<f64>> {
        let middle: Vec<f64> = region.iter().map(|x| x.mid()).collect();
        let point: Vec<Interval> = middle.iter().map(|&x| Interval::point(x)).collect();
        let sides = self.bounder.sides(&point);
        fails(self.bounder.assertion(), &sides).then_some(middle)
    }

    /// The axis along which the slack varies most, among those that can be cut.
    fn axis(&self, region: &[Interval], slope: Option<&Slope>) -> Option<usize> {
        let relative = |k: usize| match region[k].width() {
            width if width.is_finite() => width / self.extent[k],
            width => width,
        };
        let smear = |k: usize| match slope {
            Some(slope) => slope.gradient[k].mag() * region[k].width(),
            None => relative(k),
        };
        let smears = || (0..region.len()).map(smear);
        let usable = slope.is_some() && smears().all(f64::is_finite) && smears().any(|s| s > 0.0);
        let score = |k: usize| if usable { smear(k) } else { relative(k) };
        (0..region.len())
            .filter(|&k| self.can_cut(k, region[k]))
            .fold(None, |best: Option<(usize, f64)>, k| match best {
                Some((_, most)) if most >= score(k) => best,
                _ => Some((k, score(k))),
            })
            .map(|(k, _)| k)
    }

    /// Whether a range is wider than the limit and has a double inside. Near zero the numbers have no size of their own, so
    /// there the limit is relative to the domain.
    fn can_cut(&self, axis: usize, x: Interval) -> bool {
        let cut = cut_point(x);
        if !x.is_bounded() {
            return x.lo() < cut && cut < x.hi() && cut.abs() < FARTHEST;
        }
        let size = if x.contains_zero() {
            let whole = self.extent[axis];
            self.narrowest.sqrt() * if whole.is_finite() { whole } else { 1.0 }
        } else {
            x.mag()
        };
        x.lo() < cut && cut < x.hi() && x.width() > self.narrowest * size
    }
}

/// Whether the two sides contradict the assertion, for certain.
pub(super) fn fails(assertion: Assertion, sides: &Sides) -> bool {
    let Sides {
        smaller, larger, ..
    } = *sides;
    match assertion {
        Assertion::AtMost => larger.certainly_lt(smaller),
        Assertion::Below => larger.certainly_le(smaller),
        Assertion::Equal => larger.certainly_lt(smaller) || smaller.certainly_lt(larger),
    }
}

/// Where a range is cut: the middle, or the geometric mean of a range over several orders of magnitude.
pub(super) fn cut_point(x: Interval) -> f64 {
    let (lo, hi) = (x.lo(), x.hi());
    if !x.is_bounded() {
        x.mid()
    } else if lo > 0.0 && hi / lo > WIDE_RATIO {
        lo.sqrt() * hi.sqrt()
    } else if hi < 0.0 && lo / hi > WIDE_RATIO {
        -((-lo).sqrt() * (-hi).sqrt())
    } else {
        x.mid()
    }
}
