"""The project's README shows Python that runs."""
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)


def test_there_is_one():
    assert BLOCKS


@pytest.mark.parametrize("block", BLOCKS)
def test_runs(block, monkeypatch):
    pytest.importorskip("pandas")
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})
