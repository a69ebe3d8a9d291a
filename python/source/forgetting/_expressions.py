"""Expressions of the claim language, over numbers and arrays."""

from typing import Any, Tuple, Union

from . import _native


def evaluate(expression: str, *, invalid: str = "raise", **variables: Any) -> Any:
    """Value of an expression, elementwise over the arrays given for its variables.

    Parameters
    ----------
    expression : str
        Such as ``"eps_old(beta, delta)/bc(delta)"``; decimals are read exactly.
    invalid : {"raise", "nan"}
        What to do where an element has no value.
    **variables
        A float or array for each variable; they broadcast together.

    Returns
    -------
    float or numpy.ndarray
        Float64, to the accuracy of the functions named.  For digits that are proved, use `enclose`.

    Raises
    ------
    InputError
        Where the expression cannot be read or has no value, with the argument, its value and what is allowed.

    Examples
    --------
    >>> import forgetting as fg
    >>> fg.evaluate("beta*eps_old(beta, 2) - (1 - beta)*eps_new(beta, 2) < 0", beta=0.3)
    Traceback (most recent call last):
    ...
    forgetting.InputError: ...
    >>> abs(fg.evaluate("beta*eps_old(beta, 2) - (1 - beta)*eps_new(beta, 2)", beta=0.3)) < 1e-16
    True
    """
    return _native.evaluate(expression, variables, invalid)


def enclose(
    expression: Union[str, _native.Function],
    *arguments: Any,
    invalid: str = "raise",
    **variables: Any,
) -> Tuple[Any, Any]:
    """Lower and upper ends of an interval that contains the exact value.

    Parameters
    ----------
    expression : str or Function
        An expression with its variables as keywords, or a function with its arguments.
    invalid : {"raise", "nan"}
        What to do where an element has no enclosure.

    Returns
    -------
    (lo, hi) : floats or arrays
        Outward rounded: the exact real value at the given float64 arguments lies between them; shapes broadcast.

    Raises
    ------
    InputError
        Where the expression cannot be read, or is not defined for certain.

    Examples
    --------
    >>> import forgetting as fg
    >>> lo, hi = fg.enclose(fg.bc, 2.0)
    >>> lo <= 0.6065306597126334 <= hi
    True
    """
    if isinstance(expression, _native.Function):
        return expression.enclose(*arguments, invalid=invalid, **variables)
    if arguments:
        raise TypeError("enclose: give the variables of an expression by name")
    return _native.enclose(expression, variables, invalid)
