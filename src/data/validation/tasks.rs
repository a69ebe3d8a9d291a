//! Tasks whose truth is known: what is drawn, and what an estimate of it should say.

use crate::error::Result;
use crate::law::{DiscreteLaw, Family, GaussianLaw, Law, LocationScale};
use crate::model::{Separation, Weight};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal, StudentT};
use rand_pcg::Pcg64;

/// What the first feature of a task looks like; the others are standard normal in both tasks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// N(0, 1) and N(2, 1).
    Gaussian,
    /// N(0, 1) and N(2, 4).
    UnequalCovariance,
    /// Student's t with three degrees of freedom, at 0 and at 2.
    StudentT,
    /// 0.8 N(0, 0.36) + 0.2 N(2, 1), as it is and moved by 2.
    Skewed,
}

/// How far the new task's first feature is moved.
pub(super) const SHIFT: f64 = 2.0;
const DEGREES: f64 = 3.0;
const NEW_DEVIATION: f64 = 2.0;
/// Share, mean and deviation of the two parts of the skewed task.
const PARTS: [(f64, f64, f64); 2] = [(0.8, 0.0, 0.6), (0.2, 2.0, 1.0)];

/// One setting of the coverage table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tasks {
    pub name: &'static str,
    pub shape: Shape,
    pub columns: usize,
    pub rows: usize,
}

const fn tasks(name: &'static str, shape: Shape, columns: usize, rows: usize) -> Tasks {
    Tasks {
        name,
        shape,
        columns,
        rows,
    }
}

/// All settings, in the order of the table.
pub(super) const TASKS: [Tasks; 12] = [
    tasks("Gaussian", Shape::Gaussian, 2, 100),
    tasks("Gaussian", Shape::Gaussian, 2, 500),
    tasks("Gaussian", Shape::Gaussian, 16, 100),
    tasks("Gaussian", Shape::Gaussian, 16, 500),
    tasks("Gaussian", Shape::Gaussian, 64, 100),
    tasks("Gaussian", Shape::Gaussian, 64, 500),
    tasks("unequal covariances", Shape::UnequalCovariance, 2, 100),
    tasks("unequal covariances", Shape::UnequalCovariance, 2, 500),
    tasks("Student t, 3 degrees", Shape::StudentT, 2, 100),
    tasks("Student t, 3 degrees", Shape::StudentT, 2, 500),
    tasks("skewed mixture", Shape::Skewed, 2, 100),
    tasks("skewed mixture", Shape::Skewed, 2, 500),
];

impl Tasks {
    /// Rows of both tasks.
    pub(super) fn draw(&self, random: &mut Pcg64) -> [Vec<f64>; 2] {
        [false, true].map(|new| {
            let mut values = Vec::with_capacity(self.rows * self.columns);
            for _ in 0..self.rows {
                values.push(self.shape.first(new, random));
                values.extend((1..self.columns).map(|_| normal(random)));
            }
            values
        })
    }

    /// Separation, BC, both misassignments and D at weight 1/2.
    pub(super) fn truth(&self) -> Result<[f64; 5]> {
        let half = Weight::new(0.5)?;
        let (law, deviation) = self.shape.law()?;
        Ok([
            SHIFT / deviation,
            law.bhattacharyya(),
            law.misassignment_old(half),
            law.misassignment_new(half),
            law.distinguishability(half),
        ])
    }
}

impl Shape {
    /// Whether covariances are equal, and whether both tasks are normal.
    pub(super) fn assumptions(self) -> (bool, bool) {
        (
            self != Self::UnequalCovariance,
            matches!(self, Self::Gaussian | Self::UnequalCovariance),
        )
    }

    fn first(self, new: bool, random: &mut Pcg64) -> f64 {
        let shift = if new { SHIFT } else { 0.0 };
        shift
            + match self {
                Self::Gaussian => normal(random),
                Self::UnequalCovariance if new => NEW_DEVIATION * normal(random),
                Self::UnequalCovariance => normal(random),
                Self::StudentT => StudentT::new(DEGREES).map_or(f64::NAN, |t| t.sample(random)),
                Self::Skewed => {
                    let (_, mean, deviation) =
                        PARTS[usize::from(random.random::<f64>() >= PARTS[0].0)];
                    mean + deviation * normal(random)
                }
            }
    }

    /// The law of the log-likelihood ratio, and the pooled deviation of the first feature.
    fn law(self) -> Result<(Box<dyn Law>, f64)> {
        let on_the_line = |family, scale| LocationScale::new(family, (0.0, 1.0), (SHIFT, scale));
        Ok(match self {
            Self::Gaussian => (Box::new(GaussianLaw::new(Separation::new(SHIFT)?)), 1.0),
            Self::UnequalCovariance => (
                Box::new(on_the_line(Family::Normal, NEW_DEVIATION)?),
                (0.5 * (1.0 + NEW_DEVIATION * NEW_DEVIATION)).sqrt(),
            ),
            Self::StudentT => (
                Box::new(on_the_line(Family::StudentT(DEGREES), 1.0)?),
                (DEGREES / (DEGREES - 2.0)).sqrt(),
            ),
            Self::Skewed => (Box::new(cells()?), skewed_deviation()),
        })
    }
}

fn normal(random: &mut Pcg64) -> f64 {
    StandardNormal.sample(random)
}

fn skewed_deviation() -> f64 {
    let mean: f64 = PARTS.iter().map(|(share, mean, _)| share * mean).sum();
    let square: f64 = PARTS
        .iter()
        .map(|(share, mean, deviation)| share * (mean * mean + deviation * deviation))
        .sum();
    (square - mean * mean).sqrt()
}

/// The skewed tasks by their densities at points 1e-3 apart: sums of analytic functions that err far less than a simulation shows.
fn cells() -> Result<DiscreteLaw> {
    const STEP: f64 = 1e-3;
    let density = |x: f64| -> f64 {
        let part = |&(share, mean, deviation): &(f64, f64, f64)| {
            let z = (x - mean) / deviation;
            share / deviation * core_math::exp(-0.5 * z * z)
        };
        PARTS.iter().map(part).sum()
    };
    let points = || (0..24_000).map(|k| -8.0 + STEP * f64::from(k));
    let of = |shift: f64| -> Vec<f64> {
        let masses: Vec<f64> = points().map(|x| density(x - shift)).collect();
        let total: f64 = masses.iter().sum();
        masses.iter().map(|m| m / total).collect()
    };
    DiscreteLaw::new(&of(0.0), &of(SHIFT))
}
