//! Where claims stand in documents: fenced blocks in Markdown, an environment or a comment in LaTeX, cells in a notebook.

use serde_json::Value;
use std::path::Path;

/// A block of a document: its info string, its text and the number of lines above the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub info: String,
    pub text: String,
    pub above: usize,
}

/// Something that looks like a block and is none: the line and what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub line: usize,
    pub message: String,
}

/// What a document holds, in its order.
pub(super) type Found = Result<Block, Malformed>;

/// The kinds of document that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document {
    Markdown,
    Latex,
    Notebook,
}

impl Document {
    /// Endings and what they mean; every other file that is named is read as Markdown.
    const ENDINGS: [(&'static str, Self); 3] = [
        ("md", Self::Markdown),
        ("tex", Self::Latex),
        ("ipynb", Self::Notebook),
    ];

    /// The kind of document that a file's ending promises, for files found in folders.
    pub fn of_ending(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        let known = Self::ENDINGS.iter().find(|(name, _)| *name == ending)?;
        Some(known.1)
    }

    /// The blocks of a document of this kind.
    pub fn blocks(self, text: &str) -> Vec<Found> {
        match self {
            Self::Markdown => fenced(text),
            Self::Latex => latex(text),
            Self::Notebook => notebook(text),
        }
    }
}

fn malformed(line: usize, message: impl Into<String>) -> Found {
    Err(Malformed {
        line,
        message: message.into(),
    })
}

/// The fenced blocks. What stands inside one is never taken for another.
fn fenced(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        let tildes = trimmed.trim_start_matches('~').trim();
        if trimmed.starts_with("~~~") && tildes.eq_ignore_ascii_case("claim") {
            let message = "this block would not be judged: a claim block begins with ```claim";
            found.push(malformed(number + 1, message));
        }
        if ticks < 3 {
            continue;
        }
        let mut block = Block {
            info: trimmed[ticks..].trim().to_owned(),
            text: String::new(),
            above: number + 1,
        };
        let closed = lines.by_ref().any(|(_, line)| {
            let end = line.trim();
            let closes = end.len() >= ticks && end.bytes().all(|b| b == b'`');
            if !closes {
                block.text += line;
                block.text.push('\n');
            }
            closes
        });
        let word = block.info.split_whitespace().next().unwrap_or_default();
        found.push(
            if block.info != "claim" && word.eq_ignore_ascii_case("claim") {
                let message = "this block would not be judged: a claim block begins with ```claim and \
                               nothing else";
                malformed(number + 1, message)
            } else if block.info == "claim" && !closed {
                malformed(number + 1, "this claim block is never closed")
            } else {
                Ok(block)
            },
        );
    }
    found
}

/// `\begin{claim}` to `\end{claim}`, each on a line of its own, and comments: a line `% claim`, then the claim in comment lines.
fn latex(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim();
        let mut block = Block {
            info: "claim".to_owned(),
            text: String::new(),
            above: number + 1,
        };
        if trimmed == r"\begin{claim}" {
            let closed = lines.by_ref().any(|(_, line)| {
                let closes = line.trim() == r"\end{claim}";
                if !closes {
                    block.text += line;
                    block.text.push('\n');
                }
                closes
            });
            found.push(if closed {
                Ok(block)
            } else {
                malformed(number + 1, "this claim environment is never closed")
            });
        } else if comment(trimmed) == Some("claim") {
            while let Some(body) = lines.peek().and_then(|(_, line)| comment(line.trim())) {
                block.text += body;
                block.text.push('\n');
                lines.next();
            }
            found.push(Ok(block));
        }
    }
    found
}

/// What a comment line says.
fn comment(line: &str) -> Option<&str> {
    let body = line.strip_prefix('%')?;
    Some(body.trim_start_matches('%').trim())
}

