"""Makes the tables of this folder: pairs of classes of public data sets, and log-likelihoods under two character-level chains.

    python3 make.py      # needs numpy and scikit-learn

Data: Fisher's Iris, the Wine recognition data, the Wisconsin diagnostic breast cancer data and the Optical Recognition of Handwritten
Digits (UCI Machine Learning Repository, all CC BY 4.0), as scikit-learn carries them.
The two texts behind the chains are in the public domain: Lewis Carroll, Alice's Adventures in Wonderland (1865), and Charles Darwin,
On the Origin of Species (1859), their first sentences.
"""

import csv
import pathlib

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

HERE = pathlib.Path(__file__).parent

ALICE = (
    "Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: once or twice she had "
    "peeped into the book her sister was reading, but it had no pictures or conversations in it, and what is the use of a book, "
    "thought Alice, without pictures or conversation? So she was considering in her own mind (as well as she could, for the hot day "
    "made her feel very sleepy and stupid), whether the pleasure of making a daisy-chain would be worth the trouble of getting up and "
    "picking the daisies, when suddenly a White Rabbit with pink eyes ran close by her."
)
ORIGIN = (
    "When on board H.M.S. Beagle, as naturalist, I was much struck with certain facts in the distribution of the inhabitants of South "
    "America, and in the geological relations of the present to the past inhabitants of that continent. These facts seemed to me to "
    "throw some light on the origin of species, that mystery of mysteries, as it has been called by one of our greatest philosophers. "
    "On my return home, it occurred to me, in 1837, that something might perhaps be made out on this question by patiently "
    "accumulating and reflecting on all sorts of facts which could possibly have any bearing on it."
)
LETTERS = "abcdefghijklmnopqrstuvwxyz "


def classes(name, bunch, old, new, names=None, data=None):
    names = bunch.feature_names if names is None else names
    data = bunch.data if data is None else data
    for task, label in (("old", old), ("new", new)):
        with open(HERE / f"{name}-{task}.csv", "w", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(names)
            for row in data[bunch.target == label]:
                writer.writerow([f"{x:.6g}" if names is not bunch.feature_names else repr(float(x)) for x in row])


def digits():
    """Threes and eights: the 8 x 8 pixels summed over squares of 2 x 2, without the squares that hardly any digit touches."""
    bunch = load_digits()
    squares = bunch.images.reshape(-1, 4, 2, 4, 2).sum((2, 4)).reshape(-1, 16)
    chosen = [k for k in range(16) if squares[np.isin(bunch.target, (3, 8)), k].std() > 1]
    names = [f"row{k // 4 + 1}column{k % 4 + 1}" for k in chosen]
    classes("digits", bunch, 3, 8, names, squares[:, chosen])


def breast_cancer():
    """The ten means of the measurements: the standard errors and worst values are nearly functions of them."""
    bunch = load_breast_cancer()
    names = [name.removeprefix("mean ").replace(" ", "-") for name in bunch.feature_names[:10]]
    classes("breast-cancer", bunch, 1, 0, names, bunch.data[:, :10])


def chain(text):
    """Start and transition probabilities over letters and the blank, with half a count added everywhere."""
    text = "".join(c if c in LETTERS else " " for c in text.lower())
    codes = [LETTERS.index(c) for c in " ".join(text.split())]
    counts = np.full((27, 27), 0.5)
    for a, b in zip(codes, codes[1:]):
        counts[a, b] += 1
    first = np.full(27, 0.5)
    for c in codes:
        first[c] += 1
    return np.log(first / first.sum()), np.log(counts / counts.sum(1, keepdims=True))


def log_probability(model, sequences):
    start, steps = model
    return start[sequences[:, 0]] + steps[sequences[:, :-1], sequences[:, 1:]].sum(1)


def sample(model, count, length, random):
    start, steps = model
    out = np.zeros((count, length), dtype=int)
    for row in out:
        row[0] = random.choice(27, p=np.exp(start))
        for k in range(1, length):
            row[k] = random.choice(27, p=np.exp(steps[row[k - 1]]))
    return out


def drifted(model, amount, random):
    """Transition logits moved at random: drift without loss of mass."""
    start, steps = model
    moved = steps + amount * random.normal(size=steps.shape)
    return start, moved - np.log(np.exp(moved).sum(1, keepdims=True))


def chains():
    random = np.random.default_rng(7)
    old, new = chain(ALICE), chain(ORIGIN)
    length = 12
    rows = np.concatenate([sample(old, 400, length, random), sample(new, 400, length, random)])
    log_old, log_new = log_probability(old, rows), log_probability(new, rows)

    def mixture(beta, a, b):
        return np.logaddexp(np.log(beta) + a, np.log1p(-beta) + b)

    # SFT: the weight collapses, the components stay. RL: the weight stays, the old component drifts a little.
    models = {f"logp_model_sft{k}": mixture(beta, log_old, log_new) for k, beta in enumerate([0.5, 0.2, 0.08, 0.03])}
    for k, amount in enumerate([0.05, 0.1, 0.15]):
        away = log_probability(drifted(old, amount, random), rows)
        models[f"logp_model_rl{k}"] = mixture(0.5, away, log_new)
    with open(HERE / "chains.csv", "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["source", "logp_old", "logp_new", *models])
        for k in range(len(rows)):
            numbers = [log_old[k], log_new[k], *(m[k] for m in models.values())]
            writer.writerow(["old" if k < 400 else "new", *(f"{x:.6f}" for x in numbers)])


classes("iris", load_iris(), 1, 2)
classes("wine", load_wine(), 0, 1)
digits()
breast_cancer()
chains()
