"""Claims before the judges."""

import html
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from . import _native


@dataclass(frozen=True)
class Verdict:
    """What the judges say of one claim.

    Attributes
    ----------
    claim : str
        The claim in plain text.
    verdict : str
        ``proved``, ``certified``, ``holds on samples``, ``agrees``, ``vacuous``, ``refuted``,
        ``fails on samples`` or ``undecided``.
    established : bool
        Whether it is true on its whole domain.
    reason : str
        What the word rests on.
    boxes : int
        Boxes examined by the interval judge.
    slack : float or None
        A proved lower bound where certified, else the smallest slack seen in samples.
    certificate : str or None
        JSON that ``forgetting recheck`` verifies without the search.
    """

    claim: str
    verdict: str
    established: bool
    reason: str
    boxes: int = 0
    slack: Optional[float] = None
    width: Optional[float] = None
    samples: int = 0
    tightest: Dict[str, float] = field(default_factory=dict)
    witness: Optional[Tuple[Any, ...]] = None
    certificate: Optional[str] = field(default=None, repr=False)
    steps: List[Tuple[str, str]] = field(default_factory=list, repr=False)
    id: Optional[str] = None

    def explain(self) -> str:
        """The claim, the word, its reason and, where it is proved, the steps."""
        lines = [self.claim, f"{self.verdict}: {self.reason}"]
        lines += [f"  {rule}: {expression}" for rule, expression in self.steps]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        escaped = [html.escape(line) for line in (self.verdict, self.claim, self.reason)]
        return "<b>{}</b> <code>{}</code><br><small>{}</small>".format(*escaped)


def claim(
    statement: str, *, boxes: Optional[int] = None, width: Optional[float] = None
) -> Verdict:
    """Judges one claim.

    Parameters
    ----------
    statement : str
        ``for VARIABLE in [A, B], ... [where CONDITION]: LEFT <= RIGHT``.
    boxes : int, optional
        Most boxes spent; 0 only samples.
    width : float, optional
        To what width an equation that is not proved is compared.

    Raises
    ------
    InputError
        With line, column and a caret where the statement cannot be read.

    Examples
    --------
    >>> import forgetting as fg
    >>> fg.claim("for x in [0, 3]: exp(x) <= 1 + x + x^2").verdict
    'refuted'
    """
    return Verdict(**_native.judge_claim(statement, boxes, width))


def check(
    *names: Any, boxes: Optional[int] = None, width: Optional[float] = None
) -> List[Verdict]:
    """Judges the claims of files, folders or ids such as ``"A3"``; all shipped ones where none is named.

    Parameters
    ----------
    *names : str or path
        Documents with claims (.md, .tex, .ipynb), folders of them, or ids.
    boxes, width
        As in `claim`.

    Returns
    -------
    list of Verdict
        In the order of the files; ids in `Verdict.id`.

    Raises
    ------
    InputError
        Where a name is no file and no id, or a claim cannot be read.
    """
    found = _native.check([str(name) for name in names], boxes, width)
    return [Verdict(**entry) for entry in found]
