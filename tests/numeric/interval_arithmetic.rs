//! Basic operations: IEEE 1788-2015 special cases, exact containment against rational arithmetic, and attempts
//! to certify what is not defined.

use crate::support::random::{Random, cases};
use forgetting::interval::{Decoration, Interval, parse_rational};
use num_rational::BigRational;
use num_traits::Zero;

const INF: f64 = f64::INFINITY;

fn set(lo: f64, hi: f64) -> Interval {
    Interval::new(lo, hi).unwrap()
}

fn assert_same(left: Interval, right: Interval, what: &str) {
    assert_eq!(
        (left.lo(), left.hi()),
        (right.lo(), right.hi()),
        "{what}: {left:?} {right:?}"
    );
}

/// Division, as tabulated in IEEE 1788-2015 and its test sets (ITF1788): sign classes of both operands.
#[test]
fn division_special_cases() {
    let third = Interval::ONE / set(3.0, 3.0);
    for (numerator, denominator, expected) in [
        (set(-30.0, 15.0), set(0.0, 0.0), Interval::EMPTY),
        (set(0.0, 0.0), set(0.0, 0.0), Interval::EMPTY),
        (Interval::ENTIRE, set(0.0, 0.0), Interval::EMPTY),
        (set(0.0, 0.0), set(-3.0, 3.0), set(0.0, 0.0)),
        (set(0.0, 0.0), Interval::ENTIRE, set(0.0, 0.0)),
        (set(-30.0, 15.0), set(-3.0, 3.0), Interval::ENTIRE),
        (set(15.0, 30.0), set(-3.0, 3.0), Interval::ENTIRE),
        (set(-30.0, -15.0), set(0.0, 3.0), set(-INF, -5.0)),
        (set(-30.0, -15.0), set(-3.0, 0.0), set(5.0, INF)),
        (set(15.0, 30.0), set(0.0, 3.0), set(5.0, INF)),
        (set(15.0, 30.0), set(-3.0, 0.0), set(-INF, -5.0)),
        (set(0.0, 15.0), set(0.0, 3.0), set(0.0, INF)),
        (set(0.0, 15.0), set(-3.0, 0.0), set(-INF, 0.0)),
        (set(-30.0, 0.0), set(0.0, 3.0), set(-INF, 0.0)),
        (set(-30.0, 15.0), set(0.0, 3.0), Interval::ENTIRE),
        (set(-30.0, -15.0), set(3.0, 5.0), set(-10.0, -3.0)),
        (set(-30.0, 15.0), set(-5.0, -3.0), set(-5.0, 10.0)),
        (set(15.0, 30.0), set(3.0, INF), set(0.0, 10.0)),
        (set(15.0, INF), set(3.0, 5.0), set(3.0, INF)),
        (set(-INF, -15.0), set(-INF, -3.0), set(0.0, INF)),
        (Interval::ENTIRE, set(3.0, 5.0), Interval::ENTIRE),
        (set(1.0, 1.0), set(3.0, 3.0), third),
        (Interval::EMPTY, set(0.0, 1.0), Interval::EMPTY),
        (set(0.0, 1.0), Interval::EMPTY, Interval::EMPTY),
    ] {
        let quotient = numerator / denominator;
        assert_same(
            quotient,
            expected,
            &format!("{numerator:?} / {denominator:?}"),
        );
        if denominator.contains_zero() || denominator.is_empty() {
            assert!(!quotient.is_defined(), "{numerator:?} / {denominator:?}");
        }
    }
}

