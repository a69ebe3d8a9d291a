//! Densities and expectations of the language: text, values, derivatives, closed forms, enclosures and verdicts.

use crate::support::reference::CONTRACT;
use crate::support::scaled;
use forgetting::claim::{
    Claim, Definitions, EvalError, Expr, Float, Function, Kind, MAX_EXPECTATIONS, Operator,
    Program, Symbol, differentiate, parse_block, parse_claim, parse_expression,
    reduce_expectations,
};
use forgetting::interval::Interval;
use forgetting::judge::{IntervalAlgebra, Limits, Verdict, judge};
use forgetting::kernel::{UNDERFLOW, enclosure::RELATIVE_WIDTH};
use forgetting::theory::{Theory, evaluate};
use proptest::prelude::*;

/// The contract of the quadrature: this part of the expectation of the absolute value.
const QUADRATURE: f64 = 1e-12;

/// The f64 value of a density or a responsibility: a dozen units in the last place.
const ROUNDING: f64 = 12.0 * f64::EPSILON;
/// Products of densities below this come close to the subnormal numbers.
const SMALLEST: f64 = 1e-290;

const NAMES: [&str; 5] = ["alpha", "beta", "delta", "a", "b"];

fn variables() -> Vec<Symbol> {
    let symbols = NAMES.iter().map(|name| Symbol::new(name));
    symbols.map(|s| s.expect("a variable name")).collect()
}

fn expr(source: &str) -> Expr {
    parse_expression(source, &variables(), &Definitions::new())
        .unwrap_or_else(|error| panic!("{}", error.render()))
}

fn claim(source: &str) -> Claim {
    parse_claim(source).unwrap_or_else(|error| panic!("{}", error.render()))
}

fn value(expr: &Expr, point: &[f64]) -> Result<f64, EvalError> {
    let program = Program::new([expr], &variables());
    let values = program.bind(&Float::new(&Theory))?.evaluate(point)?;
    Ok(values[0])
}

fn enclosure(expr: &Expr, point: &[f64]) -> Interval {
    let program = Program::new([expr], &variables());
    let point: Vec<Interval> = point.iter().map(|&x| Interval::point(x)).collect();
    let values = program
        .bind(&IntervalAlgebra)
        .and_then(|bound| bound.evaluate(&point));
    values.unwrap_or_else(|error| panic!("{expr}: {error}"))[0]
}

/// Weights, a separation, and two coefficients of linear forms.
fn point() -> impl Strategy<Value = [f64; 5]> {
    (
        0.05..0.95_f64,
        0.05..0.95_f64,
        0.1..6.0_f64,
        0.1..1.5_f64,
        -2.0..2.0_f64,
    )
        .prop_map(|(alpha, beta, delta, a, b)| [alpha, beta, delta, a, b])
}

#[test]
fn texts_are_short_exactly_where_the_arguments_are_the_variables() {
    for (source, plain, latex) in [
        ("old(b, delta)", "old(b)", "p_o(b)"),
        ("new(b, 3)", "new(b, 3)", "p_n(b; 3)"),
        ("mix(b)", "mix(b)", "q(b)"),
        (
            "mix(b, alpha, delta)",
            "mix(b, alpha, delta)",
            r"q_{\alpha}(b)",
        ),
        ("mix(b, beta, 2*a)", "mix(b, beta, 2*a)", "q(b; 2 a)"),
        ("resp_old(b)^2", "resp_old(b)^2", "r_o(b)^2"),
        (
            "resp_new(b, 1/2, delta)",
            "resp_new(b, 1/2, delta)",
            "r_{n,1/2}(b)",
        ),
        ("phi(b)", "phi(b)", r"\varphi(b)"),
        (
            "expect old (resp_new(x))",
            "expect old (resp_new(x))",
            r"\mathbb{E}_{p_o}\left[ r_n(x) \right]",
        ),
        (
            "expect mix(x, alpha, delta) (x)^2",
            "(expect mix(x, alpha, delta) (x))^2",
            r"\mathbb{E}_{q_{\alpha}}\left[ x \right]^2",
        ),
        (
            "expect new(z) (a*z)",
            "expect new(z) (a*z)",
            r"\mathbb{E}_{z \sim p_n}\left[ a z \right]",
        ),
        (
            "expect old(x, 3) (1)/2",
            "expect old(x, 3) (1)/2",
            r"\frac{\mathbb{E}_{p_o(\cdot; 3)}\left[ 1 \right]}{2}",
        ),
        (
            "d(expect mix (x^2), beta)",
            "d(expect mix (x^2), beta)",
            r"\frac{\partial}{\partial \beta} \mathbb{E}_{q}\left[ x^2 \right]",
        ),
    ] {
        let parsed = expr(source);
        assert_eq!(parsed.to_string(), plain, "{source}");
        assert_eq!(expr(plain), parsed, "{source}");
        assert_eq!(parsed.to_latex(), latex, "{source}");
    }
}

