"""The functions of the theory under PyTorch's automatic differentiation (needs torch).

>>> import torch                                           # doctest: +SKIP
>>> from forgetting import torch as ft                     # doctest: +SKIP
>>> delta = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)   # doctest: +SKIP
>>> ft.eps_old(0.5, delta).backward()                      # doctest: +SKIP

Values are computed by the library in float64 on the CPU and returned in the arguments' type and device.
"""

import torch

from . import functions


def _lift(function):
    class Lifted(torch.autograd.Function):
        @staticmethod
        def forward(context, *arguments):
            context.save_for_backward(*arguments)
            return _as_tensor(function(*_as_arrays(arguments)), arguments)

        @staticmethod
        def backward(context, upstream):
            arguments = context.saved_tensors
            partials = function.gradient(*_as_arrays(arguments))
            slopes = (upstream * _as_tensor(partial, arguments) for partial in partials)
            return tuple(
                slope.sum_to_size(argument.shape) for slope, argument in zip(slopes, arguments)
            )

    def lifted(*arguments):
        model = next((a for a in arguments if isinstance(a, torch.Tensor)), None)
        kind = {} if model is None else {"dtype": model.dtype, "device": model.device}
        return Lifted.apply(*[torch.as_tensor(a, **kind) for a in arguments])

    lifted.__name__ = function.__name__
    lifted.__doc__ = function.__doc__
    return lifted


def _as_arrays(arguments):
    return [argument.detach().cpu().double().numpy() for argument in arguments]


def _as_tensor(value, arguments):
    return torch.as_tensor(value, dtype=arguments[0].dtype, device=arguments[0].device)


globals().update(
    {name: _lift(function) for name, function in functions.items() if not function.is_family}
)
