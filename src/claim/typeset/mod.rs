//! LaTeX, Markdown and MathML.

mod latex;
mod markdown;
mod mathml;

pub use mathml::latex_to_mathml;
