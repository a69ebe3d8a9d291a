//! The claim language over intervals.

use num_rational::BigRational;

use super::definite;
use super::remembered::remembered;
use crate::claim::{
    Algebra, ArgumentRange, DefiniteIntegral, EvalError, Function, Integral, UserFunction,
    elementary_function, theory_function,
};
use crate::interval::{Decoration, Interval};
use crate::kernel::enclosure as kernel;
use crate::minimize::certified;
use crate::objective::enclosure as objective;
use crate::overlap::enclosure as overlap;

/// Interval arithmetic as an [`Algebra`]: a program run over a box encloses its expressions on the whole box.
///
/// Nothing fails: a domain violation somewhere on the box lowers the decoration of the result to `trv` or below, and every
/// result computed from it keeps that decoration, so [`Interval::is_defined`] is false for it. Constants are the tightest
/// interval around the exact rational. Theory functions take their limits at the ends of the weights' range `[0, 1]`.
///
/// # Examples
/// ```
/// use forgetting::claim::{Definitions, Program, Symbol, parse_expression};
/// use forgetting::interval::Interval;
/// use forgetting::judge::IntervalAlgebra;
/// let beta = Symbol::new("beta").unwrap();
/// let f = parse_expression("sqrt(beta*(1 - beta))", &[beta.clone()], &Definitions::new())?;
/// let program = Program::new([&f], &[beta]);
/// let program = program.bind(&IntervalAlgebra)?;
/// let f = |lo, hi| program.evaluate(&[Interval::from_bounds(lo, hi)]).unwrap()[0];
/// assert!(f(0.0, 0.5).contains(0.3) && f(0.0, 0.5).is_defined());
/// assert!(!f(0.5, 1.5).is_defined());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct IntervalAlgebra;

impl Algebra for IntervalAlgebra {
    type Value = Interval;

    fn constant(&self, value: &BigRational) -> Result<Interval, EvalError> {
        Ok(Interval::from_rational(value))
    }

    fn pi(&self) -> Interval {
        Interval::PI
    }

    fn neg(&self, a: &Interval) -> Result<Interval, EvalError> {
        Ok(-*a)
    }

    fn add(&self, a: &Interval, b: &Interval) -> Result<Interval, EvalError> {
        Ok(*a + *b)
    }

    fn sub(&self, a: &Interval, b: &Interval) -> Result<Interval, EvalError> {
        Ok(*a - *b)
    }

    fn mul(&self, a: &Interval, b: &Interval) -> Result<Interval, EvalError> {
        Ok(*a * *b)
    }

    fn div(&self, a: &Interval, b: &Interval) -> Result<Interval, EvalError> {
        Ok(*a / *b)
    }

    fn powi(&self, a: &Interval, n: i32) -> Result<Interval, EvalError> {
        Ok(a.pow_int(n))
    }

    fn pow(&self, a: &Interval, b: &Interval) -> Result<Interval, EvalError> {
        Ok(a.pow(*b))
    }

    fn call(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[Interval],
    ) -> Result<Interval, EvalError> {
        // The table fixes the number of arguments, so the slots that are read exist.
        let a = |k: usize| arguments.get(k).copied().unwrap_or(Interval::NAI);
        Ok(if function.is_theory() {
            let value = match function {
                Function::User(user) => registered(user, arguments),
                _ => {
                    let index = index.unwrap_or(0);
                    remembered(function, index, arguments, || theory(function, index, a))
                }
            };
            // One domain for all number types: that of the table.
            let inside = |(range, x): (&ArgumentRange, &Interval)| {
                x.is_empty() || (range.contains(x.lo()) && range.contains(x.hi()))
            };
            if function.ranges().iter().zip(arguments).all(inside) {
                value
            } else {
                value.at_most(Decoration::Trv)
            }
        } else {
            elementary(function, a(0), a)
        })
    }

    fn integral(&self, integral: DefiniteIntegral<'_, Interval>) -> Result<Interval, EvalError> {
        definite::integrate(integral)
    }

    /// The enclosure of the reduced form; without one nothing is known.
    fn expectation(&self, integral: Integral<'_, Interval>) -> Result<Interval, EvalError> {
        let unknown = Interval::ENTIRE.at_most(Decoration::Trv);
        let Some(reduced) = integral.reduced else {
            return Ok(unknown);
        };
        // An integrand that reduces exists everywhere or nowhere: at 0 its conditions on the weights in it show.
        let at_zero = (integral.integrand)(&Interval::ZERO, integral.captured)?;
        let value = self.restrict(reduced()?, &at_zero);
        Ok(where_it_exists(value, integral.parameters))
    }

    /// The value with the lesser of the two decorations.
    fn restrict(&self, value: Interval, witness: &Interval) -> Interval {
        if witness.is_empty() {
            Interval::EMPTY.at_most(witness.decoration().min(value.decoration()))
        } else {
            value.at_most(witness.decoration())
        }
    }
}

/// The value of an expectation, undecorated unless its density exists: for weights in [0, 1] and separations >= 0 only, whatever is
/// left of them in a reduced form.
pub(super) fn where_it_exists(value: Interval, parameters: &[Interval]) -> Interval {
    let (exists, weights) = match parameters {
        [weights @ .., delta] => (delta.lo() >= 0.0, weights),
        [] => (false, [].as_slice()),
    };
    let exists = exists && weights.iter().all(|w| w.lo() >= 0.0 && w.hi() <= 1.0);
    if exists {
        value
    } else {
        value.at_most(Decoration::Trv)
    }
}

