//! Expectations under the densities of the theory: `expect old (f)`, `expect new (f)`, `expect mix (f)`.

use std::fmt;

use super::function::Function;

/// The density that an expectation is taken under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The old mode, `old(x, delta)`.
    Old,
    /// The new mode, `new(x, delta)`.
    New,
    /// The learner, `mix(x, beta, delta)`.
    Mix,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Old, Self::New, Self::Mix];

    /// Its density.
    pub fn density(self) -> Function {
        match self {
            Self::Old => Function::Old,
            Self::New => Function::New,
            Self::Mix => Function::Mix,
        }
    }

    /// The names of the parameters of the density after its first argument.
    pub fn parameters(self) -> &'static [&'static str] {
        &self.density().entry().parameters[1..]
    }

    /// The measure of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|measure| measure.density().entry().name == name)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.density().fmt(f)
    }
}
