"""The colours, shapes and dashes by which runs are told apart, and the colours of the terrain: page and film alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core import Optimizer
from engine.scene import DEFAULT_RUNS
from optimizers import shelf


@dataclass(frozen=True)
class Mark:
    """How one run is drawn everywhere: a colour on light and on dark ground, a ball's shape, a line's dashes."""

    light: str
    dark: str
    shape: str
    dash: str


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


@dataclass(frozen=True)
class Ground:
    """The colours of a page: terrain from low to high, ink for text and lines, paper behind everything."""

    terrain: tuple[str, ...]
    ink: str
    faint: str
    paper: str
    minimum: str


GROUNDS = {
    "light": Ground(
        ("#7590ad", "#98afc6", "#b8c8d8", "#d1dce7", "#e6edf4"), "#1c2733", "#c9d3dd", "#ffffff", "#111827"
    ),
    "dark": Ground(("#0b121b", "#162333", "#24364c", "#384f69", "#587390"), "#e6edf4", "#33414f", "#10161e", "#ffffff"),
}


def marks(optimizers: Sequence[Optimizer]) -> tuple[Mark, ...]:
    """A mark for each run: an optimizer keeps its own wherever that is free, whatever else is raced beside it."""
    order = list(dict.fromkeys((*DEFAULT_RUNS, *shelf.classes)))
    free, taken = list(MARKS), []
    for optimizer in optimizers:
        own = MARKS[order.index(optimizer.id) % len(MARKS)]
        taken.append(own if own in free else free[0])
        free.remove(taken[-1])
    return tuple(taken)