#[test]
fn constants_serve_as_arguments() {
    let mut definitions = Definitions::new();
    let block = "let delta = 3; let share(beta, y) = expect old (resp_new(x)*y);
                 for beta in [0.1, 0.9], x in [0, 1]: share(beta, x) <= 1";
    let claim = parse_block(block, &mut definitions);
    let claim = claim.expect("valid").expect("a claim");
    // The bound variable gives way to the argument.
    let text = "expect old(x_1, 3) (resp_new(x_1, beta, 3)*x)";
    assert_eq!(claim.chains()[0].first().to_string(), text);
    // A definition whose body binds x is renamed where x means something, also if x is no argument.
    let block = "let mean(delta) = expect new (x); for x in [0, 1]: mean(x) < mean(2) + 1";
    let claim = parse_block(block, &mut Definitions::new());
    let claim = claim.expect("valid").expect("a claim");
    let text = "expect new(x_1, x) (x_1) < expect new(x_1, 2) (x_1) + 1";
    assert_eq!(claim.conclusion().to_string(), text);
    assert_eq!(parse_claim(&claim.to_string()).map(Into::into), Ok(claim));
}

#[test]
fn errors_name_the_place_and_the_remedy() {
    for (source, column, message) in [
        (
            "for x in [0, 1]: old(x) < 1",
            18,
            "`old` reads `delta` from its scope, where there is none: declare `delta`, or write all arguments of `old(x, delta)`",
        ),
        (
            "for x in [0, 1], delta in [0, 1]: mix(x) < 1",
            35,
            "`mix` reads `beta` from its scope, where there is none: declare `beta`, or write all arguments of `mix(x, beta, delta)`",
        ),
        (
            "for beta in [0, 1]: expect mix (x) < 1",
            28,
            "`mix` reads `delta` from its scope, where there is none: declare `delta`, or write all arguments of `mix(x, beta, delta)`",
        ),
        (
            "for x in [0, 1], delta in [0, 1]: expect old (x) < 1",
            42,
            "`expect old` binds `x`, which already has a meaning here: rename the outer one, or bind another name, as in `expect old(z) (z^2)`",
        ),
        (
            "for delta in [0, 1]: expect old (expect new (x)) < 1",
            41,
            "`expect new` binds `x`, which already has a meaning here: rename the outer one, or bind another name, as in `expect new(z) (z^2)`",
        ),
        (
            "for delta in [0, 1]: expect old(p) (expect new(q) (expect old(r) (p*q*r))) < 1",
            22,
            "expectations may stand inside one another at most 2 deep",
        ),
        (
            "for delta in [0, 1]: x*expect old (x) < 1",
            22,
            "unknown variable `x`",
        ),
        (
            "for delta in [0, 1]: expect (delta) < 1",
            29,
            "expected `old`, `new`, `mix`, `normal` or `density` after `expect`, found `(`",
        ),
        (
            "for delta in [0, 1]: expect old x < 1",
            33,
            "expected `(` and what the expectation is of, found `x`",
        ),
        (
            "for delta in [0, 1]: expect mix(z, 1/2) (z) < 1",
            22,
            "`expect mix(x, beta, delta)` takes 3 arguments, got 2",
        ),
        (
            "for x in [0, 1]: resp_old(x, 1/2) < 1",
            18,
            "`resp_old(x, beta, delta)` takes 3 arguments, got 2",
        ),
        (
            "for phi in [0, 1]: phi < 1",
            5,
            "`phi` already has a meaning: choose another name",
        ),
        (
            "for beta in [0, expect old(x, 2) (x)]: beta < 1",
            17,
            "a bound of a domain must be a constant of elementary arithmetic, `expect` is not",
        ),
    ] {
        let error = parse_claim(source).expect_err(source);
        assert_eq!(error.kind().to_string(), message, "{source}");
        assert_eq!((error.line(), error.column()), (1, column), "{source}");
    }
    assert_eq!(MAX_EXPECTATIONS, 2);
}

