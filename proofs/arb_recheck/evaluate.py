"""Expressions over boxes, and their logarithms taken apart."""
from fractions import Fraction

from . import elementary, theory
from .integral import integrate
from .interval import Interval, pi
from .language import rational
from .series import Series, add, divide, level_of, multiply, power, scale, subtract


class Unsupported(NotImplementedError):
    """This checker has no enclosure of the function."""


FUNCTIONS = {**elementary.TABLE, **theory.TABLE}


def evaluate(expr, values, memo=None):
    """The value of an expression, `values` naming intervals or series; `memo` serves one set of values."""
    memo = {} if memo is None else memo
    if expr not in memo:
        memo[expr] = _evaluate(expr, values, memo)
    return memo[expr]


def _evaluate(expr, values, memo):
    def at(part):
        return evaluate(part, values, memo)

    match expr:
        case ("num", value):
            return Interval.exact(value)
        case ("pi",):
            return pi()
        case ("var", name):
            return values[name]
        case ("neg", a):
            return -at(a)
        case ("+", a, b):
            return add(at(a), at(b))
        case ("-", a, b):
            return subtract(at(a), at(b))
        case ("*", a, b):
            return power(at(a), 2) if a == b else multiply(at(a), at(b))
        case ("/", a, b):
            return divide(at(a), at(b))
        case ("^", a, b):
            exponent = rational(b)
            if exponent is not None and exponent.denominator == 1:
                return power(at(a), int(exponent))
            return elementary.raised(at(a), at(b))
        case ("d", of, name, point):
            here = values[name] if point is None else at(point)
            level = 1 + max([level_of(here), *(level_of(x) for x in values.values())])
            slope = evaluate(of, values | {name: Series.variable(here, 1, level)})
            if level_of(slope) < level:
                return Interval.exact(0)
            return slope.coefficients[1]
        case ("integral", name, start, end, body):
            start, end = at(start), at(end)
            if level_of(start) or level_of(end):
                raise Unsupported("an integral whose ends move")
            level = 1 + max((level_of(x) for x in values.values()), default=0)
            return integrate(lambda x: evaluate(body, values | {name: x}), level, start, end)
        case ("call", name, None, arguments):
            if name not in FUNCTIONS:
                raise Unsupported(f"no enclosure of {name}")
            return FUNCTIONS[name](*map(at, arguments))
        case ("call", name, order, arguments):
            return theory.INDEXED[name](order, *map(at, arguments))
    raise AssertionError(f"not an expression: {expr}")


def call(name, *arguments, order=None):
    return ("call", name, order, arguments)


def logarithm(expr):
    """ln(expr) as {expression: coefficient}; wherever all terms are defined, expr is positive and they sum to its logarithm."""
    one = ("num", Fraction(1))
    match expr:
        case ("*", a, b):
            return combine(logarithm(a), logarithm(b), 1)
        case ("/", a, b):
            return combine(logarithm(a), logarithm(b), -1)
        case ("^", a, b):
            exponent = rational(b)
            if exponent is None:
                return {("*", b, call("ln", a)): Fraction(1)}
            return {term: c * exponent for term, c in logarithm(a).items() if exponent}
        case ("call", "exp", None, (x,)):
            return {x: Fraction(1)}
        case ("call", "sqrt", None, (x,)):
            return {term: c / 2 for term, c in logarithm(x).items()}
        case ("call", "bc", None, (delta,)):
            return {("^", delta, ("num", Fraction(2))): Fraction(-1, 8)}
        case ("call", ("eps_old" | "eps_new") as name, None, (beta, delta)):
            rest = ("-", one, beta)
            own, alien = (beta, rest) if name == "eps_old" else (rest, beta)
            factors = ("call", "sqrt", None, (("/", alien, own),)), call("bc", delta), ("num", Fraction(1, 2))
            moment = call("sech_moment", ("neg", call("logit", beta)), delta, order=0)
            terms = {call("ln", moment): Fraction(1)}
            for factor in factors:
                terms = combine(terms, logarithm(factor), 1)
            return terms
    return {} if expr == one else {call("ln", expr): Fraction(1)}


def combine(a, b, sign):
    """a + sign b, equal terms cancelled."""
    terms = dict(a)
    for term, c in b.items():
        terms[term] = terms.get(term, 0) + sign * c
    return {term: c for term, c in terms.items() if c}


def linear(terms, values, memo=None):
    """The sum of coefficient times term."""
    memo = {} if memo is None else memo
    found = Interval.exact(0)
    for term, c in terms.items():
        found = add(found, scale(evaluate(term, values, memo), c))
    return found
