//! Finite sums and integrals: reading, printing, values, derivatives.

use forgetting::claim::{
    Definitions, Expr, Float, NoTheory, ParseErrorKind, Program, Symbol, differentiate,
    parse_expression, parse_statement, unrolled,
};
use forgetting::theory::evaluate;
use proptest::prelude::*;

/// Relative accuracy promised by the quadrature in f64, with room for the rounding of the sides.
const ACCURACY: f64 = 1e-12;

fn symbol(name: &str) -> Symbol {
    Symbol::new(name).expect("a name")
}

fn expr(text: &str) -> Expr {
    parse_expression(text, &[symbol("a"), symbol("b")], &Definitions::new())
        .unwrap_or_else(|e| panic!("{text}\n{}", e.render()))
}

#[test]
fn what_is_printed_reads_back() {
    for (text, latex) in [
        ("sum(k, 0, 10, k^2)", r"\sum_{k = 0}^{10} k^2"),
        (
            "sum(k, 1, 3, a^k)*b",
            r"\left( \sum_{k = 1}^{3} a^k \right) b",
        ),
        (
            "integral(x, 0, 1, x^2 + a)",
            r"\int_{0}^{1} (x^2 + a) \enspace \mathrm{d} x",
        ),
        (
            "integral(x, a, b, sum(k, 0, 2, x^k))",
            r"\int_{a}^{b} \sum_{k = 0}^{2} x^k \enspace \mathrm{d} x",
        ),
    ] {
        let parsed = expr(text);
        assert_eq!(parsed.to_string(), text);
        assert_eq!(expr(&parsed.to_string()), parsed);
        let typeset = parsed.to_latex();
        assert!(
            typeset == latex || typeset == latex.replace(r"\left( ", "(").replace(r" \right)", ")"),
            "{typeset}"
        );
        assert!(parsed.to_mathml().contains("<math"));
    }
}

