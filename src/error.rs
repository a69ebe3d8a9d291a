//! What can go wrong, with the argument, its value and what is allowed.

use std::path::PathBuf;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An opaque-enough error: its text is the one line a user reads; [`Error::is_bad_input`]
/// separates bad input from a failed computation.
///
/// ```
/// use forgetting::model::Weight;
/// let error = Weight::new(1.2).unwrap_err();
/// assert!(error.is_bad_input());
/// assert_eq!(error.to_string(), "beta must lie in [0, 1], got 1.2");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number outside its domain.
    #[error("{argument} must {requirement}, got {value}")]
    Domain {
        /// The argument's name as the user knows it.
        argument: String,
        /// What it must do, as in "lie in [0, 1]".
        requirement: String,
        /// The offending value.
        value: String,
    },
    /// Sizes that do not fit together.
    #[error("{argument} must have {expected} entries to fit {reference}, got {found}")]
    Dimension {
        /// The argument whose size is off.
        argument: String,
        /// The size it must have.
        expected: usize,
        /// What it must fit.
        reference: String,
        /// The size it has.
        found: usize,
    },
    /// A name that is not in a list.
    #[error("unknown {kind} `{name}`; allowed: {allowed}")]
    UnknownName {
        /// What the name should denote: table, objective, figure ...
        kind: &'static str,
        /// The name given.
        name: String,
        /// All names, comma separated.
        allowed: String,
    },
    /// A flag that what it was given to does not use.
    #[error("{name} uses {used}; got {flag}")]
    UnusedFlag {
        /// The objective, table or figure.
        name: String,
        /// The flags it uses, comma separated.
        used: String,
        /// The flag given.
        flag: String,
    },
    /// A scenario file that cannot be understood.
    #[error("{path}: {message}")]
    Scenario {
        /// The file.
        path: PathBuf,
        /// The first thing wrong with it, on one line.
        message: String,
    },
    /// A claim file that cannot be understood.
    #[error("{path}: {message}")]
    ClaimFile {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line, column and caret where it is a claim.
        message: String,
    },
    /// Data that cannot be used.
    #[error("{source_name}{place}: {message}")]
    Data {
        /// The file, or what the caller calls the array.
        source_name: String,
        /// `, row 3, column 2 (`width`)`, as far as it is known.
        place: String,
        /// What is wrong and what is expected, on one line.
        message: String,
    },
    /// A file or folder that cannot be read or written.
    #[error("cannot {action} {path}: {source}")]
    File {
        /// `read`, `write`, `create` ...
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// What an interrupted run kept, which would be lost.
    #[error("{path} holds an interrupted run: --resume goes on with it, --restart discards it")]
    Unfinished {
        /// The file.
        path: PathBuf,
    },
    /// An optimisation that did not reach its tolerance.
    #[error(
        "{method} stopped at gradient norm {gradient_norm:e} after {iterations} iterations; the tolerance is {tolerance:e}"
    )]
    NotConverged {
        /// The method that stopped.
        method: &'static str,
        /// What it reached.
        gradient_norm: f64,
        /// What was asked for.
        tolerance: f64,
        /// How long it tried.
        iterations: u64,
    },
    /// A limit on the work or the time that was hit before there was an answer.
    #[error("{what}: the limit of {limit} was hit")]
    Limit {
        /// What was not finished.
        what: String,
        /// The limit.
        limit: String,
    },
    /// An expression that cannot be read or evaluated; the text carries line, column and caret.
    #[error("{0}")]
    Expression(String),
}

impl Error {
    pub(crate) fn domain(
        argument: impl Into<String>,
        requirement: impl Into<String>,
        value: impl ToString,
    ) -> Self {
        Self::Domain {
            argument: argument.into(),
            requirement: requirement.into(),
            value: value.to_string(),
        }
    }

    pub(crate) fn data(
        source_name: impl Into<String>,
        place: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::Data {
            source_name: source_name.into(),
            place: place.into(),
            message: message.into(),
        }
    }

    pub(crate) fn unknown<'a>(
        kind: &'static str,
        name: &str,
        allowed: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::UnknownName {
            kind,
            name: name.to_owned(),
            allowed: allowed.into_iter().collect::<Vec<_>>().join(", "),
        }
    }

    /// Whether the caller's input, rather than a computation, is at fault.
    pub fn is_bad_input(&self) -> bool {
        !matches!(self, Self::NotConverged { .. } | Self::Limit { .. })
    }
}
