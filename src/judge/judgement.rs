//! What the judges say of one claim, in numbers and in a line of text.

use std::fmt;
use std::time::Duration;

use num_bigint::BigInt;

use super::Verdict;
use super::algebraic::InequalityProof;
use super::branch_bound::{Leaf, Limit, Limits};
use super::certificate::Certificate;
use super::obligation::{Assertion, Obligation};
use super::proof_certificate::ProofCertificate;
use super::refuter::Witness;
use super::sampling::{ROUNDING, Samples};
use super::symbolic::{Method, Proof};
use crate::claim::{Comparison, EvalError, Symbol};
use crate::interval::Interval;

/// What the judges say of one claim.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The word.
    pub verdict: Verdict,
    /// What it rests on, in one line.
    pub reason: String,
    /// Boxes examined by the interval judge.
    pub boxes: u64,
    /// The smallest slack `larger - smaller`: a proved lower bound where certified, else the smallest seen in samples.
    pub slack: Option<f64>,
    /// For an equation whose sides are enclosed: everywhere `|left - right|` is at most this.
    pub width: Option<f64>,
    /// For a refuted claim: where, and both sides there.
    pub witness: Option<Witness>,
    /// For an undecided claim: the limit that was hit.
    pub limit: Option<Limit>,
    /// For an undecided claim: the smallest box left.
    pub smallest_box: Option<Vec<Interval>>,
    /// For a certified claim: the evidence.
    pub certificate: Option<Certificate>,
    /// For a proved claim, or one whose conditions are shown to contradict each other: the evidence.
    pub proof_certificate: Option<ProofCertificate>,
    /// The sampled point at which the sides are closest, relatively.
    pub tightest: Vec<(Symbol, f64)>,
    /// For a proved claim of equations: the steps.
    pub proof: Option<Proof>,
    /// For a proved claim of inequalities: the steps.
    pub inequality_proof: Option<InequalityProof>,
    /// The points sampled.
    pub samples: usize,
    /// Time taken.
    pub time: Duration,
    /// For a statement of several claims: what is said of each.
    pub parts: Vec<Part>,
}

/// One of the claims that a statement became.
#[derive(Clone, Debug)]
pub struct Part {
    /// The claim, as the language writes it.
    pub claim: String,
    /// The values of the integer variables in it.
    pub integers: Vec<(Symbol, BigInt)>,
    /// What is said of it.
    pub judgement: Judgement,
}

impl Part {
    pub(super) fn new(
        claim: String,
        integers: Vec<(Symbol, BigInt)>,
        judgement: Judgement,
    ) -> Self {
        Self {
            claim,
            integers,
            judgement,
        }
    }
}

impl fmt::Display for Part {
    /// `n = 3: for x in ...: ...`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (name, value)) in self.integers.iter().enumerate() {
            let lead = if position > 0 { ", " } else { "" };
            write!(f, "{lead}{name} = {value}")?;
        }
        let separator = if self.integers.is_empty() { "" } else { ": " };
        write!(f, "{separator}{}", self.claim)
    }
}

impl Judgement {
    fn new(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self {
            verdict,
            reason: reason.into(),
            boxes: 0,
            slack: None,
            width: None,
            witness: None,
            limit: None,
            smallest_box: None,
            certificate: None,
            proof_certificate: None,
            tightest: Vec::new(),
            proof: None,
            inequality_proof: None,
            samples: 0,
            time: Duration::ZERO,
            parts: Vec::new(),
        }
    }

