//! Claim files: documents with claim blocks, and front matter where they are theorems.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::bounded::read_bounded;
use super::coverage::Coverage;
use super::rocq::{RecordedStatement, RocqLink, RocqScope, is_machine_checked};
use super::shelf::is_shipped;
use super::source::{Document, Found, Malformed};
use crate::claim::{Definitions, Statement, parse_block};
use crate::error::{Error, Result};

/// Longer documents are refused while they are read.
const MAX_BYTES: u64 = 1 << 24;
/// A comment line of a block that begins with this says why the claim is only sampled.
const SAMPLED: &str = "# sampled:";

/// A document with claims: Markdown, LaTeX or a notebook.
///
/// The front matter is the lines `key: value` between two lines `---` at the top. Each fenced block with the info string
/// `claim` holds definitions and at most one claim; definitions are shared by the blocks that follow. A comment
/// `# sampled: REASON` in a block leaves the interval judge out. A fenced block `rocq file.v:theorem` records the statement of a
/// machine-checked theorem; `rocq_covers` in the front matter says how much of the claim such theorems cover, `covers` how
/// much of it the claim blocks state.
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
    scope: Option<RocqScope>,
    covers: Option<Coverage>,
    recorded: Vec<RecordedStatement>,
    bad: Vec<BadBlock>,
    path: PathBuf,
    shipped: bool,
    text: String,
}

/// One claim of a file.
#[derive(Clone, Debug)]
pub struct FiledClaim {
    /// The file's id; `id:2` for the second of several claims.
    pub id: String,
    /// The claim, definitions expanded.
    pub claim: Statement,
    /// Why the interval judge is left out, where it is.
    pub sampled: Option<String>,
    /// The line of the file at which its block's text begins, from 1.
    pub line: usize,
}

/// A block that cannot be read: its claims, if it has any, are not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadBlock {
    /// The line of the file, from 1.
    pub line: usize,
    /// The column, from 1; 1 where the whole block is meant.
    pub column: usize,
    /// What is wrong with it; several lines with a caret where it is a claim.
    pub message: String,
}

