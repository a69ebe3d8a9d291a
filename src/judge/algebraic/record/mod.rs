//! Derivations as records of a file: every datum that the checker needs, and nothing that it could not read back.
//!
//! Expressions are texts of the claim language, numbers are quotients of integers, ranges are written as in claims. Covers are texts of
//! their own (`texts`), so that a file nests no deeper than its proof.

mod read;
mod texts;
mod write;

use serde::{Deserialize, Serialize};

pub(super) use read::Reader;
pub(super) use write::{axes, refutation, step, system};

/// How a goal is shown; see [`Derivation`](super::derivation::Derivation).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::judge) enum Step {
    Range {},
    Constant {},
    Product {
        coefficient: String,
        factors: Vec<FactorRecord>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exponent: Option<String>,
    },
    Polynomial {
        cover: String,
    },
    Enclosures {
        cover: String,
    },
    Slope {
        axis: String,
        divisor: String,
        divisor_by: Box<Step>,
        rising: bool,
        slope: String,
        slope_by: Box<Step>,
        base: BaseRecord,
    },
    Cut {
        axis: String,
        at: String,
        below: Box<Step>,
        above: Box<Step>,
    },
    Orders {
        first: String,
        second: String,
        below: Box<Step>,
        above: Box<Step>,
    },
    Substitution {
        axis: String,
        image: String,
        fresh: String,
        range: String,
        expr: String,
        by: Box<Step>,
    },
    Wider {
        region: Vec<(String, String)>,
        by: Box<Step>,
    },
    Concave {
        axis: String,
        weight: String,
        weight_by: Box<Step>,
        bend: String,
        bend_by: Box<Step>,
        low: BaseRecord,
        high: BaseRecord,
    },
    Contradiction {
        system: SystemRecord,
        by: Box<RefutationRecord>,
    },
    Quadratic {
        axis: String,
        lead_by: Box<Step>,
        last_by: Box<Step>,
        discriminant_by: Box<Step>,
    },
    Mean {
        centre: String,
        spread: String,
        scale: String,
        fresh: String,
        parts: Vec<MeanPart>,
        by: Vec<Step>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        positive: Option<PositiveRecord>,
    },
    Powers {
        factor: String,
        bases: Vec<(String, i32)>,
        by: Box<Step>,
    },
    Logs {
        larger: String,
        smaller: String,
        larger_by: Box<Step>,
        smaller_by: Box<Step>,
        by: Box<Step>,
    },
    Peak {
        atom: String,
        factor: String,
        factor_by: Box<Step>,
        rest: String,
        by: Box<Step>,
    },
}

/// `base^power`, and how the sign of the base is shown where that matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct FactorRecord {
    pub base: String,
    pub power: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<SignedRecord>,
}

/// The base, or minus the base where it is not `positive`, by this step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct SignedRecord {
    pub positive: bool,
    pub by: Step,
}

/// Where a monotone function begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::judge) enum BaseRecord {
    Expansion { end: String },
    Value { at: String, by: Box<Step> },
}

/// A coefficient and what it multiplies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct MeanPart {
    pub coefficient: String,
    pub mean_of: AveragedRecord,
}

/// See [`Averaged`](super::mean::Averaged).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "function", rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::judge) enum AveragedRecord {
    Power {
        power: String,
    },
    Log {},
    Kernel {
        order: u32,
        mirrored: bool,
        shift: String,
        offset: String,
    },
    Sech {
        mirrored: bool,
        shift: String,
    },
    Gauss {
        a: String,
        shift: String,
    },
    Step {
        shift: String,
    },
}

/// Where the integrand is positive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct PositiveRecord {
    pub at: String,
    pub by: Box<Step>,
}

/// A system of polynomial constraints: its variables with their ranges, those that stand for parts of the claim with the part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct SystemRecord {
    pub variables: Vec<VariableRecord>,
    pub constraints: Vec<String>,
}

/// A variable of a system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct VariableRecord {
    pub name: String,
    pub range: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_for: Option<String>,
}

/// Why a system has no solution; see [`Refutation`](super::contradiction::Refutation). Axes and constraints are counted from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::judge) enum RefutationRecord {
    False {
        which: usize,
        positive: bool,
        cover: String,
    },
    Derived {
        which: usize,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order: Option<usize>,
        by: Box<Step>,
    },
    Cut {
        axis: usize,
        at: String,
        below: Box<RefutationRecord>,
        above: Box<RefutationRecord>,
    },
    Shift {
        which: usize,
        axis: usize,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        upper: Option<String>,
        then: Box<RefutationRecord>,
    },
    Divide {
        which: usize,
        powers: Vec<u32>,
        then: Box<RefutationRecord>,
    },
    Square {
        which: usize,
        axis: usize,
        on_the_right: bool,
        cover: String,
        then: Box<RefutationRecord>,
    },
    Remainder {
        which: usize,
        axis: usize,
        then: Box<RefutationRecord>,
    },
    Combination {
        terms: Vec<WeightedRecord>,
    },
}

/// `weight * prod factors`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::judge) struct WeightedRecord {
    pub weight: String,
    pub factors: Vec<SignRecord>,
}

/// A polynomial as its terms: a coefficient and the power of each variable.
pub(in crate::judge) type Terms = Vec<(String, Vec<u32>)>;

/// A polynomial of known sign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::judge) enum SignRecord {
    Constraint(usize),
    Above(usize),
    Below(usize),
    Square(Terms),
    Any(Terms),
}
