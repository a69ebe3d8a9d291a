//! A2-A4: the exact misassignment probability beside its bounds.

use super::rows::{Row, rows};
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::Scenario;
use crate::table::{Cell, Field, Table, Verdict, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "misassignment",
    about: "the probability that old data are claimed by the new mode: exact, A3, A4 lower and upper, over weights and separations",
    uses: &[],
    build,
};

pub(crate) const DELTAS: [f64; 9] = [0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 40.0];
const BETAS: [f64; 5] = [0.01, 0.1, 0.5, 0.9, 0.99];

/// The kernel's relative error.
const ERROR: f64 = crate::overlap::ACCURACY;

const FIELDS: &[Field<Row>] = &[
    Field::new("beta", "β", "$\\beta$", |r| Cell::Input(r.beta)),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("exact", "ε_o exact", "$\\varepsilon_o$", |r| {
        Cell::exact(r.exact)
    }),
    Field::new("bhattacharyya_bound", "A3 bound", "A3", |r| {
        Cell::exact(r.bhattacharyya)
    }),
    Field::new("refined_lower", "A4 lower", "A4 lower", |r| {
        Cell::exact(r.lower)
    }),
    Field::new("refined_upper", "A4 upper", "A4 upper", |r| {
        Cell::exact(r.upper)
    }),
    Field::new("bhattacharyya_over_exact", "A3/exact", "A3/exact", |r| {
        Cell::within(r.bhattacharyya / r.exact, 2.0 * ERROR)
    }),
    Field::detail("upper_over_exact", "A4 upper/exact", "upper/exact", |r| {
        Cell::within(r.upper / r.exact, 2.0 * ERROR)
    }),
    Field::detail("exact_over_lower", "exact/A4 lower", "exact/lower", |r| {
        Cell::within(r.exact / r.lower, 2.0 * ERROR)
    }),
    Field::detail("slack", "slack (A4 upper)", "slack", |r| {
        Cell::difference(r.upper, r.exact, ERROR)
    }),
    Field::verdict(|r| Cell::Verdict(verdict(r))),
];

fn verdict(row: &Row) -> Verdict {
    Verdict::of_inequality(row.exact, row.bhattacharyya, ERROR)
        .and(Verdict::of_inequality(row.lower, row.exact, ERROR))
        .and(Verdict::of_inequality(row.exact, row.upper, ERROR))
}

fn build(_: &Scenario) -> Result<Table> {
    let rows = rows(&BETAS, &DELTAS)?;
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "Misassignment probability ε_o, the share of old data claimed by the new mode: exact and bounded".into(),
        claims: &["A3", "A4"],
        columns,
        rows,
        notes: vec![
            "A3 loses a factor that grows like δ; the two sides of A4 stay within a factor that tends to √(π/2) = 1.2533 for fixed β. \
             ε_n is the same table at 1-β."
                .into(),
        ],
    })
}
