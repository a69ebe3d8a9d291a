"""The certificate as a file: hashes, claim, domain, the cover of the domain by the boxes, and what the leaves add up to."""
import hashlib
import json
import math
import re
import time
from fractions import Fraction
from typing import NamedTuple

from flint import arb

from .evaluate import Unsupported, evaluate
from .interval import Interval, Undefined
from .language import NotKnown, Unreadable, claim, comparison, expression, obligations, rational
from .leaf import FORMS, Late, Leaf, NotProved, Prover, Refuted

FORMAT = "forgetting certificate 1"
# A range without an end, and the form that refers to a point of equality.
INFINITE = re.compile(r"\binf\b")
STATIONARY = re.compile(r"stationary:[0-9]+")
FIELDS = "format version claim claim_sha256 limits inhabitant slack width obligations sha256".split()
HEXADECIMAL = re.compile(r"-?0x[01](\.[0-9a-f]{1,13})?p[+-]\d{1,4}")
TAYLOR = re.compile(r"taylor:(\d{1,3}):(lower|upper):([1-8])")


class Rejected(Exception):
    """The certificate is not valid."""


class Falsified(Rejected):
    """The claim is false."""


class Unknown(Exception):
    """The certificate cannot be checked here, which says nothing of it."""


class Report(NamedTuple):
    claim: str
    leaves: int
    pieces: int
    unverified: list  # of (obligation, leaf, why), counted from 1
    width: float | None  # equations hold to this width only


