//! Containment of every elementary function against 128-bit arithmetic (astro-float), at 10^5 random points (10^4 unless FORGETTING_TEST=full)
//! each, at the neighbours of hard-to-round points, and over boxes; and the stated width at points.

use crate::support::is_full;
use crate::support::random::{Random, cases, ulps_between};
use astro_float::{BigFloat, Consts, RoundingMode};
use forgetting::interval::{Decoration, Interval};
use num_rational::Ratio;

const P: usize = 128;
const RM: RoundingMode = RoundingMode::ToEven;

/// The oracle's arithmetic.
struct Oracle {
    constants: Consts,
    one: BigFloat,
    two_over_sqrt_pi: BigFloat,
    sqrt_2: BigFloat,
}

impl Oracle {
    fn new() -> Self {
        let mut constants = Consts::new().unwrap();
        let sqrt_pi = constants.pi(P, RM).sqrt(P, RM);
        let two = number(2.0);
        Self {
            one: number(1.0),
            two_over_sqrt_pi: two.div(&sqrt_pi, P, RM),
            sqrt_2: two.sqrt(P, RM),
            constants,
        }
    }

    fn exp(&mut self, x: &BigFloat) -> BigFloat {
        x.exp(P, RM, &mut self.constants)
    }

    /// `exp(x) - 1`: with as many extra bits as cancel, or three terms of the series below `2^-70`.
    fn exp_m1(&mut self, x: &BigFloat) -> BigFloat {
        if x.exponent().unwrap_or(0) < -70 {
            let sixth = number(1.0).div(&number(6.0), P, RM);
            return self.series(x, &number(0.5), &sixth);
        }
        let p = P + 128;
        x.exp(p, RM, &mut self.constants).sub(&self.one, p, RM)
    }

    /// `x + b x^2 + c x^3`.
    fn series(&self, x: &BigFloat, b: &BigFloat, c: &BigFloat) -> BigFloat {
        let inner = b.add(&x.mul(c, P, RM), P, RM);
        let factor = self.one.add(&x.mul(&inner, P, RM), P, RM);
        x.mul(&factor, P, RM)
    }

    fn ln(&mut self, x: &BigFloat) -> BigFloat {
        x.ln(P, RM, &mut self.constants)
    }

    /// `ln(1 + x)`: the sum formed without loss, or three terms of the series below `2^-70`.
    fn ln_1p(&mut self, x: &BigFloat) -> BigFloat {
        let exponent = x.exponent().unwrap_or(0);
        if exponent < -70 {
            let third = number(1.0).div(&number(3.0), P, RM);
            return self.series(x, &number(-0.5), &third);
        }
        let sum = x.add_full_prec(&self.one);
        sum.ln(P + 64, RM, &mut self.constants)
    }

    fn reciprocal_of_one_plus(&mut self, x: &BigFloat) -> BigFloat {
        self.one.div(&x.add(&self.one, P, RM), P, RM)
    }

    fn erf(&mut self, x: &BigFloat) -> BigFloat {
        if *x < number(0.0) {
            return self.erf(&x.neg()).neg();
        }
        if *x > number(3.0) {
            let complement = self.erfc(x);
            return self.one.sub(&complement, P, RM);
        }
        // exp(-x^2) (2/sqrt pi) sum of 2^n x^(2n+1)/(2n+1)!!, all terms positive.
        let square = x.mul(x, P, RM);
        let (mut term, mut sum) = (x.clone(), x.clone());
        for n in 1..200 {
            let factor = number(2.0).div(&number(f64::from(2 * n + 1)), P, RM);
            term = term.mul(&square, P, RM).mul(&factor, P, RM);
            sum = sum.add(&term, P, RM);
            if term.exponent() < sum.exponent().map(|e| e - P as i32) {
                break;
            }
        }
        let decay = self.exp(&square.neg());
        sum.mul(&decay, P, RM).mul(&self.two_over_sqrt_pi, P, RM)
    }

