//! C5, C6: the Fisher information at the optimum and its bound.

use crate::bounds::conditioning_bound;
use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::model::{Scenario, Separation, Weight};
use crate::overlap::{DIFFERENCE_ACCURACY, FISHER_RELATIVE_ACCURACY as ERROR, Fisher, fisher};
use crate::table::{Cell, Field, Table, Verdict, laid_out};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "conditioning",
    about: "smallest eigenvalue of the Fisher information at the reverse-KL optimum beside the C6 bound, and condition numbers",
    uses: &[],
    build,
};

struct Row {
    beta: f64,
    delta: f64,
    information: Fisher,
    /// C6.
    bound: f64,
}

const FIELDS: &[Field<Row>] = &[
    Field::new("beta", "β", "$\\beta$", |r| Cell::Input(r.beta)),
    Field::new("delta", "δ", "$\\delta$", |r| Cell::Input(r.delta)),
    Field::new("exact", "λ_min axial (exact)", "$\\lambda_{\\min}$", |r| {
        Cell::within(r.information.min_eigenvalue(), ERROR)
    }),
    Field::new(
        "transverse",
        "λ_min transverse",
        "$\\lambda_{\\min}^\\perp$",
        |r| {
            Cell::within(
                r.information.min_transverse_eigenvalue(),
                DIFFERENCE_ACCURACY,
            )
        },
    ),
    Field::new("bound", "C6 bound", "C6", |r| {
        Cell::within(r.bound, DIFFERENCE_ACCURACY)
    }),
    Field::detail("slack", "slack", "slack", |r| {
        Cell::difference(r.information.min_eigenvalue(), r.bound, ERROR)
    }),
    Field::new("condition_number", "condition number", "cond", |r| {
        let number = r.information.max_eigenvalue_in(1) / r.information.min_eigenvalue();
        Cell::within(number, 2.0 * ERROR)
    }),
    Field::detail(
        "kl_rate",
        "rate of KL 2λ_min",
        "$2\\lambda_{\\min}$",
        |r| Cell::within(2.0 * r.information.min_eigenvalue(), ERROR),
    ),
    Field::verdict(|r| {
        let least = r.information.min_eigenvalue_in(2);
        Cell::Verdict(Verdict::of_inequality(r.bound, least, ERROR))
    }),
];

fn build(_: &Scenario) -> Result<Table> {
    let mut rows = Vec::new();
    for beta in [0.05, 0.2, 0.5, 0.8] {
        for delta in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0] {
            let (weight, separation) = (Weight::new(beta)?, Separation::new(delta)?);
            rows.push(Row {
                beta,
                delta,
                information: fisher(weight, separation),
                bound: conditioning_bound(weight, separation),
            });
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: "Fisher information of the mixture at the reverse-KL optimum (β = α): conditioning and the local rate of KL".into(),
        claims: &["C5", "C6", "C7"],
        columns,
        rows,
        notes: vec![
            "Axial: the 3x3 block of the logit and the means along the axis, all there is in one dimension. Transverse: the block of each further \
             direction. A negative bound is true and says nothing."
                .into(),
        ],
    })
}
