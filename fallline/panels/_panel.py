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
from fallline.core import Item
from fallline.picture import LARGE_FONT_PX, Look, Runs
from fallline.scene import Scene
from fallline.view import View

VIEWS_PLACE, BOARD_PLACE, BELOW_PLACE = "views", "board", "below"  # places of the page
FLOAT32_LIMITS = np.finfo(np.float32)


@dataclass(frozen=True)
class Panel(Item, ABC):
    """One part of the page: a Plotly figure of the whole race, and a painter in the browser that draws each step.

    ``place`` is where the panel stands (VIEWS_PLACE, BOARD_PLACE or BELOW_PLACE), ``order`` its rank there, ``painter``
    the name of its painter in assets/painters/. ``has_figure`` is false for a panel that the painter draws alone.
    """

    place: ClassVar[str] = BELOW_PLACE
    order: ClassVar[int] = 0
    painter: ClassVar[str]
    has_figure: ClassVar[bool] = True

    @abstractmethod
    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> go.Figure | None:
        """Return the figure without what changes from step to step, which the painter draws; None without a figure."""

    def painter_data(self, scene: Scene, runs: Runs, view: View) -> Mapping[str, Any]:
        """Return the painter's data as JSON values and packed arrays, beside the data that all painters share."""
        return {}


def to_compact_floats(values: np.ndarray) -> np.ndarray:
    """Convert to little-endian float32, or float64 if one of the values would overflow or be subnormal in float32.

    Values that are not finite become NaN.
    """
    plain = np.where(np.isfinite(values), values, np.nan)
    sizes = np.abs(plain[np.isfinite(plain) & (plain != 0)])
    fits = not sizes.size or (sizes.max() < FLOAT32_LIMITS.max and sizes.min() > FLOAT32_LIMITS.tiny)
    return plain.astype("<f4" if fits else "<f8")


class PackedArray(TypedDict):
    """An array as JSON: its shape, its dtype 'f4' or 'f8' as ``kind``, and its bytes in base64 as ``data``."""

    shape: list[int]
    kind: str
    data: str


def pack_array(values: np.ndarray) -> PackedArray:
    """Return an array as JSON; see ``to_compact_floats`` for its dtype."""
    plain = to_compact_floats(values)
    data = base64.b64encode(plain.tobytes()).decode()
    return {"kind": plain.dtype.str[1:], "data": data, "shape": list(plain.shape)}


def base_layout(look: Look, **more: Any) -> dict[str, Any]:
    """Return the part of a Plotly layout that all panels share, updated with ``more``."""
    return {
        "template": "none",  # Plotly's default template has automargin on, which would move the axes
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {
            "color": look.page_colours.foreground,
            "size": LARGE_FONT_PX if look.large else 12,
            "family": "Inter, system-ui, sans-serif",
        },
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        **more,
    }


def hover_template(plane: PlotPlane, number_format: str) -> str:
    """Return the part of a Plotly hovertemplate that shows the coordinates in the plane."""
    return f"{plane.names[0]} = %{{x:{number_format}}}, {plane.names[1]} = %{{y:{number_format}}}"


def terrain_colorscale(look: Look) -> list[list[Any]]:
    """Return the terrain's colours as a Plotly colorscale, from low to high."""
    colours = look.terrain
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]
