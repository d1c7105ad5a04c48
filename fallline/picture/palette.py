"""The marks (colour, shape, dash) that tell runs apart, and the colours of pages and maps; for page and film alike."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from fallline.core import Optimizer, settings_of


@dataclass(frozen=True)
class Mark:
    """How one run is shown: hex colours in the light and dark theme, marker shape, Plotly's dash pattern, name."""

    light: str
    dark: str
    shape: str
    dash: str
    name: str = field(default="", compare=False)


class Hue(NamedTuple):
    """A colour of runs: hex in the light and in the dark theme, and the dash pattern of its curves."""

    light: str
    dark: str
    dash: str


# After Okabe and Ito (2008). All have a contrast of 4.5 or more to the page, and differ in lightness or hue from each
# other and from the terrain for every colour vision.
HUES = {
    "orange": Hue("#c84a00", "#ff8f45", "solid"),
    "blue": Hue("#0064a8", "#7accff", "dash"),
    "green": Hue("#007a53", "#3ddcab", "dot"),
    "violet": Hue("#5e2a9b", "#a886f5", "dashdot"),
    "ochre": Hue("#6f5600", "#f2d94c", "longdash"),
    "ink": Hue("#17202b", "#e4e4ea", "longdashdot"),
    "magenta": Hue("#b52a7c", "#f58fc6", "solid"),
    "brown": Hue("#6b2f1e", "#d9a27e", "dash"),
}
SHAPES = ("circle", "square", "triangle", "diamond", "star", "hexagon", "pentagon", "wedge")

# The colour and shape of each optimizer. Those that are often raced together share neither.
OPTIMIZER_MARKS = {
    "adabelief": ("orange", "circle"),
    "adam": ("blue", "square"),
    "sgd_momentum": ("green", "triangle"),
    "rmsprop": ("violet", "diamond"),
    "adagrad": ("ochre", "star"),
    "gradient_descent": ("ink", "hexagon"),
    "nesterov": ("magenta", "pentagon"),
    "lbfgs": ("brown", "wedge"),
    "adamw": ("magenta", "diamond"),
    "nadam": ("brown", "star"),
    "radam": ("ink", "pentagon"),
    "amsgrad": ("ochre", "wedge"),
    "yogi": ("violet", "hexagon"),
    "adamax": ("brown", "hexagon"),
    "adabound": ("magenta", "wedge"),
    "amsbound": ("ink", "wedge"),
    "adadelta": ("ochre", "pentagon"),
    "adan": ("violet", "star"),
    "lion": ("magenta", "hexagon"),
    "prodigy": ("brown", "diamond"),
    "msvag": ("ink", "diamond"),
    "shampoo": ("ochre", "hexagon"),
    "schedule_free_adamw": ("violet", "pentagon"),
    "schedule_free_sgd": ("brown", "pentagon"),
    "lookahead": ("ink", "star"),
    "newton": ("magenta", "star"),
    "conjugate_gradient": ("violet", "wedge"),
    "backtracking": ("ochre", "diamond"),
    "nelder_mead": ("green", "star"),
    "sign_sgd": ("orange", "hexagon"),
    "rprop": ("blue", "diamond"),
    "fromage": ("green", "pentagon"),
    "torch": ("blue", "wedge"),
}


def _mark(hue: str, shape: str) -> Mark:
    return Mark(HUES[hue].light, HUES[hue].dark, shape, HUES[hue].dash)


# Marks of which no two share a colour or a shape.
MARKS = tuple(_mark(hue, shape) for hue, shape in zip(HUES, SHAPES, strict=True))


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
    "light": PageColours("#17202b", "#c9d3dd", "#ffffff", "#17202b", "rgba(23,32,43,0.32)"),
    "dark": PageColours("#e6edf4", "#33414f", "#10161e", "#ffffff", "rgba(230,237,244,0.28)"),
}


def own_mark(id: str) -> tuple[str, str]:
    """Return the (hue, shape) of an optimizer; one that OPTIMIZER_MARKS lacks gets them by a hash of its id."""
    number = zlib.crc32(id.encode())
    return OPTIMIZER_MARKS.get(id, (list(HUES)[number % len(HUES)], SHAPES[number // len(HUES) % len(SHAPES)]))


def assign_marks(optimizers: Sequence[Optimizer]) -> tuple[Mark, ...]:
    """Return a mark for each run, in their order; no two have the same colour or shape.

    An optimizer keeps its own colour, and its own shape, unless an earlier run has the same one; then it gets one that
    is no run's own. There must be at most len(MARKS) runs. All names differ: runs of the same optimizer are named with
    the settings in which they differ, equal runs are numbered.
    """
    own = [own_mark(each.id) for each in optimizers]
    hues = _make_distinct([hue for hue, _ in own], tuple(HUES))
    names, shapes = _names(optimizers), _make_distinct([shape for _, shape in own], SHAPES)
    return tuple(
        dataclasses.replace(_mark(hue, shape), name=name) for hue, shape, name in zip(hues, shapes, names, strict=True)
    )


def _make_distinct(wanted: Sequence[str], available: Sequence[str]) -> list[str]:
    """Return ``wanted`` with each repetition replaced by the last of the ``available`` that is free."""
    free = [each for each in available if each not in wanted]
    return [free.pop() if each in wanted[:index] else each for index, each in enumerate(wanted)]


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
