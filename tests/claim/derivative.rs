//! Symbolic derivatives against central differences of independent quadratures, for every function of the table.

use crate::support::definitions::Quadrature;
use forgetting::claim::{
    Definitions, Expr, Float, Function, Group, Program, Symbol, differentiate, expand_theory,
    parse_expression,
};

/// Five-point differences with h = 1e-3: the truncation error is h^4/30 of a fifth derivative, below 1e-10 for the functions here,
/// and rounding (the quadrature's, magnified by 1.5/h) stays far below; 10^4 h^4 leaves room for large fifth derivatives.
const STEP: f64 = 1e-3;
const TOLERANCE: f64 = 1e4 * STEP * STEP * STEP * STEP;
/// What expansions cancel: a hundred times the oracle's own accuracy.
const CANCELLED: f64 = 100.0 * crate::support::definitions::ACCURACY;

fn evaluate(expr: &Expr, variables: &[Symbol], point: &[f64]) -> f64 {
    let program = Program::new([expr], variables);
    let float = Float::new(&Quadrature);
    let value = program.bind(&float).and_then(|bound| bound.evaluate(point));
    value.unwrap_or_else(|error| panic!("{expr} at {point:?}: {error}"))[0]
}

fn check_slope(expr: &Expr, variables: &[Symbol], point: &[f64], which: usize) {
    let slope =
        differentiate(expr, &variables[which]).unwrap_or_else(|error| panic!("{expr}: {error}"));
    let at = |steps: f64| {
        let mut moved = point.to_vec();
        moved[which] += steps * STEP;
        evaluate(expr, variables, &moved)
    };
    let numeric = (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * STEP);
    let symbolic = evaluate(&slope, variables, point);
    let scale = 1.0 + numeric.abs() + at(0.0).abs();
    assert!(
        (numeric - symbolic).abs() <= TOLERANCE * scale,
        "d/d{} {expr} at {point:?}: differences give {numeric}, the tree {symbolic} = {slope}",
        variables[which]
    );
}

fn symbols(names: &[&str]) -> Vec<Symbol> {
    names
        .iter()
        .map(|name| Symbol::new(name).expect("a variable name"))
        .collect()
}

/// Points well inside the domain of each argument, by its name.
fn samples(parameter: &str) -> [f64; 3] {
    match parameter {
        "beta" | "alpha" | "rho" | "beta0" | "p" | "rate" | "anchor" | "mass0" | "demo" => {
            [0.31, 0.62, 0.85]
        }
        // 2.5 rounds and the like: the closed form interpolates.
        "k" => [2.5, 4.25, 1.5],
        "h" => [0.2, 0.75, 1.6],
        "delta" | "s" => [1.1, 2.3, 0.7],
        "eta" | "gap" | "tau" => [0.8, 1.3, 0.45],
        "m" | "lambda" => [0.4, -1.3, 2.2],
        "u" => [0.31, -0.62, 0.85],
        "y" => [0.77, 1.9, 0.15],
        _ => [0.6, 1.4, 2.7],
    }
}

/// Sample k of every parameter, cycled so that parameters of one kind differ.
fn points(parameters: &[&str]) -> Vec<Vec<f64>> {
    match parameters {
        // Anchors strong enough to keep something: a lost weight is flat up to the critical anchor, where it has a kink.
        ["eta", "tau", ..] => {
            return vec![
                vec![0.8, 1.3, 0.45, 0.31, 2.3],
                vec![1.3, 0.9, 0.8, 0.62, 2.0],
                vec![0.45, 0.6, 1.3, 0.85, 3.1],
            ];
        }
        // The share of reverse KL, not the kernel's spread.
        ["s", "alpha", ..] => {
            return vec![
                vec![0.5, 0.31, 2.3],
                vec![0.2, 0.62, 1.1],
                vec![0.8, 0.85, 1.7],
            ];
        }
        _ => {}
    }
    (0..3)
        .map(|k| {
            parameters
                .iter()
                .enumerate()
                .map(|(i, name)| samples(name)[(i + k) % 3])
                .collect()
        })
        .collect()
}

/// Every member of every family as a call in its own parameters.
fn calls() -> Vec<(Expr, Vec<Symbol>, &'static [&'static str])> {
    let mut calls = Vec::new();
    for &function in Function::ALL {
        let entry = function.entry();
        let variables = symbols(entry.parameters);
        let orders: Vec<Option<u32>> = match &entry.index {
            None => vec![None],
            Some(index) => (0..=index.derived_max.min(6)).map(Some).collect(),
        };
        for order in orders {
            let arguments = variables.iter().cloned().map(Expr::variable).collect();
            let call = Expr::call(function, order, arguments).expect("the table's own signature");
            calls.push((call, variables.clone(), entry.parameters));
        }
    }
    calls
}

/// Its derivative is a function that the language does not have.
const UNDERIVED: &str = "digamma(x)";

#[test]
fn every_partial_derivative_of_every_function() {
    let mut checked = 0;
    for (call, variables, parameters) in calls() {
        if call.to_string() == UNDERIVED {
            let error = differentiate(&call, &variables[0]).expect_err(UNDERIVED);
            assert_eq!(
                error.to_string(),
                "the derivative of `digamma` is not known"
            );
            continue;
        }
        for point in points(parameters) {
            for which in 0..variables.len() {
                check_slope(&call, &variables, &point, which);
                checked += 1;
            }
        }
    }
    assert!(checked >= 3 * Function::ALL.len());
}