#[test]
fn sums_and_products_of_unbounded_sets() {
    for (left, right, expected) in [
        (set(-1.0, 2.0), Interval::EMPTY, Interval::EMPTY),
        (set(1.0, INF), set(2.0, 3.0), set(3.0, INF)),
        (Interval::ENTIRE, set(1.0, 1.0), Interval::ENTIRE),
        (
            set(f64::MAX, f64::MAX),
            set(f64::MAX, f64::MAX),
            set(f64::MAX, INF),
        ),
    ] {
        assert_same(left + right, expected, "+");
        assert_same(right + left, expected, "+");
        assert_same(left - (-right), expected, "-");
    }
    for (left, right, expected) in [
        (set(0.0, 0.0), Interval::ENTIRE, set(0.0, 0.0)),
        (set(0.0, 0.0), set(1.0, INF), set(0.0, 0.0)),
        (set(0.0, 1.0), set(1.0, INF), set(0.0, INF)),
        (set(-1.0, 5.0), set(-1.0, 10.0), set(-10.0, 50.0)),
        (set(-1.0, 5.0), set(-5.0, 3.0), set(-25.0, 15.0)),
        (set(-10.0, -5.0), set(-1.0, INF), set(-INF, 10.0)),
        (set(1e200, 1e200), set(1e200, 1e200), set(f64::MAX, INF)),
        (set(1e-200, 1e-200), set(1e-200, 1e-200), set(0.0, 5e-324)),
    ] {
        assert_same(left * right, expected, "*");
        assert_same(right * left, expected, "*");
    }
}

#[test]
fn function_special_cases() {
    let near = |x: Interval, lo: f64, hi: f64| {
        assert!(x.lo() <= lo && hi <= x.hi(), "{x:?}");
        assert!(
            x.lo() >= lo.next_down().next_down() && x.hi() <= hi.next_up().next_up(),
            "{x:?}"
        );
    };
    assert_same(set(-4.0, 9.0).sqrt(), set(0.0, 3.0), "sqrt");
    assert_same(set(-9.0, -4.0).sqrt(), Interval::EMPTY, "sqrt");
    assert_same(set(0.0, INF).sqrt(), set(0.0, INF), "sqrt");
    assert_same(set(-1.0, 0.0).ln(), Interval::EMPTY, "ln");
    assert_same(set(0.0, 1.0).ln(), set(-INF, 0.0), "ln");
    assert_same(set(1.0, INF).ln(), set(0.0, INF), "ln");
    assert_same(set(-2.0, -1.0).ln_1p(), Interval::EMPTY, "ln_1p");
    assert_same(set(-INF, 0.0).exp(), set(0.0, 1.0), "exp");
    assert_same(set(-INF, 0.0).exp_m1(), set(-1.0, 0.0), "exp_m1");
    assert_same(Interval::ENTIRE.tanh(), set(-1.0, 1.0), "tanh");
    assert_same(Interval::ENTIRE.cosh(), set(1.0, INF), "cosh");
    assert_same(Interval::ENTIRE.sech(), set(0.0, 1.0), "sech");
    assert_same(Interval::ENTIRE.sigmoid(), set(0.0, 1.0), "sigmoid");
    assert_same(Interval::ENTIRE.softplus(), set(0.0, INF), "softplus");
    assert_same(Interval::ENTIRE.erf(), set(-1.0, 1.0), "erf");
    assert_same(Interval::ENTIRE.erfc(), set(0.0, 2.0), "erfc");
    assert_same(Interval::ENTIRE.normal_cdf(), set(0.0, 1.0), "normal_cdf");
    assert_same(set(0.0, 1.0).logit(), Interval::ENTIRE, "logit");
    assert_same(set(1.0, 2.0).logit(), Interval::EMPTY, "logit");
    assert_same(set(-1.0, 0.0).logit(), Interval::EMPTY, "logit");
    assert_same(set(0.5, 0.5).logit(), set(0.0, 0.0), "logit");
    assert_same(set(0.0, 0.0).sigmoid(), set(0.5, 0.5), "sigmoid");
    assert_same(set(-3.0, 2.0).abs(), set(0.0, 3.0), "abs");
    assert_same(set(-3.0, 2.0).min(set(-1.0, 5.0)), set(-3.0, 2.0), "min");
    assert_same(set(-3.0, 2.0).max(set(-1.0, 5.0)), set(-1.0, 5.0), "max");
    near(set(0.0, 1.0).exp(), 1.0, std::f64::consts::E);
    near(set(-1.0, 2.0).cosh(), 1.0, 2f64.cosh());
}