    /// What each judge says: the symbolic one, the interval one and the samples (with the refuter); `None` where it was not asked or
    /// has no answer. The verdict is the strongest of them, a refutation above all.
    pub fn by_judge(&self) -> [(&'static str, Option<Verdict>); 3] {
        let refuted = self.witness.as_ref().map(|_| Verdict::Refuted);
        let derived = self.inequality_proof.as_ref().map(|_| self.verdict);
        let proved = self.proof.as_ref().map(|_| Verdict::Proved).or(derived);
        let certified = self.certificate.as_ref().map(|_| self.verdict);
        let vacuous = Some(Verdict::Vacuous).filter(|word| *word == self.verdict);
        let stopped = self.limit.map(|_| Verdict::Undecided);
        let sampled = match self.verdict {
            Verdict::Undecided | Verdict::Vacuous => None,
            Verdict::FailsOnSamples => Some(Verdict::FailsOnSamples),
            // No sample is beyond rounding on the wrong side.
            _ => Some(Verdict::HoldsOnSamples),
        };
        let agree = sampled.filter(|_| self.samples > 0);
        [
            ("symbolic", proved),
            ("interval", certified.or(vacuous).or(stopped)),
            ("samples", refuted.or(agree)),
        ]
    }

    /// What the parts of a statement say together: the worst word, those with nothing to be met left out.
    pub(super) fn joined(parts: Vec<Part>) -> Self {
        let met = |part: &&Part| part.judgement.verdict != Verdict::Vacuous;
        let worst = parts.iter().filter(met).max_by_key(|p| p.judgement.verdict);
        let verdict = worst.map_or(Verdict::Vacuous, |part| part.judgement.verdict);
        let counts = Verdict::ALL.iter().filter_map(|word| {
            let number = parts
                .iter()
                .filter(|p| p.judgement.verdict == *word)
                .count();
            (number > 0).then(|| format!("{number} {word}"))
        });
        let noun = if parts.len() == 1 { "claim" } else { "claims" };
        let counts: Vec<String> = counts.collect();
        let mut reason = format!("{} {noun}: {}", parts.len(), counts.join(", "));
        if let Some(part) = worst.filter(|part| !part.judgement.verdict.is_established()) {
            reason += &format!("; {part}: {}", part.judgement.reason);
        }
        let judged = || parts.iter().map(|part| &part.judgement);
        let least = |values: &mut dyn Iterator<Item = f64>| values.min_by(f64::total_cmp);
        let witness = worst.and_then(|part| {
            let mut witness = part.judgement.witness.clone()?;
            let integers = part.integers.iter();
            let fixed = integers.map(|(name, n)| (name.clone(), n.to_string()));
            witness.point = fixed.chain(witness.point).collect();
            Some(witness)
        });
        Self {
            boxes: judged().map(|judgement| judgement.boxes).sum(),
            samples: judged().map(|judgement| judgement.samples).sum(),
            slack: least(&mut judged().filter_map(|judgement| judgement.slack)),
            width: judged().filter_map(|j| j.width).max_by(f64::total_cmp),
            limit: worst.and_then(|part| part.judgement.limit),
            witness,
            parts,
            ..Self::new(verdict, reason)
        }
    }

    /// Undecided after all: what was found refutes nothing, and why.
    pub(super) fn taken_back(&mut self, why: &str) {
        let found = matches!(self.verdict, Verdict::Refuted | Verdict::FailsOnSamples);
        if self.witness.take().is_some() || found {
            self.verdict = Verdict::Undecided;
            self.slack = None;
            self.reason = format!("{why}; {}", self.reason);
        }
    }

    /// Undecided before any search.
    pub(super) fn undecided(reason: impl Into<String>) -> Self {
        Self::new(Verdict::Undecided, reason)
    }

    /// Derived symbolically.
    pub(super) fn proved(proof: Proof) -> Self {
        let chained = proof.equations.iter().all(|e| e.method == Method::Chain);
        let steps: usize = proof.equations.iter().map(|e| e.steps.len()).sum();
        let noun = if steps == 1 { "step" } else { "steps" };
        let reason = if chained {
            format!("{steps} {noun}, each checked by the normal form")
        } else {
            "both sides have the same normal form".to_owned()
        };
        let reason = match proof.restated_rule() {
            Some(rule) => format!("by definition: the built-in rule `{rule}`, restated; {reason}"),
            None => reason,
        };
        Self {
            proof: Some(proof),
            ..Self::new(Verdict::Proved, reason)
        }
    }

    /// No point meets the side conditions.
    pub(super) fn vacuous(boxes: u64) -> Self {
        let reason = format!(
            "no point of the domain meets the side conditions, as {boxes} boxes show: nothing is claimed"
        );
        Self::new(Verdict::Vacuous, reason)
    }

    /// A side condition without variables is false.
    pub(super) fn excluded(condition: &Comparison) -> Self {
        let reason = format!("`{condition}` does not hold: nothing is claimed");
        Self::new(Verdict::Vacuous, reason)
    }

    /// The side conditions contradict each other.
    pub(super) fn contradictory(proof: InequalityProof) -> Self {
        let steps = proof.steps().len();
        let noun = if steps == 1 { "step" } else { "steps" };
        let reason = format!(
            "no point of the domain meets the side conditions, as {steps} {noun} show in exact arithmetic: nothing is claimed"
        );
        Self {
            inequality_proof: Some(proof),
            ..Self::new(Verdict::Vacuous, reason)
        }
    }

    /// Some term of the claim has no value at a point of the domain, for certain.
    pub(super) fn no_value(variables: &[Symbol], point: &[f64], error: &EvalError) -> Self {
        Self::undecided(format!(
            "no value{}: {error}",
            float_place(variables, point)
        ))
    }

    /// An inequality derived algebraically.
    pub(super) fn derived(proof: InequalityProof) -> Self {
        let steps = proof.steps().len();
        let noun = if steps == 1 { "step" } else { "steps" };
        Self {
            inequality_proof: Some(proof),
            ..Self::new(
                Verdict::Proved,
                format!("{steps} {noun}, each checked in exact arithmetic"),
            )
        }
    }

    /// Refuted by a witness.
    pub(super) fn refuted(witness: Witness) -> Self {
        let reason = witness.to_string();
        Self {
            slack: Some(witness.difference.hi()).filter(|x| x.is_finite()),
            witness: Some(witness),
            ..Self::new(Verdict::Refuted, reason)
        }
    }

    /// Sampled, and not searched.
    pub(super) fn sampled(samples: &Samples, variables: &[Symbol]) -> Self {
        let judgement = match (&samples.undefined, samples.tightest.first()) {
            _ if samples.fails() => Self::fails(samples, variables),
            (Some((point, error)), _) => Self::no_value(variables, point, error),
            (None, None) => Self::undecided("no sample meets the conditions"),
            (None, Some(tightest)) if tightest.relative > ROUNDING => Self::new(
                Verdict::HoldsOnSamples,
                format!(
                    "{} points; tightest{}, where the slack is {:e}",
                    samples.count,
                    float_place(variables, &tightest.point),
                    tightest.slack
                ),
            ),
            (None, Some(tightest)) => Self::undecided(format!(
                "the two sides agree to rounding{}, where the slack is {:e}",
                float_place(variables, &tightest.point),
                tightest.slack
            )),
        };
        Self {
            slack: samples.smallest.as_ref().map(|s| s.slack),
            ..judgement
        }
    }

    /// The same where more bits took back what was said of a sample.
    pub(super) fn without_failure(self, said: &str) -> Self {
        let rest = self.reason.strip_prefix(said).unwrap_or(&self.reason);
        let rest = rest.trim_start_matches("; ");
        let reason = if rest.is_empty() {
            "the two sides agree to rounding at the tightest samples".to_owned()
        } else {
            rest.to_owned()
        };
        Self {
            verdict: Verdict::Undecided,
            reason,
            ..self
        }
    }

    /// Violated at a sample, beyond rounding, and not confirmed.
    pub(super) fn fails(samples: &Samples, variables: &[Symbol]) -> Self {
        let seen = samples.tightest.first().map_or_else(String::new, |worst| {
            let place = float_place(variables, &worst.point);
            format!(
                "a violation{place} is not confirmed by intervals: the slack is {:e} in f64",
                worst.slack
            )
        });
        Self::new(Verdict::FailsOnSamples, seen)
    }

    /// Searched until a limit was hit.
    pub(super) fn stopped(
        obligation: &Obligation,
        variables: &[Symbol],
        samples: &Samples,
        limit: Limit,
        smallest: Vec<Interval>,
        limits: &Limits,
    ) -> Self {
        let spent = match limit {
            Limit::Boxes => format!("the limit of {} boxes was hit", limits.boxes),
            Limit::Evaluations => {
                format!("the limit of {} evaluations was hit", limits.evaluations)
            }
            Limit::Time => format!("the limit of {} s was hit", limits.time.as_secs_f64()),
            Limit::Width => "a box of the least width cannot be settled".to_owned(),
        };
        let left = smallest.iter().map(|x| format!("{x:.6}"));
        let mut reason = format!(
            "{spent} on `{obligation}`; smallest box left{}",
            place(variables, left).replace(" = ", " in ")
        );
        if let Some((point, error)) = &samples.undefined {
            let point = float_place(variables, point);
            reason += &format!("; no value{point}: {error}");
        }
        let verdict = if samples.fails() {
            let failure = Self::fails(samples, variables);
            reason = format!("{}; {reason}", failure.reason);
            failure.verdict
        } else {
            Verdict::Undecided
        };
        Self {
            slack: samples.smallest.as_ref().map(|s| s.slack),
            limit: Some(limit),
            smallest_box: Some(smallest),
            ..Self::new(verdict, reason)
        }
    }

    /// Searched until every box was settled.
    pub(super) fn certified(obligations: &[Obligation], parts: &[Vec<Leaf>]) -> Self {
        let (slack, width) = summary(obligations, parts);
        let leaves: usize = parts.iter().map(Vec::len).sum();
        let noun = if leaves == 1 {
            "box covers"
        } else {
            "boxes cover"
        };
        let mut reason = format!("{leaves} {noun} the domain");
        let verdict = certified_or_agrees(width);
        if let Some(width) = width.filter(|_| verdict == Verdict::Agrees) {
            reason += &format!(
                "; the sides of the equation lie within {width:e} of each other everywhere, which does not make them equal"
            );
        }
        Self {
            slack,
            width,
            ..Self::new(verdict, reason)
        }
    }
}

/// Sides whose difference is exactly 0 in interval arithmetic are equal; those within a width of each other only agree.
pub(super) fn certified_or_agrees(width: Option<f64>) -> Verdict {
    match width {
        Some(width) if width != 0.0 => Verdict::Agrees,
        _ => Verdict::Certified,
    }
}

fn float_place(variables: &[Symbol], point: &[f64]) -> String {
    place(variables, point.iter().map(|x| format!("{x:?}")))
}

/// ` at x = 1, y = 2`; nothing for a claim without variables.
pub(super) fn place(variables: &[Symbol], values: impl IntoIterator<Item = String>) -> String {
    let pairs = variables.iter().zip(values);
    let coordinates: Vec<String> = pairs.map(|(name, x)| format!("{name} = {x}")).collect();
    if coordinates.is_empty() {
        return String::new();
    }
    format!(" at {}", coordinates.join(", "))
}

/// The smallest bound of the inequalities and the largest of the equations.
pub(super) fn summary(
    obligations: &[Obligation],
    parts: &[Vec<Leaf>],
) -> (Option<f64>, Option<f64>) {
    let (mut slack, mut width): (Option<f64>, Option<f64>) = (None, None);
    for (obligation, leaves) in obligations.iter().zip(parts) {
        for leaf in leaves {
            if obligation.assertion == Assertion::Equal {
                width = Some(width.map_or(leaf.bound, |w| w.max(leaf.bound)));
            } else if leaf.bound.is_finite() {
                slack = Some(slack.map_or(leaf.bound, |s| s.min(leaf.bound)));
            }
        }
    }
    (slack, width)
}
