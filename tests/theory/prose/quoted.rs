//! The list: file by file, each number that the prose quotes and no block of the file contains.

/// Where a quoted number comes from.
pub(super) enum Source {
    /// The value of this expression, to the last digit quoted.
    Value(&'static str),
    /// Its value rounded up to the last digit quoted.
    AtMost(&'static str),
    /// A test of this name among those of the theorems, which reproduces it.
    Test(&'static str),
    /// A setting: nothing was computed.
    Given,
}

use Source::{AtMost, Given, Test, Value};

/// File by file: the number as it is printed, and its source.
pub(super) const QUOTED: &[(&str, &[(&str, Source)])] = &[
    (
        "a1-log-odds-law",
        &[
            ("4.5", Value("3^2/2")),
            ("9.9", Value("100*eps_old(1/2, 3)")),
            ("0.21", Value("100*eps_old(1/2, 6)")),
        ],
    ),
    (
        "a2-balance",
        &[
            ("0.199", Value("overlap_moment(0, 1/2, 1)")),
            ("0.25", Value("1/2*1/2")),
        ],
    ),
    (
        "a3-bhattacharyya-bound",
        &[
            ("6.8", Value("100*1/2*bc(4)")),
            ("1.7", Value("10^4*1/2*bc(8)")),
            ("13.9", Value("1/2*sqrt(0.999/0.001)*bc(1)")),
            ("0.001", Given),
        ],
    ),
    (
        "a4-two-sided-refinement",
        &[
            ("0.202", Value("100*1/2*bc(6)*sqrt(2*pi)/6*exp(-pi^2/72)")),
            ("0.233", AtMost("100*1/2*bc(6)*sqrt(2*pi)/6")),
            ("0.2076", Value("100*eps_old(1/2, 6)")),
            ("0.56", AtMost("100*1/2*bc(6)")),
            ("2.4", Value("6/sqrt(2*pi)")),
            ("1.2533", Value("sqrt(pi/2)")),
        ],
    ),
    (
        "b1-mass-collapse",
        &[
            ("0.40", Value("1/2*distinguishability(1/2, 3)")),
            ("0.527", Value("kl_sft(1/2, 3)")),
            ("0.69305", Value("kl_sft(1/2, 8)")),
            ("0.69315", Value("ln(2)")),
        ],
    ),
    (
        "b3-em-collapse",
        &[
            ("9.9", Value("100*eps_new(1/2, 3)")),
            ("2.8", Value("100*eps_new(eps_new(1/2, 3), 3)")),
            ("1.1", Value("100*eps_new(eps_new(eps_new(1/2, 3), 3), 3)")),
            ("0.2", Value("100*eps_new(1/2, 6)")),
        ],
    ),
    ("b4-free-means", &[("0.15", Value("3*kernel(2, -9/2, 3)"))]),
    (
        "b5-data-replay",
        &[
            // The ends of the range at which the upper bound is compared.
            ("0.4", Given),
            ("0.9", Given),
        ],
    ),
    (
        "b6-model-replay",
        &[
            ("0.154", Value("kl_sft(1/5, 3)")),
            ("0.1538", Value("kl_sft(1/5, 3)")),
            ("0.2231", Value("-ln(4/5)")),
            ("0.2", Given),
        ],
    ),
    (
        "b7-sft-free-means",
        &[
            ("0.005", Value("1/2*(1/10)^2")),
            ("0.378", Value("sigmoid(-1/2)")),
            ("0.119", Value("sigmoid(-2)")),
            ("0.011", Value("sigmoid(-9/2)")),
            ("0.00502", AtMost("1/2*(1/10^2 + 1/(4*10^4) + 1/(18*10^6))")),
            (
                "0.4414",
                Test("sft_with_everything_free_keeps_the_weights_of_the_text"),
            ),
            (
                "0.2712",
                Test("sft_with_everything_free_keeps_the_weights_of_the_text"),
            ),
            (
                "0.0663",
                Test("sft_with_everything_free_keeps_the_weights_of_the_text"),
            ),
            (
                "0.4337",
                Test("sft_with_a_free_old_mean_keeps_the_weight_of_its_path"),
            ),
            (
                "0.2197",
                Test("sft_with_a_free_old_mean_keeps_the_weight_of_its_path"),
            ),
            (
                "0.0370",
                Test("sft_with_a_free_old_mean_keeps_the_weight_of_its_path"),
            ),
        ],
    ),
    (
        "c1-global-optimum",
        &[
            ("0.954", Value("tv(4)")),
            ("0.075", AtMost("sqrt(0.01/2)/tv(4)")),
            ("0.01", Given),
        ],
    ),
    (
        "c10-bounded-weights",
        &[
            (
                "0.1",
                Value("100*(5/4/(1 + 0.04*0.999/(0.8*0.2008)*distinguishability(0.2008, 8)) - 1)"),
            ),
            ("1.25", Value("1/(1 - 1/5)")),
        ],
    ),
    (
        "c2-boundary-repels",
        &[
            ("4.5", Value("boundary_slope(1/2, 3)")),
            ("22.2", Value("1/(boundary_slope(1/2, 3)*1/100)")),
            ("35.6", Test("the_escape_times_of_the_text_are_reproduced")),
            ("42.0", Test("the_escape_times_of_the_text_are_reproduced")),
            ("0.1", Given),
            ("0.25", Given),
        ],
    ),
    (
        "c3-mean-gradient",
        &[
            ("0.9", Given),
            (
                "0.0077",
                Value("9/10*6*abs(eps_old(9/10, 6) - eps_old(1/2, 6))"),
            ),
            (
                "0.197",
                Value("9/10*1/10*d(kl_reverse(beta, 1/2, 6), beta = 9/10)"),
            ),
            ("0.5", Given),
        ],
    ),
    (
        "c4-drift-gradient-bound",
        &[
            ("0.4", AtMost("1/sqrt(2*pi)")),
            (
                "0.034",
                Value("7/10*4*abs(eps_old(7/10, 4) - eps_old(1/2, 4))"),
            ),
            (
                "0.158",
                Value("7/10*4*(eps_old(7/10, 4) + eps_old(1/2, 4))"),
            ),
            ("0.314", Value("7/10*4*1/2*bc(4)*(sqrt(3/7) + 1)")),
            ("0.0016", Value("7/10*8*1/2*bc(8)*(sqrt(3/7) + 1)")),
            ("1.2131", Value("2*exp(-1/2)")),
            ("0.7", Given),
        ],
    ),
    (
        "c5-missing-information",
        &[
            ("0.128", Value("fisher_min_eigenvalue(1/2, 3)")),
            ("0.033", Value("fisher_min_eigenvalue(1/2, 2)")),
            ("0.0014", Value("fisher_min_eigenvalue(1/2, 1)")),
        ],
    ),
    (
        "c6-conditioning",
        &[
            ("0.192", Value("conditioning_bound(1/2, 6)")),
            ("0.2489", Value("fisher_min_eigenvalue(1/2, 6)")),
            ("0.2167", Value("fisher_min_eigenvalue(1/2, 4)")),
            ("0.2329", Value("1/4*distinguishability(1/2, 4)")),
            ("0.12", Value("-conditioning_bound(1/2, 4)")),
            ("0.0014", Value("fisher_min_eigenvalue(1/2, 1)")),
            (
                "4.6",
                Test("the_bound_on_conditioning_is_positive_from_there_on"),
            ),
        ],
    ),
    (
        "c7-local-rate",
        &[
            (
                "0.04",
                AtMost("100*(1/4*distinguishability(1/2, 6)/fisher_min_eigenvalue(1/2, 6) - 1)"),
            ),
            ("0.01", Given),
        ],
    ),
    (
        "c8-uniform-drift",
        &[
            ("0.00905", AtMost("0.009048")),
            ("0.019882", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.1358", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.007967", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.0431", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.002293", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.0106", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.04221", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.000491", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.00203", Test("the_reference_run_of_c8_is_reproduced")),
            ("0.7", Given),
        ],
    ),
    (
        "d1-sdft-mass",
        &[("0.09", Value("1/100*(1 - 1/10)/(1/10)")), ("0.01", Given)],
    ),
    (
        "d2-sdft-stability",
        &[("0.0188", Value("(27/20 - sqrt((27/20)^2 - 1/10))/2"))],
    ),
    (
        "d3-sdft-drift",
        &[
            ("0.0288", Test("the_run_of_d3_that_needs_its_factor")),
            ("0.1668", Test("the_run_of_d3_that_needs_its_factor")),
            ("5.79", Test("the_run_of_d3_that_needs_its_factor")),
            ("0.1729", Test("the_run_of_d3_that_needs_its_factor")),
            ("0.1387", Test("the_run_of_d3_that_needs_its_factor")),
            ("0.3", Test("the_run_of_d3_that_needs_its_factor")),
            ("0.2", Given),
        ],
    ),
    (
        "e1-critical-anchor",
        &[("0.079", Value("ttt_critical_anchor(1, 1, 1/2, 4)"))],
    ),
    (
        "e2-ttt-retention",
        &[
            (
                "0.1",
                AtMost(
                    "100*(sigmoid(-(1 - exp(-0.001))/0.001)/ttt_old_weight(0.001, 1, 1, 1/2, 7) - 1)",
                ),
            ),
            ("0.203", Value("ttt_old_weight(1, 1, 1, 1/2, 2)")),
            ("0.347", Value("sigmoid(-(1 - exp(-1)))")),
            ("0.302", Value("ttt_old_weight(1, 1, 1, 1/2, 4)")),
            ("1.264", Value("ttt_critical_anchor(1, 1, 1/2, 1)")),
            ("0.1238", Value("ttt_old_weight(0.001, 1, 1, 1/2, 2)")),
            ("0.2689", Value("sigmoid(-1)")),
        ],
    ),
    (
        "e3-ttt-drift",
        &[
            ("0.99", Given),
            ("0.2", Given),
            ("0.0266", Value("9/10*3/10*3*exp(3/20)*eps_old(9/10, 3)")),
            ("0.2057", Value("9/10*3/10*3*0.2540")),
            ("0.0753", Test("the_pull_of_a_frozen_reward")),
            ("1.1", Test("the_pull_of_a_frozen_reward")),
            ("0.01", Given),
            ("0.3", Given),
            ("0.5", Given),
        ],
    ),
    (
        "e4-ttt-own-units",
        &[
            ("0.005", AtMost("100*exp(-10)")),
            ("0.8", Value("1/10*boundary_slope(1/2, 4)")),
            ("0.1", Given),
        ],
    ),
    (
        "f1-tilt",
        &[
            ("0.269", Value("oapl_mass(1/2, 1, 1)")),
            ("0.37", Value("100*oapl_mass(1/100, 1, 1)")),
            ("0.118", Test("oapl_inside_the_family_and_its_tilt")),
        ],
    ),
    (
        "f2-oapl-retention",
        &[
            ("0.269", Value("oapl_mass(1/2, 1, 1)")),
            ("0.119", Value("oapl_mass(1/2, 2, 1)")),
            ("0.449", Test("oapl_inside_the_family_and_its_tilt")),
            ("0.412", Test("oapl_inside_the_family_and_its_tilt")),
            ("0.118", Test("oapl_inside_the_family_and_its_tilt")),
            ("0.264", Test("oapl_inside_the_family_and_its_tilt")),
            ("0.255", Test("oapl_inside_the_family_and_its_tilt")),
            ("0.300", Test("oapl_inside_the_family_and_its_tilt")),
            ("0.270", Test("oapl_inside_the_family_and_its_tilt")),
            ("0.354", Test("oapl_inside_the_family_and_its_tilt")),
        ],
    ),
    (
        "f3-refresh",
        &[
            ("2.5", AtMost("100*tanh(1/40)")),
            ("0.25", Value("100*oapl_mass(1/2, 6, 1)")),
            ("0.005", Given),
        ],
    ),
    (
        "f4-oapl-drift",
        &[
            ("0.0125", AtMost("6*eps_old(1/2, 6)")),
            ("0.25", Value("1/4")),
        ],
    ),
    (
        "f5-oapl-critical-temperature",
        &[("0.7899", Given), ("0.21", Given), ("0.99", Given)],
    ),
    (
        "g1-any-reverse-kl-retains",
        &[
            ("0.05", Value("100*hybrid_old_weight(1/100, 1/2, 2)")),
            ("5.18", Value("10^4*hybrid_old_weight(1/100, 1/2, 2)")),
            (
                "3.73",
                Value("10^4*1/100*boundary_slope(1/2, 2)/(chi2(2) + 1/100*boundary_slope(1/2, 2))"),
            ),
            ("7.8", Value("10^9*hybrid_old_weight(1/100, 1/2, 5)")),
            (
                "1.7",
                Value(
                    "10^12*1/100*boundary_slope(1/2, 5)/(chi2(5) + 1/100*boundary_slope(1/2, 5))",
                ),
            ),
            ("0.2280", Value("hybrid_old_weight(1/2, 1/2, 2)")),
            (
                "0.0183",
                Value("1/2*boundary_slope(1/2, 2)/(chi2(2) + 1/2*boundary_slope(1/2, 2))"),
            ),
            (
                "8.7",
                Value("10^11*1/2*boundary_slope(1/2, 5)/(chi2(5) + 1/2*boundary_slope(1/2, 5))"),
            ),
            (
                "0.1",
                Value(
                    "100*(hybrid_old_weight(1/1000, 1/2, 1/2)/(boundary_slope(1/2, 1/2)/(1000*chi2(1/2) + boundary_slope(1/2, 1/2))) - 1)",
                ),
            ),
            (
                "0.3",
                Value(
                    "100*(hybrid_old_weight(1/1000, 1/2, 1)/(boundary_slope(1/2, 1)/(1000*chi2(1) + boundary_slope(1/2, 1))) - 1)",
                ),
            ),
        ],
    ),
    (
        "g2-general-modes",
        &[
            ("0.363", Test("em_on_new_data_with_two_old_modes")),
            ("0.393", Test("em_on_new_data_with_two_old_modes")),
            ("0.377", Test("em_on_new_data_with_two_old_modes")),
            ("0.537", Test("em_on_new_data_with_two_old_modes")),
            ("0.427", Test("em_on_new_data_with_two_old_modes")),
            ("0.387", Test("em_on_new_data_with_two_old_modes")),
        ],
    ),
    (
        "g3-landscape",
        &[
            ("1.5", Given),
            ("0.1538", Value("kl_sft(1/5, 3)")),
            ("2.92166", Test("the_separation_at_which_lines_split")),
            ("0.1500", Test("the_learner_that_overshoots")),
        ],
    ),
    (
        "s2-softplus-normal-kernel",
        &[("0.80", Value("distinguishability(1/2, 3)"))],
    ),
];
