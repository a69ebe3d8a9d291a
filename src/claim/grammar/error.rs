//! What can be wrong with a source text, where, and what to write instead.

use std::fmt;

use crate::claim::tree::{DerivativeError, EvalError};

/// A range of bytes of the source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    pub(in crate::claim) fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the start of `self` to the end of `other`.
    pub(in crate::claim) fn to(self, other: Self) -> Self {
        Self::new(self.start, other.end.max(self.start))
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParseErrorKind {
    /// The source exceeds the length limit.
    #[error("the source has {bytes} bytes, at most {limit} are allowed")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A character that starts no token.
    #[error("unexpected character {character:?}{}", hint(.instead.map(|text| format!("write `{text}`"))))]
    UnexpectedCharacter {
        /// The character.
        character: char,
        /// What the language writes instead, where that is known.
        instead: Option<&'static str>,
    },
    /// Digits glued to something that makes no number.
    #[error("malformed number `{text}`: write 12, 0.5 or 1e-9, and `*` between factors", text = clip(text))]
    MalformedNumber {
        /// The text.
        text: String,
    },
    /// Too many digits or too large an exponent.
    #[error(
        "number too long: at most {digits} significant digits and powers of ten from -{exponent} to {exponent} are allowed"
    )]
    NumberTooLong {
        /// Most digits.
        digits: usize,
        /// Largest power of ten of the first digit.
        exponent: u32,
    },
    /// A token where another was expected.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What would have been right.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// An opening bracket without its partner.
    #[error("this `{bracket}` is never closed, found {found} where `{closing}` is due")]
    Unclosed {
        /// The bracket.
        bracket: char,
        /// Its partner.
        closing: char,
        /// What is there instead.
        found: String,
    },
    /// More text after a complete statement.
    #[error("found {found} after the end of the {what}")]
    Trailing {
        /// What was complete.
        what: &'static str,
        /// What follows.
        found: String,
    },
    /// A name that is followed by an argument list but is no function.
    #[error("unknown function `{name}`{}", did_you_mean(.suggestion))]
    UnknownFunction {
        /// The name.
        name: String,
        /// The nearest known name.
        suggestion: Option<String>,
    },
    /// A name that is no variable in scope.
    #[error("unknown variable `{name}`{}", did_you_mean(.suggestion))]
    UnknownVariable {
        /// The name.
        name: String,
        /// The nearest known name.
        suggestion: Option<String>,
    },
    /// A function without its argument list.
    #[error("`{signature}` is a function: give its arguments in parentheses")]
    MissingArguments {
        /// How it is called.
        signature: String,
    },
    /// Wrong number of arguments.
    #[error("`{signature}` takes {expected} argument{}, got {found}", plural(.expected))]
    Arity {
        /// How it is called.
        signature: String,
        /// How many it takes.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// An index that is no literal integer or is out of range.
    #[error("`{signature}`: {index} must be a literal integer from 0 to {max}, got {found}")]
    Index {
        /// How the function is called.
        signature: String,
        /// Name of the index.
        index: &'static str,
        /// Largest index.
        max: u32,
        /// What is there.
        found: String,
    },
    /// A variable declared twice.
    #[error("`{name}` is declared twice")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// A declared name that already means something.
    #[error("`{name}` already has a meaning: choose another name")]
    Reserved {
        /// The name.
        name: String,
    },
    /// A range without points.
    #[error("the domain of `{variable}` is empty: nothing lies in {range}")]
    EmptyDomain {
        /// The variable.
        variable: String,
        /// The range.
        range: String,
    },
    /// A bound that depends on a variable or rests on the kernel.
    #[error("a bound of a domain must be a constant of elementary arithmetic, `{name}` is not")]
    BoundNotConstant {
        /// The offending name.
        name: String,
    },
    /// A bound without a value.
    #[error("a bound of a domain has no value: {0}")]
    BoundUndefined(EvalError),
    /// A chain of inequalities that turns round.
    #[error("a chain must point one way: `{second}` cannot follow `{first}`")]
    MixedChain {
        /// First direction.
        first: &'static str,
        /// The relation against it.
        second: &'static str,
    },
    /// Too many levels.
    #[error("nested too deeply: at most {limit} levels are allowed")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// Definitions or derivatives expand to too large a tree.
    #[error("the expression expands to more than {limit} nodes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// The variable of an expectation means something outside it.
    #[error(
        "`expect {density}` binds `{name}`, which already has a meaning here: rename the outer one, or bind another name, as in `expect {density}(z) (z^2)`"
    )]
    Shadowed {
        /// The name.
        name: String,
        /// The density.
        density: &'static str,
    },
    /// A density that finds no value for a parameter.
    #[error(
        "`{density}` reads `{name}` from its scope, where there is none: declare `{name}`, or write all arguments of `{signature}`"
    )]
    NotInScope {
        /// The parameter.
        name: &'static str,
        /// The density.
        density: &'static str,
        /// How it is called in full.
        signature: String,
    },
    /// Expectations inside one another, each of which multiplies the work.
    #[error("expectations may stand inside one another at most {limit} deep")]
    Expectations {
        /// The limit.
        limit: u32,
    },
    /// A statement of several chains, or over integers, where one chain on intervals is asked for.
    #[error(
        "one chain of relations on intervals is asked for here, without `and`, `or`, `implies` and integers"
    )]
    Compound,
    /// An end of a range of integers that is no rational number.
    #[error(
        "an end of a range of integers must be a rational number, `inf` or `-inf`, `{end}` is not"
    )]
    IntegerEnd {
        /// The end.
        end: String,
    },
    /// A word or sign of other languages.
    #[error("{found}: {instead}")]
    Foreign {
        /// What is there.
        found: String,
        /// What the language writes instead.
        instead: &'static str,
    },
    /// The variable of a sum or an integral means something outside it.
    #[error("`{form}` binds `{name}`, which already has a meaning here: choose another name")]
    BoundTwice {
        /// The name.
        name: String,
        /// `sum` or `integral`.
        form: &'static str,
    },
    /// An end of a sum that is no integer.
    #[error("the ends of `sum` must be integers, got `{end}`")]
    SumEnd {
        /// The end.
        end: String,
    },
    /// A derivative that cannot be formed.
    #[error("{0}")]
    Derivative(DerivativeError),
}

