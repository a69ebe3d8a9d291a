//! Ink on the sheet: curves, signs and words as SVG elements, in pixels.

use super::label::{Level, spans};
use super::scene::{Anchor, Dash, Point, Shape};
use super::style::Ink;
use std::fmt::Write;

/// What has been drawn so far.
#[derive(Default)]
pub(super) struct Pen {
    pub out: String,
}

impl Pen {
    pub fn curve(&mut self, pieces: &[Vec<Point>], ink: Ink, width: f64, dash: Dash) {
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
    pub fn arrow(&mut self, points: &[Point], ink: Ink) {
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

    pub fn sign(&mut self, (x, y): Point, ink: Ink, shape: Shape) {
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

    pub fn stroke(&mut self, points: &[Point], ink: Ink, width: f64) {
        let _ = writeln!(
            self.out,
            "<path d=\"{}\" fill=\"none\" {} stroke-width=\"{width}\"/>",
            path(points),
            stroke(ink)
        );
    }

    /// Text with its scripts as tspans; `halo` keeps it readable over lines.
    pub fn label(
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

pub(super) fn path(points: &[Point]) -> String {
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
pub(super) fn number(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".into()
    } else {
        text.into()
    }
}

pub(super) fn stroke(ink: Ink) -> String {
    format!("stroke=\"{}\" class=\"s-{}\"", ink.light(), ink.name())
}

pub(super) fn fill(ink: Ink) -> String {
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

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
