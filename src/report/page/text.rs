//! Words for the page: claim ids become links, symbols get their subscripts.

use crate::claim::latex_to_mathml;
use crate::figure::label::{Level, spans};
use maud::{Markup, PreEscaped};
use std::collections::BTreeSet;

/// A formula; as it is written where the notation does not have it.
pub(super) fn set(latex: &str) -> Markup {
    PreEscaped(latex_to_mathml(latex).unwrap_or_else(|| latex.to_owned()))
}

/// Links ids of claims to their entries in the ledger.
#[derive(Default)]
pub(super) struct Linker {
    ids: BTreeSet<String>,
}

impl Linker {
    pub fn new<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            ids: ids.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Prose of tables: `A3` becomes a link, `S_0` gets a subscript, `1e-16` a power of ten.
    pub fn prose(&self, text: &str) -> Markup {
        let characters: Vec<char> = text.chars().collect();
        let mut out = String::new();
        let mut at = 0;
        while at < characters.len() {
            let starts_a_word = at == 0 || !characters[at - 1].is_alphanumeric();
            let rest = &characters[at..];
            if starts_a_word && let Some(id) = self.id_at(rest) {
                out += &format!("<a href=\"#claim-{id}\">{id}</a>");
                at += id.chars().count();
            } else if starts_a_word && let Some((power, length)) = power_of_ten(rest) {
                out += &power;
                at += length;
            } else if starts_a_word && rest.len() > 2 && rest[0].is_alphabetic() && rest[1] == '_' {
                let script: String = rest[2..]
                    .iter()
                    .take_while(|c| c.is_alphanumeric() && **c != '²')
                    .collect();
                push(&mut out, rest[0]);
                out += &format!("<sub>{script}</sub>");
                at += 2 + script.chars().count();
            } else {
                push(&mut out, rest[0]);
                at += 1;
            }
        }
        PreEscaped(out)
    }

    /// Captions of figures, in the markup of their labels.
    pub fn caption(&self, markup: &str) -> Markup {
        let mut out = String::new();
        for span in spans(markup) {
            let mut words = self.prose(&span.text).0;
            if span.italic {
                words = format!("<i>{words}</i>");
            }
            out += &match span.level {
                Level::Line => words,
                Level::Subscript => format!("<sub>{words}</sub>"),
                Level::Superscript => format!("<sup>{words}</sup>"),
            };
        }
        PreEscaped(out)
    }

    /// The known id that the characters begin with, as a whole word.
    fn id_at(&self, characters: &[char]) -> Option<String> {
        let word = |belongs: fn(&char) -> bool| -> String {
            characters.iter().copied().take_while(belongs).collect()
        };
        // `a3-bhattacharyya-bound:2`, or `A3`.
        let long = word(|c| c.is_alphanumeric() || matches!(c, '-' | ':'));
        let short = word(|c| c.is_alphanumeric());
        [long, short].into_iter().find(|id| self.ids.contains(id))
    }
}

/// `4.3e-89` at the start, and its length.
fn power_of_ten(characters: &[char]) -> Option<(String, usize)> {
    let word: String = characters
        .iter()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-'))
        .collect();
    let (digits, exponent) = word.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    digits.parse::<f64>().ok()?;
    let sign = if exponent < 0 { "−" } else { "" };
    let power = format!("10<sup>{sign}{}</sup>", exponent.unsigned_abs());
    let text = if digits == "1" {
        power
    } else {
        format!("{digits}×{power}")
    };
    Some((text, word.len()))
}

fn push(out: &mut String, c: char) {
    match c {
        '&' => *out += "&amp;",
        '<' => *out += "&lt;",
        '>' => *out += "&gt;",
        '"' => *out += "&quot;",
        other => out.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::Linker;

    #[test]
    fn prose_gets_links_scripts_and_powers() {
        let linker = Linker::new(["A3", "C10", "a3-bound:2"]);
        let link = "<a href=\"#claim-A3\">A3</a>";
        for (text, html) in [
            ("A3/exact", format!("{link}/exact")),
            ("(A3), A30 B1", format!("({link}), A30 B1")),
            ("A3: x", format!("{link}: x")),
            (
                "a3-bound:2",
                "<a href=\"#claim-a3-bound:2\">a3-bound:2</a>".into(),
            ),
            ("ε_o < 1e-16", "ε<sub>o</sub> &lt; 10<sup>−16</sup>".into()),
            ("s_2²/2", "s<sub>2</sub>²/2".into()),
            ("|m_n-μ_o|", "|m<sub>n</sub>-μ<sub>o</sub>|".into()),
            ("old_weight = 0", "old_weight = 0".into()),
            ("-1.5e300 & e", "-1.5×10<sup>300</sup> &amp; e".into()),
            ("each e-mail", "each e-mail".into()),
        ] {
            assert_eq!(linker.prose(text).0, html, "{text}");
        }
        assert_eq!(
            linker.caption("*ε*_{o} by A3").0,
            format!("<i>ε</i><sub>o</sub> by {link}")
        );
    }
}
