"""Settles claims about forgetting in post-training.

A learner is a mixture ``q = beta N(m_o, S) + (1-beta) N(m_n, S)`` of an old and a new Gaussian mode.
Forward KL on new data (SFT) empties the old mode; reverse KL (RL) keeps it and drifts only through
misassignment probabilities.  This package computes the exact numbers, encloses them, and judges claims
about them.

>>> import forgetting as fg
>>> fg.eps_old(0.5, 3.0)
0.0986...
>>> lo, hi = fg.enclose("eps_old(1/2, 3)")
>>> lo <= fg.eps_old(0.5, 3.0) <= hi
True
>>> fg.claim("for delta in [0, 9]: eps_old(1/2, delta) <= 1/2*bc(delta)").verdict
'certified'

Every function of the theory (``fg.functions``) takes floats or arrays that broadcast together.
"""

from ._data import Advisory, Checkpoint, Diagnosis, Interval, advise, diagnose
from ._exhibits import Figure, Table, figure, figures, table, tables
from ._expressions import enclose, evaluate
from ._monitor import ForgettingMonitor
from ._native import (
    Function,
    InputError,
    Mixture,
    NotConvergedError,
    TwoModes,
    __version__,
    function,
    function_names,
)
from ._solve import Objective, Solution, objectives, solve
from ._sweep import Sweep, merge_sweeps, sweep
from ._verdict import Verdict, check, claim

#: Every function of the theory by name.
functions = {name: function(name) for name in function_names()}
globals().update(functions)

__all__ = [
    "Advisory",
    "Checkpoint",
    "Diagnosis",
    "Figure",
    "ForgettingMonitor",
    "Function",
    "InputError",
    "Interval",
    "Mixture",
    "NotConvergedError",
    "Objective",
    "Solution",
    "Sweep",
    "Table",
    "TwoModes",
    "Verdict",
    "__version__",
    "advise",
    "check",
    "claim",
    "diagnose",
    "enclose",
    "evaluate",
    "figure",
    "figures",
    "functions",
    "merge_sweeps",
    "objectives",
    "solve",
    "sweep",
    "table",
    "tables",
    *functions,
]


def load_ipython_extension(shell):
    """``%load_ext forgetting`` adds the cell magic ``%%claim``."""
    from ._magic import register

    register(shell)