#[test]
fn values() {
    for (text, expected) in [
        ("sum(k, 0, 100, k)", 5050.0),
        ("sum(k, 5, 4, 1/0)", 0.0),
        ("sum(k, -3, 3, k^3)", 0.0),
        ("sum(k, 0, 20, 1/2^k)", 2.0 - 0.5_f64.powi(20)),
        ("sum(i, 1, 4, sum(j, 1, i, i*j))", 65.0),
        ("integral(x, 0, 1, x^2)", 1.0 / 3.0),
        ("integral(x, 1, 0, x^2)", -1.0 / 3.0),
        ("integral(x, 2, 2, x^2)", 0.0),
        ("integral(x, 0, pi, sin(x))", 2.0),
        ("integral(x, 0, 1, sqrt(x))", 2.0 / 3.0),
        ("integral(x, 0, 1, ln(x))", -1.0),
        ("integral(x, -1, 2, abs(x))", 2.5),
        ("integral(x, -40, 40, phi(x))", 1.0),
        ("integral(x, 0, 1, integral(y, 0, x, x*y))", 0.125),
        (
            "integral(x, 0, 1, sum(k, 0, 3, x^k))",
            1.0 + 0.5 + 1.0 / 3.0 + 0.25,
        ),
        ("d(integral(x, 0, t, exp(x)), t = 1)", std::f64::consts::E),
        (
            "d(integral(x, t, 2, x^t), t = 1)",
            4.0_f64.ln() - 0.75 - 1.0,
        ),
        ("d(sum(k, 0, 3, t^k), t = 2)", 17.0),
    ] {
        let value = evaluate(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let error = (value - expected).abs();
        assert!(
            error <= ACCURACY * expected.abs().max(1.0),
            "{text}: {value} {expected}"
        );
    }
}

#[test]
fn errors_are_typed() {
    for (text, message) in [
        ("sum(k, 0, 1/2, k)", "must be integers, got `1/2`"),
        ("sum(k, 0, pi, k)", "must be integers, got `pi`"),
        ("sum(k, 0, 100000, k)", "at most 10000 terms"),
        ("sum(k, 0, inf, 1/2^k)", "end of a range"),
        ("integral(x, 0, inf, exp(-x))", "end of a range"),
        (
            "integral(a, 0, 1, a)",
            "`integral` binds `a`, which already has a meaning",
        ),
        ("sum(k, 0, 1)", "a name, both ends and what is added"),
        ("sum", "a name, both ends and what is added"),
        ("integral(1, 0, 1, 2)", "the name of a variable"),
        ("integral(x, -1, 1, ln(x))", "ln: x must satisfy x > 0"),
        ("integral(x, 0, 1, 1/x)", "the integral over [0.0, 1.0]"),
        ("sum(k, -1, 1, 1/k)", "division by zero"),
    ] {
        let parsed = parse_expression(text, &[symbol("a"), symbol("b")], &Definitions::new());
        let error = match parsed {
            Err(error) => error.to_string(),
            Ok(expr) => {
                let program = Program::new([&expr], &[]);
                let float = Float::new(&NoTheory);
                let bound = program.bind(&float).expect("constants fit");
                bound.evaluate(&[]).expect_err(text).to_string()
            }
        };
        assert!(error.contains(message), "{text}: {error}");
    }
    let kind = parse_expression("sum(k, 0, 3/2, k)", &[], &Definitions::new())
        .map_err(|e| e.kind().clone());
    assert!(matches!(kind, Err(ParseErrorKind::SumEnd { .. })));
}

/// Neither substitution nor definitions capture what is bound.
#[test]
fn nothing_is_captured() {
    let mut definitions = Definitions::new();
    let block = "let s(y) = sum(k, 0, 2, y*k) + integral(x, 0, 1, x*y);
                 for x in [0, 1], k in [0, 1]: s(x) + s(k) <= 7";
    let claim = forgetting::claim::parse_block(block, &mut definitions);
    let claim = claim.expect("valid").expect("a claim");
    let text = "sum(k_1, 0, 2, x*k_1) + integral(x_1, 0, 1, x_1*x) + (sum(k_1, 0, 2, k*k_1) + integral(x_1, 0, 1, x_1*k)) <= 7";
    assert_eq!(claim.conclusion().to_string(), text);
    assert_eq!(parse_statement(&claim.to_string()), Ok(claim));
}

#[test]
fn sums_are_written_out() {
    let written = |text: &str| {
        unrolled(&expr(text))
            .expect("within the limits")
            .to_string()
    };
    assert_eq!(written("a + sum(k, 2, 3, b^k)"), "a + (b^2 + b^3)");
    assert_eq!(
        written("sum(i, 1, 2, sum(j, i, 2, i*j))"),
        "1*1 + 1*2 + 2*2"
    );
    assert_eq!(
        written("integral(x, 0, sum(k, 1, 1, k), x)"),
        "integral(x, 0, 1, x)"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The fundamental theorem, and additivity, for random smooth integrands.
    #[test]
    fn integrals_follow_their_laws(a in -2.0_f64..2.0, b in -2.0_f64..2.0, c in -2.0_f64..2.0, p in 0.1_f64..3.0) {
        let f = |x: &str| format!("exp(-{p}*{x}^2)*(1 + {x}) + tanh({x})");
        let over = |from: f64, to: f64| {
            let text = format!("integral(x, ({from}), ({to}), {})", f("x"));
            evaluate(&text).unwrap_or_else(|e| panic!("{text}: {e}"))
        };
        let gap = over(a, b) + over(b, c) - over(a, c);
        prop_assert!(gap.abs() <= 30.0 * ACCURACY, "{gap:e}");
        let slope = format!("d(integral(x, ({a}), t, {}), t = ({b})) - ({})", f("x"), f(&format!("({b})")));
        let slope = evaluate(&slope).unwrap_or_else(|e| panic!("{slope}: {e}"));
        prop_assert!(slope.abs() <= ACCURACY, "{slope:e}");
        let x = symbol("x");
        let text = format!("integral(y, ({a}), ({b}), sin(x*y))");
        let inside = parse_expression(&text, std::slice::from_ref(&x), &Definitions::new()).expect("valid");
        let slope = differentiate(&inside, &x).expect("a derivative");
        let float = Float::new(&NoTheory);
        let program = Program::new([&slope, &inside], std::slice::from_ref(&x));
        let value = program.bind(&float).and_then(|p| p.evaluate(&[c])).expect("a value");
        let exact = format!("integral(y, ({a}), ({b}), y*cos(({c})*y))");
        let exact = evaluate(&exact).unwrap_or_else(|e| panic!("{exact}: {e}"));
        prop_assert!((value[0] - exact).abs() <= 30.0 * ACCURACY);
    }
}
