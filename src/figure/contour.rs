//! Level lines of a function on a grid: marching squares, its segments joined into paths.

use super::scene::Point;
use std::collections::HashMap;

/// A function sampled at the crossings of a grid.
pub(crate) struct Grid {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    /// Row by row: `values[j * x.len() + i]` belongs to `(x[i], y[j])`.
    pub values: Vec<f64>,
}

/// An edge of the grid: the point it starts from, and whether it goes up.
type Edge = (usize, usize, bool);

impl Grid {
    fn value(&self, i: usize, j: usize) -> f64 {
        self.values[j * self.x.len() + i]
    }

    /// Where the level crosses an edge, by linear interpolation.
    fn crossing(&self, (i, j, up): Edge, level: f64) -> Point {
        let (a, b) = if up {
            (self.value(i, j), self.value(i, j + 1))
        } else {
            (self.value(i, j), self.value(i + 1, j))
        };
        let t = if a == b { 0.5 } else { (level - a) / (b - a) };
        let between = |from: f64, to: f64| from + t * (to - from);
        if up {
            (self.x[i], between(self.y[j], self.y[j + 1]))
        } else {
            (between(self.x[i], self.x[i + 1]), self.y[j])
        }
    }

    /// The level lines of one level.
    pub fn level_lines(&self, level: f64) -> Vec<Vec<Point>> {
        let mut lines = Crossings::default();
        for j in 0..self.y.len() - 1 {
            for i in 0..self.x.len() - 1 {
                self.cross_cell(i, j, level, &mut lines);
            }
        }
        // Open lines first, from an end; then the closed ones, from anywhere.
        let order = lines.order.clone();
        let is_end = |edge: &Edge| lines.neighbours[edge].len() == 1;
        let ends: Vec<Edge> = order.iter().copied().filter(is_end).collect();
        let mut paths = Vec::new();
        for start in ends.into_iter().chain(order) {
            let edges = lines.walk_from(start);
            if edges.len() > 1 {
                let points = edges.into_iter().map(|edge| self.crossing(edge, level));
                paths.push(points.collect());
            }
        }
        paths
    }

    /// Joins the edges of one cell that the level crosses.
    fn cross_cell(&self, i: usize, j: usize, level: f64, lines: &mut Crossings) {
        let corners = [
            self.value(i, j),
            self.value(i + 1, j),
            self.value(i + 1, j + 1),
            self.value(i, j + 1),
        ];
        let edges = [
            (i, j, false),
            (i + 1, j, true),
            (i, j + 1, false),
            (i, j, true),
        ];
        let above = corners.map(|v| v > level);
        // Edge k runs between corners k and k + 1.
        let crossed: Vec<Edge> = (0..4)
            .filter(|&k| above[k] != above[(k + 1) % 4])
            .map(|k| edges[k])
            .collect();
        match crossed.as_slice() {
            [a, b] => lines.join(*a, *b),
            // A saddle: the mean of the corners says which pair of opposite corners is connected.
            [a, b, c, d] => {
                let centre = corners.iter().sum::<f64>() / 4.0 > level;
                if centre == above[0] {
                    lines.join(*a, *b);
                    lines.join(*c, *d);
                } else {
                    lines.join(*a, *d);
                    lines.join(*b, *c);
                }
            }
            _ => {}
        }
    }
}

/// Edges that a level crosses, which are joined within a cell, and the order in which they were met.
#[derive(Default)]
struct Crossings {
    neighbours: HashMap<Edge, Vec<Edge>>,
    order: Vec<Edge>,
}

impl Crossings {
    fn join(&mut self, a: Edge, b: Edge) {
        for (from, to) in [(a, b), (b, a)] {
            let entry = self.neighbours.entry(from).or_insert_with(|| {
                self.order.push(from);
                Vec::new()
            });
            entry.push(to);
        }
    }

    /// The edges from this one on, each join taken once.
    fn walk_from(&mut self, start: Edge) -> Vec<Edge> {
        let mut edges = vec![start];
        let mut at = start;
        while let Some(next) = self.neighbours.get_mut(&at).and_then(Vec::pop) {
            let back = self.neighbours.entry(next).or_default();
            if let Some(k) = back.iter().position(|e| *e == at) {
                back.swap_remove(k);
            }
            edges.push(next);
            at = next;
        }
        edges
    }
}

#[cfg(test)]
mod tests {
    use super::Grid;

    /// Linear interpolation over a cell of 0.05 leaves x^2 + y^2 and xy within 2 (0.05)^2/4 of the level.
    const INTERPOLATION: f64 = 1.3e-3;

    fn grid(f: impl Fn(f64, f64) -> f64) -> Grid {
        let axis: Vec<f64> = (0..=80).map(|k| f64::from(k) / 20.0 - 2.0).collect();
        let values = axis
            .iter()
            .flat_map(|y| axis.iter().map(|x| f(*x, *y)).collect::<Vec<_>>());
        Grid {
            values: values.collect(),
            x: axis.clone(),
            y: axis,
        }
    }

    #[test]
    fn a_circle_is_one_closed_line() {
        let paths = grid(|x, y| x * x + y * y).level_lines(1.1);
        assert_eq!(paths.len(), 1);
        assert_eq!(paths[0].first(), paths[0].last());
        assert!(
            paths[0]
                .iter()
                .all(|(x, y)| (x * x + y * y - 1.1).abs() < INTERPOLATION)
        );
        let length: f64 = paths[0]
            .windows(2)
            .map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1))
            .sum();
        assert!(
            (length / (2.0 * std::f64::consts::PI * 1.1f64.sqrt()) - 1.0).abs() < INTERPOLATION
        );
    }

    #[test]
    fn a_saddle_has_two_branches_on_either_side() {
        for level in [-0.3, 0.3] {
            let paths = grid(|x, y| x * y).level_lines(level);
            assert_eq!(paths.len(), 2, "{level}");
            assert!(
                paths
                    .iter()
                    .flatten()
                    .all(|(x, y)| (x * y - level).abs() < INTERPOLATION)
            );
        }
    }
}
