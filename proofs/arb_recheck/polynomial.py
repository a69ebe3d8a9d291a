"""Polynomials with rational coefficients in numbered atoms, whose exponents are rationals, negative ones too.

A polynomial is {monomial: coefficient}; a monomial is a sorted tuple of (atom, exponent). Greatest common divisors and factors
are those of FLINT's polynomials: every atom is written as an integer power of one fractional power of itself.
"""
from fractions import Fraction
from math import lcm

from flint import Ordering, fmpq, fmpq_mpoly_ctx

ONE = {(): Fraction(1)}
MOST_TERMS = 4_000
LARGEST_DEGREE = 512


class TooLarge(Exception):
    """The expression is beyond what is worked out here."""


def times(a, b):
    """The product of two monomials."""
    if not a or not b:
        return a or b
    powers = dict(a)
    for atom, power in b:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted((atom, power) for atom, power in powers.items() if power))


def constant(value):
    return {(): Fraction(value)} if value else {}


def of_monomial(monomial, coefficient=Fraction(1)):
    return {monomial: Fraction(coefficient)} if coefficient else {}


def add(a, b, factor=1):
    """a + factor b"""
    total = dict(a)
    for monomial, c in b.items():
        c = total.get(monomial, 0) + factor * c
        if c:
            total[monomial] = c
        else:
            total.pop(monomial, None)
    if len(total) > MOST_TERMS:
        raise TooLarge("too many terms")
    return total


def scaled(a, factor):
    return {monomial: c * factor for monomial, c in a.items()} if factor else {}


def shifted(a, monomial):
    return {times(m, monomial): c for m, c in a.items()} if monomial else a


def inverse(monomial):
    return tuple((atom, -power) for atom, power in monomial)


def atoms(a):
    return {atom for monomial in a for atom, _ in monomial}


def content(a):
    """The monomial of the least power of every atom."""
    least = None
    for monomial in a:
        powers = dict(monomial)
        if least is None:
            least = powers
            continue
        for atom in set(least) | set(powers):
            least[atom] = min(least.get(atom, 0), powers.get(atom, 0))
    return tuple(sorted((atom, power) for atom, power in (least or {}).items() if power))


def leading(a):
    """The coefficient of one term, the same for equal polynomials."""
    return a[max(a)]


def frozen(a):
    return frozenset(a.items())


class Ring:
    """FLINT's polynomials in the atoms of some polynomials without negative powers."""

    def __init__(self, *polynomials):
        grain = {}
        for a in polynomials:
            for monomial in a:
                for atom, power in monomial:
                    grain[atom] = lcm(grain.get(atom, 1), Fraction(power).denominator)
        self.order = sorted(grain)
        self.grain = grain
        self.context = fmpq_mpoly_ctx.get(tuple(f"a{k}" for k in range(len(self.order))), Ordering.lex)

    def into(self, a):
        terms = {}
        for monomial, c in a.items():
            powers = dict(monomial)
            exponents = tuple(int(powers.get(atom, 0) * self.grain[atom]) for atom in self.order)
            if any(n > LARGEST_DEGREE for n in exponents):
                raise TooLarge("a large power")
            terms[exponents] = fmpq(c.numerator, c.denominator)
        return self.context.from_dict(terms)

    def back(self, p):
        found = {}
        for exponents, c in p.to_dict().items():
            monomial = tuple((atom, Fraction(int(n), self.grain[atom])) for atom, n in zip(self.order, exponents) if n)
            found[monomial] = Fraction(int(c.p), int(c.q))
        return found


def reduced(a, b):
    """a and b divided by their greatest common divisor; neither has negative powers."""
    if len(b) == 1 or not a:
        return a, b
    ring = Ring(a, b)
    p, q = ring.into(a), ring.into(b)
    common = p.gcd(q)
    if common.is_constant():
        return a, b
    return ring.back(p / common), ring.back(q / common)


def factors(a):
    """(coefficient, monomial, [(irreducible polynomial of at least two terms, multiplicity)])"""
    shared = content(a)
    rest = shifted(a, inverse(shared))
    if len(rest) == 1:
        return rest[()], shared, []
    ring = Ring(rest)
    c, found = ring.into(rest).factor()
    return Fraction(int(c.p), int(c.q)), shared, [(ring.back(p), int(n)) for p, n in found]
