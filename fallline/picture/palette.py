"""The colours, shapes and dashes by which runs are told apart, and the colours of the terrain: page and film alike."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from fallline.core import Optimizer, settings_of
from fallline.optimizers import shelf
from fallline.scene.scene import DEFAULT_RUNS


@dataclass(frozen=True)
class Mark:
    """How one run is shown everywhere: a colour on light and on dark ground, a shape, dashes, a name."""

    light: str
    dark: str
    shape: str
    dash: str
    name: str = field(default="", compare=False)


# The hues are Okabe and Ito's (2008), told apart by people of every colour vision; each is shaded for its ground.
MARKS = (
    Mark("#c64a00", "#ff8f45", "circle", "solid"),
    Mark("#0064a6", "#62bdf5", "square", "dash"),
    Mark("#00785a", "#3ddcab", "triangle", "dot"),
    Mark("#a8447f", "#f09cc8", "diamond", "dashdot"),
    Mark("#7a6200", "#f2e14c", "star", "longdash"),
    Mark("#3d3d46", "#e4e4ea", "cross", "longdashdot"),
    Mark("#6a3fb0", "#bda2f5", "pentagon", "solid"),
    Mark("#7d3412", "#d9a27e", "wedge", "dash"),
)


class MapColours(TypedDict):
    """The colours of maps of many runs; those of failures by the page's theme."""

    minima: list[str]
    steps: list[str]
    failed: dict[str, list[str]]
    versus: list[str]


# Of maps of many runs: the minima (Tol's muted scheme, 2021), the steps, few to many (viridis, 2015), failures (still
# going, stalled elsewhere, diverged), and which of two is better. The runs' own colours mean runs and nothing else.
MAP_COLOURS: MapColours = {
    "minima": ["#88ccee", "#cc6677", "#ddcc77", "#117733", "#aa4499", "#44aa99", "#999933", "#332288", "#882255"],
    "steps": ["#fde725", "#5ec962", "#21918c", "#3b528b", "#440154"],
    "failed": {"light": ["#c9d1d9", "#8b95a1", "#2b3440"], "dark": ["#3a4653", "#76838f", "#e3e9ef"]},
    "versus": ["#3b6fb5", "#d98c21"],
}


@dataclass(frozen=True)
class Ground:
    """The colours of a page: ink for text, lines of three weights, paper behind everything."""

    ink: str
    faint: str
    paper: str
    minimum: str
    level: str


GROUNDS = {
    "light": Ground("#1c2733", "#c9d3dd", "#ffffff", "#111827", "rgba(28,39,51,0.30)"),
    "dark": Ground("#e6edf4", "#33414f", "#10161e", "#ffffff", "rgba(230,237,244,0.30)"),
}


def marks(optimizers: Sequence[Optimizer]) -> tuple[Mark, ...]:
    """A mark for each run: an optimizer keeps its own wherever that is free, whatever else is raced beside it.

    Names differ: runs of one title are told apart by the settings in which they differ, equal ones are numbered.
    """
    order = list(dict.fromkeys((*DEFAULT_RUNS, *shelf.classes)))
    free, taken = list(MARKS), []
    for optimizer, name in zip(optimizers, _names(optimizers), strict=True):
        own = MARKS[order.index(optimizer.id) % len(MARKS)]
        chosen = own if own in free else free[0]
        free.remove(chosen)
        taken.append(dataclasses.replace(chosen, name=name))
    return tuple(taken)


def _names(optimizers: Sequence[Optimizer]) -> list[str]:
    titles = [each.title for each in optimizers]
    names = [title + _told_apart(each, optimizers) for title, each in zip(titles, optimizers, strict=True)]
    return [
        f"{name} ({names[: which + 1].count(name)})" if names.count(name) > 1 else name
        for which, name in enumerate(names)
    ]


def _told_apart(optimizer: Optimizer, optimizers: Sequence[Optimizer]) -> str:
    """The settings in which an optimizer differs from others of its title, as ', lr 0.01, beta1 0.5'."""
    alike = [each for each in optimizers if each.title == optimizer.title and type(each) is type(optimizer)]
    return "".join(
        f", {setting.name.replace('_', ' ')} {setting.write(getattr(optimizer, setting.name))}"
        for setting in settings_of(type(optimizer))
        if len({getattr(each, setting.name) for each in alike}) > 1
    )
