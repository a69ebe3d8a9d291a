//! The bridge from data to the theory: laws of the log-likelihood ratio, readers, `advise` and `diagnose`.

mod coverage;
mod diagnosis;
mod examples;
mod failures;
mod files;
mod law;
mod objectives;
