//! `eval` over random expressions of mixed kinds: no printed digit is wrong, and what has digits has an enclosure.
//!
//! A slice by default, 3,000 expressions with `FORGETTING_TEST=full`; proofs/arb_eval.py compares 10^5 with Arb.

use forgetting::claim::{Definitions, parse_expression};
use forgetting::interval::big::{BigInterval, Bits};
use forgetting::interval::{Interval, parse_rational};
use forgetting::judge::precise::enclose_at;
use forgetting::judge::{enclose, known_digits};
use num_rational::BigRational;
use rayon::prelude::*;

use crate::support::random::Random;
use crate::support::{is_full, scaled};

/// Numbers of every size that an argument may have.
fn number(random: &mut Random) -> String {
    let digits = 1 + random.bits() % 9_999;
    match random.bits() % 6 {
        0 => format!("{}", random.bits() % 12),
        1 => format!("{digits}e{}", random.bits() as i64 % 7 - 5),
        2 => format!("{digits}e{}", random.bits() as i64 % 300 - 4),
        3 => format!("{}/{}", 1 + random.bits() % 99, 1 + random.bits() % 99),
        _ => format!("{:.4}", random.uniform(0.0, 9.0)),
    }
}

fn signed(random: &mut Random) -> String {
    let sign = if random.bits().is_multiple_of(3) {
        "-"
    } else {
        ""
    };
    format!("({sign}{})", number(random))
}

/// Weights up to the ends and close to them.
fn weight(random: &mut Random) -> String {
    match random.bits() % 8 {
        0 => format!("1e-{}", random.bits() % 300),
        1 => format!("(1 - 1e-{})", 1 + random.bits() % 20),
        2 => ["0", "1", "1/2"][random.bits() as usize % 3].to_owned(),
        _ => format!("0.{:04}", 1 + random.bits() % 9_998),
    }
}

fn separation(random: &mut Random) -> String {
    match random.bits() % 8 {
        0 => format!("1e-{}", random.bits() % 13),
        1 => format!("{}", 10 + random.bits() % 30),
        2 => format!("1e{}", random.bits() % 10),
        _ => format!("{:.3}", random.uniform(0.0, 12.0)),
    }
}

/// A call of the kernel or of what rests on it.
fn kernel(random: &mut Random) -> String {
    let (b, a, d) = (weight(random), weight(random), separation(random));
    let m = signed(random);
    match random.bits() % 14 {
        0 => format!("softplus_normal({m}, {d})"),
        1 => format!("logistic_normal({m}, {d})"),
        2 => format!("kernel({}, {m}, {d})", random.bits() % 5),
        3 => format!("sech_moment({}, {m}, {d})", random.bits() % 3),
        4 => format!("eps_old({b}, {d})"),
        5 => format!("eps_new({b}, {d})"),
        6 => format!("distinguishability({b}, {d})"),
        7 => format!("overlap_moment({}, {b}, {d})", random.bits() % 3),
        8 => format!("kl_sft({b}, {d})"),
        9 => format!("kl_reverse({b}, {a}, {d})"),
        10 => format!("kl_replay({b}, {a}, {d})"),
        11 => format!("boundary_slope({b}, {d})"),
        12 => format!("conditioning_bound({b}, {d})"),
        _ => format!(
            "ttt_critical_anchor({}, {}, {b}, {d})",
            number(random),
            number(random)
        ),
    }
}

fn density(random: &mut Random) -> String {
    let (x, b, d) = (signed(random), weight(random), separation(random));
    match random.bits() % 9 {
        0 => format!("old({x}, {d})"),
        1 => format!("new({x}, {d})"),
        2 => format!("mix({x}, {b}, {d})"),
        3 => format!("resp_old({x}, {b}, {d})"),
        4 => format!("resp_new({x}, {b}, {d})"),
        5 => format!("log_old({x}, {d})"),
        6 => format!("log_mix({x}, {b}, {d})"),
        7 => format!("phi({x})"),
        _ => format!("normal_cdf({x})"),
    }
}

const UNARY: [&str; 18] = [
    "exp",
    "ln",
    "sqrt",
    "expm1",
    "log1p",
    "abs",
    "sinh",
    "cosh",
    "tanh",
    "sech",
    "sigmoid",
    "logit",
    "softplus",
    "normal_cdf",
    "log_normal_cdf",
    "log1mexp",
    "bc",
    "tv",
];

/// An expression whose arithmetic is at most this deep.
fn expression(random: &mut Random, depth: u32) -> String {
    let inner = |random: &mut Random| expression(random, depth.saturating_sub(1));
    match random.bits() % if depth == 0 { 6 } else { 12 } {
        0 | 1 => kernel(random),
        2 | 3 => density(random),
        4 => signed(random),
        5 => format!(
            "{}({})",
            UNARY[random.bits() as usize % UNARY.len()],
            signed(random)
        ),
        6 => format!("ln({}/{})", density(random), density(random)),
        7 => format!("ln({})", inner(random)),
        8 => {
            let (a, b) = (inner(random), inner(random));
            let operator = ["+", "-", "*", "/"][random.bits() as usize % 4];
            format!("({a} {operator} {b})")
        }
        9 => format!(
            "{}({})",
            UNARY[random.bits() as usize % UNARY.len()],
            inner(random)
        ),
        10 => format!("({})^{}", inner(random), 2 + random.bits() % 3),
        _ => {
            let a = inner(random);
            format!("({a} - {a}*(1 + {}))", number(random))
        }
    }
}

