//! One claim before all judges.

use crate::numeric::Instant;

use num_rational::BigRational;

use super::algebraic::{derive_until, imply, is_met, never};
use super::bounder::Bounder;
use super::branch_bound::{Budget, Ended, Leaf, Limits, search};
use super::certificate::Certificate;
use super::domain::Domain;
use super::hypotheses::{Hypotheses, hypotheses};
use super::judgement::Judgement;
use super::local_search::descend;
use super::obligation::{Assertion, Obligation, obligations};
use super::prepared::Prepared;
use super::proof_certificate::ProofCertificate;
use super::refine::refine;
use super::refuter::{Refuter, Witness};
use super::sampling::{Density, SamplePrograms, Samples, allowance, float};
use super::stationary::Stationary;
use super::symbolic::prove_until;
use super::unfold::{forward, unfolded};
use super::verdict::Verdict;
use super::weigh::weigh;
use crate::claim::{Claim, EvalError, Symbol, unrolled};

/// Sides that agree to this at a sample, relatively, may be equal at a point near it.
const NEARLY_EQUAL: f64 = 1e-6;

/// Judges a claim: tries to prove it symbolically, samples it, tries to refute it, then searches its domain with intervals.
///
/// Equations may be `proved`; the samples are taken all the same, so that a mistake would show as a refutation. An equation whose
/// sides are only enclosed to within [`Limits::equality`] of each other `agrees`.
/// `proved` and `certified` never depends on the samples, except that a point of the domain that meets the side conditions must be known:
/// a claim whose conditions cannot be met is `vacuous`. Where the interval judge is left out (`limits.boxes = 0`), a claim that holds
/// at all samples gets `holds on samples`. A violation in `f64`, beyond rounding, that intervals neither confirm nor exclude is
/// `fails on samples`.
///
/// # Examples
/// ```
/// use forgetting::claim::parse_claim;
/// use forgetting::judge::{Limits, Verdict, judge};
/// let claim = parse_claim("for x in [0, 3]: 1 + x <= exp(x)")?;
/// assert_eq!(judge(&claim, &Limits::default()).verdict, Verdict::Proved);
/// let claim = parse_claim("for delta in [0, 3]: eps_old(1/2, delta) <= 1/2*bc(delta)")?;
/// assert_eq!(judge(&claim, &Limits::default()).verdict, Verdict::Certified);
/// let claim = parse_claim("for x in [0, 3]: exp(x) <= 1 + x + x^2")?;
/// assert_eq!(judge(&claim, &Limits::default()).verdict, Verdict::Refuted);
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn judge(claim: &Claim, limits: &Limits) -> Judgement {
    let start = Instant::now();
    // Sums are written out: their terms are known to all judges.
    let mut judgement = match claim.map(&unrolled) {
        Ok(claim) => match Domain::new(&claim) {
            Ok(domain) => decide(&claim, &domain, limits)
                .unwrap_or_else(|error| Judgement::undecided(error.to_string())),
            Err(obstacle) => Judgement::undecided(obstacle),
        },
        Err(error) => Judgement::undecided(error.to_string()),
    };
    judgement.time = start.elapsed();
    judgement
}

