//! B1, B5, B6: what each place of replay does to the objective of forward KL.

use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::minimize::{Free, minimise};
use crate::model::{Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{ForwardKl, ModelReplay, Objective};

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "replay",
    about: "forward KL over the old weight without replay, with replay in the data and with replay in the model, and where each is least",
    uses: &[Part::Rho],
    source: Source::Setting(build),
};

const DELTA: f64 = 3.0;

/// Labels: beside which point, moved by how much.
const LABELS: [(Point, Point, Ink, Anchor, &str); 3] = [
    (
        (0.6, 0.47),
        (1.0, 4.0),
        Ink::Contrast,
        Anchor::Start,
        "no replay",
    ),
    (
        (0.64, 0.0),
        (0.0, -7.0),
        Ink::Exact,
        Anchor::Start,
        "replay in data",
    ),
    (
        (0.4, 0.64),
        (-2.0, -6.0),
        Ink::Bound,
        Anchor::End,
        "replay in model",
    ),
];

fn build(scenario: &Scenario) -> Result<Figure> {
    let modes = TwoModes::on_the_line(Separation::new(DELTA)?).mixture(Weight::new(0.5)?);
    let rho = scenario.rho();
    let plain = ForwardKl::sft(&modes);
    let data = ForwardKl::new(modes.with_weight(rho));
    let model = ModelReplay::new(&modes, rho)?;
    let x = Axis::linear("old weight *β*", 0.0, 1.0);
    // Closer together near 0, where the divergences bend.
    let weights: Vec<Weight> = x
        .samples(201)
        .map(|t| Weight::new(t * t))
        .collect::<Result<_>>()?;
    let mut panel = Panel::new(x, Axis::linear("divergence (nats)", 0.0, 1.5), 230.0);
    let curves: [(&str, &dyn Objective, Ink, Dash); 3] = [
        ("no replay", &plain, Ink::Contrast, Dash::Solid),
        ("replay in the model", &model, Ink::Bound, Dash::Dashed),
        ("replay in the data", &data, Ink::Exact, Dash::Solid),
    ];
    for (name, objective, ink, dash) in curves {
        let value = |w: &Weight| (w.old(), objective.value(&modes.with_weight(*w)));
        panel.line(name, ink, dash, weights.iter().map(value).collect());
        let end = minimise(objective, &modes, Free::Weight)?;
        let least = vec![(end.learner.weight().old(), end.value)];
        panel.points(&format!("{name}: minimiser"), ink, Shape::Disc, least);
    }
    for (place, shift, ink, anchor, label) in LABELS {
        panel.text(place, shift, ink, anchor, label);
    }
    Ok(Figure {
        name: ENTRY.name,
        title: "Where replay goes decides what is kept".into(),
        caption: format!(
            "Forward KL over the old weight at *δ* = {DELTA}, replay rate *ρ* = {}, correct means; discs mark the minimisers. Replay in the data moves the minimum to \
             *β* = *ρ*; replay in the model only leaves it at 0.",
            rho.old()
        ),
        description: format!(
            "Three curves over the old weight from 0 to 1. SFT without replay and forward KL with replay in the model are both least at old weight 0; \
             with replay in the data the minimum is at {}, where the divergence is 0.",
            rho.old()
        ),
        claims: &["B1", "B5", "B6"],
        panels: vec![panel],
        columns: 1,
    })
}
