//! E1: where TTT-Discover keeps the old mode.

use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Dash, Figure, Ink, Mark, Panel, Point};
use crate::model::{Part, Scenario, Separation, Weight};
use crate::objective::{EntropicUtility, critical_anchor};
use crate::overlap::boundary_slope;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "ttt-phase",
    about: "TTT-Discover: the critical anchor over the separation, where the old mode is lost and how much is kept above it (E1)",
    uses: &[Part::Beta0],
    source: Source::Setting(build),
};

const ETA: f64 = 1.0;
const GAP: f64 = 1.0;
/// Masses whose anchors are drawn.
const KEPT: [f64; 3] = [0.1, 0.25, 0.4];

fn build(scenario: &Scenario) -> Result<Figure> {
    let (utility, reference) = (EntropicUtility::new(ETA, GAP)?, scenario.start().weight());
    let x = Axis::linear("separation *δ*", 0.0, 6.0);
    let y = Axis::log("anchor strength *τ*", 0.03, 30.0);
    let deltas: Vec<f64> = x.samples(121).skip(1).collect();
    let over = |anchor: &dyn Fn(Separation) -> Result<f64>| -> Result<Vec<Point>> {
        let at = |delta: &f64| Ok((*delta, anchor(Separation::new(*delta)?)?));
        deltas.iter().map(at).collect()
    };
    let critical = over(&|separation| critical_anchor(ETA, GAP, reference, separation))?;
    let mut panel = Panel::new(x, y.clone(), 260.0).with_right(84.0);
    let lost = |&(delta, tau): &Point| (delta, y.from, tau.max(y.from));
    panel
        .band("lost", Ink::Contrast, critical.iter().map(lost).collect())
        .labelled("kept = 0", Ink::Exact, Dash::Solid, critical, "*τ*_{c}");
    // No anchor keeps more than its own reference has.
    for kept in KEPT.into_iter().filter(|kept| *kept < reference.old()) {
        let weight = Weight::new(kept)?;
        let points = over(&|at| Ok(anchor_that_keeps(weight, utility, reference, at)))?;
        panel.marks.push(Mark::Line {
            name: format!("kept = {kept}"),
            points,
            ink: Ink::Muted,
            dash: Dash::Solid,
            width: 1.3,
            label: Some(format!("keeps {kept}")),
        });
    }
    let at = (0.0, 0.0);
    panel
        .text(
            (1.0, 0.2),
            at,
            Ink::Contrast,
            Anchor::Middle,
            "old mode lost",
        )
        .text(
            (4.0, 8.0),
            at,
            Ink::Text,
            Anchor::Middle,
            "old mode survives",
        );
    Ok(Figure {
        name: ENTRY.name,
        title: "TTT-Discover: survive or forget".into(),
        caption: format!(
            "Equilibrium old mass of TTT-Discover with anchor weight *β*_{{0}} = {}, *η* = {ETA} and reward gap *Δ* = {GAP}. Below the critical anchor *τ*_{{c}} \
             (E1) the old mode is lost, and for overlapping modes that anchor is large; the thin lines are the anchors that keep the mass written beside them.",
            reference.old()
        ),
        description: "Anchor strength, logarithmic, over the separation from 0 to 6. The critical line falls like one over the separation squared: below it the \
            old mode is lost, above it survives. Lines of equal retained mass 0.1, 0.25 and 0.4 lie above it in this order."
            .into(),
        claims: &["E1", "E2"],
        panels: vec![panel],
        columns: 1,
    })
}

/// The anchor whose equilibrium is `kept` (E2): anchor and utility balance there, and the balance is linear in the anchor.
fn anchor_that_keeps(
    kept: Weight,
    utility: EntropicUtility,
    reference: Weight,
    separation: Separation,
) -> f64 {
    let repulsion = boundary_slope(reference, separation) - boundary_slope(kept, separation);
    (utility.least_pull() + utility.extra_pull(kept)) / repulsion
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minimize::{WEIGHT_ACCURACY, ttt_old_weight};

    #[test]
    fn the_library_keeps_what_the_anchor_was_drawn_for() -> Result<()> {
        let (utility, reference) = (EntropicUtility::new(ETA, GAP)?, Weight::new(0.5)?);
        for delta in [0.3, 1.0, 4.0] {
            for kept in KEPT {
                let (weight, separation) = (Weight::new(kept)?, Separation::new(delta)?);
                let tau = anchor_that_keeps(weight, utility, reference, separation);
                let found = ttt_old_weight(utility, tau, reference, separation)?.old();
                // The anchor's own error moves the weight by some of its share.
                let error = 10.0 * WEIGHT_ACCURACY;
                assert!((found - kept).abs() < error, "{delta} {kept}: {found}");
            }
        }
        Ok(())
    }
}
