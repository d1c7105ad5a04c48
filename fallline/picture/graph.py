"""The graph of f over one variable: the curve, its drawn heights, and the points on it.

A landscape of one variable has no map and no surface; its picture is the curve f over x, with balls, trails and minima
on it. A painter of it (the page's ``plane`` panel, a film's map) needs:

- ``build_graph(scene, plane, view)``: the curve as ``x`` and ``heights``, NaN where f has no finite value, which leaves
  a gap; ``box`` is the range of both axes; the ticks of the upward axis are ``graph.ticks()``, its title is
  ``graph.title``;
- ``graph.project(x)``: where points are drawn, as (variable, height); for the paths of runs, whose f is known, the
  first two of ``picture_points`` in fallline.picture.heights. A trail is the straight line between consecutive points,
  so that a step across a valley is a chord;
- ``minima_on_graph(graph, plane)``: the bullseyes;
- arrows, from ``StepArrows``: they have no upward part. They lie on top of one another in one variable, so draw each
  layer ARROW_LANES_PX[layer] pixels above the ball;
- ``plane.is_line``: whether a race's plane is a line, for which this picture replaces the map and the surface.

The axes have different units, so the picture fills its rectangle; nothing is drawn to equal scales.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from fallline.analysis.plot_plane import PlotPlane, minima_in_plane
from fallline.core import Box, Landscape
from fallline.picture.heights import (
    LINE_SIZE,
    HeightRange,
    HeightTransform,
    evaluate_at,
    evaluate_line,
    height_range,
    height_transform,
)
from fallline.scene import Scene
from fallline.view import View

TICK_COUNT = 6
BELOW_SHARE, ABOVE_SHARE = 0.07, 0.05  # of the range of heights: margins below and above the curve
EDGE_BISECTIONS = 40  # that bring the ends of the curve to the edges of where f has values
# Distances of a step's arrows above the ball, in pixels, by layer.
ARROW_LANES_PX = {"step": 0, "ideal": 20, "gradient": 40, "momentum": 60, "scale": 80}


@dataclass(frozen=True, eq=False)
class Graph:
    """The curve of f over one variable.

    ``x, f, heights`` (n,) ascend in x; ``f`` is NaN where it has no finite value, ``heights`` also at a pole between
    two values. ``box`` is ((x low, x high), (height low, height high)), ``names`` are the names of the axes, ``range``
    are the heights that are shown; if it is ``cut``, the curve leaves the picture near a pole.
    """

    x: np.ndarray
    f: np.ndarray
    heights: np.ndarray
    box: Box
    names: tuple[str, str]
    range: HeightRange
    transform: HeightTransform
    landscape: Landscape

    @property
    def title(self) -> str:
        """The title of the upward axis."""
        return "f − f*" if self.transform.kind == "log" else "f"

    @property
    def parts(self) -> list[slice]:
        """The parts of the curve without a gap, as slices of its arrays, from left to right."""
        edges = np.flatnonzero(np.diff(np.concatenate(([0], np.isfinite(self.heights), [0]))))
        return [slice(first, end) for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)]

    @property
    def gaps(self) -> list[tuple[float, float]]:
        """The intervals (low, high) of x in which f has no finite value, from left to right, without single points."""
        x = np.concatenate((self.box[0][:1], self.x[np.isfinite(self.f)], self.box[0][1:]))
        spacing = (self.box[0][1] - self.box[0][0]) / (LINE_SIZE - 1)
        return [(float(x[i]), float(x[i + 1])) for i in np.flatnonzero(np.diff(x) > 1.5 * spacing)]

    def project(self, x: np.ndarray) -> np.ndarray:
        """Return where points x (..., 1) are drawn, (..., 2): the variable and the height, NaN if f has no value."""
        return np.stack((x[..., 0], self.transform.to_height(evaluate_at(self.landscape, x))), -1)

    def ticks(self, count: int = TICK_COUNT) -> list[tuple[float, str]]:
        """Return about ``count`` ticks (height, label) of the upward axis."""
        return self.transform.ticks(*self.box[1], count)


def build_graph(scene: Scene, plane: PlotPlane, view: View) -> Graph:
    """Return the graph of a scene's landscape over the line ``plane``, with heights on the view's scale.

    Raises BadInput if f has no finite value in the plot range.
    """
    landscape = scene.landscape
    transform = height_transform(landscape, plane, view.height_scale(landscape))
    even = transform.to_height(evaluate_line(landscape, plane, LINE_SIZE)[1])
    shown = height_range(landscape, plane, transform, even)
    x, f = _curve(landscape, plane)
    heights = np.array(transform.to_height(f))
    heights[_is_across_pole(heights, shown)] = np.nan
    box = (plane.plot_range[0], _with_margins(shown))
    if np.nanmax(heights) > box[1][1]:
        shown = dataclasses.replace(shown, cut=True)
    return Graph(x, f, heights, box, plane.names, shown, transform, landscape)


def minima_on_graph(graph: Graph, plane: PlotPlane) -> np.ndarray:
    """Return the known global minimizers in the plot range as points (n, 2): the variable and the height."""
    (low, high), lowest = graph.box[0], float(graph.transform.to_height(graph.landscape.fmin))
    places = [u for u, _ in minima_in_plane(plane, graph.landscape) if low <= u <= high]
    return np.array([(u, lowest) for u in places]).reshape(-1, 2)


def _curve(landscape: Landscape, plane: PlotPlane) -> tuple[np.ndarray, np.ndarray]:
    """Return (x, f) over a line, with further points at the edges of where f has values, found by bisection."""
    x, f = evaluate_line(landscape, plane, LINE_SIZE)
    known = np.isfinite(f)
    left = np.flatnonzero(known[:-1] != known[1:])
    if not left.size:
        return x, f
    known_side, other_side = (np.where(known[left] == wanted, x[left], x[left + 1]) for wanted in (True, False))
    for _ in range(EDGE_BISECTIONS):
        middle = (known_side + other_side) / 2
        has_value = np.isfinite(evaluate_at(landscape, middle[:, None]))
        known_side, other_side = np.where(has_value, middle, known_side), np.where(has_value, other_side, middle)
    x, f = np.append(x, known_side), np.append(f, evaluate_at(landscape, known_side[:, None]))
    order = np.argsort(x, kind="stable")
    return x[order], f[order]


def _is_across_pole(heights: np.ndarray, shown: HeightRange) -> np.ndarray:
    """Return for each height (n,) whether it and the next are beyond opposite ends of the heights that are shown."""
    above, below = heights > shown.high, heights < shown.low
    across = (above[:-1] & below[1:]) | (below[:-1] & above[1:])
    return np.append(across, False)


def _with_margins(shown: HeightRange) -> tuple[float, float]:
    span = shown.high - shown.low or 1.0
    return shown.low - BELOW_SHARE * span, shown.high + ABOVE_SHARE * span
