//! H1: whether the log-likelihoods handed in are those of the data.

use super::interval::{Interval, normal_quantile, number};
use super::log_likelihoods::LogLikelihoods;
use super::pareto::{TRUSTED_SHAPE, pareto_k};
use crate::error::{Error, Result};
use crate::kernel::{sigmoid, softplus};
use nalgebra::{Matrix2, Vector2};
use serde::Serialize;

/// One identity that must hold for the tasks' own log-likelihoods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Consistency {
    /// The identity.
    pub name: &'static str,
    /// Its left side as the samples show it.
    #[serde(flatten)]
    pub interval: Interval,
    /// What it must be.
    pub expected: f64,
    /// The Pareto shape of what is averaged; none for bounded functions.
    #[serde(serialize_with = "optional")]
    pub pareto_k: Option<f64>,
    /// `holds`, `fails` or `cannot tell`.
    pub verdict: &'static str,
}

fn optional<S: serde::Serializer>(
    x: &Option<f64>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    match x {
        Some(x) => number(x, serializer),
        None => serializer.serialize_none(),
    }
}

/// Weights with a larger shape have no variance.
const FINITE_VARIANCE: f64 = 0.5;
/// Up to this shape the third moment exists, and a sample's mean is not far short of the truth.
const LIGHT_TAIL: f64 = 0.3;
/// Standard errors that an identity may be off.
const FAILS_BEYOND: f64 = 4.0;
/// Standard errors that exclude a scale of 1 when the log-likelihoods are refused.
const REFUSED_BEYOND: f64 = 8.0;
/// A scale above this is what an average over tokens looks like.
const PER_TOKEN: f64 = 5.0;

pub(super) fn consistency(table: &LogLikelihoods, level: f64) -> Result<Vec<Consistency>> {
    let tilted = |name, ratios: &[f64], sign: f64| {
        let logs: Vec<f64> = ratios.iter().map(|l| sign * l).collect();
        let weights: Vec<f64> = logs.iter().map(|x| core_math::exp(*x)).collect();
        let (mean, error) = mean_and_error(&weights);
        let shape = pareto_k(&logs);
        let trusted = shape <= TRUSTED_SHAPE && error.is_finite();
        let mut found = entry(name, [mean, error], 1.0, Some(shape), trusted, level);
        // Samples miss what a heavy tail holds, so a mean that falls short need not contradict it, nor does one whose error has no variance.
        let known = if mean < 1.0 {
            LIGHT_TAIL
        } else {
            FINITE_VARIANCE
        };
        if found.verdict == "fails" && shape > known {
            found.verdict = "cannot tell";
        }
        found
    };
    let half = |ratios: &[f64], sign: f64| {
        let shares: Vec<f64> = ratios.iter().map(|l| sigmoid(sign * l)).collect();
        mean_and_error(&shares)
    };
    let (o, n) = (half(&table.old.ratio, -1.0), half(&table.new.ratio, 1.0));
    let difference = [o.0 - n.0, (o.1 * o.1 + n.1 * n.1).sqrt()];
    let mut found = vec![
        tilted("E_old[p_new/p_old] = 1", &table.old.ratio, -1.0),
        tilted("E_new[p_old/p_new] = 1", &table.new.ratio, 1.0),
        entry(
            "eps_old = eps_new at weight 1/2 (A2)",
            difference,
            0.0,
            None,
            difference[1] > 0.0,
            level,
        ),
    ];
    refuse_exchanged(table)?;
    if let Some((slope, error)) = scale(&table.old.ratio, &table.new.ratio) {
        refuse_other_units(table, slope, error)?;
        found.push(entry(
            "slope of the logistic regression of the source on l = 1",
            [slope, error],
            1.0,
            None,
            true,
            level,
        ));
    }
    Ok(found)
}

