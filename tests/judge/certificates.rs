//! Tampered certificates are rejected, also when the tamperer puts the hashes right.

use forgetting::claim::parse_claim;
use forgetting::judge::{CertificateError, Limits, Verdict, judge, recheck, recheck_within};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Duration;

fn certificate_of(text: &str) -> Value {
    let claim = parse_claim(text).expect("a claim");
    let certificate = judge(&claim, &Limits::default()).certificate;
    let text = certificate.expect("the claim is certified").to_json();
    assert!(recheck(&text).is_ok());
    serde_json::from_str(&text).expect("JSON")
}

/// Two boxes at least, and a bound that is tight to the domain.
fn certificate() -> Value {
    certificate_of(
        "for x in [0.25, 1], y in [0.5, 2] where x + y > 1: x*y + x^2 - x < exp(x)*y*0.4 + x/100",
    )
}

pub(super) fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes every hash fit the content again.
pub(super) fn rehash(certificate: &mut Value) {
    let claim = certificate["claim"].as_str().unwrap_or_default();
    certificate["claim_sha256"] = json!(sha256(claim));
    if let Some(parts) = certificate["obligations"].as_array_mut() {
        for part in parts {
            let leaves: Vec<&str> = part["leaves"]
                .as_array()
                .map(|leaves| leaves.iter().filter_map(Value::as_str).collect())
                .unwrap_or_default();
            part["leaves_sha256"] = json!(sha256(&leaves.join("\n")));
        }
    }
    certificate["sha256"] = json!("");
    certificate["sha256"] = json!(sha256(&certificate.to_string()));
}

fn leaves(certificate: &mut Value) -> &mut Vec<Value> {
    certificate["obligations"][0]["leaves"]
        .as_array_mut()
        .expect("leaves")
}

/// Replaces one word of one leaf.
fn edit(certificate: &mut Value, leaf: usize, word: usize, new: &str) {
    let leaf = &mut leaves(certificate)[leaf];
    let mut words: Vec<&str> = leaf.as_str().expect("text").split(' ').collect();
    words[word] = new;
    *leaf = json!(words.join(" "));
}

fn word(certificate: &mut Value, leaf: usize, word: usize) -> String {
    let leaf = leaves(certificate)[leaf].as_str().expect("text");
    leaf.split(' ').nth(word).expect("word").to_owned()
}

/// Rejected as it is (a hash), and rejected for its content once the hashes are right.
fn rejected(mut certificate: Value) -> CertificateError {
    let careless = recheck(&certificate.to_string()).expect_err("careless tampering");
    assert!(
        matches!(
            careless,
            CertificateError::Hash(_) | CertificateError::Malformed(_)
        ),
        "{careless}"
    );
    rehash(&mut certificate);
    recheck(&certificate.to_string()).expect_err("careful tampering")
}

#[test]
fn the_hashes_of_the_test_are_those_of_the_file() {
    let mut certificate = certificate();
    let before = certificate.clone();
    rehash(&mut certificate);
    assert_eq!(certificate, before);
    assert!(leaves(&mut certificate).len() >= 2);
}

#[test]
fn a_box_removed_or_repeated() {
    let count = leaves(&mut certificate()).len();
    for leaf in 0..count {
        let mut fewer = certificate();
        leaves(&mut fewer).remove(leaf);
        assert!(matches!(rejected(fewer), CertificateError::Cover { .. }));
        let mut more = certificate();
        let copy = leaves(&mut more)[leaf].clone();
        leaves(&mut more).push(copy);
        assert!(matches!(rejected(more), CertificateError::Cover { .. }));
    }
    let mut none = certificate();
    leaves(&mut none).clear();
    assert!(matches!(rejected(none), CertificateError::Cover { .. }));
}

#[test]
fn a_box_widened_narrowed_or_moved() {
    for (end, new) in [
        (2, "-0x1p+3"),
        (2, "0x1.8p-2"),
        (3, "0x1p+4"),
        (4, "-0x1p+0"),
        (5, "0x1p+9"),
    ] {
        let mut wrong = certificate();
        edit(&mut wrong, 0, end, new);
        assert!(
            matches!(
                rejected(wrong),
                CertificateError::Cover { .. } | CertificateError::Leaf { .. }
            ),
            "{end} {new}"
        );
    }
}

