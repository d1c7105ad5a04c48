"""The marks (colour, shape, dash) that tell runs apart, and the colours of pages and maps; for page and film alike."""

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
    """How one run is shown: hex colours in the light and dark theme, marker shape, Plotly's dash pattern, name."""

    light: str
    dark: str
    shape: str
    dash: str
    name: str = field(default="", compare=False)


# The hues are Okabe and Ito's (2008), safe for colour blindness; each is darkened or lightened for its theme.
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
    """The hex colours of maps of many runs.

    ``minima``: one per minimum; ``steps``: scale of step counts, from few to many; ``failed``: theme -> colours of runs
    that are still going, stalled elsewhere or diverged, and of starts without a value; ``versus``: the better one of
    two optimizers.
    """

    minima: list[str]
    steps: list[str]
    failed: dict[str, list[str]]
    versus: list[str]


# Colours of maps of many runs: one for each minimum (Tol's muted scheme, 2021), the number of steps from few to many
# (viridis, 2015), failures (still going, stalled elsewhere, diverged), and which of two optimizers is better. None of
# them is the colour of a run.
MAP_COLOURS: MapColours = {
    "minima": ["#88ccee", "#cc6677", "#ddcc77", "#117733", "#aa4499", "#44aa99", "#999933", "#332288", "#882255"],
    "steps": ["#fde725", "#5ec962", "#21918c", "#3b528b", "#440154"],
    "failed": {
        "light": ["#c9d1d9", "#8b95a1", "#2b3440", "#aab4bf"],
        "dark": ["#3a4653", "#76838f", "#e3e9ef", "#55626f"],
    },
    "versus": ["#3b6fb5", "#d98c21"],
}


@dataclass(frozen=True)
class PageColours:
    """The colours of a page: text, grid lines, background, marks of minima, and level lines, as CSS colours."""

    foreground: str
    grid_line: str
    background: str
    minimum: str
    level_line: str


PAGE_COLOURS = {
    "light": PageColours("#1c2733", "#c9d3dd", "#ffffff", "#111827", "rgba(28,39,51,0.30)"),
    "dark": PageColours("#e6edf4", "#33414f", "#10161e", "#ffffff", "rgba(230,237,244,0.30)"),
}


def assign_marks(optimizers: Sequence[Optimizer]) -> tuple[Mark, ...]:
    """Return a mark for each run, in their order; each optimizer gets its own mark unless that is taken.

    There must be at most len(MARKS) runs. All names differ: runs of the same optimizer are named with the settings in
    which they differ, equal runs are numbered.
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
    names = [title + _differing_settings(each, optimizers) for title, each in zip(titles, optimizers, strict=True)]
    return [
        f"{name} ({names[: index + 1].count(name)})" if names.count(name) > 1 else name
        for index, name in enumerate(names)
    ]


def _differing_settings(optimizer: Optimizer, optimizers: Sequence[Optimizer]) -> str:
    """Return the settings in which an optimizer differs from others of its title, as ', lr 0.01, beta1 0.5', or ''."""
    same_title = [each for each in optimizers if each.title == optimizer.title and type(each) is type(optimizer)]
    return "".join(
        f", {setting.name.replace('_', ' ')} {setting.write(getattr(optimizer, setting.name))}"
        for setting in settings_of(type(optimizer))
        if len({getattr(each, setting.name) for each in same_title}) > 1
    )