    fn erfc(&mut self, x: &BigFloat) -> BigFloat {
        if *x <= number(3.0) {
            let complement = self.erf(x);
            return self.one.sub(&complement, P, RM);
        }
        // Laplace's continued fraction; n terms leave about exp(-2 x sqrt(2 n)) < 2^-130.
        let terms = if *x > number(6.0) { 60 } else { 140 };
        let mut fraction = x.clone();
        for k in (1..terms).rev() {
            fraction = x.add(&number(0.5 * f64::from(k)).div(&fraction, P, RM), P, RM);
        }
        let decay = self.exp(&x.mul(x, P + 64, RM).neg());
        decay
            .mul(&self.two_over_sqrt_pi, P, RM)
            .div(&fraction.mul(&number(2.0), P, RM), P, RM)
    }
}

/// The exact value of a double. (astro-float 0.9 misreads subnormal numbers, so those are scaled.)
fn number(x: f64) -> BigFloat {
    if x != 0.0 && x.abs() < f64::MIN_POSITIVE {
        let scale = BigFloat::from_f64(2f64.powi(-600), P);
        return BigFloat::from_f64(x * 2f64.powi(600), P).mul(&scale, P, RM);
    }
    BigFloat::from_f64(x, P)
}

/// Whether the interval contains the oracle's value; infinite ends compare as such.
fn contains(interval: Interval, value: &BigFloat) -> bool {
    (interval.lo() == f64::NEG_INFINITY || number(interval.lo()) <= *value)
        && (interval.hi() == f64::INFINITY || *value <= number(interval.hi()))
}

/// Cases of the whole, and a tenth of them where it is not asked for: the oracle is slow.
fn slice(whole: usize) -> usize {
    cases(if is_full() { whole } else { whole / 10 })
}

/// Arguments at which correct rounding is hard: near powers of two the Taylor series makes the result land
/// next to a midpoint, plus published worst cases of exp and log (Lefevre and Muller).
fn hard_points() -> Vec<f64> {
    let mut points = vec![
        f64::from_bits(0x3e09_e9cb_bfd6_080b),
        f64::from_bits(0x6a56_2a88_6136_29b5),
        f64::from_bits(0x6a56_2a88_6136_29b6),
        1.0f64.next_down(),
        1.0f64.next_up(),
        0.5,
        2.0,
    ];
    for k in 1..70 {
        let x = 2f64.powi(-k);
        points.extend([x.next_down(), x, x.next_up(), 1.0 - x, 1.0 + x, x * 1.5]);
    }
    let negatives: Vec<f64> = points.iter().map(|x| -x).collect();
    points.extend(negatives);
    points
}

/// Checks `cases` random points from `draw`, the hard points inside `(lo, hi)`, and boxes around them.
fn check(
    name: &str,
    domain: (f64, f64),
    ulps: u64,
    f: impl Fn(Interval) -> Interval,
    mut oracle: impl FnMut(&mut Oracle, &BigFloat) -> BigFloat,
    mut draw: impl FnMut(&mut Random) -> f64,
) {
    let mut random = Random(name.bytes().fold(7, |h, b| h * 31 + u64::from(b)));
    let mut arithmetic = Oracle::new();
    let mut points = hard_points();
    points.extend((0..slice(100_000)).map(|_| draw(&mut random)));
    points.retain(|&x| domain.0 < x && x < domain.1);
    assert!(
        points.len() >= slice(90_000),
        "{name}: the generator misses the domain"
    );
    for (i, &x) in points.iter().enumerate() {
        let value = oracle(&mut arithmetic, &number(x));
        let point = f(Interval::point(x));
        assert!(
            contains(point, &value),
            "{name}({x:e}) = {value} outside {point:?}"
        );
        assert!(point.is_defined(), "{name}({x:e}): {point:?}");
        let width = ulps_between(point.lo(), point.hi());
        assert!(width <= ulps, "{name}({x:e}): {width} ulps wide, {point:?}");
        if i % 8 == 0 {
            let reach = random.scaled(-20, 3).abs();
            let lo = (x - reach * random.unit()).max(domain.0.next_up());
            let hi = (x + reach * random.unit()).min(domain.1.next_down());
            let over = f(Interval::from_bounds(lo, hi));
            assert!(
                contains(over, &value),
                "{name}([{lo:e}, {hi:e}]) misses {value} at {x:e}"
            );
            assert!(over.is_defined());
        }
    }
    let nothing = f(Interval::EMPTY);
    assert!(
        nothing.is_empty() && nothing.decoration() == Decoration::Trv,
        "{name}"
    );
    assert!(f(Interval::NAI).is_nai(), "{name}");
    assert!(!f(Interval::ENTIRE).is_empty(), "{name}");
}