fn hint(text: Option<String>) -> String {
    text.map_or(String::new(), |text| format!(": {text}"))
}

fn did_you_mean(suggestion: &Option<String>) -> String {
    hint(
        suggestion
            .as_ref()
            .map(|name| format!("did you mean `{name}`?")),
    )
}

fn plural(count: &usize) -> &'static str {
    if *count == 1 { "" } else { "s" }
}

/// At most 40 characters of a text, with dots where it was cut.
pub(in crate::claim) fn clip(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// An error before it knows its source text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Failure {
    pub kind: Box<ParseErrorKind>,
    pub span: Span,
}

impl Failure {
    pub fn new(kind: ParseErrorKind, span: Span) -> Self {
        Self {
            kind: Box::new(kind),
            span,
        }
    }
}

/// An error in a source text, with its place.
///
/// `Display` gives `line:column: message`; [`ParseError::render`] adds the line with a caret under it.
///
/// ```
/// let error = forgetting::claim::parse_claim("for x in [0, 1]: x <=").unwrap_err();
/// assert_eq!((error.line(), error.column()), (1, 22));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ParseError {
    kind: Box<ParseErrorKind>,
    span: Span,
    line: usize,
    column: usize,
    excerpt: Box<str>,
    carets: Box<str>,
}

/// Characters of the offending line shown on each side of the error.
const CONTEXT: usize = 60;

impl ParseError {
    pub(in crate::claim) fn new(failure: Failure, source: &str) -> Self {
        let Failure { kind, span } = failure;
        let start = floor_boundary(source, span.start);
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..]
            .find('\n')
            .map_or(source.len(), |at| start + at);
        let before: Vec<char> = source[line_start..start].chars().collect();
        let after: Vec<char> = source[start..line_end]
            .trim_end_matches('\r')
            .chars()
            .collect();
        let skipped = before.len().saturating_sub(CONTEXT);
        let shown: String = before[skipped..]
            .iter()
            .chain(after.iter().take(CONTEXT))
            .collect();
        let padding: String = before[skipped..]
            .iter()
            .map(|&c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let wide = source[start..floor_boundary(source, span.end).clamp(start, line_end)]
            .chars()
            .count();
        let carets = format!("{padding}{}", "^".repeat(wide.clamp(1, CONTEXT)));
        let line = source[..line_start].matches('\n').count() + 1;
        Self {
            kind,
            span,
            line,
            column: before.len() + 1,
            excerpt: shown.into(),
            carets: carets.into(),
        }
    }

    /// What is wrong.
    pub fn kind(&self) -> &ParseErrorKind {
        &self.kind
    }

    /// Where, in bytes of the source.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column, in characters counted from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The same error in a source that starts `lines` lines further down, as a block inside a file does.
    #[must_use]
    pub fn moved_down(mut self, lines: usize) -> Self {
        self.line += lines;
        self
    }

    /// The message, the offending line and a caret under the place, on several lines.
    pub fn render(&self) -> String {
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let Self {
            kind,
            line,
            column,
            excerpt,
            carets,
            ..
        } = self;
        format!(
            "error: {kind}\n{gutter}--> line {line}, column {column}\n{gutter} |\n{number} | {excerpt}\n{gutter} | {carets}"
        )
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.kind)
    }
}

impl std::error::Error for ParseError {}

fn floor_boundary(source: &str, at: usize) -> usize {
    let at = at.min(source.len());
    (0..=at)
        .rev()
        .find(|&i| source.is_char_boundary(i))
        .unwrap_or(0)
}