#[test]
fn what_has_no_expectation_is_an_error() {
    for (source, message) in [
        ("expect old(x, 3) (exp(x^2))", "does not decay in the tails"),
        ("expect old(x, 3) (abs(x))", "does not settle"),
        ("expect old(x, 3) (1/(x - 1/3))", "does not settle"),
        ("expect old(x, 3) (ln(x))", "ln: x must satisfy x > 0"),
        ("expect old(x, 4) (1/x)", "division by zero"),
        (
            "expect old(x, -1) (x)",
            "delta must satisfy delta >= 0, got -1.0",
        ),
        (
            "expect mix(x, 1.5, 1) (x)",
            "beta must satisfy 0 <= beta <= 1, got 1.5",
        ),
        // Everything outside the integral must have a value, also where the integrand does not need it.
        (
            "expect old(x, 1) (x + 0*ln(-1))",
            "ln: x must satisfy x > 0",
        ),
        ("d(expect old(x, 1) (x), y = 1/0)", "division by zero"),
    ] {
        let error = evaluate(source).expect_err(source).to_string();
        assert!(error.contains(message), "{source}: {error}");
    }
}

/// The kernel is right to 1e-13, and the quadrature to its own contract of sums of positive terms here.
#[test]
fn values_are_those_of_the_kernel_far_into_the_tails() {
    let pairs = [
        ("expect old (resp_new(x))", "eps_old(beta, delta)"),
        ("expect new (resp_old(x))", "eps_new(beta, delta)"),
        (
            "expect old (new(x)/mix(x))*(1 - beta)",
            "eps_old(beta, delta)",
        ),
        ("expect mix (resp_old(x))", "beta"),
        (
            "expect mix (resp_old(x)*resp_new(x))",
            "overlap_moment(0, beta, delta)",
        ),
        (
            "expect mix (resp_old(x)*resp_new(x)*x^2)",
            "overlap_moment(2, beta, delta)",
        ),
        ("expect old (sqrt(new(x, delta)/old(x)))", "bc(delta)"),
        (
            "expect new (softplus(a*x + b))",
            "softplus_normal(a*delta/2 + b, a)",
        ),
        (
            "expect old (sigmoid(a*x + b)*sigmoid(-a*x - b))",
            "kernel(2, b - a*delta/2, a)",
        ),
    ];
    for beta in [1e-9, 0.02, 0.5, 0.97] {
        for delta in [0.0, 0.3, 2.0, 7.7, 19.0, 40.0] {
            for (a, b) in [(0.4, 1.0), (3.0, -20.0)] {
                let point = [0.5, beta, delta, a, b];
                for (expectation, closed) in pairs {
                    // The densities themselves underflow far out.
                    if expectation.contains("new(x") && delta > 7.7 {
                        continue;
                    }
                    let numeric = value(&expr(expectation), &point).expect(expectation);
                    let exact = value(&expr(closed), &point).expect(closed);
                    assert!(
                        (numeric - exact).abs() <= QUADRATURE * exact.abs(),
                        "{expectation} at {point:?}: {numeric:e}, {closed} = {exact:e}"
                    );
                }
            }
        }
    }
}

