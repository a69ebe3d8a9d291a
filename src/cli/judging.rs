//! How judgements are printed, for `claim` and `check`.

use super::Outcome;
use super::arguments::Judging;
use super::terminal::in_colour_of;
use forgetting::claim::Statement;
use forgetting::error::Result;
use forgetting::judge::algebraic::InequalityProof;
use forgetting::judge::symbolic::Proof;
use forgetting::judge::{Judgement, Limits, Part, Verdict, Witness, recheck};
use forgetting::ledger::{ClaimFile, FiledClaim, RocqLink};
use forgetting::report::write_whole;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::Duration;

/// Column at which the text beside the verdict starts.
const INDENT: usize = 18;

impl Judging {
    /// The limits asked for.
    pub fn limits(&self) -> Limits {
        let default = self.boxes.map_or_else(Limits::default, Limits::of_boxes);
        Limits {
            time: self.time.map_or(default.time, Duration::from_secs_f64),
            equality: self.width.unwrap_or(default.equality),
            ..default
        }
    }
}

/// One claim as a line of JSON.
pub(super) fn as_json<'a>(
    filed: Option<(&ClaimFile, &FiledClaim)>,
    theorems: impl Iterator<Item = &'a RocqLink>,
    claim: &Statement,
    judgement: &Judgement,
) -> String {
    let witness = judgement.witness.as_ref().map(witness_json);
    let judges = judgement.by_judge().into_iter();
    let judges = judges.map(|(judge, said)| (judge.to_owned(), json!(said.map(Verdict::label))));
    let scope = filed.and_then(|(file, _)| file.machine_checked_scope());
    let theorems: Vec<String> = theorems.map(ToString::to_string).collect();
    json!({
        "id": filed.map(|(_, filed)| &filed.id),
        "file": filed.map(|(file, _)| file.path()),
        "line": filed.map(|(_, filed)| filed.line),
        "column": filed.map(|_| 1),
        "claim": claim.to_string(),
        "verdict": judgement.verdict.label(),
        "boxes": judgement.boxes,
        "slack": judgement.slack,
        "witness": witness,
        "limit": judgement.limit.map(|limit| limit.label()),
        "seconds": judgement.time.as_secs_f64(),
        "width": judgement.width,
        "reason": judgement.reason,
        "samples": judgement.samples,
        "sampled_only": filed.and_then(|(_, filed)| filed.sampled.as_ref()),
        "machine_checked": theorems,
        "machine_checked_scope": scope.map(ToString::to_string),
        "proof": judgement.proof.as_ref().map(proof_json),
        "inequality_proof": judgement.inequality_proof.as_ref().map(InequalityProof::steps),
        "judges": Value::Object(judges.collect()),
        "parts": judgement.parts.iter().map(part_json).collect::<Vec<_>>(),
    })
    .to_string()
        + "\n"
}

/// One of the claims that a statement became.
fn part_json(part: &Part) -> Value {
    let integers = part.integers.iter();
    let integers = integers.map(|(name, n)| (name.to_string(), json!(n.to_string())));
    json!({
        "claim": part.claim,
        "integers": Value::Object(integers.collect()),
        "verdict": part.judgement.verdict.label(),
        "reason": part.judgement.reason,
        "boxes": part.judgement.boxes,
        "slack": part.judgement.slack,
    })
}

/// Writes the certificate of a claim that is certified or proved to `path`; of a statement of several claims, those of its parts to
/// `path` with `-1`, `-2`, ... before its ending, in the order of the parts. Whether there was one.
pub(super) fn keep_certificates(path: &Path, judgement: &Judgement) -> Result<bool> {
    if keep_certificate(path, judgement)? {
        return Ok(true);
    }
    let mut any = false;
    for (position, part) in judgement.parts.iter().enumerate() {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let ending = path
            .extension()
            .map(|e| format!(".{}", e.to_string_lossy()));
        let name = format!("{stem}-{}{}", position + 1, ending.unwrap_or_default());
        any |= keep_certificate(&path.with_file_name(name), &part.judgement)?;
    }
    Ok(any)
}