fn decide(claim: &Claim, domain: &Domain, limits: &Limits) -> Result<Judgement, EvalError> {
    let mut budget = Budget::new(*limits);
    let variables = domain.variables();
    let obligations = obligations(claim);
    let prepared: Vec<Prepared> = obligations
        .iter()
        .map(|obligation| Prepared::of_claim(obligation, claim))
        .collect();
    let refuter = Refuter::new(claim, domain, &obligations, &prepared)?;
    let proof = prove_until(claim, domain, Some(budget.deadline));
    // Side conditions leave few points, and one that meets them must be known.
    let density = if proof.is_ok() && claim.conditions.is_empty() {
        Density::GUARD
    } else {
        Density::FULL
    };
    let mut samples = sample(claim, domain, &obligations, density, budget.deadline);
    let middle = middle(domain);
    let seen = samples.refute(&refuter, &middle);
    // Where more bits are cheap they have their word first.
    let cheap = obligations.iter().all(Obligation::is_elementary);
    let weighed = match seen {
        None if cheap => weigh(&mut samples, &refuter, &budget),
        seen => seen,
    };
    let judgement = if let Some(witness) = weighed {
        Judgement::refuted(witness)
    } else if let Ok(proof) = proof
        && refuter.inhabitant(samples.points(&middle)).is_some()
    {
        Judgement::proved(proof)
    } else if let Some((point, error)) = samples.no_value(&refuter) {
        Judgement::no_value(&variables, point, error)
    } else if limits.boxes == 0 {
        Judgement::sampled(&samples, &variables)
    } else {
        let case = Case {
            claim,
            domain,
            obligations: &obligations,
            prepared: &prepared,
            refuter: &refuter,
            samples: &samples,
            middle: &middle,
        };
        case.settle(&mut budget)?
    };
    let judgement = reconsidered(judgement, &mut samples, &refuter, &budget, &variables);
    let tightest = samples.tightest.first();
    let proof_certificate = ProofCertificate::new(claim, domain, &judgement, || {
        refuter.inhabitant(samples.points(&middle))
    });
    Ok(Judgement {
        proof_certificate,
        tightest: tightest
            .map(|seen| variables.iter().cloned().zip(seen.point.iter().copied()))
            .map_or_else(Vec::new, Iterator::collect),
        samples: samples.count,
        boxes: budget.spent,
        ..judgement
    })
}

/// A claim that is said to fail on samples once more bits have weighed them.
fn reconsidered(
    judgement: Judgement,
    samples: &mut Samples,
    refuter: &Refuter<'_>,
    budget: &Budget,
    variables: &[Symbol],
) -> Judgement {
    if judgement.verdict != Verdict::FailsOnSamples {
        return judgement;
    }
    let said = Judgement::fails(samples, variables).reason;
    match weigh(samples, refuter, budget) {
        Some(witness) => Judgement::refuted(witness),
        None if samples.fails() => judgement,
        None => judgement.without_failure(&said),
    }
}

/// A claim that is neither an equation proved nor refuted at a sample, with what is known of it.
struct Case<'a> {
    claim: &'a Claim,
    domain: &'a Domain,
    obligations: &'a [Obligation],
    prepared: &'a [Prepared],
    refuter: &'a Refuter<'a>,
    samples: &'a Samples,
    middle: &'a [f64],
}

impl Case<'_> {
    /// By the algebraic judge first where the sides nearly touch, else by a few boxes, by the algebraic judge and by all boxes that are
    /// allowed.
    fn settle(&self, budget: &mut Budget) -> Result<Judgement, EvalError> {
        let touching = touching(self.samples);
        if touching && let Some(judgement) = self.derived(budget) {
            return Ok(judgement);
        }
        if touching && let Some(judgement) = self.implied(budget) {
            return Ok(judgement);
        }
        let few = !touching && budget.limits.boxes > FEW_BOXES;
        if few {
            let limits = Limits {
                boxes: FEW_BOXES,
                ..budget.limits
            };
            let mut small = Budget {
                deadline: budget.deadline,
                ..Budget::new(limits)
            };
            let searched = self.searched(&mut small)?;
            if !is_open(&searched) {
                budget.spent = small.spent;
                return Ok(searched);
            }
            if let Some(judgement) = self.derived(budget) {
                return Ok(judgement);
            }
        }
        let searched = self.searched(budget)?;
        let open = is_open(&searched) && !touching;
        let implied = open.then(|| self.implied(budget)).flatten();
        Ok(implied.unwrap_or(searched))
    }

    fn derived(&self, budget: &Budget) -> Option<Judgement> {
        let proof = derive_until(self.claim, self.domain, Some(budget.deadline))?;
        let points = self.samples.points(self.middle);
        self.refuter.inhabitant(points)?;
        Some(Judgement::derived(proof))
    }

    fn implied(&self, budget: &Budget) -> Option<Judgement> {
        let points = self.samples.points(self.middle);
        implication(
            self.claim,
            self.domain,
            self.refuter,
            points,
            budget.deadline,
        )
    }

    fn searched(&self, budget: &mut Budget) -> Result<Judgement, EvalError> {
        certify(
            self.claim,
            self.domain,
            self.obligations,
            self.prepared,
            self.refuter,
            self.samples,
            budget,
        )
    }
}