/// Differentiating the derivative exercises the rules on the trees that derivatives make.
#[test]
fn second_derivatives_of_the_theory() {
    for (call, variables, parameters) in calls() {
        let (name, order) = match call.kind() {
            forgetting::claim::Kind::Call(call) => (call.function(), call.index().unwrap_or(0)),
            _ => unreachable!("calls() makes calls"),
        };
        if name.entry().group == Group::Elementary || order > 2 {
            continue;
        }
        let point = &points(parameters)[0];
        for which in 0..variables.len() {
            let slope = differentiate(&call, &variables[which]).expect("first derivative");
            for again in 0..variables.len() {
                check_slope(&slope, &variables, point, again);
            }
        }
    }
}

#[test]
fn expansions_keep_the_value() {
    for (call, variables, parameters) in calls() {
        let expanded = expand_theory(&call).expect("expansion");
        for point in points(parameters) {
            let (direct, by_expansion) = (
                evaluate(&call, &variables, &point),
                evaluate(&expanded, &variables, &point),
            );
            // The divergences and their like cancel a few units.
            assert!(
                (direct - by_expansion).abs() <= CANCELLED * (1.0 + direct.abs()),
                "{call} at {point:?}: {direct} against {by_expansion}"
            );
        }
    }
}

#[test]
fn operators_and_compositions() {
    let variables = symbols(&["x", "y"]);
    for source in [
        "x + y",
        "x - 3*y",
        "x*y*x",
        "x/y",
        "1/x",
        "(x + y)/(x*y + 2)",
        "x^3",
        "x^-2",
        "x^(1/2)",
        "x^2.5",
        "2^x",
        "x^y",
        "(x*y)^(x - y)",
        "-x^2",
        "-(x - y)",
        "sqrt(x^2 + y)",
        "exp(-x^2/2)",
        "ln(x*y)",
        "abs(x - 3)",
        "min(x, y^2)",
        "max(x^2, y)",
        "tanh(x/y)",
        "sech(x*y)",
        "sigmoid(x - y)",
        "logit(x/(x + y))",
        "normal_cdf(x - y)",
        "softplus(-x)*x",
        "log1p(x*y)",
        "expm1(x/3)",
        "sinh(x)*cosh(y)",
        "pi*x",
        "d(x^3*y, x)",
        "d(d(x^4*y^2, x), y)",
        "d(sin_free^2*x, sin_free = y*x)",
        "eps_old(x/(x + 1), y + 1)",
        "kernel(2, x*y, x + y)",
        "sech_moment(1, x - y, x*y)",
        "kl_reverse(sigmoid(x), sigmoid(y), x + y)",
        "d(eps_old(sigmoid(x), y), y)*bc(x)",
    ] {
        let expr = parse_expression(source, &variables, &Definitions::new())
            .unwrap_or_else(|error| panic!("{}", error.render()));
        for point in [[0.6, 1.7], [1.3, 0.4]] {
            for which in 0..2 {
                check_slope(&expr, &variables, &point, which);
            }
        }
    }
}

#[test]
fn derivatives_have_no_value_where_the_function_has_none() {
    let variables = symbols(&["x"]);
    // The slopes -2x/(-1 - x^2), 0 and x/abs(x) alone would have a value (or lack one) here.
    for source in [
        "d(ln(-1 - x^2), x)",
        "d(0*ln(-x), x)",
        "d(ln(-y), y = x)",
        "d(sqrt(-1), x)",
        "d(1, y = 1/(x - x))",
    ] {
        let expr = parse_expression(source, &variables, &Definitions::new())
            .unwrap_or_else(|error| panic!("{}", error.render()));
        let program = Program::new([&expr], &variables);
        let float = Float::new(&Quadrature);
        let value = program
            .bind(&float)
            .and_then(|bound| bound.evaluate(&[0.5]));
        assert!(value.is_err(), "{source} has the value {value:?}");
    }
    for (source, x) in [
        ("d(abs(x), x)", 0.0),
        ("d(min(x, 2*x), x)", 0.0),
        ("d(sqrt(x), x)", 0.0),
        ("d(max(x, 1), x)", 1.0),
    ] {
        let expr = parse_expression(source, &variables, &Definitions::new()).expect("valid");
        let program = Program::new([&expr], &variables);
        let float = Float::new(&Quadrature);
        assert!(
            program
                .bind(&float)
                .and_then(|bound| bound.evaluate(&[x]))
                .is_err(),
            "{source} at {x}"
        );
    }
}

#[test]
fn orders_beyond_the_limit_are_errors() {
    let x = Symbol::new("x").expect("a name");
    let high = Expr::call(
        Function::Kernel,
        Some(8),
        vec![Expr::variable(x.clone()), Expr::integer(1)],
    )
    .expect("derived order");
    let error = differentiate(&high, &x).expect_err("K_9 does not exist");
    assert!(error.to_string().contains("kernel"), "{error}");
    assert!(
        Expr::call(
            Function::Kernel,
            Some(9),
            vec![Expr::integer(0), Expr::integer(1)]
        )
        .is_err()
    );
}
