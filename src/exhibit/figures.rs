//! The catalogue of figures.

use super::tables::TableEntry;
use super::{
    batches, collapse, conditioning, drift, hybrid, landscape, misassignment, oapl, one_mode,
    published, razor, replay, split, ttt,
};
use crate::error::{Error, Result};
use crate::figure::Figure;
use crate::model::{Part, Scenario};
use crate::table::Table;

/// One entry of the catalogue.
#[derive(Clone, Copy)]
pub struct FigureEntry {
    /// The name on the command line.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// The parts of the scenario that its content depends on; none where its setting is fixed.
    pub uses: &'static [Part],
    pub(super) source: Source,
}

/// What a figure is drawn from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// The scenario: curves of its own.
    Setting(fn(&Scenario) -> Result<Figure>),
    /// The rows of a table, computed once for both.
    Rows(&'static TableEntry, fn(&Table) -> Result<Figure>),
}

/// All figures, in the order `reproduce` writes them.
pub const FIGURES: &[FigureEntry] = &[
    misassignment::figure::ENTRY,
    misassignment::densities::ENTRY,
    collapse::figure::ENTRY,
    replay::figure::ENTRY,
    landscape::figure::ENTRY,
    drift::pull_figure::ENTRY,
    drift::figure::ENTRY,
    drift::a_priori_figure::ENTRY,
    split::figure::ENTRY,
    razor::figure::ENTRY,
    one_mode::figure::ENTRY,
    conditioning::figure::ENTRY,
    batches::figure::ENTRY,
    batches::extinction_figure::ENTRY,
    hybrid::figure::ENTRY,
    ttt::figure::ENTRY,
    oapl::figure::ENTRY,
    published::figure::ENTRY,
];

impl FigureEntry {
    /// Refuses a flag that sets what the figure does not depend on.
    ///
    /// # Errors
    /// [`Error::UnusedFlag`]
    pub fn check_flags(&self, given: &[&str]) -> Result<()> {
        Part::check(&format!("the figure {}", self.name), self.uses, given)
    }

    /// The entry of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with all names.
    pub fn find(name: &str) -> Result<Self> {
        FIGURES
            .iter()
            .copied()
            .find(|entry| entry.name == name)
            .ok_or_else(|| Error::unknown("figure", name, FIGURES.iter().map(|entry| entry.name)))
    }

    /// Computes the figure; of the scenario it sees what [`FigureEntry::uses`] says.
    ///
    /// # Errors
    /// A computation that did not converge.
    pub fn build(&self, scenario: &Scenario) -> Result<Figure> {
        self.build_beside(scenario, &[])
    }

    /// The same, with the rows of its table taken from `built` where it is there.
    ///
    /// # Errors
    /// A computation that did not converge.
    pub fn build_beside(&self, scenario: &Scenario, built: &[Table]) -> Result<Figure> {
        match self.source {
            Source::Setting(build) => build(scenario),
            Source::Rows(entry, draw) => match built.iter().find(|t| t.name == entry.name) {
                Some(table) => draw(table),
                None => draw(&entry.build(scenario)?),
            },
        }
    }

    /// Whether it is drawn from the rows of a table.
    pub fn shares_rows(&self) -> bool {
        matches!(self.source, Source::Rows(..))
    }
}
