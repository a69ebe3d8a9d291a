"""Sweeps: expressions, or what an objective keeps, over grids and low-discrepancy sets, here or on a cluster."""

import json
import os
import tempfile
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

import numpy

from . import _native

#: Rows of one task of a cluster where none are asked for.
SHARD_ROWS = 1 << 20


@dataclass(frozen=True)
class Sweep:
    """A sweep in memory: one column a variable, then the values.

    Attributes
    ----------
    columns : dict of str to numpy.ndarray
        Shape (rows,) each.
    failed : int
        Values there are not; they are NaN. Of a claim, points at which it is not certain to hold.
    """

    columns: Dict[str, numpy.ndarray] = field(repr=False)
    failed: int

    def __getitem__(self, name: str) -> numpy.ndarray:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def to_pandas(self) -> Any:
        """A pandas DataFrame (needs pandas)."""
        import pandas

        return pandas.DataFrame(self.columns)

    def to_polars(self) -> Any:
        """A Polars DataFrame (needs polars)."""
        import polars

        return polars.DataFrame(self.columns)

    def __repr__(self) -> str:
        return f"<sweep of {len(self)} rows: {', '.join(self.columns)}; {self.failed} failed>"


def _axis(name: str, spec: Any) -> str:
    """`delta=0.1:10:1000` from a text, a tuple (lo, hi, count[, "log"]) or numbers."""
    if isinstance(spec, str):
        return f"{name}={spec}"
    if isinstance(spec, tuple):
        return f"{name}=" + ":".join(str(part) for part in spec)
    numbers = numpy.atleast_1d(numpy.asarray(spec, dtype=float)).ravel()
    if not numbers.size:
        raise _native.InputError(f"grid: {name} has no number")
    return f"{name}=" + ",".join(repr(float(x)) for x in numbers)


def _request(
    expressions: Union[None, str, Sequence[str], Mapping[str, str]],
    grid: Mapping[str, Any],
    solve: Optional[str],
    claim: Optional[str],
    scenario: Optional[str],
    weights_only: bool,
    sample: Optional[str],
    seed: int,
    form: str,
) -> str:
    names: List[str] = []
    if [expressions, solve, claim].count(None) != 2:
        raise _native.InputError("give expressions, solve or claim, one of the three")
    quantity: Dict[str, Any]
    if solve is not None:
        old_mass = {"objective": solve, "scenario": scenario, "weights_only": weights_only}
        quantity = {"old-mass": old_mass}
    elif claim is not None:
        quantity = {"claim": claim}
    elif isinstance(expressions, str):
        quantity = {"expressions": [expressions]}
    elif isinstance(expressions, Mapping):
        names = list(expressions)
        quantity = {"expressions": list(expressions.values())}
    else:
        quantity = {"expressions": list(expressions or ())}
    points = None
    if sample is not None:
        kind, _, count = sample.partition(":")
        if kind not in ("sobol", "halton") or not count.isdigit() or int(count) < 1:
            message = f"sample must be sobol:N or halton:N with N >= 1, got `{sample}`"
            raise _native.InputError(message)
        points = {"kind": kind, "count": int(count), "seed": seed}
    request = {
        "version": _native.__version__,
        "quantity": quantity,
        "names": names,
        "axes": [_axis(name, spec) for name, spec in grid.items()],
        "sample": points,
        "format": form,
    }
    return json.dumps(request)


def _values(
    request: str, start: int, stop: int, *, threads: int = 0
) -> Tuple[numpy.ndarray, int]:
    return _native.sweep_values(request, start, stop, threads)


def _body(request: str, start: int, stop: int, *, threads: int = 0) -> Tuple[bytes, int]:
    return _native.sweep_body(request, start, stop, threads)


def _written(
    request: str, start: int, stop: int, *, threads: int = 0, name: str, offset: int, width: int
) -> Tuple[None, int]:
    """Rows of one width each go to their place in a file that is there; again they are the same bytes."""
    body, failed = _body(request, start, stop, threads=threads)
    with open(name, "r+b") as file:
        file.seek(offset + width * start)
        file.write(body)
    return None, failed


