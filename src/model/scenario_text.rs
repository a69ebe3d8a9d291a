//! A scenario's TOML: its shape checked by serde, its numbers read from the text as the decimals they are.

use super::{Covariance, Given};
use crate::error::{Error, Result};
use serde::Deserialize;
use serde::de::{SeqAccess, Visitor, value::SeqAccessDeserializer};
use std::path::PathBuf;
use toml::de::{DeTable, DeValue};

/// What a scenario file says; what it leaves out is `None`.
pub(super) struct Document {
    pub description: String,
    pub old_mean: Vec<Given>,
    pub new_mean: Vec<Given>,
    pub covariance: Covariance,
    pub alpha: Option<Given>,
    pub rho: Option<Given>,
    pub beta0: Option<Given>,
    pub learner_old_mean: Option<Vec<Given>>,
    pub learner_new_mean: Option<Vec<Given>>,
}

/// The shape: which keys there may be and what they hold. The numbers themselves are read again from the text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    #[serde(default)]
    description: String,
    #[serde(rename = "modes")]
    _modes: Modes,
    #[serde(rename = "target")]
    _target: Option<Target>,
    #[serde(rename = "replay")]
    _replay: Option<Replay>,
    #[serde(rename = "learner")]
    _learner: Option<Learner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Modes {
    #[serde(rename = "old_mean")]
    _old_mean: Vec<f64>,
    #[serde(rename = "new_mean")]
    _new_mean: Vec<f64>,
    #[serde(rename = "covariance")]
    _covariance: Option<Vec<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    #[serde(rename = "alpha")]
    _alpha: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    #[serde(rename = "rho")]
    _rho: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Learner {
    #[serde(rename = "beta0")]
    _beta0: Option<f64>,
    #[serde(rename = "old_mean")]
    _old_mean: Option<Vec<f64>>,
    #[serde(rename = "new_mean")]
    _new_mean: Option<Vec<f64>>,
}

/// An entry of a covariance: a variance, or a row of a matrix.
struct Row;

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrRow;
        impl<'de> Visitor<'de> for NumberOrRow {
            type Value = Row;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a variance or a row of numbers")
            }
            fn visit_i64<E>(self, _: i64) -> Result<Row, E> {
                Ok(Row)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Row, E> {
                Ok(Row)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, row: A) -> Result<Row, A::Error> {
                Vec::<f64>::deserialize(SeqAccessDeserializer::new(row)).map(|_| Row)
            }
        }
        deserializer.deserialize_any(NumberOrRow)
    }
}

impl Document {
    pub fn read(name: &str, text: &str) -> Result<Self> {
        let refused = |error: toml::de::Error| Error::Scenario {
            path: PathBuf::from(name),
            message: one_line(text, &error),
        };
        let shape: Shape = toml::from_str(text).map_err(refused)?;
        let table = DeTable::parse(text).map_err(refused)?;
        let find = |section: &str, key: &str| {
            let section = table.get_ref().get(section)?.get_ref();
            Some(section.as_table()?.get(key)?.get_ref())
        };
        let vector = |section, key| find(section, key).and_then(row);
        let scalar = |section, key| find(section, key).and_then(number);
        let covariance = match find("modes", "covariance") {
            None => Some(Covariance::Identity),
            Some(entries) => covariance(entries),
        };
        let (Some(old_mean), Some(new_mean), Some(covariance)) = (
            vector("modes", "old_mean"),
            vector("modes", "new_mean"),
            covariance,
        ) else {
            return Err(Error::Scenario {
                path: PathBuf::from(name),
                message: "covariance must be a list of variances or a list of rows, not both"
                    .into(),
            });
        };
        Ok(Self {
            description: shape.description,
            old_mean,
            new_mean,
            covariance,
            alpha: scalar("target", "alpha"),
            rho: scalar("replay", "rho"),
            beta0: scalar("learner", "beta0"),
            learner_old_mean: vector("learner", "old_mean"),
            learner_new_mean: vector("learner", "new_mean"),
        })
    }
}

fn covariance(entries: &DeValue<'_>) -> Option<Covariance> {
    if let Some(variances) = row(entries) {
        return Some(Covariance::Diagonal(variances));
    }
    let rows = entries.as_array()?.iter().map(|entry| row(entry.get_ref()));
    rows.collect::<Option<_>>().map(Covariance::Full)
}

fn row(entries: &DeValue<'_>) -> Option<Vec<Given>> {
    let numbers = entries.as_array()?.iter();
    numbers.map(|entry| number(entry.get_ref())).collect()
}

fn number(value: &DeValue<'_>) -> Option<Given> {
    match value {
        DeValue::Float(float) => float.as_str().parse().ok(),
        DeValue::Integer(whole) if whole.radix() == 10 => whole.as_str().parse().ok(),
        DeValue::Integer(whole) => {
            let whole = i64::from_str_radix(whole.as_str(), whole.radix()).ok()?;
            whole.to_string().parse().ok()
        }
        _ => None,
    }
}

/// The first line of a TOML error with its place: the rest is a drawing.
fn one_line(text: &str, error: &toml::de::Error) -> String {
    let message = error
        .message()
        .lines()
        .next()
        .unwrap_or("not valid TOML")
        .to_owned();
    match error.span() {
        Some(span) => format!(
            "line {}: {message}",
            text[..span.start.min(text.len())].matches('\n').count() + 1
        ),
        None => message,
    }
}
