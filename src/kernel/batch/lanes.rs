//! Eight numbers that take the same steps.
//!
//! Plain arithmetic over an array, written so that compilers keep an array in one to four registers. No fused operations: wider registers change
//! speed, not bits.

use crate::kernel::exponential::exp_moderate;
use std::ops::{Add, Div, Mul, Neg, Sub};

pub(crate) const LANES: usize = 8;

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(crate) struct Lanes(pub [f64; LANES]);

impl Lanes {
    #[inline(always)]
    pub(crate) fn splat(x: f64) -> Self {
        Self([x; LANES])
    }

    #[inline(always)]
    pub(crate) fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let mut out = self.0;
        for x in &mut out {
            *x = f(*x);
        }
        Self(out)
    }

    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut out = self.0;
        for (x, y) in out.iter_mut().zip(other.0) {
            *x = f(*x, y);
        }
        Self(out)
    }

    /// $e^x$, as [`exp_moderate`].
    #[inline(always)]
    pub(crate) fn exp(self) -> Self {
        self.map(exp_moderate)
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |x, y| x + y)
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |x, y| x - y)
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |x, y| x * y)
    }
}

impl Div for Lanes {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.zip(other, |x, y| x / y)
    }
}

impl Neg for Lanes {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|x| -x)
    }
}

impl Add<f64> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, y: f64) -> Self {
        self.map(|x| x + y)
    }
}

impl Mul<f64> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, y: f64) -> Self {
        self.map(|x| x * y)
    }
}
