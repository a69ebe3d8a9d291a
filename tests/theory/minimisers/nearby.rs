//! Free means at small separations: the moments that the leading orders of the separation fix, and the gradient where doubles still see it.

use super::everywhere::{Draw, RELATIVE, SMALLEST, draws, solved};
use forgetting::minimize::{Free, GRADIENT_TOLERANCE, Solution};
use forgetting::model::{Given, Scenario, Separation};
use forgetting::objective::{ObjectiveEntry, Parameter, Parameters};
use rand::SeedableRng;

fn scenario(delta: f64, weight: f64) -> Scenario {
    Scenario::on_the_line(Separation::new(delta).expect("finite"))
        .with_alpha(Given::from(weight))
        .and_then(|s| s.with_beta0(Given::from(weight)))
        .expect("weights")
}

/// Mean and variance of the learner's mixing law, in units of the separation.
fn moments(found: &Solution, delta: f64) -> [f64; 2] {
    let learner = &found.minimiser.learner;
    let (beta, rest) = (learner.weight().old(), learner.weight().new_mode());
    let [old, new] = [learner.old_mean(), learner.new_mean()].map(|m| m[0]);
    let mean = beta * old + rest * new;
    [mean / delta, beta * rest * ((new - old) / delta).powi(2)]
}

/// The hybrid, by hand: to order $\delta^2$ the mean balances $(1-s)(1-a)^2+s(1-\alpha-a)^2$, so $a=1-s\alpha$; to order $\delta^4$ the variance is
/// $(1-s)s^2\alpha^2+s\alpha(1-\alpha)$. For rewards the mean moves by $\Delta w(1-w)/\tau$.
#[test]
fn the_leading_orders_fix_mean_and_variance() {
    for delta in [1e-6, 1e-5, 1e-4] {
        for (w, s) in [(0.5, 0.5), (0.3, 0.8), (1e-9, 0.5), (0.999, 0.25)] {
            let share = Parameters::default().with(Parameter::Share, s);
            let found = solved("hybrid", &scenario(delta, w), &share, Free::All);
            let [_, variance] = moments(&found, delta);
            let right = (1.0 - s) * s * s * w * w + s * w * (1.0 - w);
            assert!(
                (variance / right - 1.0).abs() < 10.0 * delta * delta + RELATIVE,
                "{delta} {w} {s}: {found:?}"
            );
            assert!(found.identified && found.old_mass_digits() >= 10);
        }
        for name in ["ttt-discover-soft", "oapl"] {
            let (w, gap, tau) = (0.4, 0.7, 3.0);
            let rewarded = Parameters::default()
                .with(Parameter::Gap, gap)
                .with(Parameter::Tau, tau);
            let found = solved(name, &scenario(delta, w), &rewarded, Free::All);
            let still = solved(
                name,
                &scenario(delta, w),
                &rewarded.with(Parameter::Gap, 0.0),
                Free::All,
            );
            let [[mean, _], [at_rest, _]] = [&found, &still].map(|f| moments(f, delta));
            let right = gap * w * (1.0 - w) / tau;
            assert!(
                (mean - at_rest - right).abs() < 10.0 * delta,
                "{name} {delta}: {found:?}"
            );
            assert!(
                (still.old_mass.expect("apart") - w).abs() < RELATIVE,
                "{name} {delta}: {still:?}"
            );
        }
    }
}

/// Where the separation is small but doubles still tell the gradient, it vanishes at what many bits found.
#[test]
fn the_gradient_in_doubles_vanishes_too() {
    let mut draw = Draw(rand_pcg::Pcg64::seed_from_u64(1209));
    for _ in 0..draws(6, 200) {
        let (delta, w) = (draw.between(0.2, 0.49), draw.between(0.1, 0.9));
        for name in ["hybrid", "ttt-discover-soft", "oapl"] {
            let scenario = scenario(delta, w);
            let found = solved(name, &scenario, &Parameters::default(), Free::All);
            let entry = ObjectiveEntry::named(name).expect("a name");
            let objective = entry
                .build(&scenario, &Parameters::default())
                .expect("defaults");
            let at = objective.derivatives(&found.minimiser.learner);
            // In the scale of the Hessian's own diagonal.
            for k in 0..3 {
                let allowed = GRADIENT_TOLERANCE * (1.0 + at.hessian[(k, k)].abs());
                assert!(
                    at.gradient[k].abs() < allowed,
                    "{name} in {scenario:?}: {at:?}"
                );
            }
        }
    }
}

