"""From two tasks' data to the theory's numbers: advice, and diagnosis."""

import json
from dataclasses import dataclass, field, fields
from typing import Any, Dict, List, Optional

import numpy

from . import _native
from ._pages import html_table, short
from ._reading import features, is_path, log_likelihoods


@dataclass(frozen=True)
class Interval:
    """A number with the interval that data leave for it.

    Attributes
    ----------
    value, lo, hi : float
        The estimate and the ends; NaN where there is none.
    level : float
        The probability with which such an interval covers the truth.
    """

    value: float
    lo: float
    hi: float
    level: float

    def __float__(self) -> float:
        return self.value

    def __str__(self) -> str:
        return f"{short(self.value)} [{short(self.lo)}, {short(self.hi)}]"


def _number(value: Any) -> Any:
    """JSON's words for what it has no number for."""
    words = {"infinity": numpy.inf, "-infinity": -numpy.inf, None: numpy.nan}
    return words.get(value, value) if value is None or isinstance(value, str) else value


def _interval(found: Optional[Dict[str, Any]]) -> Optional[Interval]:
    if found is None:
        return None
    return Interval(**{f.name: float(_number(found[f.name])) for f in fields(Interval)})


@dataclass(frozen=True)
class Advisory:
    """What two tasks' features say of the methods.

    Attributes
    ----------
    separation, bhattacharyya, misassignment_old, misassignment_new, distinguishability : Interval
        Mahalanobis separation; BC, eps_o, eps_n and D at the policy's old mass.
    separation_bootstrap : Interval or None
        The separation along the cross-fitted discriminant.
    assumptions : list of dict
        Name, statistic, p and verdict of each check.
    route : str
        ``gaussian`` or ``law``.
    pareto_k : float or None
        The worse tail of the likelihood ratios; above 0.7 their means are not to be trusted.
    untrusted : list of str
        The numbers whose intervals are not to be trusted; the notes say why.
    notes : list of str
    advice : list of dict
        Claim, what, parameter, value, lo, hi and assumption of each line.
    """

    separation: Interval
    bhattacharyya: Interval
    misassignment_old: Interval
    misassignment_new: Interval
    distinguishability: Interval
    separation_bootstrap: Optional[Interval]
    assumptions: List[Dict[str, Any]] = field(repr=False)
    route: str
    pareto_k: Optional[float]
    untrusted: List[str]
    notes: List[str] = field(repr=False)
    advice: List[Dict[str, Any]] = field(repr=False)
    page: str = field(repr=False)

    def to_pandas(self) -> Any:
        """The lines of advice as a pandas DataFrame (needs pandas)."""
        import pandas

        return pandas.DataFrame(self.advice)

    def __str__(self) -> str:
        return self.page

    def __repr__(self) -> str:
        lines = len(self.advice)
        return f"<advice: separation {self.separation}, {self.route} route, {lines} lines>"

    def _repr_html_(self) -> str:
        rows = [
            (x["claim"], x["what"], x["parameter"], short(x["value"]), short(x["lo"]), short(x["hi"]))
            for x in self.advice
        ]
        caption = f"separation {self.separation}, {self.route} route"
        headings = ("claim", "what", "parameter", "value", "lo", "hi")
        notes = html_table(("note",), [(note,) for note in self.notes]) if self.notes else ""
        return html_table(headings, rows, caption) + notes


_INTERVALS = {f.name for f in fields(Advisory) if "Interval" in str(f.type)}


