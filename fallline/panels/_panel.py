"""The base class of panels: a Plotly figure that is drawn once, and data for the painter that draws each step on it."""

from __future__ import annotations

import base64
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypedDict

import numpy as np
import plotly.graph_objects as go

from fallline.analysis.plot_plane import PlotPlane
from fallline.core import Item, Landscape
from fallline.picture import LARGE_FONT_PX, Look, Runs
from fallline.scene import Scene
from fallline.view import View

VIEWS_PLACE, BOARD_PLACE, BELOW_PLACE = "views", "board", "below"  # places of the page
FONT_PX = 13  # font size of figures on the page
FLOAT32_LIMITS = np.finfo(np.float32)


@dataclass(frozen=True)
class Panel(Item, ABC):
    """One part of the page: a Plotly figure of the whole race, and a painter in the browser that draws each step.

    ``place`` is where the panel stands (VIEWS_PLACE, BOARD_PLACE or BELOW_PLACE), ``order`` its rank there, ``painter``
    the key of its painter in assets/painters/painters.js. ``has_figure`` is false for a panel that the painter draws
    alone. ``min_dim`` is the least number of variables of a landscape that it can draw.
    """

    place: ClassVar[str] = BELOW_PLACE
    order: ClassVar[int] = 0
    painter: ClassVar[str]
    has_figure: ClassVar[bool] = True
    min_dim: ClassVar[int] = 1

    @classmethod
    def applies_to(cls, landscape: Landscape) -> bool:
        """Return whether a race on this landscape has this panel."""
        return landscape.dim >= cls.min_dim

    @abstractmethod
    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure | None:
        """Return the Plotly figure of what does not change from step to step; None if ``has_figure`` is false."""

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> Mapping[str, Any]:
        """Return what this panel's painter needs besides the data that all painters share; {} if nothing.

        The values are JSON values and packed arrays, by key.
        """
        return {}


def to_compact_floats(values: np.ndarray) -> np.ndarray:
    """Return values of any shape as little-endian float32, or float64 if one would overflow or be subnormal in float32.

    Values that are not finite become NaN.
    """
    plain = np.where(np.isfinite(values), values, np.nan)
    sizes = np.abs(plain[np.isfinite(plain) & (plain != 0)])
    fits = not sizes.size or (sizes.max() < FLOAT32_LIMITS.max and sizes.min() > FLOAT32_LIMITS.tiny)
    return plain.astype("<f4" if fits else "<f8")


class PackedArray(TypedDict):
    """An array as JSON: its ``shape``, its dtype ``kind`` ('f4' or 'f8'), and its ``data``.

    ``data`` is the array's bytes, little-endian and row by row, in base64.
    """

    shape: list[int]
    kind: str
    data: str


def pack_array(values: np.ndarray) -> PackedArray:
    """Return an array of any shape as JSON, with the dtype of ``to_compact_floats``; not finite values become NaN."""
    plain = to_compact_floats(values)
    data = base64.b64encode(plain.tobytes()).decode()
    return {"kind": plain.dtype.str[1:], "data": data, "shape": list(plain.shape)}


def base_layout(look: Look, **more: Any) -> dict[str, Any]:
    """Return the Plotly layout that all panels share, as a dict; ``more`` adds or replaces its entries."""
    return {
        "template": "none",  # Plotly's default template has automargin on, which would move the axes
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {
            "color": look.page_colours.foreground,
            "size": LARGE_FONT_PX if look.large else FONT_PX,
            "family": "Inter, system-ui, sans-serif",
        },
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        **more,
    }


def hover_template(plane: PlotPlane, number_format: str) -> str:
    """Return the part of a Plotly hovertemplate that shows the two plane coordinates, or the variable of a line.

    ``number_format`` is a D3 format such as '.4g'.
    """
    if plane.is_line:
        return f"{plane.names[0]} = %{{x:{number_format}}}"
    return f"{plane.names[0]} = %{{x:{number_format}}}, {plane.names[1]} = %{{y:{number_format}}}"


def terrain_colorscale(look: Look) -> list[list[Any]]:
    """Return the terrain's colours as a Plotly colorscale: a list of [share, colour], from low (0) to high (1)."""
    colours = look.terrain
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]
