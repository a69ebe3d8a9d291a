//! Tables as data, and how they are printed.
//!
//! A table is data ([`Table`]); the renderers print it as Markdown, LaTeX (booktabs), CSV or JSON.
//! Every number cell knows how many digits it can vouch for and is never printed with more.

mod cell;
mod field;
mod latex;
mod records;
mod render;
mod view;

pub use crate::judge::Verdict;
pub(crate) use cell::{CONTRACT_DIGITS, input, rounded};
pub use cell::{Cell, Column, Table, significant_digits};
pub(crate) use field::{Field, laid_out};
pub(crate) use latex::{latex_math, latex_text};
pub use records::Records;
pub use render::Format;
pub(crate) use render::{latex_size, latex_tabular};
pub use view::{Extent, View};