/// $\mathbb{E}_{p_o}[l]\ge0\ge\mathbb{E}_{p_n}[l]$, both divergences: far from it, the columns are exchanged.
fn refuse_exchanged(table: &LogLikelihoods) -> Result<()> {
    let (old, new) = (
        mean_and_error(&table.old.ratio),
        mean_and_error(&table.new.ratio),
    );
    if old.0 < -REFUSED_BEYOND * old.1 && new.0 > REFUSED_BEYOND * new.1 {
        let message = format!(
            "old samples are likelier under logp_new (by {:.3} nats) and new ones under logp_old (by {:.3}); these look exchanged",
            -old.0, new.0
        );
        let place = ", columns logp_old and logp_new";
        return Err(Error::data(&table.name, place, message));
    }
    Ok(())
}

/// Bases 2 and 10 and averages over tokens have a scale of their own.
fn refuse_other_units(table: &LogLikelihoods, slope: f64, error: f64) -> Result<()> {
    if (slope - 1.0).abs() < REFUSED_BEYOND * error {
        return Ok(());
    }
    let said = |what: &str| {
        let message = format!(
            "H1 fails: the data want l scaled by {slope:.3} (standard error {error:.3}); {what}; expected natural logs of whole samples"
        );
        Err(Error::data(
            &table.name,
            ", columns logp_old and logp_new",
            message,
        ))
    };
    if (slope - std::f64::consts::LN_10).abs() < 3.0 * error + 0.02 {
        return said("these look like base-10 logs (times 2.302585)");
    }
    if (slope - std::f64::consts::LN_2).abs() < 3.0 * error + 0.01 {
        return said("these look like base-2 logs (times 0.693147)");
    }
    if slope - 3.0 * error > PER_TOKEN {
        return said("these look like averages per token (times the number of tokens)");
    }
    Ok(())
}

fn entry(
    name: &'static str,
    [value, error]: [f64; 2],
    expected: f64,
    pareto_k: Option<f64>,
    trusted: bool,
    level: f64,
) -> Consistency {
    let reach = two_sided(level) * error;
    Consistency {
        name,
        interval: Interval::through(value, [value - reach, value + reach], level),
        expected,
        pareto_k,
        verdict: if !trusted {
            "cannot tell"
        } else if (value - expected).abs() <= FAILS_BEYOND * error {
            "holds"
        } else {
            "fails"
        },
    }
}

/// $z$ with $P(|Z|\le z)$ = `level`.
pub(super) fn two_sided(level: f64) -> f64 {
    normal_quantile(0.5 * (1.0 + level))
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (square / (count * (count - 1.0))).sqrt())
}

/// The slope $c$ of $\mathrm{logit}\,P(\text{old}\mid l)=a+cl+\log(n_o/n_n)$ and its standard error; none where the tasks are separable.
fn scale(old: &[f64], new: &[f64]) -> Option<(f64, f64)> {
    let lowest_old = old.iter().fold(f64::INFINITY, |a, b| a.min(*b));
    let highest_new = new.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b));
    if lowest_old >= highest_new {
        return None;
    }
    let offset = core_math::log(old.len() as f64 / new.len() as f64);
    let derivatives = |c: Vector2<f64>| {
        let (mut loss, mut gradient, mut hessian) = (0.0, Vector2::zeros(), Matrix2::zeros());
        for (ratios, label) in [(old, 1.0), (new, 0.0)] {
            for &l in ratios {
                let logit = c[0] + c[1] * l + offset;
                let share = sigmoid(logit);
                let x = Vector2::new(1.0, l);
                loss += softplus(if label > 0.5 { -logit } else { logit });
                gradient += x * (share - label);
                hessian += x * x.transpose() * (share * (1.0 - share));
            }
        }
        (loss, gradient, hessian)
    };
    let mut c = Vector2::new(0.0, 1.0);
    for _ in 0..30 {
        let (loss, gradient, hessian) = derivatives(c);
        let step = hessian.try_inverse()? * gradient;
        let mut share = 1.0;
        while share > 1e-3 && derivatives(c - step * share).0 > loss {
            share *= 0.5;
        }
        c -= step * share;
        if gradient.dot(&step) < 1e-9 {
            break;
        }
    }
    let inverse = derivatives(c).2.try_inverse()?;
    let error = inverse[(1, 1)].sqrt();
    (c[1].is_finite() && error.is_finite()).then_some((c[1], error))
}