def _ordered(
    task: Any, request: str, ranges: Sequence[Tuple[int, int]], client: Any, retries: int
) -> Iterator[Tuple[Any, int]]:
    """Results of the ranges in order, here or on a Dask cluster; there a few more than its cores are under way at a time."""
    if client is None:
        for start, stop in ranges:
            yield task(request, start, stop)
        return
    # The cluster runs a task on one core, and as many tasks as it has cores.
    task = partial(task, threads=1)
    waiting = deque(ranges)
    running: deque = deque()
    while waiting or running:
        threads = sum(client.nthreads().values()) or 1
        while waiting and len(running) < 2 * threads + 2:
            start, stop = waiting.popleft()
            running.append(client.submit(task, request, start, stop, retries=retries, pure=False))
        future = running.popleft()
        yield future.result()
        future.release()


def sweep(
    expressions: Union[None, str, Sequence[str], Mapping[str, str]] = None,
    grid: Optional[Mapping[str, Any]] = None,
    *,
    solve: Optional[str] = None,
    claim: Optional[str] = None,
    scenario: Optional[str] = None,
    weights_only: bool = False,
    sample: Optional[str] = None,
    seed: int = 1,
    out: Union[None, str, "os.PathLike[str]"] = None,
    client: Any = None,
    shared_folder: bool = False,
    shard_rows: int = SHARD_ROWS,
    retries: int = 3,
) -> Any:
    """Expressions, the old mass of an objective's minimisers, or a claim, over a grid or a low-discrepancy set.

    Parameters
    ----------
    expressions : str, sequence or dict
        In the claim language; a dict names the columns.
    grid : dict
        By variable, the last one fastest: ``"0.1:10:1000"`` or ``(0.1, 10, 1000)`` evenly with both ends, ``"0.1:10:1000:log"``, or an
        array of numbers.
    solve : str
        Instead of expressions: an objective of `objectives()`; variables are delta, alpha, beta0, rho and its parameters.
    claim : str
        Instead of expressions: inequalities in the variables. The values are ``slack_lo`` and ``slack_hi``, an enclosure of their smallest
        slack; ``failed`` counts the points at which they are not certain to hold.
    scenario : str
        The objective's scenario, where delta is no variable.
    weights_only : bool
        Whether only the weight moves.
    sample : str
        ``"sobol:N"`` or ``"halton:N"``: the first N points of a scrambled sequence over ``"lo:hi"`` or ``"lo:hi:log"`` of each variable.
    seed : int
        Of the scramble.
    out : path
        A .csv, .npy or .parquet file (Parquet needs pyarrow), streamed in memory that does not depend on the number of rows, written
        whole or not at all; the same bytes as ``forgetting sweep``, however it was computed.
    client : dask.distributed.Client
        Computes shards on its cluster, one core a task, a lost worker's again.
    shared_folder : bool
        Whether the workers see the folder of ``out`` too, a .npy file: each then writes its rows to their place, and none travel.
    shard_rows : int
        Rows of one of its tasks, >= 1.
    retries : int
        How often a failed task is tried again.

    Returns
    -------
    Sweep, or with ``out`` an int
        The rows in memory, or how many values do not exist (NaN in the file).

    Raises
    ------
    InputError
        A grid, an expression, a name or a file ending that is not allowed.

    Examples
    --------
    >>> import forgetting as fg
    >>> found = fg.sweep("eps_old(beta, delta)", {"beta": [0.1, 0.5], "delta": "1:4:4"})
    >>> len(found), abs(float(found["value"][0]) - fg.eps_old(0.1, 1.0)) < 1e-15
    (8, True)
    """
    if shard_rows < 1:
        raise _native.InputError(f"shard_rows must be >= 1, got {shard_rows}")
    path = None if out is None else Path(out)
    if shared_folder and (client is None or path is None or path.suffix != ".npy"):
        raise _native.InputError("shared_folder needs a client, and an out that ends in .npy")
    form = "npy" if path is not None and path.suffix == ".npy" else "csv"
    request = _request(
        expressions, grid or {}, solve, claim, scenario, weights_only, sample, seed, form
    )
    rows, names, _, _ = _native.sweep_shape(request)
    ranges = [(k, min(k + shard_rows, rows)) for k in range(0, rows, shard_rows)]
    if path is None:
        parts = list(_ordered(_values, request, ranges, client, retries))
        table = numpy.concatenate([part for part, _ in parts]) if parts else numpy.zeros((0, len(names)))
        columns = {name: table[:, k].copy() for k, name in enumerate(names)}
        return Sweep(columns, sum(failed for _, failed in parts))
    if path.suffix == ".parquet":
        return _to_parquet(path, names, _ordered(_values, request, ranges, client, retries))
    if path.suffix not in (".csv", ".npy"):
        raise _native.InputError(f"out must end in .csv, .npy or .parquet, got `{path}`")
    if shared_folder:
        return _in_place(path, request, ranges, client, retries)
    bodies = _ordered(_body, request, ranges, client, retries)
    return _to_bytes(path, _native.sweep_header(request), bodies)


