"""What is raced: a scene is a plain frozen value, which a link spells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch

import fallline.patterns  # noqa: F401 - scenes have a setting that holds one
from fallline.core import (
    BadInput,
    Landscape,
    Optimizer,
    Pattern,
    Point,
    choice,
    integer,
    item,
    read_item,
    real,
    settings_of,
    write_item,
    write_number,
)
from fallline.landscapes import read_landscape, write_landscape
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.scene.examples import opening
from fallline.scene.words import RACE_WORDS, VERSION, changed_words, read_numbers, read_words, write_words

MOST_RUNS = 8  # as many as there are marks to tell them apart
MOST_STEPS = 50_000
MOST_STARTS = 10_000
MOST_STATES = 500_000
MOST_NUMBERS = 2_000_000
DEFAULT_LANDSCAPE = "log_beale"
DEFAULT_RUNS = ("adabelief", "adam", "sgd_momentum")


@dataclass(frozen=True)
class Scene:
    """A race: one landscape, one run per optimizer, one row per start. Raises BadInput when it cannot be run.

    ``starts`` are those that were chosen; ``around`` lays more of them out around the first. ``rows`` are all.
    """

    landscape: Landscape
    optimizers: tuple[Optimizer, ...]
    starts: tuple[Point, ...]
    around: Pattern | None = item(None, holds="pattern", empty="point", help="many starts, laid out around yours")
    steps: int = integer(500, 50, 5000, log=True, at_least=1, at_most=MOST_STEPS, help="how many steps each run takes")
    tol: float = real(
        0.0,
        0.0,
        1.0,
        at_least=0.0,
        help="the gap f - f* that counts as arrived; 0 stands for 0.001 of the start's gap",
    )
    noise: float = real(0.0, 0.0, 10.0, at_least=0.0, help="standard deviation of the noise on each gradient entry")
    seed: int = integer(0, 0, 100, at_most=2**63 - 1, help="which tape of noise is played")
    device: str = choice(
        "cpu", ("cpu", "cuda", "auto"), help="where it is computed; auto takes the faster, as measured"
    )

    def __post_init__(self) -> None:
        """Checks the settings, the starts, the size and the device."""
        for setting in settings_of(Scene):
            setting.check("scene", getattr(self, setting.name))
        if not self.optimizers:
            raise BadInput("The race has no optimizer; add one, such as run=adam.")
        if len(self.optimizers) > MOST_RUNS:
            raise BadInput(
                f"{len(self.optimizers)} runs were asked for; at most {MOST_RUNS} are raced, so remove some."
            )
        _check_starts(self.landscape, self.starts)
        if self.around:
            _check_starts(self.landscape, self.rows)
        states = self.steps * len(self.rows) * len(self.optimizers)
        if states > MOST_STATES:
            raise BadInput(
                f"{self.steps} steps x {len(self.rows)} starts x {len(self.optimizers)} optimizers are {states:,} "
                f"states; at most {MOST_STATES:,} fit, so take fewer steps or starts."
            )
        numbers = states * self.landscape.dim
        if numbers > MOST_NUMBERS:
            raise BadInput(
                f"{states:,} states of {self.landscape.dim} coordinates are {numbers:,} numbers; at most "
                f"{MOST_NUMBERS:,} fit, so take fewer steps, starts or dimensions."
            )
        if self.device == "cuda" and not torch.cuda.is_available():
            raise BadInput("device=cuda was asked for, but this machine has no CUDA GPU; device=cpu or auto would do.")

    @classmethod
    def from_link(cls, link: str) -> Scene:
        """The scene of a link, whose words on how it is viewed are passed over; raises BadInput."""
        return read_scene(read_words(link))

    def to_link(self) -> str:
        """The link of the scene; ``from_link`` turns it back into an equal scene."""
        return write_words([("v", VERSION), *scene_words(self)])

    @cached_property
    def rows(self) -> tuple[Point, ...]:
        """Every start, the chosen ones first."""
        if self.around is None:
            return self.starts
        more = self.around.around(self.starts[0], self.landscape.view)
        return (*self.starts, *map(tuple, more.tolist()))


def default_optimizers() -> tuple[Optimizer, ...]:
    """The three that this lab was made to compare, at their defaults."""
    return tuple(optimizers[id]() for id in DEFAULT_RUNS)


def default_landscape() -> Landscape:
    """The landscape of the authors' best-known video."""
    return landscapes[DEFAULT_LANDSCAPE]()


def _check_starts(landscape: Landscape, starts: tuple[Point, ...]) -> None:
    if not starts:
        raise BadInput(f"There is no start; give one, such as start={','.join(map(str, landscape.start))}.")
    if len(starts) > MOST_STARTS:
        raise BadInput(f"{len(starts):,} starts were asked for; at most {MOST_STARTS:,} fit.")
    for start in starts:
        shown = ",".join(map(str, start))
        if len(start) != landscape.dim:
            raise BadInput(f"start={shown} has {len(start)} numbers; {landscape.id} needs {landscape.dim}.")
        if not all(map(math.isfinite, start)):
            raise BadInput(f"start={shown} must be made of finite numbers.")
    for start, value in zip(starts, landscape.f(torch.tensor(starts, dtype=torch.float64)).tolist(), strict=True):
        if not math.isfinite(value):
            shown = ",".join(map(str, start))
            raise BadInput(f"start={shown}: {landscape.id} has no finite value there; start nearer to its domain.")


SCENE_WORDS = {each.name: each for each in settings_of(Scene)}


def read_scene(words: Mapping[str, Any]) -> Scene:
    """The scene of a link's words; raises BadInput. Without a word of the race it is the opening example's."""
    words = with_opening_race(words)
    version = words.get("v", VERSION)
    if version != VERSION:
        raise BadInput(f"This link is of version {version}; this lab reads version {VERSION}.")
    landscape = read_landscape(words["on"]) if "on" in words else default_landscape()
    runs = tuple(read_item(optimizers, text) for text in words.get("run", ())) or default_optimizers()
    starts = tuple(read_numbers("start", text) for text in words.get("start", ())) or (landscape.start,)
    settings = {key: SCENE_WORDS[key].read("scene", words[key]) for key in SCENE_WORDS if key in words}
    return Scene(landscape, runs, starts, **settings)


def with_opening_race(words: Mapping[str, Any]) -> dict[str, Any]:
    """The words, with those of the opening example where none of them is of a race."""
    if any(key in RACE_WORDS for key in words):
        return dict(words)
    return {**words, **read_words(opening.link)}


def scene_words(scene: Scene) -> list[tuple[str, str]]:
    """The words of a link that make the race."""
    pairs = [("on", write_landscape(scene.landscape))]
    pairs += [("run", write_item(each)) for each in scene.optimizers]
    if scene.landscape.dim == 2 or scene.starts != (scene.landscape.start,):
        pairs += [("start", ",".join(map(write_number, start))) for start in scene.starts]
    return [*pairs, *changed_words(SCENE_WORDS, scene)]