def check(text, progress=None, seconds=None):
    """A report, or `Rejected` with the first thing that is wrong. Leaves that could not be shown are in the report.

    `Unknown` after `seconds`, and where this checker does not know the format, a function or a kind of range.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    certificate = read(text)
    if "unfolded" in certificate or INFINITE.search(certificate["claim"]):
        raise Unknown("ranges without an end are not known here")
    try:
        stated = claim(certificate["claim"])
    except NotKnown as error:
        raise Unknown(f"the claim: {error}") from error
    except Unreadable as error:
        raise Rejected(f"the claim: {error}") from error
    domain = [Axis(axis) for axis in stated.domain]
    names = [axis.name for axis in domain]
    expected = obligations(stated.statement)
    check_inhabitant(certificate["inhabitant"], domain, stated, expected)
    records = certificate["obligations"]
    if len(records) != len(expected):
        raise Rejected(f"{len(records)} obligations, the claim has {len(expected)}")
    slacks, widths, unverified, leaves, pieces = [], [], [], 0, 0
    for position, (obligation, record) in enumerate(zip(expected, records), 1):
        check_statement(position, obligation, record["statement"], names)
        found = [read_leaf(text, names, f"obligation {position}, box {k}") for k, text in enumerate(record["leaves"], 1)]
        check_cover(position, domain, [leaf for leaf, _ in found])
        bounds = slacks if obligation.sign != "=" else widths
        prover = Prover(obligation, stated.conditions, lambda name, x: excluded(domain, name, x), deadline)
        for k, (leaf, bound) in enumerate(found, 1):
            check_bound(obligation, leaf, bound, f"obligation {position}, box {k}")
            if obligation.sign == "=" or math.isfinite(bound):
                bounds.append(bound)
            try:
                pieces += prover.prove(leaf)
            except (NotProved, Unsupported) as why:
                unverified.append((position, k, str(why)))
            except Late as late:
                raise Unknown(f"the limit of {seconds:g} s was hit") from late
            except Refuted as why:
                false = have_values(stated, why.box)
                raise (Falsified if false else Rejected)(f"obligation {position}, box {k}: {why}") from why
            leaves += 1
            if progress:
                progress(leaves)
    for name, values, summary in (("slack", slacks, min), ("width", widths, max)):
        stated_summary = certificate[name] and number(certificate[name], name)
        if stated_summary != (summary(values) if values else None):
            raise Rejected(f"the {name} is not that of the boxes")
    return Report(certificate["claim"], leaves, pieces, unverified, max(widths, default=None))


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def read(text):
    """The certificate as JSON, with fields, types and hashes checked."""

    def unique(pairs):
        if len(dict(pairs)) < len(pairs):
            raise Rejected("a field is there twice")
        return dict(pairs)

    try:
        found = json.loads(text, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise Rejected(f"not JSON: {error}") from error
    texts = lambda value: isinstance(value, list) and all(isinstance(x, str) for x in value)
    optional = lambda value: value is None or isinstance(value, str)
    well_formed = (
        isinstance(found, dict)
        and [name for name in found if name != "unfolded"] == FIELDS
        and isinstance(found.get("unfolded", ""), str)
        and all(isinstance(found[name], str) for name in ("format", "version", "claim", "claim_sha256", "sha256"))
        and optional(found["slack"])
        and optional(found["width"])
        and texts(found["inhabitant"])
        and isinstance(found["limits"], dict)
        and list(found["limits"]) == ["boxes", "seconds", "width", "equality"]
        and all(isinstance(found["limits"][name], str) for name in ("seconds", "width", "equality"))
        and isinstance(found["obligations"], list)
        and all(
            isinstance(part, dict)
            and [name for name in part if name != "points"] == ["statement", "leaves", "leaves_sha256"]
            and all(texts(point) for point in part.get("points", []))
            and isinstance(part["statement"], str)
            and texts(part["leaves"])
            for part in found["obligations"]
        )
    )
    if isinstance(found, dict) and isinstance(found.get("format"), str) and found["format"] != FORMAT:
        raise Unknown(f"its format is `{found['format']}`, not `{FORMAT}`")
    if not well_formed:
        raise Rejected(f"not a certificate of the format `{FORMAT}`")
    hashes = [("the claim", found["claim"], found["claim_sha256"])]
    for k, part in enumerate(found["obligations"], 1):
        hashes.append((f"the boxes of obligation {k}", "\n".join(part["leaves"]), part["leaves_sha256"]))
    bare = json.dumps(found | {"sha256": ""}, separators=(",", ":"), ensure_ascii=False)
    hashes.append(("the certificate", bare, found["sha256"]))
    for what, content, digest in hashes:
        if sha256(content) != digest:
            raise Rejected(f"the SHA-256 of {what} does not fit")
    return found


def number(text, what):
    """A double in hexadecimal, or an infinity."""
    if text in ("inf", "-inf"):
        return float(text)
    if not HEXADECIMAL.fullmatch(text):
        raise Rejected(f"{what}: `{text}` is not a hexadecimal number")
    try:
        return float.fromhex(text)
    except OverflowError as error:
        raise Rejected(f"{what}: `{text}` is beyond the doubles") from error


def read_leaf(text, names, where):
    form, *numbers = text.split(" ")
    if len(numbers) != 1 + 2 * len(names):
        raise Rejected(f"{where}: it has not a bound and two ends for each variable")
    bound, *ends = (number(word, where) for word in numbers)
    if not all(map(math.isfinite, ends)) or any(a > b for a, b in zip(ends[::2], ends[1::2])):
        raise Rejected(f"{where}: not a box")
    box = {name: Interval(arb(a), arb(b)) for name, a, b in zip(names, ends[::2], ends[1::2])}
    taylor = TAYLOR.fullmatch(form)
    if form not in FORMS and not STATIONARY.fullmatch(form) and not (taylor and int(taylor[1]) < len(names)):
        raise Rejected(f"{where}: `{form}` is not a form")
    face = (names[int(taylor[1])], taylor[2], int(taylor[3])) if taylor else None
    return Leaf(form, arb(bound), box, face), bound


def check_bound(obligation, leaf, bound, where):
    if leaf.form == "outside":
        if bound != (0.0 if obligation.sign == "=" else math.inf):
            raise Rejected(f"{where}: nothing is claimed there, and its bound says something")
    elif not (math.isfinite(bound) and bound >= 0):
        raise Rejected(f"{where}: the bound {bound!r} proves nothing")


def check_statement(position, obligation, text, names):
    try:
        chain = comparison(text, names)
    except Unreadable as error:
        raise Rejected(f"obligation {position}: {error}") from error
    if chain != [obligation.smaller, obligation.sign, obligation.larger]:
        raise Rejected(f"obligation {position} is `{text}`, which is not what the claim asks for")


class Axis:
    """A variable and its range; rational ends are exact."""

    def __init__(self, axis):
        self.name = axis.variable
        self.lower, self.upper = (self.end(x) for x in (axis.lower, axis.upper))
        self.lower_closed, self.upper_closed = axis.lower_closed, axis.upper_closed
        if not self.lower < self.upper and not (self.lower == self.upper and self.lower_closed and self.upper_closed):
            raise Rejected(f"the range of {self.name} may be empty")

    @staticmethod
    def end(expr):
        exact = rational(expr)
        if exact is not None:
            return Exact(exact, exact)
        try:
            value = evaluate(expr, {})
        except (Undefined, Unsupported) as error:
            # Weights of 0 and 1 have no value here, though they have one in the language.
            raise Unknown(f"the end of a range: {error}") from error
        return Exact(fraction(value.lo), fraction(value.hi))


class Exact(NamedTuple):
    """A number between two rationals; relations hold where they are certain."""

    lo: Fraction
    hi: Fraction

    def __lt__(self, other):
        return self.hi < other.lo

    def __eq__(self, other):
        return self.lo == self.hi == other.lo == other.hi


def fraction(x):
    mantissa, exponent = (int(part) for part in x.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def excluded(domain, name, x):
    """Whether no point of the domain has this coordinate."""
    axis = next(axis for axis in domain if axis.name == name)
    x = Exact(fraction(x), fraction(x))
    if x < axis.lower or axis.upper < x:
        return True
    return x == axis.lower and not axis.lower_closed or x == axis.upper and not axis.upper_closed


def have_values(stated, values):
    """Whether every term of the claim has a value there: only then is a violation one of the claim."""
    try:
        for chain in [stated.statement, *stated.conditions]:
            for term in chain[::2]:
                evaluate(term, values)
    except (Undefined, Unsupported):
        return False
    return True


def check_inhabitant(point, domain, stated, expected):
    try:
        exact = [rational(expression(text)) for text in point]
    except Unreadable as error:
        raise Rejected(f"the point of the domain: {error}") from error
    if len(exact) != len(domain) or None in exact:
        raise Rejected("the point of the domain does not fit its variables")
    for axis, x in zip(domain, exact):
        x = Exact(x, x)
        above = axis.lower < x or axis.lower_closed and x == axis.lower
        below = x < axis.upper or axis.upper_closed and x == axis.upper
        if not (above and below):
            raise Rejected(f"the point is not in the range of {axis.name}")
    values = {axis.name: Interval.exact(x) for axis, x in zip(domain, exact)}
    for chain in stated.conditions:
        for part in obligations(chain):
            try:
                smaller, larger = (evaluate(side, values) for side in (part.smaller, part.larger))
            except (Undefined, Unsupported) as error:
                raise Unknown(f"the side conditions at the point: {error}") from error
            met = {"<": smaller.hi < larger.lo, "<=": smaller.hi <= larger.lo}
            met["="] = smaller.is_point() and larger.is_point() and smaller.lo == larger.lo
            if not met[part.sign]:
                raise Rejected("the point does not meet the side conditions for certain")
    for part in expected:
        try:
            slack = evaluate(("-", part.larger, part.smaller), values)
        except (Undefined, Unsupported):
            continue
        fails = {"<": slack.hi <= 0, "<=": slack.hi < 0, "=": slack.lo > 0 or slack.hi < 0}
        if fails[part.sign] and have_values(stated, values):
            raise Falsified(f"at the point of the domain, the right side minus the left one lies in {slack}")


def check_cover(position, domain, leaves):
    """The boxes tile a box that contains the closed domain: the indicators of the boxes add up to that of their hull.

    Differentiated along the first axis, the indicator of a box is its lower face minus its upper one. At each coordinate these
    faces must cancel, as signed boxes of one dimension less. Equal boxes of opposite sign go at once, so the work is that of
    sorting, and the ends are only compared. Along an axis on which the hull is one number every box is that number.
    """
    boxes = [tuple((float(leaf.box[axis.name].lo), float(leaf.box[axis.name].hi)) for axis in domain) for leaf in leaves]
    if not boxes:
        raise Rejected(f"obligation {position}: there are no boxes")
    hull = [(min(box[k][0] for box in boxes), max(box[k][1] for box in boxes)) for k in range(len(domain))]
    for axis, (lo, hi) in zip(domain, hull):
        if Fraction(lo) > axis.lower.lo or Fraction(hi) < axis.upper.hi:
            raise Rejected(f"obligation {position}: the boxes do not reach the ends of the range of {axis.name}")
    wide = [k for k, (lo, hi) in enumerate(hull) if lo < hi]
    signed = [(1, tuple(box[k] for k in wide)) for box in boxes]
    signed.append((-1, tuple(hull[k] for k in wide)))
    corner = uncancelled(signed)
    if corner is not None:
        place = ", ".join(f"{domain[k].name} = {x!r}" for k, x in zip(wide, corner))
        raise Rejected(f"obligation {position}: the boxes do not tile the domain{': they do not fit together at ' + place if place else ''}")


def uncancelled(signed, corner=()):
    """The coordinates of a corner at which signed boxes do not cancel, or None."""
    counts = {}
    for sign, box in signed:
        counts[box] = counts.get(box, 0) + sign
    levels = {}
    for box, count in counts.items():
        if count and not box:
            return corner
        if count:
            (lo, hi), rest = box[0], box[1:]
            levels.setdefault(lo, []).append((count, rest))
            levels.setdefault(hi, []).append((-count, rest))
    for x, faces in levels.items():
        found = uncancelled(faces, corner + (x,))
        if found is not None:
            return found
    return None
