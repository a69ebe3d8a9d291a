//! Compensated summation with its a-priori error bound.

use crate::interval::rounding::two_sum;

/// Unit roundoff of round-to-nearest binary64, `2^-53`.
pub(super) const UNIT: f64 = f64::EPSILON / 2.0;

/// A sum with its accumulated rounding error (the algorithm Sum2).
///
/// The rounded total differs from the exact sum of the `n` terms by at most `(u + g^2) sum |term|` with
/// `g = n u / (1 - n u)`. For the at most `2^20` terms used here that is below [`CompensatedSum::ERROR`].
/// Source: Ogita, Rump and Oishi, "Accurate sum and dot product" (2005), proposition 4.5.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CompensatedSum {
    sum: f64,
    error: f64,
}

impl CompensatedSum {
    /// Relative error of the total, with respect to the sum of absolute values.
    pub(super) const ERROR: f64 = 1.001 * UNIT;

    #[inline]
    pub(super) fn add(&mut self, term: f64) {
        let (sum, error) = two_sum(self.sum, term);
        self.sum = sum;
        self.error += error;
    }

    #[inline]
    pub(super) fn total(self) -> f64 {
        self.sum + self.error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancellation_keeps_the_small_terms() {
        let mut sum = CompensatedSum::default();
        for term in [1.0, 1e16, 1.0, -1e16] {
            sum.add(term);
        }
        assert_eq!(sum.total(), 2.0);
    }
}
