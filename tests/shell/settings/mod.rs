//! Settings off the default: every flag reaches what it names or is refused, and no table says anything false anywhere.

mod flags;
mod sweep;
