//! Mathematical constants as the pair of adjacent doubles around them.

use super::Interval;
use std::f64::consts;

impl Interval {
    /// pi.
    pub const PI: Self = above(consts::PI);
    /// 2 pi.
    pub const TAU: Self = above(consts::TAU);
    /// Euler's number e.
    pub const E: Self = above(consts::E);
    /// The natural logarithm of 2.
    pub const LN_2: Self = above(consts::LN_2);
    /// The square root of 2.
    pub const SQRT_2: Self = below(consts::SQRT_2);
    /// The square root of 2 pi.
    pub const SQRT_TAU: Self = above(2.506_628_274_631_000_2);
}

/// A constant whose nearest double `x` lies below it.
const fn above(x: f64) -> Interval {
    Interval::constant(x, x.next_up())
}

/// A constant whose nearest double `x` lies above it.
const fn below(x: f64) -> Interval {
    Interval::constant(x.next_down(), x)
}
