//! C5-C7: the smallest Fisher eigenvalue and the condition number at the optimum of reverse KL.

use super::rate;
use crate::bounds::conditioning_bound;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::model::{Separation, Weight};
use crate::overlap::{Fisher, fisher};
use crate::table::Table;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "conditioning",
    about: "smallest Fisher eigenvalue at the reverse-KL optimum with the C6 bound, and the condition number, over the separation",
    uses: &[],
    source: Source::Rows(&rate::ENTRY, figure),
};

fn figure(table: &Table) -> Result<Figure> {
    let x = Axis::linear("separation *δ*", 0.0, 10.0);
    let mut least = Panel::new(
        x.clone(),
        Axis::linear(
            "smallest Fisher eigenvalue *λ*_{min} (half the rate of KL)",
            0.0,
            0.3,
        ),
        190.0,
    )
    .with_right(66.0);
    let mut condition =
        Panel::new(x.clone(), Axis::log("condition number", 1.0, 1e4), 150.0).with_right(66.0);
    for beta in [0.5, 0.2, 0.05] {
        let weight = Weight::new(beta)?;
        let mut exact: Vec<(f64, Fisher)> = Vec::new();
        let mut bound: Vec<Point> = Vec::new();
        for delta in x.samples(161).skip(1) {
            let separation = Separation::new(delta)?;
            exact.push((delta, fisher(weight, separation)));
            bound.push((delta, conditioning_bound(weight, separation)));
        }
        let eigenvalues = exact.iter().map(|(d, f)| (*d, f.min_eigenvalue()));
        let numbers = exact
            .iter()
            .map(|(d, f)| (*d, f.max_eigenvalue_in(1) / f.min_eigenvalue()));
        let label = format!("*β* = {beta}");
        least
            .line(
                &format!("C6, beta = {beta}"),
                Ink::Bound,
                Dash::Dashed,
                bound,
            )
            .labelled(
                &format!("exact, beta = {beta}"),
                Ink::Exact,
                Dash::Solid,
                eigenvalues.collect(),
                &label,
            );
        condition.labelled(
            &format!("exact, beta = {beta}"),
            Ink::Exact,
            Dash::Solid,
            numbers.collect(),
            &label,
        );
    }
    for alpha in [0.5, 0.2] {
        let on_the_line = |row: &usize| {
            table.number(*row, "alpha") == Some(alpha)
                && table.number(*row, "d") == Some(1.0)
                && table.word(*row, "start") == Some(rate::GENERIC)
        };
        let fits = (0..table.rows.len()).filter(on_the_line).filter_map(|row| {
            let (delta, fitted) = (table.number(row, "delta")?, table.number(row, "fitted")?);
            Some((delta, 0.5 * fitted))
        });
        least.points(
            &format!("half the fitted rate, beta = {alpha}"),
            Ink::Contrast,
            Shape::Ring,
            fits.collect(),
        );
    }
    least.text(
        (6.0, 0.1),
        (10.0, 0.0),
        Ink::Bound,
        Anchor::Start,
        "bound (C6)",
    );
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
