//! Functions that a user registers: read, valued, differentiated, judged; what is wrong with them is said.

use forgetting::claim::{
    Definitions, Float, NewFunction, NoTheory, Program, RegisterError, Statement, Symbol,
    differentiate, parse_block, parse_expression,
};
use forgetting::interval::Interval;
use forgetting::judge::{Judgement, Limits, Verdict, judge_statement};

/// Of three operations on numbers below 1.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// `x/(1 + x)`, which the language could say itself: an oracle.
fn share(name: &'static str, partials: Option<&'static [&'static str]>) -> NewFunction {
    NewFunction {
        name,
        parameters: &["x"],
        domain: "x >= 0",
        latex: r"s#a",
        about: "x/(1 + x)",
        value: Box::new(|x| x[0] / (1.0 + x[0])),
        enclosure: Box::new(|x| Interval::ONE - Interval::ONE / (Interval::ONE + x[0])),
        partials,
    }
}

fn registered() -> Definitions {
    let mut definitions = Definitions::new();
    let own = Some(["(1 - share(x))^2"].as_slice());
    definitions
        .register(share("share", own))
        .expect("well formed");
    definitions
        .register(share("bare", None))
        .expect("well formed");
    definitions
}

fn judged(text: &str) -> Judgement {
    let statement = parse_block(text, &mut registered());
    let statement = statement.unwrap_or_else(|e| panic!("{text}\n{}", e.render()));
    judge_statement(&statement.expect("a claim"), &Limits::default())
}

#[test]
fn claims_with_them_are_judged() {
    for text in [
        "for x in [0, 3]: share(x) <= 0.76",
        "for x in [0, 3]: bare(x) < 1",
        "for x in [0, 3]: bare(x) <= 0.7501",
        "for x in [0, 3]: share(x) = share(x)",
        "for x in [1/10, 3]: share(x) < x",
        "for x in [0, 3]: d(share(x), x) > 0",
        "for x in [0, 2], y in [0, 2]: share(x)*share(y) < 1/2 and bare(x) >= 0",
        "integral(x, 0, 1, share(x)) < 0.3069",
    ] {
        let judgement = judged(text);
        assert!(
            judgement.verdict.is_established(),
            "{text}: {} {}",
            judgement.verdict,
            judgement.reason
        );
    }
    for text in [
        "for x in [0, 3]: share(x) <= 3/4 - 1e-9",
        "for x in [0, 3]: bare(x) <= 3/4 - 1e-9",
        "for x in [1, 3]: share(x) >= 1/2 + 1e-9",
        "for x in [0, 3]: d(share(x), x) >= 1/16 + 1e-9",
    ] {
        assert_eq!(judged(text).verdict, Verdict::Refuted, "{text}");
    }
    // Outside its domain it has no value.
    assert!(
        !judged("for x in [-1/2, 3]: share(x) < 1")
            .verdict
            .is_established()
    );
}

#[test]
fn values_and_derivatives() {
    let definitions = registered();
    let x = Symbol::new("x").expect("a name");
    let read =
        |text: &str| parse_expression(text, std::slice::from_ref(&x), &definitions).expect("valid");
    let f = read("share(2*x)");
    assert_eq!(f.to_string(), "share(2*x)");
    assert_eq!(f.to_latex(), r"s(2 x)");
    let slope = differentiate(&f, &x).expect("its partial derivative is known");
    let program = Program::new([&f, &slope], std::slice::from_ref(&x));
    let float = Float::new(&NoTheory);
    let values = program
        .bind(&float)
        .and_then(|p| p.evaluate(&[1.0]))
        .expect("inside the domain");
    assert!((values[0] - 2.0 / 3.0).abs() < ROUNDING && (values[1] - 2.0 / 9.0).abs() < ROUNDING);
    assert!(
        program
            .bind(&float)
            .and_then(|p| p.evaluate(&[-1.0]))
            .is_err()
    );
    let error = differentiate(&read("bare(x)"), &x).expect_err("none was given");
    assert!(
        error
            .to_string()
            .contains("register it with its partial derivatives")
    );
    // Other texts do not know it.
    assert!(parse_expression("share(1)", &[], &Definitions::new()).is_err());
    let error = parse_expression("shar(1)", &[], &definitions).expect_err("misspelt");
    assert!(
        error.to_string().contains("did you mean `share`?"),
        "{error}"
    );
}

#[test]
fn what_is_wrong_is_said() {
    let mut definitions = registered();
    for (function, message) in [
        (share("share", None), "`share` cannot name a function"),
        (share("exp", None), "`exp` cannot name a function"),
        (share("2x", None), "`2x` cannot name a function"),
        (
            NewFunction {
                parameters: &["x", "x"],
                ..share("twice", None)
            },
            "different names",
        ),
        (
            NewFunction {
                parameters: &[],
                ..share("none", None)
            },
            "one or more",
        ),
        (
            NewFunction {
                domain: "positive",
                ..share("where_", None)
            },
            "`positive`",
        ),
        (
            share("two", Some(&["1", "2"])),
            "needs 1 partial derivatives, got 2",
        ),
        (share("bad", Some(&["y + 1"])), "unknown variable `y`"),
    ] {
        let error = definitions.register(function).expect_err(message);
        assert!(error.to_string().contains(message), "{error}");
    }
    assert!(matches!(
        definitions.register(share("exp", None)),
        Err(RegisterError::Name { .. })
    ));
    let statement: Option<Statement> =
        parse_block("for x in [0, 1]: share(x) < 1", &mut definitions).expect("valid");
    assert!(statement.is_some());
}