/// Fenced blocks of Markdown cells, and the paragraphs of code cells that begin with `%%claim`.
fn notebook(text: &str) -> Vec<Found> {
    let document: Value = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => return vec![malformed(error.line(), format!("not a notebook: {error}"))],
    };
    let cells = document["cells"].as_array();
    let mut found = Vec::new();
    let mut place = Place { text, from: 0 };
    for cell in cells.into_iter().flatten() {
        let source = source(&cell["source"]);
        let blocks = match cell["cell_type"].as_str() {
            Some("markdown") => fenced(&source),
            Some("code") if source.starts_with("%%claim") => paragraphs(&source),
            _ => continue,
        };
        found.extend(blocks.into_iter().map(|block| place.in_file(block)));
    }
    found
}

/// A cell's text: one string, or a string a line.
fn source(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

/// One claim a paragraph, below the line of the magic.
fn paragraphs(cell: &str) -> Vec<Found> {
    let mut found: Vec<Block> = Vec::new();
    let mut inside = false;
    for (number, line) in cell.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            inside = false;
            continue;
        }
        if !inside {
            found.push(Block {
                info: "claim".to_owned(),
                text: String::new(),
                above: number,
            });
            inside = true;
        }
        if let Some(block) = found.last_mut() {
            block.text += line;
            block.text.push('\n');
        }
    }
    found.into_iter().map(Ok).collect()
}

/// Where blocks of cells stand in the file of the notebook: cells come in the order of the file.
struct Place<'t> {
    text: &'t str,
    from: usize,
}

impl Place<'_> {
    fn in_file(&mut self, found: Found) -> Found {
        let mut block = found?;
        let first = block.text.lines().next().unwrap_or_default();
        let quoted = Value::from(first).to_string();
        let quoted = quoted.trim_matches('"');
        if let Some(at) = self.text[self.from..].find(quoted) {
            self.from += at;
            block.above = self.text[..self.from].matches('\n').count();
            self.from += quoted.len();
        }
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(document: Document, text: &str) -> Vec<(usize, String)> {
        let blocks = document.blocks(text).into_iter();
        blocks
            .filter_map(|found| found.ok().filter(|block| block.info == "claim"))
            .map(|block| (block.above + 1, block.text))
            .collect()
    }

    #[test]
    fn latex_has_environments_and_comments() {
        let text = "Text.\n\\begin{claim}\nfor x in [0, 1]: x^2 <= x\n\\end{claim}\n% claim\n%% for x in [0, 1]:\n% x <= 1\nText.\n";
        let found = claims(Document::Latex, text);
        assert_eq!(
            found,
            [
                (3, "for x in [0, 1]: x^2 <= x\n".to_owned()),
                (6, "for x in [0, 1]:\nx <= 1\n".to_owned()),
            ]
        );
        let open = Document::Latex.blocks("\n\\begin{claim}\n1 < 2\n");
        assert!(matches!(&open[..], [Err(Malformed { line: 2, .. })]));
    }

    #[test]
    fn notebooks_have_cells() {
        let text = "{\n \"cells\": [\n  {\"cell_type\": \"markdown\", \"source\": [\n   \"Prose\\n\",\n   \"```claim\\n\",\n   \"1 < 2\\n\",\n   \"```\"]},\n  {\"cell_type\": \"code\", \"source\": [\n   \"%%claim\\n\",\n   \"2 < 3\\n\",\n   \"\\n\",\n   \"3 < 4\"]}\n ]\n}\n";
        let found = claims(Document::Notebook, text);
        assert_eq!(
            found,
            [
                (6, "1 < 2\n".to_owned()),
                (10, "2 < 3\n".to_owned()),
                (12, "3 < 4\n".to_owned()),
            ]
        );
        assert!(Document::Notebook.blocks("{")[0].is_err());
    }

    #[test]
    fn a_fence_that_would_not_be_judged_is_said_to_be_so() {
        let found = Document::Markdown
            .blocks("~~~claim\n1 < 2\n~~~\n```claim now\n1 < 2\n```\n```claim\n1 < 2\n");
        let lines: Vec<usize> = found
            .iter()
            .filter_map(|f| f.as_ref().err().map(|m| m.line))
            .collect();
        assert_eq!(lines, [1, 4, 7]);
    }
}
