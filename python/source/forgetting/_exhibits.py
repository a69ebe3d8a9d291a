"""Tables and figures, as data and as notebooks show them."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Optional, Union

from . import _native
from ._pages import html_table


@dataclass(frozen=True)
class Table:
    """A table: numbers in full, beside what people read.

    Attributes
    ----------
    name, caption : str
    columns : dict of str to list
        Values by column key; ``None`` where a cell does not apply.
    headings : list of str
        Headings for people, in the same order.
    claims, notes : list of str
    """

    name: str
    columns: Dict[str, List[Any]] = field(repr=False)
    headings: List[str] = field(repr=False)
    caption: str
    claims: List[str]
    notes: List[str] = field(repr=False)
    markdown: str = field(repr=False)
    latex: str = field(repr=False)

    def to_pandas(self) -> Any:
        """A pandas DataFrame with the column keys (needs pandas)."""
        import pandas

        return pandas.DataFrame(self.columns)

    def to_polars(self) -> Any:
        """A Polars DataFrame with the column keys (needs polars)."""
        import polars

        return polars.DataFrame(self.columns, strict=False)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))

    def __str__(self) -> str:
        return self.markdown

    def _repr_html_(self) -> str:
        body = [line for line in self.markdown.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in body]
        return html_table(rows[0], rows[2:], self.caption)


@dataclass(frozen=True)
class Figure:
    """A figure; notebooks show it as SVG."""

    name: str

    def svg(self) -> str:
        """The figure as SVG text."""
        return _native.figure_data(self.name, "svg").decode()

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes it to a file; the ending (svg, png, pdf or csv) says how."""
        path = Path(path)
        data = _native.figure_data(self.name, path.suffix.lstrip("."))
        partial = path.with_name(path.name + ".part")
        partial.write_bytes(data)
        partial.replace(path)

    def _repr_svg_(self) -> str:
        return self.svg()


def table(
    name: str,
    *,
    scenario: Optional[str] = None,
    delta: Any = None,
    alpha: Any = None,
    beta0: Any = None,
    rho: Any = None,
) -> Table:
    """One table of the theory, computed now.

    Parameters
    ----------
    name : str
        One of `tables()`.
    scenario : str, optional
        A shipped scenario's name or a TOML file.
    delta, alpha, beta0, rho : number, optional
        The separation instead of a scenario, and weights in place of its own.

    Raises
    ------
    InputError
        An unknown table or scenario, or a number outside its domain.

    Examples
    --------
    >>> import forgetting as fg
    >>> len(fg.table("misassignment")) > 10
    True
    """
    setting = dict(scenario=scenario, delta=delta, alpha=alpha, beta0=beta0, rho=rho)
    return Table(name=name, **_native.table_data(name, setting))


def figure(name: str) -> Figure:
    """One figure of the theory, by name; see `figures()`.  InputError for an unknown one."""
    known = figures()
    if name not in known:
        raise _native.InputError(f"unknown figure `{name}`; allowed: {', '.join(known)}")
    return Figure(name)


def tables() -> List[str]:
    """Names of all tables."""
    return _native.catalogue()[0]


def figures() -> List[str]:
    """Names of all figures."""
    return _native.catalogue()[1]
