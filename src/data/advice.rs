//! The advice: one line a claim, each a functional of the law of the log-likelihood ratio.

use super::interval::{Interval, number};
use crate::bounds::a_priori_drift;
use crate::error::{Error, Result};
use crate::law::{
    GaussianLaw, Law, OaplReward, adaptive_penalty, extinction, oapl_critical_temperature,
    penalty_to_keep,
};
use crate::model::Weight;
use crate::objective::EntropicUtility;
use serde::Serialize;

/// What the advice is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdviceSetting {
    /// The share of the old mass to keep, in (0, 1).
    pub keep: f64,
    /// The policy's old mass before training, in (0, 1); also the target's.
    pub start: f64,
    /// Reward advantage of the new task, > 0.
    pub gap: f64,
    /// TTT-Discover's utility parameter where it is fixed, > 0.
    pub eta: f64,
    /// Samples in a batch, >= 1.
    pub batch: u64,
    /// SDFT: how far the student's mass may be from its teacher's, in (0, 1).
    pub tracking: f64,
    /// Coverage of the intervals, in (0, 1).
    pub level: f64,
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Default for AdviceSetting {
    fn default() -> Self {
        Self {
            keep: 0.9,
            start: 0.5,
            gap: 1.0,
            eta: 1.0,
            batch: 64,
            tracking: 0.01,
            level: 0.95,
            seed: 1,
        }
    }
}

impl AdviceSetting {
    pub(super) fn check(&self) -> Result<()> {
        for (name, value) in [
            ("keep", self.keep),
            ("beta0", self.start),
            ("tracking", self.tracking),
            ("level", self.level),
        ] {
            if !(value > 0.0 && value < 1.0) {
                return Err(Error::domain(name, "lie in (0, 1)", value));
            }
        }
        for (name, value) in [("gap", self.gap), ("eta", self.eta)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(Error::domain(name, "be finite and > 0", value));
            }
        }
        if self.batch == 0 {
            return Err(Error::domain("batch", "be >= 1", 0));
        }
        Ok(())
    }

    fn reference(&self) -> Weight {
        Weight::new(self.start).expect("checked")
    }

    /// The old mass to keep.
    fn wanted(&self) -> Weight {
        Weight::new(self.keep * self.start).expect("checked")
    }

    fn utility(&self) -> EntropicUtility {
        EntropicUtility::new(self.eta, self.gap).expect("checked")
    }
}

/// How rare starvation is to be.
pub const STARVATION: f64 = 1e-6;

/// One line of advice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Advice {
    /// The claim behind it.
    pub claim: &'static str,
    /// What the number says.
    pub what: String,
    /// What to set, or what to read.
    pub parameter: &'static str,
    /// The number.
    #[serde(serialize_with = "number")]
    pub value: f64,
    /// The lower end of its interval.
    #[serde(serialize_with = "number")]
    pub lo: f64,
    /// The upper end.
    #[serde(serialize_with = "number")]
    pub hi: f64,
    /// What it rests on.
    pub assumption: &'static str,
}

/// A line before it has a value.
pub(super) struct Line {
    pub claim: &'static str,
    pub parameter: &'static str,
    pub what: fn(&AdviceSetting) -> String,
    pub assumption: &'static str,
    pub value: fn(&dyn Law, &AdviceSetting) -> f64,
}

impl Line {
    pub(super) fn advice(&self, setting: &AdviceSetting, interval: Interval) -> Advice {
        Advice {
            claim: self.claim,
            what: (self.what)(setting),
            parameter: self.parameter,
            value: interval.value,
            lo: interval.lo,
            hi: interval.hi,
            assumption: self.assumption,
        }
    }
}

const CORRECT_MEANS: &str =
    "each task's samples keep their own distribution; only the weight moves";

