"""Scene, the frozen dataclass of everything that determines a race, and its text form in links."""

from __future__ import annotations

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
    Point,
    StartPattern,
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
from fallline.scene.examples import opening_example
from fallline.scene.link_words import (
    RACE_WORDS,
    TASK_WORDS,
    VERSION,
    read_numbers,
    read_words,
    write_changed_settings,
    write_words,
)
from fallline.scene.one_variable import name_two_variables
from fallline.scene.remarks import warn_of
from fallline.tasks import shelf as tasks

MAX_RUNS = 8  # the number of distinct marks
MAX_STEPS = 50_000
MAX_STARTS = 10_000
MAX_STATES = 500_000  # steps x rows x runs
MAX_NUMBERS = 2_000_000  # states x coordinates
DEFAULT_LANDSCAPE = "log_beale"
DEFAULT_RUNS = ("adabelief", "adam", "sgd_momentum")


@dataclass(frozen=True)
class Scene:
    """A race on one landscape: one run per optimizer, one row of each run per start.

    ``starts`` are the chosen starts; ``around`` adds more around the first one; ``rows`` are all of them. The other
    fields are settings, see their help texts. Raises BadInput if a value is invalid or the race is too large.
    """

    landscape: Landscape
    optimizers: tuple[Optimizer, ...]
    starts: tuple[Point, ...]
    around: StartPattern | None = item(
        None, catalogue="pattern", none_word="point", help="many starts, laid out around yours"
    )
    steps: int = integer(500, 50, 5000, log=True, at_least=1, at_most=MAX_STEPS, help="how many steps each run takes")
    tol: float = real(
        0.0,
        0.0,
        1.0,
        at_least=0.0,
        help="the gap f - f* that counts as reaching the target; 0 stands for 0.001 of the start's gap",
    )
    noise: float = real(0.0, 0.0, 10.0, at_least=0.0, help="standard deviation of the noise on each gradient entry")
    seed: int = integer(0, 0, 100, at_most=2**63 - 1, help="which tape of noise is played")
    device: str = choice(
        "cpu", ("cpu", "cuda", "auto"), help="where it is computed; auto takes the faster, as measured"
    )

    def __post_init__(self) -> None:
        """Check the settings, the starts, the size of the race and the device; raises BadInput."""
        for setting in settings_of(Scene):
            setting.check("scene", getattr(self, setting.name))
        check_runs(self.optimizers)
        _check_start_count(len(self.starts))
        _check_starts(self.landscape, self.starts)
        if self.around:
            _check_start_count(len(self.rows))
            _check_starts(self.landscape, self.rows)
        states = self.steps * len(self.rows) * len(self.optimizers)
        if states > MAX_STATES:
            raise BadInput(
                "{steps} steps x {starts} starts x {runs} optimizers are {states} states; at most {limit} fit, so take "
                "fewer steps or starts.",
                steps=self.steps,
                starts=len(self.rows),
                runs=len(self.optimizers),
                states=states,
                limit=MAX_STATES,
            )
        numbers = states * self.landscape.dim
        if numbers > MAX_NUMBERS:
            raise BadInput(
                "{states} states of {dim} coordinates are {numbers} numbers; at most {limit} fit, so take fewer steps, "
                "starts or dimensions.",
                states=states,
                dim=self.landscape.dim,
                numbers=numbers,
                limit=MAX_NUMBERS,
            )
        check_device(self.device)

    @classmethod
    def from_link(cls, link: str) -> Scene:
        """Return the scene of a link, ignoring the words of the view; raises BadInput for an invalid link or scene.

        Issues a LinkWarning for words of the link that are no words of the lab.
        """
        words = read_words(link, required=())
        warn_of(words.remarks)
        return read_scene(words.values)

    def to_link(self) -> str:
        """Return the link of the scene; ``from_link`` parses it back to an equal scene."""
        return write_words([("v", VERSION), *scene_words(self)])

    @cached_property
    def rows(self) -> tuple[Point, ...]:
        """All start points: ``starts``, then those of the pattern ``around``."""
        if self.around is None:
            return self.starts
        more = self.around.starts_around(self.starts[0], self.landscape.view)
        return (*self.starts, *map(tuple, more.tolist()))


def default_optimizers() -> tuple[Optimizer, ...]:
    """Return the optimizers of a link that names none, with default settings."""
    return tuple(optimizers[id]() for id in DEFAULT_RUNS)


def default_landscape() -> Landscape:
    """Return the landscape of a link that names none: that of the AdaBelief authors' best-known video."""
    return landscapes[DEFAULT_LANDSCAPE]()


def check_runs(optimizers: tuple[Optimizer, ...]) -> None:
    """Raise BadInput if a race has no optimizer or too many."""
    if not optimizers:
        raise BadInput("The race has no optimizer; add one, such as run=adam.")
    check_run_count(len(optimizers))