fn whole(random: &mut Random) -> String {
    let text = expression(random, 2);
    if random.bits().is_multiple_of(10) {
        // A name for a number, as far as the text has one.
        return format!("let c = {}; c*({text}) + c", number(random));
    }
    text
}

/// The exact value in an interval of this many bits.
fn oracle(text: &str, bits: usize) -> Option<BigInterval> {
    let expr = parse_expression(text, &[], &Definitions::new()).ok()?;
    enclose_at(&expr, &[], &[], Bits(bits)).ok()
}

fn tenth_power(n: i64) -> BigRational {
    let power =
        BigRational::from_integer(num_bigint::BigInt::from(10).pow(n.unsigned_abs() as u32));
    if n < 0 { power.recip() } else { power }
}

/// Exact fractions end here.
const FAR: i64 = 4_000;

/// Whether the exact value is more than half a unit of the last digit away from the printed one, for certain.
fn is_wrong(printed: &str, value: &BigInterval) -> bool {
    if printed == "0" {
        return value.to_interval().mig() > f64::from_bits(1);
    }
    let (mantissa, exponent) = printed.split_once('e').unwrap_or((printed, "0"));
    let exponent: i64 = exponent.parse().expect("an exponent");
    if exponent < -FAR {
        // Beside the power of ten; what has left the exponents of the oracle cannot be compared.
        let scale = i32::try_from(-exponent)
            .ok()
            .and_then(|n| BigInterval::integer(10).powi(n, Bits(2_400)));
        let scaled = scale.map(|scale| value.mul(&scale, Bits(2_400)));
        return scaled.is_some_and(|value| value.is_positive() && is_wrong(mantissa, &value));
    }
    let decimals = mantissa.split_once('.').map_or(0, |(_, d)| d.len() as i64);
    let unit = tenth_power(exponent - decimals);
    let half = unit / BigRational::from_integer(2.into());
    let printed = parse_rational(printed).expect("a number");
    let bits = Bits(2_400);
    let distance = value
        .sub(&BigInterval::from_rational(&printed, bits), bits)
        .abs();
    BigInterval::from_rational(&half, bits).certainly_lt(&distance)
}

/// Whether the exact value lies outside an enclosure, for certain.
fn is_missed(range: Interval, value: &BigInterval) -> bool {
    let end = |x: f64| BigInterval::number(x).expect("a finite end");
    value.certainly_lt(&end(range.lo())) || end(range.hi()).certainly_lt(value)
}

/// What is wrong with the answers to one expression.
fn fault(text: &str) -> Option<String> {
    let digits = known_digits(text, None);
    let enclosure = enclose(text);
    match (&digits, &enclosure) {
        (Ok(known), Ok(range)) => {
            let printed = known.to_string();
            // More bits only where fewer leave the last digit open.
            for bits in [192, 512] {
                let value = oracle(text, bits)?;
                if is_wrong(&printed, &value) || is_missed(*range, &value) {
                    return Some(format!(
                        "{text}: {printed}, {range}, at {bits} bits {value:?}"
                    ));
                }
                let range = value.to_interval();
                if range.width() <= 4.0 * f64::EPSILON * range.mag() {
                    return None;
                }
            }
            None
        }
        (Ok(known), Err(error)) => Some(format!("{text}: {known}, but no enclosure: {error}")),
        (Err(error), Ok(range)) => {
            let honest = error.to_string().contains("no digit is known") && range.contains(0.0);
            (!honest).then(|| format!("{text}: {error}, but {range}"))
        }
        (Err(error), Err(_)) => {
            // A value in the range of doubles that a few more bits show is not refused.
            let value = oracle(text, 256)?.to_interval();
            let plain = value.is_bounded() && value.mig() > 0.0;
            plain.then(|| format!("{text}: {error}, but {value}"))
        }
    }
}

#[test]
fn no_digit_of_random_expressions_is_wrong() {
    let count = if is_full() {
        3_000
    } else {
        u64::from(scaled(120))
    };
    let faults: Vec<String> = (0..count)
        .into_par_iter()
        .filter_map(|seed| fault(&whole(&mut Random(seed ^ 0x5eed_0000))))
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {count}:\n{}",
        faults.len(),
        faults[..faults.len().min(20)].join("\n")
    );
}