#[test]
fn power_special_cases() {
    for (n, expected) in [
        (0, set(1.0, 1.0)),
        (1, set(-3.0, 2.0)),
        (2, set(0.0, 9.0)),
        (3, set(-27.0, 8.0)),
        (-1, Interval::ENTIRE),
        (-2, set(Interval::ONE.div_by(9.0).lo(), INF)),
    ] {
        assert_same(set(-3.0, 2.0).pow_int(n), expected, &format!("pow_int {n}"));
    }
    assert_same(set(0.0, 0.0).pow_int(-3), Interval::EMPTY, "0^-3");
    assert_same(set(0.0, 2.0).pow_int(-1), set(0.5, INF), "[0, 2]^-1");
    assert!(set(-1.0, 1.0).pow_int(i32::MIN).contains(1.0));
    let half = set(0.5, 0.5);
    assert_same(set(0.0, 0.0).pow(half), set(0.0, 0.0), "0^(1/2)");
    assert!(set(0.0, 4.0).pow(half).is_defined());
    assert!(!set(0.0, 4.0).pow(-half).is_defined());
    assert!(!set(-1.0, 4.0).pow(half).is_defined());
    assert_same(set(-2.0, -1.0).pow(half), Interval::EMPTY, "negative base");
    assert_same(
        set(0.0, INF).pow(Interval::ENTIRE),
        set(0.0, INF),
        "everything",
    );
    assert_same(set(1.0, 1.0).pow(Interval::ENTIRE), set(1.0, 1.0), "1^y");
}

trait DivBy {
    fn div_by(self, x: f64) -> Interval;
}

impl DivBy for Interval {
    fn div_by(self, x: f64) -> Interval {
        self / Interval::point(x)
    }
}

/// Every operation that leaves its domain loses `def`, and nothing afterwards gets it back.
#[test]
fn a_domain_violation_can_never_certify() {
    let zero = Interval::ZERO;
    let suspects = [
        set(-1.0, 4.0).sqrt(),
        set(-1e-300, 4.0).sqrt(),
        set(0.0, 1.0).ln(),
        set(-1.0, 1.0).ln_1p(),
        set(0.0, 0.5).logit(),
        set(0.5, 1.0).logit(),
        set(1.0, 1.0) / set(-1.0, 1.0),
        set(1.0, 1.0) / set(0.0, 1.0),
        set(0.0, 0.0) / set(0.0, 0.0),
        set(-1.0, 1.0).pow_int(-2),
        set(-1.0, 1.0).pow(set(0.5, 0.5)),
        Interval::from_bounds(f64::NAN, 1.0),
        Interval::from_bounds(2.0, 1.0),
        Interval::point(f64::NAN),
        Interval::point(INF),
        Interval::EMPTY,
        set(0.0, 1.0).intersection(set(2.0, 3.0)),
        set(0.0, 1.0).hull(set(2.0, 3.0)),
    ];
    for suspect in suspects {
        for later in [
            suspect,
            suspect + zero,
            suspect * zero,
            suspect - suspect,
            suspect.abs(),
            suspect.sqr(),
            suspect.tanh(),
            suspect.pow_int(0),
            suspect.exp().min(set(0.0, 0.0)),
            suspect.max(set(0.0, 0.0)).sqrt(),
            suspect.sigmoid().meet(set(0.0, 1.0)),
        ] {
            assert!(!later.is_defined(), "{suspect:?} -> {later:?}");
            assert!(later.decoration() <= Decoration::Trv);
            let (low, high) = (set(-1e300, -1e300), set(1e300, 1e300));
            assert!(!low.certainly_lt(later) && !later.certainly_lt(high));
            assert!(!low.certainly_le(later) && !later.certainly_le(high));
        }
    }
}

