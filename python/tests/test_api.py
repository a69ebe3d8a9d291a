"""The public face: every name has a stub with the same parameters, and a docstring that says what a user must know."""

import ast
import importlib.util
import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import forgetting as fg
from forgetting import _native

PACKAGE = Path(fg.__file__).parent
ROOT = Path(__file__).resolve().parents[1]


def stub(name):
    return ast.parse((PACKAGE / name).read_text())


def test_the_stub_of_the_package_lists_its_names():
    spec = importlib.util.spec_from_file_location("stubs", ROOT / "stubs.py")
    stubs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stubs)
    expected = "\n".join(stubs.lines()) + "\n"
    assert (PACKAGE / "__init__.pyi").read_text() == expected, "run python stubs.py, see its first lines"
    assert (PACKAGE / "py.typed").exists()


def parameters(node):
    """Names of a stub's parameters, without self or cls."""
    given = node.args
    names = [a.arg for a in given.posonlyargs + given.args + given.kwonlyargs]
    names += [a.arg for a in (given.vararg, given.kwarg) if a]
    return [name for name in names if name not in ("self", "cls")]


def real_parameters(entry):
    names = inspect.signature(entry).parameters
    return [name for name in names if name not in ("self", "cls")]


def test_the_stub_of_the_native_half_has_its_parameters():
    tree = stub("_native.pyi")
    seen = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            seen.add(node.name)
            assert parameters(node) == real_parameters(getattr(_native, node.name)), node.name
        elif isinstance(node, ast.ClassDef):
            seen.add(node.name)
            kind = getattr(_native, node.name)
            members = {n.name: n for n in node.body if isinstance(n, ast.FunctionDef)}
            for name, member in members.items():
                assert hasattr(kind, name), f"{node.name}.{name}"
                is_property = any(getattr(d, "id", "") == "property" for d in member.decorator_list)
                target = kind if name == "__new__" else getattr(kind, name)
                # A slot's own signature is (*args, **kwargs).
                if not is_property and name != "__call__":
                    assert parameters(member) == real_parameters(target), f"{node.name}.{name}"
            public = {n for n in vars(kind) if not n.startswith("_")} if "Error" not in node.name else set()
            assert public <= set(members), node.name
        elif isinstance(node, ast.AnnAssign):
            seen.add(node.target.id)
    public = {name for name in dir(_native) if not name.startswith("_")}
    assert public <= seen, public - seen


def functions():
    for name in fg.__all__:
        entry = getattr(fg, name)
        if inspect.isfunction(entry):
            yield name, entry
        elif inspect.isclass(entry) and entry.__module__.startswith("forgetting._"):
            members = inspect.getmembers(entry, inspect.isfunction)
            for member, function in members:
                if function.__module__.startswith("forgetting"):
                    yield f"{name}.{member}", function


@pytest.mark.parametrize("name, function", list(functions()))
def test_every_parameter_and_result_is_typed(name, function):
    generated = {"__init__", "__eq__", "__hash__", "__setattr__", "__delattr__", "__replace__", "__repr__"}
    if name.split(".")[-1] in generated and "." in name and name != "ForgettingMonitor.__init__":
        return
    signature = inspect.signature(function)
    untyped = [
        p.name
        for p in signature.parameters.values()
        if p.annotation is p.empty and p.name != "self"
    ]
    assert not untyped and signature.return_annotation is not signature.empty


#: What a docstring of a computation must say, and the claims behind it.
COMPUTATIONS = {
    "advise": "C12",
    "diagnose": "H2",
    "solve": "C1",
    "ForgettingMonitor": "H2",
    "Mixture": "A3",
}


@pytest.mark.parametrize("name", [name for name in fg.__all__ if name != "__version__"])
def test_every_name_is_documented(name):
    entry = getattr(fg, name)
    if name in ("functions", "Function"):  # each function's own text is what a user meets
        return
    text = inspect.getdoc(entry) or ""
    assert len(text.splitlines()[0]) > 5, name
    if name in fg.functions:
        assert "Domain:" in text and "shape" in text and "InputError" in text
        assert not entry.claim or f"Source: {entry.claim}" in text
    elif inspect.isfunction(entry) and inspect.signature(entry).parameters:
        assert "InputError" in text or "Error" in text, f"{name} does not say what it raises"
        for parameter in inspect.signature(entry).parameters:
            assert parameter in text, f"{name} does not explain {parameter}"
    if name in COMPUTATIONS:
        assert COMPUTATIONS[name] in text and "shape" in text
    if name in ("Advisory", "Diagnosis", "Checkpoint", "Solution", "Interval", "Verdict"):
        for attribute in entry.__dataclass_fields__:
            assert attribute in text or attribute in ("page", "id", "width", "samples", "tightest", "witness", "steps"), attribute
    assert not re.search(r"\bTODO\b", text)


def test_examples_in_docstrings():
    import doctest

    from forgetting import _data, _exhibits, _expressions, _monitor, _solve, _sweep, _verdict

    for module in (_data, _exhibits, _expressions, _monitor, _solve, _sweep, _verdict):
        flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
        result = doctest.testmod(module, optionflags=flags)
        assert result.attempted > 0 and result.failed == 0, module.__name__


def test_a_type_checker_agrees(tmp_path):
    pytest.importorskip("mypy")
    package = tmp_path / "forgetting"
    package.mkdir()
    for source in [*PACKAGE.glob("*.py"), *PACKAGE.glob("*.pyi"), PACKAGE / "py.typed"]:
        if source.stem not in ("jax", "torch"):
            shutil.copy(source, package / source.name)
    (tmp_path / "user.py").write_text(
        "import forgetting as fg\n"
        "kept: fg.Solution = fg.solve('reverse-kl', delta=3.0)\n"
        "low: float = fg.advise([[1.0]], [[2.0]]).separation.lo\n"
        "fg.solve(3)  # wrong\n"
        "fg.diagnose()  # wrong\n"
    )
    others = "numpy pandas polars pyarrow distributed safetensors transformers torch IPython".split()
    skipped = "".join(f"[mypy-{other}.*]\nfollow_imports = skip\n" for other in others)
    (tmp_path / "mypy.ini").write_text(f"[mypy]\nignore_missing_imports = True\n{skipped}")
    words = ["-m", "mypy", "--no-error-summary", "user.py"]
    done = subprocess.run([sys.executable, *words], cwd=tmp_path, capture_output=True, text=True)
    places = [line.split(":")[:2] for line in done.stdout.splitlines() if ": error:" in line]
    assert places == [["user.py", "4"], ["user.py", "5"]], done.stdout
