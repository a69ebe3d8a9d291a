//! Two Markov chains over one finite alphabet: laws of whole sequences.
//!
//! $M(s)=\sum_x p_o(x)^sp_n(x)^{1-s}$ over all sequences of a length is a product of matrices with entries $P_o^sP_n^{1-s}$: dynamic
//! programming instead of a sum over $S^n$ sequences. The Mellin-Barnes integrals then give misassignment, divergences and slopes.

use super::discrete::Atom;
use super::mellin::{self, Chernoff, exponential};
use super::unequal::{boundary_slope, mixture_divergence, old_from_new};
use super::{DiscreteLaw, Estimate, Law, Side};
use crate::error::{Error, Result};
use crate::model::Weight;
use nalgebra::{Complex, DMatrix, DVector};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::sync::OnceLock;

/// A chain: the first letter's probabilities and the transition matrix (rows sum to 1).
///
/// ```
/// use forgetting::law::MarkovChain;
/// use nalgebra::{DVector, dmatrix};
/// let chain = MarkovChain::new(DVector::from_vec(vec![0.5, 0.5]), dmatrix![0.9, 0.1; 0.2, 0.8])?;
/// let probability = chain.log_probability(&[0, 0, 1]).exp();   // 0.5 * 0.9 * 0.1
/// assert!((probability - 0.045).abs() < 4.0 * f64::EPSILON);
/// # Ok::<(), forgetting::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MarkovChain {
    start: DVector<f64>,
    transition: DMatrix<f64>,
}

/// How far a row may be from adding to one.
const MASS_TOLERANCE: f64 = 1e-9;
/// At most this many sequences are listed one by one for expectations of other functions.
const LISTED: f64 = 65_536.0;
/// Sequences drawn from each chain where they are not listed.
const DRAWN: usize = 65_536;

impl MarkovChain {
    /// # Errors
    /// A transition matrix that is not square of the start's length, entries negative or not finite, rows that do not add to 1
    /// to within $10^{-9}$.
    pub fn new(start: DVector<f64>, transition: DMatrix<f64>) -> Result<Self> {
        for (argument, found) in [
            ("transition rows", transition.nrows()),
            ("transition columns", transition.ncols()),
        ] {
            if found != start.len() {
                return Err(Error::Dimension {
                    argument: argument.into(),
                    expected: start.len(),
                    reference: "start".into(),
                    found,
                });
            }
        }
        let check = |name: String, entries: Vec<f64>| {
            if let Some(p) = entries.iter().find(|p| !(**p >= 0.0 && p.is_finite())) {
                return Err(Error::domain(name, "have entries >= 0", p));
            }
            let total: f64 = entries.iter().sum();
            if (total - 1.0).abs() > MASS_TOLERANCE {
                return Err(Error::domain(name, "add up to 1", total));
            }
            Ok(())
        };
        check("start".into(), start.iter().copied().collect())?;
        for (k, row) in transition.row_iter().enumerate() {
            check(
                format!("transition row {}", k + 1),
                row.iter().copied().collect(),
            )?;
        }
        Ok(Self { start, transition })
    }

    /// $\log$ of the probability of a sequence of letters.
    ///
    /// # Panics
    /// On a letter outside the alphabet.
    pub fn log_probability(&self, letters: &[usize]) -> f64 {
        let Some(&first) = letters.first() else {
            return 0.0;
        };
        let steps = letters.windows(2);
        core_math::log(self.start[first])
            + steps
                .map(|pair| core_math::log(self.transition[(pair[0], pair[1])]))
                .sum::<f64>()
    }

    /// A sequence of this length.
    pub fn sample(&self, length: usize, random: &mut Pcg64) -> Vec<usize> {
        let mut letters = Vec::with_capacity(length);
        for _ in 0..length {
            let u: f64 = random.random();
            let next = match letters.last() {
                None => pick(self.start.iter(), u),
                Some(&last) => pick(self.transition.row(last).iter(), u),
            };
            letters.push(next);
        }
        letters
    }

