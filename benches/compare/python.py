#!/usr/bin/env python3
"""What calling from Python costs: a scalar call over the kernel's own time, and 10^6 elements against Rust on all cores.

    python3 benches/compare/python.py [--json]

Makes a virtual environment beside itself (.venv) with NumPy and the package of this clone, builds the Rust side in release mode, measures
both in turn three times and prints the best of each as Markdown: eps_o at beta = 0.3, delta = 3, and over delta in [0.5, 8).
Allowed: 0.6 us a scalar call over the kernel, and 10 % over Rust for the array.
"""
import json
import sys
import time

from sides import HERE, inside_venv, ours

SCALAR_OVERHEAD = 0.6e-6
ARRAY_RATIO = 1.1
CALLS = 200_000


def scalar_seconds(function):
    """Seconds of a call in a loop, the loop among them."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        for _ in range(CALLS):
            function(0.3, 3.0)
        times.append(time.perf_counter() - begun)
    return min(times) / CALLS


def array_seconds(function, delta):
    times = []
    for _ in range(7):
        begun = time.perf_counter()
        values = function(0.3, delta)
        times.append(time.perf_counter() - begun)
    return min(times), float(values.sum())


def measure():
    """Seconds of both sides in three rounds, and how many elements the array has."""
    import numpy as np

    import forgetting as fg

    rounds = []
    for _ in range(3):
        rust = ours()
        count = rust["eps_old_array"]["elements"]
        delta = 0.5 + 7.5 * np.arange(count) / count
        scalar = scalar_seconds(fg.eps_old)
        array, total = array_seconds(fg.eps_old, delta)
        assert abs(total / rust["eps_old_array"]["sum"] - 1) < 1e-12, "the two sides disagree"
        assert abs(fg.eps_old(0.3, 3.0) / rust["eps_old"]["value"] - 1) < 1e-13, "the two sides disagree"
        rounds.append({"kernel": rust["eps_old"]["seconds"], "scalar": scalar, "rust": rust["eps_old_array"]["seconds"], "array": array})
    best = {name: min(r[name] for r in rounds) for name in rounds[0]}
    return best | {"allowed": {"scalar": SCALAR_OVERHEAD, "array": ARRAY_RATIO}}


def main():
    inside_venv(["numpy", str(HERE.parent.parent / "python")])
    found = measure()
    if "--json" in sys.argv:
        print(json.dumps(found))
        return
    over, ratio = found["scalar"] - found["kernel"], found["array"] / found["rust"]
    print("| work | Rust | Python | difference | allowed |")
    print("|---|---:|---:|---:|---:|")
    print(f"| eps_o, one call | {found['kernel'] * 1e6:.3f} us | {found['scalar'] * 1e6:.3f} us | {over * 1e6:+.3f} us | {SCALAR_OVERHEAD * 1e6:.1f} us |")
    print(f"| eps_o, 10^6 elements, all cores | {found['rust'] * 1e3:.0f} ms | {found['array'] * 1e3:.0f} ms | {100 * (ratio - 1):+.1f} % | {100 * (ARRAY_RATIO - 1):.0f} % |")
    if over > SCALAR_OVERHEAD or ratio > ARRAY_RATIO:
        raise SystemExit("more than is allowed")


if __name__ == "__main__":
    main()
