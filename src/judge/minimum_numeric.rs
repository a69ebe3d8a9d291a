//! The minimiser of an expression in `f64`, where no enclosure of it exists: expectations without closed form are integrated.
//!
//! The logit is scanned for the lowest value, and the slope's change of sign next to it is bisected. What is claimed is what the signs
//! show: a relative bracket at both ends of which the slope clearly points inwards.

use crate::numeric::Instant;

use crate::claim::{
    Allowance, BoundProgram, EvalError, Expr, Float, INTEGRANDS, Program, Symbol, differentiate,
};
use crate::error::{Error, Result};
use crate::kernel::sigmoid;
use crate::theory::Theory;

/// How far the logit is scanned on both sides.
const REACH: f64 = 40.0;
/// The step of the scan.
const STEP: f64 = 0.5;
/// Relative half-widths of the bracket that are tried, the narrowest first.
const BRACKETS: [f64; 8] = [1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3];
/// A slope is told from 0 where it exceeds this share of the largest slope between the neighbours of the scan.
const CLEAR: f64 = 1e-11;
/// Halvings of the logit's bracket.
const HALVINGS: usize = 60;

/// A minimiser that no proof confirms.
#[derive(Clone, Copy, Debug)]
pub struct NumericMinimum {
    /// The weight.
    pub weight: f64,
    /// Between `weight` times one minus and one plus this the slope changes its sign from down to up.
    pub relative_error: f64,
    /// The value there.
    pub value: f64,
}

/// The lowest of the minima that a scan of the logit over [-40, 40] finds, for a first variable in (0, 1) and the others at `fixed`.
///
/// Accuracy: the bracket returned, by signs of the integrated slope. Nothing is proved.
///
/// # Errors
/// [`Error::Expression`] where the expression has no value, no derivative, or no minimum inside; [`Error::Limit`] on time and on
/// evaluations of integrands.
///
/// ```
/// use forgetting::claim::{Definitions, Symbol, parse_expression};
/// use forgetting::judge::minimise_numerically;
/// let beta = [Symbol::new("beta").expect("a name")];
/// let parabola = parse_expression("(beta - 0.3)^2", &beta, &Definitions::new())?;
/// let found = minimise_numerically(&parabola, &beta, &[], None)?;
/// assert!((found.weight / 0.3 - 1.0).abs() <= found.relative_error);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn minimise_numerically(
    expression: &Expr,
    variables: &[Symbol],
    fixed: &[f64],
    deadline: Option<Instant>,
) -> Result<NumericMinimum> {
    let allowance = Allowance::new(INTEGRANDS, deadline);
    let float = Float::within(&Theory, &allowance);
    let slope = variables
        .first()
        .and_then(|weight| differentiate(expression, weight).ok())
        .ok_or_else(|| Error::Expression("the expression has no derivative".to_owned()))?;
    let programs = [expression, &slope].map(|f| Program::new([f], variables));
    let [value, slope] = [&programs[0], &programs[1]].map(|program| program.bind(&float));
    let at = |program: &BoundProgram<'_, Float<'_, Theory>>, logit: f64| {
        let point: Vec<f64> = std::iter::once(sigmoid(logit))
            .chain(fixed.iter().copied())
            .collect();
        program.evaluate(&point).map(|values| values[0])
    };
    let (value, slope) = (value.map_err(Error::from)?, slope.map_err(Error::from)?);
    let scan = scanned(|logit| at(&value, logit)).map_err(Error::from)?;
    let Some((logit, _)) = scan else {
        return Err(Error::Expression(
            "no minimum inside (0, 1): the lowest value is at an end of the scan".to_owned(),
        ));
    };
    let logit = bisected(logit, |logit| at(&slope, logit)).map_err(Error::from)?;
    let relative_error = bracket(logit, |logit| at(&slope, logit)).map_err(Error::from)?;
    Ok(NumericMinimum {
        weight: sigmoid(logit),
        relative_error,
        value: at(&value, logit).map_err(Error::from)?,
    })
}

/// The logit with the lowest value, if it is not the first or the last.
fn scanned(
    value: impl Fn(f64) -> std::result::Result<f64, EvalError>,
) -> std::result::Result<Option<(f64, f64)>, EvalError> {
    let steps = (2.0 * REACH / STEP) as usize;
    let mut best: Option<(usize, f64, f64)> = None;
    for step in 0..=steps {
        let logit = -REACH + STEP * step as f64;
        let here = match value(logit) {
            Err(limit @ EvalError::Limit { .. }) => return Err(limit),
            here => here.unwrap_or(f64::INFINITY),
        };
        if best.is_none_or(|(_, _, least)| here < least) {
            best = Some((step, logit, here));
        }
    }
    Ok(best
        .filter(|(step, ..)| (1..steps).contains(step))
        .map(|(_, logit, least)| (logit, least)))
}

/// The change of the slope's sign from down to up within a step of the scan.
fn bisected(
    logit: f64,
    slope: impl Fn(f64) -> std::result::Result<f64, EvalError>,
) -> std::result::Result<f64, EvalError> {
    let (mut low, mut high) = (logit - STEP, logit + STEP);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if slope(middle)? < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(0.5 * (low + high))
}

/// The narrowest bracket of the weight at whose ends the slope clearly points inwards; 1 where none does.
fn bracket(
    logit: f64,
    slope: impl Fn(f64) -> std::result::Result<f64, EvalError>,
) -> std::result::Result<f64, EvalError> {
    let size = slope(logit - STEP)?.abs().max(slope(logit + STEP)?.abs());
    for half in BRACKETS {
        // d beta = beta (1 - beta) d logit.
        let shift = half / sigmoid(-logit);
        if shift < STEP
            && slope(logit - shift)? < -CLEAR * size
            && slope(logit + shift)? > CLEAR * size
        {
            return Ok(half);
        }
    }
    Ok(1.0)
}
