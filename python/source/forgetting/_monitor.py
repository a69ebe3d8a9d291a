"""Forgetting while it happens: mass and drift of a model in training, from log-likelihoods each N steps."""

from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence

import numpy

from ._data import Checkpoint, Diagnosis, _row, checkpoints_html, diagnose
from ._native import InputError


class ForgettingMonitor:
    """Keeps the split of forgetting into mass and drift (H2) over a training run.

    Parameters
    ----------
    source : sequence of str, length n
        ``old`` or ``new`` for each held-out sample.
    logp_old, logp_new : array, shape (n,)
        Natural log-likelihoods of the whole samples under the old and the new task's model (or density), computed once.
    alpha : float
        The target's old weight, in (0, 1).
    level : float
        Coverage of the intervals, in (0, 1).
    seed : int
        Of the bootstrap.
    every : int
        For adapters: steps between two updates, >= 1.

    Attributes
    ----------
    steps : list of int
    history : list of Checkpoint
        One an update; divergences in nats.

    Raises
    ------
    InputError
        Where the columns do not fit or are not finite; at the first `update` also where H1 shows them to be in base 10 or per token.

    Examples
    --------
    >>> import numpy as np, forgetting as fg
    >>> rng = np.random.default_rng(0)
    >>> x = np.r_[rng.normal(0, 1, 400), rng.normal(3, 1, 400)]
    >>> log_normal = lambda x, m: -0.5 * (x - m) ** 2 - 0.5 * np.log(2 * np.pi)
    >>> monitor = fg.ForgettingMonitor(["old"] * 400 + ["new"] * 400, log_normal(x, 0), log_normal(x, 3))
    >>> for step, weight in ((0, 0.5), (100, 0.1)):
    ...     model = np.logaddexp(np.log(weight) + log_normal(x, 0), np.log(1 - weight) + log_normal(x, 3))
    ...     now = monitor.update(step, model)
    >>> abs(now.old_mass.value - 0.1) < 0.05
    True
    """

    def __init__(
        self,
        source: Sequence[str],
        logp_old: Any,
        logp_new: Any,
        *,
        alpha: float = 0.5,
        level: float = 0.95,
        seed: int = 1,
        every: int = 1,
    ) -> None:
        if every < 1:
            raise InputError(f"every must be >= 1, got {every}")
        self.source = [str(word) for word in source]
        self.logp_old = self._column("logp_old", logp_old)
        self.logp_new = self._column("logp_new", logp_new)
        self.alpha, self.level, self.seed, self.every = alpha, level, seed, int(every)
        self.steps: List[int] = []
        self.history: List[Checkpoint] = []
        self._models: Dict[str, numpy.ndarray] = {}

    def _column(self, name: str, values: Any) -> numpy.ndarray:
        if hasattr(values, "detach"):
            values = values.detach().cpu().double().numpy()
        column = numpy.asarray(values, dtype=float)
        if column.shape != (len(self.source),):
            expected, found = (len(self.source),), tuple(column.shape)
            raise InputError(f"{name} must have shape {expected} to fit source, got {found}")
        return column

    def update(self, step: int, logp_model: Any) -> Checkpoint:
        """Adds what the model of this step assigns to the samples, shape (n,), natural logs; returns its split.

        Raises InputError where the shape does not fit, a number is not finite, or the step does not follow the last one.
        """
        if self.steps and step <= self.steps[-1]:
            raise InputError(f"step must be > {self.steps[-1]}, got {step}")
        column = self._column("logp_model", logp_model)
        found = self._diagnose({str(step): column}).checkpoints[0]
        self.steps.append(int(step))
        self.history.append(found)
        self._models[str(step)] = column
        return found

    def _diagnose(self, models: Dict[str, numpy.ndarray]) -> Diagnosis:
        columns = dict(source=self.source, logp_old=self.logp_old, logp_new=self.logp_new)
        columns.update({f"logp_model_{name}": column for name, column in models.items()})
        return diagnose(columns, alpha=self.alpha, level=self.level, seed=self.seed)

    def diagnosis(self) -> Diagnosis:
        """All updates as one diagnosis: H1's checks, and where the run is heading (collapse, recovery or kept)."""
        if not self._models:
            raise InputError("the monitor has seen no model yet")
        return self._diagnose(self._models)

    @property
    def latest(self) -> Optional[Checkpoint]:
        """The last update's checkpoint; None before the first."""
        return self.history[-1] if self.history else None

    def metrics(self, prefix: str = "forgetting/") -> Dict[str, float]:
        """The last update as plain numbers for a logger: old_mass, mass_forgetting, drift and total (nats); empty before the first."""
        if not self.history:
            return {}
        names = ("old_mass", "mass_forgetting", "drift", "total")
        return {prefix + name: getattr(self.history[-1], name).value for name in names}

    def to_pandas(self) -> Any:
        """One row an update: step, b, mass, drift and total with their ends, in nats (needs pandas)."""
        import pandas

        rows = [{"step": step, **_row(found)} for step, found in zip(self.steps, self.history)]
        return pandas.DataFrame(rows).drop(columns="model", errors="ignore")

    def __len__(self) -> int:
        return len(self.history)

    def __repr__(self) -> str:
        if not self.history:
            return f"<monitor of {len(self.source)} samples, no update yet>"
        now = self.history[-1]
        return (
            f"<monitor of {len(self.source)} samples, step {self.steps[-1]}: "
            f"b = {now.old_mass}, mass {now.mass_forgetting} nats, drift {now.drift} nats>"
        )

    def _repr_html_(self) -> str:
        rows = [replace(c, model=f"step {c.model}") for c in self.history]
        return checkpoints_html(rows, f"{len(self.source)} samples, alpha = {self.alpha}")
