#!/usr/bin/env python3
"""What calling from Python costs: a scalar call over the kernel's own time, and 10^6 elements against Rust on all cores.

    python3 benches/compare/python.py

Makes a virtual environment beside itself (.venv) with NumPy and the package of this clone, builds the Rust side in release mode, measures
both in turn three times and prints the best of each as Markdown: eps_o at beta = 0.3, delta = 3, and over delta in [0.5, 8).
Allowed: 0.6 us a scalar call over the kernel, and 10 % over Rust for the array.
"""
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


def main():
    inside_venv(["numpy", str(HERE.parent.parent / "python")])
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
        assert fg.eps_old(0.3, 3.0) == rust["eps_old"]["value"], "the two sides disagree"
        rounds.append((rust["eps_old"]["seconds"], scalar, rust["eps_old_array"]["seconds"], array))
    kernel, scalar, rust, array = (min(column) for column in zip(*rounds))
    over, ratio = scalar - kernel, array / rust
    print("| work | Rust | Python | difference | allowed |")
    print("|---|---:|---:|---:|---:|")
    print(f"| eps_o, one call | {kernel * 1e6:.3f} us | {scalar * 1e6:.3f} us | {over * 1e6:+.3f} us | {SCALAR_OVERHEAD * 1e6:.1f} us |")
    print(f"| eps_o, 10^6 elements, all cores | {rust * 1e3:.0f} ms | {array * 1e3:.0f} ms | {100 * (ratio - 1):+.1f} % | {100 * (ARRAY_RATIO - 1):.0f} % |")
    if over > SCALAR_OVERHEAD or ratio > ARRAY_RATIO:
        raise SystemExit("more than is allowed")


if __name__ == "__main__":
    main()
