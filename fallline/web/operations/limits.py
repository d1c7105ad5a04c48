"""Limits of a server: an operator may set them lower than those of the lab, where many visitors share a machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fallline.analysis.learning_rates import TUNED, can_be_tuned, estimate_tuning, has_learning_rate
from fallline.analysis.measures import estimate_measures
from fallline.core import BadInput, Landscape, Optimizer, strip_transforms
from fallline.film import FilmOptions
from fallline.landscapes import count_formula_parts
from fallline.landscapes import shelf as landscapes
from fallline.landscapes.formula_grammar import MAX_PARTS
from fallline.landscapes.formulas import formula
from fallline.run.work import Work, estimate_work
from fallline.scene import Scene
from fallline.scene.link_words import read_words
from fallline.scene.previous_race import UNCHANGED, read_previous_scene
from fallline.scene.scene import MAX_STARTS, MAX_STEPS, SCENE_SETTINGS
from fallline.view import View

CLASS_SECONDS = 60  # for a question in a class; one person may wait longer


@dataclass(frozen=True)
class Limits:
    """The maxima of a server, which its options set.

    ``steps`` and ``rows`` (starts) are of a race, ``parts`` are of a typed formula, ``pixels`` are of all frames of a
    film together, ``states`` (steps x starts x optimizers) are of a file with all numbers of a race. ``seconds`` are
    those in which a question must be answered, and those of one slow core that its runs may take by
    ``estimate_work``; ``megabytes`` is the memory of its runs by the same estimate.
    ``minutes`` are those in which a film or a report must be made. Raises BadInput if one is below 1.
    """

    steps: int = MAX_STEPS
    rows: int = MAX_STARTS
    parts: int = MAX_PARTS
    pixels: int = 10**11
    states: int = 100_000
    seconds: int = 300
    megabytes: int = 1000
    minutes: int = 60

    def __post_init__(self) -> None:
        """Raise BadInput if a limit is below 1."""
        for name, value in vars(self).items():
            if value < 1:
                raise BadInput("--most-{name} {value} must be at least 1.", name=name, value=value)

    def check_link(self, link: str) -> None:
        """Raise BadInput if a link, or the previous race in it, has too many steps or starts or too large a formula.

        Only words are read for that, so that it takes a fraction of a second for any link; ``check_scene`` does the
        rest once the scene is made, for which the minima of a formula must be searched.
        """
        words = read_words(link, required=()).values
        self._check_words(words)
        if (before := words.get("before", UNCHANGED)) != UNCHANGED:
            self._check_words(_previous_words(before))

    def check_formula(self, text: str) -> None:
        """Raise BadInput if a typed formula is invalid or has too many parts; its minima are not searched for that."""
        self._check_parts(formula(text).part_count)

    def check_scene(self, scene: Scene, view: View | None = None) -> None:
        """Raise BadInput if a race exceeds the limits, or what the ``view`` needs besides it.

        That are measures of each run from the first start, the previous race, and runs with other learning rates.
        """
        self._check_steps(scene.steps)
        self._check_rows(len(scene.rows))
        self._check_parts(getattr(strip_transforms(scene.landscape).f, "part_count", 0))
        self.check_runs(scene.landscape, scene.optimizers, len(scene.rows), scene.steps)
        if view is None:
            return
        self.check_work(*[estimate_measures(scene.landscape, scene.steps + 1)] * len(scene.optimizers))
        if (previous := read_previous_scene(scene, view.before)) is not None:
            self.check_scene(previous)
        if view.rates == TUNED and can_be_tuned(scene):
            self.check_work(*(estimate_tuning(scene, each) for each in scene.optimizers if has_learning_rate(each)))

    def check_runs(self, landscape: Landscape, optimizers: Sequence[Optimizer], rows: int, steps: int) -> None:
        """Raise BadInput if the runs of all ``optimizers`` from ``rows`` starts together exceed time or memory."""
        self.check_work(*(estimate_work(landscape, each, rows, steps) for each in optimizers))

    def check_work(self, *works: Work) -> None:
        """Raise BadInput if computations, one after the other, exceed the limits of time or memory."""
        work = Work(sum(each.seconds for each in works), max((each.megabytes for each in works), default=0))
        if work.seconds > self.seconds:
            raise BadInput(
                "This would take about {n} s; this server allows {limit} s. Take fewer steps, starts, optimizers or "
                "dimensions.",
                n=f"{work.seconds:,.0f}",
                limit=self.seconds,
            )
        if work.megabytes > self.megabytes:
            raise BadInput(
                "This would need about {n} MB of memory; this server allows {limit} MB. Take fewer steps, starts or "
                "dimensions.",
                n=f"{work.megabytes:,.0f}",
                limit=self.megabytes,
            )

    def check_numbers(self, scene: Scene) -> None:
        """Raise BadInput if a file with all numbers of a race would hold too many states."""
        states = scene.steps * len(scene.rows) * len(scene.optimizers)
        self.check_work(estimate_measures(scene.landscape, states))
        if states > self.states:
            raise BadInput(
                "This server writes the numbers of {limit} states; {steps} steps x {starts} starts x {runs} optimizers "
                "are {states}. Take fewer steps or starts, or write them from a shell, with trace.",
                limit=self.states,
                steps=scene.steps,
                starts=len(scene.rows),
                runs=len(scene.optimizers),
                states=states,
            )

    def check_film(self, filming: FilmOptions) -> None:
        """Raise BadInput if a film exceeds the limit of pixels."""
        pixels = filming.frame_count * filming.wide * filming.tall
        if pixels > self.pixels:
            raise BadInput(
                "This server allows films of {limit} pixels in all; this one has {count}. Take a smaller or shorter "
                "one, or fewer frames per second.",
                limit=self.pixels,
                count=pixels,
            )

    def _check_words(self, words: Mapping[str, Any]) -> None:
        """Raise BadInput if the words of a race exceed the limits, as far as they tell."""
        if "steps" in words:
            self._check_steps(SCENE_SETTINGS["steps"].read("scene", words["steps"]))
        self._check_rows(len(words.get("start", ())))
        if "on" in words:
            self._check_parts(count_formula_parts(landscapes, words["on"]))

    def _check_steps(self, count: int) -> None:
        if count > self.steps:
            raise BadInput(
                "This server allows {limit} steps; {count} were asked for.",
                limit=self.steps,
                count=count,
            )

    def _check_rows(self, count: int) -> None:
        if count > self.rows:
            raise BadInput(
                "This server allows {limit} starts; {count} were asked for.",
                limit=self.rows,
                count=count,
            )

    def _check_parts(self, count: int) -> None:
        if count > self.parts:
            raise BadInput(
                "This server allows formulas of {limit} parts; this one has {count}.",
                limit=self.parts,
                count=count,
            )


def _previous_words(before: str) -> dict[str, Any]:
    """Return the words of a previous race; none if they cannot be read, of which the reading of the link tells."""
    try:
        return read_words(before).values
    except BadInput:
        return {}
