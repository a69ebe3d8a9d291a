//! The grammar: what is accepted, what it means, and how errors read.

use forgetting::claim::{
    Claim, Definitions, Expr, Kind, MAX_DEPTH, MAX_NESTING, MAX_SOURCE_BYTES, Operator,
    ParseErrorKind, Program, Relation, Symbol, differentiate, expand_theory, parse_block,
    parse_claim, parse_expression, rational_value,
};
use num_rational::BigRational;

fn claim(source: &str) -> Claim {
    parse_claim(source).unwrap_or_else(|error| panic!("{}", error.render()))
}

fn expr(source: &str) -> Expr {
    let variables: Vec<Symbol> = ["a", "b", "c", "x", "y"]
        .iter()
        .filter_map(|name| Symbol::new(name))
        .collect();
    parse_expression(source, &variables, &Definitions::new())
        .unwrap_or_else(|error| panic!("{}", error.render()))
}

fn value(source: &str) -> BigRational {
    rational_value(&expr(source)).unwrap_or_else(|| panic!("{source} is rational"))
}

fn ratio(numer: i64, denom: i64) -> BigRational {
    BigRational::new(numer.into(), denom.into())
}

#[test]
fn numerals_are_exact() {
    for (source, numer, denom) in [
        ("0", 0, 1),
        ("0.1", 1, 10),
        ("1e-9", 1, 1_000_000_000),
        ("2.5e3", 2500, 1),
        ("1E+2", 100, 1),
        ("0.001", 1, 1000),
        ("007", 7, 1),
        ("1/3", 1, 3),
        ("0.1 + 0.2", 3, 10),
        ("2^10", 1024, 1),
        ("2^-3", 1, 8),
        ("-2^2", -4, 1),
        ("(-2)^2", 4, 1),
        ("2^3^2", 512, 1),
        ("8/4/2", 1, 1),
        ("8 - 4 - 2", 2, 1),
        ("-3*-2", 6, 1),
        ("--3", 3, 1),
        ("2^--2", 4, 1),
        ("1 - -1", 2, 1),
    ] {
        assert_eq!(value(source), ratio(numer, denom), "{source}");
    }
}

/// The limits on numerals are limits on values, so a printed numeral is always accepted again.
#[test]
fn numerals_at_their_limits() {
    let ones = "1".repeat(400);
    for source in [
        "9e400".to_owned(),
        "1e-400".to_owned(),
        "0.0001e-396".to_owned(),
        "12e399".to_owned(),
        ones.clone(),
        format!("0.{ones}"),
        format!("{}1", "0".repeat(5000)),
        format!("{ones}e1"),
    ] {
        let parsed = expr(&source);
        assert_eq!(expr(&parsed.to_string()), parsed, "{source}");
    }
    for source in [
        "1e401",
        "12e400",
        "1e-401",
        "0.1e-400",
        "1e99999999999999999999",
        "1e-2147483648",
        "0.1e-2147483648",
        &format!("{ones}1"),
    ] {
        let error = parse_claim(&format!("{source} < 2")).expect_err(source);
        assert!(
            matches!(error.kind(), ParseErrorKind::NumberTooLong { .. }),
            "{source}: {error}"
        );
    }
}

#[test]
fn precedence_and_associativity() {
    for (left, right) in [
        ("a + b*c", "a + (b*c)"),
        ("a*b + c", "(a*b) + c"),
        ("a - b - c", "(a - b) - c"),
        ("a/b/c", "(a/b)/c"),
        ("a*b/c", "(a*b)/c"),
        ("a^b^c", "a^(b^c)"),
        ("-a^b", "-(a^b)"),
        ("-a*b", "(-a)*b"),
        ("a*-b", "a*(-b)"),
        ("a^-b^c", "a^(-(b^c))"),
        ("-a + b", "(-a) + b"),
        ("a\n+\tb # comment β\n*c", "a+b*c"),
    ] {
        assert_eq!(expr(left), expr(right), "{left}");
    }
    assert_ne!(expr("a - (b - c)"), expr("a - b - c"));
    assert!(matches!(expr("-a^b").kind(), Kind::Neg(_)));
    assert!(matches!(
        expr("-a*b").kind(),
        Kind::Binary(Operator::Mul, ..)
    ));
}

