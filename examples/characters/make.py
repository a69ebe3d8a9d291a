"""Trains a small recurrent character model under four methods and stores the log-likelihoods of its checkpoints.

    python3 make.py      # needs numpy; a few minutes on one core

The two texts beside this file are in the public domain: the first chapters of Genesis in the King James Version (1611), and the
first entries of Ambrose Bierce's The Devil's Dictionary (1911), both reduced to small letters and blanks.

A model is a gated recurrent network over 27 characters, and a sample is a sequence of LENGTH of them. The old task is such a network
trained on Genesis, the new task one trained on the dictionary, so that the log-likelihoods of both tasks are exact. The policy is a third
network, trained first on samples of both with OLD_SHARE of the old task, and then

    sft          by forward KL on samples of the new task,
    replay       the same with a share REPLAY of samples of the old task,
    reverse-kl   by the score-function gradient of KL(q || p_1/2) on its own samples,
    ttt          by TTT-Discover's entropic utility with fixed eta and a KL anchor to the policy at the start, where a sample that is
                 likelier under the new task has reward 1 and any other 0.

Each CSV holds fresh samples of both tasks under the policy at the start and at later checkpoints (columns logp_model_STEP), and
samples of the policies themselves (source model:STEP).
"""

import csv
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
LETTERS = "abcdefghijklmnopqrstuvwxyz "
V, LENGTH = len(LETTERS), 10
TASK_STATES, POLICY_STATES = 24, 96
OLD_SHARE, REPLAY, TARGET = 0.7, 0.3, 0.5
ETA, TAU = 2.0, 0.5
ROWS, OWN = 500, 150


class Recurrent:
    """A gated recurrent unit that reads and predicts characters."""

    def __init__(self, states, random):
        scale, H = 1 / np.sqrt(states), states
        self.parts = {
            "embed": random.normal(size=(V + 1, 3 * H)) * 0.3,
            "gates": random.normal(size=(H, 2 * H)) * scale,
            "state": random.normal(size=(H, H)) * scale,
            "out": random.normal(size=(H, V)) * scale,
            "bias": np.zeros(V),
        }
        self.parts = {k: p.astype(np.float32) for k, p in self.parts.items()}
        self.moments = {k: [np.zeros_like(p), np.zeros_like(p)] for k, p in self.parts.items()}
        self.steps = 0

    def copy(self, kind=np.float32):
        other = Recurrent.__new__(Recurrent)
        other.parts = {k: p.astype(kind) for k, p in self.parts.items()}
        other.moments = {k: [np.zeros_like(p), np.zeros_like(p)] for k, p in self.parts.items()}
        other.steps = 0
        return other

    def step(self, previous, h):
        """The next state and what its gradient needs."""
        p, H = self.parts, len(self.parts["state"])
        x = p["embed"][previous]
        gates = 1 / (1 + np.exp(-(x[:, : 2 * H] + h @ p["gates"])))
        update, reset = gates[:, :H], gates[:, H:]
        proposal = np.tanh(x[:, 2 * H :] + (reset * h) @ p["state"])
        return h + update * (proposal - h), (previous, h, update, reset, proposal)

    def rest(self, count):
        state = self.parts["state"]
        return np.zeros((count, len(state)), state.dtype)

    def logits(self, h):
        z = h @ self.parts["out"] + self.parts["bias"]
        z = z - z.max(1, keepdims=True)
        return z - np.log(np.exp(z).sum(1, keepdims=True))

    def log_probability(self, sequences, tape=None):
        count = len(sequences)
        h, previous, total = self.rest(count), np.full(count, V), np.zeros(count)
        for letter in sequences.T:
            h, kept = self.step(previous, h)
            logs = self.logits(h)
            total += logs[np.arange(count), letter]
            if tape is not None:
                tape.append((kept, h, logs, letter))
            previous = letter
        return total

    def sample(self, count, random):
        h, previous, letters = self.rest(count), np.full(count, V), []
        for _ in range(LENGTH):
            h, _ = self.step(previous, h)
            ends = np.exp(self.logits(h)).cumsum(1)
            previous = (random.random((count, 1)) * ends[:, -1:] > ends).sum(1)
            letters.append(previous)
        return np.stack(letters, 1)

    def ascend(self, sequences, weights, rate):
        """One step of Adam up the mean of weights times log-probability."""
        tape = []
        self.log_probability(sequences, tape)
        p, slopes = self.parts, {k: np.zeros_like(v) for k, v in self.parts.items()}
        weights = (weights / len(weights))[:, None].astype(np.float32)
        back = self.rest(len(sequences))
        for (previous, before, update, reset, proposal), h, logs, letter in reversed(tape):
            out = -np.exp(logs)
            out[np.arange(len(letter)), letter] += 1
            out *= weights
            slopes["out"] += h.T @ out
            slopes["bias"] += out.sum(0)
            back = back + out @ p["out"].T
            proposed = back * update * (1 - proposal**2)
            through = proposed @ p["state"].T
            slopes["state"] += (reset * before).T @ proposed
            gates = np.concatenate(
                [back * (proposal - before) * update * (1 - update), through * before * reset * (1 - reset)], 1
            )
            slopes["gates"] += before.T @ gates
            np.add.at(slopes["embed"], previous, np.concatenate([gates, proposed], 1))
            back = back * (1 - update) + through * reset + gates @ p["gates"].T
        norm = np.sqrt(sum((s**2).sum() for s in slopes.values()))
        self.steps += 1
        for k, slope in slopes.items():
            slope = slope * min(1.0, 1.0 / (norm + 1e-12))
            first, second = self.moments[k]
            first += 0.1 * (slope - first)
            second += 0.001 * (slope**2 - second)
            fair = first / (1 - 0.9**self.steps)
            size = np.sqrt(second / (1 - 0.999**self.steps)) + 1e-8
            p[k] += rate * fair / size


