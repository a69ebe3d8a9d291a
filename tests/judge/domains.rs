//! One domain for every judge: that of the table of functions.
//!
//! The points are made from the table: one inside, every end of every argument, and points beyond it.

use forgetting::claim::{Function, parse_claim};
use forgetting::judge::algebraic::derive;
use forgetting::judge::{Domain, Limits, Verdict, enclose, judge, known_digits, recheck, symbolic};
use forgetting::theory::evaluate;
use serde_json::{Value, json};

use super::certificates::rehash;

/// Arguments of a call, and whether they lie in the domain.
struct Case {
    function: Function,
    arguments: Vec<f64>,
    inside: bool,
}

impl Case {
    fn call(&self) -> String {
        let index = self.function.entry().index.map(|_| "1".to_owned());
        let texts = self.arguments.iter().map(|x| format!("({x:?})"));
        let all: Vec<String> = index.into_iter().chain(texts).collect();
        format!("{}({})", self.function, all.join(", "))
    }
}

/// A number inside the range of an argument, away from its ends.
fn inner(function: Function, k: usize) -> f64 {
    let range = function.ranges()[k];
    match (range.least.is_finite(), range.most.is_finite()) {
        (true, true) => range.least + 0.375 * (range.most - range.least),
        (true, false) => range.least + 1.5,
        (false, true) => range.most - 1.5,
        (false, false) => -0.5,
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for &function in Function::ALL {
        let ranges = function.ranges();
        let base: Vec<f64> = (0..ranges.len()).map(|k| inner(function, k)).collect();
        let mut add = |arguments: Vec<f64>, inside| {
            cases.push(Case {
                function,
                arguments,
                inside,
            });
        };
        add(base.clone(), true);
        for (k, range) in ranges.iter().enumerate() {
            let with = |x: f64| {
                let mut arguments = base.clone();
                arguments[k] = x;
                arguments
            };
            if range.least.is_finite() {
                add(with(range.least), !range.open_below);
                add(with(range.least - 1e-9), false);
                add(with(range.least - 3.0), false);
            }
            if range.most.is_finite() {
                add(with(range.most), !range.open_above);
                add(with(range.most + 1e-9), false);
                add(with(range.most + 3.0), false);
            }
        }
        // Every closed end at once, on either side.
        type End = fn(&forgetting::claim::ArgumentRange) -> Option<f64>;
        let lowest: End = |r| (r.least.is_finite() && !r.open_below).then_some(r.least);
        let highest: End = |r| (r.most.is_finite() && !r.open_above).then_some(r.most);
        for end in [lowest, highest] {
            let corner = ranges.iter().zip(&base);
            add(corner.map(|(r, x)| end(r).unwrap_or(*x)).collect(), true);
        }
    }
    cases
}

/// What each judge makes of a call: its name, and whether it accepts.
fn accepted(call: &str) -> Vec<(&'static str, bool)> {
    let equation = parse_claim(&format!("for t in [0, 1]: {call} = {call}")).expect("a claim");
    let domain = Domain::new(&equation).expect("a domain");
    let inequality = format!("for t in [0, 1]: {call} <= {call} + 1 + t");
    let inequality = parse_claim(&inequality).expect("a claim");
    let judgement = judge(&inequality, &Limits::of_boxes(300));
    assert_ne!(judgement.verdict, Verdict::Refuted, "{inequality}");
    vec![
        ("f64", evaluate(call).is_ok()),
        ("digits", known_digits(call, None).is_ok()),
        ("enclosure", enclose(call).is_ok()),
        (
            "symbolic judge",
            symbolic::prove(&equation, &domain).is_ok(),
        ),
        (
            "judges of an inequality",
            judgement.verdict.is_established(),
        ),
    ]
}

/// What an end of two arguments at once leaves undefined although each is allowed: 0/0 without a limit.
fn has_no_limit(case: &Case) -> bool {
    let at = |k: usize| case.arguments[k];
    match case.function {
        // 0^0 rounds of nothing, and no force at all.
        Function::SdftRate => at(0) == 0.0 && at(1) == 0.0 && at(2) == 0.0,
        _ => false,
    }
}

#[test]
fn every_judge_accepts_the_domain_of_the_table_and_no_more() {
    let mut wrong = Vec::new();
    let cases = cases();
    for case in cases.iter().filter(|case| !has_no_limit(case)) {
        let call = case.call();
        for (judge, accepts) in accepted(&call) {
            if accepts != case.inside {
                wrong.push(format!("{judge}: {call}, inside: {}", case.inside));
            }
        }
        if !case.inside {
            let claim = parse_claim(&format!("{call} <= {call} + 1")).expect("a claim");
            let domain = Domain::new(&claim).expect("a domain");
            if derive(&claim, &domain).is_some() {
                wrong.push(format!("algebraic judge: {call}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() > 300);
}

/// The certificate of a claim whose call has other arguments, hashes put right.
fn forged(certificate: &Value, from: &str, to: &str) -> Value {
    let text = certificate["claim"].as_str().expect("a text");
    let printed = |call: &str| {
        let claim = parse_claim(&format!("{call} = 0")).expect("a claim");
        claim.statement.first().to_string()
    };
    let mut forged = certificate.clone();
    let replaced = |text: &str| text.replace(&printed(from), &printed(to));
    forged["claim"] = json!(replaced(text));
    for part in forged["obligations"].as_array_mut().expect("a list") {
        part["statement"] = json!(replaced(part["statement"].as_str().expect("a text")));
    }
    rehash(&mut forged);
    forged
}

/// A claim that only intervals settle: the call in it is defined or it is not.
fn claim_about(call: &str) -> String {
    format!("for t in [0, 1]: {call} + t^3 <= {call} + 2 + tanh(t)")
}

#[test]
fn recheck_refuses_certificates_moved_out_of_the_domain() {
    let (mut forgeries, mut refused) = (0, 0);
    let cases = cases();
    for &function in Function::ALL {
        let of: Vec<&Case> = cases.iter().filter(|c| c.function == function).collect();
        let inside = of[0].call();
        let claim = parse_claim(&claim_about(&inside)).expect("a claim");
        let Some(certificate) = judge(&claim, &Limits::of_boxes(300)).certificate else {
            continue;
        };
        let valid: Value = serde_json::from_str(&certificate.to_json()).expect("JSON");
        assert!(recheck(&valid.to_string()).is_ok(), "{claim}");
        for case in of.iter().filter(|case| !case.inside) {
            let forged = forged(&valid, &inside, &case.call());
            forgeries += 1;
            match recheck(&forged.to_string()) {
                Ok(_) => panic!("accepted: {}", forged["claim"]),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(forgeries > 100 && refused == forgeries, "{forgeries}");
}

/// Where the remarks of the table say that a derivative does not exist.
const NO_DERIVATIVE: [&str; 5] = [
    "d(abs(x), x = 0)",
    "d(min(x, 1), x = 1)",
    "d(max(1, x), x = 1)",
    "d(ttt_old_weight(1, x, 1, 1/2, 2), x = 1e-3)",
    "d(hybrid_old_weight(x, 1/2, 2), x = 0)",
];

#[test]
fn derivatives_that_the_table_excludes_have_no_value_for_any_judge() {
    for call in NO_DERIVATIVE {
        for (judge, accepts) in accepted(call) {
            assert!(!accepts, "{judge}: {call}");
        }
        let claim = parse_claim(&format!("{call} <= {call} + 1")).expect("a claim");
        let domain = Domain::new(&claim).expect("a domain");
        assert!(derive(&claim, &domain).is_none(), "{call}");
    }
}

/// The words between two marks of a file of the independent checker.
fn words_between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    let (_, rest) = text.split_once(from).expect("the beginning");
    let (inside, _) = rest.split_once(to).expect("the end");
    inside
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| Function::from_name(word).is_some())
        .collect()
}

#[test]
fn the_independent_checker_knows_each_function_or_says_that_it_does_not() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/proofs/arb_recheck/language.py"
    );
    let text = std::fs::read_to_string(path).expect("the file");
    let known = words_between(&text, "\nFUNCTIONS = {", "\n}");
    let unknown = words_between(&text, "\nUNKNOWN = frozenset(", "\n)");
    for function in Function::ALL {
        let name = function.entry().name;
        let places = known.iter().chain(&unknown).filter(|word| **word == name);
        assert_eq!(places.count(), 1, "{name}");
    }
    assert_eq!(known.len() + unknown.len(), Function::ALL.len());
    assert!(known.len() > 30);
}
