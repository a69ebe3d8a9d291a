//! `check`: every claim of the claim files, as a ledger.

use std::path::Path;
use std::time::SystemTime;

use super::arguments::Check;
use super::judging::counted;
use super::{Outcome, judging, print, rocq};
use forgetting::error::{Error, Result};
use forgetting::judge::{Judgement, Verdict};
use forgetting::ledger::{
    BadBlock, ClaimFile, Entry, FiledClaim, Ledger, Recorded, RocqLink, RocqScope, Sarif,
    claim_files, index, judge_in_order,
};
use forgetting::report::write_whole;
use serde_json::json;

/// Width of the column with the verdicts: the longest word.
const VERDICT: usize = 16;
/// Width of the column with what each judge says.
const JUDGES: usize = 38;
/// The first second after 9999-12-31, in seconds from the beginning of 1970: dates have four digits of the year.
const YEAR_10000: u64 = 253_402_300_800;

pub(super) fn run(options: &Check) -> Result<Outcome> {
    let names = names(options)?;
    let files = match (options.allow_empty, names.is_empty()) {
        (true, true) => Vec::new(),
        _ => claim_files(&names)?,
    };
    if let Some(folder) = &options.certificates {
        std::fs::create_dir_all(folder).map_err(|source| Error::File {
            action: "create",
            path: folder.clone(),
            source,
        })?;
    }
    let recorded = options.record.as_ref().map(|_| recorded()).transpose()?;
    let rocq = if options.rocq {
        Rocq::Run(rocq::check()?)
    } else {
        Rocq::Recorded
    };
    let mut run = Run {
        options,
        rocq,
        findings: Sarif::new(files.iter()),
        verdicts: Vec::new(),
        entries: Vec::new(),
    };
    let claims: Vec<&FiledClaim> = files.iter().flat_map(ClaimFile::claims).collect();
    let limits = options.judging.limits();
    judge_in_order(&claims, &limits, |said| {
        files.iter().try_for_each(|file| run.report(file, said))
    })?;
    let Run {
        findings,
        verdicts,
        entries,
        ..
    } = run;
    if let Some(path) = &options.sarif {
        write_whole(path, findings.to_json().as_bytes())?;
    }
    let mut ledger = Ledger::new(entries);
    if let Some((folder, recorded)) = options.record.as_ref().zip(recorded) {
        ledger = ledger.recorded_as(recorded);
        write_whole(&folder.join("ledger.json"), ledger.to_json().as_bytes())?;
        write_whole(&folder.join("README.md"), index(&files, &ledger).as_bytes())?;
    }
    if !options.judging.json {
        print(&totals(&files, &ledger, rocq))?;
    }
    let judged = judging::outcome(verdicts);
    if files.iter().any(|file| !file.bad_blocks().is_empty()) {
        return Ok(Outcome::BadInput);
    }
    // A refuted claim outweighs whatever Rocq says.
    match (rocq, judged) {
        (Rocq::Run(Some(outcome)), Outcome::Well | Outcome::Undecided) => Ok(outcome),
        _ => Ok(judged),
    }
}

/// What is behind the word machine-checked.
#[derive(Clone, Copy)]
enum Rocq {
    /// That it checked the theorems once, as the tool has it recorded.
    Recorded,
    /// Rocq was asked here; what went wrong, if anything did.
    Run(Option<Outcome>),
}

impl Rocq {
    /// Said beside the word unless Rocq checked all theorems here.
    fn remark(self) -> &'static str {
        match self {
            Self::Run(None) => "",
            Self::Recorded | Self::Run(Some(_)) => "recorded, ",
        }
    }
}

/// Today, or the day that the environment sets for reproducible builds.
fn recorded() -> Result<Recorded> {
    const VARIABLE: &str = "SOURCE_DATE_EPOCH";
    let Some(value) = std::env::var_os(VARIABLE) else {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        return Ok(Recorded::at(now.map_or(0, |since| since.as_secs())));
    };
    let value = value.to_string_lossy();
    match value.parse() {
        Ok(seconds) if seconds < YEAR_10000 => Ok(Recorded::at(seconds)),
        _ => Err(Error::Domain {
            argument: VARIABLE.to_owned(),
            requirement: format!("be a whole number of seconds below {YEAR_10000}"),
            value: value.into_owned(),
        }),
    }
}

/// What is to be judged, files without claims left out where that is asked for.
fn names(options: &Check) -> Result<Vec<String>> {
    let mut kept = Vec::new();
    for name in &options.names {
        let path = Path::new(name);
        let empty = options.allow_empty && path.is_file() && !ClaimFile::read(path)?.has_blocks();
        if !empty {
            kept.push(name.clone());
        }
    }
    Ok(kept)
}

/// What is known of the files judged so far.
struct Run<'o> {
    options: &'o Check,
    rocq: Rocq,
    findings: Sarif,
    verdicts: Vec<Verdict>,
    entries: Vec<Entry>,
}

impl Run<'_> {
    /// Prints what is said of each claim of a file.
    fn report(
        &mut self,
        file: &ClaimFile,
        said: &mut dyn Iterator<Item = Judgement>,
    ) -> Result<()> {
        let judging = &self.options.judging;
        if !judging.json {
            print(&heading(file, self.rocq))?;
        }
        for bad in file.bad_blocks() {
            eprintln!("forgetting: {}: {bad}", file.path().display());
            if judging.json {
                print(&bad_block_json(file, bad))?;
            }
        }
        for (filed, judgement) in file.claims().iter().zip(said) {
            print(&if judging.json {
                let theorems = file.machine_checked();
                judging::as_json(Some((file, filed)), theorems, &filed.claim, &judgement)
            } else if judging.explain {
                judging::as_text(Some(&filed.id), &filed.claim, &judgement, true) + "\n"
            } else {
                line(file, filed, &judgement)
            })?;
            if let Some(folder) = &self.options.certificates {
                keep_certificate(folder, filed, &judgement)?;
            }
            self.findings.judged(file, filed, &judgement);
            self.verdicts.push(judgement.verdict);
            self.entries.push(Entry::new(filed, &judgement));
        }
        Ok(())
    }
}

