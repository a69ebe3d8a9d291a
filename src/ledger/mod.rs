//! The theory as checked documents: claim files, their verdicts, and their links to machine-checked proofs.
//!
//! A claim file ([`ClaimFile`]) is a document with claim blocks. [`claim_files`] finds files by path or id, [`shipped_claim_files`] are
//! those of `proofs/`, carried by the program. [`judge_filed`] judges one claim, [`judge_in_order`] many on all threads; [`Ledger`] keeps what was said of all of them,
//! and [`index`] is the page that lists them.

mod bounded;
mod claim_file;
mod coverage;
mod entry;
mod index;
mod language;
mod many;
mod record;
mod rocq;
mod sarif;
mod shelf;
mod source;

pub use bounded::read_bounded;
pub use claim_file::{BadBlock, ClaimFile, FiledClaim};
pub use coverage::Coverage;
pub use entry::{Entry, judge_filed};
pub use index::index;
pub use language::{EXAMPLES, Example, language_page};
pub use many::judge_in_order;
pub use record::{Ledger, Recorded};
pub use rocq::{RecordedStatement, RocqLink, RocqScope, statement};
pub use sarif::Sarif;
pub use shelf::{claim_files, shipped_claim_files};
