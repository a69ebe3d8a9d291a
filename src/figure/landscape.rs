//! G3: the landscape of reverse KL over the two means.

use super::contour::Grid;
use super::{Anchor, Axis, Figure, FigureEntry, Ink, Mark, Panel, Point, Shape};
use crate::error::Result;
use crate::minimize::{StationaryKind, stationary_points};
use crate::model::{Mixture, Separation, TwoModes, Weight};
use crate::objective::{Objective, ReverseKl};
use nalgebra::dvector;
use rayon::prelude::*;

pub(super) const ENTRY: FigureEntry = FigureEntry {
    name: "landscape",
    about: "reverse KL over the two means: contours, stationary points and lines of steepest descent (C1, G3)",
    build,
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

fn build() -> Result<Figure> {
    let half = Weight::new(0.5)?;
    let modes = TwoModes::on_the_line(Separation::new(DELTA)?);
    let target = modes.mixture(half);
    let objective = ReverseKl::new(target.clone());
    let learner = |(old, new): Point| Mixture::new(half, dvector![old], dvector![new]);
    let axis = |label| Axis::linear(label, -MARGIN, DELTA + MARGIN);
    let mut panel = Panel::new(axis("old mean *m*_{o}"), axis("new mean *m*_{n}"), 350.0);

    let ticks: Vec<f64> = panel.x.samples(CELLS + 1).collect();
    let rows: Vec<Vec<f64>> = ticks
        .par_iter()
        .map(|&new| {
            let row = ticks.iter().map(|&old| {
                let at = learner((old, new))?;
                Ok(objective.value_and_gradient(&at).0)
            });
            row.collect()
        })
        .collect::<Result<_>>()?;
    let grid = Grid {
        x: ticks.clone(),
        y: ticks,
        values: rows.concat(),
    };
    for level in LEVELS {
        panel.marks.push(Mark::Contour {
            level,
            paths: grid.level_lines(level),
            ink: Ink::Muted,
        });
    }
    for start in STARTS {
        panel.marks.push(Mark::Flow {
            name: format!("descent from ({}, {})", start.0, start.1),
            points: descent(start, |point| {
                let (_, gradient) = objective.value_and_gradient(&learner(point)?);
                Ok((-gradient[1], -gradient[2]))
            })?,
            ink: Ink::Exact,
        });
    }
    let start = modes.mixture(Weight::new(0.6)?);
    let (mut minima, mut saddles) = (Vec::new(), Vec::new());
    for point in stationary_points(&objective, &start, &target) {
        let place = (point.learner.old_mean()[0], point.learner.new_mean()[0]);
        match point.kind {
            StationaryKind::Minimum => minima.push(place),
            _ if point.collapsed => saddles.push(place),
            _ => {}
        }
    }
    panel
        .points("minima", Ink::Refined, Shape::Disc, minima)
        .points("saddles", Ink::Contrast, Shape::Cross, saddles)
        .text(
            (0.0, DELTA),
            (5.0, -20.0),
            Ink::Refined,
            Anchor::Start,
            "target",
        )
        .text(
            (DELTA, 0.0),
            (-7.0, -12.0),
            Ink::Refined,
            Anchor::End,
            "label swap",
        )
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
            "Reverse KL to the target with *α* = 1/2 at *δ* = {DELTA}, over the learner's two means, its weight held at 1/2: contours, lines of steepest descent and the \
             stationary points of all three parameters that lie in this plane. The only minima are the target and its label swap (C1); where the means coincide there are saddles (G3)."
        ),
        description: "A square map, symmetric about its diagonal. Two basins: the target at (0, 4) and its label swap at (4, 0), each with arrows running into \
            it. On the diagonal, where both means are equal, lie three saddles."
            .into(),
        claims: &["C1", "G3"],
        panels: vec![panel],
        columns: 1,
    })
}

/// The line of steepest descent, by its arc length: midpoint steps of a fiftieth, far below what can be seen.
fn descent(start: Point, force: impl Fn(Point) -> Result<Point>) -> Result<Vec<Point>> {
    const STEP: f64 = 0.02;
    const LONGEST: usize = 600;
    let direction = |at: Point| -> Result<Option<Point>> {
        let (x, y) = force(at)?;
        let size = x.hypot(y);
        Ok((size > 1e-3).then(|| (x / size, y / size)))
    };
    let mut points = vec![start];
    let mut at = start;
    for _ in 0..LONGEST {
        let Some(here) = direction(at)? else { break };
        let half = (at.0 + 0.5 * STEP * here.0, at.1 + 0.5 * STEP * here.1);
        let Some(middle) = direction(half)? else {
            break;
        };
        // At the bottom the direction turns round.
        if here.0 * middle.0 + here.1 * middle.1 < 0.0 {
            break;
        }
        at = (at.0 + STEP * middle.0, at.1 + STEP * middle.1);
        points.push(at);
    }
    Ok(points)
}
