//! C3, C4: how hard reverse KL pulls on a correct old mean.

use crate::bounds::drift_bound;
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Axis, Dash, Figure, Ink, Panel, Point};
use crate::model::{Part, Scenario, Separation, TwoModes};
use crate::objective::{Objective, ReverseKl};
use crate::overlap::Overlap;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "drift-pull",
    about: "reverse KL's pull on a correct old mean over the separation, exact, with the misassignment bound C4 in its three forms",
    uses: &[Part::Alpha, Part::Beta0],
    source: Source::Setting(build),
};

fn build(scenario: &Scenario) -> Result<Figure> {
    let (alpha, beta) = (scenario.alpha(), scenario.start().weight());
    let x = Axis::linear("separation *δ*", 1.0, 10.0);
    let (mut exact, mut gated, mut refined, mut plain): (Vec<Point>, Vec<_>, Vec<_>, Vec<_>) =
        Default::default();
    for delta in x.samples(181) {
        let separation = Separation::new(delta)?;
        let target = TwoModes::on_the_line(separation).mixture(alpha);
        let learner = target.with_weight(beta);
        let (_, gradient) = ReverseKl::new(target).value_and_gradient(&learner);
        let claimed = Overlap::new(beta, separation).misassignment_old() * delta
            + Overlap::new(alpha, separation).misassignment_old() * delta;
        let closed = drift_bound(beta, separation, alpha, separation);
        exact.push((delta, gradient[1].abs()));
        gated.push((delta, beta.old() * claimed));
        refined.push((delta, closed.refined));
        plain.push((delta, closed.bhattacharyya));
    }
    // The order of the pull: exp(-delta^2/8), through the exact value at the right end.
    let last = *exact.last().expect("samples");
    let order = x
        .samples(91)
        .map(|d| {
            (
                d,
                0.2 * last.1 * core_math::exp((last.0 * last.0 - d * d) / 8.0),
            )
        })
        .collect();
    let mut panel =
        Panel::new(x, Axis::log("pull on the old mean", 1e-8, 10.0), 250.0).with_right(78.0);
    panel
        .labelled(
            "exp(-delta^2/8)",
            Ink::Muted,
            Dash::Solid,
            order,
            "*e*^{−δ²/8}",
        )
        .labelled("C4 by A3", Ink::Bound, Dash::Dashed, plain, "C4 by A3")
        .labelled("C4 by A4", Ink::Refined, Dash::Dotted, refined, "C4 by A4")
        .labelled("C4", Ink::Contrast, Dash::Solid, gated, "C4")
        .labelled("exact", Ink::Exact, Dash::Solid, exact, "exact (C3)");
    Ok(Figure {
        name: ENTRY.name,
        title: "Pull of reverse KL on a correct old mean".into(),
        caption: format!(
            "Size of the gradient at a correct old mean (C3) with *β* = {}, *α* = {} and the new mean right too, and the misassignment bound C4: with exact misassignment \
             probabilities, with A4 and with A3. All fall like the Bhattacharyya coefficient *e*^{{−δ²/8}} (thin line, its height arbitrary).",
            beta.old(),
            alpha.old()
        ),
        description: "Pull on a logarithmic scale over the separation from 1 to 10. Exact value and bounds fall together by seven orders of magnitude, \
            parallel to the thin reference line; the bounds lie above the exact value by less than a factor of twenty."
            .into(),
        claims: &["C3", "C4"],
        panels: vec![panel],
        columns: 1,
    })
}
