//! B1, C1: the learner's density over time under SFT and under reverse KL, side by side.

use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point};
use crate::flow::GradientFlow;
use crate::minimize::Free;
use crate::model::{Mixture, Scenario, Separation, TwoModes, Weight};
use crate::objective::{ForwardKl, Objective, ReverseKl};
use nalgebra::dvector;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "densities",
    about: "the learner's density over time under SFT and under reverse KL, from the same start (B1, C1)",
    uses: &[],
    source: Source::Setting(build),
};

const ALPHA: f64 = 0.5;
const DELTA: f64 = 6.0;
const START: f64 = 0.7;
/// The new mean starts this far short of its place.
const OFFSET: f64 = 2.0;
const TIMES: [f64; 4] = [0.0, 3.0, 30.0, 3000.0];
const POINTS: usize = 181;

fn build(_: &Scenario) -> Result<Figure> {
    let target = TwoModes::on_the_line(Separation::new(DELTA)?).mixture(Weight::new(ALPHA)?);
    let start = Mixture::new(
        Weight::new(START)?,
        target.old_mean().clone(),
        target.new_mean().add_scalar(-OFFSET),
    )?;
    let (sft, rl) = (ForwardKl::sft(&target), ReverseKl::new(target.clone()));
    let methods: [(&dyn Objective, &str, Ink); 2] = [
        (&sft, "SFT", Ink::Contrast),
        (&rl, "reverse KL", Ink::Exact),
    ];
    let mut panels: Vec<Panel> = Vec::new();
    let runs = methods
        .iter()
        .map(|(objective, ..)| {
            GradientFlow::new(*objective, Free::All).run(&start, TIMES[TIMES.len() - 1])
        })
        .collect::<Result<Vec<_>>>()?;
    for time in TIMES {
        for ((_, method, ink), run) in methods.iter().zip(&runs) {
            let title = format!("{method}, *t* = {time}");
            panels.push(panel(&title, *ink, &target, &run.at(time))?);
        }
    }
    Ok(Figure {
        name: ENTRY.name,
        title: "Densities over time under SFT and reverse KL".into(),
        caption: format!(
            "The learner (line) and the target (grey) along the gradient flow with everything free, at four times; *δ* = {DELTA}, *α* = {ALPHA}. Both start with the old mode right, *β* = {START}, and the new mean {OFFSET} \
             short of its place. SFT sees new data only and empties the old mode (B1); reverse KL moves the new mode into place, takes the weight to *α* and leaves the old mode where it is (C1, C8)."
        ),
        description: "Eight small panels, SFT on the left and reverse KL on the right, at times 0, 3, 30 and 3000. On the left the old peak shrinks until it is \
            gone and all mass lies on the new mode. On the right the learner comes to lie on the target's two peaks and stays."
            .into(),
        claims: &["B1", "C1", "C8"],
        panels,
        columns: 2,
    })
}

/// The learner's density over the target's.
fn panel(title: &str, ink: Ink, target: &Mixture, learner: &Mixture) -> Result<Panel> {
    let origin = target.old_mean()[0];
    let x = Axis::linear("*x*", -3.0, DELTA + 3.0);
    let mut panel = Panel::new(x, Axis::linear(title, 0.0, 0.45), 74.0);
    let density = |mixture: &Mixture| -> Result<Vec<Point>> {
        let place = |x: f64| Ok((x, mixture.density(&dvector![origin + x])?));
        panel.x.samples(POINTS).map(place).collect()
    };
    let (wanted, held) = (density(target)?, density(learner)?);
    let band = wanted.iter().map(|p| (p.0, 0.0, p.1)).collect();
    let weight = crate::table::significant_digits(learner.weight().old(), 2);
    panel
        .band("target", Ink::Muted, band)
        .line("learner", ink, Dash::Solid, held)
        .text(
            (-3.0, 0.45),
            (6.0, 14.0),
            Ink::Text,
            Anchor::Start,
            &format!("*β* = {weight}"),
        );
    Ok(panel)
}
