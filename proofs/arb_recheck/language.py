"""The claim language, read anew: text to tuples.

Expressions: ("num", Fraction), ("pi",), ("var", name), ("neg", a), (op, a, b) with op one of + - * / ^,
("call", name, order or None, arguments), ("d", expression, variable, point or None) and
("integral", variable, from, to, expression).
"""
import re
from fractions import Fraction
from typing import NamedTuple

# name: (has an integer first argument, number of other arguments)
FUNCTIONS = {
    **dict.fromkeys(
        "sqrt exp ln expm1 log1p abs sinh cosh tanh sech sin cos tan asin acos atan erf erfc erfcx tgamma lgamma digamma sigmoid logit softplus normal_cdf log_normal_cdf "
        "log1mexp phi bc tv overlap chi2".split(),
        (False, 1),
    ),
    **dict.fromkeys(
        "min max softplus_normal logistic_normal eps_old eps_new distinguishability kl_sft boundary_slope "
        "fisher_min_eigenvalue conditioning_bound log_old log_new old new".split(),
        (False, 2),
    ),
    **dict.fromkeys("kl_reverse kl_replay oapl_mass log_mix mix resp_old resp_new".split(), (False, 3)),
    "ttt_critical_anchor": (False, 4),
    **dict.fromkeys("kernel sech_moment overlap_moment".split(), (True, 2)),
}
# Functions of the language that this checker has no enclosure of: certificates with them are unknown here, which says nothing of them.
UNKNOWN = frozenset(
    "ttt_old_weight hybrid_old_weight sdft_mass sdft_rate".split()
)
KEYWORDS = {"for", "in", "where", "and", "or", "implies", "let"}
RELATIONS = ("<=", ">=", "<", ">", "=")
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|([A-Za-z]\w*)|(<=|>=|[-+*/^<>=()\[\],:]))", re.ASCII)
LONGEST = 65_536
DEEPEST = 100
LARGEST_EXPONENT = 1000


class Unreadable(ValueError):
    """The text is not in the language."""


class NotKnown(Unreadable):
    """The text may be in the language, or in a later version of it, but this checker does not know it."""


class Range(NamedTuple):
    variable: str
    lower: tuple
    lower_closed: bool
    upper: tuple
    upper_closed: bool


class Claim(NamedTuple):
    domain: list
    conditions: list  # of chains
    statement: list  # a chain: [expression, relation, expression, ...]


class Obligation(NamedTuple):
    """smaller `sign` larger, with sign one of <= < =."""

    smaller: tuple
    sign: str
    larger: tuple


def claim(text):
    """A claim; it must be the whole text."""
    return Parser(text).whole("claim")


def comparison(text, variables):
    """A chain of relations; it must be the whole text."""
    return Parser(text, variables).whole("chain")


def expression(text, variables=()):
    """An expression; it must be the whole text."""
    return Parser(text, variables).whole("sum")


def obligations(chain):
    """One for each relation, `>` turned round; min on the larger, max and abs on the smaller side taken apart."""
    found = []
    for left, relation, right in zip(chain[::2], chain[1::2], chain[2::2]):
        if relation in (">", ">="):
            left, right, relation = right, left, relation.replace(">", "<")
        _take_apart(left, relation, right, found)
    return found


def _take_apart(smaller, sign, larger, found):
    def called(expr, name):
        return expr[0] == "call" and expr[1] == name

    if sign != "=":
        if called(larger, "min"):
            for part in larger[3]:
                _take_apart(smaller, sign, part, found)
            return
        if called(smaller, "max"):
            for part in smaller[3]:
                _take_apart(part, sign, larger, found)
            return
        if called(smaller, "abs"):
            inner = smaller[3][0]
            _take_apart(inner, sign, larger, found)
            _take_apart(("neg", inner), sign, larger, found)
            return
    found.append(Obligation(smaller, sign, larger))


def rational(expr):
    """The exact value of an expression of + - * / and integer powers, else None."""
    match expr:
        case ("num", value):
            return value
        case ("neg", a):
            a = rational(a)
            return None if a is None else -a
        case ("+" | "-" | "*" | "/" | "^" as operator, a, b):
            a, b = rational(a), rational(b)
            if a is None or b is None:
                return None
            if operator == "+":
                return a + b
            if operator == "-":
                return a - b
            if operator == "*":
                return a * b
            if operator == "/":
                return None if b == 0 else a / b
            whole = b.denominator == 1 and abs(b) <= LARGEST_EXPONENT
            return a ** int(b) if whole and (a != 0 or b >= 0) else None
    return None


