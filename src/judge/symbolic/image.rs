//! The range of an expression over a box of ranges.

use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

use super::range::Range;
use super::region::Region;
use crate::claim::{Algebra, Call, Expr, Function, Kind, Operator, rational_value};
use crate::interval::Interval;
use crate::judge::IntervalAlgebra;

/// Trees larger than this are not enclosed: nothing is known about them.
const MAX_NODES: u64 = 5_000;

/// A range that holds every value that `expr` has on the box; where it has no value nothing is said.
pub(super) fn image(expr: &Expr, region: &Region) -> Range {
    if expr.size() > MAX_NODES {
        return Range::ENTIRE;
    }
    of(expr, region)
}

fn of(expr: &Expr, region: &Region) -> Range {
    if let Some(value) = rational_value(expr) {
        return Range::point(value);
    }
    if let Kind::Derivative(derivative) = expr.kind() {
        return of(derivative.value(), region);
    }
    match expr.kind() {
        Kind::Pi => Range::around(Interval::PI),
        Kind::Variable(name) => region.range(name).cloned().unwrap_or(Range::ENTIRE),
        Kind::Neg(a) => of(a, region).neg(),
        Kind::Binary(operator, a, b) => match operator {
            Operator::Add => of(a, region).add(&of(b, region)),
            Operator::Sub => of(a, region).add(&of(b, region).neg()),
            Operator::Mul if a == b => of(a, region).powi(2),
            Operator::Mul => of(a, region).mul(&of(b, region)),
            Operator::Div => of(a, region).mul(&of(b, region).recip()),
            Operator::Pow => power(a, b, region),
        },
        Kind::Call(call) => call_image(call, region),
        _ => Range::ENTIRE,
    }
}

fn power(base: &Expr, exponent: &Expr, region: &Region) -> Range {
    let x = of(base, region);
    if let Some(n) = literal_integer(exponent) {
        return x.powi(n);
    }
    let positive = if x.is_positive() {
        Range::positive()
    } else {
        Range::between(Some((0, false)), None)
    };
    let enclosed = x.hull().pow(of(exponent, region).hull());
    Range::around(enclosed).meet(positive)
}

/// The exponent, where it is evaluated as a literal integer.
pub(super) fn literal_integer(exponent: &Expr) -> Option<i32> {
    let value = rational_value(exponent)?;
    value.is_integer().then(|| value.numer().to_i32()).flatten()
}

fn call_image(call: &Call, region: &Region) -> Range {
    use Function as F;
    let arguments: Vec<Range> = call.arguments().iter().map(|a| of(a, region)).collect();
    let Some(x) = arguments.first() else {
        return Range::ENTIRE;
    };
    let zero_to = |value: BigRational| move |at: &BigRational| at.is_zero().then(|| value.clone());
    let half = || BigRational::new(1.into(), 2.into());
    let from = |end: i32, open: bool| Range::between(Some((end, open)), None);
    let unit = || Range::between(Some((0, true)), Some((1, true)));
    match call.function() {
        F::Exp => x.increasing(
            Interval::exp,
            zero_to(BigRational::one()),
            Range::positive(),
        ),
        F::Expm1 => x.increasing(
            Interval::exp_m1,
            zero_to(BigRational::zero()),
            from(-1, true),
        ),
        F::Sinh => x.increasing(Interval::sinh, zero_to(BigRational::zero()), Range::ENTIRE),
        F::Tanh => x.increasing(
            Interval::tanh,
            zero_to(BigRational::zero()),
            Range::between(Some((-1, true)), Some((1, true))),
        ),
        F::Sigmoid => x.increasing(Interval::sigmoid, zero_to(half()), unit()),
        F::NormalCdf => x.increasing(Interval::normal_cdf, zero_to(half()), unit()),
        F::Softplus => x.increasing(Interval::softplus, |_| None, Range::positive()),
        F::Log1p => x.increasing(Interval::ln_1p, zero_to(BigRational::zero()), Range::ENTIRE),
        F::Ln => {
            let one = |at: &BigRational| at.is_one().then(BigRational::zero);
            x.increasing(Interval::ln, one, Range::ENTIRE)
        }
        F::Logit => {
            let middle = |at: &BigRational| (*at == half()).then(BigRational::zero);
            x.increasing(Interval::logit, middle, Range::ENTIRE)
        }
        F::Sqrt => {
            // Where the argument may seem negative it has no value.
            let x = x.clone().meet(from(0, false));
            let exact = |at: &BigRational| (at.is_zero() || at.is_one()).then(|| at.clone());
            x.increasing(Interval::sqrt, exact, from(0, false))
        }
        F::Cosh => Range::around(x.hull().cosh()).meet(from(1, false)),
        F::Sech => {
            Range::around(x.hull().sech()).meet(Range::between(Some((0, true)), Some((1, false))))
        }
        F::Abs if x.is_nonnegative() => x.clone(),
        F::Abs if x.neg().is_nonnegative() => x.neg(),
        F::Abs => Range::around(x.hull().abs()),
        _ => other_image(call, &arguments, region),
    }
}

/// Functions of the theory: what their definition, their sign and an enclosure of their values say.
fn other_image(call: &Call, arguments: &[Range], region: &Region) -> Range {
    let hulls: Vec<Interval> = arguments.iter().map(Range::hull).collect();
    let enclosed = IntervalAlgebra.call(call.function(), call.index(), &hulls);
    let mut range = enclosed.map_or(Range::ENTIRE, Range::around);
    if let Ok(Some(definition)) = call.expansion() {
        range = range.meet(image(&definition, region));
    }
    let inner = |x: &Range| {
        x.is_positive()
            && Range::between(Some((1, false)), Some((1, false)))
                .add(&x.neg())
                .is_positive()
    };
    let apart = matches!(arguments, [weight, delta] if inner(weight) && delta.is_positive());
    range.meet(match (call.function(), call.index()) {
        // beta (1 - beta) int (p_o - p_n)^2/q, and a difference of the increasing P.
        (Function::Distinguishability | Function::BoundarySlope, _) if apart => Range::positive(),
        (Function::Kernel, Some(0)) => Range::positive(),
        (Function::Kernel, Some(1)) => Range::between(Some((0, true)), Some((1, true))),
        (Function::Kernel, Some(2)) => Range::positive(),
        (Function::SechMoment, Some(0)) => Range::between(Some((0, true)), Some((1, false))),
        _ => Range::ENTIRE,
    })
}
