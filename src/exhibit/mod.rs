//! What is shown: tables and figures, a folder a topic, computed from the same exact values and bounds.

mod batches;
mod body;
mod claims;
mod collapse;
mod conditioning;
mod diagnosis;
mod divergences;
mod drift;
mod figures;
mod hybrid;
mod k_modes;
mod kl_estimators;
mod landscape;
mod methods;
mod misassignment;
mod oapl;
mod one_mode;
mod published;
mod quadrature;
mod razor;
mod replay;
mod reverse_kl;
mod sdft;
mod split;
mod summary;
mod tables;
mod ttt;
mod validation;

pub use body::{APPENDIX, BODY, Exhibit, ExhibitPart, Rows};
pub use diagnosis::figure::diagnosis_figure;
use figures::Source;
pub use figures::{FIGURES, FigureEntry};
pub use published::table::chen_rows;
use tables::unless_it_runs;
pub use tables::{TABLES, TableEntry};
pub use validation::rows::validation_rows;
