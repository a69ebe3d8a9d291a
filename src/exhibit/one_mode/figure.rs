//! H5: what one mode and two lose on old and on new data over the separation.

use super::table;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::model::Part;
use crate::table::Table;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "one-mode",
    about: "what a learner with one mode and one with two lose on old and on new data over the separation (H5)",
    uses: &[Part::Alpha],
    source: Source::Rows(&table::ENTRY, figure),
};

/// Learner and training in the table's words, the label, and how it is drawn.
const CURVES: [(&str, &str, &str, Ink, Dash); 4] = [
    (
        "one mode",
        "forward KL",
        "forward KL",
        Ink::Contrast,
        Dash::Solid,
    ),
    (
        "one mode, free width",
        "forward KL",
        "forward, free width",
        Ink::Refined,
        Dash::Dashed,
    ),
    (
        "one mode",
        "reverse KL",
        "reverse KL",
        Ink::Bound,
        Dash::Dotted,
    ),
    ("two modes", "either", "two modes", Ink::Exact, Dash::Solid),
];

/// Curves that fall below this leave the panel.
const LOWEST: f64 = 0.01;

fn figure(table: &Table) -> Result<Figure> {
    let panels = [("old_loss", "old"), ("new_loss", "new")]
        .map(|(key, data)| {
            let x = Axis::linear("separation *δ*", 1.0, 8.0);
            let y = Axis::log(&format!("lost on {data} data, nats"), LOWEST, 40.0);
            let mut panel = Panel::new(x, y, 190.0).with_right(140.0);
            for (learner, trained, label, ink, dash) in CURVES {
                let points = losses(table, learner, trained, key);
                let shown: Vec<Point> = points.iter().copied().filter(|p| p.1 >= LOWEST).collect();
                let Some(&last) = shown.last() else { continue };
                if shown.len() == points.len() {
                    panel.labelled(label, ink, dash, points, label);
                } else {
                    panel.line(label, ink, dash, points);
                    panel.text(last, (9.0, 5.0), ink, Anchor::Start, label);
                }
                panel.points(&format!("{label}, rows"), ink, Shape::Disc, shown);
            }
            panel
        })
        .into();
    Ok(Figure {
        name: ENTRY.name,
        title: "One mode or two on the same data".into(),
        caption: "KL from the old mode (above) and from the new mode (below) to the learner at rest, all trained on the same data; labels without a number of modes are of one. Reverse KL at its lowest minimum, and where two are \
            equally low at the one on the new mode: it keeps what it picks and loses the other like *δ*²/2. Forward KL loses both like *δ*², and with free width like log *δ*. Two modes lose at most −log *α* and −log(1−*α*) (H5)."
            .into(),
        description: "Two panels over the separation from 1 to 8, logarithmic in nats. On old data one mode under reverse KL loses most, up to 32 nats, one mode under forward KL less, with free width little, and two modes \
            less than one nat throughout. On new data reverse KL loses next to nothing."
            .into(),
        claims: &["H5"],
        panels,
        columns: 1,
    })
}

/// The rows of one learner; of two at one separation the last, which is nearer to the new mode.
fn losses(table: &Table, learner: &str, trained: &str, key: &str) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let rows = (0..table.rows.len()).filter(|row| {
        table.word(*row, "learner") == Some(learner) && table.word(*row, "trained") == Some(trained)
    });
    for point in rows.filter_map(|row| Some((table.number(row, "delta")?, table.number(row, key)?)))
    {
        points.retain(|known| known.0 != point.0);
        points.push(point);
    }
    points
}