def windows(text, count, random):
    codes = np.array([LETTERS.index(c) for c in " ".join(text.split())])
    starts = random.integers(0, len(codes) - LENGTH, size=count)
    return codes[starts[:, None] + np.arange(LENGTH)]


def fitted(draw, states, steps, random):
    """A network trained by forward KL on what is drawn."""
    model = Recurrent(states, random)
    for step in range(steps):
        rate = 4e-3 * 0.5 * (1 + np.cos(np.pi * step / steps))
        model.ascend(draw(128), np.ones(128), rate)
    return model


def mixture(beta, old, new):
    return np.logaddexp(np.log(beta) + old, np.log1p(-beta) + new)


def of_both(old, new, share, count, random):
    from_old = int(random.binomial(count, share))
    return np.concatenate([old.sample(from_old, random), new.sample(count - from_old, random)])


def trained(method, start, old, new, checkpoints, random):
    """The policy at the checkpoints."""
    policy, kept = start.copy(), [(0, start)]
    batch = 128 if method in ("sft", "replay") else 512
    for step in range(1, checkpoints[-1] + 1):
        if method in ("sft", "replay"):
            share = REPLAY if method == "replay" else 0.0
            policy.ascend(of_both(old, new, share, batch, random), np.ones(batch), 3e-4)
        else:
            x = policy.sample(batch, random)
            own, log_old, log_new = (m.log_probability(x) for m in (policy, old, new))
            if method == "reverse-kl":
                gain = mixture(TARGET, log_old, log_new) - own
            else:
                tilt = np.exp(ETA * (log_new > log_old))
                gain = tilt / tilt.mean() / ETA - TAU * (own - start.log_probability(x))
            policy.ascend(x, gain - gain.mean(), 3e-4)
        if step in checkpoints:
            kept.append((step, policy.copy()))
    return kept


def written(name, kept, old, new, random):
    rows = [("old", old.sample(ROWS, random)), ("new", new.sample(ROWS, random))]
    rows += [(f"model:{step}", model.sample(OWN, random)) for step, model in kept]
    old, new = old.copy(np.float64), new.copy(np.float64)
    kept = [(step, model.copy(np.float64)) for step, model in kept]
    with open(HERE / f"{name}.csv", "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["source", "logp_old", "logp_new", *(f"logp_model_{step}" for step, _ in kept)])
        for source, x in rows:
            columns = [old.log_probability(x), new.log_probability(x)]
            # A policy's own samples need no log-likelihood under the policies.
            models = [m.log_probability(x) for _, m in kept] if source in ("old", "new") else []
            for k in range(len(x)):
                cells = [f"{column[k]:.4f}" for column in columns + models]
                writer.writerow([source, *cells, *[""] * (len(kept) - len(models))])


def main():
    random = np.random.default_rng(11)
    texts = [(HERE / f"{name}.txt").read_text() for name in ("genesis", "devil")]
    old, new = (fitted(lambda n, t=text: windows(t, n, random), TASK_STATES, 2000, random) for text in texts)
    start = fitted(lambda n: of_both(old, new, OLD_SHARE, n, random), POLICY_STATES, 8000, random)
    for method, checkpoints in {
        "sft": (30, 100, 300, 1000),
        "replay": (30, 100, 300, 1000),
        "reverse-kl": (30, 100, 300, 1000),
        "ttt": (30, 100, 300, 1000),
    }.items():
        written(method, trained(method, start, old, new, checkpoints, random), old, new, random)


if __name__ == "__main__":
    main()
