//! What a run leaves behind: its steps as polynomials, or their ends.

use super::integrate::{BEYOND, Descent};
use super::trajectory::{NODES, Step, node};
use differential_equations::control::ControlFlag;
use differential_equations::interpolate::Interpolation;
use differential_equations::solout::Solout;
use differential_equations::solution::Solution;
use differential_equations::traits::State;

/// Keeps what a run passes through, and ends it past the horizon or once the condition is met.
pub(super) struct Keep<'a, 'b> {
    descent: &'a Descent<'b>,
    /// Whether the method's dense output is as accurate as its steps.
    dense: bool,
    /// Each step's interpolating polynomial, if it is.
    pub steps: Vec<Step>,
    /// The ends of the steps, if it is not.
    pub ends: Vec<(f64, Vec<f64>)>,
    /// Whether a step too long for its method ends the run.
    guarded: bool,
    /// Where such a step began.
    pub stiff: Option<(f64, Vec<f64>)>,
    /// Steps still wanted once the run is over: the last polynomials are drawn through ends on both sides.
    beyond: Option<usize>,
}

impl<'a, 'b> Keep<'a, 'b> {
    pub(super) fn new(descent: &'a Descent<'b>, dense: bool) -> Self {
        Self {
            descent,
            dense,
            steps: Vec::new(),
            ends: Vec::new(),
            guarded: false,
            stiff: None,
            beyond: None,
        }
    }

    /// Gives up at the first step that is too long for an explicit method.
    pub(super) fn guarded(self) -> Self {
        Self {
            guarded: true,
            ..self
        }
    }
}

/// Length of a step times the size of the Jacobian beyond which rounding errors at rest, which no estimate of the local error sees,
/// would grow to the flow's own: a step multiplies them by at most $e^8<3000$.
const LONGEST_EXPLICIT: f64 = 8.0;

impl<Y: State<f64>> Solout<f64, Y> for Keep<'_, '_> {
    fn solout<I: Interpolation<f64, Y> + ?Sized>(
        &mut self,
        to: f64,
        from: f64,
        y_to: &Y,
        y_from: &Y,
        interpolator: &mut I,
        _: &mut Solution<f64, Y>,
    ) -> ControlFlag<f64, Y> {
        let size = self.descent.size();
        let values = |y: &Y| -> Vec<f64> { (0..size).map(|i| y.get_component(i)).collect() };
        if self.guarded && (to - from) * self.descent.stiffness(to, y_to) > LONGEST_EXPLICIT {
            self.stiff = Some((from, values(y_from)));
            return ControlFlag::Terminate;
        }
        if !self.dense {
            self.ends.push((to, values(y_to)));
        } else if to > from {
            let nodes = std::array::from_fn(|k| {
                let inside = (0 < k && k < NODES - 1)
                    .then(|| interpolator.interpolate(node(from, to, k)).ok())
                    .flatten();
                match inside {
                    Some(y) => values(&y),
                    None if k == 0 => values(y_from),
                    None => values(y_to),
                }
            });
            self.steps.push(Step { from, to, nodes });
        }
        let met = self
            .descent
            .until
            .is_some_and(|until| to > from && until(&self.descent.read(y_to)) <= 0.0);
        self.beyond = match self.beyond {
            None if met || to >= 1.0 => Some(if self.dense { 0 } else { BEYOND }),
            None => None,
            Some(wanted) => Some(wanted - 1),
        };
        if self.beyond == Some(0) {
            ControlFlag::Terminate
        } else {
            ControlFlag::Continue
        }
    }
}
