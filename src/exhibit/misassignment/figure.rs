//! A3, A4: the exact misassignment probability between its bounds.

use super::rows::Row;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel};
use crate::model::{Scenario, Separation, Weight};

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "misassignment",
    about: "misassignment probability, exact, with the bounds A3 and A4, and how far each bound is off",
    uses: &[],
    source: Source::Setting(build),
};

fn build(_: &Scenario) -> Result<Figure> {
    let half = Weight::new(0.5)?;
    let x = Axis::linear("separation *δ*", 0.0, 10.0);
    let rows: Vec<Row> = x
        .samples(201)
        .map(|delta| Ok(Row::new(half, Separation::new(delta)?)))
        .collect::<Result<_>>()?;
    let mut values = Panel::new(
        x.clone(),
        Axis::log("misassignment probability *ε*_{o}", 1e-7, 1.0),
        230.0,
    );
    values
        .band(
            "A4",
            Ink::Refined,
            rows.iter().map(|r| (r.delta, r.lower, r.upper)).collect(),
        )
        .line(
            "A4 lower",
            Ink::Refined,
            Dash::Dotted,
            rows.iter().map(|r| (r.delta, r.lower)).collect(),
        )
        .line(
            "A4 upper",
            Ink::Refined,
            Dash::Dotted,
            rows.iter().map(|r| (r.delta, r.upper)).collect(),
        )
        .line(
            "A3",
            Ink::Bound,
            Dash::Dashed,
            rows.iter().map(|r| (r.delta, r.bhattacharyya)).collect(),
        )
        .line(
            "exact",
            Ink::Exact,
            Dash::Solid,
            rows.iter().map(|r| (r.delta, r.exact)).collect(),
        )
        .text(
            (6.2, 4.1e-3),
            (3.0, -6.0),
            Ink::Bound,
            Anchor::Start,
            "Bhattacharyya (A3)",
        )
        .text(
            (5.0, 6e-3),
            (-10.0, 22.0),
            Ink::Exact,
            Anchor::End,
            "exact,",
        )
        .text(
            (5.0, 6e-3),
            (-10.0, 38.0),
            Ink::Refined,
            Anchor::End,
            "within A4",
        );
    let mut ratios = Panel::new(x, Axis::linear("bound / exact", 0.5, 4.5), 130.0).with_right(74.0);
    ratios
        .line(
            "one",
            Ink::Muted,
            Dash::Solid,
            vec![(0.0, 1.0), (10.0, 1.0)],
        )
        .labelled(
            "A3",
            Ink::Bound,
            Dash::Dashed,
            rows.iter()
                .map(|r| (r.delta, r.bhattacharyya / r.exact))
                .collect(),
            "A3",
        )
        .labelled(
            "A4 upper",
            Ink::Refined,
            Dash::Dotted,
            rows.iter().map(|r| (r.delta, r.upper / r.exact)).collect(),
            "A4 upper",
        )
        .labelled(
            "A4 lower",
            Ink::Refined,
            Dash::Dotted,
            rows.iter().map(|r| (r.delta, r.lower / r.exact)).collect(),
            "A4 lower",
        );
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
        panels: vec![values, ratios],
        columns: 1,
    })
}