impl ClaimFile {
    /// Reads the text of a claim file; `path` names it in errors and gives the id where the front matter does not, and its ending
    /// says what kind of document it is: `tex` LaTeX, `ipynb` a notebook, anything else Markdown.
    ///
    /// # Errors
    /// As [`ClaimFile::parse_leniently`], and for the first block that cannot be read.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let file = Self::parse_leniently(text, path)?;
        match file.bad.first() {
            None => Ok(file),
            Some(bad) => Err(wrong(path, bad.to_string())),
        }
    }

    /// As [`ClaimFile::parse`], with the blocks that cannot be read set aside in [`ClaimFile::bad_blocks`]: one of them does not
    /// stop the others.
    ///
    /// # Errors
    /// [`Error::ClaimFile`] for front matter that is not closed and for a Rocq link or scope that is not of its form.
    pub fn parse_leniently(text: &str, path: &Path) -> Result<Self> {
        let front_matter = front_matter(text).map_err(|m| wrong(path, m))?;
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into());
        let id: String = lookup(&front_matter, "id")
            .map(str::to_owned)
            .or(stem)
            .unwrap_or_default();
        let rocq = RocqLink::parse_list(lookup(&front_matter, "rocq").unwrap_or_default())
            .map_err(|m| wrong(path, m))?;
        let scope = lookup(&front_matter, "rocq_covers").map(RocqScope::parse);
        let scope = scope.transpose().map_err(|m| wrong(path, m))?;
        let covers = lookup(&front_matter, "covers").map(Coverage::parse);
        let covers = covers.transpose().map_err(|m| wrong(path, m))?;
        let document = Document::of_ending(path).unwrap_or(Document::Markdown);
        let mut read = Blocks::default();
        for found in document.blocks(text) {
            read.add(found);
        }
        Ok(Self {
            claims: read.filed(&id),
            id,
            front_matter,
            rocq,
            scope,
            covers,
            recorded: read.recorded,
            bad: read.bad,
            path: path.to_owned(),
            shipped: is_shipped(text),
            text: text.to_owned(),
        })
    }

    /// Reads a claim file, leniently.
    ///
    /// # Errors
    /// As [`ClaimFile::parse_leniently`], and [`Error::File`].
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = read_bounded(path, MAX_BYTES, "a document with claims")?;
        let text = String::from_utf8(bytes).map_err(|source| Error::File {
            action: "read",
            path: path.to_owned(),
            source: io::Error::new(io::ErrorKind::InvalidData, source),
        })?;
        Self::parse_leniently(&text, path)
    }

    /// The file it was read from; the name alone for those that come with the tool.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The blocks that cannot be read.
    pub fn bad_blocks(&self) -> &[BadBlock] {
        &self.bad
    }

    /// Whether there is anything to judge or to complain about.
    pub fn has_blocks(&self) -> bool {
        !self.claims.is_empty() || !self.bad.is_empty()
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

    /// How much of the theorem the claim blocks state, where the front matter says.
    pub fn covers(&self) -> Option<&Coverage> {
        self.covers.as_ref()
    }

    /// The text below the heading `## TITLE`, up to the next heading of that level.
    pub fn section(&self, title: &str) -> Option<&str> {
        let heading = format!("\n## {title}\n");
        let start = self.text.find(&heading)? + heading.len();
        let body = &self.text[start..];
        Some(&body[..body.find("\n## ").unwrap_or(body.len())])
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

    /// How much of the claim the machine-checked theorems cover; `None` where there are none.
    pub fn machine_checked_scope(&self) -> Option<&RocqScope> {
        self.machine_checked().next()?;
        self.scope.as_ref()
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

impl fmt::Display for BadBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The blocks of a file as they are read, one after the other: definitions are shared with the blocks that follow.
#[derive(Default)]
struct Blocks {
    definitions: Definitions,
    /// Claims with their place among those of the file, blocks that cannot be read counted.
    claims: Vec<(usize, FiledClaim)>,
    recorded: Vec<RecordedStatement>,
    bad: Vec<BadBlock>,
    /// Claims and blocks that cannot be read, so far.
    seen: usize,
}

impl Blocks {
    fn add(&mut self, found: Found) {
        let block = match found {
            Ok(block) => block,
            Err(Malformed { line, message }) => {
                return self.set_aside(line, 1, format!("line {line}: {message}"));
            }
        };
        if block.info == "claim" {
            match parse_block(&block.text, &mut self.definitions) {
                Ok(None) => {}
                Ok(Some(claim)) => {
                    self.seen += 1;
                    let filed = FiledClaim {
                        id: String::new(),
                        claim,
                        sampled: sampled(&block.text),
                        line: block.above + 1,
                    };
                    self.claims.push((self.seen, filed));
                }
                Err(error) => {
                    let error = error.moved_down(block.above);
                    self.set_aside(error.line(), error.column(), error.render());
                }
            }
        } else if let Some(link) = block.info.strip_prefix("rocq ") {
            match RecordedStatement::new(link, &block.text) {
                Ok(statement) => self.recorded.push(statement),
                Err(message) => self.set_aside(block.above, 1, message),
            }
        }
    }

    fn set_aside(&mut self, line: usize, column: usize, message: String) {
        self.seen += 1;
        self.bad.push(BadBlock {
            line,
            column,
            message,
        });
    }

    /// The claims with their ids.
    fn filed(&mut self, id: &str) -> Vec<FiledClaim> {
        let several = self.seen > 1;
        let claims = std::mem::take(&mut self.claims).into_iter();
        claims
            .map(|(number, filed)| FiledClaim {
                id: if several {
                    format!("{id}:{number}")
                } else {
                    id.to_owned()
                },
                ..filed
            })
            .collect()
    }
}

fn wrong(path: &Path, message: impl Into<String>) -> Error {
    Error::ClaimFile {
        path: path.to_owned(),
        message: message.into(),
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