/// The lines that any law answers. Infinite: not to be had; NaN: no such number.
pub(super) const LINES: &[Line] = &[
    Line {
        claim: "B2",
        parameter: "loss_per_time",
        what: |s| {
            format!(
                "SFT on the new task: old mass lost per unit of training (learning rate times steps, logit) at {}",
                s.start
            )
        },
        assumption: CORRECT_MEANS,
        value: |law, s| {
            let beta = s.reference();
            beta.old() * beta.variance() * law.distinguishability(beta)
        },
    },
    Line {
        claim: "B2",
        parameter: "half_time",
        what: |_| "SFT on the new task: training until half of the old mass is gone".into(),
        assumption: CORRECT_MEANS,
        value: |law, s| {
            let half = Weight::new(0.5 * s.start).expect("checked");
            law.collapse_time(s.reference(), half).unwrap_or(f64::NAN)
        },
    },
    Line {
        claim: "B5",
        parameter: "replay_share",
        what: |s| {
            format!(
                "SFT: share of old data in the training set that keeps {} of the old mass",
                s.keep
            )
        },
        assumption: "replay changes the training distribution (replay in the model only does not help, B6); trained to the end",
        value: |_, s| s.wanted().old(),
    },
    Line {
        claim: "C2",
        parameter: "boundary_slope",
        what: |_| {
            "reverse KL to the true mixture: force that brings a vanishing old mass back (K)".into()
        },
        assumption: CORRECT_MEANS,
        value: |law, s| law.boundary_slope(s.reference()),
    },
    Line {
        claim: "C11",
        parameter: "batch",
        what: |s| {
            format!(
                "on-policy RL: batch in which no old sample is rarer than {STARVATION:e}, when {} of the old mass is left",
                s.keep
            )
        },
        assumption: "independent samples of the policy",
        value: |_, s| (core_math::log(STARVATION) / core_math::log1p(-s.wanted().old())).ceil(),
    },
    Line {
        claim: "C11",
        parameter: "replay_share_in_batch",
        what: |s| {
            format!(
                "on-policy RL: replay share that does the same with batches of {}",
                s.batch
            )
        },
        assumption: "independent samples; weights corrected for replay (C9, C10)",
        value: |_, s| {
            let no_old = core_math::exp(core_math::log(STARVATION) / s.batch as f64);
            (1.0 - no_old / s.wanted().new_mode()).max(0.0)
        },
    },
    Line {
        claim: "C12",
        parameter: "extinction_half_life",
        what: |s| {
            format!(
                "training on {} own samples a step: steps in which E[beta(1-beta)] halves; the old mass is lost in the end with probability {}",
                s.batch,
                1.0 - s.start
            )
        },
        assumption: "weight-only EM steps on own samples, nothing else",
        value: |law, s| extinction(law, s.reference(), s.batch).map_or(f64::NAN, |e| e.half_life),
    },
    Line {
        claim: "D1",
        parameter: "sdft_anchor",
        what: |s| {
            format!(
                "SDFT: smallest anchor a that keeps {} of the old mass if the student's mass tracks its teacher's within {}",
                s.keep, s.tracking
            )
        },
        assumption: "the demonstrator has the old mass; beyond 1 there is no such anchor",
        value: |_, s| s.tracking / (s.start - s.wanted().old()),
    },
    Line {
        claim: "E4",
        parameter: "ttt_penalty",
        what: |s| {
            format!(
                "TTT-Discover, eta set by KL = ln 2: smallest KL penalty lambda that keeps {} of the old mass",
                s.keep
            )
        },
        assumption: "rewards constant on each task",
        value: |law, s| adaptive_penalty(law, s.reference(), s.wanted()).unwrap_or(f64::NAN),
    },
    Line {
        claim: "E4",
        parameter: "ttt_critical_penalty",
        what: |_| {
            "TTT-Discover, eta set by KL = ln 2: lambda below which the old mass is lost altogether"
                .into()
        },
        assumption: "rewards constant on each task",
        value: |law, s| {
            adaptive_penalty(law, s.reference(), Weight::NEW_MODE_ONLY).unwrap_or(f64::NAN)
        },
    },
    Line {
        claim: "E1",
        parameter: "ttt_penalty_fixed_eta",
        what: |s| {
            format!(
                "TTT-Discover, eta = {} fixed, gap {}: smallest lambda that keeps {} of the old mass",
                s.eta, s.gap, s.keep
            )
        },
        assumption: "rewards constant on each task",
        value: |law, s| {
            penalty_to_keep(law, s.utility(), s.reference(), s.wanted()).unwrap_or(f64::NAN)
        },
    },
    Line {
        claim: "F1",
        parameter: "oapl_temperature",
        what: |s| {
            format!(
                "OAPL, one round: temperature at which the tilt keeps {} of the old mass for a gap of {}",
                s.keep, s.gap
            )
        },
        assumption: "the realisable optimum; inside an overlapping family less may be kept (F5)",
        value: |_, s| s.gap / (s.reference().logit() - s.wanted().logit()),
    },
    Line {
        claim: "F5",
        parameter: "oapl_critical_temperature",
        what: |s| {
            format!(
                "OAPL inside the family, hard reward of {}: temperature below which the old mode is lost at first order",
                s.gap
            )
        },
        assumption: "a switch for good where both tasks mirror each other, as normal ones of one covariance do; chi^2 must exist",
        value: |law, s| {
            oapl_critical_temperature(law, s.reference(), s.gap, OaplReward::Hard)
                .unwrap_or(f64::NAN)
        },
    },
];

/// The claim behind the drift line, which needs Gaussian tasks.
pub(super) fn drift_line(separation: &Interval, setting: &AdviceSetting) -> Advice {
    let beta = setting.reference();
    let at = |delta: f64| {
        let separation = crate::model::Separation::new(delta).ok()?;
        a_priori_drift(beta, 0.0, beta, separation).map(|bound| bound.old)
    };
    let bound = |delta: f64| at(delta).unwrap_or(f64::INFINITY);
    let interval = Interval::through(
        bound(separation.value),
        [bound(separation.lo), bound(separation.hi)],
        separation.level,
    );
    Advice {
        claim: "C13",
        what: "reverse KL to the true mixture from correct means: the old task's mean never drifts further (whitened units); infinite where the bound says nothing".into(),
        parameter: "drift_bound",
        value: interval.value,
        lo: interval.lo,
        hi: interval.hi,
        assumption: "Gaussian tasks with one covariance, gradient flow",
    }
}

/// The line's value on Gaussian tasks, through the ends of the separation's interval.
pub(super) fn gaussian_line(
    line: &Line,
    separation: &Interval,
    setting: &AdviceSetting,
) -> Interval {
    let at = |delta: f64| match crate::model::Separation::new(delta) {
        Ok(separation) if delta > 0.0 => (line.value)(&GaussianLaw::new(separation), setting),
        // One task: nothing tells the two apart, and nothing is lost or held.
        Ok(separation)
            if line.parameter == "loss_per_time" || line.parameter == "boundary_slope" =>
        {
            (line.value)(&GaussianLaw::new(separation), setting)
        }
        _ => {
            let tiny = crate::model::Separation::new(SMALLEST).expect("positive");
            (line.value)(&GaussianLaw::new(tiny), setting)
        }
    };
    Interval::through(
        at(separation.value),
        [at(separation.lo), at(separation.hi)],
        separation.level,
    )
}

/// Stands for a separation of 0 where a number grows without bound towards it.
const SMALLEST: f64 = 1e-6;
