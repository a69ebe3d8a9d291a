//! `claim`: one statement from the command line.

use super::arguments::ClaimCommand;
use super::terminal::Progress;
use super::{Outcome, judging, print};
use forgetting::claim::parse_statement;
use forgetting::error::{Error, Result};
use forgetting::judge::judge_statement;

pub(super) fn run(options: &ClaimCommand, quiet: bool) -> Result<Outcome> {
    let claim = parse_statement(&options.statement).map_err(|e| Error::Expression(e.render()))?;
    let progress = Progress::start("judging", quiet);
    let judgement = judge_statement(&claim, &options.judging.limits());
    drop(progress);
    print(&if options.judging.json {
        judging::as_json(None, std::iter::empty(), &claim, &judgement)
    } else {
        judging::as_text(None, &claim, &judgement, options.judging.explain)
    })?;
    if let Some(path) = &options.certificate
        && !judging::keep_certificates(path, &judgement)?
    {
        eprintln!(
            "forgetting: no certificate, the claim is {}",
            judgement.verdict
        );
    }
    Ok(judging::outcome([judgement.verdict]))
}