def advise(
    old: Any = None,
    new: Any = None,
    *,
    moments: Any = None,
    **settings: Any,
) -> Advisory:
    """What each method will do to an old task, from samples' features (or their moments).

    Parameters
    ----------
    old, new : array, frame or path
        Samples in rows, features in columns, shape (n, d); the same columns in both.  NumPy arrays and what becomes one,
        pandas and Polars frames, CSV, TSV, NPY, Parquet (needs pyarrow or polars) and safetensors files (needs safetensors).
    moments : dict or path, optional
        Instead of samples: ``{"old": {"n", "mean", "covariance"}, "new": {...}}``, or a JSON file with it.
    **settings
        ``keep`` (0.9): the share of the old mass to keep, in (0, 1); ``beta0`` (0.5): the policy's old mass before training;
        ``gap`` (1), ``eta`` (1): reward advantage and TTT-Discover's parameter, > 0; ``batch`` (64): samples in a batch;
        ``tracking`` (0.01): SDFT's tracking error; ``level`` (0.95): coverage of the intervals; ``seed`` (1): of the bootstrap.

    Returns
    -------
    Advisory
        The numbers of ``forgetting advise --json``, each line with its claim (B2, B5, C10, C12, C13, D1, E4, F5).

    Raises
    ------
    InputError
        With file or argument, row, column and what is expected.

    Examples
    --------
    >>> import numpy as np, forgetting as fg
    >>> rows = np.random.default_rng(1).normal(size=(200, 3))
    >>> found = fg.advise(rows, rows + [2.0, 0.0, 0.0], keep=0.8)
    >>> found.separation.lo < 2.0 < found.separation.hi
    True
    """
    known = _native.advice_defaults()
    for name in settings:
        if name not in known:
            raise TypeError(f"advise has no setting {name}; it has {', '.join(known)}")
    if moments is not None:
        if old is not None or new is not None:
            raise _native.InputError("give moments, or old and new, not both")
        text, page = _native.advise_from_moments(_moments_text(moments), settings)
    elif old is None or new is None:
        raise _native.InputError("both old and new are needed, or moments")
    else:
        text, page = _native.advise_features(features("old", old), features("new", new), settings)
    found = json.loads(text)
    for name in _INTERVALS:
        found[name] = _interval(found[name])
    for line in found["advice"]:
        line.update({end: float(_number(line[end])) for end in ("value", "lo", "hi")})
    return Advisory(page=page, **found)


def _moments_text(moments: Any) -> str:
    if is_path(moments):
        try:
            with open(moments, encoding="utf-8") as file:
                return file.read()
        except OSError as error:
            raise _native.InputError(f"cannot read {moments}: {error.strerror}") from error
    return json.dumps(
        moments, default=lambda x: x.tolist() if hasattr(x, "tolist") else float(x)
    )


@dataclass(frozen=True)
class Checkpoint:
    """One model against the target; divergences in nats.

    Attributes
    ----------
    model : str
    old_mass : Interval
        b, the old weight of the mixture nearest to the model (H2).
    mass_forgetting, drift, total : Interval
        KL(target || m_b), KL(m_b || model) and KL(target || model), in nats.
    dominant : str
        ``mass``, ``drift`` or ``undecided``.
    misassignment_old, distinguishability : Interval
        eps_o and D at b.
    old_mass_of_samples : Interval or None
        b from the model's own samples (H3).
    normalisation : Interval
        Below 1: the model has mass where neither task has samples.
    pareto_k : float
    trust : str
        ``yes``, or why not.
    """

    model: str
    old_mass: Interval
    mass_forgetting: Interval
    drift: Interval
    total: Interval
    dominant: str
    misassignment_old: Interval
    distinguishability: Interval
    old_mass_of_samples: Optional[Interval]
    normalisation: Interval
    pareto_k: float
    trust: str


_CHECKPOINT_INTERVALS = {f.name for f in fields(Checkpoint) if "Interval" in str(f.type)}


def _checkpoint(found: Dict[str, Any]) -> Checkpoint:
    intervals = {name: _interval(found[name]) for name in _CHECKPOINT_INTERVALS}
    shape = float(_number(found["pareto_k"]))
    return Checkpoint(**{**found, **intervals, "pareto_k": shape})


