//! I1 to I3: the KL estimators k1, k2 and k3, as values, as losses and as rewards.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::law::{
    ESTIMATOR_ACCURACY as QUADRATURE_ERROR, GaussianLaw, KlEstimators, kl_estimators,
};
use crate::model::{Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{VALUE_ACCURACY, relative_entropy};
use crate::overlap::{ACCURACY as ROUNDING, distinguishability, slope_between};
use crate::table::{Cell, Column, Table, Verdict, input, rounded};

pub(crate) const ENTRY: TableEntry = TableEntry {
    name: "kl-estimators",
    about: "the KL estimators k1, k2, k3: mean, variance, and the pull on the old mode when used as a loss or as a reward (I1 to I3)",
    uses: &[Part::Modes, Part::Alpha],
    build,
};

const WEIGHTS: [f64; 7] = [1e-6, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.9];
const NAMES: [&str; 3] = ["k1", "k2", "k3"];

fn build(scenario: &Scenario) -> Result<Table> {
    let (alpha, separation) = (scenario.alpha(), scenario.modes().separation());
    let law = GaussianLaw::new(separation);
    let mut rows = Vec::new();
    for beta in WEIGHTS {
        let beta = Weight::new(beta)?;
        let found = kl_estimators(&law, beta, alpha)?;
        for estimator in 0..3 {
            rows.push(row(estimator, beta, alpha, separation, &found)?);
        }
    }
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "KL estimators against the reference p_α in the scenario \"{}\" (δ = {}, α = {}), policy q_β, samples of q_β; pulls on the logit of the old weight, positive towards more old mass",
            scenario.name(),
            rounded(separation.delta()),
            input(alpha.old()),
        ),
        claims: &["I1", "I2", "I3"],
        columns: vec![
            Column::new("beta", "β", "$\\beta$"),
            Column::new("estimator", "estimator", "estimator"),
            Column::new("mean", "mean", "mean"),
            Column::new("kl", "KL(q ‖ p)", "KL"),
            Column::new("deviation", "standard deviation", "deviation"),
            Column::new("loss_pull", "pull as a loss", "as a loss"),
            Column::new("loss_is", "which is that of", "which is"),
            Column::new("reward_pull", "pull as a reward", "as a reward"),
            Column::new("reward_is", "that is", "which is"),
            Column::new("verdict", "verdict", "verdict"),
        ],
        rows,
        notes: vec![
            "Forward is KL(p ‖ q), replay from the reference: pull (α-β)D. Reverse is KL(q ‖ p): β(1-β)(K(α)-K(β)). As a reward k3 gives the difference reverse minus forward: no restoring force at β = α, and at a nearly empty old mode the wrong sign. \
             Verdict: the quadrature agrees with these closed forms, and the means of k1 and k3 with the divergence by its own route."
                .into(),
            "A penalty's coefficient times the pull is what opposes a reward: with coefficient 0, or one that decays against a constant reward below E4's critical one, the old mode is lost.".into(),
        ],
    })
}

/// The closed forms of the pulls: reverse KL's and forward KL's.
fn pulls(beta: Weight, alpha: Weight, separation: Separation) -> [f64; 2] {
    let (difference, sign) = if beta.old() <= alpha.old() {
        (slope_between(beta, alpha, separation).0, 1.0)
    } else {
        (slope_between(alpha, beta, separation).0, -1.0)
    };
    [
        sign * beta.variance() * difference,
        (alpha.old() - beta.old()) * distinguishability(beta, separation),
    ]
}

fn row(
    estimator: usize,
    beta: Weight,
    alpha: Weight,
    separation: Separation,
    found: &KlEstimators,
) -> Result<Vec<Cell>> {
    let [reverse, forward] = pulls(beta, alpha, separation);
    let modes = TwoModes::on_the_line(separation);
    let divergence = relative_entropy(&modes.mixture(beta), &modes.mixture(alpha))?;
    let (loss, loss_is) = [
        (0.0, "nothing"),
        (reverse, "reverse KL"),
        (forward, "forward KL"),
    ][estimator];
    let reward = [
        Some((reverse, "reverse KL")),
        None,
        Some((reverse - forward, "their difference")),
    ][estimator];
    let size = reverse.abs() + forward.abs();
    let error = VALUE_ACCURACY * size + ROUNDING * beta.variance();
    let mut verdict = Verdict::of_equality(-found.as_loss[estimator], loss, error);
    if let Some((reward, _)) = reward {
        verdict = verdict.and(Verdict::of_equality(
            -found.as_reward[estimator],
            reward,
            error,
        ));
    }
    if estimator != 1 {
        let spread = found.variance[estimator].sqrt() + divergence;
        verdict = verdict.and(Verdict::of_equality(
            found.mean[estimator],
            divergence,
            QUADRATURE_ERROR * spread.max(1e-3),
        ));
    }
    let pull = |value: f64| {
        if value == 0.0 {
            Cell::Input(0.0)
        } else {
            Cell::known_to(value, error)
        }
    };
    Ok(vec![
        Cell::Input(beta.old()),
        Cell::text(NAMES[estimator]),
        Cell::known_to(found.mean[estimator], QUADRATURE_ERROR),
        Cell::known_to(divergence, VALUE_ACCURACY * divergence + f64::MIN_POSITIVE),
        Cell::known_to(found.variance[estimator].sqrt(), QUADRATURE_ERROR.sqrt()),
        pull(loss),
        Cell::text(loss_is),
        pull(-found.as_reward[estimator]),
        Cell::text(reward.map_or("neither", |(_, name)| name)),
        Cell::Verdict(verdict),
    ])
}
