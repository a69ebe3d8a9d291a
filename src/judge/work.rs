//! The work of enclosures, counted in evaluations of arithmetic: the same number on every machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::IntervalAlgebra;
use crate::claim::{BoundProgram, EvalError, Function, Program, elementary_function};
use crate::interval::Interval;

/// What the enclosure of a function costs, in operations of arithmetic (about 50 ns each on a machine of 2024).
pub(super) fn weight(function: Function) -> u64 {
    use Function as F;
    match function {
        elementary_function!() => 2,
        F::Bc | F::Tv | F::Overlap | F::Chi2 | F::OaplMass | F::SdftMass | F::SdftRate => 10,
        F::Old | F::New | F::LogOld | F::LogNew | F::RespOld | F::RespNew => 10,
        F::Mix | F::LogMix | F::ConditioningBound => 20,
        F::SoftplusNormal | F::LogisticNormal | F::Kernel | F::SechMoment => 200,
        F::EpsOld | F::EpsNew | F::OverlapMoment => 300,
        F::Distinguishability | F::BoundarySlope | F::TttCriticalAnchor => 600,
        F::KlSft | F::KlReverse | F::KlReplay => 1_000,
        F::FisherMinEigenvalue => 2_000,
        F::User(_) => 100,
        F::TttOldWeight | F::HybridOldWeight => 20_000,
    }
}

/// Counts what the programs of one obligation have spent.
#[derive(Clone, Debug, Default)]
pub(super) struct Meter(Arc<AtomicU64>);

impl Meter {
    /// What has been spent so far. A sum, so that the order in which threads add to it does not matter.
    pub fn spent(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A program over intervals that counts its work.
#[derive(Debug)]
pub(super) struct Metered<'p> {
    program: BoundProgram<'p, IntervalAlgebra>,
    work: u64,
    meter: Meter,
}

impl<'p> Metered<'p> {
    pub fn new(program: &'p Program, meter: &Meter) -> Result<Self, EvalError> {
        Ok(Self {
            program: program.bind(&IntervalAlgebra)?,
            work: program.work(&weight),
            meter: meter.clone(),
        })
    }

    pub fn evaluate(&self, region: &[Interval]) -> Result<Vec<Interval>, EvalError> {
        self.meter.0.fetch_add(self.work, Ordering::Relaxed);
        self.program.evaluate(region)
    }
}
