//! Certificates of proofs: what is written is read back and shown again, what is tampered with shows nothing false.

use std::sync::LazyLock;

use forgetting::claim::parse_claim;
use forgetting::judge::{CertificateError, Limits, Verdict, judge, recheck};
use forgetting::ledger::shipped_claim_files;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::certificates::sha256;

/// True claims with proofs of each kind, and beside each some that are false, by a billionth where that is enough.
const CLAIMS: [(&str, &[&str]); 16] = [
    // polynomial, products, squares
    (
        "for x in [0, inf): x^2 + 1 >= 2*x",
        &[
            "for x in [0, inf): x^2 + 0.999999999 >= 2*x",
            "for x in [0, inf): x^2 + 1 > 2*x",
        ],
    ),
    (
        "for x in [0, 1], y in [0, 1]: x*y <= (x + y)/2",
        &["for x in [0, 1], y in [0, 1]: x*y <= 0.999999999*(x + y)/2"],
    ),
    // slopes from a value and from an expansion
    (
        "for x in (-1, inf): ln(1 + x) <= x",
        &[
            "for x in (-1, inf): ln(1 + x) <= 0.999999999*x",
            "for x in (-1, inf): ln(1 + x) < x",
        ],
    ),
    (
        "for x in (0, 1), y in (0, 1) where x < y: ln(y) - ln(x) > 0",
        &["for x in (0, 1), y in (0, 1) where x < y: ln(y) - ln(x) > 0.000000001"],
    ),
    (
        "for x in [0, inf): tanh(x) <= x",
        &["for x in [0, inf): tanh(x) <= 0.999999999*x"],
    ),
    // logarithms, concavity
    (
        "for p in (0, 1), q in (0, 1): p*ln(p/q) + (1 - p)*ln((1 - p)/(1 - q)) >= 0",
        &["for p in (0, 1), q in (0, 1): p*ln(p/q) + (1 - p)*ln((1 - p)/(1 - q)) >= 0.000000001"],
    ),
    (
        "for x in [0, 1]: ln(1 + x) >= x*ln(2)",
        &["for x in [0, 1]: ln(1 + x) >= 1.000000001*x*ln(2)"],
    ),
    // contradictions: implications, equations, conditions that nothing meets
    (
        "for x in [0, 5], y in [0, 5] where x*y = 4: x + y >= 4",
        &["for x in [0, 5], y in [0, 5] where x*y = 4: x + y >= 4.000000001"],
    ),
    (
        "for a in [0, 1], b in [0, 1], c in [0, 1] where a <= b and b <= c: a*b <= c",
        &[
            "for a in [0, 1], b in [0, 1], c in [0, 1] where a <= b and b <= c: a*b <= 0.999999999*c",
        ],
    ),
    // means over a normal variable, peaks, bounds that are known
    (
        "for m in (-inf, inf), s in [0, inf): kernel(2, m, s) <= 1/4",
        &["for m in (-inf, inf), s in [0, inf): kernel(2, m, s) <= 0.249999999"],
    ),
    (
        "for m in (-inf, inf), s in [0, inf): logistic_normal(m, s) <= exp(m + s^2/2)",
        &[
            "for m in (-inf, inf), s in [0, inf): logistic_normal(m, s) <= 0.499999999*exp(m + s^2/2)",
        ],
    ),
    (
        "for beta in (0, 1), delta in (0, inf): 4*beta*(1 - beta)*tv(delta)^2 <= distinguishability(beta, delta)",
        &[
            "for beta in (0, 1), delta in (0, inf): 4.000000001*beta*(1 - beta)*tv(delta)^2 <= distinguishability(beta, delta)",
        ],
    ),
    // equations
    (
        "for x in [0, 1]: cosh(x)^2 - sinh(x)^2 = 1",
        &[
            "for x in [0, 1]: cosh(x)^2 - sinh(x)^2 = 1.000000001",
            "for x in [0, 1]: cosh(x)^2 - 0.999999999*sinh(x)^2 = 1",
        ],
    ),
    (
        "for beta in (0, 1), delta in [0, 9]: beta*eps_old(beta, delta) = (1 - beta)*eps_new(beta, delta)",
        &[
            "for beta in (0, 1), delta in [0, 9]: beta*eps_old(beta, delta) = (0.999999999 - beta)*eps_new(beta, delta)",
        ],
    ),
    (
        "for beta in (0, 1), delta in (0, 8]: expect old (resp_new(x)) = eps_old(beta, delta)",
        &[
            "for beta in (0, 1), delta in (0, 8]: expect old (resp_new(x)) = 1.000000001*eps_old(beta, delta)",
        ],
    ),
    (
        "for x in (0, inf): ln(x^2) = 2*ln(x) = ln(x) + ln(x)",
        &["for x in (0, inf): ln(x^2) = 2*ln(x) = ln(x) + 1.000000001*ln(x)"],
    ),
];

