//! Tables: what the theory says, computed, beside its bounds.
//!
//! A table is data ([`Table`]); the renderers print it as Markdown, LaTeX (booktabs), CSV or JSON.
//! Every number cell knows how many digits it can vouch for and is never printed with more.

mod bounds;
mod cell;
mod chen_two_mode;
mod claims;
mod conditioning;
mod convergence_rate;
mod divergences;
mod drift_apriori;
mod drift_gradient;
mod drift_trajectory;
mod extinction;
mod finite_batch;
mod hybrid;
mod k_modes;
mod kl_estimators;
mod landscape;
mod latex;
mod ledger;
mod methods;
mod misassignment;
mod oapl;
mod oapl_critical;
mod oapl_rounds;
mod optimum;
mod quadrature_check;
mod razor;
mod render;
mod replay;
mod replay_weights;
mod reverse_kl_flow;
mod reverse_kl_minimisers;
mod sdft;
mod sft_collapse;
mod sft_flow;
mod split;
mod starvation;
mod summary;
mod ttt_discover;
mod ttt_own_units;
mod ttt_phase;

pub use crate::judge::Verdict;
pub use cell::{Cell, Column, Table, significant_digits};
pub use chen_two_mode::chen_rows;
pub(crate) use convergence_rate::rate_at_rest;
pub(crate) use drift_trajectory::{OFFSET as DRIFT_OFFSET, drift_of_a_run};
pub(crate) use latex::{latex_math, latex_text};
pub use render::Format;

use crate::error::{Error, Result};
use crate::model::{Part, Scenario, Weight};

/// One entry of the catalogue.
#[derive(Clone, Copy)]
pub struct TableEntry {
    /// The name on the command line.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// The parts of the scenario that its content depends on; none where its setting is fixed.
    pub uses: &'static [Part],
    build: fn(&Scenario) -> Result<Table>,
}

/// All tables, in the order `reproduce` writes them.
pub const CATALOGUE: [TableEntry; 37] = [
    summary::ENTRY,
    misassignment::ENTRY,
    sft_collapse::ENTRY,
    sft_flow::ENTRY,
    replay::ENTRY,
    reverse_kl_minimisers::ENTRY,
    reverse_kl_flow::ENTRY,
    drift_gradient::ENTRY,
    drift_trajectory::ENTRY,
    drift_apriori::ENTRY,
    conditioning::ENTRY,
    convergence_rate::ENTRY,
    landscape::ENTRY,
    methods::ENTRY,
    sdft::ENTRY,
    ttt_discover::ENTRY,
    ttt_phase::ENTRY,
    ttt_own_units::ENTRY,
    oapl::ENTRY,
    oapl_rounds::ENTRY,
    oapl_critical::ENTRY,
    hybrid::ENTRY,
    divergences::ENTRY,
    k_modes::ENTRY,
    kl_estimators::ENTRY,
    razor::ENTRY,
    split::ENTRY,
    starvation::ENTRY,
    extinction::ENTRY,
    replay_weights::ENTRY,
    finite_batch::ENTRY,
    chen_two_mode::ENTRY,
    chen_two_mode::WEIGHTS,
    quadrature_check::ENTRY,
    ledger::ENTRY,
    claims::ENTRY,
    bounds::ENTRY,
];

/// The tables whose verdicts are copied from the recorded ledger: no run of a table judges a claim.
const RECORDED: [&str; 3] = [ledger::ENTRY.name, claims::ENTRY.name, bounds::ENTRY.name];

impl Table {
    /// Whether its verdicts are copied from the recorded ledger.
    pub fn is_recorded(&self) -> bool {
        RECORDED.contains(&self.name)
    }
}

/// Weights between which the tables of runs in time run: beyond, a run takes longer than its horizon or starts where nothing moves.
const RUN_WEIGHTS: [f64; 2] = [0.01, 0.99];

/// Why a table of runs in time is not computed for these weights, if it is not; one undecided row says so.
fn unless_it_runs(entry: &TableEntry, weights: &[(&str, Weight)]) -> Option<Table> {
    let [least, most] = RUN_WEIGHTS;
    let outside = |(_, w): &&(&str, Weight)| !(least..=most).contains(&w.old());
    let (name, weight) = weights.iter().find(outside)?;
    let reason = format!(
        "not run: {name} must lie in [{least}, {most}] for this table, got {}",
        cell::input(weight.old())
    );
    Some(Table {
        name: entry.name,
        caption: entry.about.to_owned(),
        claims: &[],
        columns: vec![
            Column::new("row", "row", "row"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows: vec![vec![Cell::text(reason), Cell::Verdict(Verdict::Undecided)]],
        notes: Vec::new(),
    })
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
        CATALOGUE
            .into_iter()
            .find(|entry| entry.name == name)
            .ok_or_else(|| Error::unknown("table", name, CATALOGUE.iter().map(|entry| entry.name)))
    }

    /// Computes the table; of the scenario it sees what [`TableEntry::uses`] says.
    ///
    /// # Errors
    /// A part of the scenario outside the table's range; a row that could not be computed is `undecided` instead.
    pub fn build(&self, scenario: &Scenario) -> Result<Table> {
        (self.build)(scenario).map(Table::sealed)
    }
}
