"""Modes, mixtures, and the minimisers of the catalogue."""

import json
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forgetting as fg


def spread(seed, d):
    """A covariance of dimension d."""
    factor = np.random.default_rng(seed).normal(size=(d, d))
    return factor @ factor.T + np.eye(d)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(2, 5))
def test_densities_of_a_mixture_are_numpys(seed, d, k):
    rng = np.random.default_rng(seed)
    means, covariance = 3.0 * rng.normal(size=(k, d)), spread(seed, d)
    weights = rng.dirichlet(np.ones(k))
    mixture = fg.Mixture(means, covariance, weights)
    x = 3.0 * rng.normal(size=(7, d))
    inverse, (_, logdet) = np.linalg.inv(covariance), np.linalg.slogdet(covariance)
    gap = x[:, None, :] - means[None]
    quadratic = np.einsum("nki,ij,nkj->nk", gap, inverse, gap)
    logs = -0.5 * (quadratic + logdet + d * np.log(2 * np.pi))
    assert mixture.component_log_densities(x) == pytest.approx(logs, rel=1e-9, abs=1e-9)
    whole = np.logaddexp.reduce(logs + np.log(mixture.weights), axis=1)
    assert mixture.log_density(x) == pytest.approx(whole, rel=1e-9, abs=1e-9)
    shares = mixture.responsibilities(x)
    assert shares.sum(axis=1) == pytest.approx(np.ones(7), rel=1e-12)
    assert np.allclose(np.diag(mixture.separations), 0)
    step = means[0] - means[1]
    expected = np.sqrt(step @ inverse @ step)
    assert mixture.separations[0, 1] == pytest.approx(expected, rel=1e-9)


def test_misassignment_is_the_mean_responsibility():
    modes = fg.TwoModes(np.array([0.0, 1.0]), np.array([2.0, 0.0]), np.diag([1.0, 4.0]))
    mixture = fg.Mixture(np.array([[0.0, 1.0], [2.0, 0.0]]), np.diag([1.0, 4.0]), np.array([0.3, 0.7]))
    assert mixture.separation == modes.separation
    old = np.random.default_rng(3).normal(size=(200_000, 2)) * [1.0, 2.0] + [0.0, 1.0]
    claimed = mixture.responsibilities(old)[:, 1]
    error = claimed.std() / np.sqrt(claimed.size)
    assert abs(claimed.mean() - fg.eps_old(0.3, modes.separation)) < 4 * error


def test_densities_far_out_do_not_underflow():
    mixture = fg.Mixture(np.array([[0.0], [1.0]]), np.eye(1), np.array([1e-300, 1 - 1e-9 + 1e-9]))
    logs = mixture.log_density(np.array([[1e6], [-1e6]]))
    assert np.all(np.isfinite(logs)) and np.all(logs < -1e11)
    empty = fg.Mixture(np.array([[0.0], [9.0]]), np.eye(1), np.array([0.0, 1.0]))
    assert empty.responsibilities(np.zeros((1, 1))).tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize(
    "means, covariance, weights, message",
    [
        ([[0.0]], np.eye(1), [1.0], "means must have 2 rows"),
        ([[0.0], [1.0]], np.eye(1), [0.5], "weights must have 2 entries"),
        ([[0.0], [1.0]], np.eye(1), [0.5, 0.6], "weights must have sum 1"),
        ([[0.0], [1.0]], np.eye(1), [1.5, -0.5], r"weights\[0\] must lie in \[0, 1\], got 1.5"),
        ([[0.0], [1.0]], -np.eye(1), [0.5, 0.5], "covariance must be positive definite"),
        ([[0.0], [np.nan]], np.eye(1), [0.5, 0.5], r"means\[1\]"),
        ([[0.0], [1.0]], np.eye(2), [0.5, 0.5], "covariance"),
    ],
)
def test_what_a_mixture_refuses(means, covariance, weights, message):
    with pytest.raises(fg.InputError, match=message):
        fg.Mixture(np.array(means), covariance, np.array(weights))