const ALL: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// Half the cases uniform in a range, half with random exponents.
fn mixed(lo: f64, hi: f64, exponents: (i32, i32)) -> impl FnMut(&mut Random) -> f64 {
    move |random| {
        if random.bits() & 1 == 0 {
            random.uniform(lo, hi)
        } else {
            random.scaled(exponents.0, exponents.1).clamp(lo, hi)
        }
    }
}

#[test]
fn exponentials() {
    check(
        "exp",
        (-745.2, 709.7),
        2,
        Interval::exp,
        Oracle::exp,
        mixed(-745.0, 709.0, (-60, 9)),
    );
    check(
        "exp_m1",
        (-745.0, 709.7),
        2,
        Interval::exp_m1,
        Oracle::exp_m1,
        mixed(-50.0, 700.0, (-80, 9)),
    );
}

#[test]
fn logarithms() {
    let positive = |random: &mut Random| random.scaled(-1000, 1000).abs();
    check(
        "ln",
        (0.0, f64::INFINITY),
        2,
        Interval::ln,
        Oracle::ln,
        positive,
    );
    let above = mixed(-0.999_999, 1e6, (-80, 100));
    check(
        "ln_1p",
        (-1.0, f64::INFINITY),
        2,
        Interval::ln_1p,
        Oracle::ln_1p,
        above,
    );
}

#[test]
fn square_root() {
    let positive = |random: &mut Random| random.scaled(-1070, 1000).abs();
    let sqrt = |_: &mut Oracle, x: &BigFloat| x.sqrt(P, RM);
    check(
        "sqrt",
        (0.0, f64::INFINITY),
        2,
        Interval::sqrt,
        sqrt,
        positive,
    );
}

#[test]
fn hyperbolic_functions() {
    let sinh = |o: &mut Oracle, x: &BigFloat| {
        // (e^y - e^-y)/2 = (m + m/(1 + m))/2, m = e^y - 1, y = |x|.
        let m = o.exp_m1(&x.abs());
        let share = m.mul(&o.reciprocal_of_one_plus(&m), P, RM);
        let size = m.add(&share, P, RM).mul(&number(0.5), P, RM);
        if x.is_negative() { size.neg() } else { size }
    };
    let cosh = |o: &mut Oracle, x: &BigFloat| {
        let e = o.exp(x);
        e.add(&o.one.div(&e, P, RM), P, RM).mul(&number(0.5), P, RM)
    };
    let tanh = |o: &mut Oracle, x: &BigFloat| {
        if x.abs() > number(60.0) {
            // 1 - 2 e^-120 < |tanh x| < 1.
            let size = number(1.0).sub(&number(2f64.powi(-150)), P, RM);
            return if x.is_negative() { size.neg() } else { size };
        }
        let m = o.exp_m1(&x.mul(&number(2.0), P, RM));
        m.div(&m.add(&number(2.0), P, RM), P, RM)
    };
    check(
        "sinh",
        (-710.0, 710.0),
        2,
        Interval::sinh,
        sinh,
        mixed(-700.0, 700.0, (-80, 9)),
    );
    check(
        "cosh",
        (-710.0, 710.0),
        2,
        Interval::cosh,
        cosh,
        mixed(-700.0, 700.0, (-60, 9)),
    );
    check(
        "tanh",
        ALL,
        2,
        Interval::tanh,
        tanh,
        mixed(-25.0, 25.0, (-80, 4)),
    );
    let sech = |o: &mut Oracle, x: &BigFloat| cosh(o, x).reciprocal(P, RM);
    check(
        "sech",
        (-745.0, 745.0),
        6,
        Interval::sech,
        sech,
        mixed(-744.0, 744.0, (-60, 9)),
    );
}

