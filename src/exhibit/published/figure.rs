//! C10: a published simulation beside its population.

use crate::error::Result;
use crate::exhibit::{FigureEntry, Source};
use crate::figure::{Axis, Dash, Figure, Ink, Mark, Panel, Point, Shape};
use crate::model::Scenario;
use crate::simulate::chen::{
    METHODS, Method, NEW_MEAN, Report, Target, population_path, published,
};
use rayon::prelude::*;

pub(crate) const ENTRY: FigureEntry = FigureEntry {
    name: "chen-two-mode",
    about: "the published two-mode simulation of arXiv:2510.18874, points of 200 seeds over the population's curves (C10)",
    uses: &[],
    source: Source::Setting(build),
};

/// Which number of a report, its label, the ends of its axis.
const SHOWN: [(usize, &str, f64, f64); 2] = [
    (0, "old weight *w*", 0.35, 0.8),
    (3, "new mean *m*_{2}", 0.0, 4.0),
];

fn build(_: &Scenario) -> Result<Figure> {
    let target = Target::new(NEW_MEAN)?;
    let paths: Vec<Vec<Report>> = METHODS
        .into_par_iter()
        .map(|method| population_path(method, &target))
        .collect();
    let mut panels = Vec::new();
    for (at, label, from, to) in SHOWN {
        let x = Axis::linear("gradient steps", 0.0, 200.0);
        let mut panel = Panel::new(x, Axis::linear(label, from, to), 170.0).with_right(118.0);
        for (method, path) in METHODS.into_iter().zip(&paths) {
            let (ink, dash, words) = style(method);
            let reports = path.iter().enumerate();
            let curve = reports.map(|(k, report)| (k as f64, report[at])).collect();
            let name = format!("{}, population", method.name());
            panel.labelled(&name, ink, dash, curve, &words);
            published_means(&mut panel, &method.name(), at, ink);
        }
        panels.push(panel);
    }
    Ok(Figure {
        name: ENTRY.name,
        title: "A published simulation and its population".into(),
        caption: "The two-mode simulation of arXiv:2510.18874: means of 200 seeds of the authors' code (rings; bars of five standard errors are smaller than the rings where not seen) and the same update with \
            every expectation taken exactly (lines). Forward KL agrees at both step sizes. The published reinforce runs move the new mean \
            as their population does and lose the old weight late: its gradient sits in rare samples, the importance weights have no variance, and batches of 1000 miss them \
            (C10 bounds the weights by replay)."
            .into(),
        description: "Two panels over 200 gradient steps: old weight and new mean for forward KL at two step sizes and for reinforce. Rings of published means lie on the \
            forward-KL curves; those of reinforce lie on its curve for the new mean and above it for the old weight, by many standard errors."
            .into(),
        claims: &["C10"],
        panels,
        columns: 1,
    })
}

fn style(method: Method) -> (Ink, Dash, String) {
    match method {
        Method::ForwardKl { rate } => {
            let dash = if rate < 0.1 {
                Dash::Dashed
            } else {
                Dash::Solid
            };
            (Ink::Contrast, dash, format!("forward KL, {rate}"))
        }
        Method::Reinforce { rate } => (Ink::Exact, Dash::Solid, format!("reinforce, {rate}")),
    }
}

/// The published means of one method's number, each with a bar of five standard errors.
fn published_means(panel: &mut Panel, name: &str, at: usize, ink: Ink) {
    let mut points: Vec<Point> = Vec::new();
    for row in published().iter().filter(|row| row.method == name) {
        let (x, mean) = (row.iteration as f64, row.mean[at]);
        let error = row.standard_error.map_or(0.0, |errors| errors[at]);
        panel.marks.push(Mark::Line {
            name: format!(
                "{name}, published, step {}, five standard errors",
                row.iteration
            ),
            points: vec![(x, mean - 5.0 * error), (x, mean + 5.0 * error)],
            ink,
            dash: Dash::Solid,
            width: 1.3,
            label: None,
        });
        points.push((x, mean));
    }
    panel.points(&format!("{name}, published"), ink, Shape::Ring, points);
}
