//! Low-discrepancy sequences, scrambled by a seed.

use rand::RngExt;
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

/// Which sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SequenceKind {
    /// Sobol's, with Joe and Kuo's direction numbers (new-joe-kuo-6.21201), a random linear matrix scramble and a digital shift (Matousek 1998):
    /// the first $2^m$ points stay a net.
    Sobol,
    /// Halton's, the digits of each prime scrambled linearly (Matousek 1998).
    Halton,
}

impl SequenceKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sobol, Self::Halton];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sobol => "sobol",
            Self::Halton => "halton",
        }
    }
}

/// Most variables of a sequence.
pub const MOST_VARIABLES: usize = PRIMES.len();

const PRIMES: [u64; 10] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

/// Bits of a Sobol number: what a double below 1 holds.
const BITS: u32 = 52;

/// Degree, coefficients and initial direction numbers of the dimensions after the first.
const JOE_KUO: [(usize, u64, &[u64]); 9] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
];

/// A scrambled sequence of points in $[0,1)^d$.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sequence {
    Sobol(Vec<Sobol>),
    Halton(Vec<Halton>),
}

impl Sequence {
    /// In `variables` dimensions, at most [`MOST_VARIABLES`].
    pub(super) fn new(kind: SequenceKind, variables: usize, seed: u64) -> Self {
        let random = |k: usize| Pcg64::new(u128::from(seed), k as u128);
        match kind {
            SequenceKind::Sobol => {
                Self::Sobol((0..variables).map(|k| Sobol::new(k, random(k))).collect())
            }
            SequenceKind::Halton => Self::Halton(
                (0..variables)
                    .map(|k| Halton::new(PRIMES[k], random(k)))
                    .collect(),
            ),
        }
    }

    /// Coordinate `variable` of point `k`, in [0, 1).
    pub(super) fn coordinate(&self, variable: usize, k: u64) -> f64 {
        match self {
            Self::Sobol(dimensions) => dimensions[variable].at(k),
            Self::Halton(dimensions) => dimensions[variable].at(k),
        }
    }
}

/// One dimension: scrambled direction numbers and the shift.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sobol {
    directions: Vec<u64>,
    shift: u64,
}

impl Sobol {
    fn new(dimension: usize, mut random: Pcg64) -> Self {
        let mask = (1 << BITS) - 1;
        // Row i of the scramble: a random combination of higher bits, and its own.
        let rows: Vec<u64> = (0..BITS)
            .map(|i| {
                let own = 1u64 << (BITS - 1 - i);
                let higher = !(own | (own - 1)) & mask;
                (random.random::<u64>() & higher) | own
            })
            .collect();
        let scrambled = |v: u64| {
            rows.iter().enumerate().fold(0, |sum, (i, row)| {
                let bit = u64::from((row & v).count_ones() & 1);
                sum | bit << (BITS - 1 - i as u32)
            })
        };
        let directions = directions(dimension).into_iter().map(scrambled).collect();
        let shift = random.random::<u64>() & mask;
        Self { directions, shift }
    }

    fn at(&self, k: u64) -> f64 {
        let mut sum = self.shift;
        for (bit, direction) in self.directions.iter().enumerate() {
            if k >> bit & 1 == 1 {
                sum ^= direction;
            }
        }
        sum as f64 / (1u64 << BITS) as f64
    }
}

/// Direction numbers as fractions of $2^{52}$.
fn directions(dimension: usize) -> Vec<u64> {
    let bits = BITS as usize;
    if dimension == 0 {
        return (0..bits).map(|k| 1 << (bits - 1 - k)).collect();
    }
    let (degree, coefficients, initial) = JOE_KUO[dimension - 1];
    let mut all: Vec<u64> = Vec::with_capacity(bits);
    for k in 0..bits {
        let direction = if k < degree {
            initial[k] << (bits - 1 - k)
        } else {
            (1..degree).fold(all[k - degree] ^ all[k - degree] >> degree, |sum, j| {
                let used = coefficients >> (degree - 1 - j) & 1;
                sum ^ (used * all[k - j])
            })
        };
        all.push(direction);
    }
    all
}

/// One dimension: for each digit a factor and a shift modulo the base.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Halton {
    base: u64,
    digits: Vec<(u64, u64)>,
}

impl Halton {
    fn new(base: u64, mut random: Pcg64) -> Self {
        let count = (f64::from(BITS) / (base as f64).log2()).ceil() as usize;
        let digits = (0..count)
            .map(|_| (random.random_range(1..base), random.random_range(0..base)))
            .collect();
        Self { base, digits }
    }

    fn at(&self, mut k: u64) -> f64 {
        let (mut sum, mut unit) = (0.0, 1.0);
        for (factor, shift) in &self.digits {
            unit /= self.base as f64;
            let digit = (factor * (k % self.base) + shift) % self.base;
            sum += digit as f64 * unit;
            k /= self.base;
        }
        sum.min(1.0f64.next_down())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_powers_of_two_are_one_in_each_interval() {
        for seed in [0, 1, 99] {
            let sequence = Sequence::new(SequenceKind::Sobol, MOST_VARIABLES, seed);
            for variable in 0..MOST_VARIABLES {
                for m in [1u32, 4, 10] {
                    let count = 1u64 << m;
                    let mut seen = vec![0; count as usize];
                    for k in 0..count {
                        let x = sequence.coordinate(variable, k);
                        seen[(x * count as f64) as usize] += 1;
                    }
                    assert!(seen.iter().all(|n| *n == 1), "variable {variable}, 2^{m}");
                }
            }
        }
    }

    #[test]
    fn the_first_two_variables_are_a_net() {
        // (0, 8, 2): each elementary box of area 2^-8 holds one point.
        let sequence = Sequence::new(SequenceKind::Sobol, 2, 5);
        for a in 0..=8u32 {
            let mut seen = vec![0; 256];
            for k in 0..256 {
                let x = (sequence.coordinate(0, k) * f64::from(1 << a)) as usize;
                let y = (sequence.coordinate(1, k) * f64::from(1 << (8 - a))) as usize;
                seen[(x << (8 - a)) + y] += 1;
            }
            assert!(seen.iter().all(|n| *n == 1), "2^-{a} by 2^-{}", 8 - a);
        }
    }

    #[test]
    fn powers_of_each_prime_are_one_in_each_interval() {
        let sequence = Sequence::new(SequenceKind::Halton, MOST_VARIABLES, 3);
        for (variable, &prime) in PRIMES.iter().enumerate() {
            let count = prime * prime;
            let mut seen = vec![0; count as usize];
            for k in 0..count {
                let x = sequence.coordinate(variable, k);
                assert!((0.0..1.0).contains(&x));
                seen[((x + 1e-12) * count as f64) as usize] += 1;
            }
            assert!(seen.iter().all(|n| *n == 1), "base {prime}");
        }
    }
}