#[test]
fn circular_functions() {
    let sin = |o: &mut Oracle, x: &BigFloat| x.sin(P, RM, &mut o.constants);
    let cos = |o: &mut Oracle, x: &BigFloat| x.cos(P, RM, &mut o.constants);
    let tan = |o: &mut Oracle, x: &BigFloat| x.tan(P, RM, &mut o.constants);
    let atan = |o: &mut Oracle, x: &BigFloat| x.atan(P, RM, &mut o.constants);
    let wide = || mixed(-1e4, 1e4, (-60, 60));
    check("sin", ALL, 2, Interval::sin, sin, wide());
    check("cos", ALL, 2, Interval::cos, cos, wide());
    check("atan", ALL, 2, Interval::atan, atan, wide());
    // Between the poles next to 0.
    let between = (-1.57, 1.57);
    let inside = mixed(between.0, between.1, (-60, 0));
    check("tan", between, 2, Interval::tan, tan, inside);
}

#[test]
fn inverse_circular_functions() {
    let asin = |o: &mut Oracle, x: &BigFloat| x.asin(P, RM, &mut o.constants);
    let acos = |o: &mut Oracle, x: &BigFloat| x.acos(P, RM, &mut o.constants);
    let unit = || mixed(-1.0, 1.0, (-60, 0));
    check("asin", (-1.0, 1.0), 2, Interval::asin, asin, unit());
    check("acos", (-1.0, 1.0), 2, Interval::acos, acos, unit());
}

#[test]
fn logistic_functions() {
    let sigmoid = |o: &mut Oracle, x: &BigFloat| {
        let e = o.exp(&x.neg());
        o.reciprocal_of_one_plus(&e)
    };
    check(
        "sigmoid",
        ALL,
        8,
        Interval::sigmoid,
        sigmoid,
        mixed(-740.0, 740.0, (-60, 9)),
    );
    let softplus = |o: &mut Oracle, x: &BigFloat| {
        let e = o.exp(&x.abs().neg());
        let small = o.ln_1p(&e);
        if x.is_negative() {
            small
        } else {
            x.add_full_prec(&small)
        }
    };
    check(
        "softplus",
        (-745.0, 700.0),
        6,
        Interval::softplus,
        softplus,
        mixed(-700.0, 700.0, (-60, 9)),
    );
    let logit = |o: &mut Oracle, x: &BigFloat| {
        let odds = x.div(&o.one.sub(x, P + 64, RM), P + 64, RM);
        odds.ln(P + 64, RM, &mut o.constants)
    };
    let weights = |random: &mut Random| match random.bits() % 3 {
        0 => random.unit(),
        1 => random.scaled(-300, -2).abs(),
        _ => (0.5 + random.scaled(-50, -2)).clamp(0.0, 1.0),
    };
    check("logit", (0.0, 1.0), 10, Interval::logit, logit, weights);
}

#[test]
fn error_functions() {
    check(
        "erf",
        ALL,
        2,
        Interval::erf,
        Oracle::erf,
        mixed(-6.0, 6.0, (-200, 2)),
    );
    check(
        "erfc",
        (-30.0, 26.5),
        2,
        Interval::erfc,
        Oracle::erfc,
        mixed(-6.0, 26.4, (-60, 4)),
    );
    let cdf = |o: &mut Oracle, x: &BigFloat| {
        let argument = x.neg().div(&o.sqrt_2, P, RM);
        o.erfc(&argument).mul(&number(0.5), P, RM)
    };
    // The contract: relative width about 4e-16 (1 + x^2), hence at most 8 (1 + 37^2) ulps.
    check(
        "normal_cdf",
        (-37.5, 40.0),
        8 * 1400,
        Interval::normal_cdf,
        cdf,
        mixed(-37.0, 9.0, (-60, 5)),
    );
}

