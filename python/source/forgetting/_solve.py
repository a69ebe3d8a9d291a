"""Objectives of the catalogue and their minimisers."""

import decimal
import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple, Union

import numpy

from . import _native
from ._pages import html_table, short

#: A float means the double it is; a text such as ``"0.1"`` or a ``decimal.Decimal`` the decimal it says.
Number = Union[float, int, str, decimal.Decimal]


@dataclass(frozen=True)
class Objective:
    """An entry of the catalogue of objectives.

    Attributes
    ----------
    name, about : str
    parameters : dict
        By name: what it means, where it may lie, and its value where none is given.
    fields : list of str
        The numbers of the scenario it depends on: ``alpha``, ``rho``, ``beta0``.
    convex_in_weight : bool
        Whether it is convex in the weight with correct means.
    certified_weight, certified_all : str or None
        How its minimiser is enclosed: the weight alone, or all parameters.
    """

    name: str
    about: str
    parameters: Dict[str, Tuple[str, str, float]]
    fields: List[str]
    convex_in_weight: bool
    certified_weight: Optional[str]
    certified_all: Optional[str]


@dataclass(frozen=True)
class Solution:
    """The lowest minimiser found, in the modes' own coordinates.

    Attributes
    ----------
    objective : str
    verdict : str
        ``certified`` (enclosed by proof), ``converged`` (found, not enclosed) or ``undecided``.
    reason : str
        What the word rests on.
    old_mass : float or None
        Weight of the components nearer to the old mode; None where the modes coincide.
    old_mass_enclosure : tuple of float or None
        Ends of an interval that contains it, where there is one.
    old_mass_digits : int
        Significant digits known of it.
    identified : bool
        False where the minimum is a flat set.
    labels : str
        ``as given`` or ``swapped``.
    drift : float or None
        Whitened distance of the old component from the old mode.
    weight : float
        The old component's weight beta.
    old_mean, new_mean : numpy.ndarray
        The learner's means, shape (d,).
    value, gradient_norm : float
        In nats; in whitened coordinates.
    boundary : str or None
    iterations : int
    scenario : dict
        Name, dimension, delta, alpha, rho and beta0.
    stationary_points : list of dict
        All that the search found, lowest first.
    certificate : dict or None
        With ``certify=True``: what is enclosed, or why nothing is.
    """

    objective: str
    verdict: str
    reason: str
    old_mass: Optional[float]
    old_mass_enclosure: Optional[Tuple[float, float]]
    old_mass_digits: int
    identified: bool
    labels: str
    drift: Optional[float]
    weight: float
    old_mean: numpy.ndarray
    new_mean: numpy.ndarray
    value: float
    gradient_norm: float
    boundary: Optional[str]
    iterations: int
    scenario: Dict[str, Any]
    stationary_points: List[Dict[str, Any]] = field(repr=False)
    certificate: Optional[Dict[str, Any]] = field(repr=False)
    page: str = field(repr=False)

    def to_pandas(self) -> Any:
        """The stationary points as a pandas DataFrame, lowest first (needs pandas)."""
        import pandas

        return pandas.DataFrame(self.stationary_points)

    def __str__(self) -> str:
        return f"{self.page}\n{self.verdict}: {self.reason}\n"

    def __repr__(self) -> str:
        enclosure = f" in {list(self.old_mass_enclosure)}" if self.old_mass_enclosure else ""
        flat = "" if self.identified else ", a flat set"
        return (
            f"<{self.objective}: {self.verdict}, old mass {short(self.old_mass)}{enclosure}, "
            f"drift {short(self.drift) or 'none'}{flat}>"
        )

    def _repr_html_(self) -> str:
        lo_hi = self.old_mass_enclosure and "[{!r}, {!r}]".format(*self.old_mass_enclosure)
        rows = [
            ("verdict", f"{self.verdict}: {self.reason}"),
            ("old mass kept", short(self.old_mass)),
            ("enclosed in", lo_hi or "nothing"),
            ("old weight", short(self.weight)),
            ("old mean", numpy.array2string(self.old_mean, precision=6, threshold=8)),
            ("new mean", numpy.array2string(self.new_mean, precision=6, threshold=8)),
            ("drift (whitened)", short(self.drift) or "none: there is no old component"),
            ("identified", "yes" if self.identified else "no: the minimum is a flat set"),
            ("value (nats)", short(self.value)),
        ]
        setting = self.scenario
        caption = f"{self.objective}, delta = {short(setting['delta'])}, alpha = {setting['alpha']}"
        return html_table(("", ""), rows, caption)


def objectives() -> Dict[str, Objective]:
    """The catalogue of objectives by name: what each is and which parameters it takes.

    Examples
    --------
    >>> import forgetting as fg
    >>> list(fg.objectives()["oapl"].parameters)
    ['gap', 'tau']
    """
    entries = (Objective(**entry) for entry in _native.objective_entries())
    return {entry.name: entry for entry in entries}


def solve(
    objective: str,
    modes: Optional[_native.TwoModes] = None,
    *,
    scenario: Optional[str] = None,
    delta: Optional[Number] = None,
    alpha: Optional[Number] = None,
    beta0: Optional[Number] = None,
    rho: Optional[Number] = None,
    weights_only: bool = False,
    certify: bool = False,
    **parameters: Number,
) -> Solution:
    """The minimiser of an objective of the catalogue: how much of the old mode it keeps, and where it ends.

    Parameters
    ----------
    objective : str
        A name of `objectives()`, such as ``"reverse-kl"``.
    modes : TwoModes, optional
        The two modes in your coordinates, instead of a scenario or a separation.
    scenario : str, optional
        A shipped scenario's name or a TOML file; ``"moderate"`` where nothing else is given.
    delta : number, optional
        Two unit-variance modes on the line at this Mahalanobis separation, >= 0.
    alpha, beta0 : number, optional
        The target's and the start's old weight, in (0, 1).
    rho : number, optional
        The replay rate, in [0, 1].
    weights_only : bool
        Move the weight alone, with correct means.
    certify : bool
        Enclose the minimiser with a proof that it is the only one.
    **parameters
        What the objective takes: ``eta``, ``gap``, ``tau``, ``share``, ``gamma``; see `objectives()`.

    Returns
    -------
    Solution
        Means have shape (d,); values are in nats; the drift is whitened.  Claims: B1, B4 (sft), B5, B6 (replay),
        C1, C2 (reverse-kl), E1, E2 (ttt-discover), F5 (oapl), G1 (hybrid).

    Raises
    ------
    InputError
        A name, a parameter or a value that is not allowed; the message says which are.
    NotConvergedError
        Where no search reached a minimum.

    Examples
    --------
    >>> import forgetting as fg
    >>> kept = fg.solve("reverse-kl", delta=3, alpha="0.4")
    >>> kept.verdict, round(kept.old_mass, 12)
    ('certified', 0.4)
    >>> fg.solve("sft", delta=3).old_mass
    0.0
    """
    setting = dict(scenario=scenario, delta=delta, alpha=alpha, beta0=beta0, rho=rho)
    text, page, verdict, reason = _native.solve_objective(
        objective, modes, setting, parameters, weights_only, certify
    )
    found = json.loads(text)
    learner = found.pop("minimiser")
    enclosure = found.pop("old_mass_enclosure")
    return Solution(
        verdict=verdict,
        reason=reason,
        page=page,
        weight=learner["old_weight"],
        old_mean=numpy.array(learner["old_mean"]),
        new_mean=numpy.array(learner["new_mean"]),
        old_mass_enclosure=tuple(enclosure) if enclosure else None,
        certificate=found.pop("certificate", None),
        **found,
    )