class _Staged:
    """A file beside its place that takes it at the end of a ``with`` block, or leaves no trace."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> str:
        try:
            handle, self.name = tempfile.mkstemp(prefix=".writing-", dir=self.path.parent)
        except OSError as error:
            raise _native.InputError(f"cannot write {self.path}: {error.strerror}") from error
        os.close(handle)
        return self.name

    def __exit__(self, kind: Any, *_: Any) -> None:
        if kind is None:
            os.chmod(self.name, 0o644)
            os.replace(self.name, self.path)
        else:
            os.unlink(self.name)


def _to_bytes(path: Path, header: bytes, bodies: Iterator[Tuple[bytes, int]]) -> int:
    failed = 0
    with _Staged(path) as name, open(name, "wb") as file:
        file.write(header)
        for body, missing in bodies:
            file.write(body)
            failed += missing
    return failed


def _in_place(
    path: Path, request: str, ranges: Sequence[Tuple[int, int]], client: Any, retries: int
) -> int:
    """The workers write; here the file is made in its length, and takes its place when all is there."""
    rows, names, _, _ = _native.sweep_shape(request)
    header, width = _native.sweep_header(request), 8 * len(names)
    with _Staged(path.absolute()) as name:
        with open(name, "wb") as file:
            file.write(header)
            file.truncate(len(header) + width * rows)
        task = partial(_written, name=name, offset=len(header), width=width)
        return sum(failed for _, failed in _ordered(task, request, ranges, client, retries))


def _to_parquet(path: Path, names: List[str], parts: Iterator[Tuple[numpy.ndarray, int]]) -> int:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise _native.InputError(f"{path}: Parquet needs pyarrow; install it, or write .npy") from None
    schema = pyarrow.schema([(name, pyarrow.float64()) for name in names])
    failed = 0
    with _Staged(path) as name, parquet.ParquetWriter(name, schema) as writer:
        for values, missing in parts:
            arrays = [pyarrow.array(values[:, k]) for k in range(len(names))]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            failed += missing
    return failed


def merge_sweeps(shards: Sequence[Union[str, "os.PathLike[str]"]], out: Union[str, "os.PathLike[str]"]) -> int:
    """Joins shards of ``forgetting sweep --shard K/N``, in any order, into the bytes of one run.

    Parameters
    ----------
    shards : sequence of paths
        Each with its manifest beside it.
    out : path
        Written whole or not at all.

    Returns
    -------
    int
        How many values do not exist.

    Raises
    ------
    InputError
        Where shards are missing, there twice, of different requests, or changed since they were written.
    """
    return _native.sweep_merge([os.fspath(shard) for shard in shards], os.fspath(out))[1]