class Parser:
    def __init__(self, text, variables=()):
        if len(text) > LONGEST:
            raise Unreadable("the text is too long")
        self.tokens = self.split(text)
        self.at = 0
        self.scope = list(variables)
        self.depth = 0

    @staticmethod
    def split(text):
        tokens, at, text = [], 0, text.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise Unreadable(f"not in the language: {text[at:at + 20]!r}")
            kind = match.lastindex
            tokens.append(("number name symbol".split()[kind - 1], match.group(kind)))
            at = match.end()
        return tokens + [("end", "")]

    def peek(self, ahead=0):
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def next(self):
        token = self.peek()
        self.at += 1
        return token

    def take(self, text):
        kind, found = self.peek()
        if kind in ("symbol", "name") and found == text:
            self.at += 1
            return True
        return False

    def expect(self, *texts):
        kind, found = self.next()
        if kind not in ("symbol", "name") or found not in texts:
            raise Unreadable(f"expected {' or '.join(texts)}, found {found!r}")
        return found

    def whole(self, rule):
        """What a rule of the grammar reads; it must be the whole text."""
        found = getattr(self, rule)()
        self.finish()
        return found

    def finish(self):
        if self.peek()[0] != "end":
            raise Unreadable(f"{self.peek()[1]!r} after the end")

    def claim(self):
        domain, conditions = [], []
        if self.take("for"):
            domain.append(self.range())
            while self.take(","):
                domain.append(self.range())
            self.scope = [axis.variable for axis in domain]
            if len(set(self.scope)) < len(self.scope):
                raise Unreadable("a variable has two ranges")
            if self.take("where"):
                conditions.append(self.chain())
                while self.take("and") or self.take(","):
                    conditions.append(self.chain())
            self.expect(":")
        return Claim(domain, conditions, self.chain())

    def range(self):
        name = self.variable()
        self.expect("in")
        lower_closed = self.expect("[", "(") == "["
        lower = self.sum()
        self.expect(",")
        upper = self.sum()
        return Range(name, lower, lower_closed, upper, self.expect("]", ")") == "]")

    def variable(self):
        kind, name = self.next()
        if kind != "name" or name in KEYWORDS or name in FUNCTIONS or name in ("d", "pi", "sum", "integral"):
            raise Unreadable(f"{name!r} is not the name of a variable")
        return name

    def chain(self):
        chain = [self.sum()]
        while self.peek()[0] == "symbol" and self.peek()[1] in RELATIONS:
            chain += [self.next()[1], self.sum()]
        if len(chain) == 1:
            raise Unreadable("a relation is missing")
        signs = {sign[0] for sign in chain[1::2]}
        if {"<", ">"} <= signs:
            raise Unreadable("a chain points both ways")
        return chain

    def deeper(self, rule):
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("the nesting is too deep")
        found = rule()
        self.depth -= 1
        return found

    def left_to_right(self, operators, operand):
        left = operand()
        while self.peek()[0] == "symbol" and self.peek()[1] in operators:
            left = (self.next()[1], left, operand())
        return left

    def sum(self):
        return self.left_to_right("+-", self.product)

    def product(self):
        return self.left_to_right("*/", self.sign)

    def sign(self):
        return ("neg", self.deeper(self.sign)) if self.take("-") else self.power()

    def power(self):
        base = self.primary()
        return ("^", base, self.deeper(self.sign)) if self.take("^") else base

    def primary(self):
        kind, text = self.next()
        if kind == "number":
            exponent = re.search(r"[eE]([+-]?\d+)$", text)
            if exponent and abs(int(exponent[1])) > LARGEST_EXPONENT:
                raise Unreadable(f"the number {text} is too long")
            return ("num", Fraction(text))
        if (kind, text) == ("symbol", "("):
            inner = self.deeper(self.sum)
            self.expect(")")
            return inner
        if (kind, text) == ("name", "expect"):
            raise NotKnown("expectations are not known here")
        if kind != "name" or text in KEYWORDS:
            raise Unreadable(f"expected an expression, found {text!r}")
        if text in self.scope:
            return ("var", text)
        if text == "pi":
            return ("pi",)
        if text == "d":
            return self.deeper(self.derivative)
        if text == "integral":
            return self.deeper(self.integral)
        if text in FUNCTIONS:
            return self.deeper(lambda: self.call(text))
        if text in UNKNOWN or self.peek() == ("symbol", "("):
            raise NotKnown(f"the function {text!r} is not known here")
        raise Unreadable(f"unknown name {text!r}")

    def call(self, name):
        self.expect("(")
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.expect(")")
        indexed, count = FUNCTIONS[name]
        order = None
        if indexed:
            order = arguments.pop(0)
            if order[0] != "num" or order[1].denominator != 1 or order[1] > 8:
                raise Unreadable(f"the order of {name} must be a small integer")
            order = int(order[1])
        if len(arguments) != count:
            raise Unreadable(f"{name} takes {count} arguments")
        return ("call", name, order, tuple(arguments))

    def integral(self):
        self.expect("(")
        name = self.variable()
        if name in self.scope:
            raise Unreadable(f"{name!r} is bound twice")
        self.expect(",")
        start = self.sum()
        self.expect(",")
        end = self.sum()
        self.expect(",")
        outside = self.scope
        self.scope = outside + [name]
        body = self.sum()
        self.scope = outside
        self.expect(")")
        return ("integral", name, start, end, body)

    def derivative(self):
        self.expect("(")
        bound = self.bound_variable()
        outside = self.scope
        self.scope = outside + ([bound] if bound else [])
        of = self.sum()
        self.scope = outside
        self.expect(",")
        name = self.variable()
        at = self.sum() if self.take("=") else None
        if at is None and name not in self.scope:
            raise Unreadable(f"unknown name {name!r}")
        self.expect(")")
        return ("d", of, name, at)

    def bound_variable(self):
        """In d(expression, x = point) the name x is known only after the expression."""
        level, ahead = 0, 0
        while self.peek(ahead)[0] != "end":
            kind, text = self.peek(ahead)
            if kind == "symbol" and text in "([":
                level += 1
            elif kind == "symbol" and text in ")]":
                level -= 1
                if level < 0:
                    return None
            elif (kind, text) == ("symbol", ",") and level == 0:
                bound = self.peek(ahead + 1)[0] == "name" and self.peek(ahead + 2) == ("symbol", "=")
                return self.peek(ahead + 1)[1] if bound else None
            ahead += 1
        return None
