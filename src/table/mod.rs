//! Tables: what the theory says, computed, beside its bounds.
//!
//! A table is data ([`Table`]); the renderers print it as Markdown, LaTeX (booktabs), CSV or JSON.
//! Every number cell knows how many digits it can vouch for and is never printed with more.

mod cell;
mod conditioning;
mod drift_gradient;
mod latex;
mod misassignment;
mod quadrature_check;
mod render;
mod replay;
mod reverse_kl_minimisers;
mod sft_collapse;
mod summary;

pub use crate::judge::Verdict;
pub use cell::{Cell, Column, Table, significant_digits};
pub(crate) use latex::{latex_math, latex_text};
pub use render::Format;

use crate::error::{Error, Result};
use crate::model::Scenario;

/// One entry of the catalogue.
#[derive(Clone, Copy)]
pub struct TableEntry {
    /// The name on the command line.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    build: fn(&Scenario) -> Result<Table>,
}

/// All tables, in the order `reproduce` writes them.
pub const CATALOGUE: [TableEntry; 8] = [
    summary::ENTRY,
    misassignment::ENTRY,
    sft_collapse::ENTRY,
    replay::ENTRY,
    reverse_kl_minimisers::ENTRY,
    drift_gradient::ENTRY,
    conditioning::ENTRY,
    quadrature_check::ENTRY,
];

impl TableEntry {
    /// The entry of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with all names.
    pub fn find(name: &str) -> Result<Self> {
        CATALOGUE
            .into_iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| Error::unknown("table", name, CATALOGUE.iter().map(|entry| entry.name)))
    }

    /// Computes the table. Those over a grid ignore the scenario; those about one setting say which.
    ///
    /// # Errors
    /// A computation that did not converge.
    pub fn build(&self, scenario: &Scenario) -> Result<Table> {
        (self.build)(scenario)
    }
}
