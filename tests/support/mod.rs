//! What several test binaries share.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod browser;
pub mod definitions;
pub mod files;
pub mod random;
pub mod reference;

/// A number of cases, scaled by FORGETTING_TEST_MULTIPLIER (1 unless set).
pub fn scaled(cases: u32) -> u32 {
    let multiplier = std::env::var("FORGETTING_TEST_MULTIPLIER")
        .ok()
        .and_then(|text| text.parse::<f64>().ok());
    ((f64::from(cases) * multiplier.unwrap_or(1.0)).round() as u32).max(1)
}

/// Whether FORGETTING_TEST=full asks for every case instead of a slice.
pub fn is_full() -> bool {
    std::env::var("FORGETTING_TEST").is_ok_and(|value| value == "full")
}
