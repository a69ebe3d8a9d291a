//! Intervals that also know how fast they may grow along the line, so that the tails of an expectation can be bounded.

use crate::claim::Function;
use crate::interval::Interval;

/// A bound `size e^(rate |x|)` of a function of `x`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Growth {
    size: f64,
    rate: f64,
}

/// The range of a function over an interval of `x`, and a bound of its growth.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grown {
    pub range: Interval,
    growth: Option<Growth>,
}

/// Rounded upwards.
fn sum(a: f64, b: f64) -> f64 {
    (Interval::point(a) + Interval::point(b)).hi()
}

fn product(a: f64, b: f64) -> f64 {
    (Interval::point(a) * Interval::point(b)).hi()
}

impl Growth {
    fn plus(self, other: Self) -> Self {
        Self {
            size: sum(self.size, other.size),
            rate: self.rate.max(other.rate),
        }
    }

    fn times(self, other: Self) -> Self {
        Self {
            size: product(self.size, other.size),
            rate: sum(self.rate, other.rate),
        }
    }

    fn constant(size: f64) -> Self {
        Self { size, rate: 0.0 }
    }
}

impl Grown {
    /// What is known by the range alone.
    pub fn of(range: Interval) -> Self {
        let bounded = range.is_defined() && range.is_bounded();
        Self {
            range,
            growth: bounded.then(|| Growth::constant(range.mag())),
        }
    }

    /// The variable itself: `|x| <= e^|x|`.
    pub fn variable(range: Interval) -> Self {
        let growth = Growth {
            size: 1.0,
            rate: 1.0,
        };
        Self {
            growth: Some(growth),
            ..Self::of(range)
        }
    }

    /// A function with this range whose growth is known where its range is unbounded.
    fn known(range: Interval, growth: Option<Growth>) -> Self {
        let own = Self::of(range);
        Self {
            range,
            growth: own.growth.or(growth.filter(|_| range.is_defined())),
        }
    }

    /// The same function with another decoration of its range.
    pub fn with_range(self, range: Interval) -> Self {
        Self { range, ..self }
    }

    pub fn neg(self) -> Self {
        Self {
            range: -self.range,
            ..self
        }
    }

    /// A sum or a difference with this range.
    pub fn sum(self, other: Self, range: Interval) -> Self {
        let growth = self.growth.zip(other.growth).map(|(a, b)| a.plus(b));
        Self::known(range, growth)
    }

    /// A product with this range.
    pub fn product(self, other: Self, range: Interval) -> Self {
        let growth = self.growth.zip(other.growth).map(|(a, b)| a.times(b));
        Self::known(range, growth)
    }

    /// A quotient with this range.
    pub fn quotient(self, divisor: Self, range: Interval) -> Self {
        let least = divisor.range.mig();
        let growth = self.growth.filter(|_| least > 0.0).map(|a| {
            let inverse = (Interval::ONE / Interval::point(least)).hi();
            a.times(Growth::constant(inverse))
        });
        Self::known(range, growth)
    }

    /// An integer power with this range.
    pub fn power(self, n: i32, range: Interval) -> Self {
        let growth = self.growth.filter(|_| n > 0).map(|a| Growth {
            size: Interval::point(a.size).pow_int(n).hi(),
            rate: product(a.rate, f64::from(n)),
        });
        Self::known(range, growth)
    }

    /// A function of the table with this range.
    pub fn call(function: Function, arguments: &[Self], range: Interval) -> Self {
        use Function as F;
        let all: Option<Vec<Growth>> = arguments.iter().map(|x| x.growth).collect();
        let total = all.and_then(|all| all.into_iter().reduce(Growth::plus));
        let growth = total.and_then(|total| match function {
            // At most the sum of the sizes of the arguments, or 1 more.
            F::Abs | F::Min | F::Max => Some(total),
            F::Sqrt | F::Softplus | F::SoftplusNormal => Some(total.plus(Growth::constant(1.0))),
            F::Ln if arguments[0].range.lo() >= 1.0 => Some(total),
            F::Log1p if arguments[0].range.lo() >= 0.0 => Some(total),
            // At most 2 + (|x| + delta)^2: a mixture lies between its modes, and one of them weighs at least 1/2.
            F::LogOld | F::LogNew | F::LogMix => {
                Some(total.times(total).plus(Growth::constant(2.0)))
            }
            _ => None,
        });
        Self::known(range, growth)
    }

    /// The integral of the function against the density of N(mean, 1) beyond `reach` deviations from the mean, on the side over
    /// which its range was taken.
    pub fn tail(self, mean: Interval, reach: f64) -> Interval {
        let Some(Growth { size, rate }) = self.growth else {
            return Interval::ENTIRE;
        };
        // int_reach^inf size e^(rate (|mean| + t)) phi(t) dt
        let c = Interval::point(rate);
        let factor = (c * mean.abs() + c * c * 0.5).exp();
        let mass = (c - Interval::point(reach)).normal_cdf();
        let most = (Interval::point(size) * factor * mass).hi();
        Interval::from_bounds(-most, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_of_the_growth_is_one() {
        let half_line = Interval::from_bounds(1.5, f64::INFINITY);
        let x = Grown::variable(half_line);
        let square = x.power(2, half_line.pow_int(2));
        let cubed = square.product(x, square.range * x.range);
        let shifted = cubed.sum(x.neg(), cubed.range - x.range);
        let root = Grown::call(Function::Sqrt, &[cubed], cubed.range.sqrt());
        for t in [1.5_f64, 2.0, 7.0, 40.0] {
            for (grown, value) in [
                (x, t),
                (square, t.powi(2)),
                (shifted, t.powi(3) - t),
                (root, t.powf(1.5)),
            ] {
                let Growth { size, rate } = grown.growth.unwrap();
                assert!(value.abs() <= size * (rate * t).exp(), "{t}");
            }
        }
        let unknown = Grown::call(Function::Exp, &[x], half_line.exp());
        assert!(unknown.growth.is_none());
        assert!(!unknown.tail(Interval::ZERO, 40.0).is_bounded());
    }

    #[test]
    fn a_tail_contains_the_integral() {
        // int_2^inf t phi(t) dt = phi(2), with |t| <= e^|t|.
        let x = Grown::variable(Interval::from_bounds(2.0, f64::INFINITY));
        let tail = x.tail(Interval::ZERO, 2.0);
        assert!(tail.contains(0.053_990_966_513_188_06) && tail.hi() < 1.0);
    }
}
