//! A3, A4: the exact misassignment probability between its bounds.

use super::rows::{Row, rows};
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point};
use crate::model::Scenario;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "misassignment",
    about: "misassignment probability, exact, with the bounds A3 and A4, and how far each bound is off",
    uses: &[],
    source: Source::Setting(build),
};

fn build(_: &Scenario) -> Result<Figure> {
    let x = Axis::linear("separation *δ*", 0.0, 10.0);
    let deltas: Vec<f64> = x.samples(201).collect();
    let rows = rows(&[0.5], &deltas)?;
    Ok(Figure {
        name: ENTRY.name,
        title: "Misassignment probability and its bounds".into(),
        caption: "Share of old data claimed by the new mode at *β* = 1/2: exact, under the Bhattacharyya bound A3 and between the two sides of A4 (shaded). \
            Below, each bound over the exact value: A3 loses a factor that grows like *δ*, A4 stays within √(π/2) ≈ 1.25."
            .into(),
        description: "Two panels over the separation from 0 to 10. Above, on a logarithmic scale, the exact probability falls from one half to about 3e-7; \
            the Bhattacharyya bound lies above it by a growing factor; the refined bounds enclose it closely. Below, the ratios: A3 over exact rises \
            almost linearly to 4; A4's upper side tends to 1 and its lower side to 0.8."
            .into(),
        claims: &["A3", "A4"],
        panels: vec![values(&x, &rows), ratios(x, &rows)],
        columns: 1,
    })
}

/// A curve's name, how it is drawn, and its value at a row.
type Curve = (&'static str, Ink, Dash, fn(&Row) -> f64);

/// The probability and its bounds.
fn values(x: &Axis, rows: &[Row]) -> Panel {
    let y = Axis::log("misassignment probability *ε*_{o}", 1e-7, 1.0);
    let mut panel = Panel::new(x.clone(), y, 230.0);
    let between = rows.iter().map(|r| (r.delta, r.lower, r.upper)).collect();
    panel.band("A4", Ink::Refined, between);
    let curves: [Curve; 4] = [
        ("A4 lower", Ink::Refined, Dash::Dotted, |r| r.lower),
        ("A4 upper", Ink::Refined, Dash::Dotted, |r| r.upper),
        ("A3", Ink::Bound, Dash::Dashed, |r| r.bhattacharyya),
        ("exact", Ink::Exact, Dash::Solid, |r| r.exact),
    ];
    for (name, ink, dash, value) in curves {
        panel.line(name, ink, dash, curve(rows, value));
    }
    let beside = (6.2, 4.1e-3);
    let below = (5.0, 6e-3);
    panel
        .text(
            beside,
            (3.0, -6.0),
            Ink::Bound,
            Anchor::Start,
            "Bhattacharyya (A3)",
        )
        .text(below, (-10.0, 22.0), Ink::Exact, Anchor::End, "exact,")
        .text(below, (-10.0, 38.0), Ink::Refined, Anchor::End, "within A4");
    panel
}

/// Each bound over the exact value.
fn ratios(x: Axis, rows: &[Row]) -> Panel {
    let y = Axis::linear("bound / exact", 0.5, 4.5);
    let mut panel = Panel::new(x, y, 130.0).with_right(74.0);
    let one = vec![(0.0, 1.0), (10.0, 1.0)];
    panel.line("one", Ink::Muted, Dash::Solid, one);
    let curves: [Curve; 3] = [
        ("A3", Ink::Bound, Dash::Dashed, |r| {
            r.bhattacharyya / r.exact
        }),
        ("A4 upper", Ink::Refined, Dash::Dotted, |r| {
            r.upper / r.exact
        }),
        ("A4 lower", Ink::Refined, Dash::Dotted, |r| {
            r.lower / r.exact
        }),
    ];
    for (name, ink, dash, ratio) in curves {
        panel.labelled(name, ink, dash, curve(rows, ratio), name);
    }
    panel
}

fn curve(rows: &[Row], value: fn(&Row) -> f64) -> Vec<Point> {
    rows.iter().map(|r| (r.delta, value(r))).collect()
}
