//! Lattices of the batched kernel: one for each range of spreads, for all its points.

use std::f64::consts::{PI, TAU};
use std::sync::LazyLock;

/// Terms below `exp(-CUT)` of the largest are dropped, and the error of a lattice is at most `2 exp(-CUT)`.
const CUT: f64 = 40.0;
/// Deviations after which a normal density has fallen by `exp(-CUT)`, and what a first moment needs.
const DEVIATIONS: f64 = 8.95;
/// Pairs of poles taken into account at most.
pub(super) const POLES: usize = 4;
/// Ranges of spreads: four in each octave of [1, 32), and the rest.
pub(super) const RANGES: usize = 4 * 5 + 1;
/// Least rates of decay (`u` in units of the logistic law's scale) that lattices are cut for.
pub(super) const FALLS: [f64; 3] = [0.25, 0.0625, 0.0];

/// A lattice $kh$ in $u$ for spreads in $[s_0,s_1)$, with what the poles of the logistic function add.
///
/// For $f(u)=\tfrac12\mathrm{sech}\tfrac u2\,e^{-\rho u-u^2/2s^2}$ and any real $\rho$, the contour $\mathrm{Im}\,u=2\pi K$ lies between two poles, and there
/// $|f(x+2\pi iK)|=f(x)e^{2\pi^2K^2/s^2}$. So with the first $K$ pairs of poles taken into account
///
/// $$ \Bigl|h\sum_kf(kh)-\mathrm{poles}-\int f\Bigr|\le\frac{2e^{2\pi^2K^2/s^2}}{e^{4\pi^2K/h}-1}\int f, $$
///
/// a relative bound, whatever $\rho$. The step is the largest that keeps it below $2e^{-40}=8.5\cdot10^{-18}$ on the whole range.
pub(super) struct Rule {
    pub step: f64,
    /// Pairs of nodes for a peak at $u=0$ that falls at least like [`FALLS`] on either side.
    pub peak: [usize; FALLS.len()],
    /// Pairs of nodes about the centre of a normal law.
    pub normal: usize,
    /// $1/(1+e^{-kh})$.
    pub logistic: Vec<f64>,
    /// $e^{-kh}$ and $e^{kh}$.
    pub powers: Vec<(f64, f64)>,
    /// $4\pi/(e^{2\pi y/h}-1)$ for the poles at $y=\pi,3\pi,\dots$; 0 for those beyond the contour.
    pub poles: [f64; POLES],
}

impl Rule {
    fn new(index: usize) -> Self {
        let (least, most) = bounds(index);
        let step = |poles: usize| {
            let k = poles as f64;
            4.0 * PI * PI * k / (CUT + 2.0 * (PI * k / least).powi(2))
        };
        let taken = (1..=POLES)
            .max_by(|a, b| step(*a).total_cmp(&step(*b)))
            .expect("there are some");
        let step = step(taken);
        let half = 0.5 / (most * most);
        // |u| (half |u| + fall) = CUT.
        let reach = |fall: f64| 2.0 * CUT / (fall + (fall * fall + 4.0 * half * CUT).sqrt());
        let pairs = |reach: f64| (reach / step).ceil().min(MOST_PAIRS) as usize;
        let (peak, normal) = (
            FALLS.map(|f| pairs(reach(f))),
            DEVIATIONS * most + 0.5 * step,
        );
        let normal = pairs(normal);
        let nodes = 0..=normal.max(peak[FALLS.len() - 1]);
        let power = |k: usize| core_math::exp(k as f64 * step);
        let pole = |k: usize| {
            let size = core_math::exp(TAU * (2 * k + 1) as f64 * PI / step);
            if k < taken {
                4.0 * PI / (size - 1.0)
            } else {
                0.0
            }
        };
        Self {
            step,
            peak,
            normal,
            logistic: nodes
                .clone()
                .map(|k| 1.0 / (1.0 + 1.0 / power(k)))
                .collect(),
            powers: nodes.map(|k| (1.0 / power(k), power(k))).collect(),
            poles: std::array::from_fn(pole),
        }
    }
}

