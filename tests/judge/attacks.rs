//! Attacks on the words of the judges, generated: none may end in `certified`, `proved`, a false `refuted` or a wrong number.
//!
//! Each kind is drawn a few times by default, 200 times with `FORGETTING_TEST=full`.

use assert_cmd::Command;
use forgetting::claim::{Function, parse_claim};
use forgetting::interval::parse_rational;
use forgetting::judge::{Judgement, Limits, Verdict, enclose, judge, known_digits, recheck};
use num_rational::BigRational;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::certificates::rehash;
use crate::support::is_full;
use crate::support::random::Random;

/// Runs an attack on many seeds; each returns what went wrong.
fn survive(kind: u64, slice: u64, attack: impl Fn(&mut Random) -> Result<(), String> + Sync) {
    let count = if is_full() { 200 } else { slice };
    let wrong: Vec<String> = (0..count)
        .into_par_iter()
        .filter_map(|seed| attack(&mut Random(kind << 32 | seed)).err())
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn below(random: &mut Random, n: u64) -> u64 {
    random.bits() % n
}

fn one_of<'a>(random: &mut Random, choices: &[&'a str]) -> &'a str {
    choices[below(random, choices.len() as u64) as usize]
}

fn judged(text: &str) -> Judgement {
    let claim = parse_claim(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    judge(&claim, &Limits::of_boxes(2_000))
}

/// A false claim: refuted or left open.
fn is_not_believed(text: &str) -> Result<(), String> {
    let judgement = judged(text);
    let believed =
        judgement.verdict.is_established() || judgement.verdict == Verdict::HoldsOnSamples;
    if believed {
        return Err(format!("{}: {text}", judgement.verdict));
    }
    Ok(())
}

/// `p/q` cut off after some digits: another number.
fn truncated(random: &mut Random) -> (String, String) {
    let q = 3 + 2 * below(random, 40) + u64::from(below(random, 3) == 0) * 4;
    let q = if q.is_multiple_of(5) { q + 2 } else { q };
    let p = 1 + below(random, q - 1);
    let digits = 1 + below(random, 40) as u32;
    let scaled = num_bigint::BigInt::from(10).pow(digits) * p / q;
    let text = format!("0.{:0>width$}", scaled.to_string(), width = digits as usize);
    (format!("{p}/{q}"), text)
}

fn false_equation(random: &mut Random) -> (String, bool) {
    let k = 1 + below(random, 390);
    let f = one_of(
        random,
        &[
            "exp(x)",
            "x^3 - x",
            "bc(x)",
            "eps_old(x/4, 2)",
            "ln(x)",
            "normal_cdf(x)",
            "kl_sft(x/4, 1)",
            "sqrt(x)",
        ],
    );
    match below(random, 6) {
        0 => {
            let (exact, cut) = truncated(random);
            (format!("{exact} = {cut}"), true)
        }
        1 => (format!("1e-{k} = 0"), true),
        2 => (format!("1 + 1e-{k} = 1"), true),
        // The difference is enclosed in doubles, which end at 5e-324.
        3 => (format!("for x in [1, 2]: {f} = {f} + 1e-{k}"), k < 320),
        4 => (
            format!("for x in [1, 2]: {f} = {f}*(1 + 1e-{})", 1 + k % 30),
            false,
        ),
        _ => {
            let (exact, cut) = truncated(random);
            (
                format!("for x in [1, 2]: {f} + {exact} = {f} + {cut}"),
                true,
            )
        }
    }
}

#[test]
fn false_equations_are_not_believed() {
    survive(1, 24, |random| {
        let (text, exact) = false_equation(random);
        let (left, right) = text.rsplit_once(" = ").expect("an equation");
        // A rational cut off exactly is equal to itself.
        let same = |t: &str| parse_rational(t).ok();
        if same(left).is_some() && same(left) == same(right) {
            return Ok(());
        }
        is_not_believed(&text)?;
        // What differs by exact numbers is seen to.
        let word = judged(&text).verdict;
        if exact && word != Verdict::Refuted {
            return Err(format!("{word}, not refuted: {text}"));
        }
        Ok(())
    });
}

/// Certificates of equations that only agree, with whatever width they carry rewritten.
#[test]
fn forged_widths_of_false_equations_are_not_believed() {
    survive(2, 8, |random| {
        let f = one_of(
            random,
            &["exp(x)", "bc(x)", "x^2 + x", "normal_cdf(x)", "tanh(x)"],
        );
        let off = 7 + below(random, 6);
        let text =
            format!("for x in [1, 5/4]: {f}*(1 + 1e-{off}*x) = {f}*(1 + 1e-{off}*(x + tanh(x)/9))");
        let judgement = judged(&text);
        let Some(certificate) = judgement.certificate else {
            return if judgement.verdict.is_established() {
                Err(text)
            } else {
                Ok(())
            };
        };
        if judgement.verdict.is_established() {
            return Err(format!("{}: {text}", judgement.verdict));
        }
        let mut forged: Value = serde_json::from_str(&certificate.to_json()).expect("JSON");
        let width = one_of(
            random,
            &["0x1p+10", "0x1p-1000", "0x0p+0", "inf", "0x1p-20"],
        );
        match below(random, 4) {
            0 => forged["limits"]["equality"] = json!(width),
            1 => forged["width"] = json!(width),
            2 => forged["width"] = Value::Null,
            _ => {
                forged["width"] = json!(width);
                let leaves = forged["obligations"][0]["leaves"]
                    .as_array_mut()
                    .expect("leaves");
                for leaf in leaves {
                    let mut words: Vec<String> = leaf
                        .as_str()
                        .expect("text")
                        .split(' ')
                        .map(str::to_owned)
                        .collect();
                    words[1] = width.to_owned();
                    *leaf = json!(words.join(" "));
                }
            }
        }
        rehash(&mut forged);
        match recheck(&forged.to_string()) {
            Ok(checked) if checked.verdict == Verdict::Certified => {
                Err(format!("certified: {forged}"))
            }
            _ => Ok(()),
        }
    });
}

/// Claims whose other term has no value where the first one is violated: neither true nor false.
#[test]
fn witnesses_need_every_term_defined() {
    survive(3, 16, |random| {
        let far = 3 + below(random, 50);
        let undefined = one_of(
            random,
            &[
                "ln(x - C)",
                "sqrt(x - C)",
                "logit(x + C)",
                "1/(x - x)",
                "log1mexp(x - C)",
                "bc(x - C)",
                "eps_old(x + C, 1)",
                "(x - C)^0.5",
            ],
        )
        .replace('C', &far.to_string());
        let text = match below(random, 5) {
            0 => format!("for x in [1, 2]: max(x, {undefined}) <= 0"),
            1 => format!("for x in [1, 2]: min(x, {undefined}) >= 9"),
            2 => format!("for x in [1, 2]: x <= 0 <= {undefined}"),
            3 => format!("for x in [1, 2]: abs(x) + 0*{undefined} <= 0"),
            _ => format!("for x in [1, 2] where {undefined} > -9: x <= 0"),
        };
        let word = judged(&text).verdict;
        let silent = matches!(word, Verdict::Undecided | Verdict::Vacuous);
        if silent {
            Ok(())
        } else {
            Err(format!("{word}: {text}"))
        }
    });
}

/// Boxes that reach beyond the domain of a function: nothing is established there, and nothing refuted outside.
#[test]
fn nothing_is_established_outside_a_domain() {
    let functions: Vec<Function> = Function::ALL
        .iter()
        .copied()
        .filter(|f| {
            f.ranges()
                .iter()
                .any(|r| r.least.is_finite() || r.most.is_finite())
        })
        .collect();
    survive(4, 24, |random| {
        let function = functions[below(random, functions.len() as u64) as usize];
        let ranges = function.ranges();
        let bounded: Vec<usize> = (0..ranges.len())
            .filter(|&k| ranges[k].least.is_finite() || ranges[k].most.is_finite())
            .collect();
        let at = bounded[below(random, bounded.len() as u64) as usize];
        let inner = |k: usize| match (ranges[k].least.is_finite(), ranges[k].most.is_finite()) {
            (true, true) => "0.375".to_owned(),
            (true, false) => format!("{}", ranges[k].least + 1.5),
            _ => "0.5".to_owned(),
        };
        let beyond = ["1e-12", "1e-3", "0.5"][below(random, 3) as usize];
        let range = if ranges[at].least.is_finite()
            && (below(random, 2) == 0 || ranges[at].most.is_infinite())
        {
            format!("[{} - {beyond}, {}]", ranges[at].least, inner(at))
        } else {
            format!("[{}, {} + {beyond}]", inner(at), ranges[at].most)
        };
        let arguments: Vec<String> = (0..ranges.len())
            .map(|k| if k == at { "v".to_owned() } else { inner(k) })
            .collect();
        let index = function.entry().index.map_or("", |_| "0, ");
        let call = format!("{function}({index}{})", arguments.join(", "));
        let text = match below(random, 3) {
            0 => format!("for v in {range}: {call} = {call}"),
            1 => format!("for v in {range}: {call} <= {call} + 1"),
            _ => format!("for v in {range}: {call} - {call} < 1 + v^2"),
        };
        let word = judged(&text).verdict;
        if word == Verdict::Undecided {
            Ok(())
        } else {
            Err(format!("{word}: {text}"))
        }
    });
}

/// The exact value of a narrow expectation is one of the kernel: `E[k s(k(x-c)) s(-k(x-c))] = k K_2(k(m - c), k)`.
#[test]
fn narrow_features_are_not_missed() {
    survive(5, 8, |random| {
        let k = format!("{}e{}", 1 + below(random, 9), 1 + below(random, 4));
        let c = format!("{:.3}", random.uniform(-1.5, 1.5));
        let delta = format!("{:.2}", random.uniform(0.0, 2.0));
        let y = format!("({k}*(x - {c}))");
        let (text, exact) = match below(random, 3) {
            0 => (
                format!("expect old(x, {delta})({k}*phi({y}))"),
                format!("phi(({c} + {delta}/2)/sqrt(1 + 1/{k}^2))/sqrt(1 + 1/{k}^2)"),
            ),
            1 => (
                format!("expect old(x, {delta})({k}*sigmoid{y}*sigmoid(-{y}))"),
                format!("{k}*kernel(2, -{k}*({delta}/2 + {c}), {k})"),
            ),
            _ => (
                format!("expect old(x, {delta})({k}*sech({y}/2)^2/4)"),
                format!("{k}*kernel(2, -{k}*({delta}/2 + {c}), {k})"),
            ),
        };
        let right = enclose(&exact).map_err(|e| format!("{exact}: {e}"))?;
        if let Ok(found) = enclose(&text)
            && found.meet(right).is_empty()
        {
            return Err(format!("{text}: {found}, right {right}"));
        }
        if let Ok(known) = known_digits(&text, None) {
            // Half a unit of the last digit printed, and the oracle's own width.
            let printed = known.to_string();
            let mantissa = printed.split('e').next().unwrap_or_default();
            let digits = mantissa.bytes().filter(u8::is_ascii_digit).count() as i32;
            let leading = mantissa
                .trim_start_matches(['0', '.'])
                .len()
                .min(mantissa.len());
            let room =
                known.value().abs() * 10f64.powi(1 - digits.min(leading as i32)) + right.width();
            if (known.value() - right.mid()).abs() > room {
                return Err(format!("{text}: {printed}, right {right}"));
            }
        }
        let half = format!("{text} <= {exact}/2");
        is_not_believed(&half)
    });
}

#[test]
fn divergent_integrals_have_no_value() {
    survive(6, 16, |random| {
        let c = format!("{:.2}", random.uniform(-9.0, 9.0));
        let body = match below(random, 8) {
            0 => format!("1/(x - {c})"),
            1 => format!("1/(x - {c})^{}", 2 + below(random, 3)),
            2 => "exp(x^2)".to_owned(),
            3 => format!("exp(x^2/2 + {c})"),
            4 => "exp(abs(x)^3)".to_owned(),
            5 => format!("1/sinh(x - {c})"),
            6 => format!("1/old(x, {})", 1 + below(random, 4)),
            _ => format!("exp(exp(x - {c}))"),
        };
        let under = one_of(
            random,
            &["old(x, 1)", "new(x, 2)", "mix(x, 0.3, 1)", "old(x, 0)"],
        );
        let text = format!("expect {under} ({body})");
        if let Ok(known) = known_digits(&text, None) {
            return Err(format!("{text}: {known}"));
        }
        if let Ok(range) = enclose(&text) {
            return Err(format!("{text}: {range}"));
        }
        is_not_believed(&format!("{text} <= 1e9"))
    });
}

/// The minimiser of reverse KL is the target: weight alpha, means 0 and delta, all decimals.
#[test]
fn certificates_of_minimisers_hold_decimals() {
    survive(7, 4, |random| {
        let delta = format!("{:.3}", random.uniform(1.5, 7.0));
        let alpha = format!("{:.3}", random.uniform(0.1, 0.9));
        let output = Command::cargo_bin("forgetting")
            .expect("the binary is built")
            .args([
                "solve",
                "reverse-kl",
                "--certify",
                "--json",
                "--delta",
                &delta,
                "--alpha",
                &alpha,
            ])
            .output()
            .expect("it runs");
        if output.status.code() == Some(3) {
            return Ok(());
        }
        let found: Value = serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())?;
        let exact =
            |x: &Value| BigRational::from_float(x.as_f64().expect("a number")).expect("finite");
        let holds = |range: &Value, text: &str| {
            let x = parse_rational(text).expect("a decimal");
            exact(&range[0]) <= x && x <= exact(&range[1])
        };
        let certificate = &found["certificate"];
        let means = &certificate["user_coordinates"];
        let whole = holds(&certificate["enclosure"]["old_weight"], &alpha)
            && holds(&means["old_mean"][0], "0")
            && holds(&means["new_mean"][0], &delta);
        if whole {
            Ok(())
        } else {
            Err(format!("--delta {delta} --alpha {alpha}: {certificate}"))
        }
    });
}
