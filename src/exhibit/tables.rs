//! The catalogue of tables.

use super::{
    batches, claims, collapse, conditioning, divergences, drift, hybrid, k_modes, kl_estimators,
    landscape, methods, misassignment, oapl, one_mode, published, quadrature, razor, replay,
    reverse_kl, sdft, split, summary, ttt, validation,
};
use crate::error::{Error, Result};
use crate::judge::Verdict;
use crate::model::{Part, Scenario, Weight};
use crate::table::{Cell, Field, Table, input, laid_out};

/// One entry of the catalogue.
#[derive(Clone, Copy)]
pub struct TableEntry {
    /// The name on the command line.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// The parts of the scenario that its content depends on; none where its setting is fixed.
    pub uses: &'static [Part],
    pub(super) build: fn(&Scenario) -> Result<Table>,
}

/// All tables, in the order `reproduce` writes them.
pub const TABLES: [TableEntry; 41] = [
    summary::table::ENTRY,
    misassignment::table::ENTRY,
    collapse::table::ENTRY,
    collapse::flow::ENTRY,
    collapse::free_means::ENTRY,
    replay::table::ENTRY,
    reverse_kl::minimisers::ENTRY,
    reverse_kl::flow::ENTRY,
    drift::gradient::ENTRY,
    drift::trajectory::ENTRY,
    drift::a_priori::ENTRY,
    conditioning::table::ENTRY,
    conditioning::rate::ENTRY,
    landscape::table::ENTRY,
    methods::table::ENTRY,
    sdft::table::ENTRY,
    ttt::table::ENTRY,
    ttt::phase::ENTRY,
    ttt::own_units::ENTRY,
    oapl::table::ENTRY,
    oapl::rounds::ENTRY,
    oapl::critical::ENTRY,
    hybrid::table::ENTRY,
    divergences::table::ENTRY,
    k_modes::table::ENTRY,
    kl_estimators::table::ENTRY,
    razor::table::ENTRY,
    one_mode::table::ENTRY,
    split::table::ENTRY,
    batches::starvation::ENTRY,
    batches::extinction::ENTRY,
    batches::replay_weights::ENTRY,
    batches::finite::ENTRY,
    published::table::ENTRY,
    published::table::WEIGHTS,
    validation::coverage::ENTRY,
    validation::recovery::ENTRY,
    quadrature::table::ENTRY,
    claims::ledger::ENTRY,
    claims::statements::ENTRY,
    claims::bounds::ENTRY,
];

/// The tables whose verdicts are copied from the recorded ledger: no run of a table judges a claim.
const RECORDED: [&str; 3] = [
    claims::ledger::ENTRY.name,
    claims::statements::ENTRY.name,
    claims::bounds::ENTRY.name,
];

impl Table {
    /// Whether its verdicts are copied from the recorded ledger.
    pub fn is_recorded(&self) -> bool {
        RECORDED.contains(&self.name)
    }
}

impl TableEntry {
    /// Refuses a flag that sets what the table does not depend on.
    ///
    /// # Errors
    /// [`Error::UnusedFlag`]
    pub fn check_flags(&self, given: &[&str]) -> Result<()> {
        Part::check(&format!("the table {}", self.name), self.uses, given)
    }

    /// The entry of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with all names.
    pub fn find(name: &str) -> Result<Self> {
        TABLES
            .into_iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| Error::unknown("table", name, TABLES.iter().map(|entry| entry.name)))
    }

    /// Computes the table; of the scenario it sees what [`TableEntry::uses`] says.
    ///
    /// # Errors
    /// A part of the scenario outside the table's range; a row that could not be computed is `undecided` instead.
    pub fn build(&self, scenario: &Scenario) -> Result<Table> {
        (self.build)(scenario).map(Table::sealed)
    }
}

/// Weights between which the tables of runs in time run: beyond, a run takes longer than its horizon or starts where nothing moves.
const RUN_WEIGHTS: [f64; 2] = [0.01, 0.99];

/// Why a table of runs in time is not computed for these weights, if it is not; one undecided row says so.
pub(super) fn unless_it_runs(entry: &TableEntry, weights: &[(&str, Weight)]) -> Option<Table> {
    let [least, most] = RUN_WEIGHTS;
    let outside = |(_, w): &&(&str, Weight)| !(least..=most).contains(&w.old());
    let (name, weight) = weights.iter().find(outside)?;
    let reason = format!(
        "not run: {name} must lie in [{least}, {most}] for this table, got {}",
        input(weight.old())
    );
    let row = Field::new("row", "row", "row", |reason: &String| Cell::text(reason));
    let verdict = Field::verdict(|_| Cell::Verdict(Verdict::Undecided));
    let (columns, rows) = laid_out(&[row, verdict], &[reason]);
    Some(Table {
        name: entry.name,
        caption: entry.about.to_owned(),
        claims: &[],
        columns,
        rows,
        notes: Vec::new(),
    })
}
