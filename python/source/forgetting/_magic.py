"""The cell magic ``%%claim``: each paragraph of the cell is a claim, judged and shown."""

from typing import Any, List, Optional

from ._verdict import Verdict, claim


def register(shell: Any) -> None:
    """Adds the magic to an IPython shell."""
    shell.register_magic_function(_claim, "cell", "claim")


def _claim(line: str, cell: str) -> Optional[List[Verdict]]:
    from IPython.display import display

    blocks = [block.strip() for block in cell.split("\n\n") if block.strip()]
    verdicts = [claim(block) for block in blocks]
    for verdict in verdicts:
        display(verdict)
    return verdicts if line.strip() == "return" else None