#[test]
fn domains_and_conditions() {
    let parsed = claim(
        "for beta in [1/3, sqrt(2)], delta in (-10, 2*pi) where delta^2 > beta, 0 < beta <= delta and beta = beta: 0 <= beta < 7 <= 8",
    );
    let [beta, delta] = &parsed.domain[..] else {
        panic!("two variables")
    };
    assert_eq!(
        (&*beta.variable, beta.lower.closed, beta.upper.closed),
        ("beta", true, true)
    );
    assert_eq!(
        (&*delta.variable, delta.lower.closed, delta.upper.closed),
        ("delta", false, false)
    );
    assert_eq!(parsed.conditions.len(), 3);
    assert_eq!(parsed.conditions[1].pairs().count(), 2);
    let relations: Vec<Relation> = parsed
        .statement
        .pairs()
        .map(|(_, relation, _)| relation)
        .collect();
    assert_eq!(
        relations,
        [Relation::LessEqual, Relation::Less, Relation::LessEqual]
    );
    let claimed: Vec<String> = parsed.statement.terms().map(ToString::to_string).collect();
    assert_eq!(claimed, ["0", "beta", "7", "8"]);

    assert!(claim("1 < 2").domain.is_empty());
    assert_eq!(
        claim("for x in [1, 1]: x = 1").domain[0].interval(),
        "[1, 1]"
    );
    assert_eq!(
        claim("for x in (1e-9, 1]: x > 0").domain[0].interval(),
        "(1e-9, 1]"
    );
}

/// Ends that are not rational are compared only where f64 leaves no doubt; nothing true is refused.
#[test]
fn empty_domains() {
    for interval in [
        "[2, 1]",
        "(1, 1]",
        "[1, 1)",
        "(0.5, 1/2)",
        "[sqrt(2), 1.4]",
        "(pi, pi)",
        "[exp(1), 2]",
        "[0.1 + 0.2, 0.29999999999999999]",
    ] {
        let error = parse_claim(&format!("for x in {interval}: x < 1")).expect_err(interval);
        assert!(
            matches!(error.kind(), ParseErrorKind::EmptyDomain { .. }),
            "{interval}: {error}"
        );
    }
    for interval in [
        "[sqrt(2)*sqrt(2), 2]",
        "[2, sqrt(2)*sqrt(2)]",
        "[0.1 + 0.2, 0.3]",
        "[1, 1]",
        "[1e-300, 2e-300]",
        "[pi, pi]",
    ] {
        claim(&format!("for x in {interval}: x < 1"));
    }
}

#[test]
fn definitions_expand_where_they_are_used() {
    let plain = claim("for beta in (0, 1): ln((1 - beta)/beta)^2 >= 0.25*(beta - 1)");
    let defined = claim(
        "let c = 0.25\nlet odds(b) = (1 - b)/b\nlet lambda(b) = ln(odds(b))\nfor beta in (0, 1): lambda(beta)^2 >= c*(beta - 1)",
    );
    assert_eq!(plain, defined);
    assert_eq!(claim("let f(x) = x; -f(2) <= 4"), claim("-2 <= 4"));
    assert_eq!(claim("let f(x) = -x  f(2) <= 4"), claim("-2 <= 4"));
    // Parameters are replaced at once, not one after the other.
    assert_eq!(
        claim("let f(x, y) = x - 2*y; for x in [0, 1], y in [0, 1]: f(y, x) < 3"),
        claim("for x in [0, 1], y in [0, 1]: y - 2*x < 3")
    );
}

#[test]
fn definitions_are_shared_between_blocks() {
    let mut definitions = Definitions::new();
    assert_eq!(parse_block("let f(x) = x^2", &mut definitions), Ok(None));
    assert!(parse_block("let g(x) = f(x) + oops", &mut definitions).is_err());
    assert_eq!(
        definitions.names().collect::<Vec<_>>(),
        ["f"],
        "a failed block defines nothing"
    );
    let used = parse_block(
        "let g(x) = f(x) + 1\nfor x in [0, 1]: g(x) >= 1",
        &mut definitions,
    )
    .expect("valid");
    assert_eq!(used, Some(claim("for x in [0, 1]: x^2 + 1 >= 1").into()));
    assert_eq!(definitions.names().collect::<Vec<_>>(), ["f", "g"]);
    let twice = parse_block("let f(x) = x", &mut definitions).expect_err("f exists");
    assert!(matches!(twice.kind(), ParseErrorKind::Duplicate { .. }));
    assert!(
        definitions.get("g").is_some_and(
            |(parameters, body)| parameters.len() == 1 && body.to_string() == "x^2 + 1"
        )
    );
}