#[test]
fn a_bound_raised_or_negative() {
    for bound in ["0x1p+9", "inf", "-0x1p-3", "-inf"] {
        let mut wrong = certificate();
        edit(&mut wrong, 0, 1, bound);
        assert!(
            matches!(rejected(wrong), CertificateError::Leaf { .. }),
            "{bound}"
        );
    }
}

#[test]
fn nan_and_other_texts_for_numbers() {
    for position in 1..=5 {
        for text in ["nan", "NaN", "0.5", "", "0x1.zp+0", "inf"] {
            let mut wrong = certificate();
            edit(&mut wrong, 0, position, text);
            // An infinite end is one a domain may have: this domain does not, so the cover fails.
            let error = rejected(wrong);
            let cover = matches!(error, CertificateError::Cover { .. });
            assert!(
                matches!(error, CertificateError::Leaf { .. }) || text == "inf" && cover,
                "{position} {text}"
            );
        }
    }
}

#[test]
fn another_form() {
    for form in [
        "outside",
        "magic",
        "taylor:7:lower:1",
        "taylor:0:lower:0",
        "taylor:0:lower:99",
        "",
    ] {
        let mut wrong = certificate();
        edit(&mut wrong, 0, 0, form);
        assert!(
            matches!(rejected(wrong), CertificateError::Leaf { .. }),
            "{form}"
        );
    }
}

#[test]
fn another_claim() {
    let original = certificate()["claim"].as_str().expect("text").to_owned();
    for (from, to) in [
        // The domain enlarged.
        ("[0.25, 1]", "[0.25, 1.5]"),
        ("[0.5, 2]", "[0.4999999999, 2]"),
        // The statement changed.
        ("*0.4 + x", "*0.4 - x"),
        (" < exp", " > exp"),
        (" < exp", " = exp"),
        // The condition changed.
        ("x + y > 1", "x + y > 9"),
        // Other spellings of the same claim.
        ("x*y", "x * y"),
        ("0.25", "1/4 "),
        ("where", "where ("),
    ] {
        let mut wrong = certificate();
        let changed = original.replace(from, to);
        assert_ne!(changed, original, "{from}");
        wrong["claim"] = json!(changed);
        rejected(wrong);
    }
}

#[test]
fn another_summary_or_point() {
    let mut wrong = certificate();
    wrong["slack"] = json!("0x1p+9");
    assert!(matches!(rejected(wrong), CertificateError::Summary(_)));
    let mut wrong = certificate();
    wrong["width"] = json!("0x1p-9");
    assert!(matches!(rejected(wrong), CertificateError::Summary(_)));
    for point in [
        json!([]),
        json!(["0.3"]),
        json!(["7", "1"]),
        json!(["0.25", "0.5"]),
        json!(["x", "y"]),
    ] {
        let mut wrong = certificate();
        wrong["inhabitant"] = point;
        assert!(matches!(rejected(wrong), CertificateError::Domain(_)));
    }
}

#[test]
fn hashes_changed() {
    for field in ["claim_sha256", "sha256"] {
        let mut wrong = certificate();
        wrong[field] = json!("0".repeat(64));
        assert!(matches!(
            recheck(&wrong.to_string()),
            Err(CertificateError::Hash(_))
        ));
    }
    let mut wrong = certificate();
    wrong["obligations"][0]["leaves_sha256"] = json!("0".repeat(64));
    assert!(matches!(
        recheck(&wrong.to_string()),
        Err(CertificateError::Hash(_))
    ));
    let mut wrong = certificate();
    wrong["limits"]["boxes"] = json!(1);
    assert!(matches!(
        recheck(&wrong.to_string()),
        Err(CertificateError::Hash(_))
    ));
}

#[test]
fn obligations_dropped_or_swapped() {
    let chain = certificate_of("for x in [0.5, 1]: x^3 < x + 1/10 < exp(x)");
    let mut dropped = chain.clone();
    dropped["obligations"].as_array_mut().expect("two").pop();
    assert!(matches!(
        rejected(dropped),
        CertificateError::Obligation { .. }
    ));
    let mut swapped = chain;
    swapped["obligations"]
        .as_array_mut()
        .expect("two")
        .reverse();
    assert!(matches!(
        rejected(swapped),
        CertificateError::Obligation { .. }
    ));
}

