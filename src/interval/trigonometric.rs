//! Circular functions and their inverses.
//!
//! `core-math` rounds them correctly, with a reduction of the argument that is exact for every double. At nonzero rational arguments
//! none of them is rational (Lindemann), but for `acos 1`, so that [`below`] and [`above`] enclose the value strictly.

use super::elementary::{above, below};
use super::{Decoration, Interval};

/// Where sine and cosine turn: the quarters of the circle, counted from 0, modulo 4.
struct Turns {
    crest: f64,
    trough: f64,
}

const SINE: Turns = Turns {
    crest: 1.0,
    trough: 3.0,
};
const COSINE: Turns = Turns {
    crest: 0.0,
    trough: 2.0,
};

impl Interval {
    /// Whether a number `(quarter + period k) pi/2` with an integer `k` may lie in the interval.
    fn may_contain_quarter(self, quarter: f64, period: f64) -> bool {
        let turns = (self / (Self::PI * 0.5) - Self::point(quarter)) / Self::point(period);
        turns.lo().ceil() <= turns.hi().floor()
    }

    /// The image under sine or cosine: the hull of the ends' values, and of a turn where there may be one.
    fn wave(self, at: fn(f64) -> f64, exact: bool, turns: &Turns) -> Self {
        if self.is_empty() {
            return self;
        }
        if !self.is_bounded() {
            return Self::build(-1.0, 1.0, self.decoration());
        }
        let (first, last) = (at(self.lo()), at(self.hi()));
        let point = self.lo() == self.hi();
        let exact = exact && point && self.lo() == 0.0;
        let (mut lo, mut hi) = (below(first.min(last), exact), above(first.max(last), exact));
        if !point && self.may_contain_quarter(turns.trough, 4.0) {
            lo = -1.0;
        }
        if !point && self.may_contain_quarter(turns.crest, 4.0) {
            hi = 1.0;
        }
        Self::build(lo.max(-1.0), hi.min(1.0), self.decoration())
    }

    /// Sine; within one ulp at a point, inside `[-1, 1]`.
    ///
    /// ```
    /// use forgetting::interval::Interval;
    /// assert!(Interval::from_bounds(1.0, 2.0).sin().contains(1.0));
    /// ```
    #[must_use]
    pub fn sin(self) -> Self {
        self.wave(core_math::sin, true, &SINE)
    }

    /// Cosine; within one ulp at a point, inside `[-1, 1]`.
    #[must_use]
    pub fn cos(self) -> Self {
        self.wave(core_math::cos, true, &COSINE)
    }

    /// Tangent, domain without the odd multiples of `pi/2`; within one ulp at a point.
    #[must_use]
    pub fn tan(self) -> Self {
        if self.is_empty() {
            return self;
        }
        let point = self.lo() == self.hi();
        if !self.is_bounded() || !point && self.may_contain_quarter(1.0, 2.0) {
            return Self::ENTIRE.at_most(Decoration::Trv.min(self.decoration()));
        }
        self.increasing(
            |x| below(core_math::tan(x), x == 0.0),
            |x| above(core_math::tan(x), x == 0.0),
        )
    }

    /// Inverse sine, domain `[-1, 1]`; within one ulp.
    #[must_use]
    pub fn asin(self) -> Self {
        self.restrict(-1.0, false, 1.0, false).increasing(
            |x| below(core_math::asin(x), x == 0.0),
            |x| above(core_math::asin(x), x == 0.0),
        )
    }

    /// Inverse cosine, domain `[-1, 1]`, values in `[0, pi]`; within one ulp.
    #[must_use]
    pub fn acos(self) -> Self {
        let x = self.restrict(-1.0, false, 1.0, false);
        if x.is_empty() {
            return x;
        }
        let low = below(core_math::acos(x.hi()), x.hi() == 1.0).max(0.0);
        let high = above(core_math::acos(x.lo()), x.lo() == 1.0);
        Self::build(low, high, x.decoration()).with_open(x.open_hi(), x.open_lo())
    }

    /// Inverse tangent, values in `(-pi/2, pi/2)`; within one ulp.
    #[must_use]
    pub fn atan(self) -> Self {
        self.increasing(
            |x| below(core_math::atan(x), x == 0.0),
            |x| above(core_math::atan(x), x == 0.0),
        )
    }
}
