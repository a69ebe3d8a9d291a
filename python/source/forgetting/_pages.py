"""What results have in common: pages for people, tables for notebooks."""

import html
from typing import Any, Iterable, Sequence


def preformatted(page: str) -> str:
    """A page as HTML that keeps its columns."""
    return f"<pre>{html.escape(page.rstrip())}</pre>"


def html_table(headings: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> str:
    """Rows as an HTML table; every cell is escaped."""
    head = "".join(f"<th>{html.escape(str(cell))}</th>" for cell in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def short(number: Any) -> str:
    """Six digits of a number; words as they are, nothing for what is not there."""
    if number is None:
        return ""
    return f"{number:.6g}" if isinstance(number, float) else str(number)
