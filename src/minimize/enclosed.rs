//! An enclosure of the old mass where the library has one cheaply.

use super::Free;
use super::certified::certify;
use crate::interval::Interval;
use crate::model::{Mixture, Scenario};
use crate::objective::{Method, ObjectiveEntry, Parameters};

/// The old mass of the minimiser, enclosed, the scenario's numbers being the decimals given.
///
/// The weight alone: by proof. With all parameters free only what a theorem gives: a divergence vanishes at its reference alone (C1, B5),
/// SFT's minimisers keep nothing (B4).
pub(super) fn old_mass(
    entry: &ObjectiveEntry,
    scenario: &Scenario,
    parameters: &Parameters,
    free: Free,
    learner: &Mixture,
) -> Option<Interval> {
    if scenario.modes().separation().delta() == 0.0 {
        return None;
    }
    if free == Free::Weight {
        let proof = certify(entry, scenario, parameters, free, learner).ok()?;
        return Some(proof.enclosure.old_weight);
    }
    match entry.method {
        Method::Sft => Some(Interval::ZERO),
        Method::SftReplay => Some(scenario.rho_enclosure()),
        Method::ReverseKl
        | Method::Sdft
        | Method::JensenShannon
        | Method::SkewedKl
        | Method::SkewedReverseKl => Some(scenario.alpha_enclosure()),
        Method::SftModelReplay
        | Method::TttDiscover
        | Method::TttDiscoverSoft
        | Method::Oapl
        | Method::Hybrid => None,
    }
}
