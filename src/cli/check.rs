//! `check`: every claim of the claim files.

use super::arguments::Check;
use super::{Outcome, judging, print};
use forgetting::error::Result;
use forgetting::judge::{Verdict, claim_files, judge};

pub(super) fn run(options: &Check) -> Result<Outcome> {
    // Everything is read before anything is judged: a typing error should not wait for the claims before it.
    let files = claim_files(&options.names)?;
    let limits = options.judging.limits();
    let mut verdicts = Vec::new();
    for file in &files {
        for filed in file.claims() {
            let judgement = judge(&filed.claim, &limits);
            verdicts.push(judgement.verdict);
            print(&if options.judging.json {
                judging::as_json(Some(&filed.id), &filed.claim, &judgement)
            } else {
                let title = file.title().unwrap_or_default();
                let heading = format!("{}  {title}", filed.id);
                judging::as_text(
                    Some(heading.trim_end()),
                    &filed.claim,
                    &judgement,
                    options.judging.explain,
                ) + "\n"
            });
        }
    }
    if !options.judging.json {
        print(&totals(&verdicts));
    }
    Ok(judging::outcome(&verdicts))
}

/// `3 claims: 2 certified, 1 refuted`
fn totals(verdicts: &[Verdict]) -> String {
    let counts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| {
            let count = verdicts.iter().filter(|v| **v == verdict).count();
            (count > 0).then(|| format!("{count} {verdict}"))
        })
        .collect();
    let noun = if verdicts.len() == 1 {
        "claim"
    } else {
        "claims"
    };
    format!("{} {noun}: {}\n", verdicts.len(), counts.join(", "))
}
