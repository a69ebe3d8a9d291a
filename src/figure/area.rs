//! A plotting area: where values lie, and what of a curve is inside.

use super::scene::{Panel, Point};

/// A panel's plotting area in pixels, and its axes.
pub(super) struct Area<'a> {
    pub panel: &'a Panel,
    /// Where the panel's share of the figure begins.
    pub start: f64,
    pub left: f64,
    pub top: f64,
    pub width: f64,
}

impl Area<'_> {
    pub fn x(&self, value: f64) -> f64 {
        self.left + self.width * self.panel.x.fraction(value)
    }

    pub fn y(&self, value: f64) -> f64 {
        self.top + self.panel.height * (1.0 - self.panel.y.fraction(value))
    }

    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.top + self.panel.height
    }

    pub fn place(&self, (x, y): Point) -> Point {
        (self.x(x), self.y(y))
    }

    pub fn contains(&self, (x, y): Point) -> bool {
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
    pub fn pieces(&self, points: &[Point]) -> Vec<Vec<Point>> {
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
