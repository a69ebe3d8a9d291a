"""Writes forgetting/__init__.pyi from the table of functions; with --check, says whether it is up to date."""

import sys
from pathlib import Path

import forgetting as fg

HEAD = '''"""Types of the package; written by make_stubs.py."""

from os import PathLike
from typing import Any, Iterable, Literal, Optional, Union, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._exhibits import Figure as Figure
from ._exhibits import Table as Table
from ._exhibits import figure as figure
from ._exhibits import figures as figures
from ._exhibits import table as table
from ._exhibits import tables as tables
from ._expressions import enclose as enclose
from ._expressions import evaluate as evaluate
from ._native import Function as Function
from ._native import InputError as InputError
from ._native import NotConvergedError as NotConvergedError
from ._native import TwoModes as TwoModes
from ._verdict import Verdict as Verdict
from ._verdict import check as check
from ._verdict import claim as claim

__version__: str
functions: dict[str, Function]

def function(name: str) -> Function: ...
def function_names() -> list[str]: ...
def load_ipython_extension(shell: Any) -> None: ...

_Invalid = Literal["raise", "nan"]
_Value = Union[float, NDArray[np.float64]]
'''


def stub(name, function):
    arguments = [
        f"{argument}: {'int' if k == 0 and function.is_family else 'ArrayLike'}"
        for k, argument in enumerate(function.argument_names)
    ]
    return f"def {name}({', '.join(arguments)}, *, invalid: _Invalid = ...) -> _Value: ...\n"


def main():
    text = HEAD + "\n" + "".join(stub(name, f) for name, f in fg.functions.items())
    path = Path(__file__).with_name("forgetting") / "__init__.pyi"
    if "--check" in sys.argv:
        sys.exit(0 if path.read_text() == text else f"{path.name} is out of date: run make_stubs.py")
    path.write_text(text)


if __name__ == "__main__":
    main()