/// A proof is read back and checked first: what cannot be is said, not written.
fn keep_certificate(path: &Path, judgement: &Judgement) -> Result<bool> {
    if let Some(certificate) = &judgement.certificate {
        write_whole(path, certificate.to_json().as_bytes())?;
        return Ok(true);
    }
    let Some(certificate) = &judgement.proof_certificate else {
        return Ok(false);
    };
    let text = certificate.to_json();
    if let Err(error) = recheck(&text) {
        let claim = certificate.claim();
        eprintln!("forgetting: the proof of `{claim}` has no certificate: {error}");
        return Ok(false);
    }
    write_whole(path, text.as_bytes())?;
    Ok(true)
}

fn witness_json(witness: &Witness) -> Value {
    let point = witness
        .point
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value)));
    json!({
        "point": Value::Object(Map::from_iter(point)),
        "relation": witness.relation,
        "left": [witness.smaller.lo(), witness.smaller.hi()],
        "right": [witness.larger.lo(), witness.larger.hi()],
        "difference": [witness.difference.lo(), witness.difference.hi()],
        "exact_difference": witness.exact_difference,
    })
}

fn proof_json(proof: &Proof) -> Value {
    let equations: Vec<Value> = proof
        .equations
        .iter()
        .map(|equation| {
            let steps: Vec<Value> = equation
                .steps
                .iter()
                .map(|step| json!({"rule": step.rule, "expression": step.expression}))
                .collect();
            json!({
                "left": equation.left.to_string(),
                "right": equation.right.to_string(),
                "method": equation.method.label(),
                "steps": steps,
            })
        })
        .collect();
    json!({
        "equations": equations,
        "conditions": proof.conditions,
        "by_definition": proof.restated_rule(),
    })
}

/// `1 box`, `2 boxes`
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// How many boxes and samples it took, and by how much it holds.
fn numbers(judgement: &Judgement) -> String {
    let mut numbers = Vec::new();
    if judgement.boxes > 0 {
        numbers.push(counted(judgement.boxes, "box", "boxes"));
    }
    if let Some(slack) = judgement.slack {
        let sign = if judgement.verdict == Verdict::Certified {
            ">="
        } else {
            "="
        };
        numbers.push(format!("slack {sign} {slack:.4e}"));
    }
    if let Some(width) = judgement.width {
        numbers.push(format!("width {width:.4e}"));
    }
    numbers.push(counted(judgement.samples as u64, "sample", "samples"));
    numbers.join("   ")
}

/// One claim for a reader, with the steps of its proof where they are asked for.
pub(super) fn as_text(
    heading: Option<&str>,
    claim: &Statement,
    judgement: &Judgement,
    explain: bool,
) -> String {
    let claim = claim.to_string();
    let mut lines: Vec<&str> = heading.into_iter().collect();
    lines.push(&claim);
    lines.extend(judgement.reason.split("; "));
    let numbers = numbers(judgement);
    lines.push(&numbers);
    let proof = judgement.proof.as_ref().filter(|_| explain);
    let proof = proof.map(Proof::to_string).unwrap_or_default();
    lines.extend(proof.lines());
    let inequality_proof = judgement.inequality_proof.as_ref().filter(|_| explain);
    let steps = inequality_proof
        .map(InequalityProof::steps)
        .unwrap_or_default();
    lines.extend(steps.iter().map(String::as_str));
    let said = |part: &Part| {
        format!(
            "{}: {part}: {}",
            part.judgement.verdict, part.judgement.reason
        )
    };
    let parts: Vec<String> = match explain {
        true => judgement.parts.iter().map(said).collect(),
        false => Vec::new(),
    };
    lines.extend(parts.iter().map(String::as_str));
    let mut text = String::new();
    for (k, line) in lines.iter().enumerate() {
        // Padded first: what colours has no width.
        let word = if k == 0 {
            judgement.verdict.label()
        } else {
            ""
        };
        let lead = format!("{word:<INDENT$}");
        let lead = if k == 0 {
            in_colour_of(judgement.verdict, &lead)
        } else {
            lead
        };
        text += &format!("{lead}{line}\n");
    }
    text
}

/// 1 if anything is refuted, 3 if anything is left open.
pub(super) fn outcome(verdicts: impl IntoIterator<Item = Verdict>) -> Outcome {
    match verdicts.into_iter().reduce(Verdict::and) {
        Some(Verdict::Refuted) => Outcome::RefutedOrFailed,
        Some(worst) if worst.is_open() => Outcome::Undecided,
        _ => Outcome::Well,
    }
}