def check_run_count(count: int) -> None:
    """Raise BadInput for too many runs; nothing has to be made of a link's words to tell."""
    if count > MAX_RUNS:
        raise BadInput(
            "{count} runs were asked for; at most {limit} are raced, so remove some.",
            count=count,
            limit=MAX_RUNS,
        )


def check_device(device: str) -> None:
    """Raise BadInput for the device cuda on a machine without one."""
    if device == "cuda" and not torch.cuda.is_available():
        raise BadInput("device=cuda was asked for, but this machine has no CUDA GPU; device=cpu or auto would do.")


def check_version(words: Mapping[str, Any]) -> None:
    """Raise BadInput for the words of a link of another version."""
    version = words.get("v", VERSION)
    if version != VERSION:
        raise BadInput(
            "This link is of version {version}; this lab reads version {known}.", version=version, known=VERSION
        )


def _check_start_count(count: int) -> None:
    """Raise BadInput for too many starts; nothing has to be made of a link's words to tell."""
    if count > MAX_STARTS:
        raise BadInput("{count} starts were asked for; at most {limit} fit.", count=count, limit=MAX_STARTS)


def _check_starts(landscape: Landscape, starts: tuple[Point, ...]) -> None:
    if not starts:
        raise BadInput("There is no start; give one, such as start={start}.", start=",".join(map(str, landscape.start)))
    for start in starts:
        if len(start) != landscape.dim:
            raise BadInput(
                "start={start} has {count} numbers; {landscape} needs {dim}.",
                start=_start_text(start),
                count=len(start),
                landscape=landscape.id,
                dim=landscape.dim,
            )
    points = torch.tensor(starts, dtype=torch.float64)
    if (place := _first_not_finite(points)) is not None:
        raise BadInput("start={start} must be made of finite numbers.", start=_start_text(starts[place]))
    if (place := _first_not_finite(landscape.f(points)[:, None])) is not None:
        raise BadInput(
            "start={start}: {landscape} has no finite value there; start nearer to its domain.",
            start=_start_text(starts[place]),
            landscape=landscape.id,
        )


def _start_text(start: Point) -> str:
    return ",".join(map(str, start))


def _first_not_finite(rows: torch.Tensor) -> int | None:
    """Return the index of the first of the rows (n, m) with a number that is not finite, None if there is none."""
    bad = ~rows.isfinite().all(-1)
    return int(bad.to(torch.uint8).argmax()) if bad.any() else None


SCENE_SETTINGS = {each.name: each for each in settings_of(Scene)}


def read_scene(words: Mapping[str, Any]) -> Scene:
    """Return the scene of parsed link words, or of the opening example if none belongs to a race; raises BadInput."""
    words = with_opening_race(words)
    check_version(words)
    _check_landscape_words(words)
    check_run_count(len(words.get("run", ())))  # before anything is made
    _check_start_count(len(words.get("start", ())))
    starts = tuple(read_numbers("start", text) for text in words.get("start", ()))
    landscape = read_landscape(name_two_variables(words["on"], starts)) if "on" in words else default_landscape()
    runs = tuple(read_item(optimizers, text) for text in words.get("run", ())) or default_optimizers()
    settings = {key: SCENE_SETTINGS[key].read("scene", words[key]) for key in SCENE_SETTINGS if key in words}
    return Scene(landscape, runs, starts or (landscape.start,), **settings)


def _check_landscape_words(words: Mapping[str, Any]) -> None:
    """Raise BadInput if the words are those of a race on a training task."""
    name = words.get("on", "").partition("~")[0]
    if tasks.find_id(name) is not None:
        raise BadInput("{task} is a training task; this is made for landscapes only, such as rosenbrock.", task=name)
    for key in TASK_WORDS:
        if key in words:
            raise BadInput(
                "{key}={value} belongs to training tasks, such as on=digits_mlp; a landscape takes start, around and "
                "steps.",
                key=key,
                value=words[key],
            )


def with_opening_race(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of the link words; if none of them belongs to a race, with those of the opening example added."""
    if any(key in RACE_WORDS for key in words):
        return dict(words)
    return {**words, **read_words(opening_example.link).values}


def scene_words(scene: Scene) -> list[tuple[str, str]]:
    """Return the link words of a scene as (key, value) pairs."""
    pairs = [("on", write_landscape(scene.landscape))]
    pairs += [("run", write_item(each)) for each in scene.optimizers]
    if scene.landscape.dim <= 2 or scene.starts != (scene.landscape.start,):
        pairs += [("start", ",".join(map(write_number, start))) for start in scene.starts]
    return [*pairs, *write_changed_settings(SCENE_SETTINGS, scene)]
