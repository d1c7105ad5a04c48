"""TaskScene, the frozen dataclass of everything that determines a race on a training task."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch

from fallline.core import TRAIN, BadInput, Optimizer, Task, choice, integer, settings_of

MAX_RUNS = 8
MAX_SEEDS = 1024
MAX_STEPS = 50_000


@dataclass(frozen=True)
class TaskScene:
    """A race on one training task: one run per optimizer, one row of each run per seed.

    Each seed has an initialisation and an order of the samples of its own, the same for all optimizers. The other
    fields are settings, see their help texts. Raises BadInput if a value is invalid.
    """

    task: Task
    optimizers: tuple[Optimizer, ...]
    steps: int = integer(0, 50, 5000, log=True, at_least=0, at_most=MAX_STEPS, help="steps of each run; 0: the usual")
    seeds: int = integer(1, 1, 16, at_least=1, at_most=MAX_SEEDS, help="how many seeds each optimizer trains with")
    seed: int = integer(0, 0, 100, at_most=2**53, help="the first seed; the others follow it")
    batch: int = integer(0, 1, 256, log=True, at_least=0, help="samples of each step; 0: the usual number")
    device: str = choice("cpu", ("cpu", "cuda", "auto"), help="where it is computed; auto takes a GPU if there is one")

    def __post_init__(self) -> None:
        """Check the settings, the size of a batch and the device; raises BadInput."""
        for setting in settings_of(TaskScene):
            setting.check("scene", getattr(self, setting.name))
        if not self.optimizers:
            raise BadInput("The race has no optimizer; add one, such as run=adam.")
        if len(self.optimizers) > MAX_RUNS:
            raise BadInput(
                "{count} runs were asked for; at most {limit} are raced, so remove some.",
                count=len(self.optimizers),
                limit=MAX_RUNS,
            )
        if self.batch_size > self.sample_count:
            raise BadInput(
                "batch={batch} is larger than the {count} training samples of {task}; batch={count} takes all of them "
                "in every step.",
                batch=self.batch_size,
                count=self.sample_count,
                task=self.task.id,
            )
        if self.device == "cuda" and not torch.cuda.is_available():
            raise BadInput("device=cuda was asked for, but this machine has no CUDA GPU; device=cpu or auto would do.")

    @cached_property
    def sample_count(self) -> int:
        """The number of training samples."""
        return len(self.task.split(TRAIN))

    @property
    def batch_size(self) -> int:
        """The number of samples of each step."""
        return self.batch or self.task.batch_size

    @property
    def step_count(self) -> int:
        """The number of steps of each run."""
        return self.steps or self.task.step_count

    @property
    def row_seeds(self) -> range:
        """The seed of every row."""
        return range(self.seed, self.seed + self.seeds)

    @property
    def torch_device(self) -> str:
        """The torch device, cpu or cuda."""
        is_gpu = self.device == "cuda" or (self.device == "auto" and torch.cuda.is_available())
        return "cuda" if is_gpu else "cpu"