#[test]
fn an_equation_with_a_smaller_width() {
    let mut wrong = certificate_of("for x in [1, 1.01]: sqrt(3 + 2*sqrt(2))*x = x + sqrt(2)*x");
    let bound = word(&mut wrong, 0, 1);
    assert_ne!(bound, "0x0p+0");
    for width in ["0x0p+0", "-0x1p+0", "inf"] {
        edit(&mut wrong, 0, 1, width);
        assert!(
            matches!(rejected(wrong.clone()), CertificateError::Leaf { .. }),
            "{width}"
        );
    }
}

#[test]
fn no_width_is_taken_from_the_certificate() {
    let claim = parse_claim("for x in [1, 2]: sqrt(3 + 2*sqrt(2))*x^2 - x*x = sqrt(2)*x^2")
        .expect("a claim");
    for equality in [1e-1, 1e-3] {
        let limits = Limits {
            equality,
            ..Limits::default()
        };
        let judgement = judge(&claim, &limits);
        assert!(judgement.width.is_some_and(|width| width <= equality));
        let text = judgement.certificate.expect("enclosed").to_json();
        let checked = recheck(&text).expect("as it says");
        assert_eq!(checked.width, judgement.width);
        assert_eq!(checked.verdict, Verdict::Agrees);
        let mut other: Value = serde_json::from_str(&text).expect("JSON");
        for stated in ["0x1p+40", "0x1p-40", "0x0p+0", "nan", "inf"] {
            other["limits"]["equality"] = json!(stated);
            rehash(&mut other);
            let again = recheck(&other.to_string()).expect("the same boxes");
            assert_eq!(again, checked, "{stated}");
        }
    }
}

/// A certificate of an equation without variables, with every hash and summary as it should be.
fn handmade(claim: &str, leaf: &str, width: &str) -> Value {
    let mut made = certificate_of("for x in [1, 1.01]: sqrt(3 + 2*sqrt(2))*x = x + sqrt(2)*x");
    made["claim"] = json!(claim);
    made["inhabitant"] = json!([]);
    made["width"] = json!(width);
    made["limits"]["equality"] = json!("0x1p+400");
    made["obligations"] = json!([{"statement": claim, "leaves": [leaf], "leaves_sha256": ""}]);
    rehash(&mut made);
    made
}

#[test]
fn certificates_of_false_equations_are_refuted() {
    for (claim, bound) in [
        ("1 = 2", "0x1p+0"),
        ("1/3 = 0.33333333333333333", "0x1p-57"),
        ("1e-400 = 0", "0x1p-1022"),
        ("exp(1) = exp(1) + 1e-17", "0x1p-50"),
        ("pi = 3.1415", "0x1p+0"),
    ] {
        let made = handmade(claim, &format!("natural {bound}"), bound);
        let error = recheck(&made.to_string()).expect_err(claim);
        assert!(
            matches!(error, CertificateError::Refuted(_)),
            "{claim}: {error}"
        );
        assert_eq!(error.verdict(), Some(Verdict::Refuted));
    }
}

#[test]
fn what_is_not_supported_is_not_rejected() {
    let mut later = certificate();
    later["format"] = json!("forgetting certificate 99");
    rehash(&mut later);
    let mut unknown = certificate();
    unknown["claim"] = json!("for x in [0, 1]: weierstrass(x) <= 1");
    rehash(&mut unknown);
    for text in [later, unknown] {
        let error = recheck(&text.to_string()).expect_err("it cannot be checked");
        assert!(matches!(error, CertificateError::Unsupported(_)), "{error}");
        assert_eq!(error.verdict(), Some(Verdict::Undecided));
    }
    let text = certificate().to_string();
    let error = recheck_within(&text, Some(Duration::ZERO)).expect_err("no time");
    assert!(matches!(error, CertificateError::Limit(_)), "{error}");
}

#[test]
fn texts_that_are_no_certificates() {
    for text in ["", "{}", "[]", "null", "not JSON", "{\"format\": 1}"] {
        assert!(
            matches!(recheck(text), Err(CertificateError::NotACertificate(_))),
            "{text}"
        );
    }
    let mut extra = certificate();
    extra["comment"] = json!("trust me");
    assert!(matches!(
        recheck(&extra.to_string()),
        Err(CertificateError::Malformed(_))
    ));
    let mut other = certificate();
    other["format"] = json!("forgetting certificate 2");
    rehash(&mut other);
    assert!(matches!(
        recheck(&other.to_string()),
        Err(CertificateError::Unsupported(_))
    ));
}