/// The enclosure that a registered function states, no better decorated than its arguments.
fn registered(user: UserFunction, arguments: &[Interval]) -> Interval {
    let least = |d: Decoration, x: &Interval| d.min(x.decoration());
    let decoration = arguments.iter().fold(Decoration::Com, least);
    user.enclosure(arguments).at_most(decoration)
}

fn elementary(function: Function, x: Interval, a: impl Fn(usize) -> Interval) -> Interval {
    match function {
        Function::Sqrt => x.sqrt(),
        Function::Exp => x.exp(),
        Function::Ln => x.ln(),
        Function::Expm1 => x.exp_m1(),
        Function::Log1p => x.ln_1p(),
        Function::Abs => x.abs(),
        Function::Min => x.min(a(1)),
        Function::Max => x.max(a(1)),
        Function::Sinh => x.sinh(),
        Function::Cosh => x.cosh(),
        Function::Tanh => x.tanh(),
        Function::Sech => x.sech(),
        Function::Sin => x.sin(),
        Function::Cos => x.cos(),
        Function::Tan => x.tan(),
        Function::Asin => x.asin(),
        Function::Acos => x.acos(),
        Function::Atan => x.atan(),
        Function::Erf => x.erf(),
        Function::Erfc => x.erfc(),
        Function::Erfcx => x.erfcx(),
        Function::Gamma => x.gamma(),
        Function::Lgamma => x.ln_gamma(),
        Function::Digamma => x.digamma(),
        Function::Sigmoid => x.sigmoid(),
        Function::Logit => x.logit(),
        Function::Softplus => x.softplus(),
        Function::NormalCdf => x.normal_cdf(),
        Function::NormalDensity => x.normal_density(),
        Function::LogNormalCdf => x.ln_normal_cdf(),
        Function::Log1mexp => x.ln_1m_exp(),
        theory_function!() => Interval::ENTIRE.at_most(Decoration::Trv),
    }
}

fn theory(function: Function, index: u32, a: impl Fn(usize) -> Interval) -> Interval {
    match function {
        Function::SoftplusNormal => kernel::softplus_normal(a(0), a(1)),
        Function::LogisticNormal => kernel::logistic_normal(a(0), a(1)),
        Function::Kernel => kernel::kernel(index, a(0), a(1)),
        Function::SechMoment => kernel::sech_moment(index, a(0), a(1)),
        // Never zero, also where it underflows.
        Function::Bc => overlap::bc(a(0)).between(0.0, f64::INFINITY),
        Function::Tv => overlap::tv(a(0)),
        Function::Overlap => overlap::overlap(a(0)),
        Function::Chi2 => overlap::chi2(a(0)),
        Function::EpsOld => overlap::eps_old(a(0), a(1)),
        Function::EpsNew => overlap::eps_new(a(0), a(1)),
        Function::Distinguishability => overlap::distinguishability(a(0), a(1)),
        Function::OverlapMoment => overlap::overlap_moment(index, a(0), a(1)),
        Function::KlSft => overlap::kl_sft(a(0), a(1)),
        Function::KlReverse => overlap::kl_reverse(a(0), a(1), a(2)),
        Function::KlReplay => overlap::kl_replay(a(0), a(1), a(2)),
        Function::BoundarySlope => overlap::boundary_slope(a(0), a(1)),
        Function::FisherMinEigenvalue => overlap::fisher_min_eigenvalue(a(0), a(1)),
        Function::ConditioningBound => overlap::conditioning_bound(a(0), a(1)),
        Function::TttCriticalAnchor => {
            let (eta, gap) = (a(0), positive(a(1)));
            // (1 - exp(-eta gap))/eta, which is gap at eta = 0.
            let pull = if eta.lo() == 0.0 && eta.hi() == 0.0 {
                gap.at_most(eta.decoration())
            } else {
                -(-(eta * gap)).exp_m1() / eta
            };
            pull / overlap::boundary_slope(a(2), positive(a(3)))
        }
        Function::OaplMass => objective::oapl_mass(a(0), a(1) / positive(a(2))),
        Function::Old => overlap::old_density(a(0), a(1)),
        Function::New => overlap::new_density(a(0), a(1)),
        Function::Mix => overlap::mixture_density(a(0), a(1), a(2)),
        Function::LogOld => overlap::log_old_density(a(0), a(1)),
        Function::LogNew => overlap::log_new_density(a(0), a(1)),
        Function::LogMix => overlap::log_mixture_density(a(0), a(1), a(2)),
        Function::RespOld => overlap::responsibility_old(a(0), a(1), a(2)),
        Function::RespNew => overlap::responsibility_new(a(0), a(1), a(2)),
        Function::TttOldWeight => certified::ttt_old_weight(a(0), a(1), a(2), a(3), a(4)),
        Function::SdftMass => objective::sdft_mass(a(0), a(1), a(2), a(3), a(4)),
        Function::SdftRate => objective::sdft_rate(a(0), a(1), a(2)),
        Function::HybridOldWeight => certified::hybrid_old_weight(a(0), a(1), a(2)),
        // Needs all its arguments.
        Function::User(_) => Interval::ENTIRE.at_most(Decoration::Trv),
        elementary_function!() => Interval::ENTIRE.at_most(Decoration::Trv),
    }
}

/// The same set, decorated `trv` unless all of it is positive.
fn positive(x: Interval) -> Interval {
    if x.lo() > 0.0 {
        x
    } else {
        x.at_most(Decoration::Trv)
    }
}
