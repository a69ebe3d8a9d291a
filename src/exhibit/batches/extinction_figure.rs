//! C12: how often training on one's own samples loses the old mode, by batch size.

use super::extinction;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Mark, Panel, Point, Shape};
use crate::table::Table;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "extinction",
    about: "share of runs on own samples that lose the old mode, by batch size, start and kind of replay, beside the martingale's limit (C12)",
    uses: &[],
    source: Source::Rows(&extinction::ENTRY, figure),
};

const DELTA: f64 = 4.0;
/// Kinds of replay, their words, ink and sign.
const REPLAYS: [(&str, &str, Ink, Shape); 3] = [
    ("none", "no replay", Ink::Contrast, Shape::Disc),
    ("weighted", "weighted replay", Ink::Exact, Shape::Ring),
    ("counted", "counted replay", Ink::Refined, Shape::Square),
];
/// Neighbouring signs of one batch size stand apart by this factor.
const APART: f64 = 1.12;

fn figure(table: &Table) -> Result<Figure> {
    let x = Axis::log("batch size *N*", 1.5, 45.0);
    let y = Axis::linear("share of runs that lose the old mode", 0.0, 1.0);
    let mut panel = Panel::new(x, y, 270.0).with_right(116.0);
    for beta0 in [0.1, 0.3, 0.7] {
        let limit = 1.0 - beta0;
        panel.labelled(
            &format!("limit, beta0 = {beta0}"),
            Ink::Muted,
            Dash::Solid,
            vec![(1.5, limit), (45.0, limit)],
            &format!("1 − *β*(0) = {limit:.1}"),
        );
        for (k, (replay, _, ink, shape)) in REPLAYS.into_iter().enumerate() {
            let shares = shares(table, beta0, replay, APART.powi(k as i32 - 1));
            draw(
                &mut panel,
                &shares,
                &format!("{replay}, beta0 = {beta0}"),
                ink,
                shape,
            );
        }
    }
    for (k, (_, words, ink, _)) in REPLAYS.into_iter().enumerate() {
        panel.text(
            (45.0, 0.5),
            (8.0, 18.0 * k as f64 - 14.0),
            ink,
            Anchor::Start,
            words,
        );
    }
    Ok(Figure {
        name: ENTRY.name,
        title: "Losing the old mode on one's own samples".into(),
        caption: format!(
            "Share of 1000 runs at *δ* = {DELTA} in which the old weight falls below 0.01 before the new one does, from *β*(0) = 0.1, 0.3 and 0.7 (bars: intervals that miss once in a thousand million times). \
             Without replay (discs) and with importance-weighted replay (rings) the weight is a martingale: it is lost with probability 1 − *β*(0) (lines), whatever the batch. Larger batches only delay it. \
             Old samples counted like own ones (squares) keep the old mode, at the cost of the new one."
        ),
        description: "Shares over batch sizes 2, 8 and 32. Discs and rings lie on three level lines at 0.9, 0.7 and 0.3; squares fall to zero as the batch grows."
            .into(),
        claims: &["C12"],
        panels: vec![panel],
        columns: 1,
    })
}

/// The share of runs that lost the old mode with this batch size, where it is drawn, and the ends of its interval.
struct Share {
    batch: f64,
    place: Point,
    ends: [f64; 2],
}

/// Draws shares as signs, each with a bar over its interval.
fn draw(panel: &mut Panel, shares: &[Share], name: &str, ink: Ink, shape: Shape) {
    for share in shares {
        panel.marks.push(Mark::Line {
            name: format!("{name}, N = {}, interval", share.batch),
            points: share.ends.map(|end| (share.place.0, end)).to_vec(),
            ink,
            dash: Dash::Solid,
            width: 1.3,
            label: None,
        });
    }
    if !shares.is_empty() {
        let places = shares.iter().map(|share| share.place).collect();
        panel.points(name, ink, shape, places);
    }
}

/// The shares seen from one start with one kind of replay, drawn at the batch size times this factor.
fn shares(table: &Table, beta0: f64, replay: &str, moved: f64) -> Vec<Share> {
    let wanted = |row: &usize| {
        table.number(*row, "delta") == Some(DELTA)
            && table.number(*row, "beta0") == Some(beta0)
            && table.word(*row, "replay") == Some(replay)
    };
    let share = |row| {
        let number = |key| table.number(row, key);
        let batch = number("batch")?;
        Some(Share {
            batch,
            place: (moved * batch, number("simulated")?),
            ends: [number("low")?, number("high")?],
        })
    };
    (0..table.rows.len())
        .filter(wanted)
        .filter_map(share)
        .collect()
}