fn exact(x: f64) -> BigRational {
    BigRational::from_float(x).unwrap()
}

/// `+ - * /` against rational arithmetic: containment, and tightness (adjacent doubles or a point).
#[test]
fn arithmetic_is_exact_and_tight() {
    let mut random = Random(1);
    for _ in 0..cases(100_000) {
        let wide = random.bits().is_multiple_of(4);
        let range = if wide { (-500, 500) } else { (-30, 30) };
        let (a, b) = (
            random.scaled(range.0, range.1),
            random.scaled(range.0, range.1),
        );
        // A quarter of the cases with few bits, where results are often exact.
        let (a, b) = if !wide && random.bits().is_multiple_of(4) {
            (
                f64::from(a as f32),
                f64::from((b * 16.0).round() as f32) / 16.0 + 1.0,
            )
        } else {
            (a, b)
        };
        let (x, y) = (Interval::point(a), Interval::point(b));
        let (ra, rb) = (exact(a), exact(b));
        let mut results = vec![(x + y, &ra + &rb), (x - y, &ra - &rb), (x * y, &ra * &rb)];
        if !rb.is_zero() {
            results.push((x / y, &ra / &rb));
        }
        for (interval, value) in results {
            if !interval.is_bounded() {
                continue;
            }
            assert!(
                interval.contains_rational(&value),
                "{a:e} {b:e}: {interval:?}"
            );
            let tight = if interval.is_point() {
                exact(interval.lo()) == value
            } else {
                interval.hi() == interval.lo().next_up()
                    && exact(interval.lo()) != value
                    && exact(interval.hi()) != value
            };
            let normal = interval.mig() > 1e-280;
            assert!(
                tight || !normal,
                "{a:e} {b:e}: {interval:?} is not tightest"
            );
        }
        let square_root = Interval::point(a.abs()).sqrt();
        assert!(exact(square_root.lo()).pow(2) <= exact(a.abs()));
        assert!(exact(square_root.hi()).pow(2) >= exact(a.abs()));
    }
}

/// Products, quotients and sums of boxes contain those of their elements.
#[test]
fn boxes_contain_their_elements() {
    let mut random = Random(2);
    for _ in 0..cases(20_000) {
        let mut draw = || {
            let (a, b) = (random.scaled(-3, 3), random.scaled(-3, 3));
            let x = set(a.min(b), a.max(b));
            let inside = (a + (b - a) * random.unit()).clamp(x.lo(), x.hi());
            (x, inside)
        };
        let ((x, a), (y, b)) = (draw(), draw());
        let (ra, rb) = (exact(a), exact(b));
        assert!((x + y).contains_rational(&(&ra + &rb)));
        assert!((x - y).contains_rational(&(&ra - &rb)));
        assert!((x * y).contains_rational(&(&ra * &rb)));
        assert!((x / y).contains_rational(&(&ra / &rb)), "{x:?} / {y:?}");
        assert!(x.sqr().contains_rational(&(&ra * &ra)));
        assert_eq!((x / y).is_defined(), !y.contains_zero());
    }
}

#[test]
fn rationals_are_enclosed_by_neighbours() {
    let mut random = Random(3);
    for _ in 0..cases(3_000) {
        let text = format!(
            "{}{}.{}e{}",
            if random.bits() & 1 == 0 { "-" } else { "" },
            random.bits() % 1000,
            random.bits(),
            (random.bits() % 660) as i64 - 335
        );
        let value = parse_rational(&text).unwrap();
        let interval = Interval::from_rational(&value);
        assert!(interval.contains_rational(&value), "{text}");
        assert!(
            interval.is_point() || interval.hi() == interval.lo().next_up(),
            "{text}: {interval:?}"
        );
        let (lo, hi) = interval.to_decimal(17);
        if interval.is_bounded() {
            assert!(parse_rational(&lo).unwrap() <= value && value <= parse_rational(&hi).unwrap());
        }
    }
}
