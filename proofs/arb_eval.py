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
NONNEGATIVE = {"bc", "tv", "overlap", "chi2"}


def leaf(rng):
    mantissa = rng.choice([rng.randint(1, 9), rng.randint(1, 999)])
    text = f"{mantissa}e{rng.randint(-9, 2)}"
    return (f"(-{text})", -exact(text)) if rng.random() < 0.3 else (text, exact(text))


def expression(rng, depth):
    if depth == 0 or rng.random() < 0.15:
        return leaf(rng)
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
