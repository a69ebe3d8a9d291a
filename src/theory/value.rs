//! The named functions of the theory in `f64`, by the library's own kernel.

use crate::numeric::Instant;
use std::time::Duration;

use crate::bounds::conditioning_bound;
use crate::claim::{
    Allowance, Definitions, EvalError, Float, Function, INTEGRANDS, Program, TheoryFunctions,
    elementary_function, parse_expression,
};
use crate::error::{Error, Result};
use crate::kernel::{kernel, logistic_normal, logistic_normals, normal_cdf, softplus_normal};
use crate::minimize::{hybrid_logit, ttt_old_weight};
use crate::model::{Separation, TwoModes, Weight};
use crate::objective::{
    EntropicUtility, ForwardKl, Objective, Teacher, critical_anchor, sdft_rates, tilted_mass,
};
use crate::overlap::{
    Overlap, boundary_slope, distinguishabilities, distinguishability, fisher, log_mixture_density,
    log_new_density, log_old_density, misassignments_new, misassignments_old, mixture_density,
    mixture_divergence, new_density, old_density, responsibility_new, responsibility_old,
    sech_moment,
};

/// Every function of the theory in `f64`, to the accuracy its module states.
#[derive(Clone, Copy, Debug, Default)]
pub struct Theory;

/// The value of an expression without variables, such as `eps_old(0.5, 3)`.
///
/// Relative accuracy: that of the functions it names, and of the arithmetic around them.
///
/// # Errors
/// [`Error::Expression`] with line, column and caret where it cannot be read, and the argument,
/// its value and what is allowed where it has no value.
///
/// ```
/// let eps = forgetting::theory::evaluate("eps_old(0.5, 1)")?;
/// assert!((eps - 0.397_972_867_183_249_84).abs() < forgetting::overlap::ACCURACY);
/// let error = forgetting::theory::evaluate("eps_old(1.2, 1)").unwrap_err();
/// assert!(error.to_string().contains("beta must lie in [0, 1], got 1.2"));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn evaluate(text: &str) -> Result<f64> {
    evaluate_within(text, None)
}

/// As [`evaluate`], for at most this time.
///
/// # Errors
/// As [`evaluate`], and [`Error::Limit`].
///
/// ```
/// use std::time::Duration;
/// let value = forgetting::theory::evaluate_within("boundary_slope(1/2, 3)", Some(Duration::from_secs(60)))?;
/// assert!((value - 4.5).abs() < 4.5 * forgetting::overlap::DIFFERENCE_ACCURACY);
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn evaluate_within(text: &str, time: Option<Duration>) -> Result<f64> {
    let deadline = time.and_then(|time| Instant::now().checked_add(time));
    let expression = parse_expression(text, &[], &Definitions::new()).map_err(|e| {
        // Whoever prints the error says that it is one.
        let text = e.render();
        Error::Expression(text.strip_prefix("error: ").unwrap_or(&text).to_owned())
    })?;
    let allowance = Allowance::new(INTEGRANDS, deadline);
    let float = Float::within(&Theory, &allowance);
    let value = Program::new([&expression], &[])
        .bind(&float)
        .and_then(|program| program.evaluate(&[]));
    let values = value.map_err(Error::from)?;
    Ok(values[0])
}

/// A limit hit is no fault of the expression.
impl From<EvalError> for Error {
    fn from(error: EvalError) -> Self {
        match error {
            EvalError::Limit { what } => Self::Limit {
                what: "no value".to_owned(),
                limit: what,
            },
            error => Self::Expression(error.to_string()),
        }
    }
}

impl TheoryFunctions for Theory {
    fn theory(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[f64],
    ) -> std::result::Result<f64, EvalError> {
        value(function, index.unwrap_or(0) as usize, arguments).map_err(|error| EvalError::Failed {
            function,
            message: error.to_string(),
        })
    }

    fn columns(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[&[f64]],
        out: &mut [f64],
    ) -> bool {
        let batch = match function {
            Function::EpsOld => misassignments_old,
            Function::EpsNew => misassignments_new,
            Function::Distinguishability => distinguishabilities,
            Function::LogisticNormal => logistic_normals,
            Function::Kernel if index == Some(1) => logistic_normals,
            _ => return false,
        };
        batch(arguments[0], arguments[1], out);
        true
    }
}

/// $\mathrm{KL}(q_a\Vert q_b)$.
fn divergence(a: Weight, b: Weight, separation: Separation) -> f64 {
    let delta = separation.delta();
    if a == b || delta == 0.0 {
        return 0.0;
    }
    if let Some(value) = mixture_divergence(a, b, separation) {
        return value;
    }
    let modes = TwoModes::on_the_line(separation);
    ForwardKl::new(modes.mixture(a)).value(&modes.mixture(b))
}

/// The arguments of a call, each read in its domain.
#[derive(Clone, Copy)]
struct Given<'a>(&'a [f64]);

