//! Why the symbolic judge has no answer.

/// Why an equation is not proved; never that it is false.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// The normal form outgrows a limit.
    #[error("the normal form needs too many {0}")]
    TooLarge(&'static str),
    /// The time is up.
    #[error("the time is up")]
    Late,
    /// A condition on the domain could not be shown.
    #[error("it is not shown that {0} on the domain")]
    NotShown(String),
    /// The normal forms of the two sides differ.
    #[error("the normal forms of the two sides differ")]
    Different,
    /// The claim has a relation other than `=`.
    #[error("only equations are proved")]
    NotAnEquation,
}
