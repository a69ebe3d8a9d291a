"""The notebooks run, and print what they show."""

import importlib.util
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"


def texts(notebook):
    """What each cell prints or shows as text."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("text") or output["data"]["text/plain"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_it_prints_what_it_shows(path):
    spec = importlib.util.spec_from_file_location("make", FOLDER / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    shown = nbformat.read(path, as_version=4)
    assert list(texts(make.execute(path))) == list(texts(shown))
    assert len(list(texts(shown))) >= 8 and path.stat().st_size < 60_000
