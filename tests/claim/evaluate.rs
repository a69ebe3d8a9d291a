//! The f64 algebra: exact constants, careful domains, functions against independent formulas, shared subexpressions.

use std::cell::RefCell;

use crate::support::{definitions::Quadrature, scaled};
use forgetting::claim::{
    Algebra, Definitions, EvalError, Expr, Float, Function, NoTheory, Program, Symbol,
    TheoryFunctions, enclose, nearest, parse_expression, rational_value,
};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

fn expr(source: &str, names: &[&str]) -> (Expr, Vec<Symbol>) {
    let variables: Vec<Symbol> = names.iter().filter_map(|name| Symbol::new(name)).collect();
    let parsed = parse_expression(source, &variables, &Definitions::new());
    (
        parsed.unwrap_or_else(|error| panic!("{}", error.render())),
        variables,
    )
}

fn value(source: &str) -> Result<f64, EvalError> {
    let (expr, _) = expr(source, &[]);
    let program = Program::new([&expr], &[]);
    let float = Float::new(&NoTheory);
    let values = program.bind(&float)?.evaluate(&[])?;
    Ok(values[0])
}

#[test]
fn constants_are_rounded_once() {
    for (source, expected) in [
        ("0.1", 0.1),
        ("1/3", 1.0 / 3.0),
        ("0.1 + 0.2", 0.3),
        ("2^-1074", f64::from_bits(1)),
        ("3*(1/3)", 1.0),
        ("1e400/1e399", 10.0),
        ("-0.7", -0.7),
    ] {
        assert_eq!(value(source), Ok(expected), "{source}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(5_000), failure_persistence: None, ..ProptestConfig::default() })]

    /// The standard library reads decimals with correct rounding.
    #[test]
    fn nearest_is_correctly_rounded(digits in 1_u64.., exponent in -350_i32..310) {
        let source = format!("{digits}e{exponent}");
        let power = BigRational::from_integer(BigInt::from(10)).pow(exponent);
        let exact = BigRational::from_integer(digits.into()) * power;
        let expected: f64 = source.parse().expect("a numeral");
        prop_assert_eq!(nearest(&exact).to_bits(), expected.to_bits(), "{}", source);
        prop_assert_eq!(nearest(&-exact).to_bits(), (-expected).to_bits(), "-{}", source);
    }

    /// Halfway cases, where only the last bit of the rational decides.
    #[test]
    fn ties_go_to_even(bits in 0_u64..0x7fe0_0000_0000_0000, nudge in -1_i64..=1) {
        let (low, high) = (f64::from_bits(bits), f64::from_bits(bits + 1));
        let exact = |x: f64| BigRational::from_float(x).expect("finite");
        let half = BigRational::new(1.into(), 2.into());
        let tiny = BigRational::new(nudge.into(), BigInt::from(1) << 1300);
        let middle = (exact(low) + exact(high)) * half + tiny;
        let even = if bits % 2 == 0 { low } else { high };
        let expected = match nudge { 0 => even, 1 => high, _ => low };
        prop_assert_eq!(nearest(&middle), expected);
        prop_assert_eq!(enclose(&middle), (low, high));
        prop_assert_eq!(enclose(&exact(low)), (low, low));
    }
}

#[test]
fn rationals_beyond_f64() {
    let big = BigRational::from_integer(BigInt::from(10)).pow(400);
    assert_eq!(nearest(&big), f64::INFINITY);
    assert_eq!(enclose(&big), (f64::MAX, f64::INFINITY));
    assert_eq!(enclose(&-big.clone()), (f64::NEG_INFINITY, f64::MIN));
    assert_eq!(enclose(&big.recip()), (0.0, f64::from_bits(1)));
    assert_eq!(enclose(&-big.recip()), (-f64::from_bits(1), 0.0));
    assert!(matches!(value("1e400"), Err(EvalError::Overflow { .. })));
}

#[test]
fn exact_values_of_closed_expressions() {
    let exact = |source: &str| rational_value(&expr(source, &["x"]).0);
    assert_eq!(
        exact("(1/3 + 1/6)^2"),
        Some(BigRational::new(1.into(), 4.into()))
    );
    for source in [
        "1/0",
        "0^-1",
        "2^(1/2)",
        "2^(2^100)",
        "(2^4000)^4000",
        "pi",
        "x",
        "exp(0)",
        "d(2, x)",
    ] {
        assert_eq!(exact(source), None, "{source}");
    }
}

#[test]
fn errors_name_the_argument_and_its_value() {
    for (source, message) in [
        ("ln(-1)", "ln: x must satisfy x > 0, got -1.0"),
        ("ln(2 - 2)", "ln: x must satisfy x > 0, got 0.0"),
        ("sqrt(1 - 1.25)", "sqrt: x must satisfy x >= 0, got -0.25"),
        ("log1p(-1)", "log1p: x must satisfy x > -1, got -1.0"),
        ("logit(1)", "logit: p must satisfy 0 < p < 1, got 1.0"),
        ("1/(2 - 2)", "division by zero: 1.0/0"),
        ("0^-1", "division by zero: 1/0"),
        ("pi/0", "division by zero: 3.141592653589793/0"),
        (
            "(-2)^(1/2)",
            "^: base must satisfy base >= 0 unless the exponent is a literal integer, got -2.0",
        ),
        (
            "0^(0*pi)",
            "^: exponent must satisfy exponent > 0 where the base is 0, got 0.0",
        ),
        (
            "exp(1000)",
            "overflow: exp(1000.0) exceeds the largest finite number",
        ),
        (
            "exp(700)*exp(700)",
            "overflow: 1.0142320547350045e304*1.0142320547350045e304 exceeds the largest finite number",
        ),
        (
            "10^400*pi",
            "overflow: a constant exceeds the largest finite number",
        ),
        (
            "cosh(-800)",
            "overflow: cosh(-800.0) exceeds the largest finite number",
        ),
        ("kernel(2, 1, 3)", "kernel is not available here"),
    ] {
        assert_eq!(
            value(source).map_err(|error| error.to_string()),
            Err(message.to_owned()),
            "{source}"
        );
    }
    let (sum, variables) = expr("x + 1", &["x"]);
    let float = Float::new(&NoTheory);
    let unbound = Program::new([&sum], &[]);
    assert_eq!(
        unbound.bind(&float).and_then(|bound| bound.evaluate(&[])),
        Err(EvalError::UnboundVariable { name: "x".into() })
    );
    let program = Program::new([&sum], &variables);
    assert_eq!(
        program.bind(&float).and_then(|bound| bound.evaluate(&[])),
        Err(EvalError::Point {
            expected: 1,
            found: 0
        })
    );
}

#[test]
fn nothing_is_ever_infinite_or_nan() {
    let points = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -3.25,
        1e-320,
        -1e-320,
        800.0,
        -800.0,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
    ];
    let float = Float::new(&NoTheory);
    for &function in Function::ALL
        .iter()
        .filter(|function| !function.is_theory())
    {
        for x in points {
            for y in points {
                let arguments = &[x, y][..function.entry().parameters.len()];
                if let Ok(value) = float.call(function, None, arguments) {
                    assert!(value.is_finite(), "{function}({arguments:?}) = {value}");
                }
            }
        }
    }
    for x in points {
        for y in points {
            let results = [
                float.add(&x, &y),
                float.sub(&x, &y),
                float.mul(&x, &y),
                float.div(&x, &y),
                float.pow(&x, &y),
                float.powi(&x, -3),
                float.powi(&y, 2),
            ];
            assert!(results.into_iter().flatten().all(f64::is_finite), "{x} {y}");
        }
    }
}

/// The composed functions against their definitions in correctly rounded pieces, where those do not cancel: a few roundings each.
#[test]
fn composed_functions_keep_relative_accuracy() {
    let float = Float::new(&NoTheory);
    let call = |function, x| float.call(function, None, &[x]).expect("inside the domain");
    let close = |a: f64, b: f64| {
        assert!(
            (a - b).abs() <= 8.0 * f64::EPSILON * b.abs(),
            "{a:e} against {b:e}"
        )
    };
    for x in [
        -700.0, -40.0, -20.5, -3.0, -1e-3, 0.0, 1e-9, 0.3, 2.0, 19.5, 36.0, 700.0,
    ] {
        close(
            call(Function::Sech, x),
            2.0 / (core_math::exp(x) + core_math::exp(-x)),
        );
        close(
            call(Function::Sigmoid, x),
            core_math::exp(x.min(0.0)) / (core_math::exp(x.min(0.0)) + core_math::exp(-x.max(0.0))),
        );
        // softplus(x) - softplus(-x) = x, with a few roundings of the larger of the two.
        let (up, down) = (call(Function::Softplus, x), call(Function::Softplus, -x));
        assert!(
            (up - down - x).abs() <= 4.0 * f64::EPSILON * up.max(down),
            "softplus({x})"
        );
    }
    for p in [
        1e-300,
        1e-9,
        0.1,
        0.25,
        0.4,
        0.5 - 1e-12,
        0.5 + 1e-15,
        0.75,
        0.9,
        1.0 - 1e-12,
        1.0 - 1e-16,
    ] {
        // The odds are rounded once from their exact value, and the logarithm is well conditioned in each range.
        let exact = BigRational::from_float(p).expect("finite");
        let one = BigRational::from_integer(1.into());
        let odds = &exact / (&one - &exact);
        let reference = if (0.3..0.7).contains(&p) {
            core_math::log1p(nearest(&(odds - one)))
        } else {
            core_math::log(nearest(&odds))
        };
        close(call(Function::Logit, p), reference);
    }
}

/// Standard normal distribution function from arbitrary-precision arithmetic (`mpmath.ncdf`), as the nearest `f64`.
#[test]
fn normal_cdf_is_accurate_in_the_tail() {
    for (source, expected) in [
        ("normal_cdf(0)", 0.5),
        ("normal_cdf(1)", 0.841_344_746_068_542_9),
        ("normal_cdf(-1)", 0.158_655_253_931_457_05),
        ("normal_cdf(-5)", 2.866_515_718_791_939e-7),
        ("normal_cdf(-10)", 7.619_853_024_160_526e-24),
        ("normal_cdf(-37)", 5.725_571_222_524_577e-300),
    ] {
        let found = value(source).expect("defined everywhere");
        assert!(
            (found - expected).abs() <= 4.0 * f64::EPSILON * expected,
            "{source} = {found:e}, expected {expected:e}"
        );
    }
}

/// Counts the calls it receives.
struct Counting(RefCell<Vec<(Function, Option<u32>)>>);

impl TheoryFunctions for Counting {
    fn theory(
        &self,
        function: Function,
        index: Option<u32>,
        arguments: &[f64],
    ) -> Result<f64, EvalError> {
        self.0.borrow_mut().push((function, index));
        Quadrature.theory(function, index, arguments)
    }
}

#[test]
fn equal_subexpressions_are_computed_once() {
    let (both, variables) = expr(
        "kernel(2, x, 1)*x + kernel(2, x, 1)/(1 + kernel(2, x, 1)) + d(kernel(1, x, 1), x)",
        &["x"],
    );
    let (other, _) = expr("kernel(2, x, 1) + kernel(2, x, 2)", &["x"]);
    let counting = Counting(RefCell::default());
    let float = Float::new(&counting);
    let program = Program::new([&both, &other], &variables);
    let values = program
        .bind(&float)
        .and_then(|bound| bound.evaluate(&[0.5]))
        .expect("defined");
    assert_eq!(values.len(), 2);
    let calls = counting.0.take();
    assert_eq!(
        calls.len(),
        3,
        "K_2 twice with different s, K_1 once: {calls:?}"
    );
}

/// A second number type: the same tree counts its own rounding-free rational value.
struct Rationals;

impl Algebra for Rationals {
    type Value = BigRational;

    fn constant(&self, value: &BigRational) -> Result<BigRational, EvalError> {
        Ok(value.clone())
    }
    fn pi(&self) -> BigRational {
        BigRational::new(355.into(), 113.into())
    }
    fn neg(&self, a: &BigRational) -> Result<BigRational, EvalError> {
        Ok(-a)
    }
    fn add(&self, a: &BigRational, b: &BigRational) -> Result<BigRational, EvalError> {
        Ok(a + b)
    }
    fn sub(&self, a: &BigRational, b: &BigRational) -> Result<BigRational, EvalError> {
        Ok(a - b)
    }
    fn mul(&self, a: &BigRational, b: &BigRational) -> Result<BigRational, EvalError> {
        Ok(a * b)
    }
    fn div(&self, a: &BigRational, b: &BigRational) -> Result<BigRational, EvalError> {
        if *b == BigRational::from_integer(0.into()) {
            return Err(EvalError::DivisionByZero {
                numerator: a.to_string(),
            });
        }
        Ok(a / b)
    }
    fn powi(&self, a: &BigRational, n: i32) -> Result<BigRational, EvalError> {
        Ok(a.pow(n))
    }
    fn pow(&self, _: &BigRational, b: &BigRational) -> Result<BigRational, EvalError> {
        Err(EvalError::Domain {
            function: "^",
            argument: "exponent",
            value: b.to_string(),
            allowed: "an integer",
        })
    }
    fn call(
        &self,
        function: Function,
        _: Option<u32>,
        _: &[BigRational],
    ) -> Result<BigRational, EvalError> {
        Err(EvalError::Unavailable { function })
    }
}

#[test]
fn the_tree_is_generic_over_the_numbers() {
    let (expr, variables) = expr("(x^3 - 1)/(x - 1) - x*(x + 1) + 0.1", &["x"]);
    let program = Program::new([&expr], &variables);
    let bound = program.bind(&Rationals).expect("constants");
    let third = BigRational::new(1.into(), 3.into());
    assert_eq!(
        bound.evaluate(&[third]),
        Ok(vec![BigRational::new(11.into(), 10.into())])
    );
    assert!(
        bound
            .evaluate(&[BigRational::from_integer(1.into())])
            .is_err()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: scaled(2_000), failure_persistence: None, ..ProptestConfig::default() })]

    /// Exact folding, exact evaluation and f64 agree on polynomials: f64 within a bound on its roundings.
    #[test]
    fn folding_agrees_with_evaluation(a in -50_i32..50, b in 1_i32..50, c in -9_i32..9, n in 0_u32..4) {
        let closed = format!("(({a})/{b} + {c})^{n} - 0.25*({c})");
        let open = format!("(x/y + z)^{n} - 0.25*z");
        let exact = rational_value(&expr(&closed, &[]).0).expect("rational");
        let (tree, variables) = expr(&open, &["x", "y", "z"]);
        let program = Program::new([&tree], &variables);
        let point = [a, b, c].map(|k| BigRational::from_integer(k.into()));
        prop_assert_eq!(&program.bind(&Rationals).expect("constants").evaluate(&point).expect("y > 0")[0], &exact);
        let float = Float::new(&NoTheory);
        let found = program.bind(&float).expect("constants").evaluate(&[a, b, c].map(f64::from)).expect("y > 0")[0];
        let size = (f64::from(a).abs() / f64::from(b) + f64::from(c).abs()).powi(n as i32) + f64::from(c).abs();
        prop_assert!((found - nearest(&exact)).abs() <= 16.0 * f64::EPSILON * size);
    }
}
