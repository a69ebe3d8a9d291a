//! Links from claim files to machine-checked theorems, and the statements recorded beside them.
//!
//! Two texts guard a theorem against being weakened without anyone noticing: the claim file records the statement as the source
//! has it, and `proofs/rocq/check.sh` compares what Rocq itself prints with `proofs/rocq/statements.txt`. [`statement`] reads a
//! statement from a source text, so that a test can compare the first.

use std::fmt;

/// A theorem of `proofs/rocq`: `file.v:theorem`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RocqLink {
    /// The file in `proofs/rocq`.
    pub file: String,
    /// The name of the theorem.
    pub theorem: String,
}

impl RocqLink {
    /// Links separated by commas.
    pub(super) fn parse_list(text: &str) -> Result<Vec<Self>, String> {
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts.map(Self::parse).collect()
    }

    fn parse(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some((file, theorem)) if file.ends_with(".v") && is_identifier(theorem) => Ok(Self {
                file: file.to_owned(),
                theorem: theorem.to_owned(),
            }),
            _ => Err(format!(
                "a Rocq link must have the form file.v:theorem, got `{text}`"
            )),
        }
    }
}

/// How much of a claim its machine-checked theorems cover, as the front matter says: `whole` or `part: WHAT IS COVERED`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RocqScope {
    /// All that the claim states.
    Whole,
    /// Only this part of it.
    Part(String),
}

impl RocqScope {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let part = text.strip_prefix("part:").map(str::trim);
        match (text, part) {
            ("whole", _) => Ok(Self::Whole),
            (_, Some(covered)) if !covered.is_empty() => Ok(Self::Part(covered.to_owned())),
            _ => Err(format!(
                "rocq_covers must be `whole` or `part: WHAT IS COVERED`, got `{text}`"
            )),
        }
    }
}

/// `in whole`, or `in part: ` and which.
impl fmt::Display for RocqScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("in whole"),
            Self::Part(covered) => write!(f, "in part: {covered}"),
        }
    }
}

/// What Rocq printed of every theorem it checked: kind, claim, link, statement, axioms.
static CHECKED: &str = include_str!("../../proofs/rocq/statements.txt");

/// Whether Rocq has checked this theorem as one about the claim of this short id.
pub(super) fn is_machine_checked(claim: &str, link: &RocqLink) -> bool {
    let link = link.to_string();
    CHECKED.lines().any(|line| {
        let mut fields = line.split('\t');
        fields.next() == Some("theorem")
            && fields.next() == Some(claim)
            && fields.next() == Some(link.as_str())
    })
}

impl fmt::Display for RocqLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.theorem)
    }
}

/// The statement of a theorem as a claim file shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedStatement {
    /// Whose statement it is.
    pub link: RocqLink,
    /// The statement, white space normalised.
    pub statement: String,
}

impl RecordedStatement {
    pub(super) fn new(link: &str, text: &str) -> Result<Self, String> {
        Ok(Self {
            link: RocqLink::parse(link.trim())?,
            statement: normalised(text),
        })
    }
}

/// The statement of a theorem in the text of a `.v` file, from its keyword to the full stop before its proof, comments left out
/// and white space normalised; `None` where the text states no such theorem.
///
/// # Examples
/// ```
/// use forgetting::ledger::statement;
/// let source = "(* easy *)\nLemma two : (* one and one *)\n  1 + 1 = 2.\nProof. reflexivity. Qed.\n";
/// assert_eq!(statement(source, "two").as_deref(), Some("Lemma two : 1 + 1 = 2."));
/// ```
pub fn statement(source: &str, theorem: &str) -> Option<String> {
    let source = without_comments(source);
    let start = ["Theorem", "Lemma", "Corollary", "Proposition"]
        .into_iter()
        .find_map(|keyword| {
            let head = format!("{keyword} {theorem}");
            source.match_indices(&head).find_map(|(at, _)| {
                let line_starts = source[..at].trim_end_matches(' ').ends_with('\n') || at == 0;
                let name_ends = !source[at + head.len()..].starts_with(is_identifier_part);
                (line_starts && name_ends).then_some(at)
            })
        })?;
    let rest = &source[start..];
    // A full stop ends the sentence where white space follows; decimals and qualified names have none behind theirs.
    let end = rest
        .char_indices()
        .find(|&(at, c)| c == '.' && rest[at + 1..].starts_with(char::is_whitespace))?
        .0;
    Some(normalised(&rest[..=end]))
}

/// The text with comments (which nest) left out.
fn without_comments(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let (mut depth, mut rest) = (0_usize, source);
    while let Some(c) = rest.chars().next() {
        let taken = if rest.starts_with("(*") {
            depth += 1;
            2
        } else if depth > 0 && rest.starts_with("*)") {
            depth -= 1;
            2
        } else {
            if depth == 0 {
                out.push(c);
            }
            c.len_utf8()
        };
        rest = &rest[taken..];
    }
    out
}

fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_identifier_part)
}

fn is_identifier_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '\''
}
