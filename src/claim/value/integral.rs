//! Integrals over intervals in `f64`: adaptive Gauss-Kronrod quadrature with 15 nodes.
//!
//! # Accuracy contract
//! An absolute error of about 1e-13 of the integral of `|f|`, beside the errors of `f` itself, for integrands that are smooth but at
//! finitely many points, where they may have kinks or an integrable infinity at an end. The estimate is the usual one, the difference
//! between the rules with 7 and with 15 nodes; it is no bound.

use super::algebra::DefiniteIntegral;
use super::allowance::Allowance;
use crate::claim::tree::EvalError;

/// Nodes of the 15-point rule on [-1, 1], the positive ones from the outermost to 0 (QUADPACK, qk15).
const NODES: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_3,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_48,
    0.0,
];
/// Their weights.
const WEIGHTS: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_54,
    0.104_790_010_322_250_17,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_9,
    0.209_482_141_084_727_82,
];
/// Weights of the 7-point rule, at every second node.
const COARSE: [f64; 4] = [
    0.129_484_966_168_869_7,
    0.279_705_391_489_276_64,
    0.381_830_050_505_118_9,
    0.417_959_183_673_469_4,
];
/// The estimated error must fall to this part of the integral of the absolute value.
const AGREEMENT: f64 = 1e-13;
/// Where panels as narrow as this, relative to the whole, still differ, the integral is not known to exist.
const NARROWEST: f64 = 1e-40;
/// Most panels.
const PANELS: usize = 4000;

/// A part of the interval: its ends, the integral, the integral of the absolute value and the estimated error.
struct Panel {
    low: f64,
    high: f64,
    value: f64,
    size: f64,
    error: f64,
}

/// The integral; see the contract above.
pub(super) fn integrate(
    integral: DefiniteIntegral<'_, f64>,
    allowance: Option<&Allowance>,
) -> Result<f64, EvalError> {
    let (from, to) = (*integral.from, *integral.to);
    let mut integrand = |x: f64| {
        allowance.map_or(Ok(()), Allowance::spend)?;
        (integral.integrand)(&x)
    };
    let (low, high) = (from.min(to), from.max(to));
    let sign = if from <= to { 1.0 } else { -1.0 };
    let mut panels = vec![panel(low, high, &mut integrand)?];
    loop {
        let size: f64 = panels.iter().map(|p| p.size).sum();
        let error: f64 = panels.iter().map(|p| p.error).sum();
        if error <= AGREEMENT * size {
            let value: f64 = panels.iter().map(|p| p.value).sum();
            return Ok(sign * value);
        }
        let worst = (0..panels.len()).max_by(|&a, &b| panels[a].error.total_cmp(&panels[b].error));
        let worst = worst.map(|at| panels.swap_remove(at));
        let wide = |p: &Panel| p.high - p.low > NARROWEST * (high - low);
        let Some(split) = worst.filter(|p| wide(p) && panels.len() < PANELS) else {
            return Err(EvalError::Undetermined {
                operation: format!("the integral over [{low:?}, {high:?}]"),
            });
        };
        let middle = 0.5 * split.low + 0.5 * split.high;
        panels.push(panel(split.low, middle, &mut integrand)?);
        panels.push(panel(middle, split.high, &mut integrand)?);
    }
}

fn panel(
    low: f64,
    high: f64,
    integrand: &mut impl FnMut(f64) -> Result<f64, EvalError>,
) -> Result<Panel, EvalError> {
    let (centre, radius) = (0.5 * low + 0.5 * high, 0.5 * high - 0.5 * low);
    let (mut fine, mut coarse, mut size) = (0.0, 0.0, 0.0);
    for (k, (node, weight)) in NODES.iter().zip(WEIGHTS).enumerate() {
        let left = integrand(centre - radius * node)?;
        let right = if *node == 0.0 {
            0.0
        } else {
            integrand(centre + radius * node)?
        };
        fine += weight * (left + right);
        size += weight * (left.abs() + right.abs());
        if k % 2 == 1 {
            coarse += COARSE[k / 2] * (left + right);
        }
    }
    // What the two rules differ by is the error of the coarser one; the finer one is far better where both are good.
    let gap = (fine - coarse).abs();
    let error = if size > 0.0 {
        size * (200.0 * gap / size).powf(1.5).min(1.0)
    } else {
        0.0
    };
    Ok(Panel {
        low,
        high,
        value: radius * fine,
        size: radius * size,
        error: radius * error.max(if gap > 0.5 * size { gap } else { 0.0 }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule with 15 nodes is exact for polynomials of degree 22, that with 7 of degree 13.
    #[test]
    fn rules_are_exact_for_polynomials() {
        for degree in (0..=22).step_by(2) {
            let exact = 2.0 / f64::from(degree + 1);
            let power = |x: f64| x.powi(degree);
            let two = |node: f64| if node == 0.0 { 1.0 } else { 2.0 };
            let fine: f64 = NODES
                .iter()
                .zip(WEIGHTS)
                .map(|(x, w)| two(*x) * w * power(*x))
                .sum();
            assert!(
                (fine - exact).abs() < 4.0 * f64::EPSILON,
                "{degree}: {fine} {exact}"
            );
            let every_second = NODES.iter().skip(1).step_by(2);
            let coarse: f64 = every_second
                .zip(COARSE)
                .map(|(x, w)| two(*x) * w * power(*x))
                .sum();
            let close = (coarse - exact).abs() < 4.0 * f64::EPSILON;
            assert_eq!(close, degree <= 13, "{degree}: {coarse} {exact}");
        }
    }
}
