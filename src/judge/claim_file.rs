//! Claim files: Markdown with front matter and fenced claim blocks.

use std::path::{Path, PathBuf};

use crate::claim::{Claim, Definitions, parse_block};
use crate::error::{Error, Result};

/// Where claim files are looked for.
const FOLDER: &str = "proofs";

/// A Markdown file with claims.
///
/// The front matter is the lines `key: value` between two lines `---` at the top. Each fenced block with the info string
/// `claim` holds definitions and at most one claim; definitions are shared by the blocks that follow.
///
/// # Examples
/// ```
/// use forgetting::judge::ClaimFile;
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
}

/// One claim of a file.
#[derive(Clone, Debug)]
pub struct FiledClaim {
    /// The file's id; `id:2` for the second of several claims.
    pub id: String,
    /// The claim, definitions expanded.
    pub claim: Claim,
}

/// A fenced block: its text and the number of lines above it.
struct Block {
    text: String,
    above: usize,
}

impl ClaimFile {
    /// Reads the text of a claim file; `path` names it in errors and gives the id where the front matter does not.
    ///
    /// # Errors
    /// [`Error::ClaimFile`] for front matter or a block that is not closed, and for the first claim that cannot be read.
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
        let mut definitions = Definitions::new();
        let mut claims = Vec::new();
        for block in blocks(text).map_err(wrong)? {
            let parsed = parse_block(&block.text, &mut definitions)
                .map_err(|error| wrong(error.moved_down(block.above).render()))?;
            claims.extend(parsed);
        }
        let several = claims.len() > 1;
        let claims = claims
            .into_iter()
            .enumerate()
            .map(|(k, claim)| FiledClaim {
                id: if several {
                    format!("{id}:{}", k + 1)
                } else {
                    id.clone()
                },
                claim,
            })
            .collect();
        Ok(Self {
            id,
            front_matter,
            claims,
        })
    }

    /// Reads a claim file.
    ///
    /// # Errors
    /// As [`ClaimFile::parse`], and [`Error::File`].
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| unreadable(path, source))?;
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

    /// The value of a key of the front matter.
    pub fn field(&self, key: &str) -> Option<&str> {
        lookup(&self.front_matter, key)
    }

    /// The claims, in the order of the file.
    pub fn claims(&self) -> &[FiledClaim] {
        &self.claims
    }
}

/// The claim files that `names` stand for: files, folders (every `.md` file in them that has claims, by name) and ids of files in
/// `proofs/`. Without names, the folder `proofs/`.
///
/// # Errors
/// A name that is none of these, a file that cannot be read or has no claims, a folder without claims.
pub fn claim_files(names: &[String]) -> Result<Vec<ClaimFile>> {
    if names.is_empty() {
        return folder(Path::new(FOLDER));
    }
    let mut found = Vec::new();
    for name in names {
        let path = PathBuf::from(name);
        let filed = Path::new(FOLDER).join(format!("{name}.md"));
        if path.is_dir() {
            found.extend(folder(&path)?);
        } else if path.is_file() {
            found.push(with_claims(&path)?);
        } else if filed.is_file() {
            found.push(with_claims(&filed)?);
        } else {
            let known = folder(Path::new(FOLDER)).unwrap_or_default();
            let ids = known.iter().map(ClaimFile::id);
            return Err(Error::unknown("claim file, folder or id", name, ids));
        }
    }
    Ok(found)
}

fn with_claims(path: &Path) -> Result<ClaimFile> {
    let file = ClaimFile::read(path)?;
    if file.claims.is_empty() {
        return Err(no_claims(path));
    }
    Ok(file)
}

fn folder(path: &Path) -> Result<Vec<ClaimFile>> {
    let entries = std::fs::read_dir(path).map_err(|source| unreadable(path, source))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let file = ClaimFile::read(&path)?;
        if !file.claims.is_empty() {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(no_claims(path));
    }
    Ok(files)
}

fn no_claims(path: &Path) -> Error {
    Error::ClaimFile {
        path: path.to_owned(),
        message: "there are no ```claim blocks here".into(),
    }
}

fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::File {
        action: "read",
        path: path.to_owned(),
        source,
    }
}

fn lookup<'a>(pairs: &'a [(String, String)], key: &str) -> Option<&'a str> {
    let pair = pairs.iter().find(|(name, _)| name == key)?;
    Some(&pair.1)
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

/// The fenced blocks whose info string is `claim`. Other fenced blocks are skipped, whatever they contain.
fn blocks(text: &str) -> Result<Vec<Block>, String> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        if ticks < 3 {
            continue;
        }
        let is_claim = trimmed[ticks..].trim() == "claim";
        let mut block = Block {
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
        if is_claim && !closed {
            return Err(format!(
                "the claim block of line {} is never closed",
                number + 1
            ));
        }
        if is_claim {
            found.push(block);
        }
    }
    Ok(found)
}
