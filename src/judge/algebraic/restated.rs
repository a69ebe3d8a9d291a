//! Claims from which a claim follows, in other variables.

use serde::{Deserialize, Serialize};

use super::given::relieved;
use super::solve::solved;
use crate::claim::Claim;
use crate::judge::unfold::unfolded;

/// How a claim is restated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::judge) enum Restatement {
    /// `x/(1 - x)`, or `x/(1 - x^2)`, is a variable of its own.
    Unfolded,
    /// Equations among the side conditions are solved for variables.
    Solved,
    /// The values of side conditions are variables in the place of others.
    Relieved,
}

/// A claim from which the one before it follows.
#[derive(Clone, Debug)]
pub(super) struct Restated {
    pub how: Restatement,
    pub claim: Claim,
}

impl Restatement {
    /// The claims that this makes of a claim: each of them implies it.
    pub fn of(self, claim: &Claim) -> Vec<Claim> {
        match self {
            Self::Unfolded => unfolded(claim).into_iter().collect(),
            Self::Solved => solved(claim).into_iter().collect(),
            Self::Relieved if claim.conditions.is_empty() => Vec::new(),
            Self::Relieved => relieved(claim),
        }
    }
}