/// The record of a block that cannot be read, as a line of JSON.
fn bad_block_json(file: &ClaimFile, bad: &BadBlock) -> String {
    let record = json!({
        "file": file.path(),
        "line": bad.line,
        "column": bad.column,
        "error": bad.message,
    });
    format!("{record}\n")
}

/// The file, and what Rocq says of its theorem.
fn heading(file: &ClaimFile, rocq: Rocq) -> String {
    let short = file.short_id().unwrap_or(file.id());
    let mut text = format!("{short}  {}\n", file.title().unwrap_or_default());
    let theorems: Vec<String> = file.machine_checked().map(ToString::to_string).collect();
    if !theorems.is_empty() {
        let verdict = Verdict::MachineChecked.label();
        let scope = file.machine_checked_scope();
        let scope = scope.map_or_else(
            || "its scope is not stated".to_owned(),
            RocqScope::to_string,
        );
        let said = rocq.remark();
        text += &format!(
            "     {verdict:<VERDICT$}  {said}{scope}\n     {:<VERDICT$}  {}\n",
            "",
            theorems.join(", ")
        );
    }
    let checked: Vec<&RocqLink> = file.machine_checked().collect();
    for link in file.rocq().iter().filter(|link| !checked.contains(link)) {
        text += &format!(
            "     {:<VERDICT$}  the link to {link} proves nothing here: this is not the file that comes with the tool\n",
            ""
        );
    }
    text
}

/// One claim on one line; two where more needs to be said.
fn line(file: &ClaimFile, filed: &FiledClaim, judgement: &Judgement) -> String {
    let number = filed.id.strip_prefix(file.id()).unwrap_or_default();
    let number = if number.is_empty() { ":1" } else { number };
    let verdict = judgement.verdict;
    let boxes = match judgement.boxes {
        0 => String::new(),
        n => counted(n, "box", "boxes"),
    };
    let gap = match (judgement.width, judgement.slack) {
        (Some(width), _) => format!("width {width:.1e}"),
        (None, Some(slack)) if verdict == Verdict::Certified => format!("slack >= {slack:.1e}"),
        (None, Some(slack)) if verdict != Verdict::Proved => format!("slack {slack:.1e}"),
        _ => String::new(),
    };
    let judges = by_judge(judgement);
    let mut text = format!(
        "{number:>4} {:<VERDICT$}  {boxes:>12}  {gap:<17}  {judges:<JUDGES$}  {}\n",
        verdict.label(),
        filed.claim
    );
    let remark = match (&filed.sampled, verdict) {
        (_, worst) if worst == Verdict::Refuted || worst.is_open() => {
            Some(judgement.reason.as_str())
        }
        (reason, _) => reason.as_deref(),
    };
    if let Some(remark) = remark {
        text += &format!("     {:<VERDICT$}  {remark}\n", "");
    }
    text
}

/// `symbolic: proved, 1199 samples agree`
fn by_judge(judgement: &Judgement) -> String {
    let said = judgement
        .by_judge()
        .into_iter()
        .filter_map(|(judge, said)| {
            let said = said?;
            Some(match (judge, said) {
                ("samples", Verdict::Refuted) => {
                    format!("refuted among {} samples", judgement.samples)
                }
                ("samples", _) => format!("{} samples agree", judgement.samples),
                _ => format!("{judge}: {said}"),
            })
        });
    said.collect::<Vec<_>>().join(", ")
}

/// `3 claims in 2 files: 2 certified, 1 refuted (67 % proved or certified)`
fn totals(files: &[ClaimFile], ledger: &Ledger, rocq: Rocq) -> String {
    let counts: Vec<String> = ledger
        .counts()
        .iter()
        .map(|(verdict, n)| format!("{n} {verdict}"))
        .collect();
    let number = ledger.entries.len();
    let established = ledger.entries.iter().filter(|e| e.verdict.is_established());
    let share = 100 * established.count() / number.max(1);
    let checked = files
        .iter()
        .filter(|file| file.machine_checked().next().is_some())
        .count();
    let plural = |n: usize, noun: &str| counted(n as u64, noun, &format!("{noun}s"));
    let mut text = format!(
        "{} in {}: {} ({share} % proved or certified)",
        plural(number, "claim"),
        plural(files.len(), "file"),
        counts.join(", "),
    );
    if checked > 0 {
        text += &format!(
            "; the theorems of {} machine-checked{}",
            plural(checked, "file"),
            match rocq {
                Rocq::Run(None) => "",
                _ => " (recorded)",
            }
        );
    }
    let stated = files.iter().filter(|file| file.covers().is_some()).count();
    if stated > 0 {
        let whole = files.iter().filter(|file| ledger.establishes(file)).count();
        text += &format!("; {whole} of {stated} theorems established on their whole domain");
    }
    text + "\n"
}

/// The certificate of a certified claim, as `FOLDER/ID.json`.
fn keep_certificate(folder: &Path, filed: &FiledClaim, judgement: &Judgement) -> Result<()> {
    let name = format!("{}.json", filed.id.replace(':', "-"));
    judging::keep_certificates(&folder.join(name), judgement)?;
    Ok(())
}
