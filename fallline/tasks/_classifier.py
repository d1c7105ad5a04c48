"""The base class of classification tasks: the network is a torch.nn.Sequential, the loss the cross-entropy."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import torch

from fallline.core import Measure, Task, Weights
from fallline.tasks._layers import apply_layers, correctness, cross_entropies


@dataclass(frozen=True)
class Classifier(Task):
    """A network that tells classes apart. A subclass defines ``module``, ``split`` and the class attributes of Task.

    ``predict`` computes the same network for all rows at once, derived from the layers of ``module``.
    """

    measures = {"accuracy": Measure("Accuracy", "%", higher_is_better=True)}

    @abstractmethod
    def module(self) -> torch.nn.Sequential:
        """Return the network, with torch's own random initialisation: inputs (n, ...) -> logits (n, classes)."""

    def predict(self, weights: Weights, inputs: torch.Tensor) -> torch.Tensor:
        """Return the logits of every row: weights (rows, ...), inputs (rows or 1, n, ...) -> (rows, n, classes)."""
        return apply_layers(_layers_of(self), weights, inputs)

    def sample_losses(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the cross-entropy of every sample, in nats: (rows, n, classes), (rows or 1, n) -> (rows, n)."""
        return cross_entropies(outputs, targets)

    def measure(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return the accuracy of every sample, 100 or 0 percent: (rows, n)."""
        return {"accuracy": correctness(outputs, targets)}


@lru_cache(maxsize=64)
def _layers_of(task: Classifier) -> Mapping[str, torch.nn.Module]:
    """Return the layers of the task's network by name, without weights of their own."""
    with torch.device("meta"):
        return dict(task.module().named_children())
