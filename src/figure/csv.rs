//! The numbers behind a figure.

use super::label::plain;
use super::scene::{Figure, Mark};

/// One line a point: panel, series, labels of the axes, x, y, and y's upper end for a band. Every digit the `f64` has.
pub(super) fn csv(figure: &Figure) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |record: [&str; 7]| {
        writer
            .write_record(record)
            .expect("a vector takes any bytes")
    };
    put(["panel", "series", "x_axis", "y_axis", "x", "y", "y_upper"]);
    for (k, panel) in figure.panels.iter().enumerate() {
        let number = (k + 1).to_string();
        let (x_axis, y_axis) = (plain(&panel.x.label), plain(&panel.y.label));
        let mut row = |series: &str, x: f64, y: f64, upper: &str| {
            put([
                &number,
                series,
                &x_axis,
                &y_axis,
                &format!("{x:e}"),
                &format!("{y:e}"),
                upper,
            ]);
        };
        for mark in &panel.marks {
            match mark {
                Mark::Line { name, points, .. }
                | Mark::Points { name, points, .. }
                | Mark::Flow { name, points, .. } => {
                    points.iter().for_each(|p| row(name, p.0, p.1, ""));
                }
                Mark::Band { name, points, .. } => {
                    points
                        .iter()
                        .for_each(|p| row(name, p.0, p.1, &format!("{:e}", p.2)));
                }
                Mark::Contour { level, paths, .. } => {
                    for (piece, path) in paths.iter().enumerate() {
                        let name = format!("level {level}, piece {}", piece + 1);
                        path.iter().for_each(|p| row(&name, p.0, p.1, ""));
                    }
                }
                Mark::Text { .. } => {}
            }
        }
    }
    writer.into_inner().expect("a vector takes any bytes")
}