/// Integrands with a closed form; where it is short, the form.
const CLOSED: &[(&str, &str)] = &[
    ("expect old (1)", "1"),
    ("expect old (x)", "-delta/2"),
    ("expect new ((x - delta/2)^2)", "1"),
    ("expect mix (x)", "delta/2 - beta*delta"),
    ("expect mix (x^4)", "3 + 3*delta^2/2 + delta^4/16"),
    ("expect old (resp_new(x))", "eps_old(beta, delta)"),
    ("expect old (resp_old(x))", "1 - eps_old(beta, delta)"),
    ("expect new (resp_old(x))", "eps_new(beta, delta)"),
    ("expect new (resp_new(x))", "1 - eps_new(beta, delta)"),
    ("expect mix (resp_old(x))", "beta"),
    ("expect mix (resp_new(x))", "1 - beta"),
    (
        "expect mix (resp_old(x)*resp_new(x))",
        "overlap_moment(0, beta, delta)",
    ),
    (
        "expect mix (x*resp_old(x)*resp_new(x))",
        "overlap_moment(1, beta, delta)",
    ),
    (
        "expect mix ((resp_old(x) - beta)^2)",
        "beta - beta^2 - overlap_moment(0, beta, delta)",
    ),
    (
        "expect mix (resp_old(x)*resp_new(x)*(x + delta/2)*(delta/2 - x))",
        "delta^2/4*overlap_moment(0, beta, delta) - overlap_moment(2, beta, delta)",
    ),
    ("expect mix (resp_old(x)*resp_new(x)*x^3)", ""),
    ("expect mix (resp_old(x)^2*resp_new(x)*x)", ""),
    ("expect mix (resp_old(x)^3)", ""),
    (
        "expect old (resp_old(x)*resp_new(x))",
        "kernel(2, -logit(beta) - delta^2/2, delta)",
    ),
    (
        "expect old ((x + delta/2)*resp_new(x))",
        "delta*kernel(2, -logit(beta) - delta^2/2, delta)",
    ),
    ("expect new (x^3*resp_old(x)^2*resp_new(x))", ""),
    (
        "expect mix (old(x)*new(x)/mix(x)^2)",
        "1/((1 - beta)*beta)*overlap_moment(0, beta, delta)",
    ),
    ("expect mix ((old(x) - new(x))^2/mix(x)^2)", ""),
    ("expect new ((new(x) - old(x))/mix(x))", ""),
    (
        "expect new (ln(new(x)/mix(x)))",
        "-ln(1 - beta) - softplus_normal(logit(beta) - delta^2/2, delta)",
    ),
    (
        "expect old (ln(mix(x)/old(x)))",
        "ln(beta) + softplus_normal(-logit(beta) - delta^2/2, delta)",
    ),
    ("expect old (ln(resp_new(x)))", ""),
    ("expect mix (ln(mix(x)))", ""),
    ("expect mix (ln(mix(x)/mix(x, alpha, delta)))", ""),
    ("expect mix (resp_old(x)*ln(resp_old(x)))", ""),
    (
        "expect old (logit(resp_new(x)))",
        "-logit(beta) - delta^2/2",
    ),
    ("expect old (logit(resp_new(x))^2)", ""),
    ("expect mix (resp_old(x, alpha, delta))", ""),
    ("expect mix (d(ln(mix(x)), beta)^2)", ""),
    ("expect old (d(resp_new(x), x))", ""),
    ("expect old (exp(a*x))", "exp(a^2/2 - a*delta/2)"),
    ("expect old (new(x)/old(x))", "1"),
    ("expect old (new(x)^2/old(x)^2)", "exp(delta^2)"),
    ("expect old (sqrt(new(x)/old(x)))", "exp(-delta^2/8)"),
    ("expect old (sqrt(beta*old(x)*new(x))/old(x))", ""),
    ("expect old (new(x))", ""),
    ("expect mix (phi(a*x + b)*x^2)", ""),
    (
        "expect old (sigmoid(a*x + b))",
        "logistic_normal(b - a*delta/2, a)",
    ),
    ("expect old (sigmoid(b - a*x)^3)", ""),
    ("expect new (tanh(a*x + b))", ""),
    ("expect new (sech(a*x + b))", ""),
    (
        "expect new (sech(a*x + b)^2)",
        "4*kernel(2, -2*b - a*delta, 2*a)",
    ),
    ("expect new (cosh(a*x) - sinh(a*x) + expm1(a*x))", ""),
    (
        "expect old (ln(1 + exp(a*x)))",
        "softplus_normal(-a*delta/2, a)",
    ),
    ("expect old (log1p(exp(a*x + b)))", ""),
    ("expect old (x^2*softplus(a*x + b))", ""),
    ("expect old (1/(1 + exp(a*x - b)))", ""),
    ("expect old (new(x)/(beta*old(x) + (1 - beta)*new(x)))", ""),
    ("expect old (ln(beta*old(x) + (1 - beta)*new(x)))", ""),
    ("expect old (1/resp_old(x))", ""),
    ("expect old (mix(x)/new(x))", ""),
    ("expect old (exp(-x^2/2)*x^2)", ""),
    ("expect mix(z, alpha, 2) (resp_old(z, 1/2, 2)*a)", ""),
    ("expect old (expect new(y) (x*y + a))", "a - delta^2/4"),
    ("a*expect old (x*expect new(y) (resp_old(y)))", ""),
    ("expect old (resp_new(a*x + b))", ""),
    ("expect old (old(x + b)*new(b - x)/phi(x))", ""),
    // What cancels leaves the conditions of its existence behind.
    ("expect old ((1/a)*x - x/a + 1)", "1 + 0/a"),
    ("expect old (ln(a)*x + x - ln(a)*x)", "-delta/2 + 0*ln(a)"),
    ("expect mix (resp_old(x)/beta*x)", "-delta/2 + 0/beta"),
    (
        "expect mix (resp_old(x)*(resp_new(x) - resp_new(x, alpha, delta)))",
        "-beta*eps_old(alpha, delta) + overlap_moment(0, beta, delta)",
    ),
];