/// Inputs of which `eval` and `eval --enclose` used to judge differently.
#[test]
fn digits_and_enclosures_accept_the_same_inputs() {
    let both = [
        "expect old(x, 1)(1e3*phi(1e3*(x - 0.3)))",
        "expect new(x, 2)(tanh(x)^2)",
        "expect mix(x, 0.3, 1)(sqrt(1 + x^2))",
        "expect old(x, 1)(ln(2 + x^2)*tanh(x))",
        "exp([1, 1.0000001])",
        "eps_old([0.3, 0.3000001], 2)",
        "kernel(3, -0.3, 2.1)",
        "let a = 0.3; kl_sft(a, 2)",
        "expect old(x, 1)(expect new(y, 1)(tanh(x - y)))",
    ];
    for text in both {
        let (digits, range) = (known_digits(text, None), enclose(text));
        let (digits, range) = (digits.expect(text).value(), range.expect(text));
        // A printed decimal may lie half a unit of its last digit outside.
        let room = 0.5 * digits.abs() * 10f64.powi(-1) + range.width();
        assert!(
            range.lo() - room <= digits && digits <= range.hi() + room,
            "{text}"
        );
    }
    let neither = [
        "exp(800)",
        "ln(0)",
        "1/(2 - 2)",
        "kl_reverse(0.4, 0, 3)",
        "expect old(x, 0)(1/(x - 8.37))",
        "expect old(x, 0)(1/x^2)",
        "expect old(x, 0)(exp(exp(x)))",
        "exp([0, 800])",
        "ln([0, 1])",
        "hybrid_old_weight(1/2, 1/2, 0)",
        "x + 1",
    ];
    for text in neither {
        assert!(known_digits(text, None).is_err(), "{text}");
        assert!(enclose(text).is_err(), "{text}");
    }
}

/// What no double holds keeps its digits: values below their range, quotients and logarithms of what leaves every range.
#[test]
fn nothing_underflows() {
    for (text, right) in [
        ("exp(-1000)", "5.0759588975e-435"),
        ("-exp(-exp(10))", "-1.0652449517e-9566"),
        ("bc(100)", "1.3548699824e-543"),
        ("phi(1e5)", "1.2152088608e-2171472410"),
        ("bc(1e6)", "1.2402851492e-54286810238"),
        ("1e-400", "1.0000000000e-400"),
        ("1-erf(100)", "6.4059614249e-4346"),
        ("1-tv(1e3)", "2.4701903087e-54290"),
        ("1-normal_cdf(1e3)", "2.2906461465e-217151"),
        ("1-tanh(1e6)", "2.1738195590e-868589"),
        ("1-sigmoid(1e9)", "1.2495342719e-434294482"),
        ("sech(1e9)", "2.4990685438e-434294482"),
        ("1-tanh(1e9)", "3.1226717934e-868588964"),
        ("erfc(1e6)", "3.1593476126e-434294481910"),
        ("bc(1e9)", "3.4963015694e-54286810237906479"),
        ("exp(-1e18)", "2.2329092925e-434294481903251828"),
        ("ln(1 + exp(-1000))", "5.0759588975e-435"),
        ("exp(-1000) - exp(-1001)", "3.2086179749e-435"),
        ("eps_old(0.5, 100)", "1.6972407671e-545"),
        ("ln(bc(1e6))", "-1.2500000000e11"),
        ("ln(mix(1e6, 0.5, 3))", "-4.9999850000e11"),
        ("exp(1e10)/exp(1e10 - 1)", "2.7182818285"),
        ("exp(-1e10)*exp(1e10)", "1.0000000000"),
        ("old(1e7, 2)/old(1e7 + 1e-7, 2)", "2.7182821003"),
        ("0*exp(1000)", "0"),
        ("exp(-1000) - exp(-1000)", "0"),
        ("bc(1.3e303)", "0"),
        ("exp(-exp(exp(5)))", "0"),
    ] {
        const DIGITS: i32 = 11;
        let known = known_digits(text, Some(DIGITS as usize)).expect(text);
        assert_eq!(known.to_string(), right, "{text}");
        let enclosed = enclose(text).expect(text);
        let nearest = known.value();
        // Half a unit of the last digit.
        let rounding = 0.5 * 0.1f64.powi(DIGITS - 1) * nearest.abs();
        assert!(
            enclosed.lo().next_down() - rounding <= nearest
                && nearest <= enclosed.hi().next_up() + rounding,
            "{text}: {enclosed}"
        );
    }
    for text in [
        "exp(1000)",
        "1/exp(-1000)",
        "1/exp(-1e12)",
        "mix(1e6, 0.5, 3)/old(1e6, 3)",
    ] {
        let message = known_digits(text, None).expect_err(text).to_string();
        assert!(
            ["overflow", "not decided", "not known"]
                .iter()
                .any(|words| message.contains(words)),
            "{text}: {message}"
        );
        assert!(enclose(text).is_err(), "{text}");
    }
    for text in [
        "ln(exp(-1e10) - exp(-1e10))",
        "bc(-1e6)",
        "ln(bc(-1e6))",
        "ln(0*exp(3))",
    ] {
        assert!(
            known_digits(text, None).is_err() && enclose(text).is_err(),
            "{text}"
        );
    }
}
