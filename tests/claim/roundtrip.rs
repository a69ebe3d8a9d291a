//! Print then parse gives the same tree; and no input makes the parser panic.

#[path = "../harness/claim.rs"]
mod harness;

use crate::support::scaled;
use forgetting::claim::{
    Bound, Claim, Comparison, Decimal, Definitions, Expr, Function, MAX_EXPECTATIONS, Measure,
    Operator, Range, Relation, Symbol, parse_claim, parse_expression,
};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

const NAMES: [&str; 4] = ["beta", "delta", "x", "m_old2"];

fn symbol(which: usize) -> Symbol {
    Symbol::new(NAMES[which % NAMES.len()]).expect("a variable name")
}

/// Non-negative decimals of every size the language prints differently.
fn decimal() -> impl Strategy<Value = Expr> {
    (0_u64..2_000_000, -40_i32..40).prop_map(|(mantissa, exponent)| {
        let power = BigRational::from_integer(BigInt::from(10)).pow(exponent);
        let value = BigRational::from_integer(mantissa.into()) * power;
        Expr::decimal(Decimal::new(value).expect("a decimal"))
    })
}

fn expression() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        3 => decimal(),
        3 => (0_u32..20).prop_map(Expr::integer),
        1 => Just(Expr::pi()),
        6 => (0..NAMES.len()).prop_map(|which| Expr::variable(symbol(which))),
    ];
    leaf.prop_recursive(6, 60, 4, |inner| {
        let operator = prop_oneof![
            Just(Operator::Add), Just(Operator::Sub), Just(Operator::Mul), Just(Operator::Div), Just(Operator::Pow)
        ];
        let function = (0..Function::ALL.len()).prop_map(|which| Function::ALL[which]);
        prop_oneof![
            2 => inner.clone().prop_map(Expr::negation),
            6 => (operator, inner.clone(), inner.clone()).prop_map(|(o, a, b)| Expr::binary(o, a, b)),
            4 => (function, 0_u32..5, prop::collection::vec(inner.clone(), 5)).prop_map(|(function, order, mut arguments)| {
                let entry = function.entry();
                arguments.truncate(entry.parameters.len());
                let order = entry.index.as_ref().map(|index| order % (index.public_max + 1));
                Expr::call(function, order, arguments).expect("the table's own signature")
            }),
            1 => (inner.clone(), 0..NAMES.len()).prop_map(|(of, which)| {
                Expr::derivative(of.clone(), symbol(which), None).unwrap_or(of)
            }),
            1 => (inner.clone(), inner.clone(), 0..NAMES.len()).prop_map(|(of, at, which)| {
                let node = Expr::derivative(of.clone(), symbol(which), Some(at)).unwrap_or(of.clone());
                // A point with an expectation may land inside another one.
                if node.expectation_depth() > MAX_EXPECTATIONS { of } else { node }
            }),
            1 => (0..Measure::ALL.len(), any::<bool>(), prop::collection::vec(inner.clone(), 2), inner)
                .prop_map(|(under, standard, parameters, body)| expectation(Measure::ALL[under], standard, parameters, body)),
        ]
    })
}

/// An expectation of the body times its own variable, under the standard parameters or others.
fn expectation(under: Measure, standard: bool, mut parameters: Vec<Expr>, body: Expr) -> Expr {
    parameters.truncate(under.parameters().len());
    if standard {
        let named = |name: &&str| Symbol::new(name).map(Expr::variable).expect("a variable");
        parameters = under.parameters().iter().map(named).collect();
    }
    let inside = body.expectation_depth();
    let beside = parameters.iter().map(Expr::expectation_depth).max();
    if inside.max(beside.unwrap_or(0)) >= MAX_EXPECTATIONS {
        return body;
    }
    // No expectation below binds this name.
    let bound = Symbol::new(&format!("z{inside}")).expect("a variable");
    let of = Expr::binary(Operator::Mul, body, Expr::variable(bound.clone()));
    Expr::expectation(under, parameters, bound, of).expect("the density's own parameters")
}

fn comparison() -> impl Strategy<Value = Comparison> {
    let upward = [Relation::Less, Relation::LessEqual, Relation::Equal];
    let downward = [Relation::Greater, Relation::GreaterEqual, Relation::Equal];
    (
        expression(),
        prop::collection::vec((0_usize..3, expression()), 1..4),
        any::<bool>(),
    )
        .prop_map(move |(first, rest, up)| {
            let relations = if up { upward } else { downward };
            let rest = rest
                .into_iter()
                .map(|(which, right)| (relations[which], right))
                .collect();
            Comparison::new(first, rest).expect("one way")
        })
}

