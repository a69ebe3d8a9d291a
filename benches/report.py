#!/usr/bin/env python3
"""The benchmark report: this library and its peers on the same work at the same accuracy, measured in one run.

    python3 benches/report.py [--rounds 5] [--out benches/REPORT.md]

Makes a virtual environment in a temporary folder, installs what can be installed (NumPy, SciPy, mpmath, python-flint, Numba, JAX), builds the Rust
side in release mode and measures all sides in turn, round after round. A peer that cannot be installed is reported as absent. Ratios are medians over
the rounds, with their smallest and largest.

Work 1: the misassignment probability eps_o at 10^6 points (weights in [0.001, 0.999], separations in [0.1, 12]) to 1e-13 relative, one core.
Peers use the trapezoidal rule with as many nodes as the accuracy needs (30 a unit of separation, at least 60; measured against mpmath below).
SciPy, mpmath and Arb are timed on a few of the points.
Then what calling from Python costs, and sweeps of 10^8 points with Dask (benches/compare/python.py and sweeps.py; about 3 GB of disk for a while).
Work 2: the minimiser of reverse KL in three parameters (logit, old mean, new mean): target 0.5 N(0,1) + 0.5 N(3,1), from beta = 0.7, m_o = 0, m_n = 2.
"""
import argparse
import importlib
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
MARK = "FORGETTING_REPORT_IN_VENV"
PEERS = ["numpy", "scipy", "mpmath", "python-flint", "numba", "jax"]
# For the sections on Python and on sweeps: this clone's package, and the engine.
ENGINES = [str(HERE.parent / "python"), "distributed"]
MODULES = {"python-flint": "flint"}
ACCURACY = 1e-13
# What the tabulated lattice of the scalar kernel needs at least, at one exponential each.
FLOOR_NODES = 45
BLOCK = 4096


