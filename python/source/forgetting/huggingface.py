"""`ForgettingMonitor` in a Hugging Face ``Trainer`` (transformers is needed to train, not to import this).

>>> from forgetting.huggingface import ForgettingCallback               # doctest: +SKIP
>>> callback = ForgettingCallback(monitor, log_likelihoods)             # doctest: +SKIP
>>> Trainer(model, callbacks=[callback], ...).train()                   # doctest: +SKIP
>>> monitor.to_pandas()                                                 # doctest: +SKIP
"""

from typing import Any, Callable, Dict, Optional

from ._monitor import ForgettingMonitor

try:
    from transformers import TrainerCallback as _Base
except ImportError:
    _Base = object


class ForgettingCallback(_Base):  # type: ignore[misc, valid-type]
    """Feeds a monitor from a trainer, and adds its numbers to the trainer's logs.

    Parameters
    ----------
    monitor : ForgettingMonitor
        Its `every` says how many optimiser steps lie between two updates; the first is at step 0, before training.
    log_likelihoods : callable
        From the model to the natural log-likelihoods of the monitor's samples, shape (n,).  Called with the model in evaluation
        mode and, where torch is there, without gradients; the mode is put back.
    """

    def __init__(
        self, monitor: ForgettingMonitor, log_likelihoods: Callable[[Any], Any]
    ) -> None:
        self.monitor = monitor
        self.log_likelihoods = log_likelihoods

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """The model before training, or where a resumed run goes on."""
        self._update(state, kwargs.get("model"))

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Every `monitor.every` steps."""
        if state.global_step % self.monitor.every == 0:
            self._update(state, kwargs.get("model"))

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """The model as training leaves it."""
        self._update(state, kwargs.get("model"))

    def on_log(
        self, args: Any, state: Any, control: Any, logs: Optional[Dict[str, Any]] = None, **kwargs: Any
    ) -> None:
        """Adds `monitor.metrics()` to what the trainer logs."""
        if logs is not None:
            logs.update(self.monitor.metrics())

    def _update(self, state: Any, model: Any) -> None:
        seen = self.monitor.steps and state.global_step <= self.monitor.steps[-1]
        if model is None or seen:
            return
        training = getattr(model, "training", False)
        if training:
            model.eval()
        try:
            self.monitor.update(state.global_step, self._scored(model))
        finally:
            if training:
                model.train()

    def _scored(self, model: Any) -> Any:
        try:
            import torch
        except ImportError:
            return self.log_likelihoods(model)
        with torch.no_grad():
            return self.log_likelihoods(model)
