//! I1 to I3: the KL estimators k1, k2 and k3, as values, as losses and as rewards.

use crate::error::Result;
use crate::exhibit::TableEntry;
use crate::law::{
    ESTIMATOR_ACCURACY as QUADRATURE_ERROR, GaussianLaw, KlEstimators, kl_estimators,
};
use crate::model::{Part, Scenario, Separation, TwoModes, Weight};
use crate::objective::{VALUE_ACCURACY, relative_entropy};
use crate::overlap::{ACCURACY as ROUNDING, distinguishability, slope_between};
use crate::table::{Cell, Field, Table, Verdict, input, laid_out, rounded};

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
            rows.push(Row::new(estimator, beta, alpha, separation, &found)?);
        }
    }
    let (columns, rows) = laid_out(FIELDS, &rows);
    Ok(Table {
        name: ENTRY.name,
        caption: format!(
            "KL estimators against the reference p_α in the scenario \"{}\" (δ = {}, α = {}), policy q_β, samples of q_β; pulls on the logit of the old weight, positive towards more old mass",
            scenario.name(),
            rounded(separation.delta()),
            input(alpha.old()),
        ),
        claims: &["I1", "I2", "I3"],
        columns,
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

struct Row {
    beta: f64,
    estimator: usize,
    /// By quadrature.
    mean: f64,
    deviation: f64,
    /// The divergence by its own route.
    divergence: f64,
    /// Pulls by quadrature, as a loss and as a reward.
    seen: [f64; 2],
    /// The closed forms: reverse KL's and forward KL's.
    pulls: [f64; 2],
    /// Of the pulls.
    error: f64,
}

impl Row {
    fn new(
        estimator: usize,
        beta: Weight,
        alpha: Weight,
        separation: Separation,
        found: &KlEstimators,
    ) -> Result<Self> {
        let pulls = pulls(beta, alpha, separation);
        let modes = TwoModes::on_the_line(separation);
        let size = pulls[0].abs() + pulls[1].abs();
        Ok(Self {
            beta: beta.old(),
            estimator,
            mean: found.mean[estimator],
            deviation: found.variance[estimator].sqrt(),
            divergence: relative_entropy(&modes.mixture(beta), &modes.mixture(alpha))?,
            seen: [-found.as_loss[estimator], -found.as_reward[estimator]],
            pulls,
            error: VALUE_ACCURACY * size + ROUNDING * beta.variance(),
        })
    }

    /// What the pull as a loss is, and of what.
    fn loss(&self) -> (f64, &'static str) {
        let [reverse, forward] = self.pulls;
        [
            (0.0, "nothing"),
            (reverse, "reverse KL"),
            (forward, "forward KL"),
        ][self.estimator]
    }

    /// The same as a reward, where it is that of a divergence.
    fn reward(&self) -> Option<(f64, &'static str)> {
        let [reverse, forward] = self.pulls;
        [
            Some((reverse, "reverse KL")),
            None,
            Some((reverse - forward, "their difference")),
        ][self.estimator]
    }

    fn pull(&self, value: f64) -> Cell {
        if value == 0.0 {
            Cell::Input(0.0)
        } else {
            Cell::known_to(value, self.error)
        }
    }

    fn verdict(&self) -> Verdict {
        let [as_loss, as_reward] = self.seen;
        let mut verdict = Verdict::of_equality(as_loss, self.loss().0, self.error);
        if let Some((reward, _)) = self.reward() {
            verdict = verdict.and(Verdict::of_equality(as_reward, reward, self.error));
        }
        // k2 estimates another quantity.
        if self.estimator != 1 {
            let spread = (self.deviation + self.divergence).max(1e-3);
            let allowed = QUADRATURE_ERROR * spread;
            verdict = verdict.and(Verdict::of_equality(self.mean, self.divergence, allowed));
        }
        verdict
    }
}

const FIELDS: &[Field<Row>] = &[
    Field::new("beta", "β", "$\\beta$", |r| Cell::Input(r.beta)),
    Field::new("estimator", "estimator", "estimator", |r| {
        Cell::text(NAMES[r.estimator])
    }),
    Field::new("mean", "mean", "mean", |r| {
        Cell::known_to(r.mean, QUADRATURE_ERROR)
    }),
    Field::new("kl", "KL(q ‖ p)", "KL", |r| {
        let error = VALUE_ACCURACY * r.divergence + f64::MIN_POSITIVE;
        Cell::known_to(r.divergence, error)
    }),
    Field::new("deviation", "standard deviation", "deviation", |r| {
        Cell::known_to(r.deviation, QUADRATURE_ERROR.sqrt())
    }),
    Field::new("loss_pull", "pull as a loss", "as a loss", |r| {
        r.pull(r.loss().0)
    }),
    Field::new("loss_is", "which is that of", "which is", |r| {
        Cell::text(r.loss().1)
    }),
    Field::new("reward_pull", "pull as a reward", "as a reward", |r| {
        r.pull(r.seen[1])
    }),
    Field::new("reward_is", "that is", "which is", |r| {
        Cell::text(r.reward().map_or("neither", |(_, name)| name))
    }),
    Field::verdict(|r| Cell::Verdict(r.verdict())),
];