impl Given<'_> {
    fn weight(self, argument: &str, k: usize) -> Result<Weight> {
        Weight::named(argument, self.0[k])
    }

    fn interior(self, argument: &str, k: usize) -> Result<Weight> {
        Weight::interior(argument, self.0[k])
    }

    fn separation(self, k: usize) -> Result<Separation> {
        Separation::new(self.0[k])
    }

    fn spread(self, k: usize) -> Result<f64> {
        let s = self.0[k];
        if s >= 0.0 {
            Ok(s)
        } else {
            Err(Error::domain("s", "be >= 0", s))
        }
    }

    fn overlap(self) -> Result<Overlap> {
        Ok(Overlap::new(self.weight("beta", 0)?, self.separation(1)?))
    }
}

/// The old weight where TTT-Discover ends.
fn ttt_weight(given: Given) -> Result<f64> {
    let utility = EntropicUtility::new(given.0[0], given.0[2])?;
    let (beta0, separation) = (given.weight("beta0", 3)?, given.separation(4)?);
    Ok(ttt_old_weight(utility, given.0[1], beta0, separation)?.old())
}

/// The old mass after so many rounds of SDFT.
fn sdft_mass(given: Given) -> Result<f64> {
    let teacher = Teacher::new(given.0[1], given.0[2])?;
    teacher.mass_after(
        given.0[0],
        given.weight("mass0", 3)?,
        given.weight("demo", 4)?,
    )
}

fn hybrid_weight(given: Given) -> Result<f64> {
    let logit = hybrid_logit(
        given.0[0],
        given.interior("alpha", 1)?,
        given.separation(2)?,
    )?;
    Ok(Weight::from_logit(logit).old())
}

fn value(function: Function, index: usize, arguments: &[f64]) -> Result<f64> {
    use Function as F;
    let given = Given(arguments);
    let at = |k: usize| arguments[k];
    let weight = |argument: &str, k: usize| given.weight(argument, k);
    let separation = |k: usize| given.separation(k);
    Ok(match function {
        F::SoftplusNormal => softplus_normal(at(0), given.spread(1)?),
        F::LogisticNormal => logistic_normal(at(0), given.spread(1)?),
        F::Kernel => kernel(index, at(0), given.spread(1)?),
        F::SechMoment => sech_moment(index, at(0), separation(1)?),
        F::Bc => separation(0)?.bhattacharyya(),
        F::Tv => separation(0)?.total_variation(),
        F::Overlap => 2.0 * normal_cdf(-0.5 * separation(0)?.delta()),
        F::Chi2 => separation(0)?.chi_squared(),
        F::EpsOld => given.overlap()?.misassignment_old(),
        F::EpsNew => given.overlap()?.misassignment_new(),
        F::Distinguishability => distinguishability(weight("beta", 0)?, separation(1)?),
        F::OverlapMoment => given.overlap()?.moment(index),
        F::KlSft => divergence(Weight::new(0.0)?, weight("beta", 0)?, separation(1)?),
        F::KlReverse => {
            let (beta, alpha) = (weight("beta", 0)?, given.interior("alpha", 1)?);
            divergence(beta, alpha, separation(2)?)
        }
        F::KlReplay => {
            let (beta, rho) = (weight("beta", 0)?, weight("rho", 1)?);
            divergence(rho, beta, separation(2)?)
        }
        F::BoundarySlope => boundary_slope(weight("alpha", 0)?, separation(1)?),
        F::FisherMinEigenvalue => fisher(weight("beta", 0)?, separation(1)?).min_eigenvalue(),
        F::ConditioningBound => conditioning_bound(weight("beta", 0)?, separation(1)?),
        F::TttCriticalAnchor => critical_anchor(at(0), at(1), weight("beta0", 2)?, separation(3)?)?,
        F::OaplMass => tilted_mass(weight("beta", 0)?, at(1), at(2))?.old(),
        F::Old => old_density(at(0), separation(1)?),
        F::New => new_density(at(0), separation(1)?),
        F::Mix => mixture_density(at(0), weight("beta", 1)?, separation(2)?),
        F::LogOld => log_old_density(at(0), separation(1)?),
        F::LogNew => log_new_density(at(0), separation(1)?),
        F::LogMix => log_mixture_density(at(0), weight("beta", 1)?, separation(2)?),
        F::RespOld => responsibility_old(at(0), weight("beta", 1)?, separation(2)?),
        F::RespNew => responsibility_new(at(0), weight("beta", 1)?, separation(2)?),
        F::TttOldWeight => ttt_weight(given)?,
        F::SdftMass => sdft_mass(given)?,
        F::SdftRate => sdft_rates(at(0), at(1), at(2))?[0],
        F::HybridOldWeight => hybrid_weight(given)?,
        F::User(user) => user.value(arguments),
        elementary_function!() => {
            let why = format!("{function} belongs to arithmetic");
            return Err(Error::Expression(why));
        }
    })
}
