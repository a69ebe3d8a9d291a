"""Executes the notebooks beside it and keeps their small outputs: text and HTML tables, no figures.

    python make.py
"""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

KEPT = {"text/plain", "text/html"}


def joined(outputs):
    """Outputs with what was printed in one piece: how a kernel cuts it is chance."""
    whole = []
    for output in outputs:
        last = whole[-1] if whole else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            whole.append(output)
    return whole


def execute(path):
    """The notebook, executed where it lies, with its outputs cut to what is kept."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type != "code":
            continue
        cell.outputs = joined(cell.outputs)
        for output in cell.outputs:
            output.get("metadata", {}).clear()
            if "data" in output:
                output["data"] = {k: v for k, v in output["data"].items() if k in KEPT}
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


if __name__ == "__main__":
    for path in sorted(Path(__file__).parent.glob("*.ipynb")):
        nbformat.write(execute(path), path)
