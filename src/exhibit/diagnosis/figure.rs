//! H2: mass forgetting and drift over the checkpoints of a diagnosis.

use crate::data::{Checkpoint, Diagnosis, Interval};
use crate::figure::{Axis, Dash, Figure, Ink, Panel, Shape};

/// Mass forgetting and drift (nats, above) and the old mass (below) over the models of a diagnosis, in their order, with their intervals.
///
/// ```
/// use forgetting::data::{DiagnosisSetting, diagnose, read_log_likelihoods};
/// let (_, table) = read_log_likelihoods("examples/tasks/chains.csv".as_ref())?.swap_remove(0);
/// let diagnosis = diagnose(&table, &DiagnosisSetting::default())?;
/// assert_eq!(forgetting::exhibit::diagnosis_figure(&diagnosis).panels.len(), 2);   // nats, mass
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn diagnosis_figure(diagnosis: &Diagnosis) -> Figure {
    let checkpoints = &diagnosis.checkpoints;
    let last = checkpoints.len().max(2) as f64;
    let axis = || Axis::linear("checkpoint", 1.0, last);
    let most = checkpoints
        .iter()
        .flat_map(|c| [c.mass_forgetting.hi, c.drift.hi])
        .filter(|x| x.is_finite())
        .fold(1e-3, f64::max);
    let mut nats =
        Panel::new(axis(), Axis::linear("nats", 0.0, 1.05 * most), 180.0).with_right(110.0);
    series(&mut nats, checkpoints, "mass forgetting", Ink::Exact, |c| {
        &c.mass_forgetting
    });
    series(&mut nats, checkpoints, "drift", Ink::Bound, |c| &c.drift);
    let mut mass =
        Panel::new(axis(), Axis::linear("old mass *b*", 0.0, 1.0), 140.0).with_right(110.0);
    series(&mut mass, checkpoints, "old mass", Ink::Exact, |c| {
        &c.old_mass
    });
    Figure {
        name: "diagnosis",
        title: "Forgetting over checkpoints".into(),
        caption: "Forgetting of each checkpoint split into lost mass, KL(*p*_{α}, *m*_{b}), and drift, KL(*m*_{b}, *q*), and the old mass *b* of the nearest \
            mixture, with bootstrap intervals."
            .into(),
        description: "Above, mass forgetting and drift in nats against the number of the checkpoint; below, the old mass. Bands are intervals."
            .into(),
        claims: &["H2"],
        panels: vec![nats, mass],
        columns: 1,
    }
}

/// A band, a line and points for one quantity.
fn series(
    panel: &mut Panel,
    checkpoints: &[Checkpoint],
    name: &str,
    ink: Ink,
    of: impl Fn(&Checkpoint) -> &Interval,
) {
    let (low, high) = (panel.y.from, panel.y.to);
    let inside = |x: f64| x.clamp(low, high);
    let numbered = || {
        checkpoints
            .iter()
            .enumerate()
            .map(|(k, c)| (k as f64 + 1.0, of(c)))
    };
    let band = numbered()
        .filter(|(_, i)| i.lo.is_finite() && i.hi.is_finite())
        .map(|(x, i)| (x, inside(i.lo), inside(i.hi)))
        .collect();
    let points: Vec<(f64, f64)> = numbered()
        .filter(|(_, i)| i.value.is_finite())
        .map(|(x, i)| (x, inside(i.value)))
        .collect();
    panel
        .band(&format!("{name}, interval"), ink, band)
        .labelled(name, ink, Dash::Solid, points.clone(), name)
        .points(&format!("{name}, checkpoints"), ink, Shape::Disc, points);
}
