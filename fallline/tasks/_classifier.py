"""The base class of classification tasks: the network is a torch.nn.Sequential, the loss the cross-entropy."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import torch

from fallline.core import LayeredTask, Measure, Weights
from fallline.tasks._layers import convolution, correctness, cross_entropies, linear


@dataclass(frozen=True)
class Classifier(LayeredTask):
    """A network that tells classes apart. A subclass defines ``module``, ``split`` and the class attributes of Task.

    ``predict`` computes the network of every row at once, derived from the layers of ``module``.
    """

    measures = {"accuracy": Measure("Accuracy", "%", higher_is_better=True)}

    @abstractmethod
    def module(self) -> torch.nn.Sequential:
        """Return the network, with torch's own random initialisation: inputs (n, ...) -> logits (n, classes)."""

    def first_layer(self, weights: Weights, inputs: torch.Tensor) -> torch.Tensor:
        """Return the outputs of the first layer with weights, (rows, n, ...); they are linear in the weights."""
        return self.apply_layers(weights, inputs, slice(_first_weighted(self) + 1))

    def predict_from(self, first: torch.Tensor, weights: Weights) -> torch.Tensor:
        """Return the logits of every row, given the outputs of the first layer with weights."""
        return self.apply_layers(weights, first, slice(_first_weighted(self) + 1, None))

    def sample_losses(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the cross-entropy of every sample, in nats: (rows, n, classes), (rows or 1, n) -> (rows, n)."""
        return cross_entropies(outputs, targets)

    def measure(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return the accuracy of every sample, 100 or 0 percent: (rows, n)."""
        return {"accuracy": correctness(outputs, targets)}

    def apply_layers(self, weights: Weights, inputs: torch.Tensor, which: slice) -> torch.Tensor:
        """Return the outputs (rows, n, ...) of some layers: inputs (rows or 1, n, ...).

        Raises TypeError for a layer with weights that is neither Linear nor Conv2d.
        """
        for name, layer in list(_layers_of(self).items())[which]:
            inputs = _apply(layer, name, weights, inputs)
        return inputs


def _apply(layer: torch.nn.Module, name: str, weights: Weights, inputs: torch.Tensor) -> torch.Tensor:
    """Return the outputs (rows, n, ...) of the layer ``name`` in every row: inputs (rows or 1, n, ...)."""
    if isinstance(layer, torch.nn.Linear):
        return linear(inputs, weights[f"{name}.weight"], weights.get(f"{name}.bias"))
    if isinstance(layer, torch.nn.Conv2d):
        return convolution(inputs, weights[f"{name}.weight"], weights[f"{name}.bias"], int(layer.padding[0]))
    if next(layer.parameters(), None) is not None:
        raise TypeError(f"The layer {name} is a {type(layer).__name__}, of which no rows are computed at once.")
    return layer(inputs.flatten(0, 1)).unflatten(0, inputs.shape[:2])


@lru_cache(maxsize=64)
def _layers_of(task: Classifier) -> Mapping[str, torch.nn.Module]:
    """Return the layers of the task's network by name; their weights have no values."""
    with torch.device("meta"):
        return dict(task.module().named_children())


@lru_cache(maxsize=64)
def _first_weighted(task: Classifier) -> int:
    """Return the index of the first layer with weights."""
    return next(index for index, layer in enumerate(_layers_of(task).values()) if list(layer.parameters()))