fn has_expectation(expr: &Expr) -> bool {
    expr.expectation_depth() > 0
}

#[test]
fn closed_forms_are_the_named_functions() {
    for (source, form) in CLOSED {
        let reduced = reduce_expectations(&expr(source)).expect("within limits");
        assert!(!has_expectation(&reduced), "{source} stays {reduced}");
        if !form.is_empty() {
            assert_eq!(reduced.to_string(), *form, "{source}");
        }
    }
}

#[test]
fn what_has_no_closed_form_stays() {
    for source in [
        "expect old (abs(x))",
        "expect old (max(x, 0))",
        "expect old (x^2/(1 + x^2))",
        "expect old (1/x)",
        "expect old (sqrt(1 + x^2))",
        "expect old (ln(1 + x^2))",
        "expect old (exp(x^2/2))",
        "expect old (exp(x^3))",
        "expect old (sigmoid(x)*sigmoid(2*x))",
        "expect old (sigmoid(x)*softplus(x))",
        "expect old (sigmoid(x^2))",
        "expect old (eps_old(1/2, x))",
    ] {
        let whole = expr(source);
        let reduced = reduce_expectations(&whole).expect("within limits");
        assert_eq!(reduced, whole, "{source}");
    }
}

/// The root mean square of the integrand, at least `E|f|`, to which the contract of the quadrature refers.
fn root_mean_square(expr: &Expr, point: &[f64]) -> f64 {
    let Kind::Expect(e) = expr.kind() else {
        return 0.0;
    };
    let square = Expr::binary(Operator::Pow, e.body().clone(), Expr::integer(2));
    let parameters = e.parameters().to_vec();
    let mean = Expr::expectation(e.under(), parameters, e.variable().clone(), square);
    value(&mean.expect("its own parameters"), point).map_or(0.0, f64::sqrt)
}

