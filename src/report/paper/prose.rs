//! Prose of claim files in LaTeX: paragraphs, numbered lists, emphasis, links, code and formulas.

use crate::table::latex_text;

/// A section of a claim file in LaTeX; blocks between fences are left out.
pub(super) fn latex_prose(markdown: &str) -> String {
    let mut writer = Writer::default();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            writer.line(line);
        }
    }
    writer.end_list();
    writer.out.trim().to_owned() + "\n"
}

/// What is written, and what the next line goes on with.
#[derive(Default)]
struct Writer {
    out: String,
    /// The formula of a display that is not closed yet.
    display: Option<String>,
    /// Whether a list is open.
    listed: bool,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let words = line.trim();
        if let Some(body) = self.display.take() {
            self.go_on(&body, words);
        } else if let Some(body) = words.strip_prefix("$$") {
            match body.strip_suffix("$$") {
                Some(whole) if !whole.is_empty() => self.show(whole),
                _ => self.display = Some(body.to_owned()),
            }
            self.out.push('\n');
        } else if let Some(item) = numbered(words) {
            if !self.listed {
                self.out += "\\begin{enumerate}\n";
                self.listed = true;
            }
            self.out += &format!("\\item {}\n", inline(item));
        } else {
            // A paragraph after a list ends it; a line that goes on does not.
            if !words.is_empty() && self.out.ends_with("\n\n") && !line.starts_with(' ') {
                self.end_list();
            }
            self.out += &inline(words);
            self.out.push('\n');
            if words.is_empty() && self.out.ends_with("\n\n\n") {
                self.out.pop();
            }
        }
    }

    /// The next line of a display.
    fn go_on(&mut self, body: &str, words: &str) {
        match words.split_once("$$") {
            Some((last, rest)) => {
                self.show(&format!("{body} {last}"));
                self.out += &inline(rest.trim());
            }
            None => self.display = Some(format!("{body} {words}")),
        }
        self.out.push('\n');
    }

    /// A displayed formula, which goes on with the paragraph before it.
    fn show(&mut self, formula: &str) {
        while self.out.ends_with("\n\n") {
            self.out.pop();
        }
        self.out += &displayed(formula);
    }

    fn end_list(&mut self) {
        if self.listed {
            self.out.truncate(self.out.trim_end().len());
            self.out += "\n\\end{enumerate}\n";
            self.listed = false;
        }
    }
}

fn numbered(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(". ")?;
    number.parse::<u8>().is_ok().then_some(rest)
}

/// Longer formulas than this are set in two lines.
const LINE: usize = 66;

/// A displayed formula, broken at a `\qquad` or before the last relation where it is too long for a line.
fn displayed(formula: &str) -> String {
    let formula = formula.trim();
    if visible(formula) <= LINE {
        return format!("\\[ {formula} \\]");
    }
    let mut lines: Vec<String> = split_top(formula, &["\\qquad", "\\quad"], false);
    if lines.iter().any(|line| visible(line) > LINE) {
        lines = lines
            .into_iter()
            .flat_map(|line| match visible(&line) > LINE {
                true => halves(&line),
                false => vec![line],
            })
            .collect();
    }
    let lines: Vec<&str> = lines
        .iter()
        .map(|l| l.trim())
        .filter(|l| !l.is_empty())
        .collect();
    format!(
        "\\begin{{gather*}} {} \\end{{gather*}}",
        lines.join(" \\\\ ")
    )
}

/// The formula in two: before the relation nearest to its middle.
fn halves(formula: &str) -> Vec<String> {
    let parts = split_top(formula, &["\\le ", "\\ge ", "= ", "< "], true);
    let mut best = (usize::MAX, 0);
    for cut in 1..parts.len() {
        let left = visible(&parts[..cut].concat());
        let unevenness = (2 * left).abs_diff(visible(formula));
        best = best.min((unevenness, cut));
    }
    match best {
        (usize::MAX, _) => vec![formula.to_owned()],
        (_, cut) => vec![
            parts[..cut].concat(),
            format!("{{}}{}", parts[cut..].concat()),
        ],
    }
}

