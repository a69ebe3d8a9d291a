//! Statements made of several claims: `and`, `or`, `implies`, cases in the side conditions, integers.
//!
//! A statement becomes claims, the parts, such that it is true exactly where all of them are, or at least wherever they are:
//!
//! - `A and B` is both; `A implies B` is `B` where `A` holds as well; alternatives in the conditions are cases.
//! - `A or B` is `B` where `A` does not hold, and that both have values; before that, each alternative is tried alone.
//! - A variable over integers takes each of them. Of a range that is long or has no end, the rest is judged over the reals.
//!
//! A refutation stands where all terms that the statement needs have values. No word is better than the worst of the parts. A part whose conditions cannot be met is true, and says nothing of the others.

mod integers;
mod split;
mod witness;

use crate::numeric::Instant;
use std::time::Duration;

use num_bigint::BigInt;

use super::branch_bound::Limits;
use super::decide::judge;
use super::judgement::{Judgement, Part};
use super::verdict::Verdict;
use crate::claim::{
    Claim, Comparison, Compound, Expr, Formula, Range, Relation, Statement, Symbol,
};
use integers::{at, cover, neighbours, over_reals};
use split::{all_of, cases, has_value, negation};

/// Most claims that a statement may become.
const MAX_PARTS: usize = 4096;

/// Judges a statement: a claim as [`judge`] does, or relation by relation where that leaves it open; others by their parts.
///
/// The limits hold for each part, the time for all together. What each part says is in [`Judgement::parts`]; a part that is
/// certified has its own certificate.
///
/// # Examples
/// ```
/// use forgetting::claim::parse_statement;
/// use forgetting::judge::{Limits, Verdict, judge_statement};
/// let verdict = |text| Ok::<_, forgetting::claim::ParseError>(judge_statement(&parse_statement(text)?, &Limits::default()).verdict);
/// assert!(verdict("for n in integers [1, inf): n^2 >= n")?.is_established());
/// assert_eq!(verdict("for n in integers [1, 5]: 2*n < n^2 or n = 2")?, Verdict::Refuted);
/// assert!(verdict("for x in [-1, 1]: x < 1/2 or x^2 >= 1/4")?.is_established());
/// # Ok::<(), forgetting::claim::ParseError>(())
/// ```
pub fn judge_statement(statement: &Statement, limits: &Limits) -> Judgement {
    let compound = match statement {
        Statement::Simple(claim) => return chain(claim, limits),
        Statement::Compound(compound) => compound,
    };
    let start = Instant::now();
    let run = Run { limits, start };
    let mut parts = run.statement(compound, &[]).unwrap_or_else(|why| {
        let nothing = Judgement::undecided(why);
        vec![Part::new(
            compound.conclusion.to_string(),
            Vec::new(),
            nothing,
        )]
    });
    run.confirm(compound, &mut parts);
    let mut judgement = Judgement::joined(parts);
    judgement.time = start.elapsed();
    judgement
}

/// A claim as a whole, and where that leaves it open each relation of its chain alone.
fn chain(claim: &Claim, limits: &Limits) -> Judgement {
    let whole = judge(claim, limits);
    let open = matches!(whole.verdict, Verdict::Undecided | Verdict::FailsOnSamples);
    if !open || claim.statement.rest().len() < 2 {
        return whole;
    }
    let mut parts = Vec::new();
    for (left, relation, right) in claim.statement.pairs() {
        let Some(statement) = Comparison::new(left.clone(), vec![(relation, right.clone())]) else {
            return whole;
        };
        let link = Claim {
            statement,
            ..claim.clone()
        };
        let spent: Duration = parts.iter().map(|part: &Part| part.judgement.time).sum();
        let limits = Limits {
            time: limits.time.saturating_sub(whole.time + spent),
            ..*limits
        };
        let judgement = judge(&link, &limits);
        if !judgement.verdict.is_established() {
            return whole;
        }
        parts.push(Part::new(link.to_string(), Vec::new(), judgement));
    }
    let mut joined = Judgement::joined(parts);
    joined.time = whole.time
        + joined
            .parts
            .iter()
            .map(|part| part.judgement.time)
            .sum::<Duration>();
    joined
}

