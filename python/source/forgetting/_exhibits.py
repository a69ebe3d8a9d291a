"""Tables and figures, as data and as notebooks show them."""

import html
from dataclasses import dataclass, field

from . import _native


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
    columns: dict = field(repr=False)
    headings: list = field(repr=False)
    caption: str
    claims: list
    notes: list = field(repr=False)
    markdown: str = field(repr=False)
    latex: str = field(repr=False)

    def to_pandas(self):
        """A pandas DataFrame with the column keys (needs pandas)."""
        import pandas

        return pandas.DataFrame(self.columns)

    def to_polars(self):
        """A Polars DataFrame with the column keys (needs polars)."""
        import polars

        return polars.DataFrame(self.columns, strict=False)

    def __len__(self):
        return len(next(iter(self.columns.values()), []))

    def __str__(self):
        return self.markdown

    def _repr_html_(self):
        body = [line for line in self.markdown.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in body]
        head = "".join(f"<th>{html.escape(cell)}</th>" for cell in rows[0])
        lines = [
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in rows[2:]
        ]
        caption = html.escape(self.caption)
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(lines)}</tbody></table>"
        )


@dataclass(frozen=True)
class Figure:
    """A figure; notebooks show it as SVG."""

    name: str

    def svg(self):
        """The figure as SVG text."""
        return _native.figure_data(self.name, "svg").decode()

    def save(self, path):
        """Writes it to a file; the ending (svg, png, pdf or csv) says how."""
        from pathlib import Path

        path = Path(path)
        data = _native.figure_data(self.name, path.suffix.lstrip("."))
        partial = path.with_name(path.name + ".part")
        partial.write_bytes(data)
        partial.replace(path)

    def _repr_svg_(self):
        return self.svg()


def table(name, *, scenario=None, delta=None, alpha=None, beta0=None, rho=None):
    """One table of the theory, computed now.

    Parameters
    ----------
    name : str
        One of `tables()`.
    scenario : str, optional
        A shipped scenario's name or a TOML file.
    delta, alpha, beta0, rho : float, optional
        The separation instead of a scenario, and weights in place of its own.

    Examples
    --------
    >>> import forgetting as fg
    >>> len(fg.table("misassignment")) > 10
    True
    """
    return Table(name=name, **_native.table_data(name, scenario, delta, alpha, beta0, rho))


def figure(name):
    """One figure of the theory, by name; see `figures()`."""
    known = figures()
    if name not in known:
        raise _native.InputError(f"unknown figure `{name}`; allowed: {', '.join(known)}")
    return Figure(name)


def tables():
    """Names of all tables."""
    return _native.catalogue()[0]


def figures():
    """Names of all figures."""
    return _native.catalogue()[1]
