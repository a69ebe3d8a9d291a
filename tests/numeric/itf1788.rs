//! Interval arithmetic against the facts of a public test set of IEEE 1788-2015 (tests/data/itf1788.json).

use forgetting::interval::{Decoration, Interval};
use serde::Deserialize;

use crate::support::random::ulps_between;

/// Results may be wider than the tightest ones by this many doubles at either end: one for a rounding outwards of a correctly
/// rounded function, one more for each further step, of which powers have three.
const SLACK: u64 = 2;
const SLACK_OF_POWERS: u64 = 6;

#[derive(Deserialize)]
struct Data {
    rows: Vec<Row>,
}

/// Operation, operands, result and its decoration.
#[derive(Deserialize)]
struct Row(String, Vec<[String; 2]>, Set, Option<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Set {
    Ends([String; 2]),
    /// `empty` or `entire`
    Named(String),
}

/// A decimal, an infinity, or a double in hexadecimal.
fn number(text: &str) -> f64 {
    let (sign, size) = text
        .strip_prefix('-')
        .map_or((1.0, text), |rest| (-1.0, rest));
    let Some(hexadecimal) = size.strip_prefix("0x") else {
        return sign * size.parse::<f64>().expect("a number");
    };
    let (mantissa, exponent) = hexadecimal.split_once('p').expect("an exponent");
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).expect("digits");
    let exponent: i32 = exponent.parse().expect("an exponent");
    // In two steps, so that neither power leaves the range of doubles.
    let scale = exponent - 4 * fraction.len() as i32;
    let (a, b) = (scale / 2, scale - scale / 2);
    sign * digits as f64 * 2f64.powi(a) * 2f64.powi(b)
}

fn interval(ends: &[String; 2]) -> Interval {
    Interval::from_bounds(number(&ends[0]), number(&ends[1]))
}

fn value(operation: &str, x: &[Interval]) -> Interval {
    match (operation, x) {
        ("div", &[a, b]) => a / b,
        ("sqr", &[a]) => a.sqr(),
        ("sqrt", &[a]) => a.sqrt(),
        ("exp", &[a]) => a.exp(),
        ("ln", &[a]) => a.ln(),
        ("pow", &[a, b]) => a.pow(b),
        _ => panic!("{operation} of {} operands", x.len()),
    }
}

fn decoration(name: &str) -> Decoration {
    match name {
        "com" => Decoration::Com,
        "dac" => Decoration::Dac,
        "def" => Decoration::Def,
        "trv" => Decoration::Trv,
        _ => panic!("{name}"),
    }
}

#[test]
fn operations_agree_with_the_standard_test_set() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/itf1788.json");
    let data: Data = serde_json::from_str(&std::fs::read_to_string(path).expect("the file"))
        .expect("its format");
    let mut wrong = Vec::new();
    for Row(operation, operands, right, decorated) in &data.rows {
        let x: Vec<Interval> = operands.iter().map(interval).collect();
        let found = value(operation, &x);
        let fits = match right {
            Set::Named(name) if name == "empty" => found.is_empty(),
            Set::Named(_) => found.lo() == f64::NEG_INFINITY && found.hi() == f64::INFINITY,
            Set::Ends(ends) => {
                let tight = interval(ends);
                let slack = if operation == "pow" {
                    SLACK_OF_POWERS
                } else {
                    SLACK
                };
                let close = |a: f64, b: f64| {
                    a == b || a.is_finite() && b.is_finite() && ulps_between(a, b) <= slack
                };
                tight.is_subset(found)
                    && close(found.lo(), tight.lo())
                    && close(tight.hi(), found.hi())
            }
        };
        // A decoration may be weaker than the standard's, never stronger.
        let honest = decorated
            .as_ref()
            .is_none_or(|name| found.decoration() <= decoration(name));
        let useful = decorated
            .as_ref()
            .is_none_or(|name| name == "trv" || found.is_defined());
        if !(fits && honest && useful) {
            wrong.push(format!(
                "{operation} {operands:?}: {found} {:?}",
                found.decoration()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(data.rows.len() > 120);
}
