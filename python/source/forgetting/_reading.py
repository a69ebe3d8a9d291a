"""Features and log-likelihoods from whatever holds them: arrays, frames, files."""

import os
from pathlib import Path
from typing import Any

import numpy

from ._native import InputError


def read_parquet(path: Path) -> Any:
    """A Parquet file as a frame, by the first of pyarrow, polars and pandas that is installed."""
    try:
        from pyarrow import parquet
    except ImportError:
        pass
    else:
        return _guarded(path, lambda: _ArrowFrame(parquet.read_table(path)))
    try:
        import polars
    except ImportError:
        raise InputError(
            f"{path}: Parquet needs pyarrow or polars; install one, or save CSV or NPY"
        ) from None
    return _guarded(path, lambda: polars.read_parquet(path))


class _ArrowFrame:
    """An Arrow table with what is used of a frame."""

    def __init__(self, table: Any):
        self._table = table
        self.columns = list(table.column_names)

    def __getitem__(self, name: str) -> Any:
        return self._table.column(name)


def read_safetensors(path: Path) -> numpy.ndarray:
    """The one two-dimensional tensor of a safetensors file."""
    try:
        from safetensors.numpy import load_file
    except ImportError:
        raise InputError(f"{path}: safetensors needs the package of that name") from None
    tensors = _guarded(path, lambda: load_file(path))
    tables = [name for name, tensor in tensors.items() if tensor.ndim == 2]
    if len(tables) != 1:
        found = ", ".join(f"{name} {tensor.shape}" for name, tensor in sorted(tensors.items()))
        raise InputError(f"{path}: expected one tensor with two axes, found {found or 'none'}")
    return tensors[tables[0]]


def _guarded(path: Path, read: Any) -> Any:
    try:
        return read()
    except InputError:
        raise
    except Exception as error:
        line = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(f"{path}: {line}") from error


def is_path(data: Any) -> bool:
    return isinstance(data, (str, os.PathLike))


def is_frame(data: Any) -> bool:
    return hasattr(data, "columns") and hasattr(data, "__getitem__")


def _column(name: str, frame: Any, label: Any, place: int) -> numpy.ndarray:
    """One column as float64."""
    column = frame[label]
    values = column.to_numpy() if hasattr(column, "to_numpy") else numpy.asarray(column)
    try:
        if values.dtype.kind not in "biufO":
            raise ValueError
        return numpy.asarray(values, dtype=float)
    except (TypeError, ValueError):
        first = next((v for v in values.tolist() if not _is_number(v)), values.dtype)
        raise InputError(
            f"{name}, column {place + 1} (`{label}`): `{first}` is not a number"
        ) from None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def features(name: str, data: Any) -> Any:
    """What the native side takes: a path it reads itself, or (name, float64 array of shape (n, d), column names)."""
    if is_path(data):
        path = Path(data)
        if path.suffix == ".parquet":
            return features(str(path), read_parquet(path))
        if path.suffix == ".safetensors":
            return features(str(path), read_safetensors(path))
        return path
    if is_frame(data):
        labels = list(data.columns)
        if not labels:
            raise InputError(f"{name}: no column; expected rows of numbers")
        columns = [_column(name, data, label, k) for k, label in enumerate(labels)]
        return name, numpy.ascontiguousarray(numpy.column_stack(columns)), [str(x) for x in labels]
    return name, _matrix(name, data), None


def _matrix(name: str, data: Any) -> numpy.ndarray:
    """An array, or what becomes one (a torch tensor on any device too), with rows as samples."""
    if hasattr(data, "detach"):
        data = data.detach().cpu().double().numpy()
    try:
        array = numpy.asarray(data, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name}: expected an array of numbers with rows as samples") from None
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or 0 in array.shape:
        shape = tuple(array.shape)
        raise InputError(f"{name}: shape {shape}; expected (samples, features), none of them 0")
    return numpy.ascontiguousarray(array)


def log_likelihoods(data: Any) -> Any:
    """What the native side takes: a path it reads itself, or (name, [(label, cells)])."""
    name = "table"
    if is_path(data):
        path = Path(data)
        if path.suffix != ".parquet":
            return path
        name, data = str(path), read_parquet(path)
    if isinstance(data, dict):
        labels = list(data)
    elif is_frame(data):
        labels = list(data.columns)
    else:
        kind = type(data).__name__
        raise InputError(f"expected a path, a frame or a dict of columns, got {kind}")
    wanted = [
        (k, label)
        for k, label in enumerate(map(str, labels))
        if label in ("source", "logp_old", "logp_new", "length") or label.startswith("logp_model")
    ]
    return name, [(label, _cells(name, data, label, k)) for k, label in wanted]


def _cells(name: str, frame: Any, label: str, place: int) -> Any:
    if label != "source":
        return _column(name, frame, label, place)
    column = frame[label]
    values = column.tolist() if hasattr(column, "tolist") else list(column)
    return [str(value) for value in values]
