"""What is asked (Scene) and how it is looked at (View): plain frozen values."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property

import torch

import patterns  # noqa: F401 - scenes have a setting that holds one
from core import (
    BadInput,
    Box,
    Landscape,
    Optimizer,
    Pattern,
    Point,
    choice,
    flag,
    item,
    number,
    settings_of,
    text,
    whole,
    words,
)
from engine.device import placed
from engine.parts import PARTS
from engine.terrain import TERRAINS
from landscapes import shelf as landscapes
from optimizers import shelf as optimizers

MOST_RUNS = 8  # as many as there are marks to tell them apart
MOST_STEPS = 50_000
MOST_STARTS = 10_000
MOST_STATES = 500_000
MOST_NUMBERS = 2_000_000
LONGEST_BEFORE = 100_000
NEAREST, FARTHEST = 0.1, 100  # of the camera, in Plotly's units
POINTS, PRINCIPAL = "points", "principal"
COORDINATES = re.compile(r"([0-9]{1,5}),([0-9]{1,5})")
DEFAULT_LANDSCAPE = "log_beale"
DEFAULT_RUNS = ("adabelief", "adam", "sgd_momentum")
LAB, EMBED, PRESENT = "lab", "embed", "present"
LAYERS = ("gradient", "momentum", "step", "ideal", "scale")
UNCHANGED = "same"  # of ``before``: what is changed next is set beside what stood before, and nothing has been so far


@dataclass(frozen=True)
class Scene:
    """A race: one landscape, one run per optimizer, one row per start. Raises BadInput when it cannot be run.

    ``starts`` are those that were chosen; ``around`` lays more of them out around the first. ``rows`` are all.
    """

    landscape: Landscape
    optimizers: tuple[Optimizer, ...]
    starts: tuple[Point, ...]
    around: Pattern | None = item(None, holds="pattern", empty="point", means="many starts, laid out around yours")
    steps: int = whole(500, 50, 5000, log=True, at_least=1, at_most=MOST_STEPS, means="how many steps each run takes")
    tol: float = number(
        0.0,
        0.0,
        1.0,
        at_least=0.0,
        means="the gap f - f* that counts as arrived; 0 stands for 0.001 of the start's gap",
    )
    noise: float = number(0.0, 0.0, 10.0, at_least=0.0, means="standard deviation of the noise on each gradient entry")
    seed: int = whole(0, 0, 100, at_most=2**63 - 1, means="which tape of noise is played")
    device: str = choice(
        "cpu", ("cpu", "cuda", "auto"), means="where it is computed; auto takes the faster, as measured"
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
        """The scene that a link asks for; raises BadInput with a sentence that names what is wrong in it."""
        from engine.link import read_link

        return read_link(link)[0]

    @cached_property
    def rows(self) -> tuple[Point, ...]:
        """Every start, the chosen ones first."""
        if self.around is None:
            return self.starts
        more = self.around.around(self.starts[0], self.landscape.view)
        return (*self.starts, *map(tuple, more.tolist()))

    def placed_on(self, rows: int = 0) -> str:
        """The torch device that the race runs on, or many of its kind with so many rows."""
        return placed(self.device, max(rows, len(self.rows)))


@dataclass(frozen=True)
class View:
    """How a scene is looked at; changing it recomputes no number of the race.

    ``plane`` is what is drawn of more than two dimensions: two coordinates ('1,3'), 'points' (the plane through start,
    end and minimum) or 'principal' (along the runs' two principal directions); ``box`` is the part of the plane that is
    drawn, () for the landscape's own view; ``camera`` the eye's position around the surface in Plotly's units, () for
    the standard one; ``t`` the step under the clock, -1 to play from 0. ``before`` holds the words of the link that
    were different before the last change, if that race is to be drawn too; UNCHANGED while nothing has been changed.
    """

    t: int = whole(-1, -1, 5000, at_least=-1, means="the step under the clock; -1 plays from the start")
    speed: float = number(60.0, 1.0, 960.0, log=True, at_least=0.1, at_most=1e5, means="steps shown per second")
    height: str = choice("auto", ("auto", "linear", "log", "rank"), means="the scale of heights")
    colours: str = choice("slate", tuple(TERRAINS), means="the terrain's colours; all can be told apart by everybody")
    theme: str = choice("auto", ("auto", "light", "dark"), means="light or dark page")
    rates: str = choice("own", ("own", "tuned", "same", "defaults"), means="how the learning rates were chosen")
    plane: str = text("1,2", longest=20, means="what is drawn of more than two dimensions: two coordinates, or a plane")
    critical_points: bool = flag(False, means="mark minima, saddles and maxima on the map")
    field: bool = flag(False, means="draw which way is down, all over the map; the arrows' lengths mean nothing")
    inside: tuple[str, ...] = words(LAYERS, means="the arrows of a step that are drawn")
    before: str = text("", longest=LONGEST_BEFORE, means="what was different in the race that is drawn faintly")
    lesson: str = text("", longest=60, means="the lesson that stands beside the race, and its page, as in momentum,2")
    mode: str = choice(LAB, (LAB, EMBED, PRESENT), means="the whole lab, a part for other pages, or for a projector")
    hide: tuple[str, ...] = words(tuple(PARTS), means="parts of the page that are left out")
    box: Box = ()
    camera: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Checks every word."""
        for setting in settings_of(View):
            setting.check("view", getattr(self, setting.name))
        if any(not (math.isfinite(low) and math.isfinite(high) and low < high) for low, high in self.box):
            raise BadInput("box must be x-low,x-high,y-low,y-high with each low below its high, such as box=-3,3,-3,3.")
        if self.camera and (len(self.camera) != 3 or not NEAREST <= math.hypot(*self.camera) <= FARTHEST):
            raise BadInput(f"camera must be three numbers, {NEAREST} to {FARTHEST} away, such as camera=1.4,-1.4,1.1.")

    def axes_of(self, landscape: Landscape) -> tuple[int, ...]:
        """The two coordinates that are drawn, from 0; () for another plane. Raises BadInput if there are none such."""
        named = COORDINATES.fullmatch(self.plane)
        axes = tuple(int(each) - 1 for each in named.groups()) if named else ()
        valid = len(set(axes)) == 2 and all(0 <= axis < landscape.dim for axis in axes)
        if landscape.dim == 2 and axes != (0, 1):
            raise BadInput(
                f"plane={self.plane}: {landscape.id} has two coordinates, and both are drawn; leave plane out."
            )
        if not valid and self.plane not in (POINTS, PRINCIPAL):
            raise BadInput(
                f"plane={self.plane} must be two of the coordinates 1 to {landscape.dim} of {landscape.id}, such as "
                f"plane=1,3, or plane={POINTS} or plane={PRINCIPAL}."
            )
        return axes

    def shows(self, panel: str, *, below: bool) -> bool:
        """Whether a panel is on the page; those ``below`` the others belong to the whole lab only."""
        return panel not in self.hide and not (below and self.mode != LAB)

    def reach_of(self, landscape: Landscape) -> Box:
        """The box in all coordinates at whose edge an ideal step is cut off: what is drawn, if all of it is."""
        return landscape.view if landscape.dim > 2 or not self.box else self.box

    def height_of(self, landscape: Landscape) -> str:
        """'linear', 'log' or 'rank'."""
        return landscape.height if self.height == "auto" else self.height


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
