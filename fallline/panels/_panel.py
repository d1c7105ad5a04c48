"""What a panel is: a stage that Plotly paints once, and what the browser needs to move the actors on it."""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.plot_plane import Slice
from fallline.core import Item
from fallline.picture import LARGE, Look, Runs
from fallline.scene import Scene
from fallline.view import View

VIEWS, BOARD, BELOW = "views", "board", "below"
SINGLE = np.finfo(np.float32)


@dataclass(frozen=True)
class Panel(Item, ABC):
    """One part of the page.

    ``place`` is where it stands (VIEWS, BOARD or BELOW), ``order`` its turn there, ``overlay`` the name of the painter
    in assets/ that moves its actors. ``has_stage`` is off for a panel that is
    all actors. ``figure`` paints the stage (None where there is nothing to paint), ``actors`` says what the
    painter needs beside the trajectories' arrays.
    """

    place: ClassVar[str] = BELOW
    order: ClassVar[int] = 0
    overlay: ClassVar[str]
    has_stage: ClassVar[bool] = True

    @abstractmethod
    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure | None:
        """The stage: everything that does not move, ranges and margins fixed."""

    def actors(self, scene: Scene, runs: Runs, view: View) -> Mapping[str, Any]:
        """What the painter needs, as plain values and packed arrays."""
        return {}


def single(values: np.ndarray) -> np.ndarray:
    """The values as float32, or as float64 where that could not hold one; what is not finite becomes NaN."""
    plain = np.where(np.isfinite(values), values, np.nan)
    sizes = np.abs(plain[np.isfinite(plain) & (plain != 0)])
    fits = not sizes.size or (sizes.max() < SINGLE.max and sizes.min() > SINGLE.tiny)
    return plain.astype("<f4" if fits else "<f8")


class Packed(TypedDict):
    """An array as text, to be unpacked in the browser: its shape, 'f4' or 'f8', and its bytes in base64."""

    shape: list[int]
    kind: str
    data: str


def packed(values: np.ndarray) -> Packed:
    """See ``Packed``."""
    plain = single(values)
    data = base64.b64encode(plain.tobytes()).decode()
    return {"kind": plain.dtype.str[1:], "data": data, "shape": list(plain.shape)}


def base_layout(look: Look, **more: Any) -> dict[str, Any]:
    """What every stage has in common."""
    return {
        "template": "none",  # Plotly's own turns automargin on, which moves the axes away from our mapping
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {
            "color": look.ground.ink,
            "size": LARGE if look.large else 12,
            "family": "Inter, system-ui, sans-serif",
        },
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        **more,
    }


def hover(plane: Slice, form: str) -> str:
    """What hovering tells of a place of the picture."""
    return f"{plane.names[0]} = %{{x:{form}}}, {plane.names[1]} = %{{y:{form}}}"


def terrain(look: Look) -> list[list[Any]]:
    """The terrain's colour scale, low to high."""
    colours = look.terrain
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]