/// Parts between separators outside all braces and brackets; `kept` leaves each separator before its part.
fn split_top(formula: &str, separators: &[&str], kept: bool) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut at) = (0i32, 0);
    while at < formula.len() {
        let rest = &formula[at..];
        let found = separators
            .iter()
            .find(|s| depth == 0 && rest.starts_with(**s));
        if let Some(separator) = found {
            parts.push(if kept {
                (*separator).to_owned()
            } else {
                String::new()
            });
            at += separator.len();
            continue;
        }
        if rest.starts_with("\\left") && !rest.starts_with("\\lefta") {
            depth += 1;
        } else if rest.starts_with("\\right") && !rest.starts_with("\\righta") {
            depth -= 1;
        }
        let c = rest.chars().next().expect("not at the end");
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        parts.last_mut().expect("never empty").push(c);
        at += c.len_utf8();
    }
    parts
}

/// About how many characters wide it is: commands count as one, those of layout as none.
fn visible(formula: &str) -> usize {
    let mut count = 0;
    let mut characters = formula.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' => {
                let mut name = String::new();
                while let Some(letter) = characters.next_if(char::is_ascii_alphabetic) {
                    name.push(letter);
                }
                count += match name.as_str() {
                    "left" | "right" | "bigl" | "bigr" | "mathrm" | "frac" | "tfrac" | "text"
                    | "lvert" | "displaystyle" => 0,
                    "log" | "exp" | "max" | "min" | "lim" | "sup" => 3,
                    "qquad" => 4,
                    _ => 1,
                };
            }
            '{' | '}' | '^' | '_' | ' ' => {}
            _ => count += 1,
        }
    }
    count
}

/// Words of a line: formulas as they are, emphasis, links by their words, code.
fn inline(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['$', '*', '[', '`']) {
        out += &latex_text(&rest[..at]);
        let (mark, after) = rest[at..].split_at(1);
        let (piece, left) = match mark {
            "$" => closed(after, "$").map(|(formula, left)| (format!("${formula}$"), left)),
            "*" => closed(after, "*")
                .map(|(words, left)| (format!("\\emph{{{}}}", inline(words)), left)),
            "`" => closed(after, "`")
                .map(|(code, left)| (format!("\\texttt{{{}}}", latex_text(code)), left)),
            _ => link(after).map(|(words, left)| (inline(words), left)),
        }
        .unwrap_or_else(|| (latex_text(mark), after));
        out += &piece;
        rest = left;
    }
    out + &latex_text(rest)
}

fn closed<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.split_once(mark)
        .filter(|(inside, _)| !inside.is_empty())
}

/// `words](target)`, the bracket before it read.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = text.split_once("](")?;
    let (_, left) = rest.split_once(')')?;
    (!words.contains('[')).then_some((words, left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_set() {
        for (markdown, latex) in [
            (
                "Let $a_1 < b$ be *free*, see [A2](a2.md).",
                "Let $a_1 < b$ be \\emph{free}, see A2.\n",
            ),
            ("$$ x = y . $$", "\\[ x = y . \\]\n"),
            ("$$\nx\n= y\n$$\nThen.", "\\[ x = y \\]\nThen.\n"),
            (
                "1. one\n2. two\n\nSo.",
                "\\begin{enumerate}\n\\item one\n\\item two\n\\end{enumerate}\nSo.\n",
            ),
            ("a\n\n```claim\nx < 1\n```\n\nb", "a\n\nb\n"),
        ] {
            assert_eq!(latex_prose(markdown), latex, "{markdown}");
        }
    }

    #[test]
    fn long_formulas_are_broken_outside_braces() {
        let long = format!(
            "$$ {} \\le \\frac{{a \\le b}}{{c}} {} $$",
            "x+".repeat(40),
            "y+".repeat(40)
        );
        let set = latex_prose(&long);
        assert!(
            set.starts_with("\\begin{gather*} x+") && set.contains("\\\\ {}\\le \\frac{a \\le b}"),
            "{set}"
        );
    }
}
