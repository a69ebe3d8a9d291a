//! G3: the landscape of reverse KL over the two means.

use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Anchor, Axis, Figure, Grid, Ink, Mark, Panel, Point, Shape};
use crate::flow::GradientFlow;
use crate::landscape::{collapsed_lines, plane_of_means};
use crate::minimize::Free;
use crate::model::{Mixture, Scenario, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use nalgebra::dvector;
use rayon::prelude::*;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "landscape",
    about: "reverse KL over the two means: contours, stationary points and lines of the gradient flow (C1, G3)",
    uses: &[],
    source: Source::Setting(build),
};

const DELTA: f64 = 4.0;
const MARGIN: f64 = 1.6;
const CELLS: usize = 140;
const LEVELS: [f64; 9] = [0.02, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.2];
const STARTS: [Point; 10] = [
    (-1.4, 1.9),
    (2.1, 5.4),
    (-1.3, 5.3),
    (1.0, 1.35),
    (2.65, 3.0),
    (1.9, -1.4),
    (5.4, 2.1),
    (5.3, -1.3),
    (1.35, 1.0),
    (3.0, 2.65),
];

/// Far finer than what can be seen.
const DRAWN: f64 = 1e-6;
const AT_REST: f64 = 1e-4;
const HORIZON: f64 = 1e3;
const POINTS: usize = 80;

fn build(_: &Scenario) -> Result<Figure> {
    let (half, separation) = (Weight::new(0.5)?, Separation::new(DELTA)?);
    let axis = |label| Axis::linear(label, -MARGIN, DELTA + MARGIN);
    let mut panel = Panel::new(axis("old mean *m*_{o}"), axis("new mean *m*_{n}"), 350.0);
    panel.marks.extend(contours(half, separation)?);
    panel.marks.extend(flows(half, separation)?);
    let saddles = collapsed_lines(half, separation);
    let saddles = saddles.iter().map(|line| (line.position, line.position));
    let (target, swap) = ((0.0, DELTA), (DELTA, 0.0));
    panel
        .points("minima", Ink::Refined, Shape::Disc, vec![target, swap])
        .points("saddles", Ink::Contrast, Shape::Cross, saddles.collect())
        .text(target, (5.0, -20.0), Ink::Refined, Anchor::Start, "target")
        .text(swap, (-7.0, -12.0), Ink::Refined, Anchor::End, "label swap")
        .text(
            (DELTA, DELTA),
            (-4.0, -10.0),
            Ink::Contrast,
            Anchor::Middle,
            "equal means: saddles",
        );
    Ok(Figure {
        name: ENTRY.name,
        title: "Landscape of reverse KL".into(),
        caption: format!(
            "Reverse KL to the target with *α* = 1/2 at *δ* = {DELTA}, over the learner's two means: contours at the weight 1/2, lines of the gradient flow with the weight free too, and the \
             stationary points. The only minima are the target and its label swap (C1); where the means coincide there are saddles (G3)."
        ),
        description: "A square map, symmetric about its diagonal. Two basins: the target at (0, 4) and its label swap at (4, 0), each with arrows running into \
            it. On the diagonal, where both means are equal, lie three saddles."
            .into(),
        claims: &["C1", "G3"],
        panels: vec![panel],
        columns: 1,
    })
}

/// Level lines of the divergence over the two means, the weight held.
fn contours(weight: Weight, separation: Separation) -> Result<Vec<Mark>> {
    let plane = plane_of_means(weight, separation, weight, MARGIN, CELLS + 1)?;
    let new_means = 0..plane.offsets.len();
    let grid = Grid {
        values: new_means
            .flat_map(|j| plane.values.iter().map(move |row| row[j]))
            .collect(),
        x: plane.offsets.clone(),
        y: plane.offsets,
    };
    let contour = |level| Mark::Contour {
        level,
        paths: grid.level_lines(level),
        ink: Ink::Muted,
    };
    Ok(LEVELS.map(contour).into())
}

/// Lines of the gradient flow, the weight free too, in means counted from the old mode.
fn flows(weight: Weight, separation: Separation) -> Result<Vec<Mark>> {
    let target = TwoModes::on_the_line(separation).mixture(weight);
    // The library's plane counts from the old mode, the line's means from the midpoint of the modes.
    let origin = target.old_mean()[0];
    let objective = ReverseKl::new(target);
    let flow = |(old, new): Point| -> Result<Mark> {
        let mean = |place: f64| dvector![origin + place];
        let start = Mixture::new(weight, mean(old), mean(new))?;
        let run = GradientFlow::new(&objective, Free::All)
            .with_tolerance(DRAWN)?
            .run_until(&start, HORIZON, |q| objective.value(q) - AT_REST)?;
        let place = |time: f64| {
            let learner = run.at(time);
            (
                learner.old_mean()[0] - origin,
                learner.new_mean()[0] - origin,
            )
        };
        Ok(Mark::Flow {
            name: format!("flow from ({old}, {new})"),
            points: run.times(POINTS).into_iter().map(place).collect(),
            ink: Ink::Exact,
        })
    };
    STARTS.into_par_iter().map(flow).collect()
}
