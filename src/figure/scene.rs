//! A figure as data: panels, axes and marks. What is drawn and what is written as CSV come from the same numbers.

use super::style::Ink;

/// A finished figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The catalogue name.
    pub name: &'static str,
    /// A few words.
    pub title: String,
    /// What the reader should see and how it was made; may use the label markup.
    pub caption: String,
    /// The picture in words, for who cannot see it.
    pub description: String,
    /// Claim ids it speaks to.
    pub claims: &'static [&'static str],
    /// The panels, row by row.
    pub panels: Vec<Panel>,
    /// Panels in a row.
    pub columns: usize,
}

/// One pair of axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Height of the plotting area.
    pub height: f64,
    /// Room for labels to the right of the plotting area.
    pub right: f64,
    /// What is drawn, in order.
    pub marks: Vec<Mark>,
}

/// How numbers become places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps.
    Linear,
    /// Equal factors.
    Log,
}

/// One axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Its label, with markup.
    pub label: String,
    /// Its scale.
    pub scale: Scale,
    /// The lower end.
    pub from: f64,
    /// The upper end.
    pub to: f64,
}

/// How a line is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// Not at all.
    Solid,
    /// Into strokes.
    Dashed,
    /// Into points.
    Dotted,
}

/// The sign at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A filled disc.
    Disc,
    /// An open circle.
    Ring,
    /// A cross, for saddles.
    Cross,
    /// An open square.
    Square,
}

/// Which part of a label lies at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A point in the units of the axes.
pub type Point = (f64, f64);

/// One thing drawn. Names tell the series apart in CSV and in tests.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A curve.
    Line {
        /// Its name.
        name: String,
        /// Its points.
        points: Vec<Point>,
        /// Its colour.
        ink: Ink,
        /// How it is broken.
        dash: Dash,
        /// Its width in pixels.
        width: f64,
        /// A label beside its last point.
        label: Option<String>,
    },
    /// The area between two curves over the same abscissae.
    Band {
        /// Its name.
        name: String,
        /// `(x, lower, upper)`.
        points: Vec<(f64, f64, f64)>,
        /// Its colour, drawn translucent.
        ink: Ink,
    },
    /// Level lines of one level.
    Contour {
        /// The level.
        level: f64,
        /// Its pieces.
        paths: Vec<Vec<Point>>,
        /// Their colour.
        ink: Ink,
    },
    /// A curve with an arrow head half way.
    Flow {
        /// Its name.
        name: String,
        /// Its points.
        points: Vec<Point>,
        /// Its colour.
        ink: Ink,
    },
    /// Signs at points.
    Points {
        /// Their name.
        name: String,
        /// Where.
        points: Vec<Point>,
        /// Their colour.
        ink: Ink,
        /// The sign.
        shape: Shape,
    },
    /// Words.
    Text {
        /// Where.
        at: Point,
        /// Pixels to the right and down from there.
        offset: (f64, f64),
        /// The words, with markup.
        text: String,
        /// Their colour.
        ink: Ink,
        /// Which part of them lies there.
        anchor: Anchor,
    },
}

impl Axis {
    pub(crate) fn linear(label: &str, from: f64, to: f64) -> Self {
        Self::new(label, Scale::Linear, from, to)
    }

    pub(crate) fn log(label: &str, from: f64, to: f64) -> Self {
        Self::new(label, Scale::Log, from, to)
    }

    fn new(label: &str, scale: Scale, from: f64, to: f64) -> Self {
        Self {
            label: label.into(),
            scale,
            from,
            to,
        }
    }

    /// Where a value lies: 0 at the lower end, 1 at the upper; NaN where a logarithm does not exist.
    pub(crate) fn fraction(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Log => core_math::log(value / self.from) / core_math::log(self.to / self.from),
        }
    }

    /// `count` values from end to end, equally spaced on the axis.
    pub(crate) fn samples(&self, count: usize) -> impl Iterator<Item = f64> + use<> {
        let (scale, from, to) = (self.scale, self.from, self.to);
        (0..count).map(move |k| {
            let t = k as f64 / (count - 1) as f64;
            match scale {
                Scale::Linear => from + t * (to - from),
                Scale::Log if k + 1 == count => to,
                Scale::Log => from * core_math::exp(t * core_math::log(to / from)),
            }
        })
    }
}

impl Panel {
    pub(crate) fn new(x: Axis, y: Axis, height: f64) -> Self {
        Self {
            x,
            y,
            height,
            right: 14.0,
            marks: Vec::new(),
        }
    }

    /// The same panel with room for labels on the right.
    pub(crate) fn with_right(self, right: f64) -> Self {
        Self { right, ..self }
    }

    pub(crate) fn line(
        &mut self,
        name: &str,
        ink: Ink,
        dash: Dash,
        points: Vec<Point>,
    ) -> &mut Self {
        self.push_line(name, ink, dash, points, None)
    }

    /// A line with a label beside its last point.
    pub(crate) fn labelled(
        &mut self,
        name: &str,
        ink: Ink,
        dash: Dash,
        points: Vec<Point>,
        label: &str,
    ) -> &mut Self {
        self.push_line(name, ink, dash, points, Some(label.into()))
    }

    fn push_line(
        &mut self,
        name: &str,
        ink: Ink,
        dash: Dash,
        points: Vec<Point>,
        label: Option<String>,
    ) -> &mut Self {
        let width = if ink == Ink::Muted { 1.2 } else { 2.0 };
        self.marks.push(Mark::Line {
            name: name.into(),
            points,
            ink,
            dash,
            width,
            label,
        });
        self
    }

    pub(crate) fn band(&mut self, name: &str, ink: Ink, points: Vec<(f64, f64, f64)>) -> &mut Self {
        self.marks.push(Mark::Band {
            name: name.into(),
            points,
            ink,
        });
        self
    }

    pub(crate) fn points(
        &mut self,
        name: &str,
        ink: Ink,
        shape: Shape,
        points: Vec<Point>,
    ) -> &mut Self {
        self.marks.push(Mark::Points {
            name: name.into(),
            points,
            ink,
            shape,
        });
        self
    }

    pub(crate) fn text(
        &mut self,
        at: Point,
        offset: (f64, f64),
        ink: Ink,
        anchor: Anchor,
        text: &str,
    ) -> &mut Self {
        self.marks.push(Mark::Text {
            at,
            offset,
            text: text.into(),
            ink,
            anchor,
        });
        self
    }
}
