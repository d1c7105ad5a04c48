"""The base class of training tasks: a network with its data, and what is measured of it.

The weights of a network are one flat vector, so that every optimizer file trains it unchanged; ``parts`` says which
tensors the vector consists of. A row is a seed: it has an initialisation and an order of the samples of its own.
"""

from __future__ import annotations

import math
import threading
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
import torch

from fallline.core.problem import DataProblem

TRAIN, VALIDATION, TEST = "train", "validation", "test"
SPLITS = (TRAIN, VALIDATION, TEST)
LOSS = "loss"  # the name of the loss among the measures of an evaluation
DIVERGED_FACTOR = 1.5  # a loss above this many times that of uniform guessing counts as diverged
WEIGHT, BIAS, EMBEDDING = "weight", "bias", "embedding"  # the roles of parts
ROWS_AT_ONCE = 8  # rows that are evaluated together
MAX_TURN_VALUES = 2**23  # of the largest activation of ROWS_AT_ONCE rows; more samples are taken in turns

Weights = Mapping[str, torch.Tensor]  # part name -> (rows, *shape)
_seeding = threading.Lock()  # torch.manual_seed changes the random numbers of the whole process


@dataclass(frozen=True)
class Part:
    """One tensor of a network: its name in the torch.nn module, its shape there, and its role."""

    name: str
    shape: tuple[int, ...]
    role: str = WEIGHT

    @property
    def size(self) -> int:
        """The number of weights."""
        return math.prod(self.shape)


@dataclass(frozen=True, eq=False)
class Samples:
    """Some samples of a data set: ``inputs`` (n, ...) and ``targets`` (n, ...), one entry per sample.

    A batch that differs between rows has one more axis in front: (rows, n, ...).
    """

    inputs: torch.Tensor
    targets: torch.Tensor

    def __len__(self) -> int:
        return len(self.targets)

    def take(self, indices: torch.Tensor) -> Samples:
        """Return the samples with the indices (rows, n), as a batch that differs between rows."""
        return Samples(self.inputs[indices], self.targets[indices])

    def repeat(self, times: int) -> Samples:
        """Return a batch that differs between rows, its rows ``times`` times."""
        return Samples(*(each.repeat(times, *[1] * (each.dim() - 1)) for each in (self.inputs, self.targets)))

    def shared(self) -> Samples:
        """Return the samples as a batch that all rows share, with an axis of length 1 in front."""
        return Samples(self.inputs[None], self.targets[None])

    def first(self, count: int | None) -> Samples:
        """Return the first ``count`` samples, all of them for None."""
        return Samples(self.inputs[:count], self.targets[:count])

    def to(self, dtype: torch.dtype, device: str | torch.device) -> Samples:
        """Return the samples on a device, the numbers of floating point among them in ``dtype``."""
        return Samples(*(_convert(each, dtype, device) for each in (self.inputs, self.targets)))

    def slices(self, size: int) -> Iterable[Samples]:
        """Yield the samples in turns of at most ``size``."""
        for first in range(0, len(self), size):
            yield Samples(self.inputs[first : first + size], self.targets[first : first + size])


@dataclass(frozen=True)
class Measure:
    """What is measured of a network besides its loss: the name on the page, the unit, and which way is better."""

    title: str
    unit: str
    higher_is_better: bool


LOSS_MEASURE = Measure("Loss", "nats", higher_is_better=False)


@dataclass(frozen=True)
class Target:
    """The value of a measure on the validation samples at which a run counts as having reached the target."""

    measure: str
    value: float


