//! C11: how likely a batch has no old-mode sample, with and without replay.

use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point};
use crate::model::{Scenario, Weight};
use crate::simulate::Starvation;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "starvation",
    about: "probability that a batch holds no old-mode sample over the old weight, with and without replay (C11)",
    uses: &[],
    source: Source::Setting(build),
};

const RHO: f64 = 0.05;

/// Labels: beside which point, moved by how much.
const LABELS: [(Point, Point, Ink, Anchor, &str); 4] = [
    (
        (2.2e-2, 0.49),
        (6.0, -4.0),
        Ink::Contrast,
        Anchor::Start,
        "*N* = 32",
    ),
    (
        (5.4e-3, 0.49),
        (-7.0, 0.0),
        Ink::Contrast,
        Anchor::End,
        "no replay, *N* = 128",
    ),
    (
        (1.2e-4, 0.194),
        (0.0, -7.0),
        Ink::Exact,
        Anchor::Start,
        "replay, *N* = 32",
    ),
    (
        (1.2e-4, 0.0),
        (0.0, -7.0),
        Ink::Exact,
        Anchor::Start,
        "replay, *N* = 128",
    ),
];

fn build(_: &Scenario) -> Result<Figure> {
    let mut panel = Panel::new(
        Axis::log("old weight *β*", 1e-4, 0.5),
        Axis::linear("probability of no old sample in a batch of *N*", 0.0, 1.0),
        240.0,
    );
    for batch in [32, 128] {
        for (rho, ink, dash) in [
            (0.0, Ink::Contrast, Dash::Solid),
            (RHO, Ink::Exact, Dash::Solid),
        ] {
            let points = panel
                .x
                .samples(160)
                .map(|beta| {
                    let starvation = Starvation::new(Weight::new(beta)?, rho, batch)?;
                    Ok((beta, starvation.probability()))
                })
                .collect::<Result<_>>()?;
            panel.line(&format!("N = {batch}, rho = {rho}"), ink, dash, points);
        }
    }
    for (place, shift, ink, anchor, label) in LABELS {
        panel.text(place, shift, ink, anchor, label);
    }
    Ok(Figure {
        name: ENTRY.name,
        title: "Starvation of the old mode".into(),
        caption: format!(
            "Probability that a batch holds no sample of the old mode (C11): (1 − *β*)^{{N}} on-policy, ((1 − *ρ*)(1 − *β*))^{{N}} with replay at *ρ* = {RHO}. \
             As the old weight falls the first tends to 1; the second never exceeds (1 − *ρ*)^{{N}}."
        ),
        description: "Probability over the old weight, logarithmic from 0.0001 to 0.5, for batches of 32 and 128. Without replay it rises to 1 as the weight \
            falls; with replay it stays below 0.2 for 32 samples and below 0.0015 for 128."
            .into(),
        claims: &["C11"],
        panels: vec![panel],
        columns: 1,
    })
}
