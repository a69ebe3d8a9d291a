"""Prints `__init__.pyi`: the public names, each from where it is defined, the theory's functions from its table.

    python stubs.py > source/forgetting/__init__.pyi
"""

import forgetting as fg


def lines():
    yield '"""Written by stubs.py from the names of the package."""'
    yield ""
    yield "from typing import Any, Dict"
    yield ""
    places = {}
    for name in fg.__all__:
        if name not in fg.functions and name != "functions":
            place = getattr(getattr(fg, name), "__module__", "forgetting._native")
            place = place if place != "forgetting" else "forgetting._native"
            places.setdefault(place.removeprefix("forgetting"), []).append(name)
    for place, names in sorted({k if k != "builtins" else "._native": v for k, v in places.items()}.items()):
        yield f"from {place} import ("
        yield from (f"    {name} as {name}," for name in names)
        yield ")"
    yield ""
    yield "functions: Dict[str, Function]"
    for name, function in fg.functions.items():
        yield f"{name}: Function  # {function.signature}"
    yield ""
    yield "def load_ipython_extension(shell: Any) -> None: ..."


if __name__ == "__main__":
    print("\n".join(lines()))
