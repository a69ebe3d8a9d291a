//! Rigorous bounds for the slack of one obligation on a box.
//!
//! Everything that certifies goes through [`Bounder::prove`], in the search and in `recheck` alike.

use super::form::{Form, Scale, Side};
use super::obligation::Assertion;
use super::prepared::{MAX_TAYLOR_ORDER, Prepared};
use super::stationary::Stationary;
use super::work::{Meter, Metered};
use crate::claim::{EvalError, Program};
use crate::interval::{Decoration, Interval};

/// A [`Prepared`] obligation ready to run.
#[derive(Debug)]
pub struct Bounder<'p> {
    pub(super) assertion: Assertion,
    sides: Metered<'p>,
    difference: Option<Metered<'p>>,
    logarithm: Option<Metered<'p>>,
    /// For each axis: the derivatives along it, and the highest order among them.
    pub(super) along: Vec<(Metered<'p>, usize)>,
    conditions: Vec<(Metered<'p>, &'p [Assertion])>,
    pub(super) curvature: Option<Metered<'p>>,
    factored: Option<Box<(Metered<'p>, Bounder<'p>)>>,
    given: bool,
    /// Points at which the slack vanishes.
    pub(super) points: Vec<Stationary>,
    meter: Meter,
}

/// Both sides and their difference over a box.
#[derive(Clone, Copy, Debug)]
pub struct Sides {
    /// The smaller side.
    pub smaller: Interval,
    /// The larger side.
    pub larger: Interval,
    /// larger - smaller
    pub slack: Interval,
}

/// A slack and its gradient over a box.
#[derive(Clone, Debug)]
pub(super) struct Slope {
    pub value: Interval,
    pub gradient: Vec<Interval>,
}

impl<'p> Bounder<'p> {
    /// Converts the constants of the programs to intervals.
    ///
    /// # Errors
    /// None at present: intervals exist for all constants.
    pub fn new(prepared: &'p Prepared) -> Result<Self, EvalError> {
        Self::metered(prepared, Meter::default())
    }

    fn metered(prepared: &'p Prepared, meter: Meter) -> Result<Self, EvalError> {
        let bind = |program: &'p Program| Metered::new(program, &meter);
        let optional = |program: &'p Option<Program>| program.as_ref().map(bind).transpose();
        Ok(Self {
            assertion: prepared.assertion,
            sides: bind(&prepared.sides)?,
            difference: optional(&prepared.difference)?,
            logarithm: optional(&prepared.logarithm)?,
            along: prepared
                .along
                .iter()
                .map(|(program, order)| Ok((bind(program)?, *order)))
                .collect::<Result<_, EvalError>>()?,
            conditions: prepared
                .conditions
                .iter()
                .map(|(program, kinds)| Ok((bind(program)?, kinds.as_slice())))
                .collect::<Result<_, EvalError>>()?,
            curvature: prepared
                .curvature
                .as_ref()
                .map(|curvature| bind(&curvature.program))
                .transpose()?,
            factored: match prepared.factored.as_deref() {
                Some((factor, rest)) => Some(Box::new((
                    bind(factor)?,
                    Self::metered(rest, meter.clone())?,
                ))),
                None => None,
            },
            given: prepared.given,
            points: Vec::new(),
            meter,
        })
    }

    /// The same with these points at which the slack vanishes.
    pub(super) fn with_points(self, points: Vec<Stationary>) -> Self {
        Self { points, ..self }
    }

    /// The work spent so far, in evaluations of arithmetic.
    pub(super) fn work(&self) -> u64 {
        self.meter.spent()
    }

    /// What is asserted.
    pub fn assertion(&self) -> Assertion {
        self.assertion
    }