#[test]
fn every_small_separation_has_an_answer() {
    let mut draw = Draw(rand_pcg::Pcg64::seed_from_u64(1210));
    for _ in 0..draws(6, 300) {
        let delta = draw.log_between(1e-6, 0.1);
        let scenario = draw.scenario(delta);
        let share = draw.between(0.01, 0.99);
        let (gap, tau) = (draw.between(0.01, 2.0), draw.log_between(0.5, 50.0));
        let hybrid = Parameters::default().with(Parameter::Share, share);
        let rewarded = Parameters::default()
            .with(Parameter::Gap, gap)
            .with(Parameter::Tau, tau);
        for (name, parameters) in [
            ("hybrid", &hybrid),
            ("ttt-discover-soft", &rewarded),
            ("oapl", &rewarded),
        ] {
            let found = solved(name, &scenario, parameters, Free::All);
            let mass = found.old_mass.expect("the modes differ");
            assert!((0.0..=1.0).contains(&mass), "{name} in {scenario:?}");
            // One learner to ten digits, or a flat set whose one mean is known. A component that leaves for a unit distance or more is
            // found in doubles, which say how many digits they know.
            let far = found.drift.is_some_and(|drift| drift > 1.0);
            let enough = if far { 1 } else { 10 };
            let known = if found.identified {
                found.old_mass_digits() >= enough || mass < SMALLEST
            } else {
                found.minimiser.accuracy.mean < RELATIVE * delta
            };
            assert!(known, "{name} in {scenario:?}, {parameters:?}: {found:?}");
        }
    }
}

/// Rewards on labels: of the two ways to hold the modes the one with the higher objective, and its weight by E2 with D = 1.
#[test]
fn disjoint_modes_keep_their_means_whatever_the_labels() {
    for delta in [100.0, 1e4, 1e6, 1e9] {
        let scenario = scenario(delta, 0.7);
        let free = solved("ttt-discover", &scenario, &Parameters::default(), Free::All);
        // The component of the reward takes the larger mode: logit(0.3) - g(beta) with eta = gap = tau = 1.
        let balance = |beta: f64| {
            (beta / (1.0 - beta)).ln() - (0.3f64 / 0.7).ln()
                + 1f64.exp_m1() / (beta + (1.0 - beta) * 1f64.exp())
        };
        let old = free.old_mass.expect("the modes differ");
        let nudge = 1e-9 * (1.0 - old);
        assert!(
            balance(1.0 - old - nudge) < 0.0 && balance(1.0 - old + nudge) > 0.0,
            "{delta}: {free:?}"
        );
        assert!(
            free.old_mass_digits() >= 10
                && free.drift.expect("an old component") <= RELATIVE * delta
        );
    }
}

/// Modes that do not feel each other: every mean stays on its mode, and the weight is what it is with the means held.
#[test]
fn disjoint_modes_keep_their_means() {
    for delta in [100.0, 1e4, 1e6, 1e9] {
        for name in ["hybrid", "ttt-discover-soft", "oapl"] {
            let scenario = scenario(delta, 0.4);
            let [free, held] = [Free::All, Free::Weight]
                .map(|free| solved(name, &scenario, &Parameters::default(), free));
            let [a, b] = [&free, &held].map(|found| found.old_mass.expect("the modes differ"));
            assert!(
                (a / b - 1.0).abs() < RELATIVE && free.old_mass_digits() >= 10,
                "{name} {delta}"
            );
            assert!(
                free.drift.expect("an old component") <= RELATIVE * delta,
                "{name} {delta}"
            );
        }
    }
}
