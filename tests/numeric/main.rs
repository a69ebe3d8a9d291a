//! Intervals, enclosures, kernel and overlap against independent values.

#[path = "../support/mod.rs"]
mod support;

mod accuracies;
mod batch;
mod enclosure_boxes;
mod enclosure_contract;
mod enclosure_reference;
mod interval_arithmetic;
mod interval_elementary;
mod interval_gamma;
mod itf1788;
mod kernel_reference;
mod overlap_reference;
