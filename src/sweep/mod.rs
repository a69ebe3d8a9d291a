//! Values over a grid or a low-discrepancy set, row after row: on one machine, in shards on many, and merged again.
//!
//! A [`Request`] says all there is to say; [`Sweep`] computes any of its rows, and [`run()`] streams them to a file in memory that does not
//! depend on their number. [`merge()`] joins shards into the bytes of one run.

mod axis;
mod claim;
mod encode;
mod merge;
mod points;
mod progress;
mod quantity;
mod request;
mod run;
mod sequence;

pub use axis::Axis;
pub use encode::FileFormat;
pub use merge::{Merged, merge};
pub use points::Points;
pub use quantity::Quantity;
pub use request::{Request, Sample, Shard};
pub use run::{Begin, Finished, run};
pub use sequence::{MOST_VARIABLES, SequenceKind};

use crate::error::{Error, Result};
use encode::{header, rows};
use quantity::Evaluator;
use rayon::prelude::*;

/// A request that has been read: its rows can be computed.
#[derive(Debug)]
pub struct Sweep {
    request: Request,
    points: Points,
    evaluator: Evaluator,
    columns: Vec<String>,
}

impl Sweep {
    /// Reads a request.
    ///
    /// # Errors
    /// Axes, expressions and names that cannot be read, names that are not unique, and more rows than 64 bits count.
    ///
    /// ```
    /// use forgetting::sweep::{FileFormat, Quantity, Request, Sweep};
    /// let bound = Quantity::Expressions(vec!["eps_old(beta, delta) / bc(delta)".into()]);
    /// let sweep = Sweep::new(Request::over(bound, ["beta=0.1:0.9:3", "delta=1:4:2"], FileFormat::Csv))?;
    /// assert_eq!((sweep.rows(), sweep.columns()), (6, ["beta", "delta", "value"].map(String::from).as_slice()));
    /// let (rows, failed) = sweep.values(4..6);
    /// assert_eq!((rows.len(), failed, rows[0], rows[1], rows[4]), (6, 0, 0.9, 1.0, 4.0));
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn new(request: Request) -> Result<Self> {
        let points = request.points()?;
        let evaluator = Evaluator::new(&request.quantity, points.axes())?;
        let names = request.value_names(evaluator.default_names())?;
        let axes = points.axes().iter().map(|axis| axis.name().to_owned());
        let columns: Vec<String> = axes.chain(names).collect();
        for (k, name) in columns.iter().enumerate() {
            if columns[..k].contains(name) {
                return Err(Error::domain("columns", "have different names", name));
            }
        }
        Ok(Self {
            request,
            points,
            evaluator,
            columns,
        })
    }

    /// What was asked for.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Whether the values are a claim's slack.
    pub fn is_claim(&self) -> bool {
        matches!(self.request.quantity, Quantity::Claim(_))
    }

    /// The number of rows.
    pub fn rows(&self) -> u64 {
        self.points.len()
    }

    /// Names of the columns: the variables, then the values.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Rows that are computed as one piece of work; fixed, so that nothing depends on the number of threads.
    pub fn chunk_rows(&self) -> u64 {
        self.evaluator.chunk_rows()
    }

    /// A range of rows, one after another, and how many values in it there are not (NaN); over all cores.
    ///
    /// # Panics
    /// A range beyond the rows.
    pub fn values(&self, range: std::ops::Range<u64>) -> (Vec<f64>, u64) {
        let parts: Vec<(Vec<f64>, u64)> = self
            .chunks(range)
            .into_par_iter()
            .map(|chunk| self.chunk(chunk))
            .collect();
        let failed = parts.iter().map(|part| part.1).sum();
        (parts.into_iter().flat_map(|part| part.0).collect(), failed)
    }

    /// The bytes before the first row, in a file of so many.
    pub fn header(&self, rows: u64) -> Vec<u8> {
        header(self.request.format, &self.columns, rows)
    }

    /// The bytes of these rows, and how many values do not exist; over all cores.
    ///
    /// # Panics
    /// A range beyond the rows.
    pub fn body(&self, range: std::ops::Range<u64>) -> (Vec<u8>, u64) {
        let (pieces, failed) = self.encoded(range);
        (pieces.concat(), failed)
    }

    /// Rows in the bytes of the format, in pieces.
    fn encoded(&self, range: std::ops::Range<u64>) -> (Vec<Vec<u8>>, u64) {
        let parts: Vec<(Vec<u8>, u64)> = self
            .chunks(range)
            .into_par_iter()
            .map(|chunk| {
                let (values, failed) = self.chunk(chunk);
                (
                    rows(self.request.format, &values, self.columns.len()),
                    failed,
                )
            })
            .collect();
        let failed = parts.iter().map(|part| part.1).sum();
        (parts.into_iter().map(|part| part.0).collect(), failed)
    }

    fn chunks(&self, range: std::ops::Range<u64>) -> Vec<std::ops::Range<u64>> {
        assert!(
            range.end <= self.rows(),
            "{range:?} of {} rows",
            self.rows()
        );
        let size = self.chunk_rows();
        (range.start..range.end)
            .step_by(size as usize)
            .map(|from| from..(from + size).min(range.end))
            .collect()
    }

    fn chunk(&self, range: std::ops::Range<u64>) -> (Vec<f64>, u64) {
        let (width, axes) = (self.columns.len(), self.points.axes().len());
        let mut values = vec![0.0; width * (range.end - range.start) as usize];
        self.points.write(range, width, &mut values);
        let failed = self.evaluator.fill(&mut values, axes);
        (values, failed)
    }
}
