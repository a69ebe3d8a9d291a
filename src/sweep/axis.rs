//! One variable and where it runs.

use crate::error::{Error, Result};

/// A variable with the numbers it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    name: String,
    along: Along,
}

#[derive(Clone, Debug, PartialEq)]
enum Along {
    /// These numbers.
    List(Vec<f64>),
    /// From `lo` to `hi`, evenly or evenly in the logarithm; without a count in samples.
    Range {
        lo: f64,
        hi: f64,
        count: Option<u64>,
        log: bool,
    },
}

impl Axis {
    /// Reads `delta=0.1:10:1000` (evenly, both ends included), `delta=0.1:10:1000:log`, `delta=0.1:10` or `delta=0.1:10:log` (for samples),
    /// `delta=3` or `delta=1,2,4`.
    ///
    /// # Errors
    /// Anything else, numbers that are not finite, logarithms of what is not positive, a single step between two numbers.
    ///
    /// ```
    /// use forgetting::sweep::Axis;
    /// let axis = Axis::read("delta=0.1:10:3:log")?;
    /// assert_eq!((axis.number(0), axis.number(2)), (0.1, 10.0));
    /// assert!((axis.number(1) - 1.0).abs() < 4.0 * f64::EPSILON);
    /// assert!(Axis::read("delta=0:10:3:log").is_err());
    /// # Ok::<(), forgetting::Error>(())
    /// ```
    pub fn read(text: &str) -> Result<Self> {
        let refused = |requirement: &str| Error::domain("grid", requirement, format!("`{text}`"));
        let (name, spec) = text
            .split_once('=')
            .ok_or_else(|| refused("be NAME=LO:HI:N, as in delta=0.1:10:1000"))?;
        let (name, spec) = (name.trim().to_owned(), spec.trim());
        let number = |word: &str| {
            let parsed: Option<f64> = word.trim().parse().ok();
            parsed
                .filter(|x| x.is_finite())
                .ok_or_else(|| refused("have finite numbers"))
        };
        if !spec.contains(':') {
            let numbers: Result<Vec<f64>> = spec.split(',').map(number).collect();
            return Ok(Self {
                name,
                along: Along::List(numbers?),
            });
        }
        let mut words: Vec<&str> = spec.split(':').map(str::trim).collect();
        let log = words.last() == Some(&"log");
        if log {
            words.pop();
        }
        let (lo, hi, count) = match words[..] {
            [lo, hi] => (number(lo)?, number(hi)?, None),
            [lo, hi, count] => {
                let count = count.parse().ok().filter(|n| *n > 0);
                let count = count.ok_or_else(|| refused("have a count >= 1"))?;
                (number(lo)?, number(hi)?, Some(count))
            }
            _ => return Err(refused("be NAME=LO:HI:N or NAME=LO:HI:N:log")),
        };
        if log && !(lo > 0.0 && hi > 0.0) {
            return Err(refused("have positive ends for log"));
        }
        if count == Some(1) && lo != hi {
            return Err(refused("have a count >= 2 between different ends"));
        }
        Ok(Self {
            name,
            along: Along::Range { lo, hi, count, log },
        })
    }

    /// The variable.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many numbers it takes on a grid; none where it has no count.
    pub fn len(&self) -> Option<u64> {
        match &self.along {
            Along::List(numbers) => Some(numbers.len() as u64),
            Along::Range { count, .. } => *count,
        }
    }

    /// Whether it takes no number.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// Number `k` of a grid.
    pub fn number(&self, k: u64) -> f64 {
        match &self.along {
            Along::List(numbers) => numbers[k as usize],
            Along::Range { lo, hi, count, .. } => match count.unwrap_or(1) - 1 {
                _ if k == 0 => *lo,
                last if k == last => *hi,
                last => self.within(k as f64 / last as f64, *lo, *hi),
            },
        }
    }

    /// The number at the share `u` in [0, 1) of a sample; lists are drawn evenly.
    pub fn at(&self, u: f64) -> f64 {
        match &self.along {
            Along::List(numbers) => {
                let place = (u * numbers.len() as f64) as usize;
                numbers[place.min(numbers.len() - 1)]
            }
            Along::Range { lo, hi, .. } => self.within(u, *lo, *hi),
        }
    }

    fn within(&self, u: f64, lo: f64, hi: f64) -> f64 {
        let x = if matches!(self.along, Along::Range { log: true, .. }) {
            let (from, to) = (core_math::log(lo), core_math::log(hi));
            core_math::exp((1.0 - u) * from + u * to)
        } else {
            (1.0 - u) * lo + u * hi
        };
        x.clamp(lo.min(hi), lo.max(hi))
    }
}
