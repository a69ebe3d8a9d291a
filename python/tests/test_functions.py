"""The functions of the theory: broadcasting, laws, enclosures, derivatives, errors."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forgetting as fg

weights = st.floats(1e-12, 1.0 - 1e-12)
separations = st.floats(0.0, 40.0)


@settings(max_examples=200, deadline=None)
@given(weights, separations)
def test_balance(beta, delta):
    left, right = beta * fg.eps_old(beta, delta), (1 - beta) * fg.eps_new(beta, delta)
    assert left == pytest.approx(right, rel=1e-12, abs=0)


@settings(max_examples=100, deadline=None)
@given(weights, separations)
def test_values_lie_in_their_enclosures(beta, delta):
    for function in (fg.eps_old, fg.distinguishability):
        lo, hi = fg.enclose(function, beta, delta)
        value = function(beta, delta)
        assert lo * (1 - 1e-12) <= value <= hi * (1 + 1e-12)


# The kernel's accuracy contract; arrays and single numbers take different rules within it.
def test_broadcasts_like_numpy():
    beta, delta = np.array([[0.1], [0.2], [0.9]]), np.linspace(0.5, 4, 7)
    values = fg.eps_old(beta, delta)
    assert values.shape == np.broadcast_shapes(beta.shape, delta.shape) and values.dtype == float
    for i, b in enumerate(beta[:, 0]):
        for j, d in enumerate(delta):
            assert values[i, j] == fg.eps_old(float(b), float(d))
    assert np.array_equal(values, fg.eps_old(delta=delta, beta=beta))
    assert np.array_equal(values.T, fg.eps_old(beta.T, delta[:, None]))
    assert isinstance(fg.eps_old(0.5, 3), float)
    assert isinstance(fg.eps_old(np.float64(0.5), np.array(3.0)), float)
    assert fg.eps_old(np.zeros((0, 3)) + 0.5, 1.0).shape == (0, 3)


def test_strided_and_integer_arrays():
    delta = np.arange(1, 13).reshape(3, 4)[:, ::2]
    assert np.array_equal(fg.bc(delta), fg.bc(delta.astype(float).copy()))


def test_many_elements_are_the_single_ones_bit_for_bit():
    rng = np.random.default_rng(7)
    beta, delta = rng.uniform(0, 1, 20_000), rng.uniform(0, 12, 20_000)
    values = fg.eps_old(beta, delta)
    for k in range(0, beta.size, 997):
        assert values[k] == fg.eps_old(float(beta[k]), float(delta[k]))
    # A value does not depend on its neighbours.
    assert np.array_equal(values[:5_000], fg.eps_old(beta[:5_000], delta[:5_000]))


@pytest.mark.parametrize("name", sorted(set(fg.functions) - {"kernel"}))
def test_every_function_is_documented(name):
    function = fg.functions[name]
    assert function.__name__ == name and name in function.__doc__
    assert "Domain" in function.__doc__ and getattr(fg, name) is function
    assert pickle.loads(pickle.dumps(function)).signature == function.signature


def test_gradients_are_finite_differences():
    point, step = (0.3, 2.0), 1e-6
    for function in (fg.eps_old, fg.eps_new, fg.distinguishability, fg.boundary_slope):
        for axis, partial in enumerate(function.gradient(*point)):
            ahead, behind = list(point), list(point)
            ahead[axis] += step
            behind[axis] -= step
            difference = (function(*ahead) - function(*behind)) / (2 * step)
            assert partial == pytest.approx(difference, rel=1e-7)


def test_errors_name_argument_value_and_range():
    with pytest.raises(fg.InputError, match=r"beta must lie in \[0, 1\], got 1.2"):
        fg.eps_old(1.2, 3.0)
    with pytest.raises(fg.InputError, match=r"got -1.*element \[1, 0\]"):
        fg.bc(np.array([[1.0], [-1.0]]))
    with pytest.raises(fg.InputError, match="broadcast"):
        fg.eps_old(np.ones(3), np.ones(4))
    with pytest.raises(TypeError, match="eps_old"):
        fg.eps_old(0.5)
    with pytest.raises(TypeError, match="gamma"):
        fg.eps_old(0.5, 3.0, gamma=1.0)
    assert issubclass(fg.InputError, ValueError)
    values = fg.bc(np.array([1.0, -1.0]), invalid="nan")
    assert math.isnan(values[1]) and values[0] == fg.bc(1.0)


def test_families_take_their_order_first():
    assert fg.kernel(1, 0.3, 0.0) == pytest.approx(1 / (1 + math.exp(-0.3)), rel=1e-14)
    with pytest.raises(fg.InputError, match="n must"):
        fg.kernel(-1, 0.0, 1.0)


def test_expressions_run_over_arrays():
    delta = np.linspace(0.1, 5, 11)
    ratio = fg.evaluate("eps_old(1/2, delta)/bc(delta)", delta=delta)
    assert np.allclose(ratio, fg.eps_old(0.5, delta) / fg.bc(delta), rtol=1e-14)
    lo, hi = fg.enclose("eps_old(1/2, delta)/bc(delta)", delta=delta)
    assert np.all(lo <= hi) and np.all((hi - lo) <= 1e-10 * hi)
    with pytest.raises(fg.InputError, match="line 1, column"):
        fg.evaluate("eps_old(1/2, delta")


def test_modes_whiten_and_back():
    rng = np.random.default_rng(3)
    root = rng.normal(size=(4, 4))
    modes = fg.TwoModes(np.zeros(4), rng.normal(size=4), root @ root.T + np.eye(4))
    x = rng.normal(size=4)
    assert np.allclose(modes.unwhiten(modes.whiten(x)), x, rtol=1e-12)
    with pytest.raises(fg.InputError, match="4 entries"):
        modes.whiten(np.zeros(3))