/// The certificates of the true claims.
static VALID: LazyLock<Vec<(Value, &[&str])>> = LazyLock::new(|| {
    let proved =
        |(claim, false_ones): &(&str, &'static [&'static str])| (certificate(claim), *false_ones);
    CLAIMS.iter().map(proved).collect()
});

fn certificate(claim: &str) -> Value {
    let judgement = judge(&parse_claim(claim).expect(claim), &Limits::default());
    let certificate = judgement.proof_certificate;
    let text = certificate.unwrap_or_else(|| panic!("{claim}: {}", judgement.reason));
    serde_json::from_str(&text.to_json()).expect("JSON")
}

/// Makes both hashes fit the content again.
fn rehash(certificate: &mut Value) {
    let claim = certificate["claim"].as_str().unwrap_or_default();
    certificate["claim_sha256"] = json!(sha256(claim));
    certificate["sha256"] = json!("");
    certificate["sha256"] = json!(sha256(&certificate.to_string()));
}

/// Every place of a value: the keys and positions that lead there.
fn places(value: &Value, at: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    found.push(at.clone());
    let mut inner = |key: String, value: &Value| {
        at.push(key);
        places(value, at, found);
        at.pop();
    };
    match value {
        Value::Array(items) => {
            for (k, item) in items.iter().enumerate() {
                inner(k.to_string(), item);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                inner(key.clone(), item);
            }
        }
        _ => {}
    }
}

/// What stands at a place, changed in each of several ways.
fn changes(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(said) => vec![json!(!said)],
        Value::Number(n) => {
            let n = n.as_i64().unwrap_or_default();
            vec![json!(n + 1), json!((n - 1).max(0)), json!(u32::MAX)]
        }
        Value::String(text) => vec![
            json!(format!("-({text})")),
            json!(format!("{text} + 1/1000000000")),
            json!(format!("1000000001/1000000000*({text})")),
            json!("1000000001/1000000000"),
            json!("0"),
            json!("-1"),
            json!("(0, inf)"),
            json!("."),
            json!("0@1/2 . ."),
            json!("x"),
            json!("t"),
        ],
        Value::Array(items) if !items.is_empty() => {
            let without = |k: usize| {
                let mut rest = items.clone();
                rest.remove(k);
                Value::Array(rest)
            };
            let mut found: Vec<Value> = (0..items.len().min(4)).map(without).collect();
            let mut turned = items.clone();
            turned.reverse();
            found.push(Value::Array(turned));
            found.push(json!([items.clone(), items.clone()].concat()));
            found
        }
        Value::Object(fields) if fields.contains_key("kind") => {
            let kinds = [
                json!({"kind": "range"}),
                json!({"kind": "constant"}),
                json!({"kind": "polynomial", "cover": "."}),
                json!({"kind": "enclosures", "cover": "."}),
                json!({"kind": "combination", "terms": []}),
            ];
            kinds.to_vec()
        }
        _ => Vec::new(),
    }
}

