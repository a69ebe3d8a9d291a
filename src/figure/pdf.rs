//! A figure as PDF: its paths, text included as outlines, in one content stream.
//!
//! Only what the figures use: filled and stroked paths in plain colours with constant opacity. No font is needed to read it, and
//! no date is in it, so the same figure gives the same bytes.

use super::pen::number;
use super::print::tree;
use super::scene::Figure;
use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::{self, Color, Group, LineCap, LineJoin, Node, Paint, PaintOrder};
use std::collections::BTreeSet;
use std::fmt::Write;

/// PDF's unit is 1/72 inch, SVG's 1/96.
const UNIT: f32 = 0.75;

#[derive(Default)]
struct Page {
    content: String,
    /// Opacities in hundredths, each a graphics state.
    opacities: BTreeSet<u32>,
}

/// The file.
pub(super) fn pdf(figure: &Figure) -> Vec<u8> {
    let tree = tree(figure);
    let (width, height) = (tree.size().width() * UNIT, tree.size().height() * UNIT);
    // PDF counts upwards from the lower left corner.
    let to_page = Transform::from_row(UNIT, 0.0, 0.0, -UNIT, 0.0, height);
    let mut page = Page::default();
    page.group(tree.root(), to_page);
    let states: String = page
        .opacities
        .iter()
        .map(|o| format!("/G{o} <</ca {c} /CA {c}>> ", c = *o as f32 / 100.0))
        .collect();
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        format!(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Resources <</ExtGState <<{states}>>>> /Contents 4 0 R>>",
            short(width),
            short(height)
        ),
        format!(
            "<</Length {}>>\nstream\n{}endstream",
            page.content.len(),
            page.content
        ),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (k, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", k + 1);
    }
    let start = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let _ = write!(
        file,
        "trailer\n<</Size {} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    file.into_bytes()
}

impl Page {
    fn group(&mut self, group: &Group, to_page: Transform) {
        for node in group.children() {
            match node {
                Node::Group(inner) => self.group(inner, to_page),
                Node::Path(path) => self.path(path, to_page),
                Node::Text(text) => self.group(text.flattened(), to_page),
                Node::Image(_) => {}
            }
        }
    }

    fn path(&mut self, path: &usvg::Path, to_page: Transform) {
        if !path.is_visible() {
            return;
        }
        let transform = to_page.pre_concat(path.abs_transform());
        let edge_first = path.paint_order() == PaintOrder::StrokeAndFill;
        for edge in [edge_first, !edge_first] {
            if edge {
                self.stroke(path, transform);
            } else {
                self.fill(path, transform);
            }
        }
    }

    fn fill(&mut self, path: &usvg::Path, transform: Transform) {
        let Some(fill) = path.fill() else { return };
        let Paint::Color(color) = fill.paint() else {
            return;
        };
        self.opacity(fill.opacity().get());
        let rule = if fill.rule() == usvg::FillRule::EvenOdd {
            "f*"
        } else {
            "f"
        };
        let _ = writeln!(self.content, "{} rg", rgb(*color));
        self.outline(path, transform);
        let _ = writeln!(self.content, "{rule}");
    }

    fn stroke(&mut self, path: &usvg::Path, transform: Transform) {
        let Some(stroke) = path.stroke() else { return };
        let Paint::Color(color) = stroke.paint() else {
            return;
        };
        self.opacity(stroke.opacity().get());
        // The figures are never stretched: one factor scales every width.
        let scale = transform.sx.hypot(transform.ky);
        let cap = match stroke.linecap() {
            LineCap::Butt => 0,
            LineCap::Round => 1,
            LineCap::Square => 2,
        };
        let join = match stroke.linejoin() {
            LineJoin::Miter | LineJoin::MiterClip => 0,
            LineJoin::Round => 1,
            LineJoin::Bevel => 2,
        };
        let dashes: Vec<String> = stroke
            .dasharray()
            .unwrap_or_default()
            .iter()
            .map(|d| short(d * scale))
            .collect();
        let _ = writeln!(
            self.content,
            "{} RG {} w {cap} J {join} j [{}] 0 d",
            rgb(*color),
            short(stroke.width().get() * scale),
            dashes.join(" ")
        );
        self.outline(path, transform);
        self.content += "S\n";
    }

    fn opacity(&mut self, opacity: f32) {
        let hundredths = (opacity * 100.0).round() as u32;
        self.opacities.insert(hundredths);
        let _ = writeln!(self.content, "/G{hundredths} gs");
    }

    fn outline(&mut self, path: &usvg::Path, transform: Transform) {
        let place = |mut p: Point| {
            transform.map_point(&mut p);
            p
        };
        let mut at = Point::zero();
        for segment in path.data().segments() {
            match segment {
                PathSegment::MoveTo(p) => {
                    at = place(p);
                    let _ = writeln!(self.content, "{} m", pair(at));
                }
                PathSegment::LineTo(p) => {
                    at = place(p);
                    let _ = writeln!(self.content, "{} l", pair(at));
                }
                PathSegment::QuadTo(control, p) => {
                    // PDF knows cubics only.
                    let (c, end) = (place(control), place(p));
                    let towards = |from: Point| {
                        Point::from_xy(
                            from.x + (c.x - from.x) * 2.0 / 3.0,
                            from.y + (c.y - from.y) * 2.0 / 3.0,
                        )
                    };
                    let _ = writeln!(
                        self.content,
                        "{} {} {} c",
                        pair(towards(at)),
                        pair(towards(end)),
                        pair(end)
                    );
                    at = end;
                }
                PathSegment::CubicTo(a, b, p) => {
                    at = place(p);
                    let _ = writeln!(
                        self.content,
                        "{} {} {} c",
                        pair(place(a)),
                        pair(place(b)),
                        pair(at)
                    );
                }
                PathSegment::Close => self.content += "h\n",
            }
        }
    }
}

fn rgb(color: Color) -> String {
    [color.red, color.green, color.blue]
        .map(|c| format!("{:.3}", f32::from(c) / 255.0))
        .join(" ")
}

fn pair(p: Point) -> String {
    format!("{} {}", short(p.x), short(p.y))
}

fn short(x: f32) -> String {
    number(f64::from(x))
}
