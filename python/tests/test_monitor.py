"""The monitor of a training run, alone and inside a trainer."""

import types

import numpy as np
import pytest

import forgetting as fg
from forgetting.huggingface import ForgettingCallback


def log_normal(x, mean):
    return -0.5 * (x - mean) ** 2 - 0.5 * np.log(2 * np.pi)


def log_mixture(x, weight, old, new):
    return np.logaddexp(
        np.log(weight) + log_normal(x, old), np.log1p(-weight) + log_normal(x, new)
    )


@pytest.fixture
def samples():
    rng = np.random.default_rng(11)
    x = np.concatenate([rng.normal(0, 1, 1500), rng.normal(3, 1, 1500)])
    return x, ["old"] * 1500 + ["new"] * 1500


def watched(samples, **settings):
    x, source = samples
    return fg.ForgettingMonitor(source, log_normal(x, 0), log_normal(x, 3), **settings)


def test_it_keeps_mass_and_drift_apart(samples):
    x, _ = samples
    monitor = watched(samples)
    assert monitor.latest is None and monitor.metrics() == {} and "no update" in repr(monitor)
    with pytest.raises(fg.InputError, match="no model yet"):
        monitor.diagnosis()
    monitor.update(0, log_mixture(x, 0.5, 0, 3))
    lost = monitor.update(10, log_mixture(x, 0.05, 0, 3))
    moved = monitor.update(20, log_mixture(x, 0.5, 0.8, 3))
    assert lost.old_mass.lo < 0.05 < lost.old_mass.hi and lost.dominant == "mass"
    assert lost.drift.value < 0.01 * lost.mass_forgetting.value
    assert moved.dominant == "drift" and moved.drift.lo > moved.mass_forgetting.hi
    assert len(monitor) == 3 and monitor.latest is moved and monitor.steps == [0, 10, 20]
    assert monitor.metrics()["forgetting/drift"] == moved.drift.value
    frame = monitor.to_pandas()
    assert frame["step"].tolist() == [0, 10, 20] and frame["drift"].tolist()[2] == moved.drift.value
    assert "step 10" in monitor._repr_html_() and "b = " in repr(monitor)


def test_its_numbers_are_those_of_one_diagnosis(samples):
    x, source = samples
    monitor = watched(samples, alpha=0.4, seed=3)
    models = {str(k): log_mixture(x, w, 0, 3) for k, w in enumerate((0.5, 0.2, 0.02))}
    for step, column in models.items():
        monitor.update(int(step), column)
    columns = dict(source=source, logp_old=log_normal(x, 0), logp_new=log_normal(x, 3))
    columns.update({f"logp_model_{step}": column for step, column in models.items()})
    whole = fg.diagnose(columns, alpha=0.4, seed=3)
    assert whole.checkpoints == monitor.history == monitor.diagnosis().checkpoints
    assert monitor.diagnosis().path["verdict"] == "collapse"


def test_what_it_refuses(samples):
    x, source = samples
    with pytest.raises(fg.InputError, match=r"logp_old must have shape \(3000,\)"):
        fg.ForgettingMonitor(source, x[:2], x)
    with pytest.raises(fg.InputError, match="every must be >= 1, got 0"):
        watched(samples, every=0)
    monitor = watched(samples)
    with pytest.raises(fg.InputError, match=r"logp_model must have shape"):
        monitor.update(0, x[:5])
    with pytest.raises(fg.InputError, match="NaN; expected a finite log-likelihood"):
        monitor.update(0, np.full(3000, np.nan))
    assert len(monitor) == 0
    monitor.update(3, log_mixture(x, 0.5, 0, 3))
    with pytest.raises(fg.InputError, match="step must be > 3, got 3"):
        monitor.update(3, log_mixture(x, 0.5, 0, 3))
    ten = fg.ForgettingMonitor(source, log_normal(x, 0) / np.log(10), log_normal(x, 3) / np.log(10))
    with pytest.raises(fg.InputError, match="base-10 logs"):
        ten.update(0, log_mixture(x, 0.5, 0, 3) / np.log(10))


class Learner:
    """A weight that SFT's flow lowers (B2), with the switch of a torch module."""

    def __init__(self):
        self.logit, self.training = 0.0, True
        self.scored_in_training = []

    def eval(self):
        self.training = False

    def train(self):
        self.training = True

    def step(self):
        beta = 1 / (1 + np.exp(-self.logit))
        self.logit -= 0.5 * beta * fg.distinguishability(beta, 3.0)


class Trainer:
    """The calls of a Hugging Face trainer, in their order."""

    def __init__(self, model, callbacks, steps):
        self.model, self.callbacks, self.steps = model, callbacks, steps
        self.state = types.SimpleNamespace(global_step=0)
        self.logs = []

    def call(self, event, **more):
        for callback in self.callbacks:
            getattr(callback, event)(None, self.state, None, model=self.model, **more)

    def train(self):
        self.call("on_train_begin")
        for _ in range(self.steps):
            self.model.step()
            self.state.global_step += 1
            self.call("on_step_end")
            logs = {"loss": 1.0}
            self.call("on_log", logs=logs)
            self.logs.append(logs)
        self.call("on_train_end")


def test_the_callback_follows_a_trainer(samples):
    x, _ = samples
    monitor, model = watched(samples, every=10), Learner()

    def score(model):
        model.scored_in_training.append(model.training)
        return log_mixture(x, 1 / (1 + np.exp(-model.logit)), 0, 3)

    trainer = Trainer(model, [ForgettingCallback(monitor, score)], 35)
    trainer.train()
    assert monitor.steps == [0, 10, 20, 30, 35]
    assert model.training and not any(model.scored_in_training)
    masses = [found.old_mass.value for found in monitor.history]
    assert masses == sorted(masses, reverse=True)
    truth = 1 / (1 + np.exp(-model.logit))
    assert monitor.latest.old_mass.lo < truth < monitor.latest.old_mass.hi
    assert trainer.logs[-1]["forgetting/old_mass"] == masses[3] and trainer.logs[-1]["loss"] == 1.0


def test_the_model_is_put_back_when_scoring_fails(samples):
    model = Learner()
    callback = ForgettingCallback(watched(samples), lambda model: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Trainer(model, [callback], 1).train()
    assert model.training


def test_a_tiny_model_in_a_real_trainer(samples, tmp_path):
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    x, _ = samples

    class Mixture(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.logit = torch.nn.Parameter(torch.zeros(()))

        def log_density(self, x):
            old = torch.nn.functional.logsigmoid(self.logit) - 0.5 * x**2
            new = torch.nn.functional.logsigmoid(-self.logit) - 0.5 * (x - 3) ** 2
            return torch.logaddexp(old, new) - 0.5 * np.log(2 * np.pi)

        def forward(self, x):
            return {"loss": -self.log_density(x).mean()}

    monitor = watched(samples, every=5)
    points = torch.tensor(x)
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path), max_steps=20, learning_rate=0.2, report_to=[], use_cpu=True
    )
    data = [{"x": float(value)} for value in x[1500:]]
    callback = ForgettingCallback(monitor, lambda model: model.log_density(points))
    trainer = transformers.Trainer(Mixture(), arguments, train_dataset=data, callbacks=[callback])
    trainer.train()
    assert monitor.steps[0] == 0 and monitor.steps[-1] == 20
    assert monitor.latest.old_mass.hi < monitor.history[0].old_mass.lo