fn claim() -> impl Strategy<Value = Claim> {
    let ends = (-1000_i64..1000, 1_i64..1000, any::<bool>(), any::<bool>());
    let ranges = prop::collection::vec(ends, NAMES.len());
    (
        ranges,
        prop::collection::vec(comparison(), 0..3),
        comparison(),
    )
        .prop_map(|(ends, conditions, statement)| {
            let domain =
                ends.into_iter()
                    .enumerate()
                    .map(|(which, (from, width, lower, upper))| {
                        let end = |n: i64, closed| Bound {
                            value: Expr::rational(&BigRational::new(n.into(), 7.into())),
                            closed,
                        };
                        Range {
                            variable: symbol(which),
                            lower: end(from, lower),
                            upper: end(from + width, upper),
                        }
                    });
            Claim {
                domain: domain.collect(),
                conditions,
                statement,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(2_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn expressions_round_trip(expr in expression()) {
        let variables: Vec<Symbol> = (0..NAMES.len()).map(symbol).collect();
        let text = expr.to_string();
        let parsed = parse_expression(&text, &variables, &Definitions::new());
        prop_assert_eq!(parsed.map_err(|error| error.render()), Ok(expr), "{}", text);
    }

    #[test]
    fn claims_round_trip(claim in claim()) {
        let text = claim.to_string();
        prop_assert_eq!(parse_claim(&text).map_err(|error| error.render()), Ok(claim), "{}", text);
    }

    /// LaTeX that a renderer accepts: braces and \left ... \right balance, and no control symbol is used.
    #[test]
    fn latex_is_balanced(claim in claim()) {
        let latex = claim.to_latex();
        let mut depth = 0_i32;
        for character in latex.chars() {
            depth += match character { '{' => 1, '}' => -1, _ => 0 };
            prop_assert!(depth >= 0, "{}", latex);
        }
        prop_assert_eq!(depth, 0, "{}", &latex);
        prop_assert_eq!(latex.matches(r"\left").count(), latex.matches(r"\right").count() + latex.matches(r"\leftarrow").count(), "{}", &latex);
        let after_backslash = latex.split('\\').skip(1).all(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()));
        prop_assert!(after_backslash, "{}", latex);
        let placeholders = latex.contains('#') || latex.contains("--");
        prop_assert!(!placeholders, "{}", latex);
    }
}

const VALID: &[&str] = &[
    "for beta in [0.001, 0.999], delta in (0, 40] where delta^2 > beta: eps_old(beta, delta) <= 1/2 * sqrt((1 - beta)/beta) * bc(delta)",
    "let f(x, y) = d(x^y, x); for x in [1/3, sqrt(2)], y in (-10, 10): f(y, x) < 1e9 and",
    "for lambda in [-10, 10], delta in [0.1, 30]: 2/sqrt(4 + delta^2)*exp(-lambda^2/(2*(4 + delta^2))) <= sech_moment(0, lambda, delta) <= min(1, sqrt(2*pi)/delta)",
    "let f(a, delta) = expect old (a*x); for beta in (0, 1), delta in [0, 4]: expect mix(y) (f(y, 2)*resp_old(y)) < expect new(z, delta) (d(mix(z, 1/2, delta), delta))",
    "for x in [-6, 6], beta in [0.1, 0.9], delta in [0.1, 6]: d(ln(mix(x)), beta) = (old(x) - new(x))/mix(x)",
    "# comment\n-kernel(3, -1.5, 2) >= d(b^2, b = 1e-3)",
];

const PIECES: &[&str] = &[
    "for",
    "in",
    "where",
    "and",
    "let",
    "d",
    "d(",
    "pi",
    "x",
    "y",
    "beta",
    "kernel(",
    "expect",
    "expect old (",
    "expect mix(z, 1/2, ",
    "mix(x)",
    "kernel(2, ",
    "bc(",
    "eps_old(",
    "sech_moment(",
    "f(",
    "f(x) = ",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    ";",
    "+",
    "-",
    "*",
    "/",
    "^",
    "<",
    "<=",
    ">",
    ">=",
    "=",
    "0",
    "1",
    "0.5",
    "1e-9",
    "2",
    "1.2.3",
    "#",
    "\n",
    " ",
    "β",
    "\t",
    "x in [0, 1]",
    "x in [0, 1]: ",
    "1e400",
    "$",
    "\u{0}",
    "x = ",
    ", x)",
];

fn mutated() -> impl Strategy<Value = String> {
    let edit = (
        any::<prop::sample::Index>(),
        0_usize..4,
        0..PIECES.len(),
        0_usize..12,
    );
    (0..VALID.len(), prop::collection::vec(edit, 1..5)).prop_map(|(which, edits)| {
        let mut text: Vec<char> = VALID[which].chars().collect();
        for (place, action, piece, length) in edits {
            let at = place.index(text.len() + 1);
            let end = (at + length).min(text.len());
            let inserted: Vec<char> = PIECES[piece].chars().collect();
            match action {
                0 => drop(text.drain(at..end)),
                1 => drop(text.splice(at..at, inserted)),
                2 => drop(text.splice(at..end, inserted)),
                _ => {
                    let copy = text[at..end].to_vec();
                    drop(text.splice(at..at, copy));
                }
            }
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(50_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_claims_never_panic(source in mutated()) {
        harness::survives(&source);
    }

    #[test]
    fn token_soup_never_panics(pieces in prop::collection::vec(0..PIECES.len(), 0..24)) {
        let source: String = pieces.into_iter().map(|which| PIECES[which]).collect();
        harness::survives(&source);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(20_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_never_panics(source in "\\PC{0,40}") {
        harness::survives(&source);
    }
}
