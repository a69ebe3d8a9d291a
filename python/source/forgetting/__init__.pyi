"""Written by stubs.py from the names of the package."""

from typing import Any, Dict

from ._data import (
    Advisory as Advisory,
    Checkpoint as Checkpoint,
    Diagnosis as Diagnosis,
    Interval as Interval,
    advise as advise,
    diagnose as diagnose,
)
from ._exhibits import (
    Figure as Figure,
    Table as Table,
    figure as figure,
    figures as figures,
    table as table,
    tables as tables,
)
from ._expressions import (
    enclose as enclose,
    evaluate as evaluate,
)
from ._monitor import (
    ForgettingMonitor as ForgettingMonitor,
)
from ._native import (
    Function as Function,
    InputError as InputError,
    Mixture as Mixture,
    NotConvergedError as NotConvergedError,
    TwoModes as TwoModes,
    __version__ as __version__,
)
from ._solve import (
    Objective as Objective,
    Solution as Solution,
    objectives as objectives,
    solve as solve,
)
from ._sweep import (
    Sweep as Sweep,
    merge_sweeps as merge_sweeps,
    sweep as sweep,
)
from ._verdict import (
    Verdict as Verdict,
    check as check,
    claim as claim,
)

functions: Dict[str, Function]
softplus_normal: Function  # softplus_normal(m, s)
logistic_normal: Function  # logistic_normal(m, s)
kernel: Function  # kernel(n, m, s)
sech_moment: Function  # sech_moment(j, lambda, delta)
bc: Function  # bc(delta)
tv: Function  # tv(delta)
overlap: Function  # overlap(delta)
chi2: Function  # chi2(delta)
eps_old: Function  # eps_old(beta, delta)
eps_new: Function  # eps_new(beta, delta)
distinguishability: Function  # distinguishability(beta, delta)
overlap_moment: Function  # overlap_moment(j, beta, delta)
kl_sft: Function  # kl_sft(beta, delta)
kl_reverse: Function  # kl_reverse(beta, alpha, delta)
kl_replay: Function  # kl_replay(beta, rho, delta)
boundary_slope: Function  # boundary_slope(alpha, delta)
fisher_min_eigenvalue: Function  # fisher_min_eigenvalue(beta, delta)
conditioning_bound: Function  # conditioning_bound(beta, delta)
ttt_critical_anchor: Function  # ttt_critical_anchor(eta, gap, beta0, delta)
oapl_mass: Function  # oapl_mass(beta, gap, tau)
old: Function  # old(x, delta)
new: Function  # new(x, delta)
mix: Function  # mix(x, beta, delta)
log_old: Function  # log_old(x, delta)
log_new: Function  # log_new(x, delta)
log_mix: Function  # log_mix(x, beta, delta)
resp_old: Function  # resp_old(x, beta, delta)
resp_new: Function  # resp_new(x, beta, delta)
ttt_old_weight: Function  # ttt_old_weight(eta, tau, gap, beta0, delta)
sdft_mass: Function  # sdft_mass(k, rate, anchor, mass0, demo)
sdft_rate: Function  # sdft_rate(h, rate, anchor)
hybrid_old_weight: Function  # hybrid_old_weight(s, alpha, delta)

def load_ipython_extension(shell: Any) -> None: ...
