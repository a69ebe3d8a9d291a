//! `solve` against the theorems and against an independent quadrature, over the whole range of separations and weights.

use crate::support::is_full;
use forgetting::minimize::{Free, Labels, PARAMETER_ACCURACY, Solution, solve};
use forgetting::model::{Given, Scenario, Separation, Weight};
use forgetting::objective::{ObjectiveEntry, Parameter, Parameters};
use rand::{RngExt, SeedableRng};
use std::process::Command;

/// What is promised where the digits are known.
pub const RELATIVE: f64 = forgetting::minimize::WEIGHT_ACCURACY;
/// Weights below this come close to the smallest doubles, and their digits end.
pub const SMALLEST: f64 = 1e-290;

pub fn draws(slice: usize, full: usize) -> usize {
    if is_full() { full } else { slice }
}

#[test]
fn settings_that_went_wrong_go_right() {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../data/round2_solve.json")).expect("JSON");
    for line in file["lines"].as_array().expect("a list") {
        let arguments = line["solve"].as_str().expect("text");
        let output = Command::new(env!("CARGO_BIN_EXE_forgetting"))
            .args(["solve", "--json"])
            .args(arguments.split(' '))
            .output()
            .expect("runs");
        assert!(output.status.success(), "{arguments}");
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let [mass, right] = [&found, line].map(|v| v["old_mass"].as_f64().expect("a number"));
        assert!(
            (mass - right).abs() <= RELATIVE * right,
            "{arguments}: {mass}, not {right}"
        );
        assert_eq!(found["identified"], line["identified"], "{arguments}");
        assert_eq!(found["labels"], line["labels"], "{arguments}");
        if let Some(ends) = found["old_mass_enclosure"].as_array() {
            let [lo, hi] = [0, 1].map(|k| ends[k].as_f64().expect("a number"));
            assert!(lo <= mass && mass <= hi, "{arguments}");
        }
    }
}

pub struct Draw(pub rand_pcg::Pcg64);

impl Draw {
    pub fn between(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.0.random::<f64>()
    }

    pub fn log_between(&mut self, lo: f64, hi: f64) -> f64 {
        self.between(lo.ln(), hi.ln()).exp()
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.0.random_range(0..all.len())]
    }

    /// Plain weights, tiny ones and ones close to 1.
    pub fn weight(&mut self) -> f64 {
        match self.0.random_range(0..3) {
            0 => self.between(0.01, 0.99),
            1 => self.log_between(1e-300, 1e-3),
            _ => 1.0 - self.log_between(1e-9, 0.1),
        }
    }

    pub fn scenario(&mut self, delta: f64) -> Scenario {
        let [alpha, rho, beta0] = [0; 3].map(|_| Given::from(self.weight()));
        Scenario::on_the_line(Separation::new(delta).expect("finite"))
            .with_alpha(alpha)
            .and_then(|s| s.with_rho(rho)?.with_beta0(beta0))
            .expect("weights")
    }

    /// In `d` dimensions with a correlated covariance, the start's labels exchanged half of the time.
    fn scenario_in(&mut self, d: usize) -> Scenario {
        let delta = self.log_between(1e-6, 1e9);
        if d == 1 && self.0.random::<bool>() {
            return self.scenario(delta);
        }
        let (old, direction): (Vec<f64>, Vec<f64>) = (0..d)
            .map(|_| (self.between(-1.0, 1.0), self.between(-1.0, 1.0)))
            .unzip();
        let norm = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
        let new: Vec<f64> = old
            .iter()
            .zip(&direction)
            .map(|(m, x)| m + delta * x / norm)
            .collect();
        let rows: Vec<String> = (0..d)
            .map(|i| {
                let row: Vec<f64> = (0..d)
                    .map(|j| 0.3 / d as f64 + f64::from(u8::from(i == j)))
                    .collect();
                format!("{row:?}")
            })
            .collect();
        let (a, b) = if self.0.random::<bool>() {
            (&new, &old)
        } else {
            (&old, &new)
        };
        let toml = format!(
            "[modes]\nold_mean = {old:?}\nnew_mean = {new:?}\ncovariance = [{}]\n[learner]\nold_mean = {a:?}\nnew_mean = {b:?}\nbeta0 = {:e}\n[target]\nalpha = {:e}\n[replay]\nrho = {:e}\n",
            rows.join(", "),
            self.weight(),
            self.weight(),
            self.weight(),
        );
        Scenario::from_toml("drawn", &toml).expect("valid")
    }
}

pub fn solved(name: &str, scenario: &Scenario, parameters: &Parameters, free: Free) -> Solution {
    let entry = ObjectiveEntry::named(name).expect("a name");
    solve(entry, scenario, parameters, free)
        .unwrap_or_else(|error| panic!("{name} in {scenario:?}: {error}"))
}