/// The size of the terms that a closed form adds: the absolute values without cancellation.
fn magnitude(expr: &Expr, point: &[f64]) -> f64 {
    let again = |e: &Expr| magnitude(e, point);
    let at = |e: &Expr| value(e, point).expect("a value").abs();
    match expr.kind() {
        Kind::Neg(a) => again(a),
        Kind::Binary(Operator::Add | Operator::Sub, a, b) => again(a) + again(b),
        Kind::Binary(Operator::Mul, a, b) => again(a) * again(b),
        Kind::Binary(Operator::Div, a, b) => again(a) / at(b),
        // The kernel's contract is relative to K_2 where it changes sign.
        Kind::Call(call) if call.function() == Function::Kernel => {
            let k2 = Expr::call(Function::Kernel, Some(2), call.arguments().to_vec());
            at(expr).max(at(&k2.expect("an order of the kernel")))
        }
        _ => at(expr),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(60), failure_persistence: None, ..ProptestConfig::default() })]

    /// Two routes: quadrature of the integrand, the kernel through the closed form. The enclosure is the latter's and holds both.
    #[test]
    fn closed_forms_agree_with_quadrature_and_enclosures_hold_them(point in point()) {
        for (source, _) in CLOSED {
            let whole = expr(source);
            let reduced = reduce_expectations(&whole).expect("within limits");
            let numeric = value(&whole, &point);
            // Ratios of densities leave the range of numbers in the tails of wide separations,
            let Ok(numeric) = numeric else {
                // and a probability rounds to 1.
                let leaves = ["/old(x)", "/new(x)", "logit("].iter().any(|part| source.contains(part));
                prop_assert!(leaves, "{} at {:?}: {:?}", source, point, numeric);
                continue;
            };
            let closed = value(&reduced, &point).expect(source);
            // The quadrature's contract, and ten times the kernel's for each term of the closed form.
            let tolerance = QUADRATURE * (numeric.abs() + root_mean_square(&whole, &point)) + 10.0 * CONTRACT * magnitude(&reduced, &point);
            prop_assert!((numeric - closed).abs() <= tolerance, "{} at {:?}: {:e} and {} = {:e}", source, point, numeric, reduced, closed);
            let bounds = enclosure(&whole, &point);
            prop_assert!(bounds.is_defined() && bounds.is_bounded(), "{} at {:?}: {:?}", source, point, bounds);
            let slack = Interval::from_bounds(-tolerance, tolerance);
            prop_assert!((bounds + slack).contains(numeric), "{} at {:?}: {:?} without {:e}", source, point, bounds, numeric);
        }
    }
}

/// Five-point differences with h = 1e-2: the truncation error is h^4/30 of a fifth derivative, at most some thousands for the
/// functions here at the points below; rounding of the quadrature, 1e-12 magnified by 1.5/h, is far below.
#[test]
fn derivatives_agree_with_differences() {
    const STEP: f64 = 1e-2;
    const TOLERANCE: f64 = 200.0 * STEP * STEP * STEP * STEP;
    for source in [
        "expect old (x^3)",
        "expect new (x^3)",
        "expect mix (x^3)",
        "expect mix (tanh(a*x + b)*x)",
        "expect old (resp_new(x))",
        "expect mix (ln(mix(x)))",
        "expect mix (ln(mix(x)/mix(x, alpha, delta)))",
        "expect mix(z, beta^2, delta + a) (resp_old(z, alpha, delta)*z)",
        "expect old (1/(1 + (x - b)^2/9))",
        "expect old (expect mix(y) (tanh(x*y/4)))",
        "expect mix (d(mix(x)/old(x), delta)*resp_old(x))",
    ] {
        let whole = expr(source);
        let point = [0.4, 0.62, 1.7, 0.6, -0.3];
        for (which, variable) in variables().iter().enumerate() {
            let at = |steps: f64| {
                let mut moved = point;
                moved[which] += steps * STEP;
                value(&whole, &moved).expect(source)
            };
            let numeric = (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * STEP);
            let slope = differentiate(&whole, variable).expect(source);
            let symbolic = value(&slope, &point).expect(source);
            assert!(
                (numeric - symbolic).abs() <= TOLERANCE * (1.0 + numeric.abs()),
                "d/d{variable} {source}: differences give {numeric}, the tree {symbolic} = {slope}"
            );
        }
    }
}

