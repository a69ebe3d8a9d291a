//! C8: how far a correct old mean drifts over a whole run of reverse KL.

use super::trajectory::{OFFSET as DRIFT_OFFSET, drift_of_a_run};
use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Axis, Dash, Figure, Ink, Panel, Point, Shape};
use crate::flow::UniformDrift;
use crate::model::{Scenario, Weight};
use rayon::prelude::*;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "drift",
    about: "the largest old-mean drift along a run of reverse KL over the separation, with the bounds of C8 and the slope exp(-delta^2/8)",
    uses: &[],
    source: Source::Setting(build),
};

/// Runs at 2, 2.5, ..., 10.
const RUNS: usize = 17;
const LOWEST: f64 = 1e-7;
const ALPHA: f64 = 0.5;
const START: f64 = 0.7;

fn build(_: &Scenario) -> Result<Figure> {
    let (alpha, start) = (Weight::new(ALPHA)?, Weight::new(START)?);
    let x = Axis::linear("separation *δ*", 2.0, 10.0);
    let deltas: Vec<f64> = x.samples(RUNS).collect();
    let runs: Vec<UniformDrift> = deltas
        .par_iter()
        .map(|delta| drift_of_a_run(alpha, start, *delta))
        .collect::<Result<_>>()?;
    let over = |value: fn(&UniformDrift) -> Option<f64>| -> Vec<Point> {
        let pairs = deltas.iter().zip(&runs);
        pairs
            .filter_map(|(delta, run)| Some((*delta, value(run)?)))
            .collect()
    };
    let exact = over(|run| Some(run.drift.value));
    let last = exact[exact.len() - 1];
    let order = |shift: f64, height: f64| -> Vec<Point> {
        let exponent = move |d: f64| (d - shift) * (d - shift) / 8.0;
        x.samples(91)
            .map(|d| {
                (
                    d,
                    height * last.1 * core_math::exp(exponent(last.0) - exponent(d)),
                )
            })
            .collect()
    };
    let mut panel = Panel::new(
        x.clone(),
        Axis::log("largest distance of *m*_{o} from its place", LOWEST, 3.0),
        250.0,
    )
    .with_right(112.0);
    panel
        .labelled(
            "exp(-(delta-1)^2/8)",
            Ink::Muted,
            Dash::Dashed,
            order(DRIFT_OFFSET, 0.3),
            "*e*^{−(δ−1)²/8}",
        )
        .labelled(
            "exp(-delta^2/8)",
            Ink::Muted,
            Dash::Solid,
            order(0.0, 0.06),
            "*e*^{−δ²/8}",
        )
        .labelled(
            "forcing",
            Ink::Bound,
            Dash::Dashed,
            over(|run| Some(run.forcing.value)),
            "C8, forcing",
        )
        .labelled(
            "closed form",
            Ink::Refined,
            Dash::Dotted,
            over(|run| run.closed_form),
            "C8, closed",
        )
        .points("runs", Ink::Exact, Shape::Disc, exact.clone())
        .labelled("exact", Ink::Exact, Dash::Solid, exact, "run");
    Ok(Figure {
        name: ENTRY.name,
        title: "Drift of a correct old mean over a run of reverse KL".into(),
        caption: format!(
            "Largest distance of the old mean from its place along the gradient flow, *α* = {ALPHA}, *β*(0) = {START}, the old mean right at the start and the new mean {DRIFT_OFFSET} short of \
             its place, and the two uniform bounds of C8. Everything falls exponentially in *δ*²: thin lines, their heights arbitrary, show *e*^{{−δ²/8}}, the Bhattacharyya coefficient of the modes, and \
             *e*^{{−(δ−1)²/8}}, that of the start, whose modes are closer. The dip near *δ* = 3 is where the drift turns from towards the new mode to away from it. The closed bound is drawn where it exists."
        ),
        description: "Drift on a logarithmic scale over the separation from 2 to 10. The discs of the runs fall by about six orders of magnitude, with the two bounds above \
            them, with a slope between those of the two thin reference lines."
            .into(),
        claims: &["C8"],
        panels: vec![panel],
        columns: 1,
    })
}
