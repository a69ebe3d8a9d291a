//! C5, C6: the Fisher information at the optimum and its bound.

use crate::bounds::conditioning_bound;
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::{Scenario, Separation, Weight};
use crate::overlap::{DIFFERENCE_ACCURACY, FISHER_RELATIVE_ACCURACY as ERROR, fisher};
use crate::table::{Cell, Column, Table, Verdict};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "conditioning",
    about: "smallest eigenvalue of the Fisher information at the reverse-KL optimum beside the C6 bound, and condition numbers",
    uses: &[],
    build,
};

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for beta in [0.05, 0.2, 0.5, 0.8] {
        for delta in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0] {
            let (weight, separation) = (Weight::new(beta)?, Separation::new(delta)?);
            let information = fisher(weight, separation);
            let exact = information.min_eigenvalue();
            let bound = conditioning_bound(weight, separation);
            rows.push(vec![
                Cell::Input(beta),
                Cell::Input(delta),
                Cell::within(exact, ERROR),
                Cell::within(information.min_transverse_eigenvalue(), DIFFERENCE_ACCURACY),
                Cell::within(bound, DIFFERENCE_ACCURACY),
                Cell::difference(exact, bound, ERROR),
                Cell::within(information.max_eigenvalue_in(1) / exact, 2.0 * ERROR),
                Cell::within(2.0 * exact, ERROR),
                Cell::Verdict(Verdict::of_inequality(
                    bound,
                    information.min_eigenvalue_in(2),
                    ERROR,
                )),
            ]);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: "Fisher information of the mixture at the reverse-KL optimum (β = α): conditioning and the local rate of KL".into(),
        claims: &["C5", "C6", "C7"],
        columns: vec![
            Column::new("beta", "β", "$\\beta$"),
            Column::new("delta", "δ", "$\\delta$"),
            Column::new("exact", "λ_min axial (exact)", "$\\lambda_{\\min}$"),
            Column::new("transverse", "λ_min transverse", "$\\lambda_{\\min}^\\perp$"),
            Column::new("bound", "C6 bound", "C6"),
            Column::new("slack", "slack", "slack").detail(),
            Column::new("condition_number", "condition number", "cond"),
            Column::new("kl_rate", "rate of KL 2λ_min", "$2\\lambda_{\\min}$").detail(),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "Axial: the 3x3 block of the logit and the means along the axis, all there is in one dimension. Transverse: the block of each further \
             direction. A negative bound is true and says nothing."
                .into(),
        ],
    })
}