/// Whether the hypotheses contradict each other, or the contrary of the conclusion at some point that meets them.
fn implication<'a>(
    claim: &Claim,
    domain: &Domain,
    refuter: &Refuter<'_>,
    points: impl IntoIterator<Item = &'a [f64]>,
    deadline: Instant,
) -> Option<Judgement> {
    let met = refuter.inhabitant(points).is_some() || is_met(claim, domain).is_some();
    if met {
        return imply(claim, Some(deadline)).map(Judgement::derived);
    }
    never(claim, Some(deadline)).map(Judgement::contradictory)
}

fn is_open(judgement: &Judgement) -> bool {
    matches!(
        judgement.verdict,
        Verdict::Undecided | Verdict::FailsOnSamples
    )
}

/// Boxes that are tried before the algebraic judge.
const FEW_BOXES: u64 = 1_000;

/// Two sides that come as close as this, relatively, may touch: boxes would not settle them.
const TOUCHING: f64 = 1e-3;

/// Whether the samples come so close to equality that the algebraic judge goes first.
fn touching(samples: &Samples) -> bool {
    samples
        .tightest
        .first()
        .is_none_or(|seen| seen.relative < TOUCHING)
}

fn sample(
    claim: &Claim,
    domain: &Domain,
    obligations: &[Obligation],
    density: Density,
    deadline: Instant,
) -> Samples {
    let programs = SamplePrograms::new(obligations, &claim.conditions, &domain.variables());
    let allowance = allowance(deadline);
    let float = float(&allowance);
    // A constant too large for f64: the interval judge has the word.
    let Ok(sampler) = programs.bind(&float) else {
        return Samples::default();
    };
    let mut samples = sampler.run(domain, density, deadline);
    let ranges = domain.sample_ranges();
    let starts = density.descends.then(|| samples.tightest.clone());
    for start in starts.unwrap_or_default() {
        samples.record(descend(&sampler, &ranges, &start, deadline));
    }
    samples
}

/// The middle of the domain.
fn middle(domain: &Domain) -> Vec<f64> {
    let ranges = domain.sample_ranges();
    ranges.iter().map(|(a, b)| 0.5 * a + 0.5 * b).collect()
}

/// A point that meets the side conditions, or what is said where none is known.
fn inhabitant(
    domain: &Domain,
    prepared: &[Prepared],
    refuter: &Refuter<'_>,
    samples: &Samples,
    budget: &mut Budget,
) -> Result<Result<Vec<BigRational>, Judgement>, EvalError> {
    let unknown = || {
        Judgement::undecided("no point is known to meet the conditions, so the domain may be empty")
    };
    let Some(first) = prepared.first() else {
        return Ok(Err(unknown()));
    };
    let bounder = Bounder::new(first)?;
    let middle = middle(domain);
    let points = samples.points(&middle);
    let found = hypotheses(domain, &bounder, refuter, points, budget.limits.boxes);
    Ok(match found {
        Hypotheses::MetAt(point) => Ok(point),
        Hypotheses::Never(boxes) => {
            budget.spent += boxes;
            Err(Judgement::vacuous(boxes))
        }
        Hypotheses::Unknown => Err(unknown()),
    })
}

