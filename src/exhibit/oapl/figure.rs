//! F1-F3: OAPL over rounds, with the lagged policy refreshed or frozen.

use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::minimize::oapl_minimiser;
use crate::model::{Part, Scenario, Separation, Weight};
use crate::objective::{OaplLine, Reward, tilted_mass};

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "oapl-rounds",
    about: "OAPL's old mass over rounds with the lagged policy refreshed each round or frozen (F1, F3)",
    uses: &[Part::Modes, Part::Beta0],
    source: Source::Setting(build),
};

const ROUNDS: u32 = 10;
/// $\Delta/\tau$ of the rounds that are regressed.
const FAMILY: f64 = 0.5;

fn build(scenario: &Scenario) -> Result<Figure> {
    let (start, separation) = (scenario.start().weight(), scenario.modes().separation());
    let x = Axis::linear("round *k*", 0.0, f64::from(ROUNDS));
    let mut panel = Panel::new(x, Axis::log("old mass", 1e-4, 1.0), 240.0).with_right(112.0);
    for ratio in [0.25, 0.5, 1.0] {
        let (name, rounds) = (
            format!("refreshed, gap/tau = {ratio}"),
            refreshed(start, ratio)?,
        );
        let label = format!("*Δ*/*τ* = {ratio}");
        panel.labelled(&name, Ink::Contrast, Dash::Solid, rounds.clone(), &label);
        let name = format!("rounds, gap/tau = {ratio}");
        panel.points(&name, Ink::Contrast, Shape::Disc, rounds);
    }
    let family = regressed(start, separation);
    if let Some(&last) = family.get(8) {
        let below = (-8.0, 12.0);
        panel.text(last, below, Ink::Refined, Anchor::End, "in the family");
    }
    let name = format!("regression in the family, gap/tau = {FAMILY}");
    panel.points(&name, Ink::Refined, Shape::Square, family);
    let once = tilted_mass(start, 1.0, 1.0)?.old();
    let mut frozen: Vec<Point> = vec![(0.0, start.old())];
    frozen.extend((1..=ROUNDS).map(|k| (f64::from(k), once)));
    panel.labelled(
        "frozen, gap/tau = 1",
        Ink::Exact,
        Dash::Dashed,
        frozen,
        "frozen, *Δ*/*τ* = 1",
    );
    Ok(Figure {
        name: ENTRY.name,
        title: "OAPL over rounds".into(),
        caption: format!(
            "Old mass of OAPL's realisable optimum from {}, hard rewards with gap *Δ* and temperature *τ*. Each refresh of the lagged policy takes *Δ*/*τ* from the logit (F3): a bounded \
             loss a round, geometric forgetting over rounds. A frozen reference keeps the loss of one round (F1). \
             Squares: OAPL's own minimiser within the family, round after round, with soft rewards at *δ* = {} and *Δ*/*τ* = {FAMILY}.",
            start.old(),
            separation.delta()
        ),
        description: "Old mass, logarithmic, over ten rounds. With refreshes it falls geometrically, faster for larger gap over temperature; with a frozen \
            reference it falls once and stays. Squares for the minimiser within the family follow the refreshed curve of the same ratio."
            .into(),
        claims: &["F1", "F3"],
        panels: vec![panel],
        columns: 1,
    })
}

/// The tilt's old mass over rounds, the lagged policy refreshed each time.
fn refreshed(start: Weight, ratio: f64) -> Result<Vec<Point>> {
    let round = |k| {
        let k = f64::from(k);
        Ok((k, tilted_mass(start, k * ratio, 1.0)?.old()))
    };
    (0..=ROUNDS).map(round).collect()
}

/// The minimiser within the family over rounds, each regressed on the one before.
fn regressed(start: Weight, separation: Separation) -> Vec<Point> {
    let mut family = vec![start];
    while family.len() <= ROUNDS as usize {
        let lag = family[family.len() - 1];
        // Beyond the regression's separations, and once the old mode is lost, there is nothing to draw.
        let Ok(line) = OaplLine::new(Reward::Soft(start), lag, separation, FAMILY, 1.0) else {
            break;
        };
        family.push(oapl_minimiser(&line).0);
    }
    let family = family.iter().enumerate();
    family.map(|(k, w)| (k as f64, w.old())).collect()
}
