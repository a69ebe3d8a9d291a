//! A2-A4: the exact misassignment probability beside its bounds.

use super::cell::CONTRACT_DIGITS;
use super::{Cell, Column, Table, TableEntry, Verdict};
use crate::bounds::{bhattacharyya_bound, refined_bounds};
use crate::error::Result;
use crate::model::{Scenario, Separation, Weight};
use crate::overlap::Overlap;

pub(super) const ENTRY: TableEntry = TableEntry {
    name: "misassignment",
    about: "the probability that old data are claimed by the new mode: exact, A3, A4 lower and upper, over weights and separations",
    uses: &[],
    build,
};

pub(super) const DELTAS: [f64; 9] = [0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 40.0];
const BETAS: [f64; 5] = [0.01, 0.1, 0.5, 0.9, 0.99];

fn build(_: &Scenario) -> Result<Table> {
    let error = 10f64.powi(-i32::from(CONTRACT_DIGITS));
    let mut rows = Vec::new();
    for beta in BETAS {
        for delta in DELTAS {
            let (weight, separation) = (Weight::new(beta)?, Separation::new(delta)?);
            let exact = Overlap::new(weight, separation).misassignment_old();
            let bound = bhattacharyya_bound(weight, separation);
            let (lower, upper) = refined_bounds(weight, separation);
            let verdict = Verdict::of_inequality(exact, bound, error)
                .and(Verdict::of_inequality(lower, exact, error))
                .and(Verdict::of_inequality(exact, upper, error));
            rows.push(vec![
                Cell::Input(beta),
                Cell::Input(delta),
                Cell::exact(exact),
                Cell::exact(bound),
                Cell::exact(lower),
                Cell::exact(upper),
                Cell::within(bound / exact, 2.0 * error),
                Cell::within(upper / exact, 2.0 * error),
                Cell::within(exact / lower, 2.0 * error),
                Cell::difference(upper, exact, error),
                Cell::Verdict(verdict),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: "Misassignment probability ε_o, the share of old data claimed by the new mode: exact and bounded".into(),
        claims: &["A3", "A4"],
        columns: vec![
            Column::new("beta", "β", "$\\beta$"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("exact", "ε_o exact", "$\\varepsilon_o$"),
            Column::new("bhattacharyya_bound", "A3 bound", "A3"),
            Column::new("refined_lower", "A4 lower", "A4 lower"),
            Column::new("refined_upper", "A4 upper", "A4 upper"),
            Column::new("bhattacharyya_over_exact", "A3/exact", "A3/exact"),
            Column::new("upper_over_exact", "A4 upper/exact", "upper/exact"),
            Column::new("exact_over_lower", "exact/A4 lower", "exact/lower"),
            Column::new("slack", "slack (A4 upper)", "slack"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "A3 loses a factor that grows like δ; the two sides of A4 stay within a factor that tends to √(π/2) = 1.2533 for fixed β. \
             ε_n is the same table at 1-β."
                .into(),
        ],
    })
}
