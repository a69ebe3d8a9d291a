"""What the comparison scripts share: a virtual environment of their own, a clock, and this library's side."""
import json
import os
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
MARK = "FORGETTING_COMPARE_IN_VENV"


def inside_venv(requirements):
    """Restarts the running script inside a virtual environment beside it that has `requirements`."""
    if not os.environ.get(MARK):
        python = VENV / "bin" / "python"
        if not python.exists():
            venv.create(VENV, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        sys.exit(subprocess.run([python, *sys.argv], env=os.environ | {MARK: "1"}).returncode)
    # The scripts are called after the packages they compare with: this folder must not shadow them.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]


def seconds(call, at_least, fewest):
    """Median seconds of a call over enough calls to fill `at_least` seconds, `fewest` at the fewest."""
    times = []
    begun = time.perf_counter()
    while len(times) < fewest or time.perf_counter() - begun < at_least:
        t = time.perf_counter()
        call()
        times.append(time.perf_counter() - t)
    return statistics.median(times)


def ours():
    """This library's side, as benches/compare/ours.rs prints it."""
    command = ["cargo", "bench", "--quiet", "--bench", "compare"]
    run = subprocess.run(command, cwd=HERE.parent.parent, check=True, capture_output=True, text=True)
    return json.loads(run.stdout.strip().splitlines()[-1])
