//! A1-A4, the distinguishability, C2's slope and C6: what two overlapping modes obey.

use super::{
    BOUND, DISTINGUISHABILITY, EPS, FISHER, SMALLEST, any_delta, any_weight, config, plain_weight,
    separation,
};
use crate::support::reference::CONTRACT;
use forgetting::bounds::{
    bhattacharyya_bound, conditioning_bound, refined_bounds, sech_zero_bounds,
};
use forgetting::kernel::logistic_normal;
use forgetting::model::Weight;
use forgetting::overlap::{
    FISHER_RELATIVE_ACCURACY, Overlap, boundary_slope, distinguishability, fisher, sech_moment,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(config(2_000))]

    /// A2 and the definition through kappa_0.
    #[test]
    fn balance(weight in any_weight(), delta in any_delta()) {
        let overlap = Overlap::new(weight, separation(delta));
        let (old, new) = (weight.old() * overlap.misassignment_old(), weight.new_mode() * overlap.misassignment_new());
        prop_assume!(old > SMALLEST);
        prop_assert!((old - new).abs() <= 2.0 * (CONTRACT + EPS) * old, "{old} {new}");
        prop_assert!((old - overlap.moment(0)).abs() <= 2.0 * (CONTRACT + EPS) * old);
    }

    /// A1: two routes to one probability, the sech lattice and the logistic-normal one.
    #[test]
    fn log_odds_law(weight in any_weight(), delta in 0.0..34.0f64) {
        let lambda = weight.log_odds_new();
        let (left, right) = (Overlap::new(weight, separation(delta)).misassignment_old(), logistic_normal(lambda - 0.5 * delta * delta, delta));
        prop_assume!(left > SMALLEST);
        // d log L/dm lies in [0, 1]; the argument is rounded to a few units of its terms.
        let argument = 3.0 * EPS * (lambda.abs() + delta * delta);
        prop_assert!((left - right).abs() <= (2.0 * CONTRACT + argument) * left, "{left} {right}");
    }

    /// A3 and both sides of A4, which never exceeds A3.
    #[test]
    fn misassignment_lies_between_its_bounds(weight in any_weight(), delta in any_delta()) {
        let exact = Overlap::new(weight, separation(delta)).misassignment_old();
        let (lower, upper) = refined_bounds(weight, separation(delta));
        let bhattacharyya = bhattacharyya_bound(weight, separation(delta));
        let slack = 1.0 + CONTRACT + BOUND;
        prop_assert!(lower <= exact * slack + f64::MIN_POSITIVE, "{lower} <= {exact}");
        prop_assert!(exact <= upper * slack, "{exact} <= {upper}");
        prop_assert!(upper <= bhattacharyya);
        let lambda = weight.log_odds_new();
        let (lower, upper) = sech_zero_bounds(lambda, separation(delta));
        let exact = sech_moment(0, lambda, separation(delta));
        prop_assert!(lower <= exact * slack + f64::MIN_POSITIVE && exact <= upper * slack, "{lower} <= {exact} <= {upper}");
    }

    /// Cauchy-Schwarz from below, probability from above, and the defining difference where it does not cancel.
    #[test]
    fn distinguishability_lies_between_its_bounds(weight in any_weight(), delta in any_delta()) {
        let d = distinguishability(weight, separation(delta));
        let tv = separation(delta).total_variation();
        prop_assert!(d > 0.0 && d <= 1.0 + DISTINGUISHABILITY);
        prop_assert!(d >= 4.0 * weight.variance() * tv * tv * (1.0 - DISTINGUISHABILITY - 8.0 * EPS));
        let overlap = Overlap::new(weight, separation(delta));
        let claimed = overlap.misassignment_old() + overlap.misassignment_new();
        // 1 - eps_o - eps_n is absolutely accurate only: its own cancellation is part of the tolerance.
        prop_assert!((d - (1.0 - claimed)).abs() <= DISTINGUISHABILITY * d + CONTRACT * claimed + 2.0 * EPS);
    }

    /// Exchanging the labels exchanges the misassignment probabilities and leaves the rest alone.
    #[test]
    fn label_swap(weight in any_weight(), delta in any_delta()) {
        let (straight, swapped) = (Overlap::new(weight, separation(delta)), Overlap::new(weight.swapped(), separation(delta)));
        let close = |a: f64, b: f64, scale: f64| (a - b).abs() <= 2.0 * CONTRACT * scale + f64::MIN_POSITIVE;
        prop_assert!(close(straight.misassignment_old(), swapped.misassignment_new(), straight.misassignment_old()));
        prop_assert!(close(straight.misassignment_new(), swapped.misassignment_old(), straight.misassignment_new()));
        prop_assert!(close(straight.moment(0), swapped.moment(0), straight.moment(0)));
        prop_assert!(close(straight.moment(1), -swapped.moment(1), straight.moment(0)));
        prop_assert!(close(straight.moment(2), swapped.moment(2), straight.moment(2)));
        let (a, b) = (distinguishability(weight, separation(delta)), distinguishability(weight.swapped(), separation(delta)));
        prop_assert!((a - b).abs() <= 2.0 * DISTINGUISHABILITY * a);
        let (a, b) = (fisher(weight, separation(delta)), fisher(weight.swapped(), separation(delta)));
        for (a, b) in [(a.min_eigenvalue(), b.min_eigenvalue()), (a.min_transverse_eigenvalue(), b.min_transverse_eigenvalue())] {
            prop_assert!((a - b).abs() <= 2.0 * FISHER, "{a} {b}");
            prop_assert!(delta < 1.0 || (a - b).abs() <= 2.0 * FISHER_RELATIVE_ACCURACY * a + f64::MIN_POSITIVE, "{a} {b}");
        }
    }

    /// C5, C6: positive definite, above the closed-form bound in any dimension, and the smallest eigenvalue is always an axial one.
    #[test]
    fn conditioning(weight in plain_weight(), delta in prop_oneof![0.05..8.0f64, 8.0..40.0f64]) {
        let information = fisher(weight, separation(delta));
        let (axial, across) = (information.min_eigenvalue(), information.min_transverse_eigenvalue());
        prop_assert!(axial > 0.0 && axial <= across + 2.0 * FISHER);
        prop_assert_eq!(information.min_eigenvalue_in(1), axial);
        // The bound is a difference: its error is relative to its terms, which are at most 1/4 (3 + delta^2/2) BC.
        let terms = 1.0 + 0.25 * separation(delta).bhattacharyya() * (3.0 + 0.5 * delta * delta);
        for dimension in 1..4 {
            prop_assert!(information.min_eigenvalue_in(dimension) >= conditioning_bound(weight, separation(delta)) - FISHER - BOUND * terms);
        }
    }

    /// K(alpha, delta) + K(1 - alpha, delta) = delta^2 (reflection), K(1/2, delta) = delta^2/2, K rises with alpha.
    #[test]
    fn boundary_slope_laws(a in plain_weight(), b in plain_weight(), delta in prop_oneof![1e-3..1.0f64, 1.0..30.0f64]) {
        let slope = |w: Weight| boundary_slope(w, separation(delta));
        let square = delta * delta;
        prop_assert!((slope(Weight::new(0.5).expect("a weight")) - 0.5 * square).abs() <= (DISTINGUISHABILITY + 2.0 * EPS) * 0.5 * square);
        prop_assert!((slope(a) + slope(a.swapped()) - square).abs() <= (DISTINGUISHABILITY + 4.0 * EPS) * square);
        let (low, high) = if a.old() <= b.old() { (a, b) } else { (b, a) };
        prop_assert!(slope(low) > 0.0 && slope(low) <= slope(high) * (1.0 + 2.0 * DISTINGUISHABILITY) && slope(high) < square * (1.0 + DISTINGUISHABILITY));
    }
}