#[test]
fn integer_powers() {
    for n in [-7i32, -2, -1, 2, 3, 5, 8, 17] {
        let power = |_: &mut Oracle, x: &BigFloat| {
            let positive = x.powi(n.unsigned_abs() as usize, P + 64, RM);
            if n < 0 {
                positive.reciprocal(P, RM)
            } else {
                positive
            }
        };
        let ulps = if n < 0 { 6 } else { 2 };
        let mut random = Random(n.unsigned_abs().into());
        let mut arithmetic = Oracle::new();
        for _ in 0..slice(20_000) {
            let x = random.scaled(-40, 40);
            let point = Interval::point(x).pow_int(n);
            let value = power(&mut arithmetic, &number(x));
            assert!(contains(point, &value), "{x:e}^{n}: {point:?}");
            assert!(
                ulps_between(point.lo(), point.hi()) <= ulps,
                "{x:e}^{n}: {point:?}"
            );
            let other = random.scaled(-40, 40);
            let over = Interval::from_bounds(x.min(other), x.max(other)).pow_int(n);
            assert!(contains(over, &value), "{n}");
            assert_eq!(over.is_defined(), n > 0 || x * other > 0.0);
        }
    }
}

#[test]
fn real_powers() {
    let mut random = Random(99);
    let mut constants = Consts::new().unwrap();
    for _ in 0..slice(50_000) {
        let (x, y) = (random.scaled(-60, 60).abs(), random.scaled(-20, 4));
        let value = {
            let log = number(x).ln(P + 64, RM, &mut constants);
            log.mul(&number(y), P + 64, RM).exp(P, RM, &mut constants)
        };
        let point = Interval::point(x).pow(Interval::point(y));
        assert!(contains(point, &value), "{x:e}^{y:e}: {point:?} {value}");
        assert!(ulps_between(point.lo(), point.hi()) <= 2);
        let (u, v) = (x * (1.0 + random.unit()), y + random.scaled(-10, 3));
        let over = Interval::from_bounds(x.min(u), x.max(u))
            .pow(Interval::from_bounds(y.min(v), y.max(v)));
        assert!(contains(over, &value) && over.is_defined());
    }
    for _ in 0..slice(50_000) {
        let x = random.scaled(-60, 60).abs();
        let (p, q) = (
            (random.bits() % 41) as i64 - 20,
            (random.bits() % 12) as i64 + 1,
        );
        let value = {
            let log = number(x).ln(P + 64, RM, &mut constants);
            let exponent = number(p as f64).div(&number(q as f64), P + 64, RM);
            log.mul(&exponent, P + 64, RM).exp(P, RM, &mut constants)
        };
        let point = Interval::point(x).pow_rational(Ratio::new(p, q));
        assert!(contains(point, &value), "{x:e}^({p}/{q}): {point:?}");
        assert!(point.is_defined());
    }
}

#[test]
fn constants_are_the_tightest() {
    let mut oracle = Oracle::new();
    let two_pi = oracle.constants.pi(P, RM).mul(&number(2.0), P, RM);
    for (name, constant, value) in [
        ("pi", Interval::PI, oracle.constants.pi(P, RM)),
        ("tau", Interval::TAU, two_pi.clone()),
        ("e", Interval::E, oracle.exp(&number(1.0))),
        ("ln 2", Interval::LN_2, oracle.constants.ln_2(P, RM)),
        ("sqrt 2", Interval::SQRT_2, oracle.sqrt_2.clone()),
        ("sqrt tau", Interval::SQRT_TAU, two_pi.sqrt(P, RM)),
    ] {
        assert!(contains(constant, &value), "{name}");
        assert_eq!(ulps_between(constant.lo(), constant.hi()), 1, "{name}");
    }
}
