//! Figures: what the theory says, drawn from the same exact values and bounds as the tables.
//!
//! A figure is data ([`Figure`]): panels with axes and named series. It is written as SVG, PNG, PDF or CSV. Exact values, bounds and
//! refined bounds keep their colours ([`Ink`]) in every figure; the colours stay apart for every kind of colour vision.

mod area;
mod axis;
mod chen_two_mode;
mod conditioning;
mod contour;
mod csv;
mod densities;
mod diagnosis;
mod drift;
mod drift_pull;
mod hybrid;
pub(crate) mod label;
mod landscape;
mod misassignment;
mod oapl_rounds;
mod pdf;
mod pen;
mod print;
mod replay;
mod scene;
mod sft_collapse;
mod starvation;
mod style;
mod svg;
mod ttt_phase;

pub use diagnosis::diagnosis_figure;
pub(crate) use print::{ITALIC, REGULAR};
pub use scene::{Anchor, Axis, Dash, Figure, Mark, Panel, Point, Scale, Shape};
pub use style::{Ink, css_rules, css_variables};

use crate::error::{Error, Result};
use crate::model::{Part, Scenario};

/// One entry of the catalogue.
#[derive(Clone, Copy)]
pub struct FigureEntry {
    /// The name on the command line.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// The parts of the scenario that its content depends on; none where its setting is fixed.
    pub uses: &'static [Part],
    build: fn(&Scenario) -> Result<Figure>,
}

/// All figures, in the order `reproduce` writes them.
pub const CATALOGUE: &[FigureEntry] = &[
    misassignment::ENTRY,
    densities::ENTRY,
    sft_collapse::ENTRY,
    replay::ENTRY,
    landscape::ENTRY,
    drift_pull::ENTRY,
    drift::ENTRY,
    conditioning::ENTRY,
    starvation::ENTRY,
    hybrid::ENTRY,
    ttt_phase::ENTRY,
    oapl_rounds::ENTRY,
    chen_two_mode::ENTRY,
];

impl FigureEntry {
    /// Refuses a flag that sets what the figure does not depend on.
    ///
    /// # Errors
    /// [`Error::UnusedFlag`]
    pub fn check_flags(&self, given: &[&str]) -> Result<()> {
        Part::check(&format!("the figure {}", self.name), self.uses, given)
    }

    /// The entry of this name.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with all names.
    pub fn find(name: &str) -> Result<Self> {
        CATALOGUE
            .iter()
            .copied()
            .find(|entry| entry.name == name)
            .ok_or_else(|| Error::unknown("figure", name, CATALOGUE.iter().map(|entry| entry.name)))
    }

    /// Computes the figure; of the scenario it sees what [`FigureEntry::uses`] says.
    ///
    /// # Errors
    /// A computation that did not converge.
    pub fn build(&self, scenario: &Scenario) -> Result<Figure> {
        (self.build)(scenario)
    }
}

impl Figure {
    /// The SVG element for a page that defines the variables of [`css_variables`] and the rules of [`css_rules`].
    pub fn to_inline_svg(&self) -> String {
        svg::svg(self, svg::Place::Page)
    }
}

/// A way to write a figure.
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