/// Every change of one place of the proof.
fn tampered(valid: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    places(&valid["proof"], &mut Vec::new(), &mut found);
    let changed = found.iter().flat_map(|place| {
        let pointer: String = place.iter().map(|key| format!("/{key}")).collect();
        let pointer = format!("/proof{pointer}");
        let old = valid.pointer(&pointer).expect("a place");
        let new = changes(old).into_iter().filter(|new| new != old);
        new.map(|new| {
            let mut changed = valid.clone();
            *changed.pointer_mut(&pointer).expect("a place") = new;
            rehash(&mut changed);
            changed
        })
        .collect::<Vec<_>>()
    });
    changed.collect()
}

/// The certificate with another claim, and with the goals that the reader asks for put in the place of those it finds.
fn forged(valid: &Value, claim: &str) -> Result<(), CertificateError> {
    let mut certificate = valid.clone();
    certificate["claim"] = json!(parse_claim(claim).expect(claim).to_string());
    let mut last = Ok(());
    for _ in 0..20 {
        rehash(&mut certificate);
        let error = match recheck(&certificate.to_string()) {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        let message = error.to_string();
        last = Err(error);
        let quoted: Vec<&str> = message.split('`').collect();
        let [_, found, ", the claim asks for ", wanted, ..] = quoted.as_slice() else {
            break;
        };
        replace(&mut certificate, found, wanted);
    }
    last
}

fn replace(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => *value = json!(new),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, old, new)),
        Value::Object(fields) => fields
            .iter_mut()
            .for_each(|(_, item)| replace(item, old, new)),
        _ => {}
    }
}

#[test]
fn every_proved_block_has_a_certificate_that_shows_it_again() {
    let mut proved = 0;
    for file in shipped_claim_files().expect("the claim files") {
        for filed in file.claims() {
            let forgetting::claim::Statement::Simple(claim) = &filed.claim else {
                continue;
            };
            let limits = Limits {
                boxes: 2_000,
                ..Limits::default()
            };
            let judgement = judge(claim, &limits);
            if judgement.verdict != Verdict::Proved {
                continue;
            }
            let text = judgement.proof_certificate.expect(&filed.id).to_json();
            let checked = recheck(&text).unwrap_or_else(|error| panic!("{}: {error}", filed.id));
            assert_eq!(checked.verdict, Verdict::Proved, "{}", filed.id);
            assert_eq!(judge_text(&text), text, "{}", filed.id);
            proved += 1;
        }
    }
    assert!(proved > 300, "{proved}");
}

/// The file read and written again.
fn judge_text(text: &str) -> String {
    let read: forgetting::judge::ProofCertificate = serde_json::from_str(text).expect("readable");
    read.to_json()
}

#[test]
fn a_change_of_one_datum_is_found_unless_the_proof_still_holds() {
    for (valid, _) in VALID.iter() {
        let (mut kept, mut refused) = (0_u32, 0_u32);
        for changed in tampered(valid) {
            match recheck(&changed.to_string()) {
                Ok(checked) => {
                    // The claim is read from its own text: it is the true one still.
                    assert_eq!(json!(checked.claim.to_string()), valid["claim"]);
                    assert_eq!(checked.verdict, Verdict::Proved);
                    kept += 1;
                }
                Err(error) => {
                    assert!(error.verdict() != Some(Verdict::Refuted), "{error}");
                    refused += 1;
                }
            }
        }
        assert!(
            refused > kept,
            "{}: {refused} refused, {kept} kept",
            valid["claim"]
        );
    }
}

#[test]
fn no_proof_of_a_true_claim_shows_a_false_one() {
    for (valid, false_ones) in VALID.iter() {
        for claim in *false_ones {
            assert!(forged(valid, claim).is_err(), "{claim}");
            for (k, changed) in tampered(valid).iter().enumerate() {
                if k % 7 == 0 {
                    assert!(forged(changed, claim).is_err(), "{claim}: {changed}");
                }
            }
        }
    }
}