#[test]
fn enclosures_of_the_unknown_say_nothing() {
    let point = [0.5, 0.5, 2.0, 1.0, 0.0];
    for source in [
        "expect old (abs(x))",
        "expect mix (1/x)",
        "expect mix(x, 3/2, delta) (x)",
        "expect mix(x, 3/2, delta) (resp_old(x, 3/2, delta))",
        "expect old(x, -1) (x^2)",
        "expect old (0*resp_old(x, 3/2, delta))",
        "expect old (x + 0*ln(b))",
        "expect old (x/b - x/b)",
        "expect old (exp(x + logit(2))*exp(-logit(2)))",
    ] {
        assert!(!enclosure(&expr(source), &point).is_defined(), "{source}");
    }
}

/// Densities over boxes hold their values at points of the boxes.
#[test]
fn density_enclosures_hold_the_values() {
    let mut random = crate::support::random::Random(5);
    for _ in 0..crate::support::random::cases(2_000) {
        let x = random.uniform(-12.0, 12.0);
        let beta = random.uniform(0.0, 1.0);
        let delta = random.uniform(0.0, 12.0);
        let width = random.scaled(-30, 1).abs();
        let around = |v: f64, least: f64, most: f64| {
            let (lo, hi) = (v - width * random_share(v), v + width);
            Interval::from_bounds(lo.max(least), hi.min(most).max(v))
        };
        let point = [x, beta, delta];
        let region = [
            around(x, f64::MIN, f64::MAX),
            around(beta, 0.0, 1.0),
            around(delta, 0.0, f64::MAX),
        ];
        let names: Vec<Symbol> = ["x", "beta", "delta"]
            .iter()
            .filter_map(|n| Symbol::new(n))
            .collect();
        for source in [
            "old(x)",
            "new(x)",
            "mix(x)",
            "resp_old(x)",
            "resp_new(x)",
            "phi(x)",
        ] {
            let e = parse_expression(source, &names, &Definitions::new()).expect("valid");
            let program = Program::new([&e], &names);
            let float = Float::new(&Theory);
            let exact = program.bind(&float).and_then(|p| p.evaluate(&point));
            let exact = exact.expect(source)[0];
            let bounds = program.bind(&IntervalAlgebra);
            let bounds = bounds.and_then(|p| {
                Ok((
                    p.evaluate(&region)?[0],
                    p.evaluate(&point.map(Interval::point))?[0],
                ))
            });
            let (over, at) = bounds.expect(source);
            assert!(over.is_defined() && at.is_defined(), "{source} {region:?}");
            let rounding = Interval::from_bounds(-ROUNDING, ROUNDING) * exact
                + Interval::from_bounds(-UNDERFLOW, UNDERFLOW);
            assert!(
                (over + rounding).contains(exact),
                "{source} on {region:?}: {over:?}, {exact:e}"
            );
            let size = exact.abs().max(SMALLEST);
            assert!(
                at.width() <= RELATIVE_WIDTH * size,
                "{source} at {point:?}: {at:?}"
            );
        }
    }
}

/// A share of the width on the left, different from point to point.
fn random_share(v: f64) -> f64 {
    (v * 7.3).fract().abs()
}

