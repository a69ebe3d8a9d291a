//! The one list of objectives: what each is, what it takes, how it is built and what can be proved of its minimiser.
//!
//! The command line, `list`, tables, the report and the tests read it; nothing else names them all.

use super::parameter::{ANCHOR, ETA, GAMMA, GAP, SHARE, TEMPERATURE, Takes};
use crate::model::Part;

/// Which objective; its entry is [`Method::entry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Forward KL on new data.
    Sft,
    /// Forward KL with replay in the data.
    SftReplay,
    /// Forward KL with replay in the model only.
    SftModelReplay,
    /// Reverse KL to the target.
    ReverseKl,
    /// SDFT, its teacher at rest.
    Sdft,
    /// TTT-Discover with rewards on labels.
    TttDiscover,
    /// TTT-Discover with the frozen soft reward.
    TttDiscoverSoft,
    /// OAPL with the frozen soft reward.
    Oapl,
    /// A share of reverse KL added to SFT.
    Hybrid,
    /// The generalised Jensen-Shannon divergence.
    JensenShannon,
    /// Skewed KL.
    SkewedKl,
    /// Skewed reverse KL.
    SkewedReverseKl,
}

/// How the minimiser can be enclosed, one sentence each; `None` where nothing encloses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certifiable {
    /// The weight alone, correct means.
    pub weight: Option<&'static str>,
    /// All parameters.
    pub all: Option<&'static str>,
}

/// One objective.
#[derive(Clone, Copy, Debug)]
pub struct ObjectiveEntry {
    /// Which one.
    pub method: Method,
    /// The name on the command line.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// The parameters it takes.
    pub parameters: &'static [Takes],
    /// The parts of the scenario it depends on; the modes and where the learner starts always count.
    pub uses: &'static [Part],
    /// Whether it is convex in the weight with correct means, so that one change of sign of the slope is the minimiser.
    pub convex_in_weight: bool,
    /// What can be proved of its minimiser.
    pub certifiable: Certifiable,
}

const BY_SIGN: &str = "the sign of the slope on all of (0, 1)";
const BY_MONOTONICITY: &str = "a slope that increases strictly and is 0 at the target";
const BY_CONVEXITY: &str = "convexity, and a value of 0 at the target alone";
const BY_BISECTION: &str = "an increasing slope and its enclosed sign on both sides";
const BY_COVER: &str = "boxes that cover [0, 1], and enclosed losses of all minima";
const BY_KRAWCZYK: &str = "Krawczyk's operator on the gradient";

/// The weight alone.
const fn weight_only(proof: &'static str) -> Certifiable {
    Certifiable {
        weight: Some(proof),
        all: None,
    }
}

/// Every objective, in the order `list` shows them.
pub const OBJECTIVES: [ObjectiveEntry; 12] = [
    ObjectiveEntry {
        method: Method::Sft,
        name: "sft",
        about: "forward KL on new data, KL(p_n || q)",
        parameters: &[],
        uses: &[],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_SIGN),
            all: None,
        },
    },
    ObjectiveEntry {
        method: Method::SftReplay,
        name: "sft-replay",
        about: "forward KL with replay in the data, KL(rho p_o + (1-rho) p_n || q)",
        parameters: &[],
        uses: &[Part::Rho],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_SIGN),
            all: Some(BY_KRAWCZYK),
        },
    },
    ObjectiveEntry {
        method: Method::SftModelReplay,
        name: "sft-model-replay",
        about: "forward KL with replay in the model only, KL(p_n || (1-rho) q + rho p_o)",
        parameters: &[],
        uses: &[Part::Rho],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_SIGN),
            all: None,
        },
    },
    ObjectiveEntry {
        method: Method::ReverseKl,
        name: "reverse-kl",
        about: "reverse KL to the target, KL(q || alpha p_o + (1-alpha) p_n)",
        parameters: &[],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_MONOTONICITY),
            all: Some(BY_KRAWCZYK),
        },
    },
    ObjectiveEntry {
        method: Method::Sdft,
        name: "sdft",
        about: "SDFT with its teacher at rest: reverse KL to the demonstrator, here the target",
        parameters: &[],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: Certifiable {
            weight: Some(BY_MONOTONICITY),
            all: Some(BY_KRAWCZYK),
        },
    },
    ObjectiveEntry {
        method: Method::TttDiscover,
        name: "ttt-discover",
        about: "TTT-Discover: anchor tau KL(q || q_0) minus the entropic utility of rewards on labels; q_0 has old weight beta0",
        parameters: &[ETA, GAP, ANCHOR],
        uses: &[Part::Beta0],
        convex_in_weight: true,
        certifiable: weight_only(BY_BISECTION),
    },
    ObjectiveEntry {
        method: Method::TttDiscoverSoft,
        name: "ttt-discover-soft",
        about: "TTT-Discover with the frozen soft reward gap*r_n(x), a function of the sample",
        parameters: &[ETA, GAP, ANCHOR],
        uses: &[Part::Beta0],
        convex_in_weight: true,
        certifiable: weight_only(BY_BISECTION),
    },
    ObjectiveEntry {
        method: Method::Oapl,
        name: "oapl",
        about: "OAPL: squared regression of tau log(q/q_0) on the frozen soft reward; q_0 has old weight beta0",
        parameters: &[GAP, TEMPERATURE],
        uses: &[Part::Beta0],
        convex_in_weight: false,
        certifiable: weight_only(BY_COVER),
    },
    ObjectiveEntry {
        method: Method::Hybrid,
        name: "hybrid",
        about: "(1-share) KL(p_n || q) + share KL(q || target)",
        parameters: &[SHARE],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: weight_only(BY_BISECTION),
    },
    ObjectiveEntry {
        method: Method::JensenShannon,
        name: "jensen-shannon",
        about: "generalised Jensen-Shannon divergence from the target, as in on-policy distillation",
        parameters: &[GAMMA],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: weight_only(BY_CONVEXITY),
    },
    ObjectiveEntry {
        method: Method::SkewedKl,
        name: "skewed-kl",
        about: "skewed KL, KL(p || gamma p + (1-gamma) q), p the target",
        parameters: &[GAMMA],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: weight_only(BY_CONVEXITY),
    },
    ObjectiveEntry {
        method: Method::SkewedReverseKl,
        name: "skewed-reverse-kl",
        about: "skewed reverse KL, KL(q || gamma p + (1-gamma) q), p the target",
        parameters: &[GAMMA],
        uses: &[Part::Alpha],
        convex_in_weight: true,
        certifiable: weight_only(BY_CONVEXITY),
    },
];

impl Method {
    /// Its entry in [`OBJECTIVES`].
    pub fn entry(self) -> &'static ObjectiveEntry {
        &OBJECTIVES[self as usize]
    }
}
