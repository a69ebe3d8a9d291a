"""Sweeps: the same bytes from Python, from the command, from shards and from a cluster that loses a worker."""

import hashlib
import os
import signal
import threading
import time

import numpy as np
import pytest

import forgetting as fg

GRID = {"beta": "0.01:0.99:37", "delta": "0.1:12:301:log"}
FLAGS = ["--grid", *(f"{name}={spec}" for name, spec in GRID.items())]
BOUND = "eps_old(beta, delta)/bc(delta)"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_grid_in_memory():
    found = fg.sweep(BOUND, {"beta": (0.1, 0.9, 5), "delta": np.array([1.0, 2.0])})
    assert list(found.columns) == ["beta", "delta", "value"] and len(found) == 10
    assert found["delta"].tolist() == [1.0, 2.0] * 5 and found["beta"][0] == 0.1
    direct = fg.evaluate(BOUND, beta=found["beta"], delta=found["delta"])
    assert np.array_equal(found["value"], direct) and found.failed == 0
    assert len(found.to_pandas()) == 10 and "10 rows" in repr(found)
    two = fg.sweep({"bc": "bc(delta)", "tv": "tv(delta)"}, {"delta": [1, 2, 3]})
    assert np.array_equal(two["tv"], fg.tv(np.array([1.0, 2.0, 3.0])))


def test_what_an_objective_keeps():
    found = fg.sweep(
        solve="ttt-discover", grid={"tau": "0.2:2:5", "delta": [2.0, 3.0]}, weights_only=True
    )
    for tau, delta, mass in zip(found["tau"], found["delta"], found["value"]):
        alone = fg.solve("ttt-discover", delta=float(delta), tau=float(tau), weights_only=True)
        assert mass == alone.old_mass


@pytest.mark.parametrize("kind", ["sobol", "halton"])
def test_sequences_integrate_better_than_chance(kind):
    # The mean of 4 x (1 - x) y over the unit square is 1/3; 4096 random points miss it by about 0.004.
    found = fg.sweep("4*x*(1 - x)*y", {"x": "0:1", "y": "0:1"}, sample=f"{kind}:4096", seed=4)
    assert abs(found["value"].mean() - 1 / 3) < 4e-4
    other = fg.sweep("x", {"x": "0:1", "y": "0:1"}, sample=f"{kind}:4096", seed=5)
    assert not np.array_equal(other["x"], found["x"])
    wide = fg.sweep("x", {"x": "1e-6:1e6:log"}, sample=f"{kind}:1000")
    assert 0.4 < (wide["x"] < 1).mean() < 0.6


def test_a_claim_over_a_grid():
    grid = {"beta": "0.1:0.9:5", "delta": "0.5:6:12"}
    bound = "sqrt((1 - beta)/beta) * bc(delta)"
    found = fg.sweep(claim=f"eps_old(beta, delta) <= 1/2 * {bound}", grid=grid)
    assert found.failed == 0 and list(found.columns) == ["beta", "delta", "slack_lo", "slack_hi"]
    assert (found["slack_lo"] > 0).all() and (found["slack_lo"] <= found["slack_hi"]).all()
    refuted = fg.sweep(claim=f"eps_old(beta, delta) >= 1/3 * {bound}", grid=grid)
    assert refuted.failed == (refuted["slack_lo"] < 0).sum() > 0


def test_values_there_are_not():
    found = fg.sweep("1/(delta - 2)", {"delta": [1, 2, 3]})
    assert found.failed == 1 and np.isnan(found["value"][1]) and found["value"][0] == -1


@pytest.mark.parametrize("ending", ["csv", "npy"])
def test_files_are_the_commands(command, tmp_path, ending):
    ours, theirs = tmp_path / f"ours.{ending}", tmp_path / f"theirs.{ending}"
    assert fg.sweep(BOUND, GRID, out=ours, shard_rows=1000) == 0
    command("sweep", BOUND, *FLAGS, "--out", theirs)
    assert digest(ours) == digest(theirs)
    assert sorted(p.name for p in tmp_path.iterdir()) == [ours.name, theirs.name]
    values = fg.sweep(BOUND, GRID)
    csv = dict(delimiter=",", names=True)
    table = np.load(ours) if ending == "npy" else np.genfromtxt(ours, **csv)
    for name in ("beta", "delta", "value"):
        assert np.array_equal(np.asarray(table[name]), values[name])


