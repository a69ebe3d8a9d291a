//! C8: how far a correct old mean drifts over a whole run of reverse KL.

use super::trajectory::{self, OFFSET};
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::model::Part;
use crate::table::Table;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "drift",
    about: "the largest old-mean drift along a run of reverse KL over the separation, with the bounds of C8 and the slope exp(-delta^2/8)",
    uses: &[Part::Alpha, Part::Beta0],
    source: Source::Rows(&trajectory::ENTRY, figure),
};

const LOWEST: f64 = 1e-7;

fn figure(table: &Table) -> Result<Figure> {
    let x = Axis::linear("separation *δ*", 2.0, 10.0);
    let y = Axis::log("largest distance of *m*_{o} from its place", LOWEST, 3.0);
    let mut panel = Panel::new(x.clone(), y, 250.0).with_right(112.0);
    let exact = series(table, "drift");
    if let Some(last) = exact.last() {
        let (start, modes) = (order(&x, *last, OFFSET, 0.3), order(&x, *last, 0.0, 0.06));
        let (nearer, apart) = ("*e*^{−(δ−1)²/8}", "*e*^{−δ²/8}");
        panel
            .labelled(
                "exp(-(delta-1)^2/8)",
                Ink::Muted,
                Dash::Dashed,
                start,
                nearer,
            )
            .labelled("exp(-delta^2/8)", Ink::Muted, Dash::Solid, modes, apart);
    }
    for (key, name, ink, dash, label) in [
        (
            "forcing",
            "forcing",
            Ink::Bound,
            Dash::Dashed,
            "C8, forcing",
        ),
        (
            "closed_form",
            "closed form",
            Ink::Refined,
            Dash::Dotted,
            "C8, closed",
        ),
        ("drift", "exact", Ink::Exact, Dash::Solid, "run"),
    ] {
        let points = series(table, key);
        if !points.is_empty() {
            panel.labelled(name, ink, dash, points, label);
        }
    }
    if !exact.is_empty() {
        panel.points("runs", Ink::Exact, Shape::Disc, exact);
    }
    Ok(Figure {
        name: ENTRY.name,
        title: "Drift of a correct old mean over a run of reverse KL".into(),
        caption: format!(
            "Largest distance of the old mean from its place along the gradient flow{}, the old mean right at the start and the new mean {OFFSET} short of \
             its place, and the two uniform bounds of C8. Everything falls exponentially in *δ*²: thin lines, their heights arbitrary, show *e*^{{−δ²/8}}, the Bhattacharyya coefficient of the modes, and \
             *e*^{{−(δ−1)²/8}}, that of the start, whose modes are closer. The dip near *δ* = 3 is where the drift turns from towards the new mode to away from it. The closed bound is drawn where it exists.",
            setting(table)
        ),
        description: "Drift on a logarithmic scale over the separation from 2 to 10. The discs of the runs fall by about six orders of magnitude, with the two bounds above \
            them, with a slope between those of the two thin reference lines."
            .into(),
        claims: &["C8"],
        panels: vec![panel],
        columns: 1,
    })
}

/// The order of the drift for modes `nearer` than these, through the last run at this share of its height.
fn order(x: &Axis, last: Point, nearer: f64, share: f64) -> Vec<Point> {
    let exponent = |d: f64| (d - nearer) * (d - nearer) / 8.0;
    let fall = |d: f64| core_math::exp(exponent(last.0) - exponent(d));
    x.samples(91)
        .map(|d| (d, share * last.1 * fall(d)))
        .collect()
}

/// A column over the separation, where the rows have it.
fn series(table: &Table, key: &str) -> Vec<Point> {
    (0..table.rows.len())
        .filter_map(|row| Some((table.number(row, "delta")?, table.number(row, key)?)))
        .collect()
}

/// The weights of the table's setting, as its caption gives them.
fn setting(table: &Table) -> String {
    let weights = table.caption.split("all free: ").nth(1);
    let weights = weights.and_then(|rest| rest.split(", old mean").next());
    weights.map_or(String::new(), |weights| format!(" ({weights})"))
}
