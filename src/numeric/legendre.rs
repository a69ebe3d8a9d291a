//! Gauss's rule.

/// Nodes and weights of the eight-point Gauss-Legendre rule on [-1, 1] (positive half).
pub(crate) const LEGENDRE: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_29),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_47),
    (0.960_289_856_497_536_2, 0.101_228_536_290_376_26),
];

/// All eight nodes and weights, node after mirrored node.
pub(crate) fn legendre() -> impl Iterator<Item = (f64, f64)> {
    LEGENDRE.iter().flat_map(|&(x, w)| [(x, w), (-x, w)])
}

#[cfg(test)]
mod tests {
    use super::legendre;

    #[test]
    fn polynomials_of_degree_fifteen_are_exact() {
        for power in 0..16 {
            let sum: f64 = legendre().map(|(x, w)| w * x.powi(power)).sum();
            let truth = if power % 2 == 0 {
                2.0 / f64::from(power + 1)
            } else {
                0.0
            };
            assert!((sum - truth).abs() < 8.0 * f64::EPSILON, "{power}: {sum}");
        }
    }
}
