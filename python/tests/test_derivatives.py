"""The functions under JAX and PyTorch: values, and derivatives against finite differences."""

import numpy as np
import pytest

import forgetting as fg

POINTS = {
    "eps_old": (0.3, 2.0),
    "distinguishability": (0.7, 3.5),
    "bc": (1.5,),
    "kl_reverse": (0.2, 0.6, 2.5),
    "boundary_slope": (0.4, 1.2),
    "softplus_normal": (-1.0, 2.0),
}


def differences(name, point, step=1e-5):
    """Central differences, exact to about step^2."""
    slopes = []
    for axis in range(len(point)):
        ends = [list(point), list(point)]
        ends[0][axis] += step
        ends[1][axis] -= step
        slopes.append((fg.functions[name](*ends[0]) - fg.functions[name](*ends[1])) / (2 * step))
    return slopes


@pytest.fixture
def jax():
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    return jax


@pytest.mark.parametrize("name", POINTS)
def test_jax(jax, name):
    from forgetting import jax as fj

    function, point = getattr(fj, name), POINTS[name]
    assert float(function(*point)) == fg.functions[name](*point)
    assert float(jax.jit(function)(*point)) == fg.functions[name](*point)
    slopes = jax.grad(function, argnums=tuple(range(len(point))))(*point)
    assert np.asarray(slopes) == pytest.approx(differences(name, point), rel=1e-6, abs=1e-9)


def test_jax_maps_and_broadcasts(jax):
    from forgetting import jax as fj

    delta = np.linspace(0.5, 4.0, 6)
    mapped = jax.vmap(lambda d: fj.eps_old(0.3, d))(delta)
    assert np.array_equal(np.asarray(mapped), fg.eps_old(0.3, delta))
    slope = jax.grad(lambda b: fj.eps_old(b, delta).sum())(0.3)
    expected = sum(fg.eps_old.gradient(0.3, float(d))[0] for d in delta)
    assert float(slope) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", POINTS)
def test_torch(name):
    torch = pytest.importorskip("torch")
    from forgetting import torch as ft

    point = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in POINTS[name]]
    value = getattr(ft, name)(*point)
    value.backward()
    slopes = [x.grad.item() for x in point]
    assert value.item() == fg.functions[name](*POINTS[name])
    assert slopes == pytest.approx(differences(name, POINTS[name]), rel=1e-6, abs=1e-9)
    assert torch.autograd.gradcheck(getattr(ft, name), point)