def _row(checkpoint: Checkpoint) -> Dict[str, Any]:
    row: Dict[str, Any] = {"model": checkpoint.model}
    for name in ("old_mass", "mass_forgetting", "drift", "total"):
        interval = getattr(checkpoint, name)
        row.update({name: interval.value, f"{name}_lo": interval.lo, f"{name}_hi": interval.hi})
    row.update(dominant=checkpoint.dominant, pareto_k=checkpoint.pareto_k, trust=checkpoint.trust)
    return row


def checkpoints_html(checkpoints: List[Checkpoint], caption: str) -> str:
    headings = ("model", "old mass b", "mass (nats)", "drift (nats)", "larger", "trust")
    rows = [
        (c.model, c.old_mass, c.mass_forgetting, c.drift, c.dominant, c.trust) for c in checkpoints
    ]
    return html_table(headings, rows, caption)


@dataclass(frozen=True)
class Diagnosis:
    """What log-likelihoods of old and new samples say of models.

    Attributes
    ----------
    consistency : list of dict
        H1: name, value, lo, hi, expected and verdict of each identity.
    checkpoints : list of Checkpoint
        In the order of the columns.
    path : dict or None
        Where several models are heading: verdict, sft_times, next_old_mass.
    notes : list of str
    lengths : dict of int to Diagnosis
        By length of prefix, where the table has a column ``length``; this is then the longest's.
    """

    consistency: List[Dict[str, Any]] = field(repr=False)
    checkpoints: List[Checkpoint]
    path: Optional[Dict[str, Any]]
    notes: List[str]
    page: str = field(repr=False)
    lengths: Dict[int, "Diagnosis"] = field(default_factory=dict, repr=False)

    def to_pandas(self) -> Any:
        """One row a checkpoint: b, mass, drift and total with their ends, in nats (needs pandas)."""
        import pandas

        return pandas.DataFrame([_row(checkpoint) for checkpoint in self.checkpoints])

    def __str__(self) -> str:
        return self.page

    def __repr__(self) -> str:
        heading = f", {self.path['verdict']}" if self.path else ""
        models = "; ".join(f"{c.model}: b = {c.old_mass}" for c in self.checkpoints)
        return f"<diagnosis{heading}: {models}>"

    def _repr_html_(self) -> str:
        return checkpoints_html(self.checkpoints, f"path: {self.path['verdict']}" if self.path else "")


def _diagnosis(found: Dict[str, Any], page: str) -> Diagnosis:
    lengths = {
        entry["length"]: _diagnosis(entry["diagnosis"], page) for entry in found.pop("lengths", [])
    }
    checkpoints = [_checkpoint(entry) for entry in found.pop("checkpoints")]
    return Diagnosis(checkpoints=checkpoints, page=page, lengths=lengths, **found)


def diagnose(
    data: Any,
    *,
    alpha: float = 0.5,
    level: float = 0.95,
    seed: int = 1,
) -> Diagnosis:
    """How much models forgot, as mass and as drift, from log-likelihoods alone (H1, H2, H3).

    Parameters
    ----------
    data : path, frame or dict of columns
        Columns ``source`` (old, new, model or model:NAME), ``logp_old``, ``logp_new``, one ``logp_model...`` a model and perhaps
        ``length``, each of shape (n,); natural logs of whole samples.  CSV, TSV, Parquet (needs pyarrow or polars), pandas, Polars, dicts of arrays.
    alpha : float
        The target's old weight, in (0, 1).
    level : float
        Coverage of the intervals, in (0, 1).
    seed : int
        Of the bootstrap.

    Returns
    -------
    Diagnosis
        The numbers of ``forgetting diagnose --json``; divergences in nats.

    Raises
    ------
    InputError
        With row, column and what is expected; also for log-likelihoods in base 10 or per token.
    """
    text, page = _native.diagnose_table(log_likelihoods(data), alpha, level, seed)
    return _diagnosis(json.loads(text), page)
