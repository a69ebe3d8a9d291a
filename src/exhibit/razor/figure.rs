//! H4: the old mass of each method against its distance from the start.

use super::table;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Figure, Ink, Panel, Point, Shape};
use crate::model::Part;
use crate::table::Table;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "razor",
    about: "old mass against KL(start, learner) for every method, weight only and all parameters free (H4)",
    uses: &Part::ALL,
    source: Source::Rows(&table::ENTRY, figure),
};

/// What is free, in the table's words, in a label's, and its sign.
const FREE: [(&str, &str, Ink, Shape); 2] = [
    ("weight", "weight only", Ink::Exact, Shape::Ring),
    ("all", "all parameters free", Ink::Contrast, Shape::Disc),
];
/// Points nearer than this share of the axes have one label.
const NEAR: (f64, f64) = (0.3, 0.07);
/// A label of more characters than this takes no further name.
const LONGEST: usize = 24;

fn figure(table: &Table) -> Result<Figure> {
    let found = FREE.map(|(free, ..)| methods(table, free));
    let distances = || found.iter().flatten().map(|(_, p)| p.0);
    let furthest = distances().fold(0.1, f64::max);
    let nearest = distances()
        .filter(|d| *d > 0.0)
        .fold(furthest / 10.0, f64::min);
    let most = found.iter().flatten().map(|(_, p)| p.1).fold(0.1, f64::max);
    let panels = FREE
        .into_iter()
        .zip(&found)
        .map(|((_, words, ink, shape), methods)| {
            let x = Axis::log("KL(start, learner), nats", nearest / 1.5, 1.5 * furthest);
            let y = Axis::linear(&format!("old mass, {words}"), 0.0, 1.15 * most);
            let mut panel = Panel::new(x, y, 190.0).with_right(150.0);
            if !methods.is_empty() {
                let points = methods.iter().map(|(_, point)| *point).collect();
                panel.points(words, ink, shape, points);
            }
            for (names, point) in labels(methods, &panel) {
                panel.text(point, (8.0, -6.0), ink, Anchor::Start, &names);
            }
            panel
        })
        .collect();
    Ok(Figure {
        name: ENTRY.name,
        title: "The razor: what is kept, and how far the learner went".into(),
        caption: "Old mass of every method's optimum against its distance from the start. With the weight alone (rings) the order is a theorem (H4): below the start's mass, the further away, the less is kept. \
            With everything free (discs) it is not: a mean can move without mass being lost."
            .into(),
        description: "Two panels of points, old mass over KL from the start to the learner. With the weight alone the points fall from upper left to lower right along a curve; with all parameters free they scatter."
            .into(),
        claims: &["H4"],
        panels,
        columns: 1,
    })
}

/// Methods and their points; those infinitely far away have none.
fn methods(table: &Table, free: &str) -> Vec<(String, Point)> {
    (0..table.rows.len())
        .filter(|row| table.word(*row, "free") == Some(free))
        .filter_map(|row| {
            let point = (
                table.number(row, "from_start")?,
                table.number(row, "exact")?,
            );
            Some((table.word(row, "method")?.to_owned(), point))
        })
        .collect()
}

/// One label for points that are near each other, at the first of them.
fn labels(methods: &[(String, Point)], panel: &Panel) -> Vec<(String, Point)> {
    let mut labels: Vec<(String, Point, usize)> = Vec::new();
    for (name, point) in methods {
        let near = |(_, other, _): &&mut (String, Point, usize)| {
            let apart = (panel.x.fraction(point.0) - panel.x.fraction(other.0)).abs();
            apart < NEAR.0 && (panel.y.fraction(point.1) - panel.y.fraction(other.1)).abs() < NEAR.1
        };
        match labels.iter_mut().find(near) {
            Some((names, _, more)) if names.len() > LONGEST => *more += 1,
            Some((names, ..)) => *names += &format!(", {name}"),
            None => labels.push((name.clone(), *point, 0)),
        }
    }
    let words = |(names, point, more): (String, Point, usize)| match more {
        0 => (names, point),
        more => (format!("{names} and {more} more"), point),
    };
    labels.into_iter().map(words).collect()
}
