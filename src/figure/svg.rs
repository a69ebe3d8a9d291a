//! A figure as SVG text: colours as plain attributes, which every viewer understands, and as classes, which a page can restyle.

use super::area::Area;
use super::axis::{Tick, ticks};
use super::label::width;
use super::pen::{Pen, escape, fill, number, path};
use super::scene::{Anchor, Dash, Figure, Mark, Panel, Point};
use super::style::{FAMILY, Ink, LABEL, TICK, WIDTH, dark_rules};
use std::fmt::Write;

/// Above a plotting area: the label of its vertical axis. Below: ticks and the label of the horizontal one.
const ABOVE: f64 = 32.0;
const BELOW: f64 = 42.0;
/// Least distance of the baselines of two labels.
const LEADING: f64 = 15.5;

/// Where a figure will be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a file of its own, light or dark as the viewer prefers.
    File,
    /// Inside a page that styles it.
    Page,
    /// On paper or as pixels: light.
    Print,
}

/// The SVG element.
pub(super) fn svg(figure: &Figure, place: Place) -> String {
    let mut pen = Pen::default();
    let height = pen.figure(figure);
    let id = format!("figure-{}", figure.name);
    let size = match place {
        Place::Page => String::new(),
        _ => format!(" width=\"{WIDTH}\" height=\"{}\"", number(height)),
    };
    let style = match place {
        Place::File => format!("<style>{}</style>", dark_rules()),
        _ => String::new(),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {h}\"{size} role=\"img\" aria-labelledby=\"{id}-title {id}-description\" \
         font-family=\"{FAMILY}\">\n<title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-description\">{description}</desc>\n{style}\
         <rect width=\"{WIDTH}\" height=\"{h}\" {paper}/>\n{body}</svg>\n",
        h = number(height),
        title = escape(&figure.title),
        description = escape(&figure.description),
        paper = fill(Ink::Paper),
        body = pen.out,
    )
}

impl Pen {
    /// Draws every panel and returns the height.
    fn figure(&mut self, figure: &Figure) -> f64 {
        let columns = figure.columns.max(1);
        let room = WIDTH / columns as f64;
        // Panels above each other share their edges.
        let left = figure.panels.iter().map(left_margin).fold(0.0, f64::max);
        let right = figure.panels.iter().map(|p| p.right).fold(0.0, f64::max);
        let mut top = 0.0;
        for (row, panels) in figure.panels.chunks(columns).enumerate() {
            let height = panels.iter().map(|p| p.height).fold(0.0, f64::max);
            for (k, panel) in panels.iter().enumerate() {
                let start = k as f64 * room;
                let area = Area {
                    panel,
                    left: start + left,
                    top: top + ABOVE,
                    start,
                    width: room - left - right,
                };
                let title = format!("panel {}", row * columns + k + 1);
                let _ = writeln!(self.out, "<g data-panel=\"{title}\">");
                self.axes(&area);
                for mark in &panel.marks {
                    self.mark(&area, mark);
                }
                self.end_labels(&area);
                self.out += "</g>\n";
            }
            top += ABOVE + height + BELOW;
        }
        top
    }

    fn axes(&mut self, area: &Area) {
        let panel = area.panel;
        let (left, right, bottom) = (area.left, area.right(), area.bottom());
        for tick in vertical_ticks(panel) {
            let y = area.y(tick.value);
            if tick.label.is_empty() {
                self.stroke(&[(left - 3.0, y), (left, y)], Ink::Muted, 0.8);
                continue;
            }
            self.stroke(&[(left, y), (right, y)], Ink::Grid, 1.0);
            self.label(
                (left - 7.0, y + 4.2),
                &tick.label,
                TICK,
                Ink::Text,
                Anchor::End,
                false,
            );
        }
        for tick in ticks(&panel.x, (area.width / 58.0).round().max(2.0) as usize) {
            let x = area.x(tick.value);
            let long = !tick.label.is_empty();
            let length = if long { 5.0 } else { 3.0 };
            self.stroke(&[(x, bottom), (x, bottom + length)], Ink::Muted, 0.8);
            if long {
                self.label(
                    (x, bottom + 18.0),
                    &tick.label,
                    TICK,
                    Ink::Text,
                    Anchor::Middle,
                    false,
                );
            }
        }
        self.stroke(&[(left, bottom), (right, bottom)], Ink::Text, 1.0);
        let middle = 0.5 * (left + right);
        self.label(
            (middle, bottom + 36.0),
            &panel.x.label,
            LABEL,
            Ink::Text,
            Anchor::Middle,
            false,
        );
        self.label(
            (area.start + 4.0, area.top - 16.0),
            &panel.y.label,
            LABEL,
            Ink::Text,
            Anchor::Start,
            false,
        );
    }

