"""The normal form: quotients of polynomials in atoms, valid wherever the expression has a value inside the domain.

Atoms are variables, pi, primes and positive sums under fractional powers, exp(t) for a term t, ln of a prime, an atom or an
irreducible sum, and functions without a definition here. exp(a + b) = exp(a) exp(b), exp(c ln a) = a^c, ln(a b) = ln a + ln b
and (a b)^c = a^c b^c hold by construction; logarithms and powers are taken apart only into factors that are shown positive.
"""
from fractions import Fraction
from math import isqrt

from . import polynomial as poly
from .box import ENTIRE, POSITIVE, UNIT, Ends, is_positive
from .polynomial import ONE, TooLarge

PI = Ends(Fraction(314159, 100000), False, Fraction(31416, 10000), False)
LARGEST_PRIME = 1_000
LARGEST_POWER = 64


class Unsettled(Exception):
    """Not known here, which says nothing of the proof."""


class Quotient:
    """num/den, without a common factor; den has no monomial factor and leads with 1."""

    __slots__ = ("num", "den", "_key")

    def __init__(self, num, den):
        self.num, self.den, self._key = num, den, None

    @property
    def key(self):
        if self._key is None:
            self._key = (poly.frozen(self.num), poly.frozen(self.den))
        return self._key

    def is_zero(self):
        return not self.num

    def is_polynomial(self):
        return self.den == ONE

    def leads_negative(self):
        return bool(self.num) and poly.leading(self.num) < 0


