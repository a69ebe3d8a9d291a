//! Shared by the integration tests: a seeded generator and the case multiplier.

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded, the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * 2f64.powi(-53)
    }

    pub fn uniform(&mut self, lo: f64, hi: f64) -> f64 {
        (lo + (hi - lo) * self.unit()).clamp(lo, hi)
    }

    /// Random mantissa, binary exponent uniform in `lo..=hi`, random sign.
    pub fn scaled(&mut self, lo: i32, hi: i32) -> f64 {
        let exponent = lo + (self.bits() % (hi - lo + 1) as u64) as i32;
        let magnitude = (1.0 + self.unit()) * 2f64.powi(exponent);
        if self.bits() & 1 == 0 {
            magnitude
        } else {
            -magnitude
        }
    }
}

/// Cases to run: `base`, scaled by the environment variable `FORGETTING_TEST_MULTIPLIER` (at least 1).
pub fn cases(base: usize) -> usize {
    let multiplier = std::env::var("FORGETTING_TEST_MULTIPLIER")
        .ok()
        .and_then(|text| text.parse::<usize>().ok())
        .unwrap_or(1);
    base * multiplier.max(1)
}

/// The number of doubles from `lo` to `hi`, 0 for a point.
pub fn ulps_between(lo: f64, hi: f64) -> u64 {
    let key = |x: f64| {
        let bits = (x + 0.0).to_bits() as i64;
        i128::from(if bits < 0 { i64::MIN - bits } else { bits })
    };
    (key(hi) - key(lo)) as u64
}