def test_parquet(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    fg.sweep(BOUND, GRID, out=tmp_path / "all.parquet", shard_rows=5000)
    table = parquet.read_table(tmp_path / "all.parquet")
    assert np.array_equal(table.column("value").to_numpy(), fg.sweep(BOUND, GRID)["value"])


@pytest.mark.parametrize("ending", ["csv", "npy"])
def test_shards_merge_into_one_run(command, tmp_path, ending):
    whole = tmp_path / f"whole.{ending}"
    fg.sweep(BOUND, GRID, out=whole)
    parts = [tmp_path / f"part{k}.{ending}" for k in (1, 2, 3)]
    for k, part in enumerate(parts, 1):
        command("sweep", BOUND, *FLAGS, "--shard", f"{k}/3", "--out", part)
    merged = tmp_path / f"merged.{ending}"
    assert fg.merge_sweeps(parts[::-1], merged) == 0
    assert digest(merged) == digest(whole)
    merged.unlink()
    with pytest.raises(fg.InputError, match="missing"):
        fg.merge_sweeps([parts[0], parts[2]], merged)
    with pytest.raises(fg.InputError, match="there twice"):
        fg.merge_sweeps([*parts, parts[1]], merged)
    parts[1].write_bytes(parts[1].read_bytes().replace(b"9", b"8", 1))
    with pytest.raises(fg.InputError, match="not the bytes"):
        fg.merge_sweeps(parts, merged)
    assert not merged.exists()


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(), "one of the three"),
        (dict(expressions="bc(delta)", solve="sft"), "one of the three"),
        (dict(expressions="bc(delta"), "line 1, column"),
        (dict(expressions="bc(gamma)", grid={"delta": [1]}), "gamma"),
        (dict(expressions="bc(delta)", grid={"delta": "0:1"}), "a count for each variable, got delta"),
        (dict(expressions="bc(delta)", grid={"delta": "0:1:10:log"}), "positive ends"),
        (dict(expressions="bc(delta)", grid={"delta": "0:nan:10"}), "finite"),
        (dict(expressions="bc(delta)", grid={"delta": []}), "no number"),
        (dict(expressions="bc(delta)", grid={"bc": [1]}), "name variables"),
        (dict(expressions={"delta": "delta"}, grid={"delta": [1]}), "different names, got delta"),
        (dict(expressions="x", grid={"x": "0:1"}, sample="sobol:0"), "sobol:N or halton:N"),
        (dict(solve="oapl", grid={"eta": [1.0]}), "unknown variable `eta`; allowed: delta, alpha"),
        (dict(solve="ppo", grid={"delta": [1.0]}), "unknown objective `ppo`"),
        (dict(expressions="x", grid={"x": [1]}, out="x.txt"), "must end in .csv, .npy or .parquet"),
        (dict(expressions="x", grid={"x": [1]}, shard_rows=0), "shard_rows must be >= 1"),
        (dict(expressions="x", grid={"x": [1]}, out="x.npy", shared_folder=True), "needs a client"),
        (dict(expressions="x", grid={"x": [1]}, out="/nowhere/x.csv"), "cannot write /nowhere/x.csv"),
    ],
)
def test_what_sweep_refuses(arguments, message):
    with pytest.raises(fg.InputError, match=message):
        fg.sweep(**arguments)


@pytest.mark.parametrize("shared_folder", [False, True])
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path, shared_folder):
    distributed = pytest.importorskip("distributed")
    grid = {"beta": "0.001:0.999:200", "delta": "0.1:12:2000"}
    alone = tmp_path / "alone.npy"
    fg.sweep(BOUND, grid, out=alone)
    options = dict(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        workers = client.run(os.getpid)
        assert len(workers) == 2 and os.getpid() not in workers.values()
        killed = []

        def kill():
            time.sleep(0.5)
            victim = list(workers.values())[0]
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

        killer = threading.Thread(target=kill)
        killer.start()
        together = tmp_path / "together.npy"
        shared = dict(client=client, shard_rows=4096, shared_folder=shared_folder)
        fg.sweep(BOUND, grid, out=together, **shared)
        killer.join()
        assert killed and digest(together) == digest(alone)
        assert sorted(p.name for p in tmp_path.iterdir()) == [alone.name, together.name]
        values = fg.sweep("bc(delta)", {"delta": "0:9:1000"}, client=client, shard_rows=100)
        assert np.array_equal(values["value"], fg.bc(values["delta"]))
