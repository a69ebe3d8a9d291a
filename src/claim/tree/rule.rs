//! How a function is differentiated and expanded, as data.

/// How a function of the table is differentiated and expanded; texts are expressions in its parameters.
#[derive(Debug)]
pub(in crate::claim) enum Rule {
    /// One partial derivative per parameter; the function is a primitive.
    Partials(&'static [&'static str]),
    /// A definition by other functions, differentiated through it.
    Expansion(&'static str),
    /// A definition, and partial derivatives shorter than those of the definition.
    Both {
        expansion: &'static str,
        partials: &'static [&'static str],
    },
    /// The zero of an expression in the parameters and `root`; differentiated by the implicit function theorem.
    Implicit(&'static str),
    /// No derivative is known, as of a function that was registered without.
    Unknown,
    /// A rule that a text cannot say.
    Family(Family),
}

/// Functions whose rule depends on their order, or is derived.
#[derive(Clone, Copy, Debug)]
pub(in crate::claim) enum Family {
    /// K_n.
    Kernel,
    /// S_j.
    SechMoment,
    /// kappa_j.
    OverlapMoment,
    /// The smallest eigenvalue of the Fisher information.
    FisherMinEigenvalue,
}
