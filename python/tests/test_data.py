"""Advice and diagnosis from arrays, frames and files: the numbers of the command."""

import json

import numpy as np
import pandas
import pytest

import forgetting as fg


def document(found):
    """A result in the shape of the command's JSON: infinity in words, NaN as nothing."""

    def plain(value):
        if isinstance(value, fg.Interval):
            return plain(vars(value))
        if isinstance(value, dict):
            return {key: plain(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [plain(entry) for entry in value]
        if isinstance(value, fg.Checkpoint):
            return plain(vars(value))
        if isinstance(value, float) and not np.isfinite(value):
            return None if np.isnan(value) else "infinity" if value > 0 else "-infinity"
        return value

    hidden = {"page", "lengths"}
    return {key: plain(value) for key, value in vars(found).items() if key not in hidden}


@pytest.mark.parametrize("name, flags", [("iris", {}), ("wine", {"keep": 0.99, "seed": 7})])
def test_advice_is_the_commands(command, tasks, name, flags):
    old, new = tasks / f"{name}-old.csv", tasks / f"{name}-new.csv"
    words = [word for key, value in flags.items() for word in (f"--{key}", value)]
    expected = json.loads(command("advise", "--old", old, "--new", new, "--json", *words))
    frames = [pandas.read_csv(path) for path in (old, new)]
    arrays = [frame.to_numpy() for frame in frames]
    for data in ((old, new), frames, arrays, (str(old), arrays[1])):
        found = fg.advise(*data, **flags)
        assert document(found) == expected
    assert found.to_pandas()["claim"].tolist() == [line["claim"] for line in expected["advice"]]
    assert str(found) == command("advise", "--old", old, "--new", new, *words)
    assert found.route in repr(found) and "<table>" in found._repr_html_()


def test_other_holders_of_the_same_numbers(tasks, tmp_path):
    old, new = (pandas.read_csv(tasks / f"iris-{side}.csv") for side in ("old", "new"))
    expected = document(fg.advise(old, new))
    np.save(tmp_path / "old.npy", np.ascontiguousarray(old.to_numpy()))
    assert document(fg.advise(tmp_path / "old.npy", new)) == expected
    polars = pytest.importorskip("polars")
    assert document(fg.advise(polars.from_pandas(old), polars.from_pandas(new))) == expected
    polars.from_pandas(old).write_parquet(tmp_path / "old.parquet")
    assert document(fg.advise(tmp_path / "old.parquet", new)) == expected
    numpy_files = pytest.importorskip("safetensors.numpy")
    numpy_files.save_file({"features": np.ascontiguousarray(old.to_numpy())}, tmp_path / "old.safetensors")
    assert document(fg.advise(tmp_path / "old.safetensors", new)) == expected
    numpy_files.save_file({"a": np.ones((2, 2)), "b": np.ones((2, 2))}, tmp_path / "two.safetensors")
    with pytest.raises(fg.InputError, match=r"expected one tensor with two axes, found a \(2, 2\)"):
        fg.advise(tmp_path / "two.safetensors", new)


def test_moments_are_the_samples_without_their_shape(tasks, command, tmp_path):
    old, new = (pandas.read_csv(tasks / f"iris-{side}.csv").to_numpy() for side in ("old", "new"))
    side = lambda x: {"n": len(x), "mean": x.mean(axis=0), "covariance": np.cov(x.T)}
    moments = {"old": side(old), "new": side(new)}
    found = fg.advise(moments=moments)
    assert found.separation.value == pytest.approx(fg.advise(old, new).separation.value, rel=1e-9)
    path = tmp_path / "moments.json"
    path.write_text(json.dumps(moments, default=lambda x: x.tolist()))
    expected = json.loads(command("advise", "--moments", path, "--json"))
    assert document(fg.advise(moments=path)) == expected == document(found)


@pytest.mark.parametrize("keep", [0.5, 0.9, 0.999])
def test_advised_parameters_keep_what_was_asked(keep):
    rng = np.random.default_rng(5)
    found = fg.advise(rng.normal(size=(400, 2)), rng.normal(size=(400, 2)) + [3.0, 0.0], keep=keep)
    share = next(line for line in found.advice if line["claim"] == "B5")
    delta = found.separation.value
    trained = fg.solve("sft-replay", delta=delta, rho=share["value"], weights_only=True)
    assert trained.old_mass == pytest.approx(keep * 0.5, rel=1e-9)


@pytest.mark.parametrize(
    "old, new, message",
    [
        (np.ones((5, 2)), np.ones((5, 3)), "3 columns; old has 2"),
        (np.ones(()), np.ones((5, 1)), r"old: shape \(\); expected"),
        (np.ones((2, 2, 2)), np.ones((5, 2)), r"old: shape \(2, 2, 2\)"),
        (np.ones((0, 2)), np.ones((5, 2)), "none of them 0"),
        ([["a", "b"]], np.ones((5, 2)), "old: expected an array of numbers"),
        (np.full((9, 2), np.nan), np.ones((9, 2)), "old, row 1, column 1: NaN; expected a finite"),
        (pandas.DataFrame({"x": [1.0], "y": ["b"]}), np.ones((5, 2)), r"column 2 \(`y`\): `b` is not"),
        ("missing.csv", np.ones((5, 2)), "cannot read missing.csv"),
        (np.ones((9, 2)), None, "both old and new are needed"),
    ],
)
def test_what_advise_refuses(old, new, message):
    with pytest.raises(fg.InputError, match=message):
        fg.advise(old, new)


def test_settings_are_refused_by_name(tasks):
    data = tasks / "iris-old.csv", tasks / "iris-new.csv"
    with pytest.raises(fg.InputError, match=r"keep must lie in \(0, 1\), got 1.2"):
        fg.advise(*data, keep=1.2)
    with pytest.raises(fg.InputError, match="batch must be a whole number >= 0, got -1"):
        fg.advise(*data, batch=-1)
    with pytest.raises(TypeError, match="no setting kep; it has keep"):
        fg.advise(*data, kep=0.5)
    with pytest.raises(fg.InputError, match="not both"):
        fg.advise(*data, moments={})
    with pytest.raises(fg.InputError, match="moments: "):
        fg.advise(moments={"old": 1})


def test_diagnoses_are_the_commands(command, tasks, tmp_path):
    path = tasks / "chains.csv"
    expected = json.loads(command("diagnose", path, "--alpha", 0.3, "--json"))
    frame = pandas.read_csv(path)
    columns = {label: frame[label].to_numpy() for label in frame}
    for data in (path, frame, columns):
        found = fg.diagnose(data, alpha=0.3)
        assert document(found) == expected
    assert str(found) == command("diagnose", path, "--alpha", 0.3)
    table = found.to_pandas()
    assert table["model"].tolist() == [c["model"] for c in expected["checkpoints"]]
    assert (table["old_mass_lo"] <= table["old_mass"]).all()
    assert "<table>" in found._repr_html_() and found.checkpoints[0].model in repr(found)
    polars = pytest.importorskip("polars")
    polars.read_csv(path).write_parquet(tmp_path / "chains.parquet")
    assert document(fg.diagnose(tmp_path / "chains.parquet", alpha=0.3)) == expected


def test_prefixes_are_diagnosed_apart(command, tasks, tmp_path):
    frame = pandas.read_csv(tasks / "chains.csv")
    half = frame.copy()
    half[[c for c in frame if c != "source"]] *= 0.9
    both = pandas.concat([half.assign(length=6), frame.assign(length=12)])
    path = tmp_path / "prefixes.csv"
    both.to_csv(path, index=False)
    found = fg.diagnose(both)
    assert sorted(found.lengths) == [6, 12]
    assert document(found) == document(fg.diagnose(frame)) == document(found.lengths[12])
    expected = json.loads(command("diagnose", path, "--json"))["lengths"][0]["diagnosis"]
    assert document(found.lengths[6])["path"] == expected["path"]


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda f: f.drop(columns="logp_old"), "no column `logp_old`; expected source"),
        (lambda f: f.assign(source="Old"), r"row 1, column 1 \(`source`\): source `Old`; expected old, new"),
        (lambda f: f.assign(logp_new=np.nan), r"row 1, column 3 \(`logp_new`\): NaN; expected a finite"),
        (lambda f: f.assign(logp_new="x"), r"column 3 \(`logp_new`\): `x` is not a number"),
        (lambda f: f.assign(length=1.5), "length `1.5`; expected a whole number"),
        (lambda f: f[f.source == "old"], "0 rows with source new"),
        (lambda f: f.iloc[:0], "a header and no row"),
        (lambda f: 3, "expected a path, a frame or a dict of columns, got int"),
    ],
)
def test_what_diagnose_refuses(tasks, change, message):
    frame = pandas.read_csv(tasks / "chains.csv")
    with pytest.raises(fg.InputError, match=message):
        fg.diagnose(change(frame))


def test_columns_of_different_lengths_are_refused():
    columns = {"source": ["old"] * 3, "logp_old": [1.0] * 2, "logp_new": [1.0] * 3, "logp_model": [1.0] * 3}
    with pytest.raises(fg.InputError, match="logp_old must have 3 entries to fit source, got 2"):
        fg.diagnose(columns)