class Field:
    """`ranges` is {variable: Ends}; `facts` are polynomials that are positive by the side conditions."""

    def __init__(self, ranges, closed=False):
        self.ranges = dict(ranges)
        self.closed = closed
        self.facts = set()
        self.atoms, self.ids, self.signs = [], {}, {}
        self.zero, self.one = Quotient({}, ONE), Quotient(ONE, ONE)
        self.half = self.number(Fraction(1, 2))

    # atoms

    def atom(self, *what):
        if what not in self.ids:
            self.ids[what] = len(self.atoms)
            self.atoms.append(what)
        return self.ids[what]

    def of_atom(self, *what):
        return Quotient({((self.atom(*what), Fraction(1)),): Fraction(1)}, ONE)

    def number(self, value):
        return Quotient(poly.constant(value), ONE)

    def variable(self, name):
        ends = self.ranges.get(name)
        if ends and ends.lo is not None and ends.lo == ends.hi:
            return self.number(ends.lo)
        return self.of_atom("var", name)

    # arithmetic

    def polynomial_product(self, a, b):
        """A product, with fractional powers of sums and primes that add up to whole ones multiplied out."""
        plain, further = {}, []
        if len(a) * len(b) > 40 * poly.MOST_TERMS:
            raise TooLarge("too many terms")
        for m, c in a.items():
            for n, d in b.items():
                monomial, factor, sums = self._settled(poly.times(m, n))
                if sums:
                    further.append((poly.of_monomial(monomial, c * d * factor), sums))
                else:
                    plain = poly.add(plain, {monomial: c * d * factor})
        for term, sums in further:
            for total, power in sums:
                for _ in range(power):
                    term = self.polynomial_product(term, total)
            plain = poly.add(plain, term)
        return plain

    def _settled(self, monomial):
        """Whole powers of primes and sums leave the monomial; they are nonnegative here."""
        kept, factor, sums = [], Fraction(1), []
        for atom, power in monomial:
            kind, *rest = self.atoms[atom]
            whole = power.__floor__()
            if kind in ("prime", "sum") and whole:
                if kind == "prime":
                    factor *= Fraction(rest[0]) ** whole
                elif whole < 0:
                    raise Unsettled("a negative power of a root")
                else:
                    sums.append((dict(rest[0]), whole))
                power -= whole
            if power:
                kept.append((atom, power))
        return tuple(kept), factor, sums

    def quotient(self, num, den):
        if not den:
            raise Unsettled("a division by 0")
        if not num:
            return self.zero
        shared = poly.content(den)
        roots = tuple((atom, 1 - power) for atom, power in shared if self.atoms[atom][0] in ("prime", "sum") and power > 0)
        if roots:
            rooted = poly.of_monomial(roots)
            num, den = self.polynomial_product(num, rooted), self.polynomial_product(den, rooted)
            shared = poly.content(den)
        shared = tuple((atom, power) for atom, power in shared if self.atoms[atom][0] not in ("prime", "sum"))
        num, den = (poly.shifted(a, poly.inverse(shared)) for a in (num, den))
        own = tuple((atom, power) for atom, power in poly.content(num) if self.atoms[atom][0] not in ("prime", "sum"))
        num, den = poly.reduced(poly.shifted(num, poly.inverse(own)), den)
        lead = 1 / poly.leading(den)
        return Quotient(poly.scaled(poly.shifted(num, own), lead), poly.scaled(den, lead))

    def add(self, *terms):
        total = self.zero
        for term in terms:
            if total.den == term.den:
                num, den = poly.add(total.num, term.num), total.den
            else:
                num = poly.add(self.polynomial_product(total.num, term.den), self.polynomial_product(term.num, total.den))
                den = self.polynomial_product(total.den, term.den)
            total = Quotient(num, ONE) if den == ONE else self.quotient(num, den)
        return total

    def negated(self, a):
        return self.scaled(a, -1)

    def scaled(self, a, factor):
        return Quotient(poly.scaled(a.num, Fraction(factor)), a.den) if factor else self.zero

    def subtract(self, a, b):
        return self.add(a, self.negated(b))

    def multiply(self, *factors):
        total = self.one
        for factor in factors:
            num = self.polynomial_product(total.num, factor.num)
            if total.den == ONE and factor.den == ONE:
                total = Quotient(num, ONE)
            else:
                total = self.quotient(num, self.polynomial_product(total.den, factor.den))
        return total

    def divide(self, a, b):
        return self.quotient(self.polynomial_product(a.num, b.den), self.polynomial_product(a.den, b.num))

    def whole_power(self, a, n):
        if abs(n) > LARGEST_POWER:
            raise TooLarge("a large power")
        total = self.one
        for _ in range(abs(n)):
            total = self.multiply(total, a)
        return self.divide(self.one, total) if n < 0 else total

    def equal(self, a, b):
        return self.subtract(a, b).is_zero()

    # exponentials, logarithms, fractional powers

    def exponential(self, a):
        result = self.one
        for monomial, c in a.num.items():
            if a.den == ONE and len(monomial) == 1 and monomial[0][1] == 1 and self.atoms[monomial[0][0]][0] == "ln":
                base = dict(self.atoms[monomial[0][0]][1])
                result = self.multiply(result, self._positive_power(base, c))
            else:
                term = ("exp", monomial, poly.frozen(a.den))
                result = self.multiply(result, Quotient({((self.atom(*term), c),): Fraction(1)}, ONE))
        return result

    def logarithm(self, a):
        terms = []
        for base, power in self.positive_factors(a):
            terms.append(self.scaled(self._logarithm_of(base), power))
        return self.add(*terms)

    def _logarithm_of(self, base):
        if len(base) == 1 and base[max(base)] == 1 and len(max(base)) == 1 and self.atoms[max(base)[0][0]][0] == "exp":
            _, monomial, den = self.atoms[max(base)[0][0]]
            return self.multiply(Quotient(poly.of_monomial(monomial), ONE), self.quotient(ONE, dict(den)))
        return self.of_atom("ln", poly.frozen(base))

    def power(self, a, c):
        """a^c for a rational c that is no integer."""
        if a.is_zero():
            if c > 0:
                return self.zero
            raise Unsettled("a division by 0")
        return self.multiply(*(self._positive_power(base, power * c) for base, power in self.positive_factors(a, zeros=c > 0)))

    def _base(self, atom):
        """An atom, or what a root is a power of."""
        kind, *rest = self.atoms[atom]
        if kind == "prime":
            return poly.constant(rest[0])
        return dict(rest[0]) if kind == "sum" else poly.of_monomial(((atom, Fraction(1)),))

    def _positive_power(self, base, c):
        """base^c of a prime, an atom or a sum that is positive."""
        whole = c.__floor__()
        if len(base) == 1:
            (monomial, lead), = base.items()
            if monomial and lead == 1:
                return Quotient({tuple((atom, power * c) for atom, power in monomial): Fraction(1)}, ONE)
            if not monomial:
                fraction = c - whole
                root = ((self.atom("prime", int(lead)), fraction),) if fraction else ()
                return Quotient({root: lead**whole}, ONE)
        total = self.whole_power(Quotient(base, ONE), whole)
        if c == whole:
            return total
        root = ((self.atom("sum", poly.frozen(base)), c - whole),)
        return self.multiply(total, Quotient({root: Fraction(1)}, ONE))

    def positive_factors(self, a, zeros=False):
        """Positive bases with rational powers whose product is `a`, shown to be positive by their signs.

        With `zeros`, bases with positive powers may be 0 somewhere.
        """
        found, negative = [], False
        if a.is_zero():
            raise Unsettled("the logarithm or a power of 0")
        for part, side in ((a.num, 1), (a.den, -1)):
            c, monomial, irreducible = poly.factors(part)
            negative ^= c < 0
            for n, sign in ((abs(c.numerator), side), (c.denominator, -side)):
                found += [(poly.constant(p), Fraction(sign * power)) for p, power in _primes(n)]
            for base, power in [(self._base(atom), power) for atom, power in monomial] + irreducible:
                sign = self.sign(base)
                if sign == 0 and zeros and side * power > 0:
                    sign = int(self.is_positive(base, strict=False)) - int(self.is_positive(poly.scaled(base, -1), strict=False))
                if sign == 0:
                    raise Unsettled(f"the sign of {self.shown(base)} under a logarithm or a root")
                negative ^= sign < 0 and power % 2 == 1
                if sign < 0 and Fraction(power).denominator != 1:
                    raise Unsettled("a fractional power of a negative number")
                found.append((base if sign > 0 else poly.scaled(base, -1), Fraction(side * power)))
        if negative:
            raise Unsettled("a logarithm or a root of a negative number")
        return found

    # signs

    def sign(self, a):
        """1 or -1 where a polynomial has that sign everywhere inside the domain, or on all of it if `closed`; else 0."""
        key = poly.frozen(a)
        if key not in self.signs:
            self.signs[key] = 0
            self.signs[key] = 1 if self.is_positive(a) else -1 if self.is_positive(poly.scaled(a, -1)) else 0
        return self.signs[key]

    def has_sign(self, a, strict=True):
        """Whether a quotient is positive, or nonnegative, by the signs of its irreducible factors."""
        if a.is_zero():
            return not strict
        negative = False
        for part in (a.num, a.den):
            c, monomial, found = poly.factors(part)
            negative ^= c < 0
            bases = [(poly.of_monomial(((atom, Fraction(1)),)), power) for atom, power in monomial]
            for base, power in bases + found:
                if not strict and power > 0 and Fraction(power).denominator == 1 and power % 2 == 0:
                    continue
                if self.is_positive(base, strict):
                    continue
                if not self.is_positive(poly.scaled(base, -1), strict) or Fraction(power).denominator != 1:
                    return False
                negative ^= power % 2 == 1
        return not negative

    def is_positive(self, a, strict=True):
        if key_of(a) in self.facts:
            return True
        try:
            return self._is_positive(a, strict)
        except TooLarge:
            return False

    def _is_positive(self, a, strict):
        grain = poly.Ring(a).grain
        order = sorted(grain)
        ranges, least = [], []
        for atom in order:
            ends = self.range(atom)
            if grain[atom] > 1:
                ends = _rooted(ends)
            if ends is None:
                return False
            ranges.append(ends)
            lowest = min(dict(monomial).get(atom, 0) for monomial in a) * grain[atom]
            if lowest < 0:
                nonnegative = ends.lo is not None and (ends.lo > 0 or ends.lo == 0 and not ends.lo_closed)
                lowest = lowest if nonnegative else lowest - lowest % 2
            least.append(min(lowest, 0))
        terms = {}
        for monomial, c in a.items():
            powers = dict(monomial)
            terms[tuple(int(powers.get(atom, 0) * grain[atom] - low) for atom, low in zip(order, least))] = c
        if any(n > 4 * LARGEST_POWER for exponents in terms for n in exponents):
            raise TooLarge("a large power")
        return is_positive(terms, ranges, strict)

    def range(self, atom):
        """Ends between which an atom lies."""
        kind, *rest = self.atoms[atom]
        if kind == "var":
            ends = self.ranges.get(rest[0], ENTIRE)
            return ends if self.closed else ends.opened()
        if kind == "pi":
            return PI
        if kind == "prime":
            return POSITIVE
        if kind == "sum":
            return POSITIVE._replace(lo_closed=self.closed and not self.is_positive(dict(rest[0])))
        if kind == "exp":
            monomial, den = rest
            sign = self.sign(poly.of_monomial(monomial)) * self.sign(dict(den))
            return POSITIVE if sign == 0 else POSITIVE._replace(lo=Fraction(1)) if sign > 0 else UNIT
        if kind == "call":
            name, order, _ = rest
            if name == "kernel":
                return {0: POSITIVE, 1: UNIT, 2: Ends(Fraction(0), False, Fraction(1, 4), True)}.get(order, ENTIRE)
            if name == "normal_cdf":
                return UNIT
        return ENTIRE

    def shown(self, a):
        return " + ".join(f"{c}*{[(self.atoms[atom][:2], str(power)) for atom, power in monomial]}" for monomial, c in list(a.items())[:4])


def key_of(a):
    return poly.frozen(poly.scaled(a, 1 / abs(poly.leading(a)))) if a else frozenset()


def _rooted(ends):
    """The range of a root, for ends that are their own roots."""
    own = (None, 0, 1)
    if ends.lo is None or ends.lo < 0:
        return None
    lo = ends.lo if ends.lo in own else Fraction(0)
    closed = ends.lo_closed if ends.lo in own else False
    return Ends(lo, closed, ends.hi if ends.hi in own else None, ends.hi_closed and ends.hi in own)


def _primes(n):
    found, p = [], 2
    while n > 1 and p <= min(LARGEST_PRIME, isqrt(n)):
        power = 0
        while n % p == 0:
            n, power = n // p, power + 1
        if power:
            found.append((p, power))
        p += 1 if p == 2 else 2
    return found + [(n, 1)] if n > 1 else found
