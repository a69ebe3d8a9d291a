//! B2: how the old weight falls under SFT, between its two envelopes.

use crate::bounds::collapse_time_envelope;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point};
use crate::flow::collapse_time;
use crate::model::{Scenario, Separation, Weight};

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "sft-collapse",
    about: "the old weight over time under SFT: algebraic collapse between the two B2 envelopes, for several separations",
    uses: &[],
    source: Source::Setting(build),
};

/// Logits from the start down, closer at first; the weights are sampled, the times computed.
const STEPS: usize = 120;
const LAST_WEIGHT: f64 = 1e-5;

fn build(_: &Scenario) -> Result<Figure> {
    let last = Weight::new(LAST_WEIGHT)?.logit();
    let weights: Vec<Weight> = (0..=STEPS)
        .map(|k| Weight::from_logit(last * (k as f64 / STEPS as f64).powi(2)))
        .collect();
    let x = Axis::log("time *t* (learning rate 1)", 0.1, 1e7);
    let y = Axis::log("old weight *β*(*t*)", 1e-4, 1.0);
    let mut panel = Panel::new(x, y, 280.0).with_right(108.0);
    let [fastest, slowest] = envelope(&weights, Separation::new(2.0)?)?;
    let name = "fastest (B2), any separation";
    panel.line(name, Ink::Bound, Dash::Dashed, fastest);
    for delta in [0.5, 1.0, 2.0, 4.0] {
        let (name, label) = (format!("exact, delta = {delta}"), format!("*δ* = {delta}"));
        let points = trajectory(&weights, Separation::new(delta)?)?;
        // Lines that leave at the side have their label there, the others above the lower end.
        let crossing = |weight: f64| points.iter().find(|p| p.1 <= weight).copied();
        if crossing(panel.y.from).is_none_or(|p| p.0 > panel.x.to) {
            panel.labelled(&name, Ink::Exact, Dash::Solid, points, &label);
        } else {
            let low = crossing(3.0 * panel.y.from).unwrap_or_default();
            panel.line(&name, Ink::Exact, Dash::Solid, points);
            panel.text(low, (6.0, 0.0), Ink::Exact, Anchor::Start, &label);
        }
    }
    let (name, label) = ("slowest (B2), delta = 2", "slowest, *δ* = 2");
    panel
        .labelled(name, Ink::Refined, Dash::Dotted, slowest, label)
        .text((8e1, 1e-2), (-8.0, 4.0), Ink::Bound, Anchor::End, "fastest");
    Ok(Figure {
        name: ENTRY.name,
        title: "Collapse of the old weight under SFT".into(),
        caption: "SFT with correct means from *β*(0) = 1/2: the exact old weight for four separations. No separation collapses faster than the dashed \
            envelope; the dotted one is the slowest that B2 allows at *δ* = 2. On logarithmic axes the slopes are −1 while the modes are told apart, −1/2 in the end."
            .into(),
        description: "Old weight against time, both logarithmic. Every curve is algebraic: straight with slope minus one for well separated modes, bending \
            towards slope minus one half for overlapping ones, always between the fastest and the slowest envelope."
            .into(),
        claims: &["B1", "B2"],
        panels: vec![panel],
        columns: 1,
    })
}

/// The old weight over time, from the first of these weights to the last.
fn trajectory(weights: &[Weight], separation: Separation) -> Result<Vec<Point>> {
    let mut time = 0.0;
    let step = |pair: &[Weight]| {
        time += collapse_time(pair[0], pair[1], separation)?;
        Ok((time, pair[1].old()))
    };
    weights.windows(2).map(step).collect()
}

/// The fastest and the slowest way down that B2 allows.
fn envelope(weights: &[Weight], separation: Separation) -> Result<[Vec<Point>; 2]> {
    let (mut fastest, mut slowest) = (Vec::new(), Vec::new());
    for to in &weights[1..] {
        let times = collapse_time_envelope(weights[0], *to, separation)?;
        fastest.push((times.fastest, to.old()));
        slowest.push((times.slowest, to.old()));
    }
    Ok([fastest, slowest])
}