/// A derivative inside a definition survives substitution: renamed, moved to a point, and never captured.
#[test]
fn derivatives_inside_definitions() {
    let use_of = |definition: &str, statement: &str| {
        claim(&format!(
            "let {definition}; for x in [0, 1], y in [1, 2]: {statement}"
        ))
        .statement
        .to_string()
    };
    assert_eq!(
        use_of("slope(b) = d(b^3, b)", "slope(x) > 0"),
        "d(x^3, x) > 0"
    );
    assert_eq!(
        use_of("slope(b) = d(b^3, b)", "slope(2*x) > 0"),
        "d(b^3, b = 2*x) > 0"
    );
    assert_eq!(
        use_of("slope(b, c) = d(b*c, b)", "slope(x, y) > 0"),
        "d(x*y, x) > 0"
    );
    // d(b c, b) with b and c both x is x, not 2 x.
    assert_eq!(
        use_of("slope(b, c) = d(b*c, b)", "slope(x, x) > 0"),
        "d(b*x, b = x) > 0"
    );
    assert_eq!(
        use_of("slope(x, c) = d(x*c, x)", "slope(y, x) > 0"),
        "d(y*x, y) > 0"
    );
    assert_eq!(
        use_of("slope(x, y) = d(x^2*y, x)", "slope(y, x) > 0"),
        "d(x_1^2*x, x_1 = y) > 0"
    );
}

#[test]
fn derivative_at_a_point_binds_its_variable() {
    let parsed = claim("for x in [0, 1]: d(b^2*x, b = 3) = 6*x");
    assert_eq!(parsed.to_string(), "for x in [0, 1]: d(b^2*x, b = 3) = 6*x");
    let Kind::Derivative(derivative) = parsed.statement.first().kind() else {
        panic!("a derivative")
    };
    assert_eq!(derivative.value().to_string(), "2*3*x");
    assert_eq!(derivative.witness().to_string(), "3^2*x");
    assert!(!parsed.statement.first().mentions(derivative.variable()));
    assert!(
        parse_claim("d(b^2, b = b) < 1").is_err(),
        "the point is outside the binder"
    );
}

const ERRORS: &[&str] = &[
    "epsold(1/2, 1) < 2",
    "for beta in (0, 1): eps_old(beat, 2) < 1",
    "let lambda0(b) = logit(b)\nfor beta in (0, 1): lamda0(beta) < 1",
    "bc(1, 2) < 3",
    "sqrt() < 1",
    "kernel(0, 1) < 2",
    "kernel(5, 1, 1) < 2",
    "kernel(1/2, 1, 1) < 2",
    "for x in [0, 1]: kernel(x, 1, 1) < 2",
    "let f(x, y) = x; f(1) < 2",
    "let f(x) = x; f < 2",
    "bc < 1",
    "for x in [2, 1]: x < 1",
    "for x in (1, 1]: x < 2",
    "for x in [0, 1], x in [0, 1]: 1 < 2",
    "for x in [0, ln(0)]: x < 2",
    "for x in [0, y]: x < 2",
    "for x in [0, bc(1)]: x < 2",
    "for x in [0, inf]: x < 2",
    "for sqrt in [0, 1]: 1 < 2",
    "for in in [0, 1]: 1 < 2",
    "for x in 0..1: x < 2",
    "for x in [0, 1] x < 2",
    "for x in [0, 1 where x > 0: x < 2",
    "for x in [0, 1] where x: x < 2",
    "(1 + 2 < 3",
    "1 + (2*(3 - 4)",
    "1 + 2) < 3",
    "1 < 2 3",
    "1 < 2 > 1",
    "1 + 2",
    "1 <",
    "",
    "   # only a comment",
    "1.2.3 < 4",
    "for x in [0, 1]: 2x < 2",
    ".5 < 1",
    "5. < 6",
    "1e < 1",
    "1e999 < 1",
    "for x in [0, 1]: x(2) < 2",
    "1 ≤ 2",
    "for β in [0, 1]: 1 < 2",
    "1 == 1",
    "2**3 < 9",
    "log(2) < 1",
    "1 + $ < 2",
    "{1} < 2",
    "1 +\n\t2 * ) < 3",
    "for x in [0, 1]: d(x^2, y) < 1",
    "for x in [0, 1]: d(x^2) < 1",
    "for x in [0, 1]: d(x^2, x, x) < 1",
    "for x in [0, 1]: d(x^2, 2) < 1",
    "let sqrt(x) = x; 1 < 2",
    "let f(x, x) = x; 1 < 2",
    "let f(x) = y; 1 < 2",
    "let f(x) x; 1 < 2",
    "let f = 1; for f in [0, 1]: f < 2",
];

#[test]
fn errors_show_the_place_and_the_remedy() {
    let mut report = String::new();
    for source in ERRORS {
        let error = parse_claim(source).expect_err(source);
        assert!(
            error.span().start <= source.len() && error.span().end <= source.len(),
            "{source}: {:?}",
            error.span()
        );
        report += &format!("{source:?}\n{}\n\n", error.render());
    }
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("claim_errors", report);
    });
}

