//! Claims before the judges.

use forgetting::claim::{Statement, parse_statement};
use forgetting::judge::{Judgement, Limits, judge_statement};
use forgetting::ledger::{FiledClaim, claim_files, judge_filed};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rayon::prelude::*;

use crate::errors::{input, raised};

/// What is spent on a claim: boxes, and seconds where they are asked for.
fn limits(boxes: Option<u64>, width: Option<f64>) -> Limits {
    let default = boxes.map_or_else(Limits::default, Limits::of_boxes);
    Limits {
        equality: width.unwrap_or(default.equality),
        ..default
    }
}

/// A judgement as a dictionary; `forgetting.Verdict` gives it a face.
fn as_dict<'py>(
    python: Python<'py>,
    id: Option<&str>,
    claim: &Statement,
    judgement: &Judgement,
) -> PyResult<Bound<'py, PyDict>> {
    let out = PyDict::new(python);
    out.set_item("id", id)?;
    out.set_item("claim", claim.to_string())?;
    out.set_item("verdict", judgement.verdict.label())?;
    out.set_item("established", judgement.verdict.is_established())?;
    out.set_item("reason", &judgement.reason)?;
    out.set_item("boxes", judgement.boxes)?;
    out.set_item("slack", judgement.slack)?;
    out.set_item("width", judgement.width)?;
    out.set_item("samples", judgement.samples)?;
    let tightest = PyDict::new(python);
    for (name, value) in &judgement.tightest {
        tightest.set_item(name.to_string(), value)?;
    }
    out.set_item("tightest", tightest)?;
    let witness = judgement.witness.as_ref().map(|witness| {
        let point: Vec<(String, String)> = witness
            .point
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect();
        let ends = |x: forgetting::interval::Interval| (x.lo(), x.hi());
        (point, ends(witness.smaller), ends(witness.larger))
    });
    out.set_item("witness", witness)?;
    let certificate = judgement.certificate.as_ref().map(|c| c.to_json());
    out.set_item("certificate", certificate)?;
    let steps: Vec<(String, String)> = judgement
        .proof
        .iter()
        .flat_map(|proof| &proof.equations)
        .flat_map(|equation| &equation.steps)
        .map(|step| (step.rule.to_string(), step.expression.to_string()))
        .collect();
    out.set_item("steps", steps)?;
    Ok(out)
}

/// Judges one claim.
#[pyfunction]
#[pyo3(signature = (text, boxes=None, width=None))]
fn judge_claim<'py>(
    python: Python<'py>,
    text: &str,
    boxes: Option<u64>,
    width: Option<f64>,
) -> PyResult<Bound<'py, PyDict>> {
    let claim = parse_statement(text).map_err(|error| input(error.render()))?;
    let limits = limits(boxes, width);
    let judgement = python.detach(|| judge_statement(&claim, &limits));
    as_dict(python, None, &claim, &judgement)
}

/// Judges every claim block of the files, folders or ids named; all shipped ones where none is.
#[pyfunction]
#[pyo3(signature = (names, boxes=None, width=None))]
fn check<'py>(
    python: Python<'py>,
    names: Vec<String>,
    boxes: Option<u64>,
    width: Option<f64>,
) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let files = claim_files(&names).map_err(raised)?;
    let filed: Vec<&FiledClaim> = files.iter().flat_map(|file| file.claims()).collect();
    let limits = limits(boxes, width);
    let judged: Vec<Judgement> =
        python.detach(|| filed.par_iter().map(|f| judge_filed(f, &limits)).collect());
    filed
        .iter()
        .zip(&judged)
        .map(|(filed, judgement)| as_dict(python, Some(&filed.id), &filed.claim, judgement))
        .collect()
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(judge_claim, module)?)?;
    module.add_function(wrap_pyfunction!(check, module)?)
}
