//! C5-C7: the smallest Fisher eigenvalue and the condition number at the optimum of reverse KL.

use super::rate;
use crate::bounds::conditioning_bound;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::model::{Separation, Weight};
use crate::overlap::fisher;
use crate::table::Table;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "conditioning",
    about: "smallest Fisher eigenvalue at the reverse-KL optimum with the C6 bound, and the condition number, over the separation",
    uses: &[],
    source: Source::Rows(&rate::ENTRY, figure),
};

fn figure(table: &Table) -> Result<Figure> {
    let x = Axis::linear("separation *δ*", 0.0, 10.0);
    let eigenvalue = "smallest Fisher eigenvalue *λ*_{min} (half the rate of KL)";
    let mut least =
        Panel::new(x.clone(), Axis::linear(eigenvalue, 0.0, 0.3), 190.0).with_right(66.0);
    let number = Axis::log("condition number", 1.0, 1e4);
    let mut condition = Panel::new(x, number, 150.0).with_right(66.0);
    for beta in [0.5, 0.2, 0.05] {
        curves(Weight::new(beta)?, &mut least, &mut condition)?;
    }
    for alpha in [0.5, 0.2] {
        let name = format!("half the fitted rate, beta = {alpha}");
        least.points(&name, Ink::Contrast, Shape::Ring, fits(table, alpha));
    }
    let below = (6.0, 0.1);
    least.text(below, (10.0, 0.0), Ink::Bound, Anchor::Start, "bound (C6)");
    Ok(Figure {
        name: ENTRY.name,
        title: "Conditioning of reverse KL at its optimum".into(),
        caption: "Smallest eigenvalue of the Fisher information at the optimum *β* = *α* (one dimension), exact and bounded by C6, and the condition number. \
            Near the optimum KL falls at rate 2*λ*_{min} (C7): rings are half the rate fitted to runs of the gradient flow. At large separation *λ*_{min} tends to *β*(1 − *β*)."
            .into(),
        description: "Two panels over the separation from 0 to 10 for old weights 0.5, 0.2 and 0.05. Above, the smallest eigenvalue rises from 0 and levels \
            off at beta times one minus beta; the dashed bound is empty for small separations and joins the exact curve near 7; rings from fitted flows lie on the exact curves. Below, the condition \
            number on a logarithmic scale falls steeply and levels off."
            .into(),
        claims: &["C5", "C6", "C7"],
        panels: vec![least, condition],
        columns: 1,
    })
}

/// The exact curves of one weight in both panels, and C6 in the first.
fn curves(weight: Weight, least: &mut Panel, condition: &mut Panel) -> Result<()> {
    let (mut eigenvalues, mut numbers, mut bound): (Vec<Point>, Vec<_>, Vec<_>) =
        Default::default();
    for delta in least.x.samples(161).skip(1) {
        let separation = Separation::new(delta)?;
        let exact = fisher(weight, separation);
        let smallest = exact.min_eigenvalue();
        eigenvalues.push((delta, smallest));
        numbers.push((delta, exact.max_eigenvalue_in(1) / smallest));
        bound.push((delta, conditioning_bound(weight, separation)));
    }
    let beta = weight.old();
    let (name, label) = (format!("exact, beta = {beta}"), format!("*β* = {beta}"));
    least
        .line(
            &format!("C6, beta = {beta}"),
            Ink::Bound,
            Dash::Dashed,
            bound,
        )
        .labelled(&name, Ink::Exact, Dash::Solid, eigenvalues, &label);
    condition.labelled(&name, Ink::Exact, Dash::Solid, numbers, &label);
    Ok(())
}

/// Half the fitted rates on the line, over the separation.
fn fits(table: &Table, alpha: f64) -> Vec<Point> {
    let on_the_line = |row: &usize| {
        table.number(*row, "alpha") == Some(alpha)
            && table.number(*row, "d") == Some(1.0)
            && table.word(*row, "start") == Some(rate::GENERIC)
    };
    let fit = |row| {
        let (delta, fitted) = (table.number(row, "delta")?, table.number(row, "fitted")?);
        Some((delta, 0.5 * fitted))
    };
    (0..table.rows.len())
        .filter(on_the_line)
        .filter_map(fit)
        .collect()
}
