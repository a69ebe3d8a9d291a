"""What the README shows runs."""

import re
from pathlib import Path

import numpy as np
import pytest

import forgetting as fg

README = (Path(__file__).resolve().parents[1] / "README.md").read_text()


def block(word):
    """The Python block that imports this."""
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    return next(text for text in blocks if f"import {word}" in text)


def test_polars():
    polars = pytest.importorskip("polars")
    names = {"fg": fg}
    lines = block("polars").strip()
    exec(lines.replace("tasks.with_columns(", "result = tasks.with_columns(", 1), names)
    expected = fg.eps_old(np.array([0.1, 0.5]), np.array([2.0, 3.0]))
    assert np.array_equal(names["result"]["eps_old"].to_numpy(), expected)
    assert polars.Float64 == names["result"].schema["eps_old"]


def test_duckdb(tmp_path, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    monkeypatch.chdir(tmp_path)
    fg.sweep("beta", {"beta": "0.1:0.9:9", "delta": "1:4:4"}, out="tasks.parquet")
    exec(block("duckdb"), {"fg": fg})
    rows = duckdb.sql("SELECT delta, max(eps_old(beta, delta)) FROM 'tasks.parquet' GROUP BY delta")
    for delta, largest in rows.fetchall():
        assert largest == fg.eps_old(0.1, delta)


def test_the_commands(command, tmp_path):
    line = next(l for l in README.splitlines() if l.startswith("parallel"))
    shard = re.search(r"forgetting (sweep .*?) :::", line).group(1)
    for k in (1, 2, 3):
        words = shard.replace("{}", str(k)).replace("/64", "/3").replace("1000000000", "1000")
        words = [word.strip("\"'") for word in words.split()]
        command(*words, cwd=tmp_path)
    parts = [tmp_path / f"part-{k}.npy" for k in (1, 2, 3)]
    command("sweep", "--merge", *parts, "--out", tmp_path / "all.npy")
    values = np.load(tmp_path / "all.npy")
    assert np.array_equal(values["value"], fg.bc(np.ascontiguousarray(values["delta"])))
