#!/usr/bin/env python3
"""A sweep of 10^8 points: the command beside the kernel alone, and Dask with two workers beside one.

    python3 benches/compare/sweeps.py [--points 100000000] [--rounds 3] [--json]

Makes a virtual environment beside itself (.venv) with NumPy, Dask and the package of this clone, and builds the program in release mode. The sweep is
eps_o over a grid of weights and separations, written as NPY (24 bytes a point) into a temporary folder. Command: one core, beside the batched kernel
over as many points, one core; and its largest resident memory. Dask: workers of one thread each on the loopback interface that write into a shared
folder; then two workers of which one is killed half-way. All files must have the same bytes.
Allowed: 10 % over the kernel and 200 MB for the command; two workers at least 1.7 times one.
"""
import argparse
import hashlib
import json
import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from sides import HERE, inside_venv, ours

ROOT = HERE.parent.parent
EXPRESSION = "eps_old(beta, delta)"
ALLOWED = {"over_kernel": 1.1, "megabytes": 200, "speedup": 1.7}


def grid(points):
    side = math.isqrt(points)
    return {"beta": f"0.001:0.999:{side}", "delta": f"0.1:12:{side}"}, side * side


def digest(path):
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def command(axes, out):
    """Seconds and megabytes of the program on one core."""
    program = ROOT / "target" / "release" / "forgetting"
    flags = [f"{name}={spec}" for name, spec in axes.items()]
    arguments = [program, "sweep", EXPRESSION, "--quiet", "--grid", *flags, "--out", out]
    begun = time.perf_counter()
    child = subprocess.Popen(arguments, env=os.environ | {"RAYON_NUM_THREADS": "1"})
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit("the sweep failed")
    return time.perf_counter() - begun, used.ru_maxrss / 1024


def distributed(axes, out, workers, killed_after=None):
    """Seconds of a sweep on so many workers of one thread; one of them is killed after a while, if asked for."""
    from distributed import Client, LocalCluster

    import forgetting as fg

    options = dict(threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
    with LocalCluster(n_workers=workers, **options) as cluster, Client(cluster) as client:
        # Each worker has loaded what it needs, as in a cluster that is up.
        client.run(lambda: __import__("forgetting").bc(1.0))
        if killed_after is not None:
            victim = next(iter(client.run(os.getpid).values()))
            threading.Timer(killed_after, os.kill, (victim, signal.SIGKILL)).start()
        begun = time.perf_counter()
        fg.sweep(EXPRESSION, axes, out=out, client=client, shared_folder=True)
        return time.perf_counter() - begun


def measure(points, rounds):
    axes, points = grid(points)
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "all.npy"
        digests = set()
        for _ in range(rounds):
            kernel = ours()["batch"]["by_points"][-1]["seconds"] * points
            alone, megabytes = command(axes, out)
            digests.add(digest(out))
            one = distributed(axes, out, 1)
            digests.add(digest(out))
            two = distributed(axes, out, 2)
            digests.add(digest(out))
            found.append({"kernel": kernel, "command": alone, "megabytes": megabytes, "one": one, "two": two})
        lost = distributed(axes, out, 2, killed_after=found[-1]["two"] / 2)
        digests.add(digest(out))
    if len(digests) != 1:
        raise SystemExit("the files differ")
    return {"points": points, "rounds": found, "lost": lost, "allowed": ALLOWED}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=10**8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object, judged by nobody")
    arguments = parser.parse_args()
    inside_venv(["numpy", "distributed", str(ROOT / "python")])
    # Workers begin by reading this script, which needs its neighbour: behind all packages, so that it shadows none.
    sys.path.append(str(HERE))
    found = measure(arguments.points, arguments.rounds)
    if arguments.json:
        print(json.dumps(found))
        return
    rounds = found["rounds"]
    median = lambda value: statistics.median(value(r) for r in rounds)
    over, speedup = median(lambda r: r["command"] / r["kernel"]), median(lambda r: r["one"] / r["two"])
    megabytes = max(r["megabytes"] for r in rounds)
    print(f"{found['points']:,} points, {len(rounds)} rounds")
    print(f"command: {median(lambda r: r['command']):.2f} s on one core, {over:.2f} times the kernel (allowed {ALLOWED['over_kernel']}), {megabytes:.0f} MB")
    print(f"Dask: one worker {median(lambda r: r['one']):.2f} s, two {median(lambda r: r['two']):.2f} s: {speedup:.2f} times (at least {ALLOWED['speedup']})")
    print(f"one of two killed half-way: {found['lost']:.2f} s, the same bytes")
    if over > ALLOWED["over_kernel"] or megabytes > ALLOWED["megabytes"] or speedup < ALLOWED["speedup"]:
        raise SystemExit("outside what is allowed")


if __name__ == "__main__":
    main()
