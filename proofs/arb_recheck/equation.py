"""Equations: both sides have a value everywhere on the domain, and every step of the chain has one normal form.

Values are checked on the domain with its ends, the normal forms inside it. Both sides are continuous where they have a value,
and the inside is dense, so that equality carries over to the ends.
"""
from fractions import Fraction

from . import definitions as domains
from . import polynomial as poly
from .box import ENTIRE, Ends
from .definitions import Definitions, Kernel
from .derivative import Calculus, mentions
from .field import Field, Unsettled, key_of
from .gaussian import Gaussian
from .language import obligations, rational
from .polynomial import TooLarge

NEAR = Fraction(1, 1000)


class Reader:
    """From expressions to normal forms, over the inside of a domain or, with `closed`, over all of it."""

    def __init__(self, ranges, closed=False):
        self.f = Field(ranges, closed)
        self.kernel = Kernel(self.f)
        self.definitions = Definitions(self.f, self.kernel)
        self.calculus = Calculus(self.f, self.kernel, self.definitions)
        self.outer = {name: self.f.variable(name) for name in ranges}
        self.memo, self.fresh = {}, {}

    def normal(self, expr, scope=None):
        scope = self.outer if scope is None else scope
        key = expr, tuple(sorted((name, value.key) for name, value in scope.items()))
        if key not in self.memo:
            self.memo[key] = self._normal(expr, scope)
        return self.memo[key]

    def _normal(self, expr, scope):
        f = self.f
        at = lambda part: self.normal(part, scope)
        match expr:
            case ("num", value):
                return f.number(value)
            case ("pi",):
                return f.of_atom("pi")
            case ("var", name):
                return scope[name]
            case ("neg", a):
                return f.negated(at(a))
            case ("+", a, b):
                return f.add(at(a), at(b))
            case ("-", a, b):
                return f.subtract(at(a), at(b))
            case ("*", a, b):
                return f.multiply(at(a), at(b))
            case ("/", a, b):
                return f.divide(at(a), at(b))
            case ("^", a, b):
                exponent = rational(b)
                if exponent is None:
                    return f.exponential(f.multiply(at(b), f.logarithm(at(a))))
                return f.whole_power(at(a), int(exponent)) if exponent.denominator == 1 else f.power(at(a), exponent)
            case ("call", name, order, arguments):
                return self.definitions.call(name, order, [at(part) for part in arguments])
            case ("d", of, name, point):
                inner, bound, value = self.bound(name, point, scope)
                slope = self.calculus.derivative(self.normal(of, inner), bound)
                return slope if point is None else self.calculus.substituted(slope, bound, value)
            case ("expect", density, parameters, name, body):
                inner, bound = self.integration(name, scope)
                body = self.normal(body, inner)
                gaussian = Gaussian(f, self.kernel, self.calculus)
                found = [f.multiply(weight, gaussian.mean(body, bound, mean, s)) for weight, mean, s in self.modes(density, parameters, scope)]
                return f.add(*found)
        raise Unsettled(f"no rule for {expr[0]}")

    def bound(self, name, point, scope):
        """(the scope inside a derivative, the variable it is taken in, the point)"""
        if point is None:
            own = self.variable_of(scope[name])
            if own is None:
                raise Unsettled("a derivative in a variable that has one value only")
            return scope, own, scope[name]
        value = self.normal(point, scope)
        exact = rational(point)
        if exact is not None:
            near = Ends(exact - NEAR, False, exact + NEAR, False)
        else:
            # A point inside an open range has that range as a neighbourhood.
            near = self.f.ranges.get(self.variable_of(value), ENTIRE).opened()
        fresh = self.new_variable("d", name, value.key, near)
        return scope | {name: self.f.variable(fresh)}, fresh, value

    def variable_of(self, value):
        """The name of the variable that a quotient is, or None."""
        found = [self.f.atoms[atom][1] for atom in poly.atoms(value.num) if self.f.atoms[atom][0] == "var"]
        return found[0] if len(found) == 1 and self.f.equal(value, self.f.variable(found[0])) else None

    def integration(self, name, scope):
        fresh = self.new_variable("x", name, (), ENTIRE)
        return scope | {name: self.f.variable(fresh)}, fresh

    def new_variable(self, kind, name, key, ends):
        """A variable that no text can name; the same one for the same use."""
        if (kind, name, key) not in self.fresh:
            fresh = f"{name}#{len(self.fresh)}"
            self.fresh[kind, name, key] = fresh
            self.f.ranges[fresh] = ends
        return self.fresh[kind, name, key]

    def modes(self, density, parameters, scope):
        """[(weight, mean, standard deviation)]"""
        f = self.f
        values = [self.normal(part, scope) for part in parameters]
        if density == "normal":
            return [(f.one, *values)]
        half = f.scaled(values[-1], Fraction(1, 2))
        if density == "old":
            return [(f.one, f.negated(half), f.one)]
        if density == "new":
            return [(f.one, half, f.one)]
        beta = values[0]
        return [(beta, f.negated(half), f.one), (f.subtract(f.one, beta), half, f.one)]

    def require(self, expr, scope=None, binders=()):
        """Raises `Unsettled` unless the expression has a value everywhere; `binders` are (variable, point) of derivatives."""
        scope = self.outer if scope is None else scope
        inner = lambda part: self.require(part, scope, binders)
        match expr:
            case ("num", _) | ("pi",) | ("var", _):
                return
            case ("neg", a):
                inner(a)
            case ("+" | "-" | "*", a, b):
                inner(a), inner(b)
            case ("/", a, b):
                inner(a), inner(b)
                self.nonzero(b, scope, binders)
            case ("^", a, b):
                inner(a), inner(b)
                exponent = rational(b)
                if exponent is None or exponent.denominator != 1:
                    self.positive(a, scope, binders)
                elif exponent < 0 or binders and exponent == 0:
                    self.nonzero(a, scope, binders)
            case ("call", name, _, arguments):
                for part in arguments:
                    inner(part)
                self.inside(name, arguments, scope, binders)
            case ("d", of, name, point):
                if point is not None:
                    inner(point)
                within, bound, value = self.bound(name, point, scope)
                self.require(of, within, (*binders, (bound, None if point is None else value)))
            case ("expect", density, parameters, name, body):
                for part in parameters:
                    inner(part)
                separation = {"normal": (1,), "old": (0,), "new": (0,), "mix": (1,)}[density]
                for k in separation:
                    self.positive(parameters[k], scope, binders, strict=False)
                if density == "mix":
                    self.weight(parameters[0], scope, binders, strict=False)
                within, _ = self.integration(name, scope)
                self.require(body, within, binders)
            case _:
                raise Unsettled(f"no rule for {expr[0]}")

    def inside(self, name, arguments, scope, binders):
        """The domain of a function."""
        known = name in ("min", "max", "abs") and not binders
        for table, check in (
            (domains.WEIGHTS, lambda part: self.weight(part, scope, binders, strict=False)),
            (domains.INNER_WEIGHTS, lambda part: self.weight(part, scope, binders)),
            (domains.NONNEGATIVE, lambda part: self.positive(part, scope, binders, strict=False)),
            (domains.POSITIVE, lambda part: self.positive(part, scope, binders)),
        ):
            for k in table.get(name, ()):
                known = True
                check(arguments[k])
        if name == "log1p":
            known = True
            self.positive(("+", ("num", Fraction(1)), arguments[0]), scope, binders)
        if name == "sdft_mass" and (rational(arguments[0]) is None or rational(arguments[0]) < 0):
            raise Unsettled("rounds that are not a number")
        if name == "sdft_rate":
            # Its definition divides by this.
            self.positive(("+", arguments[0], ("+", arguments[1], arguments[2])), scope, binders)
        if not known and name not in domains.ANYWHERE:
            raise Unsettled(f"the domain of {name}")

    def weight(self, part, scope, binders, strict=True):
        self.positive(part, scope, binders, strict)
        self.positive(("-", ("num", Fraction(1)), part), scope, binders, strict)

    def value(self, expr, scope, binders):
        """(normal form at the points of derivatives, whether it moves with one of their variables)"""
        found, moves = self.normal(expr, scope), False
        for bound, point in reversed(binders):
            if mentions(self.f, found, {bound}):
                moves = True
                if point is not None:
                    found = self.calculus.substituted(found, bound, point)
        return found, moves

    def positive(self, expr, scope, binders, strict=True):
        found, moves = self.value(expr, scope, binders)
        strict = strict or moves
        if not self.f.has_sign(found, strict):
            raise Unsettled(f"{expr} is not shown to be {'positive' if strict else 'nonnegative'}")

    def nonzero(self, expr, scope, binders):
        found, _ = self.value(expr, scope, binders)
        if found.is_zero() or not (self.f.has_sign(found) or self.f.has_sign(self.f.negated(found))):
            raise Unsettled(f"{expr} is not shown to be other than 0")

    def take_facts(self, conditions):
        """Strict side conditions: the sign of the one factor that is not known otherwise."""
        for chain in conditions:
            for part in obligations(chain):
                if part.sign != "<":
                    continue
                try:
                    self.require(part.smaller), self.require(part.larger)
                    gap = self.f.subtract(self.normal(part.larger), self.normal(part.smaller))
                    self.take_fact(gap)
                except Unsettled:
                    continue

    def take_fact(self, gap):
        unknown, sign = [], 1
        for part in (gap.num, gap.den):
            c, monomial, found = poly.factors(part)
            sign *= 1 if c > 0 else -1
            for base, power in [(poly.of_monomial(((atom, Fraction(1)),)), power) for atom, power in monomial] + found:
                known = self.f.sign(base)
                if known == 0:
                    unknown.append((base, power))
                elif power % 2:
                    sign *= known
        if len(unknown) == 1 and unknown[0][1] % 2 == 1:
            self.f.facts.add(key_of(poly.scaled(unknown[0][0], sign)))
            self.f.signs.clear()


class Equations:
    """Decides equations over one domain."""

    def __init__(self, ranges, conditions=()):
        self.inner = Reader(ranges)
        closed = any((ends.lo_closed or ends.hi_closed) and ends.lo != ends.hi for ends in ranges.values())
        self.whole = Reader(ranges, closed=True) if closed else self.inner
        for reader in {self.inner, self.whole}:
            reader.take_facts(conditions)

    def require(self, expr):
        self.whole.require(expr)

    def equal(self, a, b):
        return self.inner.f.equal(self.inner.normal(a), self.inner.normal(b))

    def holds(self, obligation):
        """Whether a relation between sides that have a value follows from the signs of the factors of their difference."""
        reader = self.whole
        if obligation.sign == "=":
            return self.equal(obligation.smaller, obligation.larger)
        try:
            gap = reader.f.subtract(reader.normal(obligation.larger), reader.normal(obligation.smaller))
        except (Unsettled, TooLarge):
            return False
        return reader.f.has_sign(gap, obligation.sign == "<")
