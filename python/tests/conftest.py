"""What the tests share: the shipped data, and the command of the installed package."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tasks():
    """The folder of shipped tasks."""
    return ROOT / "examples" / "tasks"


@pytest.fixture(scope="session")
def command():
    """Runs the command line of the package; standard output, and the exit code and standard error where they are asked for."""

    def run(*words, code=0, **options):
        done = subprocess.run(
            [sys.executable, "-m", "forgetting", *map(str, words)],
            capture_output=True,
            text=True,
            **options,
        )
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    return run
