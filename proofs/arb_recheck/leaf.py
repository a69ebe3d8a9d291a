"""What a leaf of a certificate states, proved anew on its box: both sides are defined, and the slack is at least the bound.

Tried in turn on a box: the natural form, the mean-value form of the difference, the same of the logarithms, and Taylor's
theorem at the face that the leaf names. A box that none of them settles is cut in two, which changes nothing in what is
proved. The leaf's own form only decides which comes first.
"""
import time
from typing import NamedTuple

from flint import arb

from .evaluate import combine, evaluate, linear, logarithm
from .interval import ONE, ZERO, Interval, Undefined
from .language import Obligation, obligations
from .series import Series

# Most boxes that one leaf may be cut into.
MOST_PIECES = 2000
FORMS = ("natural", "mean-value", "log-mean-value", "factored", "given", "outside")


class Leaf(NamedTuple):
    form: str
    bound: arb
    box: dict  # variable: Interval
    face: tuple = None  # (variable, side, order) of a Taylor form


class NotProved(Exception):
    """The statement of the leaf could not be shown."""


class Refuted(Exception):
    """The statement of the leaf is false on a box."""

    def __init__(self, why, box):
        super().__init__(why)
        self.box = box


class Late(Exception):
    """The time is up."""


class Prover:
    def __init__(self, obligation: Obligation, conditions, excluded, deadline=None):
        """`excluded(variable, x)`: no point of the domain has this coordinate."""
        self.deadline = deadline
        self.obligation = obligation
        self.excluded = excluded
        self.slack = ("-", obligation.larger, obligation.smaller)
        self.log_slack = combine(logarithm(obligation.larger), logarithm(obligation.smaller), -1)
        self.conditions = [part for chain in conditions for part in obligations(chain)]

    def prove(self, leaf):
        """Raises `NotProved` with the box that is left, or returns how many boxes it took."""
        if leaf.form == "outside":
            if not self.outside(leaf.box):
                raise NotProved("no side condition is false on the whole box")
            return 1
        pending, done = [leaf.box], 0
        while pending:
            if self.deadline is not None and time.monotonic() >= self.deadline:
                raise Late
            box = pending.pop()
            done += 1
            axis = self.settle(box, leaf)
            if axis is None:
                continue
            if done + len(pending) >= MOST_PIECES:
                raise NotProved(f"left after {done} boxes: {show(box)}")
            middle = box[axis].mid()
            for half in (Interval(box[axis].lo, middle), Interval(middle, box[axis].hi)):
                pending.append(box | {axis: half})
        return done

    def outside(self, box):
        """Whether some side condition is false on the whole box."""

        def false(part):
            try:
                smaller, larger = (evaluate(side, box) for side in (part.smaller, part.larger))
            except Undefined:
                return False
            if part.sign == "<":
                return larger.hi <= smaller.lo
            return larger.hi < smaller.lo or part.sign == "=" and smaller.hi < larger.lo

        return any(false(part) for part in self.conditions)

    def settle(self, box, leaf):
        """None where the statement holds on the box, else the axis to cut."""
        if self.conditions and self.outside(box):
            return None
        widest = max(box, key=lambda name: float(box[name].width() / (1 + box[name].mag())), default=None)
        if not box or box[widest].is_point():
            widest = None
        try:
            memo = {}
            smaller, larger = (evaluate(side, box, memo) for side in (self.obligation.smaller, self.obligation.larger))
            natural = evaluate(self.slack, box, memo)
            if self.obligation.sign == "=" and not self.conditions and (natural.lo > 0 or natural.hi < 0):
                raise Refuted(f"the right side minus the left one lies in {natural} on {show(box)}", box)
            if self.accepts(natural, leaf):
                return None
        except Undefined as error:
            return cut_or_stop(widest, box, error)
        gradient = None
        try:
            value, gradient, (centre, there) = self.mean_value(lambda values: evaluate(self.slack, values), box)
            if self.accepts(value, leaf):
                return None
            if not self.conditions and self.contradicts(there, leaf):
                why = f"it states the bound {leaf.bound.str(17, radius=False)}, the slack lies in {there} at {show(centre)}"
                raise Refuted(why, centre)
        except Undefined:
            pass
        if self.obligation.sign != "=" and smaller.lo > 0 and larger.lo > 0:
            try:
                value, _, _ = self.mean_value(lambda values: linear(self.log_slack, values), box)
                # ln(larger/smaller) >= l >= 0 gives larger - smaller >= smaller (e^l - 1).
                if value.lo >= 0:
                    least = (smaller.lo * value.lo.expm1()).lower()
                    if least >= leaf.bound and (self.obligation.sign == "<=" or least > 0):
                        return None
            except Undefined:
                pass
        if leaf.face and self.taylor(box, leaf):
            return None
        if gradient:
            smear = {name: float(slope.mag() * box[name].width()) for name, slope in gradient.items()}
            steepest = max(smear, key=smear.get)
            if smear[steepest] > 0 and not box[steepest].is_point():
                return steepest
        return cut_or_stop(widest, box, "not settled")

    def accepts(self, slack, leaf):
        if self.obligation.sign == "=":
            return slack.mag() <= leaf.bound
        return slack.lo >= leaf.bound and (self.obligation.sign == "<=" or slack.lo > 0)

    def contradicts(self, slack, leaf):
        if self.obligation.sign == "=":
            return slack.lo > leaf.bound or -slack.hi > leaf.bound
        return slack.hi < leaf.bound

    def mean_value(self, function, box):
        """`F(c) + sum_i G_i (X_i - c_i)` with c the end where G_i has one sign; the gradient G; c and F(c)."""
        gradient = {}
        for name in box:
            values = {k: Series.variable(x, 1, 1) if k == name else x for k, x in box.items()}
            slope = function(values)
            gradient[name] = slope.coefficients[1] if isinstance(slope, Series) else ZERO
        centre = {name: Interval(self.centre(box[name], slope)) for name, slope in gradient.items()}
        value = there = function(centre)
        for name, slope in gradient.items():
            value = value + slope * (box[name] - centre[name])
        return value, gradient, (centre, there)

    def centre(self, x, slope):
        if self.obligation.sign != "=":
            if slope.lo >= 0:
                return x.lo
            if slope.hi <= 0:
                return x.hi
        return x.mid()

    def taylor(self, box, leaf):
        """`sum_(j<k) F_j(face) (x - e)^j + F_k(box) (x - e)^k`, F_j the derivatives over j!, around the face x = e."""
        name, side, order = leaf.face
        whole = leaf.box[name]
        e = whole.lo if side == "lower" else whole.hi
        if self.obligation.sign == "=" or not (box[name].lo if side == "lower" else box[name].hi) == e:
            return False

        def series(at):
            found = evaluate(self.slack, box | {name: Series.variable(at, order, 1)})
            return found.coefficients if isinstance(found, Series) else [found] + [ZERO] * order

        try:
            over, at_face = series(box[name]), series(Interval(e))
        except Undefined:
            return False
        step = box[name] - Interval(e)
        value, power, never_negative = ZERO, ONE, True
        for j in range(order):
            term = at_face[j] * power
            never_negative = never_negative and term.lo >= 0
            value = value + term
            power = step.power(j + 1)
        value = value + over[order] * power
        if self.accepts(value, leaf):
            return True
        # Away from the face the last term is positive if its coefficient has the sign of the power.
        odd_from_above = side == "upper" and order % 2 == 1
        strict = over[order].hi < 0 if odd_from_above else over[order].lo > 0
        allowed = self.obligation.sign == "<" and leaf.bound == 0 and self.excluded(name, e)
        return bool(allowed and never_negative and strict)


def cut_or_stop(axis, box, why):
    if axis is None:
        raise NotProved(f"{why}, at the point {show(box)}")
    return axis


def show(box):
    return ", ".join(f"{name} in {x}" for name, x in box.items()) or "the claim has no variables"
