//! A figure as SVG text: colours as plain attributes, which every viewer understands, and as classes, which a page can restyle.

use super::axis::{Tick, ticks};
use super::label::{Level, spans, width};
use super::scene::{Anchor, Dash, Figure, Mark, Panel, Point, Shape};
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
    let mut canvas = Canvas::default();
    let height = canvas.figure(figure);
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
        body = canvas.out,
    )
}

#[derive(Default)]
struct Canvas {
    out: String,
}

/// A panel's plotting area in pixels, and its axes.
struct Area<'a> {
    panel: &'a Panel,
    /// Where the panel's share of the figure begins.
    start: f64,
    left: f64,
    top: f64,
    width: f64,
}

impl Area<'_> {
    fn x(&self, value: f64) -> f64 {
        self.left + self.width * self.panel.x.fraction(value)
    }

    fn y(&self, value: f64) -> f64 {
        self.top + self.panel.height * (1.0 - self.panel.y.fraction(value))
    }

    fn right(&self) -> f64 {
        self.left + self.width
    }

    fn bottom(&self) -> f64 {
        self.top + self.panel.height
    }

    fn place(&self, (x, y): Point) -> Point {
        (self.x(x), self.y(y))
    }

    fn contains(&self, (x, y): Point) -> bool {
        const SLACK: f64 = 0.01;
        x >= self.left - SLACK
            && x <= self.right() + SLACK
            && y >= self.top - SLACK
            && y <= self.bottom() + SLACK
    }

    /// The part of the segment inside the area, if any (Liang and Barsky).
    fn clip(&self, a: Point, b: Point) -> Option<(Point, Point)> {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (p, q) in [
            (-dx, a.0 - self.left),
            (dx, self.right() - a.0),
            (-dy, a.1 - self.top),
            (dy, self.bottom() - a.1),
        ] {
            if p == 0.0 {
                if q < 0.0 {
                    return None;
                }
            } else if p < 0.0 {
                from = from.max(q / p);
            } else {
                to = to.min(q / p);
            }
        }
        let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
        (from <= to).then(|| (at(from), at(to)))
    }

    /// The pieces of a curve inside the area, in pixels. Points that have no place break it.
    fn pieces(&self, points: &[Point]) -> Vec<Vec<Point>> {
        let placed: Vec<Point> = points.iter().map(|p| self.place(*p)).collect();
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        for pair in placed.windows(2) {
            let known = pair.iter().all(|p| p.0.is_finite() && p.1.is_finite());
            let Some((a, b)) = known.then(|| self.clip(pair[0], pair[1])).flatten() else {
                continue;
            };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&a) => piece.push(b),
                _ => pieces.push(vec![a, b]),
            }
        }
        pieces
    }
}

impl Canvas {
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

    fn curve(&mut self, pieces: &[Vec<Point>], ink: Ink, width: f64, dash: Dash) {
        if pieces.is_empty() {
            return;
        }
        let path: String = pieces.iter().map(|piece| self::path(piece)).collect();
        let dash = match dash {
            Dash::Solid => "",
            Dash::Dashed => " stroke-dasharray=\"7 4\"",
            Dash::Dotted => " stroke-dasharray=\"0.1 4.4\"",
        };
        let _ = writeln!(
            self.out,
            "<path d=\"{path}\" fill=\"none\" {} stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"{dash}/>",
            stroke(ink)
        );
    }

    /// An arrow head in the middle of a curve.
    fn arrow(&mut self, points: &[Point], ink: Ink) {
        let distance = |a: Point, b: Point| (b.0 - a.0).hypot(b.1 - a.1);
        let total: f64 = points.windows(2).map(|p| distance(p[0], p[1])).sum();
        if total < 24.0 {
            return;
        }
        let mut walked = 0.0;
        for pair in points.windows(2) {
            walked += distance(pair[0], pair[1]);
            if walked >= 0.45 * total {
                let (a, b) = (pair[0], pair[1]);
                let length = distance(a, b).max(1e-9);
                let (ux, uy) = ((b.0 - a.0) / length, (b.1 - a.1) / length);
                let back = (b.0 - 7.0 * ux, b.1 - 7.0 * uy);
                let head = [
                    (b.0 + 1.5 * ux, b.1 + 1.5 * uy),
                    (back.0 - 3.4 * uy, back.1 + 3.4 * ux),
                    (back.0 + 3.4 * uy, back.1 - 3.4 * ux),
                ];
                let _ = writeln!(self.out, "<path d=\"{}Z\" {}/>", path(&head), fill(ink));
                return;
            }
        }
    }

