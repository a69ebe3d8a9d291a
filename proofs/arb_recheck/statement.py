"""The language with expectations and with the parameters of densities that are read from the scope.

("expect", density, parameters, variable, integrand) with density one of old, new, mix, normal.
"""
from .language import FUNCTIONS, NotKnown, Parser, Range, Unreadable

DENSITIES = {"old": ("delta",), "new": ("delta",), "mix": ("beta", "delta")}
SCOPED = {name: ("delta",) for name in ("old", "new", "log_old", "log_new")}
SCOPED |= {name: ("beta", "delta") for name in ("mix", "log_mix", "resp_old", "resp_new")}
# (has an integer first argument, number of other arguments)
FURTHER = {"sdft_mass": (False, 5), "sdft_rate": (False, 3)}


def claim(text):
    """A claim of one chain; it must be the whole text."""
    return StatementParser(text).whole("claim")


def expression(text, variables):
    """An expression; it must be the whole text."""
    return StatementParser(text, variables).whole("sum")


class StatementParser(Parser):
    def primary(self):
        kind, text = self.peek()
        if kind == "name" and text not in self.scope:
            if text == "expect":
                self.next()
                return self.deeper(self.expectation)
            if text in FURTHER or text in SCOPED:
                self.next()
                return self.deeper(lambda: self.scoped_call(text))
        return super().primary()

    def range(self):
        """A range, whose ends are None at infinity."""
        name = self.variable()
        self.expect("in")
        if self.peek() == ("name", "integers"):
            raise NotKnown("ranges of integers are not known here")
        lower_closed = self.expect("[", "(") == "["
        lower = self.end()
        self.expect(",")
        upper = self.end()
        return Range(name, lower, lower_closed, upper, self.expect("]", ")") == "]")

    def end(self):
        if self.take("inf"):
            return None
        if self.peek() == ("symbol", "-") and self.peek(1) == ("name", "inf"):
            self.at += 2
            return None
        return self.sum()

    def scoped_call(self, name):
        self.expect("(")
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.expect(")")
        count = (FUNCTIONS.get(name) or FURTHER[name])[1]
        if len(arguments) == 1:
            arguments += self.from_scope(SCOPED.get(name, ()))
        if len(arguments) != count:
            raise Unreadable(f"{name} takes {count} arguments")
        return ("call", name, None, tuple(arguments))

    def from_scope(self, names):
        for name in names:
            if name not in self.scope:
                raise Unreadable(f"{name} is not in scope")
        return [("var", name) for name in names]

    def expectation(self):
        kind, density = self.next()
        if density == "normal":
            return self.normal_expectation()
        if kind != "name" or density not in DENSITIES:
            raise NotKnown(f"an expectation under {density!r} is not known here")
        variable, parameters = "x", None
        if self.has_parameters():
            self.expect("(")
            variable, parameters = self.variable(), []
            while self.take(","):
                parameters.append(self.sum())
            self.expect(")")
        parameters = parameters or self.from_scope(DENSITIES[density])
        if len(parameters) != len(DENSITIES[density]):
            raise Unreadable(f"{density} takes {len(DENSITIES[density])} parameters")
        return ("expect", density, tuple(parameters), variable, self.integrand(variable))

    def normal_expectation(self):
        self.expect("(")
        variable = "x"
        if self.peek(1) == ("symbol", ",") and self.arguments() == 3:
            variable = self.variable()
            self.expect(",")
        mean = self.sum()
        self.expect(",")
        deviation = self.sum()
        self.expect(")")
        return ("expect", "normal", (mean, deviation), variable, self.integrand(variable))

    def arguments(self):
        """The number of arguments up to the parenthesis that closes."""
        level, count, ahead = 0, 1, 0
        while self.peek(ahead)[0] != "end" and level >= 0:
            text = self.peek(ahead)[1]
            level += (text == "(") - (text == ")")
            count += text == "," and level == 0
            ahead += 1
        return count

    def has_parameters(self):
        """Whether two parentheses follow one another: that of the density and that of the integrand."""
        if self.peek() != ("symbol", "("):
            return False
        level, ahead = 0, 0
        while self.peek(ahead)[0] != "end":
            text = self.peek(ahead)[1]
            level += (text == "(") - (text == ")")
            ahead += 1
            if level == 0:
                return self.peek(ahead) == ("symbol", "(")
        return False

    def integrand(self, variable):
        self.expect("(")
        outside, self.scope = self.scope, self.scope + [variable]
        body = self.deeper(self.sum)
        self.scope = outside
        self.expect(")")
        return body