    /// Whether there are side conditions.
    pub fn is_conditional(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// Both sides over a box; not intervals where the program does not run at all.
    pub fn sides(&self, region: &[Interval]) -> Sides {
        let values = self.sides.evaluate(region);
        let at = |k: usize| values.as_ref().map_or(Interval::NAI, |values| values[k]);
        Sides {
            smaller: at(0),
            larger: at(1),
            slack: at(2),
        }
    }

    /// Whether every point of the box violates some condition, for certain.
    pub fn is_outside(&self, region: &[Interval]) -> bool {
        self.relations(region)
            .any(|(smaller, larger, assertion)| match assertion {
                Assertion::AtMost => larger.certainly_lt(smaller),
                Assertion::Below => larger.certainly_le(smaller),
                Assertion::Equal => larger.certainly_lt(smaller) || smaller.certainly_lt(larger),
            })
    }

    /// Whether every point of the box meets all conditions, for certain.
    pub fn is_inside(&self, region: &[Interval]) -> bool {
        self.relations(region)
            .all(|(smaller, larger, assertion)| match assertion {
                Assertion::AtMost => smaller.certainly_le(larger),
                Assertion::Below => smaller.certainly_lt(larger),
                Assertion::Equal => {
                    smaller.is_point()
                        && larger.is_point()
                        && smaller.certainly_le(larger)
                        && larger.certainly_le(smaller)
                }
            })
    }

    /// Each relation of each condition over a box.
    fn relations(
        &self,
        region: &[Interval],
    ) -> impl Iterator<Item = (Interval, Interval, Assertion)> {
        self.conditions.iter().flat_map(|(program, kinds)| {
            let values = program.evaluate(region);
            kinds.iter().enumerate().map(move |(k, &assertion)| {
                let at = |k: usize| values.as_ref().map_or(Interval::NAI, |v| v[k]);
                (at(2 * k), at(2 * k + 1), assertion)
            })
        })
    }

    /// A number the form proves about the obligation on the whole box, or `None` where it proves nothing.
    ///
    /// For inequalities the number is a lower bound of the slack, `>= 0` for `<=` and `> 0` for `<`, save that `<` is also
    /// proved with bound 0 where the slack vanishes on the face of a Taylor form only and no point of the domain lies on it
    /// (`excluded`). For equations it is an upper bound of `|larger - smaller|`, any finite number. For
    /// [`Form::Outside`] it is infinite and zero respectively. Both sides are defined on the box.
    pub fn prove(
        &self,
        form: Form,
        region: &[Interval],
        excluded: &dyn Fn(usize, f64) -> bool,
    ) -> Option<f64> {
        let opened = open_faces(region, excluded);
        if form == Form::Outside {
            let vacuous = if self.assertion == Assertion::Equal {
                0.0
            } else {
                f64::INFINITY
            };
            return self.is_outside(&opened).then_some(vacuous);
        }
        let sides = self.sides(&opened);
        if !sides.smaller.is_defined() || !sides.larger.is_defined() {
            return None;
        }
        match form {
            Form::Natural => self.accept(sides.slack),
            Form::MeanValue(scale) => {
                let around = |region: &[Interval]| {
                    let slope = self.slope(scale, region)?;
                    self.mean_value(scale, region, &sides, &slope)
                };
                around(region).or_else(|| around(&opened))
            }
            Form::Taylor { axis, side, order } => self.taylor(region, axis, side, order, excluded),
            Form::Factored => self.factored(region, &opened, excluded),
            Form::Stationary(which) => self.stationary(which, &opened),
            Form::Given => self.given.then_some(0.0),
            Form::Outside => None,
        }
    }

    /// What some form proves of the sides without their common factor.
    fn factored(
        &self,
        region: &[Interval],
        opened: &[Interval],
        excluded: &dyn Fn(usize, f64) -> bool,
    ) -> Option<f64> {
        let (factor, rest) = self.factored.as_deref()?;
        let factor = factor.evaluate(opened).ok()?[0];
        if !factor.is_defined() || !factor.is_positive() {
            return None;
        }
        let plain = [
            Form::Natural,
            Form::MeanValue(Scale::Difference),
            Form::MeanValue(Scale::Logarithm),
        ];
        let faces = (1..=MAX_TAYLOR_ORDER).flat_map(|order| {
            let sides = [Side::Lower, Side::Upper].into_iter();
            sides.flat_map(move |side| {
                (0..region.len()).map(move |axis| Form::Taylor { axis, side, order })
            })
        });
        let bound = plain
            .into_iter()
            .chain(faces)
            .find_map(|form| rest.prove(form, region, excluded))?;
        Some((factor * Interval::point(bound)).lo().clamp(0.0, f64::MAX))
    }

    /// What an enclosure of the slack proves.
    pub(super) fn accept(&self, slack: Interval) -> Option<f64> {
        if !slack.is_defined() {
            return None;
        }
        // An enclosure may be unbounded above; slacks beyond the doubles count as the largest double.
        let bound = slack.lo().min(f64::MAX);
        match self.assertion {
            Assertion::AtMost => (bound >= 0.0).then_some(bound),
            Assertion::Below => slack.is_positive().then_some(bound),
            Assertion::Equal => slack.is_bounded().then_some(slack.mag()),
        }
    }

    /// The slack on this scale with its gradient; `None` unless the slack is continuous and every derivative defined on the
    /// whole box, which is what the mean-value theorem asks for.
    pub(super) fn slope(&self, scale: Scale, region: &[Interval]) -> Option<Slope> {
        let program = match scale {
            Scale::Difference => self.difference.as_ref()?,
            Scale::Logarithm => self.logarithm.as_ref()?,
        };
        let mut values = program.evaluate(region).ok()?;
        let gradient = values.split_off(1);
        let value = values[0];
        let continuous = !value.is_empty() && value.decoration() >= Decoration::Dac;
        let smooth = gradient.iter().all(|g| g.is_defined());
        (continuous && smooth).then_some(Slope { value, gradient })
    }

    /// The mean-value form from a slope over the same box.
    pub(super) fn mean_value(
        &self,
        scale: Scale,
        region: &[Interval],
        sides: &Sides,
        slope: &Slope,
    ) -> Option<f64> {
        let enclosure = self.mean_value_enclosure(scale, region, slope)?;
        match scale {
            Scale::Difference => self.accept(enclosure.meet(slope.value)),
            Scale::Logarithm => {
                // ln(larger/smaller) >= l gives larger - smaller >= smaller (e^l - 1).
                let proved = self.accept(enclosure)?;
                let difference = sides.smaller * Interval::point(proved).exp_m1();
                let holds = proved == 0.0 || difference.lo() >= 0.0;
                holds.then_some(difference.lo().clamp(0.0, f64::MAX))
            }
        }
    }

    /// `F(c) + sum_i G_i (X_i - c_i)`.
    pub(super) fn mean_value_enclosure(
        &self,
        scale: Scale,
        region: &[Interval],
        slope: &Slope,
    ) -> Option<Interval> {
        let centre: Vec<Interval> = region
            .iter()
            .zip(&slope.gradient)
            .map(|(x, g)| Interval::point(self.centre(*x, *g)))
            .collect();
        let value = match scale {
            Scale::Difference => self.sides(&centre).slack,
            Scale::Logarithm => self.logarithm.as_ref()?.evaluate(&centre).ok()?[0],
        };
        let offsets = region.iter().zip(&centre).map(|(x, c)| *x - *c);
        Some(
            slope
                .gradient
                .iter()
                .zip(offsets)
                .fold(value, |sum, (g, offset)| sum + *g * offset),
        )
    }

    /// The centre with the largest lower bound (Baumann), the middle for equations. Any point of `x` is sound.
    fn centre(&self, x: Interval, g: Interval) -> f64 {
        let middle = x.mid();
        let best = if self.assertion == Assertion::Equal || x.is_point() {
            middle
        } else if g.lo() >= 0.0 {
            x.lo()
        } else if g.hi() <= 0.0 {
            x.hi()
        } else {
            let t = g.hi() / (g.hi() - g.lo());
            let c = x.hi() - t * (x.hi() - x.lo());
            c.clamp(x.lo(), x.hi())
        };
        // An end that is open or infinite is no point of the box.
        if x.contains(best) { best } else { middle }
    }
}

/// The box without the faces on which no point of the domain lies.
pub(super) fn open_faces(
    region: &[Interval],
    excluded: impl Fn(usize, f64) -> bool,
) -> Vec<Interval> {
    let open =
        |(axis, x): (usize, &Interval)| x.with_open(excluded(axis, x.lo()), excluded(axis, x.hi()));
    region.iter().enumerate().map(open).collect()
}