/// No lattice that is used has more; the last range has no end, so not all of its lattices are used.
const MOST_PAIRS: f64 = 170.0;

/// The spreads of a range.
fn bounds(index: usize) -> (f64, f64) {
    let at = |k: usize| (1.0 + 0.25 * (k % 4) as f64) * (1u64 << (k / 4)) as f64;
    let last = index + 1 == RANGES;
    (at(index), if last { f64::INFINITY } else { at(index + 1) })
}

/// The range a spread of at least 1 lies in.
#[inline(always)]
pub(super) fn range(s: f64) -> usize {
    // The exponent and the first two bits after the point.
    let index = (s.to_bits() >> 50).wrapping_sub(1023 << 2) as usize;
    index.min(RANGES - 1)
}

pub(super) static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| (0..RANGES).map(Rule::new).collect());

/// A lattice in $z$ for narrow laws: weights $\tau\varphi(k\tau)$, $k\ge0$.
///
/// On $\mathrm{Im}\,u=Y<\pi$ the logistic function is at most $1/\cos\tfrac Y2$ of its value on the line, so the relative error is at most
/// $2/\cos\tfrac Y2\,\exp(Y^2/2s^2-2\pi Y/\tau s)$; [`NARROW`] takes steps that keep it below $2e^{-40}$.
pub(super) struct Narrow {
    pub step: f64,
    pub weights: Vec<f64>,
}

impl Narrow {
    fn new(step: f64, reach: f64) -> Self {
        let count = (reach / step).ceil() as usize;
        let weight = |k: usize| {
            let z = k as f64 * step;
            step / TAU.sqrt() * core_math::exp(-0.5 * z * z)
        };
        Self {
            step,
            weights: (0..=count).map(weight).collect(),
        }
    }
}

/// Steps for $s<\tfrac12$ ($Y=3$) and $s<1$ ($Y=3$).
const NARROW_STEPS: [f64; 2] = [0.6, 0.39];

/// Narrow lattices for [`NARROW_STEPS`].
pub(super) static NARROW: LazyLock<[Narrow; 2]> =
    LazyLock::new(|| NARROW_STEPS.map(|step| Narrow::new(step, DEVIATIONS)));

/// For integrands that grow like $e^{3|z|/2}$, $s<1$.
pub(super) static GROWING: LazyLock<Narrow> = LazyLock::new(|| Narrow::new(0.375, 10.2));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_of_the_error_holds_on_every_range() {
        for index in 0..RANGES {
            let (rule, (least, most)) = (&RULES[index], bounds(index));
            let taken = rule.poles.iter().filter(|p| **p > 0.0).count() as f64;
            for s in [least, 0.5 * (least + most.min(1e9)), most.min(1e9)] {
                let exponent = 2.0 * (PI * taken / s).powi(2) - 4.0 * PI * PI * taken / rule.step;
                // Both terms of the difference round at a few times the cut.
                assert!(
                    exponent <= -CUT * (1.0 - 64.0 * f64::EPSILON),
                    "{index} at {s}: {exponent}"
                );
            }
            assert_eq!(range(least), index);
            assert_eq!(range(least.next_down().max(1.0)), index.saturating_sub(1));
        }
    }

    #[test]
    fn narrow_lattices_are_fine_enough() {
        for (narrow, s) in NARROW.iter().chain([&*GROWING]).zip([0.5, 1.0, 1.0]) {
            let y: f64 = 3.0;
            let exponent = 0.5 * (y / s).powi(2) - TAU * y / (narrow.step * s);
            assert!(
                2.0 / (0.5 * y).cos() * exponent.exp() <= 2.0 * (-CUT).exp(),
                "{s}"
            );
            let sum: f64 = narrow.weights.iter().skip(1).sum();
            assert!((narrow.weights[0] + 2.0 * sum - 1.0).abs() < 8.0 * f64::EPSILON);
        }
    }
}
