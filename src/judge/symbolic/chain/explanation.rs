//! From egg's explanation to steps that a person reads.

use super::super::defined::{Conditions, require_defined};
use super::super::proof::ProofStep;
use super::super::sign::Sign;
use super::order::unordered;
use super::rules::{ARITHMETIC, DEFINITION, POWERS, Rules};
use crate::claim::Expr;

/// Longer chains are not read by anyone.
const MAX_STEPS: usize = 40;

/// A term and the rule that led to it.
type Step = (Expr, Option<String>);

/// Steps without detours, each checked by the normal form and with a value wherever `holds` speaks of; `None` where a check
/// fails or the chain is too long.
pub(super) fn readable(
    terms: Vec<Step>,
    rules: &mut Rules<'_>,
    holds: &mut dyn FnMut(&Expr, Sign) -> bool,
) -> Option<Vec<ProofStep>> {
    let path = without_detours(terms);
    let path = merged(without_reorderings(path), rules);
    if path.len() > MAX_STEPS + 1 {
        return None;
    }
    let mut steps = Vec::new();
    for pair in path.windows(2) {
        let [(before, _), (after, rule)] = pair else {
            return None;
        };
        let defined = require_defined(after, holds, &mut Conditions::default()).is_ok();
        if !defined || !rules.same(before, after) {
            return None;
        }
        steps.push(ProofStep {
            rule: rule.clone()?,
            expression: after.to_string(),
        });
    }
    Some(steps)
}

/// Without the terms between two visits of the same term.
fn without_detours(terms: Vec<Step>) -> Vec<Step> {
    let mut path: Vec<Step> = Vec::new();
    for (expr, rule) in terms {
        match path.iter().position(|(earlier, _)| *earlier == expr) {
            Some(at) => path.truncate(at + 1),
            None => path.push((expr, rule)),
        }
    }
    path
}

/// Without steps that only change the order of terms and factors; the ends stay as they are written.
fn without_reorderings(path: Vec<Step>) -> Vec<Step> {
    let mut kept: Vec<(Step, String)> = Vec::new();
    let last = path.len().saturating_sub(1);
    for (k, step) in path.into_iter().enumerate() {
        let key = unordered(&step.0);
        let same = kept.last().is_some_and(|(_, before)| *before == key);
        match kept.len() {
            // A reordering at the very start or between the two ends must be shown.
            0 => kept.push((step, key)),
            1 if same && k == last => kept.push((step, key)),
            _ if same && k == last => {
                if let Some((before, _)) = kept.last_mut() {
                    before.0 = step.0;
                }
            }
            _ if same => {}
            _ => kept.push((step, key)),
        }
    }
    kept.into_iter().map(|(step, _)| step).collect()
}

/// With runs of one rule, and of steps that arithmetic or the laws for powers justify at once, made one step.
fn merged(path: Vec<Step>, rules: &mut Rules<'_>) -> Vec<Step> {
    let mut short: Vec<Step> = Vec::new();
    let mut at = 0;
    while at < path.len() {
        let mut step = path[at].clone();
        if let Some((before, _)) = short.last().cloned() {
            let easy = |rule: &Option<String>| {
                rule.as_deref()
                    .is_some_and(|rule| rule == ARITHMETIC || rule == POWERS)
            };
            // As far as one rule reaches.
            let mut last = at;
            while last + 1 < path.len() && alike(&path[last + 1].1, &path[at].1) {
                last += 1;
            }
            // As far as arithmetic reaches, then as far as the laws for powers do.
            let run = (at..path.len()).take_while(|&k| easy(&path[k].1)).last();
            let reach = run.and_then(|run| {
                let arithmetic = (at..=run)
                    .rev()
                    .find(|&k| rules.same_by_arithmetic(&before, &path[k].0));
                let mut powers = || {
                    (at..=run)
                        .rev()
                        .find(|&k| rules.same_by_powers(&before, &path[k].0))
                };
                arithmetic
                    .filter(|k| *k == run)
                    .map(|k| (k, ARITHMETIC))
                    .or_else(|| powers().map(|k| (k, POWERS)))
            });
            match reach {
                Some((k, rule)) if k > last || k == last && easy(&path[at].1) => {
                    step = (path[k].0.clone(), Some(rule.to_owned()));
                    at = k;
                }
                _ => {
                    step = (path[last].0.clone(), common_name(&path[at..=last]));
                    at = last;
                }
            }
        }
        short.push(step);
        at += 1;
    }
    short
}

/// Whether two rules may share a step: the same rule, or definitions both.
fn alike(a: &Option<String>, b: &Option<String>) -> bool {
    let definition =
        |rule: &Option<String>| rule.as_deref().is_some_and(|r| r.starts_with(DEFINITION));
    a == b || definition(a) && definition(b)
}

/// The name of a step that unites these: `definitions of a, b`.
fn common_name(run: &[Step]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for (_, rule) in run {
        let rule = rule.as_deref()?;
        let name = rule.strip_prefix(DEFINITION).unwrap_or(rule);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [_] => run.first()?.1.clone(),
        _ => Some(format!("definitions of {}", names.join(", "))),
    }
}