    fn size(&self) -> usize {
        self.start.len()
    }
}

/// The letter whose share of [0, 1) holds `u`; rounding at the end goes to the last possible letter.
fn pick<'a>(probabilities: impl Iterator<Item = &'a f64>, u: f64) -> usize {
    let (mut total, mut last) = (0.0, 0);
    for (letter, &p) in probabilities.enumerate() {
        total += p;
        if p > 0.0 {
            last = letter;
        }
        if u < total {
            return letter;
        }
    }
    last
}

/// The law of $l$ over sequences of one length from two chains.
///
/// Misassignment, D, BC, divergences and $K$ to [`mellin::ACCURACY`] for any alphabet and length; [`Law::expect`] and TV exactly
/// up to 65,536 sequences, and from as many drawn sequences, with their standard error, beyond.
#[derive(Debug)]
pub struct MarkovChains {
    old: MarkovChain,
    new: MarkovChain,
    length: usize,
    others: OnceLock<Others>,
}

/// How other functions are averaged.
#[derive(Debug)]
enum Others {
    Listed(DiscreteLaw),
    Drawn([Vec<f64>; 2]),
}

impl MarkovChains {
    /// Sequences of `length` letters.
    ///
    /// # Errors
    /// Alphabets of different sizes, or length 0.
    pub fn new(old: MarkovChain, new: MarkovChain, length: usize) -> Result<Self> {
        if old.size() != new.size() {
            return Err(Error::Dimension {
                argument: "new chain".into(),
                expected: old.size(),
                reference: "old chain".into(),
                found: new.size(),
            });
        }
        if length == 0 {
            return Err(Error::domain("length", "be >= 1", length));
        }
        Ok(Self {
            old,
            new,
            length,
            others: OnceLock::new(),
        })
    }

    fn others(&self) -> &Others {
        self.others.get_or_init(|| {
            if (self.old.size() as f64).powf(self.length as f64) <= LISTED {
                Others::Listed(self.listed())
            } else {
                Others::Drawn([Side::Old, Side::New].map(|side| self.drawn(side)))
            }
        })
    }

    /// Every sequence as an atom.
    fn listed(&self) -> DiscreteLaw {
        let mut atoms = Vec::new();
        let mut letters = vec![0; self.length];
        loop {
            let (old, new) = (
                self.old.log_probability(&letters),
                self.new.log_probability(&letters),
            );
            if old.is_finite() || new.is_finite() {
                atoms.push(Atom {
                    ratio: old - new,
                    old: core_math::exp(old),
                    new: core_math::exp(new),
                });
            }
            let Some(place) = letters.iter().rposition(|&l| l + 1 < self.old.size()) else {
                return DiscreteLaw::from_atoms(atoms);
            };
            letters[place] += 1;
            letters[place + 1..].fill(0);
        }
    }

    fn drawn(&self, side: Side) -> Vec<f64> {
        let (chain, seed) = match side {
            Side::Old => (&self.old, 1),
            Side::New => (&self.new, 2),
        };
        let mut random = Pcg64::seed_from_u64(seed);
        (0..DRAWN)
            .map(|_| {
                let letters = chain.sample(self.length, &mut random);
                self.old.log_probability(&letters) - self.new.log_probability(&letters)
            })
            .collect()
    }

