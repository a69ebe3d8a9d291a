//! G1: any share of reverse KL retains, though perhaps very little.

use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Panel, Point};
use crate::minimize::hybrid_share;
use crate::model::{Part, Scenario, Separation, Weight};

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "hybrid",
    about: "old weight kept by a mixture of forward and reverse KL over the share of reverse KL, for several separations (G1)",
    uses: &[Part::Alpha],
    source: Source::Setting(build),
};

const LOWEST: f64 = 1e-12;

fn build(scenario: &Scenario) -> Result<Figure> {
    let alpha = scenario.alpha();
    let mut panel = Panel::new(
        Axis::log("share *s* of reverse KL", 1e-3, 1.0),
        Axis::log("old weight kept", LOWEST, 1.0),
        250.0,
    );
    let mut labels = Vec::new();
    for delta in [2.0, 3.0, 4.0, 5.0] {
        let separation = Separation::new(delta)?;
        // The share a weight needs has a closed form; the weight a share keeps has none.
        let lowest = Weight::new(LOWEST)?.logit().min(alpha.logit() - 10.0);
        let points: Vec<Point> = (1..=300)
            .map(|k| {
                let weight = Weight::from_logit(
                    alpha.logit() + (lowest - alpha.logit()) * f64::from(k) / 300.0,
                );
                Ok((hybrid_share(weight, alpha, separation)?, weight.old()))
            })
            .collect::<Result<_>>()?;
        labels.push((delta, points.iter().rev().find(|p| p.0 > 2e-3).copied()));
        panel.line(&format!("delta = {delta}"), Ink::Exact, Dash::Solid, points);
    }
    for (delta, at) in labels {
        if let Some(at) = at {
            panel.text(
                at,
                (4.0, 15.0),
                Ink::Exact,
                Anchor::Start,
                &format!("*δ* = {delta}"),
            );
        }
    }
    Ok(Figure {
        name: ENTRY.name,
        title: "A share of reverse KL keeps the old mode".into(),
        caption: format!(
            "Old weight at the minimum of (1 − *s*) KL(*p*_{{n}} ‖ *q*) + *s* KL(*q* ‖ *p*_{{α}}), *α* = {}, correct means (G1). It is positive for every *s* > 0, and can be \
             tiny: with well separated modes a small share of reverse KL keeps next to nothing.",
            alpha.old()
        ),
        description: "Old weight kept against the share of reverse KL, both logarithmic, for separations 2, 3, 4 and 5. All curves reach the target's weight at share 1. \
            Towards small shares they fall, the faster the better the modes are separated."
            .into(),
        claims: &["G1"],
        panels: vec![panel],
        columns: 1,
    })
}
