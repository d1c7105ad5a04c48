"""TaskScene, the frozen dataclass of everything that determines a race on a task, and its text form in links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch

from fallline.core import (
    TRAIN,
    TRANSFORMS,
    BadInput,
    Optimizer,
    Sentence,
    Task,
    choice,
    integer,
    read_item,
    real,
    settings_of,
    write_item,
)
from fallline.optimizers import shelf as optimizers
from fallline.scene.link_words import VERSION, read_words, write_changed_settings, write_words
from fallline.scene.remarks import warn_of
from fallline.scene.scene import MAX_STEPS, check_device, check_run_count, check_runs, check_version, default_optimizers
from fallline.tasks import read_task
from fallline.tasks import shelf as tasks

MAX_SEEDS = 1024
LANDSCAPE_WORDS = {  # words of a landscape's link that a task refuses -> what a task has instead
    "start": Sentence("the initialisation of a network follows from its seed, so write seed=3 for another one"),
    "around": Sentence("a network starts from its seeds, so write seeds=8 for eight of them"),
    "tol": Sentence("a task has no known minimum; its target is a value of a measure"),
    "noise": Sentence("the noise on the gradients of a task comes from its batches, so write batch=16 for more of it"),
}


@dataclass(frozen=True)
class TaskScene:
    """A race on one training task: one run per optimizer, one row of each run per seed.

    Each seed has an initialisation and an order of the samples of its own, the same for all optimizers. The other
    fields are settings, see their help texts. Raises BadInput if a value is invalid, or an optimizer cannot train a
    network of this size.
    """

    task: Task
    optimizers: tuple[Optimizer, ...]
    steps: int = integer(0, 50, 5000, log=True, at_least=0, at_most=MAX_STEPS, help="steps of each run; 0: as usual")
    epochs: float = real(0.0, 0.0, 50.0, at_least=0.0, help="passes over the training samples, in place of steps")
    seeds: int = integer(1, 1, 16, at_least=1, at_most=MAX_SEEDS, help="how many seeds each optimizer trains with")
    seed: int = integer(0, 0, 100, at_most=2**53, help="the first seed; the others follow it")
    batch: int = integer(0, 1, 256, log=True, at_least=0, help="samples of each step; 0: as many as usual")
    device: str = choice("cpu", ("cpu", "cuda", "auto"), help="where it is computed; auto takes a GPU if there is one")

    def __post_init__(self) -> None:
        """Check the settings, the optimizers, the number of steps, the batch and the device; raises BadInput."""
        for setting in settings_of(TaskScene):
            setting.check("scene", getattr(self, setting.name))
        check_runs(self.optimizers)
        for optimizer in self.optimizers:
            optimizer.for_parts(self.task.parts)
        if self.batch_size > self.sample_count:
            raise BadInput(
                "batch={batch} is larger than the {count} training samples of {task}; batch={count} takes all of them "
                "in every step.",
                batch=self.batch_size,
                count=self.sample_count,
                task=self.task.id,
            )
        self._check_length()
        check_device(self.device)

    def _check_length(self) -> None:
        if self.steps and self.epochs:
            raise BadInput(
                "steps={steps} and epochs={epochs} both say how long the race is; write one of them.",
                steps=self.steps,
                epochs=f"{self.epochs:g}",
            )
        if not 1 <= self.step_count <= MAX_STEPS:
            raise BadInput(
                "epochs={epochs} are {steps} steps of {batch} samples; from 1 to {most} steps are possible.",
                epochs=f"{self.epochs:g}",
                steps=self.step_count,
                batch=self.batch_size,
                most=MAX_STEPS,
            )

    @classmethod
    def from_link(cls, link: str) -> TaskScene:
        """Return the scene of a link, ignoring the words of the view; raises BadInput for an invalid link or scene.

        Issues a LinkWarning for words of the link that are no words of the lab.
        """
        words = read_words(link, required=())
        warn_of(words.remarks)
        return read_task_scene(words.values)

    def to_link(self) -> str:
        """Return the link of the scene; ``from_link`` parses it back to an equal scene."""
        pairs = [("on", write_item(self.task)), *(("run", write_item(each)) for each in self.optimizers)]
        return write_words([("v", VERSION), *pairs, *write_changed_settings(TASK_SETTINGS, self)])

    @property
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
        if self.epochs:
            return round(self.epochs * (self.sample_count // self.batch_size))
        return self.steps or self.task.step_count

    @property
    def row_seeds(self) -> tuple[int, ...]:
        """The seed of every row."""
        return tuple(range(self.seed, self.seed + self.seeds))

    @property
    def torch_device(self) -> str:
        """The torch device, cpu or cuda."""
        return "cuda" if self.device != "cpu" and torch.cuda.is_available() else "cpu"


TASK_SETTINGS = {each.name: each for each in settings_of(TaskScene)}


def names_task(words: Mapping[str, Any]) -> bool:
    """Return whether the word ``on`` of a link's words names a training task."""
    return tasks.find_id(words.get("on", "").partition("~")[0]) is not None


def read_task_scene(words: Mapping[str, Any]) -> TaskScene:
    """Return the scene of parsed link words whose word ``on`` names a task; raises BadInput."""
    check_version(words)
    if not names_task(words):
        raise BadInput(
            "on={on} is no training task; {names} are.", on=words.get("on", ""), names=", ".join(tasks.classes)
        )
    for key, instead in LANDSCAPE_WORDS.items():
        if key in words:
            raise BadInput("{task} takes no {key}: {instead}.", task=words["on"], key=key, instead=instead)
    _check_transforms(words["on"])
    check_run_count(len(words.get("run", ())))
    runs = tuple(read_item(optimizers, text) for text in words.get("run", ())) or default_optimizers()
    settings = {key: TASK_SETTINGS[key].read("scene", words[key]) for key in TASK_SETTINGS if key in words}
    return TaskScene(read_task(words["on"]), runs, **settings)


def _check_transforms(text: str) -> None:
    """Raise BadInput if the text of a task has a transform of landscapes among its settings."""
    task, *parts = text.split("~")
    names = {each.name for each in TRANSFORMS}
    if transforms := [name for name in (part.partition(":")[0] for part in parts) if name in names]:
        raise BadInput(
            "{task} takes no {setting}: it is a setting of landscapes, and a task is no landscape.",
            task=task,
            setting=transforms[0],
        )
