//! The claim ledger: a row for each claim of the theory, and behind it what it says, word by word, with each verdict.

use super::text::{Linker, set};
use super::{Contents, command, verdict_kind, verdict_markup};
use crate::claim::Statement;
use crate::judge::Verdict;
use crate::ledger::{ClaimFile, Entry, FiledClaim, Ledger};
use crate::table::significant_digits;
use maud::{Markup, PreEscaped, html};

pub(super) fn section(contents: &Contents, linker: &Linker) -> Markup {
    let statements: usize = contents.claims.iter().map(|file| file.claims().len()).sum();
    let counts = contents.ledger.counts();
    let theorems: usize = contents
        .claims
        .iter()
        .map(|file| file.machine_checked().count())
        .sum();
    html! {
        section #claims aria-labelledby="claims-title" {
            h2 #claims-title { "Claims" }
            p {
                (contents.claims.len()) " claims in " (statements) " statements: " (listed(&counts)) ". " (theorems) " theorems about them are machine-checked in Rocq; beside the word stands how much of the claim they cover."
            }
            p { "The verdicts on claims were " (contents.ledger.provenance()) "; this run copied them and judged none of them again." }
            p {
                "Proved: an exact derivation was found. Certified: interval arithmetic settled every box of the domain, with the slack given. Held on samples: no \
                 counterexample, and no proof. To judge again, all of them, one claim, or one statement:"
            }
            p.screen { (command("forgetting check")) (command("forgetting check A3")) (command("forgetting check A3:2")) }
            div.ledger { @for file in contents.claims { (claim(file, contents, linker)) } }
        }
    }
}

fn claim(file: &ClaimFile, contents: &Contents, linker: &Linker) -> Markup {
    let id = file.short_id().unwrap_or(file.id());
    let judged: Vec<(&FiledClaim, Option<&Entry>)> = file
        .claims()
        .iter()
        .map(|filed| (filed, contents.ledger.entry(filed)))
        .collect();
    let words = if judged.len() == 1 {
        "statement"
    } else {
        "statements"
    };
    html! {
        article id={ "claim-" (id) } aria-labelledby={ "claim-" (id) "-title" } {
            h3 id={ "claim-" (id) "-title" } { (id) ". " (linker.prose(file.title().unwrap_or_default())) }
            p {
                (evidence(file, contents.ledger))
                @if let Some(tightness) = file.field("tightness") { ". Tightness: " (tightness) }
                ". "
                (uses(id, contents))
            }
            details {
                summary { (judged.len()) " " (words) " of " (id) }
                ol { @for (filed, entry) in &judged { (statement(filed, *entry)) } }
                @if file.machine_checked().next().is_some() {
                    p { "Machine-checked in Rocq" (scope(file)) ":" }
                    ul { @for link in file.machine_checked() { li { code { (link) } } } }
                }
            }
        }
    }
}

/// How much of the claim is machine-checked, after that word.
fn scope(file: &ClaimFile) -> String {
    let scope = file.machine_checked_scope();
    scope.map_or_else(String::new, |scope| format!(" {scope}"))
}

/// The verdicts of a claim's statements with their number, strongest first.
fn evidence(file: &ClaimFile, ledger: &Ledger) -> Markup {
    let entries: Vec<&Entry> = file
        .claims()
        .iter()
        .filter_map(|filed| ledger.entry(filed))
        .collect();
    let worst = entries
        .iter()
        .map(|entry| entry.verdict)
        .reduce(Verdict::and);
    let mut counts: Vec<(Verdict, usize)> = Verdict::ALL
        .into_iter()
        .map(|verdict| {
            (
                verdict,
                entries.iter().filter(|e| e.verdict == verdict).count(),
            )
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let unjudged = file.claims().len() - entries.len();
    if file.machine_checked().next().is_some() {
        counts.push((Verdict::MachineChecked, file.machine_checked().count()));
    }
    html! {
        @if let Some(worst) = worst { span class={ "verdict " (verdict_kind(worst)) } { (listed(&counts)) (scope(file)) } }
        @if unjudged > 0 { ", " (unjudged) " not judged since they changed" }
    }
}

fn listed(counts: &[(Verdict, usize)]) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(verdict, count)| match verdict {
            Verdict::HoldsOnSamples if *count > 1 => format!("{count} hold on samples"),
            Verdict::FailsOnSamples if *count > 1 => format!("{count} fail on samples"),
            Verdict::Agrees if *count > 1 => format!("{count} agree"),
            _ => format!("{count} {verdict}"),
        })
        .collect();
    parts.join(", ")
}

