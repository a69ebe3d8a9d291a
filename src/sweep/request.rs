//! What a sweep is to compute: the whole of it, so that shards of one request can be told from those of another.

use super::axis::Axis;
use super::encode::FileFormat;
use super::points::Points;
use super::quantity::Quantity;
use super::sequence::SequenceKind;
use crate::error::{Error, Result};
use crate::numeric::sha256;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Points of a low-discrepancy set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Which.
    pub kind: SequenceKind,
    /// How many.
    pub count: u64,
    /// Of the scramble.
    pub seed: u64,
}

impl Sample {
    /// Reads `sobol:1000000` or `halton:1000000`.
    ///
    /// # Errors
    /// Anything else.
    pub fn read(text: &str, seed: u64) -> Result<Self> {
        let refused = || {
            Error::domain(
                "sample",
                "be sobol:N or halton:N with N >= 1",
                format!("`{text}`"),
            )
        };
        let (name, count) = text.split_once(':').ok_or_else(refused)?;
        let kind = SequenceKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name);
        let count = count.parse().ok().filter(|n| *n > 0);
        let (kind, count) = kind.zip(count).ok_or_else(refused)?;
        Ok(Self { kind, count, seed })
    }
}

/// A sweep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The version of this library: another one may round another way.
    pub version: String,
    /// What is computed.
    pub quantity: Quantity,
    /// Names of the values; `value`, or `value1`, `value2` ..., where there are none.
    pub names: Vec<String>,
    /// The variables, see [`Axis::read`].
    pub axes: Vec<String>,
    /// Points of a low-discrepancy set instead of the grid.
    pub sample: Option<Sample>,
    /// How the rows are written.
    pub format: FileFormat,
}

impl Request {
    /// Over a grid, under the default names.
    pub fn over<'a>(
        quantity: Quantity,
        axes: impl IntoIterator<Item = &'a str>,
        format: FileFormat,
    ) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            quantity,
            names: Vec::new(),
            axes: axes.into_iter().map(str::to_owned).collect(),
            sample: None,
            format,
        }
    }

    /// SHA-256 of the request.
    pub fn sha256(&self) -> String {
        sha256(serde_json::to_string(self).expect("keys are text"))
    }

    pub(super) fn points(&self) -> Result<Points> {
        let axes = self.axes.iter().map(|text| Axis::read(text));
        let axes = axes.collect::<Result<Vec<Axis>>>()?;
        match self.sample {
            None => Points::grid(axes),
            Some(Sample { kind, count, seed }) => Points::sequence(axes, kind, count, seed),
        }
    }

    /// The names given, or these; as many as the values.
    pub(super) fn value_names(&self, default: Vec<String>) -> Result<Vec<String>> {
        let width = default.len();
        if self.names.len() == width {
            let bad = |name: &&String| {
                name.is_empty() || name.contains([',', '"', '\'', '\n', '\r', '\\'])
            };
            return match self.names.iter().find(bad) {
                Some(name) => Err(Error::domain("name", "be without commas and quotes", name)),
                None => Ok(self.names.clone()),
            };
        }
        match self.names.len() {
            0 => Ok(default),
            found => Err(Error::Dimension {
                argument: "names".into(),
                expected: width,
                reference: "the expressions".into(),
                found,
            }),
        }
    }
}

/// One of `of` parts of the rows, numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which.
    pub number: u64,
    /// Of how many.
    pub of: u64,
}

impl Shard {
    /// Everything in one part.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Reads `3/8`.
    ///
    /// # Errors
    /// Anything but K/N with 1 <= K <= N.
    pub fn read(text: &str) -> Result<Self> {
        let parts = text.split_once('/');
        let parts = parts.and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        parts
            .filter(|(number, of)| (1..=*of).contains(number))
            .map(|(number, of)| Self { number, of })
            .ok_or_else(|| Error::domain("shard", "be K/N with 1 <= K <= N", format!("`{text}`")))
    }

    /// Its rows.
    pub fn range(self, rows: u64) -> Range<u64> {
        let end = |k: u64| (u128::from(rows) * u128::from(k) / u128::from(self.of)) as u64;
        end(self.number - 1)..end(self.number)
    }
}
