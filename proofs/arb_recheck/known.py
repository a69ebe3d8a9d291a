"""Signs that the theory's functions have by what they are.

For a weight w strictly inside (0, 1) and a separation delta > 0: D(w, delta) = w (1 - w) int (p_o - p_n)^2/q > 0; the forward
divergence KL(p_n || q) > 0, as the densities differ; the boundary slope K_0(m + delta^2/2) - K_0(m - delta^2/2) > 0, as K_0
rises in m. Everywhere softplus(u) > u and sigmoid(u) > sigmoid'(u), so that K_0(m, s) > m and K_1(m, s) > K_2(m, s).
"""
from fractions import Fraction

from .derivative import thawed
from .field import Quotient, Unsettled
from .polynomial import ONE, TooLarge

WEIGHTED = {"eps_old", "eps_new", "distinguishability", "overlap_moment", "kl_sft", "boundary_slope", "conditioning_bound"}
POSITIVE = ("distinguishability", "kl_sft", "boundary_slope")


def take_signs(reader, *sides):
    """Adds these signs as facts for every weight and separation that the sides name."""
    for expr in {pair for side in sides for pair in pairs(side)}:
        weight, delta = expr
        try:
            odds = reader.normal(weight), reader.normal(delta)
            inside = [odds[0], reader.f.subtract(reader.f.one, odds[0]), odds[1]]
            if not all(reader.f.has_sign(part) for part in inside):
                continue
            for name in POSITIVE:
                reader.take_fact(reader.definitions.call(name, None, odds))
        except (Unsettled, TooLarge, KeyError):
            # The normal form does not know the sign of a part, or a variable is bound.
            continue
    take_kernel_signs(reader, *sides)


def take_kernel_signs(reader, *sides):
    """Adds the signs of the kernel values in the normal forms of the sides."""
    f = reader.f
    try:
        for side in sides:
            reader.normal(side)
        for atom, (kind, *rest) in list(enumerate(f.atoms)):
            if kind == "call" and rest[0] == "kernel" and rest[1] in (0, 1):
                m, s = (thawed(key) for key in rest[2])
                own = Quotient({((atom, Fraction(1)),): Fraction(1)}, ONE)
                reader.take_fact(f.subtract(own, reader.kernel.value(2, m, s) if rest[1] else m))
    except (Unsettled, TooLarge):
        return


def pairs(expr):
    """(weight, separation) of the calls in an expression."""
    if isinstance(expr, tuple):
        if len(expr) == 4 and expr[0] == "call" and expr[1] in WEIGHTED:
            yield expr[3]
        for part in expr:
            yield from pairs(part)
