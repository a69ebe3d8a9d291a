//! What must hold for every text given to the reader of certificates.

use std::sync::LazyLock;

use forgetting::claim::parse_claim;
use forgetting::judge::{Limits, Rechecked, Verdict, judge, recheck};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Samples are in f64: right to some hundred units in the last place of sides that are at most 10^4 here.
const SAMPLED: f64 = 1e-10;

/// Claims with one to a dozen boxes, of every form of leaf, relation and end.
const CLAIMS: [&str; 5] = [
    "for delta in [0, 9]: eps_old(1/2, delta) <= 1/2*bc(delta)",
    "for x in [0.25, 1], y in [0.5, 2] where x + y > 1: x*y + x^2 - x < 0.4*exp(x)*y + x/100",
    "for x in [1, 30]: exp(-x^2/2)*sqrt(x) < 2*exp(-x^2/2)*x^2",
    "for x in [0, 1], y in [1, 3] where x^2 + 1/2 < y: x^2 <= y + 1/3 < 4",
    "1 + 2/3 < sqrt(3)",
];

static VALID: LazyLock<Vec<Value>> =
    LazyLock::new(|| CLAIMS.iter().copied().map(certified).collect());

fn certified(claim: &str) -> Value {
    let claim = parse_claim(claim).expect("a claim");
    let certificate = judge(&claim, &Limits::default()).certificate;
    let text = certificate.expect("it is certified").to_json();
    assert!(recheck(&text).is_ok(), "{claim}");
    serde_json::from_str(&text).expect("JSON")
}

/// No text makes the reader panic; what it accepts holds at sampled points.
pub fn survives(text: &str) {
    match recheck(text) {
        Ok(checked) => is_no_lie(&checked),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A certificate edited as `script` says is refused, or says nothing new, or says nothing false.
pub fn refuses_tampering(script: &[u8]) {
    let [which, script @ ..] = script else { return };
    let valid = &VALID[usize::from(*which) % VALID.len()];
    let (edits, _) = script.as_chunks::<4>();
    if which & 0x80 == 0 {
        // Edits of the text, hashes as they were.
        let mut text = valid.to_string().into_bytes();
        for &[high, low, action, byte] in edits {
            edit(
                &mut text,
                usize::from(high) << 8 | usize::from(low),
                action,
                byte,
            );
        }
        let text = String::from_utf8_lossy(&text);
        if recheck(&text).is_ok() {
            let read: Value = serde_json::from_str(&text).expect("it was read");
            assert_eq!(&read, valid, "an edited certificate was accepted: {text}");
        }
    } else {
        // Edits of the content, hashes put right.
        let mut certificate = valid.clone();
        for &[place, word, action, byte] in edits {
            change(&mut certificate, place, word, action, byte);
        }
        rehash(&mut certificate);
        survives(&certificate.to_string());
    }
}

/// Texts that mean something to the reader.
const PIECES: [&str; 24] = [
    "0x0p+0",
    "0x1p+0",
    "-0x1p+0",
    "0x1.8p-3",
    "0x1p+1023",
    "0x0.0000000000001p-1022",
    "inf",
    "-inf",
    "nan",
    "1e400",
    "9",
    "natural",
    "mean-value",
    "log-mean-value",
    "outside",
    "taylor:0:lower:1",
    "taylor:0:upper:3",
    "taylor:9:lower:1",
    "<=",
    "<",
    "=",
    "x",
    "\"",
    "[[[[[[[[",
];

fn edit(text: &mut Vec<u8>, at: usize, action: u8, byte: u8) {
    let at = at % (text.len() + 1);
    let end = (at + usize::from(action >> 3)).min(text.len());
    let piece = PIECES[usize::from(byte) % PIECES.len()].bytes();
    match action % 5 {
        0 => drop(text.drain(at..end)),
        1 => text.insert(at, byte),
        2 => drop(text.splice(at..end, piece)),
        3 => {
            let copy = text[at..end].to_vec();
            drop(text.splice(at..at, copy));
        }
        _ => {
            if let Some(old) = text.get_mut(at) {
                *old ^= 1 << (byte % 8);
            }
        }
    }
}

/// One change of a leaf, the claim, the limits, the point or the summary.
fn change(certificate: &mut Value, place: u8, word: u8, action: u8, byte: u8) {
    let piece = PIECES[usize::from(byte) % PIECES.len()];
    let spliced = |value: &mut Value| {
        let mut text = value.as_str().unwrap_or_default().as_bytes().to_vec();
        edit(&mut text, usize::from(word), action, byte);
        *value = json!(String::from_utf8_lossy(&text));
    };
    match place % 8 {
        0 => spliced(&mut certificate["claim"]),
        1 => certificate["slack"] = json!(piece),
        2 => certificate["width"] = json!(piece),
        3 => {
            let point = certificate["inhabitant"].as_array_mut();
            if let Some(x) = point.and_then(|point| point.get_mut(usize::from(word) % 2)) {
                *x = json!(piece);
            }
        }
        4 => certificate["limits"]["equality"] = json!(piece),
        _ => {
            let Some(leaves) = certificate["obligations"][0]["leaves"].as_array_mut() else {
                return;
            };
            if leaves.is_empty() {
                return;
            }
            let at = usize::from(word >> 3) % leaves.len();
            match action % 4 {
                0 => drop(leaves.remove(at)),
                1 => leaves.push(leaves[at].clone()),
                2 => leaves.swap(0, at),
                _ => {
                    let text = leaves[at].as_str().unwrap_or_default().to_owned();
                    let mut words: Vec<&str> = text.split(' ').collect();
                    let count = words.len();
                    words[usize::from(word) % count] = piece;
                    leaves[at] = json!(words.join(" "));
                }
            }
        }
    }
}

fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes every hash fit the content again.
pub fn rehash(certificate: &mut Value) {
    let claim = certificate["claim"].as_str().unwrap_or_default();
    certificate["claim_sha256"] = json!(sha256(claim));
    for part in certificate["obligations"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        let leaves = part["leaves"].as_array().into_iter().flatten();
        let leaves: Vec<&str> = leaves.filter_map(Value::as_str).collect();
        part["leaves_sha256"] = json!(sha256(&leaves.join("\n")));
    }
    certificate["sha256"] = json!("");
    certificate["sha256"] = json!(sha256(&certificate.to_string()));
}

/// What an accepted certificate states holds at sampled points, with at least the slack it states.
fn is_no_lie(checked: &Rechecked) {
    let sampled = judge(
        &checked.claim,
        &Limits {
            boxes: 0,
            ..Limits::default()
        },
    );
    assert_ne!(
        sampled.verdict,
        Verdict::Refuted,
        "accepted: {}",
        checked.claim
    );
    if let (Some(proved), Some(seen), None) = (checked.slack, sampled.slack, checked.width) {
        assert!(
            proved <= seen + SAMPLED,
            "{} has slack {seen:e}, not {proved:e}",
            checked.claim
        );
    }
}