def inside_venv():
    """Restarts the script in a virtual environment of its own, deleted at the end; each peer is installed alone, so one that fails takes none with it."""
    if os.environ.get(MARK):
        return
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        for peer in PEERS + ENGINES:
            subprocess.run([python, "-m", "pip", "install", "--quiet", peer], check=False)
        threads = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")}
        environment = os.environ | threads | {MARK: "1", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1", "JAX_ENABLE_X64": "1"}
        sys.exit(subprocess.run([python, *sys.argv], env=environment).returncode)


def optional(peer):
    """The module of a peer, or None."""
    try:
        return importlib.import_module(MODULES.get(peer, peer))
    except ImportError:
        return None


def ours():
    """This library's side, as benches/compare/ours.rs prints it."""
    command = ["cargo", "bench", "--quiet", "--bench", "compare"]
    run = subprocess.run(command, cwd=HERE.parent, check=True, capture_output=True, text=True)
    return json.loads(run.stdout.strip().splitlines()[-1])


def part(script, *options):
    """What a script of benches/compare measures, in this environment; None if it cannot."""
    # Those scripts time all cores, and each sets what it wants otherwise.
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")
    environment = {k: v for k, v in os.environ.items() if k not in threads} | {"FORGETTING_COMPARE_IN_VENV": "1"}
    command = [sys.executable, HERE / "compare" / script, "--json", *options]
    run = subprocess.run(command, env=environment, capture_output=True, text=True)
    if run.returncode:
        print(run.stderr, file=sys.stderr)
        return None
    return json.loads(run.stdout.strip().splitlines()[-1])


def seconds(call, at_least=0.5, fewest=3):
    """Median seconds of a call over enough calls to fill `at_least` seconds."""
    times, begun = [], time.perf_counter()
    while len(times) < fewest or time.perf_counter() - begun < at_least:
        t = time.perf_counter()
        call()
        times.append(time.perf_counter() - t)
    return statistics.median(times)


def plane(count):
    """The points of ours.rs."""
    at = lambda k, step: math.fmod((k + 1) * step, 1.0)
    beta = [0.001 + 0.998 * at(k, 0.6180339887498949) for k in range(count)]
    delta = [0.1 + 11.9 * at(k, 0.7548776662466927) for k in range(count)]
    return beta, delta


def nodes(largest):
    """Nodes of the trapezoidal rule on [-9, 9] that reach 1e-13 for separations up to `largest`: the sum in relative terms needs the half step, hence 31."""
    return max(60, math.ceil(31 * largest))


class NumPySide:
    """The integral in the form sech((lambda + delta z)/2): relative accuracy at small values, as the contract asks."""

    def __init__(self, np):
        self.np = np
        beta, delta = plane(BLOCK)
        self.beta, self.delta = np.array(beta), np.array(delta)

    def factor(self):
        np = self.np
        lam = np.log((1 - self.beta) / self.beta)
        return lam, 0.5 * np.sqrt((1 - self.beta) / self.beta) * np.exp(-self.delta**2 / 8)

    def batch(self):
        """Sorted into bands of separation, so that each point has only the nodes it needs."""
        np = self.np
        lam, factor = self.factor()
        out = np.empty_like(lam)
        for low in range(12):
            band = np.nonzero((self.delta >= low) & (self.delta < low + 1))[0]
            z = np.linspace(-9, 9, nodes(low + 1))
            weight = np.exp(-z * z / 2) * ((z[1] - z[0]) / math.sqrt(2 * math.pi))
            for part in np.array_split(band, max(1, band.size // 256)):
                x = np.multiply.outer(self.delta[part] / 2, z) + (lam[part] / 2)[:, None]
                out[part] = (1 / np.cosh(x)) @ weight
        return factor * out


def numba_side(numba, beta, delta):
    """One loop a point, compiled, with fast exponentials where Numba has them."""
    import numpy as np

    @numba.njit(fastmath=True)
    def batch(beta, delta, out):
        for k in range(beta.size):
            b, d = beta[k], delta[k]
            count = max(60, int(math.ceil(31 * math.ceil(d))))
            h = 18.0 / (count - 1)
            lam, total = math.log((1 - b) / b), 0.0
            for i in range(count):
                z = -9.0 + h * i
                x = math.exp(-abs(0.5 * (lam + d * z)))
                total += math.exp(-0.5 * z * z) * 2 * x / (1 + x * x)
            out[k] = 0.5 * math.sqrt((1 - b) / b) * math.exp(-d * d / 8) * total * h / math.sqrt(2 * math.pi)

    out = np.empty(beta.size)
    batch(beta, delta, out)
    return lambda: (batch(beta, delta, out), out)[1]


def jax_side(jax, beta, delta):
    """Bands of separation as for NumPy, each a fused and compiled kernel."""
    import numpy as np
    jnp = jax.numpy

    def of(count):
        z = np.linspace(-9, 9, count)
        weight = np.exp(-z * z / 2) * ((z[1] - z[0]) / math.sqrt(2 * math.pi))

        @jax.jit
        def batch(beta, delta):
            lam = jnp.log((1 - beta) / beta)
            x = jnp.exp(-jnp.abs(0.5 * (lam[:, None] + delta[:, None] * z[None, :])))
            total = jnp.sum(weight * (2 * x / (1 + x * x)), axis=1)
            return 0.5 * jnp.sqrt((1 - beta) / beta) * jnp.exp(-delta * delta / 8) * total

        return batch

    bands = []
    for low in range(12):
        band = np.nonzero((delta >= low) & (delta < low + 1))[0]
        bands.append((band, of(nodes(low + 1)), jnp.asarray(beta[band]), jnp.asarray(delta[band])))

    def batch():
        out = np.empty(beta.size)
        for band, call, b, d in bands:
            out[band] = call(b, d)
        return out

    batch()
    return batch


def scipy_points(beta, delta):
    from scipy.integrate import quad

    def one(b, d):
        lam = math.log((1 - b) / b)
        sech = lambda z: 1 / math.cosh(0.5 * (lam + d * z)) * math.exp(-z * z / 2)
        value = quad(sech, -9, 9, epsabs=0, epsrel=ACCURACY, limit=200, points=[max(-8.9, min(8.9, -lam / d))])[0]
        return 0.5 * math.sqrt((1 - b) / b) * math.exp(-d * d / 8) * value / math.sqrt(2 * math.pi)

    return lambda: [one(b, d) for b, d in zip(beta, delta)]


def mpmath_points(mpmath, beta, delta):
    def one(b, d):
        with mpmath.workdps(20):
            b, d = mpmath.mpf(b), mpmath.mpf(d)
            lam = mpmath.log((1 - b) / b)
            sech = lambda z: mpmath.sech((lam + d * z) / 2) * mpmath.exp(-z * z / 2)
            value = mpmath.quad(sech, [-12, -lam / d, 12] if abs(lam / d) < 11 else [-12, 0, 12], maxdegree=10)
            return mpmath.sqrt((1 - b) / b) / 2 * mpmath.exp(-d * d / 8) * value / mpmath.sqrt(2 * mpmath.pi)

    return lambda: [one(b, d) for b, d in zip(beta, delta)]


def arb_certified(flint):
    """eps_o(0.3, 3) enclosed at 53 bits, with a ball for the tails."""
    acb, arb, ctx = flint.acb, flint.arb, flint.ctx

    def call():
        ctx.prec = 53
        m = ((1 - arb(0.3)) / arb(0.3)).log() - arb(9) / 2
        half = acb(arb(1) / 2)
        integrand = lambda z, _: (-(z * z) * half).exp() / (1 + (-(acb(m) + 3 * z)).exp())
        body = acb.integral(integrand, -10, 13).real / (2 * arb.pi()).sqrt()
        tail = (arb(10) / arb(2).sqrt()).erfc() / 2 + (arb(13) / arb(2).sqrt()).erfc() / 2
        return body + tail.union(arb(0))

    return call


def scipy_minimiser():
    import numpy as np
    from scipy.integrate import quad
    from scipy.optimize import minimize
    from scipy.special import expit

    norm = math.sqrt(2 * math.pi)
    density = lambda x, w, a, b: (w * math.exp(-((x - a) ** 2) / 2) + (1 - w) * math.exp(-((x - b) ** 2) / 2)) / norm

    def reverse_kl(theta):
        w = expit(theta[0])

        def integrand(x):
            q, p = density(x, w, theta[1], theta[2]), density(x, 0.5, 0.0, 3.0)
            return q * math.log(q / p) if q > 0 and p > 0 else 0.0

        return quad(integrand, -math.inf, math.inf, epsabs=1e-13, epsrel=1e-13, limit=200)[0]

    start = np.array([math.log(0.7 / 0.3), 0.0, 2.0])
    return lambda: minimize(reverse_kl, start, method="BFGS", options={"gtol": 1e-12})


def worst(values, truth):
    return max(abs(float(v) / float(t) - 1) for v, t in zip(values, truth))


def sides(modules):
    """Name, seconds a unit of one round, units a call, the peer's accuracy: for each peer that is there."""
    few_beta, few_delta = plane(12)
    rows, absent = [], [peer for peer in PEERS if modules[peer] is None]
    truth = None
    if modules["mpmath"]:
        call = mpmath_points(modules["mpmath"], few_beta, few_delta)
        truth = call()
        rows.append(("mpmath quad, 20 digits", "batch", call, 12, None))
    error = lambda values: worst(values, truth) if truth else None
    if modules["numpy"]:
        np = modules["numpy"]
        side = NumPySide(np)
        rows.append(("NumPy, vectorised trapezoid", "batch", side.batch, BLOCK, error(side.batch()[:12])))
        if modules["numba"]:
            call = numba_side(modules["numba"], side.beta, side.delta)
            rows.append(("Numba, compiled loop", "batch", call, BLOCK, error(call()[:12])))
        if modules["jax"]:
            call = jax_side(modules["jax"], side.beta, side.delta)
            rows.append(("JAX, jit on one CPU thread", "batch", call, BLOCK, error(call()[:12])))
    if modules["scipy"]:
        call = scipy_points(few_beta, few_delta)
        rows.append(("SciPy quad", "batch", call, 12, error(call())))
        rows.append(("SciPy BFGS + quad, 3 parameters", "minimiser", scipy_minimiser(), 1, None))
    if modules["python-flint"]:
        rows.append(("Arb, acb.integral at 53 bits", "certified", arb_certified(modules["python-flint"]), 1, None))
    return rows, absent


OWN = {
    "batch": lambda o: o["batch"]["by_points"][-1]["seconds"],
    "minimiser": lambda o: o["reverse_kl"]["seconds"],
    "certified": lambda o: o["eps_old_enclosure"]["seconds"],
}
WORK = {"batch": "eps_o, a point of 10^6", "minimiser": "reverse-KL minimiser", "certified": "certified eps_o(0.3, 3)"}


def machine():
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
        flags = next(line for line in lines if line.startswith("flags")).split()
        model += ", " + next((name for name in ("avx512f", "avx2", "sse2") if name in flags), "")
    except (OSError, StopIteration):
        pass
    return f"{model}; {os.cpu_count()} cores; {platform.system()} {platform.machine()}; Python {platform.python_version()}"


def unit(value):
    for scale, name in ((1, "s"), (1e-3, "ms"), (1e-6, "us"), (1e-9, "ns")):
        if value >= scale:
            return f"{value / scale:.3g} {name}"
    return f"{value:.3g} s"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows] + [""]


def report(rounds, rows, absent, versions):
    spread = lambda values, show: f"{show(statistics.median(values))} ({show(min(values))} to {show(max(values))})"
    times = lambda x: f"{x:,.0f}" if x >= 10 else f"{x:.2g}"
    out = ["# Benchmark report", "", "Made by `python3 benches/report.py`; not edited by hand. Ratios are of medians within a round: median (smallest to largest) "
           f"over {len(rounds)} rounds.", "", f"Machine: {machine()}.", "Peers: " + ", ".join(versions) + "."]
    if absent:
        out.append("Absent (could not be installed): " + ", ".join(absent) + ".")
    out += ["", "## Against others", ""]
    lines = []
    for k, (name, kind, _, _, error) in enumerate(rows):
        mine = [OWN[kind](own) for own, _ in rounds]
        theirs = [peers[k] for _, peers in rounds]
        ratio = [t / m for t, m in zip(theirs, mine)]
        lines.append((WORK[kind], name, unit(statistics.median(mine)), unit(statistics.median(theirs)), spread(ratio, times), f"{error:.0e}" if error is not None else "as asked"))
    out += table(("work", "peer", "this library", "peer's time", "ratio", "peer's relative error"), lines)
    batch = [own["batch"] for own, _ in rounds]
    floor = [FLOOR_NODES * b["exponential_seconds"] for b in batch]
    mine = [b["by_points"][-1]["seconds"] for b in batch]
    nano = lambda x: f"{x * 1e9:.1f} ns"
    out += ["## The floor", "", f"One vectorised exponential, measured in the same run: {spread([b['exponential_seconds'] for b in batch], nano)}. {FLOOR_NODES} nodes, the fewest of the scalar "
            f"kernel's lattice, at one exponential each: {spread(floor, nano)}. A point of the batch takes {spread(mine, nano)}: "
            f"{spread([m / f for m, f in zip(mine, floor)], lambda x: f'{x:.2f}')} of that floor, since nodes cost products instead of exponentials. "
            f"The scalar function takes {spread([b['scalar_seconds'] for b in batch], nano)}, a distinguishability in the batch {spread([b['distinguishability_seconds'] for b in batch], nano)}.", ""]
    out += ["## Scaling", ""]
    pick = lambda name, k, field="seconds": [b[name][k][field] for b in batch]
    out += table(("points in a call, one core", "time a point"), [(f"{row['points']:,}", spread(pick("by_points", k), nano)) for k, row in enumerate(batch[0]["by_points"])])
    out += table(("cores, 10^6 points", "time a point"), [(row["cores"], spread(pick("by_cores", k), nano)) for k, row in enumerate(batch[0]["by_cores"])])
    own = [o for o, _ in rounds]
    out += table(("dimension, reverse-KL minimiser, all parameters", "time"), [(row["dimension"], spread([o["dimensions"][k]["seconds"] for o in own], unit)) for k, row in enumerate(own[0]["dimensions"])])
    out += table(("claim", "verdict", "boxes", "time", "boxes/s"), [
        (f"`{row['claim']}`", row["verdict"], row["boxes"], spread([o["boxes"][k]["seconds"] for o in own], unit), f"{statistics.median(row['boxes'] / o['boxes'][k]['seconds'] for o in own):,.0f}")
        for k, row in enumerate(own[0]["boxes"])])
    return out


def python_section(found):
    out = ["## From Python", ""]
    if found is None:
        return [*out, "Absent: the package could not be built here.", ""]
    over, ratio = found["scalar"] - found["kernel"], found["array"] / found["rust"]
    return out + table(("work", "Rust", "Python", "difference", "allowed"), [
        ("eps_o, one call", unit(found["kernel"]), unit(found["scalar"]), unit(over), unit(found["allowed"]["scalar"])),
        ("eps_o, 10^6 elements, all cores", unit(found["rust"]), unit(found["array"]), f"{100 * (ratio - 1):+.1f} %", f"{100 * (found['allowed']['array'] - 1):.0f} %")])


def sweeps_section(found):
    out = ["## Sweeps", ""]
    if found is None:
        return [*out, "Absent: Dask or the package could not be installed here.", ""]
    allowed, rounds, times = found["allowed"], found["rounds"], lambda x: f"{x:.2f}"
    pick = lambda value, show: f"{show(statistics.median(map(value, rounds)))} ({show(min(map(value, rounds)))} to {show(max(map(value, rounds)))})"
    out += [f"eps_o over a grid of {found['points']:,} points, written as NPY; all files below have the same bytes.", ""]
    return out + table(("work", "time", "ratio", "aim"), [
        ("the batched kernel alone, one core", pick(lambda r: r["kernel"], unit), "", ""),
        (f"`forgetting sweep`, one core, {max(r['megabytes'] for r in rounds):.0f} MB resident", pick(lambda r: r["command"], unit), pick(lambda r: r["command"] / r["kernel"], times) + " of the kernel", f"{allowed['over_kernel']}, {allowed['megabytes']} MB"),
        ("Dask, one worker of one thread", pick(lambda r: r["one"], unit), "", ""),
        ("Dask, two workers", pick(lambda r: r["two"], unit), pick(lambda r: r["one"] / r["two"], times) + " times one worker", allowed["speedup"]),
        ("Dask, two workers, one killed half-way", unit(found["lost"]), "", "the same bytes")])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=HERE / "REPORT.md")
    arguments = parser.parse_args()
    inside_venv()
    # Scripts beside this one are called after packages: this folder must not shadow them.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]
    modules = {peer: optional(peer) for peer in PEERS}
    versions = [f"{peer} {module.__version__}" for peer, module in modules.items() if module is not None]
    rows, absent = sides(modules)
    rounds = []
    for number in range(arguments.rounds):
        print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr)
        rounds.append((ours(), [seconds(call) / units for _, _, call, units, _ in rows]))
    lines = report(rounds, rows, absent, versions) + python_section(part("python.py")) + sweeps_section(part("sweeps.py"))
    arguments.out.write_text("\n".join(lines).rstrip() + "\n")
    print(f"wrote {arguments.out.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
