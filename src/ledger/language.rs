//! The language on one page: its grammar, examples with what the judges say of them, and its functions.

use crate::claim::{Function, GRAMMAR, Group};
use crate::judge::Verdict;

/// A statement with what is said of it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The statement.
    pub text: &'static str,
    /// The verdict.
    pub verdict: Verdict,
    /// What it shows of the language.
    pub shows: &'static str,
}

const fn example(text: &'static str, verdict: Verdict, shows: &'static str) -> Example {
    Example {
        text,
        verdict,
        shows,
    }
}

/// The examples of the page; a test judges them.
pub const EXAMPLES: [Example; 21] = [
    example("1/10 + 2/10 = 3/10", Verdict::Proved, "numbers are exact"),
    example(
        "for x in [0, 1]: x^2 <= x",
        Verdict::Proved,
        "a variable and its range",
    ),
    example(
        "for x in [0, 1]: x^2 <= x - 1e-9",
        Verdict::Refuted,
        "false by a billionth: a witness is named",
    ),
    example(
        "for x in (0, inf): ln(x) <= x - 1",
        Verdict::Proved,
        "an open end, an end at infinity, contact inside",
    ),
    example(
        "for x in [0, 1], y in [0, 1] where x <= y: x*y <= y^2",
        Verdict::Proved,
        "a side condition",
    ),
    example(
        "for x in [0, 1], y in [0, 1] where x > 1/2, y > 1/2: x + y > 1",
        Verdict::Proved,
        "several, joined by a comma or `and`",
    ),
    example(
        "for x in [0, 3]: 1 <= cosh(x) <= exp(x)",
        Verdict::Proved,
        "a chain of relations",
    ),
    example(
        "for x in [0, 1]: x^2 <= x and x^3 <= x^2",
        Verdict::Proved,
        "`and` joins statements",
    ),
    example(
        "for x in [-1, 1]: x < 1/2 or x^2 >= 1/4",
        Verdict::Proved,
        "`or`: at each point one of them holds",
    ),
    example(
        "for x in [-3, 3]: x > 1 implies x^2 > 1",
        Verdict::Proved,
        "`implies`, also written `=>`",
    ),
    example(
        "for n in integers [1, inf), x in [0, 5]: exp(x) >= 1 + x/n",
        Verdict::Proved,
        "a variable over integers",
    ),
    example(
        "for n in integers [1, 20]: sum(k, 1, n, k) = n*(n + 1)/2",
        Verdict::Proved,
        "a finite sum",
    ),
    example(
        "for a in [1/10, 2]: integral(x, 0, a, phi(x)) < a",
        Verdict::Certified,
        "an integral",
    ),
    example(
        "for x in [0, 2]: d(x^3, x) = 3*x^2",
        Verdict::Proved,
        "a derivative; d(f, x = a) is its value at a",
    ),
    example(
        "let f(t) = t*exp(-t); for t in [0, 5]: f(t) <= f(1)",
        Verdict::Proved,
        "a definition",
    ),
    example(
        "for x in [0, 1] where x > 2: x > 3",
        Verdict::Vacuous,
        "conditions that nothing meets",
    ),
    example(
        "for delta in [0, 8]: eps_old(1/2, delta) <= 1/2*bc(delta)",
        Verdict::Certified,
        "functions of the theory",
    ),
    example(
        "for beta in [1/10, 9/10], delta in [1/10, 6]: expect old (resp_new(x)) = eps_old(beta, delta)",
        Verdict::Proved,
        "an expectation under a mode; x is bound, beta and delta are read from the ranges",
    ),
    example(
        "for delta in [1, 4]: expect new(z, delta) (z) = delta/2",
        Verdict::Proved,
        "another name for what is bound",
    ),
    example(
        "for m in [-3, 3], s in [0, 2]: expect normal(m, s) (x^2) = m^2 + s^2",
        Verdict::Proved,
        "an expectation under another normal law",
    ),
    example(
        "for x in [-1, 1]: sqrt(x) >= 0",
        Verdict::Undecided,
        "a term without a value at some point",
    ),
];

/// The page, as plain text.
///
/// ```
/// assert!(forgetting::ledger::language_page().contains("eps_old(beta, delta)"));
/// ```
pub fn language_page() -> String {
    let mut page = String::from(
        "A statement says that a relation holds for all values of its variables. Numbers are exact: 0.1 is 1/10.\n\nGrammar\n\n",
    );
    page.extend(GRAMMAR.lines().map(|line| format!("  {line}\n")));
    page += "\nExamples, each with what `forgetting claim` says of it\n\n";
    for Example {
        text,
        verdict,
        shows,
    } in EXAMPLES
    {
        page += &format!("  # {shows}\n  {text}\n  -> {verdict}\n\n");
    }
    for (group, title) in [
        (Group::Elementary, "Functions of a calculator"),
        (Group::Theory, "Functions of the theory"),
    ] {
        page += &format!("{title}\n\n");
        for function in Function::ALL {
            let entry = function.entry();
            if entry.group == group {
                let signature = entry.signature();
                page += &format!("  {signature:<42} {}; {}\n", entry.about, entry.domain);
            }
        }
        page.push('\n');
    }
    page + "Blocks of documents: ```claim in Markdown and in the cells of notebooks, \\begin{claim} or comment lines after `% claim` in LaTeX.\n"
}