#[test]
fn places_are_counted_in_characters() {
    let error = parse_claim("# β is the weight\n  1 + β < 2").expect_err("β is no name");
    assert_eq!((error.line(), error.column()), (2, 7));
    assert_eq!(error.clone().moved_down(10).line(), 12);
    let long = format!("{}$", "1 + ".repeat(100));
    let error = parse_claim(&long).expect_err("$");
    assert_eq!((error.line(), error.column()), (1, 401));
    assert!(
        error
            .render()
            .lines()
            .all(|line| line.chars().count() < 150),
        "long lines are shown in part"
    );
}

/// Deep and long inputs are errors, and what is accepted can be walked on half of a test thread's stack without optimisation.
#[test]
fn limits_protect_the_stack() {
    let run = || {
        let deep = |open: &str, close: &str, n: usize| {
            format!(
                "for x in [1, 2]: {}1{} < 2",
                open.repeat(n),
                close.repeat(n)
            )
        };
        for (open, close) in [
            ("(", ")"),
            ("-", ""),
            ("exp(", ")"),
            ("2^", ""),
            ("2^-", ""),
            ("d(", ", x)"),
            ("1 + (", ")"),
            ("min(1, ", ")"),
            ("-(2*", ")^2"),
        ] {
            parse_claim(&deep(open, close, MAX_NESTING / 4))
                .unwrap_or_else(|error| panic!("{open}: {}", error.render()));
            for n in [MAX_NESTING + 1, 5_000] {
                let error = parse_claim(&deep(open, close, n)).expect_err(open);
                assert!(
                    matches!(error.kind(), ParseErrorKind::TooDeep { .. }),
                    "{open}: {error}"
                );
            }
        }
        let sum = |terms: u32| format!("{}1 < 2", "1 + ".repeat(terms as usize));
        let longest = claim(&sum(MAX_DEPTH - 1));
        assert_eq!(parse_claim(&longest.to_string()), Ok(longest.clone()));
        assert!(longest.to_latex().starts_with("1 + 1"));
        let powers = claim(&format!(
            "for x in [1, 2]: {}x < 2",
            "x^2 - x^3 - ".repeat(MAX_DEPTH as usize / 2 - 4)
        ));
        let x = &powers.domain[0].variable;
        let slope = differentiate(powers.statement.first(), x).expect("a slope as deep as the sum");
        assert!(slope.depth() > MAX_DEPTH / 2 && slope.mentions(x) && !slope.uses_theory());
        assert!(Program::new([&slope], &powers.variables()).len() > 2);
        assert_eq!(expand_theory(&slope), Ok(slope.clone()));
        assert!(matches!(
            parse_claim(&sum(MAX_DEPTH)).expect_err("deep").kind(),
            ParseErrorKind::TooDeep { .. }
        ));
        let endless = "1 < ".repeat(MAX_SOURCE_BYTES / 4 + 1);
        assert!(matches!(
            parse_claim(&endless).expect_err("long").kind(),
            ParseErrorKind::TooLong { .. }
        ));
    };
    let thread = std::thread::Builder::new()
        .stack_size(1024 * 1024)
        .spawn(run)
        .expect("a thread");
    thread.join().expect("no overflow and no failed assertion");
}

/// Definitions that double and derivatives that multiply end at the limit on nodes, quickly.
#[test]
fn limits_stop_explosions() {
    let mut source = "let f0(x) = x + x\n".to_owned();
    for k in 1..60 {
        source += &format!("let f{k}(x) = f{}(f{}(x))\n", k - 1, k - 1);
    }
    source += "f59(1) < 2";
    let error = parse_claim(&source).expect_err("2^(2^59) nodes");
    assert!(
        matches!(
            error.kind(),
            ParseErrorKind::TooLarge { .. } | ParseErrorKind::TooDeep { .. }
        ),
        "{error}"
    );

    let nested = format!(
        "for x in [1, 2]: {}x^x^x^x{} > 0",
        "d(".repeat(30),
        ", x)".repeat(30)
    );
    let error = parse_claim(&nested).expect_err("30 derivatives of a tower");
    assert!(
        matches!(
            error.kind(),
            ParseErrorKind::TooLarge { .. } | ParseErrorKind::TooDeep { .. }
        ),
        "{error}"
    );
}

/// gamma is a function where it is applied, and a variable or a definition where there is one.
#[test]
fn gamma_is_free_for_variables() {
    let claim = parse_claim("for gamma in [1, 2]: gamma <= gamma^2").expect("a variable");
    assert_eq!(claim.to_string(), "for gamma in [1, 2]: gamma <= gamma^2");
    let claim = parse_claim("for x in [1, 2]: gamma(x) <= 1").expect("a function");
    assert_eq!(claim.to_string(), "for x in [1, 2]: tgamma(x) <= 1");
    let error = parse_claim("for gamma in [1, 2]: gamma(gamma) <= 1").expect_err("applied");
    assert!(error.to_string().contains("an operator"), "{error}");
}
