//! Claim files: Markdown with front matter and fenced claim blocks.

use std::path::Path;

use super::rocq::{RecordedStatement, RocqLink, is_machine_checked};
use super::shelf::is_shipped;
use crate::claim::{Claim, Definitions, parse_block};
use crate::error::{Error, Result};

/// A comment line of a block that begins with this says why the claim is only sampled.
const SAMPLED: &str = "# sampled:";

/// A Markdown file with claims.
///
/// The front matter is the lines `key: value` between two lines `---` at the top. Each fenced block with the info string
/// `claim` holds definitions and at most one claim; definitions are shared by the blocks that follow. A comment
/// `# sampled: REASON` in a block leaves the interval judge out. A fenced block `rocq file.v:theorem` records the statement of a
/// machine-checked theorem.
///
/// # Examples
/// ```
/// use forgetting::ledger::ClaimFile;
/// let text = "---\nid: half\ntitle: A half\n---\nProse.\n\n```claim\nlet half = 1/2;\nhalf < 1\n```\n";
/// let file = ClaimFile::parse(text, "unnamed".as_ref())?;
/// assert_eq!((file.id(), file.title()), ("half", Some("A half")));
/// assert_eq!(file.claims()[0].id, "half");
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ClaimFile {
    id: String,
    front_matter: Vec<(String, String)>,
    claims: Vec<FiledClaim>,
    rocq: Vec<RocqLink>,
    recorded: Vec<RecordedStatement>,
    shipped: bool,
}

/// One claim of a file.
#[derive(Clone, Debug)]
pub struct FiledClaim {
    /// The file's id; `id:2` for the second of several claims.
    pub id: String,
    /// The claim, definitions expanded.
    pub claim: Claim,
    /// Why the interval judge is left out, where it is.
    pub sampled: Option<String>,
}

/// A fenced block: its info string, its text and the number of lines above it.
struct Block {
    info: String,
    text: String,
    above: usize,
}

impl ClaimFile {
    /// Reads the text of a claim file; `path` names it in errors and gives the id where the front matter does not.
    ///
    /// # Errors
    /// [`Error::ClaimFile`] for front matter or a block that is not closed, for the first claim that cannot be read, and for a
    /// Rocq link that is not of the form `file.v:theorem`.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let wrong = |message: String| Error::ClaimFile {
            path: path.to_owned(),
            message,
        };
        let front_matter = front_matter(text).map_err(|m| wrong(m.into()))?;
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into());
        let id: String = lookup(&front_matter, "id")
            .map(str::to_owned)
            .or(stem)
            .unwrap_or_default();
        let rocq = RocqLink::parse_list(lookup(&front_matter, "rocq").unwrap_or_default())
            .map_err(wrong)?;
        let mut definitions = Definitions::new();
        let (mut claims, mut recorded) = (Vec::new(), Vec::new());
        for block in blocks(text).map_err(wrong)? {
            if block.info == "claim" {
                let parsed = parse_block(&block.text, &mut definitions)
                    .map_err(|error| wrong(error.moved_down(block.above).render()))?;
                claims.extend(parsed.map(|claim| (claim, sampled(&block.text))));
            } else if let Some(link) = block.info.strip_prefix("rocq ") {
                recorded.push(RecordedStatement::new(link, &block.text).map_err(wrong)?);
            }
        }
        let several = claims.len() > 1;
        let claims = claims
            .into_iter()
            .enumerate()
            .map(|(k, (claim, sampled))| FiledClaim {
                id: if several {
                    format!("{id}:{}", k + 1)
                } else {
                    id.clone()
                },
                claim,
                sampled,
            })
            .collect();
        Ok(Self {
            id,
            front_matter,
            claims,
            rocq,
            recorded,
            shipped: is_shipped(text),
        })
    }

    /// Reads a claim file.
    ///
    /// # Errors
    /// As [`ClaimFile::parse`], and [`Error::File`].
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::File {
            action: "read",
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text, path)
    }

    /// The id of the theorem.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title, where the front matter has one.
    pub fn title(&self) -> Option<&str> {
        self.field("title")
    }

    /// The short name of the theorem such as `A3`, where the front matter has one.
    pub fn short_id(&self) -> Option<&str> {
        self.field("claim")
    }

    /// The value of a key of the front matter.
    pub fn field(&self, key: &str) -> Option<&str> {
        lookup(&self.front_matter, key)
    }

    /// The claims, in the order of the file.
    pub fn claims(&self) -> &[FiledClaim] {
        &self.claims
    }

    /// The theorems of `proofs/rocq` the front matter links to.
    pub fn rocq(&self) -> &[RocqLink] {
        &self.rocq
    }

    /// The linked theorems that Rocq has checked as theorems about this claim.
    ///
    /// None in a file that is not, word for word, one of those that come with the tool: whoever writes a link makes nothing true.
    pub fn machine_checked(&self) -> impl Iterator<Item = &RocqLink> {
        let claim = self.short_id().unwrap_or_default();
        self.rocq
            .iter()
            .filter(move |link| self.shipped && is_machine_checked(claim, link))
    }

    /// The statements of machine-checked theorems recorded in the file.
    pub fn recorded_statements(&self) -> &[RecordedStatement] {
        &self.recorded
    }

    /// The file with one of its claims only.
    pub(super) fn only(mut self, id: &str) -> Option<Self> {
        self.claims.retain(|filed| filed.id == id);
        (!self.claims.is_empty()).then_some(self)
    }
}

fn lookup<'a>(pairs: &'a [(String, String)], key: &str) -> Option<&'a str> {
    let pair = pairs.iter().find(|(name, _)| name == key)?;
    Some(&pair.1)
}

/// The reason on the line `# sampled: REASON`.
fn sampled(block: &str) -> Option<String> {
    let line = block.lines().map(str::trim).find_map(|line| {
        let reason = line.strip_prefix(SAMPLED)?;
        Some(reason.trim())
    })?;
    Some(line.to_owned())
}

/// The pairs between the two `---` lines, none where the text does not begin with one.
fn front_matter(text: &str) -> Result<Vec<(String, String)>, &'static str> {
    let mut lines = text.lines();
    if lines.next().map(str::trim_end) != Some("---") {
        return Ok(Vec::new());
    }
    let mut pairs = Vec::new();
    for line in lines {
        if line.trim_end() == "---" {
            return Ok(pairs);
        }
        if let Some((key, value)) = line.split_once(':') {
            pairs.push((key.trim().to_owned(), value.trim().to_owned()));
        }
    }
    Err("the front matter is not closed by a line ---")
}

/// The fenced blocks. What stands inside one is never taken for another.
fn blocks(text: &str) -> Result<Vec<Block>, String> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        let tildes = trimmed.trim_start_matches('~').trim();
        if trimmed.starts_with("~~~") && tildes.eq_ignore_ascii_case("claim") {
            return Err(format!(
                "the block of line {} would not be judged: a claim block begins with ```claim",
                number + 1
            ));
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
        if block.info != "claim" && word.eq_ignore_ascii_case("claim") {
            return Err(format!(
                "the block of line {} would not be judged: a claim block begins with ```claim and nothing else",
                number + 1
            ));
        }
        if block.info == "claim" && !closed {
            return Err(format!(
                "the claim block of line {} is never closed",
                number + 1
            ));
        }
        found.push(block);
    }
    Ok(found)
}