fn statement(filed: &FiledClaim, entry: Option<&Entry>) -> Markup {
    html! {
        li id={ "claim-" (filed.id) } {
            // A formula that is wider than the page scrolls by itself, with the keyboard too.
            div.scroll.bare tabindex="0" role="group" aria-label={ "Statement " (filed.id) } {
                (formula(filed))
                div { (domain(&filed.claim)) }
            }
            div.notes {
                @match entry {
                    None => { "not judged since it changed" },
                    Some(entry) => {
                        (verdict_markup(entry.verdict))
                        @if entry.boxes > 0 { ", " (entry.boxes) (if entry.boxes == 1 { " box" } else { " boxes" }) }
                        @if let Some(slack) = entry.slack { (slack_words(entry.verdict)) (number(slack, -1.0)) }
                        @if let Some(width) = entry.width { ", both sides agree to " (number(width, 1.0)) }
                        @if let Some(reason) = &entry.sampled { "; only sampled: " (reason) }
                    },
                }
            }
        }
    }
}

/// The statement set; one too wide for a sheet is printed as it is typed, which can be broken into lines.
fn formula(filed: &FiledClaim) -> Markup {
    const WIDEST: usize = 140;
    let set = PreEscaped(filed.claim.conclusion().to_mathml());
    let typed = filed.claim.conclusion().to_string();
    html! {
        @if typed.chars().count() > WIDEST {
            div.screen { (set) }
            div.paper { code { (typed) } }
        } @else {
            div { (set) }
        }
    }
}

/// The ranges and conditions, each a formula of its own so that a line can break between them.
fn domain(statement: &Statement) -> Markup {
    let ranges = statement.ranges_to_latex().into_iter();
    let conditions = statement.conditions_to_latex().into_iter();
    html! {
        @for (k, range) in ranges.enumerate() { (if k == 0 { "for " } else { ", " }) (set(&range)) }
        @for (k, condition) in conditions.enumerate() { (if k == 0 { " with " } else { " and " }) (set(&condition)) }
    }
}

fn slack_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Certified => ", slack everywhere at least ",
        _ => ", smallest slack seen ",
    }
}

/// Two digits of a positive number, rounded towards `side` times infinity, so that what is said of it stays true.
fn number(value: f64, side: f64) -> Markup {
    let nearest = significant_digits(value, 2);
    let wrong = nearest
        .parse::<f64>()
        .is_ok_and(|shown| (value - shown) * side > 0.0);
    let text = if wrong {
        // Half a unit of the second digit to the right side, then to the nearest.
        let exponent = format!("{value:e}");
        let exponent = exponent.split_once('e').and_then(|(_, e)| e.parse().ok());
        let unit = exponent.and_then(|e: i32| format!("1e{}", e - 1).parse().ok());
        significant_digits(value + side * 0.5 * unit.unwrap_or(value), 2)
    } else {
        nearest
    };
    Linker::default().prose(&text)
}

/// Figures and tables that speak to the claim.
fn uses(id: &str, contents: &Contents) -> Markup {
    let figures = contents.figures.iter().filter(|f| f.claims.contains(&id));
    let tables = contents.tables.iter().filter(|t| t.claims.contains(&id));
    let first = "Used in ";
    let figures = figures.map(|f| {
        (
            format!("figure-{}-box", f.name),
            format!("figure {}", f.name),
        )
    });
    let tables = tables.map(|t| (format!("table-{}", t.name), format!("table {}", t.name)));
    html! {
        @for (k, (anchor, words)) in figures.chain(tables).enumerate() {
            (if k == 0 { first } else { ", " })
            a href={ "#" (anchor) } { (words) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn slacks_are_rounded_down_and_widths_up() {
        for (value, down, up) in [
            (0.1049, "0.10", "0.11"),
            (1.06, "1.0", "1.1"),
            (9.96, "9.9", "10"),
            (0.25, "0.25", "0.25"),
        ] {
            assert_eq!(number(value, -1.0).0, down, "{value}");
            assert_eq!(number(value, 1.0).0, up, "{value}");
        }
    }
}