/// The interval judge, obligation by obligation.
fn certify(
    claim: &Claim,
    domain: &Domain,
    obligations: &[Obligation],
    prepared: &[Prepared],
    refuter: &Refuter<'_>,
    samples: &Samples,
    budget: &mut Budget,
) -> Result<Judgement, EvalError> {
    let inhabitant = match inhabitant(domain, prepared, refuter, samples, budget)? {
        Ok(point) => point,
        Err(judgement) => return Ok(judgement),
    };
    // The search runs over the unfolded claim where there is one; witnesses are looked for in the variables as given only.
    let inner = unfolded(claim);
    let mut nearest: Vec<Vec<f64>> = samples
        .tightest
        .iter()
        .filter(|seen| seen.relative <= NEARLY_EQUAL)
        .map(|seen| seen.point.clone())
        .collect();
    let Some(inner) = inner else {
        let confirm = |point: &[f64]| refuter.confirm(point);
        let searched = Searched {
            domain,
            obligations,
            prepared,
        };
        return searched.certify(claim, &inhabitant, samples, &nearest, budget, confirm);
    };
    for point in &mut nearest {
        *point = forward(claim, &inner, point);
    }
    let Ok(domain) = Domain::new(&inner) else {
        return Ok(Judgement::undecided("the unfolded ranges have no bounds"));
    };
    let obligations = self::obligations(&inner);
    let prepared: Vec<Prepared> = obligations
        .iter()
        .map(|obligation| Prepared::of_claim(obligation, &inner))
        .collect();
    let searched = Searched {
        domain: &domain,
        obligations: &obligations,
        prepared: &prepared,
    };
    searched.certify(claim, &inhabitant, samples, &nearest, budget, |_| None)
}

/// What the branch and bound runs over.
struct Searched<'a> {
    domain: &'a Domain,
    obligations: &'a [Obligation],
    prepared: &'a [Prepared],
}

impl Searched<'_> {
    fn certify(
        &self,
        original: &Claim,
        inhabitant: &[BigRational],
        samples: &Samples,
        nearest: &[Vec<f64>],
        budget: &mut Budget,
        confirm: impl Fn(&[f64]) -> Option<Witness>,
    ) -> Result<Judgement, EvalError> {
        let Self {
            domain,
            obligations,
            prepared,
        } = self;
        let mut parts = Vec::new();
        let points: Vec<Vec<Stationary>> = prepared
            .iter()
            .map(|prepared| Stationary::search(prepared, nearest))
            .collect();
        for ((obligation, prepared), points) in obligations.iter().zip(*prepared).zip(&points) {
            let bounder = Bounder::new(prepared)?.with_points(points.clone());
            let ended = search(&bounder, domain, budget, &confirm);
            budget.evaluations = budget.evaluations.saturating_add(bounder.work());
            match ended {
                Ended::Covered(leaves) => parts.push(leaves),
                Ended::Refuted(witness) => return Ok(Judgement::refuted(witness)),
                Ended::Stopped { limit, smallest } => {
                    return Ok(Judgement::stopped(
                        obligation,
                        &domain.variables(),
                        samples,
                        limit,
                        smallest,
                        &budget.limits,
                    ));
                }
            }
        }
        self.refine(samples, &points, budget, &mut parts)?;
        let text =
            |points: &Vec<Stationary>| points.iter().map(|point| point.text.clone()).collect();
        let points: Vec<Vec<Vec<String>>> = points.iter().map(text).collect();
        Ok(Judgement {
            certificate: Some(Certificate::new(
                original,
                &budget.limits,
                inhabitant,
                &parts,
                &points,
            )),
            ..Judgement::certified(obligations, &parts)
        })
    }

    /// Covers that show more of the slack, where samples say that there is more.
    fn refine(
        &self,
        samples: &Samples,
        points: &[Vec<Stationary>],
        budget: &mut Budget,
        parts: &mut [Vec<Leaf>],
    ) -> Result<(), EvalError> {
        let sampled = samples.smallest.as_ref().map_or(0.0, |s| s.slack);
        if sampled.is_nan() || sampled <= 0.0 {
            return Ok(());
        }
        let prepared = self.prepared.iter().zip(points);
        for ((obligation, (prepared, points)), leaves) in
            self.obligations.iter().zip(prepared).zip(parts)
        {
            if obligation.assertion != Assertion::Equal {
                let bounder = Bounder::new(prepared)?.with_points(points.clone());
                let found = std::mem::take(leaves);
                *leaves = refine(&bounder, self.domain, budget, found, sampled);
            }
        }
        Ok(())
    }
}
