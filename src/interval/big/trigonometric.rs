//! Circular functions and their inverses.

use super::{BigInterval, Bits};

/// Beyond 2 to this power nothing is reduced by multiples of pi, of which as many bits would be needed.
const FAR: i32 = 4096;

impl BigInterval {
    /// The sine or the cosine, whose slope is at most 1 in size: its value at the lower end, give or take the width.
    fn contraction(&self, bits: Bits, at: impl Fn(&Self) -> Option<Self>) -> Option<Self> {
        if self.abs().hi.exponent().is_some_and(|e| e > FAR) {
            return Some(Self::one().neg().hull(&Self::one()));
        }
        let value = at(&self.lower())?;
        if self.is_point() {
            return Some(value);
        }
        let width = self.upper().sub(&self.lower(), bits);
        Some(value.add(&width.neg().hull(&width), bits))
    }

    /// The sine.
    pub fn sin(&self, bits: Bits) -> Option<Self> {
        self.contraction(bits, |x| x.elementary(bits, |x, p, rm, c| x.sin(p, rm, c)))
    }

    /// The cosine.
    pub fn cos(&self, bits: Bits) -> Option<Self> {
        self.contraction(bits, |x| x.elementary(bits, |x, p, rm, c| x.cos(p, rm, c)))
    }

    /// The tangent; `None` where the cosine may be zero.
    pub fn tan(&self, bits: Bits) -> Option<Self> {
        self.sin(bits)?.div(&self.cos(bits)?, bits)
    }

    /// The inverse sine; `None` where `x` may lie outside `[-1, 1]`.
    pub fn asin(&self, bits: Bits) -> Option<Self> {
        let inside = self.abs().certainly_le(&Self::one());
        inside.then(|| self.elementary(bits, |x, p, rm, c| x.asin(p, rm, c)))?
    }

    /// The inverse cosine; `None` where `x` may lie outside `[-1, 1]`.
    pub fn acos(&self, bits: Bits) -> Option<Self> {
        let inside = self.abs().certainly_le(&Self::one());
        inside.then(|| self.elementary(bits, |x, p, rm, c| x.acos(p, rm, c)))?
    }

    /// The inverse tangent.
    pub fn atan(&self, bits: Bits) -> Option<Self> {
        self.elementary(bits, |x, p, rm, c| x.atan(p, rm, c))
    }
}
