//! C13: the radius known before the run beside the drift seen on it.

use super::a_priori;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::model::Part;
use crate::table::Table;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "drift-apriori",
    about: "the drift that is certain before the run (C13) beside the largest drift seen on it, over the separation",
    uses: &[Part::Alpha, Part::Beta0],
    source: Source::Rows(&a_priori::ENTRY, figure),
};

/// Starts, by how far the new mean is short of its place.
const STARTS: [(f64, &str); 2] = [(0.0, "all means right"), (1.0, "new mean 1 short")];
const LOWEST: f64 = 1e-9;

fn figure(table: &Table) -> Result<Figure> {
    let panels = STARTS
        .map(|(offset, words)| {
            let x = Axis::linear("separation *δ*", 4.0, 14.0);
            let y = Axis::log(
                &format!("distance of *m*_{{o}} from its place, {words}"),
                LOWEST,
                1.0,
            );
            let mut panel = Panel::new(x, y, 190.0).with_right(100.0);
            let series = |key: &str| -> Vec<Point> {
                let rows = (0..table.rows.len())
                    .filter(|row| table.number(*row, "offset") == Some(offset));
                rows.filter_map(|row| Some((table.number(row, "delta")?, table.number(row, key)?)))
                    .filter(|point| point.1 >= LOWEST)
                    .collect()
            };
            let (bound, seen) = (series("rho_old"), series("drift"));
            if !bound.is_empty() {
                panel.labelled(
                    "C13, before the run",
                    Ink::Bound,
                    Dash::Dashed,
                    bound,
                    "certain (C13)",
                );
            }
            if !seen.is_empty() {
                panel.points("seen on the run", Ink::Exact, Shape::Disc, seen.clone());
                // Beside the middle of the line: its end lies close to the bound.
                let middle = seen[seen.len() / 2];
                panel
                    .line("largest drift", Ink::Exact, Dash::Solid, seen)
                    .text(middle, (-8.0, 12.0), Ink::Exact, Anchor::End, "seen");
            }
            panel
        })
        .into();
    Ok(Figure {
        name: ENTRY.name,
        title: "Drift known before the run".into(),
        caption: "Largest distance of the old mean from its place along reverse KL with everything free (discs), and the radius that C13 gives from the start alone (dashed; it has one \
            from *δ* = 6 on here). Both fall like exp(−*δ*^{2}/8), or exp(−(*δ* − 1)^{2}/8) where the new mean starts one unit short."
            .into(),
        description: "Two panels over separations from 4 to 14, logarithmic. In both a dashed bound falls faster than exponentially, and the drift seen on runs lies one to two orders of magnitude below it."
            .into(),
        claims: &["C13"],
        panels,
        columns: 1,
    })
}
