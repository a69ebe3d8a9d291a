//! From data to the theory: two tasks' features, or log-likelihoods of old and new samples.
//!
//! [`advise`] reads features (or moments) and says what each method will do to the old task; [`diagnose`] reads log-likelihoods and says
//! how much was forgotten, as mass and as drift. Both are functions of arrays or files and return typed results; nothing is printed.

mod advice;
mod advise;
mod calibrate;
mod checks;
mod consistency;
mod diagnose;
mod interval;
mod log_likelihoods;
mod moments;
mod noncentral_f;
mod npy;
mod pareto;
mod pooled;
mod rows;
mod scores;
mod separation;
mod task_moments;
mod text;
pub mod validation;

pub use advice::{Advice, AdviceSetting, STARVATION};
pub use advise::{Advisory, Route, advise, advise_moments};
pub use checks::{Assumption, REJECTED_BELOW};
pub use consistency::Consistency;
pub use diagnose::{Checkpoint, Diagnosis, DiagnosisSetting, Path, diagnose};
pub use interval::Interval;
pub use log_likelihoods::{
    Column, LogLikelihoods, Source, log_likelihoods_of, read_log_likelihoods,
};
pub use pareto::{TRUSTED_SHAPE, pareto_k};
pub use rows::{Rows, Slice, open_rows};
pub use task_moments::TaskMoments;