/// The mass is right to ten digits, or to as many as are said to be known.
fn assert_mass(name: &str, scenario: &Scenario, found: &Solution, right: f64) {
    let mass = found.old_mass.expect("the modes differ");
    let known = f64::from(found.old_mass_digits());
    let tolerance = RELATIVE.max(10f64.powf(1.0 - known)) * right;
    assert!(
        (mass - right).abs() <= tolerance,
        "{name} in {scenario:?}: {mass}, not {right} ({known} digits)"
    );
    if let Some(enclosure) = found.old_mass_enclosure {
        assert!(enclosure.contains(mass), "{name} in {scenario:?}");
    }
}

#[test]
fn weights_alone_end_where_the_theorems_say() {
    let mut draw = Draw(rand_pcg::Pcg64::seed_from_u64(1201));
    for _ in 0..draws(150, 2000) {
        let delta = draw.log_between(1e-6, 1e9);
        let scenario = draw.scenario(delta);
        let (alpha, rho) = (scenario.alpha().old(), scenario.rho().old());
        let gamma = draw.one_of(&[1e-8, 0.3, 0.999_999]);
        let skewed = Parameters::default().with(Parameter::Gamma, gamma);
        let plain = Parameters::default();
        for (name, parameters, right) in [
            ("sft", &plain, 0.0),
            ("sft-replay", &plain, rho),
            ("sft-model-replay", &plain, 0.0),
            ("reverse-kl", &plain, alpha),
            ("sdft", &plain, alpha),
            ("jensen-shannon", &skewed, alpha),
            ("skewed-kl", &skewed, alpha),
            ("skewed-reverse-kl", &skewed, alpha),
        ] {
            let found = solved(name, &scenario, parameters, Free::Weight);
            assert_mass(name, &scenario, &found, right);
            assert!(
                found.identified && found.old_mass_digits() >= 10,
                "{name} in {scenario:?}"
            );
        }
    }
}

#[test]
fn all_parameters_end_where_the_theorems_say() {
    let mut draw = Draw(rand_pcg::Pcg64::seed_from_u64(1202));
    let plain = Parameters::default();
    for _ in 0..draws(4, 2000) {
        let d = draw.one_of(&[1, 2, 3, 8, 64]);
        let scenario = draw.scenario_in(d);
        for (name, right, identified) in [
            ("sft", 0.0, false),
            ("sft-replay", scenario.rho().old(), true),
            ("reverse-kl", scenario.alpha().old(), true),
        ] {
            let found = solved(name, &scenario, &plain, Free::All);
            assert_mass(name, &scenario, &found, right);
            assert_eq!(found.identified, identified, "{name} in {scenario:?}");
            let drift = found.drift.unwrap_or(0.0);
            assert!(drift <= RELATIVE * scenario.modes().separation().delta());
        }
    }
}

/// Rounding of a sum of some thousand terms, relative to the sum of their sizes.
const ROUNDING: f64 = 1000.0 * f64::EPSILON;

/// An objective, its parameters and its slope in the weight.
type Slope<'a> = (&'a str, &'a Parameters, &'a dyn Fn(Weight) -> f64);

/// $(E[(p_o-p_n)\log(q_\beta/q_w)],\ \int(p_o-p_n)^2/q_\beta)$ by the trapezoidal rule on the line, in `f64`.
///
/// It shares neither the kernel nor the logits with the solver, and forms no difference of nearby numbers, so that its relative error is
/// of the order of rounding: enough to tell the sign of the slope a few $10^{-10}$ on either side of the root.
fn by_trapezoids(beta: Weight, w: Weight, delta: f64) -> (f64, f64) {
    let reach = 1.5 * delta + 12.0;
    let step = (0.25 / delta).min(0.1);
    let count = (reach / step).ceil() as i64;
    let (mut pull, mut square) = (0.0, 0.0);
    let gap = if beta.old() < 0.5 || w.old() < 0.5 {
        beta.old() - w.old()
    } else {
        w.new_mode() - beta.new_mode()
    };
    for k in -count..=count {
        let z = k as f64 * step;
        let l = -delta * z;
        // The greater of the two densities, and their difference and mixtures beside it.
        let greater =
            (-0.5 * (z.abs() - 0.5 * delta).powi(2)).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let lesser = (-l.abs()).exp();
        let difference = -(-l.abs()).exp_m1() * l.signum();
        let mixture = |m: Weight| {
            if l > 0.0 {
                m.old() + m.new_mode() * lesser
            } else {
                m.old() * lesser + m.new_mode()
            }
        };
        let y = gap * difference / mixture(w);
        // A ratio that falls far is known from the mixtures themselves.
        let log_ratio = if y > -0.5 {
            y.ln_1p()
        } else {
            mixture(beta).ln() - mixture(w).ln()
        };
        pull += step * greater * difference * log_ratio;
        square += step * greater * difference * difference / mixture(beta);
    }
    (pull, square)
}