@pytest.mark.parametrize("name", list(fg.objectives()))
@pytest.mark.parametrize("weights_only", [True, False])
def test_solutions_are_those_of_the_command(command, name, weights_only):
    flags = ["--weights-only"] * weights_only
    words = ["solve", name, "--delta", "2.5", "--alpha", "0.3", "--json", *flags]
    expected = json.loads(command(*words))
    found = fg.solve(name, delta="2.5", alpha=Decimal("0.3"), weights_only=weights_only)
    for key in set(expected) - {"minimiser", "old_mass_enclosure"}:
        assert getattr(found, key) == expected[key], key
    assert found.weight == expected["minimiser"]["old_weight"]
    assert found.old_mean.tolist() == expected["minimiser"]["old_mean"]
    assert found.new_mean.tolist() == expected["minimiser"]["new_mean"]
    enclosure = found.old_mass_enclosure
    assert (list(enclosure) if enclosure else None) == expected["old_mass_enclosure"]
    if enclosure:
        assert found.verdict == "certified" and enclosure[0] <= found.old_mass <= enclosure[1]
    assert found.old_mean.shape == (1,) and len(found.to_pandas()) == len(found.stationary_points)
    assert "<table>" in found._repr_html_() and name in repr(found) and "old mass" in str(found)


def test_theorems_hold_of_solutions():
    modes = fg.TwoModes(np.zeros(3), np.array([1.0, 2.0, 2.0]), np.eye(3))
    kept = fg.solve("reverse-kl", modes, alpha=0.25)
    assert kept.old_mass == 0.25 and kept.drift == 0.0 and kept.identified
    assert kept.new_mean == pytest.approx([1, 2, 2], rel=1e-12)
    lost = fg.solve("sft", modes)
    assert lost.old_mass == 0.0 and not lost.identified and "flat set" in lost._repr_html_()
    critical = fg.evaluate("ttt_critical_anchor(1, 1, 1/2, delta)", delta=3.0)
    for factor, survives in ((0.99, False), (1.01, True)):
        found = fg.solve("ttt-discover", delta=3, beta0=0.5, tau=factor * critical, weights_only=True)
        assert (found.old_mass > 0) == survives, factor


def test_certified_solutions_carry_their_proof():
    found = fg.solve("oapl", delta=3, weights_only=True, certify=True)
    assert found.verdict == "certified" and found.certificate["kind"] == found.reason
    lo, hi = found.certificate["enclosure"]["old_weight"]
    assert lo <= found.old_mass <= hi
    open_ = fg.solve("ttt-discover", delta=3, certify=True)
    assert open_.verdict == "undecided" and open_.reason == open_.certificate["reason"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(objective="ppo"), "unknown objective `ppo`; allowed: sft"),
        (dict(objective="sft", delta=-1), "delta must"),
        (dict(objective="sft", delta="one"), "delta must be a number, got one"),
        (dict(objective="reverse-kl", alpha=1.5), r"alpha must lie in \(0, 1\), got 1.5"),
        (dict(objective="reverse-kl", tau=1), "reverse-kl uses scenario, .*; got tau"),
        (dict(objective="reverse-kl", rho=0.5), "got rho"),
        (dict(objective="oapl", tau=-1), "tau must"),
        (dict(objective="oapl", kappa=1), "unknown parameter `kappa`; allowed: eta"),
        (dict(objective="sft", scenario="plane", delta=1), "exclude each other"),
        (dict(objective="sft", scenario="nowhere"), "unknown scenario `nowhere`"),
        (dict(objective="sft", modes=fg.TwoModes.on_the_line(1.0), delta=1), "not both"),
    ],
)
def test_what_solve_refuses(arguments, message):
    with pytest.raises(fg.InputError, match=message):
        fg.solve(**arguments)
