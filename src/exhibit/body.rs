//! The tables of the body and the appendix, in the order of the report: what each shows, and the tables of the catalogue it is made of.

use super::{TABLES, TableEntry};
use crate::error::{Error, Result};
use crate::model::{Part, Scenario};
use crate::table::{Cell, Column, Table};

/// A table of the body or the appendix, in one or more parts.
///
/// ```
/// use forgetting::exhibit::{BODY, Exhibit};
/// let first = Exhibit::find(BODY[0].name).expect("of the body");
/// assert_eq!(first.title, BODY[0].title);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Exhibit {
    /// The name on the command line; where a table of the catalogue has the same name, that is its only part.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What a reader should see in it, a sentence or two.
    pub says: &'static str,
    /// The parts.
    pub parts: &'static [ExhibitPart],
    /// The figures beside it.
    pub figures: &'static [&'static str],
}

/// One part: a table of the catalogue, whole or some rows of it.
#[derive(Clone, Copy, Debug)]
pub struct ExhibitPart {
    /// The table.
    pub table: &'static str,
    /// What it is among the parts; empty where it is the only one.
    pub title: &'static str,
    /// The rows shown: those whose cells are among the values, column by column; all where there are none.
    pub rows: &'static [Rows],
}

/// A column and the values that are shown of it.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    /// Inputs, counts or numbers.
    Numbers(&'static str, &'static [f64]),
    /// Words.
    Words(&'static str, &'static [&'static str]),
}

const fn whole(table: &'static str, title: &'static str) -> ExhibitPart {
    some(table, title, &[])
}

const fn some(table: &'static str, title: &'static str, rows: &'static [Rows]) -> ExhibitPart {
    ExhibitPart { table, title, rows }
}

use Rows::{Numbers, Words};

/// The body, in the order of the report.
pub const BODY: [Exhibit; 13] = [
    Exhibit {
        name: "methods",
        title: "What each method keeps of the old mode",
        says: "Forward KL on new data ends without the old mode, whatever the start; replay in the data keeps its share exactly; reverse KL keeps the target. \
               TTT-Discover and OAPL keep it only above a critical anchor or temperature.",
        parts: &[whole("methods", "")],
        figures: &["densities", "hybrid"],
    },
    Exhibit {
        name: "misassignment",
        title: "Misassignment and its bounds",
        says: "The probability that old data are credited to the new mode falls like exp(-δ²/8). The Bhattacharyya bound (A3) loses a factor that grows like δ; the refined bounds (A4) do not.",
        parts: &[some(
            "misassignment",
            "",
            &[
                Numbers("beta", &[0.1, 0.5, 0.9]),
                Numbers("delta", &[1.0, 3.0, 5.0, 8.0, 20.0]),
            ],
        )],
        figures: &["misassignment"],
    },
    Exhibit {
        name: "collapse",
        title: "How forward KL empties the old mode",
        says: "The old weight falls algebraically, never exponentially: like 1/t while the modes are told apart, like t^(-1/2) in the end.",
        parts: &[
            some(
                "sft-collapse",
                "times to an old weight, beside the envelopes of B2",
                &[Numbers("delta", &[1.0, 3.0, 8.0])],
            ),
            some(
                "sft-flow",
                "along the flow, with correct means and with everything free",
                &[
                    Numbers("delta", &[1.0, 3.0]),
                    Numbers("time", &[1.0, 1e2, 1e4, 1e6]),
                ],
            ),
            whole(
                "sft-free-means",
                "with free means a weight is kept and the mode is lost by drift",
            ),
        ],
        figures: &["sft-collapse"],
    },
    Exhibit {
        name: "replay",
        title: "Replay in the data and in the model",
        says: "Old samples mixed into the data keep exactly their share ρ; mixing the old mode into the model being fitted keeps nothing.",
        parts: &[some(
            "replay",
            "",
            &[
                Numbers("delta", &[1.0, 4.0]),
                Numbers("rho", &[0.0, 0.1, 0.5]),
            ],
        )],
        figures: &["replay"],
    },
    Exhibit {
        name: "reverse-kl",
        title: "Where reverse KL ends, and how long it takes",
        says: "From every start with some old weight the target or its label swap is reached; leaving a nearly lost old mode takes a time of 1/(Kβ(0)).",
        parts: &[
            some(
                "reverse-kl-minimisers",
                "minimisers with everything free",
                &[Words("start", &["scenario", "labels swapped"])],
            ),
            some(
                "reverse-kl-flow",
                "the flow",
                &[Numbers("delta", &[2.0, 6.0])],
            ),
        ],
        figures: &[],
    },
    Exhibit {
        name: "drift",
        title: "How far reverse KL moves the old mean",
        says: "The pull on a correct old mean, the largest drift along a run and the drift that is certain before the run all fall exponentially in δ²: overlap gates them.",
        parts: &[
            some(
                "drift-gradient",
                "the pull and its bounds",
                &[Numbers("delta", &[1.0, 3.0, 5.0, 8.0])],
            ),
            some(
                "drift-trajectory",
                "along runs",
                &[Numbers(
                    "delta",
                    &[2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0],
                )],
            ),
            whole(
                "drift-apriori",
                "before the run: the radii of C13 beside the observed drift",
            ),
            whole("split", "forgetting as mass and as drift, in nats (H2)"),
        ],
        figures: &["drift-pull", "drift", "drift-apriori", "split"],
    },
    Exhibit {
        name: "conditioning-and-rate",
        title: "Conditioning and the local rate",
        says: "Near the target reverse KL falls exponentially, at twice the smallest eigenvalue of the Fisher information; overlap, not dimension, makes it slow.",
        parts: &[
            some(
                "conditioning",
                "the smallest eigenvalues and C6",
                &[Numbers("beta", &[0.05, 0.5])],
            ),
            some(
                "convergence-rate",
                "rates fitted to runs",
                &[Numbers("alpha", &[0.5])],
            ),
        ],
        figures: &["conditioning"],
    },
    Exhibit {
        name: "landscape",
        title: "Everything stationary of reverse KL",
        says: "The target and its label swap are the only minima; besides them there are only saddles with equal means: one line of them, or three from a certain separation on.",
        parts: &[some(
            "landscape",
            "",
            &[
                Numbers("alpha", &[0.5]),
                Numbers("delta", &[2.0, 3.0, 4.0, 6.0]),
            ],
        )],
        figures: &["landscape"],
    },
    Exhibit {
        name: "ttt",
        title: "TTT-Discover",
        says: "An anchor above a critical strength keeps the old mode, one below loses it; the published default is λ = 0.1.",
        parts: &[
            whole("ttt-discover", "the critical anchor and what is kept"),
            whole("ttt-phase", "over separation and anchor"),
            whole("ttt-own-units", "in the units of the published code"),
        ],
        figures: &["ttt-phase"],
    },
    Exhibit {
        name: "oapl-regression",
        title: "OAPL",
        says: "The tilted policy keeps at least what F2 promises; the regression inside the family does not, and collapses below a critical temperature.",
        parts: &[
            some(
                "oapl",
                "the tilt and the family's minimiser",
                &[Numbers("delta", &[1.0, 4.0])],
            ),
            whole("oapl-rounds", "over rounds"),
            some(
                "oapl-critical",
                "the critical temperature (F5)",
                &[Numbers("lag", &[0.3])],
            ),
        ],
        figures: &["oapl-rounds"],
    },
    Exhibit {
        name: "sdft",
        title: "Self-distillation",
        says: "Without an anchor the mass stays where student and teacher agree and an error is never taken back; with one it returns to the demonstrator.",
        parts: &[whole("sdft", "")],
        figures: &[],
    },
    Exhibit {
        name: "finite-batches",
        title: "What finite batches lose",
        says: "A batch may hold no old sample at all, and training on one's own samples loses the old mode for good with the probability the martingale gives; replay with bounded weights prevents both.",
        parts: &[
            some(
                "starvation",
                "batches without an old sample",
                &[Numbers("batch", &[64.0]), Numbers("rho", &[0.0, 0.2])],
            ),
            some("extinction", "loss for good", &[Numbers("delta", &[4.0])]),
            some(
                "replay-weights",
                "importance weights under replay",
                &[Numbers("delta", &[3.0])],
            ),
            whole("finite-batch", "short runs"),
        ],
        figures: &["starvation", "extinction"],
    },
    Exhibit {
        name: "published-simulation",
        title: "The published simulation, recomputed",
        says: "The published means lie where the population says; the Monte Carlo errors of reinforce are those of heavy-tailed weights.",
        parts: &[
            some(
                "chen-two-mode",
                "published, simulated and population values",
                &[Numbers("iteration", &[25.0, 200.0])],
            ),
            whole("chen-weights", "the importance weights"),
        ],
        figures: &["chen-two-mode"],
    },
];

/// The appendix: what the statements rest on.
pub const APPENDIX: [Exhibit; 4] = [
    Exhibit {
        name: "ledger",
        title: "The ledger: what each claim rests on",
        says: "Verdicts of the judges and the extent of the machine-checked proofs, claim by claim.",
        parts: &[whole("ledger", "")],
        figures: &[],
    },
    Exhibit {
        name: "bounds",
        title: "The bounds where they are tightest",
        says: "The point of least relative slack among those the sampling judge looked at.",
        parts: &[whole("bounds", "")],
        figures: &[],
    },
    Exhibit {
        name: "claims",
        title: "Every statement and its verdict",
        says: "The statements as the judges read them.",
        parts: &[whole("claims", "")],
        figures: &[],
    },
    Exhibit {
        name: "quadrature",
        title: "The kernel beside general quadrature",
        says: "An estimate of an error is not a bound: a general rule is silently wrong where the integrand is narrow.",
        parts: &[whole("quadrature", "")],
        figures: &[],
    },
];

impl Exhibit {
    /// The exhibit of this name, of the body or the appendix.
    pub fn find(name: &str) -> Option<Self> {
        BODY.iter()
            .chain(&APPENDIX)
            .copied()
            .find(|exhibit| exhibit.name == name)
    }

    /// The tables of the catalogue that this name stands for: one of its own, or the parts of an exhibit.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with all names.
    pub fn tables(name: &str) -> Result<Vec<TableEntry>> {
        let of_exhibits = BODY.iter().map(|exhibit| exhibit.name);
        let names = TABLES.iter().map(|entry| entry.name);
        match (TableEntry::find(name), Self::find(name)) {
            (Ok(entry), _) => Ok(vec![entry]),
            (Err(_), Some(exhibit)) => exhibit
                .parts
                .iter()
                .map(|part| TableEntry::find(part.table))
                .collect(),
            (Err(_), None) => Err(Error::unknown(
                "table",
                name,
                names
                    .clone()
                    .chain(of_exhibits.filter(|name| !names.clone().any(|n| n == *name))),
            )),
        }
    }

    /// Which parts of the scenario its tables depend on.
    pub fn uses(&self) -> Vec<Part> {
        let entries = self
            .parts
            .iter()
            .filter_map(|part| TableEntry::find(part.table).ok());
        let used: Vec<Part> = entries.flat_map(|entry| entry.uses.to_vec()).collect();
        Part::ALL
            .into_iter()
            .filter(|part| used.contains(part))
            .collect()
    }

    /// Its parts as they are shown, from the tables of the catalogue already built.
    pub fn shown(&self, built: &[Table]) -> Vec<Table> {
        let part = |part: &ExhibitPart| {
            let table = built.iter().find(|table| table.name == part.table)?;
            Some(part.of(table))
        };
        self.parts.iter().filter_map(part).collect()
    }

    /// Computes its tables and shows them.
    ///
    /// # Errors
    /// As [`TableEntry::build`].
    pub fn build(&self, scenario: &Scenario) -> Result<Vec<Table>> {
        self.parts
            .iter()
            .map(|part| TableEntry::find(part.table)?.build(scenario))
            .collect()
    }

    /// Its parts as one table for programs: their columns side by side by key, and before them the part's name.
    pub fn joined(&self, parts: &[Table]) -> Table {
        let mut columns = vec![Column::new("part", "part", "part")];
        for column in parts.iter().flat_map(|table| &table.columns) {
            if columns.iter().all(|known| known.key != column.key) {
                columns.push(*column);
            }
        }
        let row = |table: &Table, cells: &[Cell]| -> Vec<Cell> {
            let own = |column: &Column| table.columns.iter().position(|c| c.key == column.key);
            let others = columns[1..]
                .iter()
                .map(|c| own(c).map_or(Cell::Missing, |at| cells[at].clone()));
            std::iter::once(Cell::text(table.name))
                .chain(others)
                .collect()
        };
        Table {
            name: self.name,
            caption: self.title.to_owned(),
            claims: &[],
            rows: parts
                .iter()
                .flat_map(|table| table.rows.iter().map(|cells| row(table, cells)))
                .collect(),
            notes: parts.iter().flat_map(|table| table.notes.clone()).collect(),
            columns,
        }
    }
}

impl ExhibitPart {
    /// The rows shown of the table, and a note that says so where they are not all.
    pub fn of(&self, table: &Table) -> Table {
        let wanted = |row: &&Vec<Cell>| self.rows.iter().all(|rows| rows.has(table, row));
        let rows: Vec<Vec<Cell>> = table.rows.iter().filter(wanted).cloned().collect();
        // A table that was not computed says why instead.
        if rows.is_empty() || rows.len() == table.rows.len() {
            return table.clone();
        }
        let note = format!(
            "{} of {} rows; all of them are in the table {}.",
            rows.len(),
            table.rows.len(),
            table.name
        );
        let mut shown = Table {
            rows,
            ..table.clone()
        };
        shown.notes.push(note);
        shown
    }
}

impl Rows {
    fn has(&self, table: &Table, row: &[Cell]) -> bool {
        let at = |key: &str| table.columns.iter().position(|column| column.key == key);
        match *self {
            Numbers(key, values) => at(key).is_none_or(|at| match row[at] {
                Cell::Input(value) | Cell::Number { value, .. } => values.contains(&value),
                Cell::Count(count) => values.contains(&(count as f64)),
                _ => false,
            }),
            Words(key, words) => {
                at(key).is_none_or(|at| words.iter().any(|word| row[at] == Cell::text(*word)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exhibit::FigureEntry;

    /// Parts, figures and columns are there; what a name stands for is the same whichever way one asks.
    #[test]
    fn the_body_is_made_of_the_catalogue() {
        for exhibit in BODY.iter().chain(&APPENDIX) {
            for part in exhibit.parts {
                assert!(TableEntry::find(part.table).is_ok(), "{}", part.table);
                assert_eq!(
                    part.title.is_empty(),
                    exhibit.parts.len() == 1,
                    "{}",
                    part.table
                );
            }
            for figure in exhibit.figures {
                assert!(FigureEntry::find(figure).is_ok(), "{figure}");
            }
            match TableEntry::find(exhibit.name) {
                Ok(entry) => assert_eq!([entry.name], [exhibit.parts[0].table]),
                Err(_) => assert!(exhibit.parts.len() > 1, "{}", exhibit.name),
            }
        }
    }
}