#[test]
fn conditions_that_nothing_meets_are_rechecked_as_vacuous() {
    let text = "for x in [0, 1] where x > 2: x > 3";
    let valid = certificate(text);
    let checked = recheck(&valid.to_string()).expect("valid");
    assert_eq!(checked.verdict, Verdict::Vacuous);
    assert!(forged(&valid, "for x in [0, 1] where x > 0.999999999: x > 3").is_err());
    // It must not pass for a proof.
    let mut changed = valid.clone();
    changed["verdict"] = json!("proved");
    rehash(&mut changed);
    assert!(recheck(&changed.to_string()).is_err());
    changed["inhabitant"] = json!({"point": ["1"]});
    rehash(&mut changed);
    assert!(recheck(&changed.to_string()).is_err());
}

#[test]
fn a_point_that_meets_the_conditions_is_asked_for() {
    let valid = certificate("for x in [0, 5], y in [0, 5] where x*y = 4: x + y >= 4");
    for inhabitant in [
        json!("none"),
        json!({"point": ["1", "1"]}),
        json!({"within": [["0x1p+0", "0x1p+0"]]}),
        json!({"within": [["0x1p+0", "0x1p+0"], ["0x1p+0", "0x1p+1"]]}),
        json!({"within": [["0x1p+0", "0x1p+0"], ["nan", "0x1p+3"]]}),
        json!({"within": [["0x1p+0", "0x1p+0"], ["0x1p+2", "0x1p+9"]]}),
    ] {
        let mut changed = valid.clone();
        changed["inhabitant"] = inhabitant.clone();
        rehash(&mut changed);
        assert!(recheck(&changed.to_string()).is_err(), "{inhabitant}");
    }
}

#[test]
fn hostile_sizes_are_refused_at_once() {
    let valid = certificate("for x in [0, inf): x^2 + 1 >= 2*x");
    let goal = |by: Value| {
        let mut changed = valid.clone();
        changed["proof"]["inequalities"]["parts"][0]["shown"]["goals"][0]["by"] = by;
        rehash(&mut changed);
        changed.to_string()
    };
    let deep = (0..100_000).fold(String::new(), |text, _| text + "0@1 ");
    let long = "9".repeat(1_000_000);
    for by in [
        json!({"kind": "polynomial", "cover": deep}),
        json!({"kind": "product", "coefficient": long, "factors": []}),
        json!({"kind": "product", "coefficient": "1", "factors": [{"base": "(".repeat(100_000), "power": "1"}]}),
        json!({"kind": "product", "coefficient": "1", "factors": [{"base": "x^(9^9^9)", "power": "99999999999999999999/7"}]}),
        json!({"kind": "product", "coefficient": "1", "factors": [{"base": "x", "power": "1/0"}]}),
    ] {
        assert!(recheck(&goal(by)).is_err());
    }
    let nested =
        "{\"format\": \"forgetting proof 1\", \"proof\": ".to_owned() + &"[".repeat(1_000_000);
    assert!(recheck(&nested).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Bytes of a certificate changed anywhere: no panic, and nothing false.
    #[test]
    fn no_text_makes_the_reader_panic(
        which in 0..CLAIMS.len(),
        edits in prop::collection::vec((0..100_000_usize, any::<u8>()), 1..4),
        fits in any::<bool>(),
    ) {
        let mut text = VALID[which].0.to_string().into_bytes();
        for (at, byte) in edits {
            let at = at % text.len();
            text[at] = byte;
        }
        let mut text = String::from_utf8_lossy(&text).into_owned();
        if fits && let Ok(mut value) = serde_json::from_str::<Value>(&text) && value.is_object() {
            rehash(&mut value);
            text = value.to_string();
        }
        if let Ok(checked) = recheck(&text) {
            let said = judge(&checked.claim, &Limits { boxes: 0, ..Limits::default() });
            prop_assert!(said.verdict != Verdict::Refuted, "{}", checked.claim);
        }
    }
}