@dataclass(frozen=True)
class Task(DataProblem):
    """A network, its data, and what is measured. The problem's value is the mean loss over all training samples.

    A subclass defines ``module``, ``predict``, ``sample_losses``, ``split`` and these class attributes:

    - ``batch_size``, ``step_count``: the usual number of samples per step, and of steps.
    - ``measures``: what is measured besides the loss, name -> Measure; ``measure`` computes them.
    - ``target``: the target on the validation samples.
    - ``target_setting``: the optimizer, in its text form, that the tests train to the target.
    - ``monitor_size``: how many samples of a split are evaluated while a run goes on; all of them by default.
    - ``uniform_loss``: the loss of uniform guessing.
    - ``teaches``: a sentence on what one learns from the task.
    - ``data_source``: a sentence on where the data comes from, and its licence.
    """

    needs_source = True

    batch_size: ClassVar[int]
    step_count: ClassVar[int]
    measures: ClassVar[Mapping[str, Measure]] = {}
    target: ClassVar[Target]
    target_setting: ClassVar[str]
    monitor_size: ClassVar[int] = 10_000
    uniform_loss: ClassVar[float]
    teaches: ClassVar[str]
    data_source: ClassVar[str]

    @abstractmethod
    def module(self) -> torch.nn.Module:
        """Return the network as a torch.nn.Module with torch's own random initialisation: the reference."""

    @abstractmethod
    def predict(self, weights: Weights, inputs: torch.Tensor) -> torch.Tensor:
        """Return the network's outputs for every row: weights (rows, ...), inputs (rows or 1, n, ...) -> outputs.

        An axis of length 1 in front of the inputs stands for samples that all rows share.
        """

    @abstractmethod
    def sample_losses(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the loss of every sample: outputs (rows, n, ...), targets (rows or 1, n, ...) -> (rows, n)."""

    @abstractmethod
    def split(self, name: str) -> Samples:
        """Return the samples of TRAIN, VALIDATION or TEST, inputs in float64 or integers."""

    def measure(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return the measures of every sample, name -> (rows, n); their mean is the measure of the samples."""
        return {}

    @property
    def target_measure(self) -> Measure:
        """The measure of the target; the loss has a Measure of its own."""
        return LOSS_MEASURE if self.target.measure == LOSS else self.measures[self.target.measure]

    def within_target(self, values: np.ndarray) -> np.ndarray:
        """Return whether values of the target's measure are within the target, (...) -> (...) bool; NaN is not."""
        higher = self.target_measure.higher_is_better
        return values >= self.target.value if higher else values <= self.target.value

    @property
    def parts(self) -> tuple[Part, ...]:
        """The tensors of the network, in the order in which they stand in the flat vector."""
        return _parts_of(self)

    @property
    def dim(self) -> int:
        """The number of weights."""
        return sum(part.size for part in self.parts)

    def start(self, seed: int) -> torch.Tensor:
        """Return the weights (dim,), in float64, that ``module()`` has after ``torch.manual_seed(seed)``."""
        return flatten(dict(_seeded_module(self, seed).named_parameters())).double()

    def starts(self, seeds: Sequence[int]) -> torch.Tensor:
        """Return the weights for every seed, (rows, dim) in float64."""
        return torch.stack([self.start(seed) for seed in seeds])

    def weights(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        """Return the tensors of the network as views of x (rows, dim): part name -> (rows, *shape)."""
        pieces = x.split([part.size for part in self.parts], dim=-1)
        return {part.name: piece.unflatten(-1, part.shape) for part, piece in zip(self.parts, pieces, strict=True)}

    def loss(self, x: torch.Tensor, batch: Samples) -> torch.Tensor:
        """Return the mean loss over a batch: x (rows, dim), inputs (rows or 1, n, ...) -> (rows,)."""
        return self.sample_losses(self.predict(self.weights(x), batch.inputs), batch.targets).mean(-1)

    def f_on_batch(self, x: torch.Tensor, batch: Any) -> torch.Tensor:
        """Return the mean loss over a batch, as ``loss`` does."""
        return self.loss(x, batch)

    def f(self, x: torch.Tensor) -> torch.Tensor:
        """Return the mean loss over all training samples: x (..., dim) -> (...)."""
        samples = self.samples(TRAIN, x.dtype, x.device).shared()
        return self.loss(x.reshape(-1, x.shape[-1]), samples).reshape(x.shape[:-1])

    @torch.no_grad()
    def evaluate(self, x: torch.Tensor, split: str, count: int | None = None) -> dict[str, torch.Tensor]:
        """Return the loss and the measures over the samples of a split: x (rows, dim) -> name -> (rows,).

        Only the first ``count`` samples are evaluated, if given; splits are shuffled. The result of a row does not
        depend on the other rows.
        """
        samples = self.samples(split, x.dtype, x.device).first(count)
        parts = [self._evaluate_rows(rows, samples) for rows in x.split(ROWS_AT_ONCE)]
        return {name: torch.cat([part[name] for part in parts]) for name in parts[0]}

    def _evaluate_rows(self, x: torch.Tensor, samples: Samples) -> dict[str, torch.Tensor]:
        """Return the mean loss and measures over the samples for a few rows, name -> (rows,)."""
        totals, weights = dict[str, torch.Tensor](), self.weights(x)
        for each in samples.slices(self.turn_size):
            turn = each.shared()
            outputs = self.predict(weights, turn.inputs)
            values = {LOSS: self.sample_losses(outputs, turn.targets), **self.measure(outputs, turn.targets)}
            for name, value in values.items():
                totals[name] = totals.get(name, 0.0) + value.sum(-1)
        return {name: total / len(samples) for name, total in totals.items()}

    def samples(self, split: str, dtype: torch.dtype, device: str | torch.device) -> Samples:
        """Return the samples of a split in a dtype, on a device; they are cached."""
        return _samples_of(self, split, dtype, str(device))

    @property
    def turn_size(self) -> int:
        """The number of samples that an evaluation takes at once; the same for any number of rows."""
        widest = max((part.shape[0] for part in self.parts), default=1)
        return max(1, MAX_TURN_VALUES // (widest * ROWS_AT_ONCE))


@dataclass(frozen=True)
class LayeredTask(Task):
    """A task whose network begins with a layer whose outputs are linear in the weights.

    Along a plane of weights that layer is computed three times only, at the origin and the two axes, instead of at
    every point.
    """

    @abstractmethod
    def first_layer(self, weights: Weights, inputs: torch.Tensor) -> torch.Tensor:
        """Return the outputs of the first layer for every row, (rows, n, ...), which are linear in the weights."""

    @abstractmethod
    def predict_from(self, first: torch.Tensor, weights: Weights) -> torch.Tensor:
        """Return the network's outputs for every row, given what ``first_layer`` returns."""

    def predict(self, weights: Weights, inputs: torch.Tensor) -> torch.Tensor:
        """Return the network's outputs for every row, as ``Task.predict``."""
        return self.predict_from(self.first_layer(weights, inputs), weights)


def flatten(tensors: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """Return the tensors of one network as one vector (dim,), detached."""
    return torch.cat([each.detach().flatten() for each in tensors.values()])


def _seeded_module(task: Task, seed: int) -> torch.nn.Module:
    """Return the module, initialised in float32 whatever torch's default dtype is."""
    with _seeding, torch.random.fork_rng(devices=[]):
        default = torch.get_default_dtype()
        torch.set_default_dtype(torch.float32)
        try:
            torch.manual_seed(seed)
            return task.module()
        finally:
            torch.set_default_dtype(default)


@lru_cache(maxsize=64)
def _parts_of(task: Task) -> tuple[Part, ...]:
    named = _seeded_module(task, 0).named_parameters()
    return tuple(Part(name, tuple(each.shape), _role(name, each)) for name, each in named)


@lru_cache(maxsize=64)
def _samples_of(task: Task, split: str, dtype: torch.dtype, device: str) -> Samples:
    return task.split(split).to(dtype, device)


def _convert(values: torch.Tensor, dtype: torch.dtype, device: str | torch.device) -> torch.Tensor:
    return values.to(device, dtype) if values.is_floating_point() else values.to(device)


def _role(name: str, tensor: torch.Tensor) -> str:
    if "embed" in name:
        return EMBEDDING
    return BIAS if tensor.dim() == 1 else WEIGHT
