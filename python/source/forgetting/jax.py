"""The functions of the theory under JAX: ``jit``, ``vmap`` and ``grad`` (needs jax).

>>> import jax                                             # doctest: +SKIP
>>> from forgetting import jax as fj                       # doctest: +SKIP
>>> jax.grad(fj.eps_old, argnums=1)(0.5, 3.0)              # doctest: +SKIP

Values are computed by the library in float64 on the host, whatever the device; with 64-bit types off, JAX rounds
them to float32.  Derivatives are the closed forms of `Function.gradient`.
"""

import numpy

import jax
import jax.numpy as jnp

from . import functions


def _lift(function):
    def host(*arguments):
        return numpy.asarray(function(*[numpy.asarray(a, dtype=float) for a in arguments]))

    def host_gradient(*arguments):
        partials = function.gradient(*[numpy.asarray(a, dtype=float) for a in arguments])
        return tuple(numpy.asarray(partial) for partial in partials)

    def described(arguments):
        shape = jnp.broadcast_shapes(*[jnp.shape(a) for a in arguments])
        return jax.ShapeDtypeStruct(shape, jnp.result_type(float))

    def cast(callback, kind):
        return lambda *arguments: jax.tree.map(
            lambda value: value.astype(kind), callback(*arguments)
        )

    @jax.custom_jvp
    def lifted(*arguments):
        kind = described(arguments)
        call = cast(host, kind.dtype)
        return jax.pure_callback(call, kind, *arguments, vmap_method="broadcast_all")

    @lifted.defjvp
    def derivative(primals, tangents):
        kind = described(primals)
        call = cast(host_gradient, kind.dtype)
        partials = jax.pure_callback(
            call, tuple(kind for _ in primals), *primals, vmap_method="broadcast_all"
        )
        slope = sum(p * t for p, t in zip(partials, tangents))
        return lifted(*primals), jnp.broadcast_to(slope, kind.shape)

    lifted.__name__ = function.__name__
    lifted.__doc__ = function.__doc__
    return lifted


globals().update(
    {name: _lift(function) for name, function in functions.items() if not function.is_family}
)
