"""Derivatives and substitution in the normal form, atom by atom."""
from fractions import Fraction

from . import polynomial as poly
from .field import Quotient, Unsettled
from .polynomial import ONE


def thawed(key):
    """The quotient of a key."""
    return Quotient(dict(key[0]), dict(key[1]))


def mentions(field, a, names):
    """Whether a quotient depends on one of the variables."""
    return any(_atom_mentions(field, atom, names) for part in (a.num, a.den) for atom in poly.atoms(part))


def _atom_mentions(field, atom, names):
    kind, *rest = field.atoms[atom]
    if kind == "var":
        return rest[0] in names
    return any(mentions(field, part, names) for part in _parts(kind, rest))


def _parts(kind, rest):
    """What an atom is made of, as quotients."""
    if kind in ("sum", "ln"):
        return [Quotient(dict(rest[0]), ONE)]
    if kind == "exp":
        return [Quotient(poly.of_monomial(rest[0]), ONE), Quotient(dict(rest[1]), ONE)]
    if kind == "call":
        return [thawed(key) for key in rest[2]]
    return []


def _exponent(field, rest):
    return field.quotient(poly.of_monomial(rest[0]), dict(rest[1]))


class Calculus:
    def __init__(self, field, kernel, definitions):
        self.f, self.kernel, self.definitions = field, kernel, definitions

    def derivative(self, a, name):
        num, den = (self._of_polynomial(part, name) for part in (a.num, a.den))
        below = Quotient(a.den, ONE)
        first = self.f.divide(num, below)
        if den.is_zero():
            return first
        return self.f.subtract(first, self.f.divide(self.f.multiply(a, den), below))

    def _of_polynomial(self, a, name):
        terms = []
        for monomial, c in a.items():
            for k, (atom, power) in enumerate(monomial):
                slope = self._logarithmic(atom, name)
                if slope is not None:
                    terms.append(self.f.multiply(Quotient({monomial: c * power}, ONE), slope))
        return self.f.add(*terms)

    def _logarithmic(self, atom, name):
        """The derivative of an atom over the atom; None where it is constant."""
        if not _atom_mentions(self.f, atom, {name}):
            return None
        f = self.f
        kind, *rest = f.atoms[atom]
        own = Quotient({((atom, Fraction(1)),): Fraction(1)}, ONE)
        if kind == "var":
            return f.divide(f.one, own)
        if kind == "exp":
            return self.derivative(_exponent(f, rest), name)
        if kind == "sum":
            base = Quotient(dict(rest[0]), ONE)
            return f.divide(self.derivative(base, name), base)
        if kind == "ln":
            base = Quotient(dict(rest[0]), ONE)
            return f.divide(self.derivative(base, name), f.multiply(base, own))
        function, order, keys = rest
        arguments = [thawed(key) for key in keys]
        slopes = [self.derivative(argument, name) for argument in arguments]
        if function == "kernel":
            # The heat equation: dK_n/dm = K_(n+1) and dK_n/ds = s K_(n+2).
            (m, s), (dm, ds) = arguments, slopes
            total = f.multiply(self.kernel.value(order + 1, m, s), dm)
            if not ds.is_zero():
                total = f.add(total, f.multiply(s, self.kernel.value(order + 2, m, s), ds))
            return f.divide(total, own)
        if function == "normal_cdf":
            return f.divide(f.multiply(self.definitions.call("phi", None, arguments), slopes[0]), own)
        raise Unsettled(f"the derivative of {function}")

    def substituted(self, a, name, value):
        """The quotient at name = value."""
        return self.f.divide(*(self._substituted_polynomial(part, name, value) for part in (a.num, a.den)))

    def _substituted_polynomial(self, a, name, value):
        terms = []
        for monomial, c in a.items():
            term = self.f.number(c)
            for atom, power in monomial:
                term = self.f.multiply(term, self._substituted_power(atom, power, name, value))
            terms.append(term)
        return self.f.add(*terms)

    def _substituted_power(self, atom, power, name, value):
        f = self.f
        if not _atom_mentions(f, atom, {name}):
            return Quotient({((atom, power),): Fraction(1)}, ONE)
        kind, *rest = f.atoms[atom]
        at = lambda part: self.substituted(part, name, value)
        if kind == "exp":
            return f.exponential(f.scaled(at(_exponent(f, rest)), power))
        if kind == "sum":
            found = at(Quotient(dict(rest[0]), ONE))
        elif kind == "ln":
            found = f.logarithm(at(Quotient(dict(rest[0]), ONE)))
        elif kind == "var":
            found = value
        else:
            function, order, keys = rest
            found = self.definitions.call(function, order, [at(thawed(key)) for key in keys])
        power = Fraction(power)
        return f.whole_power(found, int(power)) if power.denominator == 1 else f.power(found, power)
