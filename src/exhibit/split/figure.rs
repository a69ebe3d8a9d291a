//! H2: mass and drift along runs.

use super::table;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::model::Part;
use crate::table::Table;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "split",
    about: "forgetting as mass and as drift over time, under SFT and under reverse KL (H2)",
    uses: &[Part::Modes, Part::Alpha, Part::Beta0],
    source: Source::Rows(&table::ENTRY, figure),
};

const LOWEST: f64 = 1e-8;

fn figure(table: &Table) -> Result<Figure> {
    let panels = ["SFT", "reverse KL"]
        .map(|run| {
            let x = Axis::log("time *t* (learning rate 1)", 1.0, 1000.0);
            let y = Axis::log(&format!("forgetting under {run}, nats"), LOWEST, 10.0);
            let mut panel = Panel::new(x, y, 190.0).with_right(70.0);
            for (key, ink, dash, shape) in [
                ("mass", Ink::Contrast, Dash::Solid, Shape::Disc),
                ("drift", Ink::Exact, Dash::Dashed, Shape::Ring),
            ] {
                let rows = (0..table.rows.len()).filter(|row| table.word(*row, "run") == Some(run));
                let points: Vec<Point> = rows
                    .filter_map(|row| Some((table.number(row, "time")?, table.number(row, key)?)))
                    .filter(|point| point.1 >= LOWEST)
                    .collect();
                if !points.is_empty() {
                    panel.points(&format!("{key}, rows"), ink, shape, points.clone());
                    panel.labelled(key, ink, dash, points, key);
                }
            }
            panel
        })
        .into();
    Ok(Figure {
        name: ENTRY.name,
        title: "Forgetting splits into mass and drift".into(),
        caption: format!(
            "KL(*p*_{{α}}, *q*) = mass forgetting + drift, exactly (H2), along gradient flow with everything free, in nats; below 10^{{−8}} nothing is drawn. Under SFT the mass is what is lost, \
             and the modes that overlap carry the old component away as well; under reverse KL from a new mean one unit short both vanish. {}",
            table.caption.split(" in the scenario").nth(1).map_or(String::new(), |rest| format!("Scenario{}.", rest.trim_end_matches(", in nats")))
        ),
        description: "Two panels over time, both logarithmic. Under SFT mass forgetting rises and stays; under reverse KL mass and drift fall until nothing is left to draw."
            .into(),
        claims: &["H2"],
        panels,
        columns: 1,
    })
}
