//! No input makes the reader of certificates panic, and no edited certificate is accepted for what it is not.
//!
//! The properties are those of the fuzz target `certificate`.

#[path = "../harness/certificate.rs"]
mod harness;

use crate::support::scaled;
use proptest::prelude::*;

/// JSON that nests deeply, or has huge numbers, in the places of a certificate.
fn unusual_json() -> impl Strategy<Value = String> {
    let fields = prop::sample::select(vec![
        "format",
        "version",
        "claim",
        "claim_sha256",
        "limits",
        "inhabitant",
        "slack",
        "width",
        "obligations",
        "sha256",
        "boxes",
        "leaves",
    ]);
    let values = prop_oneof![
        (1_usize..3000, any::<bool>()).prop_map(|(depth, closed)| {
            let close = if closed {
                "]".repeat(depth)
            } else {
                String::new()
            };
            "[".repeat(depth) + &close
        }),
        (1_usize..500).prop_map(|depth| "{\"obligations\":".repeat(depth)),
        (1_usize..400).prop_map(|digits| "9".repeat(digits)),
        (-100_000_i32..100_000).prop_map(|exponent| format!("1e{exponent}")),
        "\\PC{0,12}".prop_map(|text| format!("{text:?}")),
        Just("null".to_owned()),
    ];
    prop::collection::vec((fields, values), 0..6).prop_map(|pairs| {
        let parts: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        format!("{{{}}}", parts.join(","))
    })
}

/// A script of edits for one of the valid certificates; the first byte chooses it and how it is edited.
fn script(resealed: bool) -> impl Strategy<Value = Vec<u8>> {
    (0_u8..128, prop::collection::vec(any::<[u8; 4]>(), 1..5)).prop_map(move |(which, edits)| {
        let first = if resealed { which | 0x80 } else { which };
        std::iter::once(first)
            .chain(edits.into_iter().flatten())
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(60_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_certificates_are_refused(script in script(false)) {
        harness::refuses_tampering(&script);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(20_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn resealed_certificates_state_nothing_false(script in script(true)) {
        harness::refuses_tampering(&script);
    }

    #[test]
    fn unusual_json_is_refused(text in unusual_json()) {
        harness::survives(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(10_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        harness::survives(&String::from_utf8_lossy(&bytes));
        harness::refuses_tampering(&bytes);
    }
}