    fn sign(&mut self, (x, y): Point, ink: Ink, shape: Shape) {
        let (cx, cy) = (number(x), number(y));
        let _ = match shape {
            Shape::Disc => writeln!(
                self.out,
                "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"4.2\" {} stroke-width=\"1.2\"/>",
                paint(ink, Ink::Paper)
            ),
            Shape::Ring => writeln!(
                self.out,
                "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"4\" {} stroke-width=\"1.8\"/>",
                paint(Ink::Paper, ink)
            ),
            Shape::Square => writeln!(
                self.out,
                "<rect x=\"{}\" y=\"{}\" width=\"7.4\" height=\"7.4\" {} stroke-width=\"1.8\"/>",
                number(x - 3.7),
                number(y - 3.7),
                paint(Ink::Paper, ink)
            ),
            Shape::Cross => {
                let arm = 4.0;
                let d = format!(
                    "{}{}",
                    path(&[(x - arm, y - arm), (x + arm, y + arm)]),
                    path(&[(x - arm, y + arm), (x + arm, y - arm)])
                );
                writeln!(
                    self.out,
                    "<path d=\"{d}\" fill=\"none\" {} stroke-width=\"5\" stroke-linecap=\"round\"/><path d=\"{d}\" fill=\"none\" {} stroke-width=\"2.2\" stroke-linecap=\"round\"/>",
                    stroke(Ink::Paper),
                    stroke(ink)
                )
            }
        };
    }

    fn stroke(&mut self, points: &[Point], ink: Ink, width: f64) {
        let _ = writeln!(
            self.out,
            "<path d=\"{}\" fill=\"none\" {} stroke-width=\"{width}\"/>",
            path(points),
            stroke(ink)
        );
    }

    /// Text with its scripts as tspans; `halo` keeps it readable over lines.
    fn label(
        &mut self,
        (x, y): Point,
        markup: &str,
        size: f64,
        ink: Ink,
        anchor: Anchor,
        halo: bool,
    ) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let paint = if halo {
            format!(
                "{} stroke-width=\"3.5\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                paint(ink, Ink::Paper)
            )
        } else {
            fill(ink)
        };
        let mut text = String::new();
        let mut before = Level::Line;
        for span in spans(markup) {
            let mut attributes = String::new();
            let shift = size * (span.level.shift() - before.shift());
            if shift != 0.0 {
                let _ = write!(attributes, " dy=\"{}\"", number(shift));
            }
            if span.level != Level::Line {
                let _ = write!(
                    attributes,
                    " font-size=\"{}\"",
                    number(size * span.level.scale())
                );
            }
            if span.italic {
                attributes += " font-style=\"italic\"";
            }
            let words = escape(&span.text);
            if attributes.is_empty() {
                text += &words;
            } else {
                let _ = write!(text, "<tspan{attributes}>{words}</tspan>");
            }
            before = span.level;
        }
        let _ = writeln!(
            self.out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\"{anchor} {paint}>{text}</text>",
            number(x),
            number(y),
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

fn path(points: &[Point]) -> String {
    let mut d = String::new();
    for (k, (x, y)) in points.iter().enumerate() {
        let _ = write!(
            d,
            "{}{} {}",
            if k == 0 { "M" } else { "L" },
            number(*x),
            number(*y)
        );
    }
    d
}

/// Hundredths of a pixel.
fn number(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".into()
    } else {
        text.into()
    }
}

fn stroke(ink: Ink) -> String {
    format!("stroke=\"{}\" class=\"s-{}\"", ink.light(), ink.name())
}

fn fill(ink: Ink) -> String {
    format!("fill=\"{}\" class=\"f-{}\"", ink.light(), ink.name())
}

/// Both, in one class attribute.
fn paint(inside: Ink, edge: Ink) -> String {
    format!(
        "fill=\"{}\" stroke=\"{}\" class=\"f-{} s-{}\"",
        inside.light(),
        edge.light(),
        inside.name(),
        edge.name()
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
