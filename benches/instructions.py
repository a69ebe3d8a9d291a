#!/usr/bin/env python3
"""Instructions of twelve core operations, counted by callgrind and held against benches/instructions.json.

    python3 benches/instructions.py            # fails where an operation takes over 5 % more than its baseline
    python3 benches/instructions.py --record   # writes the baseline

Counts, unlike times, are the same on a busy machine. Each operation runs COUNT and then 2 COUNT times; the difference is what it takes once it is warm.
The counts belong to the compiler, which the baseline names, and the instruction set that callgrind emulates (AVX2). Under another compiler the
table is printed and nothing fails: a new baseline is committed with the new compiler.
"""
import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BASELINE = HERE / "instructions.json"
ALLOWED = 1.05
COUNT = 3


def program():
    """The built benchmark `operations`."""
    command = ["cargo", "bench", "--no-run", "--bench", "operations", "--message-format", "json"]
    run = subprocess.run(command, cwd=HERE.parent, check=True, stdout=subprocess.PIPE, text=True)
    messages = (json.loads(line) for line in run.stdout.splitlines() if line.startswith("{"))
    built = [m["executable"] for m in messages if m.get("target", {}).get("name") == "operations" and m.get("executable")]
    return built[-1]


def counted(executable, name, count):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", executable, name, str(count)]
    run = subprocess.run(command, env={"RAYON_NUM_THREADS": "1"}, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode or not found:
        sys.exit(f"callgrind on `{name}` failed:\n{run.stderr[-2000:]}")
    return int(found.group(1))


def compiler():
    return subprocess.run(["rustc", "--version"], cwd=HERE.parent, check=True, capture_output=True, text=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="write the baseline")
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is missing: apt-get install valgrind")
    executable = program()
    names = subprocess.run([executable], check=True, capture_output=True, text=True).stdout.splitlines()
    counts = {name: (counted(executable, name, 2 * COUNT) - counted(executable, name, COUNT)) // COUNT for name in names}
    if arguments.record:
        recorded = {"compiler": compiler(), "operations": counts}
        BASELINE.write_text(json.dumps(recorded, indent=2) + "\n")
        print(f"recorded {len(counts)} operations")
        return
    recorded = json.loads(BASELINE.read_text())
    baseline = recorded["operations"]
    print("| operation | instructions | baseline | change |\n|---|---:|---:|---:|")
    worse = set(baseline) ^ set(counts)
    for name in names:
        before = baseline.get(name, counts[name])
        change = counts[name] / before
        print(f"| {name} | {counts[name]:,} | {before:,} | {100 * (change - 1):+.1f} % |")
        if change > ALLOWED:
            worse.add(name)
    if worse and recorded["compiler"] != compiler():
        print(f"another compiler ({compiler()}) than the baseline's ({recorded['compiler']}): nothing is held against it")
    elif worse:
        sys.exit(f"more than {100 * (ALLOWED - 1):.0f} % over the baseline, or not in it: {', '.join(sorted(worse))}")


if __name__ == "__main__":
    main()
