"""`forgetting eval` against Arb: random expressions, their printed digits and their enclosures.

usage: arb_eval.py PROGRAM [--count N] [--seed N]

Each expression is built twice, as text for the program and as a number of python-flint with 400 bits. A printed value may differ
from Arb's by half a unit of its last digit, an enclosure must contain it; a refusal is allowed where Arb has no finite value.
Exit code 1 if anything misses. Needs python-flint.
"""
import argparse
import random
import subprocess
import sys
from fractions import Fraction

from flint import arb, ctx, fmpq

ctx.prec = 400


def exact(text):
    value = Fraction(text)
    return arb(fmpq(value.numerator, value.denominator))


def phi(x):
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


def normal_cdf(x):
    return (-x / arb(2).sqrt()).erfc() / 2


UNARY = {
    "exp": lambda x: x.exp(),
    "expm1": lambda x: x.expm1(),
    "ln": lambda x: x.log(),
    "log1p": lambda x: x.log1p(),
    "sqrt": lambda x: x.sqrt(),
    "tanh": lambda x: x.tanh(),
    "sinh": lambda x: x.sinh(),
    "cosh": lambda x: x.cosh(),
    "sech": lambda x: x.sech(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "asin": lambda x: x.asin(),
    "acos": lambda x: x.acos(),
    "atan": lambda x: x.atan(),
    "erf": lambda x: x.erf(),
    "erfc": lambda x: x.erfc(),
    "erfcx": lambda x: (x * x).exp() * x.erfc(),
    "gamma": lambda x: x.gamma(),
    "lgamma": lambda x: x.lgamma(),
    "digamma": lambda x: x.digamma(),
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "softplus": lambda x: x.exp().log1p(),
    "logit": lambda x: (x / (1 - x)).log(),
    "normal_cdf": normal_cdf,
    "phi": phi,
    "log_normal_cdf": lambda x: normal_cdf(x).log(),
    "log1mexp": lambda x: (-(-x).expm1()).log(),
    "bc": lambda x: (-x * x / 8).exp(),
    "tv": lambda x: (x / (2 * arb(2).sqrt())).erf(),
    "overlap": lambda x: (x / (2 * arb(2).sqrt())).erfc(),
    "chi2": lambda x: (x * x).expm1(),
}
NONNEGATIVE = {"bc", "tv", "overlap", "chi2", "gamma", "lgamma", "digamma"}


def mean(f, m, s):
    """E f(m + s Z) for f analytic in |Im u| < pi: the trapezoidal rule, whose error is below 1e-35 at this step."""
    step = min(Fraction(1, 5), Fraction(1, 5) / max(s, Fraction(1, 10)))
    reach = 14 + s
    nodes = [exact(k * step) for k in range(-int(reach / step), int(reach / step) + 1)]
    total = sum((phi(z) * f(exact(m) + exact(s) * z) for z in nodes), arb(0)) * exact(step)
    return total + total * arb(0, 1e-30)


def log_odds(beta):
    return (exact(beta) / exact(1 - beta)).log()


def misassignment(beta, delta):
    """E_{p_o}[r_n], the log-odds of the new mode being normal (A1)."""
    base, square = -log_odds(beta), exact(delta * delta / 2)
    return mean(lambda u: 1 / (1 + (-(base - square) - u).exp()), Fraction(0), delta)


def forward(beta, delta):
    """KL(p_n || q) = -ln(1 - beta) - E softplus(logit beta - delta^2/2 + delta Z)."""
    base = log_odds(beta) - exact(delta * delta / 2)
    return -exact(1 - beta).log() - mean(lambda u: (base + u).exp().log1p(), Fraction(0), delta)


def decimal(rng, lo, hi):
    return Fraction(rng.randint(int(lo * 1000), int(hi * 1000)), 1000)


def kernel(rng):
    """A call of the kernel or of what rests on it."""
    m, s, beta = decimal(rng, -8, 8), decimal(rng, 0.1, 7), decimal(rng, 0.002, 0.998)
    name = rng.choice(["logistic_normal", "softplus_normal", "eps_old", "eps_new", "distinguishability", "kl_sft"])
    if name == "logistic_normal":
        value = mean(lambda u: 1 / (1 + (-u).exp()), m, s)
    elif name == "softplus_normal":
        value = mean(lambda u: u.exp().log1p(), m, s)
    elif name == "eps_old":
        value = misassignment(beta, s)
    elif name == "eps_new":
        value = misassignment(1 - beta, s)
    elif name == "distinguishability":
        value = 1 - misassignment(beta, s) - misassignment(1 - beta, s)
    else:
        value = forward(beta, s)
    first = float(m) if name.endswith("normal") else float(beta)
    return f"{name}({first}, {float(s)})", value


# The share of leaves that are sums over many nodes, here and in the program.
KERNELS = 0.05


def leaf(rng):
    mantissa = rng.choice([rng.randint(1, 9), rng.randint(1, 999)])
    text = f"{mantissa}e{rng.randint(-9, 2)}"
    return (f"(-{text})", -exact(text)) if rng.random() < 0.3 else (text, exact(text))


def expression(rng, depth):
    if depth == 0 or rng.random() < 0.15:
        return kernel(rng) if rng.random() < KERNELS else leaf(rng)
    if rng.random() < 0.5:
        name = rng.choice(sorted(UNARY))
        text, value = expression(rng, depth - 1)
        if name in NONNEGATIVE and not value >= 0:
            text, value = f"abs({text})", abs(value)
        return f"{name}({text})", UNARY[name](value)
    (a, x), (b, y) = expression(rng, depth - 1), expression(rng, depth - 1)
    operator = rng.choice("+-*/")
    value = {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: x / y}[operator]()
    return f"({a} {operator} {b})", value


def answers(program, texts, *options):
    run = subprocess.run([program, "eval", "--stdin", *options], input="\n".join(texts) + "\n", capture_output=True, text=True)
    lines = run.stdout.splitlines()
    if len(lines) != len(texts):
        sys.exit(f"{len(lines)} lines for {len(texts)} expressions")
    return lines


def printed_is_right(text, value):
    if text == "0":
        return abs(value) < arb(2) ** -1070
    mantissa, _, exponent = text.partition("e")
    # Beside the power of ten, which may be far below the doubles.
    scaled = value / arb(10) ** int(exponent or 0)
    decimals = len(mantissa.partition(".")[2])
    half = Fraction(1000001, 2000000) / 10**decimals
    return abs(exact(mantissa) - scaled) <= arb(fmpq(half.numerator, half.denominator))


def encloses(text, value):
    lo, hi = text.strip("[]").split(", ")
    # Arb's value is a ball: only a certain miss counts.
    return not exact(lo) > value and not exact(hi) < value


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program")
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    rng = random.Random(options.seed)
    cases = [expression(rng, rng.randint(1, 4)) for _ in range(options.count)]
    # Where Arb itself does not know thirty digits, it has no say.
    cases = [(text, value) for text, value in cases if value.is_finite() and (value == 0 or value.rel_accuracy_bits() > 100)]
    texts = [text for text, _ in cases]
    missed, refused = [], 0
    for options_of_eval, right in ((), printed_is_right), (("--enclose",), encloses):
        for (text, value), line in zip(cases, answers(options.program, texts, *options_of_eval)):
            if line.startswith("error"):
                refused += 1
            elif not right(line, value):
                missed.append(f"{text}: {line}, Arb {value.str(25)}")
    print(f"{len(cases)} expressions, {refused} refusals, {len(missed)} misses")
    print("\n".join(missed[:20]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
