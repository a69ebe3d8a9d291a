//! Figures as data, and how they are drawn.
//!
//! A figure is data ([`Figure`]): panels with axes and named series. It is written as SVG, PNG, PDF or CSV. Exact values, bounds and
//! refined bounds keep their colours ([`Ink`]) in every figure; the colours stay apart for every kind of colour vision.

mod area;
mod axis;
mod contour;
mod csv;
pub(crate) mod label;
mod pdf;
mod pen;
mod print;
mod scene;
mod style;
mod svg;

pub(crate) use contour::Grid;
pub(crate) use print::{ITALIC, REGULAR};
pub use scene::{Anchor, Axis, Dash, Figure, Mark, Panel, Point, Scale, Shape};
pub use style::{Ink, css_rules, css_variables};

use crate::error::{Error, Result};

impl Figure {
    /// The SVG element for a page that defines the variables of [`css_variables`] and the rules of [`css_rules`].
    pub fn to_inline_svg(&self) -> String {
        svg::svg(self, svg::Place::Page)
    }
}

/// A way to write a figure.
///
/// ```
/// use forgetting::figure::FigureFormat;
/// assert_eq!(FigureFormat::of_extension("svg")?, FigureFormat::Svg);
/// assert!(FigureFormat::of_extension("gif").is_err());
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureFormat {
    /// Scalable, with text as text; follows the viewer's light or dark preference.
    Svg,
    /// Pixels at 300 dots an inch of a column.
    Png,
    /// Scalable, with text as outlines, for LaTeX.
    Pdf,
    /// The numbers behind it.
    Csv,
}

impl FigureFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Svg, Self::Png, Self::Pdf, Self::Csv];

    /// The file ending.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
            Self::Csv => "csv",
        }
    }

    /// The format of a file with this ending.
    ///
    /// # Errors
    /// [`Error::UnknownName`].
    pub fn of_extension(extension: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|f| f.extension() == extension)
            .ok_or_else(|| {
                Error::unknown("figure format", extension, Self::ALL.map(Self::extension))
            })
    }

    /// The figure in this format.
    pub fn render(self, figure: &Figure) -> Vec<u8> {
        match self {
            Self::Svg => svg::svg(figure, svg::Place::File).into_bytes(),
            Self::Png => print::png(figure),
            Self::Pdf => pdf::pdf(figure),
            Self::Csv => csv::csv(figure),
        }
    }
}