#[test]
fn integrand_level_claims_are_judged() {
    for source in [
        "for beta in [0.05, 0.95], delta in [0, 8]: expect old (resp_new(x)) = eps_old(beta, delta)",
        "for beta in [0.05, 0.95], delta in [0, 8]: expect mix (resp_old(x)*resp_new(x)) = overlap_moment(0, beta, delta)",
        // C5: the entry of the weight in the information is the variance of the score.
        "for beta in [0.05, 0.95], delta in [0, 8]: expect mix ((resp_old(x) - beta)^2) = beta - beta^2 - overlap_moment(0, beta, delta)",
        "for x in [-3, 3], beta in [0.05, 0.95], delta in [0, 6]: 0 < resp_old(x) < 1",
        // A3 itself, from the integrand.
        "for beta in [0.1, 0.9], delta in [1, 6]: expect old (resp_new(x)) <= sqrt((1 - beta)/beta)/2*expect old (sqrt(new(x)/old(x)))",
        // B1 along a line: the gradient as an expectation.
        "for beta in [0.2, 0.5]: d(kl_sft(beta, 2), beta) = expect new(x, 2) ((new(x, 2) - old(x, 2))/mix(x, beta, 2))",
        // C3 with correct means: the pull on the old mean is beta delta (eps_o(beta) - eps_o(alpha)).
        "for beta in [0.2, 0.5]: expect mix(x, beta, 2) (resp_old(x, beta, 2)*(resp_new(x, beta, 2) - resp_new(x, 1/2, 2))) = beta*(eps_old(beta, 2) - eps_old(1/2, 2))",
    ] {
        let judgement = judge(&claim(source), &Limits::default());
        // Equations and inequalities of elementary functions by algebra, the others by intervals.
        let expected = if source.contains(" = ") || !source.contains("expect") {
            Verdict::Proved
        } else {
            Verdict::Certified
        };
        assert_eq!(
            judgement.verdict, expected,
            "{source}: {}",
            judgement.reason
        );
    }
    for source in [
        "for beta in [0.05, 0.95], delta in [0.5, 8]: expect old (resp_new(x)) = eps_new(beta, delta)",
        "for beta in [0.05, 0.95], delta in [0.5, 8]: expect old (resp_new(x)) <= 0.99*eps_old(beta, delta)",
        "for x in [-3, 3], beta in [0.1, 0.9], delta in [1, 6]: d(ln(mix(x)), beta) = 1.01*(old(x) - new(x))/mix(x)",
    ] {
        let judgement = judge(&claim(source), &Limits::default());
        assert_eq!(
            judgement.verdict,
            Verdict::Refuted,
            "{source}: {}",
            judgement.reason
        );
    }
    // Equations in several variables, through densities and closed forms.
    for source in [
        "for x in [-6, 6], beta in [0.1, 0.9], delta in [0.1, 6]: d(ln(mix(x)), beta) = (old(x) - new(x))/mix(x)",
        "for beta in [0.1, 0.9], delta in [0.1, 4]: d(kl_sft(beta, delta), beta) = expect new ((new(x) - old(x))/mix(x))",
        "for beta in [0.1, 0.9], delta in [0.1, 4]: kl_sft(beta, delta) = expect new (ln(new(x)/mix(x)))",
        "for beta in [0.1, 0.9], alpha in [0.1, 0.9], delta in [0.1, 4]: kl_reverse(beta, alpha, delta) = expect mix (ln(mix(x)/mix(x, alpha, delta)))",
    ] {
        let judgement = judge(&claim(source), &Limits::default());
        assert_eq!(
            judgement.verdict,
            Verdict::Proved,
            "{source}: {}",
            judgement.reason
        );
    }
}

#[test]
fn other_densities_are_what_they_abbreviate() {
    for (text, exact) in [
        ("expect normal(3, 2) (x^2)", 13.0),
        ("expect normal(0, 1) (x^4)", 3.0),
        ("expect normal(z, -1, 0) (z^3)", -1.0),
        ("expect density(1, 0, 2) (x)", 1.0),
        ("expect density(z, z, 0, 3) (z)", 2.0),
    ] {
        let found = value(&expr(text), &[0.5; 5]).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert!(
            (found - exact).abs() <= QUADRATURE * exact.abs(),
            "{text}: {found}"
        );
    }
    for (text, message) in [
        (
            "for x in [0, 1]: expect normal(0, 1) (x) < 1",
            "which already has a meaning",
        ),
        (
            "for s in [0, 1]: expect normal(s) (x) < 1",
            "takes 2 arguments, got 1",
        ),
        (
            "for s in [0, 1]: expect normal(x, 0, s, 1) (x) < 1",
            "takes 2 arguments, got 4",
        ),
        (
            "for s in [0, 1]: expect density(x, 0) (x) < 1",
            "takes 3 arguments, got 2",
        ),
        (
            "for s in [0, 1]: expect normal(x, s) (x) < 1",
            "unknown variable `x`",
        ),
        (
            "for s in [0, 1]: expect normal (x) < 1",
            "takes 2 arguments, got 1",
        ),
    ] {
        let error = parse_claim(text).expect_err(text).to_string();
        assert!(error.contains(message), "{text}: {error}");
    }
}