/// The claims that a statement became, or why it has none.
type Parts = Result<Vec<Part>, String>;

/// The values of the integer variables so far.
type Fixed<'a> = &'a [(Symbol, BigInt)];

struct Run<'a> {
    limits: &'a Limits,
    start: Instant,
}

fn refuted(parts: &[Part]) -> bool {
    parts
        .iter()
        .any(|part| part.judgement.verdict == Verdict::Refuted)
}

/// Whether every part is true.
fn settled(parts: &[Part]) -> bool {
    let is_true = |v: Verdict| v.is_established() || v == Verdict::Vacuous;
    parts.iter().all(|part| is_true(part.judgement.verdict))
}

impl Run<'_> {
    /// Adds parts until one is refuted, which settles the statement.
    fn each<T>(&self, of: impl IntoIterator<Item = T>, judge: impl Fn(T) -> Parts) -> Parts {
        let mut parts = Vec::new();
        for item in of {
            parts.extend(judge(item)?);
            if parts.len() > MAX_PARTS {
                return Err(format!(
                    "the statement becomes more than {MAX_PARTS} claims"
                ));
            }
            if refuted(&parts) {
                break;
            }
        }
        Ok(parts)
    }

    /// The integer variables first, one after the other.
    fn statement(&self, compound: &Compound, fixed: Fixed<'_>) -> Parts {
        let integer = |range: &&Range| compound.integers.contains(&range.variable);
        let Some(range) = compound.domain.iter().find(integer) else {
            return self.on_reals(compound, fixed);
        };
        let variable = &range.variable;
        let at_point = |n: &BigInt| {
            let there = at(compound, variable, n).map_err(|error| error.to_string())?;
            let fixed = [fixed, &[(variable.clone(), n.clone())]].concat();
            self.statement(&there, &fixed)
        };
        let cover = cover(range);
        let mut parts = self.each(&cover.points, at_point)?;
        if refuted(&parts) {
            return Ok(parts);
        }
        for tail in &cover.tails {
            let mut rest = self.statement(&over_reals(compound, tail), fixed)?;
            if !settled(&rest) {
                // A number between two integers refutes nothing; those next to it, and some further ones, may.
                let seen = rest
                    .iter()
                    .filter_map(|part| part.judgement.witness.as_ref());
                let place = seen.flat_map(|witness| &witness.point);
                let near = place.filter(|(name, _)| name == variable);
                let near: Vec<BigInt> = near.flat_map(|(_, x)| neighbours(x)).collect();
                let (first, last) = range.integers();
                let inside = |n: &&BigInt| {
                    first.as_ref().is_none_or(|first| *n >= first)
                        && last.as_ref().is_none_or(|last| *n <= last)
                };
                let tried = near.iter().filter(inside).chain(&cover.probes);
                let tried = self.each(tried, at_point)?;
                if refuted(&tried) {
                    return Ok(tried);
                }
                let why = format!("false among the reals, at no integer {variable} that was tried");
                for part in &mut rest {
                    part.judgement.taken_back(&why);
                }
            }
            parts.extend(rest);
        }
        Ok(parts)
    }

    fn on_reals(&self, compound: &Compound, fixed: Fixed<'_>) -> Parts {
        let conditions =
            all_of(&compound.conditions).ok_or("the conditions have too many cases")?;
        let domain = &compound.domain;
        self.each(conditions, |conditions| {
            let given = Given {
                domain,
                conditions: &conditions,
                fixed,
            };
            self.formula(given, &compound.conclusion)
        })
    }

    fn formula(&self, given: Given<'_>, formula: &Formula) -> Parts {
        match formula {
            Formula::Chain(chain) => Ok(vec![self.chain(given, chain)]),
            Formula::And(parts) => self.each(parts, |part| self.formula(given, part)),
            Formula::Implies(premise, conclusion) => {
                let cases = cases(premise).ok_or("the premise has too many cases")?;
                self.under(given, &cases, conclusion)
            }
            Formula::Or(parts) => self.either(given, parts),
        }
    }

    /// A formula in each of the cases.
    fn under(&self, given: Given<'_>, cases: &[Vec<Comparison>], formula: &Formula) -> Parts {
        self.each(cases, |case| {
            let conditions = [given.conditions, case].concat();
            let given = Given {
                conditions: &conditions,
                ..given
            };
            self.formula(given, formula)
        })
    }

    fn either(&self, given: Given<'_>, alternatives: &[Formula]) -> Parts {
        for alone in alternatives {
            let parts = self.formula(given, alone)?;
            let meant = |part: &Part| part.judgement.verdict != Verdict::Vacuous;
            if settled(&parts) && parts.iter().any(meant) {
                // Where one holds everywhere, the others need a value all the same.
                return Ok([parts, self.values(given, alternatives.iter())?].concat());
            }
        }
        let mut first = None;
        for kept in (0..alternatives.len()).rev() {
            let others = || {
                (0..alternatives.len())
                    .filter(|&k| k != kept)
                    .map(|k| &alternatives[k])
            };
            let contrary: Vec<Formula> = others().map(negation).collect();
            let cases = all_of(&contrary).ok_or("the alternatives have too many cases")?;
            let mut parts = self.under(given, &cases, &alternatives[kept])?;
            if refuted(&parts) {
                return Ok(parts);
            }
            if settled(&parts) {
                if parts
                    .iter()
                    .all(|part| part.judgement.verdict == Verdict::Vacuous)
                {
                    // The contrary of the others never holds: they do, if there is a point at all.
                    parts.push(self.chain(given, &anything()));
                }
                parts.extend(self.values(given, alternatives.iter())?);
            }
            if settled(&parts) {
                return Ok(parts);
            }
            first.get_or_insert(parts);
        }
        first.ok_or_else(|| "there is no alternative".to_owned())
    }

    /// That the terms of the formulas have values.
    fn values<'f>(&self, given: Given<'_>, formulas: impl Iterator<Item = &'f Formula>) -> Parts {
        let chains = formulas.flat_map(Formula::chains);
        let terms: Vec<Comparison> = chains
            .flat_map(Comparison::terms)
            .filter_map(has_value)
            .collect();
        self.each(&terms, |term| Ok(vec![self.chain(given, term)]))
    }

    fn chain(&self, given: Given<'_>, statement: &Comparison) -> Part {
        let mut claim = Claim {
            domain: given.domain.to_vec(),
            conditions: given.conditions.to_vec(),
            statement: statement.clone(),
        };
        if claim.domain.is_empty() {
            // Without variables a condition holds or does not: the text of a claim has none then.
            for condition in std::mem::take(&mut claim.conditions) {
                let said = self.judged(&Claim {
                    statement: condition.clone(),
                    ..claim.clone()
                });
                if !said.verdict.is_established() {
                    let judgement = match said.verdict {
                        Verdict::Refuted => Judgement::excluded(&condition),
                        _ => said,
                    };
                    return Part::new(claim.to_string(), given.fixed.to_vec(), judgement);
                }
            }
        }
        let judgement = self.judged(&claim);
        Part::new(claim.to_string(), given.fixed.to_vec(), judgement)
    }

    /// A claim judged in the time that is left.
    fn judged(&self, claim: &Claim) -> Judgement {
        let left = self.limits.time.saturating_sub(self.start.elapsed());
        let limits = Limits {
            time: left.max(Duration::from_millis(1)),
            ..*self.limits
        };
        judge(claim, &limits)
    }
}

/// What a part of a statement is judged under.
#[derive(Clone, Copy)]
struct Given<'a> {
    domain: &'a [Range],
    conditions: &'a [Comparison],
    fixed: Fixed<'a>,
}

/// A chain that holds wherever there is a point.
fn anything() -> Comparison {
    let one = vec![(Relation::LessEqual, Expr::integer(1))];
    Comparison::new(Expr::integer(0), one).expect("one relation makes a chain")
}