    /// $\sum_i\pi_t(i)\mathrm{KL}$ of the rows, summed over time, for `from` against `to`.
    fn divergence(&self, from: &MarkovChain, to: &MarkovChain) -> f64 {
        let relative = |p: f64, q: f64| {
            if p > 0.0 {
                p * core_math::log(p / q)
            } else {
                0.0
            }
        };
        let start = from.start.iter().zip(to.start.iter());
        let mut total: f64 = start.map(|(&p, &q)| relative(p, q)).sum();
        let rows: Vec<f64> = (0..from.size())
            .map(|i| {
                let (p, q) = (from.transition.row(i), to.transition.row(i));
                p.iter().zip(q.iter()).map(|(&p, &q)| relative(p, q)).sum()
            })
            .collect();
        let mut occupied = from.start.clone();
        for _ in 1..self.length {
            // An unreachable letter may have an infinite row.
            let here = occupied.iter().zip(&rows).filter(|(p, _)| **p > 0.0);
            total += here.map(|(p, row)| p * row).sum::<f64>();
            occupied = from.transition.tr_mul(&occupied);
        }
        total
    }
}

/// $p^sq^{1-s}$ for probabilities.
fn geometric(p: f64, q: f64, s: Complex<f64>) -> Complex<f64> {
    if p == 0.0 || q == 0.0 {
        return Complex::new(0.0, 0.0);
    }
    let (log_p, log_q) = (core_math::log(p), core_math::log(q));
    exponential(s * (log_p - log_q) + log_q)
}

impl Chernoff for MarkovChains {
    fn log_chernoff(&self, s: Complex<f64>) -> Complex<f64> {
        let mut weights = self
            .old
            .start
            .zip_map(&self.new.start, |p, q| geometric(p, q, s));
        let step = self
            .old
            .transition
            .zip_map(&self.new.transition, |p, q| geometric(p, q, s));
        let mut scale = 0.0;
        for _ in 1..self.length {
            weights = step.tr_mul(&weights);
            let size = weights.iter().map(|w| w.norm()).fold(0.0, f64::max);
            if size == 0.0 {
                return Complex::new(f64::NEG_INFINITY, 0.0);
            }
            weights /= Complex::new(size, 0.0);
            scale += core_math::log(size);
        }
        let total: Complex<f64> = weights.iter().sum();
        Complex::new(
            scale + core_math::log(total.norm()),
            core_math::atan2(total.im, total.re),
        )
    }
}

impl Law for MarkovChains {
    fn expect(&self, side: Side, f: &dyn Fn(f64) -> f64) -> Estimate {
        match self.others() {
            Others::Listed(law) => law.expect(side, f),
            Others::Drawn(both) => {
                let values: Vec<f64> = both[usize::from(side == Side::New)]
                    .iter()
                    .map(|&l| f(l))
                    .collect();
                Estimate::mean_of(&values)
            }
        }
    }

    fn misassignment_old(&self, beta: Weight) -> f64 {
        old_from_new(beta, mellin::logistic(self, beta.logit()))
    }

    fn misassignment_new(&self, beta: Weight) -> f64 {
        mellin::logistic(self, beta.logit())
    }

    fn distinguishability(&self, beta: Weight) -> f64 {
        mellin::distinguishability(self, beta)
    }

    fn bhattacharyya(&self) -> f64 {
        core_math::exp(self.log_chernoff(Complex::new(0.5, 0.0)).re)
    }

    fn chi_squared(&self) -> f64 {
        let impossible = |p: &f64, q: &f64| *p > 0.0 && *q == 0.0;
        let (old, new) = (&self.old, &self.new);
        let mut pairs = (old.start.iter().zip(new.start.iter()))
            .chain(old.transition.iter().zip(new.transition.iter()));
        if pairs.any(|(p, q)| impossible(p, q)) {
            return f64::INFINITY;
        }
        core_math::expm1(self.log_chernoff(Complex::new(2.0, 0.0)).re)
    }

    fn divergence_old(&self) -> f64 {
        self.divergence(&self.old, &self.new)
    }

    fn divergence_new(&self) -> f64 {
        self.divergence(&self.new, &self.old)
    }

    fn mixture_divergence(&self, from: Weight, to: Weight) -> f64 {
        mixture_divergence(self, from, to)
    }

    fn boundary_slope(&self, alpha: Weight) -> f64 {
        boundary_slope(self, alpha)
    }
}