    fn mark(&mut self, area: &Area, mark: &Mark) {
        match mark {
            Mark::Line {
                points,
                ink,
                dash,
                width,
                ..
            } => {
                let pieces = area.pieces(points);
                self.curve(&pieces, *ink, *width, *dash);
            }
            Mark::Contour { paths, ink, .. } => {
                let pieces: Vec<_> = paths.iter().flat_map(|path| area.pieces(path)).collect();
                self.curve(&pieces, *ink, 0.6, Dash::Solid);
            }
            Mark::Flow { points, ink, .. } => {
                let pieces = area.pieces(points);
                self.curve(&pieces, *ink, 1.5, Dash::Solid);
                for piece in &pieces {
                    self.arrow(piece, *ink);
                }
            }
            Mark::Band { points, ink, .. } => self.band(area, points, *ink),
            Mark::Points {
                points, ink, shape, ..
            } => {
                for point in points.iter().map(|p| area.place(*p)) {
                    if area.contains(point) {
                        self.sign(point, *ink, *shape);
                    }
                }
            }
            Mark::Text {
                at,
                offset,
                text,
                ink,
                anchor,
            } => {
                let (x, y) = area.place(*at);
                self.label(
                    (x + offset.0, y + offset.1),
                    text,
                    LABEL,
                    *ink,
                    *anchor,
                    true,
                );
            }
        }
    }

    /// Labels beside the ends of lines, moved apart where they would touch.
    fn end_labels(&mut self, area: &Area) {
        let mut labels: Vec<(f64, f64, &str, Ink)> = Vec::new();
        for mark in &area.panel.marks {
            if let Mark::Line {
                points,
                ink,
                label: Some(text),
                ..
            } = mark
                && let Some((x, y)) = area.pieces(points).last().and_then(|p| p.last().copied())
            {
                labels.push((x, y, text, *ink));
            }
        }
        labels.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut places: Vec<f64> = labels.iter().map(|l| l.1).collect();
        // Push neighbours apart symmetrically until nothing touches.
        for _ in 0..200 {
            for k in 1..places.len() {
                let overlap = LEADING - (places[k] - places[k - 1]);
                if overlap > 0.0 {
                    places[k - 1] -= 0.5 * overlap;
                    places[k] += 0.5 * overlap;
                }
            }
        }
        for ((x, _, text, ink), y) in labels.into_iter().zip(places) {
            self.label((x + 8.0, y + 4.4), text, LABEL, ink, Anchor::Start, false);
        }
    }

    fn band(&mut self, area: &Area, points: &[(f64, f64, f64)], ink: Ink) {
        let clamp = |y: f64| area.y(y).clamp(area.top, area.bottom());
        let mut edge: Vec<Point> = points.iter().map(|p| (area.x(p.0), clamp(p.2))).collect();
        edge.extend(points.iter().rev().map(|p| (area.x(p.0), clamp(p.1))));
        let path = path(&edge);
        let _ = writeln!(
            self.out,
            "<path d=\"{path}Z\" {} fill-opacity=\"0.16\"/>",
            fill(ink)
        );
    }
}

fn vertical_ticks(panel: &Panel) -> Vec<Tick> {
    ticks(&panel.y, (panel.height / 42.0).round().max(2.0) as usize)
}

/// Room for the labels of the vertical axis.
fn left_margin(panel: &Panel) -> f64 {
    let widest = vertical_ticks(panel)
        .iter()
        .map(|tick| width(&tick.label))
        .fold(0.0, f64::max);
    TICK * widest + 14.0
}