#[test]
fn balances_agree_with_an_independent_quadrature() {
    let mut draw = Draw(rand_pcg::Pcg64::seed_from_u64(1203));
    let mut compared = 0;
    for _ in 0..draws(150, 2000) {
        let delta = draw.log_between(1e-6, 20.0);
        let scenario = draw.scenario(delta);
        let share = draw.between(0.01, 0.99);
        let (eta, gap, tau) = (
            draw.between(0.1, 3.0),
            draw.between(0.1, 3.0),
            draw.log_between(0.1, 10.0) * (1.0 + 1.0 / (delta * delta)),
        );
        let hybrid = Parameters::default().with(Parameter::Share, share);
        let ttt = Parameters::default()
            .with(Parameter::Eta, eta)
            .with(Parameter::Gap, gap)
            .with(Parameter::Tau, tau);
        let pull = |beta: Weight| {
            (eta * gap).exp_m1() / eta / (beta.old() + beta.new_mode() * (eta * gap).exp())
        };
        let slope_of_hybrid = |beta: Weight| {
            let (reverse, square) = by_trapezoids(beta, scenario.alpha(), delta);
            (1.0 - share) * beta.old() * square + share * reverse
        };
        let slope_of_ttt = |beta: Weight| {
            let (reverse, _) = by_trapezoids(beta, scenario.start().weight(), delta);
            pull(beta) + tau * reverse
        };
        let objectives: [Slope; 2] = [
            ("hybrid", &hybrid, &slope_of_hybrid),
            ("ttt-discover", &ttt, &slope_of_ttt),
        ];
        for (name, parameters, slope) in objectives {
            let found = solved(name, &scenario, parameters, Free::Weight);
            let weight = found.minimiser.learner.weight();
            if found.old_mass_digits() < 10 || weight.old() < SMALLEST {
                // Said not to be known, or an end: the slope there is one-sided.
                if found.minimiser.boundary.is_some() && found.old_mass_digits() > 0 {
                    let near = Weight::from_logit(-650.0);
                    // The trapezoidal sums round at the size of their terms, the pull and tau delta^2.
                    let rounding = ROUNDING * (1.0 + 1.0 / eta + tau) * (1.0 + delta * delta);
                    assert!(slope(near) >= -rounding, "{name} in {scenario:?}");
                }
                continue;
            }
            compared += 1;
            let nudge = 2.0 * RELATIVE;
            let at = |shift: f64| slope(Weight::from_logit(weight.logit() + shift));
            assert!(
                at(-nudge) < 0.0 && at(nudge) > 0.0,
                "{name} in {scenario:?}, {parameters:?}: {found:?}"
            );
        }
    }
    assert!(compared > draws(150, 2000), "most are compared: {compared}");
}

#[test]
fn oapl_and_soft_rewards_have_their_limits() {
    let at = |delta: f64| {
        Scenario::on_the_line(Separation::new(delta).expect("finite"))
            .with_beta0(Given::from(0.5))
            .expect("a weight")
    };
    // Separated modes: the tilt (F1), and for the anchor E2 with D = 1.
    let tilt = 1.0 / (1.0 + 1f64.exp());
    for delta in [80.0, 1e3, 1e6, 1e9] {
        let found = solved("oapl", &at(delta), &Parameters::default(), Free::Weight);
        assert_mass("oapl", &at(delta), &found, tilt);
    }
    // Nearby modes: the linear response beta0 - (gap/tau) beta0 (1 - beta0), up to the separation's square.
    for (delta, tau) in [(1e-6, 2.0), (1e-5, 5.0)] {
        let parameters = Parameters::default().with(Parameter::Tau, tau);
        let found = solved("oapl", &at(delta), &parameters, Free::Weight);
        assert_mass("oapl", &at(delta), &found, 0.5 - 0.25 / tau);
    }
}

#[test]
fn the_dimension_and_the_labels_do_not_matter() {
    let mut draw = Draw(rand_pcg::Pcg64::seed_from_u64(1204));
    for d in [2usize, 64] {
        let new: Vec<f64> = (0..d).map(|i| if i == 0 { 2.0 } else { 0.0 }).collect();
        let old = vec![0.0; d];
        let rows: Vec<String> = (0..d)
            .map(|i| {
                let row: Vec<f64> = (0..d).map(|j| f64::from(u8::from(i == j))).collect();
                format!("{row:?}")
            })
            .collect();
        let toml = format!(
            "[modes]\nold_mean = {old:?}\nnew_mean = {new:?}\ncovariance = [{}]\n",
            rows.join(", ")
        );
        let scenario = Scenario::from_toml("wide", &toml).expect("valid");
        let line = Scenario::on_the_line(Separation::new(2.0).expect("finite"));
        let share = Parameters::default().with(Parameter::Share, draw.between(0.2, 0.8));
        let [wide, narrow] = [&scenario, &line].map(|s| solved("hybrid", s, &share, Free::All));
        let [a, b] = [&wide, &narrow].map(|s| s.old_mass.expect("the modes differ"));
        assert!((a / b - 1.0).abs() < 2.0 * RELATIVE, "d = {d}: {a} and {b}");
        let [a, b] = [&wide, &narrow].map(|s| s.drift.unwrap_or(0.0));
        assert!(
            (a - b).abs() < 2.0 * PARAMETER_ACCURACY,
            "d = {d}: {a} and {b}"
        );
        assert_eq!(wide.labels, Labels::AsGiven);
    }
}
